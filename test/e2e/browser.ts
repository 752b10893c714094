// The node as people click it, in Debian's Chromium: connect, find, fill in, map, run, read. Makes the README's screenshots.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { RESOURCES } from '../../nodes/Uservox/operations';
import { FOREIGN, PROCESS, PROJECT } from '../ids';
import { exampleWorkflow } from '../workflows';
import { Editor, launchChromium, logIn, newPage, seeing } from './editor';
import { resetWorld } from '../simulator/serverState';
import type { Suite } from './suite';
import { chain, node, startWorld, STAGE_TOKEN, uservox } from './stage';

/** So many actions the nodes panel offers. */
const ACTIONS = Object.values(RESOURCES).reduce((sum, { operations }) => sum + Object.keys(operations).length, 0);

/** A small sheet as people have it: the third row has no usable number, the fourth is the first one again. */
const SHEET = [
	{ 'Full Name': 'Asha Example', 'Mobile No.': '+999 98765 00001', City: 'Pune', 'CRM ID': 'crm-1' },
	{ 'Full Name': 'Bruno Sample', 'Mobile No.': '9999876500002', City: 'Delhi', 'CRM ID': 'crm-2' },
	{ 'Full Name': 'Carla Muster', 'Mobile No.': '12', City: 'Mumbai', 'CRM ID': 'crm-3' },
	{ 'Full Name': 'Asha Example', 'Mobile No.': '+999-98765-00001', City: 'Pune', 'CRM ID': 'crm-1' },
];

