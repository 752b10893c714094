// Whether something happened since the run began, even if the server's clock is off.
import type { Run } from './run';

/** The Date header is cut to whole seconds: the server's clock may be ahead of it by up to this much, in ms. */
const DATE_RESOLUTION_MS = 1_000;
/** Clocks that may agree are assumed to differ by no more than this, in ms. */
const IN_STEP_TOLERANCE_MS = 250;

/** When an answer was asked for and came, by this machine, and what its Date header said, in ms since the epoch. */
export interface AnswerTimes {
	sentAt: number;
	answeredAt: number;
	serverTime?: number;
}

/**
 * Whether `time`, by the server's clock, is after the run began; undefined if that cannot be known.
 *
 * The Date header was written between `sentAt` and `answeredAt`, so it shows to within about a second how far the server's clock is ahead.
 * - The clocks agree within 250 ms: `time` is compared directly, and a lead that seems a little older stays in doubt.
 * - They differ: `time` is shifted by the difference. A lead from the second around the start counts as ours, because we sent it.
 */
export function isSinceStart(time: number | undefined, times: AnswerTimes, run: Run): boolean | undefined {
	if (time === undefined) return undefined;
	const { serverTime, sentAt, answeredAt } = times;
	const aheadAtLeast = serverTime === undefined ? 0 : serverTime - answeredAt;
	const aheadAtMost = serverTime === undefined ? 0 : serverTime + DATE_RESOLUTION_MS - sentAt;
	if (time - aheadAtLeast < run.startedAt - IN_STEP_TOLERANCE_MS) return false;
	const inStep = aheadAtLeast <= IN_STEP_TOLERANCE_MS && aheadAtMost >= -IN_STEP_TOLERANCE_MS;
	return !inStep || time >= run.startedAt - IN_STEP_TOLERANCE_MS ? true : undefined;
}
