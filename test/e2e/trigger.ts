// The trigger in a full n8n: who gets in, what starts and how often, counted by a collector behind it; restart, and queue mode.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import type { N8n } from '../n8n/server';
import { PROJECT } from '../ids';
import type { WorkflowFile } from '../workflows';
import { removeFolder, throwAwayFolder, waitUntil, type Running } from '../n8n/processes';
import {
	ACTIVITY,
	appliedUpdate,
	busyCall,
	changed,
	connectedCall,
	failedUpdate,
	type JsonObject,
} from '../trigger/bodies';
import { startPostgres, startRedis } from './queue';
import { STAGE_TOKEN, node, startWorld, type TestWorld } from './stage';
import type { Check, Suite } from './suite';

const NODE = 'Uservox Trigger';
const CALLBACK_TOKEN = 'callback-token-e2e-88d1';
const GOOD = { authorization: `Bearer ${CALLBACK_TOKEN}` };
const AT_ONCE = 300;
/** Three processes of n8n, Redis and PostgreSQL have one small machine here. */
const QUEUED_AT_ONCE = 50;
const ALL_EVENTS = ['callConnected', 'callNotConnected', 'otherActivity', 'updateApplied', 'updateFailed'];

/** Takes what executions send it: an item each. */
interface Collector {
	url: string;
	items: IDataObject[];
	close(): Promise<void>;
}

/** A published workflow of the trigger and the collector. */
interface Published {
	id: string;
	/** Its path below `/webhook/` or `/webhook-test/`. */
	path: string;
}

export const trigger: Suite = { name: 'trigger', run: inOneProcess };
export const triggerInQueue: Suite = { name: 'trigger-queue', run: inQueueMode };

