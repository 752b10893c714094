// What an item holds besides a person's data, and how a place in it is written down.
import type { IDataObject } from 'n8n-workflow';

/** The path to a container, as keys. Empty: the item itself. */
export type Path = readonly string[];

export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What a Webhook's item holds of the request besides its body: cookies, tokens, addresses of strangers. */
const REQUEST_PARTS: ReadonlySet<string> = new Set([
	'headers',
	'params',
	'query',
	'formQueryParameters',
	'webhookUrl',
	'executionMode',
]);
/** What n8n adds to an item and means nothing outside n8n. */
const ADDED_BY_N8N: ReadonlySet<string> = new Set(['row_number', 'formMode']);

/** Whether a field is n8n's own, such as the number of a row. */
export function isAddedByN8n(key: string): boolean {
	return ADDED_BY_N8N.has(key);
}

/** Whether a field is not the person's data: part of the request that brought the item, or added by n8n. */
export function isForeign(key: string, json: IDataObject): boolean {
	if (isAddedByN8n(key)) return true;
	return REQUEST_PARTS.has(key) && isRequest(json);
}

/** Whether an item is what a Webhook, or a form, received. */
export function isRequest(json: IDataObject): boolean {
	return (
		(isObject(json.headers) && ('body' in json || 'webhookUrl' in json || 'formMode' in json)) || 'formMode' in json
	);
}
