// The words that headers are made of, by what they mean.
import { LEXICON } from './lexicon.generated';

/** What a word can mean: the names of the lists in ../words. */
export type Sense = keyof typeof LEXICON;

export interface Entry {
	senses: ReadonlySet<Sense>;
	/** The senses that count only where the word is the whole header. */
	alone: ReadonlySet<Sense>;
	/** The senses that the values of the column have to prove. */
	byValue: ReadonlySet<Sense>;
}

interface Growing extends Entry {
	senses: Set<Sense>;
	alone: Set<Sense>;
	byValue: Set<Sense>;
}

/** Lists that are about values and places, not about headers. */
const NOT_FOR_HEADERS: ReadonlySet<Sense> = new Set([
	'barred',
	'company-ending',
	'listed',
	'not-barred',
	'place',
	'place-never',
] satisfies Sense[]);

let built: ReadonlyMap<string, Entry> | undefined;

function build(): ReadonlyMap<string, Entry> {
	const entries = new Map<string, Growing>();
	for (const sense of Object.keys(LEXICON).filter(isSense)) {
		if (NOT_FOR_HEADERS.has(sense)) continue;
		for (const word of LEXICON[sense].split(' ')) {
			const key = word.replace(/^=|\?$/g, '');
			const entry = entries.get(key) ?? { senses: new Set(), alone: new Set(), byValue: new Set() };
			entries.set(key, entry);
			(word.startsWith('=') ? entry.alone : entry.senses).add(sense);
			if (word.endsWith('?')) entry.byValue.add(sense);
		}
	}
	return entries;
}

function isSense(name: string): name is Sense {
	return Object.hasOwn(LEXICON, name);
}

/** What some words mean together. @param joined as `wordsOf` gives them, without blanks between */
export function entryOf(joined: string): Entry | undefined {
	built ??= build();
	return built.get(joined);
}

const lists = new Map<Sense, ReadonlySet<string>>();

/** Whether some words, joined, stand in one list. */
export function isIn(sense: Sense, joined: string): boolean {
	const known = lists.get(sense) ?? new Set(LEXICON[sense].split(' ').map((word) => word.replace(/^=|\?$/g, '')));
	lists.set(sense, known);
	return known.has(joined);
}
