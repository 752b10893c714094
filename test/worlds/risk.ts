// Risk by position and fraction: what happens to a sheet of which Uservox knows some rows, wherever they are, and to leads that no list shows.
import type { Certainty } from '../../nodes/Uservox/initiate/send/growth';
import { runHidden, type HiddenSheet } from './hidden';
import { violationsOf } from './invariants';
import type { WorldPlan } from './plan';
import { noList, readPlan } from './plainWorld';

export interface Sheet {
	place: WorldPlan['known']['place'];
	known: number;
	references: 'all' | 'none';
	list: 'works' | 'refused';
}

export interface Risk extends Sheet {
	isBlocked: boolean;
	/** Duplicates that were submitted. */
	duplicates: number;
	/** New leads that were initiated, of all new ones. */
	initiated: number;
	fresh: number;
	requests: number;
	/** Of the world's time, at 300 ms an answer. */
	seconds: number;
	/** What stopped the run, if anything did. */
	stopped: string | undefined;
	broken: string[];
}

const ROWS = 2_000;
const PLACES = ['top', 'bottom', 'middle', 'scattered'] as const;
const KNOWN = [10, 100, 1_000, 1_980] as const;

export const SHEETS: readonly Sheet[] = (['works', 'refused'] as const).flatMap((list) =>
	(['all', 'none'] as const).flatMap((references) =>
		PLACES.flatMap((place) => KNOWN.map((known): Sheet => ({ list, references, place, known }))),
	),
);

/** Runs one sheet with the defaults. */
export async function riskOf(sheet: Sheet): Promise<Risk> {
	const { place, known, references, list } = sheet;
	const reading = await readPlan({
		leads: ROWS,
		references,
		known: { share: known / ROWS, place },
		server: { latencyMs: 260 },
		faults: list === 'works' ? [] : [noList(403)],
	});
	const { books, exchanges, runs } = reading.story;
	const [run] = runs;
	return {
		...sheet,
		isBlocked: books.blocks.length > 0,
		duplicates: books.duplicates.length,
		initiated: books.created.length,
		fresh: ROWS - known,
		requests: exchanges.length,
		seconds: Math.round(((run?.endedAt ?? 0) - (run?.startedAt ?? 0)) / 1_000),
		stopped: run?.stopped?.cause,
		broken: violationsOf(reading).map(({ name }) => name),
	};
}

/** Whether Uservox could be asked about each row: then nothing is left to chance. */
export function couldBeAsked({ list, references }: Sheet): boolean {
	return list === 'works' || references === 'all';
}

/** Whether no duplicate was submitted, and every new lead is initiated. */
export function isFaultless({ isBlocked, duplicates, initiated, fresh, broken }: Risk): boolean {
	return !isBlocked && duplicates === 0 && initiated === fresh && broken.length === 0;
}

const SIZES = [100, 500, 2_000, 5_000, 20_000, 50_000] as const;
const HIDDEN = [0, 6, 12, 20, 60, 200] as const;
const CERTAINTIES = ['asked', 'careful'] as const;

export const HIDDEN_SHEETS: readonly HiddenSheet[] = CERTAINTIES.flatMap((certainty) =>
	SIZES.flatMap((rows) =>
		HIDDEN.filter((hidden) => hidden < rows).map((hidden): HiddenSheet => ({ rows, hidden, certainty })),
	),
);

export interface HiddenRisk extends HiddenSheet {
	/** How many random orders of sending were tried, and in how many of them the key was blocked. */
	orders: number;
	blocked: number;
	/** Medians of all orders. */
	accepted: number;
	seconds: number;
}

/** Runs the sheet in as many random orders. */
export async function hiddenRiskOf(sheet: HiddenSheet, orders: number): Promise<HiddenRisk> {
	const runs = [];
	for (let seed = 1; seed <= orders; seed += 1) runs.push(await runHidden(sheet, seed));
	return {
		...sheet,
		orders,
		blocked: runs.filter(({ isBlocked }) => isBlocked).length,
		accepted: median(runs.map(({ accepted }) => accepted)),
		seconds: median(runs.map(({ seconds }) => seconds)),
	};
}

function median(values: number[]): number {
	return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)] ?? 0;
}

const plain = (value: number): string => Math.round(value).toLocaleString('en');

/** "16", or "16 to 26". */
function range(values: readonly number[]): string {
	const [least, most] = [plain(Math.min(...values)), plain(Math.max(...values))];
	return least === most ? least : `${least} to ${most}`;
}

/** "7 s", or "5 min". */
function duration(seconds: number): string {
	return seconds < 100 ? `${plain(seconds)} s` : `${plain(seconds / 60)} min`;
}

function costOf(risks: readonly Risk[]): string {
	return `${range(risks.map(({ requests }) => requests))} requests and ${range(risks.map(({ seconds }) => seconds))} s`;
}

