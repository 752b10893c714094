// A small n8n around the trigger: real HTTP in front, n8n-core's own webhook context inside, and answers as n8n gives them.
import { createServer } from 'node:http';
import '../userFolder';
import 'reflect-metadata';
import { HookContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypes,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { built } from '../built';

export interface HostOptions {
	parameters?: INodeParameters;
	/** What the credential holds; undefined: the node has none; an error: n8n cannot read it. */
	credential?: IDataObject | Error;
	/** The Test URL instead of the Production URL. */
	test?: boolean;
	/** Static data of the workflow as an earlier n8n has stored it. */
	staticData?: IDataObject;
	/** Two hosts with the same id are the same workflow. */
	workflowId?: string;
}

export interface WebhookHost {
	/** The address that Uservox calls back. */
	url: string;
	/** Posts a body as JSON, unless it is a text already. */
	post: (
		body: unknown,
		headers?: Record<string, string>,
		signal?: AbortSignal,
	) => Promise<{ status: number; text: string }>;
	/** The items that started the workflow. */
	started: IDataObject[];
	/** What the node wrote to the log. */
	log: string[];
	/** What n8n would have in its database. */
	staticData: () => IDataObject;
	/** While true, n8n cannot start an execution and answers 500. */
	failing: boolean;
	/** n8n registers executions only when this is fulfilled. */
	gate: Promise<void>;
	/** How many executions have come to the gate. */
	atGate: number;
	close(): Promise<void>;
}

const NODE: INode = {
	id: 'trigger',
	name: 'Uservox Trigger',
	type: 'n8n-nodes-uservox.uservoxTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const CHOSEN = { uservoxApi: { id: '1', name: 'Uservox account' } };

const { UservoxTrigger } = built('nodes/Uservox/UservoxTrigger.node');
const trigger = new UservoxTrigger();
const nodeTypes: INodeTypes = {
	getByName: () => trigger,
	getByNameAndVersion: () => trigger,
	getKnownTypes: () => ({}),
};

let workflows = 0;

function workflowOf(
	options: HostOptions,
	id: string,
	staticData: IDataObject = {},
): { workflow: Workflow; node: INode } {
	const workflow = new Workflow({
		id,
		nodes: [{ ...NODE, parameters: options.parameters ?? {}, credentials: options.credential && CHOSEN }],
		connections: {},
		active: true,
		nodeTypes,
		staticData,
	});
	const node = workflow.getNode(NODE.name);
	if (node === null) throw new Error('The workflow has lost its node');
	return { workflow, node };
}

/** Gives the one credential there is, in place of n8n's database. */
function withCredential(context: object, { credential }: HostOptions): void {
	Object.defineProperty(context, 'getCredentials', {
		value: async () => {
			if (credential instanceof Error) throw credential;
			return credential;
		},
	});
}

/** Lets n8n begin to listen, as it does for a test event and when a workflow is published. @throws what n8n would show */
export async function listen(options: HostOptions): Promise<void> {
	const { workflow, node } = workflowOf(options, 'listening');
	const additionalData = {} as unknown as IWorkflowExecuteAdditionalData;
	const [mode, activation] = options.test ? (['manual', 'manual'] as const) : (['trigger', 'activate'] as const);
	const context = new HookContext(workflow, node, additionalData, mode, activation);
	withCredential(context, options);
	const methods = trigger.webhookMethods.default;
	if (!(await methods.checkExists.call(context))) await methods.create();
}

/** Starts a host for one published (or listening) workflow. */
export async function startHost(options: HostOptions = {}): Promise<WebhookHost> {
	let stored = JSON.stringify(options.staticData ?? {});
	const started: IDataObject[] = [];
	const log: string[] = [];
	workflows += 1;
	const id = options.workflowId ?? `workflow-${workflows}`;
	const state = { failing: false, gate: Promise.resolve(), atGate: 0 };

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			void (async () => {
				const rawBody = Buffer.concat(chunks);
				const type = request.headers['content-type'];
				const text = rawBody.toString('utf8');
				// As n8n parses bodies; broken JSON does not get as far as here.
				const body: unknown = type === 'application/json' ? JSON.parse(text) : type === 'text/plain' ? text : undefined;
				const { workflow, node } = workflowOf(options, id, JSON.parse(stored) as IDataObject);
				const additionalData = {
					httpRequest: Object.assign(request, { body, rawBody }),
					httpResponse: response,
				} as unknown as IWorkflowExecuteAdditionalData;
				const mode: WorkflowExecuteMode = options.test ? 'manual' : 'webhook';
				const webhookData = { node: NODE.name } as unknown as IWebhookData;
				const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], null);
				Object.defineProperty(context, 'logger', {
					value: { warn: (line: string) => log.push(line), info: (line: string) => log.push(line) },
				});
				withCredential(context, options);

				const { workflowData, noWebhookResponse } = await trigger.webhook.call(context);
				if (noWebhookResponse) return;
				if (workflowData !== undefined) {
					state.atGate += 1;
					await state.gate;
					if (state.failing) return void response.writeHead(500).end('{"message":"Error"}');
					for (const item of workflowData[0] ?? []) started.push(item.json);
				}
				if (workflow.staticData.__dataChanged === true && !options.test) stored = JSON.stringify(workflow.staticData);
				response.writeHead(200).end('{}');
			})().catch((error: unknown) => response.writeHead(500).end(String(error)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The host did not get a port');

	const url = `http://127.0.0.1:${address.port}/webhook`;

	return Object.assign(state, {
		url,
		started,
		log,
		staticData: () => JSON.parse(stored) as IDataObject,
		async post(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: typeof body === 'string' ? body : JSON.stringify(body),
				signal,
			});
			return { status: response.status, text: await response.text() };
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	});
}
