// Finds the lead that each entry of an answer is about, whatever the order and form of the entries.
import { OBJECT_ID, type LeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, phoneTail, type ComparablePhone } from '../../model/sameLead';
import { asObject, identityOf, type EntryIdentity, type JsonObject } from './parse';

export type Side = 'success' | 'errors';

/**
 * Which record an entry is about: its place; `anonymous` when it does not say; `repeated` when that lead is already settled the same
 * way, `contradiction` when it is settled the other way; `foreign` when the lead is not in this batch.
 */
export type Match = number | 'anonymous' | 'repeated' | 'contradiction' | 'foreign';

/** What identifies a record. */
type KeyKind = 'id' | 'reference' | 'email' | 'phone' | 'phoneTail';

function keyOf(record: LeadRecord, kind: KeyKind): string | undefined {
	if (record.kind === 'existing') return kind === 'id' ? record.leadId.toLowerCase() : undefined;
	const { referenceId, email } = record.lead;
	switch (kind) {
		case 'id':
			return undefined;
		case 'reference':
			return referenceId;
		case 'email':
			return email?.toLowerCase();
		case 'phone':
			return comparable(record.lead.phone)?.digits;
		case 'phoneTail':
			return tailOf(comparable(record.lead.phone));
	}
}

const comparable = (phone: string | undefined): ComparablePhone | undefined =>
	phone === undefined ? undefined : comparablePhone(phone);
const tailOf = (phone: ComparablePhone | undefined): string | undefined =>
	phone === undefined ? undefined : phoneTail(phone);

/** Finds the records of one batch by what an entry says about them. Each index is built, in linear time, when it is first used. */
export class Matcher {
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

	/** Matches an entry and remembers it, so that a repeated entry is not taken for a second lead that looks the same. */
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
		const shown = comparable(identity.phone);
		const byPhone = shown === undefined ? undefined : this.byPhone(shown);
		const byEmail = this.placesOf('email', identity.email?.toLowerCase());
		if (byPhone !== undefined && byEmail !== undefined) {
			const withEmail = new Set(byEmail);
			const both = byPhone.filter(
				(place) => withEmail.has(place) && !this.hasOtherReference(place, identity.referenceId),
			);
			return both.length > 0 ? both : 'foreign';
		}
		const found = (byPhone ?? byEmail)?.filter((place) => !this.hasOtherReference(place, identity.referenceId));
		if (found !== undefined) return found.length > 0 ? found : 'foreign';
		const saysWho = identity.referenceId ?? shown?.digits ?? identity.email;
		return saysWho === undefined || saysWho === '' ? 'anonymous' : 'foreign';
	}

	/** An entry with a different reference id is about another lead, even if phone or email are the same. */
	private hasOtherReference(place: number, referenceId: string | undefined): boolean {
		const record = this.records[place];
		const own = record?.kind === 'new' ? record.lead.referenceId : undefined;
		return own !== undefined && referenceId !== undefined && own !== referenceId;
	}

	private byId(identity: EntryIdentity): number[] | 'anonymous' | 'foreign' {
		const id = identity.leadId ?? identity._id;
		if (id === undefined) {
			// This batch was sent by lead ID, so an entry that has only a phone or email is about somebody else.
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
			this.placesOf('phone', comparablePhone(text)?.digits);
		if (found !== undefined) return found;
		return OBJECT_ID.test(text) && this.records[0]?.kind !== 'existing' ? 'anonymous' : 'foreign';
	}

	private placesOf(kind: KeyKind, key: string | undefined): number[] | undefined {
		return key === undefined ? undefined : this.indexOf(kind).get(key);
	}

	/** The API may rewrite a number, with or without its country code. It counts only when it can be one lead's. */
	private byPhone(shown: ComparablePhone): number[] | undefined {
		const same = this.placesOf('phone', shown.digits);
		if (same !== undefined) return same;
		const places = this.placesOf('phoneTail', phoneTail(shown))?.filter((place) => {
			const record = this.records[place];
			const own = record?.kind === 'new' ? comparable(record.lead.phone) : undefined;
			return own !== undefined && canBeSamePhone(shown, own);
		});
		return places?.length === 1 ? places : undefined;
	}
}
