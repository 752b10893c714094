// Takes out of a name what programs write where a part of it is missing: "Jane undefined" is Jane.

/** What nobody is called, in any case. */
const NO_WORDS: ReadonlySet<string> = new Set(['undefined', '[object object]', 'invalid datetime', 'invalid date']);
/** What JavaScript writes, in its own case: Null and Nan are names. */
const NO_WORDS_AS_WRITTEN: ReadonlySet<string> = new Set(['null', 'NaN']);
/** The texts of more than one word, and the words around them. */
const WORDS = /\[object Object\]|invalid date(?:time)?(?![^\s,;.])|\S+/gi;
/** Hardly any name does. */
const MAY_HOLD_ONE = /undefined|null|NaN|object|invalid/i;
const PUNCTUATION_AT_ENDS = /^[,;.]|[,;.]$/g;
/** The last sign that parted the names, such as the comma of "Doe, undefined". */
const SEPARATOR_AT_END = /[,;]$/;

/**
 * A name without what JavaScript writes for nothing; as it is if there is none of it, and empty if there is nothing else. "null" and
 * "NaN" are taken out as they are written there, because people are called Null and Nan.
 */
export function withoutNoWords(name: string): string {
	if (!MAY_HOLD_ONE.test(name)) return name;
	const words = name.match(WORDS) ?? [];
	const left = words.filter((word) => !isNoWord(word.replace(PUNCTUATION_AT_ENDS, '')));
	return left.length === words.length ? name : left.join(' ').replace(SEPARATOR_AT_END, '');
}

function isNoWord(word: string): boolean {
	return NO_WORDS.has(word.toLowerCase()) || NO_WORDS_AS_WRITTEN.has(word);
}
