// One phone number written in two ways is one person, in every country; two numbers are two.
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { canBeSamePhone, comparablePhone } from '../../nodes/Uservox/model/sameLead';

function areSame(first: string, second: string): boolean {
	const [one, other] = [comparablePhone(first), comparablePhone(second)];
	return one !== undefined && other !== undefined && canBeSamePhone(one, other);
}

const MIN_NATIONAL_DIGITS = 7;
const mobiles = getCountries()
	.map((country) => getExampleNumber(country, examples))
	.filter((number) => number !== undefined)
	.filter(({ nationalNumber }) => nationalNumber.length >= MIN_NATIONAL_DIGITS);

test('the example mobile of every country, as it is written there and for callers from abroad, is one number', () => {
	const unlike = mobiles.filter((number) => {
		const [home, abroad] = [number.formatNational(), number.formatInternational()];
		return !(areSame(home, abroad) && areSame(abroad, home));
	});
	expect(unlike.map(({ country, number }) => [country, number])).toEqual([]);
});

test('with another digit it is another number', () => {
	const alike = mobiles.filter((number) => {
		const other = `${number.formatNational().slice(0, -1)}${(Number(number.nationalNumber.slice(-1)) + 1) % 10}`;
		return areSame(other, number.number);
	});
	expect(alike).toEqual([]);
});

test.each([
	['+44 7700 900123', '07700 900123', true],
	['447700900123', '07700 900123', true],
	['+12025550100', '(202) 555-0100', true],
	['+12465550102', '555-0102', false],
	['+447700900123', '+17700900123', false],
	['+447700900123', '900123', false],
	['+39 06 0000 0001', '06 0000 0001', true],
	['+39 06 0000 0001', '6 0000 0001', false],
	['202 555 0100', '0202 555 0100', true],
])('%s and %s: one number is %s', (first, second, same) => {
	expect([areSame(first, second), areSame(second, first)]).toEqual([same, same]);
});
