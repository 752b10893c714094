// The ways in which a key was blocked, or people were called twice, before the node asked first: none of them does it any more.
import { SeenLeads } from '../../nodes/Uservox/initiate/check/seen';
import type { FaultEntry } from '../simulator/faults';
import { buildWorld, recordOf } from './buildWorld';
import { violationsOf } from './invariants';
import { endsOf, noList, plainPlan, readPlan, readSplit, type PlanChanges } from './plainWorld';
import { Reading } from './reading';
import { runBuilt } from './runWorld';

const NO_LIST: FaultEntry = noList(403);
const NOTHING_SHOWN: FaultEntry = { match: { kind: 'reading', times: 'always' }, fault: { type: 'status', code: 404 } };

function expectSafe(reading: Reading): void {
	expect(reading.story.books.blocks).toEqual([]);
	expect(violationsOf(reading)).toEqual([]);
}

describe.each(['all', 'none'] as const)('known leads anywhere, references: %s', (references) => {
	test.each(
		(['top', 'bottom', 'middle', 'scattered'] as const).flatMap((place) =>
			[3, 25, 250, 495].map((known) => [place, known] as const),
		),
	)('at the %s, %i of 500', async (place, known) => {
		const reading = await readPlan({ leads: 500, references, known: { share: known / 500, place } });
		expect(endsOf(reading.story)).toEqual({ alreadyExists: known, success: 500 - known });
		expect(reading.story.books.duplicates).toEqual([]);
		expect(reading.story.exchanges.length).toBeLessThanOrEqual(Math.ceil(known / 100) + 1 + 14);
		expectSafe(reading);
	});
});

test.each(['all', 'none'] as const)(
	'rows refused for their own sake at the top, known ones behind, references: %s',
	async (references) => {
		const sheet: PlanChanges = { leads: 300, references, refused: 'top', known: { share: 0.5, place: 'bottom' } };
		const listed = await readPlan(sheet);
		expect(listed.story.books.duplicates).toEqual([]);
		expectSafe(listed);
		const blind = await readPlan({ ...sheet, faults: [NOTHING_SHOWN] });
		expectSafe(blind);
	},
);

test.each([400, 402, 418])('a request refused as a whole (%i) is no proof that leads are new', async (code) => {
	const faults: FaultEntry[] = [NO_LIST, { match: { request: 1 }, fault: { type: 'status', code } }];
	for (const place of ['top', 'bottom', 'scattered'] as const) {
		const reading = await readPlan({ leads: 200, references: 'none', known: { share: 0.5, place }, faults });
		const [, second, third] = reading.submissions;
		expect(second?.leads.length).toBeLessThanOrEqual(2);
		expect(third?.leads.length).toBeLessThanOrEqual(2);
		expectSafe(reading);
	}
});

test.each(['all', 'none'] as const)(
	'a project that takes numbers twice, and an answer lost after storing, references: %s: nobody is called twice',
	async (references) => {
		for (const faults of [
			[{ match: { minimumLeads: 50 }, fault: { type: 'dropAfter' as const } }],
			[{ match: { request: 1 }, fault: { type: 'dropAfter' as const } }],
		]) {
			const reading = await readPlan({ leads: 210, references, server: { phoneInSameProcess: 'accepted' }, faults });
			expect(reading.story.books.acceptedAgain).toEqual([]);
			expect(reading.story.stored.size).toBe(210);
			expect([...reading.story.books.initiated.values()].every((times) => times === 1)).toBe(true);
			expect(endsOf(reading.story).success).toBe(210 - (endsOf(reading.story).recovered ?? 0));
			expectSafe(reading);
		}
	},
);

