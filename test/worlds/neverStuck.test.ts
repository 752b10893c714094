// The ways in which a run got stuck, crept, or misled the user.
import { CODES } from '../../nodes/Uservox/model/codes';
import type { FaultEntry } from '../simulator/faults';
import { buildWorld } from './buildWorld';
import { violationsOf } from './invariants';
import { endsOf, noList, plainPlan, readPlan, readSplit } from './plainWorld';
import { Reading, type Handover } from './reading';
import { runBuilt } from './runWorld';

/** ms from the beginning of a lead's run to its end. */
function waited({ run }: Handover): number {
	return run.endedAt - (run.startedAt ?? Infinity);
}

function median(values: number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

function durationOf({ story }: Reading): number {
	return (
		Math.max(...story.runs.map(({ endedAt }) => endedAt)) -
		Math.min(...story.runs.map((run) => run.startedAt ?? Infinity))
	);
}

test.each(['initiate', 'bulkInitiate'] as const)(
	'200 known contacts by webhook in a minute among 50 new ones (%s): no new one waits for the known ones',
	async (operation) => {
		const reading = await readSplit(
			{
				operation,
				leads: 250,
				references: 'none',
				known: { share: 0.8, place: 'scattered' },
				server: { latencyMs: 300 },
			},
			(place) => ({ startsAfterMs: place * 240 }),
		);
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 200, success: 50 });
		expect(reading.story.books.duplicates).toEqual([]);
		const fresh = reading.handovers.filter(({ lead }) => lead.known === undefined).map(waited);
		// A question and a request take 400 ms each.
		expect(Math.max(...fresh)).toBeLessThan(2 * 400 + 1_000);
		expect(violationsOf(reading)).toEqual([]);
	},
);

test('bulk with one lead an execution, 50 a minute at 2 s an answer: nobody waits for the others', async () => {
	const reading = await readSplit({ leads: 50, references: 'none', server: { latencyMs: 2_000 } }, (place) => ({
		startsAfterMs: place * 1_200,
	}));
	expect(endsOf(reading.story)).toEqual({ success: 50 });
	expect(median(reading.handovers.map(waited))).toBeLessThan(5_000);
	expect(Math.max(...reading.handovers.map(waited))).toBeLessThan(10_000);
	expect(violationsOf(reading)).toEqual([]);
});

test('what is advised can be done', async () => {
	const faults: FaultEntry[] = [noList(404)];
	const reading = await readPlan({
		leads: 160,
		references: 'none',
		seed: 11,
		known: { share: 0.3, place: 'scattered' },
		faults,
	});
	expect(reading.story.runs[0]?.stopped?.cause).toBe('guardWait');
	const said = [...reading.story.told, ...reading.handovers.map(({ outcome }) => JSON.stringify(outcome))].join('\n');
	expect(said).not.toMatch(/Skip Leads Sent Earlier|Generate Reference|give (?:the )?leads a reference/i);
	expect(said).toMatch(/10 minutes/);
});

describe('no credits', () => {
	test.each([400, 402, 403] as const)(
		'%i for the request: the run stops at once, and says so',
		async (creditsStatus) => {
			for (const operation of ['initiate', 'bulkInitiate'] as const) {
				const reading = await readPlan({ operation, leads: 40, server: { credits: 0, creditsStatus } });
				const ends = endsOf(reading.story);
				expect(ends.noCredits).toBeGreaterThan(0);
				expect((ends.noCredits ?? 0) + (ends.notSent ?? 0)).toBe(40);
				expect(reading.submissions.length).toBeLessThanOrEqual(2);
				expect(reading.story.runs[0]?.stopped?.cause).toBe('noCredits');
				expect(reading.story.told.join()).toMatch(/credits/);
				expect(reading.story.told.join()).not.toMatch(/base URL|token/);
				expect(violationsOf(reading)).toEqual([]);
			}
			expect(CODES.noCredits.retryable && CODES.notSent.retryable).toBe(true);
		},
	);

	test('for the leads for which there are none left', async () => {
		const reading = await readPlan({ leads: 400, server: { credits: 0.5, creditsRefuse: 'lead' } });
		expect(endsOf(reading.story).success).toBe(200);
		expect(reading.story.runs[0]?.stopped?.cause).toBe('noCredits');
		expect(violationsOf(reading)).toEqual([]);
	});
});

test('the first 429 for pace: two workers go on at half the pace, and nothing is lost', async () => {
	const reading = await readPlan({
		leads: 2_000,
		otherProcess: true,
		options: { requestsPerWindow: 20, batchSize: 20 },
		server: { crowded: true, latencyMs: 20 },
	});
	const ends = endsOf(reading.story);
	expect(reading.story.exchanges.some(({ result }) => result?.kind === 'answer' && result.status === 429)).toBe(true);
	expect(ends.unconfirmed).toBeUndefined();
	expect(ends.success ?? 0).toBeGreaterThanOrEqual(900);
	expect(violationsOf(reading)).toEqual([]);
});

