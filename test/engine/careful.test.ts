// Where Uservox cannot be asked: the careful way, a few leads at a time.
import type { SimulatorSettings } from '../simulator/serverState';
import {
	BULK,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	knownFrom,
	people,
	run,
	sizesOf,
	submissionsTo,
	withReferences,
	withSimulator,
} from './support';

const options = { maxRetries: 1 };

type Faults = NonNullable<SimulatorSettings['faults']>;
const noList = (fault: Extract<Faults[number], { fault: unknown }>['fault']): Faults => [
	{ match: { kind: 'query', times: 'always' }, fault },
];

describe('the list cannot be had, and there are no reference ids', () => {
	const POSITIONS: Array<[string, number[]]> = [
		['at the top', [0, 1, 2, 3, 4, 5]],
		['at the bottom', [74, 75, 76, 77, 78, 79]],
		['scattered', [3, 17, 31, 45, 59, 73]],
	];
	const FAULTS: Array<[string, Faults]> = [
		['403', noList({ type: 'status', code: 403 })],
		['404', noList({ type: 'status', code: 404 })],
		['no list', noList({ type: 'garbage', body: '{"success":true,"leads":[]}' })],
	];

	test.each(
		FAULTS.flatMap(([fault, faults]) =>
			POSITIONS.map(([position, known]) => [fault, position, faults, known] as const),
		),
	)(
		'the key is not blocked, and every new lead is initiated: %s, known ones %s',
		async (_fault, _position, faults, known) => {
			const rows = people(80);
			await withSimulator({ faults, existing: knownFrom(rows, new Set(known)) }, async (simulator) => {
				const node = await run(simulator, rows, { ...BULK, options });
				expectEachItemOnce(node, 80);
				expectSuccessIsBooks(node, simulator);
				const others = node.error.filter((item) => !known.includes(itemOf(item)));
				expect(others.map(({ json }) => json)).toEqual([]);
				expect(codesOf(node.error)).toEqual({ alreadyExists: 6 });
				expect(simulator.books.blocks).toEqual([]);
				// A process uses two of the five that a minute allows; a request may hold one or two more than expected.
				expect(simulator.books.maximumDuplicatesInWindow()).toBeLessThanOrEqual(4);
				expect(node.hints.join(' ')).toMatch(/could not be found out for all leads/);
			});
		},
	);
});

test('a long run that could not ask begins with few leads, too', async () => {
	await withSimulator({ faults: noList({ type: 'status', code: 403 }) }, async (simulator) => {
		const node = await run(simulator, people(5_200), { ...BULK, options });
		expectEachItemOnce(node, 5_200);
		expect(node.success).toHaveLength(5_200);
		expect(sizesOf(simulator).slice(0, 6)).toEqual([2, 2, 2, 2, 2, 3]);
	});
});

test('most are known and nothing can be asked: the run ends in time, says why, and the key is not blocked', async () => {
	const rows = people(200);
	const known = new Set(Array.from({ length: 180 }, (_, row) => row));
	const faults = noList({ type: 'status', code: 403 });
	await withSimulator({ faults, existing: knownFrom(rows, known) }, async (simulator) => {
		const node = await run(simulator, rows, { ...BULK, options });
		expectEachItemOnce(node, 200);
		expectSuccessIsBooks(node, simulator);
		expect(simulator.books.blocks).toEqual([]);
		expect(codesOf(node.error).notSent).toBeGreaterThan(0);
		expect(node.hints.join(' ')).toMatch(/Nothing more was sent/);
	});
});

test('while the server only fails, what cannot be found out is unconfirmed, and nothing more goes out', async () => {
	const down = { type: 'status' as const, code: 503 };
	const faults: Faults = [
		// The sixth request, of 11 leads, is stored; from then on nothing can be asked.
		{ match: { request: 6 }, fault: { ...down, when: 'after' } },
		{ match: { kind: 'reading', request: 1 }, fault: { type: 'slow', ms: 0 } },
		{ match: { kind: 'reading', times: 'always' }, fault: down },
	];
	for (const rowsOf of [people, withReferences]) {
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, rowsOf(17 + 11), { ...BULK, options });
			expectEachItemOnce(node, 28);
			expect(node.success).toHaveLength(17);
			expect(codesOf(node.error)).toEqual({ unconfirmed: 11 });
			expect(simulator.books.created).toHaveLength(28);
			expect(simulator.books.duplicates).toEqual([]);
			expect(submissionsTo(simulator)).toHaveLength(6);
		});
	}
});

test('two processes at once, known leads hidden from both: each uses its share, and the key is not blocked', async () => {
	const rows = people(120);
	const hidden = new Set([0, 20, 40, 60, 80, 100]);
	await withSimulator({ existing: knownFrom(rows, hidden, { archived: true }) }, async (simulator) => {
		// The pace is kept by host and token: by another name, the same server plays another process.
		const other = { url: simulator.url.replace('127.0.0.1', 'localhost') };
		const nodes = await Promise.all([
			run(simulator, rows.slice(0, 60), { ...BULK, options }),
			run(other, rows.slice(60), { ...BULK, options }),
		]);
		for (const node of nodes) expectEachItemOnce(node, 60);
		expect(nodes.map(({ success }) => success.length)).toEqual([57, 57]);
		expect(simulator.books.blocks).toEqual([]);
	});
});
