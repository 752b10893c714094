// The examples that users import: nothing in them is invented, a dry run of them touches nothing, and their notes can be read.
import type { INode } from 'n8n-workflow';
import { exampleWorkflows, type WorkflowFile } from '../workflows';
import { isObject, textOf } from '../values';

const FILES = [...exampleWorkflows()];
const OURS = /^n8n-nodes-uservox\.uservox(?:Tool)?$/;
const isInitiate = ({ type, parameters }: INode) =>
	OURS.test(type) &&
	(parameters.resource ?? 'lead') === 'lead' &&
	['initiate', 'bulkInitiate'].includes(textOf(parameters.operation ?? 'initiate'));
const isNote = ({ type }: INode) => type.endsWith('.stickyNote');
const isSheet = ({ type }: INode) => type.endsWith('.googleSheets');
const READING = new Set(['', 'read', 'get']);

/** A node that changes something outside n8n, other than Uservox. */
function writes({ type, parameters }: INode): boolean {
	if (type.endsWith('.googleSheets')) return !READING.has(textOf(parameters.operation ?? ''));
	if (type.endsWith('.hubspot')) return parameters.operation !== 'get';
	return /\.(?:slack|emailSend)$/.test(type);
}

/** Whether it lets items go by whether they are of a dry run. */
const mindsDryRun = ({ type, parameters }: INode) =>
	/\.(?:filter|if|switch)$/.test(type) && JSON.stringify(parameters).includes('dryRun');

function next({ nodes, connections }: WorkflowFile, { name }: INode): INode[] {
	const targets = Object.values(connections[name] ?? {}).flatMap((outputs) =>
		outputs.flatMap((output) => (output ?? []).map(({ node }) => node)),
	);
	return nodes.filter((node) => targets.includes(node.name));
}

/** The nodes that can be reached from these without passing one that `stops`. */
function reachable(file: WorkflowFile, from: INode[], stops: (node: INode) => boolean): Set<INode> {
	const seen = new Set<INode>();
	const open = [...from];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		if (seen.has(node) || stops(node)) continue;
		seen.add(node);
		open.push(...next(file, node));
	}
	return seen;
}

