// Which leads came earlier in the input, so that each is sent once. The first one wins.
import { type LeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, phoneTail, type ComparablePhone, identityKeys } from '../../model/sameLead';
import { failed, type Failed } from '../../model/ended';

/** What messages call each kind of identity key, by its first word. */
const KEY_NAMES: Record<string, string> = {
	id: 'lead ID',
	reference: 'reference ID',
	phone: 'phone number',
	email: 'email',
};

function nameOf(key: string): string {
	return KEY_NAMES[key.slice(0, key.indexOf(' '))] ?? 'data';
}

interface SeenPhone {
	phone: ComparablePhone;
	itemIndex: number;
}

export class SeenLeads {
	private readonly items = new Map<string, number>();
	/** By project and last digits, because the same number, however it is written, ends with the same digits. */
	private readonly phones = new Map<string, SeenPhone[]>();

	/** @param sentEarlier whether another run of the node in this execution has sent a lead with this key, or is sending it */
	constructor(private readonly sentEarlier: (key: string) => boolean) {}

	/** Whether a lead with this key came earlier in the input. */
	readonly has = (key: string): boolean => this.items.has(key);

	/** Why the record is a repetition. When it is the first of its kind, it is remembered, and undefined is returned. */
	repeated(record: LeadRecord): Failed | undefined {
		const keys = identityKeys(record);
		for (const key of keys) {
			const first = this.items.get(key);
			if (first !== undefined) return inInput(first, `the same ${nameOf(key)}`);
			if (this.sentEarlier(key)) {
				return failed(
					'duplicateInInput',
					`A lead with the same ${nameOf(key)} came earlier in this execution. It is not sent again.`,
				);
			}
		}
		const phone = phoneOf(record);
		const tail = phone === undefined ? undefined : tailKey(record, phone);
		const alike = tail === undefined ? undefined : this.phones.get(tail);
		const same = alike?.find((seen) => phone !== undefined && canBeSamePhone(seen.phone, phone));
		if (same !== undefined) return inInput(same.itemIndex, 'what may be the same phone number, written differently');
		for (const key of keys) this.items.set(key, record.itemIndex);
		if (phone !== undefined && tail !== undefined) {
			const seen = { phone, itemIndex: record.itemIndex };
			if (alike === undefined) this.phones.set(tail, [seen]);
			else alike.push(seen);
		}
		return undefined;
	}
}

function phoneOf(record: LeadRecord): ComparablePhone | undefined {
	const phone = record.kind === 'new' ? record.lead.phone : undefined;
	return phone === undefined ? undefined : comparablePhone(phone);
}

function tailKey(record: LeadRecord, phone: ComparablePhone): string {
	return record.kind === 'new' ? `${record.lead.projectId} ${phoneTail(phone)}` : '';
}

/** Items are counted from 1, as people count rows. */
function inInput(itemIndex: number, what: string): Failed {
	return failed(
		'duplicateInInput',
		`This lead came earlier in the input: item ${itemIndex + 1} (counted from 1) has ${what}. Only that one is sent.`,
	);
}
