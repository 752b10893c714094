// The plan of a run: which column feeds which lead field. Plain data, made once of all columns, and the same for all rows.
import type { Which } from '../../../input/header/which';
import type { Path } from '../../../input/place';
import type { Country } from '../../../model/country';
import type { Rank } from './party';

/** A column that feeds a lead field. */
export interface Source {
	name: string;
	path: Path;
	/** Whether each of its values has to look like what it is taken for, because the header alone does not say so. */
	isDoubtful: boolean;
	/** It counts only in rows in which these columns name the lead, or nobody. */
	guard: Names | undefined;
}

export interface NameSource extends Source {
	part: 'name' | 'firstName' | 'lastName' | 'company';
}

export interface PhoneSource extends Source {
	which: Which;
	ordinal: number;
	isAlternate: boolean;
	/** "Work Fax", "Mobile": a column beside it that says what kind of number it is. */
	label: Path | undefined;
	countryCode: Path | undefined;
	areaCode: Path | undefined;
	extension: Path | undefined;
	side: 'from' | 'to' | undefined;
}

/** Names that belong together: of one party. */
export type Names = Readonly<Record<NameSource['part'], readonly NameSource[]>>;

/** All columns of a party's name. */
export function columnsOf({ name, firstName, lastName, company }: Names): NameSource[] {
	return [...name, ...firstName, ...lastName, ...company];
}

export interface Rival {
	name: string;
	names: Names;
	reach: readonly Source[];
}

/** A column that says who is not to be called. */
export interface Bar {
	name: string;
	path: Path;
	kind: 'doNotCall' | 'mayCall' | 'status';
	/** The number that it bars; undefined for all of them. */
	of: { which: Which; ordinal: number } | undefined;
}

export interface PassedOver {
	name: string;
	path: Path;
	part: 'phone' | 'email';
	why: Rank | 'fax' | 'running' | 'undecided' | 'unclear';
}

export interface Plan {
	/** The option Default Country. */
	country: Country | undefined;
	phones: readonly PhoneSource[];
	/** Whether each row decides in which order its phones are asked: by labels beside them, or by the way a call went. */
	isOrderOfRow: boolean;
	emails: readonly Source[];
	names: readonly Names[];
	referenceId: readonly Source[];
	groupId: readonly Source[];
	rivals: readonly Rival[];
	nameRivals: readonly Names[];
	bars: readonly Bar[];
	tests: readonly Path[];
	direction: Path | undefined;
	passedOver: readonly PassedOver[];
	/** The container that holds the lead. */
	place: Path;
	/** For rows that have none of these columns: a plan for theirs. */
	otherwise: Plan | undefined;
}
