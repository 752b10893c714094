// The columns of a run: what all its items have, with the values of some of them.
import type { IDataObject } from 'n8n-workflow';
import { isAbsent } from '../../../input/cell';
import { whichOfLabel } from '../../../input/header/which';
import { isObject, type Path } from '../../../input/place';
import { isTooWide } from '../../../input/width';
import type { Country } from '../../../model/country';
import { Headers, isJsonText, leavesOf } from './leaves';
import type { Meaning } from './meaning';
import { labelsOf } from './pairs';
import { mayHoldContact, valuesOf, type Values } from './values';

/** A column of a list, or a value at the same place in each item. */
export interface Column {
	path: Path;
	/** As a message shows it. */
	name: string;
	/** The container that it stands in. */
	place: string;
	meaning: Meaning;
	values: Values;
	/** Whether some of its values have the digits of a phone, or the sign of an email. */
	mayReach: boolean;
	/** Whether most of its values say what kind of number stands beside them: "Fax", "Mobile". */
	saysWhich: boolean;
	/** Its order among all columns. */
	index: number;
	/** The layouts that have it, as numbers. */
	layouts: ReadonlySet<number>;
}

interface Growing {
	path: Path;
	meaning: Meaning;
	sample: unknown[];
	layouts: Set<number>;
}

/** The input as it is surveyed. */
export interface Items {
	count: number;
	jsonOf: (itemIndex: number) => IDataObject;
}

/** This many items are looked at for their values: the first ones, and as many again spread over the rest. */
const SAMPLED = 50;
/** This many items are looked into for objects under the same keys. */
const LOOKED_INTO = 1_000;
const MOST_COLUMNS = 2_000;
const MOST_LAYOUTS = 500;

/** A list of several records in one item, which only another node can part. */
export interface Several {
	path: Path;
	first: IDataObject;
}

export class Survey {
	readonly headers = new Headers();
	readonly several = new Map<string, Several>();
	/** Grows when a column is found that no item had before. */
	version = 0;
	private readonly columns = new Map<string, Growing>();
	private readonly layouts = new Map<string, number>();
	private lastKeys: readonly string[] = [];
	private sampled = 0;
	private seen = 0;
	private lastItem: IDataObject | undefined;
	/** The columns of the last item that was sampled, if it was flat. */
	private lastFlat: Array<{ key: string; column: Growing }> | undefined;

	/** Looks at some items of a run. */
	constructor(
		{ count, jsonOf }: Items,
		readonly country?: Country,
	) {
		let itemIndex = 0;
		for (; itemIndex < count && this.sampled < SAMPLED; itemIndex += 1) this.sample(jsonOf(itemIndex));
		const step = Math.max(1, Math.floor((count - itemIndex) / SAMPLED));
		for (; itemIndex < count; itemIndex += step) this.sample(jsonOf(itemIndex));
	}

	/** Looks at the layout of an item: its values count only if it has columns that none before had. */
	see(json: IDataObject): void {
		this.seen += 1;
		if (this.isLikeLast(json)) return;
		this.lastKeys = Object.keys(json);
		this.lastItem = json;
		this.lastFlat = undefined;
		const layout = layoutOf(json, 0);
		if (this.layouts.has(layout) || this.layouts.size >= MOST_LAYOUTS) return;
		this.add(json, layout);
	}

	/** Whether an item has the columns of the last one: in a long list, flat rows stay flat. */
	private isLikeLast(json: IDataObject): boolean {
		let index = 0;
		let isFlat = true;
		for (const key in json) {
			if (key !== this.lastKeys[index]) return false;
			index += 1;
			if (isInner(json[key])) isFlat = false;
		}
		if (index !== this.lastKeys.length) return false;
		if (isFlat || (this.lastFlat !== undefined && this.seen > LOOKED_INTO)) return true;
		return this.lastItem !== undefined && isLaidOutLike(json, this.lastItem, 0);
	}

	/** The columns, with what their values are. */
	list(): Column[] {
		return [...this.columns.values()].map((column, index) => new SurveyedColumn(column, index, this.country));
	}

	private sample(json: IDataObject): void {
		if (isTooWide(json)) return;
		const keys = Object.keys(json);
		if (keys.every((key) => isAbsent(json[key], 'name'))) return;
		this.sampled += 1;
		if (this.lastFlat !== undefined && areSame(keys, this.lastKeys) && !hasInner(json, keys)) {
			for (const { key, column } of this.lastFlat) column.sample.push(json[key]);
			return;
		}
		this.add(json, layoutOf(json, 0));
		this.lastKeys = keys;
		this.lastItem = json;
		this.lastFlat =
			hasInner(json, keys) || keys.some((key) => isJsonText(json[key])) ? undefined : this.flatColumns(keys);
	}

