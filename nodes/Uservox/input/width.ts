// Objects and lists of strangers may hold a million entries. Whether one is too wide to be looked through is found out once.
import { MOST_FIELDS } from '../model/limits';

const found = new WeakMap<object, boolean>();

/** Whether an object or a list has more entries than are looked through. */
export function isTooWide(value: object): boolean {
	const known = found.get(value);
	if (known !== undefined) return known;
	const isWide = Array.isArray(value) ? value.length > MOST_FIELDS : hasMoreKeys(value, MOST_FIELDS);
	found.set(value, isWide);
	return isWide;
}

function hasMoreKeys(value: object, most: number): boolean {
	let count = 0;
	for (const key in value) {
		if (Object.hasOwn(value, key)) count += 1;
		if (count > most) return true;
	}
	return false;
}
