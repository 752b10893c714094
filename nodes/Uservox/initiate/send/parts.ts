// The parts of sending, put together for one run. Everything it needs of the outside world is passed in.
import { bulkEndpoint, singleEndpoint, type Endpoint } from '../../api/endpoint';
import { Exchange } from '../../api/exchange';
import { Failures } from '../../api/failures';
import type { DuplicateGuard } from '../../api/pace/duplicateGuard';
import type { SharedPace } from '../../api/pace/sharedPace';
import { Slots } from '../../api/pace/slots';
import { WaitBudget } from '../../api/pace/waiting';
import type { Random, SendHttp } from '../../api/ports';
import { codeOfStop, type Run, type StopReason } from '../../api/run';
import { LeadFinder } from '../../api/search/finder';
import { failed, type Failed } from '../../model/ended';
import type { LeadRecord } from '../../model/lead';
import type { Options } from '../../model/options';
import { AnswersSoFar } from './answersSoFar';
import type { Settle } from './batches';
import { Witnesses } from './witnesses';

export type InitiateOperation = 'initiate' | 'bulkInitiate';

/** How long one run waits for the duplicate guard in total, in ms. After that, the rest is `notSent`. */
const MAX_GUARD_WAIT_MS = 10 * 60_000;

/** What a run that hands leads over is given. */
export interface Delivery {
	operation: InitiateOperation;
	options: Options;
	run: Run;
	pace: SharedPace;
	sendHttp: SendHttp;
	random: Random;
	/** The credential's project, in which leads known only by their ID are listed. */
	projectId: string | undefined;
}

export interface Parts extends Delivery {
	exchange: Exchange;
	endpoint: Endpoint;
	finder: LeadFinder;
	guard: DuplicateGuard;
	/** Bounds the waits for the guard. */
	budget: WaitBudget;
	failures: Failures;
	answers: AnswersSoFar;
	witnesses: Witnesses;
	/** Called once with the outcome of each record. */
	settle: Settle;
	/** How often the leads of a lost answer have been sent. */
	tries: Map<LeadRecord, number>;
	/** Leads that were sent again and refused as known: their outcome, unless they turn out to be ours. */
	refusedAgain: Map<LeadRecord, Failed>;
}

export function partsOf(delivery: Delivery, settle: Settle): Parts {
	const { operation, options, run, pace, sendHttp, random } = delivery;
	const { maxConcurrentRequests, maxRetries, requestsPerWindow, timeout: timeoutMs } = options;
	const exchange = new Exchange(
		{ sendHttp, limiter: pace.limiter, block: pace.block, slots: new Slots(maxConcurrentRequests), run, random },
		{ requestsPerWindow, timeoutMs, maxRetries },
	);
	return {
		...delivery,
		exchange,
		settle,
		endpoint:
			operation === 'bulkInitiate'
				? bulkEndpoint(exchange, options.batchSize, options.apiVersion === '1.2')
				: singleEndpoint(exchange),
		finder: new LeadFinder(exchange),
		guard: pace.guard,
		budget: new WaitBudget(run.clock, MAX_GUARD_WAIT_MS),
		failures: new Failures(run),
		answers: new AnswersSoFar(timeoutMs),
		witnesses: new Witnesses(),
		tries: new Map(),
		refusedAgain: new Map(),
	};
}

/** The outcome of a lead that was not sent because the run had stopped. */
export function notSent(reason: StopReason | undefined, nothingWasSent = false): Failed {
	const code = nothingWasSent && reason !== undefined ? codeOfStop(reason) : undefined;
	return failed(code ?? 'notSent', `Not sent: ${reason?.message ?? 'the run had already ended'}.`);
}

/** The outcome of a lead when nobody can tell whether Uservox took it. */
export function unconfirmed(why: string, httpStatus?: number): Failed {
	return failed(
		'unconfirmed',
		`It is not known whether Uservox took this lead: ${why}. Look the lead up in Uservox before you send it again.`,
		{ httpStatus },
	);
}

/** The wait for the duplicate guard would be too long. */
export const GUARD_WAIT: StopReason = {
	cause: 'guardWait',
	message:
		'Uservox knew so many of the leads that were sent, although nothing showed it beforehand, that the run would have to wait longer than 10 minutes to keep the API key from being blocked. Remove the leads that left as "alreadyExists" or "alreadyCalled" from the input, then run it again',
};

/** Growth has judged the first answers. */
export const MOST_REFUSED: StopReason = {
	cause: 'mostRefused',
	message:
		'Uservox refused most of the first leads, for the reasons given in their items. Refused leads may block the API key, as duplicates do. Check the field that the items name, most often the phone number',
};
