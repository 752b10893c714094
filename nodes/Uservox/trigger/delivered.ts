// Remembers which events have started the workflow, so that the same one delivered again does not. Bounded, and a best effort.

/** Uservox delivers again within minutes; after a day the same report is news. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Events that one trigger remembers in this process. */
const MOST_EVENTS = 2_000;
/** Of these, the latest are also stored with the workflow, so that they outlive a restart. n8n writes them with each event. */
const MOST_STORED = 300;
/** Each time costs n8n a write to its database, which hundreds of callbacks at once would feel. */
const STORED_EVERY_MS = 200;
/** Triggers that this process remembers anything of. */
const MOST_TRIGGERS = 500;
/** One event of the stored list: its id, and when it arrived. One text is far cheaper for n8n than a list of lists. */
const STORED_EVENT = /^([0-9a-f]+)@(\d+)$/;

/** n8n's answer to a delivery, as Node knows it. n8n answers 2xx once the execution is registered, and an error if it cannot. */
export interface Answer {
	readonly statusCode: number;
	/** Whether all of it has been written. */
	readonly writableEnded: boolean;
	/** Whether the connection is closed, by either side. */
	readonly destroyed: boolean;
}

interface Arrival {
	/** Unix ms. */
	at: number;
	/** Absent once it is certain that the event has started the workflow. */
	answer?: Answer;
}

/** What an event is to a trigger. `undecided`: an earlier delivery got no answer, and may not have started anything. */
export type Taken = 'new' | 'repeated' | 'undecided';

/** What one trigger has taken. */
export class Delivered {
	private readonly arrivals = new Map<string, Arrival>();
	private storedAt = -Infinity;
	private restored = '';

	/**
	 * Adds what was stored with the workflow, by this process before a restart or by another one.
	 * @param stored what `toStore` gave, or anything else
	 */
	restore(stored: unknown): void {
		if (typeof stored !== 'string' || stored === this.restored) return;
		this.restored = stored;
		for (const event of stored.split(' ')) {
			const [, eventId, at] = STORED_EVENT.exec(event) ?? [];
			if (eventId !== undefined && !this.arrivals.has(eventId)) this.arrivals.set(eventId, { at: Number(at) });
		}
	}

	/**
	 * Notes a delivery of an event.
	 * @param now Unix milliseconds
	 * @param answer what n8n is going to answer, if the event is new
	 */
	take(eventId: string, now: number, answer: Answer): Taken {
		const earlier = this.arrivals.get(eventId);
		if (earlier !== undefined && now - earlier.at < KEPT_MS && !hasFailed(earlier)) {
			return hasStarted(earlier) || !earlier.answer?.destroyed ? 'repeated' : 'undecided';
		}
		this.arrivals.delete(eventId);
		this.arrivals.set(eventId, { at: now, answer });
		for (const [oldest] of this.arrivals) {
			if (this.arrivals.size <= MOST_EVENTS) break;
			this.arrivals.delete(oldest);
		}
		return 'new';
	}

	/** Lets go of the answer to an event if it has been given: it holds on to the whole request. */
	settle(eventId: string): void {
		const arrival = this.arrivals.get(eventId);
		if (arrival !== undefined) hasStarted(arrival);
	}

	/**
	 * The latest events that have started the workflow, for `restore`: once in a while, since it costs.
	 * @param eventId this one too, since n8n stores the list only if it starts the workflow
	 * @returns undefined when the list was given a moment ago: these events are stored with a later one
	 */
	toStore(eventId: string, now: number): string | undefined {
		if (Math.abs(now - this.storedAt) < STORED_EVERY_MS) return undefined;
		this.storedAt = now;
		return [...this.arrivals]
			.filter(([id, arrival]) => hasStarted(arrival) || id === eventId)
			.sort(([, a], [, b]) => a.at - b.at)
			.slice(-MOST_STORED)
			.map(([id, { at }]) => `${id}@${at}`)
			.join(' ');
	}
}

function hasFailed({ answer }: Arrival): boolean {
	return answer !== undefined && answer.writableEnded && answer.statusCode >= 300;
}

/** Also lets go of the answer. */
function hasStarted(arrival: Arrival): boolean {
	if (arrival.answer?.writableEnded && !hasFailed(arrival)) delete arrival.answer;
	return arrival.answer === undefined;
}

const triggers = new Map<string, Delivered>();

/** The memory of one trigger of one workflow, the same one for every request that this process answers. */
export function deliveredTo(workflowId: string, nodeId: string): Delivered {
	const key = `${workflowId} ${nodeId}`;
	const delivered = triggers.get(key) ?? new Delivered();
	triggers.delete(key);
	triggers.set(key, delivered);
	for (const [leastUsed] of triggers) {
		if (triggers.size <= MOST_TRIGGERS) break;
		triggers.delete(leastUsed);
	}
	return delivered;
}
