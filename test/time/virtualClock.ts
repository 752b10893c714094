// Time for tests: it jumps from timer to timer, so that an hour of waiting passes in a millisecond, always the same way.
import { setMaxListeners } from 'node:events';

interface Timer {
	readonly at: number;
	/** Timers of the same moment fire in the order in which they were set. */
	readonly order: number;
	readonly run: () => unknown;
	cancelled: boolean;
}

function isBefore(a: Timer, b: Timer): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap: worlds hold thousands of timers. */
class Timers {
	private readonly heap: Timer[] = [];

	push(timer: Timer): void {
		let place = this.heap.push(timer) - 1;
		while (place > 0) {
			const above = (place - 1) >> 1;
			const parent = this.heap[above];
			if (parent === undefined || !isBefore(timer, parent)) break;
			this.heap[place] = parent;
			place = above;
		}
		this.heap[place] = timer;
	}

	pop(): Timer | undefined {
		const [first] = this.heap;
		const last = this.heap.pop();
		if (first === undefined || last === undefined || this.heap.length === 0) return first;
		let place = 0;
		for (;;) {
			let below = 2 * place + 1;
			let child = this.heap[below];
			const right = this.heap[below + 1];
			if (child !== undefined && right !== undefined && isBefore(right, child)) {
				child = right;
				below += 1;
			}
			if (child === undefined || !isBefore(child, last)) break;
			this.heap[place] = child;
			place = below;
		}
		this.heap[place] = last;
		return first;
	}
}

/** All promise reactions that are due run before the next turn of the event loop. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

/** What passes between two reads of a real clock, in ms: a moment may come to pass between them. */
const READ_MS = 0.1;
/** Real timers fire up to a millisecond before Date.now() says so; here by a different part of it each time. */
const EARLY_STEP_MS = 0.37;

/** Unlike most clocks in tests it keeps a real one's small vices: whole milliseconds, reads that take time, sleep that ends early. */
export class VirtualClock {
	private readonly timers = new Timers();
	private order = 0;
	private earlyMs = 0;

	/**
	 * @param time where the clock starts, ms since the epoch
	 * @param onPlan called when there is something to let time pass for
	 */
	constructor(
		private time: number,
		private readonly onPlan: () => void = () => {},
	) {}

	now(): number {
		this.time += READ_MS;
		return Math.floor(this.time);
	}

	/** The exact time, for the books of the tests: looking at it takes none. */
	get exactNow(): number {
		return this.time;
	}

	/** Runs something in `ms`; the returned function takes it back. */
	after(ms: number, run: () => unknown): () => void {
		const timer: Timer = { at: this.time + Math.max(0, ms), order: this.order, run, cancelled: false };
		this.order += 1;
		this.timers.push(timer);
		this.onPlan();
		return () => {
			timer.cancelled = true;
		};
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const wake = () => {
				cancel();
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			this.earlyMs = (this.earlyMs + EARLY_STEP_MS) % 1;
			const cancel = this.after(ms - this.earlyMs, wake);
			if (signal === undefined) return;
			// Hundreds may wait, and Node warns of a leak from eleven on.
			setMaxListeners(0, signal);
			signal.addEventListener('abort', wake);
		});
	}

	/**
	 * Lets time pass until `done` is true, or nothing is left to happen.
	 * @param maximumTimers so many timers mean that something goes round in circles
	 * @returns whether `done` became true
	 */
	async pass(done: () => boolean, maximumTimers = 1_000_000): Promise<boolean> {
		for (let fired = 0; fired < maximumTimers; fired += 1) {
			await settled();
			if (done()) return true;
			if (!this.fireNext()) return false;
		}
		return false;
	}

	/** Goes on to the next timer and runs what waits for it. @returns false when there is none */
	fireNext(): boolean {
		let timer = this.timers.pop();
		while (timer?.cancelled) timer = this.timers.pop();
		if (timer === undefined) return false;
		this.time = Math.max(this.time, timer.at);
		timer.run();
		return true;
	}
}
