// The leads of a run, indexed by everything that identifies a lead of Uservox.
import type { LeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, phoneTail, type ComparablePhone } from '../../model/sameLead';
import type { FoundLead } from '../answer/foundLead';

/**
 * What a lead of Uservox and one of ours have in common. `id`: ours is one that exists there. The next three make a duplicate, by the
 * vendor's pages: the reference ID within the process, the email within the project, the phone within the process. `phoneElsewhere`:
 * another process has the phone, and whether that counts is not documented.
 */
export type MatchedBy = 'id' | 'reference' | 'email' | 'phone' | 'phoneElsewhere';

export interface LeadMatch<Kind extends LeadRecord> {
	record: Kind;
	by: MatchedBy;
}

interface PhoneEntry<Kind> {
	record: Kind;
	phone: ComparablePhone;
}

/** Holds the records of one project. */
export class LeadIndex<Kind extends LeadRecord> {
	private readonly ids = new Map<string, Several<Kind>>();
	private readonly references = new Map<string, Several<Kind>>();
	private readonly emails = new Map<string, Several<Kind>>();
	private readonly phones = new Map<number, Kind | Array<PhoneEntry<Kind>>>();

	add(record: Kind): void {
		if (record.kind === 'existing') return push(this.ids, record.leadId.toLowerCase(), record);
		const { processId, referenceId, email, phone } = record.lead;
		if (referenceId !== undefined) push(this.references, `${processId} ${referenceId}`, record);
		if (email !== undefined) push(this.emails, email.toLowerCase(), record);
		const comparable = phone === undefined ? undefined : comparablePhone(phone);
		if (comparable === undefined) return;
		const tail = Number(phoneTail(comparable));
		const alike = this.alike(tail);
		if (alike.length > 0) alike.push({ record, phone: comparable });
		this.phones.set(tail, alike.length > 0 ? alike : record);
	}

	/** The records that this lead of Uservox is, makes duplicates, or may make duplicates. */
	match({ id, identity, processId }: FoundLead): Array<LeadMatch<Kind>> {
		const { referenceId, email, phone } = identity;
		const matches: Array<LeadMatch<Kind>> = [];
		for (const record of all(this.ids, id.toLowerCase())) matches.push({ record, by: 'id' });
		if (referenceId !== undefined && processId !== undefined) {
			for (const record of all(this.references, `${processId} ${referenceId}`))
				matches.push({ record, by: 'reference' });
		}
		if (email !== undefined) {
			for (const record of all(this.emails, email.toLowerCase())) matches.push({ record, by: 'email' });
		}
		const shown = phone === undefined ? undefined : comparablePhone(phone);
		if (shown === undefined) return matches;
		for (const { record, phone: own } of this.alike(Number(phoneTail(shown)))) {
			if (record.kind !== 'new' || !canBeSamePhone(shown, own)) continue;
			matches.push({ record, by: processId === record.lead.processId ? 'phone' : 'phoneElsewhere' });
		}
		return matches;
	}

	/** The records whose phones end with these digits; the phone of a single one is read when it is asked for. */
	private alike(tail: number): Array<PhoneEntry<Kind>> {
		const found = this.phones.get(tail) ?? [];
		if (Array.isArray(found)) return found;
		const phone = found.kind === 'new' ? comparablePhone(found.lead.phone ?? '') : undefined;
		return phone === undefined ? [] : [{ record: found, phone }];
	}
}

/** Hardly ever more than one: a list for each would cost more than all keys. */
type Several<Value> = Value | Value[];

function push<Key, Value extends object>(index: Map<Key, Several<Value>>, key: Key, value: Value): void {
	const before = index.get(key);
	if (Array.isArray(before)) before.push(value);
	else index.set(key, before === undefined ? value : [before, value]);
}

function all<Key, Value extends object>(index: Map<Key, Several<Value>>, key: Key): Value[] {
	const values = index.get(key);
	return values === undefined ? [] : Array.isArray(values) ? values : [values];
}
