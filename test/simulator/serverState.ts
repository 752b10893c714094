// The simulator's world: its settings, what the API has stored, and the rules for keys and duplicates.
import { z } from 'zod';

import { Books, type DuplicateReason, type StoredLead } from './books';
import { faultEntrySchema, FaultPlan } from './faults';

const objectId = z.string().regex(/^[0-9a-f]{24}$/i);
const milliseconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

const knownLead = z
	.object({
		_id: objectId.optional(),
		projectId: objectId.optional(),
		processId: objectId.optional(),
		phone: z.string().optional(),
		email: z.string().optional(),
		name: z.string().optional(),
		firstName: z.string().optional(),
		lastName: z.string().optional(),
		referenceId: z.string().optional(),
		groupId: z.string().optional(),
		metadata: z.record(z.unknown()).optional(),
		currentState: z.string().default('new'),
		/** ISO text or epoch milliseconds. */
		createdAt: z.union([z.string(), z.number()]).default('2024-01-01T00:00:00.000Z'),
	})
	.strict();

/** All settings. Facts come from the vendor's pages; where those are silent, both ways can be set. */
export const settingsSchema = z
	.object({
		token: z.string().min(1).default('test-token'),
		/** The one project the token belongs to. */
		projectId: objectId.default('64a000000000000000000001'),
		/** Projects that are inactive: put `projectId` here for the 403. */
		inactiveProjects: z.array(objectId).default([]),
		processes: z.array(objectId).default(['64a0000000000000000000a1', '64a0000000000000000000a2']),
		/** bulk-initiate-leads.md: 1000, "limit may be overridden by config". */
		maximumLeads: z.number().int().positive().default(1000),
		/** A body over it is a 413. No limit is documented. */
		maximumBodyBytes: count.optional(),
		/** About 100 requests per 5 seconds per project; here a strict sliding window over all arrivals. 0: no limit. */
		requestsPerWindow: count.default(100),
		windowMs: milliseconds.default(5_000),
		/** More than so many duplicate submissions within `duplicateWindowMs` block the key for `blockMs`. */
		duplicateLimit: count.default(5),
		duplicateWindowMs: milliseconds.default(60_000),
		blockMs: milliseconds.default(3_600_000),
		/** Unknown in the pages: does each duplicate lead of a bulk request count, or the request once? */
		duplicateCounting: z.enum(['each', 'request']).default('each'),
		/** Error entries for new leads: `{data, error}`, `{leadId: <the lead object>, error}` (older page, read literally), or `{...lead, error}`. */
		answerShape: z.enum(['newer', 'older', 'leadInline']).default('newer'),
		/** `newer`: the single lead's answer has `success: true` beside the lead's fields. */
		singleShape: z.enum(['newer', 'older']).default('newer'),
		/** Unknown in the pages: what a success entry holds with `v=1.2`. */
		simplifiedSuccess: z.enum(['full', 'fewFields', 'ids', 'referenceIds']).default('full'),
		/** Entries of bulk answers in random order. */
		shuffle: z.boolean().default(false),
		/** Chance (0 to 1) for each entry of a bulk answer to be missing. */
		omit: z.number().min(0).max(1).default(0),
		latencyMs: milliseconds.default(0),
		/** Up to so much is added to the latency at random. */
		jitterMs: milliseconds.default(0),
		seed: z.number().int().default(1),
		unauthorizedStatus: z.union([z.literal(401), z.literal(403)]).default(403),
		/** Phone, email or referenceId → the message with which that lead is refused. The vendor's two duplicate messages count as duplicates. */
		refusals: z.record(z.string()).default({}),
		/** Phone numbers already called in this project. */
		calledNumbers: z.array(z.string()).default([]),
		/** Leads the API knew before. */
		existing: z.array(knownLead).default([]),
		/** Look-ups and answers then lack `createdAt`. */
		createdAtMissing: z.boolean().default(false),
		faults: z.array(faultEntrySchema).default([]),
	})
	.strict();

/** What a test hands in: everything optional. */
export type SimulatorSettings = z.input<typeof settingsSchema>;
/** The settings with their defaults. */
export type Settings = z.output<typeof settingsSchema>;

/** The state of one simulated Uservox. `handle` changes it; tests read `books`. */
export interface World {
	settings: Settings;
	readonly books: Books;
	faults: FaultPlan;
	/** Seeded generator, 0 ≤ x < 1: the only chance in a world. */
	random: () => number;
	leads: Map<string, StoredLead>;
	/** Unique keys (see `keysOf`) → the lead that holds them. */
	taken: Map<string, StoredLead>;
	called: Set<string>;
	refusals: Map<string, string>;
	/** Times of counted duplicate submissions, in order. */
	duplicateTimes: number[];
	blockedUntil: number;
	nextId: number;
}

