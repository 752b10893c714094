// What spreadsheets and programs around them do to a value, so that it stays text or seems to be a number.
import { trimmed } from '../model/blank';

/** `="+1…"`: a formula that gives a text, as exports write it that are safe to open in Excel. */
const FORMULA = /^'?=\s*"([^]*)"$/;
/** The same, or a plain text, with the quotes of a CSV file that nobody took away: `"=""+1…"""`. */
const QUOTED = /^"([^]*)"$/;
/** `=+1 202…`: what Excel makes of a number that was entered with a plus. */
const FORMULA_OF_NUMBER = /^'?=\s*(?=[+(]?\d)/;

const unquoted = (text: string): string => text.replaceAll('""', '"');

/** The text in a formula that holds nothing but a text; any other text as it is. @param text without spaces around it */
export function withoutFormula(text: string): string {
	if (!text.endsWith('"')) return text;
	const inQuotes = QUOTED.exec(text)?.[1];
	const formula = inQuotes === undefined ? text : unquoted(inQuotes);
	const found = FORMULA.exec(formula)?.[1];
	return found === undefined ? text : trimmed(unquoted(found));
}

/** The same for a phone number, which has no quotes and no equals sign of its own. */
export function numberWithoutFormula(text: string): string {
	const found = withoutFormula(text);
	return trimmed((QUOTED.exec(found)?.[1] ?? found).replace(FORMULA_OF_NUMBER, ''));
}

/** Twelve digits or more, of which all after the sixth are zero. */
const ROUNDED = /^\+?\d{6}0{6,}$/;

/** Whether a phone number looks like what is left of one that was written as 9.19877E+11. */
export function looksRounded(phone: string): boolean {
	return ROUNDED.test(phone);
}
