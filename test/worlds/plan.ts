// Random worlds: what a run may meet, drawn from a seed. `buildWorld` makes leads for the node and settings for the simulator of it.
import fc from 'fast-check';

import type { FaultEntry } from '../simulator/faults';
import type { Settings } from '../simulator/settings';
import { faultList } from './drawFaults';
import { oneOf, sizes } from './draw';
import type { Network } from './memoryTransport';

/** By what Uservox knows a lead. `elsewhere`: another process of the project has its number. */
export type KnownBy = 'all' | 'reference' | 'phone' | 'email' | 'elsewhere';

/** Everything that makes a world. Built again from the same plan, it runs the same. */
export interface WorldPlan {
	operation: 'initiate' | 'bulkInitiate';
	source: 'new' | 'existing';
	leads: number;
	/** Seed of what the plan does not say: which leads are known, the network's jitter, the backoff. */
	seed: number;
	references: 'all' | 'none' | 'some';
	contact: 'phone' | 'email' | 'both' | 'mixed' | 'twins';
	/** How the sheet writes phone numbers. */
	notation: 'international' | 'national' | 'spaced' | 'mixed';
	/** Leads that Uservox knew before. */
	known: {
		/** Of all leads; more than 0 is one lead at least. */
		share: number;
		place: 'top' | 'bottom' | 'middle' | 'scattered' | 'blocks';
		by: KnownBy | 'mixed';
		/** Uservox has their numbers in another form than the sheet. */
		otherNotation: boolean;
		ageMs: number;
		/** Share of them that no list shows, and that count all the same. */
		archived: number;
	};
	/** Leads of the project that are not in the sheet. */
	strangers: number;
	/** Share of the leads whose number was called before, though no lead of the project has it: nothing shows it. */
	called: number;
	/** Leads that the API refuses for themselves. */
	refused: 'none' | 'edges' | 'spread' | 'top' | 'most';
	processes: 1 | 2;
	inits: 'true' | 'false' | 'mixed';
	foreignProject: number;
	unknownProcess: number;
	/** Of existing leads: share of the ids that the API does not have. */
	unknownIds: number;
	/** Executions of one process at once, and how many of their leads are the same. */
	executions: { number: 1 | 2; shared: 'none' | 'some' | 'all'; apartMs: number };
	/** Another process of n8n with the same key sends some of the leads. */
	otherProcess: boolean;
	/** The next morning: the same sheet once more, with rows added at either end. */
	again: { afterMs: number; addedTop: number; addedBottom: number; restarted: boolean } | undefined;
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
	server: ServerPlan;
	network: Network;
	faults: FaultEntry[];
}

type FromSettings = Pick<
	Settings,
	| 'duplicateCounting'
	| 'badDataCounts'
	| 'phoneInOtherProcess'
	| 'phoneInSameProcess'
	| 'phoneCounts'
	| 'phoneForm'
	| 'samePhone'
	| 'duplicateStatus'
	| 'duplicateHidesOthers'
	| 'answerShape'
	| 'singleShape'
	| 'simplifiedSuccess'
	| 'bulkErrorStatus'
	| 'bulkErrorStatusWhen'
	| 'statusInEntries'
	| 'errorBody'
	| 'shuffle'
	| 'omit'
	| 'createdAtMissing'
	| 'maximumLeads'
	| 'maximumMessage'
	| 'maximumStatus'
	| 'latencyMs'
	| 'msPerLead'
	| 'storesWhen'
	| 'blockedRequestsExtend'
	| 'creditsRefuse'
	| 'creditsStatus'
	| 'listOrder'
	| 'maximumPage'
	| 'limitTooLarge'
	| 'pagination'
	| 'phoneFilter'
	| 'emailFilter'
	| 'alwaysMasked'
	| 'archivedInGet'
>;

/** What the vendor leaves open, and how the server is set up. */
export interface ServerPlan extends FromSettings {
	maximumBodyBytes: number | undefined;
	/** Credits for this share of the leads; undefined: enough. */
	credits: number | undefined;
	duplicateMessage: string | undefined;
	gatewayTimeoutMs: number | undefined;
	/** Leads of other systems that come and go with each page of the list. */
	listChanges: { adds: number; archives: number } | undefined;
	inactive: boolean;
	/** Other systems use the project too, so that the API allows fewer requests than the node is told. */
	crowded: boolean;
}

