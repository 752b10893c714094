// The trigger behind HTTP: who gets in, what starts the workflow, what is answered, and what is remembered.
import type { INode } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { Delivered, deliveredTo } from '../../nodes/Uservox/trigger/delivered';
import { OTHER_PROCESS, PROCESS } from '../ids';
import { ACTIVITY, appliedUpdate, busyCall, changed, connectedCall, failedUpdate, type JsonObject } from './bodies';
import { waitUntil } from '../n8n/processes';
import { listen, startHost, type HostOptions, type WebhookHost } from './webhookHost';

const TOKEN = 'callback-token-5f3a';
const API_TOKEN = 'api-token-91bc';
const CREDENTIAL: IDataObject = { apiToken: API_TOKEN, callbackHeader: 'Authorization', callbackToken: TOKEN };
const GOOD = { authorization: `Bearer ${TOKEN}` };

const hosts: WebhookHost[] = [];

/** A host with the credential, ended after the test. */
async function host(options: HostOptions = {}): Promise<WebhookHost> {
	const started = await startHost({ credential: CREDENTIAL, ...options });
	hosts.push(started);
	return started;
}

/** A host that lets everybody in, for tests of something else. */
const open = async (options: HostOptions = {}) =>
	await host({ ...options, parameters: { authentication: 'none', ...options.parameters } });

afterEach(async () => {
	await Promise.all(hosts.splice(0).map((each) => each.close()));
});

