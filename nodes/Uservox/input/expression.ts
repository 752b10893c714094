// Compiles a parameter's raw text once, so that plain references such as `={{ $json.phone }}` need no evaluator per item.
import { isSafeObjectProperty, type IDataObject } from 'n8n-workflow';

/** What `read` gives for an item whose value n8n may treat in a way of its own: ask n8n's evaluator for this item. */
export const NEEDS_EVALUATOR: unique symbol = Symbol('needs the evaluator');

/** How to get a parameter's value for an item. Where this and n8n could differ, it is `evaluate`. */
export type CompiledExpression =
	/** No expression: the value is the raw parameter itself. */
	| { kind: 'constant'; value: unknown }
	/**
	 * References to the item, alone or amid text. An object that `read` gives is the item's own: do not change it.
	 * `path` is its path into the item, if it is a single reference (empty for `{{ $json }}`).
	 */
	| { kind: 'read'; read: (json: IDataObject) => unknown; path: readonly string[] | undefined }
	/** n8n's evaluator gives the same for every item: ask it for one. */
	| { kind: 'evaluateOnce' }
	/** n8n's evaluator, per item. */
	| { kind: 'evaluate' };

type Path = string[];

const WS = '[ \\t\\r\\n]*';
/** Without backslashes, line breaks, and the braces by which n8n splits. */
const STRING = ['"', "'"].map((quote) => `${quote}([^${quote}\\\\{}\\u0000-\\u001f]*)${quote}`).join('|');
/** One step of a reference: `.name`, `["any name"]`, `[0]`, each with or without `?.`. */
const STEP = `${WS}(?:\\??\\.${WS}([A-Za-z_$][\\w$]*)|(?:\\?\\.)?${WS}\\[${WS}(?:${STRING}|(0|[1-9]\\d{0,5}))${WS}\\])`;
const REFERENCE = new RegExp(`^${WS}\\$json((?:${STEP})*)${WS}$`);

/** Values that stay the same for a whole run. Not `$now`, `$itemIndex`, `$('…').item`, … */
const RUN_VALUE = [
	`(?:\\$vars|\\$\\(${WS}(?:${STRING})${WS}\\)\\.(?:first|last)\\(\\)\\.json)(?:${STEP})*`,
	'\\$workflow\\.(?:id|name|active)',
	'\\$execution\\.(?:id|mode)',
	STRING,
	'\\d+(?:\\.\\d+)?|true|false|null',
]
	.map((value) => `(?:${value})(?:\\.(?:trim|toLowerCase|toUpperCase|toString)\\(\\))*`)
	.join('|');
const SAME_FOR_ALL = new RegExp(`^${WS}(?:${RUN_VALUE})(?:${WS}\\+${WS}(?:${RUN_VALUE}))*${WS}$`);