	/** The columns of an item without inner objects. */
	private flatColumns(keys: readonly string[]): Array<{ key: string; column: Growing }> {
		return keys.flatMap((key) => {
			const column = this.columns.get(key);
			return column === undefined ? [] : [{ key, column }];
		});
	}

	private add(json: IDataObject, layout: string): void {
		const number = this.layouts.get(layout) ?? this.layouts.size;
		this.layouts.set(layout, number);
		const { leaves, lists } = leavesOf(json, this.headers);
		for (const list of lists) this.several.set(list.path.join('\n'), list);
		for (const { path, meaning, value } of leaves) {
			const key = path.join('\n');
			const known = this.columns.get(key);
			if (known !== undefined) {
				known.sample.push(value);
				known.layouts.add(number);
				continue;
			}
			if (this.columns.size >= MOST_COLUMNS) continue;
			this.columns.set(key, { path, meaning, sample: [value], layouts: new Set([number]) });
			this.version += 1;
		}
	}
}

/** What its values are is found out when it is asked for: of most columns the header is enough. */
class SurveyedColumn implements Column {
	readonly path: Path;
	readonly name: string;
	readonly place: string;
	readonly meaning: Meaning;
	readonly layouts: ReadonlySet<number>;
	private readonly sample: readonly unknown[];
	private known: Values | undefined;

	constructor(
		{ path, meaning, sample, layouts }: Growing,
		readonly index: number,
		private readonly country: Country | undefined,
	) {
		this.path = path;
		this.name = path.filter((key) => key !== '').join('.');
		this.place = path.slice(0, -1).join('\n');
		this.meaning = meaning;
		this.layouts = layouts;
		this.sample = sample;
	}

	get values(): Values {
		this.known ??= valuesOf(this.sample, this.country);
		return this.known;
	}

	get saysWhich(): boolean {
		const filled = this.sample.filter((value) => value !== '' && value !== null && value !== undefined);
		const labels = filled.filter((value) => typeof value === 'string' && whichOfLabel(value) !== undefined);
		return labels.length * 2 > filled.length;
	}

	get mayReach(): boolean {
		return mayHoldContact(this.sample);
	}
}

function areSame(first: readonly string[], second: readonly string[]): boolean {
	if (first.length !== second.length) return false;
	for (let index = 0; index < first.length; index += 1) if (first[index] !== second[index]) return false;
	return true;
}

/** Whether two values have the same keys, however deep; lists are not compared. */
function isLaidOutLike(one: unknown, other: unknown, depth: number): boolean {
	if (Array.isArray(one) || Array.isArray(other) || depth > DEEPEST) return false;
	if (!isObject(one) || !isObject(other)) return isObject(one) === isObject(other);
	if (isTooWide(one) || isTooWide(other)) return one === other;
	let more = 0;
	for (const key in one) {
		if (!Object.hasOwn(other, key)) return false;
		more += 1;
		const [first, second] = [one[key], other[key]];
		if ((isInner(first) || isInner(second)) && !isLaidOutLike(first, second, depth + 1)) return false;
	}
	for (const key in other) if (Object.hasOwn(other, key)) more -= 1;
	return more === 0;
}

const isInner = (value: unknown): boolean => typeof value === 'object' && value !== null;

function hasInner(json: IDataObject, keys: readonly string[]): boolean {
	for (const key of keys) {
		const value = json[key];
		if (typeof value === 'object' && value !== null) return true;
	}
	return false;
}

const DEEPEST = 4;
const MOST_ENTRIES = 100;

/** The keys of an item, and of the objects in it. */
function layoutOf(value: unknown, depth: number): string {
	if (depth > DEEPEST) return '';
	if (Array.isArray(value)) return layoutOfList(value, depth);
	if (!isObject(value) || isTooWide(value)) return '';
	let layout = '';
	for (const key in value) {
		const inner = value[key];
		layout += typeof inner === 'object' && inner !== null ? `${key}{${layoutOf(inner, depth + 1)}}\n` : `${key}\n`;
	}
	return layout;
}

/** A list of fields has other columns when its fields have other names. */
function layoutOfList(list: readonly unknown[], depth: number): string {
	const objects = list.slice(0, MOST_ENTRIES).filter(isObject);
	if (objects.length < 2) return `[${layoutOf(objects[0], depth + 1)}]`;
	return `[${objects.map((entry) => labelsOf(entry)[0] ?? '').join('\n')}]`;
}
