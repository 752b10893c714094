// The real clock. n8n offers only `sleep`, which cannot be aborted, so waiting is done in slices that a stop can end.
import { sleep } from 'n8n-workflow';
import { onAbort } from '../api/pace/waiting';
import type { Clock } from '../api/ports';

/** A sleep that was given up lasts at most this much longer in the background, in ms: no process waits noticeably for it. */
const SLICE_MS = 250;

/** The time of day. It may be set back or forward at any moment, so no duration is measured by it. */
export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		if (signal === undefined) return await sleep(ms);
		if (signal.aborted) return;
		let forget = () => {};
		const aborted = new Promise<void>((resolve) => {
			forget = onAbort(signal, resolve);
		});
		for (let rest = ms; rest > 0 && !signal.aborted; rest -= SLICE_MS) {
			await Promise.race([sleep(Math.min(rest, SLICE_MS)), aborted]);
		}
		forget();
	},
};

/** A monotonic clock, for measuring how long something takes. It counts from any moment. */
export const steadyClock: Clock = {
	now: () => performance.now(),
	sleep: systemClock.sleep,
};

/** A clock for one run: it begins at the time of day, for comparing with the server's, and goes on steadily, whatever is set meanwhile. */
export function clockOfRun(): Clock {
	const ahead = systemClock.now() - steadyClock.now();
	return {
		now: () => steadyClock.now() + ahead,
		sleep: async (ms, signal) => await steadyClock.sleep(ms, signal),
	};
}
