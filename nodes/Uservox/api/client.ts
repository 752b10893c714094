// The API client: paces every request, sends it, and says in the API's own terms how it ended.
import { jsonOf, type LeadRecord, type NewLeadRecord } from '../model/lead';
import {
	messageOf,
	parseAnswer,
	readFoundLead,
	readInvalidLeads,
	shortened,
	type FoundLead,
	type JsonObject,
} from './answer/parse';
import { backoffMs } from './pace/backoff';
import type { HttpRequest, HttpResult, Random, SendHttp } from './ports';
import type { RateLimiter } from './pace/rateLimit';
import { codeOfTooMany, maximumLeads, refusalOf, type Refusal } from './answer/refusal';
import type { Run } from './run';
import type { Slots } from './pace/slots';

/**
 * How a request ended. `readable`: a 2xx with a JSON object. `lost`: its fate is unclear. `noConnection` and `notSent`: it never left.
 * `tooMany` and `tooLarge`: refused for its size. `blocked`: 429, which has stopped the run.
 */
export type Reply =
	| { kind: 'readable'; status: number; body: JsonObject }
	| { kind: 'refused'; status: number; refusal: Refusal; invalidLeads?: unknown[] }
	| { kind: 'tooMany'; status: number; maximum: number }
	| { kind: 'tooLarge'; status: number }
	| { kind: 'blocked'; status: number; errorCode: 'keyBlocked' | 'rateLimited'; message: string }
	| { kind: 'lost'; status?: number; why: string }
	| { kind: 'noConnection'; why: string }
	| { kind: 'notSent' };

/**
 * What a look-up says: the lead, that the API has none, or nothing certain (`failed`: no answer after all
 * tries; `refused`: the lead's project is not the token's). */
export type LookUp =
	| { kind: 'found'; lead: JsonObject; createdInThisRun: boolean | undefined }
	| { kind: 'notFound' }
	| { kind: 'unclear'; why: string; failed?: true; refused?: true };

export interface ClientSettings {
	requestsPerWindow: number;
	timeoutMs: number;
	maxRetries: number;
	/** Ask bulk initiate for `v=1.2`. */
	simplified: boolean;
}

export interface ClientDependencies {
	sendHttp: SendHttp;
	limiter: RateLimiter;
	slots: Slots;
	run: Run;
	random: Random;
}

const HTTP_FORBIDDEN = 403;
const HTTP_TOO_MANY = 429;
const HTTP_TOO_LARGE = 413;
/** The Date header has whole seconds, cut off: the server's clock may be up to so much further. */
const DATE_RESOLUTION_MS = 1_000;
/** Clocks that may be in step are taken to differ by no more than this, in ms. */
const IN_STEP_TOLERANCE_MS = 250;

function isNew(record: LeadRecord): record is NewLeadRecord {
	return record.kind === 'new';
}

/** The record's JSON for a body. It is not kept: the run may be long, and a second try is rare. */
function handedOver(record: LeadRecord): string {
	const json = jsonOf(record);
	record.json = undefined;
	return json;
}

export class UservoxClient {
	constructor(
		private readonly dependencies: ClientDependencies,
		private readonly settings: ClientSettings,
	) {}

	/** Whether answers are asked for in the simplified form. */
	get simplified(): boolean {
		return this.settings.simplified;
	}

	/** POST /leads/initiate for one record. */
	async initiate(record: LeadRecord): Promise<Reply> {
		const subject = isNew(record) ? 'lead' : 'leadId';
		return await this.submit('/leads/initiate', `{"${subject}":${handedOver(record)},"init":${record.init}}`, true);
	}

	/** POST /leads/bulk/initiate for records of one kind, one project, one process and one `init`. */
	async bulkInitiate(records: readonly LeadRecord[]): Promise<Reply> {
		const [first] = records;
		const subject = first === undefined || isNew(first) ? 'leads' : 'leadIds';
		const body = `{"${subject}":[${records.map(handedOver).join(',')}],"init":${first?.init ?? true}}`;
		return await this.submit('/leads/bulk/initiate', body, false);
	}

	/**
	 * GET /leads/get by reference id, tried again as often as a network or server failure allows: it changes nothing.
	 * "Not found" is the API's own 404 (`Lead with ID ...`), not one from something in between.
	 */
	async lookUp({ lead }: NewLeadRecord): Promise<LookUp> {
		const { referenceId, projectId, processId } = lead;
		if (referenceId === undefined) return { kind: 'unclear', why: 'the lead has no reference ID' };
		const { run, random } = this.dependencies;
		for (let tries = 0; ; tries += 1) {
			const exchanged = await this.exchange(
				{
					method: 'GET',
					path: '/leads/get',
					query: { referenceId, projectId, processId },
					timeoutMs: this.settings.timeoutMs,
				},
				'lookUp',
			);
			const lookUp = this.readLookUp(exchanged?.result, referenceId, exchanged?.sentAt ?? 0);
			if (lookUp !== undefined) return lookUp;
			if (run.stopped !== undefined) return { kind: 'unclear', why: 'the look-up failed' };
			if (tries >= this.settings.maxRetries) return { kind: 'unclear', why: 'the look-up failed', failed: true };
			await run.clock.sleep(backoffMs(tries, random), run.signal);
		}
	}

