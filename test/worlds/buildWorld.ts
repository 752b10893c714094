// Makes the leads, the runs and the simulator's settings of a plan, and notes what is true of each lead, for the invariants.
import { FOREIGN, OTHER_PROCESS, PROCESS, PROJECT, UNKNOWN_PROCESS } from '../ids';
import type { Lead, LeadRecord } from '../../nodes/Uservox/model/lead';
import { keptPhone } from '../simulator/phones';
import type { SimulatorSettings } from '../simulator/serverState';
import { chanceOf } from './draw';
import type { Whose } from './memoryTransport';
import type { KnownBy, WorldPlan } from './plan';

const PROCESSES = [PROCESS, OTHER_PROCESS] as const;
/** Not on a full second: the Date header has whole ones only. */
export const START = Date.UTC(2026, 2, 3, 8, 30, 0, 417);
/** Of the national numbers in a sheet; 999 is no country's. */
export const COUNTRY_CODE = '999';

/** What is true of a lead in this world. */
export interface LeadFacts {
	/** Its place in the sheet, from 0. */
	index: number;
	init: boolean;
	/** Of a new lead. */
	lead: Lead | undefined;
	/** Of an existing lead. */
	leadId: string | undefined;
	/** The lead that Uservox had before. */
	known: Known | undefined;
	/** Its number was called before, which nothing shows. */
	called: boolean;
	/** The message with which the API refuses it for itself. */
	refusal: string | undefined;
	foreignProject: boolean;
	unknownProcess: boolean;
	/** Of an existing lead: whether the API has its id. */
	idExists: boolean;
}

export interface Known {
	id: string;
	by: KnownBy;
	archived: boolean;
	/** Its number as the API shows it. */
	phone: string | undefined;
}

/** One execution. Those of one process share their pace. */
export interface RunPlan {
	process: number;
	/** ms after the start, or after the end of all that do not wait. */
	startsAfterMs: number;
	waitsForOthers: boolean;
	/** Places in the sheet. */
	leads: number[];
}

export interface BuiltWorld extends Whose {
	plan: WorldPlan;
	facts: LeadFacts[];
	runs: RunPlan[];
	settings: SimulatorSettings;
}

/** The record of a lead as one run is given it. */
export function recordOf({ index, init, lead, leadId }: LeadFacts): LeadRecord {
	if (lead !== undefined) return { kind: 'new', itemIndex: index, init, lead: { ...lead } };
	return { kind: 'existing', itemIndex: index, init, leadId: leadId ?? '' };
}

export function buildWorld(plan: WorldPlan): BuiltWorld {
	const random = chanceOf(plan.seed);
	const order = shuffledPlaces(plan.leads, random);
	const knownPlaces = placesOfKnown(plan, order);
	// From the end of the same order: none of them is known.
	const foreign = new Set(order.slice(-plan.foreignProject || plan.leads));
	const unknown = new Set(order.filter((index) => !foreign.has(index)).slice(-plan.unknownProcess || plan.leads));
	const facts = Array.from({ length: plan.leads }, (_, index) =>
		plan.source === 'existing'
			? existingFacts(plan, index, random)
			: newFacts(plan, index, random, {
					isKnown: knownPlaces.has(index) && !foreign.has(index) && !unknown.has(index),
					isForeign: foreign.has(index),
					isUnknown: unknown.has(index),
				}),
	);
	return { plan, facts, runs: runsOf(plan), ...indexesOf(facts), settings: settingsOf(plan, facts, random) };
}