describe('who gets in', () => {
	test('the token in the Authorization header: 200, and the workflow starts', async () => {
		const { post, started } = await host();
		expect(await post(connectedCall(), GOOD)).toEqual({ status: 200, text: '{}' });
		expect(started).toHaveLength(1);
		expect(started[0]).toMatchObject({ event: 'callConnected', activityId: ACTIVITY });
	});

	test.each<[string, Record<string, string>]>([
		['no header', {}],
		['another token', { authorization: 'Bearer another' }],
		['the token without Bearer', { authorization: TOKEN }],
		['another scheme', { authorization: `Basic ${TOKEN}` }],
		['the token, and more', { authorization: `Bearer ${TOKEN}x` }],
		['a part of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
		['the token in other letters', { authorization: `Bearer ${TOKEN.toUpperCase()}` }],
		['an empty header', { authorization: '' }],
		['the API token', { authorization: `Bearer ${API_TOKEN}` }],
		['the token in another header', { 'x-callback': TOKEN }],
	])('401, nothing starts: %s', async (_, headers) => {
		const { post, started, log } = await host();
		for (const body of [connectedCall(), {}, [], 'null']) expect((await post(body, headers)).status).toBe(401);
		expect(started).toEqual([]);
		expect(log[0]).toMatch(/refused a request.*Authorization header does not carry the callback token/);
	});

	test('a header of another name carries the token itself; its name is compared without case', async () => {
		const credential = { ...CREDENTIAL, callbackHeader: ' X-Callback-Key ' };
		const { post, started } = await host({ credential });
		expect((await post(connectedCall(), { 'X-CALLBACK-KEY': TOKEN })).status).toBe(200);
		expect((await post(busyCall(), { 'x-callback-key': `Bearer ${TOKEN}` })).status).toBe(401);
		expect((await post(busyCall(), GOOD)).status).toBe(401);
		expect(started).toHaveLength(1);
	});

	test.each(['authorization', 'AUTHORIZATION', '', undefined])('header name %j means Authorization', async (name) => {
		const { post } = await host({ credential: { ...CREDENTIAL, callbackHeader: name } });
		expect((await post(connectedCall(), GOOD)).status).toBe(200);
	});

	test.each(['', '   ', undefined])(
		'callback token %j: all are refused, and the log says why',
		async (callbackToken) => {
			const { post, started, log } = await host({ credential: { ...CREDENTIAL, callbackToken } });
			for (const authorization of ['Bearer ', 'Bearer', '', 'Bearer undefined', `Bearer ${API_TOKEN}`])
				expect((await post(connectedCall(), { authorization })).status).toBe(401);
			expect(started).toEqual([]);
			expect(log[0]).toMatch(/no callback token.*every request is refused/);
		},
	);

	test.each<[string, HostOptions, RegExp]>([
		[
			'no callback token',
			{ credential: { ...CREDENTIAL, callbackToken: '' } },
			/no callback token\. Make up a long random text/,
		],
		['no credential', {}, /No Uservox credential is chosen\. Choose one that has a Callback Token/],
		['a header that is none', { credential: { ...CREDENTIAL, callbackHeader: 'x y' } }, /not the name of a header/],
		['a credential that cannot be read', { credential: new Error('no') }, /cannot be read/],
	])('%s: neither listening nor publishing pretends that it works', async (_name, options, message) => {
		for (const test of [true, false]) {
			await expect(listen({ ...options, test })).rejects.toThrow(message);
			await expect(listen({ ...options, test })).rejects.toThrow(/every request is refused/);
		}
	});

	test('with a callback token, or where anybody may get in, it listens', async () => {
		await listen({ credential: CREDENTIAL });
		await listen({ parameters: { authentication: 'none' } });
	});

	test.each(['__proto__', 'constructor', 'x y', 'toString'])(
		'header name %j lets nobody in',
		async (callbackHeader) => {
			const { post } = await host({ credential: { ...CREDENTIAL, callbackHeader } });
			expect((await post(connectedCall(), GOOD)).status).toBe(401);
		},
	);

	test('without a credential all are refused', async () => {
		const { post, log } = await host({ credential: undefined });
		expect((await post(connectedCall(), GOOD)).status).toBe(401);
		expect(log[0]).toMatch(/No Uservox credential is chosen.*every request is refused/);
	});

	test('while n8n cannot read the credential nobody gets in, and Uservox is asked to deliver again', async () => {
		const { post, started, log } = await host({ credential: new Error('database: timeout') });
		expect(await post(connectedCall(), GOOD)).toEqual({ status: 503, text: '{"message":"Try again later"}' });
		expect(started).toEqual([]);
		expect(log).toEqual([expect.stringMatching(/credential cannot be read/)]);
	});

	test('with authentication none everybody gets in, and no credential is asked for', async () => {
		const { post } = await open({ credential: undefined });
		expect((await post(connectedCall())).status).toBe(200);
	});

	test('neither header nor token is in the item, the log, the answer or the static data', async () => {
		const { post, started, log, staticData } = await host({ parameters: { options: { includeBody: true } } });
		const answers = [
			await post(connectedCall(), { ...GOOD, cookie: 'session=secret-cookie' }),
			await post(busyCall(), { authorization: `Bearer ${TOKEN}-wrong` }),
			await post({ unknown: true }, GOOD),
		];
		const all = JSON.stringify([started, log, answers, staticData()]);
		for (const secret of [TOKEN, API_TOKEN, 'secret-cookie', 'Bearer']) expect(all).not.toContain(secret);
	});
});

describe('what starts the workflow', () => {
	test.each<[string, JsonObject, string[], number]>([
		['a connected call', connectedCall(), ['callConnected'], 1],
		['a busy line', busyCall(), ['callNotConnected'], 1],
		['another activity', changed(busyCall(), 'activity.type', 'email'), ['otherActivity'], 1],
		['an applied update', appliedUpdate(), ['updateApplied'], 1],
		['a failed update', failedUpdate(), ['updateFailed'], 1],
		['a busy line, not chosen', busyCall(), ['callConnected', 'otherActivity', 'updateApplied', 'updateFailed'], 0],
		['any call: a connected one', connectedCall(), ['callEnded'], 1],
		['any call: a busy line', busyCall(), ['callEnded'], 1],
		['any call: no other activity', changed(busyCall(), 'activity.type', 'email'), ['callEnded'], 0],
		['any call: no update', appliedUpdate(), ['callEnded'], 0],
		['nothing chosen', connectedCall(), [], 0],
	])('only the events that were chosen: %s', async (_, body, events, times) => {
		const { post, started } = await open({ parameters: { events } });
		expect((await post(body)).status).toBe(200);
		expect(started).toHaveLength(times);
	});

	test('by default calls do, other events do not', async () => {
		const { post, started } = await open();
		for (const body of [connectedCall(), busyCall(), appliedUpdate(), changed(busyCall(), 'activity.type', 'email')])
			expect((await post(body)).status).toBe(200);
		expect(started.map(({ event }) => event)).toEqual(['callConnected', 'callNotConnected']);
	});

	test.each([
		['a plain text', ` ${PROCESS} `],
		['picked from the list', { __rl: true, mode: 'list', value: PROCESS, cachedResultName: 'Sales' }],
		['entered by ID', { __rl: true, mode: 'id', value: PROCESS }],
		['in capitals', { __rl: true, mode: 'id', value: ` ${PROCESS.toUpperCase()} ` }],
	])(
		'only calls of the process that was chosen (%s), and outcomes of updates, which name none',
		async (_, processId) => {
			const events = ['callConnected', 'callNotConnected', 'updateApplied'];
			const { post, started, log } = await open({ parameters: { events, options: { processId } } });
			await post(changed(connectedCall(), 'processId', OTHER_PROCESS));
			expect(started).toEqual([]);
			await post(connectedCall());
			await post(changed(connectedCall(), 'activityId', 'another'));
			await post(changed(changed(connectedCall(), 'activityId', 'third'), 'processId', PROCESS.toUpperCase()));
			await post(changed(busyCall(), 'processId'));
			expect(started).toHaveLength(3);
			expect(log).toEqual([expect.stringContaining('does not say which process it belongs to')]);
			await post(appliedUpdate());
			expect(started).toHaveLength(4);
		},
	);

	test.each<[string, INode['parameters'][string]]>([
		['none was picked', { __rl: true, mode: 'list', value: '' }],
		['nothing', null],
		['a blank text', ' '],
		['a word', 'first calls'],
		['a number', 7],
		['an object', {}],
		['a list', [PROCESS]],
		['a value that is no text', { __rl: true, mode: 'id', value: 5 }],
		['an expression without a value', { __rl: true, mode: 'id', value: '={{ $json.nothing }}' }],
		['an expression that fails', { __rl: true, mode: 'id', value: "={{ $('Nobody').item.json.x }}" }],
	])('a process that cannot be read (%s) lets nothing through, and the log says so', async (_, processId) => {
		const events = ['callConnected', 'updateApplied'];
		const { post, started, log } = await open({ parameters: { events, options: { processId } } });
		expect((await post(connectedCall())).status).toBe(200);
		expect((await post(appliedUpdate())).status).toBe(200);
		expect(started).toEqual([]);
		expect(log).toEqual(
			Array(2).fill(
				expect.stringMatching(
					/ignored an event\. (?:The option Process holds|A parameter cannot be read, because its expression fails).*no event starts/,
				),
			),
		);
	});

	test.each<[string, unknown]>([
		['an empty object', {}],
		['a list', []],
		['a text', '"hello"'],
		['null', 'null'],
		['a number', '7'],
		['another program’s body', { event: 'push', repository: { name: 'x' } }],
	])('200, nothing starts, and the log says so: %s', async (_, body) => {
		const { post, started, log } = await open();
		expect(await post(body)).toEqual({ status: 200, text: '{}' });
		expect(started).toEqual([]);
		expect(log).toEqual([expect.stringMatching(/ignored a request whose body is neither/)]);
	});

	test('JSON that is called something else is read all the same; what is no JSON is ignored', async () => {
		const { post, started } = await open();
		await post(JSON.stringify(connectedCall()), { 'content-type': 'text/plain' });
		await post(JSON.stringify(busyCall()), { 'content-type': 'application/vnd.uservox+json' });
		expect((await post('{"activity":', { 'content-type': 'text/plain' })).status).toBe(200);
		expect((await post('<activity/>', { 'content-type': 'application/octet-stream' })).status).toBe(200);
		expect(started.map(({ event }) => event)).toEqual(['callConnected', 'callNotConnected']);
	});

	test('the body goes along on demand', async () => {
		const { post, started } = await open({ parameters: { options: { includeBody: true } } });
		await post(connectedCall());
		expect(started[0]?.body).toEqual(connectedCall());
		expect(started[0]?.event).toBe('callConnected');
	});

	test('300 at once start 300, each with its own item', async () => {
		const { post, started } = await host();
		const bodies = Array.from({ length: 300 }, (_, index) => changed(busyCall(), 'activityId', `activity-${index}`));
		const answers = await Promise.all(bodies.map((body) => post(body, GOOD)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(new Set(started.map(({ activityId }) => activityId)).size).toBe(300);
	});

	test('several MB do', async () => {
		const messages = Array.from({ length: 40_000 }, (_, line) => ({
			role: 'user',
			content: `${line} ${'x'.repeat(100)}`,
		}));
		const { post, started } = await host();
		const body = changed(connectedCall(), 'activity.result.conversation.messages', messages);
		expect((await post(body, GOOD)).status).toBe(200);
		expect(started[0]?.transcript).toHaveLength(40_000);
	});
});

describe('delivered again', () => {
	test('nothing starts, also at once and with another time; another event of the call does', async () => {
		const { post, started } = await open();
		const again = Array.from({ length: 10 }, (_, index) => ({ ...connectedCall(), timestamp: 1768299801851 + index }));
		const answers = await Promise.all(again.map((body) => post(body)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(started).toHaveLength(1);
		await post(changed(connectedCall(), 'activity.toState', 'lost'));
		expect(started.map(({ toState }) => toState)).toEqual(['interested', 'lost']);
		expect(started[0]?.eventId).not.toBe(started[1]?.eventId);
	});

	test('it starts each time with the option off, with the same event id', async () => {
		const { post, started } = await open({ parameters: { options: { skipRepeated: false } } });
		for (let time = 0; time < 3; time++) await post(connectedCall());
		expect(started).toHaveLength(3);
		expect(new Set(started.map(({ eventId }) => eventId)).size).toBe(1);
	});

	test('a test event starts each time, and leaves nothing behind', async () => {
		const test = await open({ test: true, workflowId: 'same' });
		for (let time = 0; time < 2; time++) await test.post(connectedCall());
		expect(test.started).toHaveLength(2);
		expect(test.staticData()).toEqual({});
		const production = await open({ workflowId: 'same' });
		await production.post(connectedCall());
		expect(production.started).toHaveLength(1);
		await test.post(connectedCall());
		expect(test.started).toHaveLength(3);
	});

	test('after a restart of n8n, what was stored with the workflow is known', async () => {
		const before = await open();
		await before.post(connectedCall());
		// Another id: this process has no memory of it, as after a restart.
		const after = await open({ staticData: before.staticData() });
		await after.post(connectedCall());
		expect(after.started).toEqual([]);
		await after.post(busyCall());
		expect(after.started).toHaveLength(1);
	});

	test('another workflow takes it too', async () => {
		for (const each of [await open(), await open()]) {
			await each.post(connectedCall());
			expect(each.started).toHaveLength(1);
		}
	});

	test('it starts if n8n could not start it the first time, whatever was stored meanwhile', async () => {
		const n8n = await open();
		n8n.failing = true;
		expect((await n8n.post(connectedCall())).status).toBe(500);
		n8n.failing = false;
		await n8n.post(busyCall());
		expect((await n8n.post(connectedCall())).status).toBe(200);
		expect(n8n.started.map(({ event }) => event)).toEqual(['callNotConnected', 'callConnected']);
	});

	test.each([
		['n8n starts it after all', false, 1],
		['n8n cannot start it', true, 2],
	])('when Uservox gives up waiting and %s, nothing is lost and nothing starts twice', async (_, fails, requests) => {
		const n8n = await open();
		let openGate = () => {};
		n8n.gate = new Promise((resolve) => (openGate = resolve));
		const impatient = new AbortController();
		const first = n8n.post(connectedCall(), {}, impatient.signal).catch(() => 'gave up');
		await waitUntil(() => n8n.atGate === 1);
		// While the first one is open, others are repeated; once its sender has gone, it is not known how it ended.
		while ((await n8n.post(connectedCall())).status === 200) impatient.abort();
		expect(await first).toBe('gave up');
		expect(n8n.started).toEqual([]);

		n8n.failing = fails;
		openGate();
		let status = 503;
		while (status === 503) ({ status } = await n8n.post(connectedCall()));
		n8n.failing = false;
		let sent = 1;
		while (n8n.started.length === 0) {
			expect((await n8n.post(connectedCall())).status).toBe(200);
			sent += 1;
		}
		expect(sent).toBeLessThanOrEqual(requests);
		await n8n.post(connectedCall());
		expect(n8n.started).toHaveLength(1);
	});

	test.each<[string, unknown]>([
		['a text', 'x @ @7 id@x'],
		['other things', [['id'], 7, null]],
		['an object', { a: 1 }],
	])('static data that holds %s does no harm', async (_, delivered) => {
		const { post, started } = await open({ staticData: { 'node:Uservox Trigger': { delivered } as IDataObject } });
		expect((await post(connectedCall())).status).toBe(200);
		expect(started).toHaveLength(1);
	});
});

describe('the memory', () => {
	const DAY = 24 * 60 * 60 * 1000;

	const answer = { statusCode: 200, writableEnded: true, destroyed: true };
	const waiting = { statusCode: 200, writableEnded: false, destroyed: false };

	test('lasts a day', () => {
		const delivered = new Delivered();
		expect([0, 1, DAY - 1, DAY, DAY + 1].map((now) => delivered.take('a', now, answer))).toEqual([
			'new',
			'repeated',
			'repeated',
			'new',
			'repeated',
		]);
	});

	test.each([
		['under way', waiting, 'repeated'],
		['answered with 200', answer, 'repeated'],
		['answered with 503', { ...answer, statusCode: 503 }, 'new'],
		['abandoned, and under way', { ...waiting, destroyed: true }, 'undecided'],
		['abandoned, and refused', { ...answer, statusCode: 500 }, 'new'],
	])('an event whose first delivery is %s', (_, first, taken) => {
		const delivered = new Delivered();
		delivered.take('a', 0, first);
		expect(delivered.take('a', 1, waiting)).toBe(taken);
	});

	test('is bounded: 2,000 events in the process, of which the latest 300 are stored', () => {
		const delivered = new Delivered();
		for (let index = 0; index < 2_100; index++) delivered.take(`${index}`, index, answer);
		const stored = delivered.toStore('2099', 2_100)?.split(' ') ?? [];
		expect(stored).toHaveLength(300);
		expect(stored.at(-1)).toBe('2099@2099');
		expect(delivered.take('2099', 2_100, answer)).toBe('repeated');
		expect(delivered.take('0', 2_100, answer)).toBe('new');
	});

	test('is one for a trigger, and forgets triggers that are not used', () => {
		const first = deliveredTo('w', 'n');
		expect(deliveredTo('w', 'n')).toBe(first);
		expect(deliveredTo('w', 'other')).not.toBe(first);
		for (let index = 0; index < 500; index++) deliveredTo(`w-${index}`, 'n');
		expect(deliveredTo('w', 'n')).not.toBe(first);
	});

	test('stores no event that may not have started', () => {
		const delivered = new Delivered();
		const first = { ...waiting };
		delivered.take('a', 1, first);
		delivered.take('b', 2, waiting);
		expect(delivered.toStore('b', 2)).toBe('b@2');
		first.writableEnded = true;
		expect(delivered.toStore('b', 202)).toBe('a@1 b@2');
	});

	test('is stored at most five times a second', () => {
		const delivered = new Delivered();
		const stored = [0, 1, 199, 200, 300, 401].map((now) => {
			delivered.take(`event-${now}`, now, answer);
			return delivered.toStore(`event-${now}`, now)?.split(' ').length;
		});
		expect(stored).toEqual([1, undefined, undefined, 4, undefined, 6]);
	});
});
