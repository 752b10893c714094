// Takes a header apart into words that the lexicon knows, as few and as long as possible, and what is left.
import { entryOf, type Entry, type Sense } from './lexicon';

/** A part of a header: what it means, a number ("Phone 2"), or a word that nobody here knows. */
export type Piece =
	{ kind: 'known'; text: string; entry: Entry } | { kind: 'number'; text: string } | { kind: 'unknown'; text: string };

/** No entry of the lexicon is longer than this many words. */
const MOST_WORDS = 7;
const COST_OF_UNKNOWN = 100;
const NUMBER = /^\d{1,4}$/;
/** Scripts that are written without blanks between words. */
const WITHOUT_BLANKS =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Shorter parts of a word would be found by chance. */
const SHORTEST_PART = 3;
const SHORTEST_ENDING = 4;
const LONGEST_SPLIT = 60;
/** What a compound may end in when nobody knows its beginning: "Hausmeistertelefon". */
const ENDINGS: readonly Sense[] = ['phone', 'mobile', 'email', 'name', 'first-name', 'last-name'];

/** The pieces of a header's words. */
export function cover(words: readonly string[]): Piece[] {
	/** The cheapest cover of the words before each position. */
	const best: Array<{ cost: number; pieces: Piece[] }> = [{ cost: 0, pieces: [] }];
	for (let end = 1; end <= words.length; end += 1) {
		let cheapest: { cost: number; pieces: Piece[] } | undefined;
		for (let start = Math.max(0, end - MOST_WORDS); start < end; start += 1) {
			const before = best[start];
			const found = piecesOf(words, start, end);
			if (before === undefined || found === undefined) continue;
			const cost =
				before.cost + found.reduce((sum, piece) => sum + (piece.kind === 'unknown' ? COST_OF_UNKNOWN : 1), 0);
			if (cheapest === undefined || cost < cheapest.cost) cheapest = { cost, pieces: [...before.pieces, ...found] };
		}
		best.push(cheapest ?? { cost: Number.POSITIVE_INFINITY, pieces: [] });
	}
	return best[words.length]?.pieces ?? [];
}

/** What the words from `start` to `end` are together; undefined for several words that are nothing together. */
function piecesOf(words: readonly string[], start: number, end: number): Piece[] | undefined {
	const text = words.slice(start, end).join('');
	const entry = entryOf(text);
	const isWhole = start === 0 && end === words.length;
	// "Patient Last": a half of a name may end a header.
	const isHalf = end === words.length && (entry?.alone.has('last-name') || entry?.alone.has('first-name'));
	if (entry !== undefined && (entry.senses.size > 0 || isWhole || isHalf)) return [{ kind: 'known', text, entry }];
	if (end - start > 1) return undefined;
	if (NUMBER.test(text)) return [{ kind: 'number', text }];
	return text.length > LONGEST_SPLIT ? [{ kind: 'unknown', text }] : partsOf(text);
}

/** One word as a compound of known ones, or as an unknown one with a known ending, or as unknown. */
function partsOf(word: string): Piece[] {
	const isCompact = WITHOUT_BLANKS.test(word);
	return splitFully(word, isCompact) ?? splitAtEnding(word, isCompact) ?? [{ kind: 'unknown', text: word }];
}

function splitFully(word: string, isCompact: boolean): Piece[] | undefined {
	/** The cover of each beginning of the word in the fewest parts. */
	const best: Array<Piece[] | undefined> = [[]];
	for (let end = 1; end <= word.length; end += 1) {
		for (let start = 0; start < end; start += 1) {
			const before = best[start];
			if (before === undefined || (best[end] !== undefined && (best[end]?.length ?? 0) <= before.length + 1)) continue;
			const part = word.slice(start, end);
			const piece = knownPart(part, isCompact, end === word.length && start > 0);
			if (piece !== undefined) best[end] = [...before, piece];
		}
	}
	return best[word.length];
}

/** @param isLast whether it ends the word: "mobilnr" may end in a short word for "number" */
function knownPart(text: string, isCompact: boolean, isLast: boolean): Piece | undefined {
	const entry = entryOf(text);
	if (entry === undefined || entry.senses.size === 0)
		return NUMBER.test(text) && isCompact ? { kind: 'number', text } : undefined;
	const isLongEnough =
		isCompact || text.length >= SHORTEST_PART || (isLast && entry.senses.has('number') && text.length === 2);
	return isLongEnough ? { kind: 'known', text, entry } : undefined;
}

function splitAtEnding(word: string, isCompact: boolean): Piece[] | undefined {
	for (let start = 1; word.length - start >= (isCompact ? 1 : SHORTEST_ENDING); start += 1) {
		const ending = word.slice(start);
		const entry = entryOf(ending);
		if (entry === undefined || !ENDINGS.some((sense) => entry.senses.has(sense))) continue;
		return [
			{ kind: 'unknown', text: word.slice(0, start) },
			{ kind: 'known', text: ending, entry },
		];
	}
	return undefined;
}
