// Whether a column that looks like an id is one: an id belongs to one person.
import type { IDataObject } from 'n8n-workflow';
import type { LeadFieldId } from '../../model/lead';
import { readPhone } from '../../input/phone';
import { phoneIdentity } from '../../model/sameLead';
import type { Columns } from './columns';
import { Claim } from './headers';

interface Value {
	/** The item in which it was seen first. */
	first: IDataObject;
	rows: number;
	isShared: boolean;
}

interface Column {
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

	constructor(private readonly headers: Columns) {}

	/** Looks at the fields of one item. */
	look(fields: IDataObject): void {
		const found = this.headers.oneOf(fields, 'referenceId');
		if (found === undefined || this.headers.claimOf(found.key) !== Claim.Alias) return;
		const { key, cell } = found;
		if (!('text' in cell) || cell.text === undefined) return;
		const column = this.columns.get(key) ?? { rows: 0, values: new Map<string, Value>() };
		this.columns.set(key, column);
		column.rows += 1;
		const value = column.values.get(cell.text);
		if (value === undefined) {
			column.values.set(cell.text, { first: fields, rows: 1, isShared: false });
			return;
		}
		value.rows += 1;
		value.isShared ||= !this.isSamePerson(value.first, fields);
	}

	/** Whether the value in this column is somebody's id. */
	isId(key: string, text: string | undefined): boolean {
		const column = this.columns.get(key);
		if (column === undefined || text === undefined) return true;
		return !this.isNone(column) && column.values.get(text)?.isShared !== true;
	}

	/** What to report: the columns that were not taken, and why. */
	notes(): string[] {
		return [...this.columns].flatMap(([key, column]) => {
			const rows = sharedRows(column);
			if (rows === 0) return [];
			return this.isNone(column)
				? [
						`"${key}" was not taken as the reference ID, because ${rows} rows share their value with other people. It went to the metadata.`,
					]
				: [
						`${rows} values in "${key}" were not taken as reference IDs, because they stand for different people. They went to the metadata.`,
					];
		});
	}

	private readonly none = new Map<Column, boolean>();

	private isNone(column: Column): boolean {
		const known = this.none.get(column);
		if (known !== undefined) return known;
		const isNone = sharedRows(column) > column.rows * MOST_SHARED;
		this.none.set(column, isNone);
		return isNone;
	}

	private isSamePerson(first: IDataObject, second: IDataObject): boolean {
		const pairs = [
			[this.phoneOf(first), this.phoneOf(second)],
			[this.emailOf(first), this.emailOf(second)],
			[this.nameOf(first), this.nameOf(second)],
		];
		return pairs.some(([one, other]) => one !== undefined && one === other);
	}

	private phoneOf(fields: IDataObject): string | undefined {
		const text = this.textOf(fields, 'phone');
		if (text === undefined) return undefined;
		const reading = readPhone(text);
		return phoneIdentity('phone' in reading ? reading.phone : text).slice(-COMPARED_DIGITS);
	}

	private emailOf(fields: IDataObject): string | undefined {
		return this.textOf(fields, 'email');
	}

	private nameOf(fields: IDataObject): string | undefined {
		const [first, last] = [this.textOf(fields, 'firstName'), this.textOf(fields, 'lastName')];
		return this.textOf(fields, 'name') ?? (first === undefined || last === undefined ? undefined : `${first} ${last}`);
	}

	private textOf(fields: IDataObject, field: LeadFieldId): string | undefined {
		const cell = this.headers.oneOf(fields, field)?.cell;
		return cell !== undefined && 'text' in cell ? cell.text?.toLowerCase() : undefined;
	}
}

function sharedRows({ values }: Column): number {
	let rows = 0;
	for (const value of values.values()) if (value.isShared) rows += value.rows;
	return rows;
}
