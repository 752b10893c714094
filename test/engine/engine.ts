// Runs workflows in n8n's own engine (n8n-core), in this process, with the built node and n8n's real HTTP and credential handling.
import 'reflect-metadata';
import { setMaxListeners } from 'node:events';
import '../userFolder';

// n8n-core listens to the signal of an execution once for each request, and ten are under way at once: no leak to be warned of.
setMaxListeners(100);

// With the first node that runs, n8n-core before 2.41 starts an interval for idle SSH tunnels and never ends it. No process waits for
// an interval here, so that it ends when its work has ended.
globalThis.setInterval = new Proxy(globalThis.setInterval, {
	apply: (start, _this, parameters: Parameters<typeof setInterval>) => start(...parameters).unref(),
});

import { ExecuteContext, ExecutionLifecycleHooks, LoadOptionsContext, RoutingNode, WorkflowExecute } from 'n8n-core';
import type PCancelable from 'p-cancelable';
import {
	ICredentialsHelper,
	NodeApiError,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IPinData,
	type IRun,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { z } from 'zod';
import { built } from '../built';
import { textOf } from '../values';
import { STAND_INS } from './standIns';
import type { WorkflowFile } from '../workflows';

const { UservoxApi } = built('credentials/UservoxApi.credentials');
const { Uservox } = built('nodes/Uservox/Uservox.node');
const { UservoxTrigger } = built('nodes/Uservox/UservoxTrigger.node');

export const NODE_TYPE = 'n8n-nodes-uservox.uservox';

export interface CredentialData {
	apiToken: string;
	projectId?: string;
	baseUrl: string;
}

const uservox = new Uservox();

/** Stands in for every node that is not ours: it passes its input on. What it should give instead is pinned. */
const standIn: INodeType = {
	description: {
		displayName: 'Stand-in',
		name: 'standIn',
		group: ['transform'],
		version: [1, 2, 3, 4],
		description: '',
		defaults: { name: 'Stand-in' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	},
};

/** What n8n makes of a node that is used as an AI tool, as far as the engine is concerned: a type of its own. */
const uservoxTool: INodeType = Object.assign(new Uservox(), {
	description: { ...uservox.description, name: 'uservoxTool', outputs: [NodeConnectionTypes.Main] },
});

/** Loops over its input in batches, as n8n's own node does, as far as our node can tell. */
const loop: INodeType = {
	description: {
		...standIn.description,
		name: 'loop',
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		properties: [{ displayName: 'Batch Size', name: 'batchSize', type: 'number', default: 1 }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const context: { rest?: INodeExecutionData[] } = this.getContext('node');
		const size = Number(this.getNodeParameter('batchSize', 0, 1));
		// Later rounds come back from our node: their items say themselves where the loop had them from.
		const sourceOverwrite = this.getInputSourceData();
		const rest =
			context.rest ?? this.getInputData().map((one, item) => ({ ...one, pairedItem: { item, sourceOverwrite } }));
		context.rest = rest.slice(size);
		return rest.length === 0 ? [[{ json: {} }], []] : [[], rest.slice(0, size)];
	},
};

/** Lets items pass that may be tried again, as n8n's Filter node does with the condition `{{ $json.retryable }}`. */
const filter: INodeType = {
	description: {
		...standIn.description,
		name: 'filter',
		properties: [{ displayName: 'Conditions', name: 'conditions', type: 'filter', default: {} }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		if (this.getNode().parameters.conditions === undefined)
			return [items.filter(({ json }) => json.retryable === true)];
		// n8n evaluates the conditions itself, as for its own node.
		return [
			items.filter((_, index) => this.getNodeParameter('conditions', index, false, { extractValue: true }) === true),
		];
	},
};

class NodeTypes implements INodeTypes {
	getByName(type: string): INodeType {
		return this.getByNameAndVersion(type);
	}

	getByNameAndVersion(type: string): INodeType {
		if (type === NODE_TYPE) return uservox;
		if (type === `${NODE_TYPE}Tool`) return uservoxTool;
		if (type === 'n8n-nodes-base.splitInBatches') return loop;
		if (type === 'n8n-nodes-base.filter') return filter;
		return STAND_INS[type] ?? standIn;
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/** Gives the one credential there is, and adds it to requests as n8n's own helper does: by the credential's `authenticate`. */
class CredentialsHelper extends ICredentialsHelper {
	private readonly type: ICredentialType = new UservoxApi();

	constructor(private readonly data: CredentialData) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	/** As n8n's own helper does: it asks a credential with an expirable field when that field is empty, as it is by default. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.type.properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		);
		if (expirable === undefined) return undefined;
		if ((credentials[expirable.name] ?? expirable.default) === '')
			await this.type.preAuthentication?.call(helpers, credentials);
		return undefined;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (typeof authenticate !== 'object') return requestOptions;
		const headers: IDataObject = { ...requestOptions.headers };
		for (const [name, value] of Object.entries(authenticate.properties.headers ?? {})) {
			headers[name] = workflow.expression.getSimpleParameterValue(node, textOf(value), 'internal', {
				$credentials: credentials,
			});
		}
		return { ...requestOptions, headers };
	}

	async getCredentials(): Promise<never> {
		throw new Error('not needed');
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.data };
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	async runPreAuthentication(): Promise<undefined> {}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties() {
		return this.type.properties;
	}
}

/** Newer engines want addresses that are some; nothing is asked there. */
const INSTANCE_URL = 'http://127.0.0.1:5678';

let executions = 0;

export interface RunOptions {
	credential: CredentialData;
	/** Output of nodes that are not to run, by their names. */
	pinData?: IPinData;
	/** Ends the execution, as Stop does. */
	stop?: AbortSignal;
	/** Name of the node to start from; else the first. */
	start?: string;
	/** Of the workflow; else that of the instance. */
	timezone?: string;
	/** After how many ms n8n ends the execution, whatever the workflow says. */
	endsInMs?: number;
}

function workflowOf(file: WorkflowFile, timezone?: string): Workflow {
	return new Workflow({
		id: 'engine-test',
		name: file.name ?? 'Engine test',
		nodes: file.nodes,
		connections: file.connections,
		active: false,
		nodeTypes: new NodeTypes(),
		settings: { executionOrder: 'v1', ...(timezone && { timezone }), ...file.settings },
	});
}

/** What n8n hands to a run besides the workflow: the credential above all. */
function additionalDataOf(file: WorkflowFile, credential: CredentialData): IWorkflowExecuteAdditionalData {
	executions += 1;
	const executionId = `engine-${executions}`;
	return {
		credentialsHelper: new CredentialsHelper(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		restApiUrl: INSTANCE_URL,
		instanceBaseUrl: INSTANCE_URL,
		formWaitingBaseUrl: INSTANCE_URL,
		webhookBaseUrl: INSTANCE_URL,
		webhookWaitingBaseUrl: INSTANCE_URL,
		webhookTestBaseUrl: INSTANCE_URL,
		variables: {},
		hooks: new ExecutionLifecycleHooks('manual', executionId, {
			id: 'engine-test',
			name: 'Engine test',
			active: false,
			nodes: file.nodes,
			connections: file.connections,
			createdAt: new Date(),
			updatedAt: new Date(),
		} as never),
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Runs a workflow file to its end. */
export async function runWorkflow(file: WorkflowFile, options: RunOptions): Promise<IRun> {
	const workflow = workflowOf(file, options.timezone);
	const additionalData = additionalDataOf(file, options.credential);
	if (options.endsInMs !== undefined) additionalData.executionTimeoutTimestamp = Date.now() + options.endsInMs;
	const startNode = file.nodes.find(({ name }) => name === options.start) ?? file.nodes[0];
	const execution = new WorkflowExecute(additionalData, 'manual');
	// The types are those of n8n-core 2, which takes an object; n8n 1 takes positional arguments.
	const start = execution.run.bind(execution) as unknown as (...parameters: unknown[]) => PCancelable<IRun>;
	const running =
		WorkflowExecute.prototype.run.length === 1
			? start({ workflow, startNode, pinData: options.pinData })
			: start(workflow, startNode, undefined, options.pinData);
	options.stop?.addEventListener('abort', () => running.cancel(), { once: true });
	return await running;
}

export interface NodeRun {
	success: INodeExecutionData[];
	error: INodeExecutionData[];
	/** The third output, which On Error = Continue (using error output) adds. */
	third: INodeExecutionData[];
	/** What the node threw. */
	thrown: { message: string; description?: string | null } | undefined;
	hints: string[];
	task: ITaskData;
	run: IRun;
}

/** The outputs of one run of the Uservox node. */
export function outputsOf(run: IRun, nodeName = 'Uservox', runIndex = 0): NodeRun {
	const task = run.data.resultData.runData[nodeName]?.[runIndex];
	if (task === undefined)
		throw new Error(`${nodeName} did not run: ${run.data.resultData.error?.message ?? 'no error'}`);
	const main = task.data?.main ?? [];
	return {
		success: main[0] ?? [],
		error: main[1] ?? [],
		third: main[2] ?? [],
		thrown: task.error === undefined ? undefined : { message: task.error.message, description: task.error.description },
		hints: (task.hints ?? []).map(({ message }) => message),
		task,
		run,
	};
}

/** A workflow of a trigger and the Uservox node; `items` are the trigger's pinned output. */
export function sheetWorkflow(
	items: IDataObject[],
	parameters: INode['parameters'],
	settings: Partial<INode> = {},
): { file: WorkflowFile; pinData: IPinData } {
	return {
		file: {
			nodes: [
				{
					id: 'trigger',
					name: 'Sheet',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: 'uservox',
					name: 'Uservox',
					type: NODE_TYPE,
					typeVersion: 1,
					position: [200, 0],
					parameters: { resource: 'lead', ...parameters },
					credentials: { uservoxApi: { id: '1', name: 'Uservox' } },
					...settings,
				},
			],
			connections: { Sheet: { main: [[{ node: 'Uservox', type: NodeConnectionTypes.Main, index: 0 }]] } },
		},
		pinData: { Sheet: items.map((json) => ({ json })) },
	};
}

/** The same with Loop Over Items between them: each round hands over `batchSize` items, and both outputs go back to the loop. */
export function loopWorkflow(
	items: IDataObject[],
	batchSize: number,
	parameters: INode['parameters'],
): { file: WorkflowFile; pinData: IPinData } {
	const { file, pinData } = sheetWorkflow(items, parameters);
	file.nodes.push({
		id: 'loop',
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [100, 0],
		parameters: { batchSize },
	});
	const to = (node: string) => [{ node, type: NodeConnectionTypes.Main, index: 0 }];
	file.connections = {
		Sheet: { main: [to('Loop')] },
		Loop: { main: [[], to('Uservox')] },
		Uservox: { main: [to('Loop'), to('Loop')] },
	};
	return { file, pinData };
}

/** Runs the Uservox node over items. */
export async function runNode(
	items: IDataObject[],
	parameters: INode['parameters'],
	options: RunOptions & { settings?: Partial<INode> },
): Promise<NodeRun> {
	const { file, pinData } = sheetWorkflow(items, parameters, options.settings);
	return outputsOf(await runWorkflow(file, { ...options, pinData }));
}

/** The lists of both nodes. */
const lists = { ...uservox.methods.listSearch, ...new UservoxTrigger().methods.listSearch };

/** What a list of the panel shows for a node with these parameters, as the editor asks for it. */
export async function searchList(
	method: keyof typeof lists,
	parameters: INode['parameters'],
	credential: CredentialData,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { file } = sheetWorkflow([], parameters);
	const node = file.nodes.find(({ name }) => name === 'Uservox');
	if (node === undefined) throw new Error('The workflow has no Uservox node');
	const additionalData = additionalDataOf(file, credential);
	additionalData.currentNodeParameters = node.parameters;
	const context = new LoadOptionsContext(workflowOf(file), node, additionalData, '');
	return await lists[method].call(context, filter);
}

/** The value at a path, as lodash finds it: texts have properties too. */
function at(value: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(inner, key) => (inner === undefined || inner === null ? undefined : Reflect.get(Object(inner), key)),
			value,
		);
}

/** n8n 2.8 loses the cause of an error, so that its credential test cannot tell statuses apart and says a sentence of its own. */
export const keepsCause =
	new NodeApiError(
		{ id: 't', name: 'T', type: 't', typeVersion: 1, position: [0, 0], parameters: {} },
		Object.assign(new Error('x'), { code: 'E' }) as never,
	).cause !== undefined;

const httpFailureSchema = z.object({
	message: z.string(),
	cause: z.object({ code: z.string().optional(), response: z.object({ status: z.number() }).optional() }).optional(),
});

/**
 * What n8n says when the credential is tested: the class's question, then its request, in n8n's own engine, judged by its rules as n8n
 * judges.
 * @param asks whether this n8n lets the class ask; else its request alone decides
 */
export async function testCredential(data: CredentialData, asks = true): Promise<string> {
	const { test } = new UservoxApi();
	if (test === undefined) throw new Error('The credential has no test');
	const properties = [
		{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request: test.request } } as const,
	];
	const tester: INodeType = {
		description: { ...standIn.description, name: 'tester', properties, credentials: [{ name: 'uservoxApi' }] },
	};
	const node: INode = { id: 't', name: 'T', type: 'tester', typeVersion: 1, position: [0, 0], parameters: {} };
	const file: WorkflowFile = { nodes: [node], connections: {} };
	const nodeTypes = Object.assign(new NodeTypes(), { getByNameAndVersion: () => tester });
	const workflow = new Workflow({ ...file, active: false, nodeTypes });
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataOf(file, data),
		'internal',
		{ resultData: { runData: {} } } as unknown as IRunExecutionData,
		0,
		input.main[0] ?? [],
		input,
		{ node, data: input, source: null },
		[],
	);
	const credential = { id: '1', name: 'Uservox', type: 'uservoxApi', data: { ...data, tested: asks ? '' : 'never' } };
	let answer: unknown;
	try {
		answer = (await new RoutingNode(context, tester, credential).runNode())?.[0]?.[0]?.json;
	} catch (error) {
		const { message, cause } = httpFailureSchema.parse(error);
		const status = cause?.response?.status;
		if (status === undefined) return cause?.code ?? message;
		const rule = test.rules?.find(({ type, properties: { value } }) => type === 'responseCode' && value === status);
		return rule?.properties.message ?? `HTTP ${status}`;
	}
	const rule = test.rules?.find(
		({ type, properties: tested }) =>
			type === 'responseSuccessBody' && 'key' in tested && at(answer, tested.key) === tested.value,
	);
	return rule?.properties.message ?? 'OK';
}
