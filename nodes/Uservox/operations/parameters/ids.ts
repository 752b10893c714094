// Checks project and process before anything is asked: what is missing or malformed cannot be found.
import { withAdvice } from '../../input/ids';
import type { FieldFault } from '../../model/fault';
import { faultOfId } from '../../model/lead';
import type { Failed } from '../../model/ended';

const OWNERS = { projectId: 'project', processId: 'process' } as const;
type Field = keyof typeof OWNERS;

/** The faults of project and process, and which of them no parameter, item and credential names. */
export function faultsOfProject(
	ids: Partial<Record<Field, string>>,
	needed: readonly Field[],
): { faults: FieldFault[]; missing?: Failed['missing'] } {
	const faults = needed
		.map((field) => faultOfId(field, ids[field]))
		.filter((fault) => fault !== undefined)
		.map(withAdvice);
	const missing = needed.find((field) => ids[field] === undefined);
	return { faults, missing: missing && OWNERS[missing] };
}
