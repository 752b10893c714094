// Reads the code of an expression as a tree. What is not certain to mean here what it means to n8n is not read at all.
import { Scanner } from './scanner';
import { readRoot } from './roots';
import {
	isRoot,
	type BinaryOperator,
	type Conversion,
	type Expression,
	type Link,
	type LogicalOperator,
} from './syntax';
import { isKnownCall } from './methods';
import { isOrdinaryKey, type Primitive } from './values';

const LONGEST_CODE = 4_000;
const DEEPEST = 24;

/** By how tightly they bind, the loosest first. */
const BINARY: ReadonlyArray<readonly BinaryOperator[]> = [
	['===', '!==', '==', '!='],
	['<=', '>=', '<', '>'],
	['+', '-'],
	['*', '/', '%'],
];
/** Signs that begin like an operator and are another. */
const OTHER_SIGNS = ['++', '--', '**', '//', '/*', '<<', '>>', '=>', '+=', '-=', '*=', '/=', '%='];
const CONVERSIONS: ReadonlySet<string> = new Set<Conversion>(['String', 'Number', 'Boolean', 'parseInt', 'parseFloat']);
const isConversion = (name: string): name is Conversion => CONVERSIONS.has(name);
const NAMED_VALUES = new Map<string, Primitive>([
	['true', true],
	['false', false],
	['null', null],
	['undefined', undefined],
]);

/** The tree of the code between `{{` and `}}`; undefined if it is not read here. */
export function parse(code: string): Expression | undefined {
	if (code.length > LONGEST_CODE) return undefined;
	const parser = new Parser(new Scanner(code));
	const expression = parser.expression();
	return expression !== undefined && parser.isDone() ? expression : undefined;
}

