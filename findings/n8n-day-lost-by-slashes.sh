#!/usr/bin/env bash
# n8n-workflow 2.8.0 with luxon 3: of one date in two notations, one is a day earlier.
#
# Where: toDateTime() of texts in expressions, which tries luxon's readers first and leaves what they do not know to JavaScript's Date.
# What happens: the workflow's time zone is New York, the process runs in UTC, as containers do. An ISO date is midnight in the zone of the workflow. The same day
#   with slashes, or with the name of its month, is midnight in the zone of the process, which is shown in the zone of the workflow: the evening before. Taking the day of
#   it, as for a birthday or an appointment, gives the wrong one.
# Seen: "2025-01-05" day 5; "2025/01/05", "Jan 5, 2025" and "5 Jan 2025" day 4, 19:00.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-workflow@2.8.0
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
process.env.TZ = 'UTC';
const { Workflow } = require('n8n-workflow');

const type = { description: { displayName: 'x', name: 'x', group: [], version: 1, description: '', defaults: {}, inputs: [], outputs: [], properties: [] } };
const nodes = [{ id: '1', name: 'x', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} }];
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const workflow = new Workflow({ id: 'w', nodes, connections: {}, active: false, nodeTypes, settings: { timezone: 'America/New_York' } });
const valueOf = (expression, json = {}) => workflow.expression.getParameterValue(`={{ ${expression} }}`, null, 0, 0, 'x', [{ json }], 'manual', {});

const dates = ['2025-01-05', '2025/01/05', 'Jan 5, 2025', '5 Jan 2025'];
const seen = dates.map((date) => [date, valueOf(`"${date}".toDateTime().toFormat("d HH:mm")`)]);
console.table(seen);
assert.deepEqual(seen.map(([, time]) => time), ['5 00:00', '4 19:00', '4 19:00', '4 19:00']);
EOF
node check.cjs
