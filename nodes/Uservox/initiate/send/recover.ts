// Clears up a lost answer before anything in it is sent again: every lead is looked for, and looked for again if it is not found.
import { existingLeadOf, type FoundLead } from '../../api/answer/foundLead';
import { settleSingleAnswer } from '../../api/answer/settle';
import { serverDown } from '../../api/failures';
import { isDown } from '../../api/search/finder';
import type { Suspicion } from '../../api/pace/duplicateGuard';
import { isSinceStart } from '../../api/serverClock';
import type { LeadRecord } from '../../model/lead';
import { failed, type Initiated, type Outcome } from '../../model/ended';
import { alreadyKnown } from '../know/knownLead';
import { findLost, type Fate } from './findLost';
import { notSent, unconfirmed, type Parts } from './parts';
import type { Lost } from './verdict';

/** A server may store a lead late, so "not found" counts only when it is seen again after this time, in ms. */
const SETTLING_MS = 15_000;
/** How long a failing server is asked what became of the leads, in ms. */
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
 * @param knownToBeNew Uservox was asked before they were sent, and did not have them
 */
export async function clearUp(
	records: readonly LeadRecord[],
	lost: Lost,
	knownToBeNew: boolean,
	suspicion: Suspicion | undefined,
	parts: Parts,
): Promise<ClearedUp> {
	const { run, guard } = parts;
	const lostAt = run.clock.now();
	const looking = new Looking(lost, lostAt, knownToBeNew, parts);
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
export async function lookAgain(records: readonly LeadRecord[], lost: Lost, knownToBeNew: boolean, parts: Parts) {
	return await new Looking(lost, parts.run.clock.now(), knownToBeNew, parts).look(records);
}

class Looking {
	/** Leads that may have been duplicates. */
	inDoubt = 0;
	/** Leads that were found to have been taken. */
	taken = 0;

	constructor(
		private readonly lost: Lost,
		private readonly lostAt: number,
		private readonly knownToBeNew: boolean,
		private readonly parts: Parts,
	) {}

	/** Asks until the server answers, or until patience runs out. */
	async look(records: readonly LeadRecord[]): Promise<ClearedUp> {
		const { run, failures } = this.parts;
		const cleared: ClearedUp = { again: [], unproven: [] };
		for (let open = records; open.length > 0;) {
			const fates = await findLost(open, this.parts);
			const isTired = run.stopped !== undefined || run.clock.now() - this.lostAt > PATIENCE_MS;
			const retry: LeadRecord[] = [];
			for (const [record, fate] of fates) {
				if (fate.kind === 'unclear' && isDown(fate.unclear) && !isTired) retry.push(record);
				else this.settleFate(record, fate, cleared);
			}
			const kinds = new Set([...fates.values()].map(({ kind }) => kind));
			if (kinds.has('found') || kinds.has('absent')) failures.success();
			if (isTired && [...fates.values()].some((fate) => fate.kind === 'unclear' && isDown(fate.unclear)))
				run.stop(serverDown(this.parts.finder.whyUnanswered));
			open = retry;
			if (open.length > 0) await run.clock.sleep(BETWEEN_ASKING_MS, run.signal);
		}
		return cleared;
	}

	private settleFate(record: LeadRecord, fate: Fate, cleared: ClearedUp): void {
		const { settle } = this.parts;
		switch (fate.kind) {
			case 'found':
				return this.settleFound(record, fate, cleared);
			case 'other':
				if (record.kind === 'new') settle(record, alreadyKnown({ record, existing: fate.lead, by: 'reference' }));
				return;
			case 'absent':
				if (record.kind === 'new') cleared.again.push(record);
				else settle(record, failed('leadNotFound', 'Uservox has no lead with this ID.', { httpStatus: 404 }));
				return;
			case 'unproven':
				cleared.unproven.push(record);
				return;
			case 'unclear':
				this.inDoubt += 1;
				settle(record, unconfirmed(`${this.lost.why}, and ${fate.unclear.why}`, this.lost.status));
		}
	}

	private settleTaken(record: LeadRecord, lead: Record<string, unknown>): void {
		this.taken += 1;
		this.parts.settle(record, recovered(record, lead));
	}

	private settleFound(
		record: LeadRecord,
		{ lead, answer }: Extract<Fate, { lead: FoundLead }>,
		cleared: ClearedUp,
	): void {
		const { run, settle } = this.parts;
		if (record.kind === 'existing') {
			const started = isSinceStart(lead.updatedAt, answer, run);
			if (started === false) cleared.again.push(record);
			else if (started) this.settleTaken(record, lead.lead);
			else
				settle(
					record,
					unconfirmed(`${this.lost.why}, and the lead does not show whether it was started`, this.lost.status),
				);
			return;
		}
		const { createdAt } = lead;
		let isOurs = isSinceStart(createdAt, answer, run);
		if (this.knownToBeNew && isOurs !== true) {
			isOurs = createdAt === undefined || createdAt > run.startedAt - CLOCKS_DIFFER_MS;
		}
		if (isOurs === true) {
			this.settleTaken(record, lead.lead);
			return;
		}
		this.inDoubt += 1;
		settle(
			record,
			isOurs === false
				? ({
						...failed('alreadyExists', 'Uservox had this lead before this run.', {
							existingLead: existingLeadOf(lead),
						}),
						isSamePerson: true,
					} as const)
				: unconfirmed(
						`${this.lost.why}; Uservox has the lead, but nothing shows whether this run created it`,
						this.lost.status,
					),
		);
	}
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
