// A strict sliding window: at most N requests in any 5 seconds, as the server sees them arrive.
import type { Clock } from '../ports';
import { onAbort } from './waiting';

/** The vendor's window ("~100 requests per 5 seconds per project", page "Bulk Initiate Leads"), in ms. */
export const RATE_WINDOW_MS = 5_000;
/** Clocks tell whole milliseconds. */
const ROUNDING_MS = 2;

/** A request that has left. */
export interface Departure {
	/** When its answer came. It had arrived by then; when exactly cannot be known. */
	answeredAt?: number;
}

/** A request that waits for its departure. */
interface Waiter {
	limit: number;
	/** Without a departure: the signal aborted. */
	settle: (departure?: Departure) => void;
}

/**
 * Grants departures, in the order in which they are asked for: pages of a list that are read out of order miss leads when it grows.
 * One instance serves all executions of the process that use the same host and token. A request counts from its
 * departure until a window after its answer: a name look-up, a TLS handshake or a busy process may delay its arrival by any amount.
 */
export class RateLimiter {
	private departures: Departure[] = [];
	private readonly waiters = new Set<Waiter>();
	/** Ends the sleep until the next departure stops counting. */
	private sleep: AbortController | undefined;

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits until one more request may leave under `limit` per window, and books its departure. Call `answered` when its answer
	 * has come or its connection is gone. Who may leave does not wait for somebody with a lower limit.
	 * @returns undefined when the signal aborted first, and nothing was booked.
	 */
	async acquire(limit: number, signal: AbortSignal): Promise<Departure | undefined> {
		if (signal.aborted) return undefined;
		return await new Promise((resolve) => {
			const settle = (departure?: Departure) => {
				this.waiters.delete(waiter);
				forget();
				if (this.waiters.size === 0) this.sleep?.abort();
				resolve(departure);
			};
			const waiter: Waiter = { limit, settle };
			const forget = onAbort(signal, () => settle());
			this.waiters.add(waiter);
			this.grant();
		});
	}

	answered(departure: Departure): void {
		departure.answeredAt = this.clock.now();
		this.grant();
	}

	/** Lets go who may leave now, and comes back when the next departure stops counting. */
	private grant(): void {
		const now = this.clock.now();
		this.departures = this.departures.filter((departure) => endOfWindow(departure) > now);
		for (const { limit, settle } of [...this.waiters]) {
			const excess = this.departures.length - limit;
			if (excess >= 0) continue;
			const departure: Departure = {};
			this.departures.push(departure);
			settle(departure);
		}
		if (this.waiters.size > 0 && this.sleep === undefined) void this.grantLater();
	}

	private async grantLater(): Promise<void> {
		const end = Math.min(...this.departures.map(endOfWindow));
		// The next answer comes back here.
		if (end === Infinity) return;
		const sleep = new AbortController();
		this.sleep = sleep;
		await this.clock.sleep(end - this.clock.now(), sleep.signal);
		this.sleep = undefined;
		this.grant();
	}
}

/** When the departure stops counting. */
function endOfWindow({ answeredAt = Infinity }: Departure): number {
	return answeredAt + RATE_WINDOW_MS + ROUNDING_MS;
}
