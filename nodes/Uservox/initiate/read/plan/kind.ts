// What a column holds, by the words of its header.
import type { Sense } from '../../../input/header/lexicon';
import type { LeadFieldId } from '../../../model/lead';
import type { Word } from './word';

/**
 * A lead field, or what tells something of one. `contact` and `person` are people without a word of what is known of them: their
 * values tell whether it is a phone, an email or a name.
 */
export type Kind =
	| LeadFieldId
	| 'firstOrFullName'
	| 'lastOrFullName'
	| 'company'
	| 'contact'
	| 'person'
	| 'fax'
	| 'countryCode'
	| 'areaCode'
	| 'extension'
	| 'label'
	| 'doNotCall'
	| 'mayCall'
	| 'status'
	| 'direction'
	| 'testLead'
	| 'none';

export interface KindOfHeader {
	kind: Kind;
	/** Whether the values have to prove it. */
	isByValue: boolean;
}

const PHONES: readonly Sense[] = ['phone', 'mobile', 'landline', 'whatsapp'];
const NAMES: readonly Sense[] = ['name', 'first-name', 'last-name', 'first-or-full-name', 'last-or-full-name'];
const KINDS: readonly Sense[] = [...PHONES, ...NAMES, 'email', 'other-name'];
/** Whom a lead may be. */
export const POSSIBLE_LEADS: readonly Sense[] = [
	'lead',
	'contact',
	'member',
	'user',
	'parent',
	'trade',
	'child',
	'billing',
	'shipping',
];
/** Them, and whoever never is the lead, such as its owner. */
const PEOPLE: readonly Sense[] = [...POSSIBLE_LEADS, 'never'];
/** What may stand beside a person without saying what is known of them. */
const AROUND_PEOPLE: readonly Sense[] = [...PEOPLE, 'filler', 'address', 'alternate', 'company'];

const NONE: KindOfHeader = { kind: 'none', isByValue: false };

/**
 * What a column holds.
 * @param main the words of the header itself
 * @param remarked those of its remarks in brackets
 * @param outer those of the containers that it stands in
 */
export function kindOf(main: readonly Word[], remarked: readonly Word[], outer: readonly Word[]): KindOfHeader {
	const words = [...main, ...remarked].map((word) =>
		isNameAndPerson(word) && hasAnotherKind(main, word) ? asPerson(word) : word,
	);
	const own = words.slice(0, main.length);
	const has = (...senses: Sense[]) => words.some((word) => senses.some((sense) => word.senses.has(sense)));
	const hasOwn = (...senses: Sense[]) => own.some((word) => senses.some((sense) => word.senses.has(sense)));
	const kind = (of: Kind, ...senses: readonly Sense[]): KindOfHeader => ({
		kind: of,
		isByValue: isOnlyByValue(words, senses),
	});
	const outerHas = (...senses: Sense[]) => outer.some((word) => senses.some((sense) => word.senses.has(sense)));

	const hasPhone = has(...PHONES);
	const isAboutMessages =
		(has('whatsapp') && !has('phone', 'mobile')) || [...words, ...outer].some(({ text }) => text === 'sms');
	if (has('do-not-call'))
		return (has('email') && !hasPhone) || isAboutMessages ? NONE : kind('doNotCall', 'do-not-call');
	if (outerHas('do-not-call'))
		return has('email') || outerHas('email', 'whatsapp') || isAboutMessages ? NONE : kind('doNotCall', 'status');
	if (has('may-call') && !hasOwn('number')) return kind('mayCall', 'may-call');
	if (own[0]?.senses.has('permission')) return NONE;
	if (has('test-lead')) return kind('testLead', 'test-lead');
	if (has('fax')) return kind('fax', 'fax');
	if (hasOwn('label') && (hasPhone || has('email') || hasOwn('number'))) return kind('label', 'label');
	if (hasOwn('country-code')) return kind('countryCode', 'country-code');
	if (hasOwn('area-code') && !hasOwn('other-name')) return kind('areaCode', 'area-code');
	if (hasOwn('extension') && !hasOwn('work')) return kind('extension', 'extension');
	if (hasPhone && has('email')) return { kind: 'contact', isByValue: true };
	if (hasPhone) return has(...NAMES) ? NONE : kind('phone', ...PHONES);
	if (has('email')) return has(...NAMES) ? NONE : kind('email', 'email');
	if (has('from', 'to')) return { kind: 'phone', isByValue: true };
	if (hasOwn('number')) return numberKind(has, own);
	if (has(...NAMES, 'other-name') || outerHas('name')) return nameKind(has, outerHas, kind, isOfPerson(own));
	if (hasOwn('reference')) return kind('referenceId', 'reference');
	if (hasOwn('group') && own.length === 1) return kind('groupId', 'group');
	if (hasOwn('status') && !has(...PEOPLE.filter((sense) => sense !== 'contact' && sense !== 'lead')))
		return kind('status', 'status');
	if (has('direction')) return kind('direction', 'direction');
	const isAll = (senses: readonly Sense[]) => own.every((word) => senses.some((sense) => word.senses.has(sense)));
	if (has('work', 'home') && isAll(['work', 'home', 'filler', 'alternate'])) return { kind: 'phone', isByValue: true };
	if (own.length === 1 && hasOwn('label')) return { kind: 'label', isByValue: true };
	if (words.length > 0 && words.every(({ senses }) => AROUND_PEOPLE.some((sense) => senses.has(sense))))
		return personKind(has);
	return NONE;
}

