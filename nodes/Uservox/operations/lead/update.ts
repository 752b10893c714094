// Update Lead: metadata, name, state and disposition of a lead. Uservox accepts the update now; its outcome comes by callback.
import type { INodeProperties } from 'n8n-workflow';
import { compileId } from '../../input/ids';
import { ItemReading } from '../../input/itemReading';
import { metadataReader, takesTheRest } from '../../input/metadata';
import { NO_REST_FOR_TOOL, type SetUpFault } from '../../host/setUp';
import { containerByHand, sourceOf } from '../../initiate/read/container';
import type { Operation } from '../operation';
import { identifyProperties, identityReader } from '../parameters/identify';
import { metadataProperties } from '../parameters/metadata';
import { nameLocator } from '../parameters/name';
import { optionsWith } from '../parameters/requestOptions';
import { valuesOf } from '../parameters/collection';
import { perform, type Work } from '../perform';
import type { SetUp } from '../setUp';
import { leadUpdate, submitUpdate, type Changes, type LeadUpdate } from './submitUpdate';

const updateFields: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	options: [
		nameLocator('searchDispositions', {
			displayName: 'Disposition',
			name: 'disposition',
			placeholder: 'e.g. not_interested',
			description:
				'The outcome to note, by the name it has in the process. It goes with a state such as "interested" or "lost".',
		}),
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Jane Doe',
			description: 'The full name of the lead',
		},
		nameLocator('searchStates', {
			displayName: 'Target State',
			name: 'targetState',
			placeholder: 'e.g. lost',
			description: 'The state of the process to put the lead in, such as "interested", "lost" or "followup_2"',
		}),
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			description: 'Who made the change, for the audit trail of Uservox',
		},
	],
};

export const update: Operation = {
	name: 'Update',
	action: 'Update lead',
	description:
		'Change the metadata, name, state or disposition of a lead. Use it, for example, to stop its calls with the state "lost". Uservox accepts the update at once, and reports by callback whether it was carried out. It fails while a call is in progress.',
	properties: [...identifyProperties, updateFields, ...metadataProperties, optionsWith()],
	execute: async (context) => await perform(context, prepare),
};

/** The fields besides metadata. Any other key would be merged into the lead's metadata by the API. */
const FIELDS = ['name', 'targetState', 'disposition', 'userId'] as const;

function prepare(setUp: SetUp): Work<LeadUpdate> | SetUpFault {
	if (setUp.asTool && takesTheRest(setUp.parameters)) return NO_REST_FOR_TOOL;
	return {
		noun: 'lead',
		read: readerOfUpdates(setUp),
		ask: async (asked) => await submitUpdate(setUp, asked),
		keyOf: ({ identity }) => JSON.stringify(identity),
	};
}

function readerOfUpdates(setUp: SetUp): Work<LeadUpdate>['read'] {
	const { parameters, evaluate } = setUp;
	const identityOf = identityReader(setUp);
	const metadataOf = metadataReader(parameters, evaluate, undefined, 'given');
	const given = valuesOf(parameters.updateFields);
	const fields = FIELDS.map((name) => ({
		name,
		parameter: compileId(`updateFields.${name}`, given[name], evaluate),
	}));
	const container = takesTheRest(parameters)
		? containerByHand(
				[...identityOf.parameters, ...fields.map(({ parameter }) => parameter)].map(({ path }) => path),
				setUp.input,
			)
		: [];
	return (json, itemIndex) => {
		const reading = new ItemReading(sourceOf(json, container), itemIndex);
		const { subject, identity, missing } = identityOf(reading);
		const changes: Changes = {};
		for (const { name, parameter } of fields) {
			const text = reading.text(name, reading.value(name, parameter));
			if (text !== undefined) changes[name] = text;
		}
		const metadata = metadataOf(reading);
		if (metadata !== undefined) changes.metadata = metadata;
		const { faults } = reading;
		const changesNothing = Object.keys(changes).every((name) => name === 'userId');
		if (changesNothing && faults.length === 0) {
			faults.push({
				field: 'updateFields',
				message: 'found nothing to update, expected a name, a target state, a disposition or metadata',
			});
		}
		if (identity === undefined || faults.length > 0) return { subject, faults, missing };
		const asked = leadUpdate(identity, changes);
		if (asked !== undefined) return { subject, asked };
		const message = 'found a value that contains itself, expected something that can be written as JSON';
		return { subject, faults: [{ field: 'metadata', message }] };
	};
}
