// Scale-out: n8n in queue mode on Redis and PostgreSQL, two workers, the large-import examples: 50,000 leads, each once, no 429.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { phoneOf } from '../people';
import { freePort, removeFolder, start, throwAwayFolder, waitUntil, type Running } from '../n8n/processes';
import { exampleWorkflow, type WorkflowFile } from '../workflows';
import { filledIn } from './examples';
import type { Suite } from './suite';
import { startWorld } from './stage';

const NODE = 'Call the leads';
const LEADS = 50_000;
/** The example's parts have 5,000 leads. */
const PARTS = 10;
/** Each takes five jobs at a time: fewer than there are parts, so that one alone cannot take them all. */
const WORKERS = 2;
/** What the API allows in 5 seconds. */
const LIMIT = 100;
/** Small batches, so that the limit decides how fast it goes: about 540 requests, where batches of 1,000 make 80. */
const BATCH_SIZE = 100;
/** Parts that run side by side each read the list of leads, which grows by what the others send. */
const PATIENCE_MS = 900_000;
const HEADER_AUTH = { httpHeaderAuth: { id: null, name: 'Header Auth account' } };

export const queue: Suite = {
	name: 'queue',
	async run(check) {
		const services: Running[] = [];
		const folder = throwAwayFolder();
		try {
			const redis = await startRedis(folder);
			services.push(redis.running);
			const postgres = await startPostgres(folder);
			services.push(postgres.running);
			// Runs by hand go to the workers too, as n8n advises and its next major version does.
			const mode = { EXECUTIONS_MODE: 'queue', OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' };
			const world = await startWorld({ newDatabase: true, env: { ...mode, ...redis.env, ...postgres.env } });
			const { n8n, simulator } = world;
			const { rest } = n8n;
			const { books } = simulator;
			try {
				const workers = await Promise.all(Array.from({ length: WORKERS }, () => n8n.startWorker()));
				await rest.createCredential('httpHeaderAuth', 'Header Auth account', {
					name: 'X-Import-Key',
					value: 'import-key',
				});
				const partId = await rest.importWorkflow(prepared('large-import-part', n8n.url));
				await rest.activate(partId);
				const importId = await rest.importWorkflow(prepared('large-import', n8n.url, rows()));

				await check(
					'50,000 leads in 10 parts: all on Success, each created and initiated once, no duplicate, no 429',
					async () => {
						const { status, error } = await rest.run(importId, 'Now, by hand', PATIENCE_MS);
						assert.equal(status, 'success', error?.message);
						const parts = await rest.executions(partId);
						assert.equal(parts.length, PARTS);
						let success = 0;
						for (const { id } of parts) {
							const part = await rest.finished(id, partId, PATIENCE_MS);
							assert.equal(part.status, 'success', part.error?.message);
							success += part.items(NODE, 0).length;
							assert.equal(part.items(NODE, 1).length, 0, JSON.stringify(part.items(NODE, 1)[0]?.json));
						}
						assert.equal(success, LEADS);

						const { initiatedMoreThanOnce, byStatus } = books.summary();
						assert.equal(byStatus['429'], undefined);
						assert.equal(books.created.length, LEADS);
						assert.equal(new Set(books.created.map(({ referenceId }) => referenceId)).size, LEADS);
						assert.equal(books.initiated.size, LEADS);
						assert.deepEqual(initiatedMoreThanOnce, []);
						assert.equal(books.duplicates.length, 0);
						// The list grows by what the other parts send. Reading it again takes far fewer requests than looking 5,000 leads up.
						assert.equal(books.lookUps, 0);
					},
				);

				await check('both workers took parts, side by side, and kept the limit together', async () => {
					const parts = (await rest.executions(partId)).map(({ id }) => id);
					const shares = workers.map((worker) => parts.filter((id) => hasRun(worker, id)).length);
					assert.equal(
						shares.reduce((sum, share) => sum + share, 0),
						PARTS,
					);
					assert.ok(
						shares.every((share) => share > 0),
						`the workers' shares: ${shares.join(', ')}`,
					);
					const most = books.summary().maximumArrivalsIn5Seconds;
					assert.ok(most > LIMIT / WORKERS && most <= LIMIT, `${most} requests in 5 seconds`);
					console.log(
						`    ${books.arrivals.length} requests (${books.lookUps} look-ups), at most ${most} in 5 s; parts by worker: ${shares.join(', ')}`,
					);
				});
			} finally {
				await world.close();
			}
		} finally {
			await Promise.all(services.map((service) => service.end()));
			removeFolder(folder);
		}
	},
};

/** Whether a worker says that it ran an execution as a job of the queue. */
function hasRun(worker: Running, executionId: string): boolean {
	return worker.tail(Infinity).includes(`Worker finished execution ${executionId} `);
}

/**
 * A large-import example as after following its notes, but for the size of the batches, and for the outcomes, which nobody writes
 * down here: n8n would evaluate 200,000 expressions.
 */
function prepared(name: string, url: string, sheet?: IDataObject[]): WorkflowFile {
	const ready = filledIn(exampleWorkflow(name));
	if (sheet !== undefined) ready.pinData = { 'Read the sheet': sheet.map((json) => ({ json })) };
	for (const node of ready.nodes) {
		if (node.name === 'Start the part') node.parameters.url = `${url}/webhook/uservox-import-part`;
		if (['Start the part', 'A part arrives'].includes(node.name)) node.credentials = HEADER_AUTH;
		if (['Note the outcome', 'Not in a dry run'].includes(node.name)) node.disabled = true;
		if (node.name === NODE) node.parameters.options = { ...(node.parameters.options as object), batchSize: BATCH_SIZE };
	}
	return ready;
}

function rows(): IDataObject[] {
	return Array.from({ length: LEADS }, (_, index) => ({
		Name: `Lead ${index}`,
		'Mobile No.': phoneOf(index),
		'CRM ID': `crm-${index}`,
	}));
}

export interface Service {
	running: Running;
	/** How n8n finds it. */
	env: NodeJS.ProcessEnv;
}

/** Debian's Redis on loopback, holding everything in memory. */
export async function startRedis(folder: string): Promise<Service> {
	const port = await freePort();
	const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
	const running = start('redis-server', args, { env: process.env, logFile: path.join(folder, 'redis.log') });
	await untilReady('Redis', running, 'redis-cli', ['-p', String(port), 'ping']);
	return { running, env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) } };
}

