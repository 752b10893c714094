// How one input item of an operation ends, and the output items that follow from it.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { shownFault, type FieldFault } from '../model/fault';
import { RETRYABLE_BY_CODE, type ErrorCode } from '../model/outcome';

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

/** It is not there, or not known; `message` is for a person. */
export interface Failed {
	status: 'failed';
	errorCode: ErrorCode;
	message: string;
	httpStatus?: number;
	details?: FieldFault[];
	/** The lead that it is about, as far as it is known. */
	existingLead?: IDataObject;
	/** What else it concerns: all items (`run`), or all if it happens again in a row (`runIfRepeated`). */
	reach?: 'run' | 'runIfRepeated';
	/** That no item says which project or process is meant is a fault of the set-up. */
	missing?: 'project' | 'process';
}

export type Ending = Done | Failed;

export function found(...objects: IDataObject[]): Done {
	return { status: 'done', word: 'found', found: objects };
}

export function failed(
	errorCode: ErrorCode,
	message: string,
	more: Pick<Failed, 'httpStatus' | 'details' | 'existingLead' | 'reach' | 'missing'> = {},
): Failed {
	return { status: 'failed', errorCode, message, ...more };
}

/** A parameter or a field that cannot be used: nothing was asked. */
export function invalidInput(details: FieldFault[], missing?: Failed['missing']): Failed {
	const sentence = details.map(({ field, message }) => `${field}: ${message}`).join('; ');
	return failed('invalidInput', `Nothing was asked. ${sentence}.`, { details, missing });
}

function failureJson({ errorCode, httpStatus, details, existingLead }: Failed, subject: IDataObject): IDataObject {
	return {
		errorCode,
		retryable: RETRYABLE_BY_CODE[errorCode],
		...(httpStatus === undefined ? {} : { httpStatus }),
		...Object.fromEntries(Object.entries(subject).filter(([, value]) => value !== undefined)),
		...(details === undefined ? {} : { details: details.map(shownFault) }),
		...(existingLead === undefined ? {} : { existingLead }),
	};
}

/** The items of one input item for the outputs Success and Error; `subject` is what it asked for. */
export function outputItems(
	ending: Ending,
	subject: IDataObject,
	itemIndex: number,
): { success: INodeExecutionData[]; error: INodeExecutionData[] } {
	const pairedItem = { item: itemIndex };
	return ending.status === 'done'
		? { success: ending.found.map((json) => ({ json, pairedItem })), error: [] }
		: { success: [], error: [{ json: { error: ending.message, ...failureJson(ending, subject) }, pairedItem }] };
}

/**
 * The items for an AI agent, which reads one output only: `status` says what happened, and there is no `error`, for which n8n would run the
 * node again. An object's own `status` is called `<noun>Status` there.
 * @param short makes a long object short
 */
export function toolItems(
	ending: Ending,
	subject: IDataObject,
	itemIndex: number,
	noun: string,
	short: (object: IDataObject) => IDataObject,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (ending.status === 'failed') {
		return [{ json: { status: 'failed', message: ending.message, ...failureJson(ending, subject) }, pairedItem }];
	}
	if (ending.found.length === 0) {
		return [{ json: { status: ending.word, count: 0, message: `Uservox has no such ${noun}.` }, pairedItem }];
	}
	return ending.found.map((object) => {
		const { status, ...rest } = short(object);
		const own = status === undefined ? {} : { [`${noun}Status`]: status };
		return { json: { status: ending.word, ...own, ...rest }, pairedItem };
	});
}
