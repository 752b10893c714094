#!/usr/bin/env bash
# xlsx 0.18.5 (SheetJS): a sheet written as CSV keeps 11 digits of a number, and 6 of 12.
#
# Where: sheet_to_csv(), which writes what a cell shows, by the number format General (SSF_general_num).
# What happens: phone numbers that are numbers. Those of North America (11 digits with the code) come out whole; those of most other countries have 12 digits and come out as
#   9.19877E+11, from which nobody gets the number back. In one column some rows are right and some are lost. rawNumbers writes all of them; sheet_to_json is right without it.
# Seen: 12025550100 and 9.98877E+11; with rawNumbers 998877001234.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save xlsx@0.18.5
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { utils } = require('xlsx');

const sheet = utils.aoa_to_sheet([['Phone'], [12025550100], [998877001234]]);
const seen = [utils.sheet_to_csv(sheet).trim().split('\n'), utils.sheet_to_csv(sheet, { rawNumbers: true }).trim().split('\n'), utils.sheet_to_json(sheet).map(({ Phone }) => Phone)];
console.log(seen);
assert.deepEqual(seen, [['Phone', '12025550100', '9.98877E+11'], ['Phone', '12025550100', '998877001234'], [12025550100, 998877001234]]);
EOF
node check.cjs
