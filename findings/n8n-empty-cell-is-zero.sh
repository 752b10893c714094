#!/usr/bin/env bash
# n8n-workflow 2.8.0: an empty cell equals zero, null does not, and both are less than five.
#
# Where: tryToParseNumber(), by which executeFilter() (IF, Filter, Switch) and validateFieldType() (Edit Fields) convert.
# What happens: with types converted, an empty text, or one of blanks, is the number 0: "attempts less than 5" holds for every row whose cell is empty, and "equals 0" too.
#   null, as most databases give for the same cell, is not converted: it does not equal 0 and is less than 5 all the same. A word is an error.
# Seen: "" less than 5 true, equals 0 true; " " equals 0 true; null less than 5 true, equals 0 false; "none" error. As a field of type number "" is valid and 0.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-workflow@2.8.0
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { executeFilter, validateFieldType } = require('n8n-workflow');
const holds = (leftValue, operation, rightValue) =>
	executeFilter({
		options: { caseSensitive: true, typeValidation: 'loose', leftValue: '', version: 2 },
		conditions: [{ id: '1', leftValue, rightValue, operator: { type: 'number', operation } }],
		combinator: 'and',
	});
const seen = ['', ' ', null].map((cell) => [cell, holds(cell, 'lt', 5), holds(cell, 'equals', 0)]);
console.table(seen);
assert.deepEqual(seen, [['', true, true], [' ', true, true], [null, true, false]]);
assert.throws(() => holds('none', 'lt', 5));
assert.deepEqual(validateFieldType('x', '', 'number'), { valid: true, newValue: 0 });
EOF
node check.cjs
