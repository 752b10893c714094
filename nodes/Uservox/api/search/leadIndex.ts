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
	processId: string;
	phone: ComparablePhone;
}

/** Holds the records of one project. */
export class LeadIndex<Kind extends LeadRecord> {
	private readonly ids = new Map<string, Kind[]>();
	private readonly references = new Map<string, Kind[]>();
	private readonly emails = new Map<string, Kind[]>();
	private readonly phones = new Map<string, Array<PhoneEntry<Kind>>>();

	add(record: Kind): void {
		if (record.kind === 'existing') return push(this.ids, record.leadId.toLowerCase(), record);
		const { processId, referenceId, email, phone } = record.lead;
		if (referenceId !== undefined) push(this.references, `${processId} ${referenceId}`, record);
		if (email !== undefined) push(this.emails, email.toLowerCase(), record);
		const comparable = phone === undefined ? undefined : comparablePhone(phone);
		if (comparable !== undefined) push(this.phones, phoneTail(comparable), { record, processId, phone: comparable });
	}

	/** The records that this lead of Uservox is, makes duplicates, or may make duplicates. */
	match({ id, identity, processId }: FoundLead): Array<LeadMatch<Kind>> {
		const { referenceId, email, phone } = identity;
		const byId = this.ids.get(id.toLowerCase()) ?? [];
		const byReference =
			referenceId === undefined || processId === undefined ? [] : this.references.get(`${processId} ${referenceId}`);
		const byEmail = email === undefined ? [] : this.emails.get(email.toLowerCase());
		const matches: Array<LeadMatch<Kind>> = [];
		for (const record of byId) matches.push({ record, by: 'id' });
		for (const record of byReference ?? []) matches.push({ record, by: 'reference' });
		for (const record of byEmail ?? []) matches.push({ record, by: 'email' });
		const shown = phone === undefined ? undefined : comparablePhone(phone);
		if (shown === undefined) return matches;
		for (const entry of this.phones.get(phoneTail(shown)) ?? []) {
			if (!canBeSamePhone(shown, entry.phone)) continue;
			matches.push({ record: entry.record, by: processId === entry.processId ? 'phone' : 'phoneElsewhere' });
		}
		return matches;
	}
}

function push<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
	const values = index.get(key);
	if (values === undefined) index.set(key, [value]);
	else values.push(value);
}
