// The expressions that are read here, as trees: references with steps and calls, and the operators between them.
import type { Pattern } from './pattern';
import type { Primitive } from './values';

/** Data that n8n finds for an expression. Names of nodes are as the user sees them; arguments are whole numbers. */
export type Reference =
	/** `$('Node').item`: by n8n's item links. */
	| { from: 'paired'; node: string }
	/** `$('Node').first()`, `.last()`, and `.all()`, a list. */
	| { from: 'first' | 'last' | 'all'; node: string; args: readonly number[] }
	/** `$node["Node"].json`: the item at the same position. */
	| { from: 'samePosition'; node: string }
	/** `$item(2).$node["Node"].json`: the item at a given position. */
	| { from: 'position'; node: string; itemIndex: number }
	/** `$items("Node")`, a list. */
	| { from: 'items'; node: string; args: readonly number[] }
	/** `$input.first()`, `.last()`, and `.all()`, a list. */
	| { from: 'inputFirst' | 'inputLast' | 'inputAll' }
	/** `$input.item.json`: the item itself, unless n8n keeps items in another form. */
	| { from: 'inputItem' };

export type Root =
	/** `$json`: the item itself. */
	| { kind: 'json' }
	| { kind: 'itemIndex' }
	| { kind: 'reference'; reference: Reference }
	/** What stays the same for a whole run, and only n8n knows: `$vars`, `$workflow.id`, `$execution.id`. */
	| { kind: 'runValue' };

const ROOTS: ReadonlySet<string> = new Set<Root['kind']>(['json', 'itemIndex', 'reference', 'runValue']);

export function isRoot(value: Root | Expression): value is Root {
	return ROOTS.has(value.kind);
}

/** A step of a chain. `optional`: with `?.`, which ends the chain without a value where there is nothing. */
export type Link =
	| { kind: 'key'; key: string; optional: boolean }
	/** `[$itemIndex]` */
	| { kind: 'ownPosition'; optional: boolean }
	| { kind: 'call'; method: string; args: readonly Expression[]; optional: boolean };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<' | '>' | '<=' | '>=' | '==' | '!=' | '===' | '!==';
export type LogicalOperator = '||' | '&&' | '??';
export type Conversion = 'String' | 'Number' | 'Boolean' | 'parseInt' | 'parseFloat';

export type Expression =
	| { kind: 'value'; value: Primitive }
	| { kind: 'chain'; root: Root | Expression; links: readonly Link[] }
	| { kind: 'unary'; operator: '!' | '-' | '+'; of: Expression }
	| { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
	| { kind: 'logical'; operator: LogicalOperator; left: Expression; right: Expression }
	| { kind: 'choice'; test: Expression; yes: Expression; no: Expression }
	/** A template literal; one text more than parts. */
	| { kind: 'template'; texts: readonly string[]; parts: readonly Expression[] }
	| { kind: 'list'; entries: readonly Expression[] }
	| { kind: 'convert'; to: Conversion; args: readonly Expression[] }
	/** `/…/g`, as an argument. */
	| { kind: 'pattern'; pattern: Pattern }
	/** `Boolean`, as the argument of `filter`. */
	| { kind: 'truthy' };
