// Reads one row by the plan of its run.
import { isAbsent, isUsable, readCell } from '../../../input/cell';
import type { FieldFault } from '../../../model/fault';
import { LONGEST_TEXT } from '../../../model/limits';
import { barredIn, testLeadIn } from './bars';
import { isGuarded, isSameName, nameIn, textOf, type NameParts } from './names';
import type { At, Row, Taken } from './rowTypes';
import { phoneIn } from './phone';
import { columnsOf, type Names, type Plan, type Source } from './plan';
import { isSurelyPhone } from './values';

/** The plan for one item: the first of which it has a column. */
export function planForRow(plan: Plan, at: At): Plan {
	let one = plan;
	while (one.otherwise !== undefined && !hasColumns(one, at)) one = one.otherwise;
	return one;
}

function hasColumns({ phones, emails, names }: Plan, at: At): boolean {
	const has = ({ path }: Source) => at(path) !== undefined;
	return phones.some(has) || emails.some(has) || names.some((one) => columnsOf(one).some(has));
}

const NONE: readonly FieldFault[] = [];

/** One row as its plan reads it. */
export function readRow(plan: Plan, at: At): Row {
	const row: Row = { taken: [], faults: NONE, warnings: NONE, keptBack: undefined };
	const bars = barredIn(plan.bars, at);
	const name = nameOf(plan.names, at);
	const phone = phoneIn(plan, at, bars, name, row);
	const email = emailIn(plan, at, name);
	if (email !== undefined) row.taken.push(email);
	takeName(name, row.taken);
	for (const field of ['referenceId', 'groupId'] as const) {
		const one = firstFilled(plan[field], at, field);
		if (one !== undefined) row.taken.push(one);
	}
	if (plan.rivals.length > 0 || plan.nameRivals.length > 0) addRivals(plan, at, row, name);
	row.keptBack = bars.all ?? (phone.isBarred ? phone.barred : undefined) ?? testLeadIn(plan.tests, row.taken, at);
	if (phone.isMissing) warnOfPhone(plan, at, row);
	return row;
}

function takeName({ name, firstName, lastName }: NameParts, taken: Taken[]): void {
	if (name !== undefined) taken.push({ field: 'name', source: name.source, cell: name.cell });
	if (firstName !== undefined) taken.push({ field: 'firstName', source: firstName.source, cell: firstName.cell });
	if (lastName !== undefined) taken.push({ field: 'lastName', source: lastName.source, cell: lastName.cell });
}

function nameOf(names: readonly Names[], at: At): NameParts {
	for (const one of names) {
		const found = nameIn(one, at);
		if (found.name !== undefined || found.firstName !== undefined) return found;
	}
	return {};
}

function emailIn({ emails }: Plan, at: At, name: NameParts): Taken | undefined {
	let first: Taken | undefined;
	for (const source of emails) {
		const value = at(source.path);
		if (value === false) continue;
		const cell = readCell(value, 'email');
		if ('text' in cell && cell.text === undefined) continue;
		const taken: Taken = { field: 'email', source, cell };
		if (isOnly(emails, source) || isUsable(cell, 'email')) {
			if (isGuarded(source, at, name)) continue;
			return taken;
		}
		if (!source.isDoubtful && source.guard === undefined) first ??= taken;
	}
	return first;
}

/** Whether a column need not be compared with another one: what it holds is checked later anyway. */
function isOnly(sources: readonly Source[], { isDoubtful, guard }: Source): boolean {
	return sources.length === 1 && !isDoubtful && guard === undefined;
}

function firstFilled(sources: readonly Source[], at: At, field: 'referenceId' | 'groupId'): Taken | undefined {
	for (const source of sources) {
		const cell = readCell(at(source.path), field === 'groupId' ? 'name' : 'guessedId');
		if (!('text' in cell) || cell.text !== undefined) return { field, source, cell };
	}
	return undefined;
}

/** Holds a row back in which two parties of the same right are two people. */
function addRivals({ rivals, nameRivals, phones, emails }: Plan, at: At, row: Row, name: NameParts): void {
	const own = textOf(name);
	for (const names of nameRivals) {
		const other = textOf(nameIn(names, at));
		if (own === '' || other === '' || isSameName(own, other)) continue;
		row.faults = [undecided('name', [nameOfSource(name), columnsOf(names)[0]?.name])];
		return;
	}
	const reach = (sources: readonly Source[]) =>
		sources
			.map(({ path }) => at(path))
			.filter((value) => !isAbsent(value, 'phone'))
			.map(plain);
	for (const rival of rivals) {
		const other = textOf(nameIn(rival.names, at));
		const theirs = reach(rival.reach);
		if (other === '' || theirs.length === 0 || isSameName(own, other)) continue;
		const ours = reach([...phones, ...emails]);
		if (theirs.some((value) => ours.includes(value))) continue;
		row.faults = [undecided('lead', [nameOfSource(name), rival.name])];
		return;
	}
}

const plain = (value: unknown): string =>
	(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
		.slice(0, LONGEST_TEXT.email)
		.toLowerCase()
		.replace(/[^\p{L}\p{N}@]+/gu, '');
const nameOfSource = ({ name, firstName }: NameParts): string | undefined => (name ?? firstName)?.source.name;

function undecided(field: string, columns: ReadonlyArray<string | undefined>): FieldFault {
	const names = columns.filter((column) => column !== undefined).map((column) => `"${column}"`);
	return {
		field,
		code: 'undecided',
		message: `${names.join(' and ')} are two people, and either may be the lead. Map the fields yourself: choose "Map Each Column Manually" for Lead Fields`,
	};
}

/** Says of a lead without a phone that its row has one. */
function warnOfPhone({ passedOver }: Plan, at: At, row: Row): void {
	const left = passedOver.filter(({ part, path }) => part === 'phone' && isSurelyPhone(at(path)));
	if (left.length === 0 || row.taken.length === 0) return;
	const names = left.slice(0, 3).map(({ name }) => `"${name}"`);
	const hasEmail = row.taken.some(({ field }) => field === 'email');
	row.warnings = [
		{
			field: 'phone',
			code: 'undecided',
			message: `not taken from ${names.join(', ')}, which may be somebody else's${hasEmail ? '. The lead was sent without a phone number' : ''}`,
		},
	];
}
