#!/usr/bin/env bash
# n8n-core 2.8.1 with n8n-workflow 2.8.0, on Node 20: whether an item counts as failed depends on how many fields it has.
#
# Where: the handling of node errors in WorkflowExecute of n8n-core, with the setting On Error = "Continue (using error output)".
# What happens: a node succeeds and gives three items, none of them marked as failed. The one whose fields are "error" and "message" is moved to the error
#   output. The one that has an id besides stays where it was, and so does one that has a message alone. The status of the node is success.
# Seen: on the first output ids 2 and 3, on the error output the item without an id, which still has its text.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-core@2.8.1 n8n-workflow@2.8.0 reflect-metadata@0.2.2
cat > check.cjs <<'EOF'
process.env.N8N_USER_FOLDER = __dirname;
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const assert = require('node:assert/strict');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

const answers = [
	{ error: 'no mail today', message: 'two calls' },
	{ id: 2, error: 'no mail today', message: 'two calls' },
	{ id: 3, message: 'two calls' },
];
const description = { displayName: 'Ask', name: 'ask', group: ['transform'], version: 1, description: '', defaults: { name: 'Ask' }, inputs: ['main'], outputs: ['main'], properties: [] };
const ask = { description, execute: async () => [answers.map((json) => ({ json, pairedItem: { item: 0 } }))] };
const nodes = [{ id: '1', name: 'Ask', type: 'ask', typeVersion: 1, position: [0, 0], parameters: {}, onError: 'continueErrorOutput' }];
const nodeTypes = { getByName: () => ask, getByNameAndVersion: () => ask, getKnownTypes: () => ({}) };

(async () => {
	const workflow = new Workflow({ id: 'w', nodes, connections: {}, active: false, nodeTypes, settings: { executionOrder: 'v1' } });
	const hooks = new ExecutionLifecycleHooks('manual', 'e', { id: 'w', name: 'w', nodes, connections: {}, active: false });
	const result = await new WorkflowExecute({ hooks, executionId: 'e', currentNodeExecutionIndex: 0, variables: {} }, 'manual').run({ workflow, startNode: nodes[0] });
	const [task] = result.data.resultData.runData.Ask;
	const seen = { status: task.executionStatus, outputs: task.data.main.map((items) => items.map(({ json }) => json)) };
	console.log(JSON.stringify(seen));
	assert.equal(seen.status, 'success');
	assert.deepEqual(seen.outputs[0].map(({ id }) => id), [2, 3]);
	assert.equal(seen.outputs[1].length, 1);
	assert.equal(seen.outputs[1][0].error, 'no mail today');
	assert.equal('id' in seen.outputs[1][0], false);
	process.exit(0);
})().catch((error) => (console.error(error), process.exit(1)));
EOF
node check.cjs