describe.each(FILES)('the example %s', (_name, file) => {
	const { nodes, connections } = file;
	const sheets = nodes.filter((node) => isSheet(node) && writes(node));

	test('nothing invented is chosen: what is missing is empty, and n8n marks it', () => {
		const text = JSON.stringify(nodes);
		expect(text).not.toMatch(/[0-9a-f]{24}|https?:\/\/|@\w+\.\w+|"#\w+"/i);
		for (const { type, parameters } of nodes) {
			if (!type.startsWith('n8n-nodes-uservox.') || !isObject(parameters.processId)) continue;
			expect(parameters.processId).toEqual({ __rl: true, mode: 'list', value: '' });
		}
	});

	test('it has one manual trigger at most: n8n keeps only one', () => {
		expect(nodes.filter(({ type }) => type.endsWith('.manualTrigger')).length).toBeLessThanOrEqual(1);
	});

	test('a dry run changes nothing outside', () => {
		for (const node of nodes.filter(isInitiate)) {
			expect(node.parameters.dryRun ?? false).toBe(false);
			const after = reachable(file, next(file, node), mindsDryRun);
			expect([...after].filter(writes).map(({ name }) => name)).toEqual([]);
		}
		// What is marked before a lead is started is not marked in a dry run either.
		const starts = nodes.filter(
			({ name }) => !Object.values(connections).some((way) => JSON.stringify(way).includes(`"${name}"`)),
		);
		const before = [...reachable(file, starts, mindsDryRun)].filter(writes);
		const marks = before
			.filter((node) => [...reachable(file, [node], () => false)].some(isInitiate))
			// A person who is asked first is asked in a dry run as well.
			.filter((node) => !next(file, node).some(({ type }) => type.endsWith('.wait')));
		expect(marks.map(({ name }) => name)).toEqual([]);
	});

	test('no sheet is read by a range, whose row numbers are not those of the sheet', () => {
		for (const { parameters } of nodes.filter(isSheet))
			expect(JSON.stringify(parameters)).not.toContain('rangeDefinition');
	});

	test('sheets are written unchanged: no number or formula is made of a phone number or a text', () => {
		for (const { parameters } of sheets) expect(parameters.options).toMatchObject({ cellFormat: 'RAW' });
	});

	test('rows are found by an id; by their number only beside that, where they have none', () => {
		const keyOf = ({ parameters }: INode) => (parameters.columns as { matchingColumns: string[] }).matchingColumns[0];
		const keys = new Set(sheets.filter(({ parameters }) => parameters.operation === 'update').map(keyOf));
		if (keys.has('row_number')) expect(keys.size).toBeGreaterThan(1);
	});

	test('a fault of the set-up is not a final status', () => {
		for (const { parameters } of sheets) {
			const { value } = parameters.columns as { value: Record<string, string> };
			for (const expression of Object.values(value)) {
				if (/: \$json\.errorCode \}\}$/.test(expression)) expect(expression).toContain('processNotFound');
			}
		}
	});

	test('a loop has one way back, or its ways are merged before it', () => {
		for (const node of nodes.filter(({ type }) => OURS.test(type))) {
			const outputs = connections[node.name]?.main ?? [];
			const back = outputs.filter((output) =>
				(output ?? []).some(({ node: name }) => {
					const target = nodes.filter((one) => one.name === name);
					return [...reachable(file, target, ({ type }) => type.endsWith('.merge'))].some(({ type }) =>
						type.endsWith('.splitInBatches'),
					);
				}),
			);
			expect(back.length).toBeLessThanOrEqual(1);
		}
	});

	const boxOf = ({ position: [x, y], parameters }: INode) => ({
		left: x,
		top: y,
		right: x + Number(parameters.width),
		bottom: y + Number(parameters.height),
	});
	/** A node on the canvas, with its name and its subtitle under it. */
	const placeOf = ({ position: [x, y] }: INode) => ({ left: x - 40, top: y - 20, right: x + 140, bottom: y + 170 });
	type Box = ReturnType<typeof boxOf>;
	const overlap = (one: Box, other: Box) =>
		one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

	test('notes cover neither nodes nor each other, and are beside the nodes they are about', () => {
		const notes = nodes.filter(isNote);
		const others = nodes.filter((node) => !isNote(node));
		expect(notes.length).toBeGreaterThanOrEqual(2);
		for (const note of notes) {
			const box = boxOf(note);
			const covered = [
				...others.filter((node) => overlap(box, placeOf(node))),
				...notes.filter((other) => other !== note && overlap(box, boxOf(other))),
			];
			expect([note.name, covered.map(({ name }) => name)]).toEqual([note.name, []]);
		}
		for (const note of notes.filter(({ name }) => name.startsWith('Fill in'))) {
			const content = textOf(note.parameters.content);
			const meant = others.filter(({ name }) => content.includes(`*${name}*`));
			const near = {
				...boxOf(note),
				top: boxOf(note).top - 330,
				left: boxOf(note).left - 260,
				right: boxOf(note).right + 260,
			};
			if (meant.length > 0)
				expect([note.name, meant.some((node) => overlap(near, placeOf(node)))]).toEqual([note.name, true]);
		}
	});

	test('every node that a note or an expression names is there', () => {
		const names = new Set(nodes.map(({ name }) => name));
		const text = JSON.stringify(nodes);
		for (const [, name = ''] of text.matchAll(/\$\('([^']+)'\)/g)) expect(names).toContain(name);
		for (const [, name = ''] of text.matchAll(/\$node\[\\\\?"([^"\\]+)\\\\?"\]/g)) expect(names).toContain(name);
	});
});
