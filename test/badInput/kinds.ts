// What each kind of parameter does with each value, and why. Written by people: the test compares the node with it, and docs/bad-input.md shows it.
import {
	ABSENT,
	AT_ITS_WORD,
	CONDITION,
	contactAlone,
	FAILED_NODE,
	FAILS,
	idOfSetUp,
	NONE_THAT_IS_RIGHT,
	objectId,
	optional,
	optionOfRun,
	OTHER,
	refused,
	SPOILT,
	UNREADABLE,
	WITHOUT,
	WORDS,
	wordsTaken,
	type Rule,
} from './rules';

const LIST_OF_ONE_NAME: Rule = {
	values: ['a list'],
	asked: 'hands over with $field "a"',
	out: 'Success',
	why: 'A list of one name is that name.',
};

/** Every kind of parameter, by what it means that it has no value. */
export const KINDS = {
	'a switch that calls': [
		{
			values: ABSENT,
			asked: 'hands over without $field',
			out: 'Success',
			why: 'An empty switch is off: the lead is stored and not called, and the hint counts it.',
		},
		refused(NONE_THAT_IS_RIGHT, 'invalidLead', 'It is neither yes nor no: whether to call somebody is not guessed.'),
	],
	'a switch that protects': [
		{
			values: [...ABSENT, ...NONE_THAT_IS_RIGHT],
			asked: 'nothing',
			out: FAILED_NODE,
			why: 'Whoever set it wants the protection: a missing value must not take it away.',
		},
	],
	'an option of a run that hands over': optionOfRun('hands over'),
	'an option of a run that reads': optionOfRun('asks'),
	'the process or project of new leads': idOfSetUp('invalidLead'),
	'the process or project of a question': idOfSetUp('invalidInput'),
	'a contact alone': contactAlone(),
	'a phone number beside an email': [
		{
			...WITHOUT,
			why: 'It means nothing in a contact cell. The hint counts leads that have no number, so that nobody can phone them.',
		},
		{
			values: ['a wrong type', 'a list'],
			asked: 'hands over without $field',
			out: 'Success, with a warning',
			why: 'It holds no number at all, so that nothing is lost.',
		},
		refused(['an object', '10 MB of text', FAILS], 'invalidLead', SPOILT),
	],
	'an email beside a phone number': [
		{ ...WITHOUT, why: 'It means nothing in a contact cell, and the lead can be phoned.' },
		{
			values: ['a wrong type', 'an object', 'a list'],
			asked: 'hands over without $field',
			out: 'Success, with a warning',
			why: 'It is not an address, and the lead can be phoned.',
		},
		refused(['10 MB of text', FAILS], 'invalidLead', SPOILT),
	],
	'the name of a lead': [
		refused(ABSENT, 'invalidLead', 'A lead needs a name.'),
		refused(WORDS, 'invalidLead', 'Nobody has that name, and the agent would say it.'),
		LIST_OF_ONE_NAME,
		refused(['a wrong type', 'an object', '10 MB of text', FAILS], 'invalidLead', UNREADABLE),
	],
	'a part of a name': [
		{ values: ABSENT, asked: 'hands over without $field', out: 'Success', why: 'What is absent is not sent.' },
		{
			values: WORDS,
			asked: 'hands over without $field',
			out: 'Success',
			why: 'Nobody has that name, and the agent would say it.',
		},
		LIST_OF_ONE_NAME,
		refused(['a wrong type', 'an object', '10 MB of text', FAILS], 'invalidLead', UNREADABLE),
	],
	'a field of a lead': optional('hands over', 'Success', 'invalidLead'),
	'a switch that keeps back': [
		{
			values: ABSENT,
			asked: 'hands over',
			out: 'Success',
			why: 'An empty switch is off: nobody has said that this lead must not be called.',
		},
		{ values: WORDS, asked: 'hands over', out: 'Success', why: 'Sheets have such signs in place of an empty cell.' },
		{
			values: OTHER,
			asked: 'nothing',
			out: 'Error `doNotCall`',
			why: 'True says so (the wrong type here is a yes). What is neither yes nor no may mean it.',
		},
		refused([FAILS], 'invalidLead', UNREADABLE),
	],
	'the ID of a lead to be started': objectId('invalidLead', 'Nothing says which lead is meant.'),
	'the ID of a lead or a call': objectId('invalidInput', 'Nothing says which one is meant.'),
	'the reference of a lead': wordsTaken('asks', 'Error `leadNotFound`', 'Nothing says which lead is meant.'),
	'a filter': wordsTaken('asks', 'no item', CONDITION),
	'a filter by contact': [
		refused([...ABSENT, ...WORDS], 'invalidInput', `It means nothing in a contact cell. ${CONDITION}`),
		refused([...OTHER, FAILS], 'invalidInput', UNREADABLE),
	],
	'a filter by ID': objectId('invalidInput', CONDITION),
	'a group of calls': wordsTaken('asks', 'Success', CONDITION),
	'a switch that widens': [
		{ values: ABSENT, asked: 'asks', out: 'Success', why: 'An empty switch is off: the limit counts.' },
		refused(NONE_THAT_IS_RIGHT, 'invalidInput', UNREADABLE),
	],
	'a limit': [
		{ values: ABSENT, asked: 'asks with $field "50"', out: 'Success', why: 'It has its default, never all.' },
		refused(NONE_THAT_IS_RIGHT, 'invalidInput', UNREADABLE),
	],
	'a change of a lead': optional('updates', 'Success', 'invalidInput'),
	'the name of a metadata field': [
		refused(ABSENT, 'invalidLead', 'Its value would be lost silently.'),
		{ values: WORDS, asked: 'hands over with metadata {$value:"Pune"}', out: 'Success', why: AT_ITS_WORD },
		refused([...OTHER, FAILS], 'invalidLead', UNREADABLE),
	],
	'the name of a metadata field that changes': [
		refused(ABSENT, 'invalidInput', 'Its value would be lost silently.'),
		{ values: WORDS, asked: 'updates with metadata {$value:"Pune"}', out: 'Success', why: AT_ITS_WORD },
		refused([...OTHER, FAILS], 'invalidInput', UNREADABLE),
	],
	'the value of a metadata field': [
		{
			values: ABSENT,
			asked: 'hands over without metadata',
			out: 'Success',
			why: 'A new lead has no old value that it could empty.',
		},
		{
			values: [...WORDS, 'a wrong type', 'an object', 'a list'],
			asked: 'hands over with metadata {"city":$value}',
			out: 'Success',
			why: 'Metadata may be anything that JSON can hold.',
		},
		refused(['10 MB of text', FAILS], 'invalidLead', 'It is too large, or cannot be read.'),
	],
	'the value of a metadata field that changes': [
		{
			values: ['nothing there'],
			asked: 'updates without metadata',
			out: 'Success',
			why: 'What is absent is not sent.',
		},
		{
			values: ['null', '""'],
			asked: 'updates with metadata {"city":$value}',
			out: 'Success',
			why: 'An empty value that was given empties the field.',
		},
		{
			values: ['blanks'],
			asked: 'updates with metadata {"city":""}',
			out: 'Success',
			why: 'Blanks are an empty value that was given.',
		},
		{
			values: [...WORDS, 'a wrong type', 'an object', 'a list'],
			asked: 'updates with metadata {"city":$value}',
			out: 'Success',
			why: 'Metadata may be anything that JSON can hold.',
		},
		refused(['10 MB of text', FAILS], 'invalidInput', 'It is too large, or cannot be read.'),
	],
	'the metadata as JSON': [
		{ values: ABSENT, asked: 'hands over without metadata', out: 'Success', why: 'What is absent is not sent.' },
		{ values: ['an object'], asked: 'hands over with metadata {"a":1}', out: 'Success', why: 'It is what is wanted.' },
		refused([...WORDS, 'a wrong type', 'a list', '10 MB of text', FAILS], 'invalidLead', 'It is not a JSON object.'),
	],
	'the metadata that changes as JSON': [
		{ values: ABSENT, asked: 'updates without metadata', out: 'Success', why: 'What is absent is not sent.' },
		{ values: ['an object'], asked: 'updates with metadata {"a":1}', out: 'Success', why: 'It is what is wanted.' },
		refused([...WORDS, 'a wrong type', 'a list', '10 MB of text', FAILS], 'invalidInput', 'It is not a JSON object.'),
	],
	'the states to wait for': [
		refused(ABSENT, 'invalidInput', 'The wait would end at once, or never.'),
		{
			values: [...WORDS, 'a list'],
			asked: 'asks',
			out: 'Error `stillOpen`',
			why: 'A state may have any name, and several may be given.',
		},
		refused(['a wrong type', 'an object', '10 MB of text', FAILS], 'invalidInput', UNREADABLE),
	],
	'a date': [
		refused(ABSENT, 'invalidInput', 'Without it, the figures would be those of all days.'),
		refused(NONE_THAT_IS_RIGHT, 'invalidInput', 'It is not a date.'),
	],
} as const satisfies Record<string, readonly Rule[]>;

export type Kind = keyof typeof KINDS;

export function rulesOf(kind: Kind): readonly Rule[] {
	return KINDS[kind];
}
