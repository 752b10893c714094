// What the user can tune: limits, checks and safety, all with defaults that just work. A switch that is added is on, whatever holds without it.
import type { INodeProperties } from 'n8n-workflow';
import { COUNTRY_CHOICES } from '../../model/country';
import { optionsWith } from '../parameters/requestOptions';

const onlyInBulk = { show: { '/operation': ['bulkInitiate'] } };
const onlyForNewLeads = { show: { '/leadSource': ['new'] } };

const own: INodeProperties[] = [
	{
		displayName: 'API Version',
		name: 'apiVersion',
		type: 'options',
		options: [
			{ name: '1.2 (Simplified Answers)', value: '1.2' },
			{ name: 'Default', value: 'default' },
		],
		default: 'default',
		displayOptions: onlyInBulk,
		description: 'The form of the answers. With 1.2, leads are told apart by their reference ID only.',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 1000,
		displayOptions: onlyInBulk,
		description: 'Max number of leads in one request, from 1 to 1000',
	},
	{
		displayName: 'Clean Phone Numbers',
		name: 'cleanPhoneNumbers',
		type: 'boolean',
		default: true,
		displayOptions: onlyForNewLeads,
		description:
			'Whether to clean phone numbers: spaces, punctuation and labels go, and a leading 00 becomes +. A country code is added only with a default country.',
	},
	{
		displayName: 'Default Country',
		name: 'defaultCountry',
		type: 'options',
		options: [{ name: 'None', value: '' }, ...COUNTRY_CHOICES],
		default: '',
		displayOptions: onlyForNewLeads,
		description:
			'The country of phone numbers that have no country code. They are sent in international form. A number that cannot be one of this country leaves on Error as "invalidLead".',
	},
	{
		displayName: 'Duplicate Guard',
		name: 'duplicateGuard',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask Uservox which leads it knows before any is sent, and to wait before duplicates block your key for an hour',
	},
	{
		displayName: 'If Known',
		name: 'ifKnown',
		type: 'options',
		options: [
			{
				name: 'Report',
				value: 'report',
				description: 'Known leads leave on Error as "alreadyExists", and nothing about them changes',
			},
			{
				name: 'Update Metadata',
				value: 'updateMetadata',
				description: 'Known leads get the metadata and the name of their row, and leave on Success with "known": true',
			},
		],
		default: 'report',
		displayOptions: onlyForNewLeads,
		description:
			'What to do with leads that Uservox has already. They are never called by it. It needs Duplicate Guard, which finds them.',
	},
	{
		displayName: 'Include Input',
		name: 'includeInput',
		type: 'boolean',
		default: true,
		description: 'Whether to add the input item to each output item, as the field "input"',
	},
	{
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 10,
		description: 'Max number of requests under way at the same time, from 1 to 20',
	},
	{
		displayName: 'Skip Repeated Input',
		name: 'skipInputDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to send a lead once when the input holds it several times. The others leave on Error as "duplicateInInput".',
	},
	{
		displayName: 'Validate Leads',
		name: 'validateLeads',
		type: 'boolean',
		default: true,
		description:
			'Whether to check leads before they are sent. Leads that fail leave on Error as "invalidLead", with every fault named.',
	},
];

export const optionProperties: INodeProperties[] = [optionsWith(...own)];
