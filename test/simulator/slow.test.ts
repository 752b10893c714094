// Servers that are slow, or have a gateway before them: what is stored, when, and what the client is told.
import { sharedTime } from '../time/sharedTime';
import { startSimulator } from './server';
import { createWorld } from './serverState';
import { bulk, BULK, leads, lead, parsed, send, SINGLE, START, withFault } from './support';

test('latency for each lead', () => {
	const world = createWorld({ latencyMs: 100, msPerLead: 20 });
	expect(send(world, BULK, { leads: leads(50) }).delayMs).toBe(1_100);
	expect(send(world, SINGLE, { lead: lead(60) }).delayMs).toBe(120);
	expect(send(world, '/leads/get').delayMs).toBe(100);
	expect(world.books.arrivals[0]?.answeredAt).toBe(START + 1_100);
});

test('work that takes its time is done when the answer is due, duplicates are checked then', () => {
	const world = createWorld({ msPerLead: 1_000, storesWhen: 'answer' });
	const answer = send(world, BULK, { leads: leads(4) });
	expect([answer.later?.afterMs, answer.delayMs, world.leads.size]).toEqual([4_000, 4_000, 0]);
	const early = send(world, SINGLE, { lead: lead(0) }, START + 500);
	early.later?.run(START + 1_500);
	expect(parsed(early).body).toMatchObject({ name: 'Lead 0' });
	answer.later?.run(START + 4_000);
	expect(parsed(answer)).toMatchObject({ status: 200, body: { success: [{}, {}, {}], errors: [{}] } });
	expect(world.books.duplicates).toMatchObject([{ at: START + 4_000, arrival: 0, originalArrival: 1 }]);
	expect(world.books.arrivals[0]).toMatchObject({ status: 200, honestStatus: 200 });
});

test('refusals of the whole are as slow, and need no later work', () => {
	const answer = send(createWorld({ latencyMs: 50, storesWhen: 'answer' }), BULK, {});
	expect([answer.status, answer.delayMs, answer.later]).toEqual([400, 50, undefined]);
});

test.each([
	['arrival', 4, undefined],
	['answer', 0, 8_000],
] as const)('a gateway gives up with 504, the batch is stored: by %s', (storesWhen, atOnce, later) => {
	const world = createWorld({ msPerLead: 2_000, gatewayTimeoutMs: 3_000, storesWhen });
	const answer = send(world, BULK, { leads: leads(4) });
	expect([answer.status, answer.delayMs, answer.headers['content-type']]).toEqual([504, 3_000, 'text/html']);
	expect([world.leads.size, answer.later?.afterMs]).toEqual([atOnce, later]);
	answer.later?.run(START + 8_000);
	expect(world.leads.size).toBe(4);
	expect(answer.status).toBe(504);
	expect(world.books.arrivals[0]).toMatchObject({ status: 504, honestStatus: 200, answeredAt: START + 3_000 });
	expect(send(world, SINGLE, { lead: lead(9) }).status).toBe(200);
});

test('a 504 on purpose, whose batch is stored later', () => {
	const world = withFault({ fault: { type: 'storeLate', afterMs: 20_000, status: 504 } });
	const answer = send(world, BULK, { leads: leads(4) });
	expect([answer.status, answer.effect, answer.later?.afterMs, world.leads.size]).toEqual([504, 'answer', 20_000, 0]);
	expect(world.books.arrivals[0]).toMatchObject({ status: 504, fault: 'storeLate 504' });
	answer.later?.run(START + 20_000);
	expect(world.leads.size).toBe(4);
});

test('a fault may strike work that takes its time', () => {
	const world = createWorld({
		latencyMs: 100,
		storesWhen: 'answer',
		faults: [
			{ fault: { type: 'dropPartly', stored: 2 } },
			{ match: { request: 2 }, fault: { type: 'omit', count: 1 } },
		],
	});
	const dropped = send(world, BULK, { leads: leads(4) });
	dropped.later?.run(START + 100);
	expect([dropped.effect, world.leads.size]).toEqual(['dropAfter', 2]);
	const thinned = send(world, BULK, { leads: leads(4, 10) });
	thinned.later?.run(START + 100);
	expect(parsed(thinned).body.success).toHaveLength(3);
});

test('over HTTP: a client that gives up has its leads stored all the same; one that waits gets the answer', async () => {
	const givesUp = new AbortController();
	const simulator = await startSimulator(
		{ latencyMs: 150, storesWhen: 'answer' },
		0,
		() => givesUp.abort(),
		sharedTime,
	);
	const post = (from: number, signal?: AbortSignal) =>
		fetch(`${simulator.url}${BULK}`, {
			method: 'POST',
			headers: { authorization: 'Bearer test-token' },
			body: JSON.stringify({ leads: leads(2, from) }),
			signal: signal ?? null,
		});
	try {
		await expect(post(0, givesUp.signal)).rejects.toThrow();
		expect(simulator.books.created).toHaveLength(0);
		const answer = await post(0);
		expect(await answer.json()).toMatchObject({ success: [], errors: [{}, {}] });
		expect(simulator.books.created).toHaveLength(2);
		expect(bulk(simulator.world, leads(1)).errors).toEqual([]);
	} finally {
		await simulator.close();
	}
});
