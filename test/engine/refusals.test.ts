// Refusals in the shapes and words that the vendor leaves open: lists under a 4xx, other words for a duplicate, other limits.
import type { SimulatorSettings } from '../simulator/serverState';
import { textOf } from '../values';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	knownFrom,
	people,
	phoneOf,
	REPEATING,
	run,
	SINGLE,
	sizesOf,
	submissionsTo,
	withReferences,
	withSimulator,
} from './support';

describe('a 4xx whose body holds the lists is read like a 2xx', () => {
	const refusals = { [phoneOf(7)]: REPEATING, [phoneOf(30)]: 'Lead is on the do-not-call list' };

	test.each(
		([207, 400, 403, 409, 422, 429] as const).flatMap((bulkErrorStatus) =>
			(['newer', 'older', 'leadInline'] as const).map((answerShape) => [bulkErrorStatus, answerShape] as const),
		),
	)('what was taken is on Success, what was refused on Error: %i, %s', async (bulkErrorStatus, answerShape) => {
		for (const rowsOf of [people, withReferences]) {
			await withSimulator({ bulkErrorStatus, answerShape, refusals, shuffle: true }, async (simulator) => {
				const node = await run(simulator, rowsOf(60), BULK);
				expectEachItemOnce(node, 60);
				expectSuccessIsBooks(node, simulator);
				expect(node.error.map(itemOf)).toEqual([7, 30]);
				expect(codesOf(node.error)).toEqual({ invalidPhone: 1, rejected: 1 });
				expect(simulator.books.duplicates).toEqual([]);
				// Nothing had to go out again.
				expect(sizesOf(simulator).reduce((sum, leads) => sum + leads, 0)).toBe(60);
			});
		}
	});
});

