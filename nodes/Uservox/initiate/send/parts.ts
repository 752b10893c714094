// What the steps of sending share in one run.
import type { Endpoint } from '../../api/endpoint';
import type { Failures } from '../../api/failures';
import type { LeadFinder } from '../../api/find';
import type { DuplicateGuard } from '../../api/pace/duplicateGuard';
import type { Random } from '../../api/ports';
import type { Run, StopReason } from '../../api/run';
import type { LeadRecord } from '../../model/lead';
import { notInitiated, type ErrorCode, type NotInitiated } from '../../model/outcome';
import type { AnswerTimes } from './answerTimes';
import type { Settle } from './batches';
import type { Witnesses } from './witnesses';

export interface SendSettings {
	maxConcurrentRequests: number;
	maxRetries: number;
	timeoutMs: number;
	/** The credential's project: where leads are listed that are known by their ID only. */
	projectId: string | undefined;
}

export interface Parts {
	run: Run;
	endpoint: Endpoint;
	finder: LeadFinder;
	guard: DuplicateGuard;
	failures: Failures;
	random: Random;
	times: AnswerTimes;
	witnesses: Witnesses;
	settings: SendSettings;
	/** Is told of each record's end, once. */
	settle: Settle;
	/** How often the leads of a lost answer went out before. */
	tries: Map<LeadRecord, number>;
	/** Leads that went out again and were refused as known: their end, unless they are found to be ours. */
	refusedAgain: Map<LeadRecord, NotInitiated>;
}

/** What stopped the run also says why a lead that never went out was not sent, where nothing at all has gone out. */
const CODE_BY_CAUSE: Partial<Record<StopReason['cause'], ErrorCode>> = {
	accessRefused: 'accessRefused',
	keyBlocked: 'keyBlocked',
	rateLimited: 'rateLimited',
	noCredits: 'noCredits',
	serverDown: 'serverFailure',
};

/** The outcome of a lead that did not go out because the run had stopped. */
export function notSent(reason: StopReason | undefined, nothingWasSent = false): NotInitiated {
	const code = nothingWasSent && reason !== undefined ? CODE_BY_CAUSE[reason.cause] : undefined;
	return notInitiated(code ?? 'notSent', `Not sent: ${reason?.message ?? 'the run had already ended'}.`);
}

/** The outcome of a lead of which it cannot be found out whether Uservox took it. */
export function unconfirmed(why: string, httpStatus?: number): NotInitiated {
	return notInitiated(
		'unconfirmed',
		`It is not known whether Uservox took this lead: ${why}. Look the lead up in Uservox before you send it again.`,
		{ httpStatus },
	);
}
