// Reads one value as people's sheets and CRMs hold it: numbers for text, spaces around it, placeholders, lists, and what a spreadsheet has spoilt.
import { isBlank, trimmed } from '../model/blank';
import type { Country } from '../model/country';
import { foundExpected, shown, type FaultCode } from '../model/fault';
import { counted, LONGEST_TEXT, MOST_ENTRIES, tooLong } from '../model/limits';
import { contactsIn, inOrder, nameIn } from './contacts';
import { isEmail } from './email';
import { withoutNoWords } from './name';
import { isPhone } from './phone';
import { isNoName, isPlaceholder } from './placeholder';
import { looksRounded, numberWithoutFormula, withoutFormula } from './spreadsheet';

/** Whether a cell is empty: null, or only spaces. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && isBlank(value));
}

/**
 * What a value is read for. `text` and `id` are taken at their word; "N/A" is empty where a `phone`, an `email` or a `guessedId` is expected
 * (an id by its header alone), and what nobody is called where a `name` is.
 */
export type CellKind = 'text' | 'name' | 'id' | 'guessedId' | 'phone' | 'email';

/** Whether a text means "nothing" for this kind, besides spaces. @param text without spaces around it */
function saysNothing(text: string, kind: CellKind): boolean {
	switch (kind) {
		case 'text':
		case 'id':
			return false;
		case 'name':
			return isNoName(text);
		case 'guessedId':
		case 'phone':
		case 'email':
			return isPlaceholder(text);
	}
}

/** Whether a cell counts as absent where this kind is read: empty, what means nothing there, or a list without anything else. */
export function isAbsent(value: unknown, kind: CellKind): boolean {
	if (typeof value === 'string') {
		return isBlank(value) || saysNothing(trimmed(value), kind);
	}
	if (value === undefined || value === null) return true;
	return (
		Array.isArray(value) &&
		(contactsIn(value, kind === 'email' ? 'email' : 'phone')?.every((contact) => isAbsent(contact.value, kind)) ??
			false)
	);
}

export type Cell = { text: string | undefined } | { code: FaultCode; fault: string };

const FORMAT_AS_TEXT = 'Format the column as plain text in the sheet, and enter the value again';
/** "9.19888E+11": what a spreadsheet shows, and exports, for a number that is too wide. */
const SHORTENED_NUMBER = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
/** The same, but strict enough to leave an id such as "12E5" alone. */
const SURELY_SHORTENED_NUMBER = /^\d(?:[.,]\d+)?E\+\d+$/;
/** What every number that a spreadsheet has spoilt holds. */
const MAY_BE_SPOILT = /[.,eE]/;
/** "12025550100.0": what tools make of a number in a column with empty cells. Without the dot it would be another number. */
const NUMBER_WITH_DECIMALS = /^\+?\d{6,}[.,]0+$/;

/**
 * The text in a cell. Safe integers become text; what is empty for this kind is absent (`text: undefined`).
 * @param kind `phone` is stricter, because a wrong digit calls a stranger; `id` refuses what surely is a shortened number;
 * `phone` and `email` take the right one of a CRM's list
 * @param country the default country: of several numbers the first that can be called from there is taken
 */
export function readCell(value: unknown, kind: CellKind, country?: Country): Cell {
	if (typeof value === 'string') return readText(value, kind);
	if (typeof value === 'number') return readNumber(value, kind);
	if (Array.isArray(value) && value.length > MOST_ENTRIES) {
		return {
			code: 'tooLong',
			fault: `found a list of ${counted(value.length)} entries, expected at most ${MOST_ENTRIES}`,
		};
	}
	const one =
		kind === 'phone' || kind === 'email' ? oneOf(value, kind, country) : kind === 'name' ? nameIn(value) : value;
	if (isAbsent(one, kind)) return ABSENT;
	if (one !== value && (typeof one === 'string' || typeof one === 'number')) return readCell(one, kind);
	const code = kind === 'phone' && typeof one === 'boolean' ? 'notAPhone' : 'unreadable';
	return { code, fault: `found ${kindOf(one)}, expected text` };
}

