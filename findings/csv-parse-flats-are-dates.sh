#!/usr/bin/env bash
# csv-parse 7.0.3: with cast_date, an address line becomes a day.
#
# Where: the default function of the option cast_date, which asks JavaScript's Date.parse; V8 looks for a number behind words and takes it for a month.
# What happens: "Flat 12" is the first of December 2001, "Lead 5" the first of May 2001, "Unit 13" stays a text, since no year has a thirteenth month. So a column of flat numbers comes
#   out half as dates and half as texts. A phone number with dashes stays a text.
# Seen: Flat 12: 2001-12-01; Lead 5: 2001-05-01; Unit 13 and 202-555-0100: texts.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save csv-parse@7.0.3
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { parse } = require('csv-parse/sync');

process.env.TZ = 'UTC';
const rows = parse('a\nFlat 12\nLead 5\nUnit 13\n202-555-0100\n', { columns: true, cast: true, cast_date: true });
const seen = rows.map(({ a }) => (a instanceof Date ? a.toISOString().slice(0, 10) : a));
console.log(seen);
assert.deepEqual(seen, ['2001-12-01', '2001-05-01', 'Unit 13', '202-555-0100']);
EOF
node check.cjs
