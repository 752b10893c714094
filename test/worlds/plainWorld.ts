// A world in which nothing goes wrong, to be changed in one point: for scenarios and the decision table.
import type { ErrorCode } from '../../nodes/Uservox/model/codes';
import type { FaultEntry } from '../simulator/faults';
import { buildWorld, type RunPlan } from './buildWorld';
import type { WorldPlan } from './plan';
import { Reading } from './reading';
import { runBuilt, runPlan, type Story } from './runWorld';

export type PlanChanges = Partial<Omit<WorldPlan, 'options' | 'server' | 'network' | 'known' | 'executions'>> & {
	options?: Partial<WorldPlan['options']>;
	server?: Partial<WorldPlan['server']>;
	network?: Partial<WorldPlan['network']>;
	known?: Partial<WorldPlan['known']>;
	executions?: Partial<WorldPlan['executions']>;
};

/** Every list and every search is answered with this status. */
export const noList = (code: 403 | 404): FaultEntry => ({
	match: { kind: 'query', times: 'always' },
	fault: { type: 'status', code },
});

/** Bulk, with references, defaults everywhere, in a project that is empty. */
export function plainPlan(changes: PlanChanges = {}): WorldPlan {
	return {
		operation: 'bulkInitiate',
		source: 'new',
		leads: 5,
		seed: 4,
		references: 'all',
		contact: 'phone',
		notation: 'international',
		strangers: 0,
		called: 0,
		refused: 'none',
		processes: 1,
		inits: 'true',
		foreignProject: 0,
		unknownProcess: 0,
		unknownIds: 0,
		otherProcess: false,
		again: undefined,
		pullSize: 10_000,
		cancelAfterMs: undefined,
		faults: [],
		...changes,
		executions: { number: 1, shared: 'none', apartMs: 0, ...changes.executions },
		known: {
			share: 0,
			by: 'all',
			ageMs: 86_400_000,
			place: 'top',
			otherNotation: false,
			archived: 0,
			...changes.known,
		},
		options: {
			apiVersion: 'default',
			batchSize: 1_000,
			maxConcurrentRequests: 10,
			requestsPerWindow: 100,
			maxRetries: 3,
			timeout: 60_000,
			duplicateGuard: true,
			...changes.options,
		},
		server: {
			duplicateCounting: 'each',
			badDataCounts: false,
			phoneInOtherProcess: 'refused',
			phoneInSameProcess: 'refused',
			phoneCounts: 'stored',
			phoneForm: 'asSent',
			samePhone: 'digits',
			duplicateMessage: undefined,
			duplicateStatus: 400,
			duplicateHidesOthers: false,
			answerShape: 'newer',
			singleShape: 'newer',
			simplifiedSuccess: 'full',
			bulkErrorStatus: 200,
			bulkErrorStatusWhen: 'any',
			statusInEntries: false,
			errorBody: 'error',
			shuffle: true,
			omit: 0,
			createdAtMissing: false,
			maximumLeads: 1_000,
			maximumMessage: 'Maximum of {maximum} leads allowed per request',
			maximumStatus: 400,
			maximumBodyBytes: undefined,
			latencyMs: 40,
			msPerLead: 0,
			storesWhen: 'arrival',
			gatewayTimeoutMs: undefined,
			blockedRequestsExtend: false,
			credits: undefined,
			creditsRefuse: 'request',
			creditsStatus: 400,
			listOrder: 'newest',
			maximumPage: 100,
			limitTooLarge: 'lowered',
			pagination: 'full',
			listChanges: undefined,
			phoneFilter: 'letter',
			emailFilter: 'anyCase',
			alwaysMasked: 'never',
			archivedInGet: true,
			inactive: false,
			crowded: false,
			...changes.server,
		},
		network: {
			latencyMs: 20,
			jitterMs: 20,
			noConnection: 0,
			lost: 0,
			serverAheadMs: 0,
			dateHeader: true,
			dateAheadMs: 0,
			...changes.network,
		},
	};
}

/** How many leads ended how. */
export type Ends = Partial<Record<ErrorCode | 'success' | 'recovered', number>>;

/** Over all runs, or of one. */
export function endsOf(story: Story, only?: number): Ends {
	const ends: Ends = {};
	for (const run of story.runs) {
		if (only !== undefined && run.index !== only) continue;
		for (const [outcome] of run.outcomes.values()) {
			if (outcome === undefined) continue;
			const end =
				outcome.status === 'failed' ? outcome.errorCode : outcome.recovered === true ? 'recovered' : 'success';
			ends[end] = (ends[end] ?? 0) + 1;
		}
	}
	return ends;
}

/** The leads of a plan in runs of their own, each with what `how` says of it. */
export async function readSplit(
	changes: PlanChanges,
	how: (place: number) => Partial<Omit<RunPlan, 'leads'>>,
	size = 1,
): Promise<Reading> {
	const built = buildWorld(plainPlan(changes));
	const places = built.facts.map(({ index }) => index);
	const count = Math.ceil(places.length / size);
	built.runs = Array.from({ length: count }, (_, place) => ({
		process: 0,
		startsAfterMs: 0,
		waitsForOthers: false,
		...how(place),
		leads: places.slice(place * size, (place + 1) * size),
	}));
	return new Reading(await runBuilt(built));
}

export async function readPlan(changes: PlanChanges): Promise<Reading> {
	return new Reading(await runPlan(plainPlan(changes)));
}