function newFacts(
	plan: WorldPlan,
	index: number,
	random: () => number,
	{ isKnown, isForeign, isUnknown }: { isKnown: boolean; isForeign: boolean; isUnknown: boolean },
): LeadFacts {
	const drawn = { called: random(), refused: random(), reference: random(), init: random(), process: random() };
	const hasReference = plan.references === 'all' || (plan.references === 'some' && drawn.reference < 0.5);
	const { contact } = plan;
	const hasEmail = contact === 'email' || contact === 'both' || (contact === 'mixed' && index % 3 === 0);
	const hasPhone = contact !== 'email' && (contact !== 'mixed' || index % 3 !== 0 || index % 2 === 0);
	const processId = PROCESSES[plan.processes === 2 && drawn.process < 0.5 ? 1 : 0];
	const lead: Lead = {
		projectId: isForeign ? FOREIGN : PROJECT,
		processId: isUnknown ? UNKNOWN_PROCESS : processId,
		...(hasPhone ? { phone: phoneOf(plan, index) } : {}),
		...(hasEmail ? { email: `Lead.${index}@Example.com` } : {}),
		name: `Lead ${index}`,
		...(hasReference ? { referenceId: `R-${index}` } : {}),
		...(plan.seed % 3 === 0 ? { metadata: { city: 'Pune', row: index } } : {}),
	};
	const isReachable = !isForeign && !isUnknown;
	const isRefused = isReachable && refusedBy(plan, index, drawn.refused);
	const known = isKnown ? knownOf(plan, lead, index, random) : undefined;
	return {
		index,
		init: plan.inits === 'mixed' ? drawn.init < 0.5 : plan.inits === 'true',
		lead,
		leadId: undefined,
		known,
		called: isReachable && hasPhone && drawn.called < plan.called,
		refusal: isRefused ? REFUSALS[Math.floor(drawn.refused * 30) % REFUSALS.length] : undefined,
		foreignProject: isForeign,
		unknownProcess: isUnknown,
		idExists: false,
	};
}

function existingFacts(plan: WorldPlan, index: number, random: () => number): LeadFacts {
	const idExists = random() >= plan.unknownIds;
	return {
		index,
		init: plan.inits === 'mixed' ? random() < 0.5 : plan.inits === 'true',
		lead: undefined,
		leadId: `64b${index.toString(16).padStart(21, '0')}`,
		known: undefined,
		called: false,
		refusal: undefined,
		foreignProject: false,
		unknownProcess: false,
		idExists,
	};
}

/** By what Uservox knows this lead: what it lacks, it cannot be known by. */
function knownOf(plan: WorldPlan, lead: Lead, index: number, random: () => number): Known {
	const draw = random();
	const archived = random() < plan.known.archived;
	const { by } = plan.known;
	const drawn =
		by === 'mixed' ? (['all', 'reference', 'phone', 'email', 'elsewhere'] as const)[Math.floor(draw * 5)] : by;
	const can: Record<KnownBy, boolean> = {
		all: true,
		reference: lead.referenceId !== undefined,
		phone: lead.phone !== undefined,
		email: lead.email !== undefined,
		elsewhere: lead.phone !== undefined,
	};
	const possible = drawn !== undefined && can[drawn] ? drawn : 'all';
	const phone = possible === 'reference' || possible === 'email' ? undefined : lead.phone && knownPhone(plan, index);
	return {
		id: `64c${index.toString(16).padStart(21, '0')}`,
		by: possible,
		archived,
		phone: phone === undefined ? undefined : keptPhone(phone, { ...plan.server, countryCode: COUNTRY_CODE }),
	};
}

const REFUSALS = [
	'Phone number contains repeating digits pattern',
	'Invalid phone number',
	'Lead is on the do-not-call list',
] as const;
/** Where small requests likely begin and end. */
const EDGES = new Set([0, 1, 3, 7, 15, 31, 63]);

function refusedBy({ refused, leads }: WorldPlan, index: number, drawn: number): boolean {
	switch (refused) {
		case 'none':
			return false;
		case 'edges':
			return EDGES.has(index) || index === leads - 1;
		case 'spread':
			return drawn < 0.1;
		case 'top':
			return index <= leads / 10;
		case 'most':
			return drawn < 0.9;
	}
}

/** The ten digits of a lead's number; twins share them in two countries. */
function numberOf({ contact }: WorldPlan, index: number): number {
	return 9_000_000_000 + (contact === 'twins' ? index >> 1 : index) * 7;
}

