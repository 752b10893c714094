// Checks ids before anything is asked: what is missing or malformed cannot be found.
import { foundExpected, OBJECT_ID, type FieldFault } from '../../model/lead';
import type { Failed } from '../ending';

/** The fault of an id that is missing or malformed; the sentence says what was found. */
export function faultOfId(field: string, id: string | undefined, owner: string, advice = ''): FieldFault | undefined {
	if (id !== undefined && OBJECT_ID.test(id)) return undefined;
	const expected = `the ID of ${owner}: 24 hexadecimal digits`;
	const message = id === undefined ? `found nothing, expected ${expected}${advice}` : foundExpected(id, expected);
	return { field, message };
}

/** The faults of project and process, and which of them no parameter, item and credential names. */
export function faultsOfProject(
	ids: { projectId?: string; processId?: string },
	needed: ReadonlyArray<'projectId' | 'processId'>,
): { faults: FieldFault[]; missing?: Failed['missing'] } {
	const faults = needed.flatMap(
		(field) => faultOfId(field, ids[field], `a Uservox ${OWNER[field]}`, `. ${ADVICE[field]}`) ?? [],
	);
	const missing = needed.find((field) => ids[field] === undefined);
	return { faults, missing: missing && OWNER[missing] };
}

const OWNER = { projectId: 'project', processId: 'process' } as const;
const ADVICE = {
	projectId: 'Set Project ID in the node or the credential',
	processId: 'Choose a process in the node, or give the item a field "processId"',
} as const;
