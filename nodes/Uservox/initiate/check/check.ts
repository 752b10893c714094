// Second stop: what is wrong with a lead is said here, before anything is sent; a lead that is right becomes a record.
import { readEmail } from '../../model/email';
import { readPhone } from '../../model/phone';
import type { FieldFault } from '../../model/fault';
import { faultOfId, jsonOf, type Lead, type LeadRecord, type NewLeadRecord } from '../../model/lead';
import { notInitiated, type NotInitiated } from '../../model/outcome';
import type { Options } from '../../model/options';
import type { Candidate } from '../read/read';

type CheckOptions = Pick<Options, 'validateLeads' | 'cleanPhoneNumbers'>;

/** A record that may be sent, or the outcome of a lead that is not to be sent. */
export type Checked = { record: LeadRecord; refusal?: undefined } | { record?: undefined; refusal: NotInitiated };

const ADVICE: Readonly<Record<string, string>> = {
	projectId: 'Set Project ID in the node or the credential, or give the item a field "projectId"',
	processId: 'Set Process ID in the node, or give the item a field "processId"',
};

function invalidLead(faults: readonly FieldFault[]): Checked {
	const emptyRow = faults.find(({ code }) => code === 'emptyRow');
	if (emptyRow !== undefined) {
		return { refusal: notInitiated('invalidLead', 'The row is empty, so nothing was sent.', { details: [emptyRow] }) };
	}
	const details = faults.map(({ field, code, message }) => ({
		field,
		message: code === 'missing' && ADVICE[field] ? `${message}. ${ADVICE[field]}` : message,
		...(code === undefined ? {} : { code }),
	}));
	const sentence = details.map(({ field, message }) => `${field}: ${message}`).join('; ');
	return { refusal: notInitiated('invalidLead', `The lead was not sent. ${sentence}.`, { details }) };
}

/**
 * A record that may be sent, or why not. Every fault is named, those of reading first. With `validateLeads` off only what cannot
 * be sent at all is refused: what could not be read, and a missing project, process or lead id.
 */
export function checkCandidate(candidate: Candidate, source: 'new' | 'existing', options: CheckOptions): Checked {
	if (candidate.returned !== undefined) return { refusal: candidate.returned };
	return source === 'new' ? checkNew(candidate, options) : checkExisting(candidate, options);
}

/** What can be said of one way to reach a lead. `isNone`: the cell holds nothing of that kind, so that the lead loses nothing without it. */
interface Contact {
	value: string | undefined;
	fault: FieldFault | undefined;
	isNone: boolean;
}

const NO_CONTACT: Contact = { value: undefined, fault: undefined, isNone: false };

function phoneOf(phone: string | undefined, options: CheckOptions): Contact {
	if (phone === undefined) return NO_CONTACT;
	const reading = readPhone(phone);
	if ('phone' in reading) return { ...NO_CONTACT, value: options.cleanPhoneNumbers ? reading.phone : phone };
	const { code, message } = reading;
	return { value: phone, fault: { field: 'phone', code, message }, isNone: code === 'notAPhone' };
}

function emailOf(email: string | undefined): Contact {
	if (email === undefined) return NO_CONTACT;
	const reading = readEmail(email);
	if ('email' in reading) return { ...NO_CONTACT, value: reading.email };
	return { value: email, fault: { field: 'email', code: 'invalid', message: reading.message }, isNone: true };
}

/** A contact whose cell could not even be read, such as a tick where a number is expected. */
function unreadable(faults: readonly FieldFault[], field: 'phone' | 'email'): Contact | undefined {
	const fault = faults.find((one) => one.field === field);
	if (fault === undefined) return undefined;
	const isNone = field === 'phone' ? fault.code === 'notAPhone' : fault.code === 'unreadable';
	return { value: undefined, fault, isNone };
}

const isGood = ({ value, fault }: Contact): boolean => value !== undefined && fault === undefined;

