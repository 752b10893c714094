// docs/phones.md is the table of how phone numbers are read: every row of it holds, and its rules are all that changes a digit.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { effort } from '../effort';
import fc from '../properties';
import { countryOf, hasCountryCode } from '../../nodes/Uservox/model/country';
import { readCell } from '../../nodes/Uservox/input/cell';
import { readPhone } from '../../nodes/Uservox/input/phone';

const page = readFileSync(path.resolve(__dirname, '../../docs/phones.md'), 'utf8');

/** The rows of the table under a heading, as the texts in their backticks. */
function rowsUnder(heading: string): string[][] {
	const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
	return section
		.split('\n')
		.filter((line) => line.startsWith('| ') && line.includes('`"'))
		.map((line) =>
			line
				.split(' | ')
				.slice(1)
				.map((cell) => /`(.*)`/.exec(cell)?.[1] ?? ''),
		);
}

const sent = rowsUnder('What is sent').map(([found = '', phone = '']) => [JSON.parse(found) as string, phone] as const);
const refused = rowsUnder('What is not sent').map(
	([found = '', code = '', message = '']) => [JSON.parse(found) as string, code, message] as const,
);

const inCountry = rowsUnder('With a Default Country').map(
	([code = '', found = '', expected = '']) => [code, JSON.parse(found) as string, expected] as const,
);
const sentInCountry = inCountry.filter(([, , expected]) => expected.startsWith('+'));
const refusedInCountry = inCountry.filter(([, , expected]) => !expected.startsWith('+'));

const warned = rowsUnder('Without a country code').map(
	([found = '', isWarned]) => [JSON.parse(found) as string, isWarned === 'yes'] as const,
);

/** The rows of the table of spreadsheets: found values may be numbers. */
const kept = page
	.split(/^## /m)
	.filter((part) => part.startsWith('As spreadsheets keep them'))
	.flatMap((part) => [...part.matchAll(/^\|[^|]*\| `(.+?)` \| `(.*)` \|$/gm)])
	.map(([, found = '', read = '']) => [JSON.parse(found) as unknown, read === '`' ? '' : read] as const);

test('the page has its rows', () => {
	expect([sent.length, refused.length].map((count) => count > 25)).toEqual([true, true]);
	expect([warned.length > 10, kept.length > 10]).toEqual([true, true]);
	expect([sentInCountry.length > 15, refusedInCountry.length > 3]).toEqual([true, true]);
});

test.each(sent)('%j is sent as %s', (found, phone) => {
	expect(readPhone(found)).toEqual({ phone });
});

test.each(refused)('%j is refused: %s', (found, code, message) => {
	expect(readPhone(found)).toEqual({ code, message: expect.stringContaining(message) });
	expect(readPhone(found)).toEqual({ code, message: expect.stringContaining('found ') });
});

test.each(kept)('the cell %j is read as %s', (found, read) => {
	const cell = readCell(found, 'phone');
	expect('text' in cell ? (cell.text ?? '') : cell.fault).toEqual(
		/^$|^[+\d]/.test(read) ? read : expect.stringContaining(read),
	);
});

test.each(warned)('%j is sent without a certain country code: %s', (found, isWarned) => {
	const reading = readPhone(found);
	expect('phone' in reading && !hasCountryCode(reading.phone)).toBe(isWarned);
});

test.each(sentInCountry)('in %s, %j is sent as %s', (code, found, phone) => {
	expect(readPhone(found, countryOf(code))).toEqual({ phone });
});

test.each(refusedInCountry)('in %s, %j is refused: %s', (code, found, message) => {
	expect(readPhone(found, countryOf(code))).toEqual({ code: 'invalid', message: expect.stringContaining(message) });
});

/** The digits of a text in ASCII, by the table's own words and not by the code's. */
const SCRIPTS = ['0123456789', '０１２３４５６７８９', '०१२३४५६७८९', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹'];
const digitsOf = (text: string) =>
	[...text]
		.map((sign) => SCRIPTS.map((script) => [...script].indexOf(sign)).find((digit) => digit >= 0))
		.filter((digit) => digit !== undefined)
		.join('');
const digit = fc.constantFrom(...'0123456789٣९９');
const between = fc.oneof(
	{ weight: 20, arbitrary: fc.constant('') },
	{ weight: 4, arbitrary: fc.constantFrom(' ', '-', '.', '\u00a0', ') ', ' (', '(0)', '[0]', '00') },
	{ weight: 1, arbitrary: fc.constantFrom('+', '/', ',', 'x', '#', '\n', ' or ', '(home)') },
);
const front = fc.constantFrom(
	...['', '', '+', '00', '0', '+44', '0044 ', '+39 ', '(+44) ', 'tel:', "'", 'p:+', '(', '(0)', '+1 (0)', '44(0)'],
);
const behind = fc.constantFrom('', '', '', ' (mobile)', ' x1', ' ext. 12', ',', '+', ' 5550101');
const cell = fc
	.tuple(front, fc.array(fc.tuple(digit, between), { minLength: 5, maxLength: 13, size: 'max' }), behind)
	.map(([first, middle, last]) => `${first}${middle.flat().join('')}${last}`);

test('no digit of a number is added, taken away or moved but by "(0)" after a country code and a leading 00', () => {
	let sentOnes = 0;
	fc.assert(
		fc.property(cell, (found) => {
			const reading = readPhone(found);
			if (!('phone' in reading)) return;
			sentOnes += 1;
			expect(reading.phone).toMatch(/^\+?\d{6,15}$/);
			const digits = digitsOf(found);
			const allowed = [digits];
			const trunk = /^[^0-9]*(?:00)?\D*([1-9]\d{0,2})\D*[([]\s*0\s*[)\]]/.exec(
				[...found].map((one) => digitsOf(one) || one).join(''),
			);
			if (trunk !== null) {
				const before = digitsOf(trunk[0]).length - 1;
				allowed.push(digits.slice(0, before) + digits.slice(before + 1));
			}
			const withoutPrefix = allowed.filter((one) => one.startsWith('00')).map((one) => one.slice(2));
			expect([...allowed, ...withoutPrefix]).toContain(reading.phone.replace('+', ''));
			if (reading.phone.startsWith('+')) expect(found).toMatch(/[+＋]|0/);
		}),
		{ numRuns: effort(3_000, 50_000) },
	);
	expect(sentOnes).toBeGreaterThan(1_000);
});

test('plain numbers with spaces, dots, dashes and brackets anywhere keep all their digits', () => {
	const noise = fc.constantFrom('', '', '', ' ', '-', '.', '\u00a0', '\u2011', '\u200b');
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 6, maxLength: 15 }),
			fc.boolean(),
			fc.array(noise, { minLength: 15, maxLength: 15 }),
			(digits, plus, noises) => {
				fc.pre(!/^(\d)\1*$/.test(digits) && !/\d{7}.*\d{7}/.test(digits) && !/^00[1-9]/.test(digits));
				const found = (plus ? '+' : '') + [...digits].map((digit, index) => digit + noises[index]).join('');
				expect(readPhone(found)).toEqual({ phone: (plus ? '+' : '') + digits });
			},
		),
	);
});
