// The small parts of sending, each by itself: batches, growth, answer times.
import { DuplicateGuard } from '../../nodes/Uservox/api/pace/duplicateGuard';
import { WaitBudget } from '../../nodes/Uservox/api/pace/waiting';
import { AnswersSoFar } from '../../nodes/Uservox/initiate/send/answersSoFar';
import { Batches, MAX_BODY_BYTES } from '../../nodes/Uservox/initiate/send/batches';
import { Growth, type Certainty } from '../../nodes/Uservox/initiate/send/growth';
import { jsonOf, type LeadRecord, type NewLeadRecord } from '../../nodes/Uservox/model/lead';
import { failed, type Outcome } from '../../nodes/Uservox/model/ended';
import { seededRandom } from '../random';
import { VirtualClock } from '../time/virtualClock';

const PROJECT = 'a'.repeat(24);
const PROCESSES = ['b'.repeat(24), 'c'.repeat(24)] as const;

function record(itemIndex: number, more: Partial<NewLeadRecord['lead']> = {}): NewLeadRecord {
	const lead = { projectId: PROJECT, processId: PROCESSES[0], phone: `+9990000${itemIndex}`, name: 'Lead', ...more };
	return { kind: 'new', itemIndex, init: true, lead };
}

/** A record whose JSON has so many bytes. */
function ofBytes(itemIndex: number, bytes: number): NewLeadRecord {
	const empty = Buffer.byteLength(jsonOf(record(itemIndex, { lastName: '' })));
	return record(itemIndex, { lastName: 'x'.repeat(bytes - empty) });
}

function batchesOf(records: LeadRecord[]): { batches: Batches; settled: Map<number, Outcome> } {
	const settled = new Map<number, Outcome>();
	let left: LeadRecord[] | undefined = records;
	const pull = async () => {
		const all = left;
		left = undefined;
		return all;
	};
	const settle = ({ itemIndex }: LeadRecord, outcome: Outcome) => void settled.set(itemIndex, outcome);
	return { batches: new Batches(pull, settle, seededRandom(1)), settled };
}

const indexes = (records: readonly LeadRecord[]) => records.map(({ itemIndex }) => itemIndex);

describe('Batches', () => {
	test('one more byte than a body may have goes into the next batch', async () => {
		const half = Math.floor((MAX_BODY_BYTES - 102) / 2);
		const fits = batchesOf([ofBytes(0, half), ofBytes(1, half)]).batches;
		expect(indexes(await fits.take(10))).toEqual([0, 1]);
		const tooLong = batchesOf([ofBytes(0, half), ofBytes(1, half + 2)]).batches;
		expect(indexes(await tooLong.take(10))).toEqual([0]);
		expect(indexes(await tooLong.take(10))).toEqual([1]);
		expect(await tooLong.take(10)).toEqual([]);
	});

	test('a record that is larger than a body goes alone', async () => {
		const { batches } = batchesOf([record(0), ofBytes(1, MAX_BODY_BYTES + 10), record(2)]);
		expect(indexes(await batches.take(10))).toEqual([0]);
		expect(indexes(await batches.take(10))).toEqual([1]);
		expect(indexes(await batches.take(10))).toEqual([2]);
	});

	test('bytes are counted, not characters', async () => {
		const { batches } = batchesOf([record(0, { name: 'अ'.repeat(200_000) }), record(1, { name: 'अ'.repeat(200_000) })]);
		expect(indexes(await batches.take(10))).toEqual([0]);
	});

	test('a batch holds one process and one init', async () => {
		const records = Array.from({ length: 12 }, (_, index) => ({
			...record(index, { processId: PROCESSES[index % 2] }),
			init: index % 3 > 0,
		}));
		const { batches } = batchesOf(records);
		for (let batch = await batches.take(5); batch.length > 0; batch = await batches.take(5)) {
			const kinds = batch.map(({ itemIndex }) => `${itemIndex % 2} ${itemIndex % 3 > 0}`);
			expect(new Set(kinds).size).toBe(1);
		}
	});

	test('what is put back goes out first, never together with others, and no more of it than asked for', async () => {
		const { batches } = batchesOf([record(0), record(1)]);
		batches.putBack([record(7), record(8), record(9)]);
		batches.putBack([]);
		expect(indexes(await batches.take(2))).toEqual([7, 8]);
		expect(indexes(await batches.take(2))).toEqual([9]);
		expect(indexes(await batches.take(2))).toEqual([0, 1]);
	});

	test('a refused process ends what waits and what is put back of it, and nothing else', async () => {
		const { batches, settled } = batchesOf([record(0), record(1, { processId: PROCESSES[1] }), record(2)]);
		batches.putBack([record(5)]);
		batches.refuse('process', record(0), failed('processNotFound', 'no such process'));
		expect(indexes(await batches.take(10))).toEqual([1]);
		expect(await batches.take(10)).toEqual([]);
		expect([...settled.keys()].sort()).toEqual([0, 2, 5]);
		batches.putBack([record(6, { processId: PROCESSES[1] })]);
		batches.refuse('project', record(0), failed('wrongProject', 'another project'));
		expect(await batches.take(10)).toEqual([]);
		expect(settled.get(6)).toMatchObject({ errorCode: 'wrongProject' });
	});

	test('is not refused: an existing lead, whose project nobody knows', async () => {
		const { batches } = batchesOf([{ kind: 'existing', itemIndex: 0, init: true, leadId: 'd'.repeat(24) }]);
		batches.refuse('project', record(1), failed('wrongProject', 'another project'));
		expect(indexes(await batches.take(10))).toEqual([0]);
	});
});

