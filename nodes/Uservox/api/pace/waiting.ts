// Waiting that a stop can end: for an abort, for a gate, or for a bounded total time. Many may wait at once.
import type { Clock } from '../ports';

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` once when the signal aborts. Node warns of a leak from eleven listeners on one signal, and hundreds may wait here.
 * @returns a function that removes the listener
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
	const listeners = waiting.get(signal) ?? watch(signal);
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function watch(signal: AbortSignal): Set<() => void> {
	const listeners = new Set<() => void>();
	waiting.set(signal, listeners);
	signal.addEventListener('abort', () => [...listeners].forEach((listener) => listener()), { once: true });
	return listeners;
}

/** A place where many can wait until something changes. */
export class Gate {
	private readonly waiters = new Set<() => void>();

	/** Resolves at the next `open`, or when the signal aborts. */
	async wait(signal: AbortSignal): Promise<void> {
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const wake = () => {
				this.waiters.delete(wake);
				forget();
				resolve();
			};
			const forget = onAbort(signal, wake);
			this.waiters.add(wake);
		});
	}

	/** Wakes all who wait. */
	open(): void {
		for (const wake of [...this.waiters]) wake();
	}
}

/** Bounds how long one run waits for something in total. Waits at the same time count once, as they do for the user. */
export class WaitBudget {
	private active = 0;
	private since = 0;
	private spentMs = 0;

	/** @param maximumMs the longest total wait */
	constructor(
		private readonly clock: Clock,
		private readonly maximumMs: number,
	) {}

	/** ms waited so far. */
	get totalMs(): number {
		return this.spentMs + (this.active > 0 ? this.clock.now() - this.since : 0);
	}

	/** Waits with `wait`, which takes about `ms`. @returns false, without waiting, if that would be longer than allowed. */
	async spend(ms: number, wait: () => Promise<void>): Promise<boolean> {
		if (this.totalMs + ms > this.maximumMs) return false;
		if (this.active === 0) this.since = this.clock.now();
		this.active += 1;
		try {
			await wait();
		} finally {
			this.active -= 1;
			if (this.active === 0) this.spentMs += this.clock.now() - this.since;
		}
		return true;
	}
}
