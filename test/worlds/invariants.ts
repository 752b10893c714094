// What must hold in every world, checked against the server's books and the requests as they went.
import { z } from 'zod';

import type { ErrorCode, Outcome } from '../../nodes/Uservox/model/outcome';
import type { Exchange } from './memoryTransport';
import type { Story } from './runWorld';
import { START, type LeadFacts } from './plan';

/** The vendor's limit: more duplicates within a minute block the key. With the guard on, the first request holds no more leads. */
const DUPLICATE_LIMIT = 5;
// The numbers of the design, repeated here: what is tested must not say what it may do.
const RATE_WINDOW_MS = 5_000;
const NETWORK_JITTER_MS = 200;
const SETTLING_MS = 15_000;
/** What a clock read in whole milliseconds, whose timers end up to one early, cannot tell apart. */
const CLOCK_MS = 2;
const MAX_GUARD_WAIT_MS = 10 * 60_000;
const MAX_BODY_BYTES = 1_048_576;
const RECOVERY_LIMIT_MS = 30 * 60_000;
const DATE_RESOLUTION_MS = 1_000;
/** Clocks that differ by no more count as in step. */
const IN_STEP_MS = 250;

/** Whether the fate of the leads in a request stayed open, for all of them or some: its answer was lost, or did not name them. */
export function isLossy(exchange: Exchange, story: Story): boolean {
	const { kind, result, arrival } = exchange;
	if (kind === 'get' || result === undefined || result.kind === 'noConnection') return false;
	if (result.kind === 'lost' || result.status >= 500) return true;
	const fault = arrival?.fault ?? '';
	if (result.status === 403 && fault.startsWith('partial403')) return true;
	if (
		result.status === 200 &&
		(/^(?:garbage|omit)/.test(fault) || (kind === 'single' && fault.startsWith('foreignEntries')))
	)
		return true;
	return story.plan.server.omit > 0 && leavesOut(exchange);
}

/** Whether an answer may leave out, or not name, some of its leads though nothing was lost. */
function mayLeaveOut(story: Story): boolean {
	const { options, server } = story.plan;
	return server.omit > 0 || options.apiVersion === '1.2';
}

/** Whether a good bulk answer has fewer entries than the request had leads (`omit` of the settings; the books do not tell). */
function leavesOut(exchange: Exchange): boolean {
	if (exchange.kind !== 'bulk' || statusOf(exchange) !== 200) return false;
	// Entries twice, or of strangers, cannot be counted: assume that some are left out.
	if (exchange.arrival?.fault !== undefined) return true;
	const answer = answerSchema.parse(JSON.parse(textOf(exchange)));
	return answer.success.length + answer.errors.length < exchange.leads.length;
}

const answerSchema = z.object({ success: z.array(z.unknown()), errors: z.array(z.unknown()) });

function statusOf(exchange: Exchange): number {
	return exchange.result?.kind === 'answer' ? exchange.result.status : 0;
}

/** The story read from the leads' side, worked out once. */
export class Reading {
	/** By lead: the submissions that held it, in order of departure. */
	readonly submissionsOf: Exchange[][];
	/** By lead: its look-ups. */
	readonly lookUpsOf: Exchange[][];
	readonly submissions: Exchange[];
	/** Submissions whose fate stayed open, for all of their leads or some. */
	readonly lossy: ReadonlySet<Exchange>;
	/** By execution: when it first read a 429. */
	readonly first429: number[];
	/** Whether no look-up met a fault. */
	readonly lookUpsWork: boolean;
	/** Whether the API knew none of the leads before: no duplicates but those the client causes. */
	readonly unknownBefore: boolean;
	readonly stopped: boolean;

