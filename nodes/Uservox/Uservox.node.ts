// The node: what n8n shows of it, and where its work begins.
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { executeOperation, properties, subtitle } from './operations';
import { NODE_HINT } from './operations/builderHints';
import { hints } from './operations/hints';
import { leadFieldSchema } from './operations/lead/leadFields';
import { searchProcesses } from './operations/process/search';
import { searchDispositions, searchStates } from './operations/process/searchNames';

export class Uservox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uservox',
		name: 'uservox',
		icon: { light: 'file:uservox.svg', dark: 'file:uservox.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Hand leads to Uservox, whose AI agents call them, and learn how the calls went',
		defaults: { name: 'Uservox' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Success' },
			{ type: NodeConnectionTypes.Main, displayName: 'Error' },
		],
		credentials: [{ name: 'uservoxApi', required: true }],
		hints,
		properties,
		...NODE_HINT,
	};

	methods = {
		listSearch: { searchDispositions, searchProcesses, searchStates },
		resourceMapping: { getLeadFields: async () => leadFieldSchema() },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this);
	}
}
