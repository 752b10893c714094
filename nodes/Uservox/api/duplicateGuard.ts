// Keeps the API key from being blocked: counts the duplicates of the last minute and holds requests back in time.
import type { Clock } from './http';
import { ARRIVAL_JITTER_MS } from './rateLimit';

/** "More than 5 duplicate submissions within 60 seconds block the API key for 60 minutes" (vendor README, "Common"). */
export const MAX_DUPLICATES = 5;
export const DUPLICATE_WINDOW_MS = 60_000;
/** A request whose answer is lost may be worked on late: its possible duplicate counts this much longer, in ms. */
export const SETTLING_MS = 15_000;
/** How long one run waits for the guard in all, in ms; beyond it the rest is `notSent`. */
export const MAX_GUARD_WAIT_MS = 10 * 60_000;

/** One instance serves all executions of the process that use the same host and token. */
export class DuplicateGuard {
	/** When each counted duplicate stops counting, ascending is not needed: there are at most a handful. */
	private expiries: number[] = [];
	private inFlight = 0;
	private waiters: Array<() => void> = [];

	constructor(private readonly clock: Clock) {}

	/** How many more duplicates the minute allows, not counting what is in flight. */
	left(): number {
		const now = this.clock.now();
		this.expiries = this.expiries.filter((expiry) => expiry > now);
		return Math.max(0, MAX_DUPLICATES - this.expiries.length);
	}

	/** ms until one more duplicate is allowed again; 0 when one is allowed now. */
	private waitMs(): number {
		return this.left() > 0 ? 0 : Math.min(...this.expiries) - this.clock.now();
	}

	/**
	 * Waits until one more submission may go out though all in flight turned out duplicates (design, rule 5), and counts it in.
	 * `mayWait(ms)` is asked before each wait for the window; it may refuse.
	 * @returns false when the signal aborted or the wait was refused; nothing is counted then.
	 */
	async enter(signal: AbortSignal, mayWait: (ms: number) => boolean): Promise<boolean> {
		while (!signal.aborted) {
			if (this.left() > this.inFlight) {
				this.inFlight += 1;
				return true;
			}
			const ms = this.waitMs();
			if (ms > 0) {
				if (!mayWait(ms)) return false;
				await this.clock.sleep(ms, signal);
			} else {
				await this.nextChange(signal);
			}
		}
		return false;
	}

	/**
	 * Counts a submission out, with the duplicates its answer reported. An answer that reports more than the limit counts as one:
	 * the key is blocked by now, or this API counts requests (design, rule 5). `lost`: it may have been one duplicate.
	 */
	leave(result: { duplicates: number } | 'lost'): void {
		this.inFlight -= 1;
		const now = this.clock.now();
		if (result === 'lost') {
			this.count(1, now + DUPLICATE_WINDOW_MS + SETTLING_MS);
		} else if (result.duplicates > 0) {
			const counted = result.duplicates > MAX_DUPLICATES ? 1 : result.duplicates;
			this.count(counted, now + DUPLICATE_WINDOW_MS + ARRIVAL_JITTER_MS);
		}
		for (const wake of this.waiters.splice(0)) wake();
	}

	private count(duplicates: number, expiry: number): void {
		for (let index = 0; index < duplicates; index += 1) this.expiries.push(expiry);
	}

	/** Resolves when a submission has been counted out, or the signal aborts. */
	private async nextChange(signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const wake = () => {
				signal.removeEventListener('abort', wake);
				resolve();
			};
			this.waiters.push(wake);
			signal.addEventListener('abort', wake);
		});
	}
}
