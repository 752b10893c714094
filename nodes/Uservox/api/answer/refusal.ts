// What a refusal means: from the vendor's statuses and messages to the error codes of the contract.
import type { ErrorCode } from '../../model/codes';
import { messageOf, type JsonObject } from './parse';

const NO_SUCH_PROCESS = /process.*(?:not found|does not exist|inactive|invalid)|invalid process/i;
const NO_SUCH_LEAD = /lead.*(?:not found|does not exist)|invalid lead ?id|lead ?id.*invalid/i;
const CALLED = /call attempt has already been made|already (?:been )?called/i;
/** "Does not exist" says the opposite, and "must be present" is no duplicate. */
const DUPLICATE =
	/\balready\b|\bduplicate|\bconflict|(?<!not )\bexists\b|\b(?:is|was|are) present\b|\bpresent in\b|\bin use\b|\bpreviously\b|\bhas been (?:added|submitted|created|registered)\b|\bis registered\b/i;
const CREDITS =
	/credits?\b.*(?:insufficient|not enough|exhausted|used up|remaining|left)|(?:insufficient|not enough|no|out of)\b.*\bcredits?\b/i;

/** Per-lead messages, first match wins (the vendor's page on bulk initiate, "Per-lead validation errors"; other words as seen in such APIs). */
const LEAD_MESSAGES: ReadonlyArray<[RegExp, ErrorCode]> = [
	[CREDITS, 'noCredits'],
	[CALLED, 'alreadyCalled'],
	[DUPLICATE, 'alreadyExists'],
	[/phone.*(?:repeating|invalid|not valid|format|digit|too (?:short|long))|invalid phone/i, 'invalidPhone'],
	[/project ?id|project (?:is )?(?:not found|inactive)/i, 'wrongProject'],
	[NO_SUCH_PROCESS, 'processNotFound'],
	[NO_SUCH_LEAD, 'leadNotFound'],
];

/** The code for what the API said about one lead; `rejected` if no rule matches. */
export function codeOfLeadMessage(message: string): ErrorCode {
	return LEAD_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'rejected';
}

/** Whether the API says, in whatever words, that it has a lead already. It counts that as a duplicate. */
export function saysDuplicate(message: string | undefined): boolean {
	if (message === undefined) return false;
	const code = codeOfLeadMessage(message);
	return code === 'alreadyCalled' || code === 'alreadyExists';
}

/**
 * What a refusal covers. `lead`: the leads of this request; `process` and `project`: all later leads of the same as well; `run`:
 * everything.
 */
export type RefusalReach = 'lead' | 'process' | 'project' | 'run';

export interface Refusal {
	errorCode: ErrorCode;
	reach: RefusalReach;
	message: string;
}

const ACCESS_ADVICE = 'Check the API token of the credential, and that its project is active.';

/**
 * What a 3xx or 4xx (except 429, 413 and "Maximum of N leads") for a whole request means.
 * @param of what the request held: one lead, as the endpoint for single leads takes it; a batch, of one lead or of several
 */
export function refusalOf(status: number, body: JsonObject | undefined, of: 'lead' | 'batchOfOne' | 'batch'): Refusal {
	const isOfOne = of !== 'batch';
	const said = messageOf(body);
	const answer = said === undefined ? `HTTP ${status}` : `HTTP ${status}, "${said}"`;
	const refusal = (errorCode: ErrorCode, reach: RefusalReach, sentence: string): Refusal => ({
		errorCode,
		reach,
		message: sentence,
	});

	if (said !== undefined && codeOfLeadMessage(said) === 'noCredits') {
		return refusal(
			'noCredits',
			'run',
			`The Uservox project has no lead credits left (${answer}). Top up the credits, then run the workflow again.`,
		);
	}
	if (status === 401) return refusal('accessRefused', 'run', `Uservox refused access (${answer}). ${ACCESS_ADVICE}`);
	if (isOfOne && saysDuplicate(said)) return refusal(codeOfLeadMessage(said ?? ''), 'lead', said ?? '');
	if (isOfOne && status === 409)
		return refusal('alreadyExists', 'lead', said ?? `Uservox refused the lead (${answer}).`);
	if (status === 403) {
		if (/project.*(?:inactive|not active|disabled|not found)/i.test(said ?? '')) {
			return refusal('accessRefused', 'project', `Uservox refused the project (${answer}). ${ACCESS_ADVICE}`);
		}
		if (/project ?id/i.test(said ?? '')) {
			return refusal(
				'wrongProject',
				'project',
				`The API token does not belong to the lead's project (${answer}). Correct the project ID, or use the credential of that project.`,
			);
		}
		return refusal('accessRefused', 'run', `Uservox refused access (${answer}). ${ACCESS_ADVICE}`);
	}
	if (status === 404 && /process/i.test(said ?? '')) {
		return refusal('processNotFound', 'process', `Uservox has no such process (${answer}). Correct the process ID.`);
	}
	if (isOfOne && said !== undefined) {
		const errorCode = codeOfLeadMessage(said);
		// In a batch, words that nobody knows may be about the batch.
		const isOfLead = of === 'lead' || errorCode !== 'rejected';
		const isOfData = status === 400 || status === 422 || errorCode === 'leadNotFound';
		if (isOfLead && isOfData) return refusal(errorCode, 'lead', said);
	}
	if (status >= 300 && status < 400) {
		return refusal(
			'requestRefused',
			'lead',
			`The server redirects (HTTP ${status}), which is not followed because the token would go along. Correct the base URL of the credential.`,
		);
	}
	return refusal('requestRefused', 'lead', `Uservox refused the request (${answer}).`);
}

/** "Maximum of 1000 leads allowed per request", and the same in other words. */
const MAXIMUM_OF_LEADS =
	/(?:maximum|max\.?|at most|up to|limit|no more than)\D{0,40}?(\d{1,9})(?: \w{1,30})? leads|(?<!\d)(\d{1,9}) leads (?:maximum|max|at most|per request)/i;

/** N of a 400 `Maximum of N leads allowed per request` (the limit may be configured lower for a project), else undefined. */
export function maximumLeads(status: number, body: JsonObject | undefined): number | undefined {
	const said = status === 400 || status === 413 || status === 422 ? MAXIMUM_OF_LEADS.exec(messageOf(body) ?? '') : null;
	const digits = said?.[1] ?? said?.[2];
	return digits === undefined ? undefined : Number(digits);
}

/** Which 429 it is: the key is blocked for an hour, or requests came too fast (docs/vendor-api.md). */
export function codeOfTooMany(message: string | undefined): 'keyBlocked' | 'rateLimited' {
	return /block/i.test(message ?? '') ? 'keyBlocked' : 'rateLimited';
}
