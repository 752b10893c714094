// A service that is down: nothing is sent into it, few requests find out, and the node fails, so that error workflows and Retry On Fail work.
import type { IDataObject } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import { textOf } from '../values';
import {
	BULK,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	people,
	run,
	SINGLE,
	submissionsTo,
	withReferences,
	withSimulator,
} from './support';

type Faults = NonNullable<SimulatorSettings['faults']>;

const ALL_500: Faults = [{ match: { kind: 'any', times: 'always' }, fault: { type: 'status', code: 500 } }];
const FAILURES: ReadonlyArray<readonly [string, Faults]> = [
	['500', ALL_500],
	['503 without a body', [{ match: { kind: 'any', times: 'always' }, fault: { type: 'status', code: 503, body: '' } }]],
	['no answer', [{ match: { kind: 'any', times: 'always' }, fault: { type: 'hang' } }]],
	['the connection dropped', [{ match: { kind: 'any', times: 'always' }, fault: { type: 'dropBefore' } }]],
];

/** Each contact in all ways that a lead can be looked up by. */
const withAll = (count: number): IDataObject[] =>
	withReferences(count).map((row) => ({ ...row, email: `${textOf(row.referenceId)}@example.com` }));

const ROWS: ReadonlyArray<readonly [string, IDataObject[]]> = [
	['1,500 rows', people(1_500)],
	['1,500 rows with reference IDs', withReferences(1_500)],
	[
		'1,500 rows in three projects',
		people(1_500).map((row, index) => ({ ...row, projectId: `${index % 3}`.repeat(24) })),
	],
	['one row', people(1)],
	['one row that can be looked up in three ways', withAll(1)],
];

describe.each(FAILURES)('everything: %s', (_how, faults) => {
	test.each(ROWS)('%s: at most 12 requests, no lead sent, and the node fails', async (_what, rows) => {
		for (const parameters of [BULK, SINGLE, { ...BULK, dryRun: true }]) {
			await withSimulator({ faults }, async (simulator) => {
				const node = await run(simulator, rows, parameters);
				expect(node.thrown?.message).toMatch(/^Uservox could not be reached, or failed/);
				expect(submissionsTo(simulator)).toEqual([]);
				expect(simulator.books.arrivals.length).toBeLessThanOrEqual(12);
			});
		}
	});
});

test('with On Error = Continue, each item leaves as serverFailure, and may be tried again', async () => {
	await withSimulator({ faults: ALL_500 }, async (simulator) => {
		const node = await run(simulator, people(30), BULK, { settings: { onError: 'continueRegularOutput' } });
		expectEachItemOnce(node, 30);
		expect(codesOf(node.error)).toEqual({ serverFailure: 30 });
		expect(node.error.every(({ json }) => json.retryable)).toBe(true);
	});
});

test('existing leads: a dry run says so, and a real run sends no more than two requests', async () => {
	const rows = Array.from({ length: 40 }, (_, row) => ({ id: `64c${String(row).padStart(21, '0')}` }));
	await withSimulator({ faults: ALL_500 }, async (simulator) => {
		const dry = await run(simulator, rows, { ...EXISTING, operation: 'bulkInitiate', dryRun: true });
		expect(dry.thrown?.message).toMatch(/^Uservox could not be reached/);
		expect(simulator.books.arrivals.length).toBeLessThanOrEqual(12);
		const node = await run(simulator, rows, { ...EXISTING, operation: 'bulkInitiate' });
		expectEachItemOnce(node, 40);
		expect(codesOf(node.error)).toEqual({ unconfirmed: 4, notSent: 36 });
		expect(submissionsTo(simulator)).toHaveLength(2);
	});
});

test('no server at all: the same, and nothing of the leads has left', async () => {
	const node = await run({ url: 'http://127.0.0.1:9/api/v1' }, withReferences(1_500), BULK);
	expect(node.thrown?.message).toMatch(/^Uservox could not be reached/);
});

test('a service that goes down while it is asked: nothing is sent', async () => {
	const faults: Faults = [{ match: { kind: 'any', request: 1 }, fault: { type: 'slow', ms: 0 } }, ...ALL_500];
	const existing = Array.from({ length: 250 }, (_, row) => ({ name: `Stranger ${row}`, phone: `+9997${row}000000` }));
	for (const rows of [people(300), withReferences(300)]) {
		await withSimulator({ faults, existing }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expect(node.thrown?.message).toMatch(/^Uservox could not be reached/);
			expect(submissionsTo(simulator)).toEqual([]);
		});
	}
});

test('a list that fails while look-ups work: leads with a reference ID are looked up and sent', async () => {
	const faults: Faults = [{ match: { kind: 'query', times: 'always' }, fault: { type: 'status', code: 500 } }];
	await withSimulator({ faults }, async (simulator) => {
		const node = await run(simulator, withReferences(40), BULK);
		expectEachItemOnce(node, 40);
		expect(node.success).toHaveLength(40);
	});
});
