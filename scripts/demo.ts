// Runs the example workflows in n8n's own engine, against the simulator: two sheets are handed over, and the calls come back: `npm run demo`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { codesOf, disagreements, itemOf, notLeftOnce } from '../test/delivery';
import { PROCESS, PROJECT } from '../test/ids';
import { NODE_TYPE, outputsOf, runWorkflow, type NodeRun } from '../test/engine/engine';
import type { StoredLead } from '../test/simulator/books';
import { startSimulator, type Simulator } from '../test/simulator/server';
import type { SimulatorSettings } from '../test/simulator/serverState';
import { callAndHear } from '../test/trigger/callAndHear';
import { textOf } from '../test/values';
import { exampleWorkflow, type WorkflowFile } from '../test/workflows';

const ROOT = path.resolve(__dirname, '..');
const FILTER = 'Rows without an outcome';
const WORKFLOW = 'sheet-import';
const SHEET = 'test/leads-sheet.csv';
const HARD_SHEET = 'test/leads-hard-cases.csv';
const OUT = 'out';
const TOKEN = 'demo-token';
const LATENCY_MS = 600;
const SHOWN_ERRORS = 4;
/** So many leads of the first sheet are called. */
const CALLED = 5;

/** Rows that the simulated API refuses, from 1 as in the sheet's file, with the vendor's messages and one of our own. */
const REFUSED_ROWS: ReadonlyArray<[number, string]> = [
	[100, 'Phone number contains repeating digits pattern'],
	[700, 'Lead is on the do-not-call list'],
	[1300, 'A call attempt has already been made to this phone number for this project'],
	[1900, 'Phone number contains repeating digits pattern'],
	[2400, 'Lead is on the do-not-call list'],
];

type IsOfRow = (lead: StoredLead, row: IDataObject) => boolean;

const say = (text = '') => console.log(text);
const count = (number: number) => number.toLocaleString('en-US');
const digits = (value: unknown) => textOf(value ?? '').replace(/\D/g, '');

function readRows(sheet: string): IDataObject[] {
	return parse<IDataObject>(readFileSync(path.join(ROOT, sheet), 'utf8'), { columns: true, bom: true });
}

/** The workflow as users import it, with a process picked, and the names of the nodes that matter here. */
function readWorkflow(): { file: WorkflowFile; node: WorkflowFile['nodes'][number]; sheet: string; start: string } {
	const file = exampleWorkflow(WORKFLOW);
	const node = file.nodes.find(({ type }) => type === NODE_TYPE);
	const sheet = file.nodes.find(({ type }) => type === 'n8n-nodes-base.googleSheets');
	const start = file.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!node || !sheet || !start)
		throw new Error(`The workflow ${WORKFLOW} has no Uservox node, no sheet or no manual trigger`);
	node.parameters.processId = { __rl: true, mode: 'list', value: PROCESS };
	return { file, node, sheet: sheet.name, start: start.name };
}

/** Whether a stored lead is the one of this row, by its own id, else its number, else its email. */
function isLeadOfRow(lead: StoredLead, row: IDataObject): boolean {
	if (lead.referenceId !== undefined) return lead.referenceId === textOf(row['CRM ID']).trim();
	if (lead.phone !== undefined) return digits(lead.phone) === digits(row['Mobile No.']);
	return lead.email === textOf(row['E-mail']).trim().toLowerCase();
}

/** The same for the hard sheet, whose numbers are written in every way and whose ids are none: by the person's name. */
function isPersonOfRow({ name }: StoredLead, row: IDataObject): boolean {
	return name === row['Contact Name'] || name === row['Customer Name'];
}

/** Everything in which the outputs and the simulator's books disagree. */
function faultsOf(rows: IDataObject[], outputs: NodeRun, { books }: Simulator, isOfRow: IsOfRow): string[] {
	const rowOf = (lead: StoredLead) => rows.findIndex((row) => isOfRow(lead, row));
	return [
		...(outputs.thrown === undefined ? [] : [`The node threw: ${outputs.thrown.message}`]),
		...notLeftOnce(outputs, rows.length),
		...disagreements(outputs.success, books, rowOf),
		...books.created
			.filter(({ _id }) => books.timesInitiated(_id) !== 1)
			.map(({ _id }) => `Lead ${_id} was started ${books.timesInitiated(_id)} times`),
	];
}

/** The header is the first row. */
const rowInFile = (item: INodeExecutionData): number => itemOf(item) + 2;

