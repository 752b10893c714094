// Named scenarios of delivery: what users will meet, with numbers.
import { Reading, violationsOf } from './invariants';
import { endsOf, plainPlan, readPlan, type PlanChanges } from './plainWorld';
import { runBuilt } from './runWorld';
import { buildWorld, FOREIGN_PROJECT, UNKNOWN_PROCESS } from './plan';

const fullBatchLost = [{ match: { minimumLeads: 1_000 }, fault: { type: 'dropAfter' as const } }];

function expectAllHold(reading: Reading): void {
	expect(violationsOf(reading)).toEqual([]);
}

describe('a lost answer', () => {
	test('to a full batch of 2,500 leads with references: all on Success, no duplicate', async () => {
		const reading = await readPlan({ leads: 2_500, faults: fullBatchLost });
		expect(reading.lossy.size).toBe(1);
		expect(endsOf(reading.story)).toEqual({ success: 1_500, recovered: 1_000 });
		expect(reading.story.books.duplicates).toEqual([]);
		expectAllHold(reading);
	});

	test('to a full batch of 2,500 leads without references: nothing false, at most one duplicate, never blocked', async () => {
		const reading = await readPlan({ leads: 2_500, references: 'none', faults: fullBatchLost });
		expect(endsOf(reading.story)).toEqual({ success: 1_500, unconfirmed: 1_000 });
		expect(reading.story.books.duplicates).toHaveLength(1);
		expect(reading.story.books.blocks).toEqual([]);
		expectAllHold(reading);
	});

	test('to a full batch that was never stored: all on Success in the end, with references or without', async () => {
		for (const references of ['all', 'none'] as const) {
			const faults = [{ match: { minimumLeads: 1_000 }, fault: { type: 'dropBefore' as const } }];
			const reading = await readPlan({ leads: 2_500, references, faults });
			expect(endsOf(reading.story)).toEqual({ success: 2_500 });
			expect(reading.story.books.duplicates).toEqual([]);
			expectAllHold(reading);
		}
	});

	test('to existing leads: no id is initiated twice', async () => {
		for (const type of ['dropAfter', 'dropBefore'] as const) {
			const reading = await readPlan({
				source: 'existing',
				leads: 300,
				faults: [{ match: { minimumLeads: 50 }, fault: { type } }],
			});
			expect(Math.max(...reading.story.books.initiated.values())).toBe(1);
			expect(endsOf(reading.story)).toEqual({ success: 90, unconfirmed: 210 });
			expectAllHold(reading);
		}
	});

	test('while the server stores late: the second look-up finds them', async () => {
		const faults = [{ match: { minimumLeads: 200 }, fault: { type: 'storeLate' as const, afterMs: 9_000 } }];
		const reading = await readPlan({ leads: 250, faults });
		expect(endsOf(reading.story)).toEqual({ success: 40, recovered: 210 });
		expectAllHold(reading);
	});

	test("while the server's clock is an hour off, either way", async () => {
		for (const serverAheadMs of [3_600_000, -3_600_000]) {
			const faults = [{ match: { request: 1 }, fault: { type: 'dropAfter' as const } }];
			const fresh = await readPlan({ leads: 300, network: { serverAheadMs }, faults });
			expect(endsOf(fresh.story)).toEqual({ success: 295, recovered: 5 });
			expectAllHold(fresh);
			const known = await readPlan({
				leads: 5,
				known: { share: 1, ageMs: 20_000 },
				network: { serverAheadMs },
				faults,
			});
			expect(endsOf(known.story)).toEqual({ alreadyExists: 5 });
			expectAllHold(known);
		}
	});
});

