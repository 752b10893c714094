// How many leads the next request may carry, by the duplicates seen so far (design, rule 4).
import { MAX_DUPLICATES } from '../api/duplicateGuard';

/** What the answers of one run have told about its leads: how many were answered, how many of them the API knew. */
export class Trust {
	private answered = 0;
	private duplicates = 0;

	observe(answered: number, duplicates: number): void {
		this.answered += answered;
		this.duplicates += duplicates;
	}

	/** Whether the API has shown that it knows leads of this run. */
	get knowsLeads(): boolean {
		return this.duplicates > 0;
	}

	/** Whether the API knew every lead so far, and these were enough to tell. */
	get knowsAll(): boolean {
		return this.answered >= MAX_DUPLICATES && this.duplicates === this.answered;
	}

	/**
	 * The number of leads whose expected duplicates stay within `left`, by the rule of succession: after `answered` leads with
	 * `duplicates` among them, the next one is a duplicate with a chance of (duplicates + 1) / (answered + 2). For a clean sheet this
	 * gives 5, 35, 210, then full batches. While fewer than 5 leads are answered nothing is expected: each may be a duplicate.
	 * @param left duplicates that the minute still allows; with none left, the guard waits and one lead may go.
	 */
	limit(left: number): number {
		if (this.answered < MAX_DUPLICATES) return Math.max(1, left);
		return Math.max(1, Math.floor((left * (this.answered + 2)) / (this.duplicates + 1)));
	}
}
