// Single leads against what the API's limit allows: 400 requests, 100 in any 5 seconds.
import type { INodeParameters } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import { runAgainst } from './endToEnd';
import { figure, median, printTable, ROUNDS, times } from './measure';
import { parameters, rows } from './people';
import { startSimulatorProcess } from './simulatorProcess';

const COUNT = 400;
/** 100 leave at once, and 100 more every 5 seconds: the last ones after three windows. */
const IDEAL_MS = 15_000;

export async function benchSingleLeads(): Promise<void> {
	const items = rows(COUNT);
	const cases: Array<{ name: string; options: INodeParameters; settings: SimulatorSettings; idealMs: number }> = [
		{
			name: '20 at a time, Duplicate Guard off, 120 ms of jitter',
			options: { maxConcurrentRequests: 20, duplicateGuard: false },
			settings: { jitterMs: 120 },
			idealMs: IDEAL_MS,
		},
		{ name: 'defaults, 120 ms of jitter', options: {}, settings: { jitterMs: 120 }, idealMs: IDEAL_MS },
		{
			name: 'defaults, 300 ms of latency: five at a time allow 16.7 a second',
			options: {},
			settings: { latencyMs: 300 },
			idealMs: (COUNT / 5) * 300,
		},
	];
	const lines: string[][] = [];
	const simulator = await startSimulatorProcess({});
	try {
		for (const { name, options, settings, idealMs } of cases) {
			const figures: number[] = [];
			for (let round = 0; round < ROUNDS; round += 1) {
				figures.push(
					(await runAgainst(simulator, items, parameters('plain', { operation: 'initiate', options }), settings)).ms,
				);
			}
			lines.push([
				name,
				figure(idealMs),
				figure(median(figures)),
				times(median(figures) / idealMs),
				figure(Math.max(...figures)),
			]);
		}
	} finally {
		await simulator.close();
	}
	printTable(
		`${COUNT} single leads, a strict server (a 429 fails the bench)`,
		['', 'ideal, ms', 'ms', 'against the ideal', 'slowest round, ms'],
		lines,
	);
}
