// One row as its plan reads it.
import type { Cell } from '../../../input/cell';
import type { Path } from '../../../input/place';
import type { FieldFault } from '../../../model/fault';
import type { LeadFieldId } from '../../../model/lead';
import type { Source } from './plan';

/** Why nobody is called. */
export interface KeptBack {
	code: 'doNotCall' | 'testLead';
	message: string;
}

/** A column that was taken for a lead field of this row. */
export interface Taken {
	field: LeadFieldId;
	source: Source;
	cell: Cell;
}

export interface Row {
	taken: Taken[];
	faults: readonly FieldFault[];
	/** What was left out of the lead although the row has it. */
	warnings: readonly FieldFault[];
	/** Why the lead must not be called, if the row says so. */
	keptBack: KeptBack | undefined;
}

/** Gives the value of a column in one row. */
export type At = (path: Path) => unknown;
