// Yes and no as people write them: in a sheet's column, in a form's answer, in an option that an expression fills.
import { isBlank, trimmed } from './blank';
import { foundExpected } from './fault';

/**
 * One line for each language: yes / no, the words of spreadsheets for true and false among them. Compared without case and accents. A word
 * that means yes in one language and no in another is in neither.
 */
const WORDS = `
signs: 1 ✓ ✔ ☑ ✅ / 0 ☐ ✗ ✘ ❌
English: yes y true t on yep yeah checked / no n false f off nope unchecked
German: ja j wahr an / nein falsch aus
French: oui vrai / non faux
Spanish: sí s verdadero / no falso
Portuguese: sim verdadeiro / não
Italian: sì vero / no
Dutch: ja waar aan / nee onwaar uit
Swedish: ja sant / nej falskt
Danish and Norwegian: ja sand sann / nej nei falsk usann
Finnish: kyllä tosi / ei epätosi
Polish: tak prawda / nie fałsz
Czech and Slovak: ano áno pravda / nie nepravda
Hungarian: igen igaz / nem hamis
Romanian: da adevărat / nu
Turkish: evet doğru / hayır yanlış
Russian: да истина / нет ложь
Kazakh: иә / жоқ
Greek: ναι / όχι
Hindi: हाँ हां जी_हाँ haan / नहीं nahi nahin
Vietnamese: có đúng / không sai
Indonesian: ya iya benar / tidak salah
Arabic: نعم / لا
Chinese: 是 对 真 / 否 不是 假
Japanese: はい / いいえ
Korean: 예 네 참 / 아니요 아니오 거짓
`;

/** Marks over and under letters, and the sign that makes a picture of a character. */
const MARKS = /[\u0300-\u036f\ufe0f]/g;
const LETTERS: Readonly<Record<string, string>> = { ı: 'i', đ: 'd', ł: 'l' };
/** No word here is longer. */
const LONGEST = 20;

function folded(word: string): string {
	return word
		.toLowerCase()
		.normalize('NFKD')
		.replace(MARKS, '')
		.replace(/[ıđł]/g, (letter) => LETTERS[letter] ?? letter);
}

const MEANING = new Map<string, boolean>();
for (const line of WORDS.trim().split('\n')) {
	const [yes = '', no = ''] = line.slice(line.indexOf(':') + 1).split(' / ');
	for (const word of yes.trim().split(' ')) MEANING.set(folded(word).replace('_', ' '), true);
	for (const word of no.trim().split(' ')) MEANING.set(folded(word).replace('_', ' '), false);
}

/** What somebody answered; undefined where there is nothing. */
export type YesOrNo = { answer: boolean | undefined } | { fault: string };

/** Reads a text, a number or a boolean as yes or no. What is neither, and not empty, is a fault. */
export function readYesOrNo(value: unknown): YesOrNo {
	if (typeof value === 'boolean') return { answer: value };
	if (value === undefined || value === null || (typeof value === 'string' && isBlank(value)))
		return { answer: undefined };
	const text = typeof value === 'string' ? trimmed(value) : typeof value === 'number' ? String(value) : undefined;
	const answer =
		text === undefined || text.length > LONGEST ? undefined : MEANING.get(folded(text.replace(/[.!]$/, '')));
	const found = typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : undefined;
	if (answer !== undefined) return { answer };
	return {
		fault: found === undefined ? foundExpected(text ?? value, 'yes or no') : `found ${found}, expected yes or no`,
	};
}