/** The references in code that need not be read here as a whole, each up to its last step that is no call. */
export function parseReferences(code: string): Expression[] {
	if (code.length > LONGEST_CODE) return [];
	return [...code.matchAll(/\$(?!\{)/g)].flatMap(
		({ index }) => new Parser(new Scanner(code.slice(index))).reference() ?? [],
	);
}

/** Each method reads one rule of the grammar, and gives undefined for what is not read here: then nothing is. */
export class Parser {
	private depth = 0;
	private hasTemplate = false;
	private hasOptional = false;

	constructor(readonly scanner: Scanner) {}

	/** Whether all was read; n8n itself fails where `?.` is beside a template literal. */
	isDone(): boolean {
		return this.scanner.isAtEnd() && !(this.hasTemplate && this.hasOptional);
	}

	/** `a ? b : c`, or what binds tighter. */
	expression(): Expression | undefined {
		this.depth += 1;
		const expression = this.depth > DEEPEST ? undefined : this.choice();
		this.depth -= 1;
		return expression;
	}

	private choice(): Expression | undefined {
		const test = this.logical();
		if (test === undefined || this.scanner.sign('?') === undefined) return test;
		const yes = this.expression();
		if (yes === undefined || this.scanner.sign(':') === undefined) return undefined;
		const no = this.expression();
		return no && { kind: 'choice', test, yes, no };
	}

	/** `a ?? b`, or `a || b && c`; JavaScript allows no mixture without parentheses. */
	private logical(): Expression | undefined {
		let left = this.and();
		const operator = this.scanner.sign('??', '||');
		if (operator === undefined) return left;
		if (operator === '??' && left?.kind === 'logical' && left.operator === '&&') return undefined;
		for (let next: LogicalOperator | undefined = operator; next !== undefined; next = this.scanner.sign(operator)) {
			const right: Expression | undefined = operator === '??' ? this.binary(0) : this.and();
			if (left === undefined || right === undefined) return undefined;
			left = { kind: 'logical', operator, left, right };
		}
		return left;
	}

	private and(): Expression | undefined {
		let left = this.binary(0);
		while (left !== undefined && this.scanner.sign('&&') !== undefined) {
			const right = this.binary(0);
			if (right === undefined) return undefined;
			left = { kind: 'logical', operator: '&&', left, right };
		}
		return left;
	}

	private binary(level: number): Expression | undefined {
		const operators = BINARY[level];
		if (operators === undefined) return this.unary();
		let left = this.binary(level + 1);
		while (left !== undefined && !OTHER_SIGNS.some((sign) => this.scanner.sees(sign))) {
			const operator = this.scanner.sign(...operators);
			if (operator === undefined) break;
			const right = this.binary(level + 1);
			if (right === undefined) return undefined;
			left = { kind: 'binary', operator, left, right };
		}
		return left;
	}

	private unary(): Expression | undefined {
		if (this.scanner.sees('++') || this.scanner.sees('--')) return undefined;
		const operator = this.scanner.sign('!', '-', '+');
		if (operator === undefined) return this.chain();
		this.depth += 1;
		const of = this.depth > DEEPEST ? undefined : this.unary();
		this.depth -= 1;
		return of && { kind: 'unary', operator, of };
	}

	/** A reference alone, with the steps behind it that are no calls. */
	reference(): Expression | undefined {
		const root = readRoot(this);
		if (root === undefined) return undefined;
		const links: Link[] = [];
		for (;;) {
			const link = this.link(undefined);
			if (link === undefined || link === 'none' || link.kind === 'call') return { kind: 'chain', root, links };
			links.push(link);
		}
	}

	/** A value, and the steps and calls behind it. */
	private chain(): Expression | undefined {
		const number = this.scanner.number();
		if (number !== undefined) return { kind: 'value', value: number };
		const root = this.scanner.sees('$') ? readRoot(this) : this.primary();
		if (root === undefined) return undefined;
		const links: Link[] = [];
		for (;;) {
			const link = this.link(root.kind === 'list' && links.length === 0 ? 'list' : links.at(-1));
			if (link === undefined) return undefined;
			if (link === 'none') break;
			links.push(link);
		}
		if (links.length > 0) return { kind: 'chain', root, links };
		return isRoot(root) ? { kind: 'chain', root, links } : root;
	}

	/** `.name`, `["any name"]`, `[0]`, `.call(…)`, each with or without `?.`. */
	private link(before: Link | 'list' | undefined): Link | 'none' | undefined {
		const { scanner } = this;
		const optional = scanner.sign('?.') !== undefined;
		this.hasOptional ||= optional;
		if (scanner.sign('[') !== undefined) {
			const key = scanner.text() ?? scanner.index();
			if (key === undefined && scanner.name() !== '$itemIndex') return undefined;
			if (scanner.sign(']') === undefined) return undefined;
			if (key === undefined) return { kind: 'ownPosition', optional };
			return isOrdinaryKey(key) ? { kind: 'key', key, optional } : undefined;
		}
		if (!optional && scanner.sign('.') === undefined) return scanner.sees('(') ? undefined : 'none';
		const name = scanner.name();
		if (name === undefined) return undefined;
		if (scanner.sign('(') === undefined) return isOrdinaryKey(name) ? { kind: 'key', key: name, optional } : undefined;
		const args = this.args();
		return args !== undefined && isKnownCall(name, args, before)
			? { kind: 'call', method: name, args, optional }
			: undefined;
	}

	/** The arguments of a call, behind its opening parenthesis. */
	args(): Expression[] | undefined {
		const args: Expression[] = [];
		if (this.scanner.sign(')') !== undefined) return args;
		for (;;) {
			const arg = this.argument();
			if (arg === undefined) return undefined;
			args.push(arg);
			const sign = this.scanner.sign(',', ')');
			if (sign === ')') return args;
			if (sign === undefined) return undefined;
		}
	}

	private argument(): Expression | undefined {
		if (!this.scanner.sees('/')) return this.expression();
		const pattern = this.scanner.pattern();
		return pattern && { kind: 'pattern', pattern };
	}

	private primary(): Expression | undefined {
		const { scanner } = this;
		const text = scanner.text();
		if (text !== undefined) return { kind: 'value', value: text };
		const sign = scanner.sign('(', '[', '`');
		if (sign === '(') {
			const inner = this.expression();
			return scanner.sign(')') === undefined ? undefined : inner;
		}
		if (sign === '[') return this.list();
		if (sign === '`') return this.template();
		const name = scanner.name();
		if (name === undefined) return undefined;
		if (NAMED_VALUES.has(name)) return { kind: 'value', value: NAMED_VALUES.get(name) };
		if (!isConversion(name)) return undefined;
		if (scanner.sign('(') === undefined) return name === 'Boolean' ? { kind: 'truthy' } : undefined;
		const args = this.args();
		return args && { kind: 'convert', to: name, args };
	}

	private list(): Expression | undefined {
		const entries: Expression[] = [];
		for (;;) {
			const entry = this.expression();
			if (entry === undefined) return undefined;
			entries.push(entry);
			const sign = this.scanner.sign(',', ']');
			if (sign === ']') return { kind: 'list', entries };
			if (sign === undefined) return undefined;
		}
	}

	private template(): Expression | undefined {
		const { scanner } = this;
		this.hasTemplate = true;
		const texts = [scanner.templateText()];
		const parts: Expression[] = [];
		while (!scanner.exactly('`')) {
			if (!scanner.exactly('${')) return undefined;
			const part = this.expression();
			if (part === undefined || scanner.sign('}') === undefined) return undefined;
			parts.push(part);
			texts.push(scanner.templateText());
		}
		return { kind: 'template', texts, parts };
	}
}
