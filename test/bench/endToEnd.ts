// Whole runs in n8n's own engine over real HTTP, the simulated API in a process of its own.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import { runNode, type NodeRun } from '../engine/engine';
import { alternate, figure, printTable, timed, times } from './measure';
import { PROJECT } from '../ids';
import { parameters, rows } from './people';
import { startSimulatorProcess, type SimulatorProcess } from './simulatorProcess';

const COUNT = 20_000;
let runs = 0;

/** One run with a token of its own, so that no run waits for the rate limit of the one before. Sees to it that all are created, once. */
export async function runAgainst(
	simulator: SimulatorProcess,
	items: IDataObject[],
	nodeParameters: INodeParameters,
	settings: SimulatorSettings = {},
): Promise<{ ms: number; run: NodeRun }> {
	runs += 1;
	const token = `bench-${process.pid}-${runs}`;
	await simulator.reset({ token, ...settings });
	let run: NodeRun | undefined;
	const ms = await timed(async () => {
		run = await runNode(items, nodeParameters, {
			credential: { apiToken: token, projectId: PROJECT, baseUrl: simulator.url },
		});
	});
	const { leadsCreated, duplicates, byStatus } = await simulator.books();
	if (
		run?.success.length !== items.length ||
		leadsCreated !== items.length ||
		duplicates > 0 ||
		byStatus['429'] !== undefined
	) {
		throw new Error(`A run went wrong: ${run?.thrown?.message ?? run?.hints.join(' ')} ${JSON.stringify(byStatus)}`);
	}
	return { ms, run };
}

export async function benchEndToEnd(): Promise<void> {
	const simulator = await startSimulatorProcess({});
	try {
		const items = rows(COUNT);
		const works = (latencyMs: number) => {
			const work = (options: INodeParameters) => async () =>
				(await runAgainst(simulator, items, parameters('plain', { options }), { latencyMs })).ms;
			return {
				defaults: work({}),
				guardOff: work({ duplicateGuard: false }),
				twenty: work({ duplicateGuard: false, maxConcurrentRequests: 20 }),
			};
		};
		const requests = COUNT / 1_000;
		const lines: string[][] = [];
		for (const latencyMs of [0, 300]) {
			const { defaults, guardOff, twenty } = await alternate(works(latencyMs));
			// The first three requests are small and go one after the other; then five are under way at a time.
			const idealDefaults = latencyMs * (3 + Math.ceil(requests / 5));
			const idealGuardOff = latencyMs * Math.ceil(requests / 5);
			const against = (ms: number, ideal: number) => (ideal === 0 ? '–' : times(ms / ideal));
			lines.push(
				[
					`${latencyMs} ms, defaults`,
					figure(defaults),
					figure((1_000 * defaults) / COUNT),
					against(defaults, idealDefaults),
				],
				[
					`${latencyMs} ms, Duplicate Guard off`,
					figure(guardOff),
					figure((1_000 * guardOff) / COUNT),
					against(guardOff, idealGuardOff),
				],
				[
					`${latencyMs} ms, Duplicate Guard off, 20 at a time`,
					figure(twenty),
					figure((1_000 * twenty) / COUNT),
					against(twenty, latencyMs),
				],
			);
		}
		printTable(
			`${figure(COUNT)} leads end to end in n8n-core, by the latency of the API`,
			['', 'ms', 'µs per lead', 'against the latency of its requests alone'],
			lines,
		);
	} finally {
		await simulator.close();
	}
}
