// Every example workflow in a full n8n, three ways: as imported it says what is missing; set up, it works; in a dry run it touches nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { PROCESS } from '../ids';
import { CREDENTIAL_NAME } from '../n8n/server';
import { resetWorld, type SimulatorSettings } from '../simulator/serverState';
import { textOf } from '../values';
import { exampleWorkflow, exampleWorkflows, type WorkflowFile } from '../workflows';
import { rowsOf, startOutside } from './outside';
import { STAGE_TOKEN, startWorld } from './stage';
import type { Suite } from './suite';

const OURS = 'n8n-nodes-uservox.uservox';
const NOTE = 'n8n-nodes-base.stickyNote';
/** What an example is started by without anybody outside: by hand, or at its hour. */
const STARTS = /\.(?:manual|schedule)Trigger$/;

const LEAD_COLUMNS = ['Name', 'Mobile No.', 'CRM ID', 'City', 'Uservox status', 'Uservox lead ID', 'Uservox message'];
const person = (number: number, name: string, more: IDataObject = {}): IDataObject => ({
	Name: name,
	'Mobile No.': `+99998765${String(number).padStart(5, '0')}`,
	'CRM ID': `crm-${number}`,
	City: 'Pune',
	...more,
});
/** New rows, one with a bad number, one that was handed over before, one without an ID, and one that repeats the first. */
const sheet = () =>
	rowsOf(LEAD_COLUMNS, [
		person(1, 'Asha Example'),
		person(2, 'Bruno Sample', { 'Mobile No.': '12' }),
		person(3, 'Carla Muster', { 'Uservox status': 'initiated' }),
		person(4, 'Dev Example', { 'CRM ID': '' }),
		person(1, 'Asha Example'),
	]);
const LEAD_ID = '507f1f77bcf86cd799439071';
const startedBefore = () =>
	rowsOf(
		[...LEAD_COLUMNS, 'Restarted', 'Call result', 'Retries', 'Last call'],
		[
			person(5, 'Esha Example', {
				'Uservox lead ID': LEAD_ID,
				'Uservox status': 'handed over',
				'Call result': 'not connected',
				'Last call': '2026-01-01T08:00:00.000Z',
			}),
			person(6, 'Fred Sample', { 'Uservox lead ID': 'nobody', 'Uservox status': 'handed over' }),
		],
	);
const existing: SimulatorSettings['existing'] = [{ _id: LEAD_ID, phone: '+9999876500005', processId: PROCESS }];
const contact = (vid: number, phone: string, email: string) => ({
	vid,
	properties: { phone: { value: phone }, email: { value: email }, firstname: { value: 'Asha' } },
});

/** Examples that need nothing but a credential. */
const NEEDS_NOTHING: ReadonlySet<string> = new Set(['stop-an-import']);

/** An example that hands leads over, and what it finds outside. */
interface Case {
	name: string;
	/** Where it starts, and what comes in there where that is outside. */
	start: string;
	input?: IDataObject[];
}

const CASES: Case[] = [
	{ name: 'sheet-import', start: 'Now, by hand' },
	{ name: 'night-handover', start: 'Now, by hand' },
	{ name: 'night-handover', start: 'At ten in the morning' },
	{ name: 'retry-unreached', start: 'Now, by hand' },
	{ name: 'existing-leads', start: 'Now, by hand' },
	{ name: 'crm-new-contact', start: 'New contact in HubSpot', input: [{ contactId: 7 }, { contactId: 8 }] },
	{
		name: 'speed-to-lead',
		start: 'Somebody fills in the form',
		input: [
			{ Name: 'Asha Example', Phone: '+9999876500008', Topic: 'Prices' },
			{ Name: 'Bruno Sample', Phone: '12' },
		],
	},
	{
		name: 'large-import-part',
		start: 'A part arrives',
		input: [{ body: { leads: [person(1, 'Asha Example'), person(2, 'Bruno Sample', { 'Mobile No.': '12' })] } }],
	},
];

