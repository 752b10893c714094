// Reads one value as people's sheets hold it: numbers for text, blanks around it, and what a spreadsheet has spoilt.
import { foundExpected, shown } from '../../model/lead';

/** A character that is no space of any kind, also no non-breaking or zero-width one. */
const NOT_BLANK = /[^\s\u200b\u200e\u200f\u2060\ufeff]/;
/** Such spaces at both ends. */
const BLANK_ENDS = /^[\s\u200b\u200e\u200f\u2060\ufeff]+|[\s\u200b\u200e\u200f\u2060\ufeff]+$/g;

function trimmed(text: string): string {
	return text.replace(BLANK_ENDS, '');
}

/** Whether a cell counts as absent: nothing, or blanks only. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !NOT_BLANK.test(value));
}

export type Cell = { text: string | undefined } | { fault: string };

const FORMAT_AS_TEXT = 'Format the column as plain text in the sheet, and enter the value again';
/** "9.19888E+11": what a spreadsheet shows, and exports, for a number that is too wide. */
const SHORTENED_NUMBER = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
/** The same, strict enough not to take an id such as "12E5" for one. */
const SURELY_SHORTENED_NUMBER = /^\d(?:[.,]\d+)?E\+\d+$/;
/** "12025550100.0": what tools make of a number in a column with empty cells. Without the dot it would be another number. */
const NUMBER_WITH_DECIMALS = /^\+?\d{6,}[.,]0+$/;

/**
 * The text in a cell. Safe integers become text; empty cells are absent (`text: undefined`).
 * @param kind `phone` is stricter, since a wrong digit calls a stranger; `id` refuses what surely is a shortened number.
 */
export function readCell(value: unknown, kind: 'text' | 'id' | 'phone'): Cell {
	if (isEmpty(value)) return { text: undefined };
	if (typeof value === 'string') {
		const text = trimmed(value);
		if (kind === 'phone' && NUMBER_WITH_DECIMALS.test(text)) {
			return { fault: `${foundExpected(text, 'a phone number without decimals')}. ${FORMAT_AS_TEXT}` };
		}
		const pattern = kind === 'phone' ? SHORTENED_NUMBER : SURELY_SHORTENED_NUMBER;
		return kind !== 'text' && pattern.test(text)
			? {
					fault: `found ${shown(text)}, a number that a spreadsheet has shortened, so that its last digits are lost. ${FORMAT_AS_TEXT}`,
				}
			: { text };
	}
	if (typeof value === 'number') return readNumber(value, kind);
	return { fault: `found ${kindOf(value)}, expected text` };
}

function readNumber(value: number, kind: 'text' | 'id' | 'phone'): Cell {
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return {
			fault: `found the number ${value}, which is too large to be exact, so that its last digits are lost. ${FORMAT_AS_TEXT}`,
		};
	}
	if (!Number.isFinite(value)) return { fault: foundExpected(value, 'text') };
	if (kind === 'phone' && (!Number.isInteger(value) || value < 0)) {
		return { fault: `${foundExpected(value, 'a phone number')}. ${FORMAT_AS_TEXT}` };
	}
	return { text: String(value) };
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'boolean'
		? `boolean ${value}`
		: typeof value === 'object'
			? 'an object'
			: `a ${typeof value}`;
}
