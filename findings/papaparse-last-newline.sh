#!/usr/bin/env bash
# papaparse 5.7.1: whether the semicolon of a short list is seen depends on the newline at its end.
#
# Where: guessDelimiter, which counts the empty line behind the last newline as a row of one field when it asks for 1.99 fields a row on average; it looks at ten rows.
# What happens: a list of two columns with semicolons and up to eight people, as most programs write it, with a newline at the end. No delimiter is found, the comma is
#   assumed, and each row is one field. Without that newline, with a ninth person, with a third column, or with skipEmptyLines, the same list is read right.
# Seen: 8 people with a last newline ",", 8 without it ";", 9 with it ";", three columns with it ";", skipEmptyLines with it ";". There is an entry in errors, and there are rows all the same.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save papaparse@5.7.1
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { parse } = require('papaparse');

const list = (people, header = 'name;phone', more = '') => [header, ...Array.from({ length: people }, (_, index) => `Jane Doe;555-010${index}${more}`)].join('\n');
const delimiter = (text, options = {}) => parse(text, { header: true, ...options }).meta.delimiter;
const seen = {
	eight: delimiter(`${list(8)}\n`),
	withoutNewline: delimiter(list(8)),
	nine: delimiter(`${list(9)}\n`),
	threeColumns: delimiter(`${list(8, 'name;phone;city', ';Pune')}\n`),
	skipped: delimiter(`${list(8)}\n`, { skipEmptyLines: true }),
};
console.log(seen);
assert.deepEqual(seen, { eight: ',', withoutNewline: ';', nine: ';', threeColumns: ';', skipped: ';' });
assert.deepEqual(parse(`${list(1)}\n`, { header: true }).data[0], { 'name;phone': 'Jane Doe;555-0100' });
EOF
node check.cjs
