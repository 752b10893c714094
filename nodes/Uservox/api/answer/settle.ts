// From an answer to outcomes: finds for each entry the lead it speaks of, in whatever order and form the entries come.
import type { IDataObject } from 'n8n-workflow';
import {
	asObject,
	identityOf,
	messageOf,
	readBulkAnswer,
	shortened,
	type EntryIdentity,
	type JsonObject,
} from './parse';
import { codeOfLeadMessage } from './refusal';
import { OBJECT_ID, phoneIdentity, type LeadRecord } from '../../model/lead';
import { isDuplicate, notInitiated, type Initiated, type NotInitiated, type Outcome } from '../../model/outcome';

/** Fewer digits (a masked number) identify nobody. */
const MIN_PHONE_DIGITS = 6;
/** When the API rewrites a number, with or without country code, its last digits stay. */
const LAST_DIGITS = 10;
/** A lead object nested deeper than this is not the API's; such fields are left out, since n8n could not store them. */
const MAX_NESTING = 30;

/** The outcome of each record of a batch by its place; undefined where the answer does not tell. */
export type Settlement = Array<Outcome | undefined>;

type Side = 'success' | 'errors';

/**
 * Which record an entry speaks of: its place; `anonymous` when it does not say; `repeated` when that lead is settled already the same
 * way, `contradiction` when the other way; `foreign` when it is none of this batch.
 */
type Match = number | 'anonymous' | 'repeated' | 'contradiction' | 'foreign';

function normalisedPhone(phone: string): string | undefined {
	const digits = phoneIdentity(phone);
	return digits.length >= MIN_PHONE_DIGITS && !phone.includes('*') ? digits : undefined;
}

/** What a record can be found by. */
type KeyKind = 'id' | 'reference' | 'email' | 'phone' | 'lastDigits';

function keyOf(record: LeadRecord, kind: KeyKind): string | undefined {
	if (record.kind === 'existing') return kind === 'id' ? record.leadId.toLowerCase() : undefined;
	const { referenceId, email, phone } = record.lead;
	switch (kind) {
		case 'id':
			return undefined;
		case 'reference':
			return referenceId;
		case 'email':
			return email?.toLowerCase();
		case 'phone':
			return phone === undefined ? undefined : normalisedPhone(phone);
		case 'lastDigits':
			return phone === undefined ? undefined : normalisedPhone(phone)?.slice(-LAST_DIGITS);
	}
}

/** Finds the records of one batch by what an entry says of them. Each index is built, in linear time, when it is first asked. */
class Matcher {
	private readonly indexes = new Map<KeyKind, Map<string, number[]>>();
	/** The side of each place that is taken. */
	private readonly sides: Array<Side | undefined> = [];
	private readonly contradicted = new Set<number>();

	constructor(private readonly records: readonly LeadRecord[]) {}

	private indexOf(kind: KeyKind): Map<string, number[]> {
		const known = this.indexes.get(kind);
		if (known !== undefined) return known;
		const index = new Map<string, number[]>();
		this.records.forEach((record, place) => {
			const key = keyOf(record, kind);
			if (key === undefined) return;
			const places = index.get(key);
			if (places === undefined) index.set(key, [place]);
			else places.push(place);
		});
		this.indexes.set(kind, index);
		return index;
	}

	/** Matches an entry and remembers it, so that a repeated entry is told from a second lead that looks the same. */
	take(entry: unknown, side: Side): Match {
		const candidates = typeof entry === 'object' ? this.byFields(asObject(entry)) : this.byText(entry);
		if (!Array.isArray(candidates)) return candidates;
		const free = candidates.find((place) => this.sides[place] === undefined);
		if (free !== undefined) {
			this.sides[free] = side;
			return free;
		}
		const other = candidates.find((place) => this.sides[place] !== side);
		if (other === undefined) return 'repeated';
		this.contradicted.add(other);
		return 'contradiction';
	}

	isContradicted(place: number): boolean {
		return this.contradicted.has(place);
	}

	isTaken(place: number): boolean {
		return this.sides[place] !== undefined;
	}

	private byFields(entry: JsonObject | undefined): number[] | 'anonymous' | 'foreign' {
		if (entry === undefined) return 'foreign';
		const identity = identityOf(entry);
		if (this.records[0]?.kind === 'existing') return this.byId(identity);
		if (identity.referenceId !== undefined) {
			const byReference = this.placesOf('reference', identity.referenceId);
			if (byReference !== undefined) return byReference;
		}
		const digits = identity.phone === undefined ? undefined : normalisedPhone(identity.phone);
		const byPhone = this.placesOf('phone', digits) ?? this.rewritten(digits);
		const byEmail = this.placesOf('email', identity.email?.toLowerCase());
		if (byPhone !== undefined && byEmail !== undefined) {
			const both = byPhone.filter(
				(place) => byEmail.includes(place) && !this.hasOtherReference(place, identity.referenceId),
			);
			return both.length > 0 ? both : 'foreign';
		}
		const found = (byPhone ?? byEmail)?.filter((place) => !this.hasOtherReference(place, identity.referenceId));
		if (found !== undefined) return found.length > 0 ? found : 'foreign';
		const saysWho = identity.referenceId ?? digits ?? identity.email;
		return saysWho === undefined || saysWho === '' ? 'anonymous' : 'foreign';
	}