/** @throws Error when a sheet about which Uservox could be asked was not sent without a fault */
function askedParagraph(risks: readonly Risk[]): string {
	const faulty = risks.filter((risk) => !isFaultless(risk));
	if (faulty.length > 0) throw new Error(`Not as promised: ${JSON.stringify(faulty)}`);
	const listed = risks.filter(({ list }) => list === 'works');
	const lookedUp = risks.filter(({ list }) => list === 'refused');
	return [
		`In all ${risks.length} sheets no duplicate was submitted, and every new lead was initiated. Where the list of the project can be read, with reference`,
		`IDs or without, this took ${costOf(listed)}. Where the list is refused (HTTP 403) and all rows have a reference ID, each row is`,
		`looked up by it: ${costOf(lookedUp)}, at the pace that Uservox allows.`,
	].join('\n');
}

function unaskedRows(risks: readonly Risk[]): string[] {
	return KNOWN.map((known) => {
		const of = risks.filter((risk) => risk.known === known);
		const blocked = of.filter(({ isBlocked }) => isBlocked).length;
		const stops = new Set(of.flatMap(({ stopped }) => (stopped === undefined ? [] : [`\`${stopped}\``])));
		const cells = [
			plain(known),
			blocked === 0 ? 'no' : `**in ${blocked} of ${of.length}**`,
			range(of.map(({ duplicates }) => duplicates)),
			`${range(of.map(({ initiated }) => initiated))} of ${plain(ROWS - known)}`,
			range(of.map(({ seconds }) => seconds)),
			[...stops].join(', '),
		];
		return `| ${cells.join(' | ')} |`;
	});
}

function hiddenTable(certainty: Certainty, risks: readonly HiddenRisk[]): string[] {
	const cell = (rows: number, hidden: number) => {
		const risk = risks.find((one) => one.certainty === certainty && one.rows === rows && one.hidden === hidden);
		if (risk === undefined) return '';
		const { blocked, orders, accepted, seconds } = risk;
		const key = hidden === 0 ? '' : `${blocked} of ${plain(orders)}; `;
		const rest = rows - hidden - accepted;
		return `${key}${duration(seconds)}${rest === 0 ? '' : `, ${plain(rest)} left`}`;
	};
	return [
		`| rows | ${HIDDEN.map((hidden) => (hidden === 0 ? 'none hidden' : `${hidden} hidden`)).join(' | ')} |`,
		`|---|${HIDDEN.map(() => '---|').join('')}`,
		...SIZES.map((rows) => `| ${plain(rows)} | ${HIDDEN.map((hidden) => cell(rows, hidden)).join(' | ')} |`),
	];
}

/** The document, from the risks of all sheets. */
export function riskDocument(risks: readonly Risk[], hidden: readonly HiddenRisk[]): string {
	return [
		'# Risk by position and fraction',
		'',
		`Sheets of which Uservox knows some rows, at the top, at the bottom, in the middle or scattered, sent by Bulk Initiate with its defaults to the simulated`,
		'API (300 ms an answer). More than five duplicates within a minute block the key. Written by `npm run risk`, in virtual time; `test/worlds/risk.test.ts`',
		'and `test/unit/sending.test.ts` hold what is said here.',
		'',
		'## Rows that Uservox knows and shows',
		'',
		`Sheets of ${plain(ROWS)} rows, of which ${KNOWN.map(plain).join(', ')} are known.`,
		'',
		askedParagraph(risks.filter(couldBeAsked)),
		'',
		'If nothing can be asked (the list is refused, and there are no reference IDs), only refusals show what is known. The node then sends few leads at',
		'a time, in random order, and submits at most two duplicates in a minute. It gives up when the first leads are mostly refused, or after ten minutes',
		'of waiting in all:',
		'',
		'| known rows | key blocked | duplicates submitted | new leads initiated | seconds | stopped |',
		'|---|---|---|---|---|---|',
		...unaskedRows(risks.filter((risk) => !couldBeAsked(risk))),
		'',
		'## Leads that count as duplicates although no list shows them',
		'',
		'The vendor does not say whether archived leads count as duplicates, or whether the list shows them. If they count and are hidden, only refusals',
		'show them. So leads are sent in stages: a stage has at most 0.7 times as many leads as were accepted before, or 0.3 times if Uservox could not be',
		'asked, and the next one waits for its answers. Whatever the share of hidden leads, a stage then blocks the key in about 1 of 430 runs. The cost is',
		'waiting: for about 20 answers in a sheet of 20,000 rows, and for minutes once a hidden lead has been refused.',
		'',
		'Each cell says in how many random orders of sending the key was blocked, how long the run took (median; an answer takes 0.2 to 0.6 s), and how many new',
		'leads were left as `notSent` after ten minutes of waiting.',
		'',
		'### Uservox was asked, and did not show them',
		'',
		...hiddenTable('asked', hidden),
		'',
		'### Uservox could not be asked',
		'',
		...hiddenTable('careful', hidden),
		'',
	].join('\n');
}
