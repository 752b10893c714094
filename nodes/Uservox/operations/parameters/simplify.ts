// Simplify: few fields of a long answer, by name and in a fixed order.
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { asItem } from '../../api/answer/asItem';
import { asObject, type JsonObject } from '../../api/answer/parse';
import { readOptions, readParameter, type SetUpFault } from '../../host/setUp';
import { onOrOff } from '../../model/options';
import type { SetUp } from '../setUp';

/** One for each operation: what several share is where the first of them has it. */
export const simplifyParameter = (): INodeProperties => ({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

const LEAD_FIELDS = [
	'_id',
	'referenceId',
	'name',
	'phone',
	'email',
	'processId',
	'currentState',
	'lastDisposition',
	'updatedAt',
	'activities',
] as const;

const ACTIVITY_FIELDS = [
	'_id',
	'lead',
	'type',
	'status',
	'result',
	'fromState',
	'toState',
	'metadata',
	'createdAt',
	'completedAt',
] as const;

/** A result may hold the whole conversation and all variables of the agent as well. */
const RESULT_FIELDS = ['callStatus', 'duration', 'conversationId', 'analysis', 'nextState'] as const;

/** Makes an item of an object of the API, whole or simplified. */
export type Show = (object: JsonObject) => IDataObject;

const schema = z.object({ simplify: onOrOff(true) });

/** How leads or activities are shown, by the parameter Simplify, which is read once. */
export function showAs(simplified: Show, { parameters, evaluate }: SetUp): { show: Show } | SetUpFault {
	if (parameters.simplify === undefined) return { show: simplified };
	const given = readParameter('The parameter Simplify', () => evaluate('simplify', 0));
	if ('fault' in given) return given;
	const read = readOptions(schema, { simplify: given.value });
	if ('fault' in read) return read;
	return { show: read.options.simplify ? simplified : asItem };
}

/** A lead in at most ten fields. Uservox may split the name into two: here it is one. */
export function simplifiedLead(lead: JsonObject): IDataObject {
	const { firstName, lastName, activities } = lead;
	const parts = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '');
	const name = lead.name ?? (parts.length === 0 ? undefined : parts.join(' '));
	const calls = Array.isArray(activities) ? activities.map(simplifiedEntry) : activities;
	return picked({ ...lead, name, activities: calls }, LEAD_FIELDS);
}

/** An activity of a lead. Its shape is documented nowhere: what is not known as an activity stays as it is. */
function simplifiedEntry(entry: unknown): unknown {
	const activity = asObject(entry);
	return typeof activity?._id === 'string' ? simplifiedActivity(activity) : entry;
}

/** A call in at most ten fields. */
export function simplifiedActivity(activity: JsonObject): IDataObject {
	const result = asObject(activity.result);
	return picked(
		result === undefined ? activity : { ...activity, result: picked(result, RESULT_FIELDS) },
		ACTIVITY_FIELDS,
	);
}

function picked(object: JsonObject, fields: readonly string[]): IDataObject {
	const found = fields.filter((field) => object[field] !== undefined);
	return asItem(Object.fromEntries(found.map((field) => [field, object[field]])));
}
