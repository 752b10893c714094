// The story of a world read from the leads' side: what each run did with each of its leads, and what it could have found out.
import { z } from 'zod';

import type { ErrorCode } from '../../nodes/Uservox/model/codes';
import type { Outcome } from '../../nodes/Uservox/model/ended';
import type { StoredLead } from '../simulator/books';
import { matchesPhone } from '../simulator/phones';
import { COUNTRY_CODE, nameOf, type LeadFacts } from './buildWorld';
import type { Exchange } from './memoryTransport';
import { READABLE_REFUSALS } from './plan';
import type { RunStory, Story } from './runWorld';

/** One lead in the hands of one run. */
export interface Handover {
	run: RunStory;
	lead: LeadFacts;
	/** Its first outcome; there must be one only. */
	outcome: Outcome | undefined;
	code: ErrorCode | 'success' | undefined;
	/** Requests that held it, in order of departure. */
	submissions: Exchange[];
	/** Questions for it alone. */
	lookUps: Exchange[];
	/** What the server stored of it because of this run. */
	stored: StoredLead[];
}

/** What a lead can be found by. */
export type Way = 'reference' | 'email' | 'phone';

export function statusOf({ result }: Exchange): number {
	return result?.kind === 'answer' ? result.status : 0;
}

export function textOf({ result }: Exchange): string {
	return result?.kind === 'answer' ? result.text : '';
}

export function isSubmission({ kind }: Exchange): boolean {
	return kind === 'bulk' || kind === 'single';
}

