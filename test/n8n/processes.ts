// Processes that scripts and tests start: each in a group of its own, each ended by its id, also when we crash.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A process we started, with all it starts itself. */
export interface Running {
	pid: number;
	/** Where its output goes. */
	logFile: string;
	/** Settles when the process has ended, however it did. */
	ended: Promise<void>;
	isRunning(): boolean;
	/** Asks the whole group to end, and after `patienceMs` makes it. */
	end(patienceMs?: number): Promise<void>;
	/** The last lines it wrote. */
	tail(lines?: number): string;
}

const groups = new Set<number>();
const folders = new Set<string>();

process.on('exit', () => {
	for (const pid of groups) signalGroup(pid, 'SIGKILL');
	folders.forEach(removeFolder);
});

/** A new folder that goes with us, also when we are ended early. */
export function throwAwayFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-'));
	folders.add(folder);
	return folder;
}

/** Removes a throw-away folder before that. */
export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	folders.delete(folder);
}

/** Sends a signal to a process group; a group that is gone already is fine. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-pid, signal);
		return true;
	} catch {
		return false;
	}
}

/** Starts a program in its own process group, its output going to `logFile`. */
export function start(
	command: string,
	args: string[],
	options: { env: NodeJS.ProcessEnv; logFile: string; cwd?: string },
): Running {
	const log = openSync(options.logFile, 'a');
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: options.env,
		detached: true,
		stdio: ['ignore', log, log],
	});
	closeSync(log);
	let running = true;
	const ended = new Promise<void>((resolve) => {
		const done = () => {
			running = false;
			resolve();
		};
		child.once('exit', done);
		child.once('error', done);
	});
	const pid = child.pid;
	if (pid === undefined) throw new Error(`${command} did not start`);
	groups.add(pid);
	return {
		pid,
		logFile: options.logFile,
		ended,
		isRunning: () => running,
		async end(patienceMs = 20_000) {
			signalGroup(pid, 'SIGTERM');
			await waitUntil(() => !signalGroup(pid, 0), patienceMs).catch(() => signalGroup(pid, 'SIGKILL'));
			await ended;
			groups.delete(pid);
		},
		tail: (lines = 30) => readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n'),
	};
}

/** Asks `condition` again and again until it holds; throws, naming `what`, when it does not within `patienceMs`. */
export async function waitUntil(
	condition: () => boolean | Promise<boolean>,
	patienceMs = 60_000,
	what = 'a condition',
	everyMs = 100,
): Promise<void> {
	const deadline = Date.now() + patienceMs;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error(`Waited ${patienceMs / 1000} s in vain for ${what}`);
		await pause(everyMs);
	}
}

/** A TCP port on loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('No free port');
	return address.port;
}
