// A full n8n beside a simulated Uservox API, the credential between them, and workflows built in a few words.
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { PROJECT } from '../ids';
import { CREDENTIAL_NAME, startN8n, type N8n, type N8nOptions } from '../n8n/server';
import type { WorkflowFile } from '../workflows';
import { startSimulator, type Simulator } from '../simulator/server';

export interface TestWorld {
	n8n: N8n;
	simulator: Simulator;
	/** Another credential for the simulator; returns its id. */
	createCredential(name: string, apiToken?: string): Promise<string>;
	close(): Promise<void>;
}

/** Looked for where it must not be, so that nothing else may look like it. */
export const STAGE_TOKEN = 'test-token-e2e-7c1f';

/** Starts both, with the credential pointing at the simulator unless a test is to make it. */
export async function startWorld({
	withCredential = true,
	...options
}: N8nOptions & { withCredential?: boolean } = {}): Promise<TestWorld> {
	const simulator = await startSimulator({ token: STAGE_TOKEN });
	let n8n: N8n;
	try {
		n8n = await startN8n(options);
	} catch (error) {
		await simulator.close();
		throw error;
	}
	const createCredential = async (name: string, apiToken = STAGE_TOKEN) =>
		await n8n.rest.createCredential('uservoxApi', name, { apiToken, projectId: PROJECT, baseUrl: simulator.url });
	if (withCredential) await createCredential(CREDENTIAL_NAME);
	return {
		n8n,
		simulator,
		createCredential,
		async close() {
			await n8n.close();
			await simulator.close();
		},
	};
}

/** A node for a workflow. */
export function node(name: string, type: string, parameters: INodeParameters = {}, more: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...more };
}

/** Our node, with its credential by name. */
export function uservox(name: string, parameters: INodeParameters, more: Partial<INode> = {}): INode {
	return node(name, 'n8n-nodes-uservox.uservox', parameters, {
		credentials: { uservoxApi: { id: null, name: CREDENTIAL_NAME } },
		...more,
	});
}

/** Nodes in a row, the first a trigger whose pinned output is `items`. */
export function chain(name: string, items: IDataObject[], ...nodes: INode[]): WorkflowFile {
	const all = [node('Start', 'n8n-nodes-base.manualTrigger'), ...nodes];
	const pairs = all.slice(1).map((next, index) => [all[index]?.name ?? '', next.name] as const);
	return {
		name,
		nodes: all.map((each, index) => ({ ...each, position: [index * 240, 0] })),
		connections: Object.fromEntries(
			pairs.map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
		),
		pinData: { Start: items.map((json) => ({ json })) },
	};
}
