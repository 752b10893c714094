// Waits for many leads: looks at all that are open, round after round, until each has ended or the time is over.
import { existingLeadOf } from '../../../api/answer/foundLead';
import { readFound } from '../../../api/answer/found';
import type { JsonObject } from '../../../api/answer/parse';
import { inParallel } from '../../../api/pace/parallel';
import type { Clock } from '../../../api/ports';
import type { Run } from '../../../api/run';
import { ACTIVITY, ask, stopped } from '../../ask';
import { failed, found, type Ended, type Failed } from '../../../model/ended';
import { CONCURRENT_REQUESTS, type SetUp } from '../../setUp';
import type { Show } from '../../parameters/simplify';
import { callOf, type Call } from './calls';
import { Looks, mayPass, type LookedAt, type Wanted } from './look';
import type { Sight, Watch } from './watch';

/** A lead that is waited for, and how the wait for it ended. */
export interface Waited extends Wanted {
	readonly watch: Watch;
	/** Why it could not be seen the last time. */
	failure?: Failed;
	/** What was waited for has happened, so long after the wait began, in ms; `isComplete`: its outcome is written. */
	over?: { sinceMs: number; isComplete: boolean };
	/** What it looked like when nothing could be said without asking for its calls. */
	unclear?: string;
	ending?: Ended;
}

export interface WaitSettings {
	timeoutMs: number;
	pollMs: number;
	/** Completes "… after 30 minutes": what has not happened. */
	what: string;
	show: Show;
}

type Parts = Pick<SetUp, 'exchange' | 'run' | 'defaultProjectId'> & { clock: Clock };

/** An outcome is written when the call is over or soon after: it is waited for this long, in ms. */
const OUTCOME_MS = 60_000;
/** A sleep may end a little early, in ms: not a round more for that. */
const EARLY_MS = 50;
/** Rounds that end the wait when nobody has been seen in any of them. */
const BLIND_ROUNDS_THAT_END = 2;

/** Gives each lead its ending. A stop of the run ends the wait at once. */
export async function waitForAll(leads: readonly Waited[], settings: WaitSettings, parts: Parts): Promise<void> {
	const { run, clock } = parts;
	const looks = new Looks(parts);
	const startedAt = clock.now();
	const waitedMs = () => clock.now() - startedAt;
	let hasSeen = false;
	let blindRounds = 0;
	for (let open = leads; ;) {
		const before = open.length;
		const isLast = waitedMs() >= settings.timeoutMs - EARLY_MS;
		const looked = await looks.look(open);
		const seen = noteSeen(looked);
		hasSeen ||= seen.length > 0;
		blindRounds = seen.length > 0 ? 0 : blindRounds + 1;
		await inParallel(seen, CONCURRENT_REQUESTS, async (lead) => {
			const sight = await sightOf(lead, isLast, parts);
			if (sight.kind === 'ended') lead.over ??= { sinceMs: waitedMs(), isComplete: false };
			if (sight.kind === 'ended' && lead.over !== undefined) lead.over.isComplete = sight.isComplete;
		});
		noteFailures(looked, open, hasSeen);
		const isOver = isLast || run.stopped !== undefined || (!hasSeen && blindRounds >= BLIND_ROUNDS_THAT_END);
		for (const lead of open) {
			lead.ending ??= endingOf(lead, waitedMs(), isOver, settings, run);
		}
		open = open.filter(({ ending }) => ending === undefined);
		if (open.length === 0) return;
		if (open.length < before) run.log(`Uservox: still waiting for ${open.length} of ${leads.length} leads`);
		const isPending = open.some(({ over }) => over !== undefined);
		const pollMs = isPending ? Math.min(settings.pollMs, OUTCOME_MS) : settings.pollMs;
		await run.clock.sleep(Math.max(0, Math.min(pollMs, settings.timeoutMs - waitedMs())), run.signal);
	}
}

