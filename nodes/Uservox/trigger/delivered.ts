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

/** What one trigger has taken. */
export class Delivered {
	private readonly arrivals = new Map<string, number>();
	/** Events of which it is not known yet whether they have started the workflow. */
	private readonly open = new Set<string>();
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
			if (eventId !== undefined && !this.arrivals.has(eventId)) this.arrivals.set(eventId, Number(at));
		}
	}

	/**
	 * Notes an event.
	 * @param now Unix milliseconds
	 * @returns false if it is known already
	 */
	take(eventId: string, now: number): boolean {
		const at = this.arrivals.get(eventId);
		if (at !== undefined && now - at < KEPT_MS) return false;
		this.arrivals.delete(eventId);
		this.arrivals.set(eventId, now);
		this.open.add(eventId);
		for (const [oldest] of this.arrivals) {
			if (this.arrivals.size <= MOST_EVENTS) break;
			this.arrivals.delete(oldest);
		}
		return true;
	}

	/** Says whether an event has started the workflow. If not, it must get in when it is delivered again. */
	settle(eventId: string, hasStarted: boolean): void {
		this.open.delete(eventId);
		if (!hasStarted) this.arrivals.delete(eventId);
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
			.filter(([id]) => id === eventId || !this.open.has(id))
			.sort(([, a], [, b]) => a - b)
			.slice(-MOST_STORED)
			.map(([id, at]) => `${id}@${at}`)
			.join(' ');
	}
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
