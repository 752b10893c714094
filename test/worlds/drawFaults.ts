// What goes wrong in random worlds: answers lost on purpose or at random, strange ones, refusals, and questions that fail.
import fc from 'fast-check';

import type { FaultEntry, RandomFaultKind } from '../simulator/faults';
import { oneOf } from './draw';

/** What loses an answer to a submission. */
const LOSSES = [
	'dropBefore',
	'dropAfter',
	'dropPartly',
	'storeLate',
	'serverErrorBefore',
	'serverErrorAfter',
	'serverErrorPartly',
	'hangBefore',
	'hangAfter',
	'garbageBefore',
	'garbageAfter',
] as const satisfies readonly RandomFaultKind[];
/** What makes an answer strange. */
const ODDITIES = [
	'omit',
	'duplicateEntries',
	'foreignEntries',
	'partial403',
] as const satisfies readonly RandomFaultKind[];

const anyLead = { kind: 'submission' as const };

function randomFault(
	kinds: readonly RandomFaultKind[],
	kind: 'submission' | 'get' | 'query' | 'reading',
	times: fc.Arbitrary<number>,
): fc.Arbitrary<FaultEntry> {
	return fc
		.record({
			probability: fc.constantFrom(0.1, 0.3, 0.6, 1),
			kinds: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: kinds.length }),
			minimumLeads: oneOf([3, 0], [4, 12], [2, 50]),
			times,
		})
		.map(({ minimumLeads, ...more }) => ({
			random: { ...more, match: kind === 'submission' ? { kind, minimumLeads } : { kind }, latestMs: 10_000 },
		}));
}

/** A fault for one chosen request, so that first requests and repeated ones are met on purpose. */
const chosenFault: fc.Arbitrary<FaultEntry> = fc
	.record({
		where: fc.oneof(
			{ weight: 1, arbitrary: fc.record({ request: fc.integer({ min: 1, max: 9 }) }) },
			{ weight: 2, arbitrary: fc.record({ minimumLeads: oneOf([3, 12], [1, 6], [1, 50]) }) },
		),
		fault: fc.oneof(
			{ weight: 3, arbitrary: fc.constant({ type: 'dropAfter' as const }) },
			{ weight: 2, arbitrary: fc.constant({ type: 'dropBefore' as const }) },
			{ weight: 2, arbitrary: fc.nat(60).map((stored) => ({ type: 'dropPartly' as const, stored })) },
			{
				weight: 2,
				arbitrary: fc.integer({ min: 500, max: 14_000 }).map((afterMs) => ({ type: 'storeLate' as const, afterMs })),
			},
			{
				weight: 1,
				arbitrary: fc
					.integer({ min: 500, max: 14_000 })
					.map((afterMs) => ({ type: 'storeLate' as const, afterMs, status: 504 })),
			},
			{ weight: 1, arbitrary: fc.constant({ type: 'hang' as const, when: 'after' as const }) },
			{ weight: 1, arbitrary: fc.constant({ type: 'status' as const, code: 502, when: 'after' as const }) },
			{ weight: 1, arbitrary: fc.constant({ type: 'status' as const, code: 503, when: 'before' as const }) },
		),
	})
	.map(({ where, fault }) => ({ match: { ...anyLead, ...where }, fault }));

/** Statuses that a server or something before it may give without having done anything. */
const refusal: fc.Arbitrary<FaultEntry> = fc
	.record({
		request: fc.integer({ min: 1, max: 6 }),
		code: fc.constantFrom(302, 307, 400, 401, 403, 404, 413, 418, 429),
	})
	.map(({ request, code }) => ({ match: { ...anyLead, request }, fault: { type: 'status', code, when: 'before' } }));

/** What a list, or all that can be asked, answers always or for a while instead of leads. */
const noAnswers: fc.Arbitrary<FaultEntry> = fc
	.record({
		kind: oneOf([4, 'query' as const], [1, 'reading' as const], [1, 'get' as const]),
		times: oneOf<number | 'always'>([3, 'always'], [1, 1], [1, 5]),
		fault: fc.oneof(
			fc.constantFrom(401, 403, 404, 429, 500, 503).map((code) => ({ type: 'status' as const, code })),
			fc
				.constantFrom('html' as const, 'logIn' as const, 'empty' as const, 'truncated' as const, 'wrongTypes' as const)
				.map((body) => ({ type: 'garbage' as const, body })),
			fc.constantFrom(4_000, 30_000).map((ms) => ({ type: 'slow' as const, ms })),
			fc.constant({ type: 'hang' as const }),
		),
	})
	.map(({ kind, times, fault }) => ({ match: { kind, times }, fault }));

/** Several faults in one script. */
function together(...entries: Array<fc.Arbitrary<FaultEntry>>): fc.Arbitrary<FaultEntry[]> {
	return fc.tuple(...entries);
}

const losses = (most: number) => randomFault(LOSSES, 'submission', fc.integer({ min: 1, max: most }));
const oddities = randomFault(ODDITIES, 'submission', fc.integer({ min: 1, max: 6 }));
const failingQuestions = randomFault([...LOSSES, 'tooManyRequests'], 'reading', fc.integer({ min: 1, max: 40 }));

export const faultList: fc.Arbitrary<FaultEntry[]> = fc.oneof(
	{ weight: 14, arbitrary: fc.constant<FaultEntry[]>([]) },
	{ weight: 8, arbitrary: fc.array(chosenFault, { minLength: 1, maxLength: 4 }) },
	{ weight: 8, arbitrary: together(losses(6)) },
	{ weight: 2, arbitrary: together(losses(12), oddities) },
	{ weight: 2, arbitrary: together(oddities) },
	{ weight: 2, arbitrary: together(failingQuestions) },
	{ weight: 2, arbitrary: together(losses(6), failingQuestions) },
	{ weight: 3, arbitrary: together(noAnswers) },
	{ weight: 1, arbitrary: together(noAnswers, losses(3)) },
	{ weight: 2, arbitrary: together(refusal, chosenFault) },
	{ weight: 1, arbitrary: together(randomFault(['tooManyRequests'], 'submission', fc.integer({ min: 1, max: 3 }))) },
	{
		weight: 1,
		arbitrary: together(losses(2), randomFault(['tooManyRequests'], 'submission', fc.integer({ min: 1, max: 3 }))),
	},
);
