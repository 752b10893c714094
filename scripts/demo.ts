// Runs the example workflow over the example sheet in n8n's own engine, against the simulator, and ends on what its books say: `npm run demo`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { codesOf, disagreements, itemOf, notLeftOnce } from '../test/delivery';
import { PROJECT } from '../test/ids';
import { NODE_TYPE, outputsOf, runWorkflow, type NodeRun } from '../test/engine/engine';
import type { StoredLead } from '../test/simulator/books';
import { startSimulator, type Simulator } from '../test/simulator/server';
import { textOf } from '../test/values';
import { exampleWorkflow, type WorkflowFile } from '../test/workflows';

const ROOT = path.resolve(__dirname, '..');
const FILTER = 'Rows without an outcome';
const WORKFLOW = 'sheet-import';
const SHEET = 'test/leads-sheet.csv';
const OUT = 'out';
const TOKEN = 'demo-token';
const LATENCY_MS = 600;
const SHOWN_ERRORS = 4;

/** Rows that the simulated API refuses, from 1 as in the sheet's file, with the vendor's messages and one of our own. */
const REFUSED_ROWS: ReadonlyArray<[number, string]> = [
	[100, 'Phone number contains repeating digits pattern'],
	[700, 'Lead is on the do-not-call list'],
	[1300, 'A call attempt has already been made to this phone number for this project'],
	[1900, 'Phone number contains repeating digits pattern'],
	[2400, 'Lead is on the do-not-call list'],
];

const say = (text = '') => console.log(text);
const count = (number: number) => number.toLocaleString('en-US');
const digits = (value: unknown) => textOf(value ?? '').replace(/\D/g, '');

function readRows(): IDataObject[] {
	return parse<IDataObject>(readFileSync(path.join(ROOT, SHEET), 'utf8'), { columns: true, bom: true });
}

/** The workflow as users import it, and the names of the nodes that matter here. */
function readWorkflow(): { file: WorkflowFile; node: WorkflowFile['nodes'][number]; sheet: string; start: string } {
	const file = exampleWorkflow(WORKFLOW);
	const node = file.nodes.find(({ type }) => type === NODE_TYPE);
	const sheet = file.nodes.find(({ type }) => type === 'n8n-nodes-base.googleSheets');
	const start = file.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!node || !sheet || !start)
		throw new Error(`The workflow ${WORKFLOW} has no Uservox node, no sheet or no manual trigger`);
	return { file, node, sheet: sheet.name, start: start.name };
}

/** Whether a stored lead is the one of this row, by its own id, else its number, else its email. */
function isLeadOfRow(lead: StoredLead, row: IDataObject): boolean {
	if (lead.referenceId !== undefined) return lead.referenceId === textOf(row['CRM ID']).trim();
	if (lead.phone !== undefined) return digits(lead.phone) === digits(row['Mobile No.']);
	return lead.email === textOf(row['E-mail']).trim().toLowerCase();
}

/** Everything in which the outputs and the simulator's books disagree. */
function faultsOf(rows: IDataObject[], outputs: NodeRun, { books }: Simulator): string[] {
	const rowOf = (lead: StoredLead) => rows.findIndex((row) => isLeadOfRow(lead, row));
	return [
		...(outputs.thrown === undefined ? [] : [`The node threw: ${outputs.thrown.message}`]),
		...notLeftOnce(outputs, rows.length),
		...disagreements(outputs.success, books, rowOf),
		...books.created
			.filter(({ _id }) => books.timesInitiated(_id) !== 1)
			.map(({ _id }) => `Lead ${_id} was started ${books.timesInitiated(_id)} times`),
	];
}

