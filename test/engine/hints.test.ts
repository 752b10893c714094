// What n8n shows besides the items: hints before a run, the hint for an Error output that nothing takes, and what its AI builder reads.
import { NodeConnectionTypes, Workflow, type IDataObject, type INode, type INodeProperties } from 'n8n-workflow';
import { built } from '../built';
import { isObject } from '../values';
import { outputsOf, runWorkflow, sheetWorkflow, type NodeRun } from './engine';
import { BULK, mapped, people, PROCESS, PROJECT, run, TOKEN, withSimulator } from './support';

const { Uservox } = built('nodes/Uservox/Uservox.node');
const { UservoxTrigger } = built('nodes/Uservox/UservoxTrigger.node');

const LONE = 'Nothing is connected to the output Error';
const OPERATIONS: Array<[string, INode['parameters']]> = [
	['Bulk Initiate', BULK],
	['Get', { resource: 'lead', operation: 'get', leadId: '={{ $json.name }}' }],
];

describe('an Error output that nothing takes', () => {
	/** Runs the node with nodes behind these of its outputs. */
	async function withConnected(
		outputs: number[],
		parameters: INode['parameters'],
		items: IDataObject[],
	): Promise<NodeRun> {
		return await withSimulator({}, async (simulator) => {
			const { file, pinData } = sheetWorkflow(items, parameters);
			const behind = (output: number): INode => ({
				id: `behind ${output}`,
				name: `Behind ${output}`,
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			});
			file.nodes.push(...outputs.map(behind));
			const to = (output: number) =>
				outputs.includes(output) ? [{ node: `Behind ${output}`, type: NodeConnectionTypes.Main, index: 0 }] : [];
			file.connections = { ...file.connections, Uservox: { main: [to(0), to(1)] } };
			const credential = { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT };
			return outputsOf(await runWorkflow(file, { credential, pinData }));
		});
	}

	test.each(OPERATIONS)('%s says so, if items left there', async (_name, parameters) => {
		const items = [{ name: 'Lead 0', phone: 'x' }];
		for (const outputs of [[], [0]]) {
			expect((await withConnected(outputs, parameters, items)).hints.join()).toContain(LONE);
		}
		for (const outputs of [[1], [0, 1]]) {
			expect((await withConnected(outputs, parameters, items)).hints.join()).not.toContain(LONE);
		}
	});

	test('it is silent if nothing left there', async () => {
		expect((await withConnected([], BULK, people(2))).hints.join()).not.toContain(LONE);
	});
});

test('numbers of a sheet are taken where fields are mapped by hand, whatever the editor keeps of the fields’ types', async () => {
	const types = {
		schema: [{ id: 'phone', displayName: 'Phone', type: 'string', display: true }],
		attemptToConvertTypes: false,
	};
	for (const convertFieldsToString of [true, false]) {
		await withSimulator({}, async (simulator) => {
			const { leadFields } = mapped({
				phone: '={{ $json.Mobile }}',
				name: '={{ $json.Name }}',
				referenceId: '={{ $json.ID }}',
			});
			const parameters = {
				...BULK,
				leadFields: { ...(isObject(leadFields) ? leadFields : {}), ...types, convertFieldsToString },
			};
			const node = await run(simulator, [{ Mobile: 12025550123, Name: 'Lead 0', ID: 4711 }], parameters);
			expect(node.error).toEqual([]);
			expect(simulator.books.created[0]).toMatchObject({ phone: '12025550123', referenceId: '4711' });
		});
	}
});

test.each<[string, IDataObject[], boolean, number]>([
	['a column of another name', [{ DNC: 'yes' }, { DNC: '' }], true, 2],
	['a box that nobody ticked in one item', [{}, { 'Do Not Call': 'yes' }], false, 1],
	['a column without a yes', [{ 'Do Not Call': '' }, { 'Do Not Call': 'no' }], false, 2],
])('Do Not Call by hand, %s: said where nothing was found in any item', async (_what, cells, isSaid, sent) => {
	await withSimulator({}, async (simulator) => {
		const rows = people(2).map((person, index) => ({ ...person, ...cells[index] }));
		const fields = { name: '={{ $json.name }}', phone: '={{ $json.phone }}', doNotCall: '={{ $json["Do Not Call"] }}' };
		const node = await run(simulator, rows, { ...BULK, ...mapped(fields) });
		expect(node.success).toHaveLength(sent);
		expect(/Do Not Call: the expression gave nothing for any of the 2 items/.test(node.hints.join())).toBe(isSaid);
	});
});

