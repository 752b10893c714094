// The parameters of handing leads over, one by one or in bulk.
import type { INodeProperties } from 'n8n-workflow';
import { leadFieldProperties } from './leadFields';
import { optionProperties } from './handOverOptions';
import { runProperties } from './whatARunDoes';

const choice: INodeProperties[] = [
	{
		displayName: 'Leads Are',
		name: 'leadSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'New',
				value: 'new',
				description: 'Create leads in Uservox from the input items',
			},
			{
				name: 'Already in Uservox',
				value: 'existing',
				description: 'Start leads that are already in Uservox, by their ID',
			},
		],
		default: 'new',
		description: 'Whether to create leads from the items, or start leads that Uservox already has',
	},
];

/** In the order in which the user meets them. */
export const handOverProperties: INodeProperties[] = [
	...runProperties,
	...choice,
	...leadFieldProperties,
	...optionProperties,
];
