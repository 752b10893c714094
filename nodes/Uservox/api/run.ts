// One run of the node: when it began, and whether and why it has stopped.
import type { ErrorCode } from '../model/codes';
import type { KeyBlock } from './pace/keyBlock';
import { onAbort } from './pace/waiting';
import type { Clock } from './ports';

/** What stops a run. Those that lie outside the leads have the code with which leads end when nothing at all was sent. */
const CAUSES = {
	cancelled: undefined,
	keyBlocked: 'keyBlocked',
	rateLimited: 'rateLimited',
	accessRefused: 'accessRefused',
	noCredits: 'noCredits',
	notUservox: 'notSent',
	serverDown: 'serverFailure',
	guardWait: undefined,
	everythingRefused: undefined,
	mostRefused: undefined,
	nodeFailed: undefined,
} as const satisfies Record<string, ErrorCode | undefined>;

/** Why nothing more is sent. `message` completes the sentence "Not sent: …" for the leads that remain. */
export interface StopReason {
	cause: keyof typeof CAUSES;
	message: string;
}

/** The code of a cause outside the leads; undefined for any other. */
export function codeOfStop({ cause }: StopReason): ErrorCode | undefined {
	return CAUSES[cause];
}

export class Run {
	/** ms since the epoch, by this machine's clock. */
	readonly startedAt: number;
	/** Whether a request that may change something has left. */
	hasSubmitted = false;
	private readonly controller = new AbortController();
	private stopReason?: StopReason;
	private readonly forgetCancel?: () => void;

	/** @param cancelSignal aborts when the user presses Stop or the execution times out. */
	constructor(
		readonly clock: Clock,
		cancelSignal: AbortSignal | undefined,
		/** Writes to n8n's log. Never throws. */
		readonly log: (message: string) => void,
	) {
		this.startedAt = clock.now();
		const cancel = () => this.stop({ cause: 'cancelled', message: 'the execution was stopped' });
		if (cancelSignal?.aborted) cancel();
		else if (cancelSignal !== undefined) this.forgetCancel = onAbort(cancelSignal, cancel);
	}

	/** Ends the run. In a loop, the execution's signal would otherwise keep every run and its items alive. */
	end(): void {
		this.forgetCancel?.();
	}

	/** Aborts when the run stops, whatever the cause. It ends all waits. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get stopped(): StopReason | undefined {
		return this.stopReason;
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
			message: `Uservox has blocked the API key, as it does after too many duplicates or too much bad data. The block ends by ${until} UTC; this key is not used before then`,
		});
	}

	/** Stops the run because of a fault of this node, which is thrown where the work is awaited. */
	stopForFault(): void {
		this.stop({ cause: 'nodeFailed', message: "the node failed while it was sending, as n8n's log says" });
	}

	/** Stops the run because the token is refused. @param status of the answer */
	stopForRefusal(status: number | undefined): void {
		this.stop({
			cause: 'accessRefused',
			message: `Uservox refused access (HTTP ${status}). Check the API token of the credential, and that its project is active`,
		});
	}

	/**
	 * Stops the run because a web page came instead of an answer of the API.
	 * @param why such as "a web page came back (HTTP 200)"
	 */
	stopForWebPage(why: string): void {
		this.stop({
			cause: 'notUservox',
			message: `${why} where Uservox's API was expected. Check the base URL of the credential, and whether a log-in page or a proxy is in between`,
		});
	}
}
