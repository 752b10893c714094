// Sends requests at the allowed pace: slots, the rate limit, retries, and what a 429 means for the run.
import { messageOf, parseAnswer, shortened, type JsonObject } from './answer/parse';
import { codeOfTooMany } from './answer/refusal';
import { backoffMs } from './pace/backoff';
import type { KeyBlock } from './pace/keyBlock';
import { RATE_WINDOW_MS, type RateLimiter } from './pace/rateLimit';
import type { Slots } from './pace/slots';
import type { HttpRequest, HttpResult, Random, SendHttp } from './ports';
import type { Run } from './run';

export interface ExchangeDependencies {
	sendHttp: SendHttp;
	limiter: RateLimiter;
	block: KeyBlock;
	slots: Slots;
	run: Run;
	random: Random;
}

export interface ExchangeSettings {
	requestsPerWindow: number;
	timeoutMs: number;
	maxRetries: number;
}

/** What is asked of the API; a GET unless `method` says otherwise. */
export type Question = Partial<Pick<HttpRequest, 'method'>> & Omit<HttpRequest, 'method' | 'timeoutMs'>;

/** An answer as it came. Times are in ms since the epoch; `serverTime` is the answer's Date header. */
export interface Answer {
	kind: 'answer';
	status: number;
	/** The JSON object in it, if there is one. */
	body: JsonObject | undefined;
	/** Whether it is a web page: a log-in page or a wrong base URL, not the API. */
	isHtml: boolean;
	sentAt: number;
	answeredAt: number;
	serverTime?: number;
	/** How long the server asks to wait before the next request, in ms, if it does. */
	retryAfterMs?: number;
}

/** The run stopped before the request left, or the API blocks the key: nothing was done. */
export interface Stopped {
	kind: 'stopped';
}

/** How a question ended. `failed`: no good answer after all tries; `status` is the last one. `unreachable`: no connection either. */
export type Reading = Answer | Stopped | { kind: 'failed'; why: string; status?: number; unreachable?: boolean };

/** How a request that changes something ended. `lost`: it may have arrived. `noConnection`: it never left, after all tries. */
export type Submission =
	| Answer
	| Stopped
	| { kind: 'lost'; why: string; sentAt: number; answeredAt: number }
	| { kind: 'noConnection'; why: string }
	| { kind: 'refusedForPace'; errorCode: 'keyBlocked' | 'rateLimited'; message: string };

/** A request that has left. */
type Sent = Extract<Submission, { kind: 'answer' | 'lost' | 'noConnection' }>;

const HTTP_TOO_MANY = 429;
/** After a 429 for pace, nothing is sent for this many windows. */
const PAUSE_MS = 2 * RATE_WINDOW_MS;
/** A question that is refused for its pace this often has failed. */
const MAX_PAUSES = 5;
const SLOWEST_PACE = 2;
/** A run waits this long, in ms, where the server asks for it by Retry-After; where it asks for more, the run ends. */
const LONGEST_WAIT_MS = 2 * 60_000;

/** All requests of one run. Throws only what is thrown into it: by the clock, or by chance. */
export class Exchange {
	private pacePerWindow: number;
	private pausedUntil = -Infinity;
	private pausesOfSubmissions = 0;

	constructor(
		private readonly dependencies: ExchangeDependencies,
		readonly settings: ExchangeSettings,
	) {
		this.pacePerWindow = settings.requestsPerWindow;
	}

	/** Asks a question that changes nothing, and asks again after network failures, 5xx and a 429 for pace. */
	async read(question: Question): Promise<Reading> {
		const { run, random } = this.dependencies;
		let pauses = 0;
		for (let tries = 0; ;) {
			const result = await this.paced(question, 'lookUp');
			if (result === undefined) return { kind: 'stopped' };
			if (result.kind === 'answer' && result.status === HTTP_TOO_MANY) {
				if (this.stopIfBlocked(result) !== undefined) return { kind: 'stopped' };
				this.pause(result);
				pauses += 1;
				if (pauses > MAX_PAUSES || asksTooMuch(result))
					return { kind: 'failed', why: 'too many requests (HTTP 429)', status: HTTP_TOO_MANY };
				continue;
			}
			if (result.kind === 'answer' && result.status < 500) return result;
			if (tries >= this.settings.maxRetries || run.stopped !== undefined || asksTooMuch(result)) {
				return result.kind === 'answer'
					? { kind: 'failed', why: `HTTP ${result.status}`, status: result.status }
					: { kind: 'failed', why: result.why, unreachable: result.kind === 'noConnection' };
			}
			const askedMs = result.kind === 'answer' ? (result.retryAfterMs ?? 0) : 0;
			await run.clock.sleep(Math.max(askedMs, backoffMs(tries, random)), run.signal);
			tries += 1;
		}
	}

	/**
	 * Sends a request that changes something. It is sent again only when no connection was made, or when the API refused it unread for its pace.
	 * The second such refusal stops the run, and so does a blocked key.
	 */
	async submit(question: Question): Promise<Submission> {
		const { run, random } = this.dependencies;
		for (let tries = 0; ;) {
			const result = await this.paced({ method: 'POST', ...question }, 'submission');
			if (result === undefined) return { kind: 'stopped' };
			if (result.kind === 'answer' && result.status === HTTP_TOO_MANY && !tellsOfLeads(result)) {
				const blocked = this.stopIfBlocked(result) ?? this.stopAtSecondPause(result);
				if (blocked !== undefined) return blocked;
				continue;
			}
			if (result.kind !== 'noConnection') return result;
			if (tries >= this.settings.maxRetries || run.stopped !== undefined) return result;
			await run.clock.sleep(backoffMs(tries, random), run.signal);
			tries += 1;
		}
	}

