#!/usr/bin/env bash
# libphonenumber-js 1.13.16 and google-libphonenumber 3.2.47: of the same notation of two neighbours, one is read as another person's number.
#
# Where: the step that takes a country code off digits without a plus (extractCountryCallingCodeFromInternationalNumberWithoutPlusSign in the first).
# What happens: the library's own example mobiles, written as messengers and CRMs export them, with the country code and without a plus. With the default
#   country Austria the code is recognised. With Germany it is taken for an area code and the country code is put in front once more: a number of 15 digits
#   that both libraries call valid, a fixed line. Kosovo and Indonesia end like Germany. No error, and no sign that there were two readings.
# Seen: AT: the same number. DE, XK, ID: the code twice; DE valid, FIXED_LINE.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save libphonenumber-js@1.13.16 google-libphonenumber@3.2.47
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { getExampleNumber, parsePhoneNumberFromString } = require('libphonenumber-js/max');
const examples = require('libphonenumber-js/mobile/examples');
const { PhoneNumberFormat, PhoneNumberUtil } = require('google-libphonenumber');

const google = PhoneNumberUtil.getInstance();
const seen = ['AT', 'DE', 'XK', 'ID'].map((country) => {
	const { number, countryCallingCode } = getExampleNumber(country, examples.default ?? examples);
	const digits = number.slice(1);
	const read = parsePhoneNumberFromString(digits, country);
	const theirs = google.format(google.parse(digits, country), PhoneNumberFormat.E164);
	return { country, same: read.number === number, twice: read.number === `+${countryCallingCode}${digits}`, agree: read.number === theirs, valid: read.isValid(), type: read.getType() };
});
console.table(seen);
assert.deepEqual(seen.map(({ same, twice, agree }) => [same, twice, agree]), [[true, false, true], [false, true, true], [false, true, true], [false, true, true]]);
assert.deepEqual([seen[1].valid, seen[1].type], [true, 'FIXED_LINE']);
EOF
node check.cjs
