// Links between answers and leads: right under any order, any shape and any missing entries, and never guessed.
import { effort } from '../effort';
import fc from '../properties';
import type { NewLeadRecord } from '../../nodes/Uservox/model/lead';
import { settleBulkAnswer, settleInvalidLeads, settleSingleAnswer } from '../../nodes/Uservox/api/answer/settle';
import { PROCESS, PROJECT } from '../ids';

const record = (number: number, more: Partial<NewLeadRecord['lead']> = {}): NewLeadRecord => ({
	kind: 'new',
	itemIndex: number,
	init: true,
	lead: {
		projectId: PROJECT,
		processId: PROCESS,
		name: `Lead ${number}`,
		phone: `+1202555${String(100 + number).padStart(4, '0')}`,
		...more,
	},
});
const idOf = (number: number) => number.toString(16).padStart(24, '0');

/** What an entry may still say of its lead. */
const shape = fc.constantFrom(
	({ lead }: NewLeadRecord) => ({ ...lead }),
	({ lead }: NewLeadRecord) => ({ phone: lead.phone }),
	({ lead }: NewLeadRecord) => ({ phone: lead.phone?.replace(/^\+1(\d{3})/, '1 ($1) ') }),
	({ lead }: NewLeadRecord) => ({ email: lead.email?.toUpperCase() }),
	({ lead }: NewLeadRecord) => ({ referenceId: lead.referenceId }),
	({ lead }: NewLeadRecord) => ({ referenceId: Number(lead.referenceId) }),
);
const wrap = fc.constantFrom(
	(subject: object) => ({ data: subject, error: 'no' }),
	(subject: object) => ({ leadId: subject, error: 'no' }),
	(subject: object) => ({ lead: subject, error: 'no' }),
	(subject: object) => ({ ...subject, error: 'no' }),
);

test('any permutation, omission and mix of shapes: each entry settles its own lead, and the missing ones stay open', () => {
	const world = fc.integer({ min: 1, max: 40 }).chain((count) =>
		fc.record({
			fates: fc.array(fc.constantFrom('taken', 'refused', 'missing'), { minLength: count, maxLength: count }),
			order: fc.shuffledSubarray(
				Array.from({ length: count }, (_, index) => index),
				{ minLength: count },
			),
			shapes: fc.array(shape, { minLength: count, maxLength: count }),
			wraps: fc.array(wrap, { minLength: count, maxLength: count }),
			simplified: fc.boolean(),
		}),
	);
	fc.assert(
		fc.property(world, ({ fates, order, shapes, wraps, simplified }) => {
			const records = fates.map((_, number) =>
				record(number, { email: `l${number}@example.com`, referenceId: String(9000 + number) }),
			);
			const success: unknown[] = [];
			const errors: unknown[] = [];
			for (const place of order) {
				const entry = { ...shapes[place]?.(records[place] ?? record(place)), _id: idOf(place) };
				if (fates[place] === 'taken') success.push(entry);
				if (fates[place] === 'refused') errors.push(wraps[place]?.(entry));
			}
			const settlement = settleBulkAnswer(records, { success, errors }, simplified);
			fates.forEach((fate, place) => {
				const outcome = settlement?.[place];
				if (fate === 'missing') expect(outcome).toBeUndefined();
				else if (fate === 'taken') expect(outcome).toMatchObject({ status: 'initiated', answer: { _id: idOf(place) } });
				else expect(outcome).toMatchObject({ status: 'failed', errorCode: 'rejected', message: 'no' });
			});
		}),
		{ numRuns: effort(100, 2_000) },
	);
});

test('hostile entries of any JSON settle nobody, and never throw', () => {
	const records = [record(0, { referenceId: 'R-0' }), record(1, { email: 'a@example.com' })];
	fc.assert(
		fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), fc.boolean(), (success, errors, simplified) => {
			// Plain texts may be ids, and as many ids as leads mean that all were taken.
			const settlement = settleBulkAnswer(
				records,
				{ success: success.filter((entry) => typeof entry !== 'string'), errors },
				simplified,
			);
			expect(settlement).toEqual([undefined, undefined]);
		}),
		{ numRuns: effort(100, 2_000) },
	);
});