export const examples: Suite = {
	name: 'examples',
	async run(check) {
		const world = await startWorld();
		const outside = await startOutside();
		const { n8n, simulator } = world;
		const { books } = simulator;

		/** Runs an example as after following its notes. */
		const run = async ({ name, start, input }: Case, change = (workflow: WorkflowFile) => workflow) => {
			resetWorld(simulator.world, { token: STAGE_TOKEN, existing });
			outside.sent = {};
			outside.contacts = { 7: contact(7, '+9999876500007', 'c7@example.com'), 8: contact(8, '12', 'none') };
			const workflow = change(outside.replaceIn(filledIn(exampleWorkflow(name))));
			const pinData = input === undefined ? {} : { [start]: input.map((json) => ({ json })) };
			return await n8n.rest.run(await n8n.rest.importWorkflow({ ...workflow, pinData }), start);
		};
		try {
			await check('all are importable: known nodes, and notes that say what to fill in', async () => {
				for (const [name, workflow] of exampleWorkflows()) {
					assert.ok(workflow.nodes.filter(({ type }) => type === NOTE).length >= 2, `${name}: no notes`);
					const { nodes } = await n8n.rest.request<WorkflowFile>(
						'GET',
						`/workflows/${await n8n.rest.importWorkflow(workflow)}`,
					);
					// n8n makes the tool of our node itself and does not list it here.
					const types = nodes.map(({ type, typeVersion }) => ({
						name: type.replace(/^(n8n-nodes-uservox\..*)Tool$/, '$1'),
						version: typeVersion,
					}));
					const known = await n8n.rest.request<unknown[]>('POST', '/node-types', { nodeInfos: types });
					assert.equal(known.length, types.length, `${name}: unknown nodes`);
				}
			});

			for (const [name, workflow] of exampleWorkflows()) {
				if (NEEDS_NOTHING.has(name)) continue;
				await check(`${name}, as imported: n8n says what is missing, and nothing is asked`, async () => {
					resetWorld(simulator.world, { token: STAGE_TOKEN });
					const id = await n8n.rest.importWorkflow(workflow);
					const said: string[] = [];
					for (const start of workflow.nodes.filter(({ type }) => STARTS.test(type))) {
						const { status, error } = await n8n.rest.run(id, start.name);
						assert.equal(status, 'error');
						said.push(error?.message ?? '');
					}
					if (said.length === 0) {
						await assert.rejects(n8n.rest.activate(id), (refusal: Error) => said.push(refusal.message) > 0);
					}
					const processes = workflow.nodes.filter(needsProcess);
					for (const text of said) assert.match(text, /is required|Missing or invalid required parameters/);
					// n8n lists the first few only.
					const isWhole = !said.some((text) => /\(\d+ more\)/.test(text));
					if (processes.length > 0 && isWhole && name !== 'do-not-call')
						assert.match(said.join(' '), /"Process" is required|required parameters: processId/);
					assert.deepEqual(books.arrivals, []);
				});
			}

			for (const one of CASES) {
				await check(`${one.name}, ${one.start}, in a dry run: nobody is called, and nothing is written`, async () => {
					outside.tabs = { Leads: isOfExisting(one) ? startedBefore() : sheet(), Outcomes: [] };
					const before = structuredClone(outside.tabs);
					const execution = await run(one, inDryRun);
					assert.equal(execution.status, 'success', execution.error?.message);
					const [node] = exampleWorkflow(one.name).nodes.filter(
						(each) => isInitiate(each) && execution.runs(each.name).length > 0,
					);
					assert.ok(node, 'nothing was tried');
					const tried = execution.items(node.name);
					assert.ok(tried.length > 0 && tried.every(({ json }) => json.dryRun === true));
					assert.deepEqual(outside.tabs, before);
					assert.deepEqual(outside.sent, {});
					assert.deepEqual([books.created, [...books.initiated]], [[], []]);
				});
			}

			for (const rangeFrom of [1, 5]) {
				await check(`sheet-import, read from row ${rangeFrom} on: each status goes to its row`, async () => {
					outside.rangeFrom = rangeFrom;
					outside.tabs = { Leads: sheet().slice(0, rangeFrom === 1 ? 5 : 3) };
					for (const row of outside.tabs.Leads ?? []) row.row_number += rangeFrom - 1;
					const execution = await run({ name: 'sheet-import', start: 'Now, by hand' });
					outside.rangeFrom = 1;
					assert.equal(execution.status, 'success', execution.error?.message);
					const rows = outside.tabs.Leads ?? [];
					const expected = ['initiated', 'invalidLead', 'initiated', 'initiated', 'duplicateInInput'];
					assert.deepEqual(
						rows.map((row) => row['Uservox status']),
						expected.slice(0, rows.length),
					);
					for (const [index, number] of [1, undefined, undefined, 4].slice(0, rows.length).entries()) {
						const lead = books.created.find(({ phone }) => phone === `+999987650000${number}`);
						assert.equal(rows[index]?.['Uservox lead ID'], lead?._id ?? '');
					}
					assert.match(textOf(rows[1]?.['Uservox message']), /phone: found "12"/);
					assert.equal(books.created[0]?.metadata?.City, 'Pune');
				});
			}

			await check('sheet-import with a wrong process: the run fails, and no row is marked', async () => {
				outside.tabs = { Leads: sheet() };
				const execution = await run({ name: 'sheet-import', start: 'Now, by hand' }, (workflow) =>
					withParameters(workflow, { processId: LEAD_ID }),
				);
				assert.equal(execution.status, 'error');
				assert.match(execution.error?.message ?? '', /no such process/);
				assert.deepEqual(outside.tabs.Leads, sheet());
			});

			await check('crm-new-contact: HubSpot and Slack get what belongs to their contact', async () => {
				const [hubspot] = CASES.filter(({ name }) => name === 'crm-new-contact');
				assert.ok(hubspot);
				const execution = await run(hubspot);
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.deepEqual(
					books.created.map(({ referenceId }) => referenceId),
					['hubspot-7'],
				);
				assert.deepEqual(outside.sent['Note the lead in HubSpot'], [
					{ uservox_lead_id: books.created[0]?._id, email: 'c7@example.com' },
				]);
				assert.match(textOf(outside.sent['Tell the team']?.[0]?.text), /contact 8 .*invalidLead/);
			});

			await check('large-import-part: each outcome is appended, as it is', async () => {
				outside.tabs = { Outcomes: [] };
				const [part] = CASES.filter(({ name }) => name === 'large-import-part');
				assert.ok(part);
				assert.equal((await run(part)).status, 'success');
				const rows = (outside.tabs.Outcomes ?? []).map((row) => [row.Phone, row['CRM ID'], row['Uservox status']]);
				assert.deepEqual(rows.sort(), [
					['+9999876500001', 'crm-1', 'initiated'],
					['12', 'crm-2', 'invalidLead'],
				]);
			});
		} finally {
			await outside.close();
			await world.close();
		}
	},
};