/** Debian's PostgreSQL on loopback, on a cluster of its own: the database that n8n wants in queue mode. */
export async function startPostgres(folder: string): Promise<Service> {
	const port = await freePort();
	const bin = postgresFolder();
	const data = path.join(folder, 'postgres');
	mkdirSync(data);
	const asOwner: string[] = [];
	if (process.getuid?.() === 0) {
		// It refuses to run as root: then it runs as the user that its package made.
		asOwner.push('setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups');
		chmodSync(folder, 0o711);
		execFileSync('chown', ['postgres:', data]);
	}
	const program = (name: string, args: string[]): [string, string[]] => {
		const [first = '', ...others] = [...asOwner, path.join(bin, name), ...args];
		return [first, others];
	};

	const cluster = ['--pgdata', data, '--username=n8n', '--auth=trust', '--encoding=UTF8', '--no-sync'];
	execFileSync(...program('initdb', cluster), { cwd: data, stdio: 'ignore' });
	const settings = ['-p', String(port), '-k', data, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
	const running = start(...program('postgres', ['-D', data, ...settings]), {
		cwd: data,
		env: process.env,
		logFile: path.join(folder, 'postgres.log'),
	});
	await untilReady('PostgreSQL', running, path.join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]);
	return {
		running,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
		},
	};
}

/** The folder with the server's programs, which Debian keeps off PATH, of the newest version installed. */
function postgresFolder(): string {
	const root = '/usr/lib/postgresql';
	const version = readdirSync(root)
		.sort((a, b) => Number(a) - Number(b))
		.at(-1);
	return path.join(root, version ?? '', 'bin');
}

/** Waits until a program says that a service answers. */
async function untilReady(name: string, running: Running, program: string, args: string[]): Promise<void> {
	const answers = () => {
		if (!running.isRunning()) throw new Error(`${name} ended at once:\n${running.tail()}`);
		try {
			execFileSync(program, args, { stdio: 'ignore' });
			return true;
		} catch {
			return false;
		}
	};
	await waitUntil(answers, 30_000, `${name} to be ready`);
}
