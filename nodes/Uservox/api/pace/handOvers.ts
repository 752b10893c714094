// Remembers which leads this process has handed over, and which of their calls are of that hand-over.
import type { LeadRecord } from '../../model/lead';
import type { Outcome } from '../../model/ended';
import { timeOf } from '../answer/parse';

/** The outcome of a call is waited for during twelve hours at most; older hand-overs make room when there are more than this. */
const MOST = 50_000;

export class HandOvers {
	private readonly since = new Map<string, number>();

	/**
	 * Notes a lead that was taken.
	 * @param startedAt when the run began, in ms since the epoch: for an answer that does not tell when the lead was changed
	 */
	note(record: LeadRecord, outcome: Outcome, startedAt: number): void {
		if (outcome.status !== 'initiated' || outcome.dryRun || !record.init) return;
		const { _id, updatedAt } = outcome.answer;
		const leadId = typeof _id === 'string' ? _id : record.kind === 'existing' ? record.leadId : undefined;
		if (leadId === undefined) return;
		const key = leadId.toLowerCase();
		this.since.delete(key);
		this.since.set(key, record.kind === 'new' ? -Infinity : (timeOf(updatedAt) ?? startedAt));
		if (this.since.size <= MOST) return;
		const [oldest] = this.since.keys();
		if (oldest !== undefined) this.since.delete(oldest);
	}

	/**
	 * Since when calls of the lead are of its latest hand-over, in ms since the epoch by the server's clock: -Infinity for one that was new;
	 * undefined where none is known.
	 */
	of(leadId: string): number | undefined {
		return this.since.get(leadId.toLowerCase());
	}
}
