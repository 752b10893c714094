// A strict sliding window: at most N requests in any 5 seconds, as the server sees them arrive.
import type { Clock } from '../ports';
import { onAbort } from './waiting';

/** The vendor's window ("~100 requests per 5 seconds per project", page "Bulk Initiate Leads"), in ms. */
export const RATE_WINDOW_MS = 5_000;
/** Clocks tell whole milliseconds. */
const ROUNDING_MS = 2;

/** A request that waits until it may leave. */
interface Waiter {
	limit: number;
	/** @param mayLeave false: the signal aborted */
	settle: (mayLeave: boolean) => void;
	fail: (fault: unknown) => void;
}

/**
 * Lets requests leave in the order in which they are asked for: pages of a list that are read out of order miss leads when it grows.
 * One instance serves all executions of the process that use the same host and token. A request counts from its departure until a
 * window after its answer: a name look-up, a TLS handshake or a busy process may delay its arrival by any amount.
 */
export class RateLimiter {
	/** How many have left and are not answered. */
	private underWay = 0;
	/** When each answered one stops counting. It had arrived by its answer; when exactly cannot be known. */
	private ends: number[] = [];
	private readonly waiters = new Set<Waiter>();
	/** Ends the sleep until the next one stops counting. */
	private sleep: AbortController | undefined;

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits until one more request may leave under `limit` per window, and counts it. Call `answered` when its answer has come or its
	 * connection is gone. Who may leave does not wait for somebody with a lower limit.
	 * @returns false when the signal aborted first, and nothing was counted.
	 */
	async acquire(limit: number, signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		return await new Promise((resolve, reject) => {
			const end = () => {
				this.waiters.delete(waiter);
				forget();
				if (this.waiters.size === 0) this.sleep?.abort();
			};
			const settle = (mayLeave: boolean) => {
				end();
				resolve(mayLeave);
			};
			const fail = (fault: unknown) => {
				end();
				reject(fault instanceof Error ? fault : new Error('The clock failed.'));
			};
			const waiter: Waiter = { limit, settle, fail };
			const forget = onAbort(signal, () => settle(false));
			this.waiters.add(waiter);
			try {
				this.grant();
			} catch (fault) {
				fail(fault);
			}
		});
	}

	/** Says that a request that had left is answered, or that it never left after all. */
	answered(): void {
		this.underWay -= 1;
		try {
			this.ends.push(this.clock.now() + RATE_WINDOW_MS + ROUNDING_MS);
		} finally {
			this.grant();
		}
	}

	/** Lets go who may leave now, and comes back when the next request stops counting. */
	private grant(): void {
		const now = this.clock.now();
		this.ends = this.ends.filter((end) => end > now);
		for (const { limit, settle } of [...this.waiters]) {
			if (this.underWay + this.ends.length >= limit) continue;
			this.underWay += 1;
			settle(true);
		}
		// With none that is answered, the next answer comes back here.
		if (this.waiters.size > 0 && this.sleep === undefined && this.ends.length > 0) void this.grantLater();
	}

	/** Nobody awaits it: a fault is heard by those who wait to leave. */
	private async grantLater(): Promise<void> {
		try {
			this.sleep = new AbortController();
			await this.clock.sleep(Math.min(...this.ends) - this.clock.now(), this.sleep.signal);
			this.sleep = undefined;
			this.grant();
		} catch (fault) {
			this.sleep = undefined;
			for (const { fail } of [...this.waiters]) fail(fault);
		}
	}
}
