// Compares our reading of expressions with n8n's own evaluator, over all items of a situation.
import { inspect, isDeepStrictEqual } from 'node:util';
import type * as Compile from '../../../nodes/Uservox/input/expression/compile';
import type * as Data from '../../../nodes/Uservox/input/expression/nodeData';
import type { N8n, Outcome } from './n8n';
import type { Situation } from './situations';

/** Our reading, loaded with the n8n-workflow that it is compared with. */
export type Ours = typeof Compile & typeof Data;

export const isSame = (a: unknown, b: unknown): boolean => Object.is(a, b) || isDeepStrictEqual(a, b);

export interface Comparison {
	/** Items that we read ourselves, of all. */
	fast: number;
	/** Of these, items for which the value is something. */
	full: number;
	kind: Compile.CompiledExpression['kind'];
	/** Items where a method of texts was called on a number, and we took the number's text. */
	numbersAsTexts: number;
	/** What differs, in words; empty if all is well. */
	faults: string[];
}

/**
 * Runs one raw parameter over the items in both. We come first: n8n may change an item while it evaluates. There is one difference that is
 * meant: a method of texts that is called on a number, for which n8n gives nothing.
 * @param legacy an n8n that evaluates in this process, to tell what it would give if numbers were texts
 */
export function compare(ours: Ours, n8n: N8n, raw: unknown, situation: Situation, legacy: N8n = n8n): Comparison {
	const nodes = new ours.NodeData((itemIndex) => n8n.dataOf(situation, itemIndex));
	const compiled = ours.compileExpression(raw, (reference) => nodes.lookUp(reference));
	const mine = situation.input.map(({ json }, itemIndex): unknown => {
		if (compiled.kind === 'constant') return compiled.value;
		return compiled.kind === 'read' ? compiled.read({ json, itemIndex }) : ours.NEEDS_EVALUATOR;
	});
	const fast = mine.filter((value) => value !== ours.NEEDS_EVALUATOR);
	const found: Comparison = {
		fast: fast.length,
		full: fast.filter((value) => value !== undefined && value !== null && value !== '').length,
		kind: compiled.kind,
		numbersAsTexts: 0,
		faults: [],
	};
	if (compiled.kind === 'evaluate') return found;
	const theirs = situation.input.map((_, itemIndex) => n8n.evaluate(raw, situation, itemIndex));
	const first = theirs[0];
	for (const [itemIndex, outcome] of theirs.entries()) {
		if (compiled.kind === 'evaluateOnce') {
			if (!isSame(outcome, first)) found.faults.push(`item ${itemIndex}: ${show(outcome)}, but item 0: ${show(first)}`);
			continue;
		}
		const value = mine[itemIndex];
		if (value === ours.NEEDS_EVALUATOR || gives(outcome, value)) continue;
		const asTexts = () => ifNumbersWereTexts(() => legacy.evaluate(raw, situation, itemIndex));
		if (typeof raw === 'string' && isNothing(outcome, raw) && gives(asTexts(), value)) found.numbersAsTexts += 1;
		else found.faults.push(`item ${itemIndex}: ours ${show({ value })}, n8n's ${show(outcome)}`);
	}
	return found;
}

const gives = (outcome: Outcome, value: unknown): boolean => 'value' in outcome && isSame(value, outcome.value);

/** Methods of texts that numbers do not have, for what we read ourselves. */
const METHODS_OF_TEXTS = [
	...['trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'slice', 'substring', 'charAt', 'at', 'startsWith'],
	...[
		'endsWith',
		'includes',
		'indexOf',
		'concat',
		'padStart',
		'padEnd',
		'normalize',
		'replace',
		'replaceAll',
		'split',
		'match',
	],
] as const;

/** What n8n's evaluator would give if numbers had the methods of texts. */
function ifNumbersWereTexts(evaluate: () => Outcome): Outcome {
	const prototype = Number.prototype as unknown as Record<string, unknown>;
	for (const name of METHODS_OF_TEXTS) {
		Object.defineProperty(prototype, name, {
			configurable: true,
			value(this: number, ...args: unknown[]): unknown {
				if (!Number.isFinite(Number(this))) throw new TypeError('no text');
				const method: unknown = Reflect.get(String.prototype, name);
				return typeof method === 'function' ? (Reflect.apply(method, String(this), args) as unknown) : undefined;
			},
		});
	}
	try {
		return evaluate();
	} finally {
		for (const name of METHODS_OF_TEXTS) delete prototype[name];
	}
}

/** Whether n8n gave nothing at all, or, in a template, nothing for one of its parts. */
const isNothing = (outcome: Outcome, raw: string): boolean =>
	'value' in outcome && (outcome.value === undefined || !/^=\{\{(?:(?!\}\}).)*\}\}$/s.test(raw));

/** An outcome in words that tell types apart. */
export const show = (value: unknown): string => inspect(value, { depth: 5, breakLength: Infinity });
