// Copies JSON of unknown origin so that nothing in n8n stumbles over it: bounded in depth, without keys that change prototypes.

/** Deeper nesting is cut: n8n copies items by recursion, which would end in a stack overflow. */
const MOST_LEVELS = 50;

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A copy of a JSON value.
 * @param levels how many levels of objects and lists are kept
 * @returns undefined for what is no JSON, or nested too deeply
 */
export function plainData(value: unknown, levels = MOST_LEVELS): Json | undefined {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'object' || levels === 0) return undefined;
	if (Array.isArray(value)) return value.map((entry) => plainData(entry, levels - 1) ?? null);
	return plainObject(value, levels);
}

/** As `plainData`, for an object. */
export function plainObject(value: object, levels = MOST_LEVELS): { [key: string]: Json } {
	const copy: { [key: string]: Json } = {};
	for (const [key, entry] of Object.entries(value)) {
		if (key === '__proto__') continue;
		const plain = plainData(entry, levels - 1);
		if (plain !== undefined) copy[key] = plain;
	}
	return copy;
}

/** Whether something is an object that is no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
