// README walked in a full n8n as it is written: connect, first import, the trigger. Names of menus, fields and buttons are those that README says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { PROCESS, PROJECT } from '../ids';
import { waitUntil } from '../n8n/processes';
import { ROOT } from '../n8n/setup';
import { resetWorld } from '../simulator/serverState';
import { textOf } from '../values';
import type { WorkflowFile } from '../workflows';
import { Editor, launchChromium, logIn, newPage, seeing, STEP_PATIENCE_MS } from './editor';
import { rowsOf, startOutside } from './outside';
import { namesIn, sectionOf, STEPS, stepsUnder, type Heading } from './readme';
import { STAGE_TOKEN, startWorld } from './stage';
import type { Suite } from './suite';

const CALLBACK_TOKEN = 'callback-token-walk-4b1d';
const LEAD = '507f1f77bcf86cd799439091';
const PEOPLE = [
	{ Name: 'Asha Example', 'Mobile No.': '+999 98765 00001', City: 'Pune', 'CRM ID': 'crm-1' },
	{ Name: 'Bruno Sample', 'Mobile No.': '12', City: 'Delhi', 'CRM ID': 'crm-2' },
	{ Name: 'Carla Muster', 'Mobile No.': '+999 98765 00003', City: 'Mumbai', 'CRM ID': '' },
];

