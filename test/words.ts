// The word lists in nodes/Uservox/input/words/, and what is made of them: the lexicon that the node reads, and the tables of docs/headers.md.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { wordsOf } from '../nodes/Uservox/input/header/normalise';

const ROOT = path.resolve(__dirname, '..');
const LISTS = path.join(ROOT, 'nodes/Uservox/input/words');
export const LEXICON = path.join(ROOT, 'nodes/Uservox/input/header/lexicon.generated.ts');

/** A list as natives write it: words by language. */
export interface WordList {
	name: string;
	/** What the list is for: its first line. */
	about: string;
	languages: Array<{ code: string; words: string[] }>;
}

const LINE = /^([a-z]{2,3}): (\S.*)$/;

/** Reads one list. @throws Error for a line that is neither a note nor a language, and for a language that comes twice */
export function parseList(name: string, text: string): WordList {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const languages: WordList['languages'] = [];
	for (const line of lines.filter((one) => !one.startsWith('#'))) {
		const [, code, words] = LINE.exec(line) ?? [];
		if (code === undefined || words === undefined)
			throw new Error(`${name}.txt: "${line.slice(0, 40)}" is no line of a language`);
		if (languages.some((language) => language.code === code)) throw new Error(`${name}.txt: ${code} comes twice`);
		languages.push({
			code,
			words: words
				.split(',')
				.map((word) => word.trim())
				.filter((word) => word !== ''),
		});
	}
	return { name, about: (lines.find((line) => line.startsWith('#')) ?? '').replace(/^#\s*/, ''), languages };
}

export function wordLists(): WordList[] {
	return readdirSync(LISTS)
		.filter((file) => file.endsWith('.txt'))
		.sort()
		.map((file) => parseList(file.replace('.txt', ''), readFileSync(path.join(LISTS, file), 'utf8')));
}

/** A word as the lexicon holds it: its letters alone, with its marks `=` and `?`. */
function entryOf(word: string): string {
	const key = wordsOf(word.replace(/^=/, '').replace(/\?$/, '')).join('');
	return `${word.startsWith('=') ? '=' : ''}${key}${word.endsWith('?') ? '?' : ''}`;
}

/** The lexicon as a TypeScript file. */
export function lexicon(): string {
	const lines = wordLists().map(({ name, languages }) => {
		const entries = [...new Set(languages.flatMap(({ words }) => words.map(entryOf)))].sort();
		return `\t'${name}':\n\t\t'${entries.join(' ')}',`;
	});
	return `// Made by \`npm run words\` of the lists in ../words: do not change it by hand.
// prettier-ignore
export const LEXICON = {
${lines.join('\n')}
} as const;
`;
}

export const PAGE = path.join(ROOT, 'docs/headers.md');
const BEGIN = '<!-- words -->';
const END = '<!-- /words -->';

/** The page with the tables of the lists between its marks. */
export function pageWithWords(page: string): string {
	const tables = wordLists().map(({ name, about, languages }) => {
		const rows = languages.map(({ code, words }) => `| ${code} | ${words.join(', ')} |`);
		return [
			`<details><summary><b>${name}</b>: ${about}</summary>`,
			'',
			'| | |',
			'|---|---|',
			...rows,
			'',
			'</details>',
		].join('\n');
	});
	const [before = ''] = page.split(BEGIN);
	return `${before}${BEGIN}\n${tables.join('\n\n')}\n${END}\n`;
}