/** One line of a CSV file for an output item: objects as JSON. */
function line(item: INodeExecutionData, fields: IDataObject): IDataObject {
	const cells: IDataObject = { row: rowInFile(item) };
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

function columns(lines: readonly string[][]): void {
	const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
	for (const cells of lines)
		say(
			`  ${cells
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd()}`,
		);
}

async function startUservox(settings: SimulatorSettings = {}): Promise<Simulator> {
	let taken = 0;
	const began = Date.now();
	return await startSimulator(
		{ token: TOKEN, projectId: PROJECT, latencyMs: LATENCY_MS, ...settings },
		0,
		(arrival) => {
			taken += arrival.leads;
			const what = arrival.leads === 0 ? 'look-up' : `${count(arrival.leads)} leads`;
			const seconds = ((Date.now() - began) / 1000).toFixed(1);
			say(
				`  ${seconds.padStart(5)} s  request ${String(arrival.index + 1).padStart(2)}: ${what.padStart(11)}, ${count(taken).padStart(5)} so far  -> HTTP ${arrival.status}`,
			);
		},
	);
}

/** Hands the rows over by the example workflow. @returns the node's outputs, and what is wrong with them by the books */
async function handOver(
	rows: IDataObject[],
	simulator: Simulator,
	isOfRow: IsOfRow,
): Promise<{ outputs: NodeRun; faults: string[] }> {
	const { file, node, sheet, start } = readWorkflow();
	const items = rows.map((json) => ({ json }));
	const run = await runWorkflow(file, {
		start,
		// No row of a fresh sheet has an outcome: the filter lets all of them pass.
		pinData: { [sheet]: items, [FILTER]: items },
		credential: { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url },
	});
	const outputs = outputsOf(run, node.name);
	const faults = faultsOf(rows, outputs, simulator, isOfRow);
	const { error } = run.data.resultData;
	if (error !== undefined) faults.push(`The workflow failed: ${error.message}`);
	return { outputs, faults };
}

function writeOutcomes({ success, error }: NodeRun): void {
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
	say(`All outcomes: ${OUT}/success.csv, ${OUT}/errors.csv`);
}

/** The sheet of 2,500 rows. */
async function importSheet(
	simulator: Simulator,
	rows: IDataObject[],
): Promise<{ success: INodeExecutionData[]; faults: string[] }> {
	say(`1. workflows/${WORKFLOW}.json runs over ${count(rows.length)} rows of ${SHEET},`);
	say(`in n8n's own engine, against a simulated Uservox at ${simulator.url}. Nobody is called.`);
	say();
	const began = Date.now();
	const { outputs, faults } = await handOver(rows, simulator, isLeadOfRow);
	const { success, error } = outputs;
	const reasons = new Map(Object.entries(codesOf(error)));
	say();
	table([
		['rows', count(rows.length)],
		['initiated', count(success.length)],
		['not initiated', count(error.length)],
		...[...reasons].sort(([, a], [, b]) => b - a).map(([code, times]) => [`  ${code}`, count(times)] as const),
		['requests', count(simulator.books.arrivals.length)],
		['seconds', ((Date.now() - began) / 1000).toFixed(1)],
	]);
	say();
	say('The first Error row of each reason, in full:');
	for (const code of [...reasons.keys()].slice(0, SHOWN_ERRORS)) {
		const item = error.find(({ json }) => json.errorCode === code);
		if (item !== undefined) say(`\nrow ${rowInFile(item)}: ${JSON.stringify(item.json, null, 2)}`);
	}
	say();
	writeOutcomes(outputs);
	return { success, faults };
}

/** The sheet of hard cases. @returns what is wrong by the books */
async function importHardSheet(): Promise<string[]> {
	const rows = readRows(HARD_SHEET);
	say();
	say(`2. The same over the ${rows.length} rows of ${HARD_SHEET}; docs/hard-cases.md says why each is hard:`);
	say();
	const simulator = await startUservox({ processes: [PROCESS], latencyMs: 0 });
	try {
		const { outputs, faults } = await handOver(rows, simulator, isPersonOfRow);
		say();
		const lines = [...outputs.success, ...outputs.error]
			.sort((first, second) => itemOf(first) - itemOf(second))
			.map((item) => {
				const { json } = item;
				const row = String(rowInFile(item));
				if (json.errorCode === undefined) return [row, 'initiated', textOf(json.phone ?? json.email ?? '')];
				return [row, textOf(json.errorCode), shortened(textOf(json.error))];
			});
		columns([['row', 'outcome', 'what was sent, or why not'], ...lines]);
		return faults;
	} finally {
		await simulator.close();
	}
}

const shortened = (text: string) => (text.length <= 100 ? text : `${text.slice(0, 99)}…`);

/** Uservox calls the first leads, and the trigger receives the outcomes. @returns what is wrong with it */
async function callFirst(simulator: Simulator, success: INodeExecutionData[], rows: IDataObject[]): Promise<string[]> {
	const ids = success.slice(0, CALLED).map(({ json }) => textOf(json._id));
	say();
	say(`3. The simulated Uservox calls ${ids.length} of the leads. Its callbacks start the Uservox Trigger,`);
	say('and workflows/sheet-outcomes.json writes the outcomes of the calls into their rows:');
	say();
	const heard = await callAndHear(simulator, ids, ({ referenceId }) => ({
		...rows.find((row) => textOf(row['CRM ID']).trim() === referenceId),
		row_number: rows.findIndex((row) => textOf(row['CRM ID']).trim() === referenceId) + 2,
	}));
	columns([
		['CRM ID', 'event', 'connected', 'outcome', 'state of the lead'],
		...heard.map(({ item, written }) => [
			textOf(written[0]?.json['CRM ID'] ?? ''),
			textOf(item.event),
			item.connected === true ? 'yes' : 'no',
			textOf(item.disposition ?? item.callStatus ?? ''),
			textOf(item.toState ?? ''),
		]),
	]);
	const missing = ids.filter((id) => !heard.some(({ item }) => item.leadId === id));
	return missing.map((id) => `Nothing was heard of the call of lead ${id}`);
}

async function main(): Promise<void> {
	const rows = readRows(SHEET);
	const refusals = Object.fromEntries(
		REFUSED_ROWS.map(([row, message]) => [textOf(rows[row - 1]?.['CRM ID']), message]),
	);
	const simulator = await startUservox({ processes: [PROCESS], refusals, shuffle: true });
	try {
		const { success, faults } = await importSheet(simulator, rows);
		faults.push(...(await importHardSheet()));
		faults.push(...(await callFirst(simulator, success, rows)));
		say();
		if (faults.length === 0) {
			say(
				`Checked: each row left once, the ${count(success.length)} leads on Success are those in the books of the API, each started once, and every call was heard of.`,
			);
			return;
		}
		say(`FAILED in ${count(faults.length)} points:`);
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
