// What the output panel says about a run: how many leads were initiated, how many not and why, and what was found out.
import type { ErrorCode } from '../../model/codes';
import type { Outcome } from '../../model/ended';
import type { Findings } from '../send/deliver';

function leads(count: number): string {
	return `${count} ${count === 1 ? 'lead' : 'leads'}`;
}

/** One line that sums up a run: how many leads were initiated, how many not, and why. */
export class Summary {
	private isDry = false;
	private taken = 0;
	private updated = 0;
	private readonly byCode = new Map<ErrorCode, number>();

	add(outcome: Outcome): void {
		if (outcome.status === 'failed') {
			this.byCode.set(outcome.errorCode, (this.byCode.get(outcome.errorCode) ?? 0) + 1);
			return;
		}
		if (outcome.dryRun) this.isDry = true;
		if (outcome.updated === undefined) this.taken += 1;
		else this.updated += 1;
	}

	toString(): string {
		const notInitiated = [...this.byCode.values()].reduce((sum, count) => sum + count, 0);
		const reasons = [...this.byCode]
			.sort(([, first], [, second]) => second - first)
			.map(([code, count]) => `${count} ${code}`)
			.join(', ');
		const taken = this.isDry ? `Dry run: ${leads(this.taken)} would be sent` : `${leads(this.taken)} initiated`;
		const updated = this.updated === 0 ? '' : `, ${this.updated} known ${this.isDry ? 'would be updated' : 'updated'}`;
		return `${taken}${updated}, ${notInitiated} not${notInitiated === 0 ? '' : `: ${reasons}`}.`;
	}
}

/** What a run found out, in sentences. @param total how many leads the input held */
export function notesOf({ known, questions, guardWaitMs, why }: Findings, total: number): string[] {
	const notes: string[] = [];
	if (known > 0) {
		notes.push(
			`${known} of ${leads(total)} are known to Uservox and were not sent; found out with ${questions} ${questions === 1 ? 'request' : 'requests'}.`,
		);
	}
	if (why !== undefined) {
		notes.push(`What Uservox knows could not be found out for all leads: ${why}. Such leads are sent a few at a time.`);
	}
	if (guardWaitMs >= 1_000) {
		notes.push(
			`Waited ${Math.ceil(guardWaitMs / 1000)} s, because one more duplicate within a minute could have blocked the API key.`,
		);
	}
	return notes;
}
