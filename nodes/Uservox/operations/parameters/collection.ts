// Reads a collection as it stands in the node's raw parameters, expressions as text.
import type { IDataObject } from 'n8n-workflow';

/** What stands in the collection, by name; nothing where there is none. */
export function valuesOf(collection: unknown): IDataObject {
	return typeof collection === 'object' && collection !== null ? { ...collection } : {};
}
