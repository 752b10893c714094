// Items and parameters that nobody planned for: the node must neither lose an item nor fall.
import { jsonParse, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';
import { outputsOf, runWorkflow, sheetWorkflow } from './engine';
import {
	BULK,
	byItem,
	expectEachItemOnce,
	expectSuccessIsBooks,
	mapped,
	people,
	PROCESS,
	person,
	PROJECT,
	run,
	SINGLE,
	storedByRow,
	TOKEN,
	withSimulator,
} from './support';

async function runItems(url: string, items: INodeExecutionData[], parameters: INode['parameters']) {
	const { file } = sheetWorkflow([], parameters);
	const execution = await runWorkflow(file, {
		pinData: { Sheet: items },
		credential: { apiToken: TOKEN, projectId: PROJECT, baseUrl: url },
	});
	return outputsOf(execution);
}

test.each([
	['bulk', BULK],
	['single', SINGLE],
])('one item, %s', async (_name, parameters) => {
	await withSimulator({}, async (simulator) => {
		const node = await run(simulator, people(1), parameters);
		expectEachItemOnce(node, 1);
		expectSuccessIsBooks(node, simulator);
		expect(node.hints).toEqual(['1 lead sent. Mapped automatically: phone from "phone", full name from "name".']);
	});
});

test('items without fields, with null prototypes, lists, dates, binary data and own __proto__ keys', async () => {
	await withSimulator({}, async (simulator) => {
		const withProto = jsonParse<IDataObject>(
			'{"name":"Lead 3","phone":"+12015550103","__proto__":{"polluted":true},"constructor":"x","toString":"y"}',
		);
		const bare = Object.assign(Object.create(null) as IDataObject, person(5));
		const items: INodeExecutionData[] = [
			{ json: {} },
			{ json: person(1, { when: new Date(Date.UTC(2026, 0, 2)), list: [1, [2]], nothing: null }) },
			{ json: { ...person(2), phone: [1, 2] } },
			{ json: withProto },
			{ json: person(4), binary: { file: { data: 'eA==', mimeType: 'text/plain' } } },
			{ json: bare },
		];
		const node = await runItems(simulator.url, items, { ...BULK, metadata: 'unmapped' });
		expectEachItemOnce(node, 6);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(4);
		const metadata = new Map(simulator.books.created.map((lead) => [lead.name, JSON.stringify(lead.metadata)]));
		expect(metadata.get('Lead 1')).toBe('{"when":"2026-01-02T00:00:00.000Z","list":[1,[2]]}');
		expect(metadata.get('Lead 3')).toBe('{"__proto__":{"polluted":true},"constructor":"x","toString":"y"}');
		expect(({} as IDataObject).polluted).toBeUndefined();
	});
});

test('a lead that JSON cannot hold is that lead’s fault alone', async () => {
	await withSimulator({}, async (simulator) => {
		const circular: IDataObject = {};
		circular.self = circular;
		const node = await runItems(simulator.url, [{ json: person(0) }, { json: person(1, { deep: circular }) }], {
			...BULK,
			metadata: 'unmapped',
		});
		expectEachItemOnce(node, 2);
		expectSuccessIsBooks(node, simulator);
		expect(byItem(node).get(1)).toMatchObject({
			errorCode: 'invalidLead',
			details: [{ field: 'metadata', message: expect.stringContaining('contains itself') }],
		});
	});
});

test.each<[string, INode['parameters']]>([
	['no parameters but the operation and what is required', { operation: 'bulkInitiate', processId: PROCESS }],
	['lead fields of a wrong type', { ...BULK, leadFields: 7 }],
	['an unknown mapping mode', { ...BULK, leadFields: { mappingMode: 'other', value: 3 } }],
	['an unknown metadata mode', { ...BULK, metadata: 'everything' }],
	['metadata fields of a wrong type', { ...BULK, metadata: 'fields', metadataFields: { field: 'x' } }],
	['unknown options', { ...BULK, options: { fromTheFuture: 1 } }],
	['an unknown operation', { ...BULK, operation: 'destroy' }],
	[
		'fields nobody knows',
		{
			...BULK,
			...mapped({ __proto__: 'x', ssn: '={{ $json.phone }}', phone: '={{ $json.phone }}', name: '={{ $json.name }}' }),
		},
	],
])('every item leaves once or the node says what is wrong: %s', async (_name, parameters) => {
	await withSimulator({}, async (simulator) => {
		const node = await run(simulator, people(3), parameters);
		if (node.thrown !== undefined)
			expect(node.thrown.message).toMatch(/No (?:project|process).* is set|cannot|no such resource and operation/);
		else {
			expectEachItemOnce(node, 3);
			expectSuccessIsBooks(node, simulator);
		}
	});
});

test('emoji, right-to-left text, quotes, line breaks and 10,000 characters arrive as they are', async () => {
	await withSimulator({}, async (simulator) => {
		const notes = ['👩‍💻 "q" \\ \n\t', 'مرحبا', '<script>', 'x'.repeat(10_000), 'a\u2028b', 'null'];
		const node = await run(
			simulator,
			people(notes.length, (number) => ({ note: notes[number] })),
			{ ...BULK, metadata: 'unmapped' },
		);
		expectSuccessIsBooks(node, simulator);
		expect(storedByRow(simulator).map(({ metadata }) => metadata?.note)).toEqual(notes);
	});
});
