// Makes nodes/Uservox/model/countries.json of the metadata in libphonenumber-js: `npm run countries`. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TARGET = path.join(root, 'nodes/Uservox/model/countries.json');
const read = (name) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

/** Numbers are told apart by this many leading digits. More would be exact today and wrong for ranges given out tomorrow. */
const LEADING_DIGITS = 2;
/** And by this many behind the country's own code, so that +43 664 … without its + is not taken for 04366 4… */
const BEHIND_OWN_CODE = 2;
/** No number without its area code is longer. */
const LONGEST_LOCAL = 8;
/** Where a country's metadata holds what; see METADATA.md of libphonenumber-js. An absent text is 0 there. */
const AT = { callingCode: 0, exit: 1, lengths: 3, trunk: 5, trunkForParsing: 7, rewrite: 8, types: 11 };
/** Fixed lines, mobiles, personal numbers and numbers of the internet: what reaches a person. Freephone and premium numbers are none. */
const REACH_A_PERSON = [0, 1, 4, 8];
const SERVICES = [2, 3, 5, 6, 7, 9];
const FIXED = [0];
const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** A language of digits, as far as it matters here: the lengths of its words by their leading digits. */
const EMPTY_WORD = new Map([['', new Set([0])]]);
/** Means each digit, so that few words mean many. */
const ANY = '.';
const oneOf = (digits) => new Map([...digits].map((digit) => [digit, new Set([1])]));

function add(language, leading, length) {
	const lengths = language.get(leading) ?? new Set();
	language.set(leading, lengths.add(length));
}

function either(...languages) {
	const all = new Map();
	for (const language of languages) {
		for (const [leading, lengths] of language) for (const length of lengths) add(all, leading, length);
	}
	return all;
}

/** The words of one language behind those of another, told apart by `depth` digits. */
function followedBy(first, second, depth) {
	const both = new Map();
	for (const [leading, lengths] of first) {
		for (const length of lengths) {
			for (const [next, nextLengths] of second) {
				const digits = length < depth ? (leading + next).slice(0, depth) : leading;
				for (const nextLength of nextLengths) add(both, digits, length + nextLength);
			}
		}
	}
	return both;
}

/** The digits of a class such as "02-57". */
function digitsOf(body) {
	return body.replace(/(\d)-(\d)/g, (_, from, to) => '0123456789'.slice(Number(from), Number(to) + 1));
}

/** The language of a pattern, told apart by `depth` digits. @throws Error for what the patterns of phone numbers never held so far, unbounded repetition above all */
function languageOf(pattern, depth) {
	let at = 0;
	const taken = (text) => {
		if (!pattern.startsWith(text, at)) return false;
		at += text.length;
		return true;
	};
	const atom = () => {
		if (taken('(?:') || taken('(')) {
			const inner = alternatives();
			if (!taken(')')) throw new Error(`No closing bracket: ${pattern}`);
			return inner;
		}
		if (taken('\\d')) return oneOf(ANY);
		const [found, digit, body] = /^(?:(\d)|\[([\d-]+)\])/.exec(pattern.slice(at)) ?? [];
		if (found === undefined) throw new Error(`Not understood: ${pattern.slice(at)} in ${pattern}`);
		at += found.length;
		return oneOf(digit ?? digitsOf(body));
	};
	const repeated = () => {
		const one = atom();
		const [found, least, most = least] = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at)) ?? [];
		if (found === undefined) return taken('?') ? either(EMPTY_WORD, one) : one;
		at += found.length;
		const words = [EMPTY_WORD];
		for (let count = 0; count < Number(most); count += 1) words.push(followedBy(words[count], one, depth));
		return either(...words.slice(Number(least)));
	};
	const sequence = () => {
		let words = EMPTY_WORD;
		while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')')
			words = followedBy(words, repeated(), depth);
		return words;
	};
	const alternatives = () => {
		const all = [sequence()];
		while (taken('|')) all.push(sequence());
		return either(...all);
	};
	const language = alternatives();
	if (at < pattern.length) throw new Error(`Not understood: ${pattern.slice(at)} in ${pattern}`);
	return language;
}

/** The digits that a leading with ANY in it means, of those that begin as `start` does. */
function spelled(leading, start) {
	return [...leading].reduce(
		(words, sign, index) => {
			const digits = [...(sign === ANY ? '0123456789' : sign)].filter((digit) => digit === (start[index] ?? digit));
			return words.flatMap((word) => digits.map((digit) => word + digit));
		},
		[''],
	);
}

/** The numbers of a country by their first `depth` digits, of those that begin as `start` does. */
function numbersOf(country, types, depth, start = '') {
	const numbers = new Map();
	for (const type of types) {
		const [pattern, lengths = country[AT.lengths]] = country[AT.types][type] || [];
		if (pattern === undefined) continue;
		for (const [leading, found] of languageOf(pattern, depth)) {
			for (const digits of spelled(leading, start)) {
				for (const length of found) if (lengths.includes(length)) add(numbers, digits, length);
			}
		}
	}
	return numbers;
}

/**
 * The numbers behind a country code. Those that begin like the code itself are told apart by more digits, and are of all types: where
 * one of them is possible, digits do not prove that they include the country code.
 */
function numbersBehind(callingCode, countries) {
	const all = (types, ...rest) => either(...countries.map((country) => numbersOf(country, types, ...rest)));
	const numbers = all(REACH_A_PERSON, LEADING_DIGITS);
	if (callingCode.length < LEADING_DIGITS) return numbers;
	const start = callingCode.slice(0, LEADING_DIGITS);
	numbers.delete(start);
	return either(numbers, shortened(all(ALL, callingCode.length + BEHIND_OWN_CODE, start), LEADING_DIGITS));
}

