// How many leads the next request may carry, by the duplicates seen so far (design, rule 4).
import { MAX_DUPLICATES } from '../../api/pace/duplicateGuard';

/** By the duplicates left: how many may be expected so that the chance of more than are left is 1 in 10,000 (Poisson distribution). */
const SAFE_EXPECTATION = [0, 0.014, 0.086, 0.23, 0.44, 0.71];

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

	/** How many duplicates so many leads may turn out to be, by the rule of succession; all of them while little is known. */
	expected(leads: number): number {
		if (this.answered < MAX_DUPLICATES) return leads;
		return Math.max(1, Math.ceil((leads * (this.duplicates + 1)) / (this.answered + 2)));
	}

	/**
	 * How many leads the next request may carry. While fewer than 5 leads are answered, each may be a duplicate. After that, the next
	 * lead is a duplicate with a chance of (duplicates + 1) / (answered + 2), by the rule of succession. A clean sheet grows by it so
	 * that the expected duplicates stay within `left`: 5, 35, 210, then full batches. Once duplicates have been seen, an expectation is
	 * not enough: half of the requests exceed it, and one that does blocks the key. Then the chance of more than `left` must be small;
	 * `left` leads are always safe.
	 * @param left duplicates that the minute still allows; with none left, the guard waits and one lead may go.
	 */
	limit(left: number): number {
		return Math.max(1, left, this.vouchedFor(left));
	}

	/** Whether the answers so far vouch for a batch of so many leads, so that in flight it counts as one duplicate at the most. */
	vouchesFor(leads: number, left: number): boolean {
		return leads <= this.vouchedFor(left);
	}

	private vouchedFor(left: number): number {
		if (this.answered < MAX_DUPLICATES) return 0;
		const allowed = this.knowsLeads ? (SAFE_EXPECTATION[left] ?? 0) : left;
		return Math.floor((allowed * (this.answered + 2)) / (this.duplicates + 1));
	}
}
