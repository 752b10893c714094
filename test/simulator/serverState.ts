// The simulator's world: what the API has stored, and the rules for keys and the block of a key.
import { seededRandom } from '../random';
import { Books, type StoredLead } from './books';
import { FaultPlan } from './faults';
import type { Activity, Callback } from './protocol';
import { keptPhone, phoneEnding, phoneKey } from './phones';
import { settingsSchema, type Settings, type SimulatorSettings } from './settings';

export { settingsSchema, type Settings, type SimulatorSettings } from './settings';

/** The state of one simulated Uservox. `handle` changes it; tests read `books`. */
export interface World {
	settings: Settings;
	readonly books: Books;
	faults: FaultPlan;
	/** Seeded generator, 0 ≤ x < 1: the only chance in a world. */
	random: () => number;
	leads: Map<string, StoredLead>;
	/** Leads by what they can be found by (see `indexKeys`), in the order they were stored. */
	index: Map<string, StoredLead[]>;
	activities: Map<string, Activity>;
	/** The same by the lead's id, in the order in which they began. */
	activitiesByLead: Map<string, Activity[]>;
	/** What will happen, the earliest first (see `plan`). */
	agenda: Plan[];
	/** Callbacks that nobody has taken to deliver. */
	outbox: Callback[];
	/** How many calls have been made whose end was taken from `outcomes`. */
	callsInTurn: number;
	/** Numbers that were called before, as `phoneKey` gives them. */
	called: Set<string>;
	refusals: Map<string, string>;
	/** Lead credits left. */
	credits: number;
	/** The list in its order, until a lead is stored or archived. */
	listed: StoredLead[] | undefined;
	/** How often the list has changed while it was read. */
	listChanges: number;
	/** Times of counted duplicate submissions, in order. */
	duplicateTimes: number[];
	blockedUntil: number;
	nextId: number;
}

/** Something that happens by itself at `at`. */
export interface Plan {
	readonly at: number;
	run(now: number): void;
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
		index: new Map(),
		activities: new Map(),
		activitiesByLead: new Map(),
		agenda: [],
		outbox: [],
		callsInTurn: 0,
		called: new Set(),
		refusals: new Map(),
		credits: settings.credits ?? Infinity,
		listed: undefined,
		listChanges: 0,
		duplicateTimes: [],
		blockedUntil: -Infinity,
		nextId: 1,
	};
	learn(world, settings);
	return world;
}

/**
 * Merges settings into a running world: values replace, faults are added to the script, `existing` leads, called
 * numbers and refusals are added to those known. A new seed counts from the next reset. How phones are kept and
 * compared counts for what is stored from now on.
 */
export function applySettings(world: World, input: SimulatorSettings): void {
	// Not with defaults: what is not given stays as it is.
	const given = settingsSchema.partial().parse(input);
	const { existing = [], faults = [], calledNumbers = [], refusals = {}, activities = [] } = given;
	const old = world.settings;
	world.settings = {
		...old,
		...given,
		existing: [...old.existing, ...existing],
		faults: [...old.faults, ...faults],
		calledNumbers: [...old.calledNumbers, ...calledNumbers],
		refusals: { ...old.refusals, ...refusals },
		activities: [...old.activities, ...activities],
		processDetails: { ...old.processDetails, ...given.processDetails },
	};
	if (given.credits !== undefined) world.credits = given.credits;
	world.listed = undefined;
	learn(world, { existing, faults, calledNumbers, refusals, activities });
}

/** Back to the start, in place: nothing stored but `existing`, empty books, no block. New settings replace the old ones whole. */
export function resetWorld(world: World, input: SimulatorSettings = world.settings): void {
	const { books } = world;
	Object.assign(world, createWorld(input), { books });
	books.clear();
}

type News = Pick<Settings, 'existing' | 'faults' | 'calledNumbers' | 'refusals' | 'activities'>;

