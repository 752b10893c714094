// A dry run says what a real run would do: it asks as that one would, sends nothing, and nothing of it is remembered.
import { type INode } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import { outputsOf, runWorkflow, loopWorkflow } from './engine';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	knownFrom,
	OTHER_PROCESS,
	people,
	person,
	PROJECT,
	run,
	SINGLE,
	sizesOf,
	TOKEN,
	withReferences,
	withSimulator,
} from './support';

const OPERATIONS: Array<[string, INode['parameters']]> = [
	['bulk', BULK],
	['single', SINGLE],
];
const dry = (parameters: INode['parameters']) => ({ ...parameters, dryRun: true });
const continuing: { settings: Partial<INode> } = { settings: { onError: 'continueRegularOutput' } };

describe.each(OPERATIONS)('a dry run: %s', (_name, parameters) => {
	test('says what a real run does, item by item', async () => {
		const rows = withReferences(60);
		const known = new Set([0, 10, 11, 12, 58, 59]);
		const settings: SimulatorSettings = { existing: knownFrom(rows, known) };
		rows.push(person(60, { phone: 'x' }), person(61, { phone: rows[5]?.phone }));
		await withSimulator(settings, async (simulator) => {
			const rehearsal = await run(simulator, rows, dry(parameters));
			expectEachItemOnce(rehearsal, 62);
			expect(sizesOf(simulator)).toEqual([]);
			expect(simulator.books.created).toEqual([]);
			expect(rehearsal.hints.join(' ')).toContain('Dry run: 54 of 62 leads would be sent.');
			expect(rehearsal.hints.join(' ')).toContain('6 of 62 leads are known to Uservox');

			const real = await run(simulator, rows, parameters);
			expect(rehearsal.success.map(itemOf)).toEqual(real.success.map(itemOf));
			for (const { json } of rehearsal.success) expect(json).toMatchObject({ dryRun: true, wouldBe: 'sent' });
			const byRow = byItem(real);
			for (const item of rehearsal.error) {
				const { errorCode, error, existingLead } = byRow.get(itemOf(item)) ?? {};
				expect(item.json).toMatchObject({ dryRun: true, wouldBe: errorCode, errorCode, error });
				expect(item.json.existingLead).toEqual(existingLead);
			}
			expect(codesOf(rehearsal.error)).toEqual({ alreadyExists: 6, invalidLead: 1, duplicateInInput: 1 });
			expect(real.success).toHaveLength(54);
		});
	});

	test('says of each item which column fed which field, and a real run does not', async () => {
		const rows = [{ 'Mobile No.': '+1 202 555 0101', 'Customer Name': 'Jane Doe' }, { 'Mobile No.': 'none' }];
		await withSimulator({}, async (simulator) => {
			const { success, error } = await run(simulator, rows, dry(parameters));
			expect(success[0]?.json.mappedFrom).toEqual({ phone: 'Mobile No.', name: 'Customer Name' });
			expect(error[0]?.json).toMatchObject({ errorCode: 'invalidLead' });
			const real = await run(simulator, rows, parameters);
			expect(real.success[0]?.json).not.toHaveProperty('mappedFrom');
		});
	});

	test.each([40, 2])('a wrong token fails it as it fails a real run: %i rows', async (rows) => {
		for (const unauthorizedStatus of [401, 403] as const) {
			await withSimulator({ unauthorizedStatus }, async (simulator) => {
				const wrong = { credential: { apiToken: 'wrong' } };
				const message = new RegExp(`refused access.*${unauthorizedStatus}.*Check the API token`);
				expect((await run(simulator, people(rows), dry(parameters), wrong)).thrown?.message).toMatch(message);
				const node = await run(simulator, people(rows), dry(parameters), { ...wrong, ...continuing });
				expectEachItemOnce(node, rows);
				expect(node.success).toEqual([]);
				expect(codesOf(node.error).accessRefused).toBeGreaterThan(0);
				for (const { json } of node.error) expect(json).toMatchObject({ dryRun: true, wouldBe: json.errorCode });
				expect(sizesOf(simulator)).toEqual([]);
			});
		}
	});

	test('a process that does not exist', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(10), { ...dry(parameters), processId: FOREIGN }, continuing);
			expectEachItemOnce(node, 10);
			expect(codesOf(node.error)).toEqual({ processNotFound: 10 });
			for (const { json } of node.error) expect(json).toMatchObject({ dryRun: true, wouldBe: 'processNotFound' });
			expect(sizesOf(simulator)).toEqual([]);
		});
	});

	test('the project of another token', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(10), { ...dry(parameters), projectId: FOREIGN }, continuing);
			expectEachItemOnce(node, 10);
			expect(codesOf(node.error)).toEqual({ wrongProject: 10 });
			expect(sizesOf(simulator)).toEqual([]);
		});
	});

	test('a log-in page fails it', async () => {
		const faults = [
			{
				match: { kind: 'any' as const, times: 'always' as const },
				fault: { type: 'garbage' as const, when: 'before' as const, body: 'logIn' },
			},
		];
		await withSimulator({ faults }, async (simulator) => {
			expect((await run(simulator, people(10), dry(parameters))).thrown?.message).toMatch(/web page.*base URL/s);
			expect(sizesOf(simulator)).toEqual([]);
		});
	});

	test('no server fails it', async () => {
		const nobody = { url: 'http://127.0.0.1:9/api/v1' };
		const options = { maxRetries: 0 };
		expect((await run(nobody, people(10), { ...dry(parameters), options })).thrown).toBeDefined();
	});
});

test('a number in another process is not known to be a duplicate: it would be sent', async () => {
	const rows = people(10);
	const existing = knownFrom(rows, new Set([1, 2]), { processId: OTHER_PROCESS });
	await withSimulator({ existing }, async (simulator) => {
		const node = await run(simulator, rows, dry(BULK));
		expect(node.success).toHaveLength(10);
		expect(sizesOf(simulator)).toEqual([]);
	});
});

test('nothing is remembered: in the same execution, and in another one, a real run sends all', async () => {
	await withSimulator({}, async (simulator) => {
		const rows = [...people(5, () => ({ dry: true })), ...people(5, () => ({ dry: false }))];
		const { file, pinData } = loopWorkflow(rows, 5, { ...BULK, dryRun: '={{ $json.dry }}' });
		const credential = { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT };
		const execution = await runWorkflow(file, { pinData, credential });
		const [rehearsal, real] = [0, 1].map((round) => outputsOf(execution, 'Uservox', round));
		expect(rehearsal?.success.every(({ json }) => json.wouldBe === 'sent')).toBe(true);
		expect(real?.success).toHaveLength(5);
		expect(simulator.books.created).toHaveLength(5);

		const others = people(12).slice(6);
		expect((await run(simulator, others, dry(BULK))).success).toHaveLength(6);
		expect((await run(simulator, others, BULK)).success).toHaveLength(6);
		expect(simulator.books.created).toHaveLength(11);
	});
});

describe('a switch that cannot be read calls nobody', () => {
	test.each([
		['nothing', '={{ $json.isThere }}'],
		['blank', '={{ "  " }}'],
		['no word for yes or no', 'maybe'],
	])('nothing is sent: %s', async (_name, dryRun) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(3), { ...BULK, dryRun });
			expect(node.thrown?.message).toMatch(
				/^The parameter "Dry Run" cannot be used: found .*, expected true or false$/,
			);
			const continued = await run(simulator, people(3), { ...BULK, dryRun }, continuing);
			expectEachItemOnce(continued, 3);
			expect(codesOf(continued.error)).toEqual({ notSent: 3 });
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});
