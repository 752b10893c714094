// How long to wait before the next try: exponential, with full jitter, so that many clients do not all return at the same moment.
import type { Random } from '../ports';

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;

/** ms to wait before try number `tries + 1`, when `tries` have failed. */
export function backoffMs(tries: number, random: Random): number {
	return random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
}
