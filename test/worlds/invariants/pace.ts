// How requests go: as fast as allowed and no faster, few at once, each of one kind, and none after a stop.
import { isBlock, isSubmission, statusOf, textOf } from '../reading';
import { forExchanges, forRuns, once, type Invariant } from './kinds';

// The vendor's numbers, repeated here: what is tested must not say what it may do.
const RATE_WINDOW_MS = 5_000;
const PAUSE_MS = 10_000;
const CLOCK_MS = 3;
const MAX_GUARD_WAIT_MS = 10 * 60_000;
const MAX_BODY_BYTES = 1_048_576;

export const PACE: readonly Invariant[] = [
	once(
		'what runs share is given back: the rate limit, the guard, their leads',
		({ story }) => story.finished && !story.paceGivenBack && 'other executions would wait for it for ever',
	),

	forExchanges('nothing departs once the run has stopped', (_, { stoppedBefore }) => {
		return stoppedBefore !== undefined && `departed though the run had stopped (${stoppedBefore.cause})`;
	}),

	forExchanges('nothing is submitted once the run has read that no credits are left', (reading, exchange) => {
		const { story } = reading;
		if (!isSubmission(exchange) || !reading.isReadable) return undefined;
		const read = story.exchanges.find(
			(one) =>
				one.run === exchange.run &&
				one.arrival?.fault === undefined &&
				/Insufficient lead credits/.test(textOf(one)) &&
				(one.endedAt ?? Infinity) + CLOCK_MS < exchange.departedAt,
		);
		return read !== undefined && 'submitted after that';
	}),

	forRuns('a 429 for pace: silence for two windows, and an end at the second one', ({ story }, run) => {
		let pausedUntil = -Infinity;
		let ofSubmissions = 0;
		const own = story.exchanges.filter((one) => one.run === run.index);
		const refused = own.filter((one) => statusOf(one) === 429 && !isBlock(one) && !/"errors":\[/.test(textOf(one)));
		for (const one of refused.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
			if (one.departedAt <= pausedUntil - CLOCK_MS) continue;
			const readAt = one.endedAt ?? Infinity;
			pausedUntil = readAt + PAUSE_MS;
			if (isSubmission(one)) ofSubmissions += 1;
			const until = pausedUntil;
			const early = own.find(({ departedAt }) => departedAt > readAt + CLOCK_MS && departedAt < until - CLOCK_MS);
			if (early !== undefined) return `departed ${early.departedAt - readAt} ms after a 429`;
		}
		return ofSubmissions > 1 && run.stopped === undefined && `${ofSubmissions} pauses, and it went on`;
	}),

	once('no more requests in 5 seconds than allowed, as the server sees them', ({ story }) => {
		const { requestsPerWindow } = story.plan.options;
		for (const process of new Set(story.runs.map((run) => run.process))) {
			const times = story.exchanges
				.filter(({ run }) => story.runs[run]?.process === process)
				.flatMap(({ arrival }) => arrival?.at ?? [])
				.sort((a, b) => a - b);
			const tooMany = times.filter(
				(time, place) => time - (times[place - requestsPerWindow] ?? -Infinity) < RATE_WINDOW_MS,
			);
			if (tooMany.length > 0) return `${tooMany.length} too many of process ${process}`;
		}
		return undefined;
	}),

	forExchanges('never more requests under way than allowed', ({ story }, { underWay }) => {
		const { maxConcurrentRequests } = story.plan.options;
		return underWay > maxConcurrentRequests && `${underWay} under way, ${maxConcurrentRequests} allowed`;
	}),

	forExchanges('a batch holds one project and process, one kind and one init', ({ story }, exchange) => {
		if (!isSubmission(exchange)) return undefined;
		const inits = new Set(exchange.leads.map((index) => story.facts[index]?.init));
		return (exchange.scopes > 1 || inits.size > 1) && `${exchange.scopes} scopes, ${inits.size} inits`;
	}),

	forExchanges('a lead is in a request once, and requests are as long as allowed', ({ story }, exchange) => {
		const { leads, kind, bytes } = exchange;
		if (kind !== 'bulk') return undefined;
		if (new Set(leads).size < leads.length) return 'a lead twice';
		if (leads.length > story.plan.options.batchSize) return `${leads.length} leads`;
		return bytes > MAX_BODY_BYTES && leads.length > 1 && `${bytes} bytes`;
	}),

	// But for requests that were made before, and waited for their turn.
	forRuns('after "at most N leads" no later request is larger', (reading, run) => {
		const { story } = reading;
		if (!reading.isReadable) return undefined;
		let limit = Infinity;
		let since = Infinity;
		let madeBefore = story.plan.options.maxConcurrentRequests;
		for (const exchange of story.exchanges.filter((one) => one.run === run.index && one.kind === 'bulk')) {
			if (exchange.departedAt > since + CLOCK_MS && exchange.leads.length > limit) {
				madeBefore -= 1;
				if (madeBefore === 0) return `${exchange.leads.length} leads, ${limit} allowed`;
			}
			const maximum = statusOf(exchange) === 400 && /(?:Maximum of|at most) (\d+)/.exec(textOf(exchange))?.[1];
			if (!maximum || Number(maximum) >= limit) continue;
			limit = Number(maximum);
			since = exchange.endedAt ?? Infinity;
		}
		return undefined;
	}),

	forRuns('when no connection is made at all, the run stops soon', ({ story }, run) => {
		const { network, options } = story.plan;
		const tries = story.exchanges.filter((one) => one.run === run.index && isSubmission(one)).length;
		const most = (2 + options.maxConcurrentRequests) * (options.maxRetries + 1);
		return network.noConnection === 1 && tries > most && `${tries} tries`;
	}),

	forRuns('the guard waits 10 minutes at most', (_, run) => {
		const waited = run.findings?.guardWaitMs ?? 0;
		return waited > MAX_GUARD_WAIT_MS + CLOCK_MS && `${waited} ms`;
	}),

	forRuns('Stop ends the run at once', ({ story }, run) => {
		const { cancelledAt } = run;
		if (cancelledAt === undefined) return undefined;
		const outEnd = Math.max(
			cancelledAt,
			run.startedAt ?? 0,
			...story.exchanges
				.filter((one) => one.run === run.index && one.departedAt <= cancelledAt)
				.map(({ endedAt }) => endedAt ?? Infinity),
		);
		return run.endedAt > outEnd + CLOCK_MS && `ended ${run.endedAt - cancelledAt} ms after the stop`;
	}),

	once('logs and hints tell of no lead', ({ story }) =>
		story.told.find((line) => /\d{9}|@|\bR-\d|Lead \d|64[bcd]0{6}/.test(line)),
	),
];
