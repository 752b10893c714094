// Looks for the leads of a lost answer with as few questions as possible, and says whether "not found" can be trusted.
import type { FoundLead } from '../../api/answer/foundLead';
import type { Answer } from '../../api/exchange';
import { isDown, type Unclear } from '../../api/search/finder';
import { inParallel } from '../../api/pace/parallel';
import { isSinceStart } from '../../api/serverClock';
import type { ExistingLeadRecord, LeadRecord, NewLeadRecord } from '../../model/lead';
import { contradicts } from '../../model/sameLead';
import { LeadIndex, type MatchedBy } from '../../api/search/leadIndex';
import { listProject, type Visit } from '../../api/search/listing';
import { isFoundBy, lookUp, matchedBy, questionsFor } from '../../api/search/lookUps';
import type { Parts } from './parts';
import { filterOf, waysOf, type Way } from './witnesses';

export interface Found {
	lead: FoundLead;
	answer: Answer;
}

export interface Search {
	found: Map<LeadRecord, Found>;
	/** Uservox has another person under their reference ID, so it would refuse them as duplicates. */
	others: Map<LeadRecord, FoundLead>;
	/** Uservox does not have them, and this way of looking is known to work. */
	absent: Set<LeadRecord>;
	/** Not found, but this way of looking is not known to work. */
	unproven: Set<LeadRecord>;
	/** Could not be looked up. */
	unclear: Map<LeadRecord, Unclear>;
}

/** Looks for records of one request, so of one kind and one project. */
export async function findLost(records: readonly LeadRecord[], parts: Parts): Promise<Search> {
	const search: Search = {
		found: new Map(),
		others: new Map(),
		absent: new Set(),
		unproven: new Set(),
		unclear: new Map(),
	};
	const existing = records.filter((record) => record.kind === 'existing');
	if (existing.length > 0) await findExisting(existing, search, parts);
	const added = records.filter((record) => record.kind === 'new');
	const [first] = added;
	if (first !== undefined) await findNew(added, first.lead.projectId, search, parts);
	return search;
}

async function findNew(records: readonly NewLeadRecord[], projectId: string, search: Search, parts: Parts) {
	const questions = records.reduce((sum, record) => sum + questionsFor(record), 0);
	const index = new LeadIndex();
	for (const record of records) index.add(record);
	const proven = new Set<MatchedBy>();
	const witnesses = parts.witnesses.of(projectId);
	for (const witness of witnesses) index.add(witness);
	const visit: Visit = (lead, answer) => {
		for (const { record, by } of index.match(lead)) {
			if (by === 'phoneElsewhere') continue;
			if (witnesses.has(record)) proven.add(by);
			else noteMatch(search, record, { lead, answer }, by);
		}
	};
	const listed = await list(projectId, questions, visit, parts);
	if (listed !== 'complete') forgetOlderOnes(search, parts);
	const unfound = records.filter((record) => !search.found.has(record));
	if (listed === 'incomplete') return await lookUpEach(unfound, search, parts);
	if (listed !== 'complete') return markUnclear(records, listed, search);

	const open: NewLeadRecord[] = [];
	for (const record of unfound) {
		if (search.others.has(record)) continue;
		const { referenceId, email, phone } = record.lead;
		const isProven =
			(referenceId !== undefined && proven.has('reference')) ||
			(email !== undefined && proven.has('email')) ||
			(phone !== undefined && proven.has('phone'));
		if (isProven) search.absent.add(record);
		else open.push(record);
	}
	const referenced = open.filter(({ lead }) => lead.referenceId !== undefined);
	await lookUpEach(referenced, search, parts, true);
	for (const record of open) if (record.lead.referenceId === undefined) search.unproven.add(record);
}

/** Of several leads that could be ours, the newest counts, because a project may accept a number twice. */
function noteMatch(search: Search, record: NewLeadRecord, found: Found, by: MatchedBy): void {
	const { lead } = found;
	if (contradicts(lead.identity, record.lead)) {
		if (by === 'reference' && !search.found.has(record)) search.others.set(record, lead);
		return;
	}
	const before = search.found.get(record);
	if (before !== undefined && (before.lead.createdAt ?? 0) > (lead.createdAt ?? 0)) return;
	search.found.set(record, found);
	search.others.delete(record);
}

/** Behind an older lead with the same number, ours may stand in the part of the list that was not seen. */
function forgetOlderOnes({ found }: Search, { run }: Parts): void {
	for (const [record, { lead, answer }] of found) {
		if (isSinceStart(lead.createdAt, answer, run) === false) found.delete(record);
	}
}

