// Named scenarios of delivery: what users will meet, with numbers.
import { effort } from '../effort';
import { FOREIGN, UNKNOWN_PROCESS } from '../ids';
import { buildWorld } from './buildWorld';
import { violationsOf } from './invariants';
import { endsOf, noList, plainPlan, readPlan, type PlanChanges } from './plainWorld';
import { Reading } from './reading';
import { runBuilt } from './runWorld';

const fullBatchLost = [{ match: { minimumLeads: 900 }, fault: { type: 'dropAfter' as const } }];

function expectAllHold(reading: Reading): void {
	expect(violationsOf(reading)).toEqual([]);
}

/** ms from the departure of the first request to the end of the last one. */
function durationOf({ story }: Reading): number {
	const ends = story.exchanges.map(({ endedAt }) => endedAt ?? Infinity);
	return Math.max(...ends) - (story.exchanges[0]?.departedAt ?? 0);
}

describe('leads that count as duplicates, and that no list shows', () => {
	const REFUSED = [noList(403)];

	test.each([
		['archived, in a long sheet', effort(1, 8), 8_000, 20, 1, []],
		['archived, in a sheet of which a quarter is listed', effort(1, 4), 4_000, 1_000, 0.02, []],
		['in a list that is refused, a small sheet', effort(12, 600), 80, 6, 1, REFUSED],
		['in a list that is refused, a long sheet', effort(1, 4), 6_000, 6, 1, REFUSED],
	] as const)('%s, in %i orders: the key is not blocked', async (_where, orders, leads, known, archived, faults) => {
		for (let seed = 1; seed <= orders; seed += 1) {
			const reading = await readPlan({
				leads,
				seed,
				references: 'none',
				known: { place: 'scattered', archived, share: known / leads },
				faults: [...faults],
			});
			expect({ seed, blocks: reading.story.books.blocks }).toEqual({ seed, blocks: [] });
			if (seed === 1) expectAllHold(reading);
		}
	});
});

test('another system imports leads while the list is read, 90 between two pages: no known lead is submitted', async () => {
	for (let seed = 1; seed <= effort(3, 20); seed += 1) {
		const reading = await readPlan({
			leads: 600,
			seed,
			strangers: 900,
			references: 'none',
			known: { place: 'scattered', share: 0.5 },
			network: { latencyMs: 20, jitterMs: 200 },
			server: { listChanges: { adds: 90, archives: 0 } },
		});
		expect({ seed, ends: endsOf(reading.story) }).toEqual({ seed, ends: { success: 300, alreadyExists: 300 } });
		expect(reading.story.books.duplicates).toEqual([]);
		expectAllHold(reading);
	}
});

describe('a lost answer', () => {
	test.each(['all', 'none'] as const)(
		'to a full batch of 3,500 leads, references: %s: all on Success within the settling time, no duplicate, no look-up one by one',
		async (references) => {
			const reading = await readPlan({ leads: 3_500, references, faults: fullBatchLost });
			expect(reading.lossy.size).toBe(1);
			const [lost] = reading.lossy;
			expect(endsOf(reading.story)).toEqual({
				success: 3_500 - (lost?.leads.length ?? 0),
				recovered: lost?.leads.length,
			});
			expect(reading.story.books.duplicates).toEqual([]);
			expect(reading.questions.length).toBeLessThan(120);
			expect(durationOf(reading)).toBeLessThan(30_000);
			expectAllHold(reading);
		},
	);

	test('to a full batch that was never stored: all on Success in the end, with references or without', async () => {
		for (const references of ['all', 'none'] as const) {
			const faults = [{ match: { minimumLeads: 900 }, fault: { type: 'dropBefore' as const } }];
			const reading = await readPlan({ leads: 2_500, references, faults });
			expect(endsOf(reading.story)).toEqual({ success: 2_500 });
			expect(reading.story.books.duplicates).toEqual([]);
			expectAllHold(reading);
		}
	});

	test('to the first leads, without references: nothing proves that they would be found, until others are accepted', async () => {
		const faults = [{ match: { request: 1 }, fault: { type: 'dropBefore' as const } }];
		const reading = await readPlan({ leads: 40, references: 'none', faults });
		expect(endsOf(reading.story)).toEqual({ success: 40 });
		expectAllHold(reading);
		const alone = await readPlan({ leads: 2, references: 'none', faults });
		expect(endsOf(alone.story)).toEqual({ unconfirmed: 2 });
		expectAllHold(alone);
	});

	test('where numbers are taken twice: an older lead in a list that breaks off does not speak for the new one behind it', async () => {
		const reading = await readPlan({
			leads: 30,
			references: 'none',
			strangers: 165,
			known: { share: 1 },
			server: { phoneInSameProcess: 'accepted', listOrder: 'oldest' },
			options: { maxConcurrentRequests: 1 },
			faults: [
				{ match: { kind: 'query', request: 1 }, fault: { type: 'status', code: 403 } },
				{ match: { kind: 'bulk', minimumLeads: 4 }, fault: { type: 'dropAfter' } },
				// The third page of the list, where the new leads are.
				{ match: { kind: 'query', request: 4 }, fault: { type: 'garbage', body: '{' } },
			],
		});
		expect(endsOf(reading.story)).toEqual({ success: 26, recovered: 4 });
		expectAllHold(reading);
	});

	test('to existing leads: each is started once, and those that were not go out again', async () => {
		for (const [type, ends] of [
			['dropAfter', { success: 238, recovered: 62 }],
			['dropBefore', { success: 300 }],
		] as const) {
			const reading = await readPlan({
				source: 'existing',
				leads: 300,
				faults: [{ match: { minimumLeads: 60 }, fault: { type } }],
			});
			expect(Math.max(...reading.story.books.initiated.values())).toBe(1);
			expect(reading.lossy.size).toBe(1);
			expect(Object.keys(endsOf(reading.story)).sort()).toEqual(Object.keys(ends).sort());
			expectAllHold(reading);
		}
	});

	test('while the server stores late: the second look finds them', async () => {
		const faults = [{ match: { minimumLeads: 60 }, fault: { type: 'storeLate' as const, afterMs: 9_000 } }];
		const reading = await readPlan({ leads: 250, faults });
		const [lost] = reading.lossy;
		expect(endsOf(reading.story)).toEqual({ success: 250 - (lost?.leads.length ?? 0), recovered: lost?.leads.length });
		expectAllHold(reading);
	});

	test("while the server's clock is an hour off, either way", async () => {
		for (const serverAheadMs of [3_600_000, -3_600_000]) {
			const faults = [{ match: { request: 1 }, fault: { type: 'dropAfter' as const } }];
			const fresh = await readPlan({ leads: 300, network: { serverAheadMs }, faults });
			expect(endsOf(fresh.story)).toEqual({ success: 298, recovered: 2 });
			expectAllHold(fresh);
		}
	});
});

