// The calls that the simulator plays: what they do to leads, and what is called back, when, where and how often.
import { createServer, type IncomingHttpHeaders } from 'node:http';

import { sharedTime } from '../time/sharedTime';
import { delivered } from './callbacks';
import { playCall, playCalls } from './calls';
import { isObject, type Json } from './protocol';
import { startSimulator, type Simulator } from './server';
import { advance, createWorld, resetWorld, type SimulatorSettings, type World } from './serverState';
import type { CallOutcome } from './settings';
import {
	asObject,
	bulk,
	BULK,
	callingBack,
	known,
	lead,
	leads,
	PROCESS,
	OTHER_PROCESS,
	send,
	shown,
	START,
} from './support';

const LEAD = '64c000000000000000000001';

/** A world in which one known lead was called once, with this end. */
function afterCall(outcome: CallOutcome, settings: SimulatorSettings = {}): { world: World; bodies: Json[] } {
	const existing = known(1, { _id: LEAD, referenceId: 'r', metadata: { city: 'Pune' } });
	const world = createWorld({ existing, ...callingBack(), outcomes: [outcome], ...settings });
	playCalls(world, {}, START, LEAD);
	advance(world, START + 1_000);
	return { world, bodies: world.outbox.map(({ body }) => body) };
}

/** The result of the call in a callback. */
function resultIn(body: Json | undefined): Json {
	const activity = isObject(body?.activity) ? body.activity : {};
	return asObject(JSON.stringify(activity.result ?? {}));
}

