// Update Lead: nothing but what the vendor's page lists goes out, and a change of state never happens twice.
import type { IDataObject, INode } from 'n8n-workflow';
import {
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	withServer,
	withSimulator,
} from './support';

const UPDATE = { resource: 'lead', operation: 'update', leadId: '={{ $json.id }}' };
const ids = Array.from({ length: 12 }, (_, number) => `64c${String(number).padStart(21, '0')}`);
const ID = ids[0] ?? '';
const existing = ids.map((_id, number) => ({
	_id,
	name: `Lead ${number}`,
	phone: phoneOf(number),
	referenceId: `R-${number}`,
	processId: PROCESS,
	metadata: { city: 'Pune' },
}));
const once = (fault: object) => [{ match: { kind: 'update' as const }, fault }] as never;

describe('what goes out', () => {
	test('only the keys of the vendor’s page, only those that are set, and metadata only if there is some', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const items: IDataObject[] = [
				{ id: ids[0], name: 'Jane Doe' },
				{ id: ids[1], state: 'lost', why: 'not_interested', who: 'u-7' },
				{ id: ids[2], state: '', name: ' ', why: null, name2: 'x' },
			];
			const updateFields = {
				name: '={{ $json.name }}',
				targetState: '={{ $json.state }}',
				disposition: '={{ $json.why }}',
				userId: '={{ $json.who }}',
			};
			const node = await run(simulator, items, { ...UPDATE, updateFields, metadata: 'none' });
			expectEachItemOnce(node, 3);
			expect(simulator.books.updates.map(({ body }) => body)).toEqual([
				{ leadId: ids[0], name: 'Jane Doe' },
				{ leadId: ids[1], targetState: 'lost', disposition: 'not_interested', userId: 'u-7' },
			]);
			expect(byItem(node).get(0)).toEqual({ leadId: ids[0], success: true, message: 'Lead update initiated' });
			expect(byItem(node).get(2)).toMatchObject({
				errorCode: 'invalidInput',
				leadId: ids[2],
				details: [{ field: 'updateFields', message: expect.stringContaining('found nothing to update') }],
			});
		});
	});

	test.each([
		['fields', { metadata: 'fields', metadataFields: { field: [{ name: 'city', value: '={{ $json.City }}' }] } }],
		['json', { metadata: 'json', metadataJson: '={{ { city: $json.City } }}' }],
		['unmapped', { metadata: 'unmapped' }],
	])('metadata by %s', async (mode, parameters) => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, [{ id: ID, City: 'Delhi' }], { ...UPDATE, ...parameters });
			expect(node.success).toHaveLength(1);
			const metadata = mode === 'unmapped' ? { City: 'Delhi' } : { city: 'Delhi' };
			expect(simulator.books.updates.map(({ body }) => body)).toEqual([{ leadId: ID, metadata }]);
		});
	});

	test.each<[string, INode['parameters']]>([
		[
			'fields',
			{
				metadata: 'fields',
				metadataFields: { field: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, value: `={{ $json.${name} }}` })) },
			},
		],
		['fields, one of them fixed', { metadata: 'fields', metadataFields: { field: [{ name: 'a', value: '' }] } }],
		['unmapped', { metadata: 'unmapped' }],
		['json', { metadata: 'json', metadataJson: '={{ { a: $json.a, b: $json.b, c: $json.c, d: $json.d } }}' }],
	])(
		'an empty value that was given empties the field, and what is absent is not sent: %s',
		async (mode, parameters) => {
			await withSimulator({ existing }, async (simulator) => {
				const item = { id: ID, a: '', b: null, c: mode === 'json' ? '' : ' ', d: 'x' };
				const node = await run(simulator, [item], { ...UPDATE, ...parameters });
				expect(node.success).toHaveLength(1);
				const metadata = mode.includes('fixed') ? { a: '' } : { a: '', b: null, c: '', d: 'x' };
				expect(simulator.books.updates.map(({ body }) => body)).toEqual([{ leadId: ID, metadata }]);
			});
		},
	);

	test.each([
		['a list', '={{ [1] }}', /expected a JSON object/],
		['a text', 'hello', /expected a JSON object/],
		['a number', '={{ 5 }}', /expected a JSON object/],
		['an expression that fails', '={{ $json.a.b.c() }}', /./],
	])('metadata that is %s: nothing is asked', async (_name, metadataJson, message) => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, [{ id: ID }], { ...UPDATE, metadata: 'json', metadataJson });
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidInput',
				leadId: ID,
				details: [{ field: expect.any(String), message: expect.stringMatching(message) }],
			});
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('an update of nothing: an empty object, a user id alone', async () => {
		await withSimulator({ existing }, async (simulator) => {
			for (const parameters of [
				{},
				{ metadata: 'json', metadataJson: '{}' },
				{ metadata: 'fields' },
				{ updateFields: { userId: 'u-7' } },
			]) {
				const node = await run(simulator, [{ id: ID }], { ...UPDATE, ...parameters });
				expect(codesOf(node.error)).toEqual({ invalidInput: 1 });
			}
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('by reference, with project and process', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, [{ ref: 'R-1' }, { ref: 'nobody' }], {
				resource: 'lead',
				operation: 'update',
				identifyBy: 'referenceId',
				referenceId: '={{ $json.ref }}',
				processId: { __rl: true, mode: 'id', value: PROCESS },
				updateFields: { targetState: 'lost' },
			});
			expectEachItemOnce(node, 2);
			expect(simulator.books.updates[0]?.body).toEqual({
				referenceId: 'R-1',
				projectId: PROJECT,
				processId: PROCESS,
				targetState: 'lost',
			});
			expect(byItem(node).get(1)).toMatchObject({ errorCode: 'leadNotFound', referenceId: 'nobody', httpStatus: 404 });
		});
	});

	test('several updates of one lead arrive in the order of the input, though the first has to be sent again', async () => {
		await withSimulator({ existing, faults: once({ type: 'dropBefore' }) }, async (simulator) => {
			const items = Array.from({ length: 12 }, (_, number) => ({ id: ids[number % 3], step: `s${number}` }));
			const node = await run(simulator, items, { ...UPDATE, updateFields: { name: '={{ $json.step }}' } });
			expectEachItemOnce(node, 12);
			for (const id of ids.slice(0, 3)) {
				const steps = simulator.books.updates.filter(({ leadId }) => leadId === id).map(({ body }) => body.name);
				expect(steps).toEqual(items.filter((item) => item.id === id).map(({ step }) => step));
			}
		});
	});
});

