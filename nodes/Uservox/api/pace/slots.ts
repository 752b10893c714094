// Limits how many requests of one run are under way at once: a counting semaphore in which submissions go before look-ups.
import { onAbort } from './waiting';

type Waiter = (granted: boolean) => void;

export class Slots {
	private free: number;
	private readonly submissions = new Set<Waiter>();
	private readonly lookUps = new Set<Waiter>();

	/** @param size how many may be held at once. */
	constructor(size: number) {
		this.free = size;
	}

	/** Waits for a slot. @returns false when the signal aborted first; then there is nothing to release. */
	async acquire(kind: 'submission' | 'lookUp', signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		if (this.free > 0) {
			this.free -= 1;
			return true;
		}
		const queue = kind === 'submission' ? this.submissions : this.lookUps;
		return await new Promise<boolean>((resolve) => {
			const waiter: Waiter = (granted) => {
				queue.delete(waiter);
				forget();
				resolve(granted);
			};
			const forget = onAbort(signal, () => waiter(false));
			queue.add(waiter);
		});
	}

	release(): void {
		const [submission] = this.submissions;
		const [lookUp] = this.lookUps;
		const next = submission ?? lookUp;
		if (next === undefined) this.free += 1;
		else next(true);
	}
}