/** Backslashes split texts in ways of their own, n8n 2.8 chokes on U+2028, and `.constructor` throws even in texts. */
const UNSURE = /[\\\u2028\u2029\p{Surrogate}]|constructor/u;
/** Half a character, which one of n8n's engines replaces. */
const BROKEN = /\p{Surrogate}/u;
/** What n8n may take for a call of its extensions, even inside a key, and then rewrites. */
const CALL = /(?:\$if|\.\w+\s*(?:\?\.)?)\s*\(/;

/** Compiles a raw parameter, as `getNode().parameters` holds it. */
export function compileExpression(raw: unknown): CompiledExpression {
	if (typeof raw === 'object' && raw !== null) return { kind: 'evaluate' }; // may hold expressions
	if (typeof raw !== 'string' || !raw.startsWith('=')) return { kind: 'constant', value: raw };
	if (!raw.includes('{{')) return { kind: 'evaluateOnce' };
	if (UNSURE.test(raw)) return { kind: 'evaluate' };

	const { texts, codes } = split(raw.slice(1));
	if (texts.at(-1)?.includes('{{')) return { kind: 'evaluate' }; // an expression without its end
	if (codes.every((code) => SAME_FOR_ALL.test(code))) return { kind: 'evaluateOnce' };
	const paths = codes.map(parseReference).filter((path) => path !== undefined);
	if (paths.length < codes.length || CALL.test(raw)) return { kind: 'evaluate' };

	const plain = codes.length === 1 && texts.every((text) => text === ''); // even a space makes it a template for n8n
	const [path = []] = paths;
	return plain
		? { kind: 'read', read: readOne(path), path }
		: { kind: 'read', read: readTemplate(texts, paths), path: undefined };
}

/** `a{{ b }}c` → texts `a` and `c` around the code ` b `. */
function split(template: string): { texts: string[]; codes: string[] } {
	const pieces = template.split(/\{\{([^]*?)\}\}/);
	return { texts: pieces.filter((_, i) => i % 2 === 0), codes: pieces.filter((_, i) => i % 2 === 1) };
}

/** `$json.address["zip code"]` → `['address', 'zip code']`; undefined if it is anything else. */
function parseReference(code: string): Path | undefined {
	const steps = REFERENCE.exec(code)?.[1];
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(new RegExp(STEP, 'g'))].map(
		([, name, doubleQuoted, singleQuoted, index]) => name ?? doubleQuoted ?? singleQuoted ?? index ?? '',
	);
	return path.every(isOrdinaryKey) ? path : undefined;
}

/** Not a name that n8n refuses, rewrites, or finds on the prototype of its stand-in for the item. */
function isOrdinaryKey(key: string): boolean {
	return isSafeObjectProperty(key) && !(key in {}) && !key.startsWith('__') && key !== '$' && key !== 'globalThis';
}

/** n8n returns the value of a single `{{ }}` as it is, and undefined where a step leads nowhere. */
function readOne(path: Path): (json: IDataObject) => unknown {
	return (json) => {
		const value = follow(json, path);
		if (typeof value === 'number' || value === undefined) return value; // NaN and -0 as well
		return isJson(value, 0) ? value : NEEDS_EVALUATOR;
	};
}

/** In a template n8n joins texts and values; null, undefined and NaN are empty. */
function readTemplate(texts: string[], paths: Path[]): (json: IDataObject) => unknown {
	return (json) => {
		let joined = texts[0] ?? '';
		for (const [i, path] of paths.entries()) {
			const value = follow(json, path);
			if (typeof value === 'number') joined += Number.isNaN(value) ? '' : value;
			else if (typeof value === 'boolean' || (typeof value === 'string' && !BROKEN.test(value))) joined += value;
			else if (value !== null && value !== undefined) return NEEDS_EVALUATOR;
			joined += texts[i + 1] ?? '';
		}
		return joined;
	};
}

function follow(json: unknown, path: Path): unknown {
	let value = json;
	for (const key of path) {
		if (value === null || value === undefined) return undefined;
		if (!isRecord(value) || (Array.isArray(value) && !/^(?:length|0|[1-9]\d*)$/.test(key))) return NEEDS_EVALUATOR;
		value = value[key];
	}
	return value;
}

/** A plain object or an array: dates, class instances and strings have keys that are not theirs alone. */
function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether this is JSON, which n8n hands out as it is. It turns DateTimes inside of objects into text, and newer
 * versions copy objects out of a sandbox, which loses what JSON does not know and throws on odd keys.
 */
function isJson(value: unknown, depth: number): boolean {
	if (typeof value === 'string') return !BROKEN.test(value);
	if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
	if (value === null || typeof value === 'boolean') return true;
	if (depth > 30 || !isRecord(value) || Object.getPrototypeOf(value) === null) return false;
	const keys = Object.keys(value);
	if (Array.isArray(value) ? keys.length !== value.length : !keys.every(isOrdinaryKey)) return false; // no holes
	return Object.values(value).every((inner) => isJson(inner, depth + 1));
}
