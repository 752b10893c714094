// Understands an error item of this node that comes back as input, as in a loop Error → Wait → node.
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { LEAD_FIELDS, type Lead } from '../../model/lead';
import { notInitiated, RETRYABLE_BY_CODE, type ErrorCode, type NotInitiated } from '../../model/outcome';

function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(RETRYABLE_BY_CODE, text);
}

const detailSchema = z.object({ field: z.string(), message: z.string() });
const errorItemSchema = z
	.object({
		error: z.string(),
		errorCode: z.string().refine(isErrorCode),
		retryable: z.boolean(),
		httpStatus: z.number().optional().catch(undefined),
		details: z.array(detailSchema).optional().catch(undefined),
		lead: z.record(z.unknown()).optional(),
		leadId: z.string().optional(),
	})
	.refine(({ lead, leadId }) => lead !== undefined || leadId !== undefined);

export interface ErrorItem {
	/** The lead that was not initiated, or its id. */
	lead: IDataObject;
	leadId: string | undefined;
	/** Its first outcome, if another try cannot help. */
	returned: NotInitiated | undefined;
}

/** The lead in an error item of this node; undefined for any other item. */
export function errorItemOf(json: IDataObject): ErrorItem | undefined {
	// Hardly any item has the key; the schema is for the few that do.
	if (typeof json.errorCode !== 'string') return undefined;
	const item = errorItemSchema.safeParse(json).data;
	if (item === undefined || !isErrorCode(item.errorCode)) return undefined;
	const { error, errorCode, retryable, httpStatus, details, leadId } = item;
	const lead = typeof json.lead === 'object' && json.lead !== null && !Array.isArray(json.lead) ? json.lead : {};
	return {
		lead: { ...lead },
		leadId,
		returned: retryable ? undefined : notInitiated(errorCode, error, { httpStatus, details }),
	};
}

/** The lead of an error item in its own type. */
export function leadIn({ lead }: ErrorItem): Partial<Lead> {
	const typed: Partial<Lead> = {};
	for (const field of ['projectId', 'processId', ...LEAD_FIELDS.map(({ id }) => id)] as const) {
		const value = lead[field];
		if (typeof value === 'string') typed[field] = value;
	}
	const { metadata } = lead;
	if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)) typed.metadata = { ...metadata };
	return typed;
}
