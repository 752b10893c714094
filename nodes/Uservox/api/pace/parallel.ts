// Several tasks at once: none works on unseen after another has failed, and none fails unheard.

/** Waits until all have ended, also when one fails. @throws what a task threw */
export async function together<Value>(tasks: ReadonlyArray<Promise<Value>>): Promise<Value[]> {
	await Promise.allSettled(tasks);
	return await Promise.all(tasks);
}

/** Calls `act` for each value in order, at most `atOnce` at the same time. After a fault no further value is begun. @throws what `act` threw */
export async function inParallel<Value>(
	values: readonly Value[],
	atOnce: number,
	act: (value: Value) => Promise<void>,
): Promise<void> {
	const left = values.values();
	let hasFailed = false;
	const work = async (): Promise<void> => {
		for (const value of left) {
			if (hasFailed) return;
			let isDone = false;
			try {
				await act(value);
				isDone = true;
			} finally {
				hasFailed ||= !isDone;
			}
		}
	};
	await together(Array.from({ length: atOnce }, work));
}

/** Tasks beside a loop that starts them. A fault of any of them, or of the loop, is kept until all have ended. */
export class Tasks {
	private readonly underWay = new Set<Promise<void>>();
	private readonly faults: unknown[] = [];

	/** @param onFault called at each fault, so that the others end soon */
	constructor(private readonly onFault: () => void) {}

	get isEmpty(): boolean {
		return this.underWay.size === 0;
	}

	start(task: Promise<void>, onEnd: () => void): void {
		const ended = this.hear(task).finally(() => {
			this.underWay.delete(ended);
			onEnd();
		});
		this.underWay.add(ended);
	}

	/** Waits for work, and keeps what it throws. */
	async hear(work: Promise<void>): Promise<void> {
		try {
			await work;
		} catch (fault) {
			this.faults.push(fault);
			this.onFault();
		}
	}

	/** Waits until all tasks have ended. */
	async end(): Promise<void> {
		await Promise.all(this.underWay);
	}

	/** @throws the first fault that was kept, if there is one */
	throwFault(): void {
		if (this.faults.length > 0) throw this.faults[0];
	}
}