async function inOneProcess(check: Check): Promise<void> {
	const world = await startWorld({ withCredential: false });
	const collector = await startCollector();
	const { n8n } = world;
	const { items } = collector;
	try {
		await createCredential(world, 'Callbacks', { callbackToken: CALLBACK_TOKEN });
		const all = await publish(n8n, collector, 'Callbacks', { events: ALL_EVENTS });

		await check('strangers get 401 and start nothing; the right header gets in', async () => {
			const wrong: Array<Record<string, string>> = [
				{},
				{ authorization: CALLBACK_TOKEN },
				{ authorization: `Bearer ${STAGE_TOKEN}` },
			];
			for (const headers of wrong) {
				const answer = await post(n8n, all, connectedCall(), headers);
				assert.deepEqual(answer, { status: 401, text: '{"message":"Unauthorized"}' });
			}
			assert.equal((await n8n.rest.executions(all.id)).length, 0);
			assert.equal((await post(n8n, all, connectedCall(), GOOD)).status, 200);
			await collected(items, 1);
			assert.equal(items[0]?.event, 'callConnected');
			assert.equal(items[0]?.activityId, ACTIVITY);
		});

		await check('each event starts the workflow, once', async () => {
			const bodies = [busyCall(), appliedUpdate(), failedUpdate(), changed(busyCall(), 'activity.type', 'email')];
			for (let time = 0; time < 3; time++)
				for (const body of [connectedCall(), ...bodies]) assert.equal((await post(n8n, all, body, GOOD)).status, 200);
			await collected(items, 5);
			assert.deepEqual(items.map(({ event }) => event).sort(), [...ALL_EVENTS].sort());
			assert.equal(new Set(items.map(({ eventId }) => eventId)).size, 5);
			await exactly(n8n, all, 5);
		});

		await check(`${AT_ONCE} at once start ${AT_ONCE}, and the same again start none`, async () => {
			items.length = 0;
			const bodies = Array.from({ length: AT_ONCE }, (_, index) =>
				changed(busyCall(), 'activityId', `at-once-${index}`),
			);
			for (let time = 0; time < 2; time++) {
				await deliver(n8n, all, bodies);
				await collected(items, AT_ONCE);
				await exactly(n8n, all, 5 + AT_ONCE);
			}
			assert.equal(new Set(items.map(({ activityId }) => activityId)).size, AT_ONCE);
		});

		await check('several MB, and JSON that means harm', async () => {
			items.length = 0;
			const messages = Array.from({ length: 60_000 }, (_, line) => ({
				role: 'user',
				content: `${line} ${'x'.repeat(80)}`,
			}));
			const large = changed(connectedCall(), 'activity.result.conversation.messages', messages);
			assert.ok(JSON.stringify(large).length > 6_000_000);
			assert.equal((await post(n8n, all, large, GOOD)).status, 200);
			await collected(items, 1);
			assert.equal(items[0]?.lines, 60_000);

			const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
			const hostile = JSON.stringify(changed(connectedCall(), 'activity.result.variables.variables', 'DEEP'));
			assert.equal((await post(n8n, all, hostile.replace('"DEEP"', deep), GOOD)).status, 200);
			const polluting = '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"toString":"x"}';
			assert.equal((await post(n8n, all, hostile.replace('"DEEP"', polluting), GOOD)).status, 200);
			await collected(items, 3);
		});

		await check(
			'unknown bodies: 200, nothing starts, a line in the log; broken JSON is refused by n8n itself',
			async () => {
				const before = (await n8n.rest.executions(all.id))[0]?.id;
				for (const body of [
					'{}',
					'[]',
					'null',
					'7',
					'"text"',
					'{"event":"push"}',
					`[${JSON.stringify(connectedCall())}]`,
				])
					assert.equal((await post(n8n, all, body, GOOD)).status, 200);
				assert.equal((await post(n8n, all, '{"activity":', GOOD)).status, 422);
				assert.equal((await n8n.rest.executions(all.id))[0]?.id, before);
				assert.match(n8n.process().tail(Infinity), /Uservox Trigger: ignored a request whose body is neither/);
			},
		);

		await check('neither header nor token is in the data of an execution, nor in the log', async () => {
			const withBody = await publish(n8n, collector, 'Callbacks', { options: { includeBody: true } });
			assert.equal((await post(n8n, withBody, connectedCall(), { ...GOOD, 'x-other': 'other-secret' })).status, 200);
			await waitUntil(async () => (await n8n.rest.executions(withBody.id))[0]?.status === 'success');
			const [summary] = await n8n.rest.executions(withBody.id);
			const { text } = await n8n.rest.execution(summary?.id ?? '');
			assert.match(text, /callConnected/);
			const seen = [text, n8n.process().tail(Infinity), JSON.stringify(items)].join('\n');
			for (const secret of [CALLBACK_TOKEN, STAGE_TOKEN, 'other-secret']) assert.ok(!seen.includes(secret), secret);
		});

		await check('without a callback token: neither publishing nor listening pretends that it works', async () => {
			await createCredential(world, 'No token', {});
			const credentials = { uservoxApi: { id: null, name: 'No token' } };
			const ours = node(NODE, 'n8n-nodes-uservox.uservoxTrigger', {}, { credentials, webhookId: randomUUID() });
			const id = await n8n.rest.importWorkflow({ name: 'No token', nodes: [ours], connections: {} });
			const sentence = /no callback token\. Make up a long random text/;
			await assert.rejects(listen(n8n, { id, path: '' }), sentence);
			// n8n publishes in the background, and shows in the editor what failed.
			await n8n.rest.activate(id);
			const isSettled = async () => (await publicationOf(n8n, id)).status !== 'in_progress';
			await waitUntil(isSettled, 60_000, 'the publication');
			const { status, triggers } = await publicationOf(n8n, id);
			assert.equal(status, 'failed');
			assert.match(triggers[0]?.errorMessage ?? '', sentence);
		});

		await check('the callback token is taken away later: all are refused, and the log says why', async () => {
			await createCredential(world, 'Token for a while', { callbackToken: CALLBACK_TOKEN });
			const closed = await publish(n8n, collector, 'Token for a while', {});
			const { id } = await n8n.rest.credential('Token for a while');
			const data = { apiToken: STAGE_TOKEN, projectId: PROJECT, baseUrl: world.simulator.url, callbackToken: '' };
			await n8n.rest.request('PATCH', `/credentials/${id}`, { name: 'Token for a while', type: 'uservoxApi', data });
			const any: Array<Record<string, string>> = [{}, GOOD, { authorization: 'Bearer ' }];
			for (const headers of any) assert.equal((await post(n8n, closed, connectedCall(), headers)).status, 401);
			assert.match(n8n.process().tail(Infinity), /no callback token.*every request is refused/);
		});

		await check('a header of another name, and no authentication', async () => {
			await createCredential(world, 'Own header', { callbackHeader: 'X-Callback-Key', callbackToken: CALLBACK_TOKEN });
			const own = await publish(n8n, collector, 'Own header', {});
			assert.equal((await post(n8n, own, connectedCall(), GOOD)).status, 401);
			assert.equal((await post(n8n, own, connectedCall(), { 'x-callback-key': CALLBACK_TOKEN })).status, 200);
			const anybody = await publish(n8n, collector, undefined, { authentication: 'none' });
			assert.equal((await post(n8n, anybody, connectedCall(), {})).status, 200);
			await exactly(n8n, own, 1);
			await exactly(n8n, anybody, 1);
		});

		await check(
			'a test event is caught by the Test URL, as often as one listens, and does not spoil the real one',
			async () => {
				const built = await publish(n8n, collector, 'Callbacks', {});
				for (let time = 1; time <= 2; time++) {
					await listen(n8n, built);
					const other = changed(busyCall(), 'activity.type', 'email');
					assert.equal((await post(n8n, built, other, GOOD, 'webhook-test')).status, 200);
					assert.equal((await post(n8n, built, connectedCall(), {}, 'webhook-test')).status, 401);
					assert.equal((await post(n8n, built, connectedCall(), GOOD, 'webhook-test')).status, 200);
					await exactly(n8n, built, time);
				}
				assert.equal((await post(n8n, built, connectedCall(), GOOD)).status, 200);
				await exactly(n8n, built, 3);
			},
		);

		await check('after a restart it still listens, and still knows what it has had', async () => {
			items.length = 0;
			await n8n.restart();
			assert.equal(
				(await post(n8n, all, changed(busyCall(), 'activityId', `at-once-${AT_ONCE - 1}`), GOOD)).status,
				200,
			);
			assert.equal((await post(n8n, all, changed(busyCall(), 'activityId', 'new'), GOOD)).status, 200);
			assert.equal((await post(n8n, all, changed(busyCall(), 'activityId', 'new'), {})).status, 401);
			await collected(items, 1);
			assert.equal(items[0]?.activityId, 'new');
		});
	} finally {
		await collector.close();
		await world.close();
	}
}

