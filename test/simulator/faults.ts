// What can go wrong on purpose: faults scripted per request, and random ones from a seed.
import { z } from 'zod';

import { arrivalKinds, type ArrivalKind } from './books';

const when = z.enum(['before', 'after']);
const count = z.number().int().nonnegative();

/** With `when: 'after'`, only the first `stored` leads of the request are worked on (default: all). */
const stored = count.optional();

/** A fault. `before`: nothing of the request is worked on. `after`: the work is done and only the answer suffers. */
export const faultSchema = z.discriminatedUnion('type', [
	/** The connection closes, nothing was stored. */
	z.object({ type: z.literal('dropBefore') }).strict(),
	/** All is stored, then the connection closes. */
	z.object({ type: z.literal('dropAfter') }).strict(),
	/** Only the first `stored` leads in request order are worked on, then the connection closes. */
	z.object({ type: z.literal('dropPartly'), stored: count }).strict(),
	/** The connection closes now, or `status` is answered, and the leads are stored (and checked for duplicates) `afterMs` later. */
	z
		.object({
			type: z.literal('storeLate'),
			afterMs: z.number().nonnegative(),
			status: z.number().int().min(400).max(599).optional(),
		})
		.strict(),
	/** All is well, but the answer takes `ms` longer. */
	z.object({ type: z.literal('slow'), ms: z.number().nonnegative() }).strict(),
	/** A status of its own; `body` undefined gives the usual body of that status. `location` for 3xx. */
	z
		.object({
			type: z.literal('status'),
			code: z.number().int().min(300).max(599),
			when: when.default('before'),
			body: z.string().optional(),
			location: z.string().optional(),
			/** The header Retry-After: seconds, or a date. */
			retryAfter: z.string().optional(),
			stored,
		})
		.strict(),
	/** No answer ever comes; when it `drips`, one begins, and goes on a byte at a time without end. */
	z
		.object({ type: z.literal('hang'), when: when.default('before'), stored, drips: z.boolean().default(false) })
		.strict(),
	/** A 200 whose body is not the API's: one of the words below, or the text itself. `logIn` is a proxy's page. */
	z
		.object({
			type: z.literal('garbage'),
			when: when.default('after'),
			body: z.union([z.enum(['html', 'logIn', 'empty', 'truncated', 'huge', 'nested', 'wrongTypes']), z.string()]),
			/** Size of `huge`. */
			bytes: count.default(50_000_000),
			stored,
		})
		.strict(),
	/** Entries left out of a good bulk answer or list: those at `indexes` (from 0), or `count` random ones. A single lead's answer loses the lead. */
	z.object({ type: z.literal('omit'), indexes: z.array(count).optional(), count: count.optional() }).strict(),
	/** Each entry of a good bulk answer comes twice. */
	z.object({ type: z.literal('duplicateEntries') }).strict(),
	/** `count` success and `count` error entries about leads that were never sent; a single answer is another lead's. */
	z.object({ type: z.literal('foreignEntries'), count: count.default(1) }).strict(),
	/** 403 whose `invalidLeads` names only some leads (bulk); the others are stored or not. */
	z
		.object({
			type: z.literal('partial403'),
			indexes: z.array(count).optional(),
			count: count.optional(),
			store: z.enum(['none', 'others']).default('none'),
		})
		.strict(),
]);
export type Fault = z.output<typeof faultSchema>;

const kindMatch = z.enum(['any', 'submission', 'reading', ...arrivalKinds]);

/** Names of faults that can be drawn at random; their details are drawn too. */
export const randomFaultKinds = [
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
	'omit',
	'duplicateEntries',
	'foreignEntries',
	'partial403',
	'tooManyRequests',
] as const;
export type RandomFaultKind = (typeof randomFaultKinds)[number];
const bulkOnly: ReadonlySet<RandomFaultKind> = new Set(['duplicateEntries', 'partial403']);

const scripted = z
	.object({
		match: z
			.object({
				/** Number of the request, from 1, among all requests of `kind` since the world began (429s included). */
				request: z.number().int().positive().optional(),
				/** `submission` (default): bulk and single. `reading`: whatever only asks. `any`: updates and strangers too. */
				kind: kindMatch.default('submission'),
				minimumLeads: count.optional(),
				/** How often the fault strikes. */
				times: z.union([z.number().int().positive(), z.literal('always')]).default(1),
			})
			.strict()
			.default({}),
		fault: faultSchema,
	})
	.strict();

const random = z
	.object({
		random: z
			.object({
				/** Chance per matching request, 0 to 1. */
				probability: z.number().min(0).max(1),
				kinds: z.array(z.enum(randomFaultKinds)).min(1),
				match: z
					.object({ kind: kindMatch.default('submission'), minimumLeads: count.optional() })
					.strict()
					.default({}),
				/** How often it strikes at most. */
				times: z.number().int().positive().optional(),
				/** `storeLate` stores at most this many milliseconds later. */
				latestMs: z.number().nonnegative().default(10_000),
			})
			.strict(),
	})
	.strict();

