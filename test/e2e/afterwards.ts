// After the hand-over, in a full n8n: examples that wait for outcomes, stop an import, ask a person first, and tell when all is over.
import assert from 'node:assert/strict';
import type { IDataObject, INode } from 'n8n-workflow';
import { PROCESS, PROJECT } from '../ids';
import { waitUntil } from '../n8n/processes';
import { resetWorld } from '../simulator/serverState';
import { startSimulator } from '../simulator/server';
import { textOf } from '../values';
import { exampleWorkflow, type WorkflowFile } from '../workflows';
import { filledIn } from './examples';
import { Form } from './form';
import { startModel } from './model';
import { rowsOf, startOutside } from './outside';
import { STAGE_TOKEN, startWorld } from './stage';
import type { Suite } from './suite';

const PATIENCE_MS = 90_000;
const COLUMNS = [
	...['Name', 'Phone', 'CRM ID', 'Uservox status', 'Uservox lead ID', 'Uservox message'],
	...['Call result', 'Call outcome', 'Lead state'],
];
const person = (number: number, more: IDataObject = {}): IDataObject => ({
	Name: `Asha Example ${number}`,
	Phone: `+99998765${String(number).padStart(5, '0')}`,
	'CRM ID': `crm-${number}`,
	...more,
});
const leadId = (number: number) => `507f1f77bcf86cd7994390${String(number).padStart(2, '0')}`;

/** Long enough that n8n parks the execution in its database: 65 s or more. */
const PARKED_S = 66;