/** A fresh world. Throws a ZodError when the settings are not as described. */
export function createWorld(input: SimulatorSettings = {}): World {
	const settings = settingsSchema.parse(input);
	const random = seededRandom(settings.seed);
	const world: World = {
		settings,
		books: new Books(),
		faults: new FaultPlan(random),
		random,
		leads: new Map(),
		taken: new Map(),
		called: new Set(),
		refusals: new Map(),
		duplicateTimes: [],
		blockedUntil: -Infinity,
		nextId: 1,
	};
	learn(world, settings);
	return world;
}

/**
 * Merges settings into a running world: values replace, faults are added to the script, `existing` leads, called
 * numbers and refusals are added to those known. A new seed counts from the next reset.
 */
export function applySettings(world: World, input: SimulatorSettings): void {
	const changes = settingsSchema.partial().parse(input);
	const { existing = [], faults = [], calledNumbers = [], refusals = {} } = changes;
	const old = world.settings;
	world.settings = {
		...old,
		...changes,
		existing: [...old.existing, ...existing],
		faults: [...old.faults, ...faults],
		calledNumbers: [...old.calledNumbers, ...calledNumbers],
		refusals: { ...old.refusals, ...refusals },
	};
	learn(world, { existing, faults, calledNumbers, refusals });
}

/** Back to the start, in place: nothing stored but `existing`, empty books, no block. New settings replace the old ones whole. */
export function resetWorld(world: World, input: SimulatorSettings = world.settings): void {
	const { books } = world;
	Object.assign(world, createWorld(input), { books });
	books.clear();
}

function learn(world: World, news: Pick<Settings, 'existing' | 'faults' | 'calledNumbers' | 'refusals'>): void {
	world.faults.add(news.faults);
	for (const phone of news.calledNumbers) world.called.add(comparablePhone(phone));
	for (const [key, message] of Object.entries(news.refusals)) world.refusals.set(key, message);
	for (const lead of news.existing) {
		const createdAt = new Date(lead.createdAt).getTime();
		store(world, {
			...lead,
			_id: lead._id ?? newId(world, createdAt),
			projectId: lead.projectId ?? world.settings.projectId,
			processId: lead.processId ?? world.settings.processes[0] ?? newId(world, createdAt),
			email: lead.email?.toLowerCase(),
			createdAt,
			updatedAt: createdAt,
			arrival: null,
			init: false,
		});
	}
}

/** Keeps a lead and its unique keys. The first holder of a key keeps it. */
export function store(world: World, lead: StoredLead): void {
	world.leads.set(lead._id, lead);
	for (const [, key] of keysOf(lead)) if (!world.taken.has(key)) world.taken.set(key, lead);
	if (lead.arrival !== null) world.books.created.push(lead);
}

/** The fields that make a lead unique; all as strings, or absent. */
export type LeadKeys = Pick<StoredLead, 'projectId' | 'processId' | 'phone' | 'email' | 'referenceId'>;

/**
 * The keys under which a lead may exist only once (README, "Lead fields"): phone and email within the project,
 * referenceId within project and process.
 */
export function keysOf(lead: LeadKeys): Array<[DuplicateReason, string]> {
	const keys: Array<[DuplicateReason, string]> = [];
	if (lead.phone) keys.push(['phone', `phone ${lead.projectId} ${comparablePhone(lead.phone)}`]);
	if (lead.email) keys.push(['email', `email ${lead.projectId} ${lead.email.toLowerCase()}`]);
	if (lead.referenceId) keys.push(['referenceId', referenceKey(lead.projectId, lead.processId, lead.referenceId)]);
	return keys;
}

/** The key of a reference id, as in `World.taken`. */
export function referenceKey(projectId: string, processId: string, referenceId: string): string {
	return `reference ${projectId} ${processId} ${referenceId}`;
}

/** A phone without spaces and punctuation, so that `+999 88888-33333` equals `9998888833333`. */
export function comparablePhone(phone: string): string {
	return phone.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Counts one duplicate submission; more than the limit within the window block the key. */
export function countDuplicate(world: World, now: number): void {
	const { duplicateLimit, duplicateWindowMs, blockMs } = world.settings;
	const times = world.duplicateTimes;
	times.push(now);
	const earlier = times[times.length - 1 - duplicateLimit];
	if (earlier === undefined || now - earlier >= duplicateWindowMs || world.blockedUntil > now) return;
	world.blockedUntil = now + blockMs;
	world.books.blocks.push(now);
}

/** A new id of 24 hex digits, made as MongoDB does: seconds, then a counter. */
export function newId(world: World, now: number): string {
	const seconds = Math.max(0, Math.floor(now / 1000)) % 2 ** 32;
	return seconds.toString(16).padStart(8, '0') + (world.nextId++).toString(16).padStart(16, '0');
}

/** mulberry32: small, and the same numbers for the same seed everywhere. */
function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
