// Runs one world through the sending code, and keeps what happened: every outcome, every request, the server's books.
import { setMaxListeners } from 'node:events';

import { OWN_SHARE } from '../../nodes/Uservox/api/pace/duplicateGuard';
import { newPace, type SharedPace } from '../../nodes/Uservox/api/pace/sharedPace';
import { WaitBudget } from '../../nodes/Uservox/api/pace/waiting';
import { Run, type StopReason } from '../../nodes/Uservox/api/run';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import type { Outcome } from '../../nodes/Uservox/model/outcome';
import { deliver } from '../../nodes/Uservox/initiate/send/deliver';
import type { Books } from '../simulator/books';
import { createWorld } from '../simulator/serverState';
import { memoryTransport, type Exchange } from './memoryTransport';
import { VirtualClock } from './virtualClock';
import { buildWorld, PROJECT, seededRandom, START, type BuiltWorld, type LeadFacts, type WorldPlan } from './plan';

/** What one world came to. */
export interface Story {
	plan: WorldPlan;
	facts: LeadFacts[];
	/** The outcomes of each lead, by its index: exactly one, if all is well. */
	outcomes: Outcome[][];
	exchanges: Exchange[];
	books: Books;
	/** Names of the leads that the server stored in this world, with the index of the arrival that did it. */
	storedBy: Map<string, number>;
	runs: Array<{
		stopped: StopReason | undefined;
		guardWaitMs: number;
		known: number;
		questions: number;
		endedAt: number;
	}>;
	cancelledAt: number | undefined;
	/** Whether sending came to its end by itself. */
	finished: boolean;
	/** Whether what the runs reserved of the shared rate limit and guard was free again in the end. */
	paceGivenBack: boolean;
	/** What was thrown out of it, which must be nothing. */
	thrown: unknown;
	logs: string[];
}

/** Runs the world of a plan. The same plan gives the same story. */
export async function runPlan(plan: WorldPlan): Promise<Story> {
	return await runBuilt(buildWorld(plan));
}

export async function runBuilt(built: BuiltWorld): Promise<Story> {
	const { plan, facts, settings } = built;
	const clock = new VirtualClock(START);
	const world = createWorld(settings);
	const exchanges: Exchange[] = [];
	const random = seededRandom(plan.seed + 1);
	const transport = memoryTransport({ world, clock, network: plan.network, random, whose: built, exchanges });
	const pace = newPace(clock);
	const outcomes: Outcome[][] = facts.map(() => []);
	const logs: string[] = [];
	const cancel = new AbortController();
	let cancelledAt: number | undefined;
	let underWay: number = plan.executions;
	let thrown: unknown;

	const runs = Array.from({ length: plan.executions }, (_, execution) => {
		const run = new Run(clock, cancel.signal, (message) => logs.push(message));
		// A thousand look-ups may wait for their next try at once; that is no leak.
		setMaxListeners(0, run.signal);
		const records = facts.filter((lead) => lead.execution === execution).map((lead) => lead.record);
		let read = 0;
		const pull = async () => {
			if (read >= records.length) return undefined;
			read += plan.pullSize;
			return records.slice(read - plan.pullSize, read);
		};
		const told = { run, endedAt: Infinity, guardWaitMs: 0, known: 0, questions: 0 };
		deliver(pull, (record, outcome) => outcomes[record.itemIndex]?.push(outcome), {
			operation: plan.operation,
			options: optionsSchema.parse(plan.options),
			run,
			pace,
			sendHttp: transport(execution, run),
			random: seededRandom(plan.seed + 2 + execution),
			projectId: PROJECT,
		})
			.then(({ guardWaitMs, known, questions }) => Object.assign(told, { guardWaitMs, known, questions }))
			.catch((error: unknown) => {
				thrown = error;
			})
			.finally(() => {
				told.endedAt = clock.exactNow;
				underWay -= 1;
			});
		return told;
	});
	if (plan.cancelAfterMs !== undefined) {
		clock.after(plan.cancelAfterMs, () => {
			cancelledAt = clock.exactNow;
			cancel.abort();
		});
	}

	const finished = await clock.pass(() => underWay === 0);
	const result = outcomes.map((list) => [...list]);
	// What the server stores late, after the run: the books are read when nothing can change any more.
	await clock.pass(() => false);
	const paceGivenBack = await isGivenBack(pace, clock);
	return {
		plan,
		facts,
		outcomes: result,
		exchanges,
		books: world.books,
		storedBy: new Map(world.books.created.map((lead) => [lead.name ?? '', lead.arrival ?? -1])),
		runs: runs.map(({ run, guardWaitMs, known, questions, endedAt }) => ({
			stopped: run.stopped,
			guardWaitMs,
			known,
			questions,
			endedAt,
		})),
		cancelledAt:
			cancelledAt !== undefined && runs.some(({ endedAt }) => endedAt >= (cancelledAt ?? 0)) ? cancelledAt : undefined,
		finished,
		paceGivenBack,
		thrown,
		logs,
	};
}

/** Longer than anything counts with the rate limit or the duplicate guard, in ms. */
const ALL_FORGOTTEN_MS = 5 * 60_000;

/** Whether what executions share is free again a while after their end: one request may leave at a limit of one, and five duplicates are allowed. */
async function isGivenBack({ limiter, guard }: SharedPace, clock: VirtualClock): Promise<boolean> {
	const never = new AbortController().signal;
	let isFree = false;
	clock.after(ALL_FORGOTTEN_MS, async () => {
		await limiter.acquire(1, never);
		await guard.enter(never, new WaitBudget(clock, Infinity), (available) => {
			isFree = available === OWN_SHARE;
			return 1;
		});
	});
	await clock.pass(() => isFree);
	return isFree;
}
