// What a reply means for the leads of its request: docs/decision-table.md as code. Pure: no clock, no guard, no run.
import { refusalsIn, settleInvalidLeads, type Settlement } from '../../api/answer/settle';
import { maximumLeads, refusalOf, saysDuplicate, type Refusal } from '../../api/answer/refusal';
import { messageOf, readBulkAnswer, readInvalidLeads, type JsonObject } from '../../api/answer/parse';
import type { Endpoint } from '../../api/endpoint';
import type { Answer, Submission } from '../../api/exchange';
import type { Observation } from '../../api/pace/evidence';
import type { LeadRecord } from '../../model/lead';
import { failed, isDuplicate, type Failed, type Outcome } from '../../model/ended';
import type { Scope } from './batches';

/** What is known about a request, or a part of it, whose fate is unclear. */
export interface Lost {
	why: string;
	status?: number;
	/** How long the server was silent before it was given up, in ms: it may need as long again. 0: it has answered. */
	silentMs: number;
	/** How a duplicate among the leads ends, when the answer does not say which it is: what was not taken is sent again in halves. */
	hiddenDuplicate?: Failed;
}

export interface Verdict {
	settled: ReadonlyArray<readonly [LeadRecord, Outcome]>;
	/** Leads that have to be searched for before they are sent again. */
	unclear?: { records: readonly LeadRecord[]; lost: Lost };
	/** Leads that are sent again in parts of this size, because the request was refused for its size or for one of them. */
	again?: { records: readonly LeadRecord[]; size: number; forAllRequests: boolean };
	/** The leads go back untouched: the run stopped before the request left. */
	untouched: boolean;
	/** Duplicates in the request; 'unknown' when its answer was lost. */
	duplicates: number | 'unknown';
	observed: Observation;
	/** What a refusal means for leads that were not in the request. */
	refuses?: { scope: Scope | 'run'; outcome: Failed };
	/** The request was refused for a reason that has nothing to do with its leads. */
	isRefusedWhole?: boolean;
	/** Whether the server answered, kept silent, or could not be reached after all tries. */
	server: 'answered' | 'silent' | 'unreachable' | 'notAsked';
}

export const NOTHING: Observation = { accepted: 0, duplicates: 0, refused: 0 };
const HTTP_CONFLICT = 409;
const HTTP_TOO_LARGE = 413;

/** @param passed the most leads of a request that was accepted as a whole in this run */
export function verdictOf(
	records: readonly LeadRecord[],
	reply: Submission,
	endpoint: Endpoint,
	passed: number,
): Verdict {
	switch (reply.kind) {
		case 'stopped':
			return { settled: [], untouched: true, duplicates: 0, observed: NOTHING, server: 'notAsked' };
		case 'refusedForPace':
			return all(records, failed(reply.errorCode, reply.message, { httpStatus: 429 }));
		case 'noConnection': {
			const message = `Uservox could not be reached (${reply.why}). Nothing was sent; try again later.`;
			return { ...all(records, failed('serverFailure', message)), server: 'unreachable' };
		}
		case 'lost':
			return lost(records, { why: reply.why, silentMs: reply.answeredAt - reply.sentAt });
		case 'answer':
			return verdictOfAnswer(records, reply, endpoint, passed);
	}
}

function verdictOfAnswer(records: readonly LeadRecord[], answer: Answer, endpoint: Endpoint, passed: number): Verdict {
	const { status, body } = answer;
	const silentMs = answer.answeredAt - answer.sentAt;
	if (status >= 500) return lost(records, { why: `the server answered with HTTP ${status}`, status, silentMs });
	const isSuccess = status >= 200 && status < 300;
	if (body !== undefined && (isSuccess || endpoint.tellsOfLeads(body))) {
		const settlement = endpoint.read(records, body);
		if (settlement !== undefined && (isSuccess || wasWorkedOn(records, settlement, body))) {
			return verdictOfSettlement(records, settlement, body, status);
		}
	}
	if (status < 300) {
		const why = body === undefined ? 'the answer could not be read' : 'the answer could not be understood';
		return lost(records, { why, silentMs });
	}
	return verdictOfRefusal(records, status, body, endpoint, passed);
}

/** Whether a 4xx says how the leads ended, even if it does not say which: then nothing of the request may simply be sent again. */
function wasWorkedOn(records: readonly LeadRecord[], settlement: Settlement, body: JsonObject): boolean {
	const { success = [], errors = [] } = readBulkAnswer(body) ?? {};
	return success.length > 0 || errors.length >= records.length || settlement.some((outcome) => outcome !== undefined);
}

/** An answer that says how each lead ended; those it leaves out have to be searched for. */
function verdictOfSettlement(
	records: readonly LeadRecord[],
	settlement: Settlement,
	body: JsonObject,
	status: number,
): Verdict {
	const settled: Array<readonly [LeadRecord, Outcome]> = [];
	const left: LeadRecord[] = [];
	records.forEach((record, place) => {
		const outcome = settlement[place];
		if (outcome === undefined) left.push(record);
		else settled.push([record, status < 300 ? outcome : withStatus(outcome, status)]);
	});
	const outcomes = settled.map(([, outcome]) => outcome);
	const accepted = outcomes.filter((outcome) => outcome.status === 'initiated').length;
	const refusals = refusalsOf(records, outcomes, body);
	// 409 counts whatever the words; what nobody knows does not become a lead that Uservox has.
	const counts = (refusal: Failed) =>
		isDuplicate(refusal) || (status === HTTP_CONFLICT && refusal.errorCode === 'rejected');
	const duplicates = Math.min(records.length, refusals.filter(counts).length);
	const spent = refusals.find(({ errorCode }) => errorCode === 'noCredits');
	return {
		settled,
		unclear:
			left.length === 0 ? undefined : { records: left, lost: { why: 'the answer did not name it', silentMs: 0 } },
		untouched: false,
		duplicates,
		observed: { accepted, duplicates, refused: Math.max(0, outcomes.length - accepted - duplicates) },
		refuses: spent === undefined ? undefined : { scope: 'run', outcome: spent },
		server: 'answered',
	};
}