const isOurs = ({ type }: INode): boolean => type.startsWith(OURS);
const isOfExisting = ({ name, start }: Case) =>
	['retry-unreached', 'existing-leads'].includes(name) || start === 'At ten in the morning';

function isInitiate(node: INode): boolean {
	const { resource = 'lead', operation = 'initiate' } = node.parameters;
	return isOurs(node) && resource === 'lead' && ['initiate', 'bulkInitiate'].includes(textOf(operation));
}

function needsProcess(node: INode): boolean {
	return isOurs(node) && 'processId' in node.parameters;
}

/** The workflow with these parameters in every node that hands leads over. */
function withParameters(workflow: WorkflowFile, parameters: INode['parameters']): WorkflowFile {
	const nodes = workflow.nodes.map((node) =>
		isInitiate(node) ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...workflow, nodes };
}

const inDryRun = (workflow: WorkflowFile): WorkflowFile => withParameters(workflow, { dryRun: true });

/** An example as after following its notes: credential and process are ours. What is outside stays: `Outside.replaceIn`. */
export function filledIn(workflow: WorkflowFile): WorkflowFile {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const credentials = isOurs(node) ? { uservoxApi: { id: null, name: CREDENTIAL_NAME } } : node.credentials;
			const process = needsProcess(node) ? { processId: PROCESS } : {};
			// An address of its own, since the same example is published more than once.
			const address = node.webhookId === undefined ? {} : { webhookId: randomUUID() };
			return { ...node, ...address, credentials, parameters: { ...node.parameters, ...process } };
		}),
	};
}