export const browser: Suite = {
	name: 'browser',
	async run(check) {
		const world = await startWorld({ withCredential: false });
		const chrome = await launchChromium();
		try {
			const page = await newPage(chrome, 800);
			const { n8n, simulator } = world;
			const editor = new Editor(page);
			const see = seeing(check, page);

			const trigger = node('Sheet', 'n8n-nodes-base.manualTrigger');
			const workflow = {
				name: 'Call new leads',
				nodes: [trigger],
				connections: {},
				pinData: { Sheet: SHEET.map((json) => ({ json })) },
			};
			const workflowId = await n8n.rest.importWorkflow(workflow);

			await see('log in and open a workflow', async () => {
				await logIn(page, n8n);
				await page.goto(`${n8n.url}/workflow/${workflowId}`);
				await editor.id('canvas-node').waitFor();
			});

			await see('the nodes panel finds it by "uservox", "call" and "leads"', async () => {
				await editor.id('canvas-handle-plus').first().click();
				for (const words of ['uservox', 'call', 'leads']) {
					await editor.id('node-creator-search-bar').fill(words);
					await editor
						.id('node-creator-item-name')
						.filter({ hasText: /^Uservox$/ })
						.waitFor();
				}
			});

			await see('its actions are offered, and one opens the node', async () => {
				await editor
					.id('node-creator-item-name')
					.filter({ hasText: /^Uservox$/ })
					.click();
				await page.getByText(`Actions (${ACTIONS})`).waitFor();
				await editor.shot('node-actions', editor.id('node-creator'));
				await editor.id('node-creator-item-name').filter({ hasText: 'Bulk initiate leads' }).click();
				await editor.id('ndv').waitFor();
			});

			await see('the credential: each fault says what is wrong, and a good one passes', async () => {
				await page.getByRole('button', { name: 'Connect to Uservox' }).click();
				const modal = editor.id('editCredential-modal');
				await modal.waitFor();
				const set = async (name: string, value: string) => {
					await modal.locator(`[data-test-id="parameter-input-${name}"] input`).fill(value);
				};
				const said = (words: RegExp) => modal.getByText(words).filter({ visible: true }).first();
				const save = async () => await editor.id('credential-save-button').click();
				/** Saves what is to fail: the sentence is to be read, in the box or folded in below it. */
				const fail = async (change: Record<string, string>, sentence: RegExp) => {
					const good = { apiToken: STAGE_TOKEN, projectId: PROJECT, baseUrl: simulator.url };
					for (const [name, value] of Object.entries({ ...good, ...change })) await set(name, value);
					await save();
					const details = said(/More details/);
					await details.or(said(sentence)).first().waitFor();
					if (!(await said(sentence).isVisible()) && (await details.isVisible())) await details.click();
					await said(sentence).waitFor();
				};
				await fail({ apiToken: 'wrong-token' }, /Uservox refused the API token\. Copy it again/);
				await editor.shot('credential-wrong-token', modal);
				await fail({ projectId: FOREIGN }, /The API token does not belong to this project\./);
				await fail({ projectId: 'crm' }, /The Project ID has 24 hexadecimal digits\./);
				await fail({ apiToken: `Bearer ${STAGE_TOKEN}` }, /begins with "Bearer"\. Enter the token alone/);
				await fail({ baseUrl: simulator.url.replace('/api/v1', '') }, /There is a server at the base URL, but no/);
				await fail(
					{ baseUrl: 'http://127.0.0.1:9/api/v1' },
					/No answer from "127\.0\.0\.1:9": the connection was refused/,
				);
				const logInPage = createServer((_, response) => {
					response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
				});
				await new Promise<void>((resolve) => logInPage.listen(0, '127.0.0.1', resolve));
				const address = logInPage.address();
				assert.ok(address !== null && typeof address === 'object');
				await fail(
					{ baseUrl: `http://127.0.0.1:${address.port}/api/v1` },
					/A web page came back instead of an answer of the Uservox API/,
				);
				logInPage.closeAllConnections();
				logInPage.close();
				await set('projectId', PROJECT);
				await set('baseUrl', simulator.url);
				await set('apiToken', STAGE_TOKEN);
				await save();
				// n8n closes the window of a good credential; opened again, it says so.
				await modal.waitFor({ state: 'hidden' });
				await editor.id('credential-edit-button').click();
				await said(/tested successfully/i).waitFor();
				await editor.shot('credential-good', modal);
				// Escape closes the window and the node behind it.
				await page.keyboard.press('Escape');
				await editor.id('ndv').waitFor({ state: 'hidden' });
				await editor.open('Bulk initiate leads');
			});

			await see('map automatically, run: Success, Error and the hint, as the books say', async () => {
				await editor.pick('processId', 'First Calls', async () => {
					await editor.shot('process-list', editor.id('ndv'));
				});
				await editor.shot('node-parameters', editor.id('ndv'));
				await editor.run(n8n, workflowId);
				assert.equal(simulator.books.created.length, 2);
				await editor.output('Error');
				await editor.shot('output-error', editor.id('ndv'));
			});

			await see('only the parameters that matter', async () => {
				await editor.openOptions();
				await page.getByText('Batch Size', { exact: true }).waitFor();
				await page.keyboard.press('Escape');
				await editor.choose('leadSource', 'Already in Uservox');
				await editor.id('parameter-input-leadId').waitFor();
				for (const gone of ['processId', 'projectId', 'metadata'])
					assert.equal(await editor.id(`parameter-input-${gone}`).count(), 0);
				await editor.choose('leadSource', 'New');
				await editor.choose('operation', 'Initiate');
				await editor.openOptions();
				assert.equal(await page.getByText('Batch Size', { exact: true }).count(), 0);
				await page.keyboard.press('Escape');
			});

			await see('map by drag and drop, and run', async () => {
				await editor.pick('processId', 'Follow-up Calls');
				await editor.mapByHand();
				await editor.drag('Mobile No.', 'phone');
				await editor.drag('Full Name', 'name');
				// The field just dropped on stays open for editing; a click beside it shows what it gives.
				await page.getByText('Values to Send', { exact: true }).click();
				await editor.id('parameter-input-hint').getByText('Asha Example').first().waitFor();
				await editor.shot('map-by-hand', editor.id('ndv'));
				resetWorld(simulator.world, { token: STAGE_TOKEN });
				await editor.run(n8n, workflowId);
				assert.deepEqual(simulator.books.created.map(({ name }) => name).sort(), ['Asha Example', 'Bruno Sample']);
			});

			await see('both outputs labelled on the canvas, in light and dark', async () => {
				await editor.close();
				for (const look of ['canvas', 'canvas-dark']) {
					await editor.label('Success').waitFor();
					await editor.label('Error').waitFor();
					await editor.shotOfNodes(look);
					await page.evaluate("localStorage.setItem('N8N_THEME', 'dark')");
					await page.reload();
				}
				await page.evaluate("localStorage.setItem('N8N_THEME', 'light')");
				await page.reload();
			});

			/** Opens a workflow in which the process of the node is this one, and executes the node. */
			const runWithProcess = async (value: string) => {
				const processId = { __rl: true, mode: 'id', value };
				const initiate = uservox('Call the leads', { resource: 'lead', operation: 'initiate', processId });
				const id = await n8n.rest.importWorkflow(chain('A wrong process', SHEET, initiate));
				await page.goto(`${n8n.url}/workflow/${id}`);
				await editor.open('Call the leads');
				await editor.id('node-execute-button').first().click();
			};

			await see('what is missing is marked, and n8n refuses before the run', async () => {
				await runWithProcess('');
				await page.getByText('Parameter "Process" is required').first().waitFor();
				await editor.id('parameter-issues').first().waitFor();
				await editor.close();
			});

			await see('a thrown set-up fault', async () => {
				await runWithProcess(FOREIGN);
				await editor.id('node-error-message').waitFor();
				await editor.shot('set-up-fault', editor.id('ndv'));
				await editor.close();
			});

			await see('each action in the nodes panel sets what it names', async () => {
				await page.goto(
					`${n8n.url}/workflow/${await n8n.rest.importWorkflow({ name: 'Actions', nodes: [trigger], connections: {} })}`,
				);
				await editor.id('canvas-node').first().waitFor();
				for (const { name: resource, operations } of Object.values(RESOURCES)) {
					for (const { name, action } of Object.values(operations)) {
						await editor.id('node-creator-plus-button').click();
						await editor.search('uservox', /^Uservox$/);
						await editor.id('node-creator-item-name').getByText(action, { exact: true }).click();
						await editor.id('ndv').waitFor();
						assert.deepEqual(await editor.valuesOf('resource', 'operation'), [resource, name]);
						await editor.close();
					}
				}
			});

			await see('a fresh tool of an agent is mapped by hand, by what the model says', async () => {
				const agent = node('Agent', '@n8n/n8n-nodes-langchain.agent', {}, { typeVersion: 3 });
				const id = await n8n.rest.importWorkflow({ name: 'Tool', nodes: [agent], connections: {} });
				await page.goto(`${n8n.url}/workflow/${id}`);
				const tools = editor.id('canvas-node-input-handle').filter({ hasText: 'Tool' });
				await tools.locator('[data-test-id="canvas-handle-plus"]').click();
				await editor.search('uservox', /^Uservox Tool$/);
				await editor.id('ndv').waitFor();
				assert.deepEqual(await editor.valuesOf('resource', 'operation'), ['Lead', 'Initiate']);
				assert.equal(await editor.id('mapping-mode-select').locator('input').inputValue(), 'Map Each Column Manually');
				const byModel = editor.id('ndv').getByText('Defined automatically by the');
				await byModel.nth(2).scrollIntoViewIfNeeded();
				assert.equal(await byModel.count(), 3);
				await editor.id('ndv').getByText('Full Name', { exact: true }).waitFor();
				await editor.shot('tool', editor.id('ndv'));
				await editor.close();
			});

			await see('the outputs of the node cannot be pinned, those of No Operation nodes behind it can', async () => {
				const noOp = (name: string) => node(name, 'n8n-nodes-base.noOp');
				const call = uservox('Call', { processId: PROCESS, dryRun: true });
				const file = chain('Building without calling', SHEET, call, noOp('Keep successes'));
				file.nodes.push({ ...noOp('Keep errors'), position: [480, 200] });
				const behind = ['Keep successes', 'Keep errors'];
				file.connections.Call = { main: behind.map((name) => [{ node: name, type: 'main', index: 0 }]) };
				await page.goto(`${n8n.url}/workflow/${await n8n.rest.importWorkflow(file)}`);
				await editor.node('Call').waitFor();
				await editor.id('execute-workflow-button').last().click();
				await editor.open('Call');
				await editor.id('output-panel').getByText('leads would be sent').first().waitFor();
				assert.equal(await editor.id('ndv-pin-data').count(), 0);
				await editor.close();
				for (const name of behind) {
					await editor.open(name);
					await editor.id('ndv-pin-data').waitFor();
					await editor.close();
				}
			});

			await see('an example workflow with its notes', async () => {
				const id = await n8n.rest.importWorkflow(exampleWorkflow('sheet-import'));
				await page.goto(`${n8n.url}/workflow/${id}`);
				await editor.label('Success').waitFor();
				await editor.id('zoom-to-fit').click();
				await editor.shot('example-sheet-import', editor.id('canvas'));
			});
		} finally {
			await chrome.close();
			await world.close();
		}
	},
};
