// Makes batches at the moment they are sent: one kind, one project, one process and one `init` each, within the size of one request.
import type { Random } from '../../api/ports';
import { jsonOf, type LeadRecord } from '../../model/lead';
import type { Failed, Outcome } from '../../model/ended';

/**
 * The most bytes of one request body. The vendor documents no limit. 1 MiB is what nginx accepts by default, which is the most common
 * limit in front of an API, and 1000 ordinary leads need less than half of it. Where less is allowed, a 413 halves the batch.
 */
export const MAX_BODY_BYTES = 1_048_576;
/** The braces and names around the leads, and `init`. */
const ENVELOPE_BYTES = 100;

/** Returns the records in input order, some at a time; undefined at the end. */
export type PullRecords = () => Promise<LeadRecord[] | undefined>;

/** Says how a record ended; each record is settled exactly once. */
export type Settle = (record: LeadRecord, outcome: Outcome) => void;

/** How far a refusal reaches: a process of a project, or a whole project. */
export type Scope = 'process' | 'project';

function scopeKey(record: LeadRecord, scope: Scope): string | undefined {
	if (record.kind === 'existing') return undefined;
	const { projectId, processId } = record.lead;
	return scope === 'project' ? projectId : `${projectId} ${processId}`;
}

function groupOf(record: LeadRecord): string {
	return record.kind === 'existing' ? `existing ${record.init}` : `${scopeKey(record, 'process')} ${record.init}`;
}

/** A queue that gives from its head without moving what remains. */
class Queue {
	private records: LeadRecord[] = [];
	private head = 0;

	get length(): number {
		return this.records.length - this.head;
	}

	push(record: LeadRecord): void {
		this.records.push(record);
	}

	/** The first records, at most `limit` and as many as fit into one body; at least one if there is any. */
	shift(limit: number): LeadRecord[] {
		const taken: LeadRecord[] = [];
		let bytes = ENVELOPE_BYTES;
		while (taken.length < limit) {
			const record = this.records[this.head];
			if (record === undefined) break;
			bytes += Buffer.byteLength(jsonOf(record)) + 1;
			if (bytes > MAX_BODY_BYTES && taken.length > 0) break;
			taken.push(record);
			this.head += 1;
		}
		if (this.head === this.records.length) {
			this.records = [];
			this.head = 0;
		}
		return taken;
	}
}

/** Sorts records into groups as they come, and cuts batches from them. */
export class Batches {
	private readonly groups = new Map<string, Queue>();
	/** Parts of requests that are sent again; each was one request, or a part of one. */
	private readonly again: LeadRecord[][] = [];
	private readonly refused = new Map<string, Failed>();
	private ended = false;

	constructor(
		private readonly pull: PullRecords,
		private readonly settle: Settle,
		private readonly random: Random,
	) {}

	/** Reads some more, unless `maximum` records are waiting already. @returns false when there is nothing to read now. */
	async readAhead(maximum: number): Promise<boolean> {
		if (this.ended || this.waiting >= maximum) return false;
		await this.read();
		return true;
	}

	/** Puts back records that are sent again, in parts of this size: before all others, and never together with others in one request. */
	putBack(records: readonly LeadRecord[], size = Infinity): void {
		for (let place = 0; place < records.length; place += size) this.again.push(records.slice(place, place + size));
	}

	/** Gives this outcome to all records of the same process or project when their turn comes: they would be refused for the same reason. */
	refuse(scope: Scope, record: LeadRecord, outcome: Failed): void {
		const key = scopeKey(record, scope);
		if (key !== undefined) this.refused.set(key, outcome);
	}

	/** Whether anything is left. Reads on until one group can fill a batch of `limit`, or until everything is read. */
	async hasMore(limit: number): Promise<boolean> {
		if (this.again.length > 0) return true;
		while (!this.ended && this.fullest(limit) === undefined) await this.read();
		return this.groups.size > 0;
	}

	/** The next batch of at most `limit` records and at most MAX_BODY_BYTES; empty when nothing is left. */
	async take(limit: number): Promise<LeadRecord[]> {
		while (await this.hasMore(limit)) {
			const batch = this.next(limit).filter((record) => !this.settledAsRefused(record));
			if (batch.length > 0) return batch;
		}
		return [];
	}

	private next(limit: number): LeadRecord[] {
		const [part] = this.again;
		if (part !== undefined) {
			const taken = part.splice(0, limit);
			if (part.length === 0) this.again.shift();
			return taken;
		}
		const group = this.ended ? this.anyGroup() : (this.fullest(limit) ?? this.fullest(1));
		if (group === undefined) return [];
		const [key, queue] = group;
		const taken = queue.shift(limit);
		if (queue.length === 0) this.groups.delete(key);
		return taken;
	}

	private async read(): Promise<void> {
		const records = await this.pull();
		if (records === undefined) this.ended = true;
		for (const record of records ?? []) {
			if (!this.settledAsRefused(record)) this.group(groupOf(record)).push(record);
		}
	}

	/** How many records have been read and not yet taken. */
	private get waiting(): number {
		let waiting = 0;
		for (const queue of this.groups.values()) waiting += queue.length;
		return waiting;
	}

	private settledAsRefused(record: LeadRecord): boolean {
		if (this.refused.size === 0) return false;
		const keys = [scopeKey(record, 'project'), scopeKey(record, 'process')];
		const outcome = keys.map((key) => (key === undefined ? undefined : this.refused.get(key))).find(Boolean);
		if (outcome !== undefined) this.settle(record, outcome);
		return outcome !== undefined;
	}

	private group(key: string): Queue {
		const existing = this.groups.get(key);
		if (existing !== undefined) return existing;
		const queue = new Queue();
		this.groups.set(key, queue);
		return queue;
	}

	/** A random group, weighted by size, so that the first answers are typical of all groups. */
	private anyGroup(): [string, Queue] | undefined {
		let place = this.random() * this.waiting;
		for (const group of this.groups) {
			place -= group[1].length;
			if (place < 0) return group;
		}
		return this.fullest(1);
	}

	/** The first group, in order of appearance, that holds at least `limit` records. */
	private fullest(limit: number): [string, Queue] | undefined {
		for (const group of this.groups) if (group[1].length >= limit) return group;
		return undefined;
	}
}