	constructor(readonly story: Story) {
		const { exchanges, facts } = story;
		this.submissionsOf = facts.map(() => []);
		this.lookUpsOf = facts.map(() => []);
		for (const exchange of exchanges) {
			const list = exchange.kind === 'get' ? this.lookUpsOf : this.submissionsOf;
			for (const index of exchange.leads) list[index]?.push(exchange);
		}
		this.submissions = exchanges.filter(({ kind }) => kind !== 'get');
		this.lossy = new Set(this.submissions.filter((exchange) => isLossy(exchange, story)));
		this.lookUpsWork = exchanges.every(
			(exchange) =>
				exchange.kind !== 'get' ||
				(exchange.arrival?.fault === undefined && [200, 403, 404].includes(statusOf(exchange))),
		);
		this.first429 = story.runs.map((_, execution) =>
			exchanges
				.filter((exchange) => exchange.execution === execution && statusOf(exchange) === 429)
				.reduce((first, { endedAt }) => Math.min(first, endedAt ?? Infinity), Infinity),
		);
		this.unknownBefore = facts.every((lead) => !lead.knownBefore);
		this.stopped = story.runs.some((run) => run.stopped !== undefined);
	}

	/** Clearing up a request ends after half an hour, which a rate of a few look-ups in 5 seconds may take. */
	get clearsUpTooSlowly(): boolean {
		const lookUps = this.story.exchanges.filter(({ kind }) => kind === 'get');
		return (lookUps.at(-1)?.endedAt ?? 0) - (lookUps[0]?.departedAt ?? 0) > RECOVERY_LIMIT_MS;
	}

	/** Whether look-ups can tell how this lead ended. */
	canBeCleared(lead: LeadFacts): boolean {
		const { plan, storedBy, books } = this.story;
		if (!this.lookUpsWork || this.stopped || plan.server.createdAtMissing) return false;
		// The Date header has whole seconds: clocks that differ by less look as if they were in step, and a lead of the run's first
		// second then looks as if it had been there before.
		const { latencyMs, jitterMs, serverAheadMs } = plan.network;
		const roundTripMs = 2 * (latencyMs + jitterMs) + plan.server.latencyMs;
		const behindMs = -serverAheadMs;
		if (behindMs <= IN_STEP_MS || behindMs >= IN_STEP_MS + DATE_RESOLUTION_MS + roundTripMs) return true;
		const stored = storedBy.get(`Lead ${lead.index}`);
		const storedAt = stored === undefined ? undefined : books.arrivals[stored]?.at;
		return storedAt === undefined || storedAt > START - IN_STEP_MS;
	}

	outcomeOf(lead: LeadFacts): Outcome | undefined {
		return this.story.outcomes[lead.index]?.[0];
	}

	codeOf(lead: LeadFacts): ErrorCode | 'success' | undefined {
		const outcome = this.outcomeOf(lead);
		return outcome?.status === 'notInitiated' ? outcome.errorCode : outcome && 'success';
	}

	isStored(lead: LeadFacts): boolean {
		return this.story.storedBy.has(`Lead ${lead.index}`);
	}

	stopCause(lead: LeadFacts): string | undefined {
		return this.story.runs[lead.execution]?.stopped?.cause;
	}
}

export interface Invariant {
	name: string;
	/** Says in words what is broken, one line each; nothing when it holds. */
	check: (reading: Reading) => string[];
}

/** For each lead: what is wrong with it, or undefined. */
function forLeads(name: string, wrong: (reading: Reading, lead: LeadFacts) => string | undefined | false): Invariant {
	return {
		name,
		check: (reading) =>
			reading.story.facts.flatMap((lead) => {
				const said = wrong(reading, lead);
				return said ? [`lead ${lead.index}: ${said}`] : [];
			}),
	};
}

function forExchanges(
	name: string,
	wrong: (reading: Reading, exchange: Exchange, place: number) => string | undefined | false,
): Invariant {
	return {
		name,
		check: (reading) =>
			reading.story.exchanges.flatMap((exchange, place) => {
				const said = wrong(reading, exchange, place);
				return said ? [`request ${place + 1} (${exchange.kind}, ${exchange.leads.length} leads): ${said}`] : [];
			}),
	};
}

function once(name: string, wrong: (reading: Reading) => string | undefined | false): Invariant {
	return {
		name,
		check: (reading) => {
			const said = wrong(reading);
			return said ? [said] : [];
		},
	};
}

const DUPLICATE_CODES: ReadonlySet<string> = new Set(['alreadyExists', 'alreadyCalled']);
const REFUSED_CODES: ReadonlySet<string> = new Set(['invalidPhone', 'rejected', ...DUPLICATE_CODES]);

