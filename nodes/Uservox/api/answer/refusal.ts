// What a refusal means: from the vendor's statuses and messages to the error codes of the contract.
import type { ErrorCode } from '../../model/outcome';
import { messageOf, type JsonObject } from './parse';

/** Per-lead messages, first match wins (vendor: bulk-initiate-leads.md, "Per-lead validation errors"; README, "POST /leads/initiate"). */
const LEAD_MESSAGES: ReadonlyArray<[RegExp, ErrorCode]> = [
	[/call attempt has already been made/i, 'alreadyCalled'],
	[/already (?:exists|exist|in use|registered)|duplicate/i, 'alreadyExists'],
	[/phone.*(?:repeating|invalid|not valid|format|digit|too (?:short|long))|invalid phone/i, 'invalidPhone'],
	[/project ?id|project (?:is )?(?:not found|inactive)/i, 'wrongProject'],
	[/process.*(?:not found|does not exist|inactive|invalid)|invalid process/i, 'processNotFound'],
	[/lead.*(?:not found|does not exist)|invalid lead ?id|lead ?id.*invalid/i, 'leadNotFound'],
];

/** The code for what the API said of one lead; what no rule knows is `rejected`. */
export function codeOfLeadMessage(message: string): ErrorCode {
	return LEAD_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'rejected';
}

/**
 * How far a refusal reaches: `lead` the leads of this request, `process` and `project` also all later leads of the same, `run`
 * everything.
 */
export type RefusalReach = 'lead' | 'process' | 'project' | 'run';

export interface Refusal {
	errorCode: ErrorCode;
	reach: RefusalReach;
	message: string;
}

const ACCESS_ADVICE = 'Check the API token of the credential, and that its project is active.';

/** What a 3xx or 4xx (but 429, 413 and "Maximum of N leads") for a whole request means. `singleLead`: the request held one lead only. */
export function refusalOf(status: number, body: JsonObject | undefined, singleLead: boolean): Refusal {
	const said = messageOf(body);
	const answer = said === undefined ? `HTTP ${status}` : `HTTP ${status}, "${said}"`;
	const refusal = (errorCode: ErrorCode, reach: RefusalReach, sentence: string): Refusal => ({
		errorCode,
		reach,
		message: sentence,
	});

	if (status === 401) return refusal('accessRefused', 'run', `Uservox refused access (${answer}). ${ACCESS_ADVICE}`);
	if (status === 403) {
		if (/project.*(?:inactive|not active|disabled|not found)/i.test(said ?? '')) {
			return refusal('accessRefused', 'project', `Uservox refused the project (${answer}). ${ACCESS_ADVICE}`);
		}
		if (/project ?id/i.test(said ?? '')) {
			return refusal(
				'wrongProject',
				'project',
				`The lead's project is not the one of the API token (${answer}). Correct the project ID, or use the credential of that project.`,
			);
		}
		return refusal('accessRefused', 'run', `Uservox refused access (${answer}). ${ACCESS_ADVICE}`);
	}
	if (status === 404 && /process/i.test(said ?? '')) {
		return refusal('processNotFound', 'process', `Uservox knows no such process (${answer}). Correct the process ID.`);
	}
	if (singleLead && said !== undefined && (status === 404 || status === 400)) {
		const errorCode = codeOfLeadMessage(said);
		if (status === 400 || errorCode === 'leadNotFound') return refusal(errorCode, 'lead', said);
	}
	if (status >= 300 && status < 400) {
		return refusal(
			'requestRefused',
			'lead',
			`The server redirects (HTTP ${status}), which is not followed since the token would go along. Correct the base URL of the credential.`,
		);
	}
	return refusal('requestRefused', 'lead', `Uservox refused the request (${answer}).`);
}

const MAXIMUM_OF_LEADS = /maximum of (\d+) leads/i;

/** N of a 400 `Maximum of N leads allowed per request` (the limit may be configured lower for a project), else undefined. */
export function maximumLeads(status: number, body: JsonObject | undefined): number | undefined {
	const digits = status === 400 ? MAXIMUM_OF_LEADS.exec(messageOf(body) ?? '')?.[1] : undefined;
	return digits === undefined ? undefined : Number(digits);
}

/** Which 429 it is: the key is blocked for an hour, or requests came too fast (vendor README, "Common"). */
export function codeOfTooMany(message: string | undefined): 'keyBlocked' | 'rateLimited' {
	return /block/i.test(message ?? '') ? 'keyBlocked' : 'rateLimited';
}