/** "Ansprechpartner" is a name alone, and a person beside another word: "Ansprechpartner Telefon". */
function isNameAndPerson({ senses }: Word): boolean {
	return KINDS.some((sense) => senses.has(sense)) && PEOPLE.some((sense) => senses.has(sense));
}

function hasAnotherKind(words: readonly Word[], word: Word): boolean {
	return words.some(
		(one) => one !== word && (one.senses.has('number') || KINDS.some((sense) => one.senses.has(sense))),
	);
}

function asPerson(word: Word): Word {
	return { ...word, senses: new Set([...word.senses].filter((sense) => !KINDS.includes(sense))) };
}

/** Whether a kind hangs on words alone that the values have to prove. */
function isOnlyByValue(words: readonly Word[], senses: readonly Sense[]): boolean {
	const saying = words.filter((word) => senses.some((sense) => word.senses.has(sense)));
	return (
		saying.length > 0 &&
		saying.every((word) => senses.every((sense) => !word.senses.has(sense) || word.byValue.has(sense)))
	);
}

type Has = (...senses: Sense[]) => boolean;

/** "Contact number" is a phone; "work number" and "number" may be; "customer number" hardly is. */
function numberKind(has: Has, own: readonly Word[]): KindOfHeader {
	if (has('thing', 'reference', 'group', 'country-code', ...NAMES)) return NONE;
	return { kind: 'phone', isByValue: !(has('contact') && own.length > 1) };
}

/** "Ticket requester name" is the requester's, "lead product name" a product's: what stands right before a name has it. */
function isOfPerson(own: readonly Word[]): boolean {
	const words = own.filter(({ senses }) => senses.size > 0 && [...senses].some((sense) => sense !== 'filler'));
	const at = words.findIndex(({ senses }) => NAMES.some((sense) => senses.has(sense)));
	const before = words[at - 1];
	return before !== undefined && PEOPLE.some((sense) => before.senses.has(sense)) && !before.senses.has('thing');
}

function nameKind(
	has: Has,
	outerHas: Has,
	kind: (of: Kind, ...senses: Sense[]) => KindOfHeader,
	isPersons: boolean,
): KindOfHeader {
	if (has('thing') && !isPersons) return NONE;
	if (has('first-name') && has('last-name')) return kind('name', 'first-name', 'last-name');
	if (has('other-name')) return NONE;
	if (has('first-name')) return kind('firstName', 'first-name');
	if (has('last-name')) return kind('lastName', 'last-name');
	const isOfCompany = (has('company') || outerHas('company')) && !has('contact', 'lead') && !outerHas('contact');
	if (!has(...NAMES)) return NONE;
	if (isOfCompany || (has('work') && has('name'))) return kind('company', ...NAMES);
	if (has('name')) return kind('name', 'name');
	if (has('first-or-full-name') && has('last-or-full-name'))
		return kind('name', 'first-or-full-name', 'last-or-full-name');
	if (has('first-or-full-name')) return kind('firstOrFullName', 'first-or-full-name');
	return kind('lastOrFullName', 'last-or-full-name');
}

function personKind(has: Has): KindOfHeader {
	if (has('contact') && !has('company', 'lead', 'member', 'user', 'parent', 'trade', 'child', 'never'))
		return { kind: 'contact', isByValue: true };
	if (has(...PEOPLE)) return { kind: 'person', isByValue: true };
	return has('company') ? { kind: 'company', isByValue: false } : NONE;
}
