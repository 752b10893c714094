// The table of resources and operations. What n8n shows of them follows from it; a new operation is a file of its own and a line here.
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { get as getActivity } from './activity/get';
import { getStats } from './activity/getStats';
import { bulkInitiate } from './lead/bulkInitiate';
import { get as getLead } from './lead/get';
import { getAll as getLeads } from './lead/getAll';
import { initiate } from './lead/initiate';
import { update } from './lead/update';
import { waitForOutcome } from './lead/waitForOutcome';
import { getAll as getProcesses } from './process/getAll';
import { withPropertyHint } from './builderHints';
import { shownFor, type Resource } from './operation';
import { readParameter } from '../host/setUp';
import { refuseAll } from './perform';

/** By their names in a saved workflow; in the order in which n8n lists them. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
	activity: { name: 'Activity', default: 'get', operations: { get: getActivity, getStats } },
	lead: {
		name: 'Lead',
		default: 'initiate',
		operations: { bulkInitiate, get: getLead, getAll: getLeads, initiate, update, waitForOutcome },
	},
	process: { name: 'Process', default: 'getAll', operations: { getAll: getProcesses } },
};

/** All parameters of the node, each with the condition that shows it. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: Object.entries(RESOURCES).map(([value, { name }]) => ({ name, value })),
		default: 'lead',
	},
	...Object.entries(RESOURCES).flatMap(([resource, table]) => propertiesOf(resource, table)),
];

/** The choice of the operation, and its parameters: one that several operations list is there once, shown for each of them. */
function propertiesOf(resource: string, { operations, default: first }: Resource): INodeProperties[] {
	const shownIn = new Map<INodeProperties, string[]>();
	for (const [operation, { properties: own }] of Object.entries(operations)) {
		for (const property of own) shownIn.set(property, [...(shownIn.get(property) ?? []), operation]);
	}
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: Object.entries(operations).map(([value, { name, action, description, builderHint }]) => {
				const choice = { name, value, action, description };
				return builderHint === undefined ? choice : withPropertyHint(choice, builderHint);
			}),
			default: first,
		},
		...[...shownIn].flatMap(([property, operation]) => shownFor({ resource: [resource], operation }, [property])),
	];
}

const CHOSEN = '$parameter["resource"] + " " + $parameter["operation"]';

/** What is shown under the node on the canvas, such as "Lead: Get Many". */
export const subtitle = `={{ (${JSON.stringify(subtitles())})[${CHOSEN}] }}`;

function subtitles(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(RESOURCES).flatMap(([resource, { name: resourceName, operations }]) =>
			Object.entries(operations).map(([operation, { name }]) => [
				`${resource} ${operation}`,
				`${resourceName}: ${name}`,
			]),
		),
	);
}

/** Runs the operation that the node's parameters name. @throws NodeOperationError if there is none, unless On Error says to continue. */
export async function executeOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choice = readParameter('A parameter of the node', () => ({
		resource: context.getNodeParameter('resource', 0, 'lead'),
		operation: context.getNodeParameter('operation', 0, undefined),
	}));
	if ('fault' in choice) return refuseAll(context, choice);
	const { resource, operation } = choice.value;
	const table = entryOf(RESOURCES, resource);
	const chosen = table && entryOf(table.operations, operation ?? table.default);
	if (chosen !== undefined) return await chosen.execute(context);
	const named = [resource, operation].map((name) => JSON.stringify(name)).join(', ');
	return refuseAll(context, {
		fault: `The chosen operation cannot be run: this version of the node has none for ${named}`,
	});
}

function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: unknown): Entry | undefined {
	return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}
