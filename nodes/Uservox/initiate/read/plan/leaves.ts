// What an item holds, however deep: each value with the way to it and what its header says. Places that are never the lead's are left out.
import type { IDataObject } from 'n8n-workflow';
import { isForeign, isObject, type Path } from '../../../input/place';
import { isTooWide } from '../../../input/width';
import { trimmed } from '../../../model/blank';
import { LONGEST_TEXT } from '../../../model/limits';
import type { Kind } from './kind';
import { isNeverLeads, meaningOf, type Meaning } from './meaning';
import { fieldsOfList, labelsOf, valueKeyOf } from './pairs';

export interface Leaf {
	/** The way to the value. A list of one is passed by "0", a list of fields by the name of a field, and JSON in a text like an object. */
	path: Path;
	meaning: Meaning;
	value: unknown;
}

export interface Leaves {
	leaves: Leaf[];
	/** Lists of several records, which may be people. */
	lists: Array<{ path: Path; first: IDataObject }>;
}

const DEEPEST = 14;
const MOST_LEAVES = 600;
/** Kinds whose value may be a list or an object that `readCell` understands. */
const CELLS: ReadonlySet<Kind> = new Set(['phone', 'email'] satisfies Kind[]);
const isName = (kind: Kind): boolean => kind === 'name' || kind === 'firstName' || kind === 'lastName';
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;
const LONGEST_JSON = 200_000;

/** Understands headers, each once. */
export class Headers {
	private readonly meanings = new Map<string, Meaning>();

	meaningOf(header: string, containers: readonly string[] = []): Meaning {
		const key = containers.length === 0 ? header : `${containers.join('\n')}\n${header}`;
		const known = this.meanings.get(key);
		if (known !== undefined) return known;
		const meaning = meaningOf(header, containers);
		this.meanings.set(key, meaning);
		return meaning;
	}

	/** Whether a name says what its value is. */
	readonly says = (label: string): boolean => this.meaningOf(label).kind !== 'none';
}

/** All that an item holds. */
export function leavesOf(json: IDataObject, headers: Headers): Leaves {
	const found: Leaves = { leaves: [], lists: [] };
	new Walk(json, headers, found).object(json, [], []);
	return found;
}

class Walk {
	constructor(
		private readonly root: IDataObject,
		private readonly headers: Headers,
		private readonly found: Leaves,
	) {}

	object(object: IDataObject, path: Path, containers: readonly string[]): void {
		for (const [key, value] of Object.entries(object)) {
			if (this.found.leaves.length >= MOST_LEAVES) return;
			if (path.length === 0 && isForeign(key, object) && key !== 'query') continue;
			const [around, header] = headerIn(key, object);
			this.value(value, [...path, key], [...containers, ...around], header);
		}
	}

	/** @param header what the value is called @param containers what it stands in */
	private value(value: unknown, path: Path, containers: readonly string[], header: string): void {
		const meaning = this.headers.meaningOf(header, containers);
		if (path.length > DEEPEST || value === undefined) return;
		if (typeof value !== 'object' || value === null) {
			const parsed = CELLS.has(meaning.kind) ? undefined : jsonIn(value);
			if (parsed !== undefined) this.inside(parsed, path, containers, header, meaning);
			else this.found.leaves.push({ path, meaning, value });
			return;
		}
		if ((CELLS.has(meaning.kind) && !this.isOfFields(value)) || value instanceof Date)
			this.found.leaves.push({ path, meaning, value });
		else this.inside(value, path, containers, header, meaning);
	}

	private inside(value: object, path: Path, containers: readonly string[], header: string, meaning: Meaning): void {
		if (isTooWide(value)) return;
		if (Array.isArray(value)) return this.list(value, path, containers, header, meaning);
		if (!isObject(value)) return;
		const typed = this.typedIn(value);
		if (typed !== undefined) {
			const [key, says] = typed;
			this.value(value[key], [...path, key], containers, says);
			return;
		}
		if (isNeverLeads(header) || meaning.party.rank === 'never') return;
		const keys = Object.keys(value);
		// Nodes that take a dot in a name for a way: "Mobile No." becomes { "Mobile No": { "": … } }.
		if (keys.length === 1 && keys[0] === '') return this.value(value[''], [...path, ''], containers, header);
		const key = valueKeyOf(value);
		if (key !== undefined && key !== 'data') {
			const says = [...labelsOf(value), header].find(
				(label) => this.headers.meaningOf(label, containers).kind !== 'none',
			);
			if (says !== undefined) return this.value(value[key], [...path, key], containers, says);
		}
		this.object(value, path, [...containers, header]);
	}

	/** "cells" may be phones, and the cells of a row: then one of them is a name. */
	private isOfFields(value: object): boolean {
		return (
			Array.isArray(value) &&
			value.length > 1 &&
			value.every(isObject) &&
			value.some((entry) => labelsOf(entry).some((label) => isName(this.headers.meaningOf(label).kind)))
		);
	}