describe('what a call does', () => {
	test.each([
		['interested', 'interested', 'Interested', 'positive', 'completed'],
		['notInterested', 'not_interested', 'Not Interested', 'negative', 'completed'],
		['callbackWanted', 'followup_2', 'Call Back Later', 'neutral', 'completed'],
		['connected', 'followup_1', 'Connected', 'neutral', 'completed'],
		['busy', 'schedule_second_call', 'Attempted', 'neutral', 'busy'],
		['noAnswer', 'schedule_second_call', 'Attempted', 'neutral', 'no-answer'],
	] as const)('a call ends: %s', (outcome, state, disposition, dispositionType, callStatus) => {
		const { world, bodies } = afterCall(outcome);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			currentState: state,
			lastDisposition: disposition,
			updatedAt: '2026-01-01T00:00:01.000Z',
			activities: [{ type: 'schedule' }, { type: 'call', result: { callStatus } }],
		});
		expect(bodies).toHaveLength(1);
		expect(bodies[0]).toMatchObject({
			action_type: 'update',
			leadId: LEAD,
			processId: PROCESS,
			referenceId: 'r',
			activity: {
				type: 'call',
				fromState: 'make_first_call',
				toState: state,
				scheduledAt: START,
				result: { callStatus, nextState: state, analysis: { disposition, dispositionType } },
			},
			leadDisposition: disposition,
		});
	});

	test('while it lasts, the lead is in the state of its call, and its activity is open', () => {
		const world = createWorld({ existing: known(1, { _id: LEAD }) });
		playCalls(world, { afterMs: 500, lastsMs: 10_000 }, START, LEAD);
		expect(shown(world, { leadId: LEAD })).toMatchObject({ currentState: 'new', activities: [{ type: 'schedule' }] });
		advance(world, START + 500);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			currentState: 'make_first_call',
			activities: [{}, { status: 'in_progress' }],
		});
		advance(world, START + 10_500);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			currentState: 'interested',
			activities: [{}, { status: 'success', result: { duration: 95 }, completedAt: '2026-01-01T00:00:10.500Z' }],
		});
	});

	test('the activity can be asked for by the id that was called back, and the statistics count it', () => {
		const { world, bodies } = afterCall('interested');
		const id = String(bodies[0]?.activityId);
		expect(asObject(send(world, `/leads/activity/get?activityId=${id}`).body)).toMatchObject({
			data: { _id: id, lead: LEAD, result: { duration: 95, callStatus: 'completed' } },
		});
		const answer = send(world, '/analytics/customer/stats', { start: START, end: START + 5_000 });
		expect(asObject(answer.body)).toMatchObject({ data: { attempts: { total: 1 }, interested: { total: 1 } } });
	});

	test('leads that are started are called by themselves where that is set, each once', () => {
		const world = createWorld({ calls: {}, outcomes: ['interested', 'busy'], ...callingBack() });
		bulk(world, leads(3));
		send(world, BULK, { leads: leads(1, 9), init: false });
		advance(world, START + 1_000);
		expect(world.outbox.map(({ body }) => body.leadDisposition)).toEqual(['Interested', 'Attempted', 'Interested']);
	});

	test('leads may be called differently: later, for ever, never', () => {
		const callOf = {
			r0: { afterMs: 5_000, lastsMs: 2_000 },
			r1: { lastsMs: 'forever' as const },
			r2: 'never' as const,
		};
		const world = createWorld({ calls: {}, callOf });
		bulk(
			world,
			leads(4).map((each, index) => ({ ...each, referenceId: `r${index}` })),
		);
		const states = () => [...world.leads.values()].map(({ currentState }) => currentState);
		advance(world, START + 6_999);
		expect(states()).toEqual(['make_first_call', 'make_first_call', 'initiated', 'interested']);
		advance(world, START + 7_000);
		expect(states()).toEqual(['interested', 'make_first_call', 'initiated', 'interested']);
		advance(world, START + 100 * 86_400_000);
		expect(states().slice(1, 3)).toEqual(['make_first_call', 'initiated']);
	});

	test('the lead may show the outcome later than the call has ended', () => {
		const world = createWorld({ existing: known(1, { _id: LEAD }), outcomeLateMs: 20_000, ...callingBack() });
		playCalls(world, {}, START, LEAD);
		advance(world, START + 20_999);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			currentState: 'make_first_call',
			activities: [{}, { status: 'success', completedAt: '2026-01-01T00:00:01.000Z' }],
		});
		expect(world.outbox).toEqual([]);
		advance(world, START + 21_000);
		expect(shown(world, { leadId: LEAD })).toMatchObject({ currentState: 'interested', lastDisposition: 'Interested' });
		expect(world.outbox).toHaveLength(1);
	});

	test.each([true, false])('starting a lead that exists changes its time: %s', (startChangesTime) => {
		const world = createWorld({ existing: known(1, { _id: LEAD, updatedAt: START - 1_000 }), startChangesTime });
		send(world, BULK, { leadIds: [LEAD] }, START);
		const at = startChangesTime ? '2026-01-01T00:00:00.000Z' : '2025-12-31T23:59:59.000Z';
		expect(shown(world, { leadId: LEAD })).toMatchObject({ currentState: 'initiated', updatedAt: at });
	});

	test('all that were started and not called yet are called when somebody says so', () => {
		const world = createWorld();
		bulk(world, leads(3));
		expect(playCalls(world, { outcome: 'busy' }, START)).toBe(3);
		expect(playCalls(world, {}, START)).toBe(0);
		advance(world, START + 1_000);
		expect([...world.leads.values()].map(({ currentState }) => currentState)).toEqual(
			Array(3).fill('schedule_second_call'),
		);
	});

	test('one lead, by reference id, phone or email; nobody has that', () => {
		const world = createWorld({ existing: known(1, { referenceId: 'r', email: 'a@example.com' }) });
		for (const key of ['r', '+9999000000000', 'a@example.com']) expect(playCalls(world, {}, START, key)).toBe(1);
		expect(() => playCalls(world, {}, START, 'x')).toThrow('No lead has the id, reference id, phone or email x');
	});

	test('a lead that is not reached is called again, up to the number of attempts, with the next state', () => {
		const { world } = afterCall('busy', { attempts: 3, nextAttemptMs: 60_000, outcomeOf: { r: ['busy', 'noAnswer'] } });
		advance(world, START + 1_000_000);
		expect(world.outbox.map(({ body }) => body.activity)).toMatchObject([
			{ fromState: 'make_first_call', toState: 'schedule_second_call', result: { callStatus: 'busy' } },
			{ fromState: 'make_second_call', toState: 'schedule_third_call', result: { callStatus: 'no-answer' } },
			{ fromState: 'make_third_call', toState: 'schedule_fourth_call', result: { callStatus: 'no-answer' } },
		]);
	});

	test('a lead that is started again is called again: another attempt', () => {
		const { world } = afterCall('busy', { calls: {}, outcomeOf: { r: ['busy', 'interested'] } });
		send(world, BULK, { leadIds: [LEAD] }, START + 5_000);
		advance(world, START + 10_000);
		expect(world.outbox[1]?.body).toMatchObject({
			activity: { fromState: 'make_second_call', toState: 'interested', metadata: { attemptNumber: 2 } },
		});
	});

	test('one call at a time, and none of an archived lead', () => {
		const world = createWorld({ existing: [...known(1, { _id: LEAD }), { archived: true, referenceId: 'gone' }] });
		playCalls(world, {}, START, LEAD);
		playCalls(world, { afterMs: 500 }, START, LEAD);
		playCalls(world, {}, START, 'gone');
		advance(world, START + 5_000);
		expect([...world.activities.values()].filter(({ type }) => type === 'call')).toHaveLength(1);
	});

	test('where calls are played, a number counts as called once its call has begun', () => {
		const world = createWorld({ calls: { afterMs: 1_000 }, phoneCounts: 'called' });
		bulk(world, [lead(0)]);
		expect(bulk(world, [lead(0)], START + 500).errors).toEqual([]);
		expect(bulk(world, [lead(0)], START + 1_500).errors).toHaveLength(1);
	});
});