test('a minute and a half of 502: said to be what it is, and no waiting for the guard', async () => {
	const built = buildWorld(plainPlan({ leads: 2_000, references: 'none' }));
	built.settings.faults = [
		{ match: { kind: 'any', request: 1 }, fault: { type: 'slow', ms: 1 } },
		{ match: { kind: 'any', times: 30 }, fault: { type: 'status', code: 502 } },
	];
	const reading = new Reading(await runBuilt(built));
	expect(reading.story.told.join()).not.toMatch(/duplicate|knew so many/i);
	expect(reading.story.runs[0]?.findings?.guardWaitMs ?? 0).toBeLessThan(1_000);
	expect(reading.story.stored.size).toBe((endsOf(reading.story).success ?? 0) + (endsOf(reading.story).recovered ?? 0));
	expect(violationsOf(reading)).toEqual([]);
});

test("a proxy's log-in page ends the run at the first, harmless question", async () => {
	for (const leads of [1, 2_000]) {
		const faults: FaultEntry[] = [
			{ match: { kind: 'any', times: 'always' }, fault: { type: 'garbage', body: 'logIn' } },
		];
		const reading = await readPlan({ leads, references: 'none', faults });
		expect(reading.submissions).toEqual([]);
		expect(reading.story.exchanges).toHaveLength(1);
		expect(reading.story.runs[0]?.stopped?.message).toMatch(/web page/);
		expect(endsOf(reading.story)).toEqual({ notSent: leads });
		expect(violationsOf(reading)).toEqual([]);
	}
});

test('one fat row and a body limit of 100 kB: the others still go in large batches', async () => {
	for (const at of [0, 300, 599]) {
		const built = buildWorld(plainPlan({ leads: 600, server: { maximumBodyBytes: 100_000 } }));
		const fat = built.facts[at]?.lead;
		if (fat === undefined) throw new Error('no such lead');
		fat.metadata = { notes: 'x'.repeat(99_000) };
		const reading = new Reading(await runBuilt(built));
		expect(endsOf(reading.story)).toEqual({ success: 600 });
		expect(reading.submissions.length).toBeLessThanOrEqual(35);
		expect(durationOf(reading)).toBeLessThan(6_000);
		expect(violationsOf(reading)).toEqual([]);
	}
});

test.each([
	['Too many leads in one request', 400],
	['No more than {maximum} leads', 400],
	['The limit is {maximum} leads', 400],
	['request entity too large', 413],
	['At most {maximum} leads', 422],
	['Unprocessable Entity', 422],
] as const)('a lower maximum, "%s" (%i): all go out', async (maximumMessage, maximumStatus) => {
	const built = buildWorld(plainPlan({ leads: 2_000, server: { maximumLeads: 100, maximumMessage, maximumStatus } }));
	const reading = new Reading(await runBuilt(built));
	expect(endsOf(reading.story)).toEqual({ success: 2_000 });
	expect(reading.submissions.length).toBeLessThanOrEqual(70);
	expect(violationsOf(reading)).toEqual([]);
});

test.each([10, 50])('Loop Over Items by %i, 40 rounds: no round begins from nothing', async (size) => {
	const leads = 40 * size;
	for (const share of [0, 0.5]) {
		const reading = await readSplit(
			{ leads, known: { share, place: 'scattered' } },
			(place) => ({ waitsForOthers: place > 0 }),
			size,
		);
		expect(endsOf(reading.story).success).toBe(leads * (1 - share));
		expect(reading.story.books.duplicates).toEqual([]);
		// A round takes a question, and a request or a few, at 100 ms each.
		expect(durationOf(reading) / 40).toBeLessThan(size === 10 ? 900 : 1_500);
		expect(violationsOf(reading)).toEqual([]);
	}
});

test('hints say how long the run waited, and why it stopped', async () => {
	const faults: FaultEntry[] = [noList(404)];
	const reading = await readPlan({
		operation: 'initiate',
		leads: 160,
		references: 'none',
		seed: 11,
		known: { share: 0.3, place: 'scattered' },
		faults,
	});
	const [run] = reading.story.runs;
	const took = (run?.endedAt ?? 0) - (run?.startedAt ?? 0);
	expect(run?.findings?.guardWaitMs).toBeGreaterThan(60_000);
	expect(run?.findings?.guardWaitMs).toBeLessThanOrEqual(took);
	expect(reading.story.told.some((line) => line.startsWith('Waited'))).toBe(true);
	expect(reading.story.told).toContain(run?.stopped?.message);
	expect(violationsOf(reading)).toEqual([]);
});
