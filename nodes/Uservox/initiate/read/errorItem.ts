// Understands an error item of this node that comes back as input, as in a loop Error → Wait → node.
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isObject } from '../../input/place';
import type { FieldFault } from '../../model/fault';
import { LEAD_FIELDS, type Lead, type LeadFieldId } from '../../model/lead';
import { isErrorCode } from '../../model/codes';
import { failed, type Failed } from '../../model/ended';
import type { Start } from './start';

const detailSchema = z.object({ field: z.string(), message: z.string() });
const errorItemSchema = z
	.object({
		error: z.string(),
		errorCode: z.string().refine(isErrorCode),
		retryable: z.boolean(),
		httpStatus: z.number().optional().catch(undefined),
		details: z.array(detailSchema).optional().catch(undefined),
		lead: z.record(z.string(), z.unknown()).optional(),
		leadId: z.string().optional(),
		leadHash: z.string().optional().catch(undefined),
		existingLead: z.object({ _id: z.string() }).optional().catch(undefined),
	})
	.refine(({ lead, leadId }) => lead !== undefined || leadId !== undefined);

/** How a lead, or the start of an existing one, failed for good. */
export interface Before {
	outcome: Failed;
	/** The lead that was not initiated, or the id of the one that was not started. */
	lead: Partial<Lead> | undefined;
	leadId: string | undefined;
	/** Of what failed; the lead may have been edited since. */
	hash: string | undefined;
	/** Whether Uservox was found to have the lead. */
	wasFound: boolean;
}

export interface ErrorItem {
	/** The lead that was not initiated. */
	lead: IDataObject;
	leadId: string | undefined;
	/** What failed, if another try cannot help. */
	before: Before | undefined;
}

/** The lead in an error item of this node; undefined for any other item. */
export function errorItemOf(json: IDataObject): ErrorItem | undefined {
	// Hardly any item has the key; the schema is for the few that do.
	if (typeof json.errorCode !== 'string') return undefined;
	const item = errorItemSchema.safeParse(json).data;
	if (item === undefined || !isErrorCode(item.errorCode)) return undefined;
	const { error, errorCode, retryable, httpStatus, details, leadId, leadHash: hash, existingLead } = item;
	const lead = isObject(json.lead) ? { ...json.lead } : undefined;
	const outcome = failed(errorCode, error, { httpStatus, details });
	const wasFound = existingLead !== undefined;
	const before = retryable ? undefined : { outcome, lead: lead && leadIn(lead), leadId, hash, wasFound };
	return { lead: lead ?? {}, leadId, before };
}

/** A lead in its own type. */
function leadIn(lead: IDataObject): Partial<Lead> {
	const typed: Partial<Lead> = {};
	for (const field of ['projectId', 'processId', ...LEAD_FIELDS.map(({ id }) => id)] as const) {
		const value = lead[field];
		if (typeof value === 'string') typed[field] = value;
	}
	if (isObject(lead.metadata)) typed.metadata = { ...lead.metadata };
	return typed;
}

/** Fields of an error item that say how it failed, and nothing of the lead. */
const OF_THE_FAILURE: ReadonlySet<string> = new Set([
	...['error', 'errorCode', 'retryable', 'httpStatus', 'lead', 'leadId', 'init', 'details', 'existingLead'],
	...['leadHash', 'dryRun', 'wouldBe', 'input', 'warnings'],
]);

/**
 * The fields of the lead in an error item. What somebody has put beside it, such as a corrected `phone`, counts instead of what failed.
 * @param fieldOf the lead field that a key means
 */
export function fieldsOf(
	json: IDataObject,
	{ lead }: ErrorItem,
	fieldOf: (key: string) => LeadFieldId | 'projectId' | 'processId' | undefined,
): IDataObject {
	const beside = Object.entries(json).filter(([key]) => !OF_THE_FAILURE.has(key) && fieldOf(key) !== undefined);
	if (beside.length === 0) return lead;
	const corrected = new Set(beside.map(([key]) => fieldOf(key)));
	return Object.fromEntries([...Object.entries(lead).filter(([key]) => !corrected.has(fieldOf(key))), ...beside]);
}

function isOfLead(field: string): field is LeadFieldId | 'metadata' {
	return field === 'metadata' || LEAD_FIELDS.some(({ id }) => id === field);
}

/**
 * Faults that still stand: what could not be read of a row is not in the item, so that the lead must not go out without it now. A contact
 * that was missing does not stand once there is another one.
 */
export function standingFaults(
	{ outcome, lead: before = {} }: Before,
	lead: Partial<Lead>,
	start: Start,
): FieldFault[] {
	if (outcome.errorCode !== 'invalidLead') return [];
	return (outcome.details ?? [])
		.filter(({ field }) => {
			if (field === 'init') return start.isUnsaid;
			if (!isOfLead(field)) return false;
			if (before[field] !== undefined || lead[field] !== undefined || field === 'name') return false;
			return field !== 'phone' || before.email === lead.email;
		})
		.map(({ field, message }) => ({ field, code: 'unreadable', message }));
}
