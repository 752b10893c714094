// Conditions that somebody added to a collection: filters, a group, a process. One that has no value for an item is a fault of that item,
// since without it the question would be about everybody (docs/rules.md, rule 12).
import type { IDataObject } from 'n8n-workflow';
import { readCell, type CellKind } from '../../input/cell';
import { readEmail } from '../../input/email';
import { compileId, normalisedId } from '../../input/ids';
import type { ItemReading } from '../../input/itemReading';
import { otherNotationsOf } from '../../input/notations';
import type { Evaluate } from '../../input/parameter';
import { readPhone } from '../../input/phone';
import { shown } from '../../model/fault';
import { faultOfId } from '../../model/lead';

/** What is read as a condition, and what a message calls it. */
const CONDITIONS = {
	currentState: 'a state',
	email: 'an email address',
	groupId: 'a group ID',
	lastDisposition: 'a disposition',
	phone: 'a phone number',
	processId: 'the ID of a process',
	referenceId: 'a reference ID',
} as const;
export type ConditionName = keyof typeof CONDITIONS;

const KINDS: Readonly<Record<ConditionName, CellKind>> = {
	currentState: 'text',
	email: 'email',
	groupId: 'id',
	lastDisposition: 'text',
	phone: 'phone',
	processId: 'id',
	referenceId: 'id',
};

/** What an item asks for by one condition: the value first, then other ways of writing it. */
export type Values = readonly [string, ...string[]];

/** The conditions of one item that have a value. Those that have none are among the faults of its reading. */
export type Conditions = Partial<Record<ConditionName, Values>>;

/**
 * Compiles the conditions that are there, once for all items. One that was added and left empty is there.
 * @param collection the name of the parameter that holds them, such as `filters`
 * @param given what it contains, expressions as text
 */
export function conditionsReader(
	collection: string,
	given: IDataObject,
	names: readonly ConditionName[],
	evaluate: Evaluate,
): (reading: ItemReading) => Conditions {
	const added = names
		.filter((name) => Object.hasOwn(given, name))
		.map((name) => ({ name, parameter: compileId(`${collection}.${name}`, given[name], evaluate) }));
	return (reading) => {
		const conditions: Conditions = {};
		for (const { name, parameter } of added) {
			const faultsBefore = reading.faults.length;
			const value = reading.value(name, parameter);
			if (reading.faults.length > faultsBefore) continue;
			const values = valuesOf(name, value, reading);
			if (values !== undefined) conditions[name] = values;
		}
		return conditions;
	};
}

function valuesOf(name: ConditionName, value: unknown, reading: ItemReading): Values | undefined {
	const cell = readCell(value, KINDS[name]);
	const text = reading.textIn(name, cell);
	if (text === undefined) {
		if ('text' in cell) reading.faults.push({ field: name, code: 'missing', message: nothing(name, value) });
		return undefined;
	}
	const read = readValues(name, text);
	if (!('fault' in read)) return read;
	reading.faults.push({ field: name, code: 'invalid', message: read.fault });
	return undefined;
}

function nothing(name: ConditionName, value: unknown): string {
	const found = typeof value === 'string' && value.trim() !== '' ? shown(value) : 'nothing';
	return `found ${found}, expected ${CONDITIONS[name]}. Give it a value for each item, or remove it from the node`;
}

/** Reads what Initiate reads in the same way. */
function readValues(name: ConditionName, text: string): Values | { fault: string } {
	switch (name) {
		case 'phone': {
			const reading = readPhone(text);
			return 'phone' in reading
				? distinct(reading.phone, ...otherNotationsOf(reading.phone), text)
				: { fault: reading.message };
		}
		case 'email': {
			const reading = readEmail(text);
			return 'email' in reading ? distinct(reading.email.toLowerCase(), reading.email) : { fault: reading.message };
		}
		case 'processId': {
			const fault = faultOfId(name, text);
			return fault === undefined ? [normalisedId(text)] : { fault: fault.message };
		}
		case 'currentState':
		case 'groupId':
		case 'lastDisposition':
		case 'referenceId':
			return [text];
	}
}

function distinct(first: string, ...others: string[]): Values {
	return [first, ...new Set(others.filter((other) => other !== first))];
}
