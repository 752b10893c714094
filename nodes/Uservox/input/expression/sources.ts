// What an expression was made of for an item: the fields whose values should be in its result, to tell what was lost when it gives nothing.
import { parse, parseReferences } from './parser';
import { programOf, type Bind, type Program, type Scope } from './program';
import { split } from './scanner';
import { isRoot, type Expression } from './syntax';
import { isEnd } from './values';

/** A field that an expression names, and what it holds. */
export interface Named {
	name: string;
	value: unknown;
}

type Sources = (scope: Scope) => Named[];

/**
 * The fields of an item, or of items of other nodes, that the value of a raw parameter is made of. Of `a ? b : c` that is the branch that was
 * taken, not what was tested. Where the expression is not read here, it is all fields that it names.
 */
export function sourcesIn(raw: string, bind: Bind): Sources {
	const all = split(raw).codes.flatMap((code): Sources[] => {
		const expression = parse(code);
		return expression === undefined
			? parseReferences(code).map((reference) => sourcesOf(reference, bind))
			: [sourcesOf(expression, bind)];
	});
	return union(all);
}

const union =
	(all: readonly Sources[]): Sources =>
	(scope) =>
		all.flatMap((sources) => sources(scope));

const NONE: Sources = () => [];

function sourcesOf(expression: Expression, bind: Bind): Sources {
	const each = (parts: readonly Expression[]) => union(parts.map((part) => sourcesOf(part, bind)));
	switch (expression.kind) {
		case 'value':
		case 'pattern':
		case 'truthy':
			return NONE;
		case 'chain':
			return isRoot(expression.root) ? named(expression, bind) : sourcesOf(expression.root, bind);
		case 'unary':
			return expression.operator === '!' ? NONE : sourcesOf(expression.of, bind);
		case 'binary':
			return /^[-+*/%]$/.test(expression.operator) ? each([expression.left, expression.right]) : NONE;
		case 'logical': {
			const { operator, left, right } = expression;
			const [first, second] = [sourcesOf(left, bind), sourcesOf(right, bind)];
			// Of `a && b` the first is only tested.
			return operator === '&&' ? when(left, bind, second, NONE) : union([first, second]);
		}
		case 'choice':
			return when(expression.test, bind, sourcesOf(expression.yes, bind), sourcesOf(expression.no, bind));
		case 'template':
			return each(expression.parts);
		case 'list':
			return each(expression.entries);
		case 'convert':
			return each(expression.args);
	}
}

/** By what a test gives for the item; none where that is not known here. */
function when(test: Expression, bind: Bind, yes: Sources, no: Sources): Sources {
	const program = programOf(test, bind);
	return (scope) => {
		const value = program?.(scope);
		if (program === undefined || isEnd(value)) return [];
		return value ? yes(scope) : no(scope);
	};
}

/** The field that a chain leads to before it calls anything, by its last name. */
function named(expression: Expression & { kind: 'chain' }, bind: Bind): Sources {
	const call = expression.links.findIndex(({ kind }) => kind === 'call');
	const links = call < 0 ? expression.links : expression.links.slice(0, call);
	const names = links.flatMap((link) => (link.kind === 'key' && !/^\d+$/.test(link.key) ? [link.key] : []));
	const name = names.at(-1);
	const program: Program | undefined = programOf({ ...expression, links }, bind);
	return (scope) => {
		const value = program?.(scope);
		return name === undefined || program === undefined || isEnd(value) ? [] : [{ name, value }];
	};
}
