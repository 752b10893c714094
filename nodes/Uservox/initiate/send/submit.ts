// One request: permit → endpoint → verdict → settle what is certain → what comes next.
import type { Permit, Suspicion } from '../../api/pace/duplicateGuard';
import type { StopReason } from '../../api/run';
import type { LeadRecord } from '../../model/lead';
import { isDuplicate } from '../../model/ended';
import type { Batches } from './batches';
import type { GrowthLike } from './growth';
import type { Parts } from './parts';
import { NOTHING, verdictOf, type Lost, type Verdict } from './verdict';

/** This many requests in a row, refused as a whole while nothing was accepted, are enough to stop. */
const REFUSALS_THAT_STOP = 3;

const NO_CREDITS: StopReason = {
	cause: 'noCredits',
	message: 'the Uservox project has no lead credits left. Top up the credits, then run the workflow again',
};

/** Leads of a request whose fate is open. */
export interface Open {
	records: readonly LeadRecord[];
	lost: Lost;
	suspicion: Suspicion | undefined;
}

/**
 * Sends records in one request, and settles what the answer says. The permit is given back here and nowhere else.
 * @returns leads that have to be searched for before they may be sent again
 */
export async function submit(
	records: readonly LeadRecord[],
	permit: Permit,
	growth: GrowthLike,
	batches: Batches,
	parts: Parts,
): Promise<Open | undefined> {
	const { endpoint, run, answers } = parts;
	let observed = NOTHING;
	growth.depart(records.length);
	try {
		const sentAt = run.clock.now();
		const reply = await endpoint.send(records);
		const verdict = verdictOf(records, reply, endpoint, answers.passed);
		({ observed } = verdict);
		// Without the wait for its turn.
		const took = 'sentAt' in reply ? reply.answeredAt - reply.sentAt : run.clock.now() - sentAt;
		if (verdict.server === 'answered') answers.answered(records.length, took);
		if (verdict.server === 'silent') answers.lost(records.length, took);
		if (observed.accepted === records.length) answers.passed = Math.max(answers.passed, records.length);

		const suspicion = leave(permit, records.length, verdict);
		const repeated = settleCertain(verdict, parts);
		actOn(verdict, records, batches, parts);
		const unclear = [...(verdict.unclear?.records ?? []), ...repeated];
		if (unclear.length === 0) return undefined;
		const lost = verdict.unclear?.lost ?? { why: 'an earlier answer was lost', silentMs: 0 };
		return { records: unclear, lost, suspicion };
	} finally {
		// After a fault of this node, whatever was in the request may have arrived, and may have been a duplicate.
		permit.leaveLost(records.length);
		growth.arrive(records.length, observed);
	}
}

function leave(permit: Permit, leads: number, { duplicates }: Verdict): Suspicion | undefined {
	if (duplicates === 'unknown') return permit.leaveLost(leads);
	permit.leave(duplicates);
	return undefined;
}

/** @returns leads that were sent again and refused as known: their first request may have arrived after all */
function settleCertain({ settled }: Verdict, { settle, tries, refusedAgain, witnesses }: Parts): LeadRecord[] {
	const repeated: LeadRecord[] = [];
	for (const [record, outcome] of settled) {
		if (outcome.status === 'failed' && isDuplicate(outcome) && tries.has(record)) {
			refusedAgain.set(record, outcome);
			repeated.push(record);
			continue;
		}
		if (outcome.status === 'initiated' && record.kind === 'new') witnesses.add(record);
		settle(record, outcome);
	}
	return repeated;
}

/** What the answer means for the leads that were not in the request. */
function actOn(verdict: Verdict, records: readonly LeadRecord[], batches: Batches, parts: Parts): void {
	const { run, failures, answers, witnesses } = parts;
	const { again, refuses, server, untouched } = verdict;
	if (server === 'answered') failures.success();
	if (server === 'answered' && again === undefined && verdict.isRefusedWhole !== true) {
		answers.workedOn = Math.max(answers.workedOn, records.length);
	}
	if (server === 'unreachable') failures.failure();
	if (untouched) batches.putBack(records);
	if (again !== undefined) {
		if (again.forAllRequests) answers.maximum = Math.min(answers.maximum, again.size);
		else answers.tooLarge(records.length);
		batches.putBack(again.records, again.size);
	}
	// Parts of a refused request tell more than it does: what is cut up and refused again must not be counted from 0 each time.
	if (again === undefined) {
		answers.refusedInARow = verdict.isRefusedWhole && refuses === undefined ? answers.refusedInARow + 1 : 0;
	}
	if (answers.refusedInARow >= REFUSALS_THAT_STOP && witnesses.accepted === 0) {
		run.stop({
			cause: 'everythingRefused',
			message: 'Uservox refused every request so far, for the reason given in the items',
		});
	}
	const [first] = records;
	if (refuses === undefined || first === undefined) return;
	const { scope, outcome } = refuses;
	if (scope !== 'run') return batches.refuse(scope, first, outcome);
	if (outcome.errorCode === 'noCredits') run.stop(NO_CREDITS);
	else run.stopForRefusal(outcome.httpStatus);
}
