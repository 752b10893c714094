// What the output panel says about a run, in sentences: what became of the leads, why, and what was found out.
import type { Outcome } from '../../model/ended';
import { Reasons } from '../../model/reasons';
import type { Findings } from '../send/deliver';
import type { Subject } from './subject';

function leads(count: number): string {
	return `${count} ${count === 1 ? 'lead' : 'leads'}`;
}

/** Sums up a run: "2 of 12 leads sent. Not sent: 6 process not found, 4 without a phone or email." */
export class Summary {
	private all = 0;
	private sent = 0;
	/** Sent, and not to be called yet. */
	private stored = 0;
	private updated = 0;
	/** Leads that would have been called. */
	private toCall = 0;
	private unclear = 0;
	private readonly reasons = new Reasons();

	constructor(private readonly isDry: boolean) {}

	add(outcome: Outcome, { start }: Pick<Subject, 'start'>): void {
		this.all += 1;
		const isToBeCalled = start?.on ?? true;
		if (isToBeCalled) this.toCall += 1;
		if (outcome.status === 'failed') {
			if (outcome.errorCode === 'unconfirmed') this.unclear += 1;
			else this.reasons.add(outcome.errorCode, outcome.details);
			return;
		}
		if (outcome.updated !== undefined) this.updated += 1;
		else {
			this.sent += 1;
			if (!isToBeCalled) this.stored += 1;
		}
	}

	toString(): string {
		const would = this.isDry ? 'would be ' : '';
		const sentences = [`${this.isDry ? 'Dry run: ' : ''}${this.taken(would)}.`];
		const reasons = this.reasons.toString();
		if (reasons !== '') sentences.push(`${this.isDry ? 'Would not be' : 'Not'} sent: ${reasons}.`);
		if (this.unclear > 0) {
			const them = this.unclear === 1 ? 'it' : 'them';
			sentences.push(
				`${leads(this.unclear)} may have been sent: look ${them} up in Uservox before you send ${them} again.`,
			);
		}
		return sentences.join(' ');
	}

	private taken(would: string): string {
		const storesOnly = this.sent > 0 ? this.stored === this.sent : this.toCall === 0;
		const how = storesOnly ? 'stored, not called' : 'sent';
		const of = this.sent === this.all ? '' : ` of ${this.all}`;
		const some = !storesOnly && this.stored > 0 ? `, ${this.stored} of them stored, not called` : '';
		const updated =
			this.updated === 0 ? '' : `, ${this.updated} known ${this.updated === 1 ? 'one' : 'ones'} ${would}updated`;
		const noun = (of === '' ? this.sent : this.all) === 1 ? 'lead' : 'leads';
		return `${this.sent}${of} ${noun} ${would}${how}${some}${updated}`;
	}
}

/** What a run found out, in sentences. @param total how many leads the input held */
export function notesOf({ known, questions, guardWaitMs, why }: Findings, total: number): string[] {
	const notes: string[] = [];
	if (why !== undefined) {
		notes.push(`What Uservox knows could not be found out for all leads: ${why}. Such leads are sent a few at a time.`);
	}
	if (guardWaitMs >= 1_000) {
		notes.push(
			`Waited ${Math.ceil(guardWaitMs / 1000)} s, because one more duplicate within a minute could have blocked the API key.`,
		);
	}
	if (known > 0) {
		notes.push(
			`${known} of ${leads(total)} are known to Uservox and were not sent; found out with ${questions} ${questions === 1 ? 'request' : 'requests'}.`,
		);
	}
	return notes;
}