describe('Growth', () => {
	const grown = (certainty: Certainty) => {
		const clock = new VirtualClock(0);
		const guard = new DuplicateGuard(clock);
		return { guard, growth: new Growth(certainty, guard, new WaitBudget(clock, 600_000)) };
	};
	const answer = (growth: Growth, accepted: number, duplicates = 0, refused = 0) => {
		growth.depart(accepted + duplicates + refused);
		growth.arrive(accepted + duplicates + refused, { accepted, duplicates, refused });
	};

	test.each([
		['asked', 2],
		['careful', 2],
		['uncertain', 1],
	] as const)('%s leads begin with %i', (certainty, first) => {
		expect(grown(certainty).growth.room()).toBe(first);
	});

	test('room grows with accepted leads only', () => {
		const { growth } = grown('asked');
		answer(growth, 0, 0, 2);
		expect(growth.room()).toBe(2);
		answer(growth, 40);
		const room = growth.room();
		expect(room).toBeGreaterThan(10);
		expect(room).toBeLessThanOrEqual(40);
		answer(growth, 0, 0, 1);
		expect(growth.room()).toBe(room);
	});

	test.each([
		['asked', 7_000],
		['careful', 3_000],
		['uncertain', 7_000],
	] as const)('%s leads: after 10,000 accepted ones still no more than %i', (certainty, room) => {
		const { growth } = grown(certainty);
		answer(growth, 10_000);
		expect(growth.room()).toBe(room);
	});

	test('what is under way takes its room', () => {
		const { growth } = grown('asked');
		growth.depart(2);
		expect(growth.room()).toBe(0);
		growth.arrive(2, { accepted: 0, duplicates: 0, refused: 0 });
		expect(growth.room()).toBe(2);
	});

	test('one duplicate brings back the careful way, even after many were accepted', () => {
		const { growth } = grown('asked');
		answer(growth, 2_000);
		expect(growth.room()).toBe(1_400);
		answer(growth, 9, 1);
		expect(growth.room()).toBeLessThan(100);
	});

	test('only after a duplicate, leads thought to be new take a place in the queue of the guard', async () => {
		const { growth, guard } = grown('asked');
		const { signal } = new AbortController();
		const free = await growth.enter(1_000, signal);
		expect(guard.left()).toBe(2);
		if (typeof free === 'object') free.leave(1);
		expect(guard.left()).toBe(1);
		answer(growth, 0, 1);
		const first = await growth.enter(5, signal);
		expect(typeof first).toBe('object');
		let isWaiting = true;
		void growth.enter(5, signal).then(() => (isWaiting = false));
		await new Promise((resolve) => setImmediate(resolve));
		expect(isWaiting).toBe(true);
		if (typeof first === 'object') first.leave(0);
		await new Promise((resolve) => setImmediate(resolve));
		expect(isWaiting).toBe(false);
	});

	test.each(['asked', 'careful'] as const)(
		'%s leads: the key is blocked in fewer than 1 of 200 runs, whatever share of them Uservox hides',
		(certainty) => {
			const risks = Array.from({ length: 200 }, (_, step) => riskOfBlock(grown(certainty).growth, 1.05 ** -(step + 1)));
			expect(Math.max(...risks)).toBeGreaterThan(1 / 100_000);
			expect(Math.max(...risks)).toBeLessThan(1 / 200);
		},
	);

	/** How likely more than five duplicates are under way when the first one shows, in a sheet without an end. */
	function riskOfBlock(growth: Growth, share: number): number {
		let risk = 0;
		for (let reached = 1; reached > 1e-9;) {
			const leads = growth.room();
			risk += reached * (1 - chanceOfAtMost(5, leads, share));
			reached *= (1 - share) ** leads;
			answer(growth, leads);
		}
		return risk;
	}

	/** The binomial distribution, summed up. */
	function chanceOfAtMost(most: number, leads: number, share: number): number {
		let chance = (1 - share) ** leads;
		let sum = chance;
		for (let found = 1; found <= Math.min(most, leads); found += 1) {
			chance *= ((leads - found + 1) / found) * (share / (1 - share));
			sum += chance;
		}
		return Math.min(1, sum);
	}

	test('the first leads mostly refused: a judgement, but not from three, nor late in a run', () => {
		const early = grown('asked').growth;
		answer(early, 0, 1, 2);
		expect(early.judgement).toBe('goOn');
		answer(early, 1, 0, 1);
		expect(early.judgement).toBe('mostRefused');
		const late = grown('asked').growth;
		answer(late, 90);
		answer(late, 0, 0, 400);
		expect(late.judgement).toBe('goOn');
	});

	test('uncertain leads: refused as a kind by the first answer, or welcome', () => {
		const refused = grown('uncertain').growth;
		answer(refused, 0, 1);
		expect(refused.judgement).toBe('refusedKind');
		const welcome = grown('uncertain').growth;
		answer(welcome, 1);
		expect(welcome.judgement).toBe('goOn');
	});
});

