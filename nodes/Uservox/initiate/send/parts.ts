// What the steps of sending share in one run.
import type { Endpoint } from '../../api/endpoint';
import type { Failures } from '../../api/failures';
import type { LeadFinder } from '../../api/search/finder';
import type { DuplicateGuard } from '../../api/pace/duplicateGuard';
import type { Random } from '../../api/ports';
import { codeOfStop, type Run, type StopReason } from '../../api/run';
import type { LeadRecord } from '../../model/lead';
import { failed, type Failed } from '../../model/ended';
import type { AnswersSoFar } from './answersSoFar';
import type { Settle } from './batches';
import type { Witnesses } from './witnesses';

export interface SendSettings {
	maxConcurrentRequests: number;
	maxRetries: number;
	timeoutMs: number;
	/** The credential's project, in which leads known only by their ID are listed. */
	projectId: string | undefined;
}

export interface Parts {
	run: Run;
	endpoint: Endpoint;
	finder: LeadFinder;
	guard: DuplicateGuard;
	failures: Failures;
	random: Random;
	answers: AnswersSoFar;
	witnesses: Witnesses;
	settings: SendSettings;
	/** Called once with the outcome of each record. */
	settle: Settle;
	/** How often the leads of a lost answer have been sent. */
	tries: Map<LeadRecord, number>;
	/** Leads that were sent again and refused as known: their outcome, unless they turn out to be ours. */
	refusedAgain: Map<LeadRecord, Failed>;
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
