// Looks for the leads of a lost answer with as few questions as possible, and says whether "not found" can be trusted.
import type { FoundLead } from '../../api/answer/foundLead';
import type { Answer } from '../../api/exchange';
import { inParallel } from '../../api/pace/parallel';
import type { Unclear } from '../../api/search/finder';
import { isFoundBy, waysOf } from '../../api/search/lookUps';
import { Search, type Sighting } from '../../api/search/search';
import { isSinceStart } from '../../api/serverClock';
import type { LeadRecord, NewLeadRecord } from '../../model/lead';
import { contradicts } from '../../model/sameLead';
import type { Parts } from './parts';
import { searchKey } from './witnesses';

/**
 * What became of a lead. `found`: Uservox has it. `other`: it has another person under the reference ID, so it would refuse the lead.
 * `absent`: it does not have it, and this way of looking is known to work. `unproven`: the same, but no way of looking is known to work.
 * `unclear`: it could not be asked.
 */
export type Fate =
	| { kind: 'found' | 'other'; lead: FoundLead; answer: Answer }
	| { kind: 'absent' | 'unproven' }
	| { kind: 'unclear'; unclear: Unclear };

/** Looks for records of one request, so of one kind and one project. */
export async function findLost(records: readonly LeadRecord[], parts: Parts): Promise<Map<LeadRecord, Fate>> {
	const [first] = records;
	const { run, settings, witnesses } = parts;
	const projectId = first?.kind === 'new' ? first.lead.projectId : settings.projectId;
	// Behind an older lead with the same number, ours may stand in the part of the list that has not been seen.
	const isEnough = (record: LeadRecord, sighting: Sighting) =>
		record.kind === 'existing' ||
		(fits(record, sighting) && isSinceStart(sighting.lead.createdAt, sighting.answer, run) !== false);
	const watched = witnesses.of(projectId);
	const search = new Search(
		records,
		projectId,
		{ ...parts, ...settings },
		{ isEnough, watched, few: 1, searchesWithoutList: true },
	);
	await search.run();
	const proofs = new Proofs(search, watched, parts);
	if (search.isListComplete) {
		const missing = records.filter((record) => seenOf(record, search) === undefined);
		await search.lookUp(
			missing.filter((record) => !proofs.isProven(record)),
			['id', 'reference'],
		);
	}
	await proofs.searchForWitnesses(records.filter((record) => seenOf(record, search) === undefined));
	return new Map(records.map((record) => [record, fateOf(record, search, isEnough, proofs)]));
}

function fateOf(
	record: LeadRecord,
	search: Search<LeadRecord>,
	isEnough: (record: LeadRecord, sighting: Sighting) => boolean,
	proofs: Proofs,
): Fate {
	const seen = seenOf(record, search);
	const isProven = proofs.isProven(record);
	const unclear = isProven ? undefined : search.unclear.get(record);
	if (unclear !== undefined && (seen === undefined || !isEnough(record, seen))) return { kind: 'unclear', unclear };
	if (seen === undefined) return { kind: isProven ? 'absent' : 'unproven' };
	return { kind: fits(record, seen) ? 'found' : 'other', lead: seen.lead, answer: seen.answer };
}

/** Whether a lead that was sighted can be the one that was sent: row numbers make poor reference IDs. */
function fits(record: LeadRecord, { lead, by }: Sighting): boolean {
	return by !== 'phoneElsewhere' && (record.kind === 'existing' || !contradicts(lead.identity, record.lead));
}

/**
 * The sighting that counts. Of several leads that could be ours, the newest, because a project may accept a number twice; else another
 * person's under the same reference ID.
 */
function seenOf(record: LeadRecord, { sightings }: Search<LeadRecord>): Sighting | undefined {
	const all = sightings.get(record) ?? [];
	const newest = all
		.filter((sighting) => fits(record, sighting))
		.reduce<Sighting | undefined>(
			(last, next) => ((last?.lead.createdAt ?? 0) > (next.lead.createdAt ?? 0) ? last : next),
			undefined,
		);
	return newest ?? all.find(({ by }) => by === 'reference');
}

/** Which ways of looking are known to work. Look-ups by reference ID, and by the ID, always do. */
class Proofs {
	/** Ways by which a lead that was accepted stands in the list. */
	private readonly listed = new Set<string>();
	/** Leads that were accepted and found by a search, and what by. */
	private readonly found = new Set<string>();

	constructor(
		private readonly search: Search<LeadRecord>,
		watched: ReadonlySet<LeadRecord>,
		private readonly parts: Parts,
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
	async searchForWitnesses(records: readonly LeadRecord[]): Promise<void> {
		const wanted = new Map<string, { witness: NewLeadRecord; way: 'email' | 'phone' }>();
		for (const record of records) {
			if (record.kind === 'existing' || this.isProven(record)) continue;
			for (const way of ['email', 'phone'] as const) {
				const witness = this.search.lookedUpBy(record).includes(way)
					? this.parts.witnesses.like(record, way)
					: undefined;
				if (witness !== undefined) wanted.set(searchKey(way, record), { witness, way });
			}
		}
		await inParallel([...wanted], this.parts.settings.maxConcurrentRequests, async ([key, { witness, way }]) => {
			if ((await isFoundBy(way, witness, this.parts.finder)) === true) this.found.add(key);
		});
	}
}
