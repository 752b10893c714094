// The simulated Uservox API in a process of its own, so that its work is not measured as ours.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Books } from '../simulator/books';
import type { SimulatorSettings } from '../simulator/serverState';

export interface SimulatorProcess {
	url: string;
	/** A new, empty world. */
	reset(settings: SimulatorSettings): Promise<void>;
	books(): Promise<ReturnType<Books['summary']>>;
	close(): Promise<void>;
}

export async function startSimulatorProcess(settings: SimulatorSettings): Promise<SimulatorProcess> {
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-bench-'));
	const settingsFile = path.join(folder, 'settings.json');
	writeFileSync(settingsFile, JSON.stringify(settings));
	const child = spawn(
		process.execPath,
		[
			'--import',
			pathToFileURL(require.resolve('tsx')).href,
			path.resolve(__dirname, '../simulator/main.ts'),
			'--port',
			'0',
			'--quiet',
			'--settings',
			settingsFile,
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	const kill = () => void child.kill('SIGKILL');
	process.once('exit', kill);
	const url = await new Promise<string>((resolve, reject) => {
		child.once('exit', () => reject(new Error('The simulator ended at once')));
		createInterface(child.stdout).on('line', (line) => {
			const found = /base URL\s+(\S+)/.exec(line)?.[1];
			if (found !== undefined) resolve(found);
		});
	});
	return {
		url,
		async reset(next) {
			const response = await fetch(new URL('/reset', url), { method: 'POST', body: JSON.stringify(next) });
			if (!response.ok) throw new Error(await response.text());
		},
		async books() {
			return (await (await fetch(new URL('/books', url))).json()) as ReturnType<Books['summary']>;
		},
		async close() {
			child.removeAllListeners('exit');
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await ended;
			process.removeListener('exit', kill);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
