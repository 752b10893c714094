// Second stop: finds what is wrong with a lead before anything is sent. A lead with nothing wrong becomes a record.
import { readEmail } from '../../input/email';
import { readPhone } from '../../input/phone';
import { shown, type FieldFault } from '../../model/fault';
import { countryOf, hasCountryCode } from '../../model/country';
import { faultOfId, jsonOf, type Lead, type LeadRecord, type NewLeadRecord } from '../../model/lead';
import { failed, type Failed } from '../../model/ended';
import type { Options } from '../../model/options';
import { withAdvice } from '../../input/ids';
import type { Candidate } from '../read/read';
import { isSameAgain } from './sameAgain';

type CheckOptions = Pick<
	Options,
	'validateLeads' | 'cleanPhoneNumbers' | 'defaultCountry' | 'duplicateGuard' | 'ifKnown'
>;

/** A record that may be sent, or the outcome of a lead that must not be. */
export type Checked =
	| { record: LeadRecord; refusal?: undefined }
	/** `isReturned`: an error item of this node that leaves as it came. */
	| { record?: undefined; refusal: Failed; isReturned?: true };

function invalidLead(faults: readonly FieldFault[]): Checked {
	const emptyRow = faults.find(({ code }) => code === 'emptyRow');
	if (emptyRow !== undefined) {
		return { refusal: failed('invalidLead', 'The row is empty, so nothing was sent.', { details: [emptyRow] }) };
	}
	const details = faults.map(withAdvice);
	const sentence = details.map(({ field, message }) => `${field}: ${message}`).join('; ');
	const isMissing = ({ code }: FieldFault) => code === 'missing';
	const ids = details.filter(({ field }) => field === 'processId' || field === 'projectId');
	const missing = !ids.some(isMissing)
		? undefined
		: ids.some(({ field }) => field === 'processId')
			? 'process'
			: 'project';
	return { refusal: failed('invalidLead', `The lead was not sent. ${sentence}.`, { details, missing }) };
}

/**
 * A record that may be sent, or why not. Every fault is named, faults of reading first. With `validateLeads` off, a lead is refused
 * only if it cannot be sent at all: something could not be read, or the project, process or lead id is missing.
 */
export function checkCandidate(candidate: Candidate, source: 'new' | 'existing', options: CheckOptions): Checked {
	const { keptBack } = candidate;
	if (keptBack !== undefined) return { refusal: failed(keptBack.code, keptBack.message) };
	const checked = source === 'new' ? checkNew(candidate, options) : checkExisting(candidate, options);
	const { before } = candidate;
	// A known lead that was only reported can be updated; it is found again before anything is sent.
	const isUpdated = options.ifKnown === 'updateMetadata' && options.duplicateGuard && before?.wasFound;
	return before !== undefined && !isUpdated && isSameAgain(before, candidate, checked.record)
		? { refusal: before.outcome, isReturned: true }
		: checked;
}

/** What was found of a phone or an email. `isNone`: the cell holds nothing of that kind, so the lead loses nothing without it. */
interface Contact {
	value: string | undefined;
	fault: FieldFault | undefined;
	isNone: boolean;
	/** What is doubtful about a value that is sent all the same. */
	doubt?: FieldFault;
}

const NO_CONTACT: Contact = { value: undefined, fault: undefined, isNone: false };

function phoneOf(phone: string | undefined, options: CheckOptions): Contact {
	if (phone === undefined) return NO_CONTACT;
	const reading = readPhone(phone, countryOf(options.defaultCountry));
	if ('phone' in reading) {
		const value = options.cleanPhoneNumbers || isInternationalOnly(reading, phone) ? reading.phone : phone;
		const contact = { value, fault: undefined, isNone: false };
		return hasCountryCode(reading.phone) ? contact : { ...contact, doubt: withoutCountryCode(phone) };
	}
	const { code, message } = reading;
	return { value: phone, fault: { field: 'phone', code, message }, isNone: code === 'notAPhone' };
}

function withoutCountryCode(phone: string): FieldFault {
	const message = `found ${shown(phone)}, whose country code is not certain. Enter it with + and its country code, or choose a Default Country under Options`;
	return { field: 'phone', code: 'noCountryCode', message };
}

/** Whether a number could be read only as one of the default country, so that cleaning it is more than cosmetics. */
function isInternationalOnly({ phone }: { phone: string }, found: string): boolean {
	const reading = readPhone(found);
	return !('phone' in reading && reading.phone === phone);
}

function emailOf(email: string | undefined): Contact {
	if (email === undefined) return NO_CONTACT;
	const reading = readEmail(email);
	if ('email' in reading) return { value: reading.email, fault: undefined, isNone: false };
	const { code, message } = reading;
	return { value: email, fault: { field: 'email', code, message }, isNone: code !== 'tooLong' };
}

/** A contact whose cell could not even be read, such as a tick where a number is expected. */
function unreadable(faults: readonly FieldFault[], field: 'phone' | 'email'): Contact | undefined {
	const fault = faults.find((one) => one.field === field);
	if (fault === undefined) return undefined;
	const isNone = field === 'phone' ? fault.code === 'notAPhone' : fault.code === 'unreadable';
	return { value: undefined, fault, isNone };
}

