// Random worlds: what a run may meet, drawn from a seed, and built into leads for the node and settings for the simulator.
import fc from 'fast-check';

import type { LeadRecord } from '../../nodes/Uservox/model/lead';
import type { FaultEntry, RandomFaultKind } from '../simulator/faults';
import type { SimulatorSettings } from '../simulator/serverState';
import type { Network } from './memoryTransport';

/** Everything that makes a world. Built again from the same plan, it runs the same. */
export interface WorldPlan {
	operation: 'initiate' | 'bulkInitiate';
	source: 'new' | 'existing';
	leads: number;
	/** Seed of what the plan does not say: which leads are known, the network's jitter, the backoff. */
	seed: number;
	references: 'all' | 'none' | 'some';
	contact: 'phone' | 'email' | 'both' | 'twins';
	/** Share of the leads that the API knows before, and by what: a look-up finds only `reference`. */
	known: {
		share: number;
		by: 'reference' | 'phone' | 'otherProcess' | 'mixed';
		ageMs: number;
		place: 'spread' | 'head';
	};
	/** Share of the leads whose number was called before. */
	called: number;
	/** Leads that the API refuses: at the edges of likely batches, or anywhere. */
	refused: 'none' | 'edges' | 'spread';
	processes: 1 | 2;
	inits: 'true' | 'false' | 'mixed';
	foreignProject: number;
	unknownProcess: number;
	/** Of existing leads: share of the ids that the API does not have. */
	unknownIds: number;
	/** Parallel executions of one process, with the same token. */
	executions: 1 | 2;
	/** How many leads reading gives at a time. */
	pullSize: number;
	cancelAfterMs: number | undefined;
	options: {
		apiVersion: 'default' | '1.2';
		batchSize: number;
		maxConcurrentRequests: number;
		requestsPerWindow: number;
		maxRetries: number;
		timeout: number;
		duplicateGuard: boolean;
	};
	server: {
		duplicateCounting: 'each' | 'request';
		answerShape: 'newer' | 'older' | 'leadInline';
		singleShape: 'newer' | 'older';
		simplifiedSuccess: 'full' | 'fewFields' | 'ids' | 'referenceIds';
		shuffle: boolean;
		omit: number;
		createdAtMissing: boolean;
		maximumLeads: number;
		maximumBodyBytes: number | undefined;
		inactive: boolean;
		latencyMs: number;
	};
	network: Network;
	faults: FaultEntry[];
}

export const PROJECT = '64a000000000000000000001';
export const FOREIGN_PROJECT = '64a0000000000000000000ff';
export const PROCESSES = ['64a0000000000000000000a1', '64a0000000000000000000a2'] as const;
export const UNKNOWN_PROCESS = '64a0000000000000000000ee';
/** Not on a full second: the Date header has whole ones only. */
export const START = Date.UTC(2026, 2, 3, 8, 30, 0, 417);
const TIMEOUT_MS = 60_000;

/** `[weight, value]` pairs: the first is what shrinking aims at. */
function oneOf<T>(...choices: Array<[number, T]>): fc.Arbitrary<T> {
	return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

function sizes(...ranges: Array<[number, number, number]>): fc.Arbitrary<number> {
	return fc.oneof(
		{ withCrossShrink: true },
		...ranges.map(([weight, min, max]) => ({ weight, arbitrary: fc.integer({ min, max }) })),
	);
}

/** What loses an answer to a submission. */
const LOSSES = [
	'dropBefore',
	'dropAfter',
	'dropPartly',
	'storeLate',
	'serverErrorBefore',
	'serverErrorAfter',
	'serverErrorPartly',
	'hangBefore',
	'hangAfter',
	'garbageBefore',
	'garbageAfter',
] as const satisfies readonly RandomFaultKind[];
/** What makes an answer strange. */
const ODDITIES = [
	'omit',
	'duplicateEntries',
	'foreignEntries',
	'partial403',
] as const satisfies readonly RandomFaultKind[];

const anyLead = { kind: 'submission' as const };

function randomFault(
	kinds: readonly RandomFaultKind[],
	kind: 'submission' | 'get',
	times: fc.Arbitrary<number>,
): fc.Arbitrary<FaultEntry> {
	return fc
		.record({
			probability: fc.constantFrom(0.1, 0.3, 0.6, 1),
			kinds: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: kinds.length }),
			minimumLeads: oneOf([3, 0], [8, 50], [1, 6]),
			times,
		})
		.map(({ minimumLeads, ...more }) => ({
			random: { ...more, match: kind === 'get' ? { kind } : { kind, minimumLeads }, latestMs: 10_000 },
		}));
}

