// Which leads the executions of this process are handing over, so that overlapping executions do not send the same one.
import { Gate } from './waiting';

/** A lead that a run hands over. */
export class Claim {
	/** Whether Uservox has it now, or may have it; undefined while that is open. */
	taken?: boolean;
	private gate?: Gate;

	constructor(readonly owner: RunClaims) {}

	/** Says what became of it. */
	settle(taken: boolean): void {
		this.taken = taken;
		this.gate?.open();
	}

	/** Waits until it is known what became of it. @returns `taken`; undefined when the signal aborted first */
	async outcome(signal: AbortSignal): Promise<boolean | undefined> {
		while (this.taken === undefined && !signal.aborted) {
			this.gate ??= new Gate();
			await this.gate.wait(signal);
		}
		return this.taken;
	}
}

/** One instance serves all executions of the process that use the same host and token. */
export class Claims {
	private readonly claims = new Map<string, Claim>();
	private readonly open = new Set<RunClaims>();
	/** Runs that have ended. A run that was under way then may have asked Uservox before their leads were there. */
	private ended: Array<{ run: RunClaims; at: number }> = [];
	private turn = 0;

	/** Begins a run. It has to be closed. */
	begin(): RunClaims {
		this.turn += 1;
		const run = new RunClaims(this.claims, this.turn, () => this.close(run));
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
		for (const ended of forgotten) ended.run.forget();
	}
}

export class RunClaims {
	private readonly own = new Map<string, Claim>();

	/** Made by `Claims.begin`. */
	constructor(
		private readonly claims: Map<string, Claim>,
		readonly begunAt: number,
		readonly close: () => void,
	) {}

	/** Claims a lead by its keys, all or none. @returns the claim, which is another run's if that run came first */
	claim(keys: readonly string[]): Claim {
		for (const key of keys) {
			const other = this.claims.get(key);
			if (other !== undefined && other.owner !== this && other.taken !== false) return other;
		}
		const own = new Claim(this);
		for (const key of keys) {
			this.claims.set(key, own);
			this.own.set(key, own);
		}
		return own;
	}

	/** Called once nobody can need them any more. */
	forget(): void {
		for (const [key, claim] of this.own) if (this.claims.get(key) === claim) this.claims.delete(key);
	}
}
