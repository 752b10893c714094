// Where in an item the person is found: at the top, or in one container for the whole run, such as the body of a Webhook.
import type { IDataObject } from 'n8n-workflow';
import { isAbsent, isUsable } from '../../input/cell';
import { isObject, type Path } from '../../input/place';
import { isTooWide } from '../../input/width';
import type { Columns } from './columns';

/**
 * Names under which n8n's triggers and nodes, and the services behind webhooks, put a person. A closed list: any other object
 * (an owner, the user who filled in the form) is somebody else.
 */
const NAMES: readonly string[] = [
	...['body', 'properties', 'fields', 'data', 'field_data', 'current', 'payload', 'record', 'attributes'],
	...[
		'contact',
		'lead',
		'person',
		'person_id',
		'customer',
		'form_response',
		'answers',
		'rawRequest',
		'user_column_data',
	],
];
const DEEPEST = 3;
/** This many items are looked at to find the container: the first ones, and as many again spread over the rest. */
const LOOKED_AT = 50;

/** The fields of a container, flat: `{ a: { value: 1 } }` of older HubSpot nodes and `[{ name: 'a', values: [1] }]` of Facebook are `{ a: 1 }`. */
function fieldsIn(value: unknown): IDataObject | undefined {
	if (typeof value === 'object' && value !== null && isTooWide(value)) return undefined;
	if (Array.isArray(value)) return fieldsOfList(value);
	if (!isObject(value)) return undefined;
	const values = Object.values(value).filter((one) => one !== null && one !== undefined);
	if (values.length === 0 || !values.every((one) => isObject(one) && 'value' in one)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]): [string, IDataObject[string]] => [key, isObject(one) ? one.value : one]),
	);
}

const NAME_KEYS = ['name', 'label', 'title', 'column_id', 'key'] as const;
const VALUE_KEYS = ['values', 'value', 'answer', 'string_value'] as const;

function fieldsOfList(list: unknown[]): IDataObject | undefined {
	if (list.length === 0) return undefined;
	const fields: IDataObject = {};
	for (const entry of list) {
		if (!isObject(entry)) return undefined;
		const name = NAME_KEYS.map((key) => entry[key]).find((one) => typeof one === 'string');
		const valueKey = VALUE_KEYS.find((key) => key in entry);
		if (name === undefined || valueKey === undefined) return undefined;
		const value = entry[valueKey];
		// An own property, whatever its name.
		Object.defineProperty(fields, name, {
			value: valueKey === 'values' && Array.isArray(value) ? value[0] : value,
			enumerable: true,
			configurable: true,
			writable: true,
		});
	}
	return fields;
}

/** The fields of the container at `path`; undefined where the item has none. The item itself is its own container. */
export function fieldsAt(json: IDataObject, path: Path): IDataObject | undefined {
	let fields: IDataObject | undefined = json;
	for (const key of path) fields = fields === undefined ? undefined : fieldsIn(fields[key]);
	return fields;
}

/** The containers of an item, itself first, a container before those in it. */
function containersOf(json: IDataObject): Array<{ path: Path; fields: IDataObject }> {
	const found: Array<{ path: Path; fields: IDataObject }> = [{ path: [], fields: json }];
	for (const { path, fields } of found) {
		if (path.length >= DEEPEST) continue;
		for (const name of NAMES) {
			const inner = Object.hasOwn(fields, name) ? fieldsIn(fields[name]) : undefined;
			if (inner !== undefined && inner !== fields) found.push({ path: [...path, name], fields: inner });
		}
	}
	return found;
}

/** How many items show a whole lead in a container, how many only a way to reach somebody, the same by headers alone, and any lead field. */
type Score = [whole: number, reachable: number, wholeByHeaders: number, reachableByHeaders: number, any: number];

function add(score: Score, fields: IDataObject, columns: Columns): void {
	const found = columns.of(fields);
	if (found.length > 0) score[4] += 1;
	const isNamed = found.some(({ field }) => field === 'name' || field === 'firstName');
	const contacts = found.filter(({ field }) => field === 'phone' || field === 'email');
	if (contacts.length === 0) return;
	const usable = contacts.some(({ field, cell }) => isUsable(cell, field === 'phone' ? 'phone' : 'email'));
	if (usable && isNamed) score[0] += 1;
	if (usable) score[1] += 1;
	if (isNamed) score[2] += 1;
	score[3] += 1;
}

function compare(first: Score, second: Score): number {
	for (const index of [0, 1, 2, 3, 4] as const) if (first[index] !== second[index]) return second[index] - first[index];
	return 0;
}

const isWithin = (inner: Path, outer: Path): boolean => outer.every((key, index) => inner[index] === key);

/**
 * The container of a run: the one that shows the most leads among the items looked at. Of equal ones, the outer one; of two side by
 * side, neither, because either may be somebody else.
 * @param items some items with content
 */
export function chooseContainer(items: readonly IDataObject[], columns: Columns): Path {
	const scores = new Map<string, { path: Path; score: Score }>();
	for (const json of items) {
		for (const { path, fields } of containersOf(json)) {
			const key = path.join('\n');
			const entry = scores.get(key) ?? { path, score: [0, 0, 0, 0, 0] };
			scores.set(key, entry);
			add(entry.score, fields, columns);
		}
	}
	const ranked = [...scores.values()].sort(
		(first, second) => compare(first.score, second.score) || first.path.length - second.path.length,
	);
	const best = ranked[0];
	if (best === undefined || best.score[4] === 0) return [];
	const rivals = ranked.filter(({ score }) => compare(score, best.score) === 0);
	return rivals.every(({ path }) => isWithin(path, best.path)) ? best.path : [];
}

/** Some items with content, by which a run's container is chosen. */
export function someItems(count: number, jsonOf: (itemIndex: number) => IDataObject): IDataObject[] {
	const some: IDataObject[] = [];
	const take = (itemIndex: number) => {
		const json = jsonOf(itemIndex);
		if (Object.values(json).some((value) => !isAbsent(value, 'name'))) some.push(json);
	};
	let itemIndex = 0;
	for (; itemIndex < count && some.length < LOOKED_AT; itemIndex += 1) take(itemIndex);
	const step = Math.max(1, Math.floor((count - itemIndex) / LOOKED_AT));
	for (; itemIndex < count; itemIndex += step) take(itemIndex);
	return some;
}

/** The container that references such as `{{ $json.body.phone }}` reach into: the one that most of their paths share. */
export function containerOfReferences(ways: readonly Path[]): Path {
	const counts = new Map<string, { path: Path; count: number }>();
	for (const way of ways) {
		const end = way.slice(0, -1).findIndex((key) => !NAMES.includes(key));
		const path = way.slice(0, end === -1 ? way.length - 1 : end).slice(0, DEEPEST);
		const entry = counts.get(path.join('\n')) ?? { path, count: 0 };
		counts.set(path.join('\n'), entry);
		entry.count += 1;
	}
	const [most] = [...counts.values()].sort(
		(first, second) => second.count - first.count || first.path.length - second.path.length,
	);
	return most?.path ?? [];
}
