// Objects and lists of strangers may hold a million entries. Whether one is too wide to be looked through is found out once.
import { MOST_FIELDS } from '../model/limits';

const found = new WeakMap<object, boolean>();

/** Whether an object or a list has more entries than are looked through. */
export function isTooWide(value: object): boolean {
	if (value === lastNarrow) return false;
	if (hasMoreKeys(value, SURELY_NARROW)) return isFoundTooWide(value);
	lastNarrow = value;
	return false;
}

/** One object is asked about several times in a row. */
let lastNarrow: object | undefined;

/** To count this few is quicker than to look up what was found. */
const SURELY_NARROW = 32;

function isFoundTooWide(value: object): boolean {
	const known = found.get(value);
	if (known !== undefined) return known;
	const isWide = hasMoreKeys(value, MOST_FIELDS);
	found.set(value, isWide);
	return isWide;
}

function hasMoreKeys(value: object, most: number): boolean {
	if (Array.isArray(value)) return value.length > most;
	let count = 0;
	for (const key in value) {
		if (Object.hasOwn(value, key)) count += 1;
		if (count > most) return true;
	}
	return false;
}
