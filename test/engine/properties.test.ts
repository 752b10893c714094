// Whatever rows come in and in whatever order, shape and number answers come back: every item once, right links, Success = books.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
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

const RUNS = 60;

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
				// Refused leads with a reference id that are left out would be looked up, missed, and sent again after 15 s.
				const isReferenced = (number: number) => references && !(refused.includes(number) && omitted.includes(number));
				const items = Array.from({ length: count }, (_, number) =>
					person(number, isReferenced(number) ? { referenceId: `R-${number}` } : {}),
				);
				const node = await run(simulator, items, { ...BULK, options: { duplicateGuard: false } });
				expectEachItemOnce(node, count);
				const lost = (number: number) => oddity === 'none' && omitted.includes(number) && !isReferenced(number);
				const unconfirmed = node.error.filter(({ json }) => json.errorCode === 'unconfirmed').map(itemOf);
				expect(unconfirmed).toEqual(items.map((_, number) => number).filter(lost));
				const refusedRows = node.error.filter(({ json }) => json.errorCode === 'invalidPhone').map(itemOf);
				expect(refusedRows).toEqual(
					items.map((_, number) => number).filter((number) => refused.includes(number) && !lost(number)),
				);
				for (const item of node.success) {
					const stored = simulator.world.leads.get(textOf(item.json._id));
					expect(stored?.name).toBe(`Lead ${itemOf(item)}`);
				}
				if (unconfirmed.length === 0) expectSuccessIsBooks(node, simulator);
			});
		}),
		{ numRuns: RUNS },
	);
});
