// `npm run bench:n8n`: our node in a full n8n against its own Edit Fields, and against the loop a user would build by hand.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { IConnection, INode, INodeParameters, ITaskData } from 'n8n-workflow';
import { CREDENTIAL_NAME, startN8n, type N8n } from '../n8n/server';
import type { Execution } from '../n8n/rest';
import type { WorkflowFile } from '../workflows';
import { N8N_VERSION } from '../n8n/setup';
import type { SimulatorSettings } from '../simulator/serverState';
import { figure, machine, median, printTable, ROUNDS, times } from './measure';
import { PROCESS, PROJECT } from '../ids';
import { MAPPINGS, parameters, TOKEN } from './people';
import { startSimulatorProcess, type SimulatorProcess } from './simulatorProcess';

const LEADS = Number(process.env.LEADS ?? 20_000);
const PATIENCE_MS = 600_000;
/** Seldom, so that asking whether n8n is done is not measured as well. */
const ASK_EVERY_MS = 2_000;
/** The API allows 100 requests in 5 seconds: as long after a run the next one has all of them. */
const WINDOW_MS = 5_500;

/** Rows as `people.ts` makes them, made within n8n. `other` is another number, for a second node in the same execution. */
const makeRows = (count: number) => `return Array.from({ length: ${count} }, (_, index) => ({ json: {
	Handy: '+999' + (100000000 + index), other: '+999' + (500000000 + index), Post: 'lead.' + index + '@example.com',
	post: 'other.' + index + '@example.com', Wer: { first: 'Asha' + index, last: 'Rao' }, Nr: 'R-' + index, nr: 'S-' + index,
	City: 'Pune', Plan: 'Gold' } }));`;

/** What a user writes today to make one request of a batch. */
const BUILD_BODY = `return [{ json: { leads: $input.all().map(({ json }) => ({ projectId: '${PROJECT}', processId: '${PROCESS}',
	phone: json.Handy, email: json.Post, name: json.Wer.first, referenceId: json.Nr })), init: true } }];`;

function node(name: string, type: string, nodeParameters: INodeParameters = {}, more: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: nodeParameters, ...more };
}

const credentials = { uservoxApi: { id: null, name: CREDENTIAL_NAME } };

const code = (name: string, jsCode: string) => node(name, 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 });

const uservox = (name: string, nodeParameters: INodeParameters) =>
	node(name, 'n8n-nodes-uservox.uservox', nodeParameters, { credentials });

/** n8n's own node with the same four expressions. */
function editFields(name: string, mapping: Record<string, string>): INode {
	const assignments = Object.entries(mapping).map(([field, value]) => ({
		id: field,
		name: field,
		value,
		type: 'string',
	}));
	return node(name, 'n8n-nodes-base.set', { assignments: { assignments }, options: {} }, { typeVersion: 3.4 });
}

/** Manual trigger → Rows → each of `nodes`, side by side: n8n runs them one after the other. */
function sideBySide(
	name: string,
	count: number,
	nodes: INode[],
	more: WorkflowFile['connections'] = {},
	others: INode[] = [],
): WorkflowFile {
	return {
		name,
		nodes: [node('Start', 'n8n-nodes-base.manualTrigger'), code('Rows', makeRows(count)), ...nodes, ...others].map(
			(each, index) => ({
				...each,
				position: [index * 240, index * 160],
			}),
		),
		connections: {
			Start: { main: [[to('Rows')]] },
			Rows: { main: [nodes.map(({ name: next }) => to(next))] },
			...more,
		},
		settings: { executionOrder: 'v1' },
	};
}

const to = (next: string): IConnection => ({ node: next, type: 'main', index: 0 });

