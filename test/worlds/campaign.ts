// Runs many worlds, keeps count of what was tried and what held, and makes a failing one small.
import fc from 'fast-check';

import type { ErrorCode } from '../../nodes/Uservox/model/codes';
import { INVARIANTS, violationsOf } from './invariants';
import { Reading } from './reading';
import { runPlan } from './runWorld';
import { tell } from './tell';
import { planOfSeed, worldArbitrary, type WorldPlan } from './plan';

/** A full batch, for the distribution: "batches of 50 and more". */
const LARGE_BATCH = 50;

export interface Failure {
	seed: number;
	broken: Array<{ name: string; said: string[] }>;
}

/** How many worlds were of which kind. */
export class Tally {
	worlds = 0;
	leads = 0;
	requests = 0;
	questions = 0;
	virtualMs = 0;
	private readonly kinds = new Map<string, number>();
	private readonly faults = new Map<string, number>();
	private readonly ends = new Map<string, number>();
	readonly broken = new Map<string, number>();

	add(reading: Reading): void {
		const { story } = reading;
		const { plan } = story;
		this.worlds += 1;
		this.leads += plan.leads;
		this.requests += story.exchanges.length;
		this.questions += reading.questions.length;
		this.virtualMs +=
			Math.max(0, ...story.exchanges.map(({ endedAt }) => endedAt ?? 0)) - (story.exchanges[0]?.departedAt ?? 0);
		const lost = reading.lossy.size > 0;
		const large = reading.submissions.some(({ leads }) => leads.length >= LARGE_BATCH);
		const lostLarge = [...reading.lossy].some(({ leads }) => leads.length >= LARGE_BATCH);
		const isKnown = story.facts.some((lead) => lead.known !== undefined || lead.called);
		const isBlocked = story.books.blocks.length > 0;
		const couldAsk = story.runs.every((run) => reading.couldAsk(run));
		const kinds: Record<string, boolean> = {
			'a lost answer': lost,
			'a batch of 50 and more': large,
			'a lost answer and a batch of 50 and more': lost && large,
			'a lost answer to a batch of 50 and more': lostLarge,
			'several lost answers': reading.lossy.size > 1,
			bulk: plan.operation === 'bulkInitiate',
			'single leads': plan.operation === 'initiate',
			'existing leads': plan.source === 'existing',
			'all with reference': plan.source === 'new' && plan.references === 'all',
			'none with reference': plan.source === 'new' && plan.references === 'none',
			'some with reference': plan.source === 'new' && plan.references === 'some',
			'leads that Uservox knew': isKnown,
			'leads that Uservox refuses': story.facts.some(({ refusal }) => refusal !== undefined),
			'foreign project or unknown process': story.facts.some((lead) => lead.foreignProject || lead.unknownProcess),
			'two executions at once': plan.executions.number === 2,
			'another process of n8n': story.runs.some(({ process }) => process === 1),
			'the next morning': plan.again !== undefined && plan.source === 'new',
			'a list': reading.questions.some(({ kind }) => kind === 'list'),
			'look-ups': reading.questions.some(({ kind }) => kind === 'get' || kind === 'search'),
			'v=1.2': plan.options.apiVersion === '1.2',
			'guard off': !plan.options.duplicateGuard,
			'failing questions': !reading.readsWork,
			'no connection': story.exchanges.some(({ result }) => result?.kind === 'noConnection'),
			"the server's clock off": plan.network.serverAheadMs !== 0,
			'recovered leads': reading.handovers.some(
				({ outcome }) => outcome?.status === 'initiated' && outcome.recovered === true,
			),
			'nothing going wrong': reading.isCalm,
			'known leads, and all could be asked': isKnown && couldAsk,
			'known leads, and all could be asked: key blocked': isKnown && couldAsk && isBlocked,
			'known leads, guard on, and not all could be asked': isKnown && !couldAsk && plan.options.duplicateGuard,
			'known leads, guard on, and not all could be asked: key blocked':
				isKnown && !couldAsk && plan.options.duplicateGuard && isBlocked,
			'bad data that counts like duplicates: key blocked': plan.server.badDataCounts && isBlocked,
			'key blocked': isBlocked,
			'the guard waited': story.runs.some(({ findings }) => (findings?.guardWaitMs ?? 0) > 0),
		};
		for (const [kind, is] of Object.entries(kinds)) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + (is ? 1 : 0));
		for (const { stopped } of story.runs) if (stopped !== undefined) count(this.kinds, `stopped: ${stopped.cause}`);
		const struck = new Set(
			story.exchanges.map(({ arrival }) => arrival?.fault?.replace(/ \(\d+ stored\)/, ' (part stored)')),
		);
		for (const fault of struck) if (fault !== undefined) count(this.faults, fault);
		const codes = new Set<ErrorCode | 'success'>(reading.handovers.flatMap(({ code }) => code ?? []));
		for (const code of codes) count(this.ends, code);
	}

	/** Share of the worlds that were of a kind, 0 to 1. */
	share(kind: string): number {
		return this.worlds === 0 ? 0 : (this.kinds.get(kind) ?? 0) / this.worlds;
	}

	/** What was tried, as lines. */
	distribution(): string {
		const line = (name: string, times: number) =>
			`  ${((100 * times) / Math.max(1, this.worlds)).toFixed(1).padStart(5)} %  ${name}`;
		const table = (title: string, entries: ReadonlyMap<string, number>) => [
			title,
			...[...entries].sort((a, b) => b[1] - a[1]).map(([name, times]) => line(name, times)),
		];
		return [
			`${this.worlds} worlds, ${this.leads} leads, ${this.requests} requests (${this.questions} of them questions), ${(this.virtualMs / 3_600_000).toFixed(1)} hours of their time`,
			...table('Worlds with', this.kinds),
			...table('Worlds where this fault struck', this.faults),
			...table('Worlds where leads ended as', this.ends),
		].join('\n');
	}

	/** What held, as lines. */
	held(): string {
		return INVARIANTS.map(({ name }) => {
			const times = this.broken.get(name) ?? 0;
			return `  ${times === 0 ? 'held  ' : 'BROKEN'}  ${name}${times === 0 ? '' : ` (${times} worlds)`}`;
		}).join('\n');
	}
}

