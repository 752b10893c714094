// What a column's values are over many rows: phone numbers, emails, persons' names, codes, a running number.
import { isPhone } from '../../../input/phone';
import { isAbsent, isUsable, readCell } from '../../../input/cell';
import { isIn } from '../../../input/header/lexicon';
import type { Country } from '../../../model/country';
import { LONGEST_CELL, LONGEST_TEXT, MOST_ENTRIES } from '../../../model/limits';
import { isTooWide } from '../../../input/width';

/** How many values of a sample are what. */
export interface Values {
	filled: number;
	/** Certainly a phone number, whatever the header says. */
	phones: number;
	/** Can be a phone number, under a header that says so. */
	callable: number;
	emails: number;
	people: number;
	/** Codes, numbers, addresses: what nobody is called. */
	codes: number;
	/** Companies by their legal form, besides. */
	companies: number;
	/** Different values. */
	different: number;
	/** Whole numbers that follow each other. */
	isRunning: boolean;
}

const DATE = /^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:\D|$)/;
const DECIMAL = /^\s*[-+]?\d+[.,]\d{1,2}\s*$|^\s*[-+]?\d{1,3}\.\d{4,}\s*$/;
const ADDRESS_OF_A_COMPUTER = /^\s*\d{1,3}(?:\.\d{1,3}){3}\s*$/;
/** A second or a millisecond of these years. */
const TIMESTAMP = /^\s*1[4-9]\d{8}(?:\d{3})?(?:\.\d+)?\s*$/;
const GROUPED_OR_PLUS = /^[\s'’(]*(?:\+|00[1-9])|^\s*\(|\d[\s()./-]+\d/;
const FEWEST_DIGITS = 8;
const FEWEST_PLAIN_DIGITS = 10;
const MOST_DIGITS = 15;
const MOST_PLAIN_DIGITS = 13;

/**
 * Whether a value is a phone number whatever its header says: no date, no amount, no running number.
 * @param country the default country: digits that can be a number of it may be fewer, and those that cannot are none
 */
export function isSurelyPhone(value: unknown, country?: Country): boolean {
	const cell = readCell(value, 'phone', country);
	if (!('text' in cell) || cell.text === undefined) return false;
	const { text } = cell;
	if (
		text.length > 40 ||
		DATE.test(text) ||
		DECIMAL.test(text) ||
		ADDRESS_OF_A_COMPUTER.test(text) ||
		TIMESTAMP.test(text)
	)
		return false;
	if (/\p{L}/u.test(text.replace(/^\s*(?:tel|p|whatsapp)\s*:/i, '').replace(/(?:ext|x)\W*\d+\s*$/i, ''))) return false;
	const digits = text.normalize('NFKD').replace(/\P{Nd}/gu, '').length;
	const isGrouped = GROUPED_OR_PLUS.test(text) || text.startsWith('0');
	return (
		digits >= (isGrouped || country !== undefined ? FEWEST_DIGITS : FEWEST_PLAIN_DIGITS) &&
		digits <= (isGrouped ? MOST_DIGITS : MOST_PLAIN_DIGITS) &&
		isPhone(text, country)
	);
}

const HAS_LETTER = /\p{L}/u;
/** "CRM-LEAD-2026-00012", "#1001", "C100": one word that holds a digit. */
const isCode = (text: string): boolean => /^[#\w./:-]+$/.test(text) && /\d/.test(text);
const LONGEST_NAME = 60;
const MOST_WORDS = 6;
/** Scripts in which names have no blank. */
const ONE_WORD_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Whether a text cannot be what a person is called: no letter in it, a code, an address. */
export function isNoPersonsName(text: string): boolean {
	if (text.length > LONGEST_TEXT.name) return true;
	if (text.includes('@') || text.includes('://')) return true;
	if (isLatinLetter(text.charCodeAt(0)) && text.includes(' ')) return false;
	return !HAS_LETTER.test(text) || (isCode(text) && !/^\p{L}+\d{0,2}$/u.test(text));
}

function isLatinLetter(code: number): boolean {
	return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

const LONGEST_COMPANY = 200;
const BETWEEN_WORDS = /[\s,]/;

/** Whether a text is a company's name: by its last word. */
export function isCompany(text: string): boolean {
	if (text.length > LONGEST_COMPANY) return false;
	const name = text.trim();
	let start = name.length;
	while (start > 0 && !BETWEEN_WORDS.test(name.charAt(start - 1))) start -= 1;
	if (start === 0) return false;
	const last = name.slice(start).toLowerCase().replaceAll('.', '');
	return isIn('company-ending', last) || (last === 'sons' && /(?:&|\band)\s+$/i.test(name.slice(0, start)));
}

/** Whether a text looks like a person's full name, though no header says so. */
export function looksLikePerson(text: string): boolean {
	if (text.length > LONGEST_NAME || /[\d@/\\<>{}[\]|=_:;!?#*%]/.test(text) || isCompany(text)) return false;
	const words = text.trim().split(/\s+/);
	if (words.length > MOST_WORDS || !HAS_LETTER.test(text)) return false;
	return words.length > 1 || ONE_WORD_SCRIPTS.test(text);
}

const FEWEST_CALLABLE = 6;

/** The beginning of a text, longer than a phone, an email or a name can be only where the text is: no more of it is looked at. */
function beginningOf(text: string): string {
	return (text.length > LONGEST_CELL ? text : text.trim()).slice(0, LONGEST_TEXT.name + 1);
}

const DEEPEST = 5;

/** The first texts and numbers in a value, as one text. */
function textIn(value: unknown, depth = 0): string {
	if (typeof value === 'string') return beginningOf(value);
	if (typeof value === 'number') return String(value);
	if (typeof value !== 'object' || value === null || depth > DEEPEST || isTooWide(value)) return '';
	let text = '';
	for (const inner of Object.values(value).slice(0, MOST_ENTRIES)) {
		if (text.length > LONGEST_TEXT.name) break;
		text += `${textIn(inner, depth + 1)} `;
	}
	return text;
}

/** Whether a text has as many digits as the shortest phone, in any script. */
function hasDigits(text: string): boolean {
	let count = 0;
	for (let index = 0; index < text.length && count < FEWEST_CALLABLE; index += 1) {
		const code = text.charCodeAt(index);
		if ((code >= 0x30 && code <= 0x39) || (code > 0x7f && /\p{Nd}/u.test(text.charAt(index)))) count += 1;
	}
	return count >= FEWEST_CALLABLE;
}

const LOOKED_AT = 8;

/** Whether one of the first values of a column can be a phone or an email. */
export function mayHoldContact(sample: readonly unknown[]): boolean {
	let seen = 0;
	for (const value of sample) {
		if (value === '' || value === null || value === undefined) continue;
		const text = textIn(value);
		if (text.includes('@') || hasDigits(text)) return true;
		seen += 1;
		if (seen >= LOOKED_AT) return false;
	}
	return false;
}

/** What the values of one column are. @param country the default country, if there is one */
export function valuesOf(sample: readonly unknown[], country?: Country): Values {
	const values: Values = {
		...{
			filled: 0,
			phones: 0,
			callable: 0,
			emails: 0,
			people: 0,
			codes: 0,
			companies: 0,
			different: 0,
		},
		isRunning: false,
	};
	const seen = new Set<string>();
	const numbers: number[] = [];
	for (const value of sample) {
		if (value === false || value === '' || value === null || isAbsent(value, 'phone')) continue;
		values.filled += 1;
		const text = typeof value === 'string' ? beginningOf(value) : typeof value === 'number' ? String(value) : undefined;
		if (text === undefined || hasDigits(text)) {
			if (isSurelyPhone(value, country)) values.phones += 1;
			if (isUsable(readCell(value, 'phone', country), 'phone', country)) values.callable += 1;
		}
		if (text === undefined || text.includes('@')) {
			if (isUsable(readCell(value, 'email'), 'email')) values.emails += 1;
		}
		if (text === undefined || text.length > LONGEST_TEXT.name) continue;
		seen.add(text);
		if (isNoPersonsName(text)) values.codes += 1;
		else if (isCompany(text)) values.companies += 1;
		else if (looksLikePerson(text)) values.people += 1;
		// Longer ones may be the numbers of one house.
		if (text.length < 8 && /^\d+$/.test(text)) numbers.push(Number(text));
	}
	values.different = seen.size;
	values.isRunning = isRunning(numbers, values.filled);
	return values;
}

const FEWEST_RUNNING = 5;

/** Whether nearly all of the numbers follow one another, as ids of records do. */
function isRunning(numbers: readonly number[], filled: number): boolean {
	if (numbers.length < FEWEST_RUNNING || numbers.length < filled * 0.9) return false;
	const sorted = [...numbers].sort((first, second) => first - second);
	const steps = sorted.slice(1).map((number, index) => number - (sorted[index] ?? 0));
	return steps.filter((step) => step === 1).length >= steps.length * 0.8;
}
