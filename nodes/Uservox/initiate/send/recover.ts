// Clears up a lost answer before anything in it is sent again: every lead is searched for, twice if it is not found.
import { existingLeadOf, type FoundLead } from '../../api/answer/foundLead';
import { settleSingleAnswer } from '../../api/answer/settle';
import { serverDown } from '../../api/failures';
import type { Answer } from '../../api/exchange';
import { isDown, type Unclear } from '../../api/search/finder';
import { Search, type Sighting } from '../../api/search/search';
import type { Run } from '../../api/run';
import { isSinceStart } from '../../api/serverClock';
import type { LeadRecord } from '../../model/lead';
import { failed, isDuplicate, type Initiated, type Outcome } from '../../model/ended';
import { contradicts } from '../../model/sameLead';
import { alreadyKnown } from '../know/know';
import type { Certainty } from './growth';
import { notSent, unconfirmed, type Parts } from './parts';
import type { Open } from './submit';
import type { Lost } from './verdict';
import { Proofs } from './witnesses';

/** A server may store a lead late, so "not found" counts only when it is seen again after this time, in ms. */
const SETTLING_MS = 15_000;
/** How long a failing server is asked for the leads, in ms. */
const PATIENCE_MS = 5 * 60_000;
const BETWEEN_ASKING_MS = 5_000;
/** A lead that Uservox did not know a moment ago belongs to this run, even if a clock is off by this much, in ms. */
const CLOCKS_DIFFER_MS = 5_000;

/** How long a request that was cut off may still be worked on, in ms: for about as long as its answer would have been waited for. */
export const settlingAfterStop = (timeoutMs: number): number => Math.max(SETTLING_MS, timeoutMs);

export interface ClearedUp {
	/** Certainly not accepted: they may be sent again. */
	again: LeadRecord[];
	/** Not found, but it is not known whether they would be: they are not sent again. */
	unproven: LeadRecord[];
}

/**
 * Settles what can be found out about the records of a lost answer, and returns the others.
 * @param certainty how certain it was before they were sent that Uservox did not have them
 */
export async function clearUp(
	{ records, lost, suspicion }: Open,
	certainty: Certainty,
	parts: Parts,
): Promise<ClearedUp> {
	const { run, guard } = parts;
	const lostAt = run.clock.now();
	const looking = new Looking(lost, lostAt, certainty, parts);
	const first = await looking.look(records);
	const missing = [...first.again, ...first.unproven];
	// A server that was silent may not have begun with what is missing; one that refused has counted it, for all that is known.
	const counted = looking.inDoubt + (lost.hiddenDuplicate === undefined ? 0 : missing.length);
	if (suspicion !== undefined) guard.forgive(suspicion, Math.max(1, counted));
	if (missing.length === 0) return first;
	const settlingMs = Math.max(SETTLING_MS, lost.silentMs);
	await run.clock.sleep(lostAt + settlingMs - run.clock.now(), run.signal);
	const cleared = await looking.look(missing);
	const left = [...cleared.again, ...cleared.unproven];
	if (lost.hiddenDuplicate === undefined || left.length !== 1 || looking.taken !== records.length - 1) return cleared;
	// All others were taken: it is the one that was meant.
	for (const record of left) parts.settle(record, lost.hiddenDuplicate);
	return { again: [], unproven: [] };
}

/** Looks again for leads whose "not found" could not be trusted, because more is known now. */
export async function lookAgain(records: readonly LeadRecord[], lost: Lost, certainty: Certainty, parts: Parts) {
	return await new Looking(lost, parts.run.clock.now(), certainty, parts).look(records);
}

/**
 * How a search for a lead ended. `found`: Uservox has it. `other`: it has another person under the reference ID, so it would refuse the lead.
 * `absent`: it does not have it, and this way of searching is known to work. `unproven`: the same, but no way of searching is known to work.
 * `unclear`: it could not be asked.
 */