export const walk: Suite = {
	name: 'walk',
	async run(check) {
		const world = await startWorld({ withCredential: false });
		const { n8n, simulator } = world;
		const { books } = simulator;
		const outside = await startOutside();
		const chrome = await launchChromium();
		try {
			const page = await newPage(chrome, 900);
			const editor = new Editor(page);
			const see = seeing(check, page);

			/** Does each step under a heading of README, with the names that it says. */
			const follow = async (heading: Heading, acts: Array<(...names: string[]) => Promise<void>>) => {
				const steps = stepsUnder(heading);
				assert.equal(acts.length, STEPS[heading].length);
				for (const [index, pattern] of STEPS[heading].entries()) {
					const step = steps[index] ?? '';
					await see(`${heading}, ${index + 1}: ${step.slice(0, 60)} …`, async () => {
						await acts[index]?.(...namesIn(step, pattern));
					});
				}
			};
			const button = (name: string, within: Pick<Locator, 'getByRole'> = page) =>
				within.getByRole('button', { name: new RegExp(`^${name}`, 'i') }).first();
			/** The input under a label. */
			const field = (label: string) =>
				editor
					.id('editCredential-modal')
					.getByText(new RegExp(`^${label}\\s*\\*?$`))
					.locator('xpath=following::input[1]');
			/** Chooses the credential where n8n has not done so by itself. */
			const chooseCredential = async () => {
				const choice = editor.id('node-credentials-select').first();
				await choice.waitFor();
				if ((await choice.locator('input').count()) === 0 || (await choice.locator('input').inputValue()) !== '')
					return;
				await choice.click();
				await page.getByRole('option', { name: 'Uservox account' }).first().click();
			};
			const isTested = async () => await page.getByText('tested successfully').first().waitFor();
			const workflowId = () => namesIn(page.url(), /\/workflow\/(\w+)/)[0] ?? '';
			const set = async (label: string, on: boolean) => {
				const toggle = editor.id('parameter-input-dryRun').locator('.el-switch');
				await editor.id('ndv').getByText(label, { exact: true }).first().waitFor();
				await toggle.click();
				await waitUntil(async () => (await toggle.getAttribute('class'))?.includes('is-checked') === on);
			};

			await logIn(page, n8n);
			await follow('Connect', [
				async () => {},
				async (type = '', token = '', project = '') => {
					await page.goto(`${n8n.url}/home/credentials`);
					await button('Create credential').click();
					await editor.id('new-credential-type-select').click();
					await page.keyboard.type(type);
					await editor.id('new-credential-type-select-option').filter({ hasText: type }).first().click();
					await editor.id('new-credential-type-button').click();
					await field(token).fill(STAGE_TOKEN);
					await field(project).fill(PROJECT);
					// The one thing that is not as README says: there is no Uservox here but the simulator.
					await field('Base URL').fill(simulator.url);
				},
				async (save = '') => {
					await button(save, editor.id('editCredential-modal')).click();
					await waitUntil(() => books.arrivals.length > 0, STEP_PATIENCE_MS, 'the test of the credential');
					await isTested();
					assert.deepEqual([books.created, [...books.initiated]], [[], []]);
				},
			]);

			const [nodeName = ''] = namesIn(stepsUnder('First import in five minutes')[2] ?? '', /^Open \*(.+?)\*/);
			await follow('First import in five minutes', [
				async (_name, file = '', menu = '', entry = '') => {
					await page.goto(`${n8n.url}/workflow/new`);
					await editor.id('canvas-add-button').waitFor();
					await editor.id('workflow-menu').click();
					await page.getByRole('menuitem', { name: menu, exact: true }).hover();
					const chooser = page.waitForEvent('filechooser');
					await page.getByRole('menuitem', { name: entry, exact: true }).click();
					await (await chooser).setFiles(path.join(ROOT, file));
					await editor.node(nodeName).waitFor();
					await page.waitForURL(/\/workflow\/(?!new)/);
				},
				async (read = '', byId = '', byRow = '', tab = '', ...columns) => {
					// There is no Google here: its nodes, which must be those that README names, are replaced, and the sheet is ours.
					const url = `/workflows/${workflowId()}`;
					// n8n saves what was imported by itself, a little later.
					const isSaved = async () => await succeeds(n8n.rest.request('GET', url));
					await waitUntil(isSaved, STEP_PATIENCE_MS, 'the workflow that was imported');
					const workflow = await n8n.rest.request<WorkflowFile>('GET', url);
					const sheets = workflow.nodes.filter(({ type }) => type.endsWith('.googleSheets'));
					assert.deepEqual(sheets.map(({ name }) => name).sort(), [read, byId, byRow].sort());
					for (const { parameters } of sheets)
						assert.match(JSON.stringify(parameters.sheetName), new RegExp(`"${tab}"`));
					outside.tabs = { [tab]: rowsOf([...Object.keys(PEOPLE[0] ?? {}), ...columns], PEOPLE) };
					const { nodes } = outside.replaceIn(workflow);
					await n8n.rest.request('PATCH', `${url}?forceSave=true`, { ...workflow, nodes });
					await page.reload();
					await editor.node(nodeName).waitFor();
				},
				async (name = '', credential = '', list = '') => {
					await editor.open(name);
					for (const label of [credential, list])
						await editor.id('ndv').getByText(label, { exact: true }).first().waitFor();
					await chooseCredential();
					await editor.pick('processId', 'First Calls');
				},
				async (dryRun = '', execute = '', success = '', error = '') => {
					const before = structuredClone(outside.tabs);
					await set(dryRun, true);
					await button(execute, editor.id('ndv')).click();
					const output = editor.id('output-panel');
					await output.getByText('Dry run: 2 of 3 leads would be sent').first().waitFor();
					await editor.output(success);
					await output.getByText('+9999876500003').first().waitFor();
					await editor.output(error);
					await output.getByText('found "12"').first().waitFor();
					assert.deepEqual(outside.tabs, before);
					assert.deepEqual([books.created, [...books.initiated]], [[], []]);
				},
				async (dryRun = '', execute = '') => {
					await set(dryRun, false);
					await editor.close();
					await editor.id('execute-workflow-button').filter({ hasText: execute }).last().click();
					const statuses = () =>
						Object.values(outside.tabs).flatMap((rows) => rows.map((row) => textOf(row['Uservox status'])));
					await waitUntil(
						() => statuses().every((status) => status !== ''),
						STEP_PATIENCE_MS,
						'the status of each row',
					);
					assert.deepEqual(statuses(), ['initiated', 'invalidLead', 'initiated']);
					assert.equal(books.created.length, 2);
				},
			]);

			const addresses = { test: '', production: '' };
			const shown = async (kind: string, part: string): Promise<string> => {
				await page.getByText(kind, { exact: true }).first().click();
				const address = await page.getByText(part).first().innerText();
				return n8n.url + new URL(address.replace(/\s/g, '')).pathname;
			};
			const [test, [execute = '', testUrl = ''] = []] = [
				namesIn(sectionOf('The trigger'), /```sh\n([^]+?)\n```/)[0] ?? '',
				namesIn(
					sectionOf('The trigger').replace(/\s+/g, ' '),
					/click \*\*(.+?)\*\* in the trigger, and send this to the \*\*(.+?)\*\*/,
				),
			];
			await follow('The trigger', [
				async (_type, token = '') => {
					await page.goto(`${n8n.url}/home/credentials`);
					await editor.id('resources-list-item').filter({ hasText: 'Uservox' }).first().click();
					await field(token).fill(CALLBACK_TOKEN);
					await button('Save', editor.id('editCredential-modal')).click();
					await isTested();
				},
				async (trigger = '', production = '', urls = '') => {
					await page.goto(`${n8n.url}/workflow/new`);
					await editor.id('canvas-add-button').click();
					await editor.search('uservox', /^Uservox$/);
					await editor.id('node-creator-item-name').getByText('On call ended', { exact: true }).click();
					await editor.node(trigger).waitFor();
					await chooseCredential();
					await page.getByText(urls).first().click();
					addresses.production = await shown(production, '/webhook/');
					addresses.test = await shown(testUrl, '/webhook-test/');
				},
				async (menu = '') => await editor.id('ndv').getByText(menu).first().waitFor(),
				async (...names) => {
					for (const name of names) await editor.id('ndv').getByText(`“${name}”`).first().waitFor();
					const callbacks = [{ url: addresses.production, bearerToken: CALLBACK_TOKEN }];
					resetWorld(simulator.world, {
						token: STAGE_TOKEN,
						processDetails: { [PROCESS]: { callbacks } },
						existing: [{ _id: LEAD, name: 'Asha Example', phone: '+9999876500001', processId: PROCESS }],
						delivery: { retries: 0 },
					});
				},
				async (publish = '', question = '') => {
					await editor.close();
					await button(publish).click();
					await button(publish, page.getByRole('dialog')).click();
					await page.getByRole('dialog').getByText('Uservox can now start this workflow').waitFor();
					await button('Got it', page.getByRole('dialog')).click();
					await waitUntil(async () => (await fetch(addresses.production, { method: 'POST' })).status === 401);
					simulator.playCalls({ lastsMs: 50 }, LEAD);
					const id = workflowId();
					const ended = async () => (await n8n.rest.executions(id)).some(({ status }) => status === 'success');
					await waitUntil(ended, STEP_PATIENCE_MS, 'the execution');
					await editor.open('Uservox Trigger');
					await editor.id('ndv').getByText(question, { exact: true }).waitFor();
					await editor.id('parameter-input-connection').locator('[data-test-id="rlc-input"]').click();
					await page.getByText('"First Calls" reports here').filter({ visible: true }).first().waitFor();
					await page.keyboard.press('Escape');
					await editor.close();
				},
			]);

			for (const [status, event] of [
				['completed', 'callConnected'],
				['busy', 'callNotConnected'],
			] as const) {
				await see(`The trigger, tested without a call: "${status}" is ${event}`, async () => {
					await editor.open('Uservox Trigger');
					await button(execute, editor.id('ndv')).click();
					await page.getByText('Listening for test event').first().waitFor();
					const command = test.replace('TEST-URL', addresses.test).replace('CALLBACK-TOKEN', CALLBACK_TOKEN);
					execFileSync('sh', ['-c', command.replace('completed', status)], { stdio: 'ignore' });
					await editor.id('output-panel').getByText(event).first().waitFor();
					await editor.close();
				});
			}
		} finally {
			await chrome.close();
			await outside.close();
			await world.close();
		}
	},
};

async function succeeds(task: Promise<unknown>): Promise<boolean> {
	return await task.then(
		() => true,
		() => false,
	);
}
