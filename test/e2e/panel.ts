// The trigger as people click it, in Debian's Chromium: connect, read the panel, catch a test event, publish, open the real one. Makes screenshots.
import assert from 'node:assert/strict';
import { PROCESS, PROJECT } from '../ids';
import { waitUntil } from '../n8n/processes';
import { CREDENTIAL_NAME } from '../n8n/server';
import { resetWorld } from '../simulator/serverState';
import { Editor, launchChromium, logIn, newPage, seeing, STEP_PATIENCE_MS } from './editor';
import { exampleWorkflow } from '../workflows';
import { STAGE_TOKEN, startWorld } from './stage';
import type { Suite } from './suite';

const CALLBACK_TOKEN = 'callback-token-panel-9d02';

export const panel: Suite = {
	name: 'panel',
	async run(check) {
		const world = await startWorld({ withCredential: false });
		const { n8n, simulator } = world;
		const chrome = await launchChromium();
		try {
			const page = await newPage(chrome, 900);
			const editor = new Editor(page);
			const see = seeing(check, page);
			await n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, {
				apiToken: STAGE_TOKEN,
				projectId: PROJECT,
				baseUrl: simulator.url,
				callbackToken: CALLBACK_TOKEN,
			});
			const id = await n8n.rest.importWorkflow({ name: 'Outcomes of calls', nodes: [], connections: {} });
			await see('the nodes panel offers its events', async () => {
				await logIn(page, n8n);
				await page.goto(`${n8n.url}/workflow/${id}`);
				await editor.id('canvas-add-button').click();
				await editor.id('node-creator-search-bar').fill('uservox');
				await editor.id('node-creator-item-name').filter({ hasText: 'Uservox' }).first().click();
				const first = editor.id('node-creator-item-name').first();
				await first.getByText('On call ended', { exact: true }).waitFor();
				await editor.shot('trigger-events', editor.id('node-creator'));
				await first.click();
				await editor.id('ndv').waitFor();
				await editor.id('parameter-input-events').getByText('Any Call', { exact: true }).waitFor();
			});

			/** The addresses as the panel shows them. */
			const addresses = { test: '', production: '' };
			const shown = async (button: string, part: string): Promise<string> => {
				await page.getByText(button, { exact: true }).first().click();
				const address = await page.getByText(part).first().innerText();
				// The editor speaks of localhost; n8n listens on this address only.
				return n8n.url + new URL(address.replace(/\s/g, '')).pathname;
			};

			await see('the panel says where to enter what, and shows both addresses', async () => {
				await page.getByText('Lead Update Callbacks').first().waitFor();
				await page.getByText('Webhook URLs').first().click();
				addresses.production = await shown('Production URL', '/webhook/');
				addresses.test = await shown('Test URL', '/webhook-test/');
				await editor.shot('trigger-panel', editor.id('ndv'));
				await page.getByText('When will this node trigger my flow?').click();
				await page.getByText('This node has two addresses').first().waitFor();
			});

			/** What the panel says of the process, when its list is opened. */
			const connection = async (): Promise<string> => {
				const items = editor.id('rlc-item').filter({ visible: true });
				await editor.id('parameter-input-connection').locator('[data-test-id="rlc-input"]').click();
				await items.filter({ hasText: 'First Calls' }).first().waitFor();
				const said = await items.filter({ hasText: 'First Calls' }).first().innerText();
				await editor.shot('trigger-connection', editor.id('ndv'));
				await page.keyboard.press('Escape');
				return said;
			};
			await see('before that, it says that Uservox does not report here', async () => {
				assert.match(await connection(), /^No \(.*"First Calls" does not report here/);
			});

			/** Uservox with both addresses entered, and one lead. */
			const lead = '507f1f77bcf86cd799439081';
			resetWorld(simulator.world, {
				token: STAGE_TOKEN,
				processDetails: {
					[PROCESS]: { callbacks: Object.values(addresses).map((url) => ({ url, bearerToken: CALLBACK_TOKEN })) },
				},
				existing: [
					{ _id: lead, name: 'Asha Example', phone: '+9999876500081', processId: PROCESS, referenceId: 'crm-1' },
				],
				delivery: { retries: 0 },
			});

			await see('then, opened again, that it does', async () => {
				await editor.close();
				await editor.id('canvas-node').filter({ visible: true }).first().dblclick();
				await editor.id('ndv').waitFor();
				assert.match(await connection(), /^Yes \(.*"First Calls" reports here/);
			});

			await see('a test event is caught by the Test URL', async () => {
				await editor.id('node-execute-button').first().click();
				await page.getByText('Listening for test event').first().waitFor();
				await editor.shot('trigger-waiting', editor.id('ndv'));
				simulator.playCalls({ lastsMs: 50 }, lead);
				await editor.id('output-panel').getByText('callConnected').first().waitFor();
				await editor.id('output-panel').getByText('JSON', { exact: true }).click();
				await editor.id('output-panel').getByText('"Interested"').first().waitFor();
				await editor.shot('trigger-output', editor.id('ndv'));
				assert.deepEqual(await statusesOfCall(1), [404, 200]);
			});

			await see('published, the production URL starts it; the execution shows what came', async () => {
				await editor.close();
				await page.getByRole('button', { name: 'Publish' }).first().click();
				await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
				const dialog = page.getByRole('dialog').filter({ hasText: 'Workflow published' });
				await dialog.getByText('Uservox can now start this workflow').waitFor();
				await dialog.getByRole('button', { name: 'Got it' }).click();
				await waitUntil(async () => (await fetch(addresses.production, { method: 'POST' })).status === 401);

				simulator.playCalls({ lastsMs: 50 }, lead);
				const isDone = async () =>
					(await n8n.rest.executions(id)).filter(({ status }) => status === 'success').length === 2;
				await waitUntil(isDone, STEP_PATIENCE_MS, 'the execution');
				assert.deepEqual(await statusesOfCall(2), [404, 200]);

				await editor.id('radio-button-executions').click();
				await page.waitForURL(/executions\/\d+/);
				await editor.id('canvas-node').filter({ visible: true }).dblclick();
				await editor.id('output-panel').getByText('callConnected').first().waitFor();
			});

			await see('examples that close the loop, with their notes', async () => {
				for (const [name, picture] of [
					['sheet-outcomes', 'trigger-example'],
					['speed-to-lead', 'trigger-loop'],
				] as const) {
					await page.goto(`${n8n.url}/workflow/${await n8n.rest.importWorkflow(exampleWorkflow(name))}`);
					await editor.id('canvas-node').first().waitFor();
					await editor.id('zoom-to-fit').click();
					await editor.shot(picture, editor.id('canvas'));
				}
			});

			/** What n8n answered to both callbacks of the call with this number: a test URL that nobody listens on is not found. */
			async function statusesOfCall(number: number): Promise<number[]> {
				const { deliveries } = simulator.books;
				await waitUntil(() => deliveries.length >= number * 2, STEP_PATIENCE_MS, `the answers to call ${number}`);
				return deliveries
					.slice(number * 2 - 2, number * 2)
					.map(({ status }) => status)
					.sort((a, b) => b - a);
			}
		} finally {
			await chrome.close();
			await world.close();
		}
	},
};