function checkNew(candidate: Candidate, options: CheckOptions): Checked {
	const { itemIndex, init, faults } = candidate;
	const { projectId, processId, phone: foundPhone, email: foundEmail, ...rest } = candidate.lead;
	const phone = unreadable(faults, 'phone') ?? phoneOf(foundPhone, options);
	const email = unreadable(faults, 'email') ?? emailOf(foundEmail);
	const isWhole = faults.every(({ code }) => code !== 'emptyRow' && code !== 'noLeadField');
	const warnings: FieldFault[] = [];
	const contacts: Partial<Record<'phone' | 'email', string>> = {};
	const wrong: FieldFault[] = [];
	for (const [field, contact, other] of [['phone', phone, email] as const, ['email', email, phone] as const]) {
		if (contact.fault !== undefined && contact.isNone && isGood(other) && options.validateLeads) {
			warnings.push({ ...contact.fault, message: `${contact.fault.message}. The lead was sent without it` });
			continue;
		}
		if (contact.fault !== undefined) wrong.push(contact.fault);
		if (contact.value !== undefined) contacts[field] = contact.value;
	}
	const ids = [faultOfId('projectId', projectId), faultOfId('processId', processId)]
		.filter((fault) => fault !== undefined)
		.filter((fault) => !faults.some(({ field }) => field === fault.field));
	const unread = faults.filter(({ field }) => field !== 'phone' && field !== 'email');
	const all = [...unread, ...ids, ...wrong, ...(isWhole ? missing(candidate, phone, email) : [])];
	if (all.length > 0 && (options.validateLeads || faults.length > 0)) return invalidLead(all);
	if (projectId === undefined || processId === undefined) return invalidLead(ids);
	const lead: Lead = { projectId: projectId.toLowerCase(), processId: processId.toLowerCase(), ...contacts, ...rest };
	return written({ kind: 'new', itemIndex, init, lead, ...(warnings.length > 0 ? { warnings } : {}) });
}

function missing({ lead, faults, fieldsSeen }: Candidate, phone: Contact, email: Contact): FieldFault[] {
	const found: FieldFault[] = [];
	const isFaulty = (name: string) => faults.some(({ field }) => field === name);
	if (lead.name === undefined && lead.firstName === undefined && !isFaulty('name') && !isFaulty('firstName')) {
		found.push({ field: 'name', code: 'missing', message: 'found nothing, expected a name or a first name' });
	}
	if ([phone, email].every(({ value, fault }) => value === undefined && fault === undefined)) {
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
	message: 'found a value that holds itself, expected what can be written as JSON',
};

/** Writes the lead's JSON while there is time, before it is to be sent. Only metadata can hold what JSON cannot. */
function written(record: NewLeadRecord): Checked {
	try {
		record.json = jsonOf(record);
		return { record };
	} catch {
		return invalidLead([UNWRITABLE]);
	}
}

function checkExisting({ itemIndex, init, leadId, faults }: Candidate, options: CheckOptions): Checked {
	if (faults.length > 0) return invalidLead(faults);
	const fault = faultOfId('leadId', leadId);
	if (leadId === undefined || (options.validateLeads && fault !== undefined)) {
		return invalidLead(fault === undefined ? [] : [fault]);
	}
	return { record: { kind: 'existing', itemIndex, init, leadId: leadId.toLowerCase() } };
}

/** Whether all that is wrong is that no project, or no process, is named anywhere: then the set-up is at fault, not the lead. */
export function lacksProjectOrProcess(outcome: NotInitiated): boolean {
	return (
		outcome.details?.some(
			({ field, code }) => (field === 'projectId' || field === 'processId') && code === 'missing',
		) ?? false
	);
}

/** Whether no lead field was found in the item: in all items, the set-up is at fault. */
export function lacksLeadFields(outcome: NotInitiated): boolean {
	return outcome.details?.some(({ code }) => code === 'noLeadField') ?? false;
}

/** Whether the item holds nothing at all, so that it tells nothing of the set-up. */
export function isEmptyRow(outcome: NotInitiated): boolean {
	return outcome.details?.some(({ code }) => code === 'emptyRow') ?? false;
}
