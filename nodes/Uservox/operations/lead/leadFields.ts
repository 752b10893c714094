// What the user says of each lead: project, process, the mapped fields, metadata, the id of an existing lead, and the start.
import type { INodeProperties, ResourceMapperFields } from 'n8n-workflow';
import { LEAD_FIELDS } from '../../model/lead';
import { processLocator } from '../parameters/process';

const forNewLeads = { show: { leadSource: ['new'] } };

export const leadFieldProperties: INodeProperties[] = [
	{
		displayName: 'Project ID',
		name: 'projectId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 507f1f77bcf86cd799439011',
		displayOptions: forNewLeads,
		description:
			'The Uservox project, as 24 hexadecimal digits, found in the project settings. Empty: the field "projectId" of the item, else the project of the credential.',
	},
	{
		...processLocator,
		displayOptions: forNewLeads,
		description: 'The Uservox process that calls the leads. By ID and empty: the field "processId" of the item.',
	},
	{
		displayName: 'Lead Fields',
		name: 'leadFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getLeadFields',
				mode: 'add',
				fieldWords: { singular: 'lead field', plural: 'lead fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
				noFieldsError: 'The lead fields could not be loaded',
			},
		},
		displayOptions: forNewLeads,
		description:
			'Automatically: input fields are taken by their name or a usual header, such as "Mobile No.", "E-mail" or "Full Name". A lead needs a phone number or an email, and a name or a first name.',
	},
	{
		displayName:
			'Usual headers are understood as well, such as "Mobile No.", "E-mail", "Full Name" or "CRM ID", in any spelling',
		name: 'headersNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { leadSource: ['new'], '/leadFields.mappingMode': ['autoMapInputData'] },
		},
	},
	{
		displayName: 'Metadata',
		name: 'metadata',
		type: 'options',
		noDataExpression: true,
		displayOptions: forNewLeads,
		options: [
			{
				name: 'All Other Input Fields',
				value: 'unmapped',
				description: 'Every input field that no lead field has taken',
			},
			{ name: 'JSON', value: 'json', description: 'An object of your own' },
			{ name: 'Name and Value Pairs', value: 'fields', description: 'Fields you list below' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		description: 'Custom fields of the lead, which the calling agent can use as variables',
	},
	{
		displayName: 'Metadata Fields',
		name: 'metadataFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: { leadSource: ['new'], metadata: ['fields'] } },
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
		displayOptions: { show: { leadSource: ['new'], metadata: ['json'] } },
		description: 'An object, such as {{ $JSON.details }}, or text that is one',
	},
	{
		displayName: 'Lead ID',
		name: 'leadId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 507f1f77bcf86cd799439013',
		displayOptions: { show: { leadSource: ['existing'] } },
		description: 'The ID of the lead in Uservox, as 24 hexadecimal digits',
	},
	{
		displayName: 'Start Calling',
		name: 'init',
		type: 'boolean',
		default: true,
		description: 'Whether to start calling the lead at once',
	},
];

/** The lead fields as n8n's resource mapper shows them. None is required: n8n would throw for an empty one. */
export function leadFieldSchema(): ResourceMapperFields {
	return {
		fields: LEAD_FIELDS.map(({ id, displayName }) => ({
			id,
			displayName,
			type: 'string',
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
		})),
	};
}
