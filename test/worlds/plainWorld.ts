// A world in which nothing goes wrong, to be changed in one point: for scenarios and the decision table.
import type { ErrorCode } from '../../nodes/Uservox/model/outcome';
import { Reading } from './invariants';
import { runPlan, type Story } from './runWorld';
import type { WorldPlan } from './plan';

export type PlanChanges = Partial<Omit<WorldPlan, 'options' | 'server' | 'network' | 'known'>> & {
	options?: Partial<WorldPlan['options']>;
	server?: Partial<WorldPlan['server']>;
	network?: Partial<WorldPlan['network']>;
	known?: Partial<WorldPlan['known']>;
};

/** Bulk, with references, defaults everywhere. */
export function plainPlan(changes: PlanChanges = {}): WorldPlan {
	return {
		operation: 'bulkInitiate',
		source: 'new',
		leads: 5,
		seed: 4,
		references: 'all',
		contact: 'phone',
		called: 0,
		refused: 'none',
		processes: 1,
		inits: 'true',
		foreignProject: 0,
		unknownProcess: 0,
		unknownIds: 0,
		executions: 1,
		pullSize: 10_000,
		cancelAfterMs: undefined,
		faults: [],
		...changes,
		known: { share: 0, by: 'reference', ageMs: 86_400_000, place: 'head', ...changes.known },
		options: {
			apiVersion: 'default',
			batchSize: 1_000,
			maxConcurrentRequests: 5,
			requestsPerWindow: 100,
			maxRetries: 3,
			timeout: 60_000,
			duplicateGuard: true,
			...changes.options,
		},
		server: {
			duplicateCounting: 'each',
			answerShape: 'newer',
			singleShape: 'newer',
			simplifiedSuccess: 'full',
			shuffle: true,
			omit: 0,
			createdAtMissing: false,
			maximumLeads: 1_000,
			maximumBodyBytes: undefined,
			inactive: false,
			latencyMs: 40,
			...changes.server,
		},
		network: {
			latencyMs: 20,
			jitterMs: 20,
			noConnection: 0,
			lost: 0,
			serverAheadMs: 0,
			dateHeader: true,
			...changes.network,
		},
	};
}

/** How many leads ended how. */
export type Ends = Partial<Record<ErrorCode | 'success' | 'recovered', number>>;

export function endsOf(story: Story): Ends {
	const ends: Ends = {};
	for (const [outcome] of story.outcomes) {
		if (outcome === undefined) continue;
		const end =
			outcome.status === 'notInitiated' ? outcome.errorCode : outcome.recovered === true ? 'recovered' : 'success';
		ends[end] = (ends[end] ?? 0) + 1;
	}
	return ends;
}

export async function readPlan(changes: PlanChanges): Promise<Reading> {
	return new Reading(await runPlan(plainPlan(changes)));
}
