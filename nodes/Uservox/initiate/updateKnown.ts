// Known leads are brought up to date instead of being reported: each gets the name and the metadata of its row. None is started.
import { inParallel } from '../api/pace/parallel';
import type { Run } from '../api/run';
import type { LeadRecord, NewLeadRecord } from '../model/lead';
import { failed, type Failed, type Outcome } from '../model/ended';
import { notSent } from './send/parts';

/** What a lead of Uservox is to have from now on. Uservox merges metadata into those that it has. */
export interface KnownUpdate {
	leadId: string;
	name?: string;
	metadata?: Record<string, unknown>;
}

/** Updates one lead; undefined when Uservox has accepted it. Never throws by itself. */
export type UpdateLead = (update: KnownUpdate) => Promise<Failed | undefined>;

/** A lead of the run that Uservox has, and how it would be reported. */
interface Known {
	record: NewLeadRecord;
	outcome: Failed;
	update: KnownUpdate;
}

const FAILURES_THAT_END = 2;

/** Collects the known leads of a run, and updates them once everything else has been sent. */
export class KnownLeads {
	private readonly byLead = new Map<string, Known[]>();

	/** Notes a lead if it is one that can be updated. Where it is only the number that Uservox knows, it may be another person's lead. */
	note(record: LeadRecord, outcome: Outcome): void {
		if (record.kind !== 'new' || outcome.status !== 'failed' || !outcome.isSamePerson) return;
		const leadId = outcome.existingLead?._id;
		if (typeof leadId !== 'string') return;
		const { name, firstName, lastName, metadata } = record.lead;
		const parts = [firstName, lastName].filter((part) => part !== undefined);
		const update = { leadId, name: name ?? (parts.length > 0 ? parts.join(' ') : undefined), metadata };
		if (update.name === undefined && metadata === undefined) return;
		const others = this.byLead.get(leadId);
		if (others === undefined) this.byLead.set(leadId, [{ record, outcome, update }]);
		else others.push({ record, outcome, update });
	}

	/** What a dry run says of them. */
	rehearse(settle: (record: LeadRecord, outcome: Outcome) => void): void {
		for (const { record, outcome } of [...this.byLead.values()].flat()) settle(record, updated(outcome, true));
	}

	/**
	 * Updates them, the rows of one lead in their order.
	 * @param settle gives a record the outcome that takes the place of "known"
	 */
	async update(
		update: UpdateLead,
		atOnce: number,
		run: Run,
		settle: (record: LeadRecord, outcome: Outcome) => void,
	): Promise<void> {
		let failuresInARow = 0;
		let ended: Failed | undefined;
		const one = async (known: Known): Promise<Outcome> => {
			const { existingLead } = known.outcome;
			if (ended === undefined && run.stopped !== undefined) return { ...notSent(run.stopped), existingLead };
			const failure = ended ?? (await update(known.update));
			if (failure === undefined) failuresInARow = 0;
			else if (failure.reach !== undefined) failuresInARow += 1;
			if (failure?.reach === 'run' || failuresInARow >= FAILURES_THAT_END) ended ??= failure;
			if (failure === undefined) return updated(known.outcome);
			const { errorCode, message, httpStatus } = failure;
			return failed(errorCode, `Uservox has this lead, but it was not updated. ${message}`, {
				httpStatus,
				existingLead,
			});
		};
		await inParallel([...this.byLead.values()], atOnce, async (rows) => {
			for (const known of rows.sort((first, second) => first.record.itemIndex - second.record.itemIndex)) {
				settle(known.record, await one(known));
			}
		});
	}
}

function updated({ existingLead = {} }: Failed, dryRun?: true): Outcome {
	return {
		status: 'initiated',
		answer: { _id: existingLead._id },
		updated: { existingLead },
		...(dryRun && { dryRun }),
	};
}
