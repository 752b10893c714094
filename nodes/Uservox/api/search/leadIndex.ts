// The leads of a run, indexed by everything that identifies a lead of Uservox.
import type { FoundLead } from '../answer/foundLead';
import type { NewLeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, phoneTail, type ComparablePhone } from '../../model/sameLead';

/**
 * What a lead of Uservox and one of ours have in common. The first three make a duplicate, by the vendor's pages: the reference ID
 * within the process, the email within the project, the phone within the process. `phoneElsewhere`: another process has the phone,
 * and whether that counts is not documented.
 */
export type MatchedBy = 'reference' | 'email' | 'phone' | 'phoneElsewhere';

export interface LeadMatch {
	record: NewLeadRecord;
	by: MatchedBy;
}

interface PhoneEntry {
	record: NewLeadRecord;
	phone: ComparablePhone;
}

/** Holds the records of one project. */
export class LeadIndex {
	private readonly references = new Map<string, NewLeadRecord[]>();
	private readonly emails = new Map<string, NewLeadRecord[]>();
	private readonly phones = new Map<string, PhoneEntry[]>();

	add(record: NewLeadRecord): void {
		const { processId, referenceId, email, phone } = record.lead;
		if (referenceId !== undefined) push(this.references, `${processId} ${referenceId}`, record);
		if (email !== undefined) push(this.emails, email.toLowerCase(), record);
		const comparable = phone === undefined ? undefined : comparablePhone(phone);
		if (comparable !== undefined) push(this.phones, phoneTail(comparable), { record, phone: comparable });
	}

	/** The records that this lead of Uservox makes duplicates, or may make duplicates. */
	match({ identity, processId }: FoundLead): LeadMatch[] {
		const matches: LeadMatch[] = [];
		const { referenceId, email, phone } = identity;
		if (referenceId !== undefined && processId !== undefined) {
			for (const record of this.references.get(`${processId} ${referenceId}`) ?? []) {
				matches.push({ record, by: 'reference' });
			}
		}
		if (email !== undefined) {
			for (const record of this.emails.get(email.toLowerCase()) ?? []) matches.push({ record, by: 'email' });
		}
		const shown = phone === undefined ? undefined : comparablePhone(phone);
		if (shown === undefined) return matches;
		for (const { record, phone: own } of this.phones.get(phoneTail(shown)) ?? []) {
			if (!canBeSamePhone(shown, own)) continue;
			matches.push({ record, by: processId === record.lead.processId ? 'phone' : 'phoneElsewhere' });
		}
		return matches;
	}
}

function push<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
	const values = index.get(key);
	if (values === undefined) index.set(key, [value]);
	else values.push(value);
}