const TIMEOUT_MS = 60_000;
const DAY_MS = 86_400_000;

const leadCounts = sizes([30, 1, 4], [60, 5, 40], [50, 41, 190], [12, 191, 520], [2, 521, 2_500]);

const MAXIMUM_MESSAGES = [
	'Maximum of {maximum} leads allowed per request',
	'You can send at most {maximum} leads at a time',
	'Too many leads in one request',
] as const;

const DUPLICATE_MESSAGES = [
	'This {field} is already present',
	'A lead with this {field} has already been added',
	'Duplicate {field}',
	'{field} is in use',
] as const;

/** Forms of a refusal that say why. */
export const READABLE_REFUSALS: ReadonlyArray<ServerPlan['errorBody']> = ['error', 'message', 'nested'];

const anyServer: fc.Arbitrary<ServerPlan> = fc.record({
	duplicateCounting: oneOf([3, 'each' as const], [1, 'request' as const]),
	badDataCounts: oneOf([8, false], [1, true]),
	phoneInOtherProcess: oneOf([1, 'refused' as const], [1, 'accepted' as const]),
	phoneInSameProcess: oneOf([4, 'refused' as const], [1, 'accepted' as const]),
	phoneCounts: oneOf([4, 'stored' as const], [1, 'called' as const]),
	phoneForm: oneOf([3, 'asSent' as const], [1, 'e164' as const], [1, 'digits' as const]),
	samePhone: oneOf([1, 'digits' as const], [1, 'e164' as const]),
	duplicateMessage: oneOf<string | undefined>(
		[8, undefined],
		...DUPLICATE_MESSAGES.map((words) => [1, words] as const),
	),
	duplicateStatus: oneOf([4, 400 as const], [1, 403 as const], [1, 409 as const], [1, 422 as const]),
	answerShape: oneOf([2, 'newer' as const], [1, 'older' as const], [1, 'leadInline' as const]),
	singleShape: oneOf([1, 'newer' as const], [1, 'older' as const]),
	simplifiedSuccess: fc.constantFrom('full' as const, 'fewFields' as const, 'ids' as const, 'referenceIds' as const),
	bulkErrorStatus: oneOf(
		[8, 200 as const],
		[1, 207 as const],
		[2, 400 as const],
		[1, 403 as const],
		[1, 409 as const],
		[1, 422 as const],
		[1, 429 as const],
	),
	bulkErrorStatusWhen: oneOf([1, 'any' as const], [1, 'all' as const]),
	statusInEntries: fc.boolean(),
	errorBody: oneOf(
		[10, 'error' as const],
		[1, 'message' as const],
		[1, 'nested' as const],
		[1, 'text' as const],
		[1, 'html' as const],
		[1, 'empty' as const],
	),
	shuffle: fc.boolean(),
	omit: oneOf([14, 0], [1, 0.02], [1, 0.3]),
	createdAtMissing: oneOf([12, false], [1, true]),
	maximumLeads: oneOf([20, 1_000], [1, 100], [1, 7]),
	maximumMessage: fc.constantFrom(...MAXIMUM_MESSAGES),
	maximumStatus: oneOf([4, 400 as const], [1, 413 as const], [1, 422 as const]),
	maximumBodyBytes: oneOf<number | undefined>([20, undefined], [1, 20_000], [1, 2_000]),
	latencyMs: oneOf([1, 0], [2, 40], [1, 900]),
	msPerLead: oneOf([12, 0], [1, 2], [1, 60]),
	storesWhen: oneOf([2, 'arrival' as const], [1, 'answer' as const]),
	gatewayTimeoutMs: oneOf<number | undefined>([12, undefined], [1, 30_000]),
	blockedRequestsExtend: oneOf([3, false], [1, true]),
	credits: oneOf<number | undefined>([24, undefined], [1, 0], [1, 0.5]),
	creditsRefuse: oneOf([1, 'request' as const], [1, 'lead' as const]),
	creditsStatus: oneOf([1, 400 as const], [1, 402 as const], [1, 403 as const]),
	listOrder: oneOf([4, 'newest' as const], [1, 'oldest' as const], [1, 'id' as const], [1, 'changing' as const]),
	maximumPage: oneOf([8, 100], [1, 50], [1, 7]),
	limitTooLarge: oneOf([8, 'lowered' as const], [1, 'refused' as const]),
	pagination: oneOf([8, 'full' as const], [1, 'withoutTotal' as const], [1, 'missing' as const]),
	listChanges: oneOf<{ adds: number; archives: number } | undefined>(
		[14, undefined],
		[1, { adds: 1, archives: 0 }],
		// An import that runs at the same time.
		[1, { adds: 90, archives: 0 }],
		[1, { adds: 0, archives: 1 }],
	),
	phoneFilter: oneOf([2, 'letter' as const], [2, 'digits' as const], [1, 'lastTen' as const], [1, 'e164' as const]),
	emailFilter: oneOf([3, 'anyCase' as const], [1, 'letter' as const]),
	alwaysMasked: oneOf([9, 'never' as const], [1, 'query' as const], [1, 'get' as const], [1, 'both' as const]),
	archivedInGet: fc.boolean(),
	inactive: oneOf([40, false], [1, true]),
	crowded: oneOf([12, false], [1, true]),
	duplicateHidesOthers: oneOf([15, false], [1, true]),
});

