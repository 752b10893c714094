// Leads that were certainly accepted in this run: where one of them is found, a way of looking is known to work.
import type { NewLeadRecord } from '../../model/lead';

/** What a lead can be found by. */
export type Way = 'reference' | 'email' | 'phone';

/** So many are kept for each way: one may be hidden for a reason of its own. */
const KEPT = 3;

/** What a record can be found by. */
export function waysOf({ lead }: NewLeadRecord): Way[] {
	const ways: Way[] = [];
	if (lead.referenceId !== undefined) ways.push('reference');
	if (lead.email !== undefined) ways.push('email');
	if (lead.phone !== undefined) ways.push('phone');
	return ways;
}

export class Witnesses {
	private readonly kept: Record<Way, NewLeadRecord[]> = { reference: [], email: [], phone: [] };
	/** How many leads were accepted: what could not be proven may be, once this has grown. */
	accepted = 0;

	add(record: NewLeadRecord): void {
		this.accepted += 1;
		for (const way of waysOf(record)) {
			const kept = this.kept[way];
			kept.push(record);
			if (kept.length > KEPT) kept.shift();
		}
	}

	/** Accepted leads of this project that can be found in this way. */
	of(way: Way, projectId: string): NewLeadRecord[] {
		return this.kept[way].filter(({ lead }) => lead.projectId === projectId);
	}
}
