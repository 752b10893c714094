// The strict window and the duplicate guard, on a virtual clock.
import { effort } from '../effort';
import fc from '../properties';
import { WaitBudget } from '../../nodes/Uservox/api/pace/waiting';
import { DuplicateGuard, DUPLICATE_WINDOW_MS, OWN_SHARE } from '../../nodes/Uservox/api/pace/duplicateGuard';
import { RateLimiter, RATE_WINDOW_MS } from '../../nodes/Uservox/api/pace/rateLimit';
import { VirtualClock } from '../time/virtualClock';

const never = new AbortController().signal;

/** A request: when it is wanted, how long it travels to the server (at most a second), and when its answer is back after that. */
const request = fc.record({ at: fc.nat(9_000), travels: fc.nat(1_000), returns: fc.nat(3_000) });

test('no window of five seconds holds more arrivals than the limit, however long requests travel, and all leave', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 8 }),
			fc.array(request, { minLength: 1, maxLength: 40 }),
			async (limit, requests) => {
				const clock = new VirtualClock(0);
				const limiter = new RateLimiter(clock);
				const arrivals: number[] = [];
				let answered = 0;
				const send = async ({ travels, returns }: { travels: number; returns: number }) => {
					const mayLeave = await limiter.acquire(limit, never);
					await clock.sleep(travels);
					arrivals.push(clock.now());
					await clock.sleep(returns);
					if (mayLeave) limiter.answered();
					answered += 1;
				};
				for (const planned of requests) clock.after(planned.at, () => void send(planned));
				expect(await clock.pass(() => answered === requests.length)).toBe(true);
				arrivals.sort((first, second) => first - second);
				arrivals.forEach((arrival, place) => {
					expect(arrival - (arrivals[place - limit] ?? -RATE_WINDOW_MS)).toBeGreaterThanOrEqual(RATE_WINDOW_MS);
				});
			},
		),
		{ numRuns: effort(50, 1_000) },
	);
});

test('at the limit a window lasts five seconds and as long as an answer takes, no longer', async () => {
	const clock = new VirtualClock(0);
	const limiter = new RateLimiter(clock);
	const departures: number[] = [];
	const send = async () => {
		const mayLeave = await limiter.acquire(10, never);
		departures.push(clock.now());
		await clock.sleep(100);
		if (mayLeave) limiter.answered();
	};
	for (let request = 0; request < 40; request += 1) void send();
	expect(await clock.pass(() => departures.length === 40)).toBe(true);
	expect(Math.max(...departures)).toBeLessThanOrEqual(3 * (RATE_WINDOW_MS + 100 + 10));
});

test('who has waited longest leaves first', async () => {
	const clock = new VirtualClock(0);
	const limiter = new RateLimiter(clock);
	const left: number[] = [];
	let asked = 0;
	const sendTenTimes = async () => {
		for (let time = 0; time < 10; time += 1) {
			const place = asked;
			asked += 1;
			const mayLeave = await limiter.acquire(3, never);
			left.push(place);
			await clock.sleep(100 + 37 * (place % 5));
			if (mayLeave) limiter.answered();
		}
	};
	for (let sender = 0; sender < 7; sender += 1) clock.after(40 * sender, () => void sendTenTimes());
	expect(await clock.pass(() => left.length === 70)).toBe(true);
	expect(left).toEqual(Array.from({ length: 70 }, (_, place) => place));
});

test('a run that may send little, and one that is stopped, hold nobody up', async () => {
	const clock = new VirtualClock(0);
	const limiter = new RateLimiter(clock);
	const stop = new AbortController();
	const left: string[] = [];
	const send = async (name: string, limit: number, signal: AbortSignal) => {
		const mayLeave = await limiter.acquire(limit, signal);
		left.push(mayLeave ? name : `${name} stopped`);
		if (mayLeave) limiter.answered();
	};
	void send('first', 2, never);
	void send('slow', 1, never);
	void send('second', 2, never);
	void send('stops', 2, stop.signal);
	void send('third', 2, never);
	expect(await clock.pass(() => left.length === 2)).toBe(true);
	expect(left).toEqual(['first', 'second']);
	stop.abort();
	expect(await clock.pass(() => left.length === 5)).toBe(true);
	expect(left).toEqual(['first', 'second', 'stops stopped', 'slow', 'third']);
	expect(clock.now()).toBeLessThan(2 * RATE_WINDOW_MS + 50);
});

test('whatever answers report, what is in flight and what was reported in the last minute never exceed this process’s share', async () => {
	const answer = fc.record({
		at: fc.nat(200_000),
		takes: fc.integer({ min: 1, max: 3_000 }),
		duplicates: fc.integer({ min: 0, max: 1 }),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 40 }), async (answers) => {
			const clock = new VirtualClock(0);
			const guard = new DuplicateGuard(clock);
			const reported: number[] = [];
			const sums: number[] = [];
			let inFlight = 0;
			let done = 0;
			const submit = async ({ takes, duplicates }: { takes: number; duplicates: number }) => {
				const permit = await guard.enter(never, new WaitBudget(clock, Infinity), () => 1);
				if (permit === undefined || permit === 'tooLong') return;
				inFlight += 1;
				sums.push(inFlight + reported.filter((time) => clock.now() - time < DUPLICATE_WINDOW_MS).length);
				await clock.sleep(takes);
				inFlight -= 1;
				if (duplicates > 0) reported.push(clock.now());
				permit.leave(duplicates);
				done += 1;
			};
			for (const planned of answers) clock.after(planned.at, () => void submit(planned));
			expect(await clock.pass(() => done === answers.length)).toBe(true);
			expect(Math.max(...sums)).toBeLessThanOrEqual(OWN_SHARE);
		}),
		{ numRuns: effort(40, 500) },
	);
});
