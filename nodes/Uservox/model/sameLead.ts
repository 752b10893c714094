// When two ways of writing are one person: phones by their digits, emails regardless of case, ids as they are.
import { isDialledFor } from './country';
import type { Lead, LeadRecord } from './lead';

/** Fewer digits identify nobody. */
const MIN_DIGITS = 6;
/** A shorter national number may share its last digits with any other. */
const MIN_NATIONAL_DIGITS = 7;
/** The same, when neither includes a country code. */
const MIN_NATIONAL_DIGITS_UNSAID = 9;
const TAIL_DIGITS = 7;

const INTERNATIONAL = /^[^\d+]*(?:\+|00)/;
const MASKED = /[*•]|x{2,}/i;
/** The country calling codes that are in use (ITU E.164); 99x is kept for tests. */
const COUNTRY_CODE =
	/^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]\d|3[578]\d|42\d|5[09]\d|6[789]\d|8[058]\d|9[679]\d)$/;

/** A phone number as it is compared. */
export interface ComparablePhone {
	/** Without zeros in front: they lead out of a country or a town, and are not part of the number. */
	digits: string;
	/** With the zeros in front. */
	written: string;
	/** Whether it includes its country code. */
	international: boolean;
}

/** What is compared of a phone number; undefined for a masked one and for one too short to identify anybody. */
export function comparablePhone(phone: string): ComparablePhone | undefined {
	if (MASKED.test(phone)) return undefined;
	const written = phone.replace(/\D+/g, '');
	const digits = written.replace(/^0+/, '');
	return digits.length < MIN_DIGITS ? undefined : { digits, written, international: INTERNATIONAL.test(phone) };
}

/** Phones that can be the same number share this key; most that share it are the same. */
export function phoneTail({ digits }: ComparablePhone): string {
	return digits.slice(-TAIL_DIGITS);
}

/** The country calling code that a number begins with; undefined where none does. @param digits the number without plus and zeros in front */
export function countryCodeOf(digits: string): string | undefined {
	return [1, 2, 3].map((length) => digits.slice(0, length)).find((code) => COUNTRY_CODE.test(code));
}

/** Whether two can be the same number: the same digits, or one is the other without its country code, or as it is dialled at home. */
export function canBeSamePhone(first: ComparablePhone, second: ComparablePhone): boolean {
	return first.digits === second.digits || isWithoutCode(first, second) || isAsAtHome(first, second);
}

function isAsAtHome(first: ComparablePhone, second: ComparablePhone): boolean {
	return (
		(!first.international && isDialledFor(first.written, second.digits)) ||
		(!second.international && isDialledFor(second.written, first.digits))
	);
}

function isWithoutCode(first: ComparablePhone, second: ComparablePhone): boolean {
	const [shorter, longer] = first.digits.length < second.digits.length ? [first, second] : [second, first];
	if (shorter.international || !longer.digits.endsWith(shorter.digits)) return false;
	const shortest = longer.international ? MIN_NATIONAL_DIGITS : MIN_NATIONAL_DIGITS_UNSAID;
	return shorter.digits.length >= shortest && COUNTRY_CODE.test(longer.digits.slice(0, -shorter.digits.length));
}

/** What identifies a lead in an answer of the API, as text. */
export interface Identity {
	referenceId?: string;
	phone?: string;
	email?: string;
}

/**
 * Whether what the API shows cannot be the lead that was meant, although one of its ids is the same: row numbers make poor reference
 * ids. A field that either side lacks or masks contradicts nothing.
 */
export function contradicts({ referenceId, phone, email }: Identity, lead: Lead): boolean {
	if (referenceId !== undefined && lead.referenceId !== undefined && referenceId !== lead.referenceId) return true;
	if (email !== undefined && lead.email !== undefined && !MASKED.test(email)) {
		if (email.toLowerCase() !== lead.email.toLowerCase()) return true;
	}
	const shown = phone === undefined ? undefined : comparablePhone(phone);
	const own = lead.phone === undefined ? undefined : comparablePhone(lead.phone);
	return shown !== undefined && own !== undefined && !canBeSamePhone(shown, own);
}

/** What tells two phone numbers apart: their digits. +1 202… and 1 202… reach the same person. */
export function phoneIdentity(phone: string): string {
	return phone.replace(/\D+/g, '');
}

/**
 * What makes two records the same lead (docs/rules.md, rule 1): phone or email within the project, reference id within project and
 * process, the lead id of an existing one. Two records that share one key are the same lead.
 */
export function identityKeys(record: LeadRecord): readonly string[] {
	record.keys ??= keysOf(record);
	return record.keys;
}

function keysOf(record: LeadRecord): string[] {
	if (record.kind === 'existing') return [`id ${record.leadId.toLowerCase()}`];
	const { projectId, processId, phone, email, referenceId } = record.lead;
	const keys: string[] = [];
	if (referenceId !== undefined) keys.push(`reference ${projectId} ${processId} ${referenceId}`);
	if (phone !== undefined) keys.push(`phone ${projectId} ${phoneIdentity(phone)}`);
	if (email !== undefined) keys.push(`email ${projectId} ${email.toLowerCase()}`);
	return keys;
}
