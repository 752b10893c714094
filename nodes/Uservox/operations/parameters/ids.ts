// Checks project and process before anything is asked: what is missing or malformed cannot be found.
import { withAdvice } from '../../input/ids';
import type { ItemReading } from '../../input/itemReading';
import { faultOfId } from '../../model/lead';
import type { Failed } from '../../model/ended';

const OWNERS = { projectId: 'project', processId: 'process' } as const;
type Field = keyof typeof OWNERS;

/**
 * Adds the faults of project and process to a reading, but for those that could not even be read.
 * @returns which of them no parameter, item and credential names
 */
export function missingOf(
	ids: Partial<Record<Field, string>>,
	needed: readonly Field[],
	{ faults }: ItemReading,
): Failed['missing'] {
	const unreadable = new Set(faults.map(({ field }) => field));
	const readable = needed.filter((field) => !unreadable.has(field));
	for (const field of readable) {
		const fault = faultOfId(field, ids[field]);
		if (fault !== undefined) faults.push(withAdvice(fault));
	}
	const missing = readable.find((field) => ids[field] === undefined);
	return missing && OWNERS[missing];
}
