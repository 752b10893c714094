// Which leads the executions of this process are handing over, so that overlapping executions do not send the same one.
import type { Clock } from '../ports';
import { Gate } from './waiting';

/** A lead that a run hands over. */
export class Claim {
	/** Whether Uservox has it now, or may have it; undefined while that is open. */
	private taken?: boolean;
	/** Until then nobody can say whether Uservox has it. */
	private unclearUntil = -Infinity;
	private gate?: Gate;

	constructor(
		readonly owner: RunClaims,
		private readonly clock: Clock,
	) {}

	/** Whether another run may hand the lead over. */
	get isFree(): boolean {
		return this.taken === false && !this.isUnclear;
	}

	get isUnclear(): boolean {
		return this.unclearUntil > -Infinity && this.clock.now() < this.unclearUntil;
	}

	/** Says what became of it. */
	settle(taken: boolean): void {
		this.taken = taken;
		this.gate?.open();
	}

	/** Says that its request was under way when the run was stopped: whether it arrived shows only after this time, in ms. */
	leaveUnclear(settlingMs: number): void {
		this.unclearUntil = this.clock.now() + settlingMs;
		this.owner.hasUnclear = true;
		this.settle(false);
	}

	/** Waits until it is known what became of it. @returns `taken`; undefined when the signal aborted first */
	async outcome(signal: AbortSignal): Promise<boolean | undefined> {
		while (this.taken === undefined && !signal.aborted) {
			this.gate ??= new Gate();
			await this.gate.wait(signal);
		}
		while (this.isUnclear && !signal.aborted) await this.clock.sleep(this.unclearUntil - this.clock.now(), signal);
		return this.isUnclear ? undefined : this.taken;
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
		run.forget();
		if (run.hasUnclear) this.unclear.push(run);
	}
}

export class RunClaims {
	/** Whether one of its claims may be unclear. */
	hasUnclear = false;
	private readonly own = new Map<string, Claim>();

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
		const own = new Claim(this, this.clock);
		for (const key of keys) {
			this.claims.set(key, own);
			this.own.set(key, own);
		}
		return own;
	}

	/** Forgets all claims but those that are unclear. */
	forget(): void {
		this.hasUnclear = false;
		for (const [key, claim] of this.own) {
			if (claim.isUnclear) this.hasUnclear = true;
			else if (this.claims.get(key) === claim) this.claims.delete(key);
		}
	}
}