function count(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Runs `worlds` worlds from `firstSeed` on. @param enough so many failures end it */
export async function campaign(
	worlds: number,
	firstSeed: number,
	enough = Infinity,
): Promise<{ tally: Tally; failures: Failure[] }> {
	const tally = new Tally();
	const failures: Failure[] = [];
	for (let seed = firstSeed; seed < firstSeed + worlds && failures.length < enough; seed += 1) {
		const reading = new Reading(await runPlan(planOfSeed(seed)));
		tally.add(reading);
		const broken = violationsOf(reading);
		if (broken.length === 0) continue;
		failures.push({ seed, broken });
		for (const { name } of broken) count(tally.broken, name);
	}
	return { tally, failures };
}

/** The smallest world near that of a seed in which the same invariant breaks, as fast-check finds it. */
export async function shrink(failure: Failure, maximumMs = 20_000): Promise<WorldPlan> {
	const [first] = failure.broken;
	const property = fc.asyncProperty(worldArbitrary, async (plan) => {
		const broken = violationsOf(new Reading(await runPlan(plan)));
		return !broken.some(({ name }) => name === first?.name);
	});
	const details = await fc.check(property, { seed: failure.seed, numRuns: 1, interruptAfterTimeLimit: maximumMs });
	return details.counterexample?.[0] ?? planOfSeed(failure.seed);
}

/** A failure for people: what broke, how to see it again, and the smallest world in which it breaks. */
export async function explain(failure: Failure): Promise<string> {
	const smallest = new Reading(await runPlan(await shrink(failure)));
	return [
		`Seed ${failure.seed}: ${failure.broken.map(({ name, said }) => `${name} (${said[0]})`).join('; ')}`,
		`Replay: npm run chaos -- --replay ${failure.seed}`,
		'The same, made small:',
		tell(smallest),
	].join('\n');
}
