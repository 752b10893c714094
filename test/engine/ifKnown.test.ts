// If Known: known leads get the name and the metadata of their row instead of being reported. None of them is ever started by it.
import type { IDataObject } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import type { Simulator } from '../simulator/server';
import { sharedTime } from '../time/sharedTime';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	itemOf,
	knownFrom,
	OTHER_PROCESS,
	people,
	person,
	phoneOf,
	PROCESS,
	run,
	SINGLE,
	withServer,
	withSimulator,
} from './support';

const UPDATE = { options: { ifKnown: 'updateMetadata' } };
const WITH_CITY = { metadata: 'fields', metadataFields: { field: [{ name: 'city', value: '={{ $json.city }}' }] } };
const BULK_UPDATE = { ...BULK, ...WITH_CITY, ...UPDATE };
const TOOL = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };

const rows = (count: number) => people(count, (number) => ({ city: `City ${number}` }));
/** Every fifth and sixth row, as in a sheet that grows. */
const everyThird = (count: number) =>
	new Set(Array.from({ length: count }, (_, row) => row).filter((row) => row % 5 < 2));
const leadOf = ({ world }: Simulator, phone: string) => [...world.leads.values()].find((lead) => lead.phone === phone);

test.each([
	['bulk', BULK_UPDATE],
	['one by one', { ...SINGLE, ...WITH_CITY, ...UPDATE }],
])('an upsert of 300 rows of which 120 are known, %s: 180 are initiated, 120 updated', async (_name, parameters) => {
	const sheet = rows(300);
	const known = everyThird(300);
	const existing = knownFrom(sheet, known, { name: 'Old Name', metadata: { plan: 'basic' }, processId: PROCESS });
	await withSimulator({ existing, updateAfterMs: 100 }, async (simulator) => {
		const node = await run(simulator, sheet, parameters);
		expectEachItemOnce(node, 300);
		expect(codesOf(node.error)).toEqual({});
		const updated = node.success.filter(({ json }) => json.known === true);
		expect(updated.map(itemOf)).toEqual([...known]);
		for (const { json } of updated) {
			expect(json).toMatchObject({ updated: true, existingLead: { _id: json._id, processId: PROCESS } });
		}
		for (const { json } of node.success) if (json.known !== true) expect(json).not.toHaveProperty('updated');
		expect(node.hints.join()).toContain('180 of 300 leads sent, 120 known ones updated.');

		const { books } = simulator;
		expect(books.created).toHaveLength(180);
		expect(books.updates).toHaveLength(120);
		expect(books.duplicates).toEqual([]);
		expect(books.strictWindowViolations(100, 5_000)).toEqual([]);
		await sharedTime.sleep(1_000);
		simulator.playCalls();
		for (const row of known) {
			const lead = leadOf(simulator, phoneOf(row));
			expect(lead).toMatchObject({
				name: `Lead ${row}`,
				metadata: { plan: 'basic', city: `City ${row}` },
				called: false,
			});
			expect(books.timesInitiated(lead?._id ?? '')).toBe(0);
		}
	});
});

test('unless it says so, known leads are reported, and nothing about them changes', async () => {
	const sheet = rows(10);
	await withSimulator({ existing: knownFrom(sheet, new Set([2, 3])) }, async (simulator) => {
		for (const options of [
			{},
			{ ifKnown: 'report' },
			{ ifKnown: 'updateMetadata', duplicateGuard: false, batchSize: 1 },
		]) {
			const node = await run(simulator, sheet.slice(0, 4), { ...BULK, ...WITH_CITY, options });
			expect(Object.keys(codesOf(node.error))).toEqual(['alreadyExists']);
		}
		expect(simulator.books.updates).toEqual([]);
	});
});

describe('who is not updated', () => {
	test('another person with the same reference ID, another one with the same number, and a number of another process', async () => {
		const existing: SimulatorSettings['existing'] = [
			{ referenceId: 'R-1', phone: phoneOf(91), name: 'A', processId: PROCESS },
			{ email: 'other@example.com', phone: phoneOf(2), name: 'B', processId: PROCESS },
			{ phone: phoneOf(3), name: 'C', processId: OTHER_PROCESS },
			{ email: 'four@example.com', phone: phoneOf(4), referenceId: 'R-old', name: 'D', processId: PROCESS },
		];
		await withSimulator({ existing, updateAfterMs: 0 }, async (simulator) => {
			const items = [
				person(1, { referenceId: 'R-1' }),
				person(2, { email: 'two@example.com' }),
				person(3),
				person(4, { email: 'FOUR@example.com', referenceId: 'R-4' }),
			];
			const node = await run(simulator, items, BULK_UPDATE);
			expectEachItemOnce(node, 4);
			expect(node.success.map(itemOf)).toEqual([3]);
			for (const { json } of node.error) expect(json).toHaveProperty('existingLead');
			expect(simulator.books.updates.map(({ body }) => body.name)).toEqual(['Lead 4']);
		});
	});
});

describe('what a row gives', () => {
	const existing = (settings: object = {}) =>
		knownFrom(rows(1), new Set([0]), { processId: PROCESS, metadata: { plan: 'basic' }, ...settings });

	test('no metadata: only the name is sent; it is put together from first and last name', async () => {
		await withSimulator({ existing: existing() }, async (simulator) => {
			await run(simulator, rows(1), { ...BULK, ...UPDATE });
			const named = { phone: phoneOf(0), firstName: 'Asha', lastName: 'Example' };
			await run(simulator, [named], { ...BULK, ...UPDATE });
			const bodies = simulator.books.updates.map(({ body }) => Object.keys(body).sort());
			expect(bodies).toEqual([
				['leadId', 'name'],
				['leadId', 'name'],
			]);
			expect(simulator.books.updates[1]?.body.name).toBe('Asha Example');
		});
	});

	test('metadata that is no object is a fault of the row, and nothing is sent', async () => {
		await withSimulator({ existing: existing() }, async (simulator) => {
			const node = await run(simulator, [person(0, { meta: '[1]' })], {
				...BULK,
				...UPDATE,
				metadata: 'json',
				metadataJson: '={{ $json.meta }}',
			});
			expect(codesOf(node.error)).toEqual({ invalidLead: 1 });
			expect(simulator.books.updates).toEqual([]);
		});
	});
});

