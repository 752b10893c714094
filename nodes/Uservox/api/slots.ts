// How many requests are under way at once: a counting semaphore, in which submissions go before look-ups.

type Waiter = (granted: boolean) => void;

export class Slots {
	private free: number;
	private readonly submissions: Waiter[] = [];
	private readonly lookUps: Waiter[] = [];

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
			const onAbort = () => {
				queue.splice(queue.indexOf(waiter), 1);
				resolve(false);
			};
			const waiter: Waiter = (granted) => {
				signal.removeEventListener('abort', onAbort);
				resolve(granted);
			};
			signal.addEventListener('abort', onAbort, { once: true });
			queue.push(waiter);
		});
	}

	release(): void {
		const next = this.submissions.shift() ?? this.lookUps.shift();
		if (next === undefined) this.free += 1;
		else next(true);
	}
}
