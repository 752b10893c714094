// The simulated API itself: one request in, one answer out, from the vendor's pages alone. No clock, no timers, no real chance.
import type { Arrival, ArrivalKind } from './books';
import { checkKeyAndRate, countLeads, kindOf, noted, parseBody, prepare } from './checks';
import { describeFault, type Fault } from './faults';
import { work } from './leads';
import type { Job, Reply, SimulatorAnswer, SimulatorRequest } from './protocol';
import { advance, type World } from './serverState';
import {
	bodyText,
	bulkReply,
	chosen,
	garbage,
	GATEWAY_TIMEOUT,
	partialRefusal,
	singleReply,
	usualBody,
} from './wording';

export type { SimulatorAnswer, SimulatorRequest } from './protocol';

/**
 * Answers one request. Requests must be handed in in the order of their arrival.
 * @param world is changed: leads, books, block; what was planned until now is carried out first
 * @param now epoch milliseconds of the arrival
 *
 * Order of checks: key blocked, rate, (scripted fault "before",) token, body, number of leads, project, process, credits,
 * leads. A 429 for block or rate is always given honestly; a fault that would have struck that request stays in the script.
 */
export function handle(world: World, request: SimulatorRequest, now: number): SimulatorAnswer {
	const { settings, books, faults } = world;
	advance(world, now);
	const kind = kindOf(request);
	const body = parseBody(request.body);
	const leads = countLeads(kind, body);
	const bytes = Buffer.byteLength(request.body);
	const latencyMs = latencyOf(world, kind, leads);
	const arrival = books.arrive({
		at: now,
		answeredAt: now + latencyMs,
		kind,
		...noted(request, kind, body),
		leads,
		bytes,
	});
	faults.count(kind);

	const tooMany = checkKeyAndRate(world, request, arrival);
	if (tooMany) {
		arrival.honestStatus = tooMany.status;
		return answerWith(world, arrival, tooMany);
	}

	const fault = faults.next(kind, leads);
	if (fault) arrival.fault = describeFault(fault);
	if (fault?.type === 'slow') arrival.answeredAt += fault.ms;
	const distort = (reply: Reply) => distorted(world, arrival, fault, reply);
	const blank = { status: 200, body: { success: [], errors: [] } };
	if (fault?.type === 'dropBefore') return silence(arrival, 'dropBefore');
	if (fault && 'when' in fault && fault.when === 'before') return distort(blank);

	const prepared = prepare(world, request, body, arrival, fault);
	const finish = (then: number): Reply => {
		if (prepared.reply && prepared.before) work(world, prepared.before, prepared.before.tasks, then, arrival.index);
		const honest = prepared.reply ?? doJob(world, prepared.job, fault, arrival, then);
		arrival.honestStatus = honest.status;
		return honest;
	};
	if (fault?.type === 'storeLate') {
		const answer =
			fault.status === undefined
				? silence(arrival, prepared.job || kind === 'update' ? 'dropAfter' : 'dropBefore')
				: answerWith(world, arrival, { status: fault.status, body: usualBody(fault.status) });
		if (prepared.reply) {
			finish(now);
			return answer;
		}
		const { job } = prepared;
		return {
			...answer,
			later: { afterMs: fault.afterMs, run: (then) => void work(world, job, job.tasks, then, arrival.index) },
		};
	}

	const neededMs = arrival.answeredAt - now;
	const givesUp = neededMs > (settings.gatewayTimeoutMs ?? Infinity);
	const storesLater = prepared.job !== undefined && settings.storesWhen === 'answer' && neededMs > 0;
	if (givesUp) {
		arrival.answeredAt = now + (settings.gatewayTimeoutMs ?? 0);
		if (!storesLater) finish(now);
		const answer = answerWith(world, arrival, { status: 504, body: GATEWAY_TIMEOUT }, 'text/html');
		return storesLater ? { ...answer, later: { afterMs: neededMs, run: finish } } : answer;
	}
	if (!storesLater) return distort(finish(now));
	// What it will say is not known yet, only how it will end.
	const answer = distort(blank);
	const run = (then: number) => void Object.assign(answer, distort(finish(then)));
	return Object.assign(answer, { later: { afterMs: neededMs, run } });
}

function latencyOf(world: World, kind: ArrivalKind, leads: number): number {
	const { latencyMs, jitterMs, latencyMsByKind, msPerLead } = world.settings;
	const jitter = jitterMs > 0 ? world.random() * jitterMs : 0;
	return latencyMs + jitter + (latencyMsByKind[kind] ?? 0) + msPerLead * leads;
}

function answerWith(world: World, arrival: Arrival, reply: Reply, contentType?: string): SimulatorAnswer {
	arrival.status = reply.status;
	const made = bodyText(world, reply);
	return {
		status: reply.status,
		headers: { 'content-type': contentType ?? made.contentType, date: new Date(arrival.at).toUTCString() },
		body: made.body,
		effect: 'answer',
		delayMs: arrival.answeredAt - arrival.at,
	};
}

function silence(arrival: Arrival, effect: Exclude<SimulatorAnswer['effect'], 'answer'>): SimulatorAnswer {
	return { status: 0, headers: {}, body: '', effect, delayMs: arrival.answeredAt - arrival.at };
}

/** Turns the honest reply into what the fault makes of it. */
function distorted(world: World, arrival: Arrival, fault: Fault | undefined, reply: Reply): SimulatorAnswer {
	switch (fault?.type) {
		case 'dropAfter':
		case 'dropPartly':
			return silence(arrival, 'dropAfter');
		case 'hang':
			return silence(arrival, fault.drips ? 'drip' : 'hang');
		case 'status': {
			const made = answerWith(world, arrival, { status: fault.code, body: fault.body ?? usualBody(fault.code) });
			if (fault.retryAfter !== undefined) made.headers['retry-after'] = fault.retryAfter;
			if (fault.code < 400) made.headers.location = fault.location ?? 'http://127.0.0.1:9/elsewhere';
			return made;
		}
		case 'garbage': {
			const isPage = fault.body === 'html' || fault.body === 'logIn';
			const body = garbage(fault.body, fault.bytes, reply.body);
			return answerWith(world, arrival, { status: 200, body }, isPage ? 'text/html' : undefined);
		}
		case undefined:
		case 'dropBefore':
		case 'storeLate':
		case 'slow':
		case 'omit':
		case 'duplicateEntries':
		case 'foreignEntries':
		case 'partial403':
			return answerWith(world, arrival, reply);
	}
}

/** Works on what the fault leaves of a job and words the answer. */
function doJob(world: World, job: Job, fault: Fault | undefined, arrival: Arrival, now: number): Reply {
	if (fault?.type === 'partial403' && job.kind === 'bulk') {
		const named = chosen(world, job.tasks.length, fault);
		const others = job.tasks.filter((task) => !named.has(task.index));
		if (fault.store === 'others') work(world, job, others, now, arrival.index);
		return partialRefusal(job, named);
	}
	const upTo = fault && 'stored' in fault ? fault.stored : undefined;
	const results = work(world, job, job.tasks.slice(0, upTo), now, arrival.index);
	return job.kind === 'bulk' ? bulkReply(world, job, results, fault, now) : singleReply(world, results, fault, now);
}