describe('an update that fails leaves on Error, with its cause and the lead', () => {
	const sheet = rows(30);
	const existing = knownFrom(sheet, new Set(Array.from({ length: 20 }, (_, row) => row)), { processId: PROCESS });

	test('Uservox refuses it, as while a call is going on', async () => {
		await withSimulator({ existing, updateAnswer: 'lead' }, async (simulator) => {
			simulator.playCalls({ lastsMs: 'forever' }, phoneOf(7));
			const node = await run(simulator, sheet, BULK_UPDATE);
			expectEachItemOnce(node, 30);
			expect(node.success).toHaveLength(29);
			expect(byItem(node).get(7)).toMatchObject({
				error: expect.stringContaining(
					'was not updated. Uservox refused the request (HTTP 400, "Lead update is not allowed while a call is in progress',
				),
				errorCode: 'requestRefused',
				existingLead: { currentState: 'make_first_call' },
			});
		});
	});

	test('the server fails: it is not asked for all of them', async () => {
		const faults = [
			{ match: { kind: 'update' as const, times: 'always' as const }, fault: { type: 'status' as const, code: 502 } },
		];
		await withSimulator({ existing, faults }, async (simulator) => {
			const node = await run(simulator, sheet, {
				...BULK_UPDATE,
				options: { ifKnown: 'updateMetadata', maxRetries: 1 },
			});
			expectEachItemOnce(node, 30);
			expect(node.success).toHaveLength(10);
			expect(Object.keys(codesOf(node.error))).toEqual(['unconfirmed']);
			for (const { json } of node.error) expect(json.existingLead).toMatchObject({ _id: expect.any(String) });
			expect(simulator.books.updates.length).toBeLessThanOrEqual(20);
		});
	});

	test('the key is blocked in the middle', async () => {
		let updates = 0;
		const lead = (number: number) => ({
			_id: `64c${String(number).padStart(21, '0')}`,
			phone: phoneOf(number),
			processId: PROCESS,
		});
		await withServer(
			({ path }) => {
				if (path.includes('/update')) {
					updates += 1;
					return updates < 3
						? { body: '{"success":true}' }
						: { status: 429, body: '{"error":"API key temporarily blocked"}' };
				}
				return { body: JSON.stringify({ success: true, data: [0, 1, 2, 3].map(lead), pagination: { total: 4 } }) };
			},
			async (server) => {
				const parameters = { ...BULK_UPDATE, options: { ifKnown: 'updateMetadata', maxConcurrentRequests: 1 } };
				const node = await run(server, rows(4), parameters, { credential: { apiToken: 'blocked-while-updating' } });
				expectEachItemOnce(node, 4);
				expect(node.success.map(itemOf)).toEqual([0, 1]);
				expect(codesOf(node.error)).toEqual({ keyBlocked: 2 });
			},
		);
	});
});

test('a dry run says what would be updated, and changes nothing', async () => {
	const sheet = rows(5);
	await withSimulator({ existing: knownFrom(sheet, new Set([1, 2])) }, async (simulator) => {
		const node = await run(simulator, sheet, { ...BULK_UPDATE, dryRun: true });
		expectEachItemOnce(node, 5);
		expect(node.success.map(({ json }) => json.wouldBe)).toEqual(['sent', 'updated', 'updated', 'sent', 'sent']);
		expect(byItem(node).get(1)).toMatchObject({ dryRun: true, known: true, existingLead: { _id: expect.any(String) } });
		expect(byItem(node).get(1)).not.toHaveProperty('updated');
		expect(node.hints.join()).toContain('Dry run: 3 of 5 leads would be sent, 2 known ones would be updated.');
		expect(simulator.books.updates).toEqual([]);
		expect(simulator.books.created).toEqual([]);
	});
});

test('what was reported before is updated when it comes back', async () => {
	const sheet = rows(5);
	await withSimulator({ existing: knownFrom(sheet, new Set([1, 2])) }, async (simulator) => {
		const reported = await run(simulator, sheet, { ...BULK, ...WITH_CITY });
		expect(codesOf(reported.error)).toEqual({ alreadyExists: 2 });
		const items = reported.error.map(({ json }): IDataObject => json);
		const node = await run(simulator, items, { ...BULK, ...UPDATE });
		expectEachItemOnce(node, 2);
		expect(node.success.map(({ json }) => json.updated)).toEqual([true, true]);
		expect(simulator.books.updates).toHaveLength(2);
		expect(simulator.books.duplicates).toEqual([]);
	});
});

test('as a tool: the agent reads that nobody is called', async () => {
	await withSimulator({ existing: knownFrom(rows(1), new Set([0]), { processId: PROCESS }) }, async (simulator) => {
		const mapping = {
			leadFields: { mappingMode: 'defineBelow', value: { phone: '={{ $json.phone }}', name: '={{ $json.name }}' } },
		};
		const node = await run(simulator, rows(1), { ...SINGLE, ...mapping, ...UPDATE }, TOOL);
		expect(node.success[0]?.json).toMatchObject({
			status: 'updated',
			known: true,
			message: expect.stringContaining('is not called'),
		});
	});
});
