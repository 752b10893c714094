// Which leads came earlier in the input, so that each is sent once. The first one wins.
import type { LeadRecord, NewLeadRecord } from '../../model/lead';
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
	/**
	 * By project and last digits, because the same number, however it is written, ends with the same digits. Hardly any two leads share
	 * them, so that only the record is kept until they do.
	 */
	private readonly phones = new Map<string, Map<number, NewLeadRecord | SeenPhone[]>>();

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
		const alike = phone === undefined ? [] : this.alike(record, phone);
		const same = alike.find((seen) => phone !== undefined && canBeSamePhone(seen.phone, phone));
		if (same !== undefined) return inInput(same.itemIndex, 'what can be the same phone number in another notation');
		for (const key of keys) this.items.set(key, record.itemIndex);
		if (phone !== undefined && record.kind === 'new') this.notePhone(record, phone, alike);
		return undefined;
	}

	private alike(record: LeadRecord, phone: ComparablePhone): SeenPhone[] {
		const ofProject = record.kind === 'new' ? this.phones.get(record.lead.projectId) : undefined;
		const alike = ofProject?.get(Number(phoneTail(phone))) ?? [];
		if (Array.isArray(alike)) return alike;
		const first = phoneOf(alike);
		return first === undefined ? [] : [{ phone: first, itemIndex: alike.itemIndex }];
	}

	private notePhone(record: NewLeadRecord, phone: ComparablePhone, alike: SeenPhone[]): void {
		const { projectId } = record.lead;
		const ofProject = this.phones.get(projectId) ?? new Map<number, NewLeadRecord | SeenPhone[]>();
		this.phones.set(projectId, ofProject);
		if (alike.length > 0) alike.push({ phone, itemIndex: record.itemIndex });
		ofProject.set(Number(phoneTail(phone)), alike.length > 0 ? alike : record);
	}
}

function phoneOf(record: LeadRecord): ComparablePhone | undefined {
	const phone = record.kind === 'new' ? record.lead.phone : undefined;
	return phone === undefined ? undefined : comparablePhone(phone);
}

/** Items are counted from 1, as people count rows. */
function inInput(itemIndex: number, what: string): Failed {
	return failed(
		'duplicateInInput',
		`This lead came earlier in the input: item ${itemIndex + 1} (counted from 1) has ${what}. Only that one is sent.`,
	);
}