const ABSENT: Cell = { text: undefined };

/** A text without what keeps it a text in a spreadsheet, and a name without what is no part of it. */
function unwrapped(text: string, kind: CellKind): string {
	if (kind === 'text') return text;
	if (kind === 'phone') return numberWithoutFormula(text);
	const found = withoutFormula(text);
	return kind === 'name' ? withoutNoWords(found) : found;
}

function readText(found: string, kind: CellKind): Cell {
	const longest = LONGEST_TEXT[kind === 'guessedId' ? 'id' : kind];
	// Before any expression, and before spaces are looked for.
	const { length } = trimmed(found);
	if (length > longest) return { code: 'tooLong', fault: tooLong(length, longest) };
	const text = unwrapped(trimmed(found), kind);
	if (text === '' || saysNothing(text, kind)) return ABSENT;
	if (kind === 'phone' && !MAY_BE_SPOILT.test(text)) return looksRounded(text) ? rounded(text) : { text };
	if (kind === 'phone' && NUMBER_WITH_DECIMALS.test(text)) {
		return {
			code: 'unreadable',
			fault: `${foundExpected(text, 'a phone number without decimals')}. ${FORMAT_AS_TEXT}`,
		};
	}
	const shortened =
		(kind === 'phone' && SHORTENED_NUMBER.test(text)) ||
		((kind === 'id' || kind === 'guessedId') && SURELY_SHORTENED_NUMBER.test(text));
	if (!shortened) return { text };
	return {
		code: 'unreadable',
		fault: `found ${shown(text)}, a number that a spreadsheet has shortened, so that its last digits are lost. ${FORMAT_AS_TEXT}`,
	};
}

function readNumber(value: number, kind: CellKind): Cell {
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return {
			code: 'unreadable',
			fault: `found the number ${value}, which is too large to be exact, so that its last digits are lost. ${FORMAT_AS_TEXT}`,
		};
	}
	if (!Number.isFinite(value)) return { code: 'unreadable', fault: foundExpected(value, 'text') };
	if (kind === 'phone' && (!Number.isInteger(value) || value < 0)) {
		return { code: 'unreadable', fault: `${foundExpected(value, 'a phone number')}. ${FORMAT_AS_TEXT}` };
	}
	const text = String(value);
	return kind === 'phone' && looksRounded(text) ? rounded(text) : { text };
}

function rounded(text: string): Cell {
	return {
		code: 'unreadable',
		fault: `found ${shown(text)}, which looks rounded, because all its digits after the sixth are zero. Number fields of Edit Fields, .toNumber() and the CSV of Convert to File do this: pass the number on as text. If it is right, write it with spaces`,
	};
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'boolean'
		? `boolean ${value}`
		: typeof value === 'object'
			? 'an object'
			: `a ${typeof value}`;
}

/**
 * The one phone or email of a CRM's list or object: of those that can be used the first, by the order of `inOrder`. Other values stay as
 * they are.
 */
function oneOf(value: unknown, kind: 'phone' | 'email', country: Country | undefined): unknown {
	const contacts = contactsIn(value, kind)?.filter((contact) => !isAbsent(contact.value, kind));
	if (contacts === undefined) return value;
	const ordered = inOrder(contacts, kind);
	return (ordered.find((contact) => isUsable(readCell(contact.value, kind), kind, country)) ?? ordered[0])?.value;
}

/** Whether what was read is a phone number, or an email address, that can be sent. @param country the default country, if there is one */
export function isUsable(cell: Cell, kind: 'phone' | 'email', country?: Country): boolean {
	if (!('text' in cell) || cell.text === undefined) return false;
	return kind === 'phone' ? isPhone(cell.text, country) : isEmail(cell.text);
}
