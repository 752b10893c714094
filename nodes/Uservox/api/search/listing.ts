// Reads the list of a project page by page. Its order is not documented, and it may change while it is read.
import type { FoundLead, LeadPage } from '../answer/foundLead';
import type { Answer } from '../exchange';
import { PAGE_SIZE, type LeadFinder, type PageReading, type Unclear } from './finder';
import { together } from '../pace/parallel';

/** Called for each lead as its page arrives; nothing of the project is kept. */
export type Visit = (found: FoundLead, answer: Answer) => void;

export interface Listing {
	/** Whether every lead of the project was seen. */
	complete: boolean;
	/** Why it is not complete, if a page could not be read. */
	unclear?: Unclear;
}

/**
 * How often a list that changes while it is read is read at most. The last time one page after the other: pages that overtake each other
 * miss leads that move from one to the next.
 */
const MAX_PASSES = 3;
/** This many pages more than the project has at first are worth it in any case: it may grow while it is read, or be read again. */
const SPARE_PAGES = 20;
/** After this many pages, the log reports progress. */
const PAGES_BETWEEN_LOGS = 100;

export interface ListingSettings {
	projectId: string;
	/** How many questions looking all leads up takes: more pages than that, over all passes, are not worth it. */
	mostPages: number;
	/** How many questions at the same time. */
	atOnce: number;
	/** Whether nothing more has to be seen. */
	isSettled?: () => boolean;
	log: (message: string) => void;
}

/** @param first the first page, which has been asked for already */
export async function listProject(
	finder: LeadFinder,
	first: Extract<PageReading, { kind: 'page' }>,
	visit: Visit,
	settings: ListingSettings,
): Promise<Listing> {
	const seen = new Set<string>();
	const reading = new ListReading(finder, visit, seen, settings);
	reading.take(0, first.page, first.answer);
	for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
		await reading.pass(pass === 1 ? first.page.length : 0, pass < MAX_PASSES ? settings.atOnce : 1);
		if (reading.unclear !== undefined) return { complete: false, unclear: reading.unclear };
		if (reading.isComplete()) return { complete: true };
		if (!reading.isWorthAnotherPass || reading.isSettled) return { complete: false };
	}
	return { complete: false };
}

class ListReading {
	unclear?: Unclear;
	pages = 0;
	private total: number | undefined;
	/** The API has shown more leads than its total says. */
	private isTotalWrong = false;
	/** The first lead of the list when this pass began, and whether a later page began with it too: the API gives one page for all. */
	private firstOfList: string | undefined;
	private isOnePage = false;
	private totalKnownAt = -Infinity;
	/** How many pages the list is worth, over all passes. It may grow faster than it can be read. */
	private mostPages: number;
	/** How many leads there were when this pass began. */
	private totalAtStart: number | undefined;
	private shrank = false;
	/** What each page of this pass said of the total. */
	private totals: Array<{ skip: number; total: number }> = [];
	/** Whether this pass got to the end of the list. */
	private hasEnded = false;
	/** How many leads a page holds: the API may return fewer than were asked for. */
	private step = PAGE_SIZE;
	/** How many entries a pass to the end showed; undefined before its end. Repeated ones have taken the place of others. */
	private entries: number | undefined;

	constructor(
		private readonly finder: LeadFinder,
		private readonly visit: Visit,
		private readonly seen: Set<string>,
		private readonly settings: ListingSettings,
	) {
		this.mostPages = settings.mostPages;
	}

	/** Whether one more pass stays within the pages that listing may cost. */
	get isWorthAnotherPass(): boolean {
		return !this.isOnePage && this.pages + this.pagesOfList <= this.mostPages;
	}

	get isSettled(): boolean {
		return this.settings.isSettled?.() ?? false;
	}

	private get isWorthAnotherPage(): boolean {
		return !this.isOnePage && this.pages <= this.mostPages;
	}

	/** By the last total; 0 where there is none. */
	private get pagesOfList(): number {
		return Math.ceil((this.total ?? 0) / this.step);
	}

