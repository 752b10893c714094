// Which input field of an item is which lead field, when the user lets the node map automatically.
import type { IDataObject } from 'n8n-workflow';
import type { LeadFieldId } from '../../model/lead';
import { isUsable, readCell, type Cell, type CellKind } from '../../input/cell';
import { Claim, meaningOf, type Header } from './headers';

/** What a lead field is read as where it is mapped by hand. */
export const CELL_KIND: Readonly<Record<LeadFieldId, CellKind>> = {
	phone: 'phone',
	email: 'email',
	name: 'name',
	firstName: 'name',
	lastName: 'name',
	referenceId: 'id',
	groupId: 'id',
};

/** The same where it is found by its header: "-" is no group, and "N/A" is nobody's id. */
const KIND_BY_HEADER: Readonly<Record<LeadFieldId, CellKind>> = {
	...CELL_KIND,
	referenceId: 'guessedId',
	groupId: 'name',
};

interface Column {
	key: string;
	claim: Claim;
}

/** The columns that claim each lead field, the best claim first. */
type Plan = ReadonlyArray<{ field: LeadFieldId; columns: readonly Column[] }>;

/** An input field that was taken for a lead field. */
export interface Found {
	field: LeadFieldId;
	key: string;
	cell: Cell;
}

/** The legal forms that names of companies end with. Names of people practically never do. */
const COMPANY =
	/(?:^|[\s,.])(?:ltd|limited|llc|llp|inc|incorporated|gmbh|corp|corporation|company|pvt|plc|sarl|srl|pty|ltda|holdings?|technologies|solutions|industries|enterprises|services|consulting|logistics|motors|traders|ventures|associates|agency|studios?|labs|university|school|college|hospital|clinic|foundation|bank|& (?:co|sons))\.?\s*$/i;

/** Finds lead fields by their headers; what a header means is worked out once for each. */
export class Columns {
	private readonly headers = new Map<string, Header | undefined>();
	private keys: readonly string[] = [];
	private plan: Plan = [];

	/** The input field for each lead field of one item, with its value. Lead fields without one are absent. */
	of(json: IDataObject): Found[] {
		const found: Found[] = [];
		for (const { field, columns } of this.planFor(json)) {
			const one = choose(field, columns, json);
			if (one !== undefined) found.push(one);
		}
		// Nobody is greeted as "Acme Ltd": where there is a first name, the company is left out.
		const company = found.findIndex(({ field, cell }) => field === 'name' && isCompany(cell));
		if (company >= 0 && found.some(({ field }) => field === 'firstName')) found.splice(company, 1);
		return found;
	}

	/** The input field for one lead field, as `of` gives it. */
	oneOf(json: IDataObject, field: LeadFieldId): Found | undefined {
		const planned = this.planFor(json).find((one) => one.field === field);
		return planned === undefined ? undefined : choose(field, planned.columns, json);
	}

	/** Whether a header of the item is known, whatever its value. */
	knowsOneOf(json: IDataObject, ...fields: LeadFieldId[]): boolean {
		return this.planFor(json).some(
			({ field, columns }) => fields.includes(field) && columns.some(({ claim }) => claim !== Claim.ByValueAlone),
		);
	}

	/** The lead field that a header means, if it is known whatever its value. */
	fieldOf(key: string): LeadFieldId | undefined {
		const header = this.headerOf(key);
		return header?.claim === Claim.ByValueAlone ? undefined : header?.field;
	}

	/** How good the claim of an input field is, if it has any. */
	claimOf(key: string): Claim | undefined {
		return this.headerOf(key)?.claim;
	}

	private planFor(json: IDataObject): Plan {
		const keys = Object.keys(json);
		if (!areSame(keys, this.keys)) {
			this.keys = keys;
			this.plan = this.planOf(keys);
		}
		return this.plan;
	}

	private planOf(keys: readonly string[]): Plan {
		const byField = new Map<LeadFieldId, Column[]>();
		const headers = keys.flatMap((key) => {
			const header = this.headerOf(key);
			return header === undefined ? [] : [{ key, header }];
		});
		const has = (field: LeadFieldId) => headers.some(({ header }) => header.field === field);
		for (const { key, header } of headers) {
			const isWhole = header.wholeAlone === true && !has(header.field === 'firstName' ? 'lastName' : 'firstName');
			const field = isWhole && !has('name') ? 'name' : header.field;
			const columns = byField.get(field) ?? [];
			columns.push({ key, claim: header.claim });
			byField.set(field, columns);
		}
		for (const columns of byField.values()) columns.sort((first, second) => first.claim - second.claim);
		return [...byField].map(([field, columns]) => ({ field, columns }));
	}

	private headerOf(key: string): Header | undefined {
		if (this.headers.has(key)) return this.headers.get(key);
		const header = meaningOf(key);
		this.headers.set(key, header);
		return header;
	}
}

/** The first column with a usable value; else the first that is not empty. */
function choose(field: LeadFieldId, columns: readonly Column[], json: IDataObject): Found | undefined {
	let first: Found | undefined;
	for (const { key, claim } of columns) {
		const cell = readCell(json[key], KIND_BY_HEADER[field]);
		if ('text' in cell && cell.text === undefined) continue;
		const found: Found = { field, key, cell };
		const isOnly = columns.length === 1 && claim !== Claim.ByValueAlone;
		if (isOnly || isPlausible(field, cell)) return found;
		if (claim !== Claim.ByValueAlone) first ??= found;
	}
	return first;
}

/** Whether a value looks like what its header promises: enough to prefer it over another column's. */
function isPlausible(field: LeadFieldId, cell: Cell): boolean {
	if (field === 'phone' || field === 'email') return isUsable(cell, field);
	return field !== 'name' || !isCompany(cell);
}

function isCompany(cell: Cell): boolean {
	return 'text' in cell && cell.text !== undefined && COMPANY.test(cell.text);
}

function areSame(first: readonly string[], second: readonly string[]): boolean {
	if (first.length !== second.length) return false;
	for (let index = 0; index < first.length; index += 1) if (first[index] !== second[index]) return false;
	return true;
}
