// Lints as n8n's own scanner does: its configuration over our source, and over the JavaScript of the packed package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Lints `patterns` below `folder`; inline disables do not count, and a warning fails as an error does. */
async function lint(name, folder, patterns) {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
		errorOnUnmatchedPattern: true,
	});
	const results = await eslint.lintFiles(patterns);
	const faults = results.reduce((sum, file) => sum + file.errorCount + file.warningCount, 0);
	const formatter = await eslint.loadFormatter('stylish');
	process.stdout.write(await formatter.format(results));
	console.log(`lint: ${name}: ${results.length} files, ${faults} faults`);
	return faults;
}

let faults = await lint('source', root, SOURCE_FILE_PATTERNS);

execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
const folder = mkdtempSync(path.join(tmpdir(), 'uservox-lint-'));
try {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
	);
	execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', folder]);
	const packedFolder = path.join(folder, 'package');
	faults += await lint('package', packedFolder, ['**/*.js', 'package.json']);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exitCode = faults === 0 ? 0 : 1;
