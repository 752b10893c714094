// Reading what the API answers: tolerant of unknown fields and of every documented shape, distrustful of everything else.
import { z } from 'zod';
import { jsonParse } from 'n8n-workflow';

/** Longer texts (in characters) are not the API's: 1000 leads with large metadata stay far below this. */
const MAX_ANSWER_LENGTH = 20_000_000;
const MAX_MESSAGE_LENGTH = 300;

export type JsonObject = Record<string, unknown>;

/** The value if it is a JSON object (not an array), else undefined. Not copied, so that large answers cost nothing. */
export function asObject(value: unknown): JsonObject | undefined {
	return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A moment of the API, ISO text or ms since the epoch, in ms; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
	const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(time) ? undefined : time;
}

/** The object in an answer's text, or undefined when the text is too long, not JSON, or not an object. */
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

export interface BulkAnswer {
	success: unknown[];
	errors: unknown[];
}

/**
 * The two lists of a bulk answer, `{ success: [...], errors: [...] }`, of which either may be missing; undefined when the body is not a
 * bulk answer. Not checked by a schema, because there are as many entries as leads; they are read one by one.
 */
export function readBulkAnswer({ success, errors }: JsonObject): BulkAnswer | undefined {
	if (success === undefined && errors === undefined) return undefined;
	const isList = (list: unknown): list is unknown[] | undefined => list === undefined || Array.isArray(list);
	return isList(success) && isList(errors) ? { success: success ?? [], errors: errors ?? [] } : undefined;
}

export interface EntryIdentity {
	_id?: string;
	leadId?: string;
	referenceId?: string;
	phone?: string;
	email?: string;
}

/** What identifies a lead in an entry, as text: an id from a sheet may come back as a number. Other types count as absent. */
function identityText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' && !Number.isNaN(value) ? String(value) : undefined;
}

/** The identifying fields of an entry that is an object. */
export function identityOf({ _id, leadId, referenceId, phone, email }: JsonObject): EntryIdentity {
	return {
		_id: identityText(_id),
		leadId: identityText(leadId),
		referenceId: identityText(referenceId),
		phone: identityText(phone),
		email: identityText(email),
	};
}

const invalidLeadsSchema = z.object({ invalidLeads: z.array(z.unknown()).min(1) });

/** The entries of a 403's `invalidLeads`, or undefined when it names none. */
export function readInvalidLeads(body: JsonObject | undefined): unknown[] | undefined {
	const named = invalidLeadsSchema.safeParse(body);
	return named.success ? named.data.invalidLeads : undefined;
}