describe('AnswersSoFar', () => {
	test('before any answer a batch may be of any size', () => {
		expect(new AnswersSoFar(60_000).largestBatch()).toBe(Infinity);
	});

	test('a batch takes at most half of the timeout, by what a lead takes', () => {
		const times = new AnswersSoFar(60_000);
		times.answered(1, 200);
		times.answered(101, 200 + 100 * 60);
		const leads = times.largestBatch();
		expect(leads * 60).toBeLessThanOrEqual(31_000);
		expect(leads).toBeGreaterThan(300);
	});

	test('a batch whose answer did not come in time is halved, one that was dropped at once is not', () => {
		const times = new AnswersSoFar(60_000);
		times.lost(800, 100);
		expect(times.largestBatch()).toBe(Infinity);
		times.lost(800, 60_000);
		expect(times.largestBatch()).toBe(400);
		times.lost(1, 60_000);
		expect(times.largestBatch()).toBe(1);
	});

	test('one hiccup does not keep batches small: they grow again with each that is answered in time', () => {
		const answers = new AnswersSoFar(60_000);
		answers.lost(2, 60_000);
		const sizes = Array.from({ length: 6 }, () => {
			const leads = answers.largestBatch();
			answers.answered(leads, 200);
			return leads;
		});
		expect(sizes).toEqual([1, 2, 4, 8, 16, 32]);
	});

	test('requests that were too large twice: no more than twice what was worked on', () => {
		const answers = new AnswersSoFar(60_000);
		answers.workedOn = 40;
		answers.tooLarge(100);
		answers.tooLarge(50);
		expect(answers.largestBatch()).toBe(Infinity);
		answers.tooLarge(90);
		expect(answers.largestBatch()).toBe(80);
	});

	test('what the API says a request may hold counts', () => {
		const times = new AnswersSoFar(60_000);
		times.maximum = 70;
		expect(times.largestBatch()).toBe(70);
	});
});
