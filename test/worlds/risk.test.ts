// Keeps docs/risk.md honest: some of its sheets are run again, and what it promises is asked of all of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { riskDocument, riskOf, SHEETS, type Sheet } from './risk';

const document = readFileSync(path.resolve(__dirname, '../../docs/risk.md'), 'utf8');

const SAMPLE: Sheet[] = [
	{ list: 'works', references: 'none', place: 'bottom', known: 10 },
	{ list: 'works', references: 'all', place: 'scattered', known: 1_980 },
	{ list: 'refused', references: 'all', place: 'middle', known: 1_000 },
	{ list: 'refused', references: 'none', place: 'scattered', known: 10 },
];

test.each(SAMPLE)('$known at the $place, references: $references, list: $list', async (sheet) => {
	const risk = await riskOf(sheet);
	expect(risk.broken).toEqual([]);
	expect(risk.isBlocked).toBe(false);
	const line = riskDocument([risk])
		.split('\n')
		.find((text) => text.startsWith(`| ${sheet.known} `));
	expect(document).toContain(line);
});

test('the document holds all sheets, and none of them blocks the key', () => {
	const lines = document.split('\n').filter((line) => /^\| \d/.test(line));
	expect(lines).toHaveLength(SHEETS.length);
	expect(lines.filter((line) => line.includes('**yes**'))).toEqual([]);
});

test('where Uservox can be asked, no duplicate is submitted and every new lead is initiated', () => {
	const [asked = ''] = document.split('## The list is refused, no reference IDs');
	const lines = asked.split('\n').filter((line) => /^\| \d/.test(line));
	expect(lines).toHaveLength(48);
	for (const line of lines) {
		const [, , , duplicates, initiated] = line.split('|').map((cell) => cell.trim());
		const [taken, of] = (initiated ?? '').split(' of ');
		expect({ line, duplicates, taken }).toEqual({ line, duplicates: '0', taken: of });
	}
});