/** A fault for one chosen request, so that first requests, probes and repeated ones are met on purpose. */
const chosenFault: fc.Arbitrary<FaultEntry> = fc
	.record({
		where: fc.oneof(
			{ weight: 1, arbitrary: fc.record({ request: fc.integer({ min: 1, max: 9 }) }) },
			{ weight: 2, arbitrary: fc.record({ minimumLeads: oneOf([3, 50], [1, 6]) }) },
		),
		fault: fc.oneof(
			{ weight: 3, arbitrary: fc.constant({ type: 'dropAfter' as const }) },
			{ weight: 2, arbitrary: fc.constant({ type: 'dropBefore' as const }) },
			{ weight: 2, arbitrary: fc.nat(60).map((stored) => ({ type: 'dropPartly' as const, stored })) },
			{
				weight: 2,
				arbitrary: fc.integer({ min: 500, max: 14_000 }).map((afterMs) => ({ type: 'storeLate' as const, afterMs })),
			},
			{ weight: 1, arbitrary: fc.constant({ type: 'hang' as const, when: 'after' as const }) },
			{ weight: 1, arbitrary: fc.constant({ type: 'status' as const, code: 502, when: 'after' as const }) },
			{ weight: 1, arbitrary: fc.constant({ type: 'status' as const, code: 503, when: 'before' as const }) },
		),
	})
	.map(({ where, fault }) => ({ match: { ...anyLead, ...where }, fault }));

/** Statuses that a server or something before it may give without having done anything. */
const refusal: fc.Arbitrary<FaultEntry> = fc
	.record({
		request: fc.integer({ min: 1, max: 6 }),
		code: fc.constantFrom(302, 307, 400, 401, 403, 404, 413, 418, 429),
	})
	.map(({ request, code }) => ({ match: { ...anyLead, request }, fault: { type: 'status', code, when: 'before' } }));

/** Several faults in one script. */
function together(...entries: Array<fc.Arbitrary<FaultEntry>>): fc.Arbitrary<FaultEntry[]> {
	return fc.tuple(...entries);
}

const losses = (most: number) => randomFault(LOSSES, 'submission', fc.integer({ min: 1, max: most }));
const oddities = randomFault(ODDITIES, 'submission', fc.integer({ min: 1, max: 6 }));
const faultList: fc.Arbitrary<FaultEntry[]> = fc.oneof(
	{ weight: 2, arbitrary: fc.constant<FaultEntry[]>([]) },
	{ weight: 8, arbitrary: fc.array(chosenFault, { minLength: 1, maxLength: 4 }) },
	{ weight: 10, arbitrary: together(losses(6)) },
	{ weight: 3, arbitrary: together(losses(12), oddities) },
	{ weight: 2, arbitrary: together(oddities) },
	{
		weight: 2,
		arbitrary: together(losses(6), randomFault([...LOSSES, 'tooManyRequests'], 'get', fc.integer({ min: 1, max: 40 }))),
	},
	{ weight: 2, arbitrary: together(refusal, chosenFault) },
	{ weight: 1, arbitrary: together(losses(6), randomFault(['tooManyRequests'], 'submission', fc.constant(1))) },
);

const bulkSizes = sizes([8, 1, 12], [6, 13, 90], [100, 91, 190], [12, 191, 420], [1, 421, 1_500]);

