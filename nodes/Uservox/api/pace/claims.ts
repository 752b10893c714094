// Which leads the executions of this process are handing over, so that overlapping executions do not send the same one.
import type { Clock } from '../ports';
import { Gate } from './waiting';

/** A lead that a run hands over. */
export class Claim {
	/** Whether Uservox has it now, or may have it; undefined while that is open. */
	private taken?: boolean;
	/** Whether its request was under way when the run was stopped. */
	wasCutOff = false;
	private gate?: Gate;

	constructor(
		readonly owner: RunClaims,
		readonly keys: readonly string[],
	) {}

	/** Whether another run may hand the lead over. */
	get isFree(): boolean {
		return this.taken === false && !this.isUnclear;
	}

	private get isUnclear(): boolean {
		return this.wasCutOff && this.owner.unclearForMs > 0;
	}

	/** Says how it ended. */
	settle(taken: boolean): void {
		this.taken = taken;
		this.gate?.open();
	}

	settleIfOpen(): void {
		if (this.taken === undefined) this.settle(true);
	}

	/** Says that its request was under way when the run was stopped: whether it arrived shows only after this time, in ms. */
	leaveUnclear(settlingMs: number): void {
		this.wasCutOff = true;
		this.owner.leaveUnclear(settlingMs);
		this.settle(false);
	}

	/**
	 * Waits until it is known how it ended.
	 * @returns `cutOff`: its run was stopped while its request was under way; undefined when the signal aborted first
	 */
	async fate(signal: AbortSignal): Promise<'taken' | 'free' | 'cutOff' | undefined> {
		while (this.taken === undefined && !signal.aborted) {
			this.gate ??= new Gate();
			await this.gate.wait(signal);
		}
		if (this.wasCutOff) return 'cutOff';
		if (this.taken === undefined) return undefined;
		return this.taken ? 'taken' : 'free';
	}

	/** Waits until it shows whether a lead that was cut off arrived. @returns false when the signal aborted first */
	async untilClear(signal: AbortSignal): Promise<boolean> {
		await this.owner.untilClear(signal);
		return !signal.aborted;
	}
}

/** One instance serves all executions of the process that use the same host and token. */
export class Claims {
	private readonly claims = new Map<string, Claim>();
	private readonly open = new Set<RunClaims>();
	/** Runs that have ended. A run that was under way then may have asked Uservox before their leads were there. */
	private ended: Array<{ run: RunClaims; at: number }> = [];
	/** Runs that were stopped while requests were under way. */
	private unclear: RunClaims[] = [];
	private turn = 0;

	/** @param clock a monotonic one */
	constructor(private readonly clock: Clock) {}

	/** Begins a run. It has to be closed. */
	begin(): RunClaims {
		this.turn += 1;
		const unclear = this.unclear;
		this.unclear = [];
		for (const ended of unclear) this.forget(ended);
		const run = new RunClaims(this.claims, this.turn, this.clock, () => this.close(run));
		this.open.add(run);
		return run;
	}

	private close(run: RunClaims): void {
		run.settleOpen();
		this.turn += 1;
		this.open.delete(run);
		this.ended.push({ run, at: this.turn });
		const oldest = [...this.open].reduce((begun, { begunAt }) => Math.min(begun, begunAt), Infinity);
		const forgotten = this.ended.filter(({ at }) => at < oldest);
		this.ended = this.ended.filter(({ at }) => at >= oldest);
		for (const ended of forgotten) this.forget(ended.run);
	}

	/** Called once no run that was under way can need its claims. What is unclear still is kept until it shows. */
	private forget(run: RunClaims): void {
		if (run.forget()) this.unclear.push(run);
	}
}

export class RunClaims {
	/** Until then nobody can say whether Uservox has what was cut off. */
	private unclearUntil = -Infinity;
	private readonly own: Claim[] = [];

	/** Made by `Claims.begin`. */
	constructor(
		private readonly claims: Map<string, Claim>,
		readonly begunAt: number,
		private readonly clock: Clock,
		readonly close: () => void,
	) {}

	/** Claims a lead by its keys, all or none. @returns the claim, which is another run's if that run came first */
	claim(keys: readonly string[]): Claim {
		for (const key of keys) {
			const other = this.claims.get(key);
			if (other !== undefined && other.owner !== this && !other.isFree) return other;
		}
		const own = new Claim(this, keys);
		this.own.push(own);
		for (const key of keys) this.claims.set(key, own);
		return own;
	}

	/** For how long it still does not show whether leads that were cut off arrived, in ms; zero or less once it does. */
	get unclearForMs(): number {
		return this.unclearUntil === -Infinity ? 0 : this.unclearUntil - this.clock.now();
	}

	/** All that is under way is cut off at the same moment. */
	leaveUnclear(settlingMs: number): void {
		if (this.unclearUntil === -Infinity) this.unclearUntil = this.clock.now() + settlingMs;
	}

	async untilClear(signal: AbortSignal): Promise<void> {
		while (!signal.aborted && this.unclearForMs > 0) await this.clock.sleep(this.unclearForMs, signal);
	}

	/** After a fault of the node, what was not settled may have arrived. */
	settleOpen(): void {
		for (const claim of this.own) claim.settleIfOpen();
	}

	/** Forgets all claims but those that are unclear. @returns whether there are such */
	forget(): boolean {
		const isUnclear = this.unclearForMs > 0;
		for (const claim of this.own) {
			if (isUnclear && claim.wasCutOff) continue;
			for (const key of claim.keys) if (this.claims.get(key) === claim) this.claims.delete(key);
		}
		return isUnclear;
	}
}
