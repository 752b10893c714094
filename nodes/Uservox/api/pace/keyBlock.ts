// Remembers that a key is blocked, so that later executions do not ask with it until the hour is over.
import type { Clock } from '../ports';

/** "More than 5 duplicate submissions within 60 seconds block the API key for 60 minutes", says the vendor. In ms. */
const BLOCK_MS = 60 * 60_000;

/** One instance serves all executions of the process that use the same host and token. */
export class KeyBlock {
	private until = 0;

	constructor(private readonly clock: Clock) {}

	/**
	 * Notes that the API has just said that the key is blocked.
	 * @param forMs how long, if the API says it
	 */
	note(forMs = BLOCK_MS): void {
		this.until = this.clock.now() + Math.min(forMs, BLOCK_MS);
	}

	/** ms until the block is over; undefined when no block is known. */
	remainingMs(): number | undefined {
		const remaining = this.until - this.clock.now();
		return remaining > 0 ? remaining : undefined;
	}
}
