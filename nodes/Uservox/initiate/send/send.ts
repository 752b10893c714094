// The loop of sending: cuts batches as large as growth allows, keeps enough of them under way, and clears up what was lost.
import { Tasks } from '../../api/pace/parallel';
import { Gate } from '../../api/pace/waiting';
import type { Permit } from '../../api/pace/duplicateGuard';
import type { LeadRecord } from '../../model/lead';
import type { Failed } from '../../model/ended';
import type { Batches } from './batches';
import type { GrowthLike } from './growth';
import { GUARD_WAIT, MOST_REFUSED, notSent, unconfirmed, type Parts } from './parts';
import { clearUp, failedForGood, lookAgain, type ClearedUp } from './recover';
import { submit, type Open } from './submit';

/** After this many lost answers in a row, nothing more is sent until one of them is cleared up. */
const LOST_THAT_HOLD = 2;

export interface Sending {
	batches: Batches;
	growth: GrowthLike;
	/** The outcome of the rest once the first ones show that leads of this kind are refused. */
	refusedKind?: (record: LeadRecord) => Failed;
}

/**
 * Sends all records of `batches`, and returns when each has its outcome.
 * @throws what was thrown into it, once nothing is under way any more. By then, what had not left has its outcome; the rest may have arrived
 */
export async function sendAll(sending: Sending, parts: Parts): Promise<void> {
	await new SendLoop(sending, parts).run();
}

/** Leads whose "not found" cannot be trusted yet. */
interface Unproven {
	records: readonly LeadRecord[];
	/** The request that they were in. */
	of: Open;
	/** How many leads had been accepted when they were looked for. */
	accepted: number;
}

class SendLoop {
	private requests = 0;
	/** How many more leads of this stage may go out. The next stage begins when all of this one are answered. */
	private stage = 0;
	/** After a fault nothing more is sent. */
	private readonly tasks = new Tasks(() => this.parts.run.stopForFault());
	private readonly changes = new Gate();
	private readonly unproven: Unproven[] = [];
	private lostInARow = 0;
	private clearingUp = 0;

	constructor(
		private readonly sending: Sending,
		private readonly parts: Parts,
	) {}

	/**
	 * Each turn sends one batch, or waits for a change: an answer, or a lead that may be sent again. When nothing is left to send and
	 * nothing is under way, leads that were not found are searched for once more, if an accepted lead can now prove that way of
	 * searching.
	 */
	async run(): Promise<void> {
		const { tasks } = this;
		await tasks.hear(this.sendWhatIsLeft());
		await tasks.end();
		await tasks.hear(this.settleRest());
		tasks.throwFault();
	}

	private async sendWhatIsLeft(): Promise<void> {
		const { parts } = this;
		while (parts.run.stopped === undefined) {
			if (this.isHeld()) {
				await this.wait();
				continue;
			}
			if (!(await this.hasMore())) {
				if (!this.tasks.isEmpty) await this.wait();
				else if (!(await this.proveUnproven())) break;
				continue;
			}
			if (this.requests >= parts.options.maxConcurrentRequests || this.room() < 1) {
				await this.readAheadUntil(this.wait());
				continue;
			}
			if (!(await this.sendNext())) break;
		}
	}

	private async settleRest(): Promise<void> {
		const { batches } = this.sending;
		for (const { records, of } of this.unproven) this.giveUp(records, of);
		for (let rest = await batches.take(Infinity); rest.length > 0; rest = await batches.take(Infinity)) {
			for (const record of rest) this.parts.settle(record, this.outcomeOfRest(record));
		}
	}

	/** @returns false when no more may be sent */
	private async sendNext(): Promise<boolean> {
		const { growth } = this.sending;
		const { run } = this.parts;
		const permit = await growth.enter(Math.min(this.limit(), this.room()), run.signal);
		if (permit === undefined) return false;
		if (permit === 'tooLong') {
			run.stop(GUARD_WAIT);
			return false;
		}
		const records = await this.takeFor(permit);
		if (records.length === 0) return true;
		this.tasks.start(this.sendOne(records, permit), () => this.changes.open());
		return true;
	}

	/** Gives the permit back when there is nothing to send, even if reading fails. */
	private async takeFor(permit: Permit): Promise<LeadRecord[]> {
		const { batches } = this.sending;
		let taken = 0;
		try {
			// Growth may have fallen while this waited for the guard.
			const records = await batches.take(Math.max(1, Math.min(this.limit(), this.room())));
			taken = records.length;
			return records;
		} finally {
			if (taken === 0) permit.leave(0);
		}
	}

