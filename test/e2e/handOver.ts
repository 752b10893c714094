// Hands rows over in a full n8n: our node alone behind a trigger, a credential of its own for each run.
import assert from 'node:assert/strict';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { codesOf, notLeftOnce } from '../delivery';
import type { Execution } from '../n8n/rest';
import { phoneOf } from '../people';
import { resetWorld, type SimulatorSettings } from '../simulator/serverState';
import { chain, STAGE_TOKEN, uservox, type TestWorld } from './stage';

const NODE = 'Uservox';
const PATIENCE_MS = 300_000;

/** What left the node, and the facts that must hold of every run. */
export interface Outcome {
	execution: Execution;
	success: INodeExecutionData[];
	error: INodeExecutionData[];
	/** Error items by code. */
	codes: Record<string, number>;
}

interface More {
	settings?: SimulatorSettings;
	node?: Partial<INode>;
}

/** A token and its credential. */
interface Account {
	token: string;
	credential: { id: string; name: string };
}

let accounts = 0;

/** A new simulated Uservox with a token of its own, since what the node remembers of each token is kept apart. */
export async function newUservox(world: TestWorld, settings: SimulatorSettings = {}): Promise<Account> {
	accounts += 1;
	const name = `Account ${accounts}`;
	const token = `${STAGE_TOKEN}-${accounts}`;
	resetWorld(world.simulator.world, { token, ...settings });
	return { token, credential: { id: await world.createCredential(name, token), name } };
}

/** A workflow that hands these rows over. @returns its id */
export async function importRows(
	{ n8n }: TestWorld,
	{ credential }: Account,
	rows: object[],
	parameters: INodeParameters,
	node: Partial<INode> = {},
): Promise<string> {
	const items = rows.map((row): IDataObject => ({ ...row, isBad: undefined }));
	const ours = uservox(NODE, parameters, { credentials: { uservoxApi: credential }, ...node });
	return await n8n.rest.importWorkflow(chain('Hand over', items, ours));
}

/** Runs the node on rows, in a new Uservox. */
export async function run(
	world: TestWorld,
	rows: object[],
	parameters: INodeParameters,
	{ settings, node }: More = {},
): Promise<Execution> {
	const account = await newUservox(world, settings);
	const execution = await world.n8n.rest.run(
		await importRows(world, account, rows, parameters, node),
		'Start',
		PATIENCE_MS,
	);
	assert.ok(!execution.text.includes(account.token), 'the token is in the execution data');
	return execution;
}

/** As `run`, with what must hold of every run that ends well: each item on exactly one output, exactly once. */
export async function send(
	world: TestWorld,
	rows: object[],
	parameters: INodeParameters,
	more: More = {},
): Promise<Outcome> {
	return outcomeOf(await run(world, rows, parameters, more), rows.length);
}

/** The same again, or for the first time, in the Uservox that is there. */
export async function sendTo(
	world: TestWorld,
	account: Account,
	rows: object[],
	parameters: INodeParameters,
): Promise<Outcome> {
	const workflow = await importRows(world, account, rows, parameters);
	return outcomeOf(await world.n8n.rest.run(workflow, 'Start', PATIENCE_MS), rows.length);
}

function outcomeOf(execution: Execution, rows: number): Outcome {
	assert.equal(execution.status, 'success', execution.error?.message);
	const success = execution.items(NODE, 0);
	const error = execution.items(NODE, 1);
	assert.deepEqual(notLeftOnce({ success, error, third: execution.items(NODE, 2) }, rows), []);
	return { execution, success, error, codes: codesOf(error) };
}

/** Clean leads with references. */
export function leads(count: number, from = 0): Array<{ phone: string; name: string; referenceId: string }> {
	return Array.from({ length: count }, (_, index) => ({
		phone: phoneOf(from + index),
		name: `Lead ${from + index}`,
		referenceId: `crm-${from + index}`,
	}));
}
