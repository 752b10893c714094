// What the user says of each lead: project, process, the mapped fields, metadata, the id of an existing lead, and the start.
import type { INodeProperties, ResourceMapperFields } from 'n8n-workflow';
import { DO_NOT_CALL, LEAD_FIELDS } from '../../model/lead';
import { shownFor } from '../operation';
import { metadataProperties } from '../parameters/metadata';
import { PER_ITEM, processLocator } from '../parameters/process';
import { projectParameter } from '../parameters/project';

const forNewLeads = { show: { leadSource: ['new'] } };

/** Newer editors turn numbers of a sheet into text where text is mapped; the types of older versions do not know it. */
const NEWER_OPTIONS = { alwaysConvertFieldsToString: true };

/** What an agent fills in of a tool that was just added, as the editor writes it when the model is to define a field. */
const FROM_THE_AGENT = {
	phone: fromAgent(
		'Phone',
		'The phone number with country code, such as +12025550123, or an empty text if it is not known',
	),
	email: fromAgent('Email', 'The email address, or an empty text if it is not known'),
	name: fromAgent('Full_Name', 'The full name of the person'),
};

function fromAgent(key: string, description: string): string {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, 'string') }}`;
}

/** An agent has no columns that could be found by their headers: as a tool, the fields are mapped by hand from the start. */
const leadFields: INodeProperties = {
	displayName: 'Lead Fields',
	name: 'leadFields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'autoMapInputData', value: null },
	typeOptions: {
		resourceMapper: {
			...NEWER_OPTIONS,
			resourceMapperMethod: 'getLeadFields',
			mode: 'add',
			fieldWords: { singular: 'lead field', plural: 'lead fields' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: true,
			noFieldsError: 'The lead fields could not be loaded',
		},
	},
	description:
		'With Map Automatically, columns are understood by their headers, such as "Mobile No.", "E-mail" or "Full Name", and by their values. A lead needs a phone number or an email, and a name or a first name.',
};

export const leadFieldProperties: INodeProperties[] = [
	{
		...processLocator,
		required: true,
		displayOptions: forNewLeads,
		description: `The Uservox process that calls the leads. ${PER_ITEM}`,
	},
	{ ...projectParameter, displayOptions: forNewLeads },
	{ ...leadFields, displayOptions: { ...forNewLeads, hide: { '@tool': [true] } } },
	{
		...leadFields,
		default: { mappingMode: 'defineBelow', value: FROM_THE_AGENT },
		displayOptions: { show: { ...forNewLeads.show, '@tool': [true] } },
	},
	{
		displayName:
			'The columns are understood by their headers, in more than 40 languages, and by their values. One person\'s fields are taken, the lead\'s; when in doubt a row is not sent. To see which column feeds which field, switch on "Dry Run" and execute the step.',
		name: 'headersNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { leadSource: ['new'], '/leadFields.mappingMode': ['autoMapInputData'] },
		},
	},
	...shownFor({ leadSource: ['new'] }, metadataProperties),
	{
		displayName: 'Lead ID',
		name: 'leadId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 507f1f77bcf86cd799439013',
		displayOptions: { show: { leadSource: ['existing'] } },
		description: 'The ID of the lead in Uservox: 24 hexadecimal digits',
	},
];

/** The lead fields as n8n's resource mapper shows them. None is required: n8n would throw for an empty one. */
export function leadFieldSchema(): ResourceMapperFields {
	return {
		fields: [...LEAD_FIELDS, DO_NOT_CALL].map(({ id, displayName }) => ({
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
