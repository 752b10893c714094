// What headers mean: docs/headers.md shows it, and what it shows holds. The lexicon and the page are in step with the word lists.
import { readFileSync } from 'node:fs';
import { Claim, meaningOf } from '../../nodes/Uservox/initiate/read/plan/meaning';
import { lexicon, LEXICON, PAGE, pageWithWords, parseList, wordLists } from '../words';

const page = readFileSync(PAGE, 'utf8');
const shown = [...page.matchAll(/^\| \*(.+)\* \| `(\w+)` \|$/gm)].map(([, header = '', field = '']) => [header, field]);
const none = [...page.matchAll(/^- \*(.+)\*$/gm)].map(([, header = '']) => header);
const LEADS = ['nobody', 'lead', 'contact'];

test('the lexicon and the page are made of the word lists: npm run words', () => {
	expect(readFileSync(LEXICON, 'utf8')).toBe(lexicon());
	expect(page).toBe(pageWithWords(page));
});

test('a list that cannot be read is refused', () => {
	expect(parseList('x', '# About.\nen: one, two\nde: eins')).toEqual({
		name: 'x',
		about: 'About.',
		languages: [
			{ code: 'en', words: ['one', 'two'] },
			{ code: 'de', words: ['eins'] },
		],
	});
	expect(() => parseList('x', 'one, two')).toThrow('x.txt: "one, two" is no line of a language');
	expect(() => parseList('x', 'en: one\nen: two')).toThrow('x.txt: en comes twice');
});

test('phones, emails and names are known in 40 languages, and those of the lists’ readers among them', () => {
	const codes = (name: string) =>
		wordLists()
			.find((list) => list.name === name)
			?.languages.map(({ code }) => code) ?? [];
	const asked = 'sv no da nl tr pl ru uk ar id ms vi th ko ja zh bn ta te mr gu kn hi de fr es pt it'.split(' ');
	for (const name of ['phone', 'mobile', 'email']) expect(codes(name)).toEqual(expect.arrayContaining(asked));
	const names = ['name', 'first-name', 'first-or-full-name', 'last-or-full-name'].flatMap(codes);
	expect(names).toEqual(expect.arrayContaining(asked));
	expect(codes('phone').length).toBeGreaterThan(40);
});

test.each(shown)('"%s" is %s', (header, field) => {
	const { kind, claim, party } = meaningOf(header);
	expect(KINDS[kind] ?? kind).toBe(field);
	expect(LEADS).toContain(party.rank);
	expect(claim).toBeLessThanOrEqual(Claim.ByValue);
});
const KINDS: Record<string, string> = { firstOrFullName: 'firstName', lastOrFullName: 'lastName' };

test.each([...none, 'constructor', '__proto__', 'toString', '', '📞'])('"%s" is none', (header) => {
	const { kind, claim, party } = meaningOf(header);
	const isTaken = ['phone', 'email', 'name', 'firstName', 'lastName'].includes(kind);
	expect(isTaken && claim <= Claim.ByValue && LEADS.includes(party.rank)).toBe(false);
});

test.each(['phone', 'Mobile Number', 'E-Mail-Adresse', 'Full Name', 'Nom de famille', 'Телефон', 'मोबाइल नंबर'])(
	'"%s" is the same in capitals, with dots and in snake case',
	(header) => {
		const { kind } = meaningOf(header);
		for (const other of [header.toUpperCase(), `${header}.`, ` ${header.replaceAll(' ', '_')}*`])
			expect(meaningOf(other).kind).toBe(kind);
	},
);
