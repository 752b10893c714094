// A strict sliding window: at most N requests in any 5 seconds, as the server sees them arrive.
import type { Clock } from '../ports';
import { Gate } from './waiting';

/** The vendor's window ("~100 requests per 5 seconds per project", page "Bulk Initiate Leads"), in ms. */
export const RATE_WINDOW_MS = 5_000;
/** Clocks tell whole milliseconds. */
const ROUNDING_MS = 2;

/** A request that has left. */
export interface Departure {
	/** When its answer came. It had arrived by then; when exactly cannot be known. */
	answeredAt?: number;
}

/**
 * Grants departures. One instance serves all executions of the process that use the same host and token. A request counts from its
 * departure until a window after its answer: a name look-up, a TLS handshake or a busy process may delay its arrival by any amount.
 */
export class RateLimiter {
	private departures: Departure[] = [];
	private readonly answers = new Gate();

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits until one more request may leave under `limit` per window, and books its departure. Call `answered` when its answer
	 * has come or its connection is gone.
	 * @returns undefined when the signal aborted first, and nothing was booked.
	 */
	async acquire(limit: number, signal: AbortSignal): Promise<Departure | undefined> {
		while (!signal.aborted) {
			const now = this.clock.now();
			this.departures = this.departures.filter((departure) => endOfWindow(departure) > now);
			const excess = this.departures.length - limit;
			if (excess < 0) {
				const departure: Departure = {};
				this.departures.push(departure);
				return departure;
			}
			const ends = this.departures.map(endOfWindow).sort((first, second) => first - second);
			const free = ends[excess] ?? Infinity;
			if (free === Infinity) await this.answers.wait(signal);
			else await this.clock.sleep(free - now, signal);
		}
		return undefined;
	}

	answered(departure: Departure): void {
		departure.answeredAt = this.clock.now();
		this.answers.open();
	}
}

/** When the departure stops counting. */
function endOfWindow({ answeredAt = Infinity }: Departure): number {
	return answeredAt + RATE_WINDOW_MS + ROUNDING_MS;
}