	take(skip: number, { leads, length, total }: LeadPage, answer: Answer): void {
		this.pages += 1;
		if (total !== undefined && total < skip + length) this.distrustTotal();
		if (total !== undefined && !this.isTotalWrong) {
			this.takeTotal(total, answer);
			this.totals.push({ skip, total });
		}
		this.totalAtStart ??= this.total;
		if (this.pages === 1) {
			if (length > 0 && length < (this.total ?? PAGE_SIZE)) this.step = Math.min(this.step, length);
			if (total !== undefined) this.mostPages = Math.max(this.mostPages, this.pagesOfList + SPARE_PAGES);
		}
		const firstOfPage = leads[0]?.id;
		if (skip === 0) this.firstOfList = firstOfPage;
		else this.isOnePage ||= this.total === undefined && firstOfPage !== undefined && firstOfPage === this.firstOfList;
		for (const lead of leads) {
			this.seen.add(lead.id);
			this.visit(lead, answer);
		}
		if (this.pages % PAGES_BETWEEN_LOGS === 0) {
			this.settings.log(
				`Uservox: asking what Uservox knows: ${this.seen.size} of ${this.total ?? 'unknown'} leads listed`,
			);
		}
	}

	/** 0 beside leads is no total: the list is read to its end, as where there is none. */
	private distrustTotal(): void {
		this.isTotalWrong = true;
		this.total = undefined;
		this.totalAtStart = undefined;
	}

	/** Answers to questions that were under way together may come in another order: a smaller total among them says nothing. */
	private takeTotal(total: number, { sentAt, answeredAt }: Answer): void {
		const isSmaller = this.total !== undefined && total < this.total;
		if (isSmaller && sentAt < this.totalKnownAt) return;
		if (isSmaller) this.shrank = true;
		this.total = total;
		this.totalKnownAt = answeredAt;
	}

	/**
	 * Whether every lead that existed when the pass began has been seen. A lead that is added moves others to later places, where they
	 * are seen again, unless those were read before; a lead that is removed moves others to places that have already been read.
	 */
	isComplete(): boolean {
		if (this.totalAtStart === undefined) return this.entries !== undefined && this.seen.size >= this.entries;
		if (!this.hasEnded || this.shrank || this.wasOvertaken()) return false;
		return this.seen.size >= this.totalAtStart;
	}

	/** Whether leads were added between two pages of which the later one was read first. */
	private wasOvertaken(): boolean {
		const inOrder = [...this.totals].sort((first, second) => first.skip - second.skip);
		return inOrder.some(({ total }, place) => total < (inOrder[place - 1]?.total ?? 0));
	}

	/** Reads on from place `from` to the end, this many pages at once. */
	async pass(from: number, atOnce: number): Promise<void> {
		this.hasEnded = false;
		if (from === 0 && this.pages > 1) {
			// Leads that are gone must not count for others that were not seen.
			if (this.shrank) this.seen.clear();
			this.shrank = false;
			this.totalAtStart = this.total;
			this.totals = [];
		}
		if (this.total === undefined) return await this.passWithoutTotal(from);
		let next = from;
		const readPages = async (): Promise<void> => {
			while (this.unclear === undefined && next < (this.total ?? 0) && this.isWorthAnotherPage && !this.isSettled) {
				const skip = next;
				next += this.step;
				await this.readPage(skip);
			}
		};
		await together(Array.from({ length: atOnce }, readPages));
		this.hasEnded = this.total !== undefined && next >= this.total;
	}

	private async passWithoutTotal(from: number): Promise<void> {
		this.entries = undefined;
		let skip = from;
		while (this.unclear === undefined && this.isWorthAnotherPage && !this.isSettled) {
			const length = await this.readPage(skip);
			if (length === 0) {
				this.entries = skip;
				return;
			}
			skip += length;
		}
	}

	/** @returns how many entries the page had */
	private async readPage(skip: number): Promise<number> {
		const reading = await this.finder.page(this.settings.projectId, skip);
		if (reading.kind !== 'page') {
			this.unclear = reading;
			return 0;
		}
		this.take(skip, reading.page, reading.answer);
		return reading.page.length;
	}
}
