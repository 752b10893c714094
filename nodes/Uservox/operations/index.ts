// The table of resources and operations. What n8n shows of them follows from it; a new operation is a file of its own and a line here.
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { executeUservox } from '../initiate/execute';
import { bulkInitiate } from './lead/bulkInitiate';
import { initiate } from './lead/initiate';
import { shownFor, type Operation, type Resource } from './operation';

/** By their names in a saved workflow; in the order in which n8n lists them. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
	lead: { name: 'Lead', default: 'initiate', operations: { bulkInitiate, initiate } },
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

/** The choice of the operation, and its parameters: one that several operations list stands once, shown for each of them. */
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
			options: Object.entries(operations).map(([value, { name, action, description }]) => ({
				name,
				value,
				action,
				description,
			})),
			default: first,
		},
		...[...shownIn].flatMap(([property, operation]) => shownFor({ resource: [resource], operation }, [property])),
	];
}

const CHOSEN = '$parameter["resource"] + " " + $parameter["operation"]';

/** What stands under the node on the canvas: what its operation does. */
export const subtitle = `={{ (${JSON.stringify(subtitles())})[${CHOSEN}] }}`;

function subtitles(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(RESOURCES).flatMap(([resource, { operations }]) =>
			Object.entries(operations).map(([operation, { action }]) => [`${resource} ${operation}`, action]),
		),
	);
}

/** Runs the operation that the node's parameters name. */
export async function executeOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = context.getNodeParameter('resource', 0, 'lead');
	const operation = context.getNodeParameter('operation', 0, RESOURCES[String(resource)]?.default);
	const chosen: Operation | undefined = RESOURCES[String(resource)]?.operations[String(operation)];
	return await (chosen?.execute(context) ?? executeUservox(context));
}
