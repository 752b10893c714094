// Stand-ins for n8n's own nodes that decide whom a template reaches: they sort and write items as n8n's nodes do, as far as templates can tell.
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';
import { textOf } from '../values';

function nodeOf(
	name: string,
	outputs: number,
	properties: INodeProperties[],
	execute: (context: IExecuteFunctions) => INodeExecutionData[][],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1, 2, 2.2, 3, 3.2, 4, 4.5, 4.7],
			description: '',
			defaults: { name },
			inputs: [NodeConnectionTypes.Main],
			outputs: Array<typeof NodeConnectionTypes.Main>(outputs).fill(NodeConnectionTypes.Main),
			properties,
		},
		async execute(this: IExecuteFunctions) {
			return execute(this);
		},
	};
}

const CONDITIONS: INodeProperties = { displayName: 'Conditions', name: 'conditions', type: 'filter', default: {} };

/** Whether an item meets the conditions at a path. n8n evaluates them itself, as for its own nodes. */
function meets(context: IExecuteFunctions, path: string, itemIndex: number): boolean {
	return context.getNodeParameter(path, itemIndex, false, { extractValue: true }) === true;
}

const paired = (items: INodeExecutionData[]) => items.map((item, index) => ({ ...item, pairedItem: { item: index } }));

const choose = nodeOf('if', 2, [CONDITIONS], (context) => {
	const items = paired(context.getInputData());
	const isMet = items.map((_, index) => meets(context, 'conditions', index));
	return [items.filter((_, index) => isMet[index]), items.filter((_, index) => !isMet[index])];
});

const MOST_RULES = 4;
const RULES: INodeProperties = {
	displayName: 'Rules',
	name: 'rules',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	options: [{ displayName: 'Values', name: 'values', values: [CONDITIONS] }],
};

const sort = nodeOf('switch', MOST_RULES, [RULES], (context) => {
	const items = paired(context.getInputData());
	const outputs: INodeExecutionData[][] = Array.from({ length: MOST_RULES }, () => []);
	const { values = [] } = (context.getNode().parameters.rules ?? {}) as { values?: unknown[] };
	for (const [index, item] of items.entries()) {
		const met = values.findIndex((_, rule) => meets(context, `rules.values[${rule}].conditions`, index));
		outputs[met]?.push(item);
	}
	return outputs;
});

const FIELDS: INodeProperties = { displayName: 'Fields', name: 'fieldsToCompare', type: 'string', default: '' };

const once = nodeOf('removeDuplicates', 1, [FIELDS], (context) => {
	const field = textOf(context.getNodeParameter('fieldsToCompare', 0, ''));
	const seen = new Set<unknown>();
	return [
		paired(context.getInputData()).filter(({ json }) => {
			const isNew = field === '' || !seen.has(json[field]);
			seen.add(json[field]);
			return isNew;
		}),
	];
});

const SHEET: INodeProperties[] = [
	{ displayName: 'Operation', name: 'operation', type: 'string', default: 'read' },
	{ displayName: 'Columns', name: 'columns', type: 'resourceMapper', default: {} },
];

/** Writes rows: what it gives is what it has written, as n8n's node does. */
const sheet = nodeOf('googleSheets', 1, SHEET, (context) => [
	context.getInputData().map((_, item) => ({
		json: context.getNodeParameter('columns.value', item, {}) as IDataObject,
		pairedItem: { item },
	})),
]);

/** By the type that workflows name. */
export const STAND_INS: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.if': choose,
	'n8n-nodes-base.switch': sort,
	'n8n-nodes-base.removeDuplicates': once,
	'n8n-nodes-base.googleSheets': sheet,
};