export const afterwards: Suite = {
	name: 'afterwards',
	async run(check) {
		const world = await startWorld();
		const outside = await startOutside();
		const model = await startModel();
		const apart = await startSimulator({ token: STAGE_TOKEN });
		const { n8n, simulator } = world;
		const { books } = simulator;
		const tab = (name: string) => outside.tabs[name] ?? [];
		const column = (name: string, of = 'Leads') => tab(of).map((row) => row[name]);

		/** An example as after following its notes, with some parameters changed by node name. */
		const imported = async (example: string, changes: Record<string, INode['parameters']> = {}, account?: string) => {
			const workflow = outside.replaceIn(filledIn(exampleWorkflow(example)));
			for (const node of workflow.nodes) {
				Object.assign(node.parameters, changes[node.name]);
				if (node.name === 'Chat model') node.credentials = { openAiApi: { id: null, name: 'OpenAI account' } };
				if (account !== undefined && node.credentials?.uservoxApi)
					node.credentials = { uservoxApi: { id: null, name: account } };
			}
			return { id: await n8n.rest.importWorkflow(workflow), workflow };
		};
		const run = async (id: string, trigger = 'Now, by hand') => {
			const execution = await n8n.rest.run(id, trigger);
			assert.equal(execution.status, 'success', execution.error?.message);
			return execution;
		};
		/** The only execution of a published workflow, when it has got so far. */
		const executionOf = async (id: string, status: string): Promise<string> => {
			const found = async () => (await n8n.rest.executions(id)).find((execution) => execution.status === status);
			await waitUntil(async () => (await found()) !== undefined, PATIENCE_MS, `an execution that is ${status}`);
			return (await found())?.id ?? '';
		};
		try {
			await n8n.rest.createCredential('openAiApi', 'OpenAI account', { apiKey: 'none', url: model.url });
			await n8n.rest.createCredential('uservoxApi', 'Uservox apart', {
				apiToken: STAGE_TOKEN,
				projectId: PROJECT,
				baseUrl: apart.url,
			});

			// It is parked while all else is checked.
			resetWorld(apart.world, { token: STAGE_TOKEN, calls: { lastsMs: 2_000 }, outcomes: ['interested'] });
			outside.tabs['Leads apart'] = rowsOf(COLUMNS, [person(90)]);
			const parked = await imported('call-and-wait', { 'Wait two minutes': seconds(PARKED_S) }, 'Uservox apart');
			const ofApart = inTab(parked.workflow, 'Leads', 'Leads apart');
			const parkedId = await n8n.rest.importWorkflow(ofApart);
			const parkedExecution = await n8n.rest.start(parkedId, 'Now, by hand');

			await check('call-and-wait: each row learns how its call went, and it ends in every case', async () => {
				resetWorld(simulator.world, {
					token: STAGE_TOKEN,
					calls: { lastsMs: 100 },
					outcomeOf: { 'crm-1': 'interested', 'crm-2': 'busy' },
					callOf: { 'crm-3': { lastsMs: 'forever' } },
					existing: [{ _id: leadId(5), phone: '+9999876500005', referenceId: 'crm-5', processId: PROCESS }],
				});
				outside.tabs.Leads = rowsOf(COLUMNS, [
					...[1, 2, 3].map((number) => person(number)),
					person(4, { Phone: '12' }),
					person(5),
					person(6, { 'CRM ID': '' }),
					person(7, { 'Uservox status': 'initiated', 'CRM ID': 'N/A' }),
					person(8, { 'CRM ID': 'N/A' }),
				]);
				const { workflow } = await imported('call-and-wait', { 'Wait two minutes': seconds(1) });
				const execution = await run(await n8n.rest.importWorkflow(withRounds(workflow, 4)));
				assert.equal(execution.runs('How is it?').length, 5);
				assert.deepEqual(column('Uservox status'), [
					...['initiated', 'initiated', 'initiated', 'invalidLead', 'alreadyExists', '', 'initiated', ''],
				]);
				assert.deepEqual(column('Call result'), ['connected', 'not connected', 'no outcome yet', '', '', '', '', '']);
				assert.equal(tab('Leads')[0]?.['Call outcome'], 'Interested');
				assert.deepEqual(books.created.map(({ referenceId }) => referenceId).sort(), ['crm-1', 'crm-2', 'crm-3']);
			});

			await check(
				'call-and-wait in a dry run: nobody is called, nothing is written, nobody is waited for',
				async () => {
					resetWorld(simulator.world, { token: STAGE_TOKEN });
					outside.tabs.Leads = rowsOf(COLUMNS, [person(1), person(2, { Phone: '12' })]);
					const before = structuredClone(outside.tabs.Leads);
					const { id } = await imported('call-and-wait', { 'Call the leads': { dryRun: true } });
					const execution = await run(id);
					assert.deepEqual(outside.tabs.Leads, before);
					assert.equal(execution.runs('Wait two minutes').length, 0);
					assert.equal(books.created.length, 0);
				},
			);

			await check(
				'stop-an-import: nothing happens before it is confirmed; then those not called are closed',
				async () => {
					const lead = (number: number, more: object = {}) => ({
						_id: leadId(number),
						phone: `+99998765000${number}`,
						processId: PROCESS,
						groupId: 'spring',
						...more,
					});
					resetWorld(simulator.world, {
						token: STAGE_TOKEN,
						updateAfterMs: 0,
						existing: [
							...[11, 12].map((number) => lead(number)),
							lead(13, { lastDisposition: 'Interested' }),
							lead(14),
							lead(15, { groupId: 'autumn' }),
							lead(16, { groupId: undefined }),
						],
						activities: [{ _id: '64d000000000000000000014', leadId: leadId(14), seconds: 0, callStatus: 'busy' }],
					});
					const { id, workflow } = await imported('stop-an-import');
					await n8n.rest.activate(id);
					const form = new Form(n8n.url, workflow.nodes.find(({ name }) => name === 'Which import?')?.webhookId ?? '');
					const closed = () => books.updates.map(({ body }) => body.leadId);

					await form.open();
					assert.match(
						await form.submit('spring'),
						/3 leads would be stopped.*spring has 4 leads\. 3 of them have no outcome/s,
					);
					assert.match(await form.submit('Leave them'), /Nothing was changed/);
					assert.deepEqual(closed(), []);

					await form.open();
					await form.submit(' spring ');
					assert.match(await form.submit('Stop them'), /2 leads are being stopped.*have a call by now: 1\./s);
					assert.deepEqual(closed().sort(), [leadId(11), leadId(12)]);
					assert.ok([11, 12].every((number) => simulator.world.leads.get(leadId(number))?.currentState === 'lost'));

					await form.open();
					assert.match(await form.submit('winter'), /0 leads would be stopped/);
					assert.match(await form.submit('Stop them'), /Nothing was changed/);
				},
			);

			await check('approve-before-calling: nobody is called before a person says so', async () => {
				resetWorld(simulator.world, { token: STAGE_TOKEN });
				outside.sent = {};
				const { id } = await imported('approve-before-calling', {
					'A message arrives': { path: 'message-e2e' },
				});
				await n8n.rest.activate(id);
				const proposal = { call: true, name: 'Asha Example', phone: '+9999876500021', topic: 'Wants to know prices.' };
				const arrives = async (output: IDataObject, decision?: string) => {
					model.follow(() => ({ tool: /final_json/, arguments: { output } }));
					const asked = (outside.sent['Ask a person'] ?? []).length;
					await post(`${n8n.url}/webhook/message-e2e`, { message: 'Please call me about prices.' });
					if (decision === undefined) return await allEnded(id);
					await waitUntil(() => (outside.sent['Ask a person'] ?? []).length > asked, PATIENCE_MS, 'the question');
					const text = textOf(outside.sent['Ask a person']?.at(-1)?.text);
					assert.match(text, /call Asha Example, \+9999876500021\? Wants to know prices/);
					await executionOf(id, 'waiting');
					assert.equal(books.arrivals.length, 0);
					const form = new Form(n8n.url, '', text.slice(text.indexOf('http')));
					await form.submit(decision);
				};
				await arrives({ ...proposal, call: false });
				await arrives(proposal, 'Do not call');
				await allEnded(id);
				assert.equal(books.arrivals.length, 0);
				await arrives(proposal, 'Call');
				await waitUntil(() => (outside.sent['Say what happened'] ?? []).length === 1, PATIENCE_MS, 'the message');
				assert.equal(outside.sent['Say what happened']?.[0]?.text, 'Uservox calls Asha Example');
				assert.deepEqual(
					books.created.map(({ phone, metadata }) => [phone, metadata]),
					[['+9999876500021', { topic: 'Wants to know prices.' }]],
				);
			});

			await check('retry-unreached: busy after ten minutes, no answer after an hour, others the next day', async () => {
				const rows: Array<[status: string, minutesAgo: number, isDue: boolean, retries?: number]> = [
					['busy', 9, false],
					['busy', 11, true],
					['no-answer', 59, false],
					['no-answer', 61, true],
					['failed', 61, false],
					['failed', 25 * 60, true],
					['busy', 11, false, 3],
				];
				resetWorld(simulator.world, {
					token: STAGE_TOKEN,
					existing: rows.map((_row, index) => ({
						_id: leadId(30 + index),
						phone: `+999987650003${index}`,
						processId: PROCESS,
					})),
				});
				outside.tabs.Leads = rowsOf(
					[...COLUMNS, 'Call status', 'Last call', 'Retries'],
					rows.map(([status, minutesAgo, , retries = '']) => ({
						'Uservox status': 'initiated',
						'Call result': 'not connected',
						'Call status': status,
						'Last call': new Date(Date.now() - minutesAgo * 60_000).toISOString(),
						Retries: retries,
					})),
				);
				for (const [index, row] of tab('Leads').entries()) row['Uservox lead ID'] = leadId(30 + index);
				// A day is a calendar day of the workflow's time zone: 61 minutes ago may be yesterday.
				const { id } = await imported('retry-unreached');
				await run(id);
				const due = rows.map(
					([status, minutesAgo, isDue]) => isDue || (status === 'failed' && isYesterday(minutesAgo)),
				);
				assert.deepEqual(
					rows.map((_row, index) => books.timesInitiated(leadId(30 + index)) === 1),
					due,
				);
				assert.deepEqual(column('Call result'), [
					...due.slice(0, -1).map((isDue) => (isDue ? 'calling again' : 'not connected')),
					'not reached',
				]);
			});

			await check('import-finished: one message for each import, when its last lead has its outcome', async () => {
				outside.sent = {};
				const now = Math.floor(Date.now() / 1_000);
				const made = (daysAgo: number, number: number) =>
					`${(now - daysAgo * 86_400).toString(16)}${String(number).padStart(16, '0')}`;
				const called = (number: number, daysAgo: number, result: string, outcome = '') =>
					person(number, {
						'Uservox status': 'initiated',
						'Uservox lead ID': made(daysAgo, number),
						'Call result': result,
						'Call outcome': outcome,
					});
				outside.tabs.Leads = rowsOf(COLUMNS, [
					called(1, 0, 'connected', 'Interested'),
					called(2, 3, ''),
					called(3, 0, 'calling again'),
					person(4, { 'Uservox status': 'invalidLead' }),
					person(5),
				]);
				const { id } = await imported('import-finished');
				const told = () => (outside.sent['Tell the team'] ?? []).map(({ text }) => textOf(text));
				await run(id);
				assert.deepEqual(told(), []);
				Object.assign(tab('Leads')[2] ?? {}, { 'Call result': 'not connected', 'Call outcome': 'Attempted' });
				await run(id);
				await run(id);
				assert.deepEqual(told(), [
					'The import is finished: 3 leads were handed over, 1 of them reached, 1 without an outcome, 1 not called.\n1 Interested, 1 no outcome, 1 Attempted',
				]);
				tab('Leads').push({ row_number: 7, ...called(6, 0, '') });
				await run(id);
				assert.equal(told().length, 1);
				Object.assign(tab('Leads').at(-1) ?? {}, { 'Call result': 'connected' });
				await run(id);
				assert.equal(told().length, 2);
			});

			await check('call-and-wait is parked while it waits, and goes on by itself', async () => {
				const execution = await n8n.rest.finished(parkedExecution, parkedId, 3 * 60_000);
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.ok(execution.runs('Wait two minutes').length > 0);
				assert.deepEqual(column('Call result', 'Leads apart'), ['connected']);
				assert.equal(apart.books.created.length, 1);
			});
		} finally {
			await apart.close();
			await model.close();
			await outside.close();
			await world.close();
		}

		/** Waits until the executions of a workflow have ended, and sees that none has failed. */
		async function allEnded(id: string): Promise<void> {
			const statuses = async () => (await n8n.rest.executions(id)).map(({ status }) => status);
			const haveEnded = async () => {
				const now = await statuses();
				return now.length > 0 && now.every((status) => !['new', 'running', 'waiting'].includes(status));
			};
			await waitUntil(haveEnded, PATIENCE_MS, 'the end of all executions');
			assert.ok((await statuses()).every((status) => status === 'success'));
		}
	},
};

