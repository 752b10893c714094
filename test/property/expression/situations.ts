// Where a node is in an execution: what ran before it, how its items are linked to theirs, and what is missing or broken of that.
import fc from 'fast-check';
import type { IDataObject, INode, INodeExecutionData, IPairedItemData, ISourceData, ITaskData } from 'n8n-workflow';
import { items, type DateTimeClass } from './items';
import { steps } from './references';

/** One execution as our node, "Uservox", finds it. */
export interface Situation {
	input: INodeExecutionData[];
	source: ISourceData;
	runData: Record<string, ITaskData[]>;
	runIndex: number;
	mode: 'manual' | 'trigger' | 'integrated';
	/** Whether the workflow keeps files within the JSON of items, which changes what expressions are given as an item. */
	isCombined: boolean;
}

const node = (name: string): INode => ({
	id: name,
	name,
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});
const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });

export const NODES: INode[] = [
	'Start',
	'Sheet',
	'Config',
	'If',
	'Merge',
	'Loop',
	'Pinned',
	'Never',
	'Aside',
	'Uservox',
].map(node);

/** All ways by which items reach our node; "Aside" runs, but leads nowhere. */
export const CONNECTIONS = {
	Start: { main: [[to('Sheet'), to('Config'), to('Aside')]] },
	Sheet: { main: [[to('If'), to('Loop'), to('Uservox')]] },
	If: { main: [[to('Merge')], [to('Uservox')]] },
	Config: { main: [[to('Merge', 1)]] },
	Never: { main: [[to('Merge')]] },
	Pinned: { main: [[to('Config')]] },
	Merge: { main: [[to('Uservox')]] },
	Loop: { main: [[], [to('Uservox')]] },
	Uservox: { main: [[to('Loop')]] },
};

export const PIN_DATA: Record<string, INodeExecutionData[]> = {
	Pinned: [{ json: { phone: '+999 1', a: { a: 1 } } }, { json: { name: ' Asha ', id: 7 } }],
};

/** Our node behind a node that was given these items, as plain as it can be. */
export function plainSituation(jsons: readonly IDataObject[]): Situation {
	const config = [{ json: { processId: 'p-1', n: 3 } }, { json: { processId: 'p-2' } }];
	return {
		input: jsons.map((json, item) => ({ json, pairedItem: { item } })),
		source: { previousNode: 'Config' },
		runData: { Config: [task([config], [])] },
		runIndex: 0,
		mode: 'manual',
		isCombined: false,
	};
}

const task = (main: INodeExecutionData[][], source: ISourceData[]): ITaskData => ({
	startTime: 0,
	executionTime: 0,
	executionIndex: 0,
	source,
	data: { main },
});

/** Numbers drawn beforehand, taken one after the other. */
class Draws {
	private next = 0;

	constructor(private readonly numbers: readonly number[]) {}

	/** A number below `count`. */
	below(count: number): number {
		this.next += 1;
		return (this.numbers[this.next % this.numbers.length] ?? 0) % count;
	}

	/** The link of an item to the one it came from: nearly always right. */
	link(item: number): IPairedItemData | IPairedItemData[] | number | undefined {
		const odd = [
			undefined,
			item,
			{ item: 99 },
			[{ item }],
			[{ item }, { item: 0 }],
			[],
			{ item, input: 1 },
			{ item, input: 7 },
			{ item, sourceOverwrite: { previousNode: 'Config' } },
			{ item, sourceOverwrite: { previousNode: 'Sheet', previousNodeRun: 1 } },
		];
		return this.below(8) === 0 ? odd[this.below(odd.length)] : { item };
	}
}

function situation(rows: readonly IDataObject[][], numbers: readonly number[]): Situation {
	const draws = new Draws(numbers);
	const linked = (jsons: readonly IDataObject[]): INodeExecutionData[] =>
		jsons.map((json, item) => ({ json, pairedItem: draws.link(item) }));
	const [first = [], second = [], settings = []] = rows;
	const sheets = draws.below(2) === 0 ? [first] : [first, second];
	const last = sheets.length - 1;
	const sheet = sheets.map((jsons) => task([linked(jsons)], [{ previousNode: 'Start' }]));
	const config = task([linked(settings.slice(0, draws.below(4)))], [{ previousNode: 'Start' }]);
	const ofSheet = (run: number): ISourceData => ({ previousNode: 'Sheet', previousNodeRun: run });
	const branches = sheets.map((jsons, run) => {
		const all = linked(jsons.map((json) => ({ ...json, branch: run })));
		return task([all.filter((_, index) => index % 2 === 0), all.filter((_, index) => index % 2 === 1)], [ofSheet(run)]);
	});
	const merged = task(
		[
			[
				...(sheets[last] ?? []).map((json, item) => ({ json, pairedItem: draws.link(item) })),
				...settings.map((json, item) => ({
					json,
					pairedItem: [
						{ item, input: 1 },
						{ item, input: 0 },
					],
				})),
			],
		],
		[{ previousNode: 'If', previousNodeRun: last }, { previousNode: 'Config' }],
	);
	const loops = Array.from({ length: 1 + draws.below(3) }, (_, run) =>
		task([[], linked([{ ...first[run % 3], round: run }, ...second])], [ofSheet(draws.below(2))]),
	);
	const runData: Situation['runData'] = {
		Start: [task([[{ json: settings[0] ?? {} }]], [])],
		Sheet: sheet,
		If: branches,
		Loop: loops,
		Aside: [task([linked(second)], [{ previousNode: 'Start' }])],
		...(draws.below(4) === 0 ? {} : { Config: [config], Merge: [merged] }),
	};
	const sources: ISourceData[] = [
		ofSheet(last),
		{ previousNode: 'If', previousNodeOutput: 1, previousNodeRun: last },
		{ previousNode: 'If', previousNodeOutput: 0, previousNodeRun: 0 },
		{ previousNode: 'Merge' },
		{ previousNode: 'Loop', previousNodeOutput: 1, previousNodeRun: draws.below(loops.length) },
	];
	const source = sources[draws.below(sources.length)] ?? ofSheet(0);
	const { previousNode, previousNodeRun = 0, previousNodeOutput = 0 } = source;
	const given = runData[previousNode]?.[previousNodeRun]?.data?.main?.[previousNodeOutput] ?? [];
	return {
		input: given.map(({ json }, item) => ({ json, pairedItem: draws.below(20) === 0 ? draws.link(item) : { item } })),
		source,
		runData,
		runIndex: draws.below(3),
		mode: (['manual', 'trigger', 'integrated'] as const)[draws.below(3)] ?? 'trigger',
		isCombined: draws.below(6) === 0,
	};
}

