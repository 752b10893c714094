// What a plan says besides the columns it takes: who is not to be called, and which phones and emails were left.
import type { Path } from '../../../input/place';
import type { Candidate } from './candidates';
import type { Choice } from './choice';
import { isReach } from './groups';
import { Which } from '../../../input/header/which';
import type { Rank } from './party';
import type { Bar, PassedOver, Source } from './plan';
import type { Column } from './survey';

/** People beside the lead: what they want is not what the lead wants. */
const OTHERS: ReadonlySet<Rank> = new Set([
	'trade',
	'parent',
	'child',
	'company',
	'never',
	'shipping',
] satisfies Rank[]);

/** The columns that say who is not to be called. A column for each number ("DNC Mobile", "DNC Phone") bars that number alone. */
export function barsIn(columns: readonly Column[]): Bar[] {
	const barring = columns.flatMap((column) => {
		const { kind, party } = column.meaning;
		return (kind === 'doNotCall' || kind === 'mayCall' || kind === 'status') && !OTHERS.has(party.rank)
			? [{ column, kind }]
			: [];
	});
	const isOfNumber = ({ meaning: { isOfPhone, which } }: Column) => isOfPhone || which !== Which.Plain;
	const ofNumbers = barring.filter(({ column, kind }) => kind !== 'status' && isOfNumber(column));
	const numbers = new Set(ofNumbers.map(({ column: { meaning } }) => `${Which[meaning.which]} ${meaning.ordinal}`));
	return barring.map(({ column, kind }) => {
		const { which, ordinal } = column.meaning;
		const isOfOne = kind !== 'status' && isOfNumber(column) && numbers.size > 1;
		return { name: column.name, path: column.path, kind, of: isOfOne ? { which, ordinal } : undefined };
	});
}

/** Phones and emails that are in the list and that nobody is reached by, each with the reason. */
export function passedOverIn(
	columns: readonly Column[],
	candidates: readonly Candidate[],
	{ undecided }: Choice,
	taken: readonly Source[],
): PassedOver[] {
	const isTaken = (column: Column) => taken.some(({ path }) => path === column.path);
	const left = candidates.flatMap((candidate): PassedOver[] => {
		const { part, column, isGood } = candidate;
		if (!isReach(candidate) || !isGood || isTaken(column) || (part !== 'phone' && part !== 'email')) return [];
		const why = undecided.includes(candidate) ? 'undecided' : column.meaning.party.rank;
		return [{ name: column.name, path: column.path, part, why: why === 'nobody' ? 'unclear' : why }];
	});
	const known = new Set(left.map(({ path }) => path));
	const others = columns.flatMap((column): PassedOver[] => {
		const { meaning, path, name } = column;
		if (known.has(path) || isTaken(column) || !column.mayReach || column.values.filled === 0) return [];
		const { values } = column;
		if (meaning.kind === 'fax') return values.callable > 0 ? [{ name, path, part: 'phone', why: 'fax' }] : [];
		if (meaning.kind === 'phone' && values.isRunning) return [{ name, path, part: 'phone', why: 'running' }];
		const most = (count: number) => count * 2 > values.filled;
		if (most(values.phones)) return [{ name, path, part: 'phone', why: 'unclear' }];
		return most(values.emails) ? [{ name, path, part: 'email', why: 'unclear' }] : [];
	});
	return [...left, ...others];
}

/** The container that holds all that is taken. */
export function commonPlace(sources: readonly Source[]): Path {
	const places = sources.map(({ path }) => path.slice(0, -1));
	const [first, ...others] = places;
	if (first === undefined) return [];
	return others.reduce(
		(common, place) =>
			common.filter(
				(key, index) => place.slice(0, index + 1).every((one, at) => one === common[at]) && place[index] === key,
			),
		first,
	);
}