describe('what is called back', () => {
	test('the traps of the samples: the same whether or not anybody answered', () => {
		for (const outcome of ['interested', 'busy'] as const) {
			const [body] = afterCall(outcome).bodies;
			expect(body?.activity).toMatchObject({ status: 'success' });
			expect(resultIn(body)).toMatchObject({ success: true, status: 'completed', input: { connected: true } });
		}
	});

	test('a conversation: messages, tool calls, and what was learned, twice nested and mixed', () => {
		const [body] = afterCall('interested', { calls: {} }).bodies;
		expect(body?.activity).toMatchObject({ metadata: { isConnected: true, attemptNumber: 1 } });
		expect(resultIn(body)).toMatchObject({
			conversation: { messages: [{ role: 'assistant' }, { role: 'user' }, {}], toolCalls: [{ name: 'endCall' }] },
			variables: { variables: { city: 'Pune', make_call: 'yes', endCall: null, Urgency: 'Very Urgent' } },
		});
		expect(Number(body?.timestamp)).toBe(START + 1_002);
		expect(JSON.stringify(body)).not.toMatch(/\+9999000000000|duration|example\.com/);
	});

	test('no conversation: no metadata, conversation id, conversation or variables', () => {
		const [body] = afterCall('busy').bodies;
		expect(JSON.parse(JSON.stringify(body?.activity))).not.toHaveProperty('metadata');
		const result = resultIn(body);
		for (const field of ['conversation', 'conversationId', 'variables']) expect(result).not.toHaveProperty(field);
	});

	test('what the agent learned can be set', () => {
		const world = createWorld({ existing: known(1), ...callingBack() });
		playCall(world, [...world.leads.values()][0]!, { variables: { budget: 5 } }, START);
		advance(world, START + 1_000);
		expect(resultIn(world.outbox[0]?.body)).toMatchObject({ variables: { variables: { budget: 5 } } });
	});

	test.each([
		['all', true, true, true],
		['flag', true, false, false],
		['conversation', false, true, false],
		['callStatus', false, false, true],
	] as const)('that somebody answered is told by: %s', (connectedToldBy, flag, conversation, callStatus) => {
		const [body] = afterCall('connected', { connectedToldBy }).bodies;
		const result = resultIn(body);
		expect([
			'metadata' in asObject(JSON.stringify(body?.activity)),
			'conversation' in result,
			'callStatus' in result,
		]).toEqual([flag, conversation, callStatus]);
	});

	test('other words for a bad end and for a call that nobody took', () => {
		const words = { dispositionTypes: { bad: 'failure' }, noAnswerStatus: 'not_picked' };
		expect(resultIn(afterCall('notInterested', words).bodies[0])).toMatchObject({
			analysis: { dispositionType: 'failure' },
		});
		expect(resultIn(afterCall('noAnswer', words).bodies[0])).toMatchObject({ callStatus: 'not_picked' });
	});

	test('one call may cause several: its end, its new state, its disposition', () => {
		const { bodies } = afterCall('interested', { callbacksPerCall: 'several', schedulesCallBack: true });
		expect(bodies).toMatchObject([
			{ action_type: 'create', activity: { type: 'schedule' } },
			{ action_type: 'update', timestamp: START + 1_000 },
			{ activity: { toState: 'interested' }, timestamp: START + 1_001 },
			{ activity: { toState: 'interested' }, timestamp: START + 1_002, leadDisposition: 'Interested' },
		]);
		expect(new Set(bodies.slice(1).map(({ activityId }) => activityId)).size).toBe(1);
		expect(resultIn(bodies[1])).not.toHaveProperty('analysis');
		expect(JSON.parse(JSON.stringify(bodies[2]))).not.toHaveProperty('leadDisposition');
	});

	test('each process has its own callbacks, as many as it likes; those that are off are silent', () => {
		const to = (url: string, more = {}) => ({ url: `http://127.0.0.1:9/${url}`, ...more });
		const world = createWorld({
			calls: {},
			processDetails: {
				[PROCESS]: { callbacks: [to('a'), to('b'), to('off', { isActive: false })] },
				[OTHER_PROCESS]: { callbacks: [to('c')] },
			},
		});
		bulk(world, [lead(1), lead(2, { processId: OTHER_PROCESS })]);
		advance(world, START + 1_000);
		expect(world.outbox.map(({ url }) => url.slice(-1))).toEqual(['a', 'b', 'c']);
	});

	test.each([
		['a Bearer token', { bearerToken: 't' }, { authorization: 'Bearer t' }],
		['a header of any name', { authKey: 'X-Secret', authValue: 't' }, { 'x-secret': 't' }],
		['further headers', { headers: { 'x-more': '1' } }, { 'x-more': '1' }],
		['nothing', {}, {}],
	])('delivered with %s', (_name, callback, headers) => {
		const { world } = afterCall('busy', callingBack(callback));
		expect(world.outbox[0]?.headers).toEqual({ 'content-type': 'application/json', ...headers });
	});

	test('repeatedly and late', () => {
		const { world } = afterCall('busy', { delivery: { repeats: 2, repeatAfterMs: 10, lateMs: 500 } });
		expect(world.outbox.map(({ dueAt }) => dueAt - START)).toEqual([1_500, 1_510, 1_520]);
		expect(new Set(world.outbox.map(({ body }) => body)).size).toBe(1);
	});

	test('tried again, as often as the retries say, and no more once it was taken', () => {
		const { world } = afterCall('busy', { delivery: { retries: 2, retryAfterMs: 70 } });
		const [first] = world.outbox;
		if (!first) throw new Error('Nothing was called back');
		const second = delivered(world, first, 500, START + 10);
		expect(second).toEqual({ ...first, attempt: 2, dueAt: START + 80 });
		expect(delivered(world, first, 200, START)).toBeUndefined();
		const third = second && delivered(world, second, 0, START + 90);
		expect(third).toMatchObject({ attempt: 3 });
		expect(third && delivered(world, third, 500, START + 200)).toBeUndefined();
		expect(world.books.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
			[1, 500],
			[1, 200],
			[2, 0],
			[3, 500],
		]);
	});

	test('out of order', () => {
		const world = createWorld({ calls: {}, ...callingBack(), delivery: { jitterMs: 1_000 } });
		bulk(world, leads(20));
		advance(world, START + 1_000);
		const due = world.outbox.map(({ dueAt }) => dueAt);
		expect(due).not.toEqual([...due].sort((a, b) => a - b));
	});
});

