// Before the first lead goes out: finds out which leads Uservox knows, and how certain it is of the others that it does not.
import { existingLeadOf, type FoundLead } from '../../api/answer/foundLead';
import { serverDown } from '../../api/failures';
import { forEachInSlices } from '../../api/pace/slices';
import type { PageReading } from '../../api/search/finder';
import type { MatchedBy } from '../../api/search/leadIndex';
import { waysOf } from '../../api/search/lookUps';
import { Search, type SearchParts, type Sighting } from '../../api/search/search';
import { failed, type Failed } from '../../model/ended';
import type { NewLeadRecord } from '../../model/lead';
import { contradicts } from '../../model/sameLead';

/** A lead that Uservox knows. */
export interface KnownLead {
	record: NewLeadRecord;
	existing: FoundLead;
	by: MatchedBy;
}

export interface Knowledge {
	/** Duplicates, according to the vendor's documentation. */
	known: KnownLead[];
	/** Another process of the project has the number. Whether that makes a duplicate is not documented. */
	uncertain: KnownLead[];
	/** Uservox was asked for everything they have, and knows none of them. */
	asked: NewLeadRecord[];
	/** Uservox could not be asked, or only for some of what they have. */
	careful: NewLeadRecord[];
	/** Why it could not be asked. */
	why?: string;
}

/** The first page of a project's list, asked for while the input is still being read. */
export type FirstPages = ReadonlyMap<string, Promise<PageReading>>;

/** Asks about all records, those of one project together. Stops the run when the answer shows that nothing can be sent. */
export async function findKnown(
	records: readonly NewLeadRecord[],
	parts: SearchParts,
	firstPages: FirstPages = new Map(),
): Promise<Knowledge> {
	const knowledge: Knowledge = { known: [], uncertain: [], asked: [], careful: [] };
	const projects = new Map<string, NewLeadRecord[]>();
	await forEachInSlices(parts.run.clock, records, (record) => {
		const { projectId } = record.lead;
		const project = projects.get(projectId);
		if (project === undefined) projects.set(projectId, [record]);
		else project.push(record);
	});
	for (const [projectId, ofProject] of projects) {
		const search = new Search(ofProject, projectId, parts, { isEnough: (_record, sighting) => isDuplicate(sighting) });
		await searchFor(search, projectId, parts, firstPages.get(projectId));
		knowledge.why ??= search.why;
		await forEachInSlices(parts.run.clock, ofProject, (record) => sortIn(record, search, knowledge));
	}
	return knowledge;
}

/** Searches, and stops the run if the service is down: not one question was answered so far, not even one of another kind. */
async function searchFor(
	search: Search<NewLeadRecord>,
	projectId: string,
	parts: SearchParts,
	asked: Promise<PageReading> | undefined,
): Promise<void> {
	const { finder, run } = parts;
	const firstPage = asked ?? (finder.isUnanswered ? finder.page(projectId, 0) : undefined);
	if (finder.isUnanswered) await firstPage;
	if (!finder.isUnanswered) await search.run(firstPage);
	if (search.isListComplete && search.phonesAreMasked) await search.lookUp(search.openRecords(), ['phone']);
	if (finder.isUnanswered && finder.answered.size === 1) await finder.page(projectId, 0);
	if (finder.isUnanswered) run.stop(serverDown(finder.whyUnanswered));
}

/** A number that another process has may be in this one as well. */
function isDuplicate({ by }: Sighting): boolean {
	return by !== 'phoneElsewhere';
}

function sortIn(record: NewLeadRecord, search: Search<NewLeadRecord>, knowledge: Knowledge): void {
	const sightings = search.sightings.get(record) ?? [];
	const certain = sightings.find(isDuplicate);
	const sighting = certain ?? sightings[0];
	if (sighting === undefined) return void (isAsked(record, search) ? knowledge.asked : knowledge.careful).push(record);
	const { lead: existing, by } = sighting;
	(certain === undefined ? knowledge.uncertain : knowledge.known).push({ record, existing, by });
}

/** Whether Uservox was asked for everything that the record has, in ways that show what there is. */
function isAsked(record: NewLeadRecord, search: Search<NewLeadRecord>): boolean {
	const lookedUp = search.lookedUpBy(record);
	return waysOf(record).every((way) => {
		if (search.isListComplete && !(way === 'phone' && search.phonesAreMasked)) return true;
		return lookedUp.includes(way) && !(way === 'phone' && search.isBlindToPhones);
	});
}

const FOUND_BY: Record<MatchedBy, string> = {
	id: 'ID',
	reference: 'reference ID in this process',
	email: 'email in this project',
	phone: 'phone number in this process',
	phoneElsewhere: 'phone number in another process of this project',
};

/** The outcome of a lead that was found beforehand and not sent. */
export function alreadyKnown({ record, existing, by }: KnownLead): Failed {
	const isOther = contradicts({ ...existing.identity, referenceId: undefined }, record.lead);
	const message =
		by === 'reference' && isOther
			? 'Uservox has another lead with the same reference ID in this process, so it would refuse this one. It was not sent. Give each lead a reference ID of its own.'
			: `Uservox has a lead with the same ${FOUND_BY[by]}. It was not sent again.`;
	const more = { existingLead: existingLeadOf(existing), foundBeforehand: true } as const;
	return failed('alreadyExists', message, isOther ? more : { ...more, isSamePerson: true });
}

/** The outcome of an uncertain lead once the API has refused another one like it. */
export function refusedLikeAnother(): Failed {
	return failed(
		'alreadyCalled',
		'Uservox has this phone number in another process of the project, and refused other such leads of this run. It was not sent.',
	);
}
