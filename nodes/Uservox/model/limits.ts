// How long what is read may be (docs/rules.md, rule 11). Longer texts are faults before any expression looks at them: one cell must not
// hold up all of n8n.

/** In characters, by what is read. Nothing that people write is longer. */
export const LONGEST_TEXT = {
	phone: 200,
	email: 500,
	name: 500,
	id: 500,
	text: 1_000,
	header: 200,
	time: 100,
} as const;

/** No text is looked at whose length is beyond this, not even for spaces around it. */
export const LONGEST_CELL = 100_000;

/** Of a list, such as the phone numbers of a CRM's contact. */
export const MOST_ENTRIES = 100;

/** Of one item's metadata: characters in all, in a name; values; levels of objects and lists. */
export const METADATA = { characters: 500_000, name: 1_000, values: 10_000, levels: 100 } as const;

/** Fields of an item, of the place in it where a lead is looked for, or of an object in it. */
export const MOST_FIELDS = 2_000;

/** "1,234", as messages write numbers. */
export function counted(count: number): string {
	return count.toLocaleString('en-US');
}

/** What a message says of a text that is too long. */
export function tooLong(length: number, longest: number): string {
	return `found a text of ${counted(length)} characters, expected at most ${counted(longest)}`;
}