describe('hints before a run', () => {
	const { hints = [], properties } = new Uservox().description;

	/** Which of them n8n shows with these parameters and so many items. */
	function shown(parameters: INode['parameters'], count: number): string[] {
		const node: INode = { id: 'u', name: 'U', type: 'u', typeVersion: 1, position: [0, 0], parameters };
		const type = { description: { ...new Uservox().description, properties } };
		const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
		const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: false, nodeTypes });
		const items = people(count).map((json) => ({ json }));
		const data = { main: [items] };
		return hints
			.filter(
				({ displayCondition = '' }) =>
					workflow.expression.getParameterValue(
						displayCondition,
						null,
						0,
						0,
						'U',
						items,
						'manual',
						{},
						{ node, data, source: null },
					) === true,
			)
			.map(({ message }) => message);
	}

	test.each<[string, INode['parameters'], number, RegExp[]]>([
		['a list, one by one', { operation: 'initiate' }, 21, [/Uservox calls them/, /Bulk Initiate/]],
		['few, one by one', { operation: 'initiate' }, 20, [/Uservox calls them/]],
		['a list in bulk', { operation: 'bulkInitiate' }, 500, [/Uservox calls them/]],
		['a dry run', { operation: 'bulkInitiate', dryRun: true }, 5, []],
		['stored only', { operation: 'bulkInitiate', init: false }, 5, []],
		['a question', { operation: 'get' }, 500, []],
		['another resource', { resource: 'process', operation: 'getAll' }, 500, []],
	])('are those that fit: %s', (_name, parameters, count, expected) => {
		const messages = shown(
			{ resource: 'lead', leadSource: 'new', processId: PROCESS, init: true, dryRun: false, ...parameters },
			count,
		);
		expect(messages).toEqual(expected.map((text) => expect.stringMatching(text)));
	});

	test('each is one quiet sentence or two', () => {
		for (const { message, type } of hints) {
			expect(type).toBe('info');
			expect(message).not.toMatch(/!|<|[A-Z]{4}/);
		}
	});
});

describe('what n8n’s AI builder reads', () => {
	/** Every hint in a description, with where it is. */
	function builderHints(value: unknown, path = ''): Array<[string, unknown]> {
		if (Array.isArray(value))
			return value.flatMap((entry, index) => builderHints(entry, `${path}.${textOfName(entry) ?? index}`));
		if (!isObject(value)) return [];
		return Object.entries(value).flatMap(([key, inner]): Array<[string, unknown]> =>
			key === 'builderHint' ? [[path, inner]] : builderHints(inner, `${path}.${key}`),
		);
	}
	const textOfName = (entry: unknown) => (isObject(entry) && typeof entry.name === 'string' ? entry.name : undefined);

	test('both nodes, the choice of the operation and Dry Run have hints', () => {
		const paths = builderHints(new Uservox().description).map(([path]) => path);
		expect(paths).toEqual(
			expect.arrayContaining([
				'',
				'.properties.operation.options.Bulk Initiate',
				'.properties.operation.options.Initiate',
				'.properties.operation.options.Wait for Outcome',
				'.properties.dryRun',
			]),
		);
		expect(builderHints(new UservoxTrigger().description).map(([path]) => path)).toEqual(['']);
	});

	test('they say what decides: lists in bulk, real calls, both outputs, callbacks by hand', () => {
		const text = JSON.stringify(builderHints(new Uservox().description));
		for (const said of ['Bulk Initiate', 'calls real people', 'Connect both', 'Dry Run', 'Uservox Trigger'])
			expect(text).toContain(said);
		expect(text).toContain('"outputs":{"main":{"required":true}}');
		expect(JSON.stringify(builderHints(new UservoxTrigger().description))).toContain('Lead Update Callback');
	});

	test('no expression and no name of a connection type is in them', () => {
		for (const type of [new Uservox(), new UservoxTrigger()]) {
			expect(JSON.stringify(builderHints(type.description))).not.toMatch(/=?\{\{|\$json|\bai_\w+/);
		}
	});

	test('the parameters keep their own properties beside the hint', () => {
		const dryRun = new Uservox().description.properties.find(({ name }): boolean => name === 'dryRun');
		expect(dryRun).toMatchObject({ type: 'boolean', default: false } satisfies Partial<INodeProperties>);
	});
});