/** Numbers by as few leading digits as tell their lengths apart, but by `least` at the least. */
function shortened(numbers, least) {
	const shorter = new Map(numbers);
	const depth = Math.max(0, ...[...numbers.keys()].map(({ length }) => length));
	for (let length = depth - 1; length >= least; length -= 1) {
		for (const stem of new Set([...shorter.keys()].map((leading) => leading.slice(0, length)))) {
			const below = Array.from({ length: 10 }, (_, digit) => shorter.get(`${stem}${digit}`));
			const [first] = below.map((lengths) => lengths && inRanges(sorted(lengths)));
			if (first === undefined || below.some((lengths) => !lengths || inRanges(sorted(lengths)) !== first)) continue;
			shorter.set(stem, below[0]);
			for (let digit = 0; digit < 10; digit += 1) shorter.delete(`${stem}${digit}`);
		}
	}
	return shorter;
}

const sorted = (numbers) => [...numbers].sort((first, second) => first - second);

/** "1 2 3 5" as "1-3 5". */
function inRanges(numbers) {
	const ranges = [];
	for (const number of numbers) {
		const last = ranges.at(-1);
		if (last !== undefined && Number(number) === Number(last.at(-1)) + 1) last.push(number);
		else ranges.push([number]);
	}
	return ranges.map((range) => (range.length > 1 ? `${range[0]}-${range.at(-1)}` : range[0])).join(' ');
}

/** Leading digits by the lengths of their numbers, `{ "9-10": "12-19", "10": "20 23-24" }`. */
function asTable(numbers) {
	const byLengths = new Map();
	for (const leading of [...numbers.keys()].sort()) {
		const lengths = inRanges(sorted(numbers.get(leading)));
		byLengths.set(lengths, [...(byLengths.get(lengths) ?? []), leading]);
	}
	return Object.fromEntries([...byLengths].map(([lengths, leading]) => [lengths, inRanges(leading)]));
}

/** A part of a pattern that is used as it is. */
function bounded(pattern) {
	if (/[*+]|,\}/.test(pattern)) throw new Error(`Repeats without a bound: ${pattern}`);
	return pattern;
}

/**
 * How many digits a number without its area code can have: fewer than any with it. Where mobiles are written without a trunk prefix,
 * nothing else is as long as they are.
 */
function longestLocal(code, country) {
	const longestFixed = Math.max(...[...numbersOf(country, FIXED, 1).values()].flatMap((lengths) => [...lengths]));
	const mobile = getExampleNumber(code, examples);
	const isBare = mobile !== undefined && mobile.formatNational().replace(/\D/g, '') === mobile.nationalNumber;
	return Math.min(LONGEST_LOCAL, longestFixed - 1, isBare ? mobile.nationalNumber.length - 1 : Infinity);
}

function countriesOf({ countries }) {
	const names = new Intl.DisplayNames(['en'], { type: 'region' });
	return Object.fromEntries(
		Object.entries(countries).map(([code, country]) => {
			return [
				code,
				{
					name: names.of(code),
					callingCode: country[AT.callingCode],
					...(country[AT.exit] === '00' ? {} : { exit: bounded(country[AT.exit]) }),
					...(country[AT.trunk] ? { trunk: country[AT.trunk], longestLocal: longestLocal(code, country) } : {}),
					...(country[AT.trunkForParsing] ? { inFront: bounded(country[AT.trunkForParsing]) } : {}),
					...(country[AT.rewrite] ? { rewrite: country[AT.rewrite] } : {}),
				},
			];
		}),
	);
}

/** Freephone, premium and other services behind a country code, where a number may begin like that code: they are what it may be then. */
function servicesBehind(callingCode, countries) {
	const numbers = numbersBehind(callingCode, countries);
	if (![...numbers.keys()].some((leading) => leading.startsWith(callingCode) || callingCode.startsWith(leading))) {
		return new Map();
	}
	return either(...countries.map((country) => numbersOf(country, SERVICES, LEADING_DIGITS)));
}

function byCallingCode({ countries, country_calling_codes: callingCodes }, numbersOfCode) {
	const tables = Object.entries(callingCodes).map(([callingCode, codes]) => {
		const own = codes.map((code) => countries[code]);
		return [callingCode, asTable(numbersOfCode(callingCode, own))];
	});
	return Object.fromEntries(tables.filter(([, table]) => Object.keys(table).length > 0));
}

const metadata = read('node_modules/libphonenumber-js/metadata.max.json');
const made = {
	source: `libphonenumber-js ${read('node_modules/libphonenumber-js/package.json').version}`,
	countries: countriesOf(metadata),
	numbers: byCallingCode(metadata, numbersBehind),
	services: byCallingCode(metadata, servicesBehind),
};

/** Names come from the running Node and differ between versions, so they are not compared. */
const withoutNames = (table) => JSON.stringify(table, (key, value) => (key === 'name' ? undefined : value));

if (!process.argv.includes('--check')) {
	const { format, resolveConfig } = await import('prettier');
	writeFileSync(TARGET, await format(JSON.stringify(made), { ...(await resolveConfig(TARGET)), parser: 'json' }));
} else if (withoutNames(JSON.parse(readFileSync(TARGET, 'utf8'))) !== withoutNames(made)) {
	console.error('nodes/Uservox/model/countries.json is not what the metadata give: npm run countries');
	process.exitCode = 1;
}
