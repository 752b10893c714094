// Custom fields of a lead: none, all other input fields, listed ones, or an object.
import type { INodeProperties } from 'n8n-workflow';

export const metadataProperties: INodeProperties[] = [
	{
		displayName: 'Metadata',
		name: 'metadata',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Other Input Fields',
				value: 'unmapped',
				description: 'Every input field that no lead field has taken',
			},
			{ name: 'JSON', value: 'json', description: 'An object that you write' },
			{ name: 'Name and Value Pairs', value: 'fields', description: 'Fields that you list below' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		description: 'Custom fields of the lead, which the calling agent can use as variables',
	},
	{
		displayName: 'Metadata Fields',
		name: 'metadataFields',
		description: 'The custom fields, each with its name and value',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: { metadata: ['fields'] } },
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. city',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. Pune',
					},
				],
			},
		],
	},
	{
		displayName: 'Metadata JSON',
		name: 'metadataJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "city": "Pune" }',
		displayOptions: { show: { metadata: ['json'] } },
		description: 'An object, or text that contains one',
	},
];
