// What is asked before leads go out, and before they go out again.
import type { Exchange } from '../memoryTransport';
import {
	didNothing,
	isSubmission,
	statusOf,
	textOf,
	waysOf,
	waysOfKnown,
	wasShared,
	type Handover,
	type Reading,
} from '../reading';
import { forExchanges, forLeads, forRuns, type Invariant } from './kinds';
import { nameOf } from '../buildWorld';

const SETTLING_MS = 15_000;
/** What a clock read in whole milliseconds, whose timers end up to one early, cannot tell apart. */
const CLOCK_MS = 3;
const PAGE = 100;
/** Two of each kind of certainty. */
const FIRST_OF_ALL_KINDS = 10;
/** Pages beyond what the leads' look-ups would take, before a list without a total is given up. */
const SPARE_PAGES = 20;
/** So few look-ups go out at once. */
const FEW_QUESTIONS = 3;
/** Small requests at the start of a run, and what listing takes besides. */
const MORE_REQUESTS = 14;
/** A stage of growth ends with a request that is not full, and is so much larger than the one before. */
const STAGES_GROW_BY = 1.7;

/** How long a server was silent before its answer was given up: it may go on for as long. */
function silenceOf({ departedAt, endedAt }: Exchange): number {
	return (endedAt ?? departedAt) - departedAt;
}

/** A look at the leads: for this one alone, or at a page of the list. */
function looksAt({ run, lead, lookUps }: Handover, reading: Reading, from: number, to: number): Exchange[] {
	const lists = reading.questions.filter((one) => one.kind === 'list' && one.run === run.index);
	return [...lookUps.filter(({ leads }) => leads.includes(lead.index)), ...lists].filter(
		(look) => look.departedAt >= from && (look.endedAt ?? Infinity) <= to,
	);
}

/** Whether a lead that was accepted in this run is in these answers, found by what this lead has too. */
function areProven(looks: readonly Exchange[], handover: Handover, reading: Reading): boolean {
	const shown = new Set(looks.flatMap((look) => reading.shownBy(look).names));
	const ways = waysOf(handover.lead);
	return reading
		.of(handover.run)
		.some(
			(other) =>
				other.stored.length > 0 &&
				shown.has(nameOf(other.lead.index)) &&
				waysOf(other.lead).some((way) => ways.includes(way)),
		);
}

/** Why sending a lead again was not earned by what was asked since its answer was lost; undefined when it was. */
function unearned(reading: Reading, handover: Handover, lost: Exchange, next: Exchange): string | undefined {
	const lostAt = lost.endedAt ?? Infinity;
	const looks = looksAt(handover, reading, lostAt, next.departedAt).filter((look) =>
		[200, 404].includes(statusOf(look)),
	);
	const settled = lostAt + Math.max(SETTLING_MS, isSilent(lost) ? silenceOf(lost) : 0) - CLOCK_MS;
	const late = looks.filter(({ departedAt }) => departedAt >= settled);
	if (late.length === 0) return 'it was not looked for when the server had had time';
	const isAgain = (look: Exchange) => looks.some((before) => (before.endedAt ?? Infinity) <= look.departedAt);
	if (!late.some(isAgain)) return 'it was looked for once only';
	if (handover.lead.leadId !== undefined) {
		const isShown = (look: Exchange) =>
			look.kind === 'get' || reading.shownBy(look).ids.includes(handover.lead.leadId ?? '');
		return late.some(isShown) ? undefined : 'the looks did not show it';
	}
	if (late.some((look) => look.kind === 'get' && statusOf(look) === 404)) return undefined;
	const run = reading.questions.filter((one) => one.run === handover.run.index && one.departedAt >= settled);
	return areProven(
		run.filter((look) => (look.endedAt ?? Infinity) <= next.departedAt),
		handover,
		reading,
	)
		? undefined
		: 'nothing shows that it would have been found';
}

/** A server that has answered is not at work any more, unless it is a gateway that answered in its place. */
function isSilent(lost: Exchange): boolean {
	return lost.result?.kind === 'lost' || statusOf(lost) >= 500;
}

/** How many pages the whole project has at most. */
function pagesOf({ story }: Reading): number {
	const { server, strangers } = story.plan;
	const leads = strangers + story.facts.length + story.books.created.length;
	return Math.ceil(leads / Math.min(PAGE, server.maximumPage));
}

function questionsFor(handovers: readonly Handover[]): number {
	return handovers.reduce((sum, { lead }) => sum + waysOf(lead).length, 0);
}

/** How many requests it takes to send these leads in full batches. */
function batchesOf(handovers: readonly Handover[], limit: number): number {
	const groups = new Map<string, number>();
	for (const { lead } of handovers) {
		const kind = lead.known?.by === 'elsewhere' ? 'elsewhere' : 'new';
		const group = `${kind} ${lead.lead?.processId} ${lead.init}`;
		groups.set(group, (groups.get(group) ?? 0) + 1);
	}
	const many = [...groups.values()].reduce((sum, count) => sum + Math.ceil(count / limit), 0);
	// Each kind and group has a rest of its own while requests are small.
	return many + 6 * (groups.size - 1);
}

