// Whose a column is, by the words of its header.
import type { Piece } from '../../../input/header/cover';
import type { Sense } from '../../../input/header/lexicon';
import type { Word } from './word';

/**
 * The kinds of people whom lists hold, the lead first. docs/headers.md shows this rank. "Nobody" is whom a plain header means: the
 * one whom the row is about. The last ones are never called.
 */
export const RANKS = [
	'lead',
	'contact',
	'nobody',
	'member',
	'user',
	'billing',
	'shipping',
	'parent',
	'trade',
	'company',
	'child',
	'never',
] as const;
export type Rank = (typeof RANKS)[number];

export interface Party {
	rank: Rank;
	/** Tells two parties of a rank apart: the header's own words for them, and their number. */
	id: string;
	/** Which piece of the header counts them ("Owner 1 Phone"), if one does. */
	numberAt?: number;
}

/** Whom a header means that names nobody. */
export const NOBODY: Party = { rank: 'nobody', id: '' };

/** The words by which a header names somebody; of several the first one counts, since who it is of follows from it. */
const BY_SENSE: ReadonlyArray<readonly [Sense, Rank]> = [
	['never', 'never'],
	['trade', 'trade'],
	['parent', 'parent'],
	['child', 'child'],
	['company', 'company'],
	['lead', 'lead'],
	['member', 'member'],
	['user', 'user'],
	['billing', 'billing'],
	['shipping', 'shipping'],
	['contact', 'contact'],
];

/** Whose a column is. @param pieces all pieces of its header, to see which party a number counts */
export function partyOf(words: readonly Word[], pieces: readonly Piece[]): Party {
	const has = (sense: Sense) => words.some(({ senses }) => senses.has(sense));
	const named = BY_SENSE.find(([sense]) => has(sense) && !(sense === 'company' && (has('contact') || has('lead'))));
	if (named === undefined) return NOBODY;
	const [sense, rank] = named;
	const names = words.filter(({ senses }) => senses.has(sense)).map(({ text }) => text);
	const at = pieces.findIndex((piece) => piece.kind === 'known' && piece.entry.senses.has(sense));
	const next = pieces[at + 1];
	const isCounted = next?.kind === 'number' && at + 2 < pieces.length && rank !== 'contact';
	return isCounted ? { rank, id: `${names.join(' ')} ${next.text}`, numberAt: at + 1 } : { rank, id: names.join(' ') };
}