function phoneOf(plan: WorldPlan, index: number): string {
	const number = String(numberOf(plan, index));
	if (plan.contact === 'twins') return index % 2 === 1 ? `+9991${number}` : `+9992${number}`;
	const { notation } = plan;
	const written = notation === 'mixed' ? (['international', 'national', 'spaced'] as const)[index % 3] : notation;
	if (written === 'national') return index % 2 === 0 ? number : `0${number}`;
	return written === 'spaced' ? `+999 ${number.slice(0, 5)}-${number.slice(5)}` : `+999${number}`;
}

function knownPhone(plan: WorldPlan, index: number): string {
	const phone = phoneOf(plan, index);
	if (!plan.known.otherNotation || plan.contact === 'twins') return phone;
	const number = String(numberOf(plan, index));
	return phone.startsWith('+') ? (index % 2 === 0 ? `00999${number}` : number) : `+999${number}`;
}

function placesOfKnown({ leads, known }: WorldPlan, order: readonly number[]): Set<number> {
	const count = known.share === 0 ? 0 : Math.max(1, Math.round(known.share * leads));
	const row = (from: number) => Array.from({ length: count }, (_, place) => from + place);
	switch (known.place) {
		case 'top':
			return new Set(row(0));
		case 'bottom':
			return new Set(row(leads - count));
		case 'middle':
			return new Set(row(Math.floor((leads - count) / 2)));
		case 'scattered':
			return new Set(order.slice(0, count));
		case 'blocks': {
			const blocks = new Set<number>();
			for (const start of order) {
				for (let place = start; place < Math.min(leads, start + BLOCK) && blocks.size < count; place += 1) {
					blocks.add(place);
				}
			}
			return blocks;
		}
	}
}

const BLOCK = 10;

function shuffledPlaces(count: number, random: () => number): number[] {
	const keyed = Array.from({ length: count }, (_, place) => ({ place, key: random() }));
	return keyed.sort((a, b) => a.key - b.key).map(({ place }) => place);
}

function runsOf({ leads, executions, otherProcess, again, source }: WorldPlan): RunPlan[] {
	const rows = Array.from({ length: leads }, (_, place) => place);
	const from = Math.floor(leads * (again?.addedTop ?? 0));
	const sheet = rows.slice(from, Math.max(from + 1, leads - Math.floor(leads * (again?.addedBottom ?? 0))));
	const isElsewhere = (place: number) => otherProcess && place % 2 === 1;
	const own = sheet.filter((place) => !isElsewhere(place));
	const runs: RunPlan[] = partsOf(own, executions).map((part, number) => ({
		process: 0,
		startsAfterMs: number * executions.apartMs,
		waitsForOthers: false,
		leads: part,
	}));
	const others = sheet.filter(isElsewhere);
	if (others.length > 0) runs.push({ process: 1, startsAfterMs: 0, waitsForOthers: false, leads: others });
	if (again !== undefined && source === 'new') {
		const process = again.restarted ? 2 : 0;
		runs.push({ process, startsAfterMs: again.afterMs, waitsForOthers: true, leads: rows });
	}
	return runs;
}

function partsOf(sheet: number[], { number, shared }: WorldPlan['executions']): number[][] {
	if (number === 1) return [sheet];
	const third = Math.floor(sheet.length / 3);
	switch (shared) {
		case 'none':
			return [sheet.filter((_, place) => place % 2 === 0), sheet.filter((_, place) => place % 2 === 1)];
		case 'some':
			return [sheet.slice(0, sheet.length - third), sheet.slice(third)];
		case 'all':
			return [sheet, sheet];
	}
}

function indexesOf(facts: readonly LeadFacts[]): Whose {
	const byName = new Map<string, number>();
	const byReference = new Map<string, number>();
	const byId = new Map<string, number>();
	const byContact = new Map<string, number>();
	for (const { index, lead, leadId, known } of facts) {
		if (leadId !== undefined) byId.set(leadId, index);
		if (known !== undefined) byId.set(known.id, index);
		if (lead === undefined) continue;
		byName.set(nameOf(index), index);
		if (lead.referenceId !== undefined) byReference.set(lead.referenceId, index);
		if (lead.phone !== undefined) byContact.set(lead.phone, index);
		if (lead.email !== undefined) byContact.set(lead.email.toLowerCase(), index);
	}
	return { byName, byReference, byId, byContact };
}

