// Asks the API, and says what it means when there is no answer, or a refusal: a code of the contract, and what to do.
import { messageOf } from '../api/answer/parse';
import { refusalOf } from '../api/answer/refusal';
import type { Answer, Exchange, Question } from '../api/exchange';
import type { Run } from '../api/run';
import type { ErrorCode } from '../model/codes';
import { failed, type Failed } from '../model/ended';

/** What was asked for, and how the API may say that there is no such thing. */
export interface Wanted {
	/** As in "Uservox has no such lead". */
	noun: string;
	notFound?: {
		errorCode: ErrorCode;
		/** What a message about it speaks of, so that a 404 of something in between is not taken for the API's. */
		says: RegExp;
	};
}

export const LEAD: Wanted = { noun: 'lead', notFound: { errorCode: 'leadNotFound', says: /\blead\b/i } };
/** Its errors are documented nowhere. */
export const ACTIVITY: Wanted = {
	noun: 'activity',
	notFound: { errorCode: 'activityNotFound', says: /activity|call|not found/i },
};

const NOT_FOUND = /not found|does not exist|no such|invalid [\w ]*\bid\b/i;
/** How web frameworks say that there is no such page: not the API's word on an id. */
const NO_SUCH_PAGE = /cannot (?:get|post)|\b(?:route|page|path|endpoint|url)\b/i;

/** Asks a question that changes nothing: the answer, whatever it holds, or how the item fails that asked. */
export async function ask(
	{ exchange, run }: { exchange: Exchange; run: Run },
	question: Question,
	wanted: Wanted,
): Promise<Answer | Failed> {
	const reading = await exchange.read(question);
	switch (reading.kind) {
		case 'stopped':
			return stopped(run);
		case 'failed':
			return unanswered(reading);
		case 'answer':
			return refused(reading, wanted) ?? reading;
	}
}

/** The run had stopped, and the question was not asked. */
export function stopped({ stopped: reason }: Run): Failed {
	const message = `Uservox was not asked: ${reason?.message ?? 'the run had ended'}.`;
	return reason?.cause === 'keyBlocked' || reason?.cause === 'rateLimited'
		? failed(reason.cause, message, { reach: 'run' })
		: failed('notSent', message, { reach: 'run' });
}

/** No answer after all tries. */
export function unanswered({ why, status }: { why: string; status?: number }): Failed {
	if (status === 429) {
		return failed(
			'rateLimited',
			`Uservox receives too many requests (HTTP 429). Lower "Requests per 5 Seconds", or try again later.`,
			{ httpStatus: status },
		);
	}
	const message =
		status === undefined
			? `Uservox could not be reached (${why}). Try again later, or check the base URL of the credential.`
			: `Uservox is having problems (HTTP ${status}). Try again later.`;
	return failed('serverFailure', message, { httpStatus: status, reach: 'runIfRepeated' });
}

/** How a refusal ends the item; undefined for any other answer. */
export function refused({ status: httpStatus, body, isHtml }: Answer, { noun, notFound }: Wanted): Failed | undefined {
	const said = messageOf(body);
	const quoted = said === undefined ? `HTTP ${httpStatus}` : `HTTP ${httpStatus}, "${said}"`;
	const isAccess = httpStatus === 401 || httpStatus === 403;
	if (isHtml && !isAccess) {
		return failed(
			'requestRefused',
			`A web page came back (HTTP ${httpStatus}) where Uservox's API was expected. Check the base URL of the credential, and whether a log-in page is in front of it.`,
			{ httpStatus, reach: httpStatus < 300 ? 'run' : 'runIfRepeated' },
		);
	}
	if (httpStatus < 300 && body?.success !== false) return undefined;
	if (said !== undefined && !isAccess && !NO_SUCH_PAGE.test(said)) {
		const isSaid = httpStatus === 404 || NOT_FOUND.test(said);
		if (notFound?.says.test(said) && isSaid) {
			return failed(notFound.errorCode, `Uservox has no such ${noun} (${quoted}). Check the ID.`, { httpStatus });
		}
	}
	if (
		(httpStatus === 403 || httpStatus === 404) &&
		/project/i.test(said ?? '') &&
		!/inactive|disabled/i.test(said ?? '')
	) {
		return failed(
			'wrongProject',
			`The API token does not belong to this project (${quoted}). Correct the project ID, or use the credential of that project.`,
			{ httpStatus },
		);
	}
	const { errorCode, message } = refusalOf(httpStatus, body, 'batch');
	// A 401 concerns every request; a 403 may be about this one alone.
	const reach = httpStatus === 401 ? 'run' : httpStatus === 403 ? 'runIfRepeated' : undefined;
	return failed(errorCode, message, { httpStatus, reach });
}

/** A 2xx that does not hold what was asked for. */
export function unreadable({ status }: Answer, expected: string): Failed {
	return failed(
		'serverFailure',
		`Uservox answered with something other than ${expected} (HTTP ${status}). Try again later, or check the base URL.`,
		{ httpStatus: status },
	);
}
