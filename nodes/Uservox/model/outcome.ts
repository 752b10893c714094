// How a lead can end: the table of the contract, from which the output items, the messages' codes and `retryable` follow.
import type { IDataObject } from 'n8n-workflow';
import type { FieldFault } from './fault';

/** Whether sending the same lead again later can help, by error code. */
export const RETRYABLE_BY_CODE = {
	invalidLead: false,
	invalidInput: false,
	duplicateInInput: false,
	alreadyExists: false,
	alreadyCalled: false,
	doNotCall: false,
	testLead: false,
	invalidPhone: false,
	rejected: false,
	wrongProject: false,
	processNotFound: false,
	leadNotFound: false,
	activityNotFound: false,
	accessRefused: false,
	noCredits: true,
	requestRefused: false,
	stillOpen: true,
	serverFailure: true,
	unconfirmed: false,
	rateLimited: true,
	keyBlocked: true,
	notSent: true,
} as const;

export type ErrorCode = keyof typeof RETRYABLE_BY_CODE;

/** The lead was taken. `answer` is what the API said of it; `recovered` when its own answer was lost and it was found later. */
export interface Initiated {
	status: 'initiated';
	answer: IDataObject;
	recovered?: true;
	/** It was known before, and was brought up to date instead: nobody is called. */
	updated?: { existingLead: IDataObject };
	dryRun?: true;
}

/** The lead was not taken, or it is not known whether it was; `message` is for a person. */
export interface NotInitiated {
	status: 'notInitiated';
	errorCode: ErrorCode;
	message: string;
	httpStatus?: number;
	details?: FieldFault[];
	/** The lead that Uservox has already, as far as it is known. */
	existingLead?: IDataObject;
	/** Uservox was asked, and the lead was not submitted. */
	foundBeforehand?: true;
	/** The existing lead is this one's: what identifies them agrees as far as both have it. */
	isSamePerson?: true;
	dryRun?: true;
}

export type Outcome = Initiated | NotInitiated;

/** Makes a failed outcome in one line. */
export function notInitiated(
	errorCode: ErrorCode,
	message: string,
	more: Pick<NotInitiated, 'httpStatus' | 'details' | 'existingLead'> = {},
): NotInitiated {
	return { status: 'notInitiated', errorCode, message, ...more };
}

/** Codes that say that Uservox has the lead already. Submitting such a lead counts as a duplicate. */
export function isDuplicate(outcome: Outcome): boolean {
	return (
		outcome.status === 'notInitiated' &&
		(outcome.errorCode === 'alreadyExists' || outcome.errorCode === 'alreadyCalled')
	);
}

/** Codes that say for certain that the API stored nothing of this lead from this request, so that it may be sent again one day. */
const KNOWN_UNTOUCHED: ReadonlySet<ErrorCode> = new Set([
	'accessRefused',
	'noCredits',
	'requestRefused',
	'serverFailure',
	'rateLimited',
	'keyBlocked',
	'notSent',
	'wrongProject',
	'processNotFound',
	'doNotCall',
	'testLead',
] satisfies ErrorCode[]);

/** Whether the lead was handed over, or may have been: it must not be sent again in this execution. */
export function mayHaveArrived(outcome: Outcome): boolean {
	if (outcome.dryRun) return false;
	return (
		outcome.status === 'initiated' || !(KNOWN_UNTOUCHED.has(outcome.errorCode) || outcome.errorCode === 'invalidLead')
	);
}
