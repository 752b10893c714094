// Lints as n8n's own scanner does: its configuration over our source, and over the JavaScript of the packed package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import { buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import bringUpToDate, { hashOf, root, SOURCE } from './build.mjs';

/** What the scan reads, and what reads it: the same again has no faults again. */
const STAMP = path.join(root, 'node_modules/.cache/scan');
const stamp = hashOf([...SOURCE, 'package.json', 'package-lock.json', 'scripts/lint.mjs']);

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

async function scan() {
	const faults = await lint('source', root, SOURCE_FILE_PATTERNS);
	bringUpToDate();
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-lint-'));
	try {
		const [packed] = JSON.parse(
			execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
				cwd: root,
				encoding: 'utf8',
			}),
		);
		execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', folder]);
		return faults + (await lint('package', path.join(folder, 'package'), ['**/*.js', 'package.json']));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) {
	console.log('lint: nothing that n8n scans has changed since a scan without faults');
} else if ((await scan()) === 0) {
	mkdirSync(path.dirname(STAMP), { recursive: true });
	writeFileSync(STAMP, stamp);
} else process.exitCode = 1;
