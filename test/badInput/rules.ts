// What the rules of kinds.ts are made of: groups of values, reasons, and rules that several kinds share.
import type { ValueName } from './values';

export interface Rule {
	values: readonly ValueName[];
	/** What is asked of Uservox. `$field` and `$value` are replaced by the parameter's field and the value. */
	asked: string;
	/** What comes out. `$field` as above. */
	out: string;
	why: string;
}

export const ABSENT = ['nothing there', 'null', '""', 'blanks'] as const;
export const WORDS = ['"-"', '"N/A"'] as const;
export const OTHER = ['a wrong type', 'an object', 'a list', '10 MB of text'] as const;
export const FAILS = 'an expression that fails' as const;
export const NONE_THAT_IS_RIGHT = [...WORDS, ...OTHER, FAILS] as const;

export const FAILED_NODE = 'the node fails, and names the parameter';
export const UNREADABLE = 'It cannot be read, and is not guessed.';
export const AT_ITS_WORD = 'Words are placeholders only where a phone number or an email is read.';
export const CONDITION = 'Without it, the question would be about everybody.';

export const refused = (
	values: Rule['values'],
	code: 'invalidLead' | 'invalidInput',
	why: string,
	field = '$field',
): Rule => ({
	values,
	asked: 'nothing',
	out: `Error \`${code}\`: ${field}`,
	why,
});

/** Text that a condition or an id takes at its word. */
export function wordsTaken(
	verb: string,
	out: string,
	absent: string,
	code: 'invalidLead' | 'invalidInput' = 'invalidInput',
): Rule[] {
	return [
		refused(ABSENT, code, absent),
		{ values: WORDS, asked: `${verb} with $field $value`, out, why: AT_ITS_WORD },
		refused([...OTHER, FAILS], code, UNREADABLE),
	];
}

/** An id of 24 digits: nothing else can be one. */
export function objectId(code: 'invalidLead' | 'invalidInput', absent: string): Rule[] {
	return [refused(ABSENT, code, absent), refused(NONE_THAT_IS_RIGHT, code, 'It is not an ID.')];
}

/** One that all items share; none of them names it here. */
export function idOfSetUp(code: 'invalidLead' | 'invalidInput'): Rule[] {
	return [
		{
			values: ABSENT,
			asked: 'nothing',
			out: FAILED_NODE,
			why: 'The item’s own field and the credential do not replace an expression without a value. Here no item has one, so that the node fails; where others have, this item leaves on Error.',
		},
		refused(NONE_THAT_IS_RIGHT, code, 'It is not an ID.'),
	];
}

/** A field that goes along where it is there. */
export function optional(verb: string, out: string, code: 'invalidLead' | 'invalidInput'): Rule[] {
	return [
		{ values: ABSENT, asked: `${verb} without $field`, out, why: 'What is absent is not sent.' },
		{ values: WORDS, asked: `${verb} with $field $value`, out, why: AT_ITS_WORD },
		refused([...OTHER, FAILS], code, UNREADABLE),
	];
}

export const contactAlone = (): Rule[] => [
	refused(
		[...ABSENT, ...WORDS],
		'invalidLead',
		'It means nothing in a contact cell, and a lead needs a phone number or an email.',
		'phone',
	),
	refused([...OTHER, FAILS], 'invalidLead', UNREADABLE),
];

export const WITHOUT = { values: [...ABSENT, ...WORDS], asked: 'hands over without $field', out: 'Success' } as const;
export const SPOILT = 'It may be a spoilt value: without it, the lead would be a different one.';

/** An option that holds for all items. */
export function optionOfRun(verb: string): Rule[] {
	return [
		{ values: ABSENT, asked: verb, out: 'Success', why: 'It has its default, which is the careful one.' },
		{
			values: NONE_THAT_IS_RIGHT,
			asked: 'nothing',
			out: FAILED_NODE,
			why: 'It concerns all items, and is not guessed.',
		},
	];
}
