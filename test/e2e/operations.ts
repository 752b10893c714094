// The operations that read and update, the list of processes and the credential's test, in a full n8n against the simulator's books.
import assert from 'node:assert/strict';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { FOREIGN, OTHER_PROCESS, PROCESS, PROJECT } from '../ids';
import type { Execution } from '../n8n/rest';
import { CREDENTIAL_NAME } from '../n8n/server';
import { OTHER_SYSTEMS_SECRET } from '../simulator/processes';
import { resetWorld, type SimulatorSettings } from '../simulator/serverState';
import { textOf } from '../values';
import { chain, STAGE_TOKEN, startWorld, uservox } from './stage';
import type { Suite } from './suite';

const number = (prefix: string, index: number) => `${prefix}${String(index).padStart(21, '0')}`;
const leadId = (index: number) => number('64c', index);
const leads = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		_id: leadId(index),
		name: `Lead ${index}`,
		phone: `+9999876${String(index).padStart(6, '0')}`,
		referenceId: `crm-${index}`,
		processId: PROCESS,
		currentState: 'interested',
	}));

const GET = { resource: 'lead', operation: 'get', leadId: '={{ $json.id }}' };

interface Verdict {
	status: string;
	message: string;
}

export const operations: Suite = {
	name: 'operations',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const { books } = simulator;
		await world.createCredential('Wrong token', 'wrong-token');
		const reset = (settings: SimulatorSettings = {}) =>
			resetWorld(simulator.world, { token: STAGE_TOKEN, ...settings });
		/** Runs one node over items, and gives its execution; the node is called "Uservox". */
		const run = async (
			items: IDataObject[],
			parameters: INodeParameters,
			more: Partial<INode> = {},
			settings = {},
		): Promise<Execution> => {
			const workflow = { ...chain('Operation', items, uservox('Uservox', parameters, more)), settings };
			return await n8n.rest.run(await n8n.rest.importWorkflow(workflow), 'Start');
		};
		const jsonOf = (execution: Execution, output = 0) => execution.items('Uservox', output).map(({ json }) => json);
		const codes = (execution: Execution) => jsonOf(execution, 1).map(({ errorCode }) => errorCode);

		try {
			await check('40 gets by id and by reference, unknown and malformed ones among them', async () => {
				reset({ existing: leads(20) });
				const odd = ['', 'no id', FOREIGN, `${leadId(1)}0`];
				const byId = await run([...leads(16).map(({ _id }) => ({ id: _id })), ...odd.map((id) => ({ id }))], GET);
				assert.deepEqual(
					jsonOf(byId).map(({ name }) => name),
					leads(16).map(({ name }) => name),
				);
				assert.deepEqual(codes(byId), ['invalidInput', 'invalidInput', 'leadNotFound', 'invalidInput']);
				assert.deepEqual(
					byId.items('Uservox', 1).map(({ pairedItem }) => pairedItem),
					[16, 17, 18, 19].map((item) => ({ item })),
				);
				const references = [...leads(18).map(({ referenceId }) => referenceId), 'nobody', ''];
				const byReference = await run(
					references.map((ref) => ({ ref })),
					{
						...GET,
						identifyBy: 'referenceId',
						referenceId: '={{ $json.ref }}',
						processId: { __rl: true, mode: 'list', value: PROCESS },
					},
				);
				assert.equal(jsonOf(byReference).length, 18);
				assert.deepEqual(codes(byReference), ['leadNotFound', 'invalidInput']);
				assert.equal(books.arrivals.length, 17 + 19);
			});

			await check('251 leads over pages, each once, whatever the order', async () => {
				for (const listOrder of ['newest', 'id'] as const) {
					reset({ existing: leads(251), listOrder, maximumPage: listOrder === 'id' ? 40 : 100 });
					const execution = await run([{}], { resource: 'lead', operation: 'getAll', returnAll: true });
					assert.deepEqual(
						jsonOf(execution)
							.map(({ _id }) => textOf(_id))
							.sort(),
						leads(251).map(({ _id }) => _id),
					);
				}
			});

			await check('updates hold no key that is not listed, and what is refused says so', async () => {
				reset({ existing: leads(3) });
				const execution = await run([{ id: leadId(0), City: 'Pune' }, { id: FOREIGN }, { id: 'x' }], {
					resource: 'lead',
					operation: 'update',
					leadId: '={{ $json.id }}',
					updateFields: { targetState: 'lost', name: '={{ $json.nothing }}' },
					metadata: 'unmapped',
				});
				assert.deepEqual(
					books.updates.map(({ body }) => body),
					[{ leadId: leadId(0), targetState: 'lost', metadata: { City: 'Pune' } }],
				);
				assert.equal(jsonOf(execution)[0]?.success, true);
				assert.deepEqual(codes(execution), ['leadNotFound', 'invalidInput']);
			});

			await check('statistics: exact times in the zone of the workflow', async () => {
				reset();
				const period = { start: '2026-03-01T00:00:00', end: '2026-03-02T00:00:00' };
				const parameters = { resource: 'activity', operation: 'getStats', ...period };
				const execution = await run([{}], parameters, {}, { timezone: 'Asia/Kolkata' });
				assert.equal(jsonOf(execution).length, 1);
				assert.deepEqual(books.arrivals[0]?.body, {
					start: Date.UTC(2026, 1, 28, 18, 30),
					end: Date.UTC(2026, 2, 1, 18, 30),
					timezoneOffsetMinutes: 330,
					includeUniqueLeads: false,
				});
			});

			await check('processes without the secrets in them', async () => {
				reset();
				const execution = await run([{}], { resource: 'process', operation: 'getAll', returnAll: true });
				assert.deepEqual(
					jsonOf(execution).map(({ title }) => title),
					['Follow-up Calls', 'First Calls'],
				);
				assert.ok(!execution.text.includes(OTHER_SYSTEMS_SECRET));
				assert.ok(!n8n.process().tail().includes(OTHER_SYSTEMS_SECRET));
			});

			await check('300 gets within the rate limit', async () => {
				reset({ existing: leads(300) });
				const execution = await run(
					leads(300).map(({ _id }) => ({ id: _id })),
					GET,
				);
				assert.equal(jsonOf(execution).length, 300);
				assert.deepEqual(books.strictWindowViolations(100, 5_000), []);
			});

			await check('a wrong token fails each operation; with On Error = Continue all items leave on Error', async () => {
				const period = { start: '2026-03-01', end: '2026-03-02' };
				for (const parameters of [
					GET,
					{ resource: 'lead', operation: 'getAll' },
					{ resource: 'lead', operation: 'update', leadId: leadId(0), updateFields: { name: 'J' } },
					{ resource: 'activity', operation: 'get', activityId: leadId(0) },
					{ resource: 'activity', operation: 'getStats', ...period },
					{ resource: 'process', operation: 'getAll' },
				]) {
					reset({ existing: leads(1), unauthorizedStatus: 401 });
					const credentials = { uservoxApi: { id: null, name: 'Wrong token' } };
					const failed = await run([{ id: leadId(0) }, { id: leadId(0) }], parameters, { credentials });
					assert.equal(failed.status, 'error', JSON.stringify(parameters));
					assert.match(failed.error?.message ?? '', /refused access/);
					const onError = 'continueErrorOutput' as const;
					const continued = await run([{ id: leadId(0) }, { id: leadId(0) }], parameters, { credentials, onError });
					assert.deepEqual(codes(continued), ['accessRefused', 'accessRefused']);
				}
			});

			/** What the panel's list shows. */
			const list = async (parameters: INodeParameters, credentialName: string, filter?: string) => {
				return await n8n.rest.request<{ results: Array<{ name: string; value: string }> }>(
					'POST',
					'/dynamic-node-parameters/resource-locator-results',
					{
						path: 'parameters.processId',
						methodName: 'searchProcesses',
						filter,
						nodeTypeAndVersion: { name: 'n8n-nodes-uservox.uservox', version: 1 },
						currentNodeParameters: { resource: 'lead', operation: 'bulkInitiate', ...parameters },
						credentials: { uservoxApi: await n8n.rest.credential(credentialName) },
					},
				);
			};
			await check('the list of processes: titles, search, and a sentence when there is none', async () => {
				reset({ processDetails: { [PROCESS]: { title: 'Welcome call' }, [OTHER_PROCESS]: { isActive: false } } });
				assert.deepEqual((await list({}, CREDENTIAL_NAME)).results, [
					{ name: 'Welcome call', value: PROCESS },
					{ name: 'Follow-up Calls (inactive)', value: OTHER_PROCESS },
				]);
				assert.equal((await list({}, CREDENTIAL_NAME, 'welc')).results.length, 1);
				await assert.rejects(
					list({ projectId: FOREIGN }, CREDENTIAL_NAME),
					/API token does not belong to this project/,
				);
				await assert.rejects(list({}, 'Wrong token'), /refused access/);
			});

			await check('the credential: Uservox passes, everything else says which', async () => {
				reset();
				const verdictOn = async (data: IDataObject): Promise<Verdict> => {
					const given = { apiToken: STAGE_TOKEN, projectId: PROJECT, baseUrl: simulator.url, ...data };
					const credentials = { id: '', name: 'New', type: 'uservoxApi', data: given };
					return await n8n.rest.request<Verdict>('POST', '/credentials/test', { credentials });
				};
				for (const data of [{}, { projectId: '' }]) assert.equal((await verdictOn(data)).status, 'OK');
				const withoutPath = simulator.url.replace('/api/v1', '');
				for (const [data, sentence] of [
					[{ apiToken: 'wrong' }, /refused the API token/],
					[{ apiToken: 'wrong', projectId: '' }, /refused the API token/],
					[{ projectId: FOREIGN }, /does not belong to this project/],
					[{ baseUrl: withoutPath }, /no Uservox API.*ends with \/api\/v1/],
					[{ baseUrl: `${n8n.url}/rest` }, /no Uservox API/],
					[{ baseUrl: 'http://crm.example.com/api/v1' }, /must start with https/],
					[{ baseUrl: 'http://127.0.0.1:9/api/v1' }, /No answer from "127\.0\.0\.1:9": the connection was refused/],
				] as const) {
					const { status, message } = await verdictOn(data);
					assert.equal(status, 'Error', JSON.stringify(data));
					assert.match(message, sentence);
				}
				for (const [body, sentence] of [
					['logIn', /A web page came back.*log-in page/],
					['{"ok":true}', /it is not the Uservox API/],
				] as const) {
					reset({ faults: [{ match: { kind: 'any' }, fault: { type: 'garbage', body } }] });
					assert.match((await verdictOn({})).message, sentence);
				}
			});
		} finally {
			await world.close();
		}
	},
};
