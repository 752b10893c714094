// Runs one world through the sending code, and keeps what happened: every outcome, every request, the server's books.
import { setMaxListeners } from 'node:events';

import { OWN_SHARE } from '../../nodes/Uservox/api/pace/duplicateGuard';
import { newPace, type SharedPace } from '../../nodes/Uservox/api/pace/sharedPace';
import { WaitBudget } from '../../nodes/Uservox/api/pace/waiting';
import type { Clock, Random, SendHttp } from '../../nodes/Uservox/api/ports';
import { Run, type StopReason } from '../../nodes/Uservox/api/run';
import { notesOf } from '../../nodes/Uservox/initiate/emit/summary';
import type { Settle } from '../../nodes/Uservox/initiate/send/batches';
import { deliver, type Findings } from '../../nodes/Uservox/initiate/send/deliver';
import { identityKeys } from '../../nodes/Uservox/model/sameLead';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import type { Outcome } from '../../nodes/Uservox/model/ended';
import type { Books, StoredLead } from '../simulator/books';
import { createWorld } from '../simulator/serverState';
import { PROJECT } from '../ids';
import { buildWorld, recordOf, START, type BuiltWorld, type LeadFacts, type RunPlan } from './buildWorld';
import { chanceOf } from './draw';
import { memoryTransport, type Exchange } from './memoryTransport';
import type { WorldPlan } from './plan';
import { VirtualClock } from '../time/virtualClock';

/** One execution, and its result. */
export interface RunStory extends RunPlan {
	index: number;
	/** By the client's clock; undefined when it never began. */
	startedAt: number | undefined;
	endedAt: number;
	stopped: StopReason | undefined;
	findings: Findings | undefined;
	/** When it was told to stop, if it was under way by then. */
	cancelledAt: number | undefined;
	/** The outcomes of each of its leads, by place in the sheet: exactly one, if all is well. */
	outcomes: Map<number, Outcome[]>;
}

/** What one world came to. */
export interface Story {
	plan: WorldPlan;
	/** The project of the token. */
	projectId: string;
	facts: LeadFacts[];
	runs: RunStory[];
	exchanges: Exchange[];
	books: Books;
	/** By name: what the server stored in this world, as often as it did. */
	stored: Map<string, StoredLead[]>;
	/** Whether sending came to its end by itself. */
	finished: boolean;
	/** Whether what the runs reserved of what they share was free again in the end. */
	paceGivenBack: boolean;
	/** What was thrown out of it, which must be nothing. */
	thrown: unknown;
	/** The log, and the hints of all runs. */
	told: string[];
}

/** What the sending code calls that is not its own. `answered` and `settled`: the call was done, and what comes back is a fault. */
export const CALLS = ['now', 'sleep', 'random', 'sendHttp', 'answered', 'pull', 'settle', 'settled'] as const;
export type Call = (typeof CALLS)[number];

/** Runs the world of a plan. The same plan gives the same story. */
export async function runPlan(plan: WorldPlan): Promise<Story> {
	return await runBuilt(buildWorld(plan));
}

