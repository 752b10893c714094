// The node as people click it, in Debian's Chromium: connect, find, fill in, map, run, read. Makes the README's screenshots.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { RESOURCES } from '../../nodes/Uservox/operations';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { z } from 'zod';
import { PROJECT } from '../ids';
import type { N8n } from '../n8n/server';
import { exampleWorkflow } from '../workflows';
import { ROOT } from '../n8n/setup';
import { chromiumFile } from './requirements';
import { resetWorld } from '../simulator/serverState';
import type { Suite } from './suite';
import { node, startWorld, STAGE_TOKEN } from './stage';

const SCREENSHOTS = path.join(ROOT, 'docs', 'screenshots');
/** The last sight of a failed check, outside git. */
const FAILURES = path.join(ROOT, 'out', 'e2e');
export const STEP_PATIENCE_MS = 20_000;
const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** The answer to the start of an execution. */
const startedSchema = z.object({ data: z.object({ executionId: z.string() }) });

/** So many actions the nodes panel offers. */
const ACTIONS = Object.values(RESOURCES).reduce((sum, { operations }) => sum + Object.keys(operations).length, 0);

/** Pixels around the nodes in a picture of the canvas; twice as many on the right, where the outputs are. */
const MARGIN = 80;

/** n8n's passing messages would cover the corner of each picture. */
const NO_TOASTS = '.el-notification { display: none }';

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
		mkdirSync(SCREENSHOTS, { recursive: true });
		const world = await startWorld({ withCredential: false });
		const chrome = await launchChromium();
		try {
			const page = await chrome.newPage({ viewport: { width: 1440, height: 800 } });
			page.setDefaultTimeout(STEP_PATIENCE_MS);
			const { n8n, simulator } = world;
			const editor = new Editor(page);
			/** A check whose last sight is kept when it fails. */
			const see = (what: string, body: () => Promise<void>) =>
				check(what, async () => {
					try {
						await body();
					} catch (error) {
						await page.screenshot({ path: path.join(FAILURES, `${what.replace(/\W+/g, '-')}.png`) });
						throw error;
					}
				});

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
				await editor.shot('nodes-panel', editor.id('node-creator'));
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

			await see('the credential: a wrong token, no server, and a good one', async () => {
				await page.getByRole('button', { name: 'Connect to Uservox' }).click();
				const modal = editor.id('editCredential-modal');
				await modal.waitFor();
				const set = async (name: string, value: string) => {
					await modal.locator(`[data-test-id="parameter-input-${name}"] input`).fill(value);
				};
				const said = (words: RegExp) => modal.getByText(words).filter({ visible: true }).first();
				const save = async () => await editor.id('credential-save-button').click();
				/** Saves what is to fail; the reason is folded in at first. */
				const fail = async (reason: RegExp) => {
					await save();
					await said(/More details/)
						.or(said(reason))
						.first()
						.waitFor();
					if (await said(/More details/).isVisible()) await said(/More details/).click();
					await said(reason).waitFor();
				};
				await set('apiToken', 'wrong-token');
				await set('projectId', PROJECT);
				await set('baseUrl', simulator.url);
				await fail(/refused the API token/);
				await editor.shot('credential-wrong-token', modal);
				await set('baseUrl', 'http://127.0.0.1:9/api/v1');
				// n8n's own word for it, below its sentence that it could not connect.
				await fail(/ECONNREFUSED/);
				await editor.shot('credential-no-server', modal);
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
				await editor.shot('output-success', editor.id('ndv'));
				await editor.output('Error');
				await editor.shot('output-error', editor.id('ndv'));
			});

			await see('only the parameters that matter', async () => {
				await editor.openOptions();
				await page.getByText('Batch Size', { exact: true }).waitFor();
				await editor.shot('options', editor.id('ndv'));
				await page.keyboard.press('Escape');
				await editor.choose('leadSource', 'Already in Uservox');
				await editor.id('parameter-input-leadId').waitFor();
				for (const gone of ['processId', 'projectId', 'metadata'])
					assert.equal(await editor.id(`parameter-input-${gone}`).count(), 0);
				await editor.shot('existing-leads', editor.id('ndv'));
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

			await see('a thrown set-up fault', async () => {
				// n8n has renamed it with its operation.
				await editor.open('Initiate lead');
				await editor.enterId('processId', '');
				await editor.id('node-execute-button').first().click();
				await editor.id('node-error-message').waitFor();
				await editor.shot('set-up-fault', editor.id('ndv'));
				await editor.close();
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

/** A browser without a window and with an empty profile. */
export async function launchChromium(): Promise<Browser> {
	return await chromium.launch({ executablePath: chromiumFile(), headless: true, args: CHROMIUM_FLAGS });
}

/** Logs in by the form. */
export async function logIn(page: Page, { url, login }: N8n): Promise<void> {
	await page.goto(url);
	await page.fill('input[name="emailOrLdapLoginId"]', login.email);
	await page.fill('input[name="password"]', login.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home/);
}

/** n8n's editor, in the words of someone who uses it. */
export class Editor {
	constructor(private readonly page: Page) {}

	id(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	/** A picture of a part of the page for the README. */
	async shot(name: string, part: Locator): Promise<void> {
		await part
			.first()
			.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled', style: NO_TOASTS });
	}

	/** A picture of the canvas' nodes with a margin around them. */
	async shotOfNodes(name: string): Promise<void> {
		const boxes = await Promise.all((await this.id('canvas-node').all()).map((node) => node.boundingBox()));
		const seen = boxes.filter((box) => box !== null);
		const left = Math.min(...seen.map(({ x }) => x)) - MARGIN;
		const top = Math.min(...seen.map(({ y }) => y)) - MARGIN;
		const right = Math.max(...seen.map(({ x, width }) => x + width)) + 2 * MARGIN;
		const bottom = Math.max(...seen.map(({ y, height }) => y + height)) + MARGIN;
		const clip = { x: left, y: top, width: right - left, height: bottom - top };
		await this.page.screenshot({
			path: path.join(SCREENSHOTS, `${name}.png`),
			animations: 'disabled',
			style: NO_TOASTS,
			clip,
		});
	}

	/** Opens a node of the canvas. */
	async open(nodeName: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`).dblclick();
		await this.id('ndv').waitFor();
	}

	async fill(parameter: string, value: string): Promise<void> {
		const input = this.id(`parameter-input-${parameter}`).locator('input');
		await input.fill(value);
		await input.blur();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.id(`parameter-input-${parameter}`).click();
		await this.page
			.getByRole('option', { name: new RegExp(`^${option}`) })
			.first()
			.click();
	}

	/** Picks from a list that the service gives; `look` may see the list first. */
	async pick(parameter: string, title: string, look = async (): Promise<void> => {}): Promise<void> {
		const locator = this.id(`parameter-input-${parameter}`);
		await locator.locator('[data-test-id="rlc-input"]').click();
		const entry = this.id('rlc-item').filter({ hasText: title, visible: true }).first();
		await entry.waitFor();
		await look();
		await entry.click();
	}

	/** Enters an id where a list could be picked from. */
	async enterId(parameter: string, id: string): Promise<void> {
		const locator = this.id(`parameter-input-${parameter}`);
		await locator.locator('[data-test-id="rlc-mode-selector"]').click();
		await this.page.getByRole('option', { name: 'By ID' }).filter({ visible: true }).first().click();
		const input = locator.locator('input').last();
		await input.fill(id);
		await input.blur();
	}

	async openOptions(): Promise<void> {
		await this.id('collection-parameter-add').first().click();
	}

	/** Executes the step and waits for its end, as the server tells it (the editor's passing message may be missed), and until it is shown. */
	async run(n8n: N8n, workflowId: string): Promise<void> {
		const started = this.page.waitForResponse(
			(response) => response.request().method() === 'POST' && new URL(response.url()).pathname.endsWith('/run'),
		);
		await this.id('node-execute-button').first().click();
		const { data } = startedSchema.parse(await (await started).json());
		await n8n.rest.finished(data.executionId, workflowId);
		await this.id('output-panel')
			.getByText(/leads? initiated/)
			.first()
			.waitFor();
	}

	/** Opens one of the two outputs. */
	async output(name: string): Promise<void> {
		await this.id('output-panel')
			.getByText(new RegExp(`^${name}`))
			.first()
			.click();
	}

	async mapByHand(): Promise<void> {
		await this.id('mapping-mode-select').click();
		await this.page.getByRole('option', { name: /Manually/ }).click();
	}

	/** Drags an input field onto a lead field. */
	async drag(field: string, leadField: string): Promise<void> {
		const from = this.id('ndv-input-panel').getByText(field, { exact: true }).first();
		const to = this.id(`parameter-input-${leadField}`).first();
		const start = await from.boundingBox();
		await to.scrollIntoViewIfNeeded();
		const end = await to.boundingBox();
		assert.ok(start && end, `${field} or ${leadField} is not to be seen`);
		await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
		await this.page.mouse.down();
		await this.page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
		await this.page.mouse.up();
		await to.getByText(field).first().waitFor();
	}

	async close(): Promise<void> {
		await this.id('ndv-close-button').click();
	}

	/** The label of an output on the canvas. */
	label(text: string): Locator {
		return this.id('canvas-node-output-handle').getByText(text, { exact: true });
	}
}