export const LOOKING: readonly Invariant[] = [
	forLeads(
		'a lead goes out again only when it was not found twice, in a way that is known to work',
		(reading, handover) => {
			const { submissions } = handover;
			for (const [place, next] of submissions.entries()) {
				const before = submissions[place - 1];
				if (before === undefined || didNothing(before)) continue;
				if (before.result?.kind === 'answer' && !reading.lossy.has(before) && !reading.mayLeaveOut && !isOdd(before)) {
					return `submission ${place + 1}: sent again after a clear answer`;
				}
				const why = unearned(reading, handover, before, next);
				if (why !== undefined) return `submission ${place + 1}: ${why}`;
			}
			return undefined;
		},
	),

	forLeads('no more tries than maxRetries allow', (reading, { submissions }) => {
		const { maxRetries } = reading.story.plan.options;
		const lost = submissions.filter((one) => reading.lossy.has(one)).length;
		return lost > maxRetries + 1 && `${lost} tries`;
	}),

	forLeads('what was shown to be known beforehand is not sent', (reading, handover) => {
		const { lead, submissions, run } = handover;
		const [first] = reading.submissions.filter((one) => one.run === run.index);
		const { options, server } = reading.story.plan;
		if (
			lead.known === undefined ||
			lead.known.by === 'elsewhere' ||
			first === undefined ||
			submissions.length === 0 ||
			!options.duplicateGuard
		)
			return undefined;
		if (
			(waysOfKnown(lead).every((way) => way === 'phone') && server.alwaysMasked !== 'never') ||
			server.listChanges?.archives
		)
			return undefined;
		// What another execution was handing over was not searched for in the list.
		if (reading.othersOf(handover).some((other) => other.run.process === run.process)) return undefined;
		const shown = reading.questions.some(
			(one) =>
				one.run === run.index &&
				(one.endedAt ?? Infinity) <= first.departedAt &&
				one.arrival?.fault === undefined &&
				reading.shownBy(one).ids.includes(lead.known?.id ?? ''),
		);
		return shown && 'sent, though Uservox had shown that it knows it';
	}),

	forLeads(
		'where the list fails, leads with a reference are looked up by it before they go out',
		(reading, handover) => {
			const { lead, submissions, lookUps, run } = handover;
			const [first] = submissions;
			if (first === undefined || lead.lead?.referenceId === undefined || run.findings?.why === undefined)
				return undefined;
			// Its number was found in another process: it is tried by experiment.
			if (lead.known?.by === 'elsewhere') return undefined;
			const { options, network, server, foreignProject } = reading.story.plan;
			const asked = reading.questions.filter((one) => one.run === run.index && one.departedAt < first.departedAt);
			const last = asked.findLast((one) => one.kind === 'list');
			const failed = last !== undefined && statusOf(last) !== 200;
			const answered = asked.filter(({ kind }) => kind === 'get').every((one) => [200, 404].includes(statusOf(one)));
			const isQuiet = network.noConnection === 0 && network.lost === 0 && reading.isReadable && !server.crowded;
			if (!options.duplicateGuard || foreignProject > 0 || !failed || !answered || !isQuiet) return undefined;
			const byReference = lookUps.some(({ kind, departedAt }) => kind === 'get' && departedAt < first.departedAt);
			return !byReference && 'sent without a look-up';
		},
	),

	forRuns('a web page instead of the first answer ends the run before anything goes out', (reading, run) => {
		// What another execution is handing over is asked for by nobody, until it gives it back.
		if (wasShared(reading, run)) return undefined;
		const sent = reading.submissions.filter((one) => one.run === run.index);
		const first = sent[0]?.departedAt ?? Infinity;
		// Later ones may be a hiccup: a server that has answered as Uservox does is one.
		const [question] = reading.questions.filter((one) => one.run === run.index && (one.endedAt ?? Infinity) <= first);
		const page = question !== undefined && statusOf(question) === 200 && textOf(question).startsWith('<');
		return page && sent.length > 0 && `${sent.length} requests after it`;
	}),

	forRuns('where questions are answered, all is found out', (reading, run) => {
		const { plan } = reading.story;
		const isForeign = reading.of(run).some(({ lead }) => lead.foreignProject);
		const { listOrder, listChanges } = plan.server;
		// Numbers in another form may not be found by a search, which is noticed and said.
		if (/another form/.test(run.findings?.why ?? '')) return undefined;
		if (!reading.readsWork || isForeign || listOrder === 'changing' || listChanges) return undefined;
		return run.stopped === undefined && run.findings?.why !== undefined && run.findings.why;
	}),

	forRuns('questions: the list or the look-ups, whichever is cheaper', (reading, run) => {
		const { plan } = reading.story;
		const { server } = plan;
		if (!reading.isCalm || !reading.readsWork || !plan.options.duplicateGuard || plan.source === 'existing')
			return undefined;
		if (
			server.listOrder === 'changing' ||
			server.listChanges ||
			reading.of(run).some(({ lead }) => lead.foreignProject)
		)
			return undefined;
		const handovers = reading.of(run);
		// Without a total, a list that others add to is read again.
		if (server.pagination !== 'full' && reading.story.runs.length > 1) return undefined;
		const lookUps = questionsFor(handovers);
		const pages = pagesOf(reading) + (server.pagination === 'full' ? 0 : 1);
		const searched = ['query', 'both'].includes(server.alwaysMasked) ? lookUps : 0;
		// What another execution did not take is asked for once more, and a list to which it adds is read again.
		const times = wasShared(reading, run) || reading.story.runs.length > 1 ? 2 : 1;
		const asked = reading.questions.filter((one) => one.run === run.index).length;
		// Without a total it shows only on the way that look-ups would have been cheaper.
		const cheaper =
			server.pagination === 'full' ? Math.min(pages, lookUps) : Math.min(pages, lookUps + SPARE_PAGES) + lookUps;
		// One for a known lead in another form, to see whether a search finds it.
		const most = Math.max(FEW_QUESTIONS, cheaper + 2 + searched) * times;
		return asked > most && `${asked} questions, ${pages} pages, ${lookUps} look-ups`;
	}),

	forRuns(
		'where nothing goes wrong, sending takes full batches, a request for each stage of growth, and 14 more',
		(reading, run) => {
			const { plan } = reading.story;
			const { server, options } = plan;
			if (!reading.isCalm || (plan.source === 'new' && !reading.couldAsk(run)) || wasShared(reading, run))
				return undefined;
			if (
				server.maximumLeads < 1_000 ||
				server.msPerLead > 0 ||
				plan.refused !== 'none' ||
				options.requestsPerWindow < 40
			)
				return undefined;
			// Requests that wait for the rate limit are cut small before they leave.
			const all = reading.story.exchanges.filter((one) => one.run === run.index).length;
			if (all > options.requestsPerWindow) return undefined;
			const sent = reading.of(run).filter(({ submissions }) => submissions.length > 0);
			const limit = plan.operation === 'initiate' ? 1 : options.batchSize;
			// Runs that look leads up grow together: each takes a part of the small requests.
			const together = reading.story.runs.filter(({ process }) => process === run.process).length;
			// Room that is smaller than all requests together leaves rests, where batches are small.
			const rests = limit > 1 && limit < PAGE * 10 ? 2 : 1;
			const fullStages = Math.ceil(Math.log(Math.max(1, sent.length / limit)) / Math.log(STAGES_GROW_BY));
			const most = rests * batchesOf(sent, limit) + fullStages + MORE_REQUESTS * together;
			const submissions = reading.submissions.filter((one) => one.run === run.index).length;
			return submissions > most && `${submissions} requests for ${sent.length} leads, at most ${most}`;
		},
	),

	forExchanges(
		'with the guard, requests begin with 2 leads and grow by what was accepted',
		(reading, exchange, run) => {
			const { story } = reading;
			if (!story.plan.options.duplicateGuard || !isSubmission(exchange) || exchange.leads.length <= 2) return undefined;
			const accepted = story.exchanges
				.filter(
					(one) =>
						isSubmission(one) &&
						story.runs[one.run]?.process === run.process &&
						(one.endedAt ?? Infinity) <= exchange.departedAt,
				)
				.reduce((sum, one) => sum + one.leads.length, 0);
			return exchange.leads.length > accepted && `${exchange.leads.length} leads, ${accepted} before`;
		},
	),

	forExchanges(
		'with the guard, no more leads are under way than were accepted, but for the first ones',
		(reading, exchange, run) => {
			const { story } = reading;
			if (!story.plan.options.duplicateGuard || !isSubmission(exchange)) return undefined;
			const ofRun = story.exchanges.filter((one) => one.run === run.index && isSubmission(one));
			const leadsOf = (some: readonly Exchange[]) => some.reduce((sum, one) => sum + one.leads.length, 0);
			const isOver = ({ endedAt }: Exchange) => endedAt !== undefined && endedAt <= exchange.departedAt;
			const answered = leadsOf(ofRun.filter(isOver));
			const underWay = leadsOf(ofRun.filter((one) => one.departedAt <= exchange.departedAt && !isOver(one)));
			return underWay > answered + FIRST_OF_ALL_KINDS && `${underWay} leads under way, ${answered} before`;
		},
	),
];

function isOdd({ arrival }: Exchange): boolean {
	return /Entries/.test(arrival?.fault ?? '');
}
