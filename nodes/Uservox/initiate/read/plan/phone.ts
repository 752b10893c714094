// The phone of one row: the first number that can be called, mobile before work before home, never a fax, never a part of a number.
import type { Country } from '../../../model/country';
import { isUsable, readCell, type Cell } from '../../../input/cell';
import { trimmed } from '../../../model/blank';
import { LONGEST_TEXT } from '../../../model/limits';
import type { Bars } from './bars';
import { whichOfLabel, type Which } from '../../../input/header/which';
import { isGuarded, type NameParts } from './names';
import { joinNumber } from '../../../input/numberParts';
import type { PhoneSource, Plan } from './plan';
import type { At, KeptBack, Row, Taken } from './rowTypes';
import { isSurelyPhone } from './values';

export interface PhoneOfRow {
	isMissing: boolean;
	isBarred: boolean;
	barred: KeptBack | undefined;
}

/** Adds the phone of a row to what was taken of it. */
export function phoneIn(plan: Plan, at: At, bars: Bars, name: NameParts, row: Row): PhoneOfRow {
	let barred: KeptBack | undefined;
	let first: Taken | undefined;
	// What the only one holds is checked later anyway.
	const isOnly = plan.phones.length === 1;
	for (const source of plan.isOrderOfRow ? inOrder(plan, at) : plan.phones) {
		const value = at(source.path);
		if (value === false || value === undefined || value === null || value === '') continue;
		if (source.isDoubtful && !isSurelyPhone(value, plan.country)) continue;
		const cell = wholeNumber(source, value, at, plan.country);
		if ('text' in cell && cell.text === undefined) continue;
		if (isGuarded(source, at, name)) continue;
		const why = bars.of(source);
		if (why !== undefined) {
			barred ??= why;
			continue;
		}
		const taken: Taken = { field: 'phone', source, cell };
		if ((isOnly && !source.isDoubtful) || isUsable(cell, 'phone', plan.country)) {
			row.taken.push(taken);
			return { isMissing: false, isBarred: false, barred };
		}
		if (!source.isDoubtful) first ??= taken;
	}
	if (first !== undefined) row.taken.push(first);
	return { isMissing: first === undefined, isBarred: first === undefined && barred !== undefined, barred };
}

/** The number in a column, with what other columns hold of it. */
function wholeNumber(
	{ countryCode, areaCode, extension }: PhoneSource,
	value: unknown,
	at: At,
	country: Country | undefined,
): Cell {
	const cell = readCell(value, 'phone', country);
	if (countryCode === undefined && areaCode === undefined && extension === undefined) return cell;
	if (!('text' in cell) || cell.text === undefined) return cell;
	const text = (path: PhoneSource['label']) => (path === undefined ? undefined : textAt(at, path));
	const behind = text(extension);
	if (behind !== undefined && /\d/.test(behind)) return readExtension(cell.text, behind);
	if (countryCode === undefined && areaCode === undefined) return cell;
	const joined = joinNumber(cell.text, text(countryCode), areaCode === undefined ? undefined : (text(areaCode) ?? ''));
	return 'text' in joined ? joined : { code: 'undecided', fault: joined.fault };
}

/** A number with an extension is refused like one that has it in its own cell. */
const readExtension = (number: string, extension: string): Cell => ({
	text: `${number} ext. ${extension.replace(/\D+/g, '')}`,
});

function textAt(at: At, path: readonly string[]): string | undefined {
	const value = at(path);
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	return trimmed(String(value).slice(0, LONGEST_TEXT.phone)) || undefined;
}

interface Labelled {
	source: PhoneSource;
	which: Which;
}

/** The columns in the order in which they are asked: as planned, unless a column beside them says what kind of number each is. */
function inOrder({ phones, direction }: Plan, at: At): readonly PhoneSource[] {
	const ends = phones.some(({ side }) => side !== undefined)
		? phones.filter((source) => isCallersEnd(source, phones, direction, at))
		: phones;
	if (!ends.some(({ label }) => label !== undefined)) return ends;
	const labelled = ends.flatMap((source): Labelled[] => {
		const label = source.label === undefined ? undefined : textAt(at, source.label);
		const which = label === undefined ? undefined : whichOfLabel(label);
		return which === 'fax' ? [] : [{ source, which: which ?? source.which }];
	});
	const certainty = ({ source: { isDoubtful, isAlternate } }: Labelled) => Number(isDoubtful) * 2 + Number(isAlternate);
	return labelled
		.map((one, index) => ({ ...one, index }))
		.sort((one, other) => certainty(one) - certainty(other) || one.which - other.which || one.index - other.index)
		.map(({ source }) => source);
}

const OUTWARDS = /^out|^dial|^placed/i;
const INWARDS = /^in|^received|^missed/i;

/** Of a call from one number to another, the end that is not ours. Undecided, neither is taken. */
function isCallersEnd(
	{ side }: PhoneSource,
	phones: readonly PhoneSource[],
	direction: readonly string[] | undefined,
	at: At,
): boolean {
	if (side === undefined) return true;
	const way = direction === undefined ? undefined : textAt(at, direction);
	if (way === undefined) return !phones.some((other) => other.side !== undefined && other.side !== side);
	return side === 'to' ? OUTWARDS.test(way) : INWARDS.test(way);
}
