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
	inputs = 1,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1, 2, 2.2, 3, 3.2, 4, 4.5, 4.7],
			description: '',
			defaults: { name },
			inputs: Array<typeof NodeConnectionTypes.Main>(inputs).fill(NodeConnectionTypes.Main),
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

const text = (name: string): INodeProperties => ({ displayName: name, name, type: 'string', default: '' });
const anything = (name: string): INodeProperties => ({ displayName: name, name, type: 'json', default: {} });

/** Each value once, of a column or an expression; what earlier executions have seen is not remembered. */
const once = nodeOf('removeDuplicates', 1, [text('fieldsToCompare'), text('dedupeValue')], (context) => {
	const field = textOf(context.getNodeParameter('fieldsToCompare', 0, ''));
	const seen = new Set<unknown>();
	return [
		paired(context.getInputData()).filter(({ json }, item) => {
			if (field === '' && context.getNode().parameters.dedupeValue === '') return true;
			const value = field === '' ? context.getNodeParameter('dedupeValue', item, '') : json[field];
			const isNew = !seen.has(value);
			seen.add(value);
			return isNew;
		}),
	];
});

/** What a service outside holds, by its items: tests put it there. */
const HELD: INodeProperties = { displayName: 'Held', name: 'held', type: 'string', default: '[]' };
const heldBy = (context: IExecuteFunctions) => JSON.parse(textOf(context.getNodeParameter('held', 0))) as IDataObject[];

const LOOKUP: INodeProperties = {
	displayName: 'Filters',
	name: 'filtersUI',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	options: [{ displayName: 'Filter', name: 'values', values: [text('lookupColumn'), text('lookupValue')] }],
};
const SHEET: INodeProperties[] = [
	{ displayName: 'Operation', name: 'operation', type: 'string', default: 'read' },
	{ displayName: 'Columns', name: 'columns', type: 'resourceMapper', default: {} },
	LOOKUP,
	HELD,
];

/** The rows in which any of the columns holds the value that is looked up, as n8n's node compares them: as texts. */
function rowsFound(context: IExecuteFunctions, item: number): IDataObject[] {
	const wanted = context.getNodeParameter('filtersUI.values', item, []) as IDataObject[];
	return heldBy(context).filter((row) =>
		wanted.some(
			({ lookupColumn, lookupValue }) => textOf(row[textOf(lookupColumn)] ?? '') === textOf(lookupValue ?? ''),
		),
	);
}

/** Finds rows, or writes them: what it gives then is what it has written, as n8n's node does. */
const sheet = nodeOf('googleSheets', 1, SHEET, (context) => [
	context.getInputData().flatMap((_, item) => {
		const isRead = context.getNodeParameter('operation', item, 'read') === 'read';
		const rows = isRead
			? rowsFound(context, item)
			: [context.getNodeParameter('columns.value', item, {}) as IDataObject];
		return rows.map((json) => ({ json, pairedItem: { item } }));
	}),
]);

/** Each item with the parameters that are handed over to a service outside. */
function handedOver(context: IExecuteFunctions, parameters: readonly INodeProperties[]): INodeExecutionData[] {
	return context.getInputData().map(({ json }, item) => ({
		json: parameters.reduce<IDataObject>(
			(all, { name }) => ({ ...all, [name]: context.getNodeParameter(name, item, '') }),
			json,
		),
		pairedItem: { item },
	}));
}

/** A node that gives what it hands over. */
function outside(name: string, parameters: INodeProperties[]): INodeType {
	return nodeOf(name, 1, parameters, (context) => [handedOver(context, parameters)]);
}

const NOTED = [text('email'), anything('metadata'), anything('additionalFields')];

/** Gets contacts by their ID, or gives what it notes. */
const hubspot = nodeOf('hubspot', 1, [text('operation'), anything('contactId'), HELD, ...NOTED], (context) => {
	if (context.getNodeParameter('operation', 0, '') !== 'get') return [handedOver(context, NOTED)];
	return [
		context.getInputData().flatMap((_, item) => {
			const wanted = textOf(context.getNodeParameter('contactId.value', item, ''));
			return heldBy(context)
				.filter(({ vid }) => textOf(vid) === wanted)
				.map((json) => ({ json, pairedItem: { item } }));
		}),
	];
});

/** All items in a list of one. */
const aggregate = nodeOf('aggregate', 1, [text('destinationFieldName')], (context) => {
	const name = textOf(context.getNodeParameter('destinationFieldName', 0));
	return [[{ json: { [name]: context.getInputData().map(({ json }) => json) } }]];
});

/** The items of a list. */
const splitOut = nodeOf('splitOut', 1, [text('fieldToSplitOut')], (context) => [
	context.getInputData().flatMap(({ json }, item) => {
		const path = textOf(context.getNodeParameter('fieldToSplitOut', item)).split('.');
		const list = path.reduce<IDataObject>((inner, key) => inner[key] as IDataObject, json);
		return (Object.values(list) as IDataObject[]).map((one) => ({ json: one, pairedItem: { item } }));
	}),
]);

/** Only the fields that are set. */
const set = nodeOf('set', 1, [anything('assignments')], (context) => [
	context.getInputData().map((_, item) => {
		const fields = context.getNodeParameter('assignments.assignments', item, []) as IDataObject[];
		return {
			json: Object.fromEntries(fields.map(({ name, value }) => [textOf(name), value])),
			pairedItem: { item },
		};
	}),
]);

const NUMBER_INPUTS: INodeProperties = { displayName: 'Inputs', name: 'numberInputs', type: 'number', default: 2 };
const MOST_INPUTS = 4;

/** The items of all inputs, one input after the other. */
const merge = nodeOf(
	'merge',
	1,
	[NUMBER_INPUTS],
	(context) => {
		const inputs = Array.from({ length: Number(context.getNodeParameter('numberInputs', 0)) }, (_, input) => input);
		return [
			inputs.flatMap((input) =>
				context.getInputData(input).map((one, item) => ({ ...one, pairedItem: { item, input } })),
			),
		];
	},
	MOST_INPUTS,
);

/** By the type that workflows name. */
export const STAND_INS: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.if': choose,
	'n8n-nodes-base.switch': sort,
	'n8n-nodes-base.removeDuplicates': once,
	'n8n-nodes-base.googleSheets': sheet,
	'n8n-nodes-base.hubspot': hubspot,
	'n8n-nodes-base.aggregate': aggregate,
	'n8n-nodes-base.splitOut': splitOut,
	'n8n-nodes-base.set': set,
	'n8n-nodes-base.merge': merge,
	'n8n-nodes-base.httpRequest': outside('httpRequest', [text('jsonBody')]),
	'n8n-nodes-base.slack': outside('slack', [text('text')]),
	'n8n-nodes-base.emailSend': outside('emailSend', [text('subject'), text('html')]),
};
