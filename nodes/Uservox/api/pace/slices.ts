// Long loops that yield: n8n's worker must renew the lock of its job, and its editor must answer.
import type { Clock } from '../ports';

/** A loop yields at least this often, in ms: the engine's own work comes on top. */
const YIELD_EVERY_MS = 30;

/** Repeats `step` while it returns true, and yields every 30 ms. */
export async function inSlices(clock: Clock, step: () => boolean): Promise<void> {
	let sliceStart = clock.now();
	while (step()) {
		if (clock.now() - sliceStart < YIELD_EVERY_MS) continue;
		await clock.sleep(0);
		sliceStart = clock.now();
	}
	await clock.sleep(0);
}

/** Does something for each value, and yields every 30 ms. */
export async function forEachInSlices<T>(clock: Clock, values: readonly T[], act: (value: T) => void): Promise<void> {
	let next = 0;
	await inSlices(clock, () => {
		const end = Math.min(next + 100, values.length);
		for (const value of values.slice(next, end)) act(value);
		next = end;
		return next < values.length;
	});
}
