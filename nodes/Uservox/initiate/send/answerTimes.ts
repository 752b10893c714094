// How large a batch may be, by the answers so far: so that its answer comes in time, and as the API itself allows.

/** How much of the time-out a batch may take. */
const SHARE_OF_TIMEOUT = 0.5;

export class AnswerTimes {
	/** Whether nothing has gone out yet. */
	isUnused = true;
	/** Requests in a row that were refused as a whole, for no reason that is about their leads. */
	refusedInARow = 0;
	/** The most leads of a request that was accepted as a whole. */
	passed = 0;
	/** The most leads that the API says a request may hold. */
	maximum = Infinity;

	/** The quickest answer, in ms: what a request takes whatever it holds. */
	private fixedMs = Infinity;
	private msPerLead = 0;
	private timedOutAt = Infinity;

	/** @param timeoutMs how long an answer is awaited */
	constructor(private readonly timeoutMs: number) {}

	/** Notes that a request with so many leads was answered after `ms`. */
	answered(leads: number, ms: number): void {
		this.fixedMs = Math.min(this.fixedMs, ms);
		this.msPerLead = Math.max(this.msPerLead * 0.5, (ms - this.fixedMs) / Math.max(1, leads));
	}

	/** Notes that the answer to so many leads was given up after `ms`. */
	lost(leads: number, ms: number): void {
		if (ms >= this.timeoutMs * SHARE_OF_TIMEOUT) this.timedOutAt = Math.min(this.timedOutAt, leads);
	}

	/** The most leads whose answer is expected in half of the time-out; at least 1. */
	largestBatch(): number {
		const afterLoss = Math.floor(this.timedOutAt * SHARE_OF_TIMEOUT);
		const allowed = Math.min(afterLoss, this.maximum);
		if (this.msPerLead <= 0) return Math.max(1, allowed);
		const ms = this.timeoutMs * SHARE_OF_TIMEOUT - Math.min(this.fixedMs, this.timeoutMs);
		return Math.max(1, Math.min(allowed, Math.floor(ms / this.msPerLead)));
	}
}
