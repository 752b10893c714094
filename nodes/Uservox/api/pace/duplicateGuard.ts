// Keeps the API key from being blocked: counts the duplicates of the last minute and holds requests back in time.
import type { Clock } from '../ports';
import { Gate, type WaitBudget } from './waiting';

/** "More than 5 duplicate submissions within 60 seconds block the API key for 60 minutes", says the vendor. */
const MAX_DUPLICATES = 5;
/** How many of them one process uses. It is not alone: there are workers, the editor, and whatever ran before a restart. */
export const OWN_SHARE = 2;
export const DUPLICATE_WINDOW_MS = 60_000;
/** How much later than ours the server's minute may end, in ms. */
const CLOCK_MARGIN_MS = 250;
/** A request whose answer was lost may be worked on late, so its possible duplicates count this much longer, in ms. */
const LATE_STORAGE_MS = 15_000;

/** Duplicates that a lost answer may have hidden, and when they stop counting. */
export interface Suspicion {
	readonly count: number;
	readonly expiry: number;
}

/** Permission to send one request, with room reserved for the duplicates that it may hold. It is given back in one of two ways, and only once. */
export interface Permit {
	/** The request was answered, or never left: it held this many duplicates. */
	leave(duplicates: number): void;
	/** The answer was lost: any of this many leads may have been a duplicate. */
	leaveLost(leads: number): Suspicion | undefined;
}

/** One instance serves all executions of the process that use the same host and token. */
export class DuplicateGuard {
	/** When each counted duplicate stops counting. There are never more than a handful. */
	private expiries: number[] = [];
	/** How many duplicates the requests in flight may hold, by what each has reserved. */
	private reserved = 0;
	private readonly changes = new Gate();

	constructor(private readonly clock: Clock) {}

	/** How many more duplicates this process may cause within the minute, whatever is in flight. */
	left(now = this.clock.now()): number {
		this.expiries = this.expiries.filter((expiry) => expiry > now);
		return Math.max(0, OWN_SHARE - this.expiries.length);
	}

	/** The permit of a request that is known to hold no duplicates. It never waits; if there are duplicates after all, they are counted. */
	free(): Permit {
		return this.permit(0);
	}

	/**
	 * Waits until one more request is safe even if all that is in flight turns out to be duplicates, then reserves room for it.
	 * @param budget bounds the wait for the minute to pass
	 * @param most how many leads the request wants to hold, at least 1; asked once there is room for `available` duplicates
	 * @returns the permit; undefined when the signal aborted; 'tooLong' when the budget does not allow the wait
	 */
	async enter(
		signal: AbortSignal,
		budget: WaitBudget,
		most: (available: number) => number,
	): Promise<Permit | 'tooLong' | undefined> {
		while (!signal.aborted) {
			// Read once: if a duplicate expired between two reads, this would wait for an answer with none under way.
			const now = this.clock.now();
			const left = this.left(now);
			const available = left - this.reserved;
			if (available > 0) return this.permit(Math.min(available, most(available)));
			if (left > 0) {
				await this.changes.wait(signal);
				continue;
			}
			const until = Math.min(...this.expiries);
			if (!(await budget.spend(until - now, () => this.sleepUntil(until, signal)))) return 'tooLong';
		}
		return undefined;
	}

	/** Corrects the count after clearing up: only `remaining` of the suspected duplicates stay counted. */
	forgive(suspicion: Suspicion, remaining: number): void {
		for (let count = suspicion.count; count > remaining; count -= 1) {
			const place = this.expiries.indexOf(suspicion.expiry);
			if (place !== -1) this.expiries.splice(place, 1);
		}
		this.changes.open();
	}

	private permit(reserved: number): Permit {
		this.reserved += reserved;
		let isLeft = false;
		/** @returns when these duplicates stop counting; undefined when the permit has been left before */
		const leave = (duplicates: number, countMs: number): number | undefined => {
			if (isLeft) return undefined;
			isLeft = true;
			this.reserved -= reserved;
			this.changes.open();
			const expiry = this.clock.now() + countMs;
			for (let count = 0; count < duplicates; count += 1) this.expiries.push(expiry);
			return expiry;
		};
		return {
			// More than the limit in one answer counts as one: either the key is already blocked, or this API counts requests.
			leave: (duplicates) => {
				leave(duplicates > MAX_DUPLICATES ? 1 : duplicates, DUPLICATE_WINDOW_MS + CLOCK_MARGIN_MS);
			},
			leaveLost: (leads) => {
				const count = Math.min(reserved, leads);
				const expiry = leave(count, DUPLICATE_WINDOW_MS + LATE_STORAGE_MS);
				return count === 0 || expiry === undefined ? undefined : { count, expiry };
			},
		};
	}

	/** Timers may end slightly before the clock says so; that is not a new wait. */
	private async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
		for (let ms = time - this.clock.now(); ms > 0 && !signal.aborted; ms = time - this.clock.now()) {
			await this.clock.sleep(ms, signal);
		}
	}
}
