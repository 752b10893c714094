// n8n's editor in Debian's Chromium, in the words of someone who uses it: clicks, fills in, and takes pictures.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { z } from 'zod';
import type { N8n } from '../n8n/server';
import { ROOT } from '../n8n/setup';
import { chromiumFile } from './requirements';
import type { Check } from './suite';

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

/** Pixels around the nodes in a picture of the canvas; twice as many on the right, where the outputs are. */
const MARGIN = 80;

/** n8n's passing messages would cover the corner of each picture. */
const NO_TOASTS = '.el-notification { display: none }';

/** A browser without a window and with an empty profile. */
export async function launchChromium(): Promise<Browser> {
	return await chromium.launch({ executablePath: chromiumFile(), headless: true, args: CHROMIUM_FLAGS });
}

/** A page of it. */
export async function newPage(chrome: Browser, height: number): Promise<Page> {
	const page = await chrome.newPage({ viewport: { width: 1440, height } });
	page.setDefaultTimeout(STEP_PATIENCE_MS);
	return page;
}

/** Makes checks whose last sight is kept when they fail. */
export function seeing(check: Check, page: Page): Check {
	return async (what, body) =>
		await check(what, async () => {
			try {
				await body();
			} catch (error) {
				await page.screenshot({ path: path.join(FAILURES, `${what.replace(/\W+/g, '-')}.png`) });
				throw error;
			}
		});
}

/** Logs in by the form. */
export async function logIn(page: Page, { url, login }: N8n): Promise<void> {
	await page.goto(url);
	await page.fill('input[name="emailOrLdapLoginId"]', login.email);
	await page.fill('input[name="password"]', login.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home/);
}

/** The editor on a page. */
export class Editor {
	constructor(private readonly page: Page) {
		mkdirSync(SCREENSHOTS, { recursive: true });
	}

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

	/** Looks for a node in the nodes panel, and clicks it. */
	async search(words: string, name: RegExp): Promise<void> {
		await this.id('node-creator-search-bar').fill(words);
		await this.id('node-creator-item-name').filter({ hasText: name }).first().click();
	}

	/** What is chosen in lists of the open node, as it is shown. */
	async valuesOf(...parameters: string[]): Promise<string[]> {
		const shown = parameters.map(
			async (name) => await this.id(`parameter-input-${name}`).locator('input').inputValue(),
		);
		return await Promise.all(shown);
	}

	/** A node of the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node of the canvas. */
	async open(nodeName: string): Promise<void> {
		await this.node(nodeName).dblclick();
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
			.getByText(/\bleads? (?:would be )?(?:sent|stored)/)
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
		await to.scrollIntoViewIfNeeded();
		// Both are where they stay: the field that was dropped on last may still grow by a line.
		await to.hover({ trial: true });
		await from.hover({ trial: true });
		const start = await from.boundingBox();
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
