// Spaces as people's texts have them, of every kind, and marks that nobody sees. By scanning, so that a long text costs no more
// than its length, and one that is too long for a cell nothing (docs/rules.md, rule 11).
import { LONGEST_CELL } from './limits';

const INVISIBLE: ReadonlySet<number> = new Set([0x200b, 0x200e, 0x200f, 0x2060, 0xfeff]);
const BLANK = /\s/;

function isBlankAt(text: string, index: number): boolean {
	const code = text.charCodeAt(index);
	return (
		code === 0x20 ||
		(code < 0x80 ? code >= 0x09 && code <= 0x0d : INVISIBLE.has(code) || BLANK.test(text.charAt(index)))
	);
}

/** The text without spaces at both ends. One that is too long for a cell stays as it is. */
export function trimmed(text: string): string {
	if (text.length > LONGEST_CELL) return text;
	let end = text.length;
	while (end > 0 && isBlankAt(text, end - 1)) end -= 1;
	let start = 0;
	while (start < end && isBlankAt(text, start)) start += 1;
	return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Whether a text has nothing but spaces. One that is too long for a cell counts as something. */
export function isBlank(text: string): boolean {
	if (text.length > LONGEST_CELL) return false;
	for (let index = 0; index < text.length; index += 1) if (!isBlankAt(text, index)) return false;
	return true;
}
