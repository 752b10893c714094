// The methods of texts, numbers and lists that expressions may call here. None of them is one that n8n adds itself.
import type { Pattern } from './pattern';
import type { Expression, Link } from './syntax';
import { FAILED, isPrimitive, NEEDS_EVALUATOR, type Primitive } from './values';

/** An argument: a value, or a pattern where a method takes one. */
export type Argument = Primitive | Pattern;

interface Method {
	/** How many arguments it may have. */
	least: number;
	most: number;
	/** Whether its first argument may, or must, be a regular expression. */
	pattern?: 'may' | 'must';
	ofText?: (text: string, args: readonly Argument[]) => unknown;
	ofList?: (list: readonly unknown[], args: readonly Argument[]) => unknown;
	/** Of numbers and booleans. */
	ofOther?: (value: number | boolean, args: readonly Argument[]) => unknown;
	/** It changes its list, which must be a new one. */
	changesList?: boolean;
}

const isNumber = (value: Argument): value is number => typeof value === 'number';
const isText = (value: Argument): value is string => typeof value === 'string';
const isPattern = (value: Argument): value is Pattern => typeof value === 'object' && value !== null;

/** A method of a text without arguments. */
const plain = (ofText: (text: string) => string): Method => ({ least: 0, most: 0, ofText });

const withTexts = (least: number, most: number, method: (text: string, ...args: string[]) => unknown): Method => ({
	least,
	most,
	ofText: (text, args) => (args.every(isText) ? method(text, ...args) : NEEDS_EVALUATOR),
});

const withNumbers = (least: number, most: number, method: (text: string, ...args: number[]) => unknown): Method => ({
	least,
	most,
	ofText: (text, args) => (args.every(isNumber) ? method(text, ...args) : NEEDS_EVALUATOR),
});

/** A method whose first argument is a text or a pattern, or must be a pattern, and that works on texts short enough for it. */
const withPattern = (
	pattern: 'may' | 'must',
	least: number,
	most: number,
	method: (text: string, what: string | RegExp, ...args: Argument[]) => unknown,
): Method => ({
	least,
	most,
	pattern,
	ofText: (text, [what, ...args]) => {
		if (isText(what)) return pattern === 'must' ? NEEDS_EVALUATOR : method(text, what, ...args);
		return isPattern(what) && text.length <= what.longest ? method(text, what.regex, ...args) : NEEDS_EVALUATOR;
	},
});

const replaced =
	(all: boolean) =>
	(text: string, what: string | RegExp, by: Argument): unknown => {
		if (!isText(by)) return NEEDS_EVALUATOR;
		if (!all) return text.replace(what, by);
		return typeof what === 'string' || what.global ? text.replaceAll(what, by) : FAILED;
	};

const MOST_PADDING = 1_000;

const padded =
	(pad: 'padStart' | 'padEnd') =>
	(text: string, [length, filler]: readonly Argument[]): unknown => {
		if (!isNumber(length) || length > MOST_PADDING) return NEEDS_EVALUATOR;
		return filler === undefined || isText(filler) ? text[pad](length, filler) : NEEDS_EVALUATOR;
	};

