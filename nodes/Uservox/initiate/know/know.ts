// Before the first lead goes out: finds out which leads Uservox knows, with as few questions as possible.
import type { FoundLead } from '../../api/answer/foundLead';
import { SERVER_DOWN } from '../../api/failures';
import { isDown, PAGE_SIZE, type LeadFinder, type PageReading, type Unclear } from '../../api/search/finder';
import { OWN_SHARE } from '../../api/pace/duplicateGuard';
import { inParallel } from '../../api/pace/parallel';
import { forEachInSlices } from '../../api/pace/slices';
import type { Run } from '../../api/run';
import type { NewLeadRecord } from '../../model/lead';
import { LeadIndex, type MatchedBy } from '../../api/search/leadIndex';
import { listProject } from '../../api/search/listing';
import { hidesPhone, isFoundBy, lookUp, matchedBy, questionsFor, type LookUp } from '../../api/search/lookUps';

/** With so few questions, nothing can be cheaper. */
const FEW_QUESTIONS = 3;

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
	/** Uservox was asked and knows none of them. */
	fresh: NewLeadRecord[];
	/** The same, but each lead was looked up. */
	lookedUp: NewLeadRecord[];
	/** Uservox was asked for some of what they have, such as the reference ID, and has none of it. */
	partlyAsked: NewLeadRecord[];
	/** Uservox could not be asked. */
	unasked: NewLeadRecord[];
	/** Why it could not be asked. */
	why?: string;
}

export interface KnowParts {
	finder: LeadFinder;
	run: Run;
	maxConcurrentRequests: number;
}

/** The first page of a project's list, asked for while the input is still being read. */
export type FirstPages = ReadonlyMap<string, Promise<PageReading>>;

/** Whether looking these leads up is so cheap that the list need not be considered. */
export function areFew(records: readonly NewLeadRecord[]): boolean {
	return records.reduce((sum, record) => sum + questionsFor(record), 0) <= FEW_QUESTIONS;
}

/** Asks about all records, those of one project together. Stops the run when the answer shows that nothing can be sent. */
export async function findKnown(
	records: readonly NewLeadRecord[],
	parts: KnowParts,
	firstPages: FirstPages = new Map(),
): Promise<Knowledge> {
	const knowledge: Knowledge = { known: [], uncertain: [], fresh: [], lookedUp: [], partlyAsked: [], unasked: [] };
	const projects = new Map<string, NewLeadRecord[]>();
	await forEachInSlices(parts.run.clock, records, (record) => {
		const { projectId } = record.lead;
		const project = projects.get(projectId);
		if (project === undefined) projects.set(projectId, [record]);
		else project.push(record);
	});
	for (const [projectId, ofProject] of projects) {
		const asking = new ProjectKnowledge(projectId, ofProject, parts);
		await asking.ask(firstPages.get(projectId));
		await asking.stopIfDown();
		await asking.addTo(knowledge);
	}
	return knowledge;
}

/** Finds out about the leads of one project. */
class ProjectKnowledge {
	private readonly index = new LeadIndex();
	private readonly found = new Map<NewLeadRecord, { existing: FoundLead; by: MatchedBy }>();
	/** Where leads that were not found end up. */
	private readonly unfound = new Map<NewLeadRecord, 'lookedUp' | 'partlyAsked' | 'unasked'>();
	private rest: 'fresh' | 'unasked' = 'fresh';
	private phonesAreMasked = false;
	/** A known lead whose number Uservox keeps in another notation: a search that compares to the letter does not find it. */
	private writtenOtherwise: NewLeadRecord | undefined;
	/** A search for a number did not find a lead that has it: "not found" means little. */
	private isBlindToPhones = false;
	private why: string | undefined;

	constructor(
		private readonly projectId: string,
		private readonly records: readonly NewLeadRecord[],
		private readonly parts: KnowParts,
	) {}

	async ask(asked: Promise<PageReading> | undefined): Promise<void> {
		const { finder, run } = this.parts;
		await forEachInSlices(run.clock, this.records, (record) => this.index.add(record));
		if (await this.stopIfDown()) return;
		if (asked === undefined && areFew(this.records)) return await this.lookUp(this.records);
		const first = await (asked ?? finder.page(this.projectId, 0));
		if (first.kind !== 'page') {
			if (this.stopsRun(first)) return;
			return await this.fallBack(first);
		}
		const questions = this.records.reduce((sum, record) => sum + questionsFor(record), 0);
		const step = Math.min(PAGE_SIZE, Math.max(1, first.page.length));
		const pages = first.page.total === undefined ? undefined : Math.ceil(first.page.total / step);
		if (pages !== undefined && pages - 1 > questions) {
			for (const lead of first.page.leads) this.note(lead);
			return await this.lookUp(this.records.filter((record) => !this.isKnown(record)));
		}
		const listing = await listProject(finder, first, (lead) => this.note(lead), {
			projectId: this.projectId,
			mostPages: questions,
			atOnce: this.parts.maxConcurrentRequests,
			log: run.log,
		});
		if (listing.complete && !this.phonesAreMasked) return;
		if (listing.unclear !== undefined) return await this.fallBack(listing.unclear);
		// A list that keeps changing, or that masks phones, can still be searched.
		const hidden = (record: NewLeadRecord) => !listing.complete || record.lead.phone !== undefined;
		await this.lookUp(this.records.filter((record) => !this.isKnown(record) && hidden(record)));
	}

