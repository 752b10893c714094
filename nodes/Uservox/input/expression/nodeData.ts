// Items of other nodes, from n8n's own data: what `$('Node').item` and its like give, without n8n's evaluator.
import type { LookUp } from './program';
import type { Reference } from './syntax';
import { isCopied, NEEDS_EVALUATOR } from './values';

/** n8n's data for an item of the input, as its expressions see it (`getWorkflowDataProxy`). May throw. */
export type DataOf = (itemIndex: number) => unknown;

/**
 * The items of other nodes, for one execution of this node. n8n follows its item links itself (docs/n8n-behaviours.md, 35); here each is
 * followed once an item and node, whatever fields use it. Where n8n would not give a value but an error, its evaluator is asked, and gives that error.
 */
export class NodeData {
	private readonly known = new Map<string, LookUp>();

	constructor(private readonly dataOf: DataOf) {}

	/** How to look a reference up; the same for all fields that have it. */
	lookUp(reference: Reference): LookUp {
		const key = JSON.stringify(reference);
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const made = this.make(reference);
		this.known.set(key, made);
		return made;
	}

	private make(reference: Reference): LookUp {
		const once = (find: (data: unknown) => unknown) => sameForAll(this.dataOf, find);
		switch (reference.from) {
			case 'paired':
				return ofEachItem(paired(this.dataOf, reference.node));
			case 'samePosition':
				return ofEachItem(atSamePosition(this.dataOf, reference.node));
			case 'first':
			case 'last':
			case 'all': {
				const { from, node, args } = reference;
				return once((data) => copied(called(nodeOf(data, node), from, args)));
			}
			case 'inputFirst':
			case 'inputLast':
			case 'inputAll': {
				const method = { inputFirst: 'first', inputLast: 'last', inputAll: 'all' }[reference.from];
				return once((data) => copied(called(get(data, '$input'), method)));
			}
			case 'items': {
				const { node, args } = reference;
				return once((data) => copied(called(data, '$items', [node, ...args])));
			}
			case 'position': {
				const { node, itemIndex } = reference;
				return once((data) => jsonOf(called(data, '$item', [itemIndex]), node));
			}
			case 'inputItem':
				return inputItem(this.dataOf);
		}
	}
}

/** The item that n8n's links lead to: `itemMatching(i)` is `.item` for item i, and follows the links without preparing all else that an expression could ask for. */
function paired(dataOf: DataOf, node: string): (itemIndex: number) => unknown {
	let match: ((itemIndex: number) => unknown) | undefined;
	return (itemIndex) => {
		match ??= methodOf(nodeOf(dataOf(itemIndex), node), 'itemMatching');
		return copied(match(itemIndex));
	};
}

/**
 * The data of a node at the same position. Which of its outputs counts is n8n's choice: where the list of its items begins with what n8n
 * gives for this item, the list is taken for all; else n8n is asked for each.
 */
function atSamePosition(dataOf: DataOf, node: string): (itemIndex: number) => unknown {
	let list: unknown;
	return (itemIndex) => {
		if (list === undefined) {
			const data = dataOf(itemIndex);
			const all = called(nodeOf(data, node), 'all');
			const isSame = Array.isArray(all) && get(all[itemIndex], 'json') === jsonOf(data, node);
			list = isSame ? all : null;
		}
		if (!Array.isArray(list)) return jsonOf(dataOf(itemIndex), node);
		return itemIndex < list.length ? get(list[itemIndex], 'json') : NEEDS_EVALUATOR;
	};
}

const jsonOf = (data: unknown, node: string): unknown => get(get(get(data, '$node'), node), 'json');

/** `$(node)` */
const nodeOf = (data: unknown, node: string): unknown => methodOf(data, '$')(node);

/** The item itself, if that is what n8n gives for the first item that is asked for. */
function inputItem(dataOf: DataOf): LookUp {
	let isItself: boolean | undefined;
	return ({ json, itemIndex }) => {
		isItself ??= orEvaluator(() => get(get(get(dataOf(itemIndex), '$input'), 'item'), 'json')) === json;
		return isItself ? json : NEEDS_EVALUATOR;
	};
}

/** The fields of an item are read one after the other: the last answer is kept. */
function ofEachItem(lookUp: (itemIndex: number) => unknown): LookUp {
	let last: { itemIndex: number; value: unknown } | undefined;
	return ({ itemIndex }) => {
		if (last?.itemIndex !== itemIndex) last = { itemIndex, value: orEvaluator(() => lookUp(itemIndex)) };
		return last.value;
	};
}

/** What is the same for all items of a run. */
function sameForAll(dataOf: DataOf, find: (data: unknown) => unknown): LookUp {
	let found: { value: unknown } | undefined;
	return ({ itemIndex }) => {
		found ??= { value: orEvaluator(() => find(dataOf(itemIndex))) };
		return found.value;
	};
}

function orEvaluator(find: () => unknown): unknown {
	try {
		return find();
	} catch {
		return NEEDS_EVALUATOR; // n8n says what is wrong
	}
}

/** n8n's sandbox copies items of other nodes as a whole, and lists of them. */
const copied = (value: unknown): unknown => (isCopied(value) ? value : NEEDS_EVALUATOR);

function get(target: unknown, key: string): unknown {
	if (typeof target !== 'object' || target === null) return undefined;
	const value: unknown = Reflect.get(target, key);
	return value;
}

/** A method of n8n's data. Throws if there is none. */
function methodOf(target: unknown, name: string): (...args: readonly unknown[]) => unknown {
	const method = get(target, name);
	if (typeof method !== 'function') throw new TypeError(`n8n's data has no ${name}`);
	return (...args) => {
		const value: unknown = Reflect.apply(method, target, args);
		return value;
	};
}

const called = (target: unknown, name: string, args: readonly unknown[] = []): unknown =>
	methodOf(target, name)(...args);
