// How countries number their phones: which numbers follow a country code, and what callers within a country dial in front of them.
import data from './countries.json';

interface CountryData {
	name: string;
	callingCode: string;
	/** What is dialled for a call abroad, as a pattern; 00 where it is not said. */
	exit?: string;
	/** What comes before a number within the country, if anything does, such as 0. */
	trunk?: string;
	/** How many digits a number without trunk prefix and area code can have. */
	longestLocal?: number;
	/** All that may come before it within the country, as a pattern: the trunk prefix, carriers, what mobiles had, and local numbers of the only area. */
	inFront?: string;
	/** What the groups of `inFront` become. Without it, what it matches is dropped. */
	rewrite?: string;
}

export interface Country {
	name: string;
	callingCode: string;
	exit: RegExp;
	trunk: string | undefined;
	longestLocal: number;
	inFront: RegExp | undefined;
	rewrite: string | undefined;
}

type Numbers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Made by scripts/countries.mjs. */
const COUNTRIES: Readonly<Record<string, CountryData>> = data.countries;
/** For each country code, the lengths of its numbers and what they begin with: `{ "9-10": "12-19", "10": "20 23-24" }`. */
const NUMBERS: Numbers = data.numbers;
/** The same for freephone, premium and other services, which no lead has, where numbers may begin like their own country code. */
const SERVICES: Numbers = data.services;
/** Numbers are told apart by two digits, and by up to five where they begin like their own country code. */
const LEADING_DIGITS = [2, 3, 4, 5] as const;
const LONGEST_CALLING_CODE = 3;

/** The countries that can be chosen, in the order of their names. The values are ISO 3166 codes, and XK, AC and TA, which are used as such. */
export const COUNTRY_CHOICES: ReadonlyArray<{ name: string; value: string }> = Object.entries(COUNTRIES)
	.map(([value, { name }]) => ({ name, value }))
	.sort((first, second) => first.name.localeCompare(second.name, 'en'));

const countries = new Map<string, Country | undefined>();

/** The country with this code, in capitals. */
export function countryOf(code: string): Country | undefined {
	if (!countries.has(code) && Object.hasOwn(COUNTRIES, code)) countries.set(code, compiled(COUNTRIES[code]));
	return countries.get(code);
}

function compiled(country: CountryData | undefined): Country | undefined {
	if (country === undefined) return undefined;
	const { exit = '00', trunk, longestLocal = 0, inFront, ...rest } = country;
	return {
		rewrite: undefined,
		...rest,
		exit: atStart(exit),
		trunk,
		longestLocal,
		inFront: inFront === undefined ? undefined : atStart(inFront),
	};
}

const atStart = (pattern: string): RegExp => new RegExp(`^(?:${pattern})`);

/** The lengths of numbers by their first digits. */
type Lengths = ReadonlyMap<string, ReadonlySet<number>>;

/** Tables are read when they are first needed. */
function tablesOf(numbers: Numbers): (callingCode: string) => Lengths {
	const tables = new Map<string, Lengths>();
	return (callingCode) => {
		const known = tables.get(callingCode);
		if (known !== undefined) return known;
		const table = new Map<string, ReadonlySet<number>>();
		for (const [lengths, leading] of Object.entries(numbers[callingCode] ?? {})) {
			const all = new Set(numbersIn(lengths));
			for (const digits of numbersIn(leading)) table.set(String(digits).padStart(LEADING_DIGITS[0], '0'), all);
		}
		tables.set(callingCode, table);
		return table;
	};
}

const numbersBehind = tablesOf(NUMBERS);
const servicesBehind = tablesOf(SERVICES);

/** "1-3 5" as 1, 2, 3 and 5. */
function numbersIn(ranges: string): number[] {
	return ranges.split(' ').flatMap((range) => {
		const [first = NaN, last = first] = range.split('-').map(Number);
		return Array.from({ length: last - first + 1 }, (_, index) => first + index);
	});
}

/** Whether these digits can be a number behind this country code: a fixed line, a mobile, a personal number or one of the internet. */
export function isNumberOf(callingCode: string, national: string): boolean {
	return isIn(numbersBehind(callingCode), national);
}

/** Whether they can be that or a service, so that digits with this code in front may include it. */
export function canFollow(callingCode: string, national: string): boolean {
	return isNumberOf(callingCode, national) || isIn(servicesBehind(callingCode), national);
}

/** Whether numbers are known behind these digits. */
export function isCallingCode(digits: string): boolean {
	return Object.hasOwn(NUMBERS, digits);
}

function isIn(table: Lengths, national: string): boolean {
	return LEADING_DIGITS.some((leading) => table.get(national.slice(0, leading))?.has(national.length));
}

/** The country code that digits begin with. None begins another one. */
function callingCodeOf(digits: string): string | undefined {
	for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
		const callingCode = digits.slice(0, length);
		if (Object.hasOwn(NUMBERS, callingCode)) return callingCode;
	}
	return undefined;
}

/** Whether digits are a country code with a number of that country. */
export function isInternational(digits: string): boolean {
	const callingCode = callingCodeOf(digits);
	return callingCode !== undefined && isNumberOf(callingCode, digits.slice(callingCode.length));
}

/** Fewer digits are a national number of too many countries. */
const FEWEST_WITH_CODE = 11;

/** Whether a number surely includes its country code: it has a +, or it is long, and a number of the country whose code it begins with. */
export function hasCountryCode(phone: string): boolean {
	return phone.startsWith('+') || (phone.length >= FEWEST_WITH_CODE && isInternational(phone));
}

/** Digits without what may come before them within the country; none if nothing does. */
export function withoutPrefix(dialled: string, { trunk, inFront, rewrite }: Country): string[] {
	const found = trunk !== undefined && dialled.startsWith(trunk) ? [dialled.slice(trunk.length)] : [];
	const match = inFront?.exec(dialled);
	if (inFront === undefined || !match) return found;
	const [prefix, ...groups] = match;
	const isRewritten = rewrite !== undefined && groups.at(-1) !== undefined;
	const digits = isRewritten ? dialled.replace(inFront, rewrite) : dialled.slice(prefix.length);
	return digits === dialled ? found : [...found, digits];
}

/** The codes of the countries that share each country code. */
const countriesBehind = new Map<string, string[]>();
for (const [code, { callingCode }] of Object.entries(COUNTRIES)) {
	countriesBehind.set(callingCode, [...(countriesBehind.get(callingCode) ?? []), code]);
}

/**
 * Whether callers within a country dial the one for what is the other from abroad, such as 89… for 79… in Russia, and 06… for 3906… in Italy.
 * Both are digits alone.
 */
export function isDialledFor(dialled: string, international: string): boolean {
	const callingCode = callingCodeOf(international) ?? '';
	if (dialled.startsWith('0') && callingCode + dialled === international) return true;
	return (countriesBehind.get(callingCode) ?? []).some((code) => {
		const country = countryOf(code);
		return (
			country !== undefined &&
			withoutPrefix(dialled, country).some(
				(digits) => digits.length < dialled.length && callingCode + digits === international,
			)
		);
	});
}