/** A main process, a process for webhooks, and a worker, as n8n advises for many callbacks. */
async function inQueueMode(check: Check): Promise<void> {
	const services: Running[] = [];
	const folder = throwAwayFolder();
	const collector = await startCollector();
	try {
		const redis = await startRedis(folder);
		services.push(redis.running);
		const postgres = await startPostgres(folder);
		services.push(postgres.running);
		// Two connections to the database, n8n's default, are too few for hundreds of requests at once.
		const mode = {
			EXECUTIONS_MODE: 'queue',
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			DB_POSTGRESDB_POOL_SIZE: '10',
		};
		const env = { ...mode, ...redis.env, ...postgres.env };
		const world = await startWorld({ newDatabase: true, withCredential: false, env });
		const { n8n } = world;
		try {
			await createCredential(world, 'Callbacks', { callbackToken: CALLBACK_TOKEN });
			await n8n.startWorker();
			const { url, running } = await n8n.startWebhookProcess();
			const there = { url, rest: n8n.rest };
			const published = await publish(there, collector, 'Callbacks', {});

			await check(
				'in queue mode a process for webhooks takes callbacks, and a worker runs what they start',
				async () => {
					assert.equal((await post(there, published, connectedCall(), {})).status, 401);
					const bodies = Array.from({ length: QUEUED_AT_ONCE }, (_, index) =>
						changed(busyCall(), 'activityId', `queued-${index}`),
					);
					for (let time = 0; time < 2; time++) {
						await deliver(there, published, bodies);
						await collected(collector.items, QUEUED_AT_ONCE);
						await exactly(there, published, QUEUED_AT_ONCE);
					}
					assert.equal(new Set(collector.items.map(({ activityId }) => activityId)).size, QUEUED_AT_ONCE);
					assert.ok(running.isRunning());
				},
			);
		} finally {
			await world.close();
		}
	} finally {
		await collector.close();
		await Promise.all(services.map((service) => service.end()));
		removeFolder(folder);
	}
}

async function createCredential({ n8n, simulator }: TestWorld, name: string, more: IDataObject): Promise<void> {
	const data = { apiToken: STAGE_TOKEN, projectId: PROJECT, baseUrl: simulator.url, ...more };
	await n8n.rest.createCredential('uservoxApi', name, data);
}