/** Loop Over Items (1000) → Code → HTTP Request → back to the loop. */
function handBuiltLoop(count: number, url: string): WorkflowFile {
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

/** Milliseconds from the first start to the last end of these nodes. */
function span(execution: Execution, ...names: string[]): number {
	const tasks: ITaskData[] = names.flatMap((name) => execution.runs(name));
	assert.ok(tasks.length > 0, `${names.join(', ')} did not run: ${execution.error?.message ?? execution.status}`);
	const starts = tasks.map(({ startTime }) => startTime);
	const ends = tasks.map(({ startTime, executionTime }) => startTime + executionTime);
	return Math.max(...ends) - Math.min(...starts);
}

class Bench {
	constructor(
		private readonly n8n: N8n,
		readonly simulator: SimulatorProcess,
	) {}

	/** n8n closes idle connections in the moment it is free again: such a question is asked anew. */
	private async finished(executionId: string, workflowId: string): Promise<Execution> {
		for (let tries = 0; ; tries += 1) {
			try {
				return await this.n8n.rest.finished(executionId, workflowId, PATIENCE_MS, ASK_EVERY_MS);
			} catch (error) {
				if (!(error instanceof TypeError) || tries >= 10) throw error;
			}
		}
	}

	async import(workflow: WorkflowFile): Promise<string> {
		return await this.n8n.rest.importWorkflow(workflow);
	}

	/** Runs a workflow against a simulator that knows nobody, and sees to it that every lead was created, once. */
	async run(workflowId: string, settings: SimulatorSettings, created: number): Promise<Execution> {
		await this.simulator.reset({ token: TOKEN, ...settings });
		await pause(WINDOW_MS);
		const execution = await this.finished(await this.n8n.rest.start(workflowId, 'Start'), workflowId);
		assert.equal(execution.status, 'success', execution.error?.message);
		const books = await this.simulator.books();
		assert.equal(books.leadsCreated, created, JSON.stringify(books).slice(0, 500));
		return execution;
	}
}

/** Mapping and sending against mapping alone. */
async function mapping(bench: Bench): Promise<void> {
	const computedOfOthers = {
		...MAPPINGS.computed,
		phone: '={{ $json.other }}',
		email: '={{ $json.post }}',
		referenceId: '={{ $json.nr }}',
	};
	const id = await bench.import(
		sideBySide('Mapping', LEADS, [
			uservox('Plain', parameters('plain')),
			uservox(
				'Computed',
				parameters('computed', { leadFields: { mappingMode: 'defineBelow', value: computedOfOthers } }),
			),
			editFields('Edit Fields', MAPPINGS.plain),
			editFields('Edit Fields computed', MAPPINGS.computed),
		]),
	);
	const found: Record<string, number[]> = { Plain: [], Computed: [], 'Edit Fields': [], 'Edit Fields computed': [] };
	for (let round = 0; round < ROUNDS; round += 1) {
		const execution = await bench.run(id, {}, 2 * LEADS);
		for (const [name, figures] of Object.entries(found)) figures.push(span(execution, name));
		console.error(
			`mapping, round ${round + 1}: ${Object.entries(found)
				.map(([name, figures]) => `${name} ${figures.at(-1)} ms`)
				.join(', ')}`,
		);
	}
	const of = (name: string) => median(found[name] ?? []);
	const ratio = (theirs: string, ours: string) =>
		median((found[theirs] ?? []).map((value, round) => value / (found[ours]?.[round] ?? Number.NaN)));
	printTable(
		`${figure(LEADS)} rows, four fields by expression, both nodes in one execution`,
		['', 'Edit Fields, mapping alone', 'Uservox, mapping and sending', 'faster'],
		[
			[
				'four plain references',
				`${figure(of('Edit Fields'))} ms`,
				`${figure(of('Plain'))} ms`,
				times(ratio('Edit Fields', 'Plain')),
			],
			[
				'one of them computed',
				`${figure(of('Edit Fields computed'))} ms`,
				`${figure(of('Computed'))} ms`,
				times(ratio('Edit Fields computed', 'Computed')),
			],
		],
	);
}

/** Sending at 300 ms a request against the hand-built loop. */
async function sending(bench: Bench): Promise<void> {
	const works = {
		loop: { id: await bench.import(handBuiltLoop(LEADS, bench.simulator.url)), nodes: ['Loop', 'Body', 'Request'] },
		defaults: {
			id: await bench.import(sideBySide('Defaults', LEADS, [uservox('Uservox', parameters('plain'))])),
			nodes: ['Uservox'],
		},
		guardOff: {
			id: await bench.import(
				sideBySide('Guard off', LEADS, [
					uservox('Uservox', parameters('plain', { options: { duplicateGuard: false } })),
				]),
			),
			nodes: ['Uservox'],
		},
	};
	const found: Record<keyof typeof works, number[]> = { loop: [], defaults: [], guardOff: [] };
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const name of ['loop', 'defaults', 'guardOff'] as const) {
			const { id, nodes } = works[name];
			found[name].push(span(await bench.run(id, { latencyMs: 300 }, LEADS), ...nodes));
		}
		console.error(`sending, round ${round + 1}:`, found.loop.at(-1), found.defaults.at(-1), found.guardOff.at(-1));
	}
	const ratio = (name: 'defaults' | 'guardOff') =>
		median(found.loop.map((value, round) => value / (found[name][round] ?? Number.NaN)));
	printTable(
		`${figure(LEADS)} leads at 300 ms a request`,
		['', 'time', 'faster than the loop'],
		[
			['Loop Over Items (1000) → Code → HTTP Request', `${figure(median(found.loop))} ms`, ''],
			['Uservox with its defaults', `${figure(median(found.defaults))} ms`, times(ratio('defaults'))],
			['Uservox with Duplicate Guard off', `${figure(median(found.guardOff))} ms`, times(ratio('guardOff'))],
		],
	);
}

/** Whether a lead costs more when there are many. */
async function growth(bench: Bench): Promise<void> {
	const counts = [3_000, 20_000, 60_000] as const;
	const ids = new Map<number, string>();
	for (const count of counts)
		ids.set(count, await bench.import(sideBySide(`${count}`, count, [uservox('Uservox', parameters('plain'))])));
	const found = new Map<number, number[]>(counts.map((count) => [count, []]));
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const count of counts) {
			const execution = await bench.run(ids.get(count) ?? '', {}, count);
			found.get(count)?.push((1_000 * span(execution, 'Uservox')) / count);
		}
		console.error(
			`growth, round ${round + 1}:`,
			counts.map((count) => figure(found.get(count)?.at(-1) ?? Number.NaN)).join(', '),
			'µs per lead',
		);
	}
	const least = found.get(counts[0]) ?? [];
	printTable(
		'Cost of a lead, mapping and sending, by the number of leads',
		['leads', 'µs per lead', 'against 3,000'],
		[
			...counts.map((count) => {
				const figures = found.get(count) ?? [];
				const ratio = median(figures.map((value, round) => value / (least[round] ?? Number.NaN)));
				return [figure(count), figure(median(figures)), times(ratio)];
			}),
		],
	);
}

const PARTS = { mapping, sending, growth };

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	// Signals end us through `exit`, which takes along what was started.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
	const simulator = await startSimulatorProcess({ token: TOKEN });
	const n8n = await startN8n({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } });
	try {
		await n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, {
			apiToken: TOKEN,
			projectId: PROJECT,
			baseUrl: simulator.url,
		});
		console.log(
			`n8n ${N8N_VERSION}, ${machine()} (n8n itself on Node 24). Medians of ${ROUNDS}; ratios within a round.`,
		);
		for (const [name, part] of Object.entries(PARTS)) {
			if (wanted.length === 0 || wanted.includes(name)) await part(new Bench(n8n, simulator));
		}
	} finally {
		await n8n.close();
		await simulator.close();
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