/** One line of a CSV file for an output item: objects as JSON. */
function line(item: INodeExecutionData, fields: IDataObject): IDataObject {
	const cells: IDataObject = { row: itemOf(item) + 1 };
	for (const [name, value] of Object.entries(fields)) {
		cells[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
	}
	return cells;
}

function writeCsv(name: string, lines: IDataObject[]): void {
	const columns = [...new Set(lines.flatMap((cells) => Object.keys(cells)))];
	writeFileSync(path.join(ROOT, OUT, name), stringify(lines, { header: true, columns, cast: { boolean: String } }));
}

function table(lines: ReadonlyArray<readonly [string, string]>): void {
	const width = Math.max(...lines.map(([label]) => label.length));
	const numbers = Math.max(...lines.map(([, value]) => value.length));
	for (const [label, value] of lines) say(`  ${label.padEnd(width)}  ${value.padStart(numbers)}`);
}

async function main(): Promise<void> {
	const rows = readRows();
	const { file, node, sheet, start } = readWorkflow();
	const refusals = Object.fromEntries(
		REFUSED_ROWS.map(([row, message]) => [textOf(rows[row - 1]?.['CRM ID']), message]),
	);

	let taken = 0;
	const began = Date.now();
	const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
	const simulator = await startSimulator(
		{
			token: TOKEN,
			projectId: PROJECT,
			processes: [textOf(node.parameters.processId)],
			refusals,
			shuffle: true,
			latencyMs: LATENCY_MS,
		},
		0,
		(arrival) => {
			taken += arrival.leads;
			const what = arrival.leads === 0 ? 'look-up' : `${count(arrival.leads)} leads`;
			say(
				`  ${seconds().padStart(5)} s  request ${String(arrival.index + 1).padStart(2)}: ${what.padStart(11)}, ${count(taken).padStart(5)} so far  -> HTTP ${arrival.status}`,
			);
		},
	);
	try {
		say(`workflows/${WORKFLOW}.json runs over ${count(rows.length)} rows of ${SHEET},`);
		say(`in n8n's own engine, against a simulated Uservox at ${simulator.url}. Nobody is called.`);
		say();
		const items = rows.map((json) => ({ json }));
		const run = await runWorkflow(file, {
			start,
			// No row of a fresh sheet has an outcome: the filter lets all of them pass.
			pinData: { [sheet]: items, [FILTER]: items },
			credential: { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url },
		});
		const took = seconds();
		const outputs = outputsOf(run, node.name);
		const { success, error } = outputs;
		const reasons = new Map(Object.entries(codesOf(error)));

		say();
		table([
			['rows', count(rows.length)],
			['initiated', count(success.length)],
			['not initiated', count(error.length)],
			...[...reasons].sort(([, a], [, b]) => b - a).map(([code, times]) => [`  ${code}`, count(times)] as const),
			['requests', count(simulator.books.arrivals.length)],
			['seconds', took],
		]);
		say();
		say('The first Error row of each reason, in full:');
		const firsts = [...reasons.keys()]
			.slice(0, SHOWN_ERRORS)
			.map((code) => error.find(({ json }) => json.errorCode === code));
		for (const item of firsts)
			if (item !== undefined) say(`\nrow ${itemOf(item) + 1}: ${JSON.stringify(item.json, null, 2)}`);

		mkdirSync(path.join(ROOT, OUT), { recursive: true });
		writeCsv(
			'success.csv',
			success.map((item) => line(item, item.json)),
		);
		writeCsv(
			'errors.csv',
			error.map((item) => {
				const { lead, ...rest } = item.json;
				return line(item, { ...rest, ...(typeof lead === 'object' && lead !== null ? lead : {}) });
			}),
		);
		say();
		say(`All outcomes: ${OUT}/success.csv, ${OUT}/errors.csv`);

		const faults = faultsOf(rows, outputs, simulator);
		if (run.data.resultData.error !== undefined)
			faults.push(`The workflow failed: ${run.data.resultData.error.message}`);
		if (faults.length === 0) {
			say(
				`Checked: each row left once, and the ${count(success.length)} leads on Success are those in the books of the API, each started once.`,
			);
			return;
		}
		say(`FAILED: outputs and books disagree in ${count(faults.length)} points:`);
		for (const fault of faults.slice(0, 20)) say(`  ${fault}`);
		process.exitCode = 1;
	} finally {
		await simulator.close();
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
