// Turns the tree of an expression into a function of an item. What that gives is n8n's value, or says to ask n8n's evaluator.
import type { IDataObject } from 'n8n-workflow';
import { call, type Argument } from './methods';
import { binary, convert, unary } from './operators';
import { isRoot, type Expression, type Link, type LogicalOperator, type Reference, type Root } from './syntax';
import { FAILED, isEnd, isPrimitive, isRecord, NEEDS_EVALUATOR, operand, step } from './values';

/** The item that an expression is read for. */
export interface Scope {
	json: IDataObject;
	itemIndex: number;
}

/** What an expression gives for an item; for what ends it, see `isEnd`. */
export type Program = (scope: Scope) => unknown;

/** What n8n holds at a reference, for an item of the input; `NEEDS_EVALUATOR` where n8n would say why there is nothing. */
export type LookUp = (scope: Scope) => unknown;

/** Finds out how to look a reference up; undefined where only n8n's evaluator can. */
export type Bind = (reference: Reference) => LookUp | undefined;

/** Makes the program of an expression; undefined if it holds what only n8n's evaluator knows. */
export function programOf(expression: Expression, bind: Bind): Program | undefined {
	switch (expression.kind) {
		case 'value': {
			const { value } = expression;
			return () => value;
		}
		case 'chain':
			return chain(expression.root, expression.links, bind);
		case 'unary': {
			const { operator } = expression;
			return combine([expression.of], bind, ([value]) => unary(operator, value));
		}
		case 'binary': {
			const { operator } = expression;
			return combine([expression.left, expression.right], bind, ([left, right]) => binary(operator, left, right));
		}
		case 'logical': {
			const [left, right] = programsOf([expression.left, expression.right], bind) ?? [];
			return left && right && logical(expression.operator, left, right);
		}
		case 'choice': {
			const [test, yes, no] = programsOf([expression.test, expression.yes, expression.no], bind) ?? [];
			return test && yes && no && choice(test, yes, no);
		}
		case 'template': {
			const { texts } = expression;
			return combine(expression.parts, bind, (values) =>
				values.every(isPrimitive)
					? texts.map((text, index) => (index === 0 ? text : String(values[index - 1]) + text)).join('')
					: NEEDS_EVALUATOR,
			);
		}
		case 'list':
			return combine(expression.entries, bind, (values) => values);
		case 'convert': {
			const { to } = expression;
			return combine(expression.args, bind, (values) => convert(to, values));
		}
		case 'pattern':
		case 'truthy':
			return undefined; // arguments only
	}
}

function programsOf(expressions: readonly Expression[], bind: Bind): Program[] | undefined {
	const programs = expressions.map((one) => programOf(one, bind)).filter((program) => program !== undefined);
	return programs.length === expressions.length ? programs : undefined;
}

/** A program that needs the values of all parts. */
function combine(
	parts: readonly Expression[],
	bind: Bind,
	combined: (values: unknown[]) => unknown,
): Program | undefined {
	const programs = programsOf(parts, bind);
	return (
		programs &&
		((scope) => {
			const values: unknown[] = [];
			for (const program of programs) {
				const value = operand(program(scope));
				if (isEnd(value)) return value;
				values.push(value);
			}
			return combined(values);
		})
	);
}

function logical(operator: LogicalOperator, left: Program, right: Program): Program {
	return (scope) => {
		const value = operand(left(scope));
		if (isEnd(value)) return value;
		const isLeft = operator === '&&' ? !value : operator === '||' ? value : value !== null && value !== undefined;
		return isLeft ? value : right(scope);
	};
}

function choice(test: Program, yes: Program, no: Program): Program {
	return (scope) => {
		const value = operand(test(scope));
		return isEnd(value) ? value : value ? yes(scope) : no(scope);
	};
}

/** One link of a chain, for the value before it, which is not null or undefined. */
type Step = (value: unknown, scope: Scope) => unknown;

function chain(root: Root | Expression, links: readonly Link[], bind: Bind): Program | undefined {
	const begin = isRoot(root) ? rootOf(root, bind) : programOf(root, bind);
	const steps = links.map((link) => ({ optional: link.optional, take: stepOf(link, bind) }));
	const known = steps.filter((one): one is { optional: boolean; take: Step } => one.take !== undefined);
	if (begin === undefined || known.length < steps.length) return undefined;
	return (scope) => {
		let value = begin(scope);
		for (const { optional, take } of known) {
			if (value === null || value === undefined) return optional ? undefined : FAILED;
			if (isEnd(value)) return value;
			value = take(value, scope);
		}
		return value;
	};
}

function rootOf(root: Root, bind: Bind): Program | undefined {
	switch (root.kind) {
		case 'json':
			return ({ json }) => json;
		case 'itemIndex':
			return ({ itemIndex }) => itemIndex;
		case 'reference':
			return bind(root.reference);
		case 'runValue':
			return undefined;
	}
}

function stepOf(link: Link, bind: Bind): Step | undefined {
	switch (link.kind) {
		case 'key': {
			const { key } = link;
			return (value) => step(value, key);
		}
		case 'ownPosition':
			return (value, { itemIndex }) => (isRecord(value) ? step(value, String(itemIndex)) : NEEDS_EVALUATOR);
		case 'call': {
			const args = link.args.map((arg) => argument(arg, bind));
			const known = args.filter((arg) => arg !== undefined);
			if (known.length < args.length) return undefined;
			const { method } = link;
			return (value, scope) => {
				const receiver = operand(value);
				if (isEnd(receiver)) return receiver;
				const given: Argument[] = [];
				for (const arg of known) {
					const evaluated = arg(scope);
					if (evaluated === NEEDS_EVALUATOR || evaluated === FAILED) return evaluated;
					given.push(evaluated);
				}
				return call(receiver, method, given);
			};
		}
	}
}

type ArgumentOf = (scope: Scope) => Argument | typeof NEEDS_EVALUATOR | typeof FAILED;

function argument(expression: Expression, bind: Bind): ArgumentOf | undefined {
	if (expression.kind === 'truthy') return () => undefined;
	if (expression.kind === 'pattern') {
		const { pattern } = expression;
		return () => pattern;
	}
	const program = programOf(expression, bind);
	return (
		program &&
		((scope) => {
			const value = operand(program(scope));
			return isEnd(value) || isPrimitive(value) ? value : NEEDS_EVALUATOR;
		})
	);
}