test('1,500 leads with three of a foreign project and two of an unknown process: 1,495 initiated in at most 12 requests', async () => {
	for (const places of [
		[0, 1, 2, 3, 4],
		[100, 400, 700, 1_000, 1_300],
		[1_495, 1_496, 1_497, 1_498, 1_499],
	]) {
		const built = buildWorld(plainPlan({ leads: 1_500 }));
		for (const [number, index] of places.entries()) {
			const lead = built.facts[index];
			if (lead?.record.kind !== 'new') throw new Error('no such lead');
			if (number < 3) lead.record.lead.projectId = FOREIGN_PROJECT;
			else lead.record.lead.processId = UNKNOWN_PROCESS;
			lead.foreignProject = number < 3;
			lead.unknownProcess = number >= 3;
		}
		const reading = new Reading(await runBuilt(built));
		expect(endsOf(reading.story)).toEqual({ success: 1_495, wrongProject: 3, processNotFound: 2 });
		expect(reading.story.exchanges.length).toBeLessThanOrEqual(12);
		expectAllHold(reading);
	}
});

test('answers that omit leads: those are looked up', async () => {
	const faults = [{ match: { minimumLeads: 200 }, fault: { type: 'omit' as const, indexes: [0, 7, 100, 199] } }];
	const reading = await readPlan({ leads: 300, faults });
	expect(endsOf(reading.story)).toEqual({ success: 296, recovered: 4 });
	expect(reading.story.books.lookUps).toBe(4);
	expectAllHold(reading);
});

describe('leads that the API knows', () => {
	const sheet: PlanChanges = { leads: 1_050, known: { share: 1_000 / 1_050 } };

	test('a sheet of 1,000 known leads and 50 new rows: the 50 are initiated, at most 5 duplicates, key not blocked', async () => {
		const reading = await readPlan(sheet);
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 1_000, success: 50 });
		expect(reading.story.books.duplicates.length).toBeLessThanOrEqual(5);
		expect(reading.story.books.blocks).toEqual([]);
		expectAllHold(reading);
	});

	test('the same without references: stopped after the first request', async () => {
		const reading = await readPlan({ ...sheet, references: 'none' });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 5, notSent: 1_045 });
		expect(reading.story.exchanges).toHaveLength(1);
		expectAllHold(reading);
	});

	test('the same with its first answer lost: the key is not blocked, with references or without', async () => {
		for (const references of ['all', 'none'] as const) {
			const faults = [{ match: { request: 1 }, fault: { type: 'dropAfter' as const } }];
			const reading = await readPlan({ ...sheet, references, faults });
			expect(reading.story.books.blocks).toEqual([]);
			expectAllHold(reading);
		}
	});

	test('the same sheet in two executions at once: the key is not blocked', async () => {
		const reading = await readPlan({ ...sheet, executions: 2 });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 1_000, success: 50 });
		expect(reading.story.books.blocks).toEqual([]);
		expectAllHold(reading);
	});

	test.each([1, 2, 3, 4, 5, 6])(
		'in batches of %i, several under way at once: the key is not blocked',
		async (batchSize) => {
			for (const references of ['all', 'none'] as const) {
				const reading = await readPlan({ leads: 40, references, known: { share: 1 }, options: { batchSize } });
				expect(reading.story.books.duplicates.length).toBeLessThanOrEqual(5);
				expect(reading.story.books.blocks).toEqual([]);
				expectAllHold(reading);
			}
		},
	);

	test('eight of them sent singly: the guard waits, the key is not blocked', async () => {
		const reading = await readPlan({ operation: 'initiate', leads: 8, known: { share: 1 } });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 8 });
		expect(reading.story.runs[0]?.guardWaitMs).toBeGreaterThan(50_000);
		expect(reading.story.books.blocks).toEqual([]);
		expectAllHold(reading);
	});
});

test('20,000 clean leads: trust grows 5, 35, 210, then full batches', async () => {
	const reading = await readPlan({ leads: 20_000 });
	expect(endsOf(reading.story)).toEqual({ success: 20_000 });
	expect(reading.submissions.slice(0, 4).map(({ leads }) => leads.length)).toEqual([5, 35, 210, 1_000]);
	expectAllHold(reading);
});

test('two executions over known leads without references: each stops once five of its leads were known, and the key is not blocked', async () => {
	const reading = await readPlan({ leads: 800, references: 'none', known: { share: 1 }, executions: 2 });
	expect(endsOf(reading.story)).toEqual({ alreadyExists: 10, notSent: 790 });
	expect(reading.story.books.blocks).toEqual([]);
	expectAllHold(reading);
});