	/** An entry with a reference id of its own speaks of another lead, though phone or email be the same. */
	private hasOtherReference(place: number, referenceId: string | undefined): boolean {
		const record = this.records[place];
		const own = record?.kind === 'new' ? record.lead.referenceId : undefined;
		return own !== undefined && referenceId !== undefined && own !== referenceId;
	}

	private byId(identity: EntryIdentity): number[] | 'anonymous' | 'foreign' {
		const id = identity.leadId ?? identity._id;
		if (id === undefined) {
			// A number or an address is somebody's who was not sent as such.
			return identity.phone === undefined && identity.email === undefined ? 'anonymous' : 'foreign';
		}
		return this.placesOf('id', id.toLowerCase()) ?? 'foreign';
	}

	private byText(entry: unknown): number[] | 'anonymous' | 'foreign' {
		if (typeof entry !== 'string' && typeof entry !== 'number') return 'foreign';
		const text = String(entry).trim();
		const found =
			this.placesOf('id', text.toLowerCase()) ??
			this.placesOf('reference', text) ??
			this.placesOf('email', text.toLowerCase()) ??
			this.placesOf('phone', normalisedPhone(text));
		if (found !== undefined) return found;
		return OBJECT_ID.test(text) && this.records[0]?.kind !== 'existing' ? 'anonymous' : 'foreign';
	}

	private placesOf(kind: KeyKind, key: string | undefined): number[] | undefined {
		return key === undefined ? undefined : this.indexOf(kind).get(key);
	}

	private rewritten(digits: string | undefined): number[] | undefined {
		if (digits === undefined || digits.length < LAST_DIGITS) return undefined;
		const places = this.placesOf('lastDigits', digits.slice(-LAST_DIGITS));
		return places?.length === 1 ? places : undefined;
	}
}

function nestedDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	return Object.values(value).some((inner) => nestedDeeperThan(inner, levels - 1));
}

function mayStandInItem(key: string, value: unknown): boolean {
	return key !== 'error' && key !== 'success' && key !== '__proto__' && !nestedDeeperThan(value, MAX_NESTING);
}

/** The lead object of a success entry as it may stand in an item: without `error` (docs/n8n-behaviours.md, 2) and without what n8n cannot store. */
function leadOf(entry: unknown): IDataObject {
	const fields = (asObject(entry) ?? {}) as IDataObject;
	if (Object.keys(fields).every((key) => mayStandInItem(key, fields[key]))) return fields;
	return Object.fromEntries(Object.entries(fields).filter(([key, value]) => mayStandInItem(key, value)));
}

function initiated(entry: unknown): Initiated {
	return { status: 'initiated', answer: leadOf(entry) };
}

function refused(message: string): NotInitiated {
	return notInitiated(codeOfLeadMessage(message), message);
}

/**
 * Whom an error entry speaks of: `{ data, error }`, `{ referenceId, error }`, `{ leadId, error }` where `leadId` may hold the whole lead
 * (as on the vendor's older page, "Bulk Lead Initiation"), or the lead itself plus `error`.
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
 * Reads a bulk answer for its records (the vendor's pages "Bulk Initiate Leads" and "Bulk Lead Initiation"). Order is not trusted. Entries that name
 * nobody (v=1.2: plain ids, few fields) settle the leads that are left over when their number fits exactly, and an `_id` is given
 * only when one lead and one entry are left.
 * @param simplified whether v=1.2 was asked for: only then may named and anonymous entries stand together.
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
		if (typeof match === 'number') settlement[match] = refused(message);
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
		// A single lead that is left is the one spoken of, however often.
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

/** How many duplicates a bulk answer reports, whether it names the leads or not. */
export function duplicatesIn(body: JsonObject): number {
	const errors = readBulkAnswer(body)?.errors ?? [];
	return errors.filter((entry) => {
		const message = messageOf(entry);
		return message !== undefined && isDuplicate(refused(message));
	}).length;
}

function withId(entry: unknown): unknown {
	return typeof entry === 'string' ? { _id: entry } : entry;
}

/**
 * Reads the answer to a single lead: the lead object, bare or with `success: true`, as the vendor's older and newer pages show it, or within `data`.
 * @returns undefined when it does not tell, as for an answer about somebody else.
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
	// A body that names nobody is this lead's if it looks like the API's: a text as id, or its flag.
	const certain =
		match === 'anonymous' &&
		(body.success === true || (body.success === undefined && typeof entry._id === 'string' && entry._id !== ''));
	return certain ? initiated(entry) : undefined;
}

/** Which records a 403's `invalidLeads` names, with what it says of each. */
export function settleInvalidLeads(records: readonly LeadRecord[], entries: readonly unknown[]): Map<number, string> {
	const matcher = new Matcher(records);
	const named = new Map<number, string>();
	for (const entry of entries) {
		const match = matcher.take(errorSubject(entry), 'errors');
		if (typeof match === 'number') named.set(match, messageOf(entry) ?? 'invalid projectId');
	}
	return named;
}
