#!/usr/bin/env bash
# libphonenumber-js 1.13.16 beside google-libphonenumber 3.2.47: a number with letters becomes a short number, where its model spells it out.
#
# Where: extractFormattedPhoneNumber in parse.js, which drops all that follows the last digit.
# What happens: 1-800-EXAMPLE in the United States. The JavaScript rewrite gives a phone number object whose number is +1 and the four digits in front of the letters
#   (the national prefix stays in, because what is left is too short). It is no error and not undefined. Google's own port turns letters into digits.
# Seen: +11800 and not possible; Google: +18003926753.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save libphonenumber-js@1.13.16 google-libphonenumber@3.2.47
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { parsePhoneNumberFromString } = require('libphonenumber-js/max');
const { PhoneNumberFormat, PhoneNumberUtil } = require('google-libphonenumber');

const google = PhoneNumberUtil.getInstance();
const read = parsePhoneNumberFromString('1-800-EXAMPLE', 'US');
const seen = [read.number, read.isPossible(), google.format(google.parse('1-800-EXAMPLE', 'US'), PhoneNumberFormat.E164)];
console.log(seen);
assert.deepEqual(seen, ['+11800', false, '+18003926753']);
EOF
node check.cjs
