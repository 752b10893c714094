// How an item ends, in every operation: with what was wanted, or with a failure.
import type { IDataObject } from 'n8n-workflow';
import { fateOf, type ErrorCode } from './codes';
import type { FieldFault } from './fault';

/** The lead was taken. `answer` is what the API said of it; `recovered` when its own answer was lost and it was found later. */
export interface Initiated {
	status: 'initiated';
	answer: IDataObject;
	recovered?: true;
	/** It was known before, and was brought up to date instead: nobody is called. */
	updated?: { existingLead: IDataObject };
	dryRun?: true;
}

/** What was asked for is there. */
export interface Done {
	status: 'done';
	/** What an AI agent is told. */
	word: 'found' | 'accepted';
	/** The objects of the API: one, or as many as were found. */
	found: IDataObject[];
	/** What the user should know besides. */
	note?: string;
}

/** It was not taken or found, or it is not known whether it was; `message` is for a person. */
export interface Failed {
	status: 'failed';
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
	/** What else it concerns: all items (`run`), or all if it happens again in a row (`runIfRepeated`). */
	reach?: 'run' | 'runIfRepeated';
	/** That no item says which project or process is meant is a fault of the set-up. */
	missing?: 'project' | 'process';
	dryRun?: true;
}

export type Ended<Good = Done> = Good | Failed;

/** How a lead ends that is handed over. */
export type Outcome = Ended<Initiated>;

export function found(objects: IDataObject[]): Done {
	return { status: 'done', word: 'found', found: objects };
}

export function failed(
	errorCode: ErrorCode,
	message: string,
	more: Omit<Failed, 'status' | 'errorCode' | 'message'> = {},
): Failed {
	return { status: 'failed', errorCode, message, ...more };
}

/** Whether Uservox has the lead already. Submitting such a lead counts as a duplicate. */
export function isDuplicate(outcome: Outcome): boolean {
	return outcome.status === 'failed' && fateOf(outcome.errorCode).own === 'known';
}

/** Whether the lead was handed over, or may have been: it must not be sent again in this execution. */
export function mayHaveArrived(outcome: Outcome): boolean {
	if (outcome.dryRun) return false;
	return outcome.status === 'initiated' || !fateOf(outcome.errorCode).untouched;
}
