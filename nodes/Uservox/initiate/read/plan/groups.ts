// The parties of a list: which columns are whose, and what each party has.
import type { Candidate, Part } from './candidates';
import { Claim } from './meaning';
import { isIn } from '../../../input/header/lexicon';
import type { Rank } from './party';

/** All columns of one party. */
export interface Group {
	rank: Rank;
	/** The party's name in the headers. */
	id: string;
	/** The words that nobody here knows, if they are what tells this party: "Name-kom". */
	unknown: string;
	candidates: Candidate[];
}

const NAMES: readonly Part[] = ['name', 'firstName', 'lastName', 'firstOrFullName', 'lastOrFullName'];
const REACH: readonly Part[] = ['phone', 'email'];

export const isName = ({ part }: Candidate): boolean => NAMES.includes(part);
export const isReach = ({ part }: Candidate): boolean => REACH.includes(part);

/** Whether a party has one of these in a usable form. */
export function has(group: Group | undefined, ...parts: Part[]): boolean {
	return group?.candidates.some(({ part, isGood }) => isGood && parts.includes(part)) ?? false;
}

export const isNamed = (group: Group | undefined): boolean => has(group, ...NAMES);
export const isReachable = (group: Group | undefined): boolean => has(group, ...REACH);
export const isWhole = (group: Group | undefined): boolean => isNamed(group) && isReachable(group);

/** Whether the party's name is a person's by its values, not a title or a company. */
export function isNamedLikePerson(group: Group | undefined): boolean {
	return (
		group?.candidates.some(
			(one) =>
				isName(one) && one.isGood && (one.part !== 'name' || one.column.values.people * 2 >= one.column.values.filled),
		) ?? false
	);
}

/** Whether first and last name stand apart. */
export const hasHalves = (group: Group | undefined): boolean => has(group, 'firstName') && has(group, 'lastName');

const FEWEST_ROWS = 3;

/** Whether the values of a party differ from row to row, as people do and our own staff does not. */
export function isOfEachRow(group: Group): boolean {
	const named = group.candidates.filter((one) => isName(one) && one.isGood);
	// Nobody writes who of the staff is in charge in two columns.
	if (hasHalves(group) || (isIn('listed', group.id) && named.some(({ part }) => part === 'name'))) return true;
	return named.some(
		({ column: { values } }) => values.filled >= FEWEST_ROWS && values.different >= values.filled * 0.8,
	);
}

/** Letters that two forms of a word share: "клиент" and "клиента", "guest" and "guests". */
const SHARED = 4;
const WITHOUT_FORMS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function isSameWord(first: string, second: string): boolean {
	if (first === second) return true;
	const number = (text: string) => text.slice(text.lastIndexOf(' ') + 1).replace(/\D.*/, '');
	if (number(first) !== number(second) || WITHOUT_FORMS.test(first)) return false;
	return first.slice(0, SHARED) === second.slice(0, SHARED) && Math.min(first.length, second.length) >= SHARED;
}

/** Ranks that hold one party, however it is called. */
const ONE_PARTY: ReadonlySet<Rank> = new Set(['contact', 'nobody', 'billing', 'shipping', 'company'] satisfies Rank[]);

/** The parties of some columns, in the order of their columns. */
export function groupsOf(candidates: readonly Candidate[]): Group[] {
	const groups: Group[] = [];
	for (const candidate of candidates) {
		const { rank, id } = candidate.column.meaning.party;
		const unknown = unknownOf(candidate, rank);
		const known = groups.find(
			(group) => group.rank === rank && group.unknown === unknown && (ONE_PARTY.has(rank) || isSameWord(group.id, id)),
		);
		if (known === undefined) groups.push({ rank, id, unknown, candidates: [candidate] });
		else known.candidates.push(candidate);
	}
	return groups.flatMap(byNumber);
}

/** What tells a party that has no known name. Beside a known party unknown words only make a claim weaker. */
function unknownOf({ claim, column: { meaning, name } }: Candidate, rank: Rank): string {
	if (rank !== 'nobody') return '';
	return claim === Claim.Unheard ? name : meaning.unknown;
}

const ALTERNATE = 100;

/** Which of several people a column means: "Name 2", "Alternate Contact". */
const numberOf = ({ column: { meaning } }: Candidate): number =>
	(meaning.isAlternate ? ALTERNATE : 0) + Math.max(1, meaning.ordinal);

/** An alternate contact who has a name is somebody else, and taken like those who stand beside the lead. */
const beside = (rank: Rank): Rank => (rank === 'never' || rank === 'child' || rank === 'company' ? rank : 'trade');

/** Where names are numbered, each number is a person of its own: "Name 1, Phone 1, Name 2, Phone 2". */
function byNumber(group: Group): Group[] {
	const numbers = new Set(group.candidates.filter(isName).map(numberOf));
	const isOther = (number: number) => number > ALTERNATE;
	if (numbers.size < 2) return [...numbers].some(isOther) ? [{ ...group, rank: beside(group.rank) }] : [group];
	const first = Math.min(...numbers);
	const others = [...numbers].filter((number) => number !== first).sort((one, other) => one - other);
	const withNumber = (number: number) => group.candidates.filter((one) => numberOf(one) === number);
	return [
		{ ...group, id: `${group.id} 1`, candidates: group.candidates.filter((one) => !others.includes(numberOf(one))) },
		...others.map((number) => ({
			rank: isOther(number) ? beside(group.rank) : group.rank,
			id: `${group.id} ${number}`,
			unknown: group.unknown,
			candidates: withNumber(number),
		})),
	];
}
