// Whether a value is small enough to be written down as JSON: it is looked at until a limit is reached, never beyond.
import { counted, METADATA, tooLong } from '../model/limits';
import { isTooWide } from './width';

/** Why the metadata of an item is too large, or undefined. @param content by name */
export function faultOfSize(content: Readonly<Record<string, unknown>>): string | undefined {
	const seen = { characters: 0, values: 0 };
	return faultIn(content, seen, 1);
}

function faultIn(value: unknown, seen: { characters: number; values: number }, level: number): string | undefined {
	seen.values += 1;
	if (seen.values > METADATA.values) return tooManyValues();
	if (typeof value === 'string') {
		seen.characters += value.length;
		if (value.length > METADATA.characters) return tooLong(value.length, METADATA.characters);
	}
	if (typeof value === 'object' && value !== null) {
		if (level > METADATA.levels) {
			return `found a value that contains itself, or more than ${METADATA.levels} levels of objects in each other`;
		}
		const isLong = Array.isArray(value) ? value.length > METADATA.values : isTooWide(value);
		if (isLong) return tooManyValues();
		for (const key in value) {
			if (!Object.hasOwn(value, key)) continue;
			if (key.length > METADATA.name)
				return `found a name of ${counted(key.length)} characters, expected at most ${counted(METADATA.name)}`;
			seen.characters += key.length;
			const fault = faultIn(Reflect.get(value, key), seen, level + 1);
			if (fault !== undefined) return fault;
		}
	}
	return seen.characters > METADATA.characters
		? `found more than ${counted(METADATA.characters)} characters in all, expected fewer`
		: undefined;
}

function tooManyValues(): string {
	return `found more than ${counted(METADATA.values)} values in one object or list, or in all, expected fewer`;
}