/** The name under which a lead of the sheet is sent, and stored. */
export function nameOf(index: number): string {
	return `Lead ${index}`;
}

function settingsOf(plan: WorldPlan, facts: readonly LeadFacts[], random: () => number): SimulatorSettings {
	const { inactive, crowded, credits, listChanges, maximumBodyBytes, duplicateMessage, gatewayTimeoutMs, ...server } =
		plan.server;
	const processes = plan.otherProcess ? 2 : 1;
	// Fewer than a handful of requests, of which each refused one counts too, would never let one pass.
	const share = crowded && plan.options.requestsPerWindow >= 10 ? 0.6 : 1;
	const allowed = plan.options.requestsPerWindow * processes * share;
	return {
		...server,
		...(maximumBodyBytes === undefined ? {} : { maximumBodyBytes }),
		...(duplicateMessage === undefined ? {} : { duplicateMessage }),
		...(gatewayTimeoutMs === undefined ? {} : { gatewayTimeoutMs }),
		...(listChanges === undefined ? {} : { listChanges: { ...listChanges, times: 20 } }),
		...(credits === undefined ? {} : { credits: Math.ceil(credits * plan.leads) }),
		projectId: PROJECT,
		processes: [...PROCESSES],
		inactiveProjects: inactive ? [PROJECT] : [],
		requestsPerWindow: Math.max(1, Math.floor(allowed)),
		countryCode: COUNTRY_CODE,
		seed: plan.seed,
		refusals: Object.fromEntries(
			facts.flatMap(({ lead, refusal }) =>
				lead === undefined || refusal === undefined ? [] : [[lead.phone ?? lead.email ?? '', refusal]],
			),
		),
		calledNumbers: facts.flatMap(({ lead, called }) => (called && lead?.phone !== undefined ? [lead.phone] : [])),
		existing: [...facts.flatMap((lead) => existingOf(plan, lead)), ...strangersOf(plan, random)],
		faults: plan.faults,
	};
}

type Existing = NonNullable<SimulatorSettings['existing']>[number];

function createdBefore({ network, known }: WorldPlan): number {
	return START + network.serverAheadMs - known.ageMs;
}

/** The lead that Uservox has of this one. */
function existingOf(plan: WorldPlan, { index, lead, leadId, known, idExists }: LeadFacts): Existing[] {
	const createdAt = createdBefore(plan);
	if (leadId !== undefined) {
		return idExists ? [{ _id: leadId, name: nameOf(index), phone: phoneOf(plan, index), createdAt }] : [];
	}
	if (lead === undefined || known === undefined) return [];
	const { by, id, archived } = known;
	const has = (...ways: KnownBy[]) => by === 'all' || ways.includes(by);
	const [own, other] = lead.processId === PROCESSES[0] ? PROCESSES : [PROCESSES[1], PROCESSES[0]];
	return [
		{
			_id: id,
			name: `Known ${index}`,
			projectId: PROJECT,
			processId: by === 'elsewhere' ? other : own,
			...(has('phone', 'elsewhere') && lead.phone !== undefined
				? { phone: knownPhone(plan, index) }
				: { phone: `+9996${String(numberOf(plan, index))}` }),
			...(has('email') && lead.email !== undefined ? { email: lead.email } : {}),
			...(has('reference') && lead.referenceId !== undefined ? { referenceId: lead.referenceId } : {}),
			createdAt,
			archived,
		},
	];
}

/** Leads of the project that are not in the sheet, of all ages. */
function strangersOf(plan: WorldPlan, random: () => number): Existing[] {
	return Array.from({ length: plan.strangers }, (_, number) => ({
		_id: `64d${number.toString(16).padStart(21, '0')}`,
		name: `Stranger ${number}`,
		projectId: PROJECT,
		processId: PROCESSES[number % 2 === 0 ? 0 : 1],
		phone: `+9997${String(100_000_000 + number)}`,
		email: `stranger.${number}@example.com`,
		referenceId: `S-${number}`,
		createdAt: createdBefore(plan) - Math.floor(random() * 200 * 86_400_000),
	}));
}