/** All worlds. Shrinking makes them smaller and plainer. */
export const worldArbitrary: fc.Arbitrary<WorldPlan> = fc.noBias(
	fc
		.record({
			operation: oneOf([9, 'bulkInitiate' as const], [1, 'initiate' as const]),
			source: oneOf([8, 'new' as const], [1, 'existing' as const]),
			leads: bulkSizes,
			seed: fc.noShrink(fc.nat(1_000_000)),
			references: oneOf([5, 'all' as const], [4, 'none' as const], [2, 'some' as const]),
			contact: oneOf([4, 'phone' as const], [1, 'email' as const], [1, 'both' as const], [1, 'twins' as const]),
			known: fc.record({
				share: oneOf([36, 0], [2, 0.02], [2, 0.3], [2, 0.97], [2, 1]),
				by: oneOf(
					[3, 'reference' as const],
					[1, 'phone' as const],
					[1, 'otherProcess' as const],
					[1, 'mixed' as const],
				),
				ageMs: oneOf([3, 90 * 86_400_000], [1, 60_000], [1, 20_000]),
				place: oneOf([1, 'spread' as const], [2, 'head' as const]),
			}),
			called: oneOf([10, 0], [1, 0.01], [1, 0.2]),
			refused: oneOf([6, 'none' as const], [3, 'edges' as const], [1, 'spread' as const]),
			processes: oneOf<1 | 2>([6, 1], [1, 2]),
			inits: oneOf([9, 'true' as const], [1, 'false' as const], [1, 'mixed' as const]),
			foreignProject: oneOf([8, 0], [1, 1], [1, 7]),
			unknownProcess: oneOf([8, 0], [1, 1], [1, 7]),
			unknownIds: oneOf([2, 0], [1, 0.1]),
			executions: oneOf<1 | 2>([9, 1], [1, 2]),
			pullSize: oneOf([2, 10_000], [1, 1], [1, 17]),
			cancelAfterMs: fc.oneof(
				{ weight: 20, arbitrary: fc.constant(undefined) },
				{ weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
			),
			options: fc.record({
				apiVersion: oneOf([3, 'default' as const], [1, '1.2' as const]),
				batchSize: sizes([14, 1_000, 1_000], [3, 50, 400], [1, 1, 12]),
				maxConcurrentRequests: fc.integer({ min: 1, max: 20 }),
				requestsPerWindow: oneOf([6, 100], [1, 3], [1, 10], [1, 40], [1, 1]),
				maxRetries: oneOf([4, 3], [1, 0], [1, 1], [1, 5]),
				timeout: oneOf([3, TIMEOUT_MS], [1, 5_000]),
				duplicateGuard: oneOf([6, true], [1, false]),
			}),
			server: fc.record({
				duplicateCounting: oneOf([2, 'each' as const], [1, 'request' as const]),
				answerShape: oneOf([2, 'newer' as const], [1, 'older' as const], [1, 'leadInline' as const]),
				singleShape: oneOf([1, 'newer' as const], [1, 'older' as const]),
				simplifiedSuccess: fc.constantFrom(
					'full' as const,
					'fewFields' as const,
					'ids' as const,
					'referenceIds' as const,
				),
				shuffle: fc.boolean(),
				omit: oneOf([9, 0], [1, 0.02], [1, 0.3]),
				createdAtMissing: oneOf([12, false], [1, true]),
				maximumLeads: oneOf([20, 1_000], [1, 100], [1, 7]),
				maximumBodyBytes: oneOf<number | undefined>([20, undefined], [1, 20_000], [1, 2_000]),
				inactive: oneOf([40, false], [1, true]),
				latencyMs: oneOf([1, 0], [2, 40], [1, 900]),
			}),
			network: fc.record({
				latencyMs: oneOf([1, 1], [2, 30], [1, 250]),
				jitterMs: oneOf([1, 0], [1, 20], [2, 200]),
				noConnection: oneOf([36, 0], [3, 0.05], [1, 0.5], [1, 1]),
				lost: oneOf([12, 0], [1, 0.02], [1, 0.2]),
				serverAheadMs: oneOf(
					[4, 0],
					[1, -300],
					[1, 400],
					[1, -900],
					[1, -1_400],
					[1, 1_200],
					[1, 10_000],
					[1, -3_600_000],
				),
				dateHeader: oneOf([9, true], [1, false]),
			}),
			faults: faultList,
		})
		.map(plausible),
);

/**
 * Takes out what no client could cope with, and what would only cost time.
 *
 * - Without a Date header nothing shows that the server's clock is off.
 * - Plain ids (v=1.2) name nobody: such an answer that also leaves out some leads and tells of strangers can add up by chance.
 */
function plausible(plan: WorldPlan): WorldPlan {
	const { operation, network, server, options, faults } = plan;
	const anonymous = options.apiVersion === '1.2';
	return {
		...plan,
		leads: operation === 'initiate' ? 1 + (plan.leads % 60) : plan.leads * plan.executions,
		network: { ...network, serverAheadMs: network.dateHeader ? network.serverAheadMs : 0 },
		server: { ...server, omit: anonymous ? 0 : server.omit },
		faults: anonymous ? faults.map(withoutStrangers) : faults,
	};
}

function withoutStrangers(entry: FaultEntry): FaultEntry {
	if (!('random' in entry)) return entry;
	const kinds = entry.random.kinds.filter((kind) => kind !== 'foreignEntries' && kind !== 'omit');
	return { random: { ...entry.random, kinds: kinds.length > 0 ? kinds : ['dropAfter'] } };
}

/** The world of a seed: always the same one. */
export function planOfSeed(seed: number): WorldPlan {
	const [plan] = fc.sample(worldArbitrary, { seed, numRuns: 1 });
	if (plan === undefined) throw new Error('fast-check gave no world');
	return plan;
}

/** What is true of a lead in this world, for the invariants. */
export interface LeadFacts {
	index: number;
	record: LeadRecord;
	/** The execution that sends it. */
	execution: number;
	hasReference: boolean;
	/** The API had it before: by reference, number or email; or its number was called. The API counts it as a duplicate. */
	knownBefore: boolean;
	/** A look-up finds it before this run. */
	foundByLookUp: boolean;
	/** The message with which the API refuses it for itself. */
	refusal: string | undefined;
	foreignProject: boolean;
	unknownProcess: boolean;
	/** Of an existing lead: whether the API has its id. */
	idExists: boolean;
}

export interface BuiltWorld {
	plan: WorldPlan;
	facts: LeadFacts[];
	settings: SimulatorSettings;
	byName: Map<string, number>;
	byReference: Map<string, number>;
	byId: Map<string, number>;
}

/** Small and seeded: the only chance in a world. */
export function seededRandom(seed: number): () => number {
	let state = (seed ^ 0x9e3779b9) >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Where batches likely begin and end, by the growth of trust: 5, 35, 210. */
const EDGES = new Set([0, 4, 5, 39, 40, 249, 250]);
const REFUSALS = [
	'Phone number contains repeating digits pattern',
	'Invalid phone number',
	'Lead is on the do-not-call list',
] as const;

function phoneOf(index: number, twins: boolean): string {
	const number = 9_000_000_000 + (twins ? index >> 1 : index) * 7;
	// Twins have the same last ten digits in two countries.
	return twins && index % 2 === 1 ? `+9991${number}` : `+9992${number}`;
}

/** Makes the leads and the simulator's settings of a plan. */
export function buildWorld(plan: WorldPlan): BuiltWorld {
	const random = seededRandom(plan.seed);
	const facts: LeadFacts[] = [];
	const existing: NonNullable<SimulatorSettings['existing']> = [];
	const calledNumbers: string[] = [];
	const refusals: Record<string, string> = {};
	const byName = new Map<string, number>();
	const byReference = new Map<string, number>();
	const byId = new Map<string, number>();
	const createdBefore = START + plan.network.serverAheadMs - plan.known.ageMs;

	for (let index = 0; index < plan.leads; index += 1) {
		const drawn = {
			known: random(),
			called: random(),
			refused: random(),
			reference: random(),
			by: random(),
			init: random(),
		};
		const init = plan.inits === 'mixed' ? drawn.init < 0.5 : plan.inits === 'true';
		const execution = plan.executions === 2 ? index % 2 : 0;
		const name = `Lead ${index}`;
		const phone = phoneOf(index, plan.contact === 'twins');
		const processId = PROCESSES[plan.processes === 2 && random() < 0.5 ? 1 : 0];
		byName.set(name, index);

		if (plan.source === 'existing') {
			const leadId = `64b${index.toString(16).padStart(21, '0')}`;
			const idExists = drawn.known >= plan.unknownIds;
			if (idExists) existing.push({ _id: leadId, name, phone, createdAt: createdBefore });
			byId.set(leadId, index);
			facts.push({
				index,
				record: { kind: 'existing', itemIndex: index, init, leadId },
				execution,
				hasReference: false,
				knownBefore: false,
				foundByLookUp: false,
				refusal: undefined,
				foreignProject: false,
				unknownProcess: false,
				idExists,
			});
			continue;
		}

		const fromEnd = plan.leads - 1 - index;
		const foreignProject = fromEnd < plan.foreignProject;
		const unknownProcess = !foreignProject && fromEnd < plan.foreignProject + plan.unknownProcess;
		const hasReference = plan.references === 'all' || (plan.references === 'some' && drawn.reference < 0.5);
		const referenceId = hasReference ? `R-${index}` : undefined;
		if (referenceId !== undefined) byReference.set(referenceId, index);
		const email = plan.contact === 'email' || plan.contact === 'both' ? `Lead.${index}@Example.com` : undefined;
		const lead = {
			projectId: foreignProject ? FOREIGN_PROJECT : PROJECT,
			processId: unknownProcess ? UNKNOWN_PROCESS : processId,
			...(plan.contact === 'email' ? {} : { phone: plan.seed % 5 === 0 ? spaced(phone) : phone }),
			...(email === undefined ? {} : { email }),
			name,
			...(referenceId === undefined ? {} : { referenceId }),
			...(plan.seed % 3 === 0 ? { metadata: { city: 'Pune', row: index } } : {}),
		};
		const reachable = !foreignProject && !unknownProcess;
		const knownShare = plan.known.share;
		const known = plan.known.place === 'head' ? index < knownShare * plan.leads : drawn.known < knownShare;
		const isKnown = reachable && known;
		let foundByLookUp = false;
		if (isKnown) {
			const by =
				plan.known.by === 'mixed'
					? (['reference', 'phone', 'otherProcess'] as const)[Math.floor(drawn.by * 3)]
					: plan.known.by;
			foundByLookUp = by === 'reference' && hasReference;
			existing.push({
				name: `Known ${index}`,
				...(plan.contact === 'email' ? {} : { phone }),
				...(email === undefined ? {} : { email }),
				projectId: PROJECT,
				processId: by === 'otherProcess' ? UNKNOWN_PROCESS : processId,
				...(by === 'phone' || referenceId === undefined ? {} : { referenceId }),
				createdAt: createdBefore,
			});
		}
		const isCalled = reachable && plan.contact !== 'email' && drawn.called < plan.called;
		if (isCalled) calledNumbers.push(phone);
		const isRefused =
			reachable &&
			((plan.refused === 'edges' && (EDGES.has(index) || fromEnd === 0)) ||
				(plan.refused === 'spread' && drawn.refused < 0.1));
		const refusal = isRefused ? REFUSALS[Math.floor(drawn.refused * 30) % REFUSALS.length] : undefined;
		if (refusal !== undefined) refusals[lead.phone ?? email ?? ''] = refusal;
		facts.push({
			index,
			record: { kind: 'new', itemIndex: index, init, lead },
			execution,
			hasReference,
			knownBefore: isKnown || isCalled,
			foundByLookUp,
			refusal,
			foreignProject,
			unknownProcess,
			idExists: false,
		});
	}

	const { inactive, ...server } = plan.server;
	return {
		plan,
		facts,
		byName,
		byReference,
		byId,
		settings: {
			...server,
			projectId: PROJECT,
			processes: [...PROCESSES],
			inactiveProjects: inactive ? [PROJECT] : [],
			requestsPerWindow: plan.options.requestsPerWindow,
			seed: plan.seed,
			refusals,
			calledNumbers,
			existing,
			faults: plan.faults,
		},
	};
}

/** As people write numbers. */
function spaced(phone: string): string {
	return `${phone.slice(0, 3)} ${phone.slice(3, 8)}-${phone.slice(8)}`;
}
