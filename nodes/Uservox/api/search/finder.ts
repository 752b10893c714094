// Finds leads that Uservox has: one by one, or a page of a project at a time. It only asks; nothing changes.
import { readFoundLead, readLeadPage, type FoundLead, type LeadPage } from '../answer/foundLead';
import { messageOf } from '../answer/parse';
import type { Answer, Exchange, Reading } from '../exchange';

/** The most leads of one page, by the vendor's page on GET /leads/query. */
export const PAGE_SIZE = 100;

/**
 * Why a question has no usable answer. `stopped`: the run ended. `failed`: no answer after all tries. `unreachable`: no
 * connection after all tries. `refused`: 401 or 403. `notUservox`: a web page. `unreadable`: anything else.
 */
export type Unclear = {
	kind: 'unclear';
	cause: 'stopped' | 'failed' | 'unreachable' | 'refused' | 'notUservox' | 'unreadable';
	why: string;
	status?: number;
};

/** What a look-up shows: the leads, with the times of the answer; `none` is the API's own "not found". */
export type Finding = { kind: 'found'; leads: FoundLead[]; answer: Answer } | { kind: 'none' } | Unclear;

export type PageReading = { kind: 'page'; page: LeadPage; answer: Answer } | Unclear;

type LeadKey = { referenceId: string; projectId: string; processId: string } | { leadId: string };

const HTTP_BAD_REQUEST = 400;
const HTTP_TOO_MANY = 429;
/** The vendor's default, for an API that refuses pages of 100. */
const DEFAULT_PAGE_SIZE = 10;

/** The kinds of questions: one of them may fail while another is answered. */
export type QuestionKind = 'get' | 'search' | 'list' | 'processes';

export class LeadFinder {
	/** How many questions were asked. */
	questions = 0;
	/** Of each kind that was asked: whether the last one was answered, however. */
	readonly answered = new Map<QuestionKind, boolean>();
	/** Why the last question that failed for good has no answer. */
	whyUnanswered?: string;
	private pageSize = PAGE_SIZE;

	constructor(private readonly exchange: Exchange) {}

	/** GET /leads/get: by reference ID within a process, or by the lead's ID. */
	async get(key: LeadKey): Promise<Finding> {
		const reading = await this.ask('get', '/leads/get', key);
		if (reading.kind !== 'answer') return unclear(reading);
		const { status, body } = reading;
		// Only the API's own words show that there is no such lead; a 404 may come from something in between.
		if (status === 404 && /lead/i.test(messageOf(body) ?? '')) return { kind: 'none' };
		const found = status < 300 && body !== undefined ? readFoundLead(body) : undefined;
		return found === undefined ? unclear(reading) : { kind: 'found', leads: [found], answer: reading };
	}

	/** GET /leads/query for the leads of a project with this phone number or email. Uservox keeps emails in lower case; whether a phone must match character by character is not documented. */
	async search(projectId: string, filter: { phone: string } | { email: string }): Promise<Finding> {
		const reading = await this.page(projectId, 0, 'email' in filter ? { email: filter.email.toLowerCase() } : filter);
		if (reading.kind !== 'page') return reading;
		const { page, answer } = reading;
		return page.leads.length === 0 ? { kind: 'none' } : { kind: 'found', leads: page.leads, answer };
	}

	/** GET /leads/query: up to 100 leads of a project, from place `skip` on. */
	async page(projectId: string, skip: number, filter: Record<string, string> = {}): Promise<PageReading> {
		const query = { projectId, ...filter, skip: String(skip), includeActivities: 'false' };
		const size = this.pageSize;
		const reading = await this.askForPage(query, size);
		const isRefused = reading.kind === 'answer' && reading.status === HTTP_BAD_REQUEST;
		if (!isRefused || size <= DEFAULT_PAGE_SIZE) return pageIn(reading);
		// It may be the size that is refused, or what is searched for: only a smaller page that comes tells that it was the size.
		const smaller = pageIn(await this.askForPage(query, DEFAULT_PAGE_SIZE));
		if (smaller.kind === 'page') this.pageSize = DEFAULT_PAGE_SIZE;
		return smaller;
	}

	private async askForPage(query: Record<string, string>, size: number): Promise<Reading> {
		const kind = 'phone' in query || 'email' in query ? 'search' : 'list';
		return await this.ask(kind, '/leads/query', { ...query, limit: String(size) });
	}

	/** Whether all questions that were asked failed for good, the last one of each kind. */
	get isUnanswered(): boolean {
		return this.answered.size > 0 && ![...this.answered.values()].includes(true);
	}

	/** GET /processes/list: the processes of a project. */
	async processes(projectId: string): Promise<Reading> {
		return await this.ask('processes', `/processes/list/${encodeURIComponent(projectId)}`);
	}

	private async ask(kind: QuestionKind, path: string, query?: Record<string, string>): Promise<Reading> {
		this.questions += 1;
		const reading = await this.exchange.read({ path, query });
		if (reading.kind === 'failed') this.whyUnanswered = reading.why;
		// A refusal for the pace is an answer too.
		if (reading.kind !== 'stopped')
			this.answered.set(kind, reading.kind === 'answer' || reading.status === HTTP_TOO_MANY);
		return reading;
	}
}

function pageIn(reading: Reading): PageReading {
	const page =
		reading.kind === 'answer' && reading.status < 300 && reading.body ? readLeadPage(reading.body) : undefined;
	return page === undefined || reading.kind !== 'answer' ? unclear(reading) : { kind: 'page', page, answer: reading };
}

function unclear(reading: Reading): Unclear {
	if (reading.kind === 'stopped') return { kind: 'unclear', cause: 'stopped', why: 'the run was stopped' };
	if (reading.kind === 'failed') {
		const { why, status, unreachable } = reading;
		const cause = unreachable ? 'unreachable' : 'failed';
		return { kind: 'unclear', cause, why: `Uservox could not be asked (${why})`, status };
	}
	const { status, isHtml } = reading;
	if (status === 401 || status === 403) {
		return { kind: 'unclear', cause: 'refused', why: `Uservox refused to answer (HTTP ${status})`, status };
	}
	const cause = isHtml && status < 400 ? 'notUservox' : 'unreadable';
	const what = isHtml ? 'a web page came back' : status < 300 ? 'its answer could not be read' : 'it refused to answer';
	return { kind: 'unclear', cause, why: `${what} (HTTP ${status})`, status };
}

/** Whether the server gave no answer at all, so that asking for the next lead would fail as well. */
export function isDown({ cause }: Unclear): boolean {
	return cause === 'failed' || cause === 'unreachable' || cause === 'stopped';
}
