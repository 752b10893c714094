// From an answer to outcomes: what it says about each lead of the request.
import type { IDataObject } from 'n8n-workflow';
import type { LeadRecord } from '../../model/lead';
import { failed, type Failed, type Initiated, type Outcome } from '../../model/ended';
import { asItem } from './asItem';
import { Matcher } from './match';
import { asObject, identityOf, messageOf, readBulkAnswer, shortened, type JsonObject } from './parse';
import { codeOfLeadMessage } from './refusal';

const HTTP_CONFLICT = 409;

/** The outcome of each record of a batch by its place; undefined where the answer does not say. */
export type Settlement = Array<Outcome | undefined>;

/** The lead object of a success entry as it can appear in an item: without the success flag. */
function leadOf(entry: unknown): IDataObject {
	const lead = asItem(asObject(entry) ?? {});
	delete lead.success;
	return lead;
}

function initiated(entry: unknown): Initiated {
	return { status: 'initiated', answer: leadOf(entry) };
}

function refused(message: string): Failed {
	return failed(codeOfLeadMessage(message), message);
}

/** The refusal in one entry. 409 means duplicate, whatever the words. */
function refusedBy(entry: unknown, message: string): Failed {
	const refusal = refused(message);
	const { status, statusCode } = asObject(entry) ?? {};
	const isConflict = status === HTTP_CONFLICT || statusCode === HTTP_CONFLICT;
	return refusal.errorCode === 'rejected' && isConflict ? { ...refusal, errorCode: 'alreadyExists' } : refusal;
}

/**
 * Whom an error entry is about: `{ data, error }`, `{ referenceId, error }`, `{ leadId, error }` where `leadId` may hold the
 * whole lead, or the lead itself plus `error`.
 */
function errorSubject(entry: unknown): unknown {
	const fields = asObject(entry);
	if (fields === undefined) return entry;
	const data = fields.data ?? fields.lead ?? asObject(fields.leadId);
	if (data === undefined || data === null) return fields;
	return asObject(data) ?? data;
}

function anonymousId(entry: unknown): string | undefined {
	return typeof entry === 'string' ? entry : identityOf(asObject(entry) ?? {})._id;
}

/**
 * Reads a bulk answer for its records. The order is not trusted. Entries that name nobody (v=1.2: plain ids, few fields) settle the
 * remaining leads when there are exactly as many of them, and an `_id` is given only when one lead and one entry remain.
 * @param simplified whether v=1.2 was asked for: only then may named and anonymous entries be mixed.
 * @returns undefined when the body is not a bulk answer at all.
 */
export function settleBulkAnswer(
	records: readonly LeadRecord[],
	body: JsonObject,
	simplified: boolean,
): Settlement | undefined {
	const answer = readBulkAnswer(body);
	if (answer === undefined) return undefined;
	const matcher = new Matcher(records);
	const settlement: Settlement = records.map(() => undefined);
	const anonymousSuccess = new Map<string, unknown>();
	const anonymousErrors: string[] = [];
	let named = 0;

	for (const entry of answer.success) {
		const match = matcher.take(entry, 'success');
		if (typeof match === 'number') {
			settlement[match] = initiated(entry);
			named += 1;
		} else if (match === 'anonymous') {
			const id = anonymousId(entry);
			if (id !== undefined) anonymousSuccess.set(id, entry);
		}
	}
	for (const entry of answer.errors) {
		const message = messageOf(entry);
		if (message === undefined) continue;
		const match = matcher.take(errorSubject(entry), 'errors');
		if (typeof match === 'number') settlement[match] = refusedBy(entry, message);
		else if (match === 'anonymous') anonymousErrors.push(message);
	}
	records.forEach((_, place) => {
		if (matcher.isContradicted(place)) settlement[place] = undefined;
	});

	const leftOver = [...settlement.keys()].filter((place) => !matcher.isTaken(place));
	if (leftOver.length === 0) return settlement;
	if (anonymousErrors.length === 0 && anonymousSuccess.size === leftOver.length && (simplified || named === 0)) {
		const [entry] = anonymousSuccess.values();
		for (const place of leftOver) {
			settlement[place] = initiated(leftOver.length === 1 ? withId(entry) : {});
		}
	} else if (
		anonymousSuccess.size === 0 &&
		anonymousErrors.length > 0 &&
		// If a single lead remains, it is the one meant, however often it is mentioned.
		(anonymousErrors.length === leftOver.length || leftOver.length === 1)
	) {
		const shared = refused(shortened([...new Set(anonymousErrors)].join(' / ')));
		const codes = new Set(anonymousErrors.map(codeOfLeadMessage));
		for (const place of leftOver) {
			settlement[place] = codes.size === 1 ? shared : { ...shared, errorCode: 'rejected' };
		}
	}
	return settlement;
}

/** The refusals that a bulk answer reports, whether it names their leads or not. */
export function refusalsIn(body: JsonObject): Failed[] {
	return (readBulkAnswer(body)?.errors ?? []).flatMap((entry) => {
		const message = messageOf(entry);
		return message === undefined ? [] : [refusedBy(entry, message)];
	});
}

function withId(entry: unknown): unknown {
	return typeof entry === 'string' ? { _id: entry } : entry;
}

/**
 * Reads the answer to a single lead: the lead object, bare or with `success: true` (newer page), or within `data`.
 * @returns undefined when it does not say, as for an answer about somebody else.
 */
export function settleSingleAnswer(record: LeadRecord, body: JsonObject): Outcome | undefined {
	const message = messageOf(body);
	if (body.success === false || (message !== undefined && body._id === undefined && body.error !== undefined)) {
		const refusal = message === undefined ? undefined : refused(message);
		return refusal?.errorCode === 'rejected' ? undefined : refusal;
	}
	const entry = body._id === undefined ? (asObject(body.data) ?? asObject(body.lead) ?? body) : body;
	const match = new Matcher([record]).take(entry, 'success');
	if (match === 0) return initiated(entry);
	// A body that identifies no lead is accepted for this one only if it looks like the API's own: a string `_id`, or `success: true`.
	const certain =
		match === 'anonymous' &&
		(body.success === true || (body.success === undefined && typeof entry._id === 'string' && entry._id !== ''));
	return certain ? initiated(entry) : undefined;
}

/** Which records a 403's `invalidLeads` names, with what it says about each. */
export function settleInvalidLeads(records: readonly LeadRecord[], entries: readonly unknown[]): Map<number, string> {
	const matcher = new Matcher(records);
	const named = new Map<number, string>();
	for (const entry of entries) {
		const match = matcher.take(errorSubject(entry), 'errors');
		if (typeof match === 'number') named.set(match, messageOf(entry) ?? 'invalid projectId');
	}
	return named;
}