function learn(world: World, news: News): void {
	const { settings } = world;
	world.faults.add(news.faults);
	for (const phone of news.calledNumbers) world.called.add(phoneKey(phone, settings));
	for (const [key, message] of Object.entries(news.refusals)) world.refusals.set(key, message);
	for (const lead of news.existing) {
		const createdAt = new Date(lead.createdAt).getTime();
		store(world, {
			...lead,
			_id: lead._id ?? newId(world, createdAt),
			projectId: lead.projectId ?? settings.projectId,
			processId: lead.processId ?? settings.processes[0] ?? newId(world, createdAt),
			phone: lead.phone === undefined ? undefined : keptPhone(lead.phone, settings),
			email: lead.email?.toLowerCase(),
			createdAt,
			updatedAt: lead.updatedAt === undefined ? createdAt : new Date(lead.updatedAt).getTime(),
			inCall: false,
			arrival: null,
			init: false,
		});
	}
	for (const { createdAt: created, ...activity } of news.activities) {
		const createdAt = new Date(created).getTime();
		const completedAt = createdAt + activity.seconds * 1_000;
		const known: Activity = { ...activity, type: 'call', createdAt, completedAt };
		world.activities.set(activity._id, known);
		world.activitiesByLead.set(activity.leadId, [...(world.activitiesByLead.get(activity.leadId) ?? []), known]);
	}
}

/** Plans something; plans of the same moment are carried out in the order in which they were made. */
export function plan(world: World, at: number, run: Plan['run']): void {
	const { agenda } = world;
	let place = agenda.length;
	while (place > 0 && (agenda[place - 1]?.at ?? 0) > at) place--;
	agenda.splice(place, 0, { at, run });
}

/** Carries out what was planned until `now`. Call it before looking at the world; `handle` does. */
export function advance(world: World, now: number): void {
	for (let next = world.agenda[0]; next !== undefined && next.at <= now; next = world.agenda[0]) {
		world.agenda.shift();
		next.run(next.at);
	}
}

/** Keeps a lead, so that it can be found by its keys. */
export function store(world: World, lead: StoredLead): void {
	world.leads.set(lead._id, lead);
	for (const key of indexKeys(lead)) {
		const holders = world.index.get(key);
		if (holders) holders.push(lead);
		else world.index.set(key, [lead]);
	}
	world.listed = undefined;
	if (lead.arrival !== null) world.books.created.push(lead);
}

/** What a lead can be found by, each in one form only. */
export type Findable = Partial<Pick<StoredLead, 'phone' | 'email' | 'referenceId'>>;

function indexKeys(lead: Findable): string[] {
	return [
		lead.phone && `phone ${phoneEnding(lead.phone)}`,
		lead.email && `email ${lead.email.toLowerCase()}`,
		lead.referenceId && `reference ${lead.referenceId}`,
	].filter((key): key is string => Boolean(key));
}

/** Leads that may have one of these fields: all that have it are among them, with others whose number ends the same. */
export function candidates(world: World, by: Findable): StoredLead[] {
	return indexKeys(by).flatMap((key) => world.index.get(key) ?? []);
}

/** Counts one submission that the API holds against the key; more than the limit within the window block it. */
export function countDuplicate(world: World, now: number): void {
	const { duplicateLimit, duplicateLimitAfterBlock, duplicateWindowMs, blockMs, blockGrowth } = world.settings;
	const { blocks } = world.books;
	const limit = blocks.length > 0 ? (duplicateLimitAfterBlock ?? duplicateLimit) : duplicateLimit;
	const times = world.duplicateTimes;
	times.push(now);
	const earlier = times[times.length - 1 - limit];
	if (earlier === undefined || now - earlier >= duplicateWindowMs || world.blockedUntil > now) return;
	world.blockedUntil = now + blockMs * blockGrowth ** blocks.length;
	blocks.push(now);
}

/** A new id of 24 hex digits, made as MongoDB does: seconds, then a counter. */
export function newId(world: World, now: number): string {
	const seconds = Math.max(0, Math.floor(now / 1000)) % 2 ** 32;
	return seconds.toString(16).padStart(8, '0') + (world.nextId++).toString(16).padStart(16, '0');
}

/** A shuffled copy. */
export function shuffled<T>(world: World, list: readonly T[]): T[] {
	const keyed = list.map((item) => ({ item, key: world.random() }));
	return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