describe('all other input fields are looked for where Initiate looks for them', () => {
	const REQUEST = { headers: { host: 'x' }, params: {}, query: { utm: 'a' }, webhookUrl: 'u', executionMode: 'test' };
	const RECORD = { id: 'R-1', createdAt: '2026-01-01', updatedAt: '2026-01-02', archived: false };
	const inside = { city: 'Pune', plan: { name: 'Gold' } };
	const byReference = { identifyBy: 'referenceId', processId: PROCESS };
	test.each<[string, IDataObject, INode['parameters'], IDataObject]>([
		[
			'the body of a Webhook',
			{ ...REQUEST, body: { ...inside, ref: 'R-1' } },
			{ referenceId: '={{ $json.body.ref }}' },
			inside,
		],
		['the body, though the lead is named elsewhere', { ...REQUEST, body: inside }, { referenceId: 'R-1' }, inside],
		[
			'the properties of a record',
			{ ...RECORD, properties: { ...inside, ref: 'R-1' } },
			{ referenceId: '={{ $json.properties.ref }}' },
			inside,
		],
		[
			'the properties of a record whose id is the reference',
			{ ...RECORD, properties: inside },
			{ referenceId: '={{ $json.id }}' },
			inside,
		],
		['the fields of a record', { id: 'rec1', createdTime: 'x', fields: inside }, { referenceId: 'R-1' }, inside],
		[
			'the item itself, whose objects are values',
			{ ref: 'R-1', city: 'Pune', fields: { a: 1 }, row_number: 2 },
			{ referenceId: '={{ $json.ref }}' },
			{ city: 'Pune', fields: { a: 1 } },
		],
	])('what stands beside them there goes along, and nothing else: %s', async (_name, item, parameters, metadata) => {
		const known = [{ ...existing[0], referenceId: 'R-1', processId: PROCESS }];
		await withSimulator({ existing: known }, async (simulator) => {
			const node = await run(simulator, [item], { ...UPDATE, ...byReference, ...parameters, metadata: 'unmapped' });
			expectEachItemOnce(node, 1);
			expect(simulator.books.updates.map(({ body }) => body.metadata)).toEqual([metadata]);
		});
	});

	test('as a tool there are none: its input is the agent’s', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const tool = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
			const node = await run(simulator, [{ id: ID, query: {} }], { ...UPDATE, metadata: 'unmapped' }, tool);
			expect(node.thrown?.message).toContain('cannot take "All Other Input Fields" as metadata');
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

describe('what it says', () => {
	test.each(['message', 'withUpdateId', 'lead'] as const)('answers of the form "%s"', async (updateAnswer) => {
		await withSimulator({ existing, updateAnswer }, async (simulator) => {
			const node = await run(simulator, [{ id: ID }, { id: FOREIGN }, { id: 'x' }], {
				...UPDATE,
				updateFields: { name: 'J' },
			});
			expectEachItemOnce(node, 3);
			const good = byItem(node).get(0);
			expect(good).toMatchObject({ leadId: ID, success: true });
			if (updateAnswer === 'withUpdateId') expect(good?.updateId).toMatch(/^[0-9a-f]{24}$/);
			if (updateAnswer === 'lead') expect(good?.lead).toMatchObject({ _id: ID, name: 'J' });
			expect(codesOf(node.error)).toEqual({ leadNotFound: 1, invalidInput: 1 });
			expect(node.error.map(itemOf)).toEqual([1, 2]);
		});
	});

	test('a refusal is never sent again', async () => {
		for (const [status, body, code] of [
			[400, '{"error":"Lead update is not allowed while a call is in progress for this lead"}', 'requestRefused'],
			[200, '{"success":false,"message":"Invalid target state: moon"}', 'requestRefused'],
			[403, '{"error":"projectId does not match authenticated project"}', 'wrongProject'],
		] as const) {
			await withServer(
				() => ({ status, body }),
				async (server) => {
					const settings = { onError: 'continueErrorOutput' as const };
					const node = await run(
						server,
						[{ id: ID }],
						{ ...UPDATE, updateFields: { targetState: 'moon' } },
						{ settings },
					);
					expect(codesOf(node.error)).toEqual({ [code]: 1 });
					expect(server.requests).toHaveLength(1);
				},
			);
		}
	});

	test('as a tool: accepted, or failed with a reason', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const tool = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
			const parameters = { ...UPDATE, updateFields: { targetState: 'lost' } };
			const node = await run(simulator, [{ id: ID }, { id: FOREIGN }], parameters, tool);
			expect(node.success.map(({ json }) => json)).toEqual([
				{ status: 'accepted', leadId: ID, success: true, message: 'Lead update initiated' },
				expect.objectContaining({ status: 'failed', errorCode: 'leadNotFound' }),
			]);
		});
	});
});

