// Joins a number that sits in several columns: a country code, an area code, and the rest.
import { isCallingCode, isNumberOf } from '../model/country';
import { shown } from '../model/fault';

/** The whole number, or that the columns do not make one. */
export type Joined = { text: string } | { fault: string };

const MOST_DIGITS = 15;
/** Behind an area code no number has more digits. */
const MOST_LOCAL = 9;
/** A number without its area code has hardly more. */
const MOST_WITHOUT_AREA = 7;
/** A country's code that begins a number of this many digits more is part of it, as far as can be told of a country that nobody knows. */
const SURELY_AFTER_CODE = 10;
const HARDLY_AFTER_CODE = 6;
/** What is dialled before a number within a country, where it is not a zero. */
const TRUNK: Readonly<Record<string, RegExp>> = { 1: /^1/, 7: /^8/, 36: /^06/, 370: /^8/, 375: /^8/, 993: /^8/ };

const digitsOf = (text: string): string => text.normalize('NFKD').replace(/\D+/g, '');
const isInternational = (text: string): boolean =>
	/^\s*(?:\+|00[1-9])/.test(text.normalize('NFKD').replace(/^['’(\s]+/, ''));

/** A country's calling code in a cell: "+44", "0044", "44", "UK (+44)"; undefined for "GB" and what is empty. */
export function callingCodeIn(text: string): string | undefined {
	const [, code] = /(?:^|\D)0{0,2}([1-9]\d{0,3})(?:\D|$)/.exec(text.slice(0, 40)) ?? [];
	return code;
}

function asFault(...parts: string[]): { fault: string } {
	return {
		fault: `found ${parts.map(shown).join(' and ')} in separate columns, which do not certainly make one number. Map the phone yourself: choose "Map Each Column Manually" for Lead Fields`,
	};
}

/**
 * A number of its columns.
 * @param number the column that is called the number
 * @param country the column of the country's code, if there is one
 * @param area the column of the area code, if there is one; empty text where this row has none
 */
export function joinNumber(number: string, country: string | undefined, area: string | undefined): Joined {
	const digits = digitsOf(number);
	if (isInternational(number) || digits === '' || digits.length > MOST_DIGITS) return { text: number };
	const national = withArea(number, digits, area);
	if ('fault' in national) return national;
	const code = (country === undefined ? undefined : callingCodeIn(country)) ?? national.code;
	return code === undefined ? national : withCountry(digitsOf(national.text), code, [country ?? area ?? '', number]);
}

type National = { text: string; code?: string } | { fault: string };

function withArea(number: string, digits: string, area: string | undefined): National {
	if (area === undefined) return { text: number };
	const code = digitsOf(area);
	if (code === '') {
		return digits.length <= MOST_WITHOUT_AREA
			? { fault: `found ${shown(number)} without its area code, expected a whole number` }
			: { text: number };
	}
	const begins = digits.startsWith(code) || digits.startsWith(`0${code}`) || digits.startsWith(code.replace(/^0/, ''));
	if (begins && digits.length >= MOST_LOCAL) return { text: number };
	if (digits.length <= MOST_LOCAL) return digits.startsWith('0') ? asFault(area, number) : { text: `${code}${digits}` };
	// "Area code: 44" beside a whole number: some mean the country's.
	return isNumberOf(code, digits) ? { text: number, code } : asFault(area, number);
}

function withCountry(digits: string, code: string, parts: readonly string[]): Joined {
	const found = isCallingCode(code) ? numbersBehind(code, digits) : guessesBehind(code, digits);
	const [one, ...others] = new Set(found);
	return one === undefined || others.length > 0 || one.length > MOST_DIGITS ? asFault(...parts) : { text: `+${one}` };
}

/** All numbers of a country that these digits can be: with its code in front, and with it in them. */
function numbersBehind(code: string, digits: string): string[] {
	const trunk = TRUNK[code] ?? /^0/;
	const national = [digits, digits.replace(trunk, ''), ...(digits.startsWith(code) ? [digits.slice(code.length)] : [])];
	return national.filter((one) => isNumberOf(code, one)).map((one) => `${code}${one}`);
}

function guessesBehind(code: string, digits: string): string[] {
	const left = digits.startsWith(code) ? digits.length - code.length : 0;
	if (left >= SURELY_AFTER_CODE) return [digits];
	return left > HARDLY_AFTER_CODE ? [] : [`${code}${digits.replace(/^0/, '')}`];
}
