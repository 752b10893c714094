// Leads that were certainly accepted in this run: where one of them is found, a way of looking is known to work.
import type { Lead, NewLeadRecord } from '../../model/lead';

/** What a lead can be searched for by. A search may compare phones to the letter, so each notation is a way of its own. */
export type Way = 'reference' | 'email' | `phone ${string}`;

/** This many are kept for each way: one may be hidden for a reason of its own. */
const KEPT = 3;

/** What a record can be found by. */
export function waysOf({ lead }: NewLeadRecord): Way[] {
	const ways: Way[] = [];
	if (lead.referenceId !== undefined) ways.push('reference');
	if (lead.email !== undefined) ways.push('email');
	if (lead.phone !== undefined) ways.push(`phone ${notationOf(lead.phone)}`);
	return ways;
}

/** The question that looks for a lead in this way; undefined for the reference ID, which another endpoint answers. */
export function filterOf(way: Way, { email, phone }: Lead): { email: string } | { phone: string } | undefined {
	if (way === 'reference') return undefined;
	if (way === 'email') return email === undefined ? undefined : { email };
	return phone === undefined ? undefined : { phone };
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
	private readonly kept = new Map<Way, NewLeadRecord[]>();
	/** How many leads were accepted: what could not be proven may be, once this has grown. */
	accepted = 0;

	add(record: NewLeadRecord): void {
		this.accepted += 1;
		for (const way of waysOf(record)) {
			const kept = this.kept.get(way) ?? [];
			this.kept.set(way, kept);
			kept.push(record);
			if (kept.length > KEPT) kept.shift();
		}
	}

	/** The last accepted lead of this project that can be found in this way. */
	last(way: Way, projectId: string): NewLeadRecord | undefined {
		return this.kept.get(way)?.findLast(({ lead }) => lead.projectId === projectId);
	}

	/** The accepted leads of this project that are kept. */
	of(projectId: string): Set<NewLeadRecord> {
		return new Set([...this.kept.values()].flat().filter(({ lead }) => lead.projectId === projectId));
	}
}
