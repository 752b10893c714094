// Compiles a parameter's raw text once, so that most expressions that people write need no evaluator per item.
import { isNative } from './methods';
import { parse } from './parser';
import { programOf, type Bind, type Program } from './program';
import { split } from './scanner';
import { isRoot, type Expression, type Reference } from './syntax';
import { alone, follow, joined, NEEDS_EVALUATOR } from './values';

export { NEEDS_EVALUATOR } from './values';

/** How to get a parameter's value for an item. Where this and n8n could differ, it is `evaluate`. */
export type CompiledExpression =
	/** No expression: the value is the raw parameter itself. */
	| { kind: 'constant'; value: unknown }
	/**
	 * References and what is computed of them, alone or within text. `read` gives `NEEDS_EVALUATOR` for an item whose value n8n may treat in
	 * a way of its own. An object that it gives is the item's own: do not change it.
	 * `path` is its path into the item, if it is a single reference to it (empty for `{{ $json }}`).
	 */
	| { kind: 'read'; read: Program; path: readonly string[] | undefined }
	/** n8n's evaluator gives the same for every item: ask it for one. */
	| { kind: 'evaluateOnce' }
	/** n8n's evaluator, per item. */
	| { kind: 'evaluate' };

/** n8n splits by backslashes before braces in ways of its own, n8n 2.8 chokes on U+2028, and `.constructor` throws even in texts. */
const UNSURE = /\\[{}]|[\u2028\u2029\p{Surrogate}]|constructor/u;
/** What n8n takes for a call of a method that it adds to all values, even inside of a text, and then rewrites. */
const CALL = /(\$if\s*|\.([a-z]\w*)\s*(?:\?\.\s*)?)\(/g;

const OF_EACH_ITEM: ReadonlySet<string> = new Set<Reference['from']>(['paired', 'samePosition', 'inputItem']);

/**
 * Compiles a raw parameter, as `getNode().parameters` holds it.
 * @param bind how to look up items of other nodes; without it, n8n's evaluator is asked for them
 */
export function compileExpression(raw: unknown, bind: Bind = () => undefined): CompiledExpression {
	if (typeof raw === 'object' && raw !== null) return { kind: 'evaluate' }; // may hold expressions
	if (typeof raw !== 'string' || !raw.startsWith('=')) return { kind: 'constant', value: raw };
	if (!raw.includes('{{')) return { kind: 'evaluateOnce' };
	if (UNSURE.test(raw)) return { kind: 'evaluate' };

	const { texts, codes } = split(raw.slice(1));
	if (texts.at(-1)?.includes('{{') || texts.some((text) => text.includes('\\'))) return { kind: 'evaluate' };
	const expressions = codes.map(parse).filter((expression) => expression !== undefined);
	if (expressions.length < codes.length) return { kind: 'evaluate' };
	if (expressions.every(isSameForAll)) return { kind: 'evaluateOnce' };
	const programs = expressions.map((one) => programOf(one, bind)).filter((program) => program !== undefined);
	if (programs.length < codes.length || isRewritten(codes)) return { kind: 'evaluate' };

	const isAlone = codes.length === 1 && texts.every((text) => text === ''); // even a space makes it a template for n8n
	const [first] = programs;
	if (!isAlone || first === undefined) return { kind: 'read', read: template(texts, programs), path: undefined };
	const path = pathOf(expressions[0]);
	// Most expressions are references to the item, and go the shortest way.
	return path?.isOfJson === true
		? { kind: 'read', read: ({ json }) => alone(follow(json, path.keys)), path: path.keys }
		: { kind: 'read', read: (scope) => alone(first(scope)), path: path?.keys };
}

/** What n8n puts together, text by text and value by value. */
function template(texts: readonly string[], programs: readonly Program[]): Program {
	return (scope) => {
		let text = texts[0] ?? '';
		for (const [i, program] of programs.entries()) {
			const value = joined(program(scope));
			if (value === NEEDS_EVALUATOR) return NEEDS_EVALUATOR;
			text += value + (texts[i + 1] ?? '');
		}
		return text;
	};
}

/** The path into the item of a single reference to it; `isOfJson` if that is `$json`. */
function pathOf(expression: Expression | undefined): { keys: string[]; isOfJson: boolean } | undefined {
	if (expression?.kind !== 'chain' || !isRoot(expression.root)) return undefined;
	const { root } = expression;
	if (root.kind !== 'json' && (root.kind !== 'reference' || root.reference.from !== 'inputItem')) return undefined;
	const keys = expression.links.map((link) => (link.kind === 'key' ? link.key : undefined));
	const known = keys.filter((key) => key !== undefined);
	return known.length === keys.length ? { keys: known, isOfJson: root.kind === 'json' } : undefined;
}

/** Whether a value hangs on nothing of the item and its position. */
function isSameForAll(expression: Expression): boolean {
	switch (expression.kind) {
		case 'value':
		case 'pattern':
		case 'truthy':
			return true;
		case 'chain': {
			const { root, links } = expression;
			const isSameRoot = isRoot(root)
				? root.kind === 'runValue' || (root.kind === 'reference' && !OF_EACH_ITEM.has(root.reference.from))
				: isSameForAll(root);
			return (
				isSameRoot &&
				links.every(
					({ kind, ...link }) => kind !== 'ownPosition' && (!('args' in link) || link.args.every(isSameForAll)),
				)
			);
		}
		case 'unary':
			return isSameForAll(expression.of);
		case 'binary':
		case 'logical':
			return isSameForAll(expression.left) && isSameForAll(expression.right);
		case 'choice':
			return [expression.test, expression.yes, expression.no].every(isSameForAll);
		case 'template':
			return expression.parts.every(isSameForAll);
		case 'list':
			return expression.entries.every(isSameForAll);
		case 'convert':
			return expression.args.every(isSameForAll);
	}
}

/** Whether n8n may rewrite the code because of a method that it adds, or that only looks like one inside of a text. */
function isRewritten(codes: readonly string[]): boolean {
	const names = codes
		.flatMap((code) => [code, code.replace(QUOTED, '')]) // n8n leaves the first text out of what it looks at
		.flatMap((code) => [...code.matchAll(CALL)].map(([, , name]) => name));
	const added = names.filter((name) => name === undefined || !isNative(name));
	const isOfNodes = added.every((name) => name === 'first' || name === 'last');
	return added.length > 0 && !(isOfNodes && !codes.some((code) => code.includes('?.')));
}

const QUOTED = /["'].*?["']/;
