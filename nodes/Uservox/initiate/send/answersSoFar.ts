// What the answers so far have shown, most of all how large a batch may be: its answer must come in time, and the API must allow its size.

/** What share of the timeout a batch may take. */
const SHARE_OF_TIMEOUT = 0.5;

export class AnswersSoFar {
	/** Requests in a row that were refused as a whole for a reason that has nothing to do with their leads. */
	refusedInARow = 0;
	/** The most leads of a request that was accepted as a whole. */
	passed = 0;
	/** The most leads that the API says a request may hold. */
	maximum = Infinity;
	/** The most leads of a request that was worked on, however they ended. */
	workedOn = 0;

	/** The quickest answer, in ms: what any request takes, however few leads it holds. */
	private fixedMs = Infinity;
	private msPerLead = 0;
	private timedOutAt = Infinity;
	private smallestTooLarge = Infinity;
	private isTooLargeAgain = false;

	/** @param timeoutMs how long to wait for an answer */
	constructor(private readonly timeoutMs: number) {}

	/** Notes that a request with this many leads was answered after `ms`. */
	answered(leads: number, ms: number): void {
		const isQuick = ms < this.timeoutMs * SHARE_OF_TIMEOUT;
		// One hiccup must not keep batches small for the rest of the run.
		if (isQuick && leads >= Math.floor(this.timedOutAt * SHARE_OF_TIMEOUT)) this.timedOutAt = 4 * leads;
		this.fixedMs = Math.min(this.fixedMs, ms);
		this.msPerLead = Math.max(this.msPerLead * 0.5, (ms - this.fixedMs) / Math.max(1, leads));
	}

	/** Notes that the answer to this many leads was given up after `ms`. */
	lost(leads: number, ms: number): void {
		if (ms >= this.timeoutMs * SHARE_OF_TIMEOUT) this.timedOutAt = Math.min(this.timedOutAt, leads);
	}

	/**
	 * Notes that a request with this many leads seemed too large, though the API did not say what is allowed. One fat row is in smaller
	 * and smaller parts that are; a larger one after them means that the number of leads is at fault.
	 */
	tooLarge(leads: number): void {
		this.isTooLargeAgain ||= leads > this.smallestTooLarge;
		this.smallestTooLarge = Math.min(this.smallestTooLarge, leads);
	}

	/** The most leads whose answer is expected in half of the timeout; at least 1. */
	largestBatch(): number {
		const afterLoss = Math.floor(this.timedOutAt * SHARE_OF_TIMEOUT);
		// Twice as many as before, so that it does not have to refuse and halve each of them several times.
		const bold = this.isTooLargeAgain && this.workedOn > 0 ? 2 * this.workedOn : Infinity;
		const allowed = Math.min(afterLoss, this.maximum, bold);
		if (this.msPerLead <= 0) return Math.max(1, allowed);
		const ms = this.timeoutMs * SHARE_OF_TIMEOUT - Math.min(this.fixedMs, this.timeoutMs);
		return Math.max(1, Math.min(allowed, Math.floor(ms / this.msPerLead)));
	}
}