	/** undefined: no answer, worth another try. */
	private readLookUp(result: HttpResult | undefined, referenceId: string, sentAt: number): LookUp | undefined {
		if (result === undefined) return { kind: 'unclear', why: 'the run was stopped' };
		if (result.kind !== 'answer' || result.status >= 500) return undefined;
		const body = parseAnswer(result.text);
		if (result.status === 404 && /lead/i.test(messageOf(body) ?? '')) return { kind: 'notFound' };
		const found = result.status < 300 && body !== undefined ? readFoundLead(body) : undefined;
		if (found === undefined) {
			const why = `the look-up was answered with HTTP ${result.status}`;
			return result.status === HTTP_FORBIDDEN ? { kind: 'unclear', why, refused: true } : { kind: 'unclear', why };
		}
		if (found.referenceId !== undefined && found.referenceId !== referenceId) {
			return { kind: 'unclear', why: 'the look-up was answered with another lead' };
		}
		return {
			kind: 'found',
			lead: found.lead,
			createdInThisRun: this.createdInThisRun(found, result.serverTime, sentAt),
		};
	}

	/**
	 * Whether the lead was created since the run began, by the server's clock as its Date header shows it; undefined if that cannot be
	 * told. The header was written between `sentAt` and now, so it shows within about a second how far the server's clock is ahead. Only
	 * a lead created within that second around the start is in doubt: with clocks in step it is compared as it stands, and what then
	 * seems older stays in doubt; with clocks that differ it is taken for this run's, which sent it.
	 */
	private createdInThisRun(
		{ createdAt }: FoundLead,
		serverTime: number | undefined,
		sentAt: number,
	): boolean | undefined {
		if (createdAt === undefined) return undefined;
		const { startedAt, clock } = this.dependencies.run;
		const aheadAtLeast = serverTime === undefined ? 0 : serverTime - clock.now();
		const aheadAtMost = serverTime === undefined ? 0 : serverTime + DATE_RESOLUTION_MS - sentAt;
		if (createdAt - aheadAtLeast < startedAt - IN_STEP_TOLERANCE_MS) return false;
		const inStep = aheadAtLeast <= IN_STEP_TOLERANCE_MS && aheadAtMost >= -IN_STEP_TOLERANCE_MS;
		return !inStep || createdAt >= startedAt - IN_STEP_TOLERANCE_MS ? true : undefined;
	}

	private async submit(path: string, body: string, singleLead: boolean): Promise<Reply> {
		const query = !singleLead && this.settings.simplified ? { v: '1.2' } : undefined;
		const exchanged = await this.exchange(
			{ method: 'POST', path, query, body, timeoutMs: this.settings.timeoutMs },
			'submission',
		);
		if (exchanged === undefined) return { kind: 'notSent' };
		const { result } = exchanged;
		if (result.kind !== 'answer') return result;
		const { status } = result;
		const answer = parseAnswer(result.text);
		if (status >= 500) return { kind: 'lost', status, why: `the server answered with HTTP ${status}` };
		if (status === HTTP_TOO_MANY) return this.blocked(answer);
		if (status === HTTP_TOO_LARGE) return { kind: 'tooLarge', status };
		if (status >= 300) {
			const maximum = maximumLeads(status, answer);
			if (maximum !== undefined) return { kind: 'tooMany', status, maximum };
			return {
				kind: 'refused',
				status,
				refusal: refusalOf(status, answer, singleLead),
				invalidLeads: readInvalidLeads(answer),
			};
		}
		if (answer === undefined || status < 200) {
			return { kind: 'lost', status, why: 'the answer could not be read' };
		}
		return { kind: 'readable', status, body: answer };
	}

	private blocked(body: JsonObject | undefined): Reply {
		const said = messageOf(body);
		const errorCode = codeOfTooMany(said);
		const message =
			errorCode === 'keyBlocked'
				? 'Uservox has blocked the API key for up to 60 minutes, since too many duplicates were submitted'
				: 'Uservox received too many requests. Lower "Requests per 5 Seconds", also when other systems use the same token';
		this.dependencies.run.stop({ cause: errorCode, message });
		const answered = said === undefined ? '' : ` (HTTP 429, "${said}")`;
		return { kind: 'blocked', status: HTTP_TOO_MANY, errorCode, message: `${message}${answered}.` };
	}

	/** One paced request; undefined when the run stopped before it left. A 429, also to a look-up, stops the run. */
	private async exchange(
		request: HttpRequest,
		kind: 'submission' | 'lookUp',
	): Promise<{ result: HttpResult; sentAt: number } | undefined> {
		const { slots, limiter, run, sendHttp } = this.dependencies;
		if (!(await slots.acquire(kind, run.signal))) return undefined;
		try {
			const departure = await limiter.acquire(this.settings.requestsPerWindow, run.signal);
			if (departure === undefined) return undefined;
			let sentAt: number;
			let result: HttpResult;
			try {
				if (run.signal.aborted) return undefined;
				sentAt = run.clock.now();
				result = await sendHttp(request);
			} finally {
				// Also what never left was booked: else it would count for all executions until n8n restarts.
				limiter.answered(departure);
			}
			if (kind === 'lookUp' && result.kind === 'answer' && result.status === HTTP_TOO_MANY) {
				this.blocked(parseAnswer(result.text));
			}
			return { result: result.kind === 'answer' ? result : { ...result, why: shortened(result.why) }, sentAt };
		} finally {
			slots.release();
		}
	}
}
