// What an expression begins with: the item, an item of another node, or a value of the run.
import type { Scanner } from './scanner';
import type { Expression, Reference, Root } from './syntax';
import { isOrdinaryKey } from './values';

const RUN_VALUES: ReadonlySet<string> = new Set([
	'$workflow.id',
	'$workflow.name',
	'$workflow.active',
	'$execution.id',
	'$execution.mode',
]);

/** What reads the code: its signs, and the arguments of a call behind the opening parenthesis. */
interface Parser {
	scanner: Scanner;
	args(): Expression[] | undefined;
}

/** Reads a root, which begins with `$`. */
export function readRoot(parser: Parser): Root | undefined {
	const { scanner } = parser;
	const name = scanner.name();
	switch (name) {
		case '$json':
			return { kind: 'json' };
		case '$itemIndex':
			return { kind: 'itemIndex' };
		case '$vars':
			return { kind: 'runValue' };
		case '$workflow':
		case '$execution':
			return RUN_VALUES.has(`${name}.${step(parser) ?? ''}`) ? { kind: 'runValue' } : undefined;
		case '$input':
			return inputRoot(parser);
		case '$':
			return nodeRoot(parser);
		case '$node':
			return samePosition(parser);
		case '$item':
			return givenPosition(parser);
		case '$items':
			return items(parser);
		case undefined:
		default:
			return undefined;
	}
}

const reference = (found: Reference): Root => ({ kind: 'reference', reference: found });

/** `.name` or `["any name"]`: a step that is a part of the root. */
function step({ scanner }: Parser): string | undefined {
	if (scanner.sign('.') !== undefined) return scanner.name();
	if (scanner.sign('[') === undefined) return undefined;
	const key = scanner.text();
	return scanner.sign(']') === undefined ? undefined : key;
}

/** The arguments of a call, if they are whole numbers, or `$itemIndex` alone. */
function callArgs(parser: Parser): number[] | 'ownPosition' | undefined {
	if (parser.scanner.sign('(') === undefined) return undefined;
	const args = parser.args();
	const [only] = args ?? [];
	if (args?.length === 1 && only?.kind === 'chain' && only.links.length === 0 && only.root.kind === 'itemIndex') {
		return 'ownPosition';
	}
	return args && wholeNumbers(args);
}

function wholeNumbers(args: readonly Expression[]): number[] | undefined {
	const numbers = args.map((arg) => (arg.kind === 'value' && typeof arg.value === 'number' ? arg.value : NaN));
	return numbers.every(Number.isInteger) && numbers.length <= 2 ? numbers : undefined;
}

/** `$input.item.json`, `$input.first()`, `$input.last()`, `$input.all()`. */
function inputRoot(parser: Parser): Root | undefined {
	const what = step(parser);
	if (what === 'item') return step(parser) === 'json' ? reference({ from: 'inputItem' }) : undefined;
	const args = callArgs(parser);
	if (args === undefined || args.length > 0) return undefined;
	if (what === 'first') return reference({ from: 'inputFirst' });
	if (what === 'last') return reference({ from: 'inputLast' });
	return what === 'all' ? reference({ from: 'inputAll' }) : undefined;
}

/** `$("Node")`, and which of its items. */
function nodeRoot(parser: Parser): Root | undefined {
	const { scanner } = parser;
	if (!scanner.exactly('(')) return undefined;
	const node = scanner.text();
	if (node === undefined || !isOrdinaryKey(node) || scanner.sign(')') === undefined) return undefined;
	const what = step(parser);
	if (what === 'item') return reference({ from: 'paired', node });
	const args = callArgs(parser);
	if (args === undefined) return undefined;
	if (what === 'itemMatching') return args === 'ownPosition' ? reference({ from: 'paired', node }) : undefined;
	if (args === 'ownPosition') return undefined;
	if (what === 'pairedItem') return args.length === 0 ? reference({ from: 'paired', node }) : undefined;
	return what === 'first' || what === 'last' || what === 'all' ? reference({ from: what, node, args }) : undefined;
}

/** `$node["Node"].json`; `data` is an older name of the same. */
function samePosition(parser: Parser): Root | undefined {
	const node = jsonOfNode(parser);
	return node === undefined ? undefined : reference({ from: 'samePosition', node });
}

function jsonOfNode(parser: Parser): string | undefined {
	const node = step(parser);
	const part = step(parser);
	return node !== undefined && isOrdinaryKey(node) && (part === 'json' || part === 'data') ? node : undefined;
}

/** `$item(0).$node["Node"].json`; older editors wrote `$item("0")`. */
function givenPosition(parser: Parser): Root | undefined {
	if (!parser.scanner.exactly('(')) return undefined;
	const [arg, more] = parser.args() ?? [];
	if (arg?.kind !== 'value' || more !== undefined || !/^\d{1,6}$/.test(String(arg.value))) return undefined;
	if (step(parser) !== '$node') return undefined;
	const node = jsonOfNode(parser);
	return node === undefined ? undefined : reference({ from: 'position', node, itemIndex: Number(arg.value) });
}

/** `$items()`, `$items("Node")`, `$items("Node", 0, 0)` */
function items(parser: Parser): Root | undefined {
	if (!parser.scanner.exactly('(')) return undefined;
	const [first, ...rest] = parser.args() ?? [];
	const args = wholeNumbers(rest);
	if (first === undefined || args === undefined || first.kind !== 'value' || typeof first.value !== 'string')
		return undefined;
	return isOrdinaryKey(first.value) ? reference({ from: 'items', node: first.value, args }) : undefined;
}
