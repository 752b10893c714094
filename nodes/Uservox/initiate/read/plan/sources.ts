// The columns that feed a lead field, in the order in which they are asked.
import type { Path } from '../../../input/place';
import type { Candidate, Part } from './candidates';
import type { Choice, Filling } from './choice';
import { isName, type Group } from './groups';
import { Which } from '../../../input/header/which';
import { Claim } from './meaning';
import { columnsOf, type Names, type NameSource, type PhoneSource, type Rival, type Source } from './plan';
import type { Party, Rank } from './party';
import type { Column } from './survey';

export const byClaim = (first: Column, second: Column): number => first.meaning.claim - second.meaning.claim;

export const asSource = ({ name, path, meaning }: Column): Source => ({
	name,
	path,
	isDoubtful: meaning.claim >= Claim.ByValue,
	guard: undefined,
});

/** How much of a person each place holds: what stands together belongs together. */
export type Scores = ReadonlyMap<string, number>;

export function scoresOf(candidates: readonly Candidate[]): Scores {
	const parts = new Map<string, Set<string>>();
	for (const { part, column, isGood } of candidates) {
		if (!isGood) continue;
		const known = parts.get(column.place) ?? new Set();
		parts.set(column.place, known);
		known.add(part === 'phone' || part === 'email' || part === 'company' ? part : 'name');
	}
	return new Map([...parts].map(([place, { size }]) => [place, size]));
}

const scoreOf = (scores: Scores, { place }: Column): number => scores.get(place) ?? 0;

/** A claim as far as it orders columns: all that are certain are alike. */
const certainty = ({ claim }: Candidate): number => Math.max(claim, Claim.Known);

export function emailsIn(choice: Choice, scores: Scores): Source[] {
	return tiersOf(choice, 'email').flatMap((tier) =>
		tier
			.sort(
				({ candidate: first }, { candidate: second }) =>
					Number(second.isGood) - Number(first.isGood) ||
					certainty(first) - certainty(second) ||
					Number(first.column.meaning.isAlternate) - Number(second.column.meaning.isAlternate) ||
					first.column.meaning.ordinal - second.column.meaning.ordinal ||
					scoreOf(scores, second.column) - scoreOf(scores, first.column) ||
					first.claim - second.claim ||
					first.column.index - second.column.index,
			)
			.map(({ candidate, guard }) => ({
				...asSource(candidate.column),
				isDoubtful: candidate.claim >= Claim.ByValue,
				guard,
			})),
	);
}

interface Guarded {
	candidate: Candidate;
	guard: Names | undefined;
}

/** The candidates of each tier of people, then those that belong to nobody in particular. */
function tiersOf({ reach, single }: Choice, part: Part): Guarded[][] {
	return [
		...reach.map((tier) => tier.flatMap((filling) => candidatesIn(filling, part))),
		single.filter((one) => one.part === part).map((candidate) => ({ candidate, guard: undefined })),
	];
}

function candidatesIn({ group, isGuarded }: Filling, part: Part): Guarded[] {
	const guard = isGuarded ? namesOf(group, new Map()) : undefined;
	return group.candidates.filter((one) => one.part === part).map((candidate) => ({ candidate, guard }));
}

export function phonesIn(choice: Choice, scores: Scores, columns: readonly Column[]): PhoneSource[] {
	return tiersOf(choice, 'phone').flatMap((tier) =>
		tier
			.sort(
				({ candidate: first }, { candidate: second }) =>
					certainty(first) - certainty(second) ||
					Number(first.column.meaning.isAlternate) - Number(second.column.meaning.isAlternate) ||
					first.column.meaning.which - second.column.meaning.which ||
					Math.max(1, first.column.meaning.ordinal) - Math.max(1, second.column.meaning.ordinal) ||
					scoreOf(scores, second.column) - scoreOf(scores, first.column) ||
					first.claim - second.claim ||
					first.column.index - second.column.index,
			)
			.map(({ candidate, guard }) => phoneSource(candidate, guard, columns)),
	);
}

function phoneSource({ column, claim }: Candidate, guard: Names | undefined, columns: readonly Column[]): PhoneSource {
	const { which, ordinal, isAlternate, side } = column.meaning;
	// Beside a landline an area code is the landline's: mobile phones have none.
	const hasLandline = columns.some(
		({ meaning, place }) => meaning.kind === 'phone' && meaning.which === Which.Home && place === column.place,
	);
	const beside = (kind: 'label' | 'countryCode' | 'areaCode' | 'extension'): Path | undefined =>
		columns
			.filter((other) => other !== column && other.meaning.kind === kind && isOf(other, column, hasLandline))
			.filter(({ meaning }) => kind !== 'label' || meaning.isOfPhone || isOnlyPhone(column, columns))
			.sort(byLikeness(column))[0]?.path;
	return {
		...asSource(column),
		isDoubtful: claim >= Claim.ByValue,
		guard,
		...{ which, ordinal, isAlternate, side },
		label: beside('label'),
		countryCode: beside('countryCode'),
		areaCode: beside('areaCode'),
		extension: which === Which.Mobile ? undefined : beside('extension'),
	};
}