/** @returns the leads that a round has shown */
function noteSeen(looked: LookedAt<Waited>): Waited[] {
	const seen: Waited[] = [];
	for (const [lead, result] of looked) {
		if (!('lead' in result)) continue;
		lead.lead = result.lead;
		lead.failure = undefined;
		seen.push(lead);
	}
	return seen;
}

/** What will not pass ends the wait for a lead; for all, where it is about the set-up and nobody was seen. */
function noteFailures(looked: LookedAt<Waited>, open: readonly Waited[], hasSeen: boolean): void {
	const failures = [...looked].flatMap(([lead, result]) => ('failed' in result ? [{ lead, ...result }] : []));
	const isBlind = failures.length === looked.size;
	for (const { lead, failed: failure } of failures) {
		lead.failure = failure;
		// Once Uservox has answered, a web page in between is a failure that may pass.
		const mayBeOver =
			mayPass(failure) || (failure.reach === 'run' && failure.errorCode === 'requestRefused' && hasSeen);
		if (mayBeOver || lead.over !== undefined) continue;
		lead.ending = failure;
		if (!isBlind || failure.reach === undefined) continue;
		for (const other of open) other.ending ??= failure;
	}
}

/** How the wait for a lead ends, if it does. @param isOver whether it ends for all */
function endingOf(
	lead: Waited,
	waitedMs: number,
	isOver: boolean,
	settings: WaitSettings,
	run: Run,
): Ended | undefined {
	const { over } = lead;
	if (over !== undefined && (isOver || over.isComplete || waitedMs - over.sinceMs >= OUTCOME_MS)) {
		return found([{ ...settings.show(lead.lead ?? {}), waitedSeconds: Math.round(waitedMs / 1_000) }]);
	}
	if (!isOver) return undefined;
	return run.stopped === undefined ? stillOpen(lead, settings) : stopped(run);
}

/** What a look shows, after asking for the calls about which the lead itself says too little. */
async function sightOf(lead: Waited, isLast: boolean, parts: Parts): Promise<Sight> {
	const shown = lead.lead ?? {};
	const looksLike = lead.unclear === undefined ? undefined : appearance(shown);
	if (looksLike !== undefined && looksLike === lead.unclear && !isLast) return { kind: 'open' };
	lead.unclear = undefined;
	const details = new Map<string, Call | 'noCall'>();
	for (;;) {
		const sight = lead.watch.look(shown, details);
		if (sight.kind !== 'unclear') return sight;
		lead.unclear = appearance(shown);
		for (const id of sight.activities) {
			const detail = await detailOf(id, parts);
			if (detail !== undefined) details.set(id, detail);
			// Without it nothing can be said now: it is asked for again in the next round, in the last one it stays open.
			else if (isLast) details.set(id, {});
			else {
				lead.unclear = undefined;
				return { kind: 'open' };
			}
		}
	}
}

/** What changes when a call begins or ends, where its activity says nothing about it. */
function appearance({ currentState, lastDisposition, updatedAt, activities }: JsonObject): string {
	return JSON.stringify([currentState, lastDisposition, updatedAt, activities]);
}

/** @returns undefined when there was no answer */
async function detailOf(activityId: string, parts: Parts): Promise<Call | 'noCall' | undefined> {
	const answer = await ask(parts, { path: '/leads/activity/get', query: { activityId } }, ACTIVITY);
	if ('errorCode' in answer) return mayPass(answer) ? undefined : {};
	const activity = readFound(answer.body ?? {});
	return activity === undefined ? {} : callOf(activity);
}

function stillOpen({ lead, failure }: Waited, { timeoutMs, what }: WaitSettings): Ended {
	if (lead === undefined && failure !== undefined) return failure;
	const minutes = timeoutMs / 60_000;
	const lately = failure === undefined ? '' : ` When it was asked last, Uservox did not answer: ${failure.message}`;
	return failed(
		'stillOpen',
		`${what} after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. Wait again, or let the Uservox Trigger report the outcome.${lately}`,
		lead === undefined ? {} : { existingLead: existingLeadOf({ lead }) },
	);
}
