// Where fields that are mapped by hand reach into an item: what stands beside them there is the rest of the input.
import type { IDataObject } from 'n8n-workflow';
import type { Source } from '../../input/itemReading';
import { isForeign, isObject, isRequest, type Path } from '../../input/place';
import { isTooWide } from '../../input/width';
import { isTransparent, meaningOf } from './plan/meaning';
import type { Items } from './plan/survey';

const DEEPEST = 3;
/** This many items tell whether all come from a Webhook. */
const LOOKED_AT = 50;

/** The container that references such as `{{ $json.body.phone }}` reach into: the one that most of their paths share. */
function containerOfReferences(ways: readonly Path[]): Path {
	const counts = new Map<string, { path: Path; count: number }>();
	for (const way of ways) {
		const end = way.slice(0, -1).findIndex((key) => /^\d+$/.test(key) || isOneField(key));
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

/** Whether a key names one field of a lead, such as `phones` in `phones[0].value`, and no container. */
function isOneField(key: string): boolean {
	const { kind } = meaningOf(key);
	return kind === 'phone' || kind === 'email' || kind === 'name';
}

/**
 * The container that fields mapped by hand reach into; for a Webhook's items, at least the body, and for records of a CRM, their fields.
 * @param ways the paths of the parameters that are plain references
 */
export function containerByHand(ways: ReadonlyArray<Path | undefined>, { count, jsonOf }: Items): Path {
	const path = containerOfReferences(ways.filter((way): way is Path => way !== undefined && way.length > 0));
	if (path.length > 0) return path;
	const items = Array.from({ length: Math.min(count, LOOKED_AT) }, (_, itemIndex) => jsonOf(itemIndex));
	const [first] = items;
	if (first === undefined) return path;
	if (items.every((json) => isRequest(json) && isObject(json.body))) return ['body'];
	const key = Object.keys(first).find((name) => items.every((json) => isRecordOf(json, name)));
	return key === undefined ? path : [key];
}

/** What a CRM or a base gives with a record, beside the object that holds its fields. */
const BESIDE_FIELDS: ReadonlySet<string> = new Set(
	'_id archived archivedAt associations createdAt createdTime id object propertiesWithHistory type updatedAt url'.split(
		' ',
	),
);

/** Whether an item is a record whose fields stand under this key alone: `{ id, createdAt, properties: { … } }`. */
function isRecordOf(json: IDataObject, key: string): boolean {
	return (
		isTransparent(key) &&
		isObject(json[key]) &&
		!isTooWide(json) &&
		Object.keys(json).every((name) => name === key || BESIDE_FIELDS.has(name) || isForeign(name, json))
	);
}

/** The fields of a container; undefined where an item has none. */
function fieldsAt(json: IDataObject, path: Path): IDataObject | undefined {
	let fields: unknown = json;
	for (const key of path) fields = isObject(fields) && Object.hasOwn(fields, key) ? fields[key] : undefined;
	return isObject(fields) ? fields : undefined;
}

/** An item with its fields in the run's container. One that lacks it is read at its top level. */
export function sourceOf(json: IDataObject, container: Path): Source {
	const fields = fieldsAt(json, container);
	return {
		json,
		fields: fields ?? json,
		container: fields === undefined ? [] : container,
		taken: new Set(),
		isErrorItem: false,
	};
}
