// Keeps docs/risk.md honest: some of its sheets are run again, and what it promises is asked of all of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
	HIDDEN_SHEETS,
	hiddenLines,
	hiddenRiskOf,
	ORDERS,
	riskDocument,
	riskOf,
	SHEETS,
	type HiddenSheet,
	type Sheet,
} from './risk';

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

const HIDDEN_SAMPLE: HiddenSheet[] = [
	{ list: 'works', rows: 500, listed: 250, hidden: 20 },
	{ list: 'refused', rows: 500, listed: 0, hidden: 6 },
];

test.each(HIDDEN_SAMPLE)('$rows rows, $hidden hidden, $listed listed, list: $list', async (sheet) => {
	const risk = await hiddenRiskOf(sheet);
	expect(risk.blocked).toBe(0);
	expect(document.split('\n')).toEqual(expect.arrayContaining(hiddenLines([risk])));
});

test('the key is blocked by hidden leads only in long sheets of which the list shows none', () => {
	const lines = document.split('\n').filter((line) => / hidden \|/.test(line));
	expect(lines).toHaveLength(HIDDEN_SHEETS.length);
	const unsafe = lines.filter((line) => !line.includes(`| 0 of ${ORDERS} |`));
	expect(unsafe.filter((line) => !/^\| 20,000 rows, \d+ hidden \| shows 0 /.test(line))).toEqual([]);
});

test('the document holds all sheets, and none of them blocks the key', () => {
	const lines = document.split('\n').filter((line) => /^\| \d+ (?:at|scattered)/.test(line));
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
