// A known word of a header, with the senses that count there.
import type { Piece } from '../../../input/header/cover';
import type { Entry, Sense } from '../../../input/header/lexicon';

/** A known piece, with the senses that count here. */
export interface Word {
	text: string;
	senses: ReadonlySet<Sense>;
	byValue: ReadonlySet<Sense>;
}

/** A word as far as it counts here: what forms put around a header says nothing else, unless it is the whole header. */
export function wordOf(piece: Piece, isWhole: boolean): Word[] {
	if (piece.kind !== 'known') return [];
	const { text, entry } = piece;
	return [{ text, senses: sensesOf(entry, isWhole), byValue: entry.byValue }];
}

const AS_GOOD_AS_FILLER: ReadonlySet<Sense> = new Set(['filler', 'number', 'permission', 'thing'] satisfies Sense[]);

function sensesOf({ senses, alone }: Entry, isWhole: boolean): ReadonlySet<Sense> {
	if (isWhole && alone.size > 0) return alone;
	if (isWhole || !senses.has('filler')) return senses;
	return new Set([...senses].filter((sense) => AS_GOOD_AS_FILLER.has(sense)));
}