export const situations = (friendly: boolean, DateTime: DateTimeClass): fc.Arbitrary<Situation> =>
	fc
		.tuple(
			fc.array(items(friendly, DateTime), { minLength: 3, maxLength: 3 }),
			fc.array(fc.nat(10_000), { minLength: 61, maxLength: 61 }),
		)
		.map(([rows, numbers]) => situation(rows, numbers))
		.filter(({ input }) => input.length > 0);

const NAMES = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom('Sheet', 'Sheet', 'If', 'Config', 'Merge', 'Loop') },
	{
		weight: 1,
		arbitrary: fc.constantFrom('Start', 'Pinned', 'Never', 'Aside', 'Nobody', 'Uservox', "It's", 'toString'),
	},
);
const quoted = (name: string, double: boolean): string =>
	double ? JSON.stringify(name) : `'${name.replace(/'/g, "\\'")}'`;

const FORMS: ReadonlyArray<(name: string, k: number) => string> = [
	(name) => `$(${name}).item.json`,
	(name) => `$(${name}).item.json`,
	(name) => `$node[${name}].json`,
	(name) => `$node[${name}].json`,
	(name) => `$(${name}).first().json`,
	(name) => `$(${name}).last().json`,
	(name, k) => `$(${name}).all()[${k}].json`,
];
const RARE_FORMS: ReadonlyArray<(name: string, k: number) => string> = [
	(name) => `$(${name}).pairedItem().json`,
	(name) => `$(${name}).itemMatching($itemIndex).json`,
	(name, k) => `$(${name}).itemMatching(${k}).json`,
	(name, k) => `$(${name}).first(${k}).json`,
	(name, k) => `$(${name}).last(0, ${k}).json`,
	(name) => `$(${name}).all()[$itemIndex]?.json`,
	(name) => `$(${name})["item"].json`,
	(name) => `$(${name}).item?.json`,
	(name) => `$(${name}).first()?.json`,
	(name) => `$(${name}).item`,
	(name) => `$(${name}).item.pairedItem`,
	(name) => `$(${name}).item.binary`,
	(name) => `$(${name})`,
	(name) => `$(${name}).isExecuted`,
	(name) => `$(${name}).all().length`,
	(name) => `$node[${name}].data`,
	(name) => `$node[${name}]["json"]`,
	(name) => `$node[${name}].runIndex`,
	() => '$node.Sheet.json',
	(name, k) => `$items(${name})[${k}].json`,
	(name) => `$items(${name})[$itemIndex].json`,
	(name, k) => `$items(${name}, 0, ${k})[0].json`,
	(name, k) => `$items(${name}, 1)[${k}].json`,
	(_, k) => `$items()[${k}].json`,
	(name, k) => `$item(${k}).$node[${name}].json`,
	(name, k) => `$item("${k}").$node[${name}].json`,
	() => '$input.item.json',
	() => '$input.item',
	() => '$input.first().json',
	() => '$input.last().json',
	() => '$input.first(0).json',
	(_, k) => `$input.all()[${k}].json`,
	() => '$input.all().length',
	() => '$input.params',
	() => '$itemIndex',
	() => '$runIndex',
	() => '$json',
];

/** A reference to an item of a node, up to its json; friendly ones are those of the editor and of older workflows. */
export const reference = (friendly: boolean): fc.Arbitrary<string> =>
	fc
		.tuple(NAMES, fc.boolean(), fc.nat(2), fc.constantFrom(...(friendly ? FORMS : [...FORMS, ...RARE_FORMS])))
		.map(([name, double, k, form]) => form(quoted(name, double), k));

/** The same with steps into it. */
export const referenced = (friendly: boolean): fc.Arbitrary<string> =>
	fc.tuple(reference(friendly), steps(friendly)).map((parts) => parts.join(''));