	private stopIfBlocked({ body, retryAfterMs }: Answer): Submission | undefined {
		const said = messageOf(body);
		if (codeOfTooMany(said) !== 'keyBlocked') return undefined;
		const { block, run } = this.dependencies;
		block.note(retryAfterMs);
		run.stopForBlock(block);
		return { kind: 'refusedForPace', errorCode: 'keyBlocked', message: blockedMessage(said) };
	}

	/** Several refusals of requests that were under way together count as one. Where the server asks for a long wait, the first one stops the run. */
	private stopAtSecondPause(answer: Answer): Submission | undefined {
		const { run } = this.dependencies;
		const isNow = asksTooMuch(answer);
		if (!isNow && this.pause(answer)) this.pausesOfSubmissions += 1;
		if (!isNow && this.pausesOfSubmissions < 2) return undefined;
		const said = messageOf(answer.body);
		const how = isNow ? 'and asks to wait for minutes' : 'and again at half the pace';
		const message = `Uservox received too many requests, ${how} (HTTP 429${said === undefined ? '' : `, "${said}"`}). Lower "Requests per 5 Seconds", because other systems may use the same token`;
		run.stop({ cause: 'rateLimited', message });
		return { kind: 'refusedForPace', errorCode: 'rateLimited', message: `${message}.` };
	}

	/** Pauses and halves the pace, once for all requests that were under way together. @returns whether this was a new pause */
	private pause({ sentAt, retryAfterMs = 0 }: Answer): boolean {
		if (sentAt < this.pausedUntil) return false;
		const { run } = this.dependencies;
		const ms = Math.max(PAUSE_MS, retryAfterMs);
		this.pausedUntil = run.clock.now() + ms;
		this.pacePerWindow = Math.max(Math.min(SLOWEST_PACE, this.pacePerWindow), Math.floor(this.pacePerWindow / 2));
		run.log(
			`Uservox: too many requests (HTTP 429); pausing ${Math.ceil(ms / 1_000)} s, then going on at half the pace`,
		);
		return true;
	}

	/** One paced request; undefined when the run stopped, or the key is known to be blocked, before it left. */
	private async paced(question: Question, kind: 'submission' | 'lookUp'): Promise<Sent | undefined> {
		const { slots, limiter, block, run, sendHttp } = this.dependencies;
		if (!(await slots.acquire(kind, run.signal))) return undefined;
		try {
			if (!(await this.departed())) return undefined;
			let sentAt: number;
			let result: HttpResult;
			try {
				if (block.remainingMs() !== undefined) run.stopForBlock(block);
				if (run.signal.aborted) return undefined;
				sentAt = run.clock.now();
				if (kind === 'submission') run.hasSubmitted = true;
				result = await carried(sendHttp, { method: 'GET', ...question, timeoutMs: this.settings.timeoutMs });
			} finally {
				// A request that never left was counted as well, and would count for all executions until n8n restarts.
				limiter.answered();
			}
			const answeredAt = run.clock.now();
			if (result.kind === 'noConnection') return { kind: 'noConnection', why: shortened(result.why) };
			if (result.kind === 'lost') return { kind: 'lost', why: shortened(result.why), sentAt, answeredAt };
			const { status, text, serverTime, retryAfterMs } = result;
			const body = parseAnswer(text);
			const isHtml = body === undefined && text.trimStart().startsWith('<');
			return { kind: 'answer', status, body, isHtml, sentAt, answeredAt, serverTime, retryAfterMs };
		} finally {
			slots.release();
		}
	}

	/** Waits for the pause to end and for the rate limit; a pause may begin while this waits for the limit. */
	private async departed(): Promise<boolean> {
		const { limiter, run } = this.dependencies;
		for (;;) {
			for (let ms = this.restOfPause(); ms > 0; ms = this.restOfPause()) await run.clock.sleep(ms, run.signal);
			if (!(await limiter.acquire(this.pacePerWindow, run.signal))) return false;
			let isPaused = true;
			try {
				isPaused = this.restOfPause() > 0;
			} finally {
				if (isPaused) limiter.answered();
			}
			if (!isPaused) return true;
		}
	}

	private restOfPause(): number {
		const { run } = this.dependencies;
		return run.signal.aborted ? 0 : this.pausedUntil - run.clock.now();
	}
}

/** Whether the server asks to wait for so long that this run is over before. */
function asksTooMuch(result: Sent): boolean {
	return result.kind === 'answer' && (result.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
}

/** A request whose transport fails may have arrived. */
async function carried(sendHttp: SendHttp, request: HttpRequest): Promise<HttpResult> {
	try {
		return await sendHttp(request);
	} catch (error) {
		return { kind: 'lost', why: error instanceof Error ? error.message : 'the request failed' };
	}
}

/** A body with one or both lists answers a request that was worked on, whatever its status. */
function tellsOfLeads({ body }: Answer): boolean {
	return body !== undefined && (Array.isArray(body.success) || Array.isArray(body.errors));
}

function blockedMessage(said: string | undefined): string {
	const answered = said === undefined ? '' : `, "${said}"`;
	return `Uservox has blocked the API key for up to 60 minutes, as it does after too many duplicates or too much bad data (HTTP 429${answered}).`;
}
