// A time that runs faster than the real one, for the node and the simulator alike: minutes of waiting pass in seconds.
import { built } from '../built';
import type { Time } from '../simulator/server';

/**
 * Lets the node's clocks run at this speed in the whole test file, whose modules are its own. What is real stays slow: an answer
 * takes as long on a busy machine, so that it seems `speed` times as long to the node.
 * @returns the same time, for the simulator
 */
export function passFast(speed: number): Time {
	const startedAt = Date.now();
	const time = { now: () => startedAt + (Date.now() - startedAt) * speed, speed };
	const { steadyClock, systemClock } = built('nodes/Uservox/host/clock');
	const realSleep = systemClock.sleep;
	for (const clock of [systemClock, steadyClock]) {
		clock.now = time.now;
		clock.sleep = async (ms, signal) => await realSleep(ms / speed, signal);
	}
	return time;
}