/** The whole request was refused. */
function verdictOfRefusal(
	records: readonly LeadRecord[],
	status: number,
	body: JsonObject | undefined,
	endpoint: Endpoint,
	passed: number,
): Verdict {
	const named = settleInvalidLeads(records, readInvalidLeads(body) ?? []);
	const isAlone = records.length === 1;
	const refusal = refusalOf(status, body, isAlone ? (endpoint.largest === 1 ? 'lead' : 'batchOfOne') : 'batch');
	if (named.size > 0 && named.size < records.length) return partlyRefused(records, named, refusal, status);

	const isDuplicateSaid = status === HTTP_CONFLICT || saysDuplicate(messageOf(body));
	const duplicates = isDuplicateSaid ? 1 : 0;
	const maximum = maximumLeads(status, body);
	const isTooLarge = status === HTTP_TOO_LARGE;
	const isUnknown400 =
		(status === 400 || status === 422) && refusal.errorCode === 'requestRefused' && records.length > passed;
	if (isDuplicateSaid && maximum === undefined && !isAlone) {
		const why = 'the request was refused because Uservox has one of its leads, and the answer does not say which';
		const said = refusalOf(status, body, 'batchOfOne');
		const hiddenDuplicate = failed(said.errorCode, said.message, { httpStatus: status });
		return {
			...lost(records, { why, status, silentMs: 0, hiddenDuplicate }),
			observed: { ...NOTHING, duplicates },
			server: 'answered',
		};
	}
	const size = maximum ?? Math.ceil(records.length / 2);
	if ((maximum !== undefined || isTooLarge || isUnknown400) && !isAlone && size >= 1 && size < records.length) {
		return {
			settled: [],
			again: { records, size, forAllRequests: maximum !== undefined },
			untouched: false,
			duplicates,
			observed: { ...NOTHING, duplicates },
			server: 'answered',
		};
	}
	const message =
		maximum !== undefined || isTooLarge
			? `Uservox refused the request for its size (HTTP ${status}).`
			: refusal.message;
	const outcome = failed(refusal.errorCode, message, { httpStatus: status });
	const { reach } = refusal;
	const isWhole = reach !== 'lead' || refusal.errorCode === 'requestRefused';
	return {
		...all(records, outcome),
		duplicates,
		// A request that is refused as a whole says nothing of its leads.
		observed: isWhole ? { ...NOTHING, duplicates } : { accepted: 0, duplicates, refused: records.length - duplicates },
		isRefusedWhole: isWhole,
		refuses: reach === 'lead' ? undefined : { scope: reach, outcome },
	};
}

/** A 403 that names some leads: those are refused; it does not say how the others ended. */
function partlyRefused(
	records: readonly LeadRecord[],
	named: ReadonlyMap<number, string>,
	refusal: Refusal,
	status: number,
): Verdict {
	const settled: Array<readonly [LeadRecord, Outcome]> = [];
	const others: LeadRecord[] = [];
	records.forEach((record, place) => {
		const said = named.get(place);
		if (said === undefined) others.push(record);
		else settled.push([record, failed('wrongProject', `${refusal.message} (${said})`, { httpStatus: status })]);
	});
	const why = 'the request was refused because of other leads in it';
	return {
		settled,
		unclear: { records: others, lost: { why, status, silentMs: 0 } },
		untouched: false,
		duplicates: 0,
		observed: NOTHING,
		server: 'answered',
	};
}

function all(records: readonly LeadRecord[], outcome: Failed): Verdict {
	return {
		settled: records.map((record) => [record, outcome] as const),
		untouched: false,
		duplicates: 0,
		observed: NOTHING,
		server: 'answered',
	};
}

function lost(records: readonly LeadRecord[], how: Lost): Verdict {
	return {
		settled: [],
		unclear: { records, lost: how },
		untouched: false,
		duplicates: 'unknown',
		observed: NOTHING,
		server: 'silent',
	};
}

function withStatus(outcome: Outcome, httpStatus: number): Outcome {
	return outcome.status === 'failed' ? { ...outcome, httpStatus } : outcome;
}

/** All refusals of an answer: a duplicate counts, and credits are used up, though it may not say whose they are (v=1.2 without reference ids). */
function refusalsOf(records: readonly LeadRecord[], outcomes: readonly Outcome[], body: JsonObject): readonly Failed[] {
	const named = outcomes.filter((outcome) => outcome.status === 'failed');
	const isPlain = outcomes.length === records.length && named.every(({ errorCode }) => errorCode !== 'rejected');
	if (isPlain) return named;
	const all = refusalsIn(body);
	return all.filter(isDuplicate).length < named.filter(isDuplicate).length ? named : all;
}