	private async sendOne(records: readonly LeadRecord[], permit: Permit): Promise<void> {
		const { batches, growth } = this.sending;
		this.requests += 1;
		this.stage -= records.length;
		let open: Open | undefined;
		try {
			open = await submit(records, permit, growth, batches, this.parts);
		} finally {
			this.requests -= 1;
		}
		if (growth.judgement === 'mostRefused') this.parts.run.stop(MOST_REFUSED);
		this.lostInARow = open === undefined ? 0 : this.lostInARow + 1;
		if (open !== undefined) await this.clearUp(open);
	}

	private async clearUp(open: Open): Promise<void> {
		this.clearingUp += 1;
		this.changes.open();
		let cleared: ClearedUp;
		try {
			cleared = await clearUp(open, this.sending.growth.certainty, this.parts);
		} finally {
			this.clearingUp -= 1;
		}
		this.goOn(cleared, open);
	}

	/** What was not accepted is sent again, as often as allowed; what could not be proven waits for proof. */
	private goOn({ again, unproven }: ClearedUp, open: Open): void {
		const { parts } = this;
		const { tries, refusedAgain, options, run, failures, settle } = parts;
		const { hiddenDuplicate } = open.lost;
		const back: LeadRecord[] = [];
		let failed = false;
		for (const record of again) {
			const tried = tries.get(record) ?? 0;
			const refusal = refusedAgain.get(record);
			if (refusal !== undefined) settle(record, refusal);
			// A refusal that is about another lead is no failed try.
			else if (run.stopped === undefined && hiddenDuplicate !== undefined) back.push(record);
			else if (run.stopped === undefined && tried < options.maxRetries) {
				tries.set(record, tried + 1);
				back.push(record);
			} else {
				failed ||= run.stopped === undefined;
				settle(record, failedForGood(open.lost, parts));
			}
		}
		if (failed) failures.failure();
		const half = Math.ceil(open.records.length / 2);
		this.sending.batches.putBack(back, hiddenDuplicate === undefined ? undefined : half);
		if (unproven.length > 0) this.unproven.push({ records: unproven, of: open, accepted: parts.witnesses.accepted });
		this.changes.open();
	}

	/** @returns whether anything changed by it */
	private async proveUnproven(): Promise<boolean> {
		const { parts } = this;
		const waiting = this.unproven.splice(0);
		for (const { records, of, accepted } of waiting) {
			if (parts.witnesses.accepted === accepted) {
				this.giveUp(records, of);
				continue;
			}
			this.goOn(await lookAgain(records, of.lost, this.sending.growth.certainty, parts), of);
		}
		return waiting.length > 0;
	}

	private giveUp(records: readonly LeadRecord[], { lost }: Open): void {
		for (const record of records) this.parts.settle(record, unconfirmed(lost.why, lost.status));
	}

	/**
	 * How many more leads may go out now. Growth is by stages: if requests followed each other at all times, more leads would be under way
	 * when the first duplicate shows, for the same pace.
	 */
	private room(): number {
		const room = this.sending.growth.room();
		const limit = this.limit();
		// Without a part of a batch at the end of a stage, the same leads take fewer requests.
		if (this.requests === 0) this.stage = room > limit ? Math.floor(room / limit) * limit : room;
		return Math.min(room, this.stage);
	}

	/** Whether several answers were lost in a row: then they are cleared up first. */
	private isHeld(): boolean {
		return this.lostInARow >= LOST_THAT_HOLD && this.clearingUp > 0;
	}

	private outcomeOfRest(record: LeadRecord): Failed {
		const { refusedKind, growth } = this.sending;
		if (growth.judgement === 'refusedKind' && refusedKind !== undefined) return refusedKind(record);
		return notSent(this.parts.run.stopped, !this.parts.run.hasSubmitted);
	}

	private async hasMore(): Promise<boolean> {
		if (this.sending.growth.judgement === 'refusedKind') return false;
		return await this.sending.batches.hasMore(this.limit());
	}

	private limit(): number {
		return Math.min(this.parts.endpoint.largest, this.parts.answers.largestBatch());
	}

	/** Resolves when a request is answered, when leads may be sent again, or when the run stops. */
	private async wait(): Promise<void> {
		const { signal } = this.parts.run;
		await Promise.race([this.changes.wait(signal), this.sending.growth.changes.wait(signal)]);
	}

	/** Reads and checks the next batches while waiting. */
	private async readAheadUntil(awaited: Promise<void>): Promise<void> {
		let isThere = false;
		const change = awaited.finally(() => {
			isThere = true;
		});
		const enough = this.limit() * this.parts.options.maxConcurrentRequests;
		while (!isThere && (await this.sending.batches.readAhead(enough)));
		await change;
	}
}
