// Answers that are lost: it is found out whether the leads arrived, whatever they can be found by, and nothing is sent twice.
import type { IDataObject, INode } from 'n8n-workflow';
import type { FaultEntry } from '../simulator/faults';
import type { SimulatorSettings } from '../simulator/serverState';
import type { NodeRun } from './engine';
import {
	BULK,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	people,
	run,
	SINGLE,
	sizesOf,
	submissionsTo,
	withReferences,
	withSimulator,
} from './support';

/** A lead that is not found is looked for again after so long. */
const SETTLING_MS = 15_000;
/** For the list and the requests that grow; to look 1,000 leads up one by one, twice, takes 100 s at 100 requests in 5 s. */
const SLACK_MS = 10_000;

type Fault = Extract<FaultEntry, { fault: unknown }>['fault'];

/** Ways to lose an answer, by whether the leads were stored. */
const LOSSES: Array<[string, Fault, 'all' | 'none' | 'some']> = [
	['502 after all was stored', { type: 'status', code: 502, when: 'after' }, 'all'],
	['502 before anything was stored', { type: 'status', code: 502, when: 'before' }, 'none'],
	['a connection that drops after all was stored', { type: 'dropAfter' }, 'all'],
	['a connection that drops before anything was stored', { type: 'dropBefore' }, 'none'],
	['a connection that drops after one lead was stored', { type: 'dropPartly', stored: 1 }, 'some'],
	['a 504 while the server goes on for 10 s', { type: 'storeLate', afterMs: 10_000, status: 504 }, 'all'],
	['a web page', { type: 'garbage', body: 'html' }, 'all'],
];

const recovered = ({ success }: NodeRun) => success.filter(({ json }) => json.recovered === true).map(itemOf);

const KINDS: Array<[string, (count: number) => IDataObject[]]> = [
	['with reference ids', withReferences],
	['with phones only', people],
	['with emails too', (count) => people(count, (number) => ({ email: `lead.${number}@example.com` }))],
	['with emails only', (count) => people(count, (number) => ({ email: `lead.${number}@example.com`, phone: '' }))],
];