describe('a lost answer', () => {
	test.each([
		['the connection closes after it was taken', { type: 'dropAfter' }],
		['a failure of the server after it was taken', { type: 'status', code: 502, when: 'after' }],
		['a timeout', { type: 'hang', when: 'after' }],
		['an answer that cannot be read', { type: 'garbage', body: 'empty' }],
	])('a change of state is looked up, and not sent again: %s', async (_name, fault) => {
		await withSimulator({ existing, faults: once(fault), updateAfterMs: 0 }, async (simulator) => {
			const node = await run(simulator, [{ id: ID }], {
				...UPDATE,
				updateFields: { targetState: 'lost', disposition: 'not_interested' },
				options: { timeout: 1500 },
			});
			expect(node.success.map(({ json }) => json)).toEqual([
				expect.objectContaining({ leadId: ID, success: true, recovered: true }),
			]);
			expect(simulator.books.updates).toHaveLength(1);
		});
	});

	test('taken, but applied only later: looked at once more after a while', async () => {
		await withSimulator({ existing, faults: once({ type: 'dropAfter' }), updateAfterMs: 3_000 }, async (simulator) => {
			const node = await run(simulator, [{ id: ID }], { ...UPDATE, updateFields: { targetState: 'lost' } });
			expect(node.success[0]?.json.recovered).toBe(true);
			expect(simulator.books.summary().byKind).toMatchObject({ update: 1, get: 2 });
		});
	});

	test('it never arrived: not known, so it stays unconfirmed, and is not sent again', async () => {
		await withSimulator({ existing, faults: once({ type: 'dropBefore' }) }, async (simulator) => {
			const parameters = { ...UPDATE, updateFields: { targetState: 'lost' } };
			const node = await run(simulator, [{ id: ID }], parameters);
			expectEachItemOnce(node, 1);
			expect(node.error[0]?.json).toMatchObject({ errorCode: 'unconfirmed', retryable: false, leadId: ID });
			expect(node.error[0]?.json.error).toContain('Look at the lead in Uservox before you send it again');
			expect(simulator.books.summary().byKind).toMatchObject({ update: 1, get: 2 });
		});
	});

	test('metadata and name may be sent again: twice is the same as once', async () => {
		await withSimulator({ existing, faults: once({ type: 'dropBefore' }) }, async (simulator) => {
			const parameters = { ...UPDATE, metadata: 'json', metadataJson: '{"city":"Delhi"}' };
			const node = await run(simulator, [{ id: ID }], parameters);
			expect(node.success.map(({ json }) => json)).toEqual([
				{ leadId: ID, success: true, message: 'Lead update initiated' },
			]);
			expect(simulator.books.updates).toHaveLength(1);
		});
	});

	test('no server: nothing was sent, and the node fails', async () => {
		const parameters = { ...UPDATE, updateFields: { targetState: 'lost' }, options: { maxRetries: 1 } };
		const node = await run({ url: 'http://127.0.0.1:9/api/v1' }, [{ id: ID }], parameters);
		expect(node.thrown?.message).toContain('could not be reached');
	});
});
