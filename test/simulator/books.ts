// The simulator's books: what arrived, what was stored, what was initiated and which duplicates were submitted. Tests read them.

/**
 * Kinds of requests: the two ways to submit leads, one lead read, the list of leads, one activity, the list of processes,
 * statistics, an update, and anything else.
 */
export const arrivalKinds = [
	'bulk',
	'single',
	'get',
	'query',
	'activity',
	'processes',
	'stats',
	'update',
	'other',
] as const;
export type ArrivalKind = (typeof arrivalKinds)[number];

/** One request as the server saw it. Times are epoch milliseconds of the simulator's clock. */
export interface Arrival {
	/** Position in `Books.arrivals`, from 0. */
	readonly index: number;
	readonly at: number;
	/** When its answer leaves (arrival plus latency); a lost answer leaves never, the time is then only nominal. */
	answeredAt: number;
	readonly kind: ArrivalKind;
	/** The query of a request that is no submission; of the list of processes, the project in its path. */
	readonly query?: Readonly<Record<string, string>>;
	/** The body of an update or of a question for statistics, as it came. */
	readonly body?: Readonly<Record<string, unknown>>;
	/** How many leads or lead ids the body holds. */
	readonly leads: number;
	/** Size of the body in bytes. */
	readonly bytes: number;
	/** What the client saw; 0 when it got no answer at all. */
	status: number;
	/** What the server would have answered without the fault; 0 when the fault came before any work. */
	honestStatus: number;
	/** The scripted or random fault that struck, in words. */
	fault?: string;
}

/** A lead the API holds. Times are epoch milliseconds. */
export interface StoredLead {
	readonly _id: string;
	readonly projectId: string;
	readonly processId: string;
	readonly phone?: string;
	readonly email?: string;
	name?: string;
	readonly firstName?: string;
	readonly lastName?: string;
	readonly referenceId?: string;
	readonly groupId?: string;
	metadata?: Readonly<Record<string, unknown>>;
	readonly createdAt: number;
	updatedAt: number;
	currentState: string;
	lastDisposition?: string;
	/** Counts as a duplicate, but no list shows it. */
	archived: boolean;
	/** Whether its number was called. */
	called: boolean;
	/** Whether a call is in progress. */
	inCall: boolean;
	/** Its history before this world began, as reading endpoints show it. */
	activities?: ReadonlyArray<Readonly<Record<string, unknown>>>;
	/** Index of the arrival that created it; null when it was known before this world began. */
	readonly arrival: number | null;
	/** Whether it was created with `init`. */
	readonly init: boolean;
}

export type DuplicateReason = 'phone' | 'email' | 'referenceId' | 'called' | 'refusal';

/** A lead that was submitted although the API knows it, or had called its number. */
export interface Duplicate {
	readonly at: number;
	readonly arrival: number;
	readonly reason: DuplicateReason;
	/** The lead as it was sent. */
	readonly lead: Readonly<Record<string, unknown>>;
	/** The lead it collides with, where there is one. */
	readonly originalId?: string;
	/** Whether the client itself caused the original (`thisRun`) or it was there before (`knownBefore`). */
	readonly original: 'thisRun' | 'knownBefore';
	/** Index of the arrival that created the original, for `thisRun`. */
	readonly originalArrival?: number;
}

/** A lead that was refused for its own faults. */
export interface BadLead {
	readonly at: number;
	readonly arrival: number;
	/** The lead as it was sent. */
	readonly lead: Readonly<Record<string, unknown>>;
	readonly error: string;
}

/** A lead that was accepted although the project already had its number: its owner is called twice. */
export interface AcceptedAgain {
	readonly at: number;
	readonly arrival: number;
	readonly id: string;
	readonly originalId: string;
	readonly original: 'thisRun' | 'knownBefore';
	readonly sameProcess: boolean;
}

/** An update as it was asked for, and how it ended. */
export interface Update {
	readonly at: number;
	readonly arrival: number;
	/** The body as it came. */
	readonly body: Readonly<Record<string, unknown>>;
	readonly updateId: string;
	readonly leadId?: string;
	/** When it was applied or failed; absent until then. */
	doneAt?: number;
	error?: string;
}

