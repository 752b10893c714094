// What a lead is, here and in the API: its fields, its rules, and the record that carries it from input to output.
import { foundExpected, type FieldFault } from './fault';

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

/** A field that is mapped like the others and never sent: it keeps a lead from being called. */
export const DO_NOT_CALL = { id: 'doNotCall', displayName: 'Do Not Call' } as const;

export type LeadFieldId = (typeof LEAD_FIELDS)[number]['id'];

/** A MongoDB ObjectId, as Uservox gives its projects, processes and leads. */
export const OBJECT_ID = /^[0-9a-f]{24}$/i;

const OWNERS = {
	projectId: 'a Uservox project',
	processId: 'a Uservox process',
	leadId: 'a lead in Uservox',
	activityId: 'an activity in Uservox',
} as const;

/** What is wrong with an id, if anything is. */
export function faultOfId(field: keyof typeof OWNERS, id: string | undefined): FieldFault | undefined {
	if (id !== undefined && OBJECT_ID.test(id)) return undefined;
	const expected = `the ID of ${OWNERS[field]}: 24 hexadecimal digits`;
	return id === undefined
		? { field, code: 'missing', message: `found nothing, expected ${expected}` }
		: { field, code: 'invalid', message: foundExpected(id, expected) };
}

/** A lead as `POST /leads/initiate` and `/leads/bulk/initiate` take it. It has a name or a first name, and a phone or an email. */
export interface Lead {
	projectId: string;
	processId: string;
	phone?: string;
	email?: string;
	name?: string;
	firstName?: string;
	lastName?: string;
	referenceId?: string;
	groupId?: string;
	metadata?: Record<string, unknown>;
}

/** A new lead on its way: `itemIndex` is the input item it came from, and stays with it to the output. */
export interface NewLeadRecord {
	kind: 'new';
	itemIndex: number;
	init: boolean;
	lead: Lead;
	/** What was left out of the lead so that the rest could be sent, and what is doubtful in it. */
	warnings?: FieldFault[];
	/** The lead as JSON: written once, for its size and for the body, and dropped when it goes out. */
	json?: string;
	/** What makes two records the same lead (model/sameLead.ts): made once, and shared by all that look a lead up by them. */
	keys?: readonly string[];
}

/** A lead that exists in Uservox, on its way to be started. */
export interface ExistingLeadRecord {
	kind: 'existing';
	itemIndex: number;
	init: boolean;
	leadId: string;
	/** The id as JSON, as above. */
	json?: string;
	keys?: readonly string[];
}

export type LeadRecord = NewLeadRecord | ExistingLeadRecord;

export function isNewLead(record: LeadRecord): record is NewLeadRecord {
	return record.kind === 'new';
}

/** The part of a request body for one record: the lead, or its id, as JSON. @throws TypeError for values that JSON cannot hold. */
export function jsonOf(record: LeadRecord): string {
	return record.json ?? JSON.stringify(record.kind === 'new' ? record.lead : record.leadId);
}
