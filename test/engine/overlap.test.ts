// Executions that overlap, loops, and Stop: each lead is started once, whoever comes first, and the next execution goes on where one ended.
import { type IDataObject, type INode } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import { sharedTime } from '../time/sharedTime';
import { textOf } from '../values';
import { outputsOf, runWorkflow, loopWorkflow, type NodeRun } from './engine';
import {
	BULK,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	knownFrom,
	people,
	PROJECT,
	run,
	SINGLE,
	storedByRow,
	submissionsTo,
	TOKEN,
	withReferences,
	withSimulator,
} from './support';

const OPERATIONS: Array<[string, INode['parameters']]> = [
	['bulk', BULK],
	['single', SINGLE],
];
const namesOf = ({ success }: NodeRun) => success.map(({ json }) => textOf(json.name));

describe('executions of one process that overlap', () => {
	test.each(OPERATIONS)('three with the same new leads send each once: %s', async (_name, parameters) => {
		for (const phoneInSameProcess of ['refused', 'accepted'] as const) {
			await withSimulator({ latencyMs: 400, phoneInSameProcess }, async (simulator) => {
				const rows = people(40);
				const nodes = await Promise.all([
					run(simulator, rows, parameters),
					run(simulator, [...rows].reverse(), parameters),
					run(simulator, rows.slice(10), parameters),
				]);
				nodes.forEach((node, index) => expectEachItemOnce(node, index < 2 ? 40 : 30));
				expect(nodes.flatMap(namesOf).sort()).toEqual(rows.map(({ name }) => name).sort());
				expect(nodes.map(({ error }) => Object.keys(codesOf(error))).flat()).toEqual(
					expect.not.arrayContaining(['unconfirmed', 'notSent', 'alreadyCalled']),
				);
				expect(storedByRow(simulator).map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
				expect(simulator.books.duplicates).toEqual([]);
				expect(simulator.books.acceptedAgain).toEqual([]);
			});
		}
	});

	test.each(OPERATIONS)('two with the same existing leads start each once: %s', async (_name, { operation }) => {
		const ids = Array.from({ length: 30 }, (_, number) => `64c${String(number).padStart(21, '0')}`);
		await withSimulator({ latencyMs: 400, existing: ids.map((_id) => ({ _id })) }, async (simulator) => {
			const items = ids.map((id) => ({ id }));
			const nodes = await Promise.all([
				run(simulator, items, { ...EXISTING, operation }),
				run(simulator, [...items].reverse(), { ...EXISTING, operation }),
			]);
			for (const node of nodes) expectEachItemOnce(node, 30);
			expect(nodes.flatMap(({ success }) => success.map(({ json }) => json._id)).sort()).toEqual(ids);
			expect(ids.map((id) => simulator.books.timesInitiated(id))).toEqual(ids.map(() => 1));
		});
	});

	test('one that waits for existing leads of a stopped one does not start them again', async () => {
		const ids = Array.from({ length: 4 }, (_, number) => `64d${String(number).padStart(21, '0')}`);
		await withSimulator({ latencyMs: 3_000, existing: ids.map((_id) => ({ _id })) }, async (simulator) => {
			const items = ids.map((id) => ({ id }));
			const stop = new AbortController();
			const parameters = { ...EXISTING, operation: 'bulkInitiate' };
			const stopped = run(simulator, items, parameters, { stop: stop.signal }).catch(() => undefined);
			await sharedTime.until(() => submissionsTo(simulator).length > 0);
			const waiting = run(simulator, items, parameters);
			stop.abort();
			const node = await waiting;
			await stopped;
			expectEachItemOnce(node, 4);
			expect(ids.map((id) => simulator.books.timesInitiated(id)).every((times) => times <= 1)).toBe(true);
			const underWay = simulator.books.arrivals.find(({ kind }) => kind === 'bulk')?.leads;
			expect(codesOf(node.error)).toEqual({ unconfirmed: underWay });
		});
	});

	test('where the first one fails to send a lead, the second one does', async () => {
		// The first request finds no credits left, the next one does: nothing of the first execution was taken.
		const faults = [
			{
				match: { request: 1 },
				fault: { type: 'status' as const, code: 400, body: '{"error":"Insufficient lead credits"}' },
			},
		];
		await withSimulator({ latencyMs: 400, faults }, async (simulator) => {
			const rows = people(2);
			const [first, second] = await Promise.all([
				run(simulator, rows, BULK, { settings: { onError: 'continueRegularOutput' } }),
				run(simulator, rows, BULK, { settings: { onError: 'continueRegularOutput' } }),
			]);
			expect([first, second].map(({ success }) => success.length).sort()).toEqual([0, 2]);
			expect(simulator.books.created).toHaveLength(2);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});
});

describe('Loop Over Items', () => {
	test.each([
		[10, 'with reference ids', withReferences],
		[100, 'without', people],
	])('every row once, no duplicate, some of them known: %i of 300 rows in a round, %s', async (size, _name, rowsOf) => {
		const rows = rowsOf(300);
		const known = new Set([0, 1, 2, 150, 151, 297, 298, 299]);
		// A sheet may hold a row twice, in different rounds.
		const items = [...rows, ...rows.slice(100, 105), ...rows.slice(297)];
		await withSimulator({ existing: knownFrom(rows, known) }, async (simulator) => {
			const { file, pinData } = loopWorkflow(items, size, BULK);
			const execution = await runWorkflow(file, {
				pinData,
				credential: { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT },
			});
			const rounds = execution.data.resultData.runData.Uservox ?? [];
			expect(rounds).toHaveLength(Math.ceil(items.length / size));
			const nodes = rounds.map((_, index) => outputsOf(execution, 'Uservox', index));
			nodes.forEach((node, index) => expectEachItemOnce(node, Math.min(size, items.length - index * size)));
			expect(nodes.flatMap(namesOf)).toHaveLength(292);
			expect(new Set(nodes.flatMap(namesOf)).size).toBe(292);
			expect(codesOf(nodes.flatMap(({ error }) => error))).toEqual({ alreadyExists: 8, duplicateInInput: 8 });
			expect(simulator.books.created).toHaveLength(292);
			expect(simulator.books.duplicates).toEqual([]);
			// A round asks for the list of at most 300 leads, or lead by lead where that takes fewer questions, and sends 2, 2, 2, 4, … leads.
			const { byKind } = simulator.books.summary();
			const questions = size * (_name === 'without' ? 1 : 2);
			expect(byKind.query + byKind.get).toBeLessThanOrEqual(rounds.length * (1 + Math.min(3, questions)));
			expect(byKind.bulk).toBeLessThanOrEqual(rounds.length * (size === 10 ? 4 : 9));
		});
	});
});

describe('Stop in mid-run, then a new execution', () => {
	const stopAfter = async (
		settings: SimulatorSettings,
		parameters: INode['parameters'],
		rows: IDataObject[],
		requests: number,
	) =>
		await withSimulator(settings, async (simulator) => {
			const stop = new AbortController();
			const stopped = run(simulator, rows, parameters, { stop: stop.signal });
			await sharedTime.until(() => submissionsTo(simulator).length >= requests);
			const before = submissionsTo(simulator).length;
			stop.abort();
			// n8n leaves the output empty; the node itself goes on until its request is given up.
			await stopped.catch(() => undefined);
			const afterStop = submissionsTo(simulator).length - before;
			const node = await run(simulator, rows, parameters);
			expectEachItemOnce(node, rows.length);
			expect(codesOf(node.error)).toEqual({ alreadyExists: rows.length - node.success.length });
			expect(node.error.length).toBeGreaterThan(0);
			expect(node.success.length).toBeGreaterThan(0);
			expect(simulator.books.created).toHaveLength(rows.length);
			expect(simulator.books.duplicates).toEqual([]);
			expect(simulator.books.acceptedAgain).toEqual([]);
			return afterStop;
		});

	test.each(
		OPERATIONS.flatMap(([name, parameters]) => [
			[name, 'without', parameters, people] as const,
			[name, 'with', parameters, withReferences] as const,
		]),
	)(
		'%s, %s reference ids: nothing is sent twice, and everything once',
		async (_name, _references, parameters, rowsOf) => {
			const servers: SimulatorSettings[] = [{}, { phoneInSameProcess: 'accepted' }, { storesWhen: 'answer' }];
			for (const settings of servers) {
				const afterStop = await stopAfter({ latencyMs: 600, ...settings }, parameters, rowsOf(60), 4);
				// No new request starts once Stop is pressed; what had left already arrives: one request, or the two single leads.
				expect(afterStop).toBeLessThanOrEqual(parameters === BULK ? 1 : 2);
			}
		},
	);
});
