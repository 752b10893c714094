// One run of the node: since when it runs, whether and why it has stopped, and what the user should be told of it.
import type { KeyBlock } from './pace/keyBlock';
import type { Clock } from './ports';

/** Why nothing more is sent. `message` completes the sentence "Not sent: …" for the leads that remain. */
export interface StopReason {
	cause:
		| 'cancelled'
		| 'keyBlocked'
		| 'rateLimited'
		| 'accessRefused'
		| 'noCredits'
		| 'notUservox'
		| 'mostRefused'
		| 'serverDown'
		| 'guardWait'
		| 'knownLeads'
		| 'storeFailed';
	message: string;
}

export class Run {
	/** ms since the epoch, by this machine's clock. */
	readonly startedAt: number;
	private readonly controller = new AbortController();
	private stopReason?: StopReason;
	private waitedMs = 0;

	/** @param cancelSignal aborts when the user presses Stop or the execution times out. */
	constructor(
		readonly clock: Clock,
		cancelSignal: AbortSignal | undefined,
		/** Writes to n8n's log. */
		readonly log: (message: string) => void,
	) {
		this.startedAt = clock.now();
		const cancel = () => this.stop({ cause: 'cancelled', message: 'the execution was stopped' });
		if (cancelSignal?.aborted) cancel();
		else cancelSignal?.addEventListener('abort', cancel, { once: true });
	}

	/** Aborts when the run stops, for whatever cause: all waits end with it. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get stopped(): StopReason | undefined {
		return this.stopReason;
	}

	/** ms this run has waited for the duplicate guard. */
	get guardWaitMs(): number {
		return this.waitedMs;
	}

	/** Stops the run; the first cause counts. */
	stop(reason: StopReason): void {
		if (this.stopReason !== undefined) return;
		this.stopReason = reason;
		if (reason.cause !== 'cancelled') this.log(`Uservox: nothing more is sent: ${reason.message}`);
		this.controller.abort();
	}

	/** Stops the run because the key is blocked, and says until when at the latest. */
	stopForBlock(block: KeyBlock): void {
		const until = new Date(this.clock.now() + (block.remainingMs() ?? 0)).toISOString().slice(11, 16);
		this.stop({
			cause: 'keyBlocked',
			message: `Uservox has blocked the API key because too many duplicates were submitted with it. The block ends by ${until} UTC; nothing is asked with this key before then`,
		});
	}

	/** Books a wait of the duplicate guard, and stops the run when it would wait longer than `maximumMs` in all. */
	mayWaitForGuard(ms: number, maximumMs: number): boolean {
		if (this.waitedMs + ms > maximumMs) {
			this.stop({
				cause: 'guardWait',
				message: `Uservox reports so many duplicates that the run would have to wait longer than ${maximumMs / 60_000} minutes to keep the API key from being blocked. Remove the leads that Uservox knows from the input, or switch on "Skip Leads Sent Earlier"`,
			});
			return false;
		}
		this.waitedMs += ms;
		this.log(
			`Uservox: waiting ${Math.ceil(ms / 1000)} s, since within a minute 5 duplicates were reported, or may be hidden in lost answers, and one more could block the API key`,
		);
		return true;
	}
}
