// What one header says: what its column holds, whose it is, and which of several.
import { cover, type Piece } from '../../../input/header/cover';
import { isIn, type Sense } from '../../../input/header/lexicon';
import { Which, whichOf } from '../../../input/header/which';
import { headerWords, wordsOf } from '../../../input/header/normalise';
import { LEAD_FIELDS } from '../../../model/lead';
import { LONGEST_TEXT } from '../../../model/limits';
import { kindOf, POSSIBLE_LEADS, type Kind } from './kind';
import { NOBODY, partyOf, type Party } from './party';
import { wordOf, type Word } from './word';

/** How good a header's claim is: the lower, the stronger. */
export enum Claim {
	/** The name of a lead field. */
	Exact,
	/** The same, written otherwise. */
	Name,
	/** All its words are known. */
	Known,
	/** It may mean something else: its values have to prove it. */
	ByValue,
	/** Some of its words are not known: its values have to prove it, and nothing may speak against it. */
	Partly,
	/** Nobody here knows what it says; only its values speak. */
	Unheard,
}

export interface Meaning {
	kind: Kind;
	claim: Claim;
	party: Party;
	which: Which;
	isAlternate: boolean;
	/** "Phone 2" is the second. */
	ordinal: number;
	/** The end of a call or message that it names, if it does. */
	side: 'from' | 'to' | undefined;
	/** The words that nobody here knows. Columns that share them belong together: "Name-kom", "Email-kom". */
	unknown: string;
	/** Whether it names a phone, whatever it says of it. */
	isOfPhone: boolean;
	/** Whether nothing known is said at all. */
	isUnheard: boolean;
}

const NOTHING: Meaning = {
	kind: 'none',
	claim: Claim.Unheard,
	party: NOBODY,
	which: Which.Plain,
	isAlternate: false,
	ordinal: 0,
	side: undefined,
	unknown: '',
	isOfPhone: false,
	isUnheard: false,
};

const EXACT = new Map<string, Kind>(LEAD_FIELDS.map(({ id }) => [id, id]));
const BY_NAME = new Map<string, Kind>(LEAD_FIELDS.map(({ id }) => [wordsOf(id).join(''), id]));

/** "Name / Company", "Phone or WhatsApp": two headers in one. */
const ALTERNATIVES = /[/|\\]/;
/** Notion's node writes a page's properties like this. */
const OF_NOTION = /^property_(?!name$)/;
/** Jotform numbers its questions like this: "q3_name". */
const OF_JOTFORM = /^q\d{1,3}_(?=\D)/;

/** What a header means below some containers. @param containers the names of the objects that the column stands in, outermost first */
export function meaningOf(header: string, containers: readonly string[] = []): Meaning {
	if (header.length > LONGEST_TEXT.header) return NOTHING;
	if (containers.length === 0) {
		const exact = EXACT.get(header);
		if (exact !== undefined) return { ...NOTHING, kind: exact, claim: Claim.Exact };
	}
	const around = containers.flatMap((container) =>
		isTransparent(container) ? [] : cover(wordsOf(container.replace(OF_JOTFORM, ''))),
	);
	const named = around.length === 0 ? BY_NAME.get(wordsOf(header).join('')) : undefined;
	if (named !== undefined) return { ...NOTHING, kind: named, claim: Claim.Name };
	const inName = isName(cover(wordsOf(containers.at(-1)?.replace(OF_JOTFORM, '') ?? '')));
	const whole = meaningIn(header.replace(OF_NOTION, '').replace(OF_JOTFORM, ''), around, inName);
	if (whole.claim !== Claim.Partly || !ALTERNATIVES.test(header.slice(0, 200))) return whole;
	const parts = header
		.slice(0, 200)
		.split(ALTERNATIVES)
		.map((part) => meaningIn(part, around, inName));
	const known = parts.filter(({ kind, claim }) => kind !== 'none' && claim <= Claim.ByValue);
	const [first] = known;
	return first === undefined || parts.some(({ party }) => !isSameParty(party, first.party))
		? whole
		: { ...first, claim: Claim.ByValue };
}

const isSameParty = (one: Party, other: Party): boolean => one.rank === other.rank && one.id === other.id;

/** Whether a container says nothing of whose its data is. */
export function isTransparent(container: string): boolean {
	const words = wordsOf(container);
	return isIn('place', words.join('')) || (words.length > 0 && words.every((word) => isIn('place', word)));
}

/** Whether what stands in a container is never the lead's. */
export function isNeverLeads(container: string): boolean {
	return isIn('place-never', wordsOf(container).join(''));
}

