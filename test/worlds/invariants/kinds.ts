// Kinds of invariants: about each lead in the hands of a run, about each request, about each run, or about the world once.
import type { Exchange } from '../memoryTransport';
import type { Handover, Reading } from '../reading';
import type { RunStory } from '../runWorld';

export interface Invariant {
	name: string;
	/** Says in words what is broken, one line each; nothing when it holds. */
	check: (reading: Reading) => string[];
}

/** What is wrong; a falsy value when nothing is. */
export type Said = string | undefined | false;

export function forLeads(name: string, wrong: (reading: Reading, handover: Handover) => Said): Invariant {
	return {
		name,
		check: (reading) =>
			reading.handovers.flatMap((handover) => {
				const said = wrong(reading, handover);
				return said ? [`run ${handover.run.index}, lead ${handover.lead.index}: ${said}`] : [];
			}),
	};
}

export function forExchanges(
	name: string,
	wrong: (reading: Reading, exchange: Exchange, run: RunStory) => Said,
): Invariant {
	return {
		name,
		check: (reading) =>
			reading.story.exchanges.flatMap((exchange, place) => {
				const run = reading.story.runs[exchange.run];
				const said = run !== undefined && wrong(reading, exchange, run);
				return said ? [`request ${place + 1} (${exchange.kind}, ${exchange.leads.length} leads): ${said}`] : [];
			}),
	};
}

export function forRuns(name: string, wrong: (reading: Reading, run: RunStory) => Said): Invariant {
	return {
		name,
		check: (reading) =>
			reading.story.runs.flatMap((run) => {
				const said = wrong(reading, run);
				return said ? [`run ${run.index}: ${said}`] : [];
			}),
	};
}

export function once(name: string, wrong: (reading: Reading) => Said): Invariant {
	return {
		name,
		check: (reading) => {
			const said = wrong(reading);
			return said ? [said] : [];
		},
	};
}
