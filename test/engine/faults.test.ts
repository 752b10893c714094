// Faults of the node itself, or of what n8n gives it: each item leaves all the same, none that arrived as "not sent", and the next run works.
import { ExecuteContext } from 'n8n-core';
import { built } from '../built';
import { rowByName } from '../people';
import { BULK, byItem, codesOf, expectEachItemOnce, people, run, withSimulator } from './support';

const { ExecutionMemory } = built('nodes/Uservox/host/executionMemory');
const { Outcomes } = built('nodes/Uservox/initiate/outcomes');

const fail = (): never => {
	throw new Error('a fault of the node');
};

let calls = 0;

/** Lets a method throw at its `place`th call; before and after it does its work. */
function failAt(place: number, owner: object, name: string): void {
	const method: unknown = Reflect.get(owner, name);
	if (typeof method !== 'function') throw new Error(`There is no method ${name}`);
	calls = 0;
	Reflect.set(owner, name, function (this: unknown, ...parameters: unknown[]): unknown {
		calls += 1;
		if (calls === place) fail();
		const result: unknown = Reflect.apply(method, this, parameters);
		return result;
	});
	changed.push(() => Reflect.set(owner, name, method));
}

const changed: Array<() => void> = [];
function restore(): void {
	for (const undo of changed.splice(0)) undo();
	jest.restoreAllMocks();
}

/** What fails, how it is made to, and whether leads may have been sent by then. */
const FAULTS: ReadonlyArray<readonly [string, () => unknown, 'midway' | 'sendsNothing' | 'harmless' | 'any']> = [
	['keeping the third outcome', () => failAt(3, Outcomes.prototype, 'settle'), 'midway'],
	['noting the third lead', () => failAt(3, ExecutionMemory.prototype, 'note'), 'midway'],
	[
		'keeping what was sent for later runs',
		() => jest.spyOn(ExecuteContext.prototype, 'getContext').mockReturnValue(Object.freeze({})),
		'harmless',
	],
	[
		'the context of the node',
		() => jest.spyOn(ExecuteContext.prototype, 'getContext').mockImplementation(fail),
		'sendsNothing',
	],
	[
		'the signal of the execution',
		() => jest.spyOn(ExecuteContext.prototype, 'getExecutionCancelSignal').mockImplementation(fail),
		'sendsNothing',
	],
	['the log', () => jest.spyOn(ExecuteContext.prototype, 'logger', 'get').mockImplementation(fail), 'harmless'],
	[
		'the output panel',
		() => jest.spyOn(ExecuteContext.prototype, 'addExecutionHints').mockImplementation(fail),
		'harmless',
	],
	['chance', () => failAt(20, Math, 'random'), 'any'],
];

afterEach(restore);

describe.each([true, false])('with Duplicate Guard %s', (duplicateGuard) => {
	test.each(FAULTS)(
		'every item leaves once, and none that arrived leaves as not sent: %s fails',
		async (_what, makeFail, effect) => {
			const rows = people(30);
			const parameters = { ...BULK, options: { duplicateGuard } };
			await withSimulator({}, async (simulator) => {
				makeFail();
				const node = await run(simulator, rows, parameters);
				restore();
				expectEachItemOnce(node, rows.length);
				const ends = byItem(node);
				const arrived = simulator.books.created.map(rowByName);
				for (const row of arrived) expect([undefined, 'unconfirmed']).toContain(ends.get(row)?.errorCode);
				if (effect === 'midway') expect(codesOf(node.error).unconfirmed).toBeGreaterThan(0);
				if (effect === 'harmless') expect(node.success).toHaveLength(rows.length);
				if (effect === 'sendsNothing') {
					expect(codesOf(node.error)).toEqual({ notSent: rows.length });
					expect(arrived).toEqual([]);
				}
				// What executions share was given back.
				const next = await run(simulator, people(40).slice(30), parameters);
				expect(next.success).toHaveLength(10);
			});
		},
	);
});