test('two leads with the same last ten digits are distinguished, and a rewritten number that fits both is nobody’s', () => {
	const records = [record(0, { phone: '+12025550100' }), record(1, { phone: '+9992025550100' })];
	const settle = (phone: string) =>
		settleBulkAnswer(records, { success: [{ _id: idOf(1), phone }], errors: [] }, false);
	expect(settle('9992025550100')).toMatchObject([undefined, { status: 'initiated' }]);
	expect(settle('2025550100')).toEqual([undefined, undefined]);
});

test.each([
	['0501234567', '+999501234567'],
	['501234567', '999 50 123 4567'],
	['81234567', '+99981234567'],
	['+99981234567', '81234567'],
	['00999501234567', '0501234567'],
	['098765000001', '+999 98765 000001'],
])('%s is found again, rewritten as %s, however long national numbers are', (phone, rewritten) => {
	const records = [record(0, { phone }), record(1, { phone: '+12025550100' })];
	const answer = { success: [{ _id: idOf(0), phone: rewritten }], errors: [] };
	expect(settleBulkAnswer(records, answer, false)).toMatchObject([{ status: 'initiated' }, undefined]);
	expect(settleSingleAnswer(record(0, { phone }), { success: true, ...answer.success[0] })).toMatchObject({
		status: 'initiated',
	});
});

test.each([
	['+12025550100', '+442025550100'],
	['0501234567', '+999601234567'],
	['1234567', '1231234567'],
])('%s is not %s', (phone, other) => {
	const answer = { success: [{ _id: idOf(0), phone: other }], errors: [] };
	expect(settleBulkAnswer([record(0, { phone })], answer, false)).toEqual([undefined]);
});

test('phone and email of two different leads in one entry: nobody’s', () => {
	const records = [record(0, { email: 'a@example.com' }), record(1, { email: 'b@example.com' })];
	const entry = { _id: idOf(0), phone: records[0]?.lead.phone, email: 'b@example.com' };
	expect(settleBulkAnswer(records, { success: [entry], errors: [] }, false)).toEqual([undefined, undefined]);
});

test('plain ids (v=1.2): as many as leads are left over means all taken, without ids; fewer, or the same twice, says nothing', () => {
	const records = [record(0), record(1), record(2)];
	const settle = (ids: number[]) => settleBulkAnswer(records, { success: ids.map(idOf), errors: [] }, true);
	const taken = { status: 'initiated', answer: {} };
	expect(settle([0, 1, 2])).toEqual([taken, taken, taken]);
	expect(settle([0, 1])).toEqual([undefined, undefined, undefined]);
	expect(settle([0, 0, 1])).toEqual([undefined, undefined, undefined]);
});

test('a bulk answer is one only with a list', () => {
	for (const body of [{}, { success: true }, { success: 'x' }, { errors: {} }])
		expect(settleBulkAnswer([record(0)], body, false)).toBeUndefined();
	expect(settleBulkAnswer([record(0)], { errors: [] }, false)).toEqual([undefined]);
});

test.each<[string, object, object | undefined]>([
	['the lead', { _id: idOf(1), phone: '+12025550100' }, { status: 'initiated', answer: { _id: idOf(1) } }],
	['with success: true', { success: true, _id: idOf(1), referenceId: 'R-0' }, { status: 'initiated' }],
	['within data', { success: true, data: { _id: idOf(1), referenceId: 'R-0' } }, { status: 'initiated' }],
	[
		'success false with a known message',
		{ success: false, error: 'already exists for this project and process' },
		{ errorCode: 'alreadyExists' },
	],
	['another lead', { _id: idOf(1), referenceId: 'R-9', phone: '+12025550199' }, undefined],
	['nothing', {}, undefined],
	['an error nobody knows', { error: 'hm' }, undefined],
])('a single answer: %s', (_name, body, expected) => {
	const outcome = settleSingleAnswer(record(0, { referenceId: 'R-0' }), { ...body });
	if (expected === undefined) expect(outcome).toBeUndefined();
	else expect(outcome).toMatchObject(expected);
});

test('a 403’s invalidLeads name their leads', () => {
	const records = [record(0), record(1), record(2)];
	const named = settleInvalidLeads(records, [
		{ data: records[2]?.lead, error: 'missing projectId' },
		{ data: {} },
		null,
	]);
	expect([...named]).toEqual([[2, 'missing projectId']]);
});