/** @param before called at each call that leaves the sending code; what it throws, that call throws */
export async function runBuilt(built: BuiltWorld, before: (call: Call) => void = () => {}): Promise<Story> {
	const { plan, facts, settings } = built;
	const clock = new VirtualClock(START);
	const given: Clock = {
		now: () => {
			if (underWay > 0) before('now');
			return clock.now();
		},
		sleep: async (ms, signal) => {
			if (underWay > 0) before('sleep');
			await clock.sleep(ms, signal);
		},
	};
	const chance = (seed: number): Random => {
		const next = chanceOf(seed);
		return () => {
			before('random');
			return next();
		};
	};
	const world = createWorld(settings);
	const exchanges: Exchange[] = [];
	const random = chanceOf(plan.seed + 1);
	const transport = memoryTransport({ world, clock, network: plan.network, random, whose: built, exchanges });
	const paces = new Map<number, SharedPace>();
	const paceOf = (process: number): SharedPace => {
		const pace = paces.get(process) ?? newPace(given);
		paces.set(process, pace);
		return pace;
	};
	const told: string[] = [];
	let thrown: unknown;
	const cancel = new AbortController();

	const runs = built.runs.map((runPlan, index): RunStory => ({
		...runPlan,
		index,
		startedAt: undefined,
		endedAt: Infinity,
		stopped: undefined,
		findings: undefined,
		cancelledAt: undefined,
		outcomes: new Map(runPlan.leads.map((place) => [place, []])),
	}));
	let underWay = runs.length;
	const deliverAll = async (story: RunStory, run: Run): Promise<void> => {
		const records = story.leads.flatMap((place) => facts[place] ?? []).map(recordOf);
		let read = 0;
		const pull = async () => {
			before('pull');
			if (read >= records.length) return undefined;
			read += plan.pullSize;
			return records.slice(read - plan.pullSize, read);
		};
		const settle: Settle = (record, outcome) => {
			before('settle');
			story.outcomes.get(record.itemIndex)?.push(outcome);
			before('settled');
		};
		const carry = transport(story.index, run);
		const sendHttp: SendHttp = async (request) => {
			before('sendHttp');
			const result = await carry(request);
			before('answered');
			return result;
		};
		story.findings = await deliver(pull, settle, {
			operation: plan.operation,
			options: optionsSchema.parse(plan.options),
			run,
			pace: paceOf(story.process),
			sendHttp,
			random: chance(plan.seed + 2 + story.index),
			projectId: PROJECT,
		});
		told.push(...notesOf(story.findings, story.leads.length));
	};
	const begin = async (story: RunStory): Promise<void> => {
		let run: Run | undefined;
		story.startedAt = clock.exactNow;
		try {
			run = new Run(given, story.waitsForOthers ? undefined : cancel.signal, (message) => told.push(message));
			// A thousand look-ups may wait for their next try at once; that is no leak.
			setMaxListeners(0, run.signal);
			await deliverAll(story, run);
		} catch (error) {
			thrown = error;
		}
		run?.end();
		story.endedAt = clock.exactNow;
		story.stopped = run?.stopped;
		if (run?.stopped !== undefined) told.push(run.stopped.message);
		underWay -= 1;
		const next = runs.find(({ startedAt }) => startedAt === undefined);
		if (next !== undefined && runs.every((other) => other.waitsForOthers || other.endedAt < Infinity)) {
			clock.after(next.startsAfterMs, () => begin(next));
		}
	};
	for (const run of runs) if (!run.waitsForOthers) clock.after(run.startsAfterMs, () => begin(run));
	if (plan.cancelAfterMs !== undefined) {
		clock.after(plan.cancelAfterMs, () => {
			for (const run of runs) {
				if (run.endedAt === Infinity && !run.waitsForOthers) run.cancelledAt = clock.exactNow;
			}
			cancel.abort();
		});
	}

	const finished = await clock.pass(() => underWay === 0);
	const ended = runs.map((run) => ({
		...run,
		outcomes: new Map([...run.outcomes].map(([place, outcomes]) => [place, [...outcomes]])),
	}));
	// What the server stores late, after the run: the books are read when nothing can change any more.
	await clock.pass(() => false);
	const stored = new Map<string, StoredLead[]>();
	for (const lead of world.books.created) {
		const name = lead.name ?? '';
		stored.set(name, [...(stored.get(name) ?? []), lead]);
	}
	let paceGivenBack = true;
	for (const pace of paces.values()) paceGivenBack = (await isGivenBack(pace, facts, clock)) && paceGivenBack;
	return {
		plan,
		projectId: PROJECT,
		facts,
		runs: ended,
		exchanges,
		books: world.books,
		stored,
		finished,
		paceGivenBack,
		thrown,
		told,
	};
}

/** Longer than anything counts with the rate limit or the duplicate guard, in ms. */
const ALL_FORGOTTEN_MS = 5 * 60_000;

/** Whether what executions share is free again a while after their end: a request, all duplicates of this process, and every lead. */
async function isGivenBack(
	{ limiter, guard, claims }: SharedPace,
	facts: readonly LeadFacts[],
	clock: VirtualClock,
): Promise<boolean> {
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
	const own = claims.begin();
	const claimed = facts.every((lead) => own.claim(identityKeys(recordOf(lead))).owner === own);
	own.close();
	return isFree && claimed;
}
