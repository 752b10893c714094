// Makes a number of the default country international, or says why it cannot. docs/phones.md lists the rules.
import { shown } from '../model/fault';
import { canFollow, isInternational, isNumberOf, withoutPrefix, type Country } from '../model/country';

/** The number with + and its country code, or what was expected instead. */
export type InternationalForm = { phone: string } | { expected: string };

/** A number has no more digits than this with its country code (ITU E.164). */
const MOST_DIGITS = 15;

/**
 * The one international number that these digits can be. Where they can be two, or none, they are none.
 * @param dialled digits, with a + in front if the number has one; such a number is left alone
 */
export function internationalForm(dialled: string, country: Country): InternationalForm {
	if (dialled.startsWith('+')) return { phone: `+${withoutTrunk(dialled.slice(1), country)}` };
	const fromAbroad = abroad(dialled, country);
	if (dialled.startsWith('00') && fromAbroad.length === 0 && country.exit.exec('00') !== null) {
		return { phone: `+${withoutTrunk(dialled.slice(2), country)}` };
	}
	const found = new Set([...fromAbroad, ...withCountryCode(dialled, country), ...within(dialled, country)]);
	const [one, other] = [...found].filter((digits) => digits.length <= MOST_DIGITS);
	if (one === undefined) {
		return {
			expected: `a phone number of the default country, ${country.name}, with its area code, or one with + and its country code`,
		};
	}
	return other === undefined
		? { phone: `+${one}` }
		: { expected: `one with + and its country code, because it can be ${shown(`+${one}`)} or ${shown(`+${other}`)}` };
}

/** "44 07700 900123" as "44 7700 900123", which is the only number that it can be; anything else as it is. */
function withoutTrunk(international: string, country: Country): string {
	const { callingCode } = country;
	const national = international.slice(callingCode.length);
	if (!international.startsWith(callingCode) || canFollow(callingCode, national)) return international;
	const shorter = withoutPrefix(national, country).filter(
		(digits) => digits.length < national.length && isNumberOf(callingCode, digits),
	);
	return new Set(shorter).size === 1 ? `${callingCode}${shorter[0]}` : international;
}

/** What is called by dialling these digits for a call abroad. A leading 00 with the country's own code is no carrier's number. */
function abroad(dialled: string, { exit, callingCode }: Country): string[] {
	const usual = dialled.startsWith('00') ? dialled.slice(2) : '';
	if (usual.startsWith(callingCode) && isInternational(usual)) return [usual];
	const own = dialled.slice(exit.exec(dialled)?.[0].length ?? dialled.length);
	return [usual, own].filter(isInternational);
}

/** The number behind the country code, if the digits begin with it. */
function withCountryCode(dialled: string, country: Country): string[] {
	const { callingCode, longestLocal } = country;
	if (!dialled.startsWith(callingCode) || dialled.length <= longestLocal) return [];
	const national = dialled.slice(callingCode.length);
	return [national, ...withoutPrefix(national, country)]
		.filter((one) => canFollow(callingCode, one))
		.map((one) => callingCode + one);
}

/** What is called by dialling these digits within the country. Without a prefix, few digits may lack their area code. */
function within(dialled: string, country: Country): string[] {
	const { callingCode, longestLocal } = country;
	const numbers = withoutPrefix(dialled, country);
	return (dialled.length > longestLocal ? [dialled, ...numbers] : numbers)
		.filter((national) => isNumberOf(callingCode, national))
		.map((national) => callingCode + national);
}
