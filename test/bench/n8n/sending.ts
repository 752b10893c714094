// Sending at 300 ms a request, and whether a lead costs more when there are many.
import { figure, median, printTable, ROUNDS, times } from '../measure';
import { parameters } from '../people';
import { LEADS, span, type Bench } from './bench';
import { handBuiltLoop, sideBySide, uservox } from './workflows';

/** Sending at 300 ms a request against the hand-built loop. */
export async function sending(bench: Bench): Promise<void> {
	const works = {
		loop: { id: await bench.import(handBuiltLoop(LEADS, bench.simulator.url)), nodes: ['Loop', 'Body', 'Request'] },
		defaults: {
			id: await bench.import(sideBySide('Defaults', LEADS, [uservox('Uservox', parameters('plain'))])),
			nodes: ['Uservox'],
		},
		guardOff: {
			id: await bench.import(
				sideBySide('Guard off', LEADS, [
					uservox('Uservox', parameters('plain', { options: { duplicateGuard: false } })),
				]),
			),
			nodes: ['Uservox'],
		},
	};
	const found: Record<keyof typeof works, number[]> = { loop: [], defaults: [], guardOff: [] };
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const name of ['loop', 'defaults', 'guardOff'] as const) {
			const { id, nodes } = works[name];
			found[name].push(span(await bench.run(id, { latencyMs: 300 }, LEADS), ...nodes));
		}
		console.error(`sending, round ${round + 1}:`, found.loop.at(-1), found.defaults.at(-1), found.guardOff.at(-1));
	}
	const ratio = (name: 'defaults' | 'guardOff') =>
		median(found.loop.map((value, round) => value / (found[name][round] ?? Number.NaN)));
	printTable(
		`${figure(LEADS)} leads at 300 ms a request`,
		['', 'time', 'faster than the loop'],
		[
			['Loop Over Items (1000) → Code → HTTP Request', `${figure(median(found.loop))} ms`, ''],
			['Uservox with its defaults', `${figure(median(found.defaults))} ms`, times(ratio('defaults'))],
			['Uservox with Duplicate Guard off', `${figure(median(found.guardOff))} ms`, times(ratio('guardOff'))],
		],
	);
}

/** Whether a lead costs more when there are many. */
export async function growth(bench: Bench): Promise<void> {
	const counts = [3_000, 20_000, 60_000] as const;
	const ids = new Map<number, string>();
	for (const count of counts)
		ids.set(count, await bench.import(sideBySide(`${count}`, count, [uservox('Uservox', parameters('plain'))])));
	const found = new Map<number, number[]>(counts.map((count) => [count, []]));
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const count of counts) {
			const execution = await bench.run(ids.get(count) ?? '', {}, count);
			found.get(count)?.push((1_000 * span(execution, 'Uservox')) / count);
		}
		console.error(
			`growth, round ${round + 1}:`,
			counts.map((count) => figure(found.get(count)?.at(-1) ?? Number.NaN)).join(', '),
			'µs per lead',
		);
	}
	const least = found.get(counts[0]) ?? [];
	printTable(
		'Cost of a lead, mapping and sending, by the number of leads',
		['leads', 'µs per lead', 'against 3,000'],
		[
			...counts.map((count) => {
				const figures = found.get(count) ?? [];
				const ratio = median(figures.map((value, round) => value / (least[round] ?? Number.NaN)));
				return [figure(count), figure(median(figures)), times(ratio)];
			}),
		],
	);
}
