// A strict sliding window: at most N requests in any 5 seconds, as the server sees them arrive.
import type { Clock } from './http';

/** The vendor's window (bulk-initiate-leads.md: "~100 requests per 5 seconds per project"), in ms. */
export const RATE_WINDOW_MS = 5_000;
/**
 * How much later one request may arrive than another that left at the same time, in ms: network jitter of 200 ms, and a little
 * for this process being busy between the grant and the write. Requests that are a window plus this apart when they leave are a
 * window apart when they arrive, in whatever order.
 */
export const ARRIVAL_JITTER_MS = 250;

/** Grants departures. One instance serves all executions of the process that use the same host and token. */
export class RateLimiter {
	private departures: number[] = [];

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits until one more request may leave under `limit` per window, and books its departure.
	 * @returns false when the signal aborted first, and nothing was booked.
	 */
	async acquire(limit: number, signal: AbortSignal): Promise<boolean> {
		while (!signal.aborted) {
			const now = this.clock.now();
			const windowStart = now - RATE_WINDOW_MS - ARRIVAL_JITTER_MS;
			const current = this.departures.findIndex((departure) => departure > windowStart);
			this.departures = current === -1 ? [] : this.departures.slice(current);
			const blocking = this.departures[this.departures.length - limit];
			if (blocking === undefined) {
				this.departures.push(now);
				return true;
			}
			await this.clock.sleep(blocking - windowStart, signal);
		}
		return false;
	}
}