/** Publishes a workflow in which the trigger hands its item to the collector. */
async function publish(
	n8n: Pick<N8n, 'url' | 'rest'>,
	{ url }: Collector,
	credential: string | undefined,
	parameters: INodeParameters,
): Promise<Published> {
	const webhookId = randomUUID();
	const ours = node(NODE, 'n8n-nodes-uservox.uservoxTrigger', parameters, {
		webhookId,
		...(credential !== undefined && { credentials: { uservoxApi: { id: null, name: credential } } }),
	});
	const collect = node(
		'Collect',
		'n8n-nodes-base.httpRequest',
		{
			method: 'POST',
			url,
			sendBody: true,
			// A few fields only: n8n's evaluator gives up on several MB.
			bodyParameters: {
				parameters: [
					...['event', 'eventId', 'activityId'].map((name) => ({ name, value: `={{ $json.${name} }}` })),
					{ name: 'lines', value: '={{ $json.transcript?.length }}' },
				],
			},
			options: {},
		},
		{ typeVersion: 4.2, position: [240, 0] },
	);
	const workflow: WorkflowFile = {
		name: `Callbacks ${webhookId}`,
		nodes: [ours, collect],
		connections: { [NODE]: { main: [[{ node: 'Collect', type: NodeConnectionTypes.Main, index: 0 }]] } },
	};
	const id = await n8n.rest.importWorkflow(workflow);
	await n8n.rest.activate(id);
	const published = { id, path: `${webhookId}/webhook` };
	// n8n registers the address some time after it has answered.
	await waitUntil(async () => (await post(n8n, published, '{}', {})).status !== 404, 60_000, 'the address');
	return published;
}

/** What became of publishing a workflow. */
async function publicationOf({ rest }: N8n, id: string) {
	return publicationSchema.parse(await rest.request('GET', `/workflows/${id}/publication-status`));
}

const publicationSchema = z.object({
	status: z.string(),
	triggers: z.array(z.object({ errorMessage: z.string().nullable() })),
});

/** Waits for a test event, as the button in the editor does. */
async function listen({ rest }: N8n, { id }: Published): Promise<void> {
	const body = { triggerToStartFrom: { name: NODE } };
	const answer = await rest.request<{ waitingForWebhook?: boolean }>('POST', `/workflows/${id}/run`, body);
	assert.equal(answer.waitingForWebhook, true);
}

async function post(
	{ url }: { url: string },
	{ path }: Published,
	body: JsonObject | string,
	headers: Record<string, string>,
	address = 'webhook',
): Promise<{ status: number; text: string }> {
	const response = await fetch(`${url}/${address}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}

/** Delivers all at once, and again what an overloaded n8n could not take, as Uservox does. */
async function deliver(n8n: { url: string }, published: Published, bodies: JsonObject[]): Promise<void> {
	const again: JsonObject[] = [];
	await Promise.all(
		bodies.map(async (body) => {
			const { status } = await post(n8n, published, body, GOOD);
			assert.ok(status === 200 || status >= 500, `HTTP ${status}`);
			if (status !== 200) again.push(body);
		}),
	);
	if (again.length === 0) return;
	console.log(`    n8n was too busy for ${again.length} of ${bodies.length}: these are delivered again`);
	await pause(5_000);
	await deliver(n8n, published, again);
}

/** Waits until so many items have come. */
async function collected(items: IDataObject[], count: number): Promise<void> {
	await waitUntil(() => items.length >= count, 300_000, `${count} items`).catch(() => {});
	assert.equal(items.length, count);
}

/** That a workflow has been started so often, and that all of these executions ended well. */
async function exactly({ rest }: Pick<N8n, 'rest'>, { id }: Published, count: number): Promise<void> {
	/** Undefined while n8n is too busy to answer. */
	const numberOf = async (status?: string) => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id, ...(status && { status: [status] }) }));
		const path = `/executions?filter=${filter}&limit=1`;
		return (await rest.request<{ count: number }>('GET', path).catch(() => undefined))?.count;
	};
	const reach = async (status?: string) => {
		const enough = async () => ((await numberOf(status)) ?? -1) >= count;
		await waitUntil(enough, 180_000, `${count} executions, ${status ?? 'however they ended'}`, 500);
	};
	await reach('success');
	await reach();
	assert.equal(await numberOf(), count);
}

async function startCollector(): Promise<Collector> {
	const items: IDataObject[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			items.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as IDataObject);
			response.end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	assert.ok(address !== null && typeof address === 'object');
	return {
		url: `http://127.0.0.1:${address.port}/`,
		items,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
