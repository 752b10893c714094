// Keeps leads that an earlier execution has sent from being sent again, also when n8n crashed in the middle of it.
import type { UservoxClient } from '../../api/client';
import type { Run } from '../../api/run';
import { phoneIdentity, type LeadRecord } from '../../model/lead';
import { mayHaveArrived, notInitiated, type Outcome } from '../../model/outcome';
import type { PullRecords, Settle } from './batches';

/**
 * What the store says of a lead: never seen; sent by an earlier execution; left over by an execution that was cut off while it was
 * sending; being sent by another execution of this process right now.
 */
export type Earlier = 'new' | 'sent' | 'leftOver' | 'busy';

/** Remembers keys across executions. One call stands for one batch. */
export interface SentStore {
	/** Notes as pending what is new, and says of each key what it was, in the same order. */
	begin(keys: readonly string[]): Promise<Earlier[]>;
	/** Pending keys that have been sent, or may have been. */
	sent(keys: readonly string[]): Promise<void>;
	/** Pending keys that certainly have not been taken: they may be sent another day. */
	takeBack(keys: readonly string[]): Promise<void>;
	/** Keys that stay pending, since the node failed: the next execution looks them up. */
	leave(keys: readonly string[]): void;
}

/** The one key a lead is remembered by: its phone number within the project, without one its email; the id of an existing lead. */
function sentKey(record: LeadRecord): string {
	if (record.kind === 'existing') return `id ${record.leadId.toLowerCase()}`;
	const { projectId, phone, email, referenceId, processId } = record.lead;
	if (phone !== undefined) return `phone ${projectId} ${phoneIdentity(phone)}`;
	if (email !== undefined) return `email ${projectId} ${email.toLowerCase()}`;
	return `reference ${projectId} ${processId} ${referenceId}`;
}

/** As many records are begun at once: each write costs n8n the whole list. */
const BEGUN_AT_ONCE = 1_000;
/** As many ends are written at once, at the most. */
const ENDS_AT_ONCE = 500;

const ALREADY_SENT = notInitiated(
	'alreadySent',
	'This node sent the lead in an earlier execution. It is not sent again.',
);
const BUSY = notInitiated(
	'alreadySent',
	'Another execution of this node is sending this lead right now. It is not sent again.',
);
const FOUND = notInitiated(
	'alreadySent',
	'An earlier execution was cut off while it sent this lead, and Uservox has it. It is not sent again.',
);
const UNCONFIRMED = notInitiated(
	'unconfirmed',
	'An earlier execution was cut off while it sent this lead, and it is not known whether Uservox took it. Look the lead up in Uservox before you send it again.',
);

export class SentEarlier {
	private readonly pending = new Map<number, string>();
	private arrived: string[] = [];
	private untouched: string[] = [];
	private writing: Promise<void> = Promise.resolve();

	constructor(
		private readonly store: SentStore,
		/** Undefined in a dry run, which asks nothing. */
		private readonly client: Pick<UservoxClient, 'lookUp'> | undefined,
		private readonly run: Run,
		private readonly settleRecord: Settle,
	) {}

	/** Gives only the records that no earlier execution has sent, and settles the others. */
	filter(pull: PullRecords): PullRecords {
		return async () => {
			const records: LeadRecord[] = [];
			let more = await pull();
			for (; more !== undefined; more = await pull()) {
				records.push(...more);
				if (records.length >= BEGUN_AT_ONCE) break;
			}
			return records.length === 0 && more === undefined ? undefined : await this.begin(records);
		};
	}

	/** Settles a record, and notes for the store how it ended. */
	readonly settle: Settle = (record, outcome) => {
		this.settleRecord(record, outcome);
		this.note(record, outcome);
	};

	/** Writes what is noted; to be called when all is settled. */
	async finish(): Promise<void> {
		this.write();
		await this.writing;
		this.store.leave([...this.pending.values()]);
	}

	private async begin(records: LeadRecord[]): Promise<LeadRecord[]> {
		let before: Earlier[];
		try {
			before = await this.store.begin(records.map(sentKey));
		} catch (error) {
			this.run.stop({
				cause: 'storeFailed',
				message: `n8n could not note which leads are sent (${error instanceof Error ? error.message : 'unknown failure'})`,
			});
			return records;
		}
		const unsent: LeadRecord[] = [];
		await Promise.all(
			records.map(async (record, index) => {
				const earlier = before[index];
				if (earlier === 'sent') return this.settleRecord(record, ALREADY_SENT);
				if (earlier === 'busy') return this.settleRecord(record, BUSY);
				this.pending.set(record.itemIndex, sentKey(record));
				const found = earlier === 'leftOver' ? await this.lookUpLeftOver(record) : 'notFound';
				if (found === 'notFound') unsent.push(record);
				else if (found === 'unanswered') this.settleRecord(record, UNCONFIRMED);
				else this.settle(record, found);
			}),
		);
		return unsent.sort((first, second) => first.itemIndex - second.itemIndex);
	}

	/**
	 * `notFound`: Uservox does not have it, so that it may go out now. `unanswered`: nothing could be asked today; it stays pending, so
	 * that the next execution asks again. A lead that can never be looked up is `unconfirmed`, and counts as sent from then on.
	 */
	private async lookUpLeftOver(record: LeadRecord): Promise<Outcome | 'notFound' | 'unanswered'> {
		if (this.client === undefined) return 'unanswered';
		if (record.kind === 'existing') return UNCONFIRMED;
		const lookUp = await this.client.lookUp(record);
		if (lookUp.kind === 'notFound') return 'notFound';
		if (lookUp.kind === 'found') return FOUND;
		return lookUp.failed === true || this.run.stopped !== undefined ? 'unanswered' : UNCONFIRMED;
	}

	private note(record: LeadRecord, outcome: Outcome): void {
		const key = this.pending.get(record.itemIndex);
		if (key === undefined) return;
		this.pending.delete(record.itemIndex);
		(mayHaveArrived(outcome) ? this.arrived : this.untouched).push(key);
		if (this.arrived.length + this.untouched.length >= ENDS_AT_ONCE) this.write();
	}

	/** A failed write leaves the keys pending: the next execution looks them up. */
	private write(): void {
		const { arrived, untouched } = this;
		this.arrived = [];
		this.untouched = [];
		const noted = async (keys: string[], write: (keys: string[]) => Promise<void>) => {
			try {
				if (keys.length > 0) await write(keys);
			} catch (error) {
				this.run.log(
					`Uservox: n8n could not note which leads were sent (${error instanceof Error ? error.message : 'unknown failure'})`,
				);
			}
		};
		// Each by itself: one that fails must not keep the other from being written.
		this.writing = this.writing.then(async () => {
			await noted(arrived, async (keys) => await this.store.sent(keys));
			await noted(untouched, async (keys) => await this.store.takeBack(keys));
		});
	}
}
