// What one header means: which lead field, and how strong its claim is.
import { LEAD_FIELDS, type LeadFieldId } from '../../model/lead';
import { LONGEST_TEXT } from '../../model/limits';
import {
	ALIASES,
	COMPANY_OR_PERSON,
	ENDING,
	HALF_OR_WHOLE,
	NAME_OF,
	NUMBER_TO_CALL,
	OF_PHONES,
	PHONE_BY_VALUE_ALONE,
	PHONE_WORDS,
	QUESTIONS,
	REMARK,
	WHICH,
	WHOSE,
} from './aliases';

/** The lower, the stronger the claim: the exact name, the name written otherwise, an alias, one that may be a company's name, one that only its value can prove. */
export enum Claim {
	Exact,
	Name,
	Alias,
	CompanyOrPerson,
	ByValueAlone,
}

export interface Header {
	field: LeadFieldId;
	claim: Claim;
	/** One half of a name, which is the whole name when the other half has no column. */
	wholeAlone?: true;
}

/** Accents of Latin letters, and the dot below of Devanagari letters, which people leave out. */
const ACCENTS = /[\u0300-\u036f\u093c]+/g;

/** A header as words: lower case, without accents and punctuation, words of `camelCase` apart. */
function wordsOf(header: string): string {
	return header
		.replace(/whats\s?app/gi, 'whatsapp')
		.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
		.toLowerCase()
		.normalize('NFKD')
		.replace(ACCENTS, '')
		.replace(REMARK, ' ')
		.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
		.trim();
}

const joined = (words: string): string => words.replaceAll(' ', '');
const keyOf = (header: string): string => joined(wordsOf(header));

const KNOWN = new Map<string, Header>();
for (const word of PHONE_BY_VALUE_ALONE) KNOWN.set(keyOf(word), { field: 'phone', claim: Claim.ByValueAlone });
for (const word of COMPANY_OR_PERSON) KNOWN.set(keyOf(word), { field: 'name', claim: Claim.CompanyOrPerson });
for (const field of ['firstName', 'lastName'] as const)
	for (const word of HALF_OR_WHOLE[field]) KNOWN.set(keyOf(word), { field, claim: Claim.Alias, wholeAlone: true });
for (const { id } of LEAD_FIELDS) {
	for (const alias of ALIASES[id]) KNOWN.set(keyOf(alias), { field: id, claim: Claim.Alias });
	KNOWN.set(keyOf(id), { field: id, claim: Claim.Name });
}
const EXACT = new Map<string, Header>(LEAD_FIELDS.map(({ id }) => [id, { field: id, claim: Claim.Exact }]));

/** Fields that a question or an owner may precede. Not ids, because those would be somebody else's. */
const ASKED_FOR: ReadonlySet<LeadFieldId> = new Set(['phone', 'email', 'name', 'firstName', 'lastName']);
const OF_SEVERAL: ReadonlySet<LeadFieldId> = new Set(['phone', 'email']);

function withoutEndings(words: string): string {
	const shorter = words.replace(ENDING, '');
	return shorter === words ? words : withoutEndings(shorter);
}

/** The header without what forms and CRMs put around it; an alias at best. */
function withoutSurroundings(words: string): Header | undefined {
	if (NUMBER_TO_CALL.test(words) || (OF_PHONES.test(words) && PHONE_WORDS.test(words))) {
		return { field: 'phone', claim: Claim.Alias };
	}
	for (const question of QUESTIONS) {
		const asked = withoutEndings(words.replace(question, ''));
		if (NAME_OF.test(asked)) return { field: 'name', claim: Claim.Alias };
		const owned = asked.replace(WHOSE, '');
		const header =
			aliasIn(asked, ASKED_FOR) ??
			aliasIn(owned, ASKED_FOR) ??
			aliasIn(asked.replace(WHICH, ''), OF_SEVERAL) ??
			aliasIn(owned.replace(WHICH, ''), OF_SEVERAL);
		if (header !== undefined) return header;
	}
	return undefined;
}

function aliasIn(words: string, fields: ReadonlySet<LeadFieldId>): Header | undefined {
	const known = KNOWN.get(joined(words));
	if (known === undefined || !fields.has(known.field) || known.claim === Claim.ByValueAlone) return undefined;
	return { ...known, claim: Math.max(known.claim, Claim.Alias) };
}

/** What a header means, if it is one that we know. Memoized by the caller. */
export function meaningOf(header: string): Header | undefined {
	const exact = EXACT.get(header);
	if (exact !== undefined || header.length > LONGEST_TEXT.header) return exact;
	const words = wordsOf(header);
	return KNOWN.get(joined(words)) ?? withoutSurroundings(words);
}

/** Words that hint at a phone number, whoever's it is. */
const PHONE_LIKE =
	/phone|mobile|mobil\b|whatsapp|\bcell|\btel\b|telef|teléf|fone\b|celular|handy|rufnummer|portable|फ़ोन|मोबाइल/i;

/** Whether a header speaks of a phone number, though it is none that is taken: it may be somebody else's. */
export function mentionsPhone(header: string): boolean {
	return header.length <= LONGEST_TEXT.header && PHONE_LIKE.test(header);
}
