// Finds out which of some leads Uservox has: by the list of their project, or by looking each up, whichever takes fewer questions.
import type { LeadRecord } from '../../model/lead';
import type { FoundLead } from '../answer/foundLead';
import type { Answer } from '../exchange';
import { OWN_SHARE } from '../pace/duplicateGuard';
import { inParallel } from '../pace/parallel';
import { forEachInSlices } from '../pace/slices';
import type { Run } from '../run';
import { isDown, PAGE_SIZE, type LeadFinder, type PageReading, type Unclear } from './finder';
import { LeadIndex, type MatchedBy } from './leadIndex';
import { listProject } from './listing';
import { hidesPhone, isFoundBy, lookUp, matchedBy, questionsFor, waysOf, type LookUp, type Way } from './lookUps';

/** With so few questions, the list need not be considered. */
const FEW_QUESTIONS = 3;

/** Whether looking these leads up is so cheap that the list need not be considered. */
export function areFew(records: readonly LeadRecord[], few = FEW_QUESTIONS): boolean {
	return records.length <= few && questionsFor(records) <= few;
}

/** A lead of Uservox that has something in common with one of ours. Whether it is the same is for whoever searches to say. */
export interface Sighting {
	lead: FoundLead;
	by: MatchedBy;
	/** The answer that showed it. */
	answer: Answer;
}

export interface SearchParts {
	finder: LeadFinder;
	run: Run;
	/** How many questions at the same time. */
	maxConcurrentRequests: number;
}

export interface SearchSettings<Kind> {
	/** Whether a further question could say no more about the record than the sighting does. */
	isEnough: (record: Kind, sighting: Sighting) => boolean;
	/** Records that are looked for in the list, but not looked up. */
	watched?: ReadonlySet<Kind>;
	/** So few questions are asked at once; 3 unless it is said. */
	few?: number;
	/** Whether leads are searched for where the list cannot be read, though the same endpoint answers both. */
	searchesWithoutList?: true;
}

/**
 * One search for leads of one project. It only asks, changes nothing, and never throws by itself. `run` asks; then `sightings` holds what was
 * found of each record, `isListComplete` and `lookedUpBy` say how far a record without a sighting is one that Uservox does not have,
 * and `unclear` why a record could not be asked for.
 */
export class Search<Kind extends LeadRecord> {
	readonly sightings = new Map<Kind, Sighting[]>();
	readonly unclear = new Map<Kind, Unclear>();
	/** Why not everything could be asked, as part of a sentence. */
	why: string | undefined;
	/** Whether every lead of the project was seen. */
	isListComplete = false;
	/** Whether the list hides digits of phone numbers, so that it shows nobody by them. */
	phonesAreMasked = false;
	/** A search for a phone number has not shown a lead that has it: that it shows none means little. */
	isBlindToPhones = false;
	private readonly index = new LeadIndex<Kind>();
	/** How many records have no sighting that is enough. */
	private open: number;
	private readonly lookedUp = new Map<Kind, readonly Way[]>();
	/** A record whose number Uservox stores in another form: a search that compares character by character does not find it. */
	private writtenOtherwise: Kind | undefined;
	/** Why an endpoint is not asked any more. */
	private readonly givenUp = new Map<'get' | 'search', Unclear>();

	/**
	 * @param projectId undefined where it is not known: then each lead is looked up
	 */
	constructor(
		private readonly records: readonly Kind[],
		private readonly projectId: string | undefined,
		private readonly parts: SearchParts,
		private readonly settings: SearchSettings<Kind>,
	) {
		this.open = records.length;
	}

	/** @param asked the first page of the list, if it has been asked for already */
	async run(asked?: Promise<PageReading>): Promise<void> {
		const { finder, run, maxConcurrentRequests } = this.parts;
		const { projectId, records } = this;
		const { watched = [], few } = this.settings;
		await forEachInSlices(run.clock, records, (record) => this.index.add(record));
		for (const record of watched) this.index.add(record);
		if (projectId === undefined || (asked === undefined && areFew(records, few))) return await this.lookUp(records);
		const first = await (asked ?? finder.page(projectId, 0));
		if (first.kind !== 'page') return await this.goOnWithoutList(first);
		const questions = questionsFor(records);
		const { total, length } = first.page;
		const pages = total === undefined ? 0 : Math.ceil(total / Math.min(PAGE_SIZE, Math.max(1, length)));
		if (pages - 1 > questions) {
			for (const lead of first.page.leads) this.noteLead(lead, first.answer);
			return await this.lookUp(this.openRecords());
		}
		const listing = await listProject(finder, first, (lead, answer) => this.noteLead(lead, answer), {
			projectId,
			mostPages: questions,
			atOnce: maxConcurrentRequests,
			isSettled: () => this.open === 0,
			log: run.log,
		});
		this.isListComplete = listing.complete;
		if (listing.unclear !== undefined) return await this.goOnWithoutList(listing.unclear);
		// A list that keeps changing can still be searched.
		if (!listing.complete) await this.lookUp(this.openRecords());
	}

