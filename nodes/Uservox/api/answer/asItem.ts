// An object of the API as it can appear in an item of n8n.
import type { GenericValue, IDataObject } from 'n8n-workflow';
import type { JsonObject } from './parse';

/** An object nested deeper than this is not the API's; such fields are left out, because n8n could not store them. */
const MAX_NESTING = 30;

function nestedDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	return Object.values(value).some((inner) => nestedDeeperThan(inner, levels - 1));
}

const JSON_TYPES = new Set(['string', 'number', 'boolean', 'undefined', 'object']);

function isJson(value: unknown): value is GenericValue {
	return JSON_TYPES.has(typeof value);
}

/** The object without `error`, which would make n8n run the node again, and without what n8n could not store. */
export function asItem(object: JsonObject): IDataObject {
	const item: IDataObject = {};
	for (const [key, value] of Object.entries(object)) {
		if (key === 'error' || key === '__proto__' || nestedDeeperThan(value, MAX_NESTING)) continue;
		if (isJson(value)) item[key] = value;
	}
	return item;
}