/** One line of the script: a fault for chosen requests, or random faults. */
export const faultEntrySchema = z.union([scripted, random]);
export type FaultEntry = z.input<typeof faultEntrySchema>;
type ParsedEntry = z.output<typeof faultEntrySchema>;
type KindMatch = z.output<typeof kindMatch>;

/** The script of faults and how far it has come. The first entry that matches a request strikes. */
export class FaultPlan {
	private entries: Array<{ entry: ParsedEntry; struck: number }> = [];
	private seen = new Map<KindMatch, number>();

	/** @param random the world's generator, 0 ≤ x < 1 */
	constructor(private readonly random: () => number) {}

	/** Adds entries behind those already there. */
	add(entries: readonly ParsedEntry[]): void {
		this.entries.push(...entries.map((entry) => ({ entry, struck: 0 })));
	}

	/** Counts a request; to be called once for each, before `next`. */
	count(kind: ArrivalKind): void {
		for (const match of matchesOf(kind)) this.seen.set(match, (this.seen.get(match) ?? 0) + 1);
	}

	/** The fault that strikes the request just counted, if any. `leads` is how many the request holds. */
	next(kind: ArrivalKind, leads: number): Fault | undefined {
		for (const line of this.entries) {
			const { entry } = line;
			const match = 'random' in entry ? entry.random.match : entry.match;
			if (!matchesOf(kind).includes(match.kind) || leads < (match.minimumLeads ?? 0)) continue;
			if ('random' in entry) {
				if (line.struck >= (entry.random.times ?? Infinity) || this.random() >= entry.random.probability) continue;
				// Faults that would change nothing for this kind of request are not drawn.
				const kinds = entry.random.kinds.filter((name) => kind === 'bulk' || !bulkOnly.has(name));
				if (kinds.length === 0) continue;
				line.struck++;
				const drawn = kinds[Math.floor(this.random() * kinds.length)];
				if (drawn !== undefined) return drawFault(drawn, leads, entry.random.latestMs, this.random);
				continue;
			}
			const { request, times } = entry.match;
			if (request !== undefined && request !== this.seen.get(match.kind)) continue;
			if (times !== 'always' && line.struck >= times) continue;
			line.struck++;
			return entry.fault;
		}
		return undefined;
	}
}

function matchesOf(kind: ArrivalKind): KindMatch[] {
	if (kind === 'bulk' || kind === 'single') return ['any', 'submission', kind];
	return kind === 'other' || kind === 'update' ? ['any', kind] : ['any', 'reading', kind];
}

/** Fills in a random fault's details. */
function drawFault(kind: RandomFaultKind, leads: number, latestMs: number, random: () => number): Fault {
	const upTo = (most: number) => Math.floor(random() * (most + 1));
	const code = [500, 502, 503, 504][upTo(3)] ?? 500;
	const body = (['html', 'empty', 'truncated', 'huge', 'nested', 'wrongTypes'] as const)[upTo(5)] ?? 'html';
	switch (kind) {
		case 'dropBefore':
		case 'dropAfter':
		case 'duplicateEntries':
			return { type: kind };
		case 'dropPartly':
			return { type: kind, stored: upTo(leads) };
		case 'storeLate':
			return { type: kind, afterMs: upTo(latestMs) };
		case 'serverErrorBefore':
			return { type: 'status', code, when: 'before' };
		case 'serverErrorAfter':
			return { type: 'status', code, when: 'after' };
		case 'serverErrorPartly':
			return { type: 'status', code, when: 'after', stored: upTo(leads) };
		case 'hangBefore':
			return { type: 'hang', when: 'before', drips: false };
		case 'hangAfter':
			return { type: 'hang', when: 'after', drips: false };
		case 'garbageBefore':
		case 'garbageAfter':
			// Small, because thousands of worlds are drawn; 50 MB is for a scripted fault.
			return { type: 'garbage', when: kind === 'garbageBefore' ? 'before' : 'after', body, bytes: 200_000 };
		case 'omit':
			return { type: kind, count: 1 + upTo(Math.max(0, leads - 1)) };
		case 'foreignEntries':
			return { type: kind, count: 1 + upTo(3) };
		case 'partial403':
			return { type: kind, count: 1 + upTo(Math.max(0, leads - 2)), store: random() < 0.5 ? 'none' : 'others' };
		case 'tooManyRequests':
			return { type: 'status', code: 429, when: 'before' };
	}
}

/** The fault in words, for the books. */
export function describeFault(fault: Fault): string {
	const status = fault.type === 'status' ? fault.code : fault.type === 'storeLate' ? fault.status : undefined;
	const code = status === undefined ? '' : ` ${status}`;
	const body = fault.type === 'garbage' ? ` ${fault.body.slice(0, 20)}` : '';
	const moment = 'when' in fault ? ` ${fault.when}` : '';
	const partly = 'stored' in fault && fault.stored !== undefined ? ` (${fault.stored} stored)` : '';
	const late = fault.type === 'slow' ? ` ${fault.ms} ms` : '';
	return `${fault.type}${late}${code}${body}${moment}${partly}`;
}
