// Reading what the API answers: tolerant of unknown fields and of every documented shape, distrustful of everything else.
import { z } from 'zod';
import { jsonParse } from 'n8n-workflow';

/** Longer texts (in characters) are not the API's: 1000 leads with large metadata stay far below. */
export const MAX_ANSWER_LENGTH = 20_000_000;
const MAX_MESSAGE_LENGTH = 300;

const objectSchema = z.record(z.unknown());
export type JsonObject = z.infer<typeof objectSchema>;

/** The value if it is a JSON object (not an array), else undefined. Not copied, so that large answers cost nothing. */
export function asObject(value: unknown): JsonObject | undefined {
	return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in an answer's text, or undefined when the text is too long, is not JSON, or is no object. */
export function parseAnswer(text: string): JsonObject | undefined {
	if (text.length === 0 || text.length > MAX_ANSWER_LENGTH) return undefined;
	return asObject(jsonParse<unknown>(text, { fallbackValue: null }));
}

/** A text of the API, short enough for an item. */
export function shortened(text: string): string {
	return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text;
}

const messageSchema = z.union([
	z.object({ error: z.string().min(1) }).transform((body) => body.error),
	z.object({ message: z.string().min(1) }).transform((body) => body.message),
	z.object({ error: z.object({ message: z.string().min(1) }) }).transform((body) => body.error.message),
]);

/** The message in an error body or error entry, shortened; undefined when there is none. */
export function messageOf(body: unknown): string | undefined {
	const message = messageSchema.safeParse(body);
	return message.success ? shortened(message.data) : undefined;
}

/** `{ success: [...], errors: [...] }` of bulk initiate; either list may be missing, not both. Entries are read one by one. */
const bulkAnswerSchema = z
	.object({ success: z.array(z.unknown()).optional(), errors: z.array(z.unknown()).optional() })
	.refine((body) => body.success !== undefined || body.errors !== undefined);

export interface BulkAnswer {
	success: unknown[];
	errors: unknown[];
}

/** The two lists of a bulk answer, or undefined when the body is not a bulk answer. */
export function readBulkAnswer(body: JsonObject): BulkAnswer | undefined {
	const answer = bulkAnswerSchema.safeParse(body);
	if (!answer.success) return undefined;
	return { success: answer.data.success ?? [], errors: answer.data.errors ?? [] };
}

/** What identifies a lead in an entry. Numbers are read as text: an id from a sheet may come back as a number. */
const identityText = z
	.union([z.string(), z.number().transform(String)])
	.transform((text) => text.trim())
	.optional()
	.catch(undefined);

const identitySchema = z.object({
	_id: identityText,
	leadId: identityText,
	referenceId: identityText,
	phone: identityText,
	email: identityText,
});

export type EntryIdentity = z.infer<typeof identitySchema>;

/** The identifying fields of an entry that is an object; fields of other types count as absent. */
export function identityOf(entry: JsonObject): EntryIdentity {
	return identitySchema.parse(entry);
}

const foundLeadSchema = z.object({
	_id: z.string().min(1),
	referenceId: identityText,
	createdAt: z
		.string()
		.transform((text) => Date.parse(text))
		.refine((time) => !Number.isNaN(time))
		.optional()
		.catch(undefined),
});

export interface FoundLead {
	lead: JsonObject;
	referenceId?: string;
	/** ms since the epoch, by the server's clock. */
	createdAt?: number;
}

/** The lead in the answer of `GET /leads/get` (`{ success, data }`, or the lead itself), or undefined when it holds none. */
export function readFoundLead(body: JsonObject): FoundLead | undefined {
	const lead = asObject(body.data) ?? body;
	const found = foundLeadSchema.safeParse(lead);
	if (!found.success || body.success === false) return undefined;
	return { lead, referenceId: found.data.referenceId, createdAt: found.data.createdAt };
}

const invalidLeadsSchema = z.object({ invalidLeads: z.array(z.unknown()).min(1) });

/** The entries of a 403's `invalidLeads`, or undefined when it names none. */
export function readInvalidLeads(body: JsonObject | undefined): unknown[] | undefined {
	const named = invalidLeadsSchema.safeParse(body);
	return named.success ? named.data.invalidLeads : undefined;
}
