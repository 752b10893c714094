// Puts the parts of sending together for one run. Everything it needs of the outside world is passed in.
import { bulkEndpoint, singleEndpoint } from '../../api/endpoint';
import { Exchange } from '../../api/exchange';
import { Failures } from '../../api/failures';
import { LeadFinder } from '../../api/search/finder';
import type { SharedPace } from '../../api/pace/sharedPace';
import { Slots } from '../../api/pace/slots';
import { WaitBudget } from '../../api/pace/waiting';
import type { Random, SendHttp } from '../../api/ports';
import type { Run } from '../../api/run';
import type { Options } from '../../model/options';
import { AnswersSoFar } from './answersSoFar';
import type { Settle } from './batches';
import type { Parts } from './parts';
import { Witnesses } from './witnesses';

export type InitiateOperation = 'initiate' | 'bulkInitiate';

/** How long one run waits for the duplicate guard in total, in ms. After that, the rest is `notSent`. */
const MAX_GUARD_WAIT_MS = 10 * 60_000;

export interface Delivery {
	operation: InitiateOperation;
	options: Options;
	run: Run;
	pace: SharedPace;
	sendHttp: SendHttp;
	random: Random;
	/** The credential's project. */
	projectId: string | undefined;
}

/** A delivery in parts, as its steps need them. */
export interface Hands extends Parts {
	delivery: Delivery;
	exchange: Exchange;
	budget: WaitBudget;
}

/** Puts the parts of one run together. */
export function handsOf(delivery: Delivery, settle: Settle): Hands {
	const { operation, options, run, pace, sendHttp, random, projectId } = delivery;
	const { maxConcurrentRequests, maxRetries, requestsPerWindow, timeout: timeoutMs } = options;
	const exchange = new Exchange(
		{ sendHttp, limiter: pace.limiter, block: pace.block, slots: new Slots(maxConcurrentRequests), run, random },
		{ requestsPerWindow, timeoutMs, maxRetries },
	);
	return {
		delivery,
		exchange,
		run,
		random,
		settle,
		guard: pace.guard,
		finder: new LeadFinder(exchange),
		endpoint:
			operation === 'bulkInitiate'
				? bulkEndpoint(exchange, options.batchSize, options.apiVersion === '1.2')
				: singleEndpoint(exchange),
		failures: new Failures(run),
		answers: new AnswersSoFar(timeoutMs),
		witnesses: new Witnesses(),
		tries: new Map(),
		refusedAgain: new Map(),
		settings: { maxConcurrentRequests, maxRetries, timeoutMs, projectId },
		budget: new WaitBudget(run.clock, MAX_GUARD_WAIT_MS),
	};
}
