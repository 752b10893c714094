// The time that simulators and the built node share in tests: it passes only while everything waits, however busy the machine is.
import { ClientRequest } from 'node:http';
import type { Time } from '../simulator/server';
import { Traffic } from './traffic';
import { VirtualClock } from './virtualClock';

/** Where each test file begins: a Monday morning. */
export const START = Date.UTC(2026, 0, 5, 9, 30);
/** So many turns of the event loop without a request on its way, and all that was to happen at this moment has happened. */
const QUIET_TURNS = 8;
/** What is longer on its way than this many turns, as to a name that has to be looked up, is waited for by a real timer. */
const TURNS_UNTIL_TIMER = 2_000;

const traffic = new Traffic();

/** The clock itself, of this test file alone. */
export const sharedClock = new VirtualClock(START, () => void passTime());

interface Awaited {
	condition: () => boolean;
	go: () => void;
}
const awaited = new Set<Awaited>();
let isPassing = false;

/** Goes from timer to timer, and on from each only when everything waits. */
async function passTime(): Promise<void> {
	if (isPassing) return;
	isPassing = true;
	do {
		do await quiet();
		while (goesOn());
	} while (sharedClock.fireNext());
	isPassing = false;
}

/** Ends when this process has nothing to do, and none of its requests is on its way. */
async function quiet(): Promise<void> {
	for (let turns = 0, quietTurns = 0; quietTurns < QUIET_TURNS; turns += 1) {
		await new Promise((resolve) => (turns < TURNS_UNTIL_TIMER ? setImmediate(resolve) : setTimeout(resolve, 1)));
		quietTurns = traffic.isUnderWay ? 0 : quietTurns + 1;
	}
}

/** Lets go on whoever waits for what is so now. */
function goesOn(): boolean {
	const ready = [...awaited].filter(({ condition }) => condition());
	for (const wait of ready) {
		awaited.delete(wait);
		wait.go();
	}
	return ready.length > 0;
}

/** The time of simulators in tests, and of tests that wait. */
export const sharedTime = {
	now: () => sharedClock.exactNow,
	after: (ms: number, run: () => void) => sharedClock.after(ms, run),
	/** Waits so many ms. */
	sleep: async (ms: number) => await sharedClock.sleep(ms),
	/** Waits for a condition. The time does not advance until the test has done what it waited for. */
	until: async (condition: () => boolean) =>
		await new Promise<void>((go) => {
			awaited.add({ condition, go });
			void passTime();
		}),
} satisfies Time & Record<string, unknown>;

/** HTTP gives up by itself when no byte has come for so long (n8n's timeout): that passes in the shared time, too. */
const giveUp = jest.spyOn(ClientRequest.prototype, 'setTimeout');
giveUp.mockImplementation(function (this: ClientRequest, ms: number, onTimeout = () => {}) {
	const plan = () =>
		sharedClock.after(ms, () => {
			if (!this.destroyed) onTimeout();
		});
	let cancel = plan();
	const restart = () => {
		cancel();
		cancel = plan();
	};
	this.once('socket', (socket) => {
		socket.on('data', restart);
		this.once('close', () => socket.off('data', restart));
	});
	this.once('close', () => cancel());
	return this;
});

afterAll(() => {
	giveUp.mockRestore();
	traffic.close();
});