/** Whom a plain header and one of the lead's mean together. */
const TOGETHER: ReadonlySet<Rank> = new Set(['nobody', 'lead', 'contact', 'member', 'user'] satisfies Rank[]);

/** Numbered parties are kept apart; "Customer Area Code" and "Cust. Phone" are one. */
function isOfSameParty(part: Party, phone: Party): boolean {
	if (part.numberAt !== undefined || phone.numberAt !== undefined) return part.id === phone.id;
	if (part.rank === 'nobody' || (TOGETHER.has(part.rank) && TOGETHER.has(phone.rank))) return true;
	return part.rank === phone.rank && part.id === phone.id;
}

/** "Type" says what the only number beside it is. */
function isOnlyPhone(phone: Column, columns: readonly Column[]): boolean {
	return !columns.some((one) => one !== phone && one.place === phone.place && one.meaning.isOfPhone && one.mayReach);
}

/** Whether a column that tells something of a number tells it of this one: in the same place, of the same party, and of the same number. */
function isOf(part: Column, phone: Column, hasLandline: boolean): boolean {
	const [one, other] = [part.meaning, phone.meaning];
	return (
		part.place === phone.place &&
		isOfSameParty(one.party, other.party) &&
		(one.ordinal === other.ordinal || one.ordinal === 0) &&
		(one.which === other.which || one.which === Which.Plain) &&
		!(one.kind === 'areaCode' && other.which === Which.Mobile && one.which === Which.Plain && hasLandline) &&
		(one.kind !== 'label' || (one.ordinal === other.ordinal && (one.isOfPhone || part.saysWhich)))
	);
}

const byLikeness = (phone: Column) => {
	const likeness = ({ meaning: { which, ordinal, party } }: Column) =>
		Number(which === phone.meaning.which) +
		Number(ordinal === phone.meaning.ordinal) +
		Number(party.id === phone.meaning.party.id);
	return (first: Column, second: Column): number => likeness(second) - likeness(first);
};

export function namesIn(choice: Choice, scores: Scores): Names[] {
	const single = choice.single.filter(isName).map((candidate) => ({ ...SINGLE, candidates: [candidate] }));
	return [...choice.names, ...single]
		.map((group) => namesOf(group, scores))
		.filter((names) => columnsOf(names).length > 0);
}

const SINGLE: Group = { rank: 'nobody', id: '', unknown: '', candidates: [] };

/** The names of one party. A word that is a first name beside a last name is the whole name without one. */
export function namesOf({ candidates, rank }: Group, scores: Scores): Names {
	const named = candidates.filter(isName);
	const hasLast = named.some(({ part }) => part === 'lastName' || part === 'lastOrFullName');
	const hasFirst = named.some(({ part }) => part === 'firstName' || part === 'firstOrFullName');
	const partOf = (part: Part): NameSource['part'] | undefined => {
		if (part === 'firstOrFullName') return hasLast ? 'firstName' : 'name';
		if (part === 'lastOrFullName') return hasFirst ? 'lastName' : 'name';
		return part === 'name' || part === 'firstName' || part === 'lastName' || part === 'company' ? part : undefined;
	};
	const usable = rank === 'company' ? candidates.filter(({ part }) => part === 'company' || part === 'name') : named;
	const ordered = [...usable]
		.sort(
			(first, second) =>
				Number(second.isGood) - Number(first.isGood) ||
				certainty(first) - certainty(second) ||
				companies(first) - companies(second) ||
				scoreOf(scores, second.column) - scoreOf(scores, first.column) ||
				first.claim - second.claim ||
				first.column.index - second.column.index,
		)
		.flatMap((candidate) => {
			const part = partOf(candidate.part);
			return part === undefined
				? []
				: [{ ...asSource(candidate.column), isDoubtful: candidate.claim >= Claim.ByValue, part }];
		});
	const of = (part: NameSource['part']) => ordered.filter((source) => source.part === part);
	return { name: of('name'), firstName: of('firstName'), lastName: of('lastName'), company: of('company') };
}

/** Whether most values of a column are companies. */
const companies = ({ column: { values } }: Candidate): number => Number(values.companies * 2 > values.filled);

export function rivalOf(group: Group, scores: Scores): Rival {
	return {
		name: group.candidates
			.map(({ column }) => column.name)
			.slice(0, 2)
			.join('", "'),
		names: namesOf(group, scores),
		reach: group.candidates
			.filter(({ part }) => part === 'phone' || part === 'email')
			.map(({ column }) => asSource(column)),
	};
}
