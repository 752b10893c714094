// Answers in every documented shape, and in shapes of no API at all: what was taken is on Success, with its own link.
import { z } from 'zod';
import { textOf } from '../values';
import type { NodeRun } from './engine';
import {
	REPEATING,
	BULK,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	people,
	phoneOf,
	run,
	SINGLE,
	sizesOf,
	withReferences,
	withSimulator,
	withTamperedSimulator,
} from './support';

// What is looked for and not found is looked for again after 15 s.

const recoveredItems = ({ success }: NodeRun) => success.filter(({ json }) => json.recovered === true).map(itemOf);

const refusals = {
	[phoneOf(2)]: REPEATING,
	[phoneOf(11)]: 'Lead is on the do-not-call list',
	[phoneOf(29)]: REPEATING,
};
const shapes = ['newer', 'older', 'leadInline'] as const;
const simplified = ['full', 'fewFields', 'ids', 'referenceIds'] as const;

describe('default answers', () => {
	test.each(
		shapes.flatMap((shape) => [
			[shape, 'with reference ids', withReferences] as const,
			[shape, 'without', people] as const,
		]),
	)('%s, shuffled, %s: each refusal is with its own lead', async (answerShape, _name, rows) => {
		await withSimulator({ answerShape, shuffle: true, refusals }, async (simulator) => {
			const node = await run(simulator, rows(40), BULK);
			expectEachItemOnce(node, 40);
			expectSuccessIsBooks(node, simulator);
			expect(node.error.map(itemOf)).toEqual([2, 11, 29]);
			expect(codesOf(node.error)).toEqual({ invalidPhone: 2, rejected: 1 });
			expect(node.success.every(({ json }) => typeof json._id === 'string' && json.phone !== undefined)).toBe(true);
		});
	});
});

describe('v=1.2 answers', () => {
	test.each(simplified.flatMap((form) => shapes.map((shape) => [form, shape] as const)))(
		'success as %s, shuffled, with reference ids (%s): every lead is identified',
		async (simplifiedSuccess, answerShape) => {
			await withSimulator({ simplifiedSuccess, answerShape, shuffle: true, refusals }, async (simulator) => {
				const node = await run(simulator, withReferences(40), { ...BULK, options: { apiVersion: '1.2' } });
				expectEachItemOnce(node, 40);
				if (simplifiedSuccess === 'ids') {
					// Plain ids name nobody: who was taken follows from who was not, and no `_id` may be guessed.
					for (const { json } of node.success)
						expect(json._id === undefined || simulator.world.leads.get(textOf(json._id))?.name === json.name).toBe(
							true,
						);
				}
				expectSuccessIsBooks(node, simulator);
				expect(node.error.map(itemOf)).toEqual([2, 11, 29]);
			});
		},
	);

	test.each(simplified)(
		'success as %s, without reference ids, all taken: all leave on Success',
		async (simplifiedSuccess) => {
			await withSimulator({ simplifiedSuccess, shuffle: true }, async (simulator) => {
				const node = await run(simulator, people(40), { ...BULK, options: { apiVersion: '1.2' } });
				expectEachItemOnce(node, 40);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(40);
			});
		},
	);

	test.each(simplified)(
		'success as %s, without reference ids and one refused: nothing on Success that is not in the books',
		async (simplifiedSuccess) => {
			await withSimulator(
				{ simplifiedSuccess, shuffle: true, refusals: { [phoneOf(2)]: REPEATING } },
				async (simulator) => {
					const node = await run(simulator, people(4), { ...BULK, options: { apiVersion: '1.2' } });
					expectEachItemOnce(node, 4);
					const stored = new Set(simulator.books.created.map(({ name }) => name));
					for (const { json } of node.success) expect(stored.has(textOf(json.name))).toBe(true);
					for (const { json } of node.error) expect(['unconfirmed', 'invalidPhone']).toContain(json.errorCode);
					expect(simulator.books.duplicates).toEqual([]);
				},
			);
		},
	);
});

