#!/usr/bin/env bash
# libphonenumber-js 1.13.16 and google-libphonenumber 3.2.47: 00 and the country's own code give a number of another continent.
#
# Where: the step that takes off what is dialled for a call abroad (stripIddPrefix in the first). In some countries the metadata expect a carrier's number
#   behind 00, and the country's own code looks like one.
# What happens: an example mobile of Brazil, written with 00 for the plus and read with the default country Brazil, comes out under +1; one of Colombia under +7.
#   Both pass isPossible(). From Peru or Spain the same texts are read right.
# Seen: BR: +1 and the area code and number; CO: +7 and the rest; with PE and ES as the default country: the Brazilian and the Colombian number.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save libphonenumber-js@1.13.16 google-libphonenumber@3.2.47
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { getExampleNumber, parsePhoneNumberFromString } = require('libphonenumber-js/max');
const examples = require('libphonenumber-js/mobile/examples');
const { PhoneNumberFormat, PhoneNumberUtil } = require('google-libphonenumber');

const google = PhoneNumberUtil.getInstance();
const seen = [['BR', 'PE'], ['CO', 'ES']].map(([home, elsewhere]) => {
	const { number } = getExampleNumber(home, examples.default ?? examples);
	const text = `00${number.slice(1)}`;
	const atHome = parsePhoneNumberFromString(text, home);
	const abroad = parsePhoneNumberFromString(text, elsewhere);
	return { home, under: `+${atHome.countryCallingCode}`, possible: atHome.isPossible(), fromAbroad: abroad.number === number, agree: atHome.number === google.format(google.parse(text, home), PhoneNumberFormat.E164) };
});
console.table(seen);
assert.deepEqual(seen, [
	{ home: 'BR', under: '+1', possible: true, fromAbroad: true, agree: true },
	{ home: 'CO', under: '+7', possible: true, fromAbroad: true, agree: true },
]);
EOF
node check.cjs
