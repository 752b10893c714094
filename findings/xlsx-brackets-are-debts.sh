#!/usr/bin/env bash
# xlsx 0.18.5 (SheetJS): a phone number in brackets is read from CSV as a negative number.
#
# Where: the CSV reader's guess of numbers (fuzzynum), which takes brackets for the minus of bookkeepers.
# What happens: "(2025550100)" becomes -2025550100. "(202) 555-0100" stays a text, and so does "202-555-0100", but "+12025550100" is a number without its plus, and "5-6", an
#   apartment or a range, is a day in May 2001. With raw: true all stay texts.
# Seen: -2025550100 (n), "(202) 555-0100" (s), 12025550100 (n), a date number (n); raw: four texts.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save xlsx@0.18.5
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { read } = require('xlsx');

const csv = 'Phone\n(2025550100)\n(202) 555-0100\n+12025550100\n5-6\n';
function cells(options) {
	const { Sheets, SheetNames } = read(csv, { type: 'string', ...options });
	return [2, 3, 4, 5].map((row) => Sheets[SheetNames[0]][`A${row}`]).map(({ t, v }) => [t, v]);
}
const seen = { usual: cells({}), raw: cells({ raw: true }) };
console.log(seen);
assert.deepEqual(seen.usual.slice(0, 3), [['n', -2025550100], ['s', '(202) 555-0100'], ['n', 12025550100]]);
assert.equal(seen.usual[3][0], 'n');
assert.deepEqual(seen.raw, [['s', '(2025550100)'], ['s', '(202) 555-0100'], ['s', '+12025550100'], ['s', '5-6']]);
EOF
node check.cjs
