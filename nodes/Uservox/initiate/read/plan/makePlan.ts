// Makes the plan of a run of all its columns.
import { barsIn, commonPlace, passedOverIn } from './aside';
import type { Path } from '../../../input/place';
import type { Country } from '../../../model/country';
import { candidatesOf, type Candidate } from './candidates';
import { choose } from './choose';
import { Claim } from './meaning';
import { columnsOf, type Names, type Plan, type Source } from './plan';
import { asSource, byClaim, emailsIn, namesIn, namesOf, phonesIn, rivalOf, scoresOf } from './sources';
import type { Column, Survey } from './survey';

const OF_LATER_PLANS = 5;

/** The plan for the columns of a survey. */
export function planOf(survey: Survey): Plan {
	return planFor(survey.list(), survey.country, 0);
}

function planFor(columns: readonly Column[], country: Country | undefined, depth: number): Plan {
	const candidates = withoutQuery(columns.flatMap(candidatesOf));
	const choice = choose(candidates);
	const scores = scoresOf(candidates);
	const phones = phonesIn(choice, scores, columns);
	const emails = emailsIn(choice, scores);
	const names = namesIn(choice, scores);
	const plan: Plan = {
		country,
		phones,
		isOrderOfRow: phones.some(({ label, side }) => label !== undefined || side !== undefined),
		emails,
		names,
		referenceId: columns
			.filter(({ meaning }) => meaning.kind === 'referenceId')
			.sort(byClaim)
			.map(asReference),
		groupId: columns
			.filter(({ meaning }) => meaning.kind === 'groupId')
			.sort(byClaim)
			.map(asSource),
		rivals: choice.rivals.map((group) => rivalOf(group, scores)),
		nameRivals: choice.nameRivals.map((group) => namesOf(group, scores)),
		bars: barsIn(columns),
		tests: columns.filter(({ meaning }) => meaning.kind === 'testLead').map(({ path }) => path),
		direction: columns.find(({ meaning }) => meaning.kind === 'direction')?.path,
		passedOver: passedOverIn(columns, candidates, choice, [...phones, ...emails]),
		place: placeOf(phones, emails, names),
		otherwise: undefined,
	};
	return depth < OF_LATER_PLANS ? { ...plan, otherwise: otherwiseOf(columns, plan, depth) } : plan;
}

/** What stands in the query of a request counts only where its body holds nobody, as in a GET. */
function withoutQuery(candidates: readonly Candidate[]): Candidate[] {
	const others = candidates.filter(({ column: { path } }) => path[0] !== 'query');
	return others.length > 0 ? others : [...candidates];
}

/** The container of the columns that are asked first. */
function placeOf(phones: readonly Source[], emails: readonly Source[], names: readonly Names[]): Path {
	return commonPlace(
		[phones[0], emails[0], names[0] === undefined ? undefined : columnsOf(names[0])[0]].filter(
			(source): source is Source => source !== undefined,
		),
	);
}

/** A column that is called otherwise than "reference ID" may hold what many people share. */
const asReference = (column: Column): Source => ({
	...asSource(column),
	isDoubtful: column.meaning.claim >= Claim.Known,
});

/** A plan for rows that have none of the columns that were taken, such as those of a second source. What stands beside them elsewhere stays out. */
function otherwiseOf(
	columns: readonly Column[],
	{ country, phones, emails, names }: Plan,
	depth: number,
): Plan | undefined {
	const taken = new Set([...phones, ...emails, ...names.flatMap(columnsOf)].map(({ path }) => path));
	const covered = new Set(columns.filter(({ path }) => taken.has(path)).flatMap(({ layouts }) => [...layouts]));
	const rest = columns.filter(({ layouts }) => ![...layouts].some((layout) => covered.has(layout)));
	return covered.size === 0 || !rest.some((column) => candidatesOf(column).length > 0)
		? undefined
		: planFor(rest, country, depth + 1);
}
