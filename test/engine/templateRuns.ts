// Runs the example workflows in n8n's engine, with stand-ins for the services outside.
import type { IDataObject } from 'n8n-workflow';
import { PROCESS, PROJECT, TOKEN } from '../ids';
import type { Simulator } from '../simulator/server';
import { textOf } from '../values';
import { exampleWorkflow, type WorkflowFile } from '../workflows';
import { runWorkflow } from './engine';
import { phoneOf } from './support';

/** People whom Uservox knows: nothing may happen to those of them whom a row does not name. */
export const leads = [0, 1, 2, 3, 4].map((number) => ({
	_id: `64c${String(number).padStart(21, '0')}`,
	name: `Lead ${number}`,
	phone: phoneOf(number),
	email: `lead${number}@example.com`,
	processId: PROCESS,
}));

/** A template with the process chosen that is to be chosen. */
function chosen(name: string): WorkflowFile {
	const file = exampleWorkflow(name);
	for (const { parameters } of file.nodes) {
		const isToBeChosen = 'processId' in parameters && JSON.stringify(parameters.processId).includes('"value":""');
		if (isToBeChosen) parameters.processId = { __rl: true, mode: 'list', value: PROCESS };
	}
	return file;
}

/**
 * Runs a template from a node.
 * @param pins what nodes give that do not run, by their names
 * @param held what services outside hold, by the node that looks it up; what is written into them is the output of the node that writes
 */
export async function runTemplate(
	simulator: Simulator,
	name: string,
	start: string,
	pins: Record<string, IDataObject[]>,
	held: Record<string, IDataObject[]> = {},
) {
	const pinData = Object.fromEntries(
		Object.entries(pins).map(([node, items]) => [node, items.map((json) => ({ json }))]),
	);
	const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
	const file = chosen(name);
	for (const node of file.nodes)
		if (node.name in held) node.parameters = { ...node.parameters, held: JSON.stringify(held[node.name]) };
	const { data, status } = await runWorkflow(file, { start, pinData, credential });
	/** What a node gave in all its runs. */
	const items = (node: string, output = 0) =>
		(data.resultData.runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []);
	/** What was written into a sheet, and the number of the row that it hits: the first with this value in the column. */
	const written = (node: string, column: string, rows: readonly IDataObject[]) =>
		items(node).map(({ json }) => ({
			json,
			row: rows.find((row) => textOf(row[column] ?? '') === textOf(json[column] ?? ''))?.row_number,
		}));
	return { status, error: data.resultData.error?.message, items, written };
}
