// A full n8n on loopback with our built package in it, as a user has it after installing: started, asked, ended, removed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, start, waitUntil, type Running } from './processes';
import { OWNER, Rest, type WorkflowFile } from './rest';
import { CACHE, INSTALLED, N8N_VERSION, node24Environment, PROJECT, setUpN8n } from './setup';

/** The name that the example workflows use for the credential, and that n8n itself proposes. */
export const CREDENTIAL_NAME = 'Uservox account';

const START_PATIENCE_MS = 240_000;

/** User folders in use. They go with us, also when we are ended early. */
const userFolders = new Set<string>();
process.on('exit', () => userFolders.forEach(remove));

export interface N8nOptions {
	/** Put our packed package into it (default). Off: for a test that installs it by itself. */
	withPackage?: boolean;
	/** More environment variables, such as the queue mode's. */
	env?: NodeJS.ProcessEnv;
	/** The port; default: any free one. */
	port?: number;
}

/** A running n8n with a user folder of its own. */
export interface N8n {
	url: string;
	rest: Rest;
	login: { email: string; password: string };
	userFolder: string;
	process(): Running;
	/** Starts another process of the same n8n, such as `worker`; it ends with this one. */
	startAnother(command: string, args?: string[]): Promise<Running>;
	/** Ends n8n and starts it again on the same folder. */
	restart(): Promise<void>;
	/** Ends every process and removes the folder. */
	close(): Promise<void>;
}

/** Packs the built package and puts it where n8n looks for community packages: exactly what users get. */
export function installPackage(userFolder: string): void {
	const nodes = path.join(userFolder, '.n8n', 'nodes', 'node_modules');
	const target = path.join(nodes, 'n8n-nodes-uservox');
	rmSync(target, { recursive: true, force: true });
	mkdirSync(nodes, { recursive: true });
	const tarball = pack(nodes);
	execFileSync('tar', ['-xzf', tarball, '-C', nodes]);
	renameSync(path.join(nodes, 'package'), target);
	rmSync(tarball);
}

/** `npm pack` into a folder; returns the tarball's path. */
export function pack(folder: string): string {
	const answer = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
		cwd: PROJECT,
		encoding: 'utf8',
	});
	const [packed] = JSON.parse(answer) as Array<{ filename: string }>;
	if (packed === undefined) throw new Error('npm pack packed nothing');
	return path.join(folder, packed.filename);
}

/** All example workflows, by file name without `.json`. */
export function exampleWorkflows(): Map<string, WorkflowFile> {
	const folder = path.join(PROJECT, 'workflows');
	const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
	return new Map(
		files.map((file) => [
			path.basename(file, '.json'),
			JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowFile,
		]),
	);
}

/** Starts n8n on a throw-away copy of the prepared folder, logged in. Sets everything up first where that is still to do. */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	setUpN8n();
	const prepared = await prepare();
	const userFolder = newUserFolder();
	cpSync(prepared, path.join(userFolder, '.n8n'), { recursive: true });
	if (options.withPackage ?? true) installPackage(userFolder);
	return await startOn(userFolder, options);
}

function newUserFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-n8n-'));
	userFolders.add(folder);
	return folder;
}

function remove(userFolder: string): void {
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
	userFolders.delete(userFolder);
}

/** A user folder after n8n's migrations and with its owner, made once, so that each start takes seconds. */
async function prepare(): Promise<string> {
	const prepared = path.join(CACHE, `prepared-${N8N_VERSION}`);
	if (existsSync(prepared)) return prepared;
	const n8n = await startOn(newUserFolder(), {}, true);
	try {
		await n8n.process().end();
		const incomplete = mkdtempSync(`${prepared}-`);
		cpSync(path.join(n8n.userFolder, '.n8n'), incomplete, { recursive: true });
		renameSync(incomplete, prepared);
	} finally {
		await n8n.close();
	}
	return prepared;
}

async function startOn(userFolder: string, options: N8nOptions, isNew = false): Promise<N8n> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const rest = new Rest(url);
	const others: Running[] = [];
	let main: Running | undefined;

	const environment = async (): Promise<NodeJS.ProcessEnv> =>
		node24Environment({
			N8N_USER_FOLDER: userFolder,
			N8N_PORT: String(port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_SECURE_COOKIE: 'false',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_DISABLED_MODULES: 'mcp-registry,insights,instance-ai',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			GENERIC_TIMEZONE: 'UTC',
			...options.env,
		});
	const begin = async (command: string, args: string[] = []) =>
		start(path.join(INSTALLED.nodeBin, 'node'), [INSTALLED.n8n, command, ...args], {
			env: await environment(),
			logFile: path.join(userFolder, `${command}-${others.length}.log`),
		});
	const startMain = async () => {
		const process = (main = await begin('start'));
		await waitUntil(
			async () => {
				if (!process.isRunning()) throw new Error(`n8n ended at once:\n${process.tail()}`);
				const answers = await Promise.all([isOk(`${url}/healthz/readiness`), isOk(`${url}/rest/settings`)]);
				return answers.every(Boolean);
			},
			START_PATIENCE_MS,
			'n8n to be ready',
		);
		await (isNew ? rest.setUpOwner() : rest.logIn());
	};
	const close = async () => {
		await Promise.all([main, ...others].map((running) => running?.end()));
		remove(userFolder);
	};
	try {
		await startMain();
	} catch (error) {
		await close();
		throw error;
	}
	return {
		url,
		rest,
		login: { email: OWNER.email, password: OWNER.password },
		userFolder,
		process: () => {
			if (main === undefined) throw new Error('n8n is not running');
			return main;
		},
		async startAnother(command, args = []) {
			const running = await begin(command, args);
			others.push(running);
			return running;
		},
		async restart() {
			await main?.end();
			await startMain();
		},
		close,
	};
}

/** Whether a page answers with 2xx and, for JSON, with JSON: n8n shows a page of its own while it starts. */
async function isOk(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		if (!response.ok) return false;
		await response.json();
		return true;
	} catch {
		return false;
	}
}
