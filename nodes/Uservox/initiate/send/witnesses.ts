// Leads that were certainly accepted in this run: where one of them is found, a way of searching is known to work.
import { inParallel } from '../../api/pace/parallel';
import type { LeadFinder } from '../../api/search/finder';
import { isFoundBy, waysOf, type Way } from '../../api/search/lookUps';
import type { Search } from '../../api/search/search';
import type { LeadRecord, NewLeadRecord } from '../../model/lead';

/** This many are kept for each way: one may be hidden for a reason of its own. */
const KEPT = 3;

/** What is searched for alike. A search may compare phones character by character, so each form is a way of its own. */
function searchKey(way: Way, { lead: { phone = '' } }: NewLeadRecord): string {
	return way === 'phone' ? `phone ${notationOf(phone)}` : way;
}

/**
 * Phones of one form are found alike: their punctuation and their zeros in front are the same, and so is, without a plus in front,
 * their length, since then nothing else shows whether the country code is in them.
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

/** Which ways of searching are known to work. Look-ups by reference ID, and by the ID, always do. */
export class Proofs {
	/** Ways by which a lead that was accepted is in the list. */
	private readonly listed = new Set<string>();
	/** Leads that were accepted and found by a search, and what by. */
	private readonly found = new Set<string>();

	constructor(
		private readonly search: Search<LeadRecord>,
		watched: ReadonlySet<LeadRecord>,
		private readonly witnesses: Witnesses,
	) {
		if (!search.isListComplete) return;
		for (const witness of watched) for (const { by } of search.sightings.get(witness) ?? []) this.listed.add(by);
	}

	/** Whether the record would have been found if Uservox had it. */
	isProven(record: LeadRecord): boolean {
		if (waysOf(record).some((way) => this.listed.has(way))) return true;
		return this.search.lookedUpBy(record).some((way) => {
			const isSearch = way === 'email' || way === 'phone';
			return !isSearch || (record.kind === 'new' && this.found.has(searchKey(way, record)));
		});
	}

	/** Searches for accepted leads in the ways in which these were searched for and not found. */
	async searchForWitnesses(records: readonly LeadRecord[], finder: LeadFinder, atOnce: number): Promise<void> {
		const wanted = new Map<string, { witness: NewLeadRecord; way: 'email' | 'phone' }>();
		for (const record of records) {
			if (record.kind === 'existing' || this.isProven(record)) continue;
			for (const way of ['email', 'phone'] as const) {
				const isAsked = this.search.lookedUpBy(record).includes(way);
				const witness = isAsked ? this.witnesses.like(record, way) : undefined;
				if (witness !== undefined) wanted.set(searchKey(way, record), { witness, way });
			}
		}
		await inParallel([...wanted], atOnce, async ([key, { witness, way }]) => {
			if ((await isFoundBy(way, witness, finder)) === true) this.found.add(key);
		});
	}
}
