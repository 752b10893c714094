// What an item says of a failure, whatever the operation.
import type { IDataObject } from 'n8n-workflow';
import { fateOf } from '../model/codes';
import type { Failed } from '../model/ended';
import { shownFault } from '../model/fault';

/** All but its message; `subject` is what it asked for. */
export function failureJson(failure: Failed, subject: IDataObject): IDataObject {
	const { errorCode, httpStatus, details, existingLead, dryRun } = failure;
	return {
		errorCode,
		retryable: fateOf(errorCode).retryable,
		...(httpStatus === undefined ? {} : { httpStatus }),
		...Object.fromEntries(Object.entries(subject).filter(([, value]) => value !== undefined)),
		...(details === undefined ? {} : { details: details.map(shownFault) }),
		...(existingLead === undefined ? {} : { existingLead }),
		...(dryRun === undefined ? {} : { dryRun, wouldBe: errorCode }),
	};
}
