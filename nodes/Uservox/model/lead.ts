// What a lead is, here and in the API: its fields, its rules, and the record that carries it from input to output.
import { z } from 'zod';

/** The fields that a user maps, in the order in which n8n shows them. The ids are the API's names. */
export const LEAD_FIELDS = [
	{ id: 'phone', displayName: 'Phone' },
	{ id: 'email', displayName: 'Email' },
	{ id: 'name', displayName: 'Full Name' },
	{ id: 'firstName', displayName: 'First Name' },
	{ id: 'lastName', displayName: 'Last Name' },
	{ id: 'referenceId', displayName: 'Reference ID' },
	{ id: 'groupId', displayName: 'Group ID' },
] as const;

export type LeadFieldId = (typeof LEAD_FIELDS)[number]['id'];

/** One fault of one field, as it stands in `details` of an error item. */
export interface FieldFault {
	field: string;
	message: string;
}

const MAX_SHOWN_LENGTH = 60;

/** A value as a message shows it: quoted, and cut to a length that can be read. */
export function shown(value: unknown): string {
	const text = typeof value === 'string' ? `"${value}"` : String(value);
	return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

/** The sentence all faults of a value share: what was found, what is expected. */
export function foundExpected(found: unknown, expected: string): string {
	return `found ${shown(found)}, expected ${expected}`;
}

/** A string that passes `test`; its fault names what was found. */
function textThat(test: (text: string) => boolean, expected: string) {
	return z.string({ required_error: `found nothing, expected ${expected}` }).superRefine((text, context) => {
		if (!test(text)) context.addIssue({ code: 'custom', message: foundExpected(text, expected) });
	});
}

/** A MongoDB ObjectId (vendor README, "Common"). */
export const OBJECT_ID = /^[0-9a-f]{24}$/i;

function isObjectId(text: string | undefined): boolean {
	return text !== undefined && OBJECT_ID.test(text);
}

function objectIdOf(owner: string) {
	return textThat(isObjectId, `the ID of a ${owner}: 24 hexadecimal digits`);
}

const projectIdSchema = objectIdOf('Uservox project');
const processIdSchema = objectIdOf('Uservox process');
export const leadIdSchema = objectIdOf('lead in Uservox');

const PHONE_PUNCTUATION = /[\s.()[\]\u002d\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060\ufeff]+/g;
const PHONE = /^\+?\d{6,15}$/;
const ONE_REPEATED_DIGIT = /^\+?(\d)\1*$/;

/** A phone number without spaces, dots, dashes and brackets; nothing else changes and nothing is added. */
export function cleanPhone(phone: string): string {
	return phone.replace(PHONE_PUNCTUATION, '');
}

/** What tells two phone numbers apart: their digits, without zeros in front. +1 202… and 1 202… ring at the same place. */
export function phoneIdentity(phone: string): string {
	return phone.replace(/\D+/g, '').replace(/^0+(?=\d{6})/, '');
}

const hasPhoneForm = (text: string): boolean => PHONE.test(cleanPhone(text));
const isOneRepeatedDigit = (text: string): boolean => ONE_REPEATED_DIGIT.test(cleanPhone(text));

const phoneSchema = textThat(hasPhoneForm, '6 to 15 digits, with an optional + in front').superRefine(
	(text, context) => {
		if (hasPhoneForm(text) && isOneRepeatedDigit(text)) {
			context.addIssue({
				code: 'custom',
				message: foundExpected(text, 'a number that is not one single digit repeated'),
			});
		}
	},
);

// Plausible only: whether an address exists is for the vendor to find out.
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const isEmail = (text: string): boolean => EMAIL.test(text);
const emailSchema = textThat(isEmail, 'an email address such as jane@example.com');

const hasName = ({ name, firstName }: Partial<Lead>): boolean => name !== undefined || firstName !== undefined;
const canBeReached = ({ phone, email }: Partial<Lead>): boolean => phone !== undefined || email !== undefined;

/** A lead as `POST /leads/initiate` and `/leads/bulk/initiate` take it, with what their pages require. */
export const leadSchema = z
	.object({
		projectId: projectIdSchema,
		processId: processIdSchema,
		phone: phoneSchema.optional(),
		email: emailSchema.optional(),
		name: z.string().optional(),
		firstName: z.string().optional(),
		lastName: z.string().optional(),
		referenceId: z.string().optional(),
		groupId: z.string().optional(),
		metadata: z.record(z.unknown()).optional(),
	})
	.superRefine((lead, context) => {
		if (!hasName(lead)) {
			context.addIssue({
				code: 'custom',
				path: ['name'],
				message: 'found nothing, expected a name or a first name',
			});
		}
		if (!canBeReached(lead)) {
			context.addIssue({
				code: 'custom',
				path: ['phone'],
				message: 'found nothing, expected a phone number or an email',
			});
		}
	});

export type Lead = z.infer<typeof leadSchema>;

/** Whether `leadSchema` finds no fault, by the same rules, without its costs: nearly every lead is right. */
export function isFaultless(lead: Partial<Lead>): lead is Lead {
	const { projectId, processId, phone, email } = lead;
	return (
		isObjectId(projectId) &&
		isObjectId(processId) &&
		(phone === undefined || (hasPhoneForm(phone) && !isOneRepeatedDigit(phone))) &&
		(email === undefined || isEmail(email)) &&
		hasName(lead) &&
		canBeReached(lead)
	);
}

/** A new lead on its way: `itemIndex` is the input item it came from, and stays with it to the output. */
export interface NewLeadRecord {
	kind: 'new';
	itemIndex: number;
	init: boolean;
	lead: Lead;
	/** The lead as JSON: written once, for its size and for the body, and dropped when it goes out. */
	json?: string;
}

/** A lead that exists in Uservox, on its way to be started. */
export interface ExistingLeadRecord {
	kind: 'existing';
	itemIndex: number;
	init: boolean;
	leadId: string;
	/** The id as JSON, as above. */
	json?: string;
}

export type LeadRecord = NewLeadRecord | ExistingLeadRecord;

export function isNewLead(record: LeadRecord): record is NewLeadRecord {
	return record.kind === 'new';
}

/** The part of a request body that speaks of one record: the lead, or its id, as JSON. @throws TypeError for what JSON cannot hold. */
export function jsonOf(record: LeadRecord): string {
	return record.json ?? JSON.stringify(record.kind === 'new' ? record.lead : record.leadId);
}

/**
 * What makes two records the same lead (design, rule 1): phone or email within the project, reference id within project and
 * process, the lead id of an existing one. Two records that share one key are the same lead.
 */
export function identityKeys(record: LeadRecord): string[] {
	if (record.kind === 'existing') return [`id ${record.leadId.toLowerCase()}`];
	const { projectId, processId, phone, email, referenceId } = record.lead;
	const keys: string[] = [];
	if (referenceId !== undefined) keys.push(`reference ${projectId} ${processId} ${referenceId}`);
	if (phone !== undefined) keys.push(`phone ${projectId} ${phoneIdentity(phone)}`);
	if (email !== undefined) keys.push(`email ${projectId} ${email.toLowerCase()}`);
	return keys;
}
