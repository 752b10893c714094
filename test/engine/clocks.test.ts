// The time of day is set back or forward while the node works: no duration is measured by it.
import { built } from '../built';
import { sharedClock } from '../time/sharedTime';
import { BULK, expectEachItemOnce, expectSuccessIsBooks, people, run, withSimulator } from './support';

const HOUR_MS = 3_600_000;
const { systemClock } = built('nodes/Uservox/host/clock');
const timeOfDay = systemClock.now;

/** Sets the clock so many ms after a moment, once there is that moment. */
function setAfter(moment: () => number | undefined, ms: number, shift: number): void {
	systemClock.now = () => timeOfDay() + (sharedClock.now() >= (moment() ?? Infinity) + ms ? shift : 0);
}

/** Chance makes a run take some seconds more or less. */
function expectAlike([first = 0, second = 0]: number[]): void {
	expect(Math.abs(second - first)).toBeLessThan(first / 2);
}

afterEach(() => {
	systemClock.now = timeOfDay;
});

test.each([
	['back by an hour', -HOUR_MS],
	['forward by an hour', HOUR_MS],
])('the clock is set %s while an answer is lost: it is cleared up as quickly, and as truly', async (_name, shiftMs) => {
	const took: number[] = [];
	for (const shift of [0, shiftMs]) {
		const faults = [{ match: { request: 3 }, fault: { type: 'dropBefore' as const } }];
		await withSimulator({ faults }, async (simulator) => {
			setAfter(() => simulator.books.arrivals.filter(({ kind }) => kind === 'query')[1]?.at, 0, shift);
			const begun = sharedClock.now();
			const node = await run(simulator, people(40), BULK);
			took.push(sharedClock.now() - begun);
			expectEachItemOnce(node, 40);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(40);
		});
	}
	expectAlike(took);
});

test.each([
	['back by an hour', -HOUR_MS],
	['forward by an hour', HOUR_MS],
])('the clock is set %s during the pause after a 429: it lasts no longer, and no shorter', async (_name, shiftMs) => {
	const took: number[] = [];
	for (const shift of [0, shiftMs]) {
		const fault = { type: 'status' as const, code: 429, body: '{"error":"Too many requests"}' };
		await withSimulator({ faults: [{ match: { request: 2 }, fault }] }, async (simulator) => {
			setAfter(() => simulator.books.arrivals.find(({ status }) => status === 429)?.at, 5_000, shift);
			const begun = sharedClock.now();
			const node = await run(simulator, people(10), BULK);
			took.push(sharedClock.now() - begun);
			expect(node.success).toHaveLength(10);
		});
	}
	expectAlike(took);
});
