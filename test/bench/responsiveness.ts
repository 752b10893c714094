// How long n8n's event loop is blocked while the node works (docs/rules.md, rule 11).
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runAgainst } from './endToEnd';
import { figure, median, printTable, ROUNDS } from './measure';
import { parameters, rows } from './people';
import { startSimulatorProcess } from './simulatorProcess';

const COUNT = 50_000;

export async function benchResponsiveness(): Promise<void> {
	const simulator = await startSimulatorProcess({});
	try {
		const items = rows(COUNT);
		const lines: string[][] = [];
		for (const [name, mapping] of [
			['plain references', 'plain'],
			['one computed', 'computed'],
			["of another node, $('Sheet').item", 'paired'],
			['of another node, $node["Sheet"]', 'position'],
			["one left to n8n's evaluator", 'evaluated'],
		] as const) {
			const longest: number[] = [];
			const usual: number[] = [];
			for (let round = 0; round < ROUNDS; round += 1) {
				const delay = monitorEventLoopDelay({ resolution: 5 });
				delay.enable();
				await runAgainst(simulator, items, parameters(mapping));
				delay.disable();
				longest.push(delay.max / 1e6);
				usual.push(delay.percentile(99) / 1e6);
			}
			lines.push([name, figure(median(longest)), figure(median(usual))]);
		}
		printTable(
			`Pauses of the event loop, ${figure(COUNT)} rows end to end (the engine's own work and garbage collection included)`,
			['', 'longest, ms', '99 in 100 shorter than, ms'],
			lines,
		);
	} finally {
		await simulator.close();
	}
}