describe('over HTTP', () => {
	let simulator: Simulator;
	let url: string;
	let received: Array<{ headers: IncomingHttpHeaders; body: Json }>;
	let statuses: number[];
	/** Resolves after this number of deliveries. */
	let waiting: Array<{ count: number; resolve: () => void }>;

	const receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: asObject(Buffer.concat(chunks).toString('utf8')) });
			response.writeHead(statuses.shift() ?? 200).end();
			for (const { count, resolve } of waiting) if (received.length >= count) resolve();
		});
	});
	const deliveries = (count: number) =>
		received.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve }));
	/** A delivery is received before the simulator has read and noted the answer to it. */
	const noted = async (count: number) => await sharedTime.until(() => simulator.books.deliveries.length >= count);
	const desk = (path: string, body?: unknown) =>
		fetch(new URL(path, simulator.url), body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
	const startLead = (number: number) =>
		fetch(`${simulator.url}${BULK}`, {
			method: 'POST',
			headers: { authorization: 'Bearer test-token' },
			body: JSON.stringify({ leads: [lead(number, { referenceId: `r${number}` })] }),
		});

	beforeAll(async () => {
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		const address = receiver.address();
		url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
		simulator = await startSimulator({}, 0, undefined, sharedTime);
	});
	afterAll(async () => {
		await simulator.close();
		receiver.closeAllConnections();
		await new Promise((resolve) => receiver.close(resolve));
	});
	beforeEach(() => {
		[received, statuses, waiting] = [[], [], []];
		resetWorld(simulator.world, {
			...callingBack({ url, bearerToken: 'our-secret' }),
			delivery: { retryAfterMs: 5 },
		});
	});

	test('a lead is handed over, called on request, and its outcome arrives with the token', async () => {
		await startLead(1);
		const answer = await desk('/calls', { lead: 'r1', outcome: 'interested', lastsMs: 5 });
		expect(await answer.json()).toEqual({ played: 1 });
		await deliveries(1);
		expect(received[0]).toMatchObject({
			headers: { authorization: 'Bearer our-secret', 'content-type': 'application/json' },
			body: { referenceId: 'r1', leadDisposition: 'Interested' },
		});
	});

	test('the desk takes all leads, knows its deliveries, and says what it does not know', async () => {
		await startLead(1);
		await startLead(2);
		expect(await (await fetch(new URL('/calls', simulator.url), { method: 'POST' })).json()).toEqual({ played: 2 });
		expect((await desk('/calls', { lead: 'nobody' })).status).toBe(400);
		expect((await desk('/calls', { outcome: 'rich' })).status).toBe(400);
		await desk('/settings', { outcomes: ['busy'] });
		await deliveries(2);
		const told = await (await desk('/deliveries')).json();
		expect(Array.isArray(told)).toBe(true);
	});

	test('what is not answered with 200 is tried again, three times more', async () => {
		statuses = [500, 201, 404, 500, 200];
		await startLead(1);
		simulator.playCalls({ lastsMs: 0 });
		await deliveries(4);
		await startLead(2);
		simulator.playCalls({ lastsMs: 0 });
		await deliveries(5);
		expect(received.map(({ body }) => body.referenceId)).toEqual(['r1', 'r1', 'r1', 'r1', 'r2']);
		await noted(5);
		expect(simulator.books.deliveries.slice(0, 4)).toMatchObject([
			{ attempt: 1, status: 500 },
			{ attempt: 2, status: 201 },
			{ attempt: 3, status: 404 },
			{ attempt: 4, status: 500 },
		]);
	});

	test('any 2xx may do', async () => {
		resetWorld(simulator.world, { ...callingBack({ url }), delivery: { accepts: '2xx', retryAfterMs: 1 } });
		statuses = [201];
		await startLead(1);
		simulator.playCalls({ lastsMs: 0 });
		await deliveries(1);
		await startLead(2);
		simulator.playCalls({ lastsMs: 0 });
		await deliveries(2);
		expect(received.map(({ body }) => body.referenceId)).toEqual(['r1', 'r2']);
	});

	test('a receiver that is not there is tried again too; the others get theirs', async () => {
		const callbacks = [{ url: 'http://127.0.0.1:9/' }, { url }];
		resetWorld(simulator.world, {
			processDetails: { [PROCESS]: { callbacks } },
			delivery: { retries: 1, retryAfterMs: 1 },
		});
		await startLead(1);
		simulator.playCalls({ lastsMs: 0 });
		await noted(3);
		const told = simulator.books.deliveries.map(({ url: to, attempt, status }) => `${to} ${attempt} ${status}`);
		expect(told.sort()).toEqual([`http://127.0.0.1:9/ 1 0`, `http://127.0.0.1:9/ 2 0`, `${url} 1 200`].sort());
	});

	test('calls by themselves, and updates, are carried out and called back while nobody asks', async () => {
		resetWorld(simulator.world, {
			...callingBack({ url }),
			calls: { afterMs: 5, lastsMs: 5 },
			updateAfterMs: 5,
			existing: known(1, { _id: LEAD }),
		});
		await startLead(1);
		await deliveries(1);
		await fetch(`${simulator.url}/leads/update`, {
			method: 'POST',
			headers: { authorization: 'Bearer test-token' },
			body: JSON.stringify({ leadId: LEAD, metadata: { a: 1 } }),
		});
		await deliveries(2);
		expect(received.map(({ body }) => body)).toMatchObject([
			{ leadDisposition: 'Interested' },
			{ leadId: LEAD, success: true, data: { a: 1 } },
		]);
	});

	test('a reset forgets calls that were planned', async () => {
		await startLead(1);
		simulator.playCalls({ afterMs: 20, lastsMs: 0 });
		resetWorld(simulator.world, { ...callingBack({ url }), outcomes: ['busy'] });
		await startLead(2);
		simulator.playCalls({ afterMs: 40, lastsMs: 0 });
		await deliveries(1);
		expect(received.map(({ body }) => body.referenceId)).toEqual(['r2']);
	});
});