const isGood = ({ value, fault }: Contact): boolean => value !== undefined && fault === undefined;
const isMissing = ({ value, fault }: Contact): boolean => value === undefined && fault === undefined;

function checkNew(candidate: Candidate, options: CheckOptions): Checked {
	const { itemIndex, start, lead: found, faults } = candidate;
	const phone = unreadable(faults, 'phone') ?? phoneOf(found.phone, options);
	const email = unreadable(faults, 'email') ?? emailOf(found.email);
	const warnings = options.validateLeads ? warningsOf(phone, email) : [];
	const wrong = faultsOf(candidate, phone, email, warnings);
	const lost = candidate.warnings ?? [];
	if (wrong.length > 0 && (options.validateLeads || faults.length > 0)) return invalidLead([...wrong, ...lost]);
	const { projectId, processId } = found;
	if (projectId === undefined || processId === undefined) {
		return invalidLead(wrong.filter(({ field }) => field === 'projectId' || field === 'processId'));
	}
	const lead: Lead = { ...found, projectId: projectId.toLowerCase(), processId: processId.toLowerCase() };
	if (phone.value !== undefined) lead.phone = phone.value;
	if (email.value !== undefined) lead.email = email.value;
	const record: NewLeadRecord = { kind: 'new', itemIndex, init: start.on, lead };
	for (const { field } of warnings) delete lead[field];
	const doubts = options.validateLeads && phone.doubt !== undefined ? [phone.doubt] : [];
	const told = [...warnings, ...doubts, ...lost];
	if (told.length > 0) record.warnings = told;
	return written(record);
}

interface Warning extends FieldFault {
	field: 'phone' | 'email';
}

/** What is left out because the other contact is enough to reach the lead. */
function warningsOf(phone: Contact, email: Contact): Warning[] {
	const warningOf = (field: 'phone' | 'email', { fault, isNone }: Contact, other: Contact): Warning[] =>
		fault !== undefined && isNone && isGood(other)
			? [{ ...fault, field, message: `${fault.message}. The lead was sent without it` }]
			: [];
	return phone.fault === undefined && email.fault === undefined
		? []
		: [...warningOf('phone', phone, email), ...warningOf('email', email, phone)];
}

/** Everything wrong with a lead, except what was left out of it. What could not be read comes first. */
function faultsOf(candidate: Candidate, phone: Contact, email: Contact, warnings: readonly Warning[]): FieldFault[] {
	const { lead, faults, fieldsSeen } = candidate;
	const ofItem = faults.filter(({ field, code }) => field === 'lead' && code === 'tooLong');
	if (ofItem.length > 0) return ofItem;
	const found: FieldFault[] = faults.filter(({ field }) => field !== 'phone' && field !== 'email');
	const isFaulty = (name: string) => faults.some(({ field }) => field === name);
	for (const field of ['projectId', 'processId'] as const) {
		const fault = faultOfId(field, lead[field]);
		if (fault !== undefined && !isFaulty(field)) found.push(fault);
	}
	for (const { fault } of [phone, email]) {
		if (fault !== undefined && !warnings.some(({ field }) => field === fault.field)) found.push(fault);
	}
	// About an empty row, or one without any lead field, there is nothing else to say.
	if (faults.some(({ code }) => code === 'emptyRow' || code === 'noLeadField')) return found;
	if (lead.name === undefined && lead.firstName === undefined && !isFaulty('name') && !isFaulty('firstName')) {
		found.push({ field: 'name', code: 'missing', message: 'found nothing, expected a name or a first name' });
	}
	if (isMissing(phone) && isMissing(email)) {
		const seen = fieldsSeen === undefined ? '' : ` among the fields of the input: ${fieldsSeen}`;
		found.push({
			field: 'phone',
			code: 'missing',
			message: `found nothing, expected a phone number or an email${seen}`,
		});
	}
	return found;
}

const UNWRITABLE: FieldFault = {
	field: 'metadata',
	code: 'invalid',
	message: 'found a value that contains itself, expected something that can be written as JSON',
};

/** Writes the lead's JSON early, while other answers are awaited. Only metadata can hold values that JSON cannot. */
function written(record: NewLeadRecord): Checked {
	try {
		record.json = jsonOf(record);
		return { record };
	} catch {
		return invalidLead([UNWRITABLE]);
	}
}

function checkExisting({ itemIndex, start, leadId, faults }: Candidate, options: CheckOptions): Checked {
	if (faults.length > 0) return invalidLead(faults);
	const fault = faultOfId('leadId', leadId);
	if (leadId === undefined || (options.validateLeads && fault !== undefined)) {
		return invalidLead(fault === undefined ? [] : [fault]);
	}
	return { record: { kind: 'existing', itemIndex, init: start.on, leadId: leadId.toLowerCase() } };
}

/** Whether no lead field was found in the item. If that is so for all items, the set-up is at fault. */
export function lacksLeadFields(outcome: Failed): boolean {
	return outcome.details?.some(({ code }) => code === 'noLeadField') ?? false;
}

/** Whether the item holds nothing at all, and so says nothing about the set-up. */
export function isEmptyRow(outcome: Failed): boolean {
	return outcome.details?.some(({ code }) => code === 'emptyRow') ?? false;
}