describe('other words for a duplicate, where no list shows the lead (archived)', () => {
	const archived = new Set([4, 21, 38]);
	const words: Array<[string, SimulatorSettings]> = [
		['vendor’s words', {}],
		['409 and none of its words', { duplicateStatus: 409, duplicateMessage: 'Conflict' }],
		['422', { duplicateStatus: 422, duplicateMessage: 'This {field} is already present in the project' }],
		['has already been added', { duplicateMessage: 'Lead with this {field} has already been added' }],
		['duplicate', { duplicateStatus: 403, duplicateMessage: 'duplicate {field}' }],
	];

	test.each(words)(
		'one by one, %s: counted, never more than five a minute, each leaves as known',
		async (_name, settings) => {
			const rows = people(60);
			const existing = knownFrom(rows, archived, { archived: true });
			await withSimulator({ ...settings, existing }, async (simulator) => {
				const node = await run(simulator, rows, SINGLE);
				expectEachItemOnce(node, 60);
				expectSuccessIsBooks(node, simulator);
				expect(new Set(node.error.map(itemOf))).toEqual(archived);
				expect(codesOf(node.error)).toEqual({ alreadyExists: 3 });
				expect(simulator.books.duplicates).toHaveLength(3);
				expect(simulator.books.blocks).toEqual([]);
			});
		},
	);

	test.each([
		...words.filter(([, { duplicateMessage }]) => duplicateMessage !== 'Conflict'),
		['409 and none of its words', { bulkErrorStatus: 409, duplicateMessage: 'Conflict' }],
	] satisfies typeof words)(
		'bulk, %s, a third of 200 rows: the key is not blocked, and what would have to wait too long leaves as not sent',
		async (_name, settings) => {
			const rows = people(200);
			// In so large a share the first requests meet some: of 1,500 orders of sending none blocked the key. Of a tenth, 1 of 1,500 does.
			const hidden = new Set(Array.from({ length: 66 }, (_, index) => index * 3));
			const existing = knownFrom(rows, hidden, { archived: true });
			await withSimulator({ ...settings, existing }, async (simulator) => {
				const node = await run(simulator, rows, BULK);
				expectEachItemOnce(node, 200);
				expectSuccessIsBooks(node, simulator);
				expect(simulator.books.blocks).toEqual([]);
				expect(simulator.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(5);
				expect(codesOf(node.error)).toMatchObject({ alreadyExists: expect.any(Number) });
				expect(node.success.length + (codesOf(node.error).notSent ?? 0)).toBeGreaterThanOrEqual(134);
			});
		},
	);
});

describe('a bulk request that is answered with the refusal of one duplicate alone', () => {
	const archived = new Set([4, 21, 38]);

	test.each<[string, SimulatorSettings]>([
		['the vendor’s words', {}],
		['409 and none of its words', { duplicateStatus: 409, duplicateMessage: 'Conflict' }],
	])('its other leads are looked for before they go out again: %s', async (_name, settings) => {
		for (const rowsOf of [people, withReferences]) {
			const rows = rowsOf(60);
			const existing = knownFrom(rows, archived, { archived: true });
			await withSimulator({ ...settings, duplicateHidesOthers: true, existing }, async (simulator) => {
				const node = await run(simulator, rows, BULK);
				expectEachItemOnce(node, 60);
				expectSuccessIsBooks(node, simulator);
				expect(new Set(node.error.map(itemOf))).toEqual(archived);
				expect(codesOf(node.error)).toEqual({ alreadyExists: 3 });
				// The archived ones may be sent again, since nothing shows which it was; no other does.
				expect(simulator.books.duplicates.filter(({ original }) => original === 'thisRun')).toEqual([]);
				expect(simulator.books.blocks).toEqual([]);
			});
		}
	});

	test.each([BULK, SINGLE])(
		'one lead alone leaves as known, and the run does not fail: $operation',
		async (parameters) => {
			const rows = people(1);
			const existing = knownFrom(rows, new Set([0]), { archived: true });
			await withSimulator({ duplicateHidesOthers: true, existing }, async (simulator) => {
				const node = await run(simulator, rows, parameters);
				expect(codesOf(node.error)).toEqual({ alreadyExists: 1 });
			});
		},
	);
});

describe('numbers that Uservox rewrites with their country code', () => {
	test.each([
		['8 digits', (number: number) => `8765${String(number).padStart(4, '0')}`],
		['9 digits after a 0', (number: number) => `05087${String(number).padStart(5, '0')}`],
	])('each taken lead is on Success, with its id: %s', async (_name, phoneFor) => {
		const rows = Array.from({ length: 60 }, (_, number) => ({ name: `Person ${number}`, phone: phoneFor(number) }));
		for (const parameters of [BULK, SINGLE]) {
			await withSimulator({ phoneForm: 'e164', countryCode: '999' }, async (simulator) => {
				const node = await run(simulator, rows, parameters);
				expectEachItemOnce(node, 60);
				expect(
					node.success.filter(({ json }) => typeof json._id === 'string' && json.recovered === undefined),
				).toHaveLength(60);
				expect(simulator.books.duplicates).toEqual([]);
			});
		}
	});
});

describe('a lower maximum', () => {
	test.each<[string, SimulatorSettings, number]>([
		['the vendor’s words', {}, 1],
		['other words', { maximumMessage: 'No more than {maximum} leads are allowed' }, 1],
		['the limit is', { maximumMessage: 'Too many leads: the limit is {maximum} leads per call' }, 1],
		['422', { maximumStatus: 422 }, 1],
		['413', { maximumStatus: 413 }, 1],
		// Without a number the request is halved, until its parts pass.
		['no number', { maximumMessage: 'Batch too large' }, 8],
		['no number, 413', { maximumMessage: 'Batch too large', maximumStatus: 413 }, 8],
	])('all leads go out, in requests that it allows: %s', async (_name, settings, refused) => {
		await withSimulator({ ...settings, maximumLeads: 50 }, async (simulator) => {
			const node = await run(simulator, people(600), BULK);
			expectEachItemOnce(node, 600);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(600);
			const statuses = submissionsTo(simulator).map(({ status }) => status);
			expect(statuses.filter((status) => status >= 400).length).toBeLessThanOrEqual(refused);
			// 9 requests that grow up to 50 leads, and the rest in parts of 25 at the least.
			expect(statuses.length).toBeLessThanOrEqual(9 + refused + Math.ceil(600 / 25));
		});
	});

	test('guard off: the first request shows it', async () => {
		await withSimulator({ maximumLeads: 100 }, async (simulator) => {
			const node = await run(simulator, people(1_000), { ...BULK, options: { duplicateGuard: false } });
			expect(node.success).toHaveLength(1_000);
			expect(sizesOf(simulator)).toEqual([1_000, ...Array.from({ length: 10 }, () => 100)]);
		});
	});
});

describe('one fat row', () => {
	const rows = people(600, (number) => (number === 300 ? { notes: 'x'.repeat(150_000) } : {}));

	test.each([true, false])(
		'and a body limit of 100 kB: only that row is refused, and the others go out in large requests (guard %s)',
		async (duplicateGuard) => {
			await withSimulator({ maximumBodyBytes: 100_000 }, async (simulator) => {
				const parameters = { ...BULK, metadata: 'unmapped', options: { duplicateGuard } };
				const node = await run(simulator, rows, parameters);
				expectEachItemOnce(node, 600);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(599);
				expect(byItem(node).get(300)).toMatchObject({ errorCode: 'requestRefused', httpStatus: 413 });
				// Halved until the fat row is alone, ten times at most, with a good half each time; and what grows before and after.
				expect(sizesOf(simulator).length).toBeLessThanOrEqual(14 + 2 * 10);
			});
		},
	);
});

test('a fat row in the first batch does not make later ones small', async () => {
	const rows = people(600, (number) => (number === 50 ? { notes: 'x'.repeat(150_000) } : {}));
	await withSimulator({ maximumBodyBytes: 100_000 }, async (simulator) => {
		const options = { duplicateGuard: false, batchSize: 100, maxConcurrentRequests: 1 };
		const node = await run(simulator, rows, { ...BULK, metadata: 'unmapped', options });
		expectEachItemOnce(node, 600);
		expect(node.error.map(itemOf)).toEqual([50]);
		expect(sizesOf(simulator).filter((leads) => leads === 100)).toHaveLength(6);
	});
});

describe('a refusal of the whole request for one of its leads', () => {
	test.each(['none', 'others'] as const)(
		'a 403 that names some leads (stored: %s): the others go out, once',
		async (store) => {
			const faults = [{ match: { request: 4 }, fault: { type: 'partial403' as const, indexes: [1], store } }];
			for (const rowsOf of [people, withReferences]) {
				await withSimulator({ faults }, async (simulator) => {
					const node = await run(simulator, rowsOf(60), BULK);
					expectEachItemOnce(node, 60);
					expectSuccessIsBooks(node, simulator);
					expect(codesOf(node.error)).toEqual({ wrongProject: 1 });
					expect(simulator.books.duplicates).toEqual([]);
				});
			}
		},
	);
});

describe('bad data', () => {
	test('a broken phone column: the run stops after a few leads, and says which field to look at', async () => {
		const rows = people(400);
		const refusals = Object.fromEntries(rows.map(({ phone }) => [textOf(phone), 'Invalid phone number']));
		await withSimulator({ refusals, badDataCounts: true }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, 400);
			expect(simulator.books.blocks).toEqual([]);
			expect(simulator.books.badLeads.length).toBeLessThanOrEqual(5);
			expect(codesOf(node.error)).toEqual({
				invalidPhone: simulator.books.badLeads.length,
				notSent: 400 - simulator.books.badLeads.length,
			});
			expect(node.hints.join(' ')).toMatch(/refused most of the first leads.*field/);
		});
	});

	test('refused rows at the top prove nothing of the known ones behind them (archived)', async () => {
		const rows = people(300);
		const refusals = Object.fromEntries(rows.slice(0, 60).map(({ phone }) => [textOf(phone), REPEATING]));
		const archived = new Set(Array.from({ length: 80 }, (_, index) => 60 + index * 3));
		await withSimulator({ refusals, existing: knownFrom(rows, archived, { archived: true }) }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, 300);
			expectSuccessIsBooks(node, simulator);
			expect(simulator.books.blocks).toEqual([]);
			expect(codesOf(node.error).invalidPhone ?? 0).toBeLessThanOrEqual(60);
			for (const { at, leads } of submissionsTo(simulator)) {
				const accepted = simulator.books.created.filter(({ createdAt }) => createdAt < at).length;
				expect(leads).toBeLessThanOrEqual(Math.max(2, 0.7 * accepted));
			}
		});
	});
});

test('a request that is refused as a whole is no evidence that leads are new', async () => {
	const refused = { type: 'status' as const, code: 402, body: '{"error":"Try again in a moment"}' };
	const faults = [3, 5].map((request) => ({ match: { request }, fault: refused }));
	await withSimulator({ faults }, async (simulator) => {
		const node = await run(simulator, people(100), BULK);
		expectEachItemOnce(node, 100);
		expectSuccessIsBooks(node, simulator);
		expect(codesOf(node.error)).toEqual({ requestRefused: 2 + 4 });
		// 0.7 for each accepted lead: what was refused, in the third and the fifth request, lets nothing grow.
		expect(sizesOf(simulator).slice(0, 7)).toEqual([2, 2, 2, 2, 4, 4, 7]);
	});
});
