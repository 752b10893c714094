// The workflows that the benches run in a full n8n: rows, and behind them our node, n8n's Edit Fields, or the loop a user would build by hand.
import type { IConnection, INode, INodeParameters } from 'n8n-workflow';
import { CREDENTIAL_NAME } from '../../n8n/server';
import type { WorkflowFile } from '../../workflows';
import { PROCESS, PROJECT } from '../../ids';

/** Rows as `people.ts` makes them, made within n8n. */
const makeRows = (count: number) => `return Array.from({ length: ${count} }, (_, index) => ({ json: {
	Handy: '+999' + (100000001 + index), Post: 'lead.' + index + '@example.com', Wer: { first: 'Asha' + index, last: 'Rao' },
	Nr: 'R-' + index, City: 'Pune', Plan: 'Gold' } }));`;

/** What a user writes today to make one request of a batch. */
const BUILD_BODY = `return [{ json: { leads: $input.all().map(({ json }) => ({ projectId: '${PROJECT}', processId: '${PROCESS}',
	phone: json.Handy, email: json.Post, name: json.Wer.first, referenceId: json.Nr })), init: true } }];`;

function node(name: string, type: string, nodeParameters: INodeParameters = {}, more: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: nodeParameters, ...more };
}

const credentials = { uservoxApi: { id: null, name: CREDENTIAL_NAME } };

const code = (name: string, jsCode: string) => node(name, 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 });

export const uservox = (name: string, nodeParameters: INodeParameters) =>
	node(name, 'n8n-nodes-uservox.uservox', nodeParameters, { credentials });

/** n8n's own node with the same four expressions. */
export function editFields(name: string, mapping: Record<string, string>): INode {
	const assignments = Object.entries(mapping).map(([field, value]) => ({
		id: field,
		name: field,
		value,
		type: 'string',
	}));
	return node(name, 'n8n-nodes-base.set', { assignments: { assignments }, options: {} }, { typeVersion: 3.4 });
}

/** Manual trigger → Sheet → Checked, which changes nothing → each of `nodes`, side by side: n8n runs them one after the other. */
export function sideBySide(
	name: string,
	count: number,
	nodes: INode[],
	more: WorkflowFile['connections'] = {},
	others: INode[] = [],
): WorkflowFile {
	return {
		name,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			code('Sheet', makeRows(count)),
			node('Checked', 'n8n-nodes-base.noOp'),
			...nodes,
			...others,
		].map((each, index) => ({
			...each,
			position: [index * 240, index * 160],
		})),
		connections: {
			Start: { main: [[to('Sheet')]] },
			Sheet: { main: [[to('Checked')]] },
			Checked: { main: [nodes.map(({ name: next }) => to(next))] },
			...more,
		},
		settings: { executionOrder: 'v1' },
	};
}

const to = (next: string): IConnection => ({ node: next, type: 'main', index: 0 });

/** Loop Over Items (1000) → Code → HTTP Request → back to the loop. */
export function handBuiltLoop(count: number, url: string): WorkflowFile {
	const loop = node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1_000, options: {} }, { typeVersion: 3 });
	const request = node(
		'Request',
		'n8n-nodes-base.httpRequest',
		{
			method: 'POST',
			url: `${url}/leads/bulk/initiate`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'uservoxApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ $json }}',
			options: {},
		},
		{ typeVersion: 4.2, credentials },
	);
	return sideBySide(
		'Hand-built loop',
		count,
		[loop],
		{ Loop: { main: [[], [to('Body')]] }, Body: { main: [[to('Request')]] }, Request: { main: [[to('Loop')]] } },
		[code('Body', BUILD_BODY), request],
	);
}