	/** `{ type: 'outbound_call', location: '+1…' }`: a type that says what the one other value is. */
	private typedIn(value: IDataObject): [string, string] | undefined {
		const { type, ...rest } = value;
		const others = Object.entries(rest).filter(([, one]) => typeof one === 'string' && one !== '');
		const [other] = others;
		if (typeof type !== 'string' || others.length !== 1 || other === undefined) return undefined;
		return CELLS.has(this.headers.meaningOf(type).kind) ? [other[0], type] : undefined;
	}

	private list(
		list: readonly unknown[],
		path: Path,
		containers: readonly string[],
		header: string,
		meaning: Meaning,
	): void {
		const full = list.filter((one) => one !== null && one !== undefined && one !== '');
		const [first] = full;
		if (first === undefined) return;
		if (!full.some(isObject)) {
			this.found.leaves.push({ path, meaning, value: list });
			return;
		}
		const fields = fieldsOfList(list, this.root, this.headers.says);
		if (fields !== undefined) return this.object(fields, path, [...containers, header]);
		if (!isObject(first) || isNeverLeads(header) || meaning.party.rank === 'never') return;
		if (full.length > 1) this.found.lists.push({ path, first });
		else this.inside(first, [...path, '0'], containers, header, meaning);
	}
}

/** A key of a form, `contact[email]`, as the containers and the header that it names; the name of a field that stands beside its value. */
function headerIn(key: string, object: IDataObject): [containers: string[], header: string] {
	const [, base, brackets] = key.length > LONGEST_TEXT.header ? [] : (BRACKETED.exec(key) ?? []);
	if (base === undefined || brackets === undefined || /\s/.test(key)) return [[], key];
	const names = [base, ...[...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, name = '']) => name)].filter(
		(name) => !/^\d*$/.test(name),
	);
	const last = names.at(-1) ?? key;
	const around = names.slice(0, -1);
	if (!/^(?:raw_)?value$/.test(last)) return [around, last];
	const beside = key.slice(0, key.lastIndexOf('['));
	const label = ['title', 'label', 'name']
		.map((name) => object[`${beside}[${name}]`])
		.find((one) => typeof one === 'string' && one !== '');
	return [around.slice(0, -1), typeof label === 'string' ? label : (around.at(-1) ?? last)];
}

let lastParsed: { text: string; value: object | undefined } | undefined;

/** Whether a value looks like JSON in a text. */
export function isJsonText(value: unknown): value is string {
	if (typeof value !== 'string' || value.length > LONGEST_JSON) return false;
	const text = trimmed(value);
	return (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
}

/** The object or list in a text that is JSON. */
function jsonIn(value: unknown): object | undefined {
	if (!isJsonText(value)) return undefined;
	if (lastParsed?.text !== value) lastParsed = { text: value, value: parsed(value) };
	return lastParsed.value;
}

function parsed(text: string): object | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

/** The value at the end of a way; undefined where the item does not have it, or where a list on it does not hold one record alone. */
export function valueAt(json: IDataObject, path: Path, headers: Headers): unknown {
	let value: unknown = json;
	for (const key of path) {
		if (value === undefined || value === null) return undefined;
		value = step(typeof value === 'string' ? jsonIn(value) : value, key, json, headers);
	}
	return value;
}

function step(value: unknown, key: string, root: IDataObject, headers: Headers): unknown {
	if (typeof value === 'object' && value !== null && isTooWide(value)) return undefined;
	if (Array.isArray(value)) {
		if (key !== '0') return own(fieldsOfList(value, root, headers.says), key);
		const full = value.filter((one) => one !== null && one !== undefined && one !== '');
		return full.length === 1 ? full[0] : undefined;
	}
	return isObject(value) ? own(value, key) : undefined;
}

const own = (object: IDataObject | undefined, key: string): unknown =>
	object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;

/** `{ a: { value: 1 } }` of older HubSpot nodes as `{ a: 1 }`. */
function withoutWrapping(fields: IDataObject): IDataObject {
	let isWrapped = false;
	for (const key in fields) {
		const value = fields[key];
		if (value === null || value === undefined) continue;
		if (!isObject(value) || !('value' in value)) return fields;
		isWrapped = true;
	}
	if (!isWrapped) return fields;
	return Object.fromEntries(
		Object.entries(fields).map(([key, one]): [string, IDataObject[string]] => [key, isObject(one) ? one.value : one]),
	);
}

/** The fields of a container, a list of fields as an object; undefined where an item has none. */
export function containerAt(json: IDataObject, path: Path, headers: Headers): IDataObject | undefined {
	if (path.length === 0) return json;
	const value = valueAt(json, path, headers);
	const inner = typeof value === 'string' ? jsonIn(value) : value;
	if (Array.isArray(inner)) return fieldsOfList(inner, json, headers.says);
	return isObject(inner) ? withoutWrapping(inner) : undefined;
}
