// A full n8n on loopback with our built package in it, as a user has it after installing: started, asked, ended, removed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort, removeFolder, start, throwAwayFolder, waitUntil, type Running } from './processes';
import { OWNER, Rest } from './rest';
import { CACHE, INSTALLED, N8N_VERSION, node24Environment, ROOT, setUpN8n } from './setup';

/** The name that the example workflows use for the credential, and that n8n itself proposes. */
export const CREDENTIAL_NAME = 'Uservox account';

const START_PATIENCE_MS = 240_000;

export interface N8nOptions {
	/** Put our packed package into it (default). Off: for a test that installs it by itself. */
	withPackage?: boolean;
	/** More environment variables, such as the queue mode's. */
	env?: NodeJS.ProcessEnv;
	/** The database named in `env` is empty: n8n makes its tables, and its owner is set up. */
	newDatabase?: boolean;
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
	/** Starts a worker of this n8n (queue mode), and waits until it takes work; it ends with this n8n. */
	startWorker(): Promise<Running>;
	/** Starts a process of this n8n that takes webhooks only (queue mode), and waits until it listens; it ends with this n8n. */
	startWebhookProcess(): Promise<{ url: string; running: Running }>;
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
		cwd: ROOT,
		encoding: 'utf8',
	});
	const [packed] = JSON.parse(answer) as Array<{ filename: string }>;
	if (packed === undefined) throw new Error('npm pack packed nothing');
	return path.join(folder, packed.filename);
}

/** Starts n8n on a throw-away copy of the prepared folder, logged in. Sets everything up first where that is still to do. */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	setUpN8n();
	const prepared = options.newDatabase ? undefined : await prepare();
	const userFolder = throwAwayFolder();
	if (prepared !== undefined) cpSync(prepared, path.join(userFolder, '.n8n'), { recursive: true });
	if (options.withPackage ?? true) installPackage(userFolder);
	return await startOn(userFolder, options, options.newDatabase);
}

/** A user folder after n8n's migrations and with its owner, made once, so that each start takes seconds. */
async function prepare(): Promise<string> {
	const prepared = path.join(CACHE, `prepared-${N8N_VERSION}`);
	if (existsSync(prepared)) return prepared;
	const n8n = await startOn(throwAwayFolder(), {}, true);
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

	const environment = async (more: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> =>
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
			...more,
		});
	const begin = async (name: string, args: string[], more: NodeJS.ProcessEnv = {}) =>
		start(path.join(INSTALLED.nodeBin, 'node'), [INSTALLED.n8n, ...args], {
			env: await environment(more),
			logFile: path.join(userFolder, `${name}.log`),
		});
	const ready = async (running: Running, urls: string[]) => {
		const areOk = async () => {
			if (!running.isRunning()) throw new Error(`n8n ended at once:\n${running.tail()}`);
			return (await Promise.all(urls.map(isOk))).every(Boolean);
		};
		await waitUntil(areOk, START_PATIENCE_MS, 'n8n to be ready');
	};
	const startMain = async () => {
		main = await begin('main', ['start']);
		await ready(main, [`${url}/healthz/readiness`, `${url}/rest/settings`]);
		await (isNew ? rest.setUpOwner() : rest.logIn());
	};
	const close = async () => {
		await main?.end();
		await Promise.all(others.map(async (running) => await running.end()));
		removeFolder(userFolder);
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
		async startWorker() {
			const healthPort = await freePort();
			const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(healthPort) };
			const worker = await begin(`worker-${healthPort}`, ['worker', '--concurrency=5'], health);
			others.push(worker);
			await ready(worker, [`http://127.0.0.1:${healthPort}/healthz/readiness`]);
			return worker;
		},
		async startWebhookProcess() {
			const ownPort = String(await freePort());
			const own = { N8N_PORT: ownPort };
			const running = await begin(`webhook-${ownPort}`, ['webhook'], own);
			others.push(running);
			const ownUrl = `http://127.0.0.1:${ownPort}`;
			await ready(running, [`${ownUrl}/healthz/readiness`]);
			return { url: ownUrl, running };
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
