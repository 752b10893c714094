// A time that runs faster than the real one, for the node and the simulator alike: minutes of waiting pass in seconds.
import { built } from '../built';
import type { Time } from '../simulator/server';

let ofThisFile: Time | undefined;
let skippedMs = 0;

/**
 * Lets the node's clocks and the simulators run at this speed in the whole test file, whose modules are its own. What is real stays
 * slow: what takes a second of a busy machine seems to take `speed` seconds, and the time-out comes so much sooner.
 */
export function passFast(speed: number): Time {
	const startedAt = Date.now();
	const time = { now: () => startedAt + (Date.now() - startedAt) * speed + skippedMs, speed };
	const { steadyClock, systemClock } = built('nodes/Uservox/host/clock');
	const realSleep = systemClock.sleep;
	for (const clock of [systemClock, steadyClock]) {
		clock.now = time.now;
		clock.sleep = async (ms, signal) => await realSleep(ms / speed, signal);
	}
	ofThisFile = time;
	return time;
}

/** The time that simulators live in; undefined where it is the real one. */
export const timeOfThisFile = (): Time | undefined => ofThisFile;

/** Lets so much time pass at once, in ms. What waits already, waits as long as before. */
export function skipTime(ms: number): void {
	skippedMs += ms;
}
