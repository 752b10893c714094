// Mapping four fields: what our node reads, against what a node does that asks n8n's evaluator for each field of each item.
import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { runNode } from '../engine/engine';
import { evaluatorOf, readerOfNewLeads } from './built';
import { alternate, figure, printTable, timed, times } from './measure';
import { PROJECT } from '../ids';
import { MAPPINGS, parameters, rows, rowsWithHeaders, TOKEN, type Mapping } from './people';
import { withExecute } from './probe';

const COUNT = 10_000;

/** µs per item of both ways, in one execution of n8n's own engine. */
async function compare(
	mapping: Mapping | 'automatic',
	items: IDataObject[],
): Promise<{ ours: number; theirs: number }> {
	const evaluated: Mapping = mapping === 'automatic' ? 'plain' : mapping;
	const paths = Object.keys(MAPPINGS[evaluated]).map((field) => `leadFields.value.${field}`);
	const perItem = (ms: number) => (1_000 * ms) / items.length;
	let result = { ours: Number.NaN, theirs: Number.NaN };
	await withExecute(
		async (context) => {
			result = await alternate({
				ours: async () => perItem(await timed(() => readAll(context, parameters(mapping), items))),
				theirs: async () =>
					perItem(
						await timed(() => {
							for (const itemIndex of items.keys()) for (const path of paths) context.getNodeParameter(path, itemIndex);
						}),
					),
			});
		},
		async () =>
			await runNode(items, parameters(mapping === 'automatic' ? 'plain' : mapping), {
				credential: { apiToken: TOKEN, baseUrl: 'http://127.0.0.1:9' },
			}),
	);
	return result;
}

function readAll(context: IExecuteFunctions, nodeParameters: INodeParameters, items: IDataObject[]): void {
	const { look, read } = readerOfNewLeads({
		parameters: nodeParameters,
		evaluate: evaluatorOf(context),
		defaultProjectId: PROJECT,
		takeFromInput: true,
		input: { count: items.length, jsonOf: (itemIndex) => items[itemIndex] ?? {} },
	});
	for (const json of items) look?.(json);
	for (const [itemIndex, json] of items.entries()) read(json, itemIndex);
}

export async function benchMapping(): Promise<void> {
	const cases: Array<[string, Mapping | 'automatic', IDataObject[]]> = [
		['four plain references', 'plain', rows(COUNT)],
		['two templates among them', 'template', rows(COUNT)],
		['one computed field among them', 'computed', rows(COUNT)],
		["four of another node, $('Sheet').item", 'paired', rows(COUNT)],
		['four of another node, $node["Sheet"]', 'position', rows(COUNT)],
		["one left to n8n's evaluator", 'evaluated', rows(COUNT)],
		['automatic', 'automatic', rowsWithHeaders(COUNT).map((json, index) => ({ ...rows(1)[0], ...json, index }))],
	];
	const lines: string[][] = [];
	for (const [name, mapping, items] of cases) {
		const { ours, theirs } = await compare(mapping, items);
		lines.push([name, figure(theirs), figure(ours), times(theirs / ours)]);
	}
	printTable(
		`Mapping four fields of ${figure(COUNT)} items (n8n-core, legacy evaluator)`,
		['', "n8n's evaluator, µs per item", 'Uservox, µs per item', 'faster'],
		lines,
	);
}
