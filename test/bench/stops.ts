// Each stop of a lead's way, in µs per lead, over an API that answers at once.
import type { HttpRequest, HttpResult, SendHttp } from '../../nodes/Uservox/api/ports';
import type { Initiated } from '../../nodes/Uservox/model/ended';
import type { NewLeadRecord } from '../../nodes/Uservox/model/lead';
import type { Candidate } from '../../nodes/Uservox/initiate/read/read';
import {
	checkCandidate,
	deliver,
	optionsSchema,
	parseAnswer,
	newPace,
	readerOfNewLeads,
	Run,
	SeenLeads,
	settleBulkAnswer,
	successItem,
	systemClock,
} from './built';
import { alternate, figure, printTable, timed, times } from './measure';
import { PROJECT } from '../ids';
import { parameters, rows } from './people';

const COUNTS = [1_000, 10_000, 100_000] as const;
const BATCH = 1_000;
const options = optionsSchema.parse({ duplicateGuard: false });

const STOPS = ['read', 'check', 'batch and send', 'settle', 'emit'] as const;
type Stop = (typeof STOPS)[number];

/** µs per lead at each stop. */
async function measure(count: number): Promise<Record<Stop, number>> {
	const items = rows(count);
	const reader = () =>
		readerOfNewLeads({
			parameters: parameters('plain'),
			evaluate: fail,
			defaultProjectId: PROJECT,
			takeFromInput: true,
			input: { count: items.length, jsonOf: (itemIndex) => items[itemIndex] ?? {} },
		});
	const readAll = (): Candidate[] => {
		const { look, read } = reader();
		for (const json of items) look?.(json);
		return items.map((json, itemIndex) => read(json, itemIndex));
	};
	const candidates = readAll();
	const checkAll = (): NewLeadRecord[] => {
		const seen = new SeenLeads(() => false);
		return candidates.map((candidate) => {
			const { record } = checkCandidate(candidate, 'new', options);
			if (record?.kind !== 'new' || seen.repeated(record) !== undefined) throw new Error('A bench lead is refused');
			return record;
		});
	};
	const records = checkAll();
	const answers = new Map<string, string>();
	await deliver(pullOf(records), () => undefined, delivery(learning(answers)));
	const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) =>
		records.slice(index * BATCH, (index + 1) * BATCH),
	);
	const bodies = [...answers.values()].map((text) => parseAnswer(text) ?? {});
	const outcomes = new Map<number, Initiated>();
	await deliver(
		pullOf(records),
		({ itemIndex }, outcome) => {
			if (outcome.status === 'initiated') outcomes.set(itemIndex, outcome);
		},
		delivery(replaying(answers)),
	);
	if (outcomes.size !== count) throw new Error(`${outcomes.size} of ${count} leads were initiated`);

	// Small runs are repeated within a round, so that the clock is fine enough.
	const repeats = Math.max(1, Math.round(10_000 / count));
	const perLead = async (work: () => unknown) =>
		(1_000 *
			(await timed(async () => {
				for (let time = 0; time < repeats; time += 1) await work();
			}))) /
		count /
		repeats;
	const settle = () => batches.forEach((batch, index) => settleBulkAnswer(batch, bodies[index] ?? {}, false));
	const median = await alternate({
		read: () => perLead(readAll),
		check: () => perLead(checkAll),
		send: () => perLead(() => deliver(pullOf(records), () => undefined, delivery(replaying(answers)))),
		settle: () => perLead(settle),
		emit: () =>
			perLead(() =>
				records.map(({ itemIndex, lead }) => {
					const outcome = outcomes.get(itemIndex);
					if (outcome === undefined) throw new Error('A bench lead has no outcome');
					return successItem(outcome, { itemIndex, lead, leadId: undefined, input: undefined });
				}),
			),
	});
	return { ...median, 'batch and send': median.send - median.settle };
}

function fail(): never {
	throw new Error("n8n's evaluator was asked");
}

function pullOf(records: readonly NewLeadRecord[]) {
	let next = 0;
	return async () => {
		if (next >= records.length) return undefined;
		const part = records.slice(next, next + BATCH);
		next += BATCH;
		return part;
	};
}

function delivery(sendHttp: SendHttp) {
	return {
		operation: 'bulkInitiate' as const,
		options,
		run: new Run(systemClock, undefined, () => undefined),
		pace: newPace(systemClock),
		projectId: undefined,
		sendHttp,
		random: () => 0,
	};
}

/** Answers as the API does, and keeps the answers by the first lead of a request. */
function learning(answers: Map<string, string>): SendHttp {
	return async (request) => {
		const { leads } = JSON.parse(request.body ?? '') as { leads: object[] };
		const success = leads.map((lead, index) => ({
			_id: `64b0${String(answers.size * BATCH + index).padStart(20, '0')}`,
			...lead,
			currentState: 'initiated',
			createdAt: '2026-01-01T00:00:00.000Z',
			updatedAt: '2026-01-01T00:00:00.000Z',
		}));
		const text = JSON.stringify({ success, errors: [] });
		answers.set(keyOf(request), text);
		return { kind: 'answer', status: 200, text };
	};
}

function replaying(answers: ReadonlyMap<string, string>): SendHttp {
	return async (request): Promise<HttpResult> => ({
		kind: 'answer',
		status: 200,
		text: answers.get(keyOf(request)) ?? '',
	});
}

const keyOf = ({ body = '' }: HttpRequest) => body.slice(0, 200);

export async function benchStops(): Promise<void> {
	const columns: Array<Record<Stop, number>> = [];
	for (const count of COUNTS) columns.push(await measure(count));
	const total = (of: Record<Stop, number> | undefined) => STOPS.reduce((sum, stop) => sum + (of?.[stop] ?? 0), 0);
	const line = (name: string, of: (column: Record<Stop, number> | undefined) => number) => {
		const figures = COUNTS.map((_, index) => of(columns[index]));
		return [name, ...figures.map(figure), times((figures.at(-1) ?? 0) / (figures[0] ?? 1))];
	};
	printTable(
		'Each stop, µs per lead, over an API that answers at once',
		['', ...COUNTS.map((count) => `${figure(count)} leads`), '100,000 against 1,000'],
		[...STOPS.map((stop) => line(stop, (column) => column?.[stop] ?? Number.NaN)), line('together', total)],
	);
}
