// Reads values whose type nobody vouches for, in tests and scripts: JSON, and the cells of items. What is not as expected throws.

/** A JSON object as it was parsed. */
export type JsonObject = Record<string, unknown>;

/** The value that a JSON text holds. */
export function parseJson(text: string): unknown {
	return JSON.parse(text);
}

/** The object that a JSON text holds. @throws Error when it holds something else */
export function parseObject(text: string): JsonObject {
	const value = parseJson(text);
	if (!isObject(value)) throw new Error(`Expected a JSON object, found ${text.slice(0, 100)}`);
	return value;
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text or a number as text. @throws Error for any other value, so that no test compares "undefined" or "[object Object]" */
export function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	throw new Error(`Expected a text, found ${JSON.stringify(value)}`);
}
