// Keeps the API key from being blocked: counts the duplicates of the last minute and holds requests back in time.
import { onAbort } from './waiting';
import type { Clock } from '../ports';

/** "More than 5 duplicate submissions within 60 seconds block the API key for 60 minutes" (vendor README, "Common"). */
export const MAX_DUPLICATES = 5;
export const DUPLICATE_WINDOW_MS = 60_000;
/** The server's minute may end a little after ours, in ms. */
const CLOCK_MARGIN_MS = 250;
/** A request whose answer is lost may be worked on late: its possible duplicate counts this much longer, in ms. */
export const SETTLING_MS = 15_000;
/** How long one run waits for the guard in all, in ms; beyond it the rest is `notSent`. */
export const MAX_GUARD_WAIT_MS = 10 * 60_000;

/** Duplicates that a lost answer may have hidden, and when they stop counting. */
export interface Suspicion {
	readonly count: number;
	readonly expiry: number;
}

/** One instance serves all executions of the process that use the same host and token. */
export class DuplicateGuard {
	/** When each counted duplicate stops counting, ascending is not needed: there are at most a handful. */
	private expiries: number[] = [];
	/** Duplicates that the submissions in flight may turn out to be, as each has reserved them. */
	private inFlight = 0;
	private waiters: Array<() => void> = [];

	constructor(private readonly clock: Clock) {}

	/** How many more duplicates the minute allows, not counting what is in flight. */
	left(now = this.clock.now()): number {
		this.expiries = this.expiries.filter((expiry) => expiry > now);
		return Math.max(0, MAX_DUPLICATES - this.expiries.length);
	}

	/**
	 * Waits until one more submission may go out though all in flight turned out duplicates (design, rule 5), and reserves the
	 * duplicates that it may turn out to be. `mayWait(ms)` is asked before each wait for the window; it may refuse.
	 * @param weigh is told how many duplicates are left to reserve, at least 1, and says how many this submission needs of them
	 * @returns how many are reserved; undefined when the signal aborted or the wait was refused
	 */
	async enter(
		signal: AbortSignal,
		mayWait: (ms: number) => boolean,
		weigh: (available: number) => number,
	): Promise<number | undefined> {
		while (!signal.aborted) {
			// Read once: were a duplicate to expire between two reads, this would wait for an answer with none under way.
			const now = this.clock.now();
			const left = this.left(now);
			const available = left - this.inFlight;
			if (available > 0) {
				const weight = weigh(available);
				this.inFlight += weight;
				return weight;
			}
			if (left > 0) {
				await this.nextChange(signal);
				continue;
			}
			const until = Math.min(...this.expiries);
			if (!mayWait(until - now)) return undefined;
			await this.sleepUntil(until, signal);
		}
		return undefined;
	}

	/** Timers may end a little before the clock says so: that is no new wait to tell of. */
	private async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
		for (let ms = time - this.clock.now(); ms > 0 && !signal.aborted; ms = time - this.clock.now()) {
			await this.clock.sleep(ms, signal);
		}
	}

	/**
	 * Counts a submission out, with the duplicates its answer reported. An answer that reports more than the limit counts as one:
	 * the key is blocked by now, or this API counts requests (design, rule 5).
	 */
	leave(weight: number, duplicates: number): void {
		this.count(duplicates > MAX_DUPLICATES ? 1 : duplicates, this.clock.now() + DUPLICATE_WINDOW_MS + CLOCK_MARGIN_MS);
		this.countOut(weight);
	}

	/** Counts out a submission whose answer was lost: it may have been `suspected` duplicates. */
	leaveLost(weight: number, suspected: number): Suspicion {
		const suspicion = { count: suspected, expiry: this.clock.now() + DUPLICATE_WINDOW_MS + SETTLING_MS };
		this.count(suspected, suspicion.expiry);
		this.countOut(weight);
		return suspicion;
	}

	/** Takes back what a look-up has cleared up: only `remaining` of the suspected duplicates stay counted. */
	forgive(suspicion: Suspicion, remaining: number): void {
		for (let count = suspicion.count; count > remaining; count -= 1) {
			const place = this.expiries.indexOf(suspicion.expiry);
			if (place !== -1) this.expiries.splice(place, 1);
		}
		this.wakeAll();
	}

	private countOut(weight: number): void {
		this.inFlight -= weight;
		this.wakeAll();
	}

	private wakeAll(): void {
		for (const wake of this.waiters.splice(0)) wake();
	}

	private count(duplicates: number, expiry: number): void {
		for (let index = 0; index < duplicates; index += 1) this.expiries.push(expiry);
	}

	/** Resolves when a submission has been counted out, or the signal aborts. */
	private async nextChange(signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const wake = () => {
				forget();
				resolve();
			};
			const forget = onAbort(signal, wake);
			this.waiters.push(wake);
		});
	}
}