const METHODS: ReadonlyMap<string, Method> = new Map(
	Object.entries<Method>({
		trim: plain((text) => text.trim()),
		trimStart: plain((text) => text.trimStart()),
		trimEnd: plain((text) => text.trimEnd()),
		toLowerCase: plain((text) => text.toLowerCase()),
		toUpperCase: plain((text) => text.toUpperCase()),
		toString: { ...plain((text) => text), ofOther: String },
		toFixed: {
			least: 0,
			most: 1,
			ofOther: (value, [digits]) =>
				typeof value === 'boolean'
					? FAILED
					: digits === undefined || (isNumber(digits) && digits >= 0 && digits <= 20)
						? value.toFixed(digits)
						: NEEDS_EVALUATOR,
		},
		slice: {
			...withNumbers(0, 2, (text, start, end) => text.slice(start, end)),
			ofList: (list, args) => (args.every(isNumber) ? list.slice(...args) : NEEDS_EVALUATOR),
		},
		substring: withNumbers(1, 2, (text, start = 0, end) => text.substring(start, end)),
		charAt: withNumbers(1, 1, (text, index = 0) => text.charAt(index)),
		at: {
			...withNumbers(1, 1, (text, index = 0) => text.at(index)),
			ofList: (list, [index]) => (isNumber(index) ? list.at(index) : NEEDS_EVALUATOR),
		},
		startsWith: withTexts(1, 1, (text, what = '') => text.startsWith(what)),
		endsWith: withTexts(1, 1, (text, what = '') => text.endsWith(what)),
		includes: {
			...withTexts(1, 1, (text, what = '') => text.includes(what)),
			ofList: (list, [what]) => list.includes(what),
		},
		indexOf: {
			...withTexts(1, 1, (text, what = '') => text.indexOf(what)),
			ofList: (list, [what]) => list.indexOf(what),
		},
		concat: withTexts(1, 4, (text, ...more) => text.concat(...more)),
		padStart: { least: 1, most: 2, ofText: padded('padStart') },
		padEnd: { least: 1, most: 2, ofText: padded('padEnd') },
		normalize: withTexts(0, 1, (text, form) => text.normalize(form)),
		replace: withPattern('may', 2, 2, replaced(false)),
		replaceAll: withPattern('may', 2, 2, replaced(true)),
		split: withPattern('may', 1, 2, (text, at, most) =>
			most === undefined || isNumber(most) ? text.split(at, most) : NEEDS_EVALUATOR,
		),
		match: withPattern('must', 1, 1, (text, what) => text.match(what)),
		join: {
			least: 0,
			most: 1,
			ofList: (list, [between]) =>
				list.every(isPrimitive) && (between === undefined || isText(between)) ? list.join(between) : NEEDS_EVALUATOR,
		},
		filter: { least: 1, most: 1, ofList: (list) => list.filter(Boolean) },
		pop: { least: 0, most: 0, changesList: true, ofList: (list) => list.at(-1) },
		shift: { least: 0, most: 0, changesList: true, ofList: (list) => list[0] },
	}),
);

/** Whether this is JavaScript's own method, which n8n leaves alone. */
export const isNative = (name: string): boolean => METHODS.has(name);

/** What gives a new list, so that changing it changes no item. */
const MAKES_A_LIST: ReadonlySet<string> = new Set(['split', 'slice', 'filter', 'match']);

/** Whether a call is one that is read here. @param before what it is called on: the step before it, or a list written out */
export function isKnownCall(name: string, args: readonly Expression[], before: Link | 'list' | undefined): boolean {
	const method = METHODS.get(name);
	if (method === undefined || args.length < method.least || args.length > method.most) return false;
	const kinds = args.map(({ kind }) => kind);
	if (name === 'filter') return kinds[0] === 'truthy';
	if (kinds.includes('truthy') || kinds.indexOf('pattern', method.pattern === undefined ? 0 : 1) >= 0) return false;
	if (method.pattern === 'must' && kinds[0] !== 'pattern') return false;
	if (method.changesList !== true || before === 'list') return true;
	return before?.kind === 'call' && MAKES_A_LIST.has(before.method);
}

/**
 * Calls a method as JavaScript does: of what has no such method, it fails. There is one difference, meant: a number is taken as its
 * text by methods of texts. n8n gives nothing for `$json.Phone.trim()` where a sheet holds a number, and the call is lost (docs/n8n-behaviours.md, 36).
 */
export function call(value: unknown, name: string, args: readonly Argument[]): unknown {
	const method = METHODS.get(name);
	if (method === undefined) return NEEDS_EVALUATOR;
	try {
		if (typeof value === 'string') return method.ofText === undefined ? FAILED : method.ofText(value, args);
		if (typeof value === 'number' || typeof value === 'boolean') {
			if (method.ofOther !== undefined) return method.ofOther(value, args);
			if (typeof value === 'boolean' || method.ofText === undefined || !Number.isFinite(value)) return FAILED;
			return method.ofText(String(value), args);
		}
		if (Array.isArray(value)) return callOfList(value, name, method, args);
	} catch {
		return NEEDS_EVALUATOR;
	}
	return name === 'toString' ? NEEDS_EVALUATOR : FAILED;
}

function callOfList(list: readonly unknown[], name: string, method: Method, args: readonly Argument[]): unknown {
	if (method.ofList === undefined) return name in Array.prototype ? NEEDS_EVALUATOR : FAILED;
	return Object.keys(list).length === list.length ? method.ofList(list, args) : NEEDS_EVALUATOR;
}