type Fate =
	| { kind: 'found' | 'other'; lead: FoundLead; answer: Answer }
	| { kind: 'absent' | 'unproven' }
	| { kind: 'unclear'; unclear: Unclear };

/** Searches for records of one request, so of one kind and one project. */
export async function findLost(records: readonly LeadRecord[], parts: Parts): Promise<Map<LeadRecord, Fate>> {
	const [first] = records;
	const { run, options, witnesses, finder } = parts;
	const projectId = first?.kind === 'new' ? first.lead.projectId : parts.projectId;
	// Behind an older lead with the same number, ours may be in the part of the list that has not been seen.
	const isEnough = (record: LeadRecord, sighting: Sighting) =>
		record.kind === 'existing' ||
		(fits(record, sighting) && isSinceStart(sighting.lead.createdAt, sighting.answer, run) !== false);
	const watched = witnesses.of(projectId);
	const search = new Search(
		records,
		projectId,
		{ ...parts, ...options },
		{ isEnough, watched, few: 1, searchesWithoutList: true },
	);
	await search.run();
	const proofs = new Proofs(search, watched, witnesses);
	if (search.isListComplete) {
		const unproven = records.filter((record) => seenOf(record, search) === undefined && !proofs.isProven(record));
		await search.lookUp(unproven, ['id', 'reference']);
	}
	const missing = records.filter((record) => seenOf(record, search) === undefined);
	await proofs.searchForWitnesses(missing, finder, options.maxConcurrentRequests);
	return new Map(records.map((record) => [record, fateOf(record, search, isEnough, proofs)]));
}

function fateOf(
	record: LeadRecord,
	search: Search<LeadRecord>,
	isEnough: (record: LeadRecord, sighting: Sighting) => boolean,
	proofs: Proofs,
): Fate {
	const seen = seenOf(record, search);
	const isProven = proofs.isProven(record);
	const unclear = isProven ? undefined : search.unclear.get(record);
	if (unclear !== undefined && (seen === undefined || !isEnough(record, seen))) return { kind: 'unclear', unclear };
	if (seen === undefined) return { kind: isProven ? 'absent' : 'unproven' };
	return { kind: fits(record, seen) ? 'found' : 'other', lead: seen.lead, answer: seen.answer };
}

/** Whether a lead that was sighted can be the one that was sent: row numbers make poor reference IDs. */
function fits(record: LeadRecord, { lead, by }: Sighting): boolean {
	return by !== 'phoneElsewhere' && (record.kind === 'existing' || !contradicts(lead.identity, record.lead));
}

/**
 * The sighting that counts. Of several leads that could be ours, the newest, because a project may accept a number twice; else another
 * person's under the same reference ID.
 */
function seenOf(record: LeadRecord, { sightings }: Search<LeadRecord>): Sighting | undefined {
	const all = sightings.get(record) ?? [];
	const newest = all
		.filter((sighting) => fits(record, sighting))
		.reduce<Sighting | undefined>(
			(last, next) => ((last?.lead.createdAt ?? 0) > (next.lead.createdAt ?? 0) ? last : next),
			undefined,
		);
	return newest ?? all.find(({ by }) => by === 'reference');
}

class Looking {
	/** Leads that may have been duplicates. */
	inDoubt = 0;
	/** Leads that were found to have been taken. */
	taken = 0;

	constructor(
		private readonly lost: Lost,
		private readonly lostAt: number,
		private readonly certainty: Certainty,
		private readonly parts: Parts,
	) {}