test('1,500 leads with three of a foreign project and two of an unknown process: 1,495 initiated, few requests', async () => {
	for (const places of [
		[0, 1, 2, 3, 4],
		[100, 400, 700, 1_000, 1_300],
		[1_495, 1_496, 1_497, 1_498, 1_499],
	]) {
		const built = buildWorld(plainPlan({ leads: 1_500 }));
		for (const [number, index] of places.entries()) {
			const facts = built.facts[index];
			if (facts?.lead === undefined) throw new Error('no such lead');
			if (number < 3) facts.lead.projectId = FOREIGN;
			else facts.lead.processId = UNKNOWN_PROCESS;
			facts.foreignProject = number < 3;
			facts.unknownProcess = number >= 3;
		}
		const reading = new Reading(await runBuilt(built));
		expect(endsOf(reading.story)).toEqual({ success: 1_495, wrongProject: 3, processNotFound: 2 });
		expect(reading.story.exchanges.length).toBeLessThanOrEqual(22);
		expectAllHold(reading);
	}
});

test('answers that omit leads: those are found, without a second request for them', async () => {
	const faults = [{ match: { minimumLeads: 60 }, fault: { type: 'omit' as const, indexes: [0, 7, 30, 59] } }];
	const reading = await readPlan({ leads: 300, faults });
	expect(endsOf(reading.story)).toEqual({ success: 296, recovered: 4 });
	expectAllHold(reading);
});