/** Whether between a request whose fate was unclear and the next one this lead was twice not found, a settling time apart. */
function wasMissedTwice(reading: Reading, lead: LeadFacts, lost: Exchange, next: Exchange): boolean {
	const misses = (reading.lookUpsOf[lead.index] ?? []).filter(
		(lookUp) =>
			statusOf(lookUp) === 404 &&
			lookUp.departedAt >= (lost.endedAt ?? Infinity) &&
			(lookUp.endedAt ?? Infinity) <= next.departedAt,
	);
	const [first] = misses;
	const last = misses.at(-1);
	return first !== undefined && last !== undefined && last.departedAt - (first.endedAt ?? 0) >= SETTLING_MS - CLOCK_MS;
}

/** Whether the API had certainly done nothing of a request: no connection, or refused for its size. */
function didNothing(exchange: Exchange): boolean {
	if (exchange.result?.kind === 'noConnection') return true;
	const status = statusOf(exchange);
	return status === 413 || (status === 400 && /Maximum of/.test(textOf(exchange)));
}

function textOf({ result }: Exchange): string {
	return result?.kind === 'answer' ? result.text : '';
}

/**
 * All invariants. Where one is left out for some worlds, it cannot hold there for a reason of logic, which stands beside it.
 */
export const INVARIANTS: readonly Invariant[] = [
	once('sending ends by itself and throws nothing', ({ story }) =>
		story.thrown !== undefined
			? `thrown: ${story.thrown instanceof Error ? story.thrown.message : JSON.stringify(story.thrown)}`
			: !story.finished && 'it never ended',
	),

	once(
		'what runs reserve of the shared rate limit and guard is given back',
		({ story }) => story.finished && !story.paceGivenBack && 'other executions would wait for it for ever',
	),

	forLeads('each lead is settled exactly once', ({ story }, lead) => {
		const times = story.outcomes[lead.index]?.length ?? 0;
		return times !== 1 && `settled ${times} times`;
	}),

	forLeads('Success ⊆ stored in this run', (reading, lead) => {
		if (reading.codeOf(lead) !== 'success' || lead.record.kind === 'existing') return undefined;
		return (
			!reading.isStored(lead) && `on Success, but not stored${lead.knownBefore ? ' in this run (known before)' : ''}`
		);
	}),

	forLeads('Success of an existing lead: the API has it, and it was initiated if it was to be', (reading, lead) => {
		const { record } = lead;
		if (reading.codeOf(lead) !== 'success' || record.kind !== 'existing') return undefined;
		if (!lead.idExists) return 'on Success, but the API has no such id';
		return record.init && reading.story.books.timesInitiated(record.leadId) === 0 && 'on Success, but never initiated';
	}),

	forLeads('stored, or initiated by id, but not on Success ⇒ unconfirmed', (reading, lead) => {
		const code = reading.codeOf(lead);
		if (code === 'success' || code === 'unconfirmed') return undefined;
		const { record } = lead;
		const done =
			record.kind === 'existing' ? reading.story.books.timesInitiated(record.leadId) > 0 : reading.isStored(lead);
		return done && `${record.kind === 'new' ? 'stored' : 'initiated'}, but ends as ${code}`;
	}),

	// Not where look-ups fail or do not say when a lead was created: nothing can tell then. Nor after a stop, which sends no look-ups.
	forLeads('with references and working look-ups, what is stored is on Success', (reading, lead) => {
		if (!lead.hasReference || !reading.canBeCleared(lead)) return undefined;
		return (
			reading.isStored(lead) && reading.codeOf(lead) !== 'success' && `stored, but ends as ${reading.codeOf(lead)}`
		);
	}),

	// For the same reasons.
	forLeads('with references and working look-ups, nothing is unconfirmed', (reading, lead) => {
		// The API refuses look-ups in a foreign project.
		if (!lead.hasReference || !reading.canBeCleared(lead) || lead.foreignProject) return undefined;
		return reading.codeOf(lead) === 'unconfirmed' && 'unconfirmed';
	}),

	once('no duplicate of a lead with a reference that this run stored itself', ({ story }) => {
		const own = story.books.duplicatesOfThisRun().filter(({ lead }) => lead.referenceId !== undefined);
		return own.length > 0 && `${own.length}: ${own.map(({ lead }) => String(lead.name)).join(', ')}`;
	}),

	once('without references at most one duplicate of this run per lost answer', ({ story, lossy }) => {
		const own = story.books.duplicatesOfThisRun().length;
		return own > lossy.size && `${own} duplicates, ${lossy.size} lost answers`;
	}),

	forLeads('an existing lead is initiated at most once', ({ story }, { record }) => {
		const times = record.kind === 'existing' ? story.books.timesInitiated(record.leadId) : 0;
		return times > 1 && `initiated ${times} times`;
	}),

	// Without the guard, probes for leads without a reference may add up to a block: the user switched off what would hold them back.
	once('leads unknown before never block the key', ({ story, unknownBefore }) => {
		const { options, references } = story.plan;
		if (!unknownBefore || (!options.duplicateGuard && references !== 'all')) return undefined;
		return story.books.blocks.length > 0 && `blocked after ${story.books.duplicates.length} duplicates`;
	}),

	once('single leads never block the key, known or not', ({ story }) => {
		const { operation, options } = story.plan;
		const single = operation === 'initiate' || options.batchSize === 1;
		return (
			single &&
			options.duplicateGuard &&
			story.books.blocks.length > 0 &&
			`blocked after ${story.books.duplicates.length} duplicates`
		);
	}),

	// A look-up does not find what is known by its number alone, so that a lost answer may have hidden duplicates of such leads.
	once('a sheet that the API knows whole never blocks the key', ({ story, lossy }) => {
		const { options, known, references } = story.plan;
		const allKnown = story.facts.every((lead) => lead.knownBefore && lead.refusal === undefined);
		if (!options.duplicateGuard || !allKnown || mayLeaveOut(story)) return undefined;
		if (lossy.size > 0 && !(known.by === 'reference' && references === 'all')) return undefined;
		return story.books.blocks.length > 0 && `blocked after ${story.books.duplicates.length} duplicates`;
	}),

	// A batch of fewer leads than five is not looked up first until duplicates are seen; omitted entries hide them.
	once('a sheet that the API knows whole costs 5 duplicates, when look-ups find it', ({ story, lossy }) => {
		const { executions, options, operation, server } = story.plan;
		const found = story.facts.every((lead) => lead.foundByLookUp && lead.refusal === undefined);
		if (!options.duplicateGuard || !found || operation === 'initiate' || executions > 1) return undefined;
		if (lossy.size > 0 || mayLeaveOut(story) || Math.min(options.batchSize, server.maximumLeads) < DUPLICATE_LIMIT)
			return undefined;
		return story.books.duplicates.length > DUPLICATE_LIMIT && `${story.books.duplicates.length} duplicates`;
	}),

	once('when no connection is made at all, the run stops soon', ({ story, submissions }) => {
		const { network, options, executions } = story.plan;
		const most = executions * (2 + options.maxConcurrentRequests) * (options.maxRetries + 1);
		return network.noConnection === 1 && submissions.length > most && `${submissions.length} tries`;
	}),

	forExchanges('nothing departs after a 429 was read', ({ first429 }, exchange) => {
		const read = first429[exchange.execution] ?? Infinity;
		return exchange.departedAt > read && `departed ${exchange.departedAt - read} ms after a 429`;
	}),

	forExchanges('nothing departs once the run has stopped', (_, { stoppedBefore }) => {
		return stoppedBefore !== undefined && `departed though the run had stopped (${stoppedBefore.cause})`;
	}),

	once('no more requests in 5 seconds than allowed, as the server sees them', ({ story }) => {
		const { requestsPerWindow } = story.plan.options;
		const violations = story.books.strictWindowViolations(requestsPerWindow, RATE_WINDOW_MS);
		return story.plan.network.jitterMs <= NETWORK_JITTER_MS && violations.length > 0 && `${violations.length} too many`;
	}),

	forExchanges('never more requests under way than allowed', ({ story }, { underWay }) => {
		const { maxConcurrentRequests } = story.plan.options;
		return underWay > maxConcurrentRequests && `${underWay} under way, ${maxConcurrentRequests} allowed`;
	}),

	forExchanges('a batch holds one project and process, one kind and one init', ({ story }, { leads, scopes }) => {
		const inits = new Set(leads.map((index) => story.facts[index]?.record.init));
		return (scopes > 1 || inits.size > 1) && `${scopes} scopes, ${inits.size} inits`;
	}),

	forExchanges(
		'a lead stands once in a request, and requests are as long as allowed',
		({ story }, { leads, kind, bytes }) => {
			if (new Set(leads).size < leads.length) return 'a lead twice';
			if (kind === 'bulk' && leads.length > story.plan.options.batchSize) return `${leads.length} leads`;
			return kind === 'bulk' && bytes > MAX_BODY_BYTES && leads.length > 1 && `${bytes} bytes`;
		},
	),

	once('the first request carries at most 5 leads (guard on)', ({ story, submissions }) => {
		const { options } = story.plan;
		const [first] = submissions;
		return (
			options.duplicateGuard &&
			first !== undefined &&
			first.leads.length > DUPLICATE_LIMIT &&
			`${first.leads.length} leads`
		);
	}),

	// But for batches that were made before, and waited for their turn.
	once('after "Maximum of N leads" no later batch is larger', ({ story }) => {
		for (const [execution] of story.runs.entries()) {
			let limit = Infinity;
			let since = Infinity;
			let madeBefore = story.plan.options.maxConcurrentRequests;
			for (const exchange of story.exchanges.filter((one) => one.execution === execution && one.kind === 'bulk')) {
				if (exchange.departedAt > since && exchange.leads.length > limit) {
					madeBefore -= 1;
					if (madeBefore === 0) return `${exchange.leads.length} leads, ${limit} allowed`;
				}
				const maximum = /Maximum of (\d+)/.exec(textOf(exchange))?.[1];
				if (maximum === undefined || Number(maximum) >= limit) continue;
				limit = Number(maximum);
				since = exchange.endedAt ?? Infinity;
			}
		}
		return undefined;
	}),

	forLeads(
		'a lead with a reference goes out again only when it was not found twice, a settling time apart',
		(reading, lead) => {
			if (!lead.hasReference) return undefined;
			const list = reading.submissionsOf[lead.index] ?? [];
			const broken = list.findIndex((next, place) => {
				const before = list[place - 1];
				return before !== undefined && !didNothing(before) && !wasMissedTwice(reading, lead, before, next);
			});
			return broken > 0 && `submission ${broken + 1} was not earned by two look-ups`;
		},
	),

	forLeads(
		'an existing lead goes out again only when the API had certainly done nothing',
		(reading, { index, record }) => {
			const list = reading.submissionsOf[index] ?? [];
			const lost = list.slice(0, -1).find((exchange) => !didNothing(exchange));
			return record.kind === 'existing' && lost !== undefined && 'sent again after an unclear answer';
		},
	),

	forLeads(
		'a lead without a reference goes out again alone, or after a probe, a settling time later',
		(reading, lead) => {
			if (lead.hasReference || lead.record.kind === 'existing') return undefined;
			const list = reading.submissionsOf[lead.index] ?? [];
			for (const [place, next] of list.entries()) {
				const before = list[place - 1];
				if (before === undefined || didNothing(before)) continue;
				if (!reading.lossy.has(before)) return 'sent again after a clear answer';
				if (next.departedAt - (before.endedAt ?? 0) < SETTLING_MS - CLOCK_MS)
					return 'sent again before the settling time was over';
				if (next.leads.length === 1) continue;
				const probed = reading.submissions.some(
					(probe) =>
						probe.leads.length === 1 &&
						before.leads.includes(probe.leads[0] ?? -1) &&
						probe.departedAt >= (before.endedAt ?? Infinity) &&
						(probe.endedAt ?? Infinity) <= next.departedAt,
				);
				if (!probed) return 'sent again with others, without a probe';
			}
			return undefined;
		},
	),

	forLeads('no more tries than maxRetries allow', (reading, lead) => {
		const { maxRetries } = reading.story.plan.options;
		const lost = (reading.submissionsOf[lead.index] ?? []).filter((one) => reading.lossy.has(one)).length;
		return lost > maxRetries + 1 && `${lost} tries`;
	}),

	once('the guard waits 10 minutes at most', ({ story }) => {
		const longest = Math.max(...story.runs.map((run) => run.guardWaitMs));
		return longest > MAX_GUARD_WAIT_MS && `${longest} ms`;
	}),

	once('a stop ends the run at once', ({ story }) => {
		const { cancelledAt, plan, exchanges } = story;
		if (cancelledAt === undefined) return undefined;
		const outEnd = Math.max(
			cancelledAt,
			...exchanges.filter(({ departedAt }) => departedAt <= cancelledAt).map(({ endedAt }) => endedAt ?? Infinity),
		);
		const late = story.runs.find((run) => run.endedAt > outEnd + CLOCK_MS);
		return (
			late !== undefined && `ended ${late.endedAt - cancelledAt} ms after the stop (timeout ${plan.options.timeout} ms)`
		);
	}),

	forLeads('alreadyExists and alreadyCalled: only leads that the API knew', (reading, lead) => {
		const code = reading.codeOf(lead) ?? '';
		return DUPLICATE_CODES.has(code) && !lead.knownBefore && `${code}, but unknown before`;
	}),

	forLeads('refused for itself: only leads that the API refuses', (reading, lead) => {
		const code = reading.codeOf(lead) ?? '';
		if (!REFUSED_CODES.has(code) || lead.refusal !== undefined || lead.knownBefore) return undefined;
		const said400 = (reading.submissionsOf[lead.index] ?? []).some((one) =>
			one.arrival?.fault?.startsWith('status 400'),
		);
		return !said400 && `${code}, but nothing is wrong with it`;
	}),

	forLeads('wrongProject and processNotFound: only leads of such a project or process', (reading, lead) => {
		const code = reading.codeOf(lead);
		const { story } = reading;
		if (code === 'processNotFound') return !lead.unknownProcess && code;
		if (code !== 'wrongProject' || lead.foreignProject) return undefined;
		return !story.exchanges.some(({ arrival }) => arrival?.fault?.startsWith('partial403')) && code;
	}),

	forLeads('leadNotFound: only ids that the API does not have, and none of those on Success', (reading, lead) => {
		return reading.codeOf(lead) === 'leadNotFound' && lead.idExists && 'leadNotFound';
	}),

	forLeads('accessRefused and requestRefused: only after such an answer', (reading, lead) => {
		const code = reading.codeOf(lead);
		const { story } = reading;
		if (code === 'accessRefused') {
			return !story.exchanges.some((one) => [401, 403].includes(statusOf(one))) && code;
		}
		if (code !== 'requestRefused') return undefined;
		const refused = (reading.submissionsOf[lead.index] ?? []).some(
			(one) => statusOf(one) >= 300 && statusOf(one) < 500,
		);
		return !refused && code;
	}),

	forLeads('serverFailure: only after all tries', (reading, lead) => {
		if (reading.codeOf(lead) !== 'serverFailure' || reading.stopped) return undefined;
		const { maxRetries } = reading.story.plan.options;
		const list = reading.submissionsOf[lead.index] ?? [];
		const lost = list.filter(
			(one) => reading.lossy.has(one) || (mayLeaveOut(reading.story) && statusOf(one) === 200),
		).length;
		const unconnected = list.filter((one) => one.result?.kind === 'noConnection').length;
		if (reading.clearsUpTooSlowly) return undefined;
		return (
			lost <= maxRetries &&
			unconnected <= maxRetries &&
			`after ${lost} lost and ${unconnected} unconnected tries of ${maxRetries + 1}`
		);
	}),

	forLeads('unconfirmed: only after an answer that was lost or did not name the lead', (reading, lead) => {
		if (reading.codeOf(lead) !== 'unconfirmed') return undefined;
		const list = reading.submissionsOf[lead.index] ?? [];
		const unclear = list.some((one) => reading.lossy.has(one) || (mayLeaveOut(reading.story) && statusOf(one) === 200));
		// Twice named errors and errors of strangers that name nobody do not add up with the leads that are left.
		return !unclear && 'unconfirmed';
	}),

	forLeads('keyBlocked and rateLimited: only after a 429', (reading, lead) => {
		const code = reading.codeOf(lead);
		if (code !== 'keyBlocked' && code !== 'rateLimited') return undefined;
		const said = (reading.submissionsOf[lead.index] ?? []).filter((one) => statusOf(one) === 429).map(textOf);
		return !said.some((text) => /block/.test(text) === (code === 'keyBlocked')) && code;
	}),

	forLeads('notSent: only when the run stopped, or leads cannot be looked up', (reading, lead) => {
		if (reading.codeOf(lead) !== 'notSent' || reading.stopCause(lead) !== undefined) return undefined;
		if (!reading.unknownBefore) {
			// All leads so far were known and these have no reference, or the look-up did not tell.
			if (!lead.hasReference || !reading.lookUpsWork || lead.foreignProject) return undefined;
		}
		return 'notSent';
	}),

	forLeads('recovered: only after a lost answer', (reading, lead) => {
		const outcome = reading.outcomeOf(lead);
		if (outcome?.status !== 'initiated' || outcome.recovered !== true) return undefined;
		const unclear = (reading.submissionsOf[lead.index] ?? []).some(
			(one) => reading.lossy.has(one) || (mayLeaveOut(reading.story) && statusOf(one) === 200),
		);
		return !unclear && 'recovered, but nothing was lost';
	}),

	// With more lost answers in a row the API counts as down, and without retries nothing goes out again.
	forLeads('one lost request that did nothing costs no lead', (reading, lead) => {
		const { story } = reading;
		const { plan, exchanges } = story;
		const [lost] = reading.lossy;
		if (lost === undefined || reading.lossy.size > 1 || reading.stopped || plan.source === 'existing') return undefined;
		const disturbed = exchanges.some(
			(one) => one !== lost && (one.arrival?.fault !== undefined || one.result?.kind !== 'answer'),
		);
		const nothingDone =
			lost.arrival === undefined ||
			![...story.storedBy.values(), ...story.books.duplicates.map(({ arrival }) => arrival)].includes(
				lost.arrival.index,
			);
		const refused = plan.server.inactive || statusesOf(reading, lead).includes(403);
		if (disturbed || !nothingDone || refused || plan.options.maxRetries === 0 || mayLeaveOut(story)) return undefined;
		if (reading.clearsUpTooSlowly) return undefined;
		if (lead.knownBefore || lead.refusal !== undefined || lead.foreignProject || lead.unknownProcess) return undefined;
		// A known lead as probe looks as if the lost request had arrived; all known so far, leads without reference are not sent.
		if (!reading.unknownBefore && !lead.hasReference) return undefined;
		return reading.codeOf(lead) !== 'success' && `ends as ${reading.codeOf(lead)}`;
	}),

	forLeads('where nothing goes wrong, every good lead is on Success', (reading, lead) => {
		const { exchanges, plan } = reading.story;
		const disturbed = exchanges.some(
			(one) => one.arrival?.fault !== undefined || one.result?.kind !== 'answer' || one.arrival?.status === 429,
		);
		if (disturbed || reading.stopped || mayLeaveOut(reading.story) || !reading.unknownBefore) return undefined;
		if (lead.refusal !== undefined || lead.foreignProject || lead.unknownProcess) return undefined;
		if (lead.record.kind === 'existing' && !lead.idExists) return undefined;
		if (plan.server.inactive || statusesOf(reading, lead).includes(413)) return undefined;
		return reading.codeOf(lead) !== 'success' && `ends as ${reading.codeOf(lead)}`;
	}),

	once('logs tell of no lead', ({ story }) => {
		const told = story.logs.find((line) => /\+?9\d{6}|@|R-\d|Lead \d/.test(line));
		return told;
	}),
];

function statusesOf(reading: Reading, lead: LeadFacts): number[] {
	return (reading.submissionsOf[lead.index] ?? []).map(statusOf);
}

/** Each broken invariant with what is broken; empty when all hold. */
export function violationsOf(reading: Reading): Array<{ name: string; said: string[] }> {
	return INVARIANTS.flatMap(({ name, check }) => {
		const said = check(reading);
		return said.length > 0 ? [{ name, said }] : [];
	});
}
