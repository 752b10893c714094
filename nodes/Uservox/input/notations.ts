// Other ways in which Uservox may store the same phone number: whether it compares numbers character by character is not documented.
import { countryCodeOf } from '../model/sameLead';

/** A number with fewer digits after its country code could be anybody's. */
const FEWEST_NATIONAL_DIGITS = 7;
/** With fewer digits, a number without a plus is rather a national one. */
const FEWEST_WITH_COUNTRY_CODE = 11;
/** North America, where no zero is dialled within the country. */
const WITHOUT_TRUNK_ZERO = '1';

/**
 * Other ways of writing a phone number, the likeliest first: with or without the plus, then as it is dialled within the country. No country
 * code is made up.
 * @param phone as `readPhone` gives it
 */
export function otherNotationsOf(phone: string): string[] {
	const isInternational = phone.startsWith('+');
	const digits = isInternational ? phone.slice(1) : phone;
	if (!isInternational && digits.startsWith('0')) return [digits.replace(/^0+/, '')];
	if (!isInternational && digits.length < FEWEST_WITH_COUNTRY_CODE) return [`0${digits}`];
	const otherwise = isInternational ? digits : `+${digits}`;
	const code = countryCodeOf(digits);
	const national = code === undefined ? '' : digits.slice(code.length);
	if (national.length < FEWEST_NATIONAL_DIGITS) return [otherwise];
	return [otherwise, national, ...(code === WITHOUT_TRUNK_ZERO ? [] : [`0${national}`])];
}
