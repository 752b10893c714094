#!/usr/bin/env bash
# n8n-core 2.8.1 with n8n-workflow 2.8.0, on Node 20: what a node failed to do leaves by its good output, as if it had been done.
#
# Where: the handling of node errors in WorkflowExecute of n8n-core, with the setting On Error = "Continue".
# What happens: a node with the outputs Done and Failed throws. n8n does not use Failed, and gives no item that tells of the error: the items that came in go out by
#   the first output, unchanged. So what follows Done works on rows that were never handled, and cannot tell.
# Seen: Done: the two items that came in, without a field for the error; Failed: nothing; the next node runs with the two items; the run: success.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-core@2.8.1 n8n-workflow@2.8.0 reflect-metadata@0.2.2
cat > check.cjs <<'EOF'
process.env.N8N_USER_FOLDER = __dirname;
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const assert = require('node:assert/strict');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

const node = (name, outputs, execute) => ({ description: { displayName: name, name, group: ['transform'], version: 1, description: '', defaults: { name }, inputs: ['main'], outputs, properties: [] }, execute });
const types = {
	rows: node('rows', ['main'], async () => [[{ json: { id: 1 }, pairedItem: 0 }, { json: { id: 2 }, pairedItem: 0 }]]),
	send: node('send', ['main', 'main'], async () => {
		throw new Error('no line');
	}),
	next: node('next', ['main'], async function () {
		return [this.getInputData()];
	}),
};
const nodes = [
	{ id: '1', name: 'Rows', type: 'rows', typeVersion: 1, position: [0, 0], parameters: {} },
	{ id: '2', name: 'Send', type: 'send', typeVersion: 1, position: [0, 0], parameters: {}, onError: 'continueRegularOutput' },
	{ id: '3', name: 'Next', type: 'next', typeVersion: 1, position: [0, 0], parameters: {} },
];
const connections = { Rows: { main: [[{ node: 'Send', type: 'main', index: 0 }]] }, Send: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } };
const nodeTypes = { getByName: (type) => types[type], getByNameAndVersion: (type) => types[type], getKnownTypes: () => ({}) };

(async () => {
	const workflow = new Workflow({ id: 'w', nodes, connections, active: false, nodeTypes, settings: { executionOrder: 'v1' } });
	const hooks = new ExecutionLifecycleHooks('manual', 'e', { id: 'w', name: 'w', nodes, connections, active: false });
	const result = await new WorkflowExecute({ hooks, executionId: 'e', currentNodeExecutionIndex: 0, variables: {} }, 'manual').run({ workflow, startNode: nodes[0] });
	const [[send], [next]] = [result.data.resultData.runData.Send, result.data.resultData.runData.Next];
	const jsonOf = (items) => (items ?? []).map(({ json }) => json);
	const seen = { outputs: send.data.main.map(jsonOf), next: [next.executionStatus, jsonOf(next.data.main[0])], run: result.status };
	console.log(JSON.stringify(seen));
	assert.deepEqual(seen.outputs[0], [{ id: 1 }, { id: 2 }]);
	assert.equal((seen.outputs[1] ?? []).length, 0);
	assert.deepEqual(seen.next, ['success', [{ id: 1 }, { id: 2 }]]);
	assert.equal(seen.run, 'success');
	process.exit(0);
})().catch((error) => (console.error(error), process.exit(1)));
EOF
node check.cjs
