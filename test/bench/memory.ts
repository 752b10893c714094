// What a run needs at its peak beyond its input: live memory, right after collecting garbage, every so often.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runAgainst } from './endToEnd';
import { figure, median, printTable, ROUNDS, times } from './measure';
import { parameters, rows } from './people';
import { startSimulatorProcess } from './simulatorProcess';

const COUNTS = [10_000, 100_000] as const;
const SAMPLE_EVERY_MS = 200;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use: heap and buffers. */
function live(): number {
	collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Measured before anything runs: what an earlier run leaves to be collected would be taken for less than nothing. */
function inputBytes(count: number): number {
	const before = live();
	const items = rows(count);
	const bytes = live() - before;
	return bytes / items.length;
}

interface Figures {
	peak: number;
	output: number;
}

export async function benchMemory(): Promise<void> {
	const inputs = new Map(COUNTS.map((count) => [count, inputBytes(count)]));
	const simulator = await startSimulatorProcess({});
	/** Bytes per lead, each beyond what there was before. */
	const measure = async (count: number): Promise<Figures> => {
		const items = rows(count);
		const start = live();
		let peak = start;
		const timer = setInterval(() => (peak = Math.max(peak, live())), SAMPLE_EVERY_MS);
		const { run } = await runAgainst(simulator, items, parameters('plain'));
		clearInterval(timer);
		const end = live();
		if (run.success.length !== count) throw new Error('Leads are missing');
		return { peak: (Math.max(peak, end) - start) / count, output: (end - start) / count };
	};
	try {
		const lines: string[][] = [];
		let least: number | undefined;
		for (const count of COUNTS) {
			await measure(count);
			const rounds: Figures[] = [];
			for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(count));
			const of = (name: keyof Figures) => median(rounds.map((figures) => figures[name]));
			least ??= of('peak');
			lines.push([
				figure(count),
				figure(inputs.get(count) ?? Number.NaN),
				figure(of('peak')),
				figure(of('output')),
				times(of('peak') / least),
			]);
		}
		printTable(
			'Live memory, bytes per lead',
			['leads', 'input', 'at the peak, beyond the input', 'after the run: output and run data', 'peak against 10,000'],
			lines,
		);
	} finally {
		await simulator.close();
	}
}
