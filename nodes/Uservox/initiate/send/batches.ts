// Makes batches of what has been read and checked, when they are sent: one kind, one project, one process, one `init` each.
import { jsonOf, type LeadRecord } from '../../model/lead';
import type { Outcome } from '../../model/outcome';

/**
 * The most bytes of one request body. The vendor documents no limit; 1 MiB is what nginx lets through by default, the commonest
 * bound in front of an API, and 1000 ordinary leads need less than half of it. Where less is allowed, a 413 halves the batch.
 */
export const MAX_BODY_BYTES = 1_048_576;
/** The braces and names around the leads, and `init`. */
const ENVELOPE_BYTES = 100;

/** Gives the records in input order, some at a time; undefined at the end. */
export type PullRecords = () => Promise<LeadRecord[] | undefined>;

/** Says how a record ended; each record is settled exactly once. */
export type Settle = (record: LeadRecord, outcome: Outcome) => void;

function groupOf(record: LeadRecord): string {
	return record.kind === 'existing'
		? `existing ${record.init}`
		: `${record.lead.projectId} ${record.lead.processId} ${record.init}`;
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
	private ended = false;

	constructor(
		private readonly pull: PullRecords,
		private readonly settle: Settle,
		/** The outcome of a record that need not be sent since its project or process was refused before. */
		private readonly refusedBefore: (record: LeadRecord) => Outcome | undefined,
	) {}

	/** Reads some more, unless as many as `maximum` records wait already. @returns false when there is nothing to be read now. */
	async readAhead(maximum: number): Promise<boolean> {
		if (this.ended || this.waiting >= maximum) return false;
		await this.read();
		return true;
	}

	/** Reads on until one group can fill a batch of `limit`, or all is read. @returns false when nothing is left. */
	async fill(limit: number): Promise<boolean> {
		while (!this.ended && this.fullest(limit) === undefined) {
			await this.read();
		}
		return this.groups.size > 0;
	}

	private async read(): Promise<void> {
		const records = await this.pull();
		if (records === undefined) this.ended = true;
		else this.add(records);
	}

	/** How many records have been read and not been taken. */
	private get waiting(): number {
		let waiting = 0;
		for (const queue of this.groups.values()) waiting += queue.length;
		return waiting;
	}

	/** The next batch of at most `limit` records and at most MAX_BODY_BYTES; empty when nothing is left. */
	async take(limit: number): Promise<LeadRecord[]> {
		while (await this.fill(limit)) {
			const group = this.fullest(limit) ?? this.fullest(1);
			if (group === undefined) break;
			const [key, queue] = group;
			const batch = queue.shift(limit).filter((record) => !this.settledAsRefused(record));
			if (queue.length === 0) this.groups.delete(key);
			if (batch.length > 0) return batch;
		}
		return [];
	}

	private add(records: readonly LeadRecord[]): void {
		for (const record of records) {
			if (!this.settledAsRefused(record)) this.group(groupOf(record)).push(record);
		}
	}

	private settledAsRefused(record: LeadRecord): boolean {
		const outcome = this.refusedBefore(record);
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

	/** The first group, in order of appearance, that holds at least `limit` records. */
	private fullest(limit: number): [string, Queue] | undefined {
		for (const group of this.groups) if (group[1].length >= limit) return group;
		return undefined;
	}
}
