#!/usr/bin/env bash
# n8n-workflow 2.8.0: a function that a value does not have gives nothing, one that it has and cannot do gives an error.
#
# Where: the evaluation of expressions, which passes on its own errors and drops a TypeError outside of the editor.
# What happens: a phone number that a spreadsheet holds as a number. trim(), replace() and split() of it are undefined, so the field is just empty. toNumber() of a text
#   with words stops the node. So the harmless fault is loud, and the one that loses a phone number is not.
# Seen: trim, replace, split: undefined; "call me".toNumber(): an error; String(phone).trim(): the number.
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

const json = { phone: 12025550100 };
const seen = ['$json.phone.trim()', '$json.phone.replace("1", "")', '$json.phone.split("5")', 'String($json.phone).trim()'].map((expression) => [expression, valueOf(expression, json)]);
console.table(seen);
assert.deepEqual(seen.map(([, value]) => value), [undefined, undefined, undefined, '12025550100']);
assert.throws(() => valueOf('"call me".toNumber()'));
EOF
node check.cjs
