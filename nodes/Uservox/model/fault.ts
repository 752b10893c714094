// What is wrong with one field: the code that decides, and the sentence that a person reads.

/**
 * What kind of fault it is. Decisions depend on this, never on the text.
 * `notAPhone`: the cell holds no phone number at all ("call me"), so nothing is lost when it is left out.
 * `noCountryCode`: the number is sent, but whose it is depends on where it is called from.
 * `gaveNothing`: an expression came out empty although a field that it names is not.
 * `emptyRow` and `noLeadField` concern the whole item.
 */
export type FaultCode =
	| 'missing'
	| 'invalid'
	| 'unreadable'
	| 'expression'
	| 'tooLong'
	| 'notAPhone'
	| 'twoNumbers'
	| 'extension'
	| 'noCountryCode'
	| 'gaveNothing'
	| 'undecided'
	| 'emptyRow'
	| 'noLeadField';

/** One fault of one field, as it appears in `details` of an error item. */
export interface FieldFault {
	field: string;
	message: string;
	code?: FaultCode;
}

const MAX_SHOWN_LENGTH = 60;

/** A value as a message shows it: quoted, and cut to a length that can be read. */
export function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'an object';
	const text = typeof value === 'string' ? `"${value.slice(0, MAX_SHOWN_LENGTH)}"` : String(value);
	return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

/** The sentence all faults of a value share: what was found, what is expected. */
export function foundExpected(found: unknown, expected: string): string {
	return `found ${shown(found)}, expected ${expected}`;
}

/** A fault as an item shows it: without its code, which is for this node alone. */
export function shownFault({ field, message }: FieldFault): { field: string; message: string } {
	return { field, message };
}
