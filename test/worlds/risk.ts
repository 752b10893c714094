// Risk by position and fraction: what becomes of a sheet of which Uservox knows some rows, wherever they stand.
import { LONG_RUN } from '../../nodes/Uservox/initiate/send/growth';
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

export const ROWS = 2_000;
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

const TITLES = {
	'works all': 'The list of the project can be read, all rows have a reference ID',
	'works none': 'The list of the project can be read, no reference IDs',
	'refused all': 'The list is refused (HTTP 403), all rows have a reference ID: each is looked up by it',
	'refused none': 'The list is refused, no reference IDs: nothing can be asked',
} as const;

/** A sheet in which some leads count as duplicates although no list shows them. */
export interface HiddenSheet {
	rows: number;
	hidden: number;
	/** Known leads that the list shows. */
	listed: number;
	list: 'works' | 'refused';
}

export interface HiddenRisk extends HiddenSheet {
	/** In how many of the orders of sending the key was blocked. */
	blocked: number;
}

export const HIDDEN_SHEETS: readonly HiddenSheet[] = (['works', 'refused'] as const).flatMap((list) =>
	[500, 2_000, 20_000].flatMap((rows) =>
		[0, rows / 2]
			.filter((listed) => list === 'works' || listed === 0)
			.flatMap((listed) => [6, 20].map((hidden): HiddenSheet => ({ rows, hidden, listed, list }))),
	),
);

export const ORDERS = 40;

/** Runs the sheet in as many random orders. */
export async function hiddenRiskOf(sheet: HiddenSheet): Promise<HiddenRisk> {
	const { rows, hidden, listed, list } = sheet;
	let blocked = 0;
	for (let seed = 1; seed <= ORDERS; seed += 1) {
		const known = hidden + listed;
		const { story } = await readPlan({
			leads: rows,
			seed,
			references: 'none',
			known: { share: known / rows, place: 'scattered', archived: hidden / known },
			server: { latencyMs: 260 },
			faults: list === 'works' ? [] : [noList(403)],
		});
		if (story.books.blocks.length > 0) blocked += 1;
	}
	return { ...sheet, blocked };
}

/** The lines of the table of hidden leads. */
export function hiddenLines(risks: readonly HiddenRisk[]): string[] {
	return risks.map(({ rows, hidden, listed, list, blocked }) => {
		const shown = list === 'refused' ? 'refused' : `shows ${listed.toLocaleString('en')}`;
		return `| ${rows.toLocaleString('en')} rows, ${hidden} hidden | ${shown} | ${blocked} of ${ORDERS} |`;
	});
}

/** The document, from the risks of all sheets. */
export function riskDocument(risks: readonly Risk[], hidden: readonly HiddenRisk[] = []): string {
	const sections = (['works', 'refused'] as const).flatMap((list) =>
		(['all', 'none'] as const).flatMap((references) => [
			`## ${TITLES[`${list} ${references}`]}`,
			'',
			'| known rows | key blocked | duplicates submitted | new leads initiated | requests | seconds | |',
			'|---|---|---|---|---|---|---|',
			...risks
				.filter((risk) => risk.list === list && risk.references === references)
				.map(({ known, place, isBlocked, duplicates, initiated, fresh, requests, seconds, stopped }) => {
					const where = place === 'scattered' ? 'scattered' : `at the ${place}`;
					const told = stopped === undefined ? '' : `stopped: \`${stopped}\``;
					return `| ${known} ${where} | ${isBlocked ? '**yes**' : 'no'} | ${duplicates} | ${initiated} of ${fresh} | ${requests} | ${seconds} | ${told} |`;
				}),
			'',
		]),
	);
	return [
		'# Risk by position and fraction',
		'',
		`A sheet of ${ROWS.toLocaleString('en')} rows, of which Uservox knows some, sent by Bulk Initiate with its defaults to the simulated API (300 ms an answer, nothing else`,
		'in the project). More than five duplicates within a minute block the key. Written by `npm run risk`; `test/worlds/risk.test.ts` runs some of it.',
		'',
		'Where nothing can be asked (the list is refused, no reference IDs), only refusals tell what is known. The node then sends few leads at a time, in random order, and submits',
		'two duplicates in a minute at the most. It gives up when the first leads are mostly refused, or after ten minutes of waiting in all.',
		'',
		...sections,
		'## Leads that count as duplicates although no list shows them',
		'',
		'The vendor does not say whether archived leads count as duplicates, and whether the list shows them. If they count and are hidden, only refusals',
		'tell of them, and the growth of the requests keeps them from blocking the key. They are scattered over a sheet without reference IDs, which is',
		'sent in different random orders.',
		'',
		`**The gap:** a sheet of more than ${LONG_RUN.toLocaleString('en')} rows of which Uservox shows none goes out in full batches after 250 leads, because sheets of new leads have to be fast. If it`,
		'holds a few dozen hidden leads after all, the key is blocked more often than not.',
		'',
		'| sheet | the list | key blocked |',
		'|---|---|---|',
		...hiddenLines(hidden),
		'',
	].join('\n');
}
