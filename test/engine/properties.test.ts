// Whatever rows come in and in whatever order, shape and number answers come back: every item once, right links, Success = books.
import type { IDataObject } from 'n8n-workflow';
import { effort } from '../effort';
import fc from '../properties';
import { textOf } from '../values';
import {
	BULK,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	person,
	phoneOf,
	REPEATING,
	run,
	withSimulator,
} from './support';

const RUNS = effort(25, 150);
/** What is looked for and not found is looked for again after 15 s. */

const cell = fc.oneof(
	fc.constantFrom(
		'',
		' ',
		null,
		'={{ $json.phone }}',
		'x',
		0,
		-1,
		true,
		1e21,
		9.5,
		'9.19888E+11',
		'+9999999999',
		'a@b',
		'A@example.com',
	),
	fc.string(),
	fc.jsonValue().map((value) => value as IDataObject[string]),
);
const header = fc.constantFrom(
	'phone',
	'Mobile No.',
	'email',
	'E-mail',
	'name',
	'Full Name',
	'firstName',
	'CRM ID',
	'group',
	'City',
	'init',
	'processId',
);
const goodRow = fc
	.nat(40)
	.map((number) => ({ name: `Person ${number}`, phone: phoneOf(number), 'CRM ID': `R-${number}` }));
const badRow = fc.dictionary(header, cell, { maxKeys: 6 });
const rows = fc.array(fc.oneof({ weight: 3, arbitrary: goodRow }, { weight: 1, arbitrary: badRow }), {
	minLength: 1,
	maxLength: 30,
});

test('any rows: every item leaves exactly once, and what is on Success is what the books hold', async () => {
	await fc.assert(
		fc.asyncProperty(rows, fc.boolean(), async (items, shuffle) => {
			await withSimulator({ shuffle }, async (simulator) => {
				const node = await run(simulator, items, { ...BULK, metadata: 'unmapped' });
				if (node.thrown !== undefined) return expect(simulator.books.created).toEqual([]);
				expectEachItemOnce(node, items.length);
				const reported = node.success.map(({ json }) => textOf(json._id)).sort();
				expect(reported).toEqual(simulator.books.created.map(({ _id }) => _id).sort());
				expect(simulator.books.duplicates).toEqual([]);
			});
		}),
		{ numRuns: RUNS },
	);
});

test('any order, any missing, refused, doubled and foreign entries: links are right, and nothing is on Success that the books do not have', async () => {
	const world = fc.record({
		count: fc.integer({ min: 1, max: 25 }),
		answerShape: fc.constantFrom('newer' as const, 'older' as const, 'leadInline' as const),
		omitted: fc.uniqueArray(fc.nat(24), { maxLength: 8 }),
		refused: fc.uniqueArray(fc.nat(24), { maxLength: 6 }),
		oddity: fc.constantFrom('none' as const, 'duplicateEntries' as const, 'foreignEntries' as const),
		references: fc.boolean(),
		seed: fc.nat(),
	});
	await fc.assert(
		fc.asyncProperty(world, async ({ count, answerShape, omitted, refused, oddity, references, seed }) => {
			const refusals = Object.fromEntries(refused.map((number) => [phoneOf(number), REPEATING]));
			const fault = oddity === 'none' ? { type: 'omit' as const, indexes: omitted } : { type: oddity };
			const settings = { answerShape, refusals, seed, shuffle: true, faults: [{ match: { request: 1 }, fault }] };
			await withSimulator(settings, async (simulator) => {
				const items = Array.from({ length: count }, (_, number) =>
					person(number, references ? { referenceId: `R-${number}` } : {}),
				);
				const node = await run(simulator, items, { ...BULK, options: { duplicateGuard: false } });
				expectEachItemOnce(node, count);
				expectSuccessIsBooks(node, simulator);
				const rows = items.map((_, number) => number);
				const isOmitted = (number: number) => oddity === 'none' && omitted.includes(number);
				const isRefused = (number: number) => refused.includes(number);
				// What was left out is looked for. One that was refused is not found, so that it goes out again, and is refused again:
				// if looking is known to work, by reference ID always, by phone because a lead that was named is found so.
				const isProven = references || rows.some((number) => !isOmitted(number) && !isRefused(number));
				const lost = (number: number) => isRefused(number) && isOmitted(number) && !isProven;
				const withCode = (code: string) => node.error.filter(({ json }) => json.errorCode === code).map(itemOf);
				expect(withCode('unconfirmed')).toEqual(rows.filter(lost));
				expect(withCode('invalidPhone')).toEqual(rows.filter((number) => isRefused(number) && !lost(number)));
				expect(node.error).toHaveLength(rows.filter(isRefused).length);
				for (const item of node.success) {
					const stored = simulator.world.leads.get(textOf(item.json._id));
					expect(stored?.name).toBe(`Lead ${itemOf(item)}`);
				}
			});
		}),
		{ numRuns: RUNS },
	);
});
