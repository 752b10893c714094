// Which lead is meant: by its id in Uservox, or by the user's own reference with project and process.
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { compileId, normalisedId, projectAndProcessReader } from '../../input/ids';
import type { ItemReading, ReadSettings } from '../../input/itemReading';
import { compileParameter, type CompiledParameter } from '../../input/parameter';
import { faultOfId } from '../../model/lead';
import type { Failed } from '../../model/ended';
import { shownFor } from '../operation';
import { missingOf } from './ids';
import { PER_ITEM, processLocator } from './process';
import { projectParameter } from './project';

export const identifyProperties: INodeProperties[] = [
	{
		displayName: 'Identify By',
		name: 'identifyBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Lead ID', value: 'leadId', description: 'The ID that Uservox gave the lead' },
			{
				name: 'Reference ID',
				value: 'referenceId',
				description: 'Your own ID for the lead, such as the one in your CRM',
			},
		],
		default: 'leadId',
		description: 'How to find the lead',
	},
	...shownFor({ identifyBy: ['leadId'] }, [
		{
			displayName: 'Lead ID',
			name: 'leadId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 507f1f77bcf86cd799439013',
			description: 'The ID of the lead in Uservox: 24 hexadecimal digits, "_id" of an initiated lead',
		},
	]),
	...shownFor({ identifyBy: ['referenceId'] }, [
		{
			displayName: 'Reference ID',
			name: 'referenceId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. crm-1024',
			description: 'Your own ID for the lead, as it was sent. It is unique within a process.',
		},
		{ ...processLocator, required: true, description: `The process of the lead. ${PER_ITEM}` },
		projectParameter,
	]),
];

/** One lead, as the API's queries and bodies name it. */
export type Identity = { leadId: string } | { referenceId: string; projectId: string; processId: string };

/** What could be read of it, and what is wrong. */
export interface ReadIdentity {
	subject: IDataObject;
	identity?: Identity;
	missing?: Failed['missing'];
}

/** Compiles the parameters that name a lead, once for all items; faults go to the reading. */
export function identityReader(
	settings: ReadSettings,
): ((reading: ItemReading) => ReadIdentity) & { parameters: CompiledParameter[] } {
	const { parameters, evaluate } = settings;
	if (parameters.identifyBy !== 'referenceId') {
		const parameter = compileId('leadId', parameters.leadId, evaluate);
		const read = (reading: ItemReading): ReadIdentity => {
			const given = reading.text('leadId', reading.value('leadId', parameter), 'id');
			const leadId = given === undefined ? undefined : normalisedId(given);
			const fault = reading.faults.length > 0 ? undefined : faultOfId('leadId', leadId);
			if (fault !== undefined) reading.faults.push(fault);
			return {
				subject: { leadId },
				identity: leadId === undefined ? undefined : { leadId },
			};
		};
		return Object.assign(read, { parameters: [parameter] });
	}
	const parameter = compileParameter('referenceId', parameters.referenceId, evaluate);
	const projectAndProcess = projectAndProcessReader(settings);
	const read = (reading: ItemReading): ReadIdentity => {
		const referenceId = reading.text('referenceId', reading.value('referenceId', parameter), 'id');
		if (referenceId === undefined && reading.faults.length === 0) {
			reading.faults.push({ field: 'referenceId', message: 'found nothing, expected your own ID for the lead' });
		}
		const { projectId, processId } = projectAndProcess(reading);
		const missing = missingOf({ projectId, processId }, ['projectId', 'processId'], reading);
		const isWhole = referenceId !== undefined && projectId !== undefined && processId !== undefined;
		return {
			subject: { referenceId, projectId, processId },
			identity: isWhole ? { referenceId, projectId, processId } : undefined,
			missing,
		};
	};
	return Object.assign(read, { parameters: [parameter, ...projectAndProcess.parameters] });
}