	/** Sorts the records by what was found out. */
	async addTo(knowledge: Knowledge): Promise<void> {
		knowledge.why ??= this.why;
		await forEachInSlices(this.parts.run.clock, this.records, (record) => {
			const found = this.found.get(record);
			if (found !== undefined) {
				const list = found.by === 'phoneElsewhere' ? knowledge.uncertain : knowledge.known;
				list.push({ record, ...found });
			} else knowledge[this.placeOf(record)].push(record);
		});
	}

	private placeOf(record: NewLeadRecord): 'fresh' | 'lookedUp' | 'partlyAsked' | 'unasked' {
		const place = this.unfound.get(record) ?? this.rest;
		return place === 'lookedUp' && this.isBlindToPhones && record.lead.phone !== undefined ? 'partlyAsked' : place;
	}

	/** A certain match outweighs an uncertain one. */
	private note(lead: FoundLead): void {
		if (lead.identity.phone?.includes('*')) this.phonesAreMasked = true;
		for (const { record, by } of this.index.match(lead)) {
			this.noteMatch(record, lead, by);
			if (by.startsWith('phone') && lead.identity.phone !== record.lead.phone) this.writtenOtherwise ??= record;
		}
	}

	/** Whether it certainly is a duplicate. A number that another process has may stand in this one as well. */
	private isKnown(record: NewLeadRecord): boolean {
		const found = this.found.get(record);
		return found !== undefined && found.by !== 'phoneElsewhere';
	}

	private noteMatch(record: NewLeadRecord, existing: FoundLead, by: MatchedBy): void {
		if (!this.isKnown(record)) this.found.set(record, { existing, by });
	}

	/** Stops the run when an answer shows that nothing can be sent with this set-up. */
	private stopsRun({ cause, status, why }: Unclear): boolean {
		const { run } = this.parts;
		if (cause === 'notUservox') run.stopForWebPage(why);
		else if (status === 401) {
			run.stop({
				cause: 'accessRefused',
				message:
					'Uservox refused access (HTTP 401). Check the API token of the credential, and that its project is active',
			});
		}
		if (run.stopped === undefined) return false;
		this.rest = 'unasked';
		return true;
	}

	/** Without a list, leads with a reference ID can be looked up; the others are sent a few at a time. */
	private async fallBack({ why }: Unclear): Promise<void> {
		this.why = why;
		this.rest = 'unasked';
		if (await this.stopIfDown()) return;
		const open = this.records.filter(
			(record) =>
				record.lead.referenceId !== undefined && !this.isKnown(record) && this.unfound.get(record) !== 'lookedUp',
		);
		await this.lookUp(open, true);
	}

	/**
	 * Stops the run if the service is down: not one question was answered, not even one of another kind.
	 * @returns whether the run has stopped
	 */
	async stopIfDown(): Promise<boolean> {
		const { finder, run } = this.parts;
		if (finder.isUnanswered && finder.answered.size === 1) await this.askOtherwise();
		if (finder.isUnanswered) {
			this.rest = 'unasked';
			run.stop(SERVER_DOWN);
		}
		return run.stopped !== undefined;
	}

	/** Asks one more question, of a kind that was not asked. */
	private async askOtherwise(): Promise<void> {
		const { finder } = this.parts;
		if (!finder.answered.has('list')) return void (await finder.page(this.projectId, 0));
		const record = this.records.find(({ lead }) => lead.referenceId !== undefined) ?? this.records[0];
		const way =
			record?.lead.referenceId !== undefined ? 'reference' : record?.lead.email !== undefined ? 'email' : 'phone';
		if (record !== undefined) this.noteFound(record, (await lookUp(record, finder, way)).leads);
	}

	private noteFound(record: NewLeadRecord, leads: LookUp['leads']): void {
		for (const lead of leads) {
			this.note(lead.found);
			const by = matchedBy(lead, record);
			if (by !== undefined) this.noteMatch(record, lead.found, by);
		}
	}

	/** Searches for a number that the list has shown in another notation. */
	private async tryPhoneSearch(): Promise<void> {
		const known = this.writtenOtherwise;
		if (known?.lead.phone === undefined) return;
		const isFound = await isFoundBy({ phone: known.lead.phone }, known, this.parts.finder);
		if (isFound === false) this.noteBlindness();
	}

	private noteBlindness(): void {
		this.isBlindToPhones = true;
		this.why ??= 'it keeps phone numbers in another notation, and finds them in that one only';
	}

	/** Looks all up, as many at once as the run allows; by reference ID alone once that fails. */
	private async lookUp(records: readonly NewLeadRecord[], byReferenceOnly = false): Promise<void> {
		const { finder, run, maxConcurrentRequests } = this.parts;
		if (!byReferenceOnly && records.length > OWN_SHARE) await this.tryPhoneSearch();
		let failed: Unclear | undefined;
		await inParallel(records, maxConcurrentRequests, async (record) => {
			this.unfound.set(record, 'unasked');
			if (failed !== undefined || run.stopped !== undefined) return;
			const { leads, unclear } = await lookUp(record, finder, byReferenceOnly ? 'reference' : undefined);
			this.noteFound(record, leads);
			if (unclear === undefined) {
				this.unfound.set(record, byReferenceOnly ? 'partlyAsked' : 'lookedUp');
				if (!byReferenceOnly && hidesPhone(record, leads)) this.noteBlindness();
			} else if (!this.stopsRun(unclear)) {
				this.why ??= unclear.why;
				// What is refused or fails for one lead would be refused for the next one as well.
				if (unclear.cause === 'refused' || isDown(unclear)) failed ??= unclear;
			}
		});
		if (failed !== undefined && !byReferenceOnly && run.stopped === undefined) await this.fallBack(failed);
	}
}
