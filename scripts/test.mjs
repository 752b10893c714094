// `npm test`: all that a change must pass, with the time that each step takes. Steps that need one core run two at a time; jest takes both.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Scripts of package.json, beside each other; in a lane one after the other. */
const LANES = [
	['typecheck', 'lint:scan'],
	['format', 'lint:code'],
];

/** Runs a command and says how long it took. Its output is shown at once, or only if it fails. */
async function step(name, command, isShown) {
	const begun = performance.now();
	const child = spawn(command[0], command.slice(1), { cwd: root, stdio: isShown ? 'inherit' : 'pipe' });
	const output = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
	const passed = await new Promise((resolve) => {
		child.once('error', () => resolve(false));
		child.once('close', (code) => resolve(code === 0));
	});
	const seconds = ((performance.now() - begun) / 1000).toFixed(1);
	if (!passed) process.stdout.write(Buffer.concat(output));
	console.log(`${passed ? '✓' : '✗'} ${name}, ${seconds} s`);
	return passed;
}

async function lane(scripts) {
	for (const script of scripts) if (!(await step(script, ['npm', 'run', '--silent', script], false))) return false;
	return true;
}

const checked = (await Promise.all(LANES.map(lane))).every(Boolean);
const jest = [process.execPath, path.join(root, 'node_modules/jest/bin/jest.js'), ...process.argv.slice(2)];
process.exitCode = checked && (await step('tests', jest, true)) ? 0 : 1;