/** One delivery of a callback. */
export interface Delivery {
	readonly at: number;
	readonly url: string;
	/** From 1. */
	readonly attempt: number;
	/** What the receiver answered; 0: nothing in time. */
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;
}

/** The books in brief; JSON-serialisable. */
export interface BooksSummary {
	arrivals: number;
	byKind: Record<ArrivalKind, number>;
	byStatus: Record<string, number>;
	byFault: Record<string, number>;
	leadsCreated: number;
	/** Initiations in all: creations with `init` and initiations by id. */
	initiations: number;
	initiatedMoreThanOnce: string[];
	duplicates: number;
	duplicatesOfThisRun: number;
	duplicatesByReason: Record<string, number>;
	badLeads: number;
	acceptedAgain: number;
	creditsUsed: number;
	updates: number;
	deliveries: number;
	maximumDuplicatesInWindow: number;
	/** Epoch milliseconds of each time the key was blocked. */
	blocks: number[];
	lookUps: number;
	arrivalsAfterRefusal: number;
	maximumArrivalsIn5Seconds: number;
}

/** The record of one world. Only the simulator writes, only tests read. */
export class Books {
	readonly arrivals: Arrival[] = [];
	/** Leads created in this world's run, in the order they were stored. */
	readonly created: StoredLead[] = [];
	/** `_id` → how often it was initiated: by creation with `init`, and by id. */
	readonly initiated = new Map<string, number>();
	readonly duplicates: Duplicate[] = [];
	/** Each time the key was blocked. */
	readonly blocks: number[] = [];
	readonly badLeads: BadLead[] = [];
	readonly acceptedAgain: AcceptedAgain[] = [];
	readonly updates: Update[] = [];
	/** Deliveries of callbacks that have ended, in the order of their end. */
	readonly deliveries: Delivery[] = [];
	creditsUsed = 0;
	/** Requests for one lead, by its id or reference id. */
	lookUps = 0;

	/** When the key was first blocked (epoch ms), if it was. */
	get blockedAt(): number | undefined {
		return this.blocks[0];
	}

	/** Notes a request; its status is filled in when the answer is known. */
	arrive(seen: Pick<Arrival, 'at' | 'answeredAt' | 'kind' | 'query' | 'body' | 'leads' | 'bytes'>): Arrival {
		const arrival: Arrival = { ...seen, index: this.arrivals.length, status: 0, honestStatus: 0 };
		this.arrivals.push(arrival);
		if (seen.kind === 'get') this.lookUps++;
		return arrival;
	}

	/** Notes one more initiation of the lead with this `_id`. */
	initiate(id: string): void {
		this.initiated.set(id, (this.initiated.get(id) ?? 0) + 1);
	}

	/** How often the lead with this `_id` was initiated. */
	timesInitiated(id: string): number {
		return this.initiated.get(id) ?? 0;
	}

	/** Duplicates that a request submitted, by the index of its arrival. */
	duplicatesOf(arrival: number): Duplicate[] {
		return this.duplicates.filter((duplicate) => duplicate.arrival === arrival);
	}

	/** Duplicates of leads that were created in this world's run, that is, by the client itself. */
	duplicatesOfThisRun(): Duplicate[] {
		return this.duplicates.filter((duplicate) => duplicate.original === 'thisRun');
	}

	/**
	 * The most duplicate submissions within any `windowMs`: of leads (`each`), or of requests that held at least one
	 * (`request`), because the vendor's pages do not say which of the two the API counts.
	 */
	maximumDuplicatesInWindow(counting: 'each' | 'request' = 'each', windowMs = 60_000): number {
		const counted =
			counting === 'each'
				? this.duplicates
				: [...new Map(this.duplicates.map((duplicate) => [duplicate.arrival, duplicate])).values()];
		return mostInWindow(
			counted.map((duplicate) => duplicate.at),
			windowMs,
		);
	}

