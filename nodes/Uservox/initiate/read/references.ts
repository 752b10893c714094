// Whether a column that looks like an id is one: an id belongs to one person.
import type { IDataObject } from 'n8n-workflow';
import { readPhone } from '../../input/phone';
import { phoneIdentity } from '../../model/sameLead';
import type { Cell } from '../../input/cell';
import type { Source } from './plan/plan';
import type { Row, Taken } from './plan/rowTypes';

interface Value {
	/** The item in which it was seen first. */
	first: IDataObject;
	rows: number;
	isShared: boolean;
}

interface Column {
	name: string;
	rows: number;
	values: Map<string, Value>;
}

/** Above this share of rows, the column is not an id column; below it, only the shared values are not ids. */
const MOST_SHARED = 0.05;
/** The last ten digits tell two numbers apart, with or without the country code. */
const COMPARED_DIGITS = 10;

/**
 * Looks at all items before the first lead is read. A column that is called "Reference ID" is taken at its word; one that was
 * guessed by another header is not, where the same value stands for different people.
 */
export class References {
	private readonly columns = new Map<string, Column>();
	private readonly none = new Map<Column, boolean>();

	/** @param readRow what the plan takes of an item, to compare its person with another's */
	constructor(private readonly readRow: (json: IDataObject) => Row) {}

	/** Looks at the reference id of one item, as it was found by its header. */
	look(json: IDataObject, { name }: Source, cell: Cell): void {
		if (!('text' in cell) || cell.text === undefined) return;
		const column = this.columnOf(name);
		column.rows += 1;
		const value = column.values.get(cell.text);
		if (value === undefined) {
			column.values.set(cell.text, { first: json, rows: 1, isShared: false });
			return;
		}
		value.rows += 1;
		value.isShared ||= !this.isSamePerson(value.first, json);
	}

	/** Whether a reference id that was found is somebody's id. */
	isId({ source, cell }: Taken): boolean {
		const column = this.columns.get(source.name);
		if (column === undefined || !source.isDoubtful || !('text' in cell) || cell.text === undefined) return true;
		return !this.isNone(column) && column.values.get(cell.text)?.isShared !== true;
	}

	/** What to report: the columns that were not taken, and why. */
	notes(): string[] {
		return [...this.columns.values()].flatMap((column) => {
			const rows = sharedRows(column);
			if (rows === 0) return [];
			return this.isNone(column)
				? [
						`"${column.name}" was not taken as the reference ID, because ${rows} rows share their value with other people. It went to the metadata.`,
					]
				: [
						`${rows} values in "${column.name}" were not taken as reference IDs, because they belong to different people. They went to the metadata.`,
					];
		});
	}

	private columnOf(name: string): Column {
		const known = this.columns.get(name);
		if (known !== undefined) return known;
		const column: Column = { name, rows: 0, values: new Map() };
		this.columns.set(name, column);
		return column;
	}

	private isNone(column: Column): boolean {
		const known = this.none.get(column);
		if (known !== undefined) return known;
		const isNone = sharedRows(column) > column.rows * MOST_SHARED;
		this.none.set(column, isNone);
		return isNone;
	}

	private isSamePerson(first: IDataObject, second: IDataObject): boolean {
		const [one, other] = [personOf(this.readRow(first)), personOf(this.readRow(second))];
		return one.some((value, index) => value !== undefined && value === other[index]);
	}
}

/** What tells a person from another: phone, email, name. */
function personOf({ taken }: Row): Array<string | undefined> {
	const text = (field: Taken['field']) => {
		const cell = taken.find((one) => one.field === field)?.cell;
		return cell !== undefined && 'text' in cell ? cell.text?.toLowerCase() : undefined;
	};
	const phone = text('phone');
	const reading = phone === undefined ? undefined : readPhone(phone);
	const digits = reading !== undefined && 'phone' in reading ? reading.phone : phone;
	const [first, last] = [text('firstName'), text('lastName')];
	return [
		digits === undefined ? undefined : phoneIdentity(digits).slice(-COMPARED_DIGITS),
		text('email'),
		text('name') ?? (first === undefined || last === undefined ? undefined : `${first} ${last}`),
	];
}

function sharedRows({ values }: Column): number {
	let rows = 0;
	for (const value of values.values()) if (value.isShared) rows += value.rows;
	return rows;
}