describe('new leads', () => {
	test.each(
		LOSSES.flatMap(([loss, fault, kept]) => KINDS.map(([kind, rowsOf]) => [loss, kind, fault, kept, rowsOf] as const)),
	)('bulk, %s, %s: all are initiated, each once', async (_loss, _kind, fault, kept, rowsOf) => {
		// The fourth request, of four leads: some have been accepted by then.
		await withSimulator({ faults: [{ match: { request: 4 }, fault }] }, async (simulator) => {
			const node = await run(simulator, rowsOf(60), BULK);
			expectEachItemOnce(node, 60);
			expectSuccessIsBooks(node, simulator);
			expect(node.error).toEqual([]);
			expect(recovered(node)).toHaveLength({ all: 4, some: 1, none: 0 }[kept]);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});

	test.each(
		LOSSES.flatMap(([loss, fault, kept]) =>
			KINDS.slice(0, 2).map(([kind, rowsOf]) => [loss, kind, fault, kept, rowsOf] as const),
		),
	)(
		'one by one, the first two answers lost, %s, %s: all are initiated, each once',
		async (_loss, _kind, fault, kept, rowsOf) => {
			const faults = [1, 2].map((request) => ({ match: { request }, fault }));
			await withSimulator({ faults }, async (simulator) => {
				const node = await run(simulator, rowsOf(6), SINGLE);
				expectEachItemOnce(node, 6);
				expectSuccessIsBooks(node, simulator);
				expect(node.error).toEqual([]);
				expect(recovered(node)).toHaveLength(kept === 'none' ? 0 : 2);
				expect(simulator.books.duplicates).toEqual([]);
			});
		},
	);

	test('one lead alone, not stored, with a phone only: nothing proves it, so it is unconfirmed and not sent again', async () => {
		await withSimulator({ faults: [{ match: { request: 1 }, fault: { type: 'dropBefore' } }] }, async (simulator) => {
			const node = await run(simulator, people(1), SINGLE);
			expectEachItemOnce(node, 1);
			expect(node.error.map(({ json }) => json)).toMatchObject([{ errorCode: 'unconfirmed', retryable: false }]);
			expect(sizesOf(simulator)).toEqual([1]);
		});
	});

	test('phones stored in another form, and a filter that compares character by character: found in the list', async () => {
		const rows = people(40).map((row, number) => ({ ...row, phone: `07700 9${String(number).padStart(5, '0')}` }));
		const settings: SimulatorSettings = { phoneForm: 'e164', countryCode: '44', phoneFilter: 'letter' };
		const faults = [{ match: { request: 5 }, fault: { type: 'dropAfter' as const } }];
		await withSimulator({ ...settings, faults }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, 40);
			expectSuccessIsBooks(node, simulator);
			expect(recovered(node)).toHaveLength(7);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});

	test('a number that the project takes twice: nobody is called twice, stored or not', async () => {
		for (const fault of [
			{ type: 'dropAfter' as const },
			{ type: 'dropBefore' as const },
			{ type: 'storeLate' as const, afterMs: 9_000 },
		]) {
			const faults = [{ match: { request: 4 }, fault }];
			await withSimulator({ phoneInSameProcess: 'accepted', faults }, async (simulator) => {
				const node = await run(simulator, people(60), BULK);
				expectEachItemOnce(node, 60);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(60);
				expect(simulator.books.acceptedAgain).toEqual([]);
			});
		}
	});

	test.each(['with reference ids', 'without'])(
		'502 to every third request, %s: all are initiated, each once',
		async (name) => {
			const faults = [3, 6, 9, 12].map((request) => ({
				match: { request },
				fault: {
					type: 'status' as const,
					code: 502,
					when: request % 2 === 0 ? ('before' as const) : ('after' as const),
				},
			}));
			await withSimulator({ faults }, async (simulator) => {
				const node = await run(simulator, name === 'without' ? people(400) : withReferences(400), BULK);
				expectEachItemOnce(node, 400);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(400);
				expect(simulator.books.duplicates).toEqual([]);
			});
		},
	);
});

describe('a lost batch of 1,000 in a small project takes about the settling time', () => {
	const loseFirstFullBatch = (fault: Fault): SimulatorSettings => ({
		faults: [{ match: { minimumLeads: 1_000 }, fault }],
	});

	test.each(KINDS.slice(0, 2))('stored, %s: found at once, in the list', async (_kind, rowsOf) => {
		await withSimulator(loseFirstFullBatch({ type: 'dropAfter' }), async (simulator) => {
			const node = await run(simulator, rowsOf(3_600), BULK);
			expectEachItemOnce(node, 3_600);
			expectSuccessIsBooks(node, simulator);
			expect(recovered(node)).toHaveLength(1_000);
			const lost = submissionsTo(simulator).find(({ fault }) => fault !== undefined);
			const last = simulator.books.arrivals.at(-1);
			expect((last?.at ?? 0) - (lost?.at ?? 0)).toBeLessThan(SLACK_MS);
			// The list of at most 3,600 leads once, and nothing lead by lead.
			expect(simulator.books.summary().byKind).toMatchObject({ get: 0 });
			expect(simulator.books.summary().byKind.query).toBeLessThanOrEqual(1 + 36);
		});
	});

	test.each(KINDS.slice(0, 2))('not stored, %s: goes out again after the settling time', async (_kind, rowsOf) => {
		await withSimulator(loseFirstFullBatch({ type: 'status', code: 502, when: 'before' }), async (simulator) => {
			const node = await run(simulator, rowsOf(3_600), BULK);
			expectEachItemOnce(node, 3_600);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(3_600);
			expect(recovered(node)).toEqual([]);
			const lost = submissionsTo(simulator).find(({ fault }) => fault !== undefined);
			const again = submissionsTo(simulator)
				.filter(({ leads }) => leads === 1_000)
				.at(-1);
			const tookMs = (again?.at ?? 0) - (lost?.at ?? 0);
			expect(tookMs).toBeGreaterThanOrEqual(SETTLING_MS);
			expect(tookMs).toBeLessThan(SETTLING_MS + SLACK_MS);
			expect(simulator.books.summary().byKind).toMatchObject({ get: 0 });
			// Twice the list of at most 3,600 leads.
			expect(simulator.books.summary().byKind.query).toBeLessThanOrEqual(1 + 2 * 36);
		});
	});
});

describe('existing leads', () => {
	const ids = Array.from({ length: 40 }, (_, number) => `64c${String(number).padStart(21, '0')}`);
	const items = ids.map((id) => ({ id }));
	const existing = ids.map((_id, number) => ({ _id, name: `Lead ${number}` }));

	test.each<[string, Fault, INode['parameters']['operation']]>(
		LOSSES.filter(([, { type }]) => type !== 'dropPartly').flatMap(([loss, fault]) => [
			[`bulk, ${loss}`, fault, 'bulkInitiate'],
			[`one by one, ${loss}`, fault, 'initiate'],
		]),
	)('each is started, once: %s', async (_name, fault, operation) => {
		await withSimulator({ existing, faults: [{ match: { request: 1 }, fault }] }, async (simulator) => {
			const node = await run(simulator, items, { ...EXISTING, operation });
			expectEachItemOnce(node, 40);
			expect(codesOf(node.error)).toEqual({});
			expect(ids.map((id) => simulator.books.timesInitiated(id))).toEqual(ids.map(() => 1));
		});
	});

	test('without a project in the credential they are looked up one by one', async () => {
		await withSimulator(
			{ existing, faults: [{ match: { request: 1 }, fault: { type: 'dropAfter' } }] },
			async (simulator) => {
				const node = await run(
					simulator,
					items,
					{ ...EXISTING, operation: 'bulkInitiate' },
					{ credential: { projectId: '' } },
				);
				expectEachItemOnce(node, 40);
				expect(node.success).toHaveLength(40);
				expect(ids.map((id) => simulator.books.timesInitiated(id))).toEqual(ids.map(() => 1));
				expect(simulator.books.summary().byKind).toMatchObject({ query: 0 });
			},
		);
	});
});