function meaningIn(header: string, around: readonly Piece[], inName: boolean): Meaning {
	const { words, remarks } = headerWords(header);
	const pieces = cover(words);
	const isWhole = pieces.length === 1 && (around.length === 0 || inName);
	const isHalf = isHalfOfName(pieces);
	const main = pieces.flatMap((piece, index) => wordOf(piece, isWhole || (isHalf && index === pieces.length - 1)));
	const outer = around.flatMap((piece) => wordOf(piece, false));
	const inRemarks = remarks.filter(([first]) => first !== 'as').map((remark) => cover(remark));
	const hasUnknownRemark = inRemarks.some((remark) => remark.some(({ kind }) => kind === 'unknown'));
	const remarked = inRemarks
		.flat()
		.flatMap((piece) => wordOf(piece, false))
		.map(withoutParts);
	const said = kindOf(main, remarked, outer);
	const all = [...outer, ...main, ...remarked];
	const hasContact = said.kind === 'phone' || said.kind === 'email' || said.kind === 'contact';
	const unknown = [...around.filter(isAnotherThing), ...pieces.filter((piece) => isUnknown(piece, hasContact))]
		.map(({ text }) => text)
		.join(' ');
	const party = partyOf(all, [...around, ...pieces]);
	const kind = unknown !== '' && NEEDS_ALL_WORDS.has(said.kind) ? 'none' : said.kind;
	// The name of a user may be what he logs in by.
	const isByValue = said.isByValue || hasUnknownRemark || (party.rank === 'user' && kind === 'name');
	const has = (sense: Sense) => all.some(({ senses }) => senses.has(sense));
	return {
		kind,
		claim: claimOf(kind, isByValue, unknown !== '' && !SPEAKS_FOR_ITSELF.has(kind)),
		party,
		which: whichOf(has) ?? Which.Plain,
		isAlternate: has('alternate'),
		ordinal: ordinalOf(pieces, party),
		side: has('from') ? 'from' : has('to') ? 'to' : undefined,
		unknown,
		isOfPhone:
			has('phone') || has('mobile') || has('landline') || has('whatsapp') || (kind === 'label' && has('number')),
		isUnheard: all.every(({ senses }) => [...senses].every((sense) => SAYS_NOTHING.has(sense))),
	};
}

/** "fullName": { "first", "last" }: within a name the halves need not say so. */
function isName(container: readonly Piece[]): boolean {
	return (
		container.every(({ kind }) => kind !== 'unknown') &&
		container.some((piece) => piece.kind === 'known' && piece.entry.senses.has('name'))
	);
}

/** "Patient First", "Guest Last": behind a person the half of a name need not say so. */
function isHalfOfName(pieces: readonly Piece[]): boolean {
	const last = pieces.at(-1);
	return (
		pieces.length > 1 &&
		last?.kind === 'known' &&
		(last.entry.alone.has('first-name') || last.entry.alone.has('last-name')) &&
		pieces
			.slice(0, -1)
			.every((piece) => piece.kind === 'known' && POSSIBLE_LEADS.some((sense) => piece.entry.senses.has(sense)))
	);
}

const SAYS_NOTHING: ReadonlySet<Sense> = new Set(['filler', 'address'] satisfies Sense[]);

/** Kinds that hang on all words of a header: "Customer satisfaction" is no customer. */
const NEEDS_ALL_WORDS: ReadonlySet<Kind> = new Set([
	'person',
	'contact',
	'company',
	'status',
	'direction',
	'label',
	'testLead',
] satisfies Kind[]);
/** Kinds that no word beside them changes: whoever may not be called is not called. */
const SPEAKS_FOR_ITSELF: ReadonlySet<Kind> = new Set(['doNotCall'] satisfies Kind[]);

const PARTS: readonly Sense[] = ['country-code', 'area-code', 'extension', 'number', 'label'];

/** "Phone (country code)": a remark does not make a header the part of a number. */
function withoutParts(word: Word): Word {
	return { ...word, senses: new Set([...word.senses].filter((sense) => !PARTS.includes(sense))) };
}

/** What says something of its own beside a contact: "Email Status" is no email, "Order Phone" may be anybody's. */
const ASIDE: ReadonlySet<Sense> = new Set([
	'thing',
	'status',
	'group',
	'reference',
	'direction',
	'permission',
] satisfies Sense[]);

/** What stands in a form or an event is not the lead's as a matter of course. */
function isAnotherThing(piece: Piece): boolean {
	return piece.kind === 'unknown' || (piece.kind === 'known' && piece.entry.senses.has('thing'));
}

function isUnknown(piece: Piece, hasContact: boolean): boolean {
	if (piece.kind === 'unknown') return true;
	if (piece.kind === 'number') return false;
	return hasContact && [...piece.entry.senses].every((sense) => ASIDE.has(sense));
}

function claimOf(kind: Kind, isByValue: boolean, isPartly: boolean): Claim {
	if (kind === 'none') return Claim.Unheard;
	if (isPartly) return Claim.Partly;
	return isByValue ? Claim.ByValue : Claim.Known;
}

/** The number behind what a column holds; one that counts people ("Guest 2 Phone") belongs to them. */
function ordinalOf(pieces: readonly Piece[], party: Party): number {
	const numbers = pieces.flatMap((piece, index) =>
		piece.kind === 'number' && index !== party.numberAt ? [Number(piece.text)] : [],
	);
	const [last = 0] = numbers.slice(-1);
	return last > 20 ? 0 : last;
}
