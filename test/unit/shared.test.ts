// What executions share, and what one run shares among its requests: claims on leads, a blocked key, slots.
import { getEventListeners } from 'node:events';
import { Claims } from '../../nodes/Uservox/api/pace/claims';
import { KeyBlock } from '../../nodes/Uservox/api/pace/keyBlock';
import { Slots } from '../../nodes/Uservox/api/pace/slots';
import { Run } from '../../nodes/Uservox/api/run';
import { VirtualClock } from '../time/virtualClock';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Claims', () => {
	test('a lead that another run is handing over is its, until it says that it was not taken', async () => {
		const claims = new Claims(new VirtualClock(0));
		const [first, second] = [claims.begin(), claims.begin()];
		const own = first.claim(['phone 1', 'email a']);
		expect(own.owner).toBe(first);
		const other = second.claim(['email a', 'phone 2']);
		expect(other).toBe(own);
		const outcome = other.fate(never);
		own.settle(false);
		expect(await outcome).toBe('free');
		expect(second.claim(['email a', 'phone 2']).owner).toBe(second);
		expect(first.claim(['phone 2']).owner).toBe(second);
	});

	test('all of its keys or none: what was in the way is not claimed by halves', () => {
		const claims = new Claims(new VirtualClock(0));
		const [first, second, third] = [claims.begin(), claims.begin(), claims.begin()];
		first.claim(['a']);
		second.claim(['b', 'a']);
		expect(third.claim(['b']).owner).toBe(third);
	});

	test('a run that began while the other was under way meets what it took, though it has ended', async () => {
		const claims = new Claims(new VirtualClock(0));
		const first = claims.begin();
		const second = claims.begin();
		first.claim(['a']).settle(true);
		first.close();
		expect(await second.claim(['a']).fate(never)).toBe('taken');
		second.close();
		const third = claims.begin();
		expect(third.claim(['a']).owner).toBe(third);
	});

	test('what was under way when a run was stopped is kept, after its end too, until it shows whether it arrived', async () => {
		const clock = new VirtualClock(0);
		const claims = new Claims(clock);
		const first = claims.begin();
		first.claim(['a']).leaveUnclear(15_000);
		first.claim(['b']).settle(true);
		first.close();
		const second = claims.begin();
		expect(second.claim(['b']).owner).toBe(second);
		const other = second.claim(['a']);
		expect(other.owner).toBe(first);
		expect(await other.fate(never)).toBe('cutOff');
		let isClear = false;
		void other.untilClear(never).then((waited) => (isClear = waited));
		await clock.pass(() => isClear);
		expect(clock.now()).toBeGreaterThanOrEqual(15_000);
		expect(second.claim(['a']).owner).toBe(second);
		second.close();
		const third = claims.begin();
		expect(third.claim(['a']).owner).toBe(third);
	});

	test('a run that closes after a fault leaves nobody waiting: what it had not settled may have arrived', async () => {
		const claims = new Claims(new VirtualClock(0));
		const first = claims.begin();
		const second = claims.begin();
		first.claim(['a']);
		const fate = second.claim(['a']).fate(never);
		first.close();
		expect(await fate).toBe('taken');
		expect(await second.claim(['a']).fate(never)).toBe('taken');
	});

	test('waiting for another run ends with a stop', async () => {
		const claims = new Claims(new VirtualClock(0));
		claims.begin().claim(['a']);
		const stop = new AbortController();
		const outcome = claims.begin().claim(['a']).fate(stop.signal);
		stop.abort();
		expect(await outcome).toBeUndefined();
	});
});

test('KeyBlock: a block is known for an hour, and a new one begins anew', () => {
	const clock = new VirtualClock(0);
	const block = new KeyBlock(clock);
	expect(block.remainingMs()).toBeUndefined();
	block.note();
	expect(block.remainingMs()).toBeGreaterThan(3_599_000);
	clock.after(3_590_000, () => undefined);
	return clock
		.pass(() => false)
		.then(async () => {
			expect(block.remainingMs()).toBeLessThanOrEqual(10_000);
			block.note();
			expect(block.remainingMs()).toBeGreaterThan(3_599_000);
			clock.after(3_600_001, () => undefined);
			await clock.pass(() => false);
			expect(block.remainingMs()).toBeUndefined();
		});
});

describe('Slots', () => {
	test('as many as there are, and no more', async () => {
		const slots = new Slots(2);
		expect(await slots.acquire('lookUp', never)).toBe(true);
		expect(await slots.acquire('lookUp', never)).toBe(true);
		let isThere = false;
		void slots.acquire('lookUp', never).then(() => (isThere = true));
		await settled();
		expect(isThere).toBe(false);
		slots.release();
		await settled();
		expect(isThere).toBe(true);
	});

	test('submissions go before questions, each in the order of asking, and questions get their turn', async () => {
		const slots = new Slots(1);
		await slots.acquire('submission', never);
		const order: string[] = [];
		const wait = async (kind: 'submission' | 'lookUp', name: string) => {
			await slots.acquire(kind, never);
			order.push(name);
			slots.release();
		};
		const all = [wait('lookUp', 'q1'), wait('submission', 's1'), wait('lookUp', 'q2'), wait('submission', 's2')];
		slots.release();
		await Promise.all(all);
		expect(order).toEqual(['s1', 's2', 'q1', 'q2']);
	});

	test('who gives up leaves the queue, and its slot is not lost', async () => {
		const slots = new Slots(1);
		await slots.acquire('submission', never);
		const stop = new AbortController();
		const given = slots.acquire('lookUp', stop.signal);
		stop.abort();
		expect(await given).toBe(false);
		expect(await slots.acquire('submission', stop.signal)).toBe(false);
		slots.release();
		expect(await slots.acquire('submission', never)).toBe(true);
	});
});

describe('Run', () => {
	const runOf = (signal: AbortSignal) => new Run(new VirtualClock(0), signal, () => undefined);

	test('an execution with many runs, as in a loop, has one listener, and stops the runs that are under way', () => {
		const execution = new AbortController();
		const runs = Array.from({ length: 20 }, () => runOf(execution.signal));
		expect(getEventListeners(execution.signal, 'abort')).toHaveLength(1);
		for (const run of runs.slice(1)) run.end();
		execution.abort();
		expect(runs.map(({ stopped }) => stopped?.cause)).toEqual(['cancelled', ...Array<undefined>(19).fill(undefined)]);
	});

	test('a run of an execution that was stopped before is stopped from the start', () => {
		expect(runOf(AbortSignal.abort()).stopped?.cause).toBe('cancelled');
	});
});
