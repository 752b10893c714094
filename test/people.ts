// The people of the tests: made up, numbered from 0, with numbers that nobody has.
import type { IDataObject } from 'n8n-workflow';
import type { StoredLead } from './simulator/books';

/** Numbers of the range kept for fiction, +1 NXX 555 01xx: a different one for each of 78,000 people. */
export function phoneOf(number: number): string {
	return `+1${201 + Math.floor(number / 100)}55501${String(number % 100).padStart(2, '0')}`;
}

/** A row whose name tells its number, so that the books can be compared with the outputs. */
export function person(number: number, more: IDataObject = {}): IDataObject {
	return { name: `Lead ${number}`, phone: phoneOf(number), ...more };
}

export function people(count: number, more: (number: number) => IDataObject = () => ({})): IDataObject[] {
	return Array.from({ length: count }, (_, number) => person(number, more(number)));
}

export const withReferences = (count: number) => people(count, (number) => ({ referenceId: `R-${number}` }));

/** The row that a stored lead came from, by its name. */
export const rowByName = ({ name }: StoredLead): number => Number(/^Lead (\d+)$/.exec(name ?? '')?.[1] ?? Number.NaN);
