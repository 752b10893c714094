// Regular expressions that users write in expressions: those whose cost is bounded run here, on texts short enough; the rest is n8n's.

/** A regular expression, and the longest text that it may see here. */
export interface Pattern {
	regex: RegExp;
	longest: number;
}

/** Steps that one search may take at the very worst, about 10 ms: a run of this node must never block n8n. */
const MOST_STEPS = 1_000_000;
const FLAGS = /^[gim]{0,3}$/;

/** One character of a pattern: itself, an escape, or a class. Groups that look around, name or point back are not read. */
const CHARACTER = /^(?:[^\\()[\]{}|?*+/^$]|\\[dDwWsSbBnrt]|\\u[0-9a-fA-F]{4}|\\[^\w\s]|[\^$])/;
const CLASS = /^\[\^?(?:[^\\\]/]|\\[dDwWsSbnrt]|\\u[0-9a-fA-F]{4}|\\[^\w\s])+\]/;
const QUANTIFIER = /^(?:[*+?]|\{(\d{1,3})(,(\d{1,3})?)?\})\??/;

/** How many characters a pattern has, and how its steps may grow: with the length of the text to the power of `loops`, and twofold with each of `choices`. */
interface Cost {
	size: number;
	loops: number;
	choices: number;
}

/** Reads `/source/flags`. Undefined if it may take long, or is written in a way that is not read here. */
export function readPattern(source: string, flags: string): Pattern | undefined {
	if (!FLAGS.test(flags)) return undefined;
	const reader = { rest: source };
	const cost = readAlternatives(reader, 0);
	if (cost === undefined || reader.rest !== '') return undefined;
	const perLength = MOST_STEPS / (2 ** cost.choices * (1 + cost.size));
	const longest = Math.floor(perLength ** (1 / (cost.loops + 1)));
	try {
		return { regex: new RegExp(source, flags), longest };
	} catch {
		return undefined;
	}
}

/** `a|b|c`, up to the end or a closing parenthesis: the branches are tried one after the other. */
function readAlternatives(reader: { rest: string }, depth: number): Cost | undefined {
	const cost: Cost = { size: 0, loops: 0, choices: 0 };
	for (;;) {
		const branch = readSequence(reader, depth);
		if (branch === undefined) return undefined;
		cost.size += branch.size;
		cost.loops = Math.max(cost.loops, branch.loops);
		cost.choices = Math.max(cost.choices, branch.choices);
		if (!reader.rest.startsWith('|')) return cost;
		reader.rest = reader.rest.slice(1);
		cost.choices += 1;
	}
}

function readSequence(reader: { rest: string }, depth: number): Cost | undefined {
	const cost: Cost = { size: 0, loops: 0, choices: 0 };
	while (reader.rest !== '' && !/^[|)]/.test(reader.rest)) {
		const group = /^\((?:\?:)?/.exec(reader.rest)?.[0];
		const atom = group ?? CLASS.exec(reader.rest)?.[0] ?? CHARACTER.exec(reader.rest)?.[0];
		if (atom === undefined || depth > 4) return undefined;
		reader.rest = reader.rest.slice(atom.length);
		if (group !== undefined) {
			const inner = readAlternatives(reader, depth + 1);
			if (inner === undefined || !reader.rest.startsWith(')')) return undefined;
			reader.rest = reader.rest.slice(1);
			cost.size += inner.size;
			cost.loops += inner.loops;
			cost.choices += inner.choices;
		}
		const quantifier = QUANTIFIER.exec(reader.rest);
		cost.size += Math.max(1, Number(quantifier?.[1] ?? 1), Number(quantifier?.[3] ?? 1));
		if (quantifier === null) continue;
		reader.rest = reader.rest.slice(quantifier[0].length);
		const [text, least, range, most] = quantifier;
		// A loop around a group may nest loops, and their steps multiply.
		if (group !== undefined && !text.startsWith('?')) return undefined;
		if (text.startsWith('?')) cost.choices += 1;
		else if (least === undefined || (range !== undefined && most === undefined)) cost.loops += 1;
		else if (range !== undefined) cost.choices += Math.ceil(Math.log2(1 + Number(most)));
	}
	return cost;
}
