#!/usr/bin/env bash
# n8n-workflow 2.8.0: "no" is false for an expression and true for a condition.
#
# Where: toBoolean() of texts, and executeFilter(), which the nodes IF, Filter and Switch decide by, with "Convert types where required" on.
# What happens: toBoolean() takes false, no and 0 for false, and every other text for true, "off", "n" and "no" with a blank among them. The condition "is true" knows fewer words:
#   for it "no" is true as well, without an error, although as the type of a field the same package refuses "no" as neither true nor false.
# Seen: toBoolean(): no false, off true, n true. Condition "is true": false no, 0 no, no yes, off yes, N/A yes. validateFieldType: no not valid.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-workflow@2.8.0
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const { Workflow } = require('n8n-workflow');

const type = { description: { displayName: 'x', name: 'x', group: [], version: 1, description: '', defaults: {}, inputs: [], outputs: [], properties: [] } };
const nodes = [{ id: '1', name: 'x', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} }];
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const workflow = new Workflow({ id: 'w', nodes, connections: {}, active: false, nodeTypes, settings: { timezone: 'America/New_York' } });
const valueOf = (expression, json = {}) => workflow.expression.getParameterValue(`={{ ${expression} }}`, null, 0, 0, 'x', [{ json }], 'manual', {});

const { executeFilter, validateFieldType } = require('n8n-workflow');
const isTrue = (leftValue) =>
	executeFilter({
		options: { caseSensitive: true, typeValidation: 'loose', leftValue: '', version: 2 },
		conditions: [{ id: '1', leftValue, rightValue: '', operator: { type: 'boolean', operation: 'true', singleValue: true } }],
		combinator: 'and',
	});
const seen = ['false', '0', 'no', 'off', 'n', 'N/A'].map((word) => [word, valueOf(`"${word}".toBoolean()`), isTrue(word), validateFieldType('x', word, 'boolean').valid]);
console.table(seen);
assert.deepEqual(seen, [
	['false', false, false, true],
	['0', false, false, true],
	['no', false, true, false],
	['off', true, true, false],
	['n', true, true, false],
	['N/A', true, true, false],
]);
EOF
node check.cjs
