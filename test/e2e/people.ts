// People's data in a full n8n: a form's POST to a Webhook, the items of n8n's triggers, and error items that come back in a loop.
import assert from 'node:assert/strict';
import { jsonParse, NodeConnectionTypes, type IDataObject } from 'n8n-workflow';
import { SHAPES, type Person } from '../fixtures/triggers';
import { waitUntil } from '../n8n/processes';
import { resetWorld, type SimulatorSettings } from '../simulator/serverState';
import { PROCESS } from '../ids';
import { chain, node, startWorld, TOKEN, uservox } from './stage';
import type { Suite } from './suite';

const parameters = {
	resource: 'lead',
	operation: 'bulkInitiate',
	processId: PROCESS,
	metadata: 'unmapped',
	leadFields: { mappingMode: 'autoMapInputData', value: null },
};
const personOf = (number: number): Person => ({
	name: `Jane Doe${number}`,
	firstName: 'Jane',
	lastName: `Doe${number}`,
	phone: `+9999876510${String(number).padStart(3, '0')}`,
	email: `jane.${number}@example.com`,
});

export const people: Suite = {
	name: 'people',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const { books } = simulator;
		const reset = (settings: SimulatorSettings = {}) => resetWorld(simulator.world, { token: TOKEN, ...settings });
		try {
			await check('a form’s POST to a Webhook is a lead, and nothing of the request goes along', async () => {
				reset();
				const webhook = node(
					'Webhook',
					'n8n-nodes-base.webhook',
					{ httpMethod: 'POST', path: 'lead' },
					{ typeVersion: 2 },
				);
				const workflow = chain('Form', [], { ...webhook, webhookId: 'lead' }, uservox('Uservox', parameters));
				workflow.nodes = workflow.nodes.filter(({ name }) => name !== 'Start');
				delete workflow.connections.Start;
				delete workflow.pinData;
				const id = await n8n.rest.importWorkflow(workflow);
				await n8n.rest.activate(id);
				const { name, phone, email } = personOf(1);
				const form = new URLSearchParams({
					'your-name': name,
					'Your Phone': `'${phone}`,
					email: `${email},`,
					city: 'Pune',
				});
				const post = async () => {
					const { status } = await fetch(`${n8n.rest.url}/webhook/lead?utm=secret`, {
						method: 'POST',
						headers: { authorization: 'Bearer secret', cookie: 'session=secret' },
						body: form,
					});
					return status === 200;
				};
				// n8n answers 404, and starts nothing, until it has registered the webhook of a workflow that it has just published.
				await waitUntil(post, 60_000, 'the webhook');
				await waitUntil(async () => books.created.length > 0, 60_000, 'the lead');
				const [lead] = books.created;
				assert.deepEqual([lead?.name, lead?.phone, lead?.email], [name, phone, email]);
				assert.deepEqual(lead?.metadata, { city: 'Pune' });
			});

			for (const { node: from, item, fields, rest } of SHAPES) {
				await check(`${from}: pinned, and understood`, async () => {
					reset();
					const persons = [personOf(0), personOf(1), personOf(2)];
					const id = await n8n.rest.importWorkflow(chain(from, persons.map(item), uservox('Uservox', parameters)));
					const execution = await n8n.rest.run(id, 'Start');
					assert.equal(execution.status, 'success', execution.error?.message);
					assert.equal(execution.items('Uservox', 0).length, 3);
					for (const lead of books.created) {
						const person = persons.find(({ phone }) => phone === lead.phone);
						const stored = jsonParse<IDataObject>(JSON.stringify(lead));
						for (const field of fields) assert.equal(stored[field], person?.[field], field);
					}
					assert.deepEqual(books.created.find(({ phone }) => phone === persons[0]?.phone)?.metadata, rest);
				});
			}

			await check('a loop Error → Filter → Wait → node sends what can be sent, once, and ends', async () => {
				const tooMany = { type: 'status' as const, code: 429, when: 'before' as const };
				reset({
					faults: [{ match: { kind: 'submission', request: 1 }, fault: tooMany }],
					refusals: {
						[personOf(1).phone]: 'A call attempt has already been made to this phone number for this project',
					},
				});
				const rows = [0, 1, 2].map((number) => ({
					...personOf(number),
					...(number === 2 ? { phone: 'x', email: '' } : {}),
				}));
				const isRetryable = { type: 'boolean', operation: 'true', singleValue: true };
				const condition = { id: 'c', leftValue: '={{ $json.retryable }}', rightValue: '', operator: isRetryable };
				const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };
				const workflow = chain(
					'Loop',
					rows,
					uservox('Uservox', parameters),
					node(
						'Retryable',
						'n8n-nodes-base.filter',
						{ conditions: { options, conditions: [condition], combinator: 'and' } },
						{ typeVersion: 2.2 },
					),
					node('Wait', 'n8n-nodes-base.wait', { amount: 1, unit: 'seconds' }, { typeVersion: 1.1 }),
				);
				const to = (name: string) => [{ node: name, type: NodeConnectionTypes.Main, index: 0 }];
				workflow.connections.Uservox = { main: [[], to('Retryable')] };
				workflow.connections.Wait = { main: [to('Uservox')] };
				const execution = await n8n.rest.run(await n8n.rest.importWorkflow(workflow), 'Start');
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.deepEqual(
					books.created.map(({ phone }) => phone),
					[personOf(0).phone],
				);
				assert.deepEqual(books.summary().initiatedMoreThanOnce, []);
				const codes = execution.items('Uservox', 1).map(({ json }) => json.errorCode);
				assert.ok(codes.includes('alreadyCalled') && codes.includes('invalidLead'), JSON.stringify(codes));
			});
		} finally {
			await world.close();
		}
	},
};
