// The loop closed, in a full n8n: examples hand leads over, the simulated Uservox calls them and calls back, examples act on the outcomes.
import assert from 'node:assert/strict';
import type { IDataObject } from 'n8n-workflow';
import { PROCESS, PROJECT } from '../ids';
import { waitUntil } from '../n8n/processes';
import type { Execution } from '../n8n/rest';
import { CREDENTIAL_NAME } from '../n8n/server';
import { resetWorld, type SimulatorSettings } from '../simulator/serverState';
import { exampleWorkflow, type WorkflowFile } from '../workflows';
import { textOf } from '../values';
import { filledIn } from './examples';
import { rowsOf, startOutside, type Row } from './outside';
import { STAGE_TOKEN, startWorld } from './stage';
import type { Suite } from './suite';

const CALLBACK_TOKEN = 'callback-token-loop-41fe';
const TRIGGER = 'n8n-nodes-uservox.uservoxTrigger';
const DAY_MS = 24 * 60 * 60 * 1000;

const LEAD_COLUMNS = [
	...['Name', 'Mobile No.', 'CRM ID', 'City', 'Uservox status', 'Uservox lead ID', 'Uservox message'],
	...['Call result', 'Call status', 'Call outcome', 'Call summary', 'Lead state', 'Last call', 'Retries'],
];
const person = (number: number, name: string): IDataObject => ({
	Name: name,
	'Mobile No.': `+99998765${String(number).padStart(5, '0')}`,
	'CRM ID': `crm-${number}`,
	City: 'Pune',
});

/** An example that listens. */
interface Listening {
	id: string;
	/** Where Uservox calls it back. */
	url: string;
}