/** Whether an answer tells of each lead, whatever its status. */
export function tellsOfLeads(exchange: Exchange): boolean {
	if (exchange.kind === 'single') return statusOf(exchange) === 200;
	return exchange.kind === 'bulk' && /"(?:errors|success)":\[/.test(textOf(exchange));
}

/** Whether the API had certainly done nothing of a request: no connection, or refused as a whole. */
export function didNothing(exchange: Exchange): boolean {
	if (exchange.result?.kind === 'noConnection') return true;
	const status = statusOf(exchange);
	if (status < 300 || status >= 500 || tellsOfLeads(exchange)) return false;
	return status !== 403 || !(exchange.arrival?.fault?.startsWith('partial403') ?? false);
}

export function isBlock(exchange: Exchange): boolean {
	return statusOf(exchange) === 429 && /block/.test(textOf(exchange));
}

const listsSchema = z.object({ success: z.array(z.unknown()).default([]), errors: z.array(z.unknown()).default([]) });
const shownSchema = z.object({ _id: z.string(), name: z.string() });
const pageSchema = z.object({
	data: z.array(shownSchema),
	pagination: z.object({ total: z.number().optional() }).optional(),
});

/** What a page of a list, or a search, showed. */
export interface Shown {
	ids: string[];
	names: string[];
	total: number | undefined;
}

const NOTHING_SHOWN: Shown = { ids: [], names: [], total: undefined };

export class Reading {
	readonly handovers: Handover[] = [];
	readonly submissions: Exchange[];
	readonly questions: Exchange[];
	/** Submissions whose fate stayed open, for all of their leads or some. */
	readonly lossy: ReadonlySet<Exchange>;
	/** Whether every question was answered honestly, in a form that can be read. */
	readonly readsWork: boolean;
	/** Whether nothing went wrong with any request. */
	readonly isCalm: boolean;
	private readonly byRun: Handover[][];
	private readonly byLead = new Map<number, Handover[]>();
	private readonly shown = new Map<Exchange, Shown>();
	private readonly askable = new Map<RunStory, boolean>();

	constructor(readonly story: Story) {
		const { exchanges, runs, facts, books } = story;
		this.submissions = exchanges.filter(isSubmission);
		this.questions = exchanges.filter((exchange) => !isSubmission(exchange));
		this.lossy = new Set(this.submissions.filter((exchange) => this.isLossy(exchange)));
		const runOfArrival = new Map<number, number>();
		for (const { arrival, run } of this.submissions) if (arrival !== undefined) runOfArrival.set(arrival.index, run);
		this.byRun = runs.map((run) =>
			run.leads.flatMap((place) => {
				const lead = facts[place];
				if (lead === undefined) return [];
				const [outcome] = run.outcomes.get(place) ?? [];
				const code = outcome?.status === 'failed' ? outcome.errorCode : outcome && 'success';
				const stored = (story.stored.get(nameOf(place)) ?? []).filter(
					({ arrival }) => arrival !== null && runOfArrival.get(arrival) === run.index,
				);
				return [{ run, lead, outcome, code, submissions: [], lookUps: [], stored }];
			}),
		);
		for (const handovers of this.byRun) this.handovers.push(...handovers);
		for (const handover of this.handovers) {
			const { index } = handover.lead;
			this.byLead.set(index, [...(this.byLead.get(index) ?? []), handover]);
		}
		const places = this.byRun.map((list) => new Map(list.map((handover) => [handover.lead.index, handover])));
		for (const exchange of exchanges) {
			for (const index of exchange.leads) {
				const handover = places[exchange.run]?.get(index);
				if (isSubmission(exchange)) handover?.submissions.push(exchange);
				else handover?.lookUps.push(exchange);
			}
		}
		this.readsWork = this.isReadable && this.questions.every((exchange) => this.isHonestAnswer(exchange));
		this.isCalm =
			this.isReadable &&
			exchanges.every(
				(exchange) =>
					exchange.arrival?.fault === undefined &&
					exchange.result?.kind === 'answer' &&
					statusOf(exchange) < 500 &&
					![413, 429].includes(statusOf(exchange)),
			) &&
			books.blocks.length === 0 &&
			runs.every(({ cancelledAt }) => cancelledAt === undefined) &&
			story.plan.server.credits === undefined &&
			!story.plan.server.inactive &&
			!this.mayLeaveOut;
	}

	of(run: RunStory): Handover[] {
		return this.byRun[run.index] ?? [];
	}

	/** Whether refusals come in a form that says why. */
	get isReadable(): boolean {
		return READABLE_REFUSALS.includes(this.story.plan.server.errorBody);
	}

	/** Whether an answer may leave out, or not name, some of its leads though nothing was lost. */
	get mayLeaveOut(): boolean {
		const { options, server } = this.story.plan;
		return server.omit > 0 || server.duplicateHidesOthers || options.apiVersion === '1.2';
	}

	/** What a page of a list, or a search, showed. */
	shownBy(exchange: Exchange): Shown {
		const before = this.shown.get(exchange);
		if (before !== undefined) return before;
		const shown = statusOf(exchange) === 200 ? shownIn(textOf(exchange)) : NOTHING_SHOWN;
		this.shown.set(exchange, shown);
		return shown;
	}

	/**
	 * Whether a run could find out all that it needed: the API was asked, the answers were honest, and nothing that the API counts as
	 * a duplicate is hidden from its list or its search.
	 */
	couldAsk(run: RunStory): boolean {
		const before = this.askable.get(run);
		if (before !== undefined) return before;
		const { options, server, called, source } = this.story.plan;
		const handovers = this.of(run);
		const is =
			options.duplicateGuard &&
			source === 'new' &&
			this.readsWork &&
			(run.findings?.why === undefined || handovers.some(({ lead }) => lead.foreignProject)) &&
			called === 0 &&
			server.listChanges?.archives !== 1 &&
			!(server.badDataCounts && handovers.some(({ lead }) => lead.refusal !== undefined)) &&
			handovers.every((handover) => this.showsKnown(handover) && this.showsEarlier(handover));
		this.askable.set(run, is);
		return is;
	}

	/** What another run made of the same lead before this one began, or meanwhile. */
	othersOf(handover: Handover): Handover[] {
		return (this.byLead.get(handover.lead.index) ?? []).filter((other) => other !== handover);
	}

	private showsKnown(handover: Handover): boolean {
		const { known } = handover.lead;
		if (known === undefined) return true;
		if (known.archived) return false;
		return this.wouldShow(handover, waysOfKnown(handover.lead), known.phone);
	}

	/** What an earlier run has stored of the lead. */
	private showsEarlier(handover: Handover): boolean {
		const earlier = this.othersOf(handover).flatMap(({ stored }) => stored);
		return earlier.every((lead) => this.showsStored(handover, lead));
	}

	/** Whether what the server stored of this lead can be found again. */
	showsStored(handover: Handover, { phone, createdAt }: StoredLead): boolean {
		const { startedAt } = handover.run;
		const { serverAheadMs } = this.story.plan.network;
		const isThere = createdAt - serverAheadMs <= (startedAt ?? 0);
		return isThere && this.wouldShow(handover, waysOf(handover.lead), phone);
	}

	/** Whether the API's list or search, as far as this run used it, shows a lead that has these in common with the sheet's. */
	private wouldShow({ lead, lookUps, submissions }: Handover, ways: readonly Way[], kept: string | undefined): boolean {
		const { server } = this.story.plan;
		if (ways.includes('reference')) return true;
		const firstSent = submissions[0]?.departedAt ?? Infinity;
		const isSearched = lookUps.some(({ kind, departedAt }) => kind === 'search' && departedAt <= firstSent);
		const { email, phone } = lead.lead ?? {};
		if (ways.includes('email') && email !== undefined) {
			if (!isSearched || server.emailFilter === 'anyCase' || email === email.toLowerCase()) return true;
		}
		if (!ways.includes('phone') || phone === undefined || kept === undefined) return false;
		return isSearched
			? matchesPhone(kept, phone, server.phoneFilter, COUNTRY_CODE)
			: !['query', 'both'].includes(server.alwaysMasked);
	}

	/** Whether the fate of the leads in a request stayed open: its answer was lost, or did not name them. */
	private isLossy(exchange: Exchange): boolean {
		const { kind, result, arrival } = exchange;
		if (result === undefined || result.kind === 'noConnection') return false;
		if (result.kind === 'lost' || result.status >= 500) return true;
		const fault = arrival?.fault ?? '';
		if (result.status === 403 && fault.startsWith('partial403')) return true;
		const isOdd = /^(?:garbage|omit)/.test(fault) || (kind === 'single' && fault.startsWith('foreignEntries'));
		if (isOdd || this.hidesOthers(exchange)) return true;
		return this.story.plan.server.omit > 0 && this.leavesOut(exchange);
	}

	/** Whether the answer may be the refusal of one duplicate alone, though other leads of the request were stored. */
	private hidesOthers(exchange: Exchange): boolean {
		const { duplicateHidesOthers, duplicateStatus } = this.story.plan.server;
		if (!duplicateHidesOthers || exchange.kind !== 'bulk' || exchange.leads.length === 1) return false;
		return statusOf(exchange) === duplicateStatus && !tellsOfLeads(exchange);
	}

	/** Whether a good bulk answer has fewer entries than the request had leads (`omit` of the settings; the books do not tell). */
	private leavesOut(exchange: Exchange): boolean {
		if (exchange.kind !== 'bulk' || !tellsOfLeads(exchange)) return false;
		// Entries twice, or of strangers, cannot be counted: assume that some are left out.
		if (exchange.arrival?.fault !== undefined) return true;
		const { success, errors } = listsSchema.parse(JSON.parse(textOf(exchange)));
		return success.length + errors.length < exchange.leads.length;
	}

	private isHonestAnswer(exchange: Exchange): boolean {
		const { arrival, kind } = exchange;
		const status = statusOf(exchange);
		if (arrival?.fault !== undefined) return false;
		return status === 200 || (status === 404 && kind === 'get') || (status === 403 && this.isForeign(exchange));
	}

	/** The API refuses questions about another project. */
	private isForeign(exchange: Exchange): boolean {
		return exchange.arrival?.query?.projectId !== this.story.projectId;
	}
}

/** Whether another run of the process had some of its leads. */
export function wasShared({ story }: Reading, run: RunStory): boolean {
	const own = new Set(run.leads);
	return story.runs.some(
		(other) => other !== run && other.process === run.process && other.leads.some((place) => own.has(place)),
	);
}

/** What a lead of the sheet can be found by. */
export function waysOf({ lead }: LeadFacts): Way[] {
	const ways: Way[] = [];
	if (lead?.referenceId !== undefined) ways.push('reference');
	if (lead?.email !== undefined) ways.push('email');
	if (lead?.phone !== undefined) ways.push('phone');
	return ways;
}

/** What the lead that Uservox knew has in common with the sheet's. */
export function waysOfKnown(facts: LeadFacts): Way[] {
	switch (facts.known?.by) {
		case undefined:
			return [];
		case 'all':
			return waysOf(facts);
		case 'elsewhere':
			return ['phone'];
		case 'reference':
		case 'phone':
		case 'email':
			return [facts.known.by];
	}
}

function shownIn(text: string): Shown {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return NOTHING_SHOWN;
	}
	const page = pageSchema.safeParse(value);
	if (page.success) {
		const { data, pagination } = page.data;
		return { ids: data.map(({ _id }) => _id), names: data.map(({ name }) => name), total: pagination?.total };
	}
	const one = z.object({ data: shownSchema }).safeParse(value);
	return one.success ? { ids: [one.data.data._id], names: [one.data.data.name], total: undefined } : NOTHING_SHOWN;
}
