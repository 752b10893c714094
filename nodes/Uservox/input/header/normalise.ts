// A header as plain words: lower case, without accents and punctuation, with words of `camelCase` apart.
import { LONGEST_TEXT } from '../../model/limits';

/** No text is taken apart beyond this: nobody names a column in more words. */
const LONGEST = LONGEST_TEXT.header;

export interface HeaderWords {
	words: string[];
	/** The words of each remark in brackets: "Phone (work)" has one. */
	remarks: string[][];
}

/** Marks on letters that people leave out: accents of Latin, Cyrillic and Greek, dots of Indic scripts, vowels of Arabic and Hebrew, joiners. */
const MARKS =
	/[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0abc\u200b-\u200f\u2060\ufe0f\ufeff]/g;
const SAME_LETTER: Readonly<Record<string, string>> = {
	...{ ı: 'i', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ς: 'σ' },
	...{ ة: 'ه', ى: 'ي', ی: 'ي', ک: 'ك', ہ: 'ه', ھ: 'ه', ە: 'ه', ѕ: 's' },
};
const SAME_LETTERS = new RegExp(`[${Object.keys(SAME_LETTER).join('')}]`, 'g');
const APOSTROPHES = /[’‘ʼ`´′＇]/g;
const BRACKETED = /[([{（【［][^()[\]{}（）【】［］]*[)\]}）】］]/g;
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu;
/** The article that Arabic writes as one word with its noun. */
const ARTICLE = /^ال(?=.{2})/;

/** One text as words, each as the lexicon writes it. */
export function wordsOf(text: string): string[] {
	const plain = text
		.slice(0, LONGEST)
		.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
		.replace(/(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})/gu, ' ')
		.replace(/(?<=\p{L})(?=\d)/gu, ' ')
		.normalize('NFKD')
		.toLowerCase()
		.normalize('NFKD')
		.replace(MARKS, '')
		.normalize('NFC')
		.replace(SAME_LETTERS, (letter) => SAME_LETTER[letter] ?? letter)
		.replace(APOSTROPHES, "'")
		.replace(/(?<=\b[cdjlmnst])'(?=\p{L}{3})/gu, ' ')
		.replaceAll("'", '');
	return plain
		.split(NO_WORD)
		.filter((word) => word !== '')
		.map((word) => word.replace(ARTICLE, ''));
}

/** A header as words, what stands in brackets apart from the rest. A header that is nothing but brackets has no remarks. */
export function headerWords(header: string): HeaderWords {
	const text = header.slice(0, LONGEST);
	const remarks = text.match(BRACKETED) ?? [];
	const words = wordsOf(text.replace(BRACKETED, ' '));
	if (remarks.length === 0 || words.length === 0) return { words: wordsOf(text), remarks: [] };
	return { words, remarks: remarks.map(wordsOf) };
}