	/** Asks until the server answers, or until patience runs out. */
	async look(records: readonly LeadRecord[]): Promise<ClearedUp> {
		const { run, failures } = this.parts;
		const cleared: ClearedUp = { again: [], unproven: [] };
		for (let open = [...records]; open.length > 0;) {
			const fates = await findLost(open, this.parts);
			const isTired = run.stopped !== undefined || run.clock.now() - this.lostAt > PATIENCE_MS;
			const isSilent = (fate: Fate) => fate.kind === 'unclear' && isDown(fate.unclear);
			const all = [...fates.values()];
			open = [];
			for (const [record, fate] of fates) {
				if (isSilent(fate) && !isTired) open.push(record);
				else this.note(record, fate, cleared);
			}
			if (all.some(({ kind }) => kind === 'found' || kind === 'absent')) failures.success();
			if (isTired && all.some(isSilent)) run.stop(serverDown(this.parts.finder.whyUnanswered));
			if (open.length > 0) await run.clock.sleep(BETWEEN_ASKING_MS, run.signal);
		}
		return cleared;
	}

	private note(record: LeadRecord, fate: Fate, cleared: ClearedUp): void {
		const { run, settle } = this.parts;
		const meaning = meaningOf(record, fate, this.lost, this.certainty, run);
		if (typeof meaning === 'string') return void cleared[meaning].push(record);
		if (meaning.status === 'initiated') this.taken += 1;
		if (isInDoubt(meaning)) this.inDoubt += 1;
		settle(record, meaning);
	}
}

/** What a fate means: the lead may go out again, waits for proof, or has ended. */
function meaningOf(
	record: LeadRecord,
	fate: Fate,
	lost: Lost,
	certainty: Certainty,
	run: Run,
): Outcome | 'again' | 'unproven' {
	const open = (why: string) => unconfirmed(`${lost.why}${why}`, lost.status);
	switch (fate.kind) {
		case 'unproven':
			return 'unproven';
		case 'unclear':
			return open(`, and ${fate.unclear.why}`);
		case 'absent':
			if (record.kind === 'new') return 'again';
			return failed('leadNotFound', 'Uservox has no lead with this ID.', { httpStatus: 404 });
		case 'other':
			return record.kind === 'new'
				? alreadyKnown({ record, existing: fate.lead, by: 'reference' })
				: open('; Uservox has another lead with this ID');
		case 'found':
			break;
	}
	const { lead, answer } = fate;
	if (record.kind === 'existing') {
		const isStarted = isSinceStart(lead.updatedAt, answer, run);
		if (isStarted === undefined) return open(', and the lead does not show whether it was started');
		return isStarted ? recovered(record, lead.lead) : 'again';
	}
	const { createdAt } = lead;
	let isOurs = isSinceStart(createdAt, answer, run);
	if (certainty === 'asked' && isOurs !== true) {
		isOurs = createdAt === undefined || createdAt > run.startedAt - CLOCKS_DIFFER_MS;
	}
	if (isOurs === undefined) return open('; Uservox has the lead, but nothing shows whether this run created it');
	if (isOurs) return recovered(record, lead.lead);
	const existingLead = existingLeadOf(lead);
	return failed('alreadyExists', 'Uservox had this lead before this run.', { existingLead, isSamePerson: true });
}

/** Whether a lead may have been a duplicate of its request. */
function isInDoubt(outcome: Outcome): boolean {
	if (outcome.status !== 'failed') return false;
	return outcome.errorCode === 'unconfirmed' || (isDuplicate(outcome) && outcome.foundBeforehand !== true);
}

/** The outcome of a lead whose answer was lost and that was found. */
function recovered(record: LeadRecord, lead: Record<string, unknown>): Outcome {
	const outcome = settleSingleAnswer(record, { ...lead, success: true });
	const found: Initiated = outcome?.status === 'initiated' ? outcome : { status: 'initiated', answer: {} };
	return { ...found, recovered: true };
}

/** The outcome of a lead that was sent as often as allowed and certainly not taken. */
export function failedForGood(lost: Lost, parts: Parts): Outcome {
	if (parts.run.stopped !== undefined) return notSent(parts.run.stopped);
	return failed(
		'serverFailure',
		`Uservox failed (${lost.why}), and did not take this lead, as a look-up shows. Try again later.`,
		{ httpStatus: lost.status },
	);
}
