// What must hold in every world, checked against the server's books and the requests as they went.
import { DUPLICATES } from './invariants/duplicates';
import { ENDS } from './invariants/ends';
import type { Invariant } from './invariants/kinds';
import { LOOKING } from './invariants/looking';
import { PACE } from './invariants/pace';
import type { Reading } from './reading';

/** All invariants. Where one is left out for some worlds, it cannot hold there for a reason of logic, which is beside it. */
export const INVARIANTS: readonly Invariant[] = [...ENDS, ...DUPLICATES, ...LOOKING, ...PACE];

/** Each broken invariant with what is broken; empty when all hold. */
export function violationsOf(reading: Reading): Array<{ name: string; said: string[] }> {
	return INVARIANTS.flatMap(({ name, check }) => {
		const said = check(reading);
		return said.length > 0 ? [{ name, said }] : [];
	});
}
