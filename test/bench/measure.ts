// How the benches measure: medians of runs taken in turn, and ratios within one run, since the machine may be busy.
import { cpus, totalmem } from 'node:os';

/** Fewer runs make no median. */
export const ROUNDS = Math.max(5, Number(process.env.ROUNDS ?? 5));

export function median(figures: readonly number[]): number {
	const sorted = [...figures].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
	const startedAt = performance.now();
	await work();
	return performance.now() - startedAt;
}

/**
 * Runs all works in turn, `rounds` times after one to warm up, so that a busy machine slows all of them alike.
 * @returns the median of what each gives, such as its milliseconds
 */
export async function alternate<Name extends string>(
	works: Record<Name, () => Promise<number> | number>,
	rounds = ROUNDS,
): Promise<Record<Name, number>> {
	const names = Object.keys(works) as Name[];
	const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
	for (let round = -1; round < rounds; round += 1) {
		for (const name of names) {
			const figure = await works[name]();
			if (round >= 0) figures.get(name)?.push(figure);
		}
	}
	return Object.fromEntries(names.map((name) => [name, median(figures.get(name) ?? [])])) as Record<Name, number>;
}

/** Three digits that say something: 0.0123, 1.23, 123. */
export function figure(value: number): string {
	if (!Number.isFinite(value)) return '–';
	const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
	return text.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

export const times = (ratio: number): string => `${figure(ratio)} ×`;

/** A table in Markdown under a heading. */
export function printTable(heading: string, columns: readonly string[], rows: ReadonlyArray<readonly string[]>): void {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	console.log(`\n### ${heading}\n`);
	console.log([line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n'));
}

/** The machine in one line, without its name. */
export function machine(): string {
	const [cpu] = cpus();
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	return `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
