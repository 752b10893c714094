// Reads a phone number as people write it. docs/phones.md lists each rule; no other digit ever changes.
import type { Country } from '../model/country';
import { foundExpected, shown, type FaultCode } from '../model/fault';
import { LONGEST_TEXT, tooLong } from '../model/limits';
import { canBeSamePhone, comparablePhone } from '../model/sameLead';
import { internationalForm } from './internationalForm';

/** The number to send, or why there is none. */
export type PhoneReading = { phone: string } | { code: FaultCode; message: string };

/** What nearly all numbers look like: nothing to interpret. */
const PLAIN = /^\+?[1-9]\d{5,14}$/;
/** What nearly all others look like: digits in groups, without the signs and zeros that need a rule of their own. */
const IN_GROUPS = /^\+?\(?[1-9][\d ()\-.\u00a0]*$/;
const NEEDS_A_RULE = /\( *0 *\)|\d{7}\D+\d{7}/;
const PHONE = /^\+?\d{6,15}$/;
/** The same with what is dialled in front of it for a call abroad. */
const DIALLED = /^\+?\d{6,20}$/;
const ONE_REPEATED_DIGIT = /^\+?(\d)\1*$/;
const FEWEST_DIGITS = 6;

/** Spaces of every kind, dots, brackets, dashes, and the marks that steer the direction of text. */
const PUNCTUATION = /[\s.()[\]\u002d\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/g;
const INVISIBLE_ENDS = /^[\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/;
/** Plus and brackets as East Asian keyboards write them. */
const FULL_WIDTH = /[\uff08\uff09\uff0b\uff0d\uff0f]/g;
const ASCII_OF: Readonly<Record<string, string>> = {
	'\uff08': '(',
	'\uff09': ')',
	'\uff0b': '+',
	'\uff0d': '-',
	'\uff0f': '/',
};
const OTHER_DIGIT = /[^\P{Nd}0-9]/gu;
const DIGIT = /\p{Nd}/u;
/** A spreadsheet's mark for text, "tel:" of a link, "p:" of Facebook's exports. */
const IN_FRONT = /^['’‘`´]?\s*(?:(?:tel(?:ephone)?|ph(?:one)?|mob(?:ile)?|cell|whatsapp|wa|[ptm])\s*[:.]\s*)?['’‘`´]?/i;
const IN_BRACKETS = /[([][^()[\]]*[)\]]/g;
const LETTER = /\p{L}/u;
const EXTENSION = /(?:; ?ext ?=|ext(?:ension|n)?|x|#) ?[.:]? ?\d{1,6} ?[)\]]? ?$/i;
const BETWEEN_NUMBERS = /[/,;|&،؛、，；\r\n]|:::|\s(?:and|or|und|oder|et|ou|y|o|e)\s/i;
/** This many digits in a row are a number of their own. */
const LONG_RUN = /\d{7,}/g;
/** "+44 (0)20 …": the zero is for callers within the country. */
const TRUNK_ZERO = /^( ?\(? ?(?:\+|00)? ?([1-9]\d{0,2}) ?\)?[ .-]*)[([] ?0 ?[)\]]/;
/** Italian numbers keep their zero when they are called from abroad. */
const KEEPS_ZERO = '39';
const INTERNATIONAL_PREFIX = /^00(?=[1-9])/;
/** "030/1234567": an area code and its number, where a country says which area codes there are. Not "1234567/68", two numbers in short. */
const AREA_CODE_SLASH = /^([^\d/]*\d(?:[^\d/]?\d){1,5}[^\d/]{0,2})\/(?=(?:[^\d/]?\d){5,9}\s*$)/;

const digitsIn = (text: string): number => text.replace(/\D+/g, '').length;
const withoutPunctuation = (text: string): string => text.replace(PUNCTUATION, '');

/** "९" and "９" are 9: each script has its ten digits in a row. */
function asciiDigit(digit: string): string {
	const code = digit.codePointAt(0) ?? 0;
	let zero = code;
	while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
	return String((code - zero) % 10);
}

/** "(mobile)", "[work]": brackets around letters and no digit say nothing. */
function withoutLabels(text: string): string {
	return text.replace(IN_BRACKETS, (part) => (LETTER.test(part) && !DIGIT.test(part) ? ' ' : part));
}

/** A plus that follows digits begins another number. */
function partedAtPlus(text: string): string[] {
	const [first = '', ...others] = text.split('+');
	const parts = [first];
	for (const other of others) {
		const last = parts.length - 1;
		if (DIGIT.test(parts[last] ?? '')) parts.push(`+${other}`);
		else parts[last] += `+${other}`;
	}
	return parts;
}

/** The numbers in a cell that holds several, as written there; empty when it holds one. */
function severalNumbers(text: string): string[] {
	const parted = text
		.split(BETWEEN_NUMBERS)
		.flatMap(partedAtPlus)
		.filter((part) => digitsIn(part) >= FEWEST_DIGITS);
	if (parted.length > 1) return parted.map((part) => part.trim());
	const runs = text.match(LONG_RUN) ?? [];
	return runs.length > 1 ? runs : [];
}

/** The fullest of several notations of one number, "+1 202-555-0164 ::: 202-555-0164"; undefined where they can be two. */
function oneOf(several: readonly string[]): string | undefined {
	const numbers = several.map((text) => ({ text, phone: comparablePhone(text) }));
	const [fullest] = numbers.sort((one, other) => (other.phone?.digits.length ?? 0) - (one.phone?.digits.length ?? 0));
	const isFullest = ({ phone }: (typeof numbers)[number]) =>
		phone !== undefined && fullest?.phone !== undefined && canBeSamePhone(phone, fullest.phone);
	return numbers.every(isFullest) ? fullest?.text : undefined;
}

/**
 * Reads the number in a cell.
 * @param found the cell's text, without spaces around it
 * @param country the default country, whose numbers get their country code; without it nothing is added
 */
export function readPhone(found: string, country?: Country): PhoneReading {
	if (found.length > LONGEST_TEXT.phone) return { code: 'tooLong', message: tooLong(found.length, LONGEST_TEXT.phone) };
	if (IN_GROUPS.test(found) && !NEEDS_A_RULE.test(found)) {
		const phone = withoutPunctuation(found);
		if (PLAIN.test(phone)) return numberFor(phone, found, country);
	}
	const marked = found
		.replace(OTHER_DIGIT, asciiDigit)
		.replace(FULL_WIDTH, (sign) => ASCII_OF[sign] ?? sign)
		.replace(INVISIBLE_ENDS, '')
		.replace(IN_FRONT, '');
	const text = withoutLabels(marked);

	const spaced = text.replace(/\s+/g, ' ');
	const extension = EXTENSION.exec(spaced);
	if (extension !== null && digitsIn(spaced.slice(0, extension.index)) >= FEWEST_DIGITS) {
		return {
			code: 'extension',
			message: `found ${shown(found)}, a number with an extension, which cannot be called. Enter the number alone`,
		};
	}
	const several = severalNumbers(text);
	const same = several.length > 1 ? oneOf(several) : undefined;
	if (same !== undefined) return readPhone(same, country);
	if (several.length > 1) {
		return {
			code: 'twoNumbers',
			message: `found ${several.length === 2 ? 'two' : several.length} numbers in one cell, ${several.map(shown).join(' and ')}, expected one`,
		};
	}
	const inOne = country === undefined ? spaced : spaced.replace(AREA_CODE_SLASH, '$1 ');
	const dialled = withoutPunctuation(
		inOne.replace(TRUNK_ZERO, (_, before: string, code: string) => (code === KEEPS_ZERO ? `${before}0` : before)),
	);
	return numberFor(dialled, found, country);
}

/** The number that digits, with or without a + in front, are for callers within the country. */
function numberFor(dialled: string, found: string, country: Country | undefined): PhoneReading {
	const phone = dialled.replace(INTERNATIONAL_PREFIX, '+');
	if (!(country === undefined ? PHONE : DIALLED).test(phone)) {
		return {
			code: digitsIn(dialled) < FEWEST_DIGITS ? 'notAPhone' : 'invalid',
			message: foundExpected(found, '6 to 15 digits, with an optional + in front'),
		};
	}
	if (ONE_REPEATED_DIGIT.test(phone)) {
		return { code: 'notAPhone', message: foundExpected(found, 'a number that is not one single digit repeated') };
	}
	if (country === undefined) return { phone };
	const form = internationalForm(dialled, country);
	return 'phone' in form ? form : { code: 'invalid', message: foundExpected(found, form.expected) };
}

/** Whether a cell's text is a phone number that can be sent. */
export function isPhone(text: string, country?: Country): boolean {
	return 'phone' in readPhone(text, country);
}
