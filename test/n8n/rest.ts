// What tests and scripts ask of a running n8n through its REST API: log in, import, run, read executions.
import { parse } from 'flatted';
import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import type { WorkflowFile } from '../workflows';
import { waitUntil } from './processes';

/** The owner of every n8n we start; it listens on loopback only and holds nothing but examples. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Uservox-demo-1',
	firstName: 'Olive',
	lastName: 'Owner',
};

interface Summary {
	id: string;
	status: string;
}

/** One execution, with what each node gave. */
export interface Execution {
	id: string;
	status: string;
	error?: { message: string; description?: string | null };
	/** All runs of a node. */
	runs(nodeName: string): ITaskData[];
	/** All items of all runs that left a node on one output; `ai_tool` for a tool's. */
	items(nodeName: string, output?: number, kind?: string): INodeExecutionData[];
	/** The whole as text, to look for what must not be in it. */
	text: string;
}

const FINISHED = new Set(['success', 'error', 'canceled', 'crashed']);

/** A logged-in client of one n8n. */
export class Rest {
	private cookie = '';

	constructor(readonly url: string) {}

	/** One request; throws with n8n's own message when n8n refuses. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: { 'content-type': 'application/json', 'browser-id': 'scripts', cookie: this.cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
		return (text === '' ? undefined : (JSON.parse(text) as { data: T }).data) as T;
	}

	/** The first thing a new n8n is asked for: its owner. */
	async setUpOwner(): Promise<void> {
		await this.request('POST', '/owner/setup', OWNER);
	}

	async logIn(): Promise<void> {
		await this.request('POST', '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	}

	/** Creates a credential and returns its id. */
	async createCredential(type: string, name: string, data: Record<string, unknown>): Promise<string> {
		return (await this.request<{ id: string }>('POST', '/credentials', { type, name, data })).id;
	}

	/** A credential by its name, as a node refers to it. */
	async credential(name: string): Promise<{ id: string; name: string }> {
		const found = (await this.request<Array<{ id: string; name: string }>>('GET', '/credentials')).find(
			(credential) => credential.name === name,
		);
		if (found === undefined) throw new Error(`There is no credential "${name}"`);
		return { id: found.id, name };
	}

	/** Imports a workflow and returns its id. Credentials that it names are found by their name. */
	async importWorkflow(workflow: WorkflowFile): Promise<string> {
		return (await this.request<{ id: string }>('POST', '/workflows', workflow)).id;
	}

	/** Publishes a workflow, so that its triggers listen. */
	async activate(workflowId: string): Promise<void> {
		const { versionId } = await this.request<{ versionId: string }>('GET', `/workflows/${workflowId}`);
		await this.request('POST', `/workflows/${workflowId}/activate`, { versionId });
	}

	/** Starts a workflow as the button in the editor does, and returns the execution's id. */
	async start(workflowId: string, triggerName: string): Promise<string> {
		const body = { triggerToStartFrom: { name: triggerName } };
		return (await this.request<{ executionId: string }>('POST', `/workflows/${workflowId}/run`, body)).executionId;
	}

	/** Runs a workflow to its end. */
	async run(workflowId: string, triggerName: string, patienceMs = 120_000): Promise<Execution> {
		return await this.finished(await this.start(workflowId, triggerName), workflowId, patienceMs);
	}

	/** The executions of a workflow, newest first, without their data. */
	async executions(workflowId: string): Promise<Summary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const list = await this.request<{ results: Summary[] }>('GET', `/executions?filter=${filter}&limit=100`);
		return list.results;
	}

	/** Waits for the end of an execution and reads it. Asking `everyMs` costs n8n some 10 ms each time. */
	async finished(executionId: string, workflowId: string, patienceMs = 120_000, everyMs?: number): Promise<Execution> {
		const isFinished = async () => {
			const summary = (await this.executions(workflowId)).find(({ id }) => id === executionId);
			return summary !== undefined && FINISHED.has(summary.status);
		};
		await waitUntil(isFinished, patienceMs, `the end of execution ${executionId}`, everyMs);
		return await this.execution(executionId);
	}

	/** One execution with its data. */
	async execution(executionId: string): Promise<Execution> {
		const row = await this.request<Summary & { data: string }>('GET', `/executions/${executionId}`);
		const { resultData } = parse(row.data) as IRunExecutionData;
		const runs = (nodeName: string) => resultData.runData[nodeName] ?? [];
		return {
			id: row.id,
			status: row.status,
			error: resultData.error as Execution['error'],
			runs,
			items: (nodeName, output = 0, kind = 'main') => runs(nodeName).flatMap((run) => run.data?.[kind]?.[output] ?? []),
			text: row.data,
		};
	}
}
