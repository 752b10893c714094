// The ways in which leads were lost, called twice or wrongly reported after a lost answer, a crash or a second execution.
import type { FaultEntry } from '../simulator/faults';
import { buildWorld } from './buildWorld';
import { violationsOf } from './invariants';
import { endsOf, plainPlan, readPlan } from './plainWorld';
import { Reading } from './reading';
import { runBuilt } from './runWorld';

const firstLost = (type: 'dropAfter' | 'dropBefore'): FaultEntry => ({ match: { request: 1 }, fault: { type } });
const largeLost = (type: 'dropAfter' | 'dropBefore'): FaultEntry => ({ match: { minimumLeads: 60 }, fault: { type } });

describe.each(['digits', 'letter', 'e164', 'lastTen'] as const)('numbers kept in E.164, filter: %s', (phoneFilter) => {
	const server = { phoneForm: 'e164' as const, phoneFilter };

	test.each(['dropAfter', 'dropBefore'] as const)(
		'national numbers without references, lost (%s): all on Success',
		async (type) => {
			const reading = await readPlan({
				leads: 200,
				references: 'none',
				notation: 'national',
				server,
				faults: [firstLost(type), largeLost(type)],
			});
			const { success = 0, recovered = 0 } = endsOf(reading.story);
			expect(success + recovered).toBe(200);
			expect(recovered > 0).toBe(type === 'dropAfter');
			expect(reading.story.books.duplicates).toEqual([]);
			expect(violationsOf(reading)).toEqual([]);
		},
	);

	test('a single one is not submitted again on purpose', async () => {
		const reading = await readPlan({
			operation: 'initiate',
			leads: 1,
			references: 'none',
			notation: 'national',
			server,
			faults: [firstLost('dropAfter')],
		});
		expect(reading.submissions).toHaveLength(1);
		expect(reading.story.books.duplicates).toEqual([]);
		expect(violationsOf(reading)).toEqual([]);
	});
});

test('a reference ID alone does not make a lead ours: row numbers', async () => {
	for (const duplicateGuard of [true, false]) {
		// Somebody else's lead, from before this run, or from a moment after it began.
		for (const ageMs of [20_000, -100]) {
			const reading = await readPlan({
				leads: 4,
				known: { share: 1, by: 'reference', ageMs },
				options: { duplicateGuard },
				faults: [firstLost('dropBefore')],
			});
			expect(endsOf(reading.story)).toEqual({ alreadyExists: 4 });
			expect(violationsOf(reading)).toEqual([]);
		}
	}
});

test('an answer of more than 20 million characters, existing leads with their history: each is started once, and says so', async () => {
	const built = buildWorld(plainPlan({ source: 'existing', leads: 260 }));
	const history = [{ type: 'call', transcript: 'x'.repeat(240_000) }];
	built.settings.historyInAnswers = true;
	for (const lead of built.settings.existing ?? []) lead.activities = history;
	const reading = new Reading(await runBuilt(built));
	expect(
		reading.story.exchanges.some(({ result }) => result?.kind === 'answer' && result.text.length > 20_000_000),
	).toBe(true);
	const { success = 0, recovered = 0 } = endsOf(reading.story);
	expect(success + recovered).toBe(260);
	expect([...reading.story.books.initiated.values()].every((times) => times === 1)).toBe(true);
});

describe('nothing is kept here of what was sent, so nothing of it can be wrong', () => {
	test.each([0, 1, 2, 3])(
		'killed in mid-run (%i), then again after a restart: each lead is called once',
		async (seed) => {
			const reading = await readPlan({
				leads: 2_000,
				seed,
				references: 'none',
				cancelAfterMs: 900 + seed * 150,
				again: { afterMs: 2_000, addedTop: 0, addedBottom: 0, restarted: true },
			});
			const { stored, books } = reading.story;
			expect(endsOf(reading.story, 0).success).toBeLessThan(2_000);
			expect(stored.size).toBe(2_000);
			expect([...stored.values()].every((copies) => copies.length === 1)).toBe(true);
			expect(books.duplicates).toEqual([]);
			expect(violationsOf(reading)).toEqual([]);
		},
	);

	test('two minutes of 502, then again: each lead is called once', async () => {
		const reading = await readPlan({
			leads: 500,
			references: 'none',
			faults: [{ match: { minimumLeads: 20, times: 'always' }, fault: { type: 'status', code: 502 } }],
			again: { afterMs: 60_000, addedTop: 0, addedBottom: 0, restarted: true },
		});
		expect([...reading.story.stored.values()].every((copies) => copies.length === 1)).toBe(true);
		expect(reading.story.books.duplicates).toEqual([]);
		expect(violationsOf(reading)).toEqual([]);
	});
});

test.each(['all', 'some'] as const)(
	'existing leads in two executions at once (%s): each is started once',
	async (shared) => {
		for (const apartMs of [0, 100, 400]) {
			const reading = await readPlan({ source: 'existing', leads: 50, executions: { number: 2, shared, apartMs } });
			expect(reading.story.books.initiated.size).toBe(50);
			expect([...reading.story.books.initiated.values()].every((times) => times === 1)).toBe(true);
			expect(violationsOf(reading)).toEqual([]);
		}
	},
);

test('existing leads, 502 for a second: they are looked up by their IDs and go out again', async () => {
	const faults: FaultEntry[] = [{ match: { times: 3 }, fault: { type: 'status', code: 502 } }];
	const reading = await readPlan({ source: 'existing', leads: 1_000, options: { maxConcurrentRequests: 3 }, faults });
	expect(endsOf(reading.story)).toEqual({ success: 1_000 });
	expect([...reading.story.books.initiated.values()].every((times) => times === 1)).toBe(true);
	expect(violationsOf(reading)).toEqual([]);
});

test("a Date header that is ahead of the server's clock does not make our leads older than the run", async () => {
	const reading = await readPlan({ leads: 5, network: { dateAheadMs: 1_500 }, faults: [firstLost('dropAfter')] });
	expect(endsOf(reading.story)).toEqual({ success: 3, recovered: 2 });
	expect(violationsOf(reading)).toEqual([]);
});