/** A refusal that says nothing, of a request that was carried out all the same, is beyond what anybody can find out. */
const server = anyServer.map((plan) => ({
	...plan,
	duplicateHidesOthers: plan.duplicateHidesOthers && READABLE_REFUSALS.includes(plan.errorBody),
}));

const network: fc.Arbitrary<Network> = fc.record({
	latencyMs: oneOf([1, 1], [2, 30], [1, 250]),
	jitterMs: oneOf([1, 0], [1, 20], [2, 200]),
	noConnection: oneOf([36, 0], [3, 0.05], [1, 0.5], [1, 1]),
	lost: oneOf([16, 0], [1, 0.02], [1, 0.2]),
	serverAheadMs: oneOf([6, 0], [1, -300], [1, 400], [1, -900], [1, -1_400], [1, 1_200], [1, 10_000], [1, -3_600_000]),
	dateHeader: oneOf([9, true], [1, false]),
	dateAheadMs: fc.constant(0),
});

/** All worlds. Shrinking makes them smaller and plainer. */
export const worldArbitrary: fc.Arbitrary<WorldPlan> = fc.noBias(
	fc
		.record({
			operation: oneOf([6, 'bulkInitiate' as const], [1, 'initiate' as const]),
			source: oneOf([10, 'new' as const], [1, 'existing' as const]),
			leads: leadCounts,
			seed: fc.noShrink(fc.nat(1_000_000)),
			references: oneOf([4, 'all' as const], [4, 'none' as const], [2, 'some' as const]),
			contact: oneOf(
				[5, 'phone' as const],
				[1, 'email' as const],
				[2, 'both' as const],
				[1, 'mixed' as const],
				[1, 'twins' as const],
			),
			notation: oneOf(
				[4, 'international' as const],
				[1, 'national' as const],
				[1, 'spaced' as const],
				[1, 'mixed' as const],
			),
			known: fc.record({
				share: oneOf([5, 0], [2, 0.001], [2, 0.05], [2, 0.3], [2, 0.97], [1, 1]),
				place: oneOf(
					[1, 'top' as const],
					[2, 'bottom' as const],
					[1, 'middle' as const],
					[3, 'scattered' as const],
					[1, 'blocks' as const],
				),
				by: oneOf(
					[3, 'all' as const],
					[2, 'reference' as const],
					[3, 'phone' as const],
					[1, 'email' as const],
					[2, 'elsewhere' as const],
					[2, 'mixed' as const],
				),
				otherNotation: oneOf([3, false], [1, true]),
				ageMs: oneOf([3, 90 * DAY_MS], [1, 60_000], [1, 20_000]),
				archived: oneOf([14, 0], [1, 0.1], [1, 1]),
			}),
			strangers: fc.oneof(
				{ weight: 6, arbitrary: fc.constant(0) },
				{ weight: 3, arbitrary: fc.integer({ min: 1, max: 120 }) },
				{ weight: 3, arbitrary: fc.integer({ min: 121, max: 900 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 901, max: 4_000 }) },
			),
			called: oneOf([16, 0], [1, 0.02], [1, 0.2]),
			refused: oneOf(
				[10, 'none' as const],
				[3, 'edges' as const],
				[2, 'spread' as const],
				[1, 'top' as const],
				[1, 'most' as const],
			),
			processes: oneOf<1 | 2>([5, 1], [1, 2]),
			inits: oneOf([9, 'true' as const], [1, 'false' as const], [1, 'mixed' as const]),
			foreignProject: oneOf([12, 0], [1, 1], [1, 7]),
			unknownProcess: oneOf([12, 0], [1, 1], [1, 7]),
			unknownIds: oneOf([2, 0], [1, 0.1]),
			executions: fc.record({
				number: oneOf<1 | 2>([7, 1], [2, 2]),
				shared: oneOf([1, 'none' as const], [1, 'some' as const], [1, 'all' as const]),
				apartMs: oneOf([2, 0], [1, 40], [1, 700], [1, 20_000]),
			}),
			otherProcess: oneOf([10, false], [1, true]),
			again: fc.oneof(
				{ weight: 5, arbitrary: fc.constant(undefined) },
				{
					weight: 1,
					arbitrary: fc.record({
						afterMs: oneOf([1, DAY_MS], [1, 90_000], [1, 1_000]),
						addedTop: oneOf([1, 0], [1, 0.1], [1, 0.4]),
						addedBottom: oneOf([1, 0], [1, 0.1], [1, 0.4]),
						restarted: fc.boolean(),
					}),
				},
			),
			pullSize: oneOf([2, 10_000], [1, 1], [1, 17]),
			cancelAfterMs: fc.oneof(
				{ weight: 20, arbitrary: fc.constant(undefined) },
				{ weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
			),
			options: fc.record({
				apiVersion: oneOf([4, 'default' as const], [1, '1.2' as const]),
				batchSize: sizes([14, 1_000, 1_000], [3, 50, 400], [1, 1, 12]),
				maxConcurrentRequests: fc.integer({ min: 1, max: 20 }),
				requestsPerWindow: oneOf([6, 100], [1, 3], [1, 10], [1, 40]),
				maxRetries: oneOf([4, 3], [1, 0], [1, 1], [1, 5]),
				timeout: oneOf([3, TIMEOUT_MS], [1, 5_000]),
				duplicateGuard: oneOf([12, true], [1, false]),
			}),
			server,
			network,
			faults: faultList,
		})
		.map(plausible),
);

/**
 * Takes out what no client could cope with, and what would only cost time.
 *
 * - Without a Date header nothing shows that the server's clock is off.
 * - Plain ids (v=1.2) name nobody: such an answer that also leaves out some leads and tells of strangers can add up by chance.
 * - A server that goes on for longer than it was silent stores leads that were looked for twice.
 * - Who archives a lead that has just been stored hides it from whoever looks for it: only the oldest are.
 * - Existing leads are started by every run that is given them.
 */
function plausible(plan: WorldPlan): WorldPlan {
	const { operation, network, server, options, faults, again, source, leads } = plan;
	const anonymous = options.apiVersion === '1.2';
	const slowestMs = Math.min(options.timeout, server.gatewayTimeoutMs ?? Infinity);
	const size = operation === 'initiate' ? 1 + (leads % 60) : leads;
	const most = Math.min(size, options.batchSize);
	return {
		...plan,
		leads: size,
		// Masked numbers of twins look the same.
		contact: plan.contact === 'twins' && server.alwaysMasked !== 'never' ? 'phone' : plan.contact,
		again: source === 'existing' || !options.duplicateGuard ? undefined : again,
		strangers: source === 'existing' ? plan.strangers % 900 : plan.strangers,
		network: { ...network, serverAheadMs: network.dateHeader ? network.serverAheadMs : 0 },
		server: {
			...server,
			omit: anonymous ? 0 : server.omit,
			listOrder: server.listChanges?.archives === 1 ? 'oldest' : server.listOrder,
			listChanges: plan.strangers < 30 ? undefined : server.listChanges,
			msPerLead: Math.min(server.msPerLead, slowestMs / most),
		},
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