describe('entries that are missing, doubled or foreign', () => {
	test.each(shapes)(
		'left out, with reference ids (%s): a look-up finds them, and they are marked as recovered',
		async (answerShape) => {
			const faults = [{ match: { request: 1 }, fault: { type: 'omit' as const, indexes: [0, 3] } }];
			await withSimulator({ faults, answerShape, shuffle: true }, async (simulator) => {
				// All in one request, and in the order of the rows.
				const options = { duplicateGuard: false };
				const node = await run(simulator, withReferences(5), { ...BULK, options });
				expectEachItemOnce(node, 5);
				expectSuccessIsBooks(node, simulator);
				expect(recoveredItems(node)).toEqual([0, 3]);
				expect(sizesOf(simulator)).toEqual([5]);
			});
		},
	);

	test('left out, without reference ids: the list shows them by their phone numbers', async () => {
		const faults = [{ match: { request: 1 }, fault: { type: 'omit' as const, indexes: [0, 3] } }];
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(5), { ...BULK, options: { duplicateGuard: false } });
			expectEachItemOnce(node, 5);
			expectSuccessIsBooks(node, simulator);
			expect(recoveredItems(node)).toEqual([0, 3]);
			expect(simulator.books.summary().byKind).toMatchObject({ bulk: 1, query: 1, get: 0 });
		});
	});

	test.each([{ type: 'duplicateEntries' as const }, { type: 'foreignEntries' as const, count: 4 }])(
		'%j change nothing',
		async (fault) => {
			for (const rows of [people(8), withReferences(8)]) {
				await withSimulator(
					{ faults: [{ match: { times: 'always' }, fault }], shuffle: true, refusals },
					async (simulator) => {
						const node = await run(simulator, rows, BULK);
						expectEachItemOnce(node, 8);
						expectSuccessIsBooks(node, simulator);
						expect(node.error.map(itemOf)).toEqual([2]);
					},
				);
			}
		},
	);

	test('an entry on both sides is neither: it is looked up', async () => {
		const both = (body: string, { path }: { path: string }) => {
			if (!path.includes('bulk')) return body;
			const { success } = z.object({ success: z.array(z.unknown()) }).parse(JSON.parse(body));
			return JSON.stringify({ success, errors: [{ data: success[0], error: 'no' }] });
		};
		await withTamperedSimulator({}, both, async (simulator, proxy) => {
			const node = await run(proxy, withReferences(3), BULK);
			expectEachItemOnce(node, 3);
			expectSuccessIsBooks(node, simulator);
			// Of two leads and one: the first entry of each answer.
			expect(recoveredItems(node)).toHaveLength(2);
		});
	});
});

describe('answers of no API', () => {
	test.each([
		'html',
		'empty',
		'truncated',
		'huge',
		'nested',
		'wrongTypes',
		'{"success":[[[]],null,7,{"_id":{}}],"errors":"no"}',
		'[]',
		'"ok"',
		'{"__proto__":{"success":[]}}',
	])('%s, though the work was done: looked up, and taken for done; nothing goes out twice', async (body) => {
		for (const [parameters, rows] of [
			[BULK, 3],
			[SINGLE, 1],
		] as const) {
			await withSimulator(
				{ faults: [{ match: { request: 1 }, fault: { type: 'garbage', body } }] },
				async (simulator) => {
					const node = await run(simulator, withReferences(rows), parameters);
					expectEachItemOnce(node, rows);
					expectSuccessIsBooks(node, simulator);
					// The first request carries two leads, or one; the answer to the next one is good.
					expect(sizesOf(simulator)).toEqual(rows === 3 ? [2, 1] : [1]);
					expect(recoveredItems(node)).toHaveLength(rows === 3 ? 2 : 1);
				},
			);
		}
	});

	test('without reference ids they are found by their phone numbers, and nothing goes out as a probe', async () => {
		await withSimulator(
			{ faults: [{ match: { request: 1 }, fault: { type: 'garbage', body: 'html' } }] },
			async (simulator) => {
				const node = await run(simulator, people(3), BULK);
				expectEachItemOnce(node, 3);
				expectSuccessIsBooks(node, simulator);
				expect(recoveredItems(node)).toHaveLength(2);
				expect(sizesOf(simulator)).toEqual([2, 1]);
				expect(simulator.books.duplicates).toEqual([]);
			},
		);
	});
});
