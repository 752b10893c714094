// Numbers of the default country, beside those of libphonenumber: of every country, however they are written, equal or refused, never another number.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { effort } from '../effort';
import fc from '../properties';
import {
	getCountries,
	getExampleNumber,
	parsePhoneNumberFromString,
	type CountryCode,
	type PhoneNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { z } from 'zod';
import { readPhone } from '../../nodes/Uservox/input/phone';
import { COUNTRY_CHOICES, countryOf } from '../../nodes/Uservox/model/country';

const ROOT = path.resolve(__dirname, '../..');
const COUNTRIES = getCountries();

/** What is sent for a text in a country; undefined when it is refused. */
function sent(text: string, country: CountryCode): string | undefined {
	const reading = readPhone(text, countryOf(country));
	return 'phone' in reading ? reading.phone : undefined;
}

/** What libphonenumber makes of it. */
function theirs(text: string, country: CountryCode): string | undefined {
	return parsePhoneNumberFromString(text, country)?.number;
}

/** Fewer digits are no phone number here. Some islands have such numbers. */
const FEWEST_DIGITS = 6;

/** The example of a country, unless its numbers are too short to be read. */
function mobileOf(country: CountryCode): PhoneNumber | undefined {
	const number = getExampleNumber(country, examples);
	return number === undefined || number.nationalNumber.length < FEWEST_DIGITS ? undefined : number;
}

const typeSchema = z.union([z.tuple([z.string()]).rest(z.unknown()), z.literal(0)]);
const metadata = z
	.object({ countries: z.record(z.array(z.unknown())) })
	.parse(JSON.parse(readFileSync(path.join(ROOT, 'node_modules/libphonenumber-js/metadata.max.json'), 'utf8')));
const [TYPES, FIXED, MOBILE] = [11, 0, 1];

/** Numbers of a country, drawn from the library's patterns of fixed lines and mobiles: those that it calls valid itself. */
function drawn(country: CountryCode, count: number): PhoneNumber[] {
	const types = z.array(z.unknown()).parse(metadata.countries[country]?.[TYPES]);
	return [FIXED, MOBILE].flatMap((type) => {
		const [pattern] = typeSchema.parse(types[type] ?? 0) || [];
		if (pattern === undefined || pattern === '') return [];
		return fc
			.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: count, seed: 17 })
			.map((digits) => parsePhoneNumberFromString(`+${callingCodeOf(country)}${digits}`))
			.filter((number) => number?.isValid() === true)
			.filter((number) => number !== undefined);
	});
}

const callingCodeOf = (country: CountryCode): string => countryOf(country)?.callingCode ?? '';

/** The ways in which people and programs write a number, for a reader in its country. */
function notationsOf(number: PhoneNumber): string[] {
	const { countryCallingCode: code, nationalNumber } = number;
	const [national, international] = [number.formatNational(), number.formatInternational()];
	return [
		...[national, international, number.number, nationalNumber, `${code}${nationalNumber}`],
		...[national.replace(/[ -]/g, '.'), national.replace(/\D/g, ''), national.replace(/ /g, '\u00a0'), `'${national}`],
		...[
			national.replace(/[ -]/, '/'),
			national.replace(/^(\d+)\b/, '($1)'),
			`tel:${number.number}`,
			`00${code} ${national}`,
		],
		...[
			`+${code} (0)${nationalNumber}`,
			`${code} (0) ${nationalNumber}`,
			`00${number.number.slice(1)}`,
			` ${international} `,
		],
	];
}

test('every country of libphonenumber can be chosen, once, by its name', () => {
	expect(COUNTRY_CHOICES.map(({ value }) => value).sort()).toEqual([...COUNTRIES].sort());
	const names = COUNTRY_CHOICES.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	expect(names).toEqual([...names].sort((first, second) => first.localeCompare(second, 'en')));
	expect(countryOf('de')).toBeUndefined();
	expect(countryOf('constructor')).toBeUndefined();
});

test('the data are those that the installed library gives', () => {
	expect(() => execFileSync(process.execPath, ['scripts/countries.mjs', '--check'], { cwd: ROOT })).not.toThrow();
});

test('the example mobile of every country is understood, in national and in international form', () => {
	const wrong = COUNTRIES.flatMap((country) => {
		const number = mobileOf(country);
		if (number === undefined) return [];
		const notations = [
			number.formatNational(),
			number.formatInternational(),
			number.number,
			`00${number.number.slice(1)}`,
		];
		return notations
			.filter((text) => sent(text, country) !== number.number)
			.map((text) => `${country} ${text}: ${sent(text, country)}`);
	});
	expect(wrong).toEqual([]);
});

test('numbers of every country, mobile and fixed, written in many ways: equal, or refused, never another number', () => {
	const wrong: string[] = [];
	let [all, understood] = [0, 0];
	for (const country of COUNTRIES) {
		const example = mobileOf(country);
		for (const number of [...(example === undefined ? [] : [example]), ...drawn(country, 2)]) {
			// A form that the library itself does not read back proves nothing.
			const fair = theirs(number.formatNational(), country) === number.number;
			for (const text of fair ? notationsOf(number) : [number.number]) {
				const phone = sent(text, country);
				all += 1;
				if (phone === number.number) understood += 1;
				else if (phone !== undefined && phone !== theirs(text, country)) wrong.push(`${country} ${text}: ${phone}`);
			}
		}
	}
	expect(wrong).toEqual([]);
	expect(understood).toBeGreaterThan(0.9 * all);
});

test('whatever digits: where the library knows a valid number, it is that number or refused', () => {
	const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 13 });
	const front = fc.constantFrom('', '', '0', '1', '8', '06', '80', '011', '810', '010', 'code', 'code', 'code0');
	let understood = 0;
	fc.assert(
		fc.property(fc.constantFrom(...COUNTRIES), front, digits, (country, before, rest) => {
			const text = `${before.replace('code', callingCodeOf(country))}${rest}`;
			// Digits with 00 are international here, whatever the country dials for a call abroad.
			fc.pre(!text.startsWith('00'));
			const phone = sent(text, country);
			const number = parsePhoneNumberFromString(text, country);
			if (phone === undefined || number?.isValid() !== true) return;
			understood += 1;
			expect(`${country} ${text} ${phone}`).toBe(`${country} ${text} ${number.number}`);
		}),
		{ numRuns: effort(4_000, 20_000) },
	);
	expect(understood).toBeGreaterThan(100);
});

test('the patterns that are taken as they are repeat nothing without a bound, so that no number takes long', () => {
	const { countries } = z
		.object({ countries: z.record(z.object({ exit: z.string().optional(), inFront: z.string().optional() })) })
		.parse(JSON.parse(readFileSync(path.join(ROOT, 'nodes/Uservox/model/countries.json'), 'utf8')));
	const patterns = Object.values(countries).flatMap(({ exit = '', inFront = '' }) => [exit, inFront]);
	expect(patterns.filter((pattern) => /[*+]|,\}/.test(pattern))).toEqual([]);
});