describe('two processes of n8n with one key', () => {
	test('sheets whose known leads nothing shows: together within five a minute', async () => {
		for (const share of [0.05, 0.2, 1]) {
			const known = { share, place: 'scattered' as const };
			const reading = await readPlan({ leads: 300, references: 'none', otherProcess: true, known, faults: [NO_LIST] });
			expect(reading.story.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(5);
			expectSafe(reading);
		}
	});

	test('single leads by webhook, 20 % known, at both: not one duplicate', async () => {
		const reading = await readSplit(
			{ operation: 'initiate', leads: 120, references: 'none', known: { share: 0.2, place: 'scattered' } },
			(place) => ({ process: place % 2, startsAfterMs: place * 500 }),
		);
		expect(endsOf(reading.story)).toEqual({ success: 96, alreadyExists: 24 });
		expect(reading.story.books.duplicates).toEqual([]);
		expectSafe(reading);
	});

	test('the same where nothing can be asked: not blocked', async () => {
		const reading = await readSplit(
			{
				operation: 'initiate',
				leads: 60,
				references: 'none',
				known: { share: 0.2, place: 'scattered' },
				faults: [NOTHING_SHOWN],
			},
			(place) => ({ process: place % 2, startsAfterMs: place * 500 }),
		);
		expect(reading.story.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(4);
		expectSafe(reading);
	});
});

describe('a server slower than the timeout, or a 504 in front of it', () => {
	const slow: PlanChanges['server'] = { storesWhen: 'answer', latencyMs: 300, msPerLead: 100 };

	test.each([
		['the timeout', { ...slow }],
		['a gateway that gives up', { ...slow, gatewayTimeoutMs: 30_000 }],
	] as const)('no duplicates of our own, nothing taken is told as not sent: %s', async (_, server) => {
		for (const references of ['all', 'none'] as const) {
			const reading = await readPlan({ leads: 2_000, references, server });
			expect(reading.story.books.duplicates).toEqual([]);
			const { success = 0, recovered = 0 } = endsOf(reading.story);
			expect(success + recovered).toBe(2_000);
			expectSafe(reading);
		}
	});
});

test.each([207, 400, 403, 409, 422, 429] as const)(
	'%i for a bulk answer that says how each lead ended: what was stored is on Success',
	async (bulkErrorStatus) => {
		for (const bulkErrorStatusWhen of ['any', 'all'] as const) {
			const reading = await readPlan({
				leads: 400,
				refused: 'spread',
				server: { bulkErrorStatus, bulkErrorStatusWhen },
			});
			const { success = 0 } = endsOf(reading.story);
			expect(reading.story.stored.size).toBe(success);
			expect(success).toBeGreaterThan(300);
			expect(endsOf(reading.story).requestRefused).toBeUndefined();
			expectSafe(reading);
		}
	},
);

describe('a duplicate with another status, or in other words, counts', () => {
	const hidden = { share: 0.3, place: 'scattered' as const, archived: 1 };

	test.each([400, 403, 409, 422] as const)('single leads, %i', async (duplicateStatus) => {
		for (const duplicateMessage of [undefined, 'This {field} is already present', 'It has already been added']) {
			const reading = await readPlan({
				operation: 'initiate',
				leads: 30,
				references: 'none',
				known: hidden,
				server: { duplicateStatus, duplicateMessage, archivedInGet: false },
			});
			expect(reading.story.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(2);
			expect(endsOf(reading.story)).toEqual({ success: 21, alreadyExists: 9 });
			expectSafe(reading);
		}
	});

	test('409 in words that say nothing', async () => {
		const reading = await readPlan({
			operation: 'initiate',
			leads: 30,
			references: 'none',
			known: hidden,
			server: { duplicateStatus: 409, duplicateMessage: 'Conflict', archivedInGet: false },
		});
		expect(reading.story.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(2);
		expect(endsOf(reading.story)).toEqual({ success: 21, alreadyExists: 9 });
	});

	test.each(['This {field} is already present', 'It has already been added', 'Duplicate {field}', '{field} is in use'])(
		'bulk, "%s"',
		async (duplicateMessage) => {
			const reading = await readPlan({ leads: 60, references: 'none', known: hidden, server: { duplicateMessage } });
			expect(endsOf(reading.story).rejected).toBeUndefined();
			expectSafe(reading);
		},
	);
});

test('a broken phone column, where bad data counts like duplicates: the run stops and says which field', async () => {
	const built = buildWorld(plainPlan({ leads: 200, refused: 'most', server: { badDataCounts: true } }));
	const reading = new Reading(await runBuilt(built));
	expect(reading.story.runs[0]?.stopped?.cause).toBe('mostRefused');
	expect(reading.story.told.join()).toMatch(/phone number/);
	expect(reading.story.books.badLeads.length).toBeLessThanOrEqual(5);
	expectSafe(reading);
});

describe('a blocked key', () => {
	const blocked: FaultEntry = {
		match: { request: 1 },
		fault: {
			type: 'status',
			code: 429,
			body: '{"success":false,"error":"API key temporarily blocked due to too many duplicate submissions"}',
		},
	};

	test('is not asked again by executions of the same process until its hour is over', async () => {
		const reading = await readSplit({ leads: 30, faults: [blocked] }, (place) => ({
			startsAfterMs: place * 4 * 60_000,
		}));
		const [first] = reading.story.exchanges;
		const silence = reading.story.exchanges.filter(
			({ departedAt }) =>
				departedAt - (first?.departedAt ?? 0) > 2_000 && departedAt - (first?.departedAt ?? 0) < 3_600_000,
		);
		expect(silence).toEqual([]);
		expect(endsOf(reading.story)).toEqual({ keyBlocked: 16, success: 14 });
		expect(violationsOf(reading)).toEqual([]);
	});

	test('is told until when', async () => {
		const again = { afterMs: 60_000, addedTop: 0, addedBottom: 0, restarted: false };
		const reading = await readPlan({ leads: 10, faults: [blocked], again });
		expect(reading.story.exchanges.every(({ run }) => run === 0)).toBe(true);
		expect(reading.story.runs[1]?.stopped?.message).toMatch(/\d\d:\d\d UTC/);
		expect(violationsOf(reading)).toEqual([]);
	});
});

test('one person with the number written in two ways in one sheet is sent once', async () => {
	const plan = plainPlan({ leads: 40, references: 'none', notation: 'national', server: { samePhone: 'e164' } });
	const built = buildWorld(plan);
	const twice = ['+999', '00999', '+999 '];
	for (const { index, lead } of built.facts) {
		if (index % 2 === 0 || lead === undefined) continue;
		const national = built.facts[index - 1]?.lead?.phone?.replace(/^0/, '') ?? '';
		lead.phone = `${twice[index % 3]}${national}`;
	}
	const seen = new SeenLeads(() => false);
	const first = built.facts.filter((lead) => seen.repeated(recordOf(lead)) === undefined);
	expect(first.map(({ index }) => index)).toEqual(
		built.facts.map(({ index }) => index).filter((index) => index % 2 === 0),
	);
	const [run] = built.runs;
	if (run === undefined) throw new Error('no run');
	run.leads = first.map(({ index }) => index);
	const reading = new Reading(await runBuilt(built));
	expect(endsOf(reading.story)).toEqual({ success: 20 });
	expect(reading.story.books.duplicates).toEqual([]);
	expectSafe(reading);
});
