// What is chosen among the parties of a list, as it grows.
import type { Candidate } from './candidates';
import { isName, isNamed, isReachable, type Group } from './groups';

/** A party that fills what the ones before it lack. */
export interface Filling {
	group: Group;
	/** Whether it fills only rows in which its own name is the lead's: somebody else may live at a delivery address. */
	isGuarded: boolean;
}

export interface Choice {
	/** Whose phone and email are taken, the preferred first; parties that stand together are one. */
	reach: Filling[][];
	/** Whose name is taken, the preferred first. */
	names: Group[];
	/** Whole parties of the same right: a row in which they are somebody else is held back. */
	rivals: Group[];
	/** Names of the same right. */
	nameRivals: Group[];
	/** Doubtful columns that fill what is missing, since there is but one of them for this. */
	single: Candidate[];
	/** Doubtful columns of which there are several for the same. */
	undecided: Candidate[];
}

export const plain = (group: Group): Filling => ({ group, isGuarded: false });

export interface Parties {
	leads: Group[];
	contact: Group | undefined;
	nobody: Group | undefined;
	members: Group[];
	users: Group[];
	billing: Group | undefined;
	shipping: Group | undefined;
	parents: Group[];
	children: Group[];
	trade: Group[];
	company: Group | undefined;
	anonymous: Group[];
}

export const isGroup = (group: Group | undefined): group is Group => group !== undefined;
export const fillings = (...groups: Array<Group | undefined>): Filling[] => groups.filter(isGroup).map(plain);

export const isReached = ({ reach }: Choice): boolean => reach.flat().some(({ group }) => isReachable(group));
export const isAnybodyNamed = ({ names }: Choice): boolean => names.some((group) => isNamed(group));
/** Whether a header promises a name, whatever its values. */
export const isNamePromised = ({ names }: Choice): boolean => names.some(({ candidates }) => candidates.some(isName));

/** Makes a party the lead, whatever was chosen before. */
export function become(group: Group, rivals: readonly Group[], choice: Choice): void {
	choice.reach.splice(0, choice.reach.length, fillings(group));
	choice.names.splice(0, choice.names.length, group);
	choice.nameRivals.splice(0, choice.nameRivals.length);
	choice.rivals.splice(0, choice.rivals.length, ...rivals);
}
