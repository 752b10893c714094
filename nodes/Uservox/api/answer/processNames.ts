// The names of states and dispositions in a process. What `nodes` and `dispositions` hold is documented nowhere: what can be read is read.
import { asObject, type JsonObject } from './parse';

export interface Name {
	value: string;
	/** What people call it, where that is something else. */
	label?: string;
}

/** What a state or a disposition is known by, the likeliest first. */
const STATE_KEYS = ['state', 'key', 'id', 'slug', 'name', 'value', 'nodeId'];
const DISPOSITION_KEYS = ['disposition', 'name', 'value', 'key', 'label', 'title', 'slug', 'id'];
const LABEL_KEYS = ['title', 'label', 'displayName', 'name'];
/** Names are in a list, or in a list in an object, not deeper. */
const MAX_DEPTH = 3;
const MAX_LENGTH = 100;
/** An id is no name: states and dispositions are words. */
const ID = /^(?:[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f-]{27}|[^\p{L}]*)$/iu;

/** The states of a process: those of its steps, and the one that it begins with. */
export function statesOf({ nodes, start }: JsonObject): Name[] {
	return distinct([...namesIn(start, STATE_KEYS), ...namesIn(nodes, STATE_KEYS)]);
}

export function dispositionsOf({ dispositions }: JsonObject): Name[] {
	return distinct(namesIn(dispositions, DISPOSITION_KEYS));
}

/** Each name once, with a label if any of them has one. */
export function distinct(names: readonly Name[]): Name[] {
	const byValue = new Map<string, Name>();
	for (const name of names) {
		const known = byValue.get(name.value);
		if (known === undefined || known.label === undefined) byValue.set(name.value, name);
	}
	return [...byValue.values()];
}

function namesIn(value: unknown, keys: readonly string[], depth = 0): Name[] {
	if (isName(value)) return [{ value: value.trim() }];
	if (depth >= MAX_DEPTH) return [];
	if (Array.isArray(value)) return value.flatMap((entry) => namesIn(entry, keys, depth + 1));
	const object = asObject(value);
	if (object === undefined) return [];
	const own = nameOf(object, keys);
	if (own !== undefined) return [own];
	// By their names, or lists of them by their kind.
	return Object.entries(object).flatMap(([key, entry]): Name[] => {
		if (Array.isArray(entry)) return namesIn(entry, keys, depth + 1);
		const inner = asObject(entry);
		return isName(key) ? [withLabel(key, inner === undefined ? undefined : firstName(inner, LABEL_KEYS))] : [];
	});
}

/** The name of one state or disposition; its data may be in an object of their own, as editors of flows keep them. */
function nameOf(object: JsonObject, keys: readonly string[]): Name | undefined {
	const data = asObject(object.data) ?? {};
	const value =
		firstName(
			data,
			keys.filter((key) => key !== 'id'),
		) ?? firstName(object, keys);
	return value === undefined
		? undefined
		: withLabel(value, firstName(object, LABEL_KEYS) ?? firstName(data, LABEL_KEYS));
}

function withLabel(value: string, label: string | undefined): Name {
	return label === undefined || label === value ? { value } : { value, label };
}

function firstName(object: JsonObject, keys: readonly string[]): string | undefined {
	return keys
		.map((key) => object[key])
		.find(isName)
		?.trim();
}

function isName(value: unknown): value is string {
	return typeof value === 'string' && value.length <= MAX_LENGTH && !ID.test(value.trim());
}
