// Get Many Leads: the leads of a project by filter, on pages of 100.
import type { IDataObject } from 'n8n-workflow';
import type { SetUpFault } from '../../host/setUp';
import { projectReader } from '../../input/ids';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { found } from '../../model/ended';
import type { Operation } from '../operation';
import { valuesOf } from '../parameters/collection';
import { conditionsReader, type Conditions } from '../parameters/conditions';
import { missingOf } from '../parameters/ids';
import { limitParameters, limitReader } from '../parameters/limit';
import { nameLocator } from '../parameters/name';
import { processLocator } from '../parameters/process';
import { projectParameter } from '../parameters/project';
import { optionsWith } from '../parameters/requestOptions';
import { showAs, simplifiedLead, simplifyParameter } from '../parameters/simplify';
import { perform, type Work } from '../perform';
import type { SetUp } from '../setUp';
import { findLeads } from './findLeads';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many leads',
	description:
		'Find leads of a project by phone, email, reference ID, state or last disposition. Use it for a list, or when you do not know the ID of a lead.',
	properties: [
		projectParameter,
		...limitParameters,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Only leads that match all filters',
			options: [
				nameLocator('searchStates', {
					displayName: 'Current State',
					name: 'currentState',
					placeholder: 'e.g. interested',
					description: 'A state of the process, such as "make_first_call", "interested" or "lost"',
				}),
				{
					displayName: 'Email',
					name: 'email',
					type: 'string',
					default: '',
					placeholder: 'e.g. jane@example.com',
					description: 'The email address of the lead',
				},
				nameLocator('searchDispositions', {
					displayName: 'Last Disposition',
					name: 'lastDisposition',
					placeholder: 'e.g. callback requested',
					description: 'The last outcome of a call, by the name it has in the process',
				}),
				{
					displayName: 'Phone',
					name: 'phone',
					type: 'string',
					default: '',
					placeholder: 'e.g. +12025550123',
					description: 'The phone number of the lead, ideally with its country code',
				},
				{ ...processLocator, description: 'Only leads of this process' },
				{
					displayName: 'Reference ID',
					name: 'referenceId',
					type: 'string',
					default: '',
					placeholder: 'e.g. crm-1024',
					description: 'Your own ID for the lead, as it was sent',
				},
			],
		},
		simplifyParameter(),
		optionsWith(),
	],
	execute: async (context) => await perform(context, prepare),
};

const FILTERS = ['phone', 'email', 'referenceId', 'currentState', 'lastDisposition', 'processId'] as const;

interface Asked {
	projectId: string;
	filters: Conditions;
	limit: number;
}

function prepare(setUp: SetUp): Work<Asked> | SetUpFault {
	const shown = showAs(simplifiedLead, setUp);
	if ('fault' in shown) return shown;
	return {
		noun: 'lead',
		read: readerOfFilters(setUp),
		ask: async ({ projectId, filters, limit }) => {
			const result = await findLeads(setUp, projectId, filters, limit);
			return 'errorCode' in result ? result : { ...found(result.leads.map(shown.show)), note: result.note };
		},
	};
}

function readerOfFilters(setUp: SetUp): Work<Asked>['read'] {
	const { parameters, evaluate } = setUp;
	const conditionsOf = conditionsReader('filters', valuesOf(parameters.filters), FILTERS, evaluate);
	const projectOf = projectReader(setUp);
	const limitOf = limitReader(parameters, evaluate);

	return (json: IDataObject, itemIndex: number) => {
		const reading = new ItemReading(sourceOf(json), itemIndex);
		const projectId = projectOf(reading);
		const filters = conditionsOf(reading);
		const limit = limitOf(reading);
		const missing = missingOf({ projectId }, ['projectId'], reading);
		const { faults } = reading;
		const shown = Object.fromEntries(Object.entries(filters).map(([name, [value]]) => [name, value]));
		const subject: IDataObject = { projectId, filters: shown };
		if (faults.length > 0 || projectId === undefined || limit === undefined) {
			return { subject, faults, missing };
		}
		return { subject, asked: { projectId, filters, limit } };
	};
}