describe('leads that Uservox knows', () => {
	const sheet: PlanChanges = { leads: 1_050, known: { share: 1_000 / 1_050 } };

	test.each(['top', 'bottom', 'middle', 'scattered', 'blocks'] as const)(
		'1,000 at the %s of 1,050 rows: not sent, the 50 new ones are, with references or without',
		async (place) => {
			for (const references of ['all', 'none'] as const) {
				const reading = await readPlan({ ...sheet, references, known: { ...sheet.known, place } });
				expect(endsOf(reading.story)).toEqual({ alreadyExists: 1_000, success: 50 });
				expect(reading.story.books.duplicates).toEqual([]);
				expect(reading.story.exchanges.length).toBeLessThanOrEqual(11 + 1 + 14);
				expectAllHold(reading);
			}
		},
	);

	test('the same with its first answer lost: not one duplicate', async () => {
		for (const references of ['all', 'none'] as const) {
			const faults = [{ match: { request: 1 }, fault: { type: 'dropAfter' as const } }];
			const reading = await readPlan({ ...sheet, references, faults });
			expect(reading.story.books.duplicates).toEqual([]);
			expect(endsOf(reading.story)).toEqual({ alreadyExists: 1_000, success: 48, recovered: 2 });
			expectAllHold(reading);
		}
	});

	test('the same sheet in two executions at once: each new lead is sent by one of them', async () => {
		const reading = await readPlan({ ...sheet, executions: { number: 2, shared: 'all' } });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 2_050, success: 50 });
		expect(reading.story.books.duplicates).toEqual([]);
		expectAllHold(reading);
	});

	test('a few leads for a large project are looked up, many are listed', async () => {
		const few = await readPlan({
			leads: 30,
			references: 'none',
			strangers: 4_000,
			known: { share: 0.5, place: 'scattered' },
		});
		expect(few.questions.filter(({ kind }) => kind === 'list')).toHaveLength(1);
		expect(endsOf(few.story)).toEqual({ alreadyExists: 15, success: 15 });
		const many = await readPlan({ leads: 900, strangers: 1_000, known: { share: 0.5, place: 'scattered' } });
		expect(many.questions.every(({ kind }) => kind === 'list')).toBe(true);
		expect(many.questions).toHaveLength(15);
		for (const reading of [few, many]) expectAllHold(reading);
	});

	test('the list cannot be had, references: known ones are looked up, and none is submitted', async () => {
		const faults = [noList(404)];
		const reading = await readPlan({ leads: 200, known: { share: 0.3, place: 'bottom' }, faults });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: 60, success: 140 });
		expect(reading.story.books.duplicates).toEqual([]);
		expectAllHold(reading);
	});

	test('the list cannot be had, no references: a few at a time, and the key is not blocked', async () => {
		const faults = [noList(403)];
		for (const place of ['top', 'bottom', 'scattered'] as const) {
			const reading = await readPlan({ leads: 100, references: 'none', known: { share: 0.3, place }, faults });
			expect(reading.story.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(2);
			expect(reading.story.books.blocks).toEqual([]);
			expectAllHold(reading);
		}
	});

	test('a second campaign to the same people: by experiment, and all are called where that is welcome', async () => {
		const known = { share: 1, by: 'elsewhere' as const };
		const welcome = await readPlan({ leads: 400, known, server: { phoneInOtherProcess: 'accepted' } });
		expect(endsOf(welcome.story)).toEqual({ success: 400 });
		const refused = await readPlan({ leads: 400, known, server: { phoneInOtherProcess: 'refused' } });
		expect(refused.story.books.duplicates).toHaveLength(1);
		expect(Object.keys(endsOf(refused.story)).sort()).toEqual(['alreadyCalled', 'alreadyExists']);
		for (const reading of [welcome, refused]) expectAllHold(reading);
	});

	test.each(['top', 'bottom', 'middle', 'scattered'] as const)(
		'the next morning, with 50 rows added at either end, %s known before: only those go out',
		async (place) => {
			const again = { afterMs: 86_400_000, addedTop: 50 / 600, addedBottom: 50 / 600, restarted: true };
			const reading = await readPlan({ leads: 600, references: 'none', known: { share: 0.2, place }, again });
			const second = endsOf(reading.story, 1);
			expect((second.success ?? 0) + (second.alreadyExists ?? 0)).toBe(600);
			expect(second.success).toBeLessThanOrEqual(100);
			expect(reading.story.books.duplicates).toEqual([]);
			expect(reading.story.stored.size).toBe(480);
			expectAllHold(reading);
		},
	);

	test('stopped in mid-run, and started again at once: nothing is sent twice', async () => {
		const again = { afterMs: 1_000, addedTop: 0, addedBottom: 0, restarted: true };
		for (const cancelAfterMs of [300, 700, 1_100]) {
			const reading = await readPlan({ leads: 1_500, references: 'none', cancelAfterMs, again });
			expect(reading.story.books.duplicates).toEqual([]);
			expect(reading.story.stored.size).toBe(1_500);
			expect([...reading.story.stored.values()].every((copies) => copies.length === 1)).toBe(true);
			expectAllHold(reading);
		}
	});
});

test('3,000 clean leads: requests grow by what was accepted, then full batches', async () => {
	const reading = await readPlan({ leads: 3_000 });
	expect(endsOf(reading.story)).toEqual({ success: 3_000 });
	expect(reading.submissions[0]?.leads).toHaveLength(2);
	expect(reading.story.exchanges.length).toBeLessThanOrEqual(3 + 14);
	expect(reading.submissions.some(({ leads }) => leads.length === 1_000)).toBe(true);
	expectAllHold(reading);
});

test('20,000 clean leads: the same stages, and never more under way than were accepted', async () => {
	const reading = await readPlan({ leads: 20_000 });
	expect(endsOf(reading.story)).toEqual({ success: 20_000 });
	expect(reading.submissions.slice(0, 8).map(({ leads }) => leads.length)).toEqual([2, 2, 2, 4, 7, 11, 19, 32]);
	expect(reading.story.exchanges.length).toBeLessThanOrEqual(40);
	expectAllHold(reading);
});