/**
 * Lists the project, if that takes no more than the given number of questions.
 * @returns whether all of it was seen, or why nothing can be asked, in which case look-ups would fail as well
 */
async function list(
	projectId: string,
	questions: number,
	visit: Visit,
	parts: Parts,
): Promise<'complete' | 'incomplete' | Unclear> {
	const { finder, run, settings } = parts;
	if (questions <= 1) return 'incomplete';
	const first = await finder.page(projectId, 0);
	if (first.kind !== 'page') return isDown(first) ? first : 'incomplete';
	const { page } = first;
	const pages = Math.ceil((page.total ?? 0) / Math.max(1, page.length));
	if (pages > questions) return 'incomplete';
	const listing = await listProject(finder, first, visit, {
		projectId,
		mostPages: questions + 3,
		atOnce: settings.maxConcurrentRequests,
		log: run.log,
	});
	if (listing.unclear !== undefined && isDown(listing.unclear)) return listing.unclear;
	return listing.complete ? 'complete' : 'incomplete';
}

function markUnclear(records: readonly LeadRecord[], why: Unclear, search: Search): void {
	for (const record of records) {
		if (!search.found.has(record) && !search.others.has(record)) search.unclear.set(record, why);
	}
}

/** Looks each record up. By reference ID "not found" can be trusted; by email and phone only if an accepted lead can be found that way. */
async function lookUpEach(
	records: readonly NewLeadRecord[],
	search: Search,
	parts: Parts,
	byReferenceOnly = false,
): Promise<void> {
	const ways = byReferenceOnly ? new Set<Way>(['reference']) : await provenBySearch(records, parts);
	let down: Unclear | undefined;
	await inParallel(records, parts.settings.maxConcurrentRequests, async (record) => {
		if (down !== undefined) return markUnclear([record], down, search);
		const { leads, unclear } = await lookUp(record, parts.finder, byReferenceOnly ? 'reference' : undefined);
		if (unclear !== undefined && isDown(unclear)) down = unclear;
		for (const lead of leads) {
			const by = matchedBy(lead, record);
			if (by === undefined || by === 'phoneElsewhere') continue;
			noteMatch(search, record, { lead: lead.found, answer: lead.answer }, by);
		}
		if (search.found.has(record) || search.others.has(record)) return;
		if (unclear !== undefined) search.unclear.set(record, unclear);
		else if (waysOf(record).some((way) => ways.has(way))) search.absent.add(record);
		else search.unproven.add(record);
	});
}

/** Finds out which ways of looking work, where they are needed: for each, an accepted lead is searched for. */
async function provenBySearch(records: readonly NewLeadRecord[], parts: Parts): Promise<Set<Way>> {
	const proven = new Set<Way>(['reference']);
	const needed = records.filter(({ lead }) => lead.referenceId === undefined);
	const projectId = needed[0]?.lead.projectId;
	if (projectId === undefined) return proven;
	await inParallel([...new Set(needed.flatMap(waysOf))], parts.settings.maxConcurrentRequests, async (way) => {
		const witness = parts.witnesses.last(way, projectId);
		const filter = witness === undefined ? undefined : filterOf(way, witness.lead);
		if (witness === undefined || filter === undefined) return;
		if ((await isFoundBy(filter, witness, parts.finder)) === true) proven.add(way);
	});
	return proven;
}

/** Existing leads are found by their IDs: in the list of the project, where that is known and short, else one by one. */
async function findExisting(records: readonly ExistingLeadRecord[], search: Search, parts: Parts): Promise<void> {
	const byId = new Map(records.map((record) => [record.leadId.toLowerCase(), record]));
	const { projectId } = parts.settings;
	if (projectId !== undefined) {
		const visit: Visit = (lead, answer) => {
			const record = byId.get(lead.id.toLowerCase());
			if (record !== undefined) search.found.set(record, { lead, answer });
		};
		const listed = await list(projectId, records.length, visit, parts);
		if (typeof listed !== 'string') return markUnclear(records, listed, search);
	}
	const open = records.filter((record) => !search.found.has(record));
	let down: Unclear | undefined;
	await inParallel(open, parts.settings.maxConcurrentRequests, async (record) => {
		if (down !== undefined) return markUnclear([record], down, search);
		const finding = await parts.finder.get({ leadId: record.leadId });
		const [lead] = finding.kind === 'found' ? finding.leads : [];
		if (finding.kind === 'found' && lead !== undefined) search.found.set(record, { lead, answer: finding.answer });
		else if (finding.kind === 'unclear') {
			search.unclear.set(record, finding);
			if (isDown(finding)) down = finding;
		} else search.absent.add(record);
	});
}
