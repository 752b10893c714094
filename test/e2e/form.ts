// A form of n8n with one field on each page, as a browser fills it in.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { waitUntil } from '../n8n/processes';

const PATIENCE_MS = 90_000;
const waitingSchema = z.object({ formWaitingUrl: z.string() });

/** Opened by the id of a form trigger's webhook, or at the page of an execution that waits. */
export class Form {
	private page: string;

	constructor(
		private readonly n8nUrl: string,
		private readonly webhookId: string,
		page?: string,
	) {
		this.page = page === undefined ? this.first() : this.here(page);
	}

	/** Opens it anew, once n8n listens there. */
	async open(): Promise<void> {
		this.page = this.first();
		const listens = async () => !(await (await fetch(this.page)).text()).includes('Problem loading form');
		await waitUntil(listens, PATIENCE_MS, 'the form');
	}

	/** Fills in the field of the page and sends it. @returns the next page as a text */
	async submit(value: string): Promise<string> {
		const body = new FormData();
		body.set('field-0', value);
		const answer = await fetch(this.page, { method: 'POST', body });
		const text = await answer.text();
		assert.equal(answer.status, 200, text);
		const waiting = waitingSchema.safeParse(text.startsWith('{') ? JSON.parse(text) : {});
		if (waiting.success) this.page = this.here(waiting.data.formWaitingUrl);
		// A page is asked for only when the execution waits or has ended: n8n leaves the question open until then.
		const status = new URL(this.page);
		status.pathname += '/n8n-execution-status';
		const isThere = async () => !['new', 'running'].includes(await (await fetch(status)).text());
		await waitUntil(isThere, PATIENCE_MS, 'the next page');
		return (await (await fetch(this.page)).text()).replace(/\s+/g, ' ');
	}

	private first(): string {
		return `${this.n8nUrl}/form/${this.webhookId}`;
	}

	/** n8n speaks of itself by another name than it listens on. */
	private here(url: string): string {
		const { pathname, search } = new URL(url.trim());
		return `${this.n8nUrl}${pathname}${search}`;
	}
}
