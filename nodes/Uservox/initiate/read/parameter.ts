// Reads one parameter for one item after another, by n8n's evaluator only where nothing faster is certain to agree with it.
import type { IDataObject } from 'n8n-workflow';
import { compileExpression, NEEDS_EVALUATOR } from './expression';

/** n8n's evaluator for the parameter at a path, such as `leadFields.value.phone`, for one item. May throw. */
export type Evaluate = (path: string, itemIndex: number) => unknown;

/** A parameter's value for one item. May throw what the evaluator throws. */
export type ReadParameter = (json: IDataObject, itemIndex: number) => unknown;

export interface CompiledParameter {
	read: ReadParameter;
	/** The input fields that the parameter takes, if it is one plain reference; else none. */
	takes: readonly string[];
	/** Whether nothing stands there. */
	isEmpty: boolean;
}

/** Compiles the parameter at `path`, whose raw text is `raw`, once for all items. */
export function compileParameter(path: string, raw: unknown, evaluate: Evaluate): CompiledParameter {
	const compiled = compileExpression(raw);
	switch (compiled.kind) {
		case 'constant':
			return {
				read: () => compiled.value,
				takes: [],
				isEmpty: compiled.value === undefined || compiled.value === null || compiled.value === '',
			};
		case 'read':
			return {
				read: (json, itemIndex) => {
					const value = compiled.read(json);
					return value === NEEDS_EVALUATOR ? evaluate(path, itemIndex) : value;
				},
				takes: compiled.plain ? compiled.fields : [],
				isEmpty: false,
			};
		case 'evaluateOnce': {
			let once: { value: unknown } | undefined;
			return {
				read: () => {
					once ??= { value: evaluate(path, 0) };
					return once.value;
				},
				takes: [],
				isEmpty: false,
			};
		}
		case 'evaluate':
			return { read: (_, itemIndex) => evaluate(path, itemIndex), takes: [], isEmpty: false };
	}
}
