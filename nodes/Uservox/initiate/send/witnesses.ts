// Leads that were certainly accepted in this run: where one of them is found, a way of looking is known to work.
import { waysOf, type Way } from '../../api/search/lookUps';
import type { LeadRecord, NewLeadRecord } from '../../model/lead';

/** This many are kept for each way: one may be hidden for a reason of its own. */
const KEPT = 3;

/** What is searched for alike. A search may compare phones to the letter, so each notation is a way of its own. */
export function searchKey(way: Way, { lead: { phone = '' } }: NewLeadRecord): string {
	return way === 'phone' ? `phone ${notationOf(phone)}` : way;
}

/**
 * Phones of one notation are found alike: their punctuation and their zeros in front are the same, and so is, without a plus in front,
 * their length, since then nothing else tells whether the country code is in them.
 */
function notationOf(phone: string): string {
	const punctuation = phone.replace(/[1-9]\d*/g, '#');
	return phone.startsWith('+') ? punctuation : `${punctuation} ${phone.replace(/\D+/g, '').length}`;
}

export class Witnesses {
	private readonly kept = new Map<string, NewLeadRecord[]>();
	/** How many leads were accepted: what could not be proven may be, once this has grown. */
	accepted = 0;

	add(record: NewLeadRecord): void {
		this.accepted += 1;
		for (const way of waysOf(record)) {
			const key = searchKey(way, record);
			const kept = this.kept.get(key) ?? [];
			this.kept.set(key, kept);
			kept.push(record);
			if (kept.length > KEPT) kept.shift();
		}
	}

	/** The last accepted lead of the record's project that is searched for in the same way. */
	like(record: NewLeadRecord, way: Way): NewLeadRecord | undefined {
		const { projectId } = record.lead;
		return this.kept.get(searchKey(way, record))?.findLast(({ lead }) => lead.projectId === projectId);
	}

	/** The accepted leads of this project that are kept. */
	of(projectId: string | undefined): Set<LeadRecord> {
		return new Set([...this.kept.values()].flat().filter(({ lead }) => lead.projectId === projectId));
	}
}
