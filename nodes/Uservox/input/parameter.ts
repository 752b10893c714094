// Reads a parameter per item. Uses n8n's evaluator only where the fast path is not certain to give the same value.
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { compileExpression, NEEDS_EVALUATOR } from './expression/compile';
import { NodeData } from './expression/nodeData';
import type { Bind } from './expression/program';
import { sourcesIn, type Named } from './expression/sources';

export type { Named } from './expression/sources';

/** What n8n knows of an execution's expressions. */
export interface Evaluate {
	/** n8n's evaluator for the parameter at a path, such as `leadFields.value.phone`, for one item. May throw. */
	(path: string, itemIndex: number): unknown;
	/** The items of other nodes; without them, n8n's evaluator is asked. */
	nodes?: NodeData;
}

/** n8n's evaluator and data for one execution of this node. */
export function evaluatorOf(context: Pick<IExecuteFunctions, 'getNodeParameter' | 'getWorkflowDataProxy'>): Evaluate {
	const evaluate = (path: string, itemIndex: number): unknown => context.getNodeParameter(path, itemIndex);
	return Object.assign(evaluate, { nodes: new NodeData((itemIndex) => context.getWorkflowDataProxy(itemIndex)) });
}

/** A parameter's value for one item. May throw what the evaluator throws. */
export type ReadParameter = (json: IDataObject, itemIndex: number) => unknown;

export interface CompiledParameter {
	read: ReadParameter;
	/** The path into the item, if the parameter is one plain reference. */
	path: readonly string[] | undefined;
	/** Whether it can apply to an error item of this node: it is the same for all items, or refers to something such an item has. */
	readsErrorItems: boolean;
	/** Whether the parameter is empty. */
	isEmpty: boolean;
	/** Whether it has a value that no item decides. */
	isSameForAll: boolean;
	/**
	 * The fields that an empty value for an item is made of, if the parameter is more than a single reference. None where n8n evaluated an empty
	 * text: somebody may have meant it.
	 */
	sources: (json: IDataObject, itemIndex: number, value: unknown) => Named[];
}

/** Where an error item of this node holds the lead. */
const IN_ERROR_ITEM = /\b(?:lead|leadId|existingLead|input)\b/;

/** Compiles the parameter at `path`, whose raw text is `raw`, once for all items. */
export function compileParameter(path: string, raw: unknown, evaluate: Evaluate): CompiledParameter {
	const bind: Bind = (reference) => evaluate.nodes?.lookUp(reference);
	const compiled = compileExpression(raw, bind);
	const readsErrorItems = typeof raw === 'string' && IN_ERROR_ITEM.test(raw);
	switch (compiled.kind) {
		case 'constant': {
			const isEmpty = compiled.value === undefined || compiled.value === null || compiled.value === '';
			return {
				read: () => compiled.value,
				path: undefined,
				readsErrorItems: true,
				isEmpty,
				isSameForAll: !isEmpty,
				sources: none,
			};
		}
		case 'read':
			return {
				read: (json, itemIndex) => {
					const value = compiled.read({ json, itemIndex });
					return value === NEEDS_EVALUATOR ? evaluate(path, itemIndex) : value;
				},
				path: compiled.path,
				readsErrorItems,
				isEmpty: false,
				isSameForAll: false,
				sources: compiled.path === undefined ? sourcesOf(raw, bind) : none,
			};
		case 'evaluateOnce': {
			let once: { value: unknown } | undefined;
			return {
				read: () => {
					once ??= { value: evaluate(path, 0) };
					return once.value;
				},
				path: undefined,
				readsErrorItems: true,
				isEmpty: false,
				isSameForAll: true,
				sources: none,
			};
		}
		case 'evaluate': {
			const sources = sourcesOf(raw, bind);
			return {
				read: (_, itemIndex) => evaluate(path, itemIndex),
				path: undefined,
				readsErrorItems,
				isEmpty: false,
				isSameForAll: false,
				sources: (json, itemIndex, value) => (value === '' ? [] : sources(json, itemIndex)),
			};
		}
	}
}

const none = (): Named[] => [];

/** Found out only when they are asked for, which is seldom. */
function sourcesOf(raw: unknown, bind: Bind): (json: IDataObject, itemIndex: number) => Named[] {
	let sources: ReturnType<typeof sourcesIn> | undefined;
	return (json, itemIndex) => {
		sources ??= sourcesIn(typeof raw === 'string' ? raw : '', bind);
		return sources({ json, itemIndex });
	};
}
