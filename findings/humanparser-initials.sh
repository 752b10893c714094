#!/usr/bin/env bash
# humanparser 2.7.0: a last name of one letter, or "Ma", is taken for a rank, and the person has no last name.
#
# Where: parseName(), which takes the last word off first if it is on the list of suffixes (i, v, ma, pe, kc and more, in any case).
# What happens: names of South India put the father's initial last ("Arun V"), and Ma and Pe are family names in China and Burma. They come out as suffixes with an empty lastName; "Arun K" and
#   "Mary Li" are read right. It does the same to a third word: "Arun Kumar V" has the last name Kumar.
# Seen: Arun V, Sai I, Mary Ma, Thida Pe: lastName "". Arun K: K. Arun Kumar V: Kumar.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save humanparser@2.7.0
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { parseName } = require('humanparser');

const names = ['Arun V', 'Sai I', 'Mary Ma', 'Thida Pe', 'Arun K', 'Mary Li', 'Arun Kumar V'];
const seen = names.map((name) => [name, parseName(name).lastName, parseName(name).suffix]);
console.table(seen);
assert.deepEqual(seen, [
	['Arun V', '', 'V'],
	['Sai I', '', 'I'],
	['Mary Ma', '', 'Ma'],
	['Thida Pe', '', 'Pe'],
	['Arun K', 'K', undefined],
	['Mary Li', 'Li', undefined],
	['Arun Kumar V', 'Kumar', 'V'],
]);
EOF
node check.cjs
