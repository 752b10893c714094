// Reads a collection from the node's raw parameters, expressions as text.
import type { IDataObject } from 'n8n-workflow';

/** What is in the collection, by name; nothing where there is none. */
export function valuesOf(collection: unknown): IDataObject {
	return typeof collection === 'object' && collection !== null ? { ...collection } : {};
}
