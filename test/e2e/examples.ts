// Every example workflow, executed in a full n8n as it is in `workflows/`: only the services outside are pinned.
import assert from 'node:assert/strict';
import type { IDataObject, INode } from 'n8n-workflow';
import { PROCESS } from '../ids';
import { exampleWorkflows, type WorkflowFile } from '../workflows';
import { resetWorld } from '../simulator/serverState';
import { textOf } from '../values';
import type { Suite } from './suite';
import { STAGE_TOKEN, startWorld } from './stage';

const OURS = 'n8n-nodes-uservox.';
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** Nodes whose output comes from outside: these are pinned, so that nothing leaves this machine. */
const OUTSIDE = /googleSheets|hubspot|slack/i;

const SHEET = [
	{
		row_number: 2,
		Name: 'Asha Example',
		'Mobile No.': '+9999876500001',
		'CRM ID': 'crm-1',
		City: 'Pune',
		'Uservox status': '',
	},
	{ row_number: 3, Name: 'Bruno Sample', 'Mobile No.': '12', 'CRM ID': 'crm-2', City: 'Delhi', 'Uservox status': '' },
	{
		row_number: 4,
		Name: 'Carla Muster',
		'Mobile No.': '+9999876500003',
		'CRM ID': 'crm-3',
		City: 'Pune',
		'Uservox status': 'initiated',
	},
	{
		row_number: 5,
		Name: 'Dev Example',
		'Mobile No.': '+9999876500004',
		'CRM ID': 'crm-4',
		City: 'Pune',
		'Uservox status': '',
	},
];

export const examples: Suite = {
	name: 'examples',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const { books } = simulator;
		const files = exampleWorkflows();

		/** Runs an example with what the services outside would give; `pins` are by node name. */
		const run = async (name: string, trigger: string, pins: Record<string, IDataObject[]>) => {
			const workflow = files.get(name);
			assert.ok(workflow, `workflows/${name}.json is missing`);
			resetWorld(simulator.world, { token: STAGE_TOKEN });
			return await n8n.rest.run(await n8n.rest.importWorkflow(filledIn(workflow, pins)), trigger);
		};
		try {
			await check(
				'all are importable: known nodes, notes that say what to fill in, no address of anybody',
				async () => {
					for (const [name, workflow] of files) {
						assert.ok(workflow.nodes.filter(({ type }) => type === STICKY_NOTE).length >= 2, `${name}: no notes`);
						assert.doesNotMatch(JSON.stringify(workflow), /https?:\/\/(?!n8n\.example\.com)/, name);
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
				},
			);

			await check('sheet-import: outcomes and reasons go back to their rows', async () => {
				const execution = await run('sheet-import', 'Now, by hand', { 'Read the sheet': SHEET });
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.equal(execution.items('Call the leads', 0).length, 2);
				assert.equal(execution.items('Call the leads', 1).length, 1);
				assert.deepEqual(books.created.map(({ phone }) => phone).sort(), ['+9999876500001', '+9999876500004']);
				const leadOf = (phone: string) => books.created.find((lead) => lead.phone === phone);
				assert.equal(leadOf('+9999876500001')?.metadata?.City, 'Pune');
				assert.deepEqual(written(execution.items('Write the outcome')), [
					{
						row_number: 2,
						'Uservox status': 'initiated',
						'Uservox lead ID': leadOf('+9999876500001')?._id,
						'Uservox message': '',
					},
					{
						row_number: 5,
						'Uservox status': 'initiated',
						'Uservox lead ID': leadOf('+9999876500004')?._id,
						'Uservox message': '',
					},
				]);
				const [reason] = written(execution.items('Write the reason'));
				assert.equal(reason?.row_number, 3);
				assert.equal(reason?.['Uservox status'], 'invalidLead');
			});

			await check('crm-new-contact: HubSpot and Slack get what belongs to their contact', async () => {
				const contact = (vid: number, phone: string, email: string) => ({
					vid,
					properties: {
						phone: { value: phone },
						email: { value: email },
						firstname: { value: 'Asha' },
						company: { value: 'Example Ltd' },
					},
				});
				const execution = await run('crm-new-contact', 'New contact in HubSpot', {
					'New contact in HubSpot': [{ contactId: 7 }, { contactId: 8 }],
					'Get the contact': [contact(7, '+9999876500007', 'c7@example.com'), contact(8, '12', 'none')],
				});
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.deepEqual(
					books.created.map(({ referenceId }) => referenceId),
					['hubspot-7'],
				);
				assert.deepEqual(books.created[0]?.metadata, { company: 'Example Ltd' });
				assert.deepEqual(written(execution.items('Note the lead in HubSpot')), [
					{ email: 'c7@example.com', uservox_lead_id: books.created[0]?._id },
				]);
				assert.match(textOf(written(execution.items('Tell the team'))[0]?.text), /contact 8 .*invalidLead/);
			});
		} finally {
			await world.close();
		}
	},
};

/**
 * An example as after following its notes: the process is ours. Sources outside are pinned; what writes to the outside is replaced
 * by Edit Fields with the same values, so that what would be written can be read.
 */
export function filledIn(workflow: WorkflowFile, pins: Record<string, IDataObject[]>): WorkflowFile {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.type.startsWith(OURS))
				return {
					...node,
					parameters: { ...node.parameters, ...('processId' in node.parameters && { processId: PROCESS }) },
				};
			return OUTSIDE.test(node.type) && !(node.name in pins) ? asEditFields(node) : node;
		}),
		pinData: Object.fromEntries(Object.entries(pins).map(([name, items]) => [name, items.map((json) => ({ json }))])),
	};
}

/** The values a node would send outside, by their names there. */
function sentValues({ parameters }: INode): IDataObject {
	const { columns, email, text, additionalFields } = parameters as {
		columns?: { value: IDataObject };
		email?: string;
		text?: string;
		additionalFields?: { customPropertiesUi?: { customPropertiesValues: Array<{ property: string; value: string }> } };
	};
	const custom = additionalFields?.customPropertiesUi?.customPropertiesValues ?? [];
	return {
		...columns?.value,
		...(email !== undefined && { email }),
		...(text !== undefined && { text }),
		...Object.fromEntries(custom.map(({ property, value }) => [property, value])),
	};
}

function asEditFields(node: INode): INode {
	const assignments = Object.entries(sentValues(node)).map(([name, value]) => ({
		id: name,
		name,
		value: value as string,
		type: name === 'row_number' ? 'number' : 'string',
	}));
	return {
		...node,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, options: {} },
	};
}

function written(items: Array<{ json: IDataObject }>): IDataObject[] {
	return items.map(({ json }) => json);
}
