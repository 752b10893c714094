#!/usr/bin/env bash
# libphonenumber-js 1.13.16: seven digits become ten for one island and stay seven for the next.
#
# Where: extractNationalNumberFromPossiblyIncompleteNumber, by the rewriting rules of some members of the North American plan.
# What happens: a local number without its area code, read with the default country Barbados, gets the area code 246, so that the result has three digits that the
#   text did not have, and isPossible() is true. Dominica gets 767 in the same way. For
#   Trinidad, whose numbers do not begin with 5, for Jamaica, which has two area codes, and for the United States nothing is added, and the result is too short.
# Seen: BB +12465550100 and DM +17675550100, possible; TT, JM and US +15550100, not possible.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save libphonenumber-js@1.13.16
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { parsePhoneNumberFromString } = require('libphonenumber-js/max');

const seen = ['BB', 'DM', 'TT', 'JM', 'US'].map((country) => {
	const read = parsePhoneNumberFromString('555-0100', country);
	return [country, read.number, read.isPossible()];
});
console.table(seen);
assert.deepEqual(seen, [['BB', '+12465550100', true], ['DM', '+17675550100', true], ['TT', '+15550100', false], ['JM', '+15550100', false], ['US', '+15550100', false]]);
EOF
node check.cjs
