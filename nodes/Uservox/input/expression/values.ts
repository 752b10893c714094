// The values that an expression meets: which of them n8n hands out as they are, and where a step into one leads.
import { isSafeObjectProperty } from 'n8n-workflow';
import { LONGEST_CELL } from '../../model/limits';
import { isTooWide } from '../width';

/** What an expression gives for an item whose value n8n may treat in a way of its own: ask n8n's evaluator for this item. */
export const NEEDS_EVALUATOR: unique symbol = Symbol('needs the evaluator');
/** What a TypeError is here: a step into nothing, a call of what is no function. n8n gives nothing then, whatever is around it. */
export const FAILED: unique symbol = Symbol('a TypeError');

/** Whether there is nothing to compute with: the whole expression ends like this. */
export function isEnd(value: unknown): value is typeof NEEDS_EVALUATOR | typeof FAILED {
	return value === NEEDS_EVALUATOR || value === FAILED;
}

/** Half a character, which one of n8n's engines replaces. Whole ones of two halves are seldom, and looked at again. */
const HALVES = /[\ud800-\udfff]/;
const BROKEN = /\p{Surrogate}/u;
/** Of a text that no field takes, because it is too long, nobody asks. */
const isBroken = (text: string): boolean => text.length <= LONGEST_CELL && HALVES.test(text) && BROKEN.test(text);

export type Primitive = string | number | boolean | null | undefined;

export function isPrimitive(value: unknown): value is Primitive {
	return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** Not a name that n8n refuses, rewrites, or finds on the prototype of its stand-in for the item. */
export function isOrdinaryKey(key: string): boolean {
	return isSafeObjectProperty(key) && !(key in {}) && !key.startsWith('__') && key !== '$' && key !== 'globalThis';
}

/** A plain object or an array: dates, class instances and strings have keys that are not theirs alone. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

const LENGTH_OR_INDEX = /^(?:length|0|[1-9]\d*)$/;

/** The value at a path into an item; undefined where it leads nowhere. */
export function follow(json: unknown, path: readonly string[]): unknown {
	let value = json;
	for (const key of path) {
		if (value === null || value === undefined) return undefined;
		value = step(value, key);
	}
	return value;
}

/** One step into a value, by a key that `isOrdinaryKey`. A step into nothing is `FAILED`. */
export function step(value: unknown, key: string): unknown {
	if (value === null || value === undefined) return FAILED;
	if (isRecord(value)) return Array.isArray(value) && !LENGTH_OR_INDEX.test(key) ? NEEDS_EVALUATOR : value[key];
	if (typeof value === 'string') {
		if (LENGTH_OR_INDEX.test(key)) return key === 'length' ? value.length : value[Number(key)];
		return key in String.prototype ? NEEDS_EVALUATOR : undefined;
	}
	if (typeof value === 'number') return key in Number.prototype ? NEEDS_EVALUATOR : undefined;
	if (typeof value === 'boolean') return key in Boolean.prototype ? NEEDS_EVALUATOR : undefined;
	return NEEDS_EVALUATOR;
}

/** What may be computed with: JSON, as far as can be seen without looking into it. */
export function operand(value: unknown): unknown {
	if (typeof value === 'string') return isBroken(value) ? NEEDS_EVALUATOR : value;
	return isPrimitive(value) || isEnd(value) || isRecord(value) ? value : NEEDS_EVALUATOR;
}

/** What n8n makes of the value of a single `{{ }}`: nothing of a TypeError, and JSON is given as it is. */
export function alone(value: unknown): unknown {
	if (value === FAILED) return undefined;
	if (typeof value === 'number' || value === undefined) return value; // NaN and -0 as well
	return isJson(value, 0) ? value : NEEDS_EVALUATOR;
}

/** What n8n puts into a template: null, undefined, NaN and what a TypeError leaves are empty. */
export function joined(value: unknown): string | typeof NEEDS_EVALUATOR {
	if (value === null || value === undefined || value === FAILED) return '';
	if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
	if (typeof value === 'boolean') return String(value);
	return typeof value === 'string' && !isBroken(value) ? value : NEEDS_EVALUATOR;
}

/**
 * Whether this is JSON, which n8n hands out as it is. It turns DateTimes inside of objects into text, and newer
 * versions copy objects out of a sandbox, which loses what JSON does not know and throws on odd keys.
 */
function isJson(value: unknown, depth: number): boolean {
	if (typeof value === 'string') return !isBroken(value);
	if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
	if (value === null || typeof value === 'boolean') return true;
	if (depth > DEEPEST || !isRecord(value) || Object.getPrototypeOf(value) === null) return false;
	if (isTooWide(value)) return true; // no field takes it
	const keys = Object.keys(value);
	if (Array.isArray(value) ? keys.length !== value.length : !keys.every(isOrdinaryKey)) return false; // no holes
	return Object.values(value).every((inner) => isJson(inner, depth + 1));
}

const DEEPEST = 30;

/** So many values are looked through, 1 ms at most: what comes after them is taken to be like them. */
const MOST_LOOKED_THROUGH = 10_000;

/**
 * Whether n8n's sandbox can copy this without a loss, as it copies whole items of other nodes before it looks into them: of an
 * item that holds a function anywhere it gives nothing at all.
 */
export function isCopied(value: unknown): boolean {
	let left = MOST_LOOKED_THROUGH;
	const look = (inner: unknown, depth: number): boolean => {
		left -= 1;
		if (typeof inner !== 'object' || inner === null) return typeof inner !== 'symbol' && typeof inner !== 'function';
		if (inner instanceof Date) return true;
		if (depth > DEEPEST || !isRecord(inner)) return false;
		for (const key in inner) if (left > 0 && !look(inner[key], depth + 1)) return false;
		return true;
	};
	return look(value, 0);
}