	/** Arrivals i with `arrival[i] − arrival[i−limit] < windowMs`: each is one request too many in that window. */
	strictWindowViolations(limit: number, windowMs: number): Arrival[] {
		return this.arrivals.filter((arrival, index) => {
			const earlier = this.arrivals[index - limit];
			return earlier !== undefined && arrival.at - earlier.at < windowMs;
		});
	}

	/**
	 * Requests that came after the client can have read a 429.
	 * @param graceMs how long the network may take each way: requests that arrive within it were already under way
	 */
	arrivalsAfterRefusal(graceMs = 0): Arrival[] {
		const firstRefusal = this.arrivals
			.filter((arrival) => arrival.status === 429)
			.reduce((earliest, arrival) => Math.min(earliest, arrival.answeredAt), Infinity);
		return this.arrivals.filter((arrival) => arrival.at > firstRefusal + graceMs);
	}

	/** The books in brief, ready for `JSON.stringify`. */
	summary(): BooksSummary {
		const byKind: Record<ArrivalKind, number> = {
			bulk: 0,
			single: 0,
			get: 0,
			query: 0,
			activity: 0,
			processes: 0,
			stats: 0,
			update: 0,
			other: 0,
		};
		for (const arrival of this.arrivals) byKind[arrival.kind]++;
		const counts = [...this.initiated];
		return {
			arrivals: this.arrivals.length,
			byKind,
			byStatus: tally(this.arrivals.map((arrival) => String(arrival.status))),
			byFault: tally(this.arrivals.flatMap((arrival) => arrival.fault ?? [])),
			leadsCreated: this.created.length,
			initiations: counts.reduce((sum, [, times]) => sum + times, 0),
			initiatedMoreThanOnce: counts.filter(([, times]) => times > 1).map(([id]) => id),
			duplicates: this.duplicates.length,
			duplicatesOfThisRun: this.duplicatesOfThisRun().length,
			duplicatesByReason: tally(this.duplicates.map((duplicate) => duplicate.reason)),
			badLeads: this.badLeads.length,
			acceptedAgain: this.acceptedAgain.length,
			creditsUsed: this.creditsUsed,
			updates: this.updates.length,
			deliveries: this.deliveries.length,
			maximumDuplicatesInWindow: this.maximumDuplicatesInWindow(),
			blocks: [...this.blocks],
			lookUps: this.lookUps,
			arrivalsAfterRefusal: this.arrivalsAfterRefusal().length,
			maximumArrivalsIn5Seconds: mostInWindow(
				this.arrivals.map((arrival) => arrival.at),
				5_000,
			),
		};
	}

	/** Everything, ready for `JSON.stringify`: the summary and all lists; `initiated` is an object of counts by `_id`. */
	full() {
		return {
			...this.summary(),
			list: {
				arrivals: this.arrivals,
				created: this.created,
				duplicates: this.duplicates,
				badLeads: this.badLeads,
				acceptedAgain: this.acceptedAgain,
				updates: this.updates,
				deliveries: this.deliveries,
				initiated: Object.fromEntries(this.initiated),
			},
		};
	}

	/** Empties the books in place, so that code that holds them sees the new run. */
	clear(): void {
		this.arrivals.length = 0;
		this.created.length = 0;
		this.initiated.clear();
		this.duplicates.length = 0;
		this.blocks.length = 0;
		this.badLeads.length = 0;
		this.acceptedAgain.length = 0;
		this.updates.length = 0;
		this.deliveries.length = 0;
		this.creditsUsed = 0;
		this.lookUps = 0;
	}
}

function tally(words: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}

/** The most times that lie less than `windowMs` apart. Late storing may note times out of order, hence the sort. */
function mostInWindow(unsorted: number[], windowMs: number): number {
	const times = [...unsorted].sort((a, b) => a - b);
	let first = 0;
	let most = 0;
	for (const [index, time] of times.entries()) {
		while (time - (times[first] ?? time) >= windowMs) first++;
		most = Math.max(most, index - first + 1);
	}
	return most;
}
