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
		description: 'The form of the answers of Uservox. With 1.2, they identify leads by their reference ID only.',
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
			'Whether to clean phone numbers: spaces, punctuation and labels are removed, and a leading 00 becomes +. A country code is added only if you choose a Default Country.',
	},
	{
		displayName: 'Default Country',
		name: 'defaultCountry',
		type: 'options',
		options: [{ name: 'None', value: '' }, ...COUNTRY_CHOICES],
		default: '',
		displayOptions: onlyForNewLeads,
		description:
			'The country of phone numbers that have no country code. They are sent in international form. A number that cannot belong to this country leaves on Error as "invalidLead".',
	},
	{
		displayName: 'Duplicate Guard',
		name: 'duplicateGuard',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask Uservox which leads it already has before any is sent, and wait when one more duplicate could block your key for an hour',
	},
	{
		displayName: 'If Known',
		name: 'ifKnown',
		type: 'options',
		options: [
			{
				name: 'Report',
				value: 'report',
				description: 'Known leads leave on Error as "alreadyExists", and stay as they are',
			},
			{
				name: 'Update Metadata',
				value: 'updateMetadata',
				description: 'Known leads get the name and the metadata of their row, and leave on Success with "known": true',
			},
		],
		default: 'report',
		displayOptions: onlyForNewLeads,
		description:
			'What to do with leads that Uservox already has. Neither choice calls them. It needs Duplicate Guard, which finds them.',
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
			'Whether to send a lead only once when the input contains it several times. The repeats leave on Error as "duplicateInInput".',
	},
	{
		displayName: 'Validate Leads',
		name: 'validateLeads',
		type: 'boolean',
		default: true,
		description:
			'Whether to check leads before they are sent. Those that fail leave on Error as "invalidLead", with all their faults listed.',
	},
];

export const optionProperties: INodeProperties[] = [optionsWith(...own)];