	/** Looks these up in the given ways, as far as they have them, as many at once as the run allows. */
	async lookUp(records: readonly Kind[], ways: readonly Way[] = ['id', 'reference', 'email', 'phone']): Promise<void> {
		const { maxConcurrentRequests } = this.parts;
		if (records.length > OWN_SHARE && ways.includes('phone')) await this.tryPhoneSearch();
		await inParallel(records, maxConcurrentRequests, async (record) => await this.lookUpOne(record, ways));
	}

	/** In which ways the record was looked up, with an answer. */
	lookedUpBy(record: Kind): readonly Way[] {
		return this.lookedUp.get(record) ?? [];
	}

	openRecords(): Kind[] {
		return this.records.filter((record) => !this.isSettled(record));
	}

	private isSettled(record: Kind): boolean {
		return this.sightings.get(record)?.some((sighting) => this.settings.isEnough(record, sighting)) ?? false;
	}

	private async lookUpOne(record: Kind, ways: readonly Way[]): Promise<void> {
		const wanted = waysOf(record).filter((way) => ways.includes(way));
		const possible = wanted.filter((way) => !this.givenUp.has(endpointOf(way)));
		for (const way of wanted) {
			const why = this.givenUp.get(endpointOf(way));
			if (why !== undefined) this.unclear.set(record, why);
		}
		if (possible.length === 0 || this.parts.run.stopped !== undefined) return;
		const result = await lookUp(record, possible, this.parts.finder);
		this.noteLookUp(record, result);
	}

	private noteLookUp(record: Kind, result: LookUp): void {
		for (const shown of result.shown) {
			const matched = this.noteLead(shown.lead, shown.answer);
			const by = matched.includes(record) ? undefined : matchedBy(shown, record);
			if (by !== undefined) this.noteSighting(record, { lead: shown.lead, by, answer: shown.answer });
		}
		if (hidesPhone(record, result)) this.noteBlindness();
		this.lookedUp.set(record, [...this.lookedUpBy(record), ...result.answered]);
		for (const { way, why } of result.unclear) {
			this.unclear.set(record, why);
			// What is refused or fails for one lead would be refused for the next one as well.
			if (why.cause === 'refused' || isDown(why)) this.giveUp(endpointOf(way), why);
			else this.noteUnclear(why);
		}
	}

	/**
	 * Without a list, leads with a reference ID are looked up by it. When the server seems to be down, one lead is looked up alone first, and
	 * shows whether it answers at all.
	 */
	private async goOnWithoutList(why: Unclear): Promise<void> {
		if (this.settings.searchesWithoutList) this.noteUnclear(why);
		else this.giveUp('search', why);
		const open = this.openRecords();
		if (isDown(why)) {
			const tried = open.find((record) => waysOf(record).includes('reference')) ?? open[0];
			if (tried === undefined) return;
			const result = await lookUp(tried, waysOf(tried).slice(0, 1), this.parts.finder);
			this.noteLookUp(tried, result);
			const isSilent = result.unclear.some((failed) => isDown(failed.why));
			if (isSilent) for (const kind of ['get', 'search'] as const) this.giveUp(kind, why);
		}
		await this.lookUp(open.filter((record) => !this.isSettled(record)));
	}

	private giveUp(kind: 'get' | 'search', why: Unclear): void {
		if (!this.givenUp.has(kind)) this.givenUp.set(kind, why);
		this.noteUnclear(why);
	}

	/** Some answers show that nothing can be asked, or sent, with this set-up. */
	private noteUnclear({ cause, status, why }: Unclear): void {
		this.why ??= why;
		const { run } = this.parts;
		if (cause === 'notUservox') run.stopForWebPage(why);
		else if (status === 401) run.stopForRefusal(status);
	}

	/** @returns the records that it matches */
	private noteLead(lead: FoundLead, answer: Answer): Kind[] {
		if (lead.identity.phone?.includes('*')) this.phonesAreMasked = true;
		return this.index.match(lead).map(({ record, by }) => {
			this.noteSighting(record, { lead, by, answer });
			const isPhone = by === 'phone' || by === 'phoneElsewhere';
			if (isPhone && record.kind === 'new' && lead.identity.phone !== record.lead.phone)
				this.writtenOtherwise ??= record;
			return record;
		});
	}

	private noteSighting(record: Kind, sighting: Sighting): void {
		const before = this.sightings.get(record);
		const wasOpen = !this.isSettled(record);
		if (before === undefined) this.sightings.set(record, [sighting]);
		else before.push(sighting);
		const { isEnough, watched } = this.settings;
		if (wasOpen && !watched?.has(record) && isEnough(record, sighting)) this.open -= 1;
	}

	/** Searches for a number that the list has shown in another form. */
	private async tryPhoneSearch(): Promise<void> {
		const known = this.writtenOtherwise;
		if (known?.kind === 'new' && (await isFoundBy('phone', known, this.parts.finder)) === false) this.noteBlindness();
	}

	private noteBlindness(): void {
		this.isBlindToPhones = true;
		this.why ??= 'it stores phone numbers in another form, and finds them only in that form';
	}
}

/** Which of two endpoints answers: searches can be refused while GET /leads/get works, and the other way round. */
function endpointOf(way: Way): 'get' | 'search' {
	return way === 'id' || way === 'reference' ? 'get' : 'search';
}
