#!/usr/bin/env bash
# n8n-core 2.8.1 with n8n-workflow 2.8.0, on Node 20: a node that worked is run again because of a column that is called "error".
#
# Where: WorkflowExecute in n8n-core, which looks at the first item of the first output when Retry On Fail is on.
# What happens: a node succeeds and gives items. With Retry On Fail (3 tries) and a field "error" in the first of them whatever it holds, even
#   null, false or an empty text, the node runs three times, so that whatever it does outside is done three times. The run ends green. The field of the
#   second item does not matter, nor does a field "Error".
# Seen: runs of the node: "none" 3, empty text 3, zero 3, null 3, false 3, only in the second item 1, "Error" 1. All of them: success, no error in the result.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save n8n-core@2.8.1 n8n-workflow@2.8.0 reflect-metadata@0.2.2
cat > check.cjs <<'EOF'
process.env.N8N_USER_FOLDER = __dirname;
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const assert = require('node:assert/strict');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

async function runsWith(items) {
	let runs = 0;
	const description = { displayName: 'Give', name: 'give', group: ['transform'], version: 1, description: '', defaults: { name: 'Give' }, inputs: ['main'], outputs: ['main'], properties: [] };
	const give = { description, execute: async () => ((runs += 1), [items.map((json, item) => ({ json, pairedItem: { item } }))]) };
	const nodes = [{ id: '1', name: 'Give', type: 'give', typeVersion: 1, position: [0, 0], parameters: {}, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }];
	const nodeTypes = { getByName: () => give, getByNameAndVersion: () => give, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: 'w', nodes, connections: {}, active: false, nodeTypes, settings: { executionOrder: 'v1' } });
	const hooks = new ExecutionLifecycleHooks('manual', 'e', { id: 'w', name: 'w', nodes, connections: {}, active: false });
	const result = await new WorkflowExecute({ hooks, executionId: 'e', currentNodeExecutionIndex: 0, variables: {} }, 'manual').run({ workflow, startNode: nodes[0] });
	const [task] = result.data.resultData.runData.Give;
	return [runs, task.executionStatus, task.error === undefined, result.data.resultData.error === undefined];
}

(async () => {
	const seen = {
		text: await runsWith([{ id: 1, error: 'none' }]),
		empty: await runsWith([{ id: 1, error: '' }]),
		zero: await runsWith([{ id: 1, error: 0 }]),
		null: await runsWith([{ id: 1, error: null }]),
		false: await runsWith([{ id: 1, error: false }]),
		second: await runsWith([{ id: 1 }, { id: 2, error: 'none' }]),
		capital: await runsWith([{ id: 1, Error: 'none' }]),
	};
	console.log(seen);
	const after = (runs) => [runs, 'success', true, true];
	assert.deepEqual(seen, { text: after(3), empty: after(3), zero: after(3), null: after(3), false: after(3), second: after(1), capital: after(1) });
	process.exit(0);
})().catch((error) => (console.error(error), process.exit(1)));
EOF
node check.cjs
