// What the user chooses first: the resource, the operation, and whether leads are new or exist already.
import type { INodeProperties } from 'n8n-workflow';

export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Lead', value: 'lead' }],
		default: 'lead',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['lead'] } },
		options: [
			{
				name: 'Initiate Lead',
				value: 'initiate',
				action: 'Initiate a lead',
				description:
					'Hand over each item in a request of its own: best for one lead at a time, such as a new CRM contact',
			},
			{
				name: 'Bulk Initiate Leads',
				value: 'bulkInitiate',
				action: 'Bulk initiate leads',
				description: 'Hand over all items in as few requests as possible: best for a sheet or a list',
			},
		],
		default: 'initiate',
	},
	{
		displayName:
			'Every run hands leads to Uservox, and its agents may phone them at once, also when you only test this step. Switch on "Dry Run" under Options to see what would be sent.',
		name: 'callNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['lead'] } },
	},
	{
		displayName: 'Leads Are',
		name: 'leadSource',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['lead'] } },
		options: [
			{
				name: 'New',
				value: 'new',
				description: 'Create leads in Uservox from the input items',
			},
			{
				name: 'Already in Uservox',
				value: 'existing',
				description: 'Start leads that exist in Uservox, by their ID',
			},
		],
		default: 'new',
		description: 'Whether to create leads from the items or to start leads that Uservox has already',
	},
];