export const loop: Suite = {
	name: 'loop',
	async run(check) {
		const world = await startWorld({ withCredential: false });
		const outside = await startOutside();
		const { n8n, simulator } = world;
		const { books } = simulator;
		await n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, {
			apiToken: STAGE_TOKEN,
			projectId: PROJECT,
			baseUrl: simulator.url,
			callbackToken: CALLBACK_TOKEN,
		});

		/** An example as after following its notes, in n8n. */
		const imported = async (
			name: string,
			pins: Record<string, IDataObject> = {},
		): Promise<{ id: string; workflow: WorkflowFile }> => {
			const pinData = Object.fromEntries(Object.entries(pins).map(([node, json]) => [node, [{ json }]]));
			const workflow = { ...outside.replaceIn(filledIn(exampleWorkflow(name))), pinData };
			return { id: await n8n.rest.importWorkflow(workflow), workflow };
		};
		const published = async (
			name: string,
			pins?: Record<string, IDataObject>,
		): Promise<Listening & { formUrl: string }> => {
			const { id, workflow } = await imported(name, pins);
			const trigger = workflow.nodes.find(({ type }) => type === TRIGGER);
			assert.ok(trigger?.webhookId, `${name} has no trigger`);
			const url = `${n8n.url}/webhook/${trigger.webhookId}/webhook`;
			await n8n.rest.activate(id);
			await waitUntil(async () => (await fetch(url, { method: 'POST' })).status === 401, 60_000, 'the address');
			const form = workflow.nodes.find(({ type }) => type.endsWith('formTrigger'));
			return { id, url, formUrl: `${n8n.url}/form/${form?.webhookId}` };
		};
		const run = async (id: string, trigger = 'Now, by hand'): Promise<Execution> => {
			const execution = await n8n.rest.run(id, trigger);
			assert.equal(execution.status, 'success', execution.error?.message);
			return execution;
		};
		/** A new Uservox, which calls back where the examples listen. */
		const uservox = (listening: Listening[], settings: SimulatorSettings = {}) => {
			const callbacks = listening.map(({ url }) => ({ url, bearerToken: CALLBACK_TOKEN }));
			resetWorld(simulator.world, {
				token: STAGE_TOKEN,
				processDetails: { [PROCESS]: { callbacks } },
				calls: { lastsMs: 100 },
				updateAfterMs: 100,
				...settings,
				// n8n may be slow to answer, and Uservox asks again: how long that takes is not what is tested.
				delivery: { timeoutMs: 60_000, retries: 60, ...settings.delivery },
			});
		};
		const until = async (what: string, holds: () => boolean) => await waitUntil(holds, 90_000, what);
		/** How many callbacks n8n has answered with 200. */
		const taken = () => books.deliveries.filter(({ status }) => status === 200).length;
		const tab = (name: string): Row[] => outside.tabs[name] ?? [];
		const column = (name: string, of = 'Leads') => tab(of).map((row) => row[name]);

		try {
			await check('import → calls → outcomes → retries: each row learns the outcome of its calls', async () => {
				const outcomes = await published('sheet-outcomes');
				const { id: importId } = await imported('sheet-import');
				const { id: retryId } = await imported('retry-unreached');
				uservox([outcomes], {
					outcomeOf: {
						'crm-1': 'interested',
						'crm-2': ['busy', 'interested'],
						'crm-3': 'noAnswer',
					},
					callbacksPerCall: 'several',
					delivery: { repeats: 1, jitterMs: 200 },
				});
				outside.tabs.Leads = rowsOf(LEAD_COLUMNS, [
					person(1, 'Asha Example'),
					person(2, 'Bruno Sample'),
					person(3, 'Carla Muster'),
					{ ...person(4, 'Dev Example'), 'Mobile No.': '12' },
				]);

				await run(importId);
				assert.deepEqual(column('Uservox status'), ['initiated', 'initiated', 'initiated', 'invalidLead']);
				/** Each call is reported in three parts, each of them twice. */
				const reported = async (calls: number) => {
					await until('the reports', () => taken() >= calls * 6);
					await allEnded(outcomes.id);
				};
				await reported(3);
				assert.deepEqual(column('Call result'), ['connected', 'not connected', 'not connected', '']);
				assert.equal(tab('Leads')[0]?.['Call outcome'], 'Interested');
				assert.equal(tab('Leads')[0]?.['Lead state'], 'interested');

				// Nobody is called again at once.
				await run(retryId);
				assert.deepEqual(column('Retries'), ['', '', '', '']);

				for (const [day, calls] of [5, 6, 7, 7].entries()) {
					aDayPasses(tab('Leads'));
					await run(retryId);
					await reported(calls);
					const third = day < 3 ? 'not connected' : 'not reached';
					assert.deepEqual(column('Call result'), ['connected', 'connected', third, '']);
					assert.deepEqual(column('Retries').map(textOf), ['', '1', String(Math.min(day + 1, 3)), '']);
				}
				const started = tab('Leads').map((row) => books.timesInitiated(textOf(row['Uservox lead ID'])));
				assert.deepEqual(started, [1, 2, 4, 0]);
			});

			await check('news that is late does not overwrite newer, and repeated news is written once', async () => {
				const outcomes = await published('sheet-outcomes');
				uservox([outcomes]);
				outside.tabs.Leads = rowsOf(LEAD_COLUMNS, [{ ...person(1, 'Asha Example'), 'Call result': 'connected' }]);
				const [row] = tab('Leads');
				assert.ok(row);
				row['Last call'] = '2026-01-14T08:00:00.000Z';
				const old = Date.UTC(2026, 0, 13);
				for (let time = 0; time < 3; time++) await callBack(outcomes, busy('crm-1', 'a-1', old + time));
				await executions(outcomes, 1);
				assert.equal(row['Call result'], 'connected');
				await callBack(outcomes, busy('crm-1', 'a-2', Date.UTC(2026, 0, 15)));
				await callBack(outcomes, busy('nobody', 'a-3', Date.UTC(2026, 0, 15)));
				await executions(outcomes, 3);
				assert.equal(row['Call result'], 'not connected');
			});

			await check('HubSpot gets the outcome; who is interested, a task and a message, once a call', async () => {
				outside.sent = {};
				outside.contacts = {
					7: contact(7, 'asha@example.com', 'Asha'),
					8: contact(8, 'bruno@example.com', 'Bruno'),
					9: contact(9, undefined, 'Carla'),
				};
				const outcomes = await published('crm-outcomes');
				const leads = [7, 8, 9].map((vid) => ({ phone: `+99998765001${vid}`, referenceId: `hubspot-${vid}` }));
				uservox([outcomes], {
					existing: leads.map((lead, index) => ({
						...lead,
						_id: `507f1f77bcf86cd79943904${index}`,
						processId: PROCESS,
					})),
					outcomeOf: { 'hubspot-7': 'interested', 'hubspot-8': 'busy', 'hubspot-9': 'interested' },
					callbacksPerCall: 'several',
					delivery: { repeats: 1 },
				});
				for (const { referenceId } of leads) simulator.playCalls({ lastsMs: 100 }, referenceId);
				await until('the reports', () => taken() >= 3 * 6);
				await allEnded(outcomes.id);
				const noted = outside.sent['Note the outcome'] ?? [];
				assert.deepEqual(
					noted
						.filter(({ email }) => email === 'asha@example.com')
						.map(({ uservox_outcome }) => uservox_outcome)
						.sort(),
					['Interested', 'completed', 'completed'],
				);
				assert.ok(
					noted.some(({ email, uservox_outcome }) => email === 'bruno@example.com' && uservox_outcome === 'Attempted'),
				);
				await allEnded(outcomes.id);
				assert.deepEqual((outside.sent['Create a task'] ?? []).map(({ contactIds }) => textOf(contactIds)).sort(), [
					'7',
					'9',
				]);
				assert.equal((outside.sent['Tell the team'] ?? []).length, 2);
			});

			await check('a form is answered by a call, and its outcome by a mail', async () => {
				outside.sent = {};
				const { id, url, formUrl } = await published('speed-to-lead');
				uservox([{ id, url }], { callbacksPerCall: 'several', delivery: { repeats: 1 } });
				const fill = async (name: string, phone: string) => {
					const body = new FormData();
					[name, phone, 'asha@example.com', 'Solar panels'].forEach((value, index) =>
						body.set(`field-${index}`, value),
					);
					const answer = await fetch(formUrl, { method: 'POST', body });
					assert.equal(answer.status, 200, await answer.text());
				};
				await fill('Asha Example', '+9999876500021');
				await until('the call', () => books.created.length === 1);
				assert.deepEqual(books.created[0]?.metadata, { topic: 'Solar panels' });
				await until('the mail', () => (outside.sent['Mail: the outcome'] ?? []).length > 0);
				const [mail] = outside.sent['Mail: the outcome'] ?? [];
				assert.match(textOf(mail?.subject), /^Interested: call of form-/);
				assert.match(textOf(mail?.html), /The call was answered.*assistant: /s);

				await fill('Bruno Sample', '12');
				await until('the other mail', () => (outside.sent['Mail: not called'] ?? []).length === 1);
				assert.match(textOf(outside.sent['Mail: not called']?.[0]?.html), /Bruno Sample, 12, .*was not called/s);
				await allEnded(id);
				assert.equal((outside.sent['Mail: the outcome'] ?? []).length, 1);
			});

			await check('do not call: a row is done when Uservox reports it, and asked for again until then', async () => {
				const columns = ['Phone', 'Uservox lead ID', 'Done', 'Message'];
				const { id, url } = await published('do-not-call', {
					'A contact changes': { contactId: 3, propertyValue: 'UNQUALIFIED' },
				});
				const existing = [1, 2, 3].map((number) => ({
					_id: `507f1f77bcf86cd79943905${number}`,
					phone: `+999987650003${number}`,
					processId: PROCESS,
					referenceId: `hubspot-${number}`,
				}));
				uservox([{ id, url }], { existing });
				outside.tabs['Do not call'] = rowsOf(
					columns,
					[...existing.slice(0, 2), { phone: '+9999876500039' }].map(({ phone }) => ({ Phone: phone })),
				);
				const stateOf = (_id: string) => simulator.world.leads.get(_id)?.currentState;
				/** Before an import: two of the list, one of them without an ID, one that was handed over already, and one who may be called. */
				outside.tabs.Leads = rowsOf(LEAD_COLUMNS, [
					{ ...person(31, 'Asha Example'), 'Mobile No.': '99 9876 500031' },
					{ ...person(39, 'Bruno Sample'), 'CRM ID': '' },
					{ ...person(32, 'Carla Muster'), 'Uservox status': 'initiated', 'CRM ID': 'N/A' },
					{ ...person(32, 'Esha Example'), 'CRM ID': 'N/A' },
					person(40, 'Dev Example'),
				]);
				// The first one is on the phone: its update will fail.
				const busyLead = simulator.world.leads.get('507f1f77bcf86cd799439051');
				assert.ok(busyLead);
				busyLead.inCall = true;

				await run(id);
				const rows = tab('Do not call');
				await until('the report', () => rows[1]?.Done !== '');
				await until('the failure', () => /call is in progress/.test(textOf(rows[0]?.Message)));
				assert.deepEqual([stateOf('507f1f77bcf86cd799439051'), stateOf('507f1f77bcf86cd799439052')], ['new', 'lost']);
				assert.deepEqual([rows[0]?.Done, rows[2]?.Done], ['', '']);
				assert.equal(rows[2]?.Message, 'Uservox has no lead with this number');
				assert.deepEqual(column('Uservox status'), ['doNotCall', 'doNotCall', 'initiated', 'doNotCall', '']);
				await run((await imported('sheet-import')).id);
				assert.deepEqual(
					books.created.map(({ name }) => name),
					['Dev Example'],
				);
				busyLead.inCall = false;
				await run(id);
				await until('the second report', () => rows[0]?.Done !== '');
				assert.equal(stateOf('507f1f77bcf86cd799439051'), 'lost');
				assert.equal(rows[0]?.Message, '');

				assert.equal(stateOf('507f1f77bcf86cd799439053'), 'new');
				await run(id, 'A contact changes');
				await until('the contact', () => stateOf('507f1f77bcf86cd799439053') === 'lost');
			});

			await check('the report: figures and who is interested, also when nobody is', async () => {
				outside.sent = {};
				const { id } = await imported('daily-report');
				const existing = [1, 2, 3].map((number) => ({
					_id: `507f1f77bcf86cd79943906${number}`,
					name: ['Asha Example', 'Bruno Sample', 'Carla Muster'][number - 1],
					phone: `+999987650004${number}`,
					processId: PROCESS,
					currentState: number === 3 ? 'lost' : 'interested',
					lastDisposition: 'Interested',
					updatedAt: number === 2 ? '2025-01-01T00:00:00.000Z' : new Date().toISOString(),
				}));
				uservox([], { existing });
				await run(id);
				uservox([]);
				await run(id);
				const [first, second] = (outside.sent['Mail the report'] ?? []).map(({ html }) => textOf(html));
				assert.match(first ?? '', /Calls made<\/td><td>\d+<.*Interested, changed today.*Asha Example/s);
				assert.doesNotMatch(first ?? '', /Bruno|Carla|undefined|\[object/);
				assert.match(second ?? '', /Calls made<\/td><td>0</);
				assert.doesNotMatch(second ?? '', /Example|undefined/);
			});

			await check('night and morning: stored at night, called in the morning, each once', async () => {
				const { id } = await imported('night-handover');
				uservox([]);
				outside.tabs.Leads = rowsOf(LEAD_COLUMNS, [
					person(51, 'Asha Example'),
					person(52, 'Bruno Sample'),
					{ ...person(53, 'Carla Muster'), 'Mobile No.': '12' },
				]);
				await run(id);
				await run(id);
				assert.deepEqual(column('Uservox status'), ['handed over', 'handed over', 'invalidLead']);
				assert.equal(books.created.length, 2);
				assert.equal(books.initiated.size, 0);
				await run(id, 'At ten in the morning');
				await run(id, 'At ten in the morning');
				assert.deepEqual(column('Uservox status'), ['initiated', 'initiated', 'invalidLead']);
				assert.deepEqual(
					books.created.map(({ _id }) => books.timesInitiated(_id)),
					[1, 1],
				);
			});

			await check('existing leads: run twice, each is started once; what is unknown says so', async () => {
				const { id } = await imported('existing-leads');
				const existing = Array.from({ length: 50 }, (_, index) => ({
					_id: `507f1f77bcf86cd7994391${String(index).padStart(2, '0')}`,
					phone: `+9999876503${String(index).padStart(3, '0')}`,
					processId: PROCESS,
				}));
				uservox([], { existing });
				outside.tabs.Leads = rowsOf(
					['Uservox lead ID', 'Restarted', 'Uservox message'],
					[...existing.map(({ _id }) => _id), '507f1f77bcf86cd799439999'].map((_id) => ({ 'Uservox lead ID': _id })),
				);
				await run(id);
				await run(id);
				assert.ok(existing.every(({ _id }) => books.timesInitiated(_id) === 1));
				assert.equal(column('Restarted').filter(Boolean).length, 50);
				assert.match(textOf(tab('Leads')[50]?.['Uservox message']), /no (such )?lead|not found|unknown/i);
			});
		} finally {
			await outside.close();
			await world.close();
		}

		/** Waits until a workflow has been started so often, and all of it has ended. */
		async function executions({ id }: Listening, count: number): Promise<void> {
			await waitUntil(async () => (await n8n.rest.executions(id)).length >= count, 60_000, `${count} executions`);
			await allEnded(id);
			assert.equal((await n8n.rest.executions(id)).length, count);
		}

		/** Waits until no execution of a workflow is under way, and sees that none has failed. */
		async function allEnded(id: string): Promise<void> {
			const statuses = async () => (await n8n.rest.executions(id)).map(({ status }) => status);
			await waitUntil(async () =>
				(await statuses()).every((status) => !['new', 'running', 'waiting'].includes(status)),
			);
			for (const execution of await n8n.rest.executions(id)) {
				if (execution.status === 'success') continue;
				const { error } = await n8n.rest.execution(execution.id);
				assert.fail(`Execution ${execution.id}: ${error?.message} ${error?.description ?? ''}`);
			}
		}
	},
};

function aDayPasses(rows: Row[]): void {
	for (const row of rows) {
		const at = Date.parse(textOf(row['Last call']));
		if (!Number.isNaN(at)) row['Last call'] = new Date(at - DAY_MS).toISOString();
	}
}

async function callBack({ url }: Listening, body: IDataObject): Promise<void> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${CALLBACK_TOKEN}` },
		body: JSON.stringify(body),
	});
	assert.equal(answer.status, 200);
}

function busy(referenceId: string, activityId: string, timestamp: number): IDataObject {
	const result = { callStatus: 'busy', analysis: { disposition: 'Attempted' } };
	return { referenceId, activityId, timestamp, activity: { type: 'call', status: 'success', result } };
}

function contact(vid: number, email: string | undefined, firstname: string): IDataObject {
	return { vid, properties: { firstname: { value: firstname }, ...(email && { email: { value: email } }) } };
}
