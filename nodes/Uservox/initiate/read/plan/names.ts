// The name of one row: the whole name, or its halves, and never a company's or a record's where a person is named.
import { readCell, type Cell } from '../../../input/cell';
import type { Names, NameSource, Source } from './plan';
import type { At } from './rowTypes';
import { isCompany, isNoPersonsName, looksLikePerson } from './values';

interface Found {
	source: NameSource;
	cell: Cell;
}

export interface NameParts {
	name?: Found;
	firstName?: Found;
	lastName?: Found;
}

const textIn = (found: Found | undefined): string | undefined =>
	found !== undefined && 'text' in found.cell ? found.cell.text : undefined;

const NOBODY: NameParts = {};

/** The name that the columns of one party give in one row; empty where they give none. */
export function nameIn(names: Names, at: At): NameParts {
	const name = best(names.name, at);
	const firstName = best(names.firstName, at);
	const lastName = best(names.lastName, at);
	if (firstName === undefined && lastName === undefined) {
		const one = name ?? best(names.company, at);
		return one === undefined ? NOBODY : { name: one };
	}
	return withHalves(name, firstName, lastName);
}

function withHalves(name: Found | undefined, firstName: Found | undefined, lastName: Found | undefined): NameParts {
	const [whole, first, last] = [textIn(name), textIn(firstName), textIn(lastName)];
	const halves: NameParts = {
		...(firstName === undefined ? {} : { firstName }),
		...(lastName === undefined ? {} : { lastName }),
	};
	if (name === undefined || whole === undefined) {
		// A last name alone is the whole name: the only one that Salesforce and Zoho demand.
		return firstName === undefined && lastName !== undefined ? { name: lastName } : halves;
	}
	if ([first, last].some((half) => half !== undefined && holds(whole, half))) return { name, ...halves };
	// Bitrix24 calls the first name "NAME".
	if (first === undefined && !/\s/.test(whole.trim()) && !isCompany(whole)) return { firstName: name, ...halves };
	// Another name altogether is a company's, a deal's or an account's.
	return firstName === undefined && lastName !== undefined ? { name: lastName } : halves;
}

const folded = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();

/** Whether a whole name holds one of its halves. */
function holds(whole: string, half: string): boolean {
	return folded(whole).includes(folded(half));
}

/** The first column with a person's name; else with one that may be a company's. */
function best(sources: readonly NameSource[], at: At): Found | undefined {
	let first: Found | undefined;
	for (const source of sources) {
		const value = at(source.path);
		if (typeof value === 'boolean') continue;
		const cell = readCell(value, 'name');
		if (!('text' in cell)) {
			if (!source.isDoubtful) first ??= { source, cell };
			continue;
		}
		const { text } = cell;
		if (
			text === undefined ||
			isNoPersonsName(text) ||
			(source.isDoubtful && source.part === 'name' && !looksLikePerson(text))
		)
			continue;
		if (sources.length === 1 || !isCompany(text)) return { source, cell };
		first ??= { source, cell };
	}
	return first;
}

/** Whether somebody else is named where a column stands: another name at the address of a delivery. */
export function isGuarded({ guard }: Source, at: At, lead: NameParts): boolean {
	if (guard === undefined) return false;
	const other = textOf(nameIn(guard, at));
	return other !== '' && !isSameName(other, textOf(lead));
}

export function textOf({ name, firstName, lastName }: NameParts): string {
	const text = (part: { cell: Cell } | undefined) =>
		part !== undefined && 'text' in part.cell ? (part.cell.text ?? '') : '';
	return name === undefined ? `${text(firstName)} ${text(lastName)}`.trim() : text(name);
}

/** Whether two names are of one person: one holds all words of the other. */
export function isSameName(first: string, second: string): boolean {
	const words = (text: string) =>
		new Set(
			text
				.toLowerCase()
				.split(/[\s,.]+/)
				.filter((word) => word !== ''),
		);
	const [one, other] = [words(first), words(second)];
	const [fewer, more] = one.size <= other.size ? [one, other] : [other, one];
	return fewer.size > 0 && [...fewer].every((word) => more.has(word));
}