/** Whether so many minutes ago was another day, in the time zone of the n8n that is tested. */
function isYesterday(minutesAgo: number): boolean {
	const day = (at: number) => new Date(at).toISOString().slice(0, 10);
	return day(Date.now() - minutesAgo * 60_000) !== day(Date.now());
}

const seconds = (amount: number): INode['parameters'] => ({ amount, unit: 'seconds' });

/** The example with another number of rounds, as its note says. */
function withRounds(workflow: WorkflowFile, rounds: number): WorkflowFile {
	return changed(workflow, '$runIndex < 29', `$runIndex < ${rounds}`);
}

function inTab(workflow: WorkflowFile, from: string, to: string): WorkflowFile {
	return changed(workflow, `name=${encodeURIComponent(from)}`, `name=${encodeURIComponent(to)}`);
}

function changed(workflow: WorkflowFile, from: string, to: string): WorkflowFile {
	const text = JSON.stringify(workflow);
	assert.ok(text.includes(from), `the example holds no ${from}`);
	return JSON.parse(text.replaceAll(from, to)) as WorkflowFile;
}

/** Posts it, once n8n listens there. */
async function post(url: string, body: object): Promise<void> {
	const sent = JSON.stringify(body);
	const headers = { 'content-type': 'application/json' };
	const isTaken = async () => (await fetch(url, { method: 'POST', headers, body: sent })).status === 200;
	await waitUntil(isTaken, PATIENCE_MS, `an answer of ${url}`);
}
