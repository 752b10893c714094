// Which input field of an item is which lead field, when the user lets the node map automatically.
import type { IDataObject } from 'n8n-workflow';
import type { LeadFieldId } from '../../model/lead';
import { isAbsent, isUsable, type CellKind } from './cell';
import { Claim, meaningOf, type Header } from './headers';

export const CELL_KIND: Readonly<Record<LeadFieldId, CellKind>> = {
	phone: 'phone',
	email: 'email',
	name: 'name',
	firstName: 'name',
	lastName: 'name',
	referenceId: 'id',
	groupId: 'id',
};

interface Column {
	key: string;
	claim: Claim;
}

/** The columns that claim each lead field, the best claim first. */
type Plan = ReadonlyArray<readonly [LeadFieldId, readonly Column[]]>;

/** The forms of companies, and what their names end with. A person's name ends so only where people joke. */
const COMPANY =
	/(?:^|[\s,.])(?:ltd|limited|llc|llp|inc|incorporated|gmbh|corp|corporation|company|pvt|plc|sarl|srl|pty|ltda|holdings?|technologies|solutions|industries|enterprises|services|consulting|logistics|motors|traders|ventures|associates|agency|studios?|labs|university|school|college|hospital|clinic|foundation|bank|& (?:co|sons))\.?\s*$/i;

/** Finds lead fields by their headers; what a header means is worked out once for each. */
export class Columns {
	private readonly headers = new Map<string, Header | undefined>();
	private keys: readonly string[] = [];
	private plan: Plan = [];

	/** The input field for each lead field of one item. Lead fields without one are absent. */
	of(json: IDataObject): Map<LeadFieldId, string> {
		const chosen = new Map<LeadFieldId, string>();
		for (const [field, columns] of this.planFor(json)) {
			const key = choose(field, columns, json);
			if (key !== undefined) chosen.set(field, key);
		}
		const name = chosen.get('name');
		// "Acme Ltd" is greeted as nobody: with a first name the company stays out.
		if (name !== undefined && chosen.has('firstName') && isCompany(json[name])) chosen.delete('name');
		return chosen;
	}

	/** The input field for one lead field, as `of` gives it. */
	oneOf(json: IDataObject, field: LeadFieldId): string | undefined {
		const columns = this.planFor(json).find(([planned]) => planned === field)?.[1];
		return columns === undefined ? undefined : choose(field, columns, json);
	}

	/** Whether a header of the item is known, whatever stands under it. */
	knowsOneOf(json: IDataObject, ...fields: LeadFieldId[]): boolean {
		return this.planFor(json).some(
			([field, columns]) => fields.includes(field) && columns.some(({ claim }) => claim !== Claim.ByValueAlone),
		);
	}

	/** How good the claim of an input field is, if it has any. */
	claimOf(key: string): Claim | undefined {
		return this.headerOf(key)?.claim;
	}

	private planFor(json: IDataObject): Plan {
		const keys = Object.keys(json);
		if (keys.length !== this.keys.length || keys.some((key, index) => key !== this.keys[index])) {
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
		return [...byField];
	}

	private headerOf(key: string): Header | undefined {
		if (this.headers.has(key)) return this.headers.get(key);
		const header = meaningOf(key);
		this.headers.set(key, header);
		return header;
	}
}

/** The first column whose value will do; else the first that is not empty. */
function choose(field: LeadFieldId, columns: readonly Column[], json: IDataObject): string | undefined {
	const kind = CELL_KIND[field];
	let first: string | undefined;
	for (const { key, claim } of columns) {
		const value = json[key];
		if (isAbsent(value, kind)) continue;
		const isOnly = columns.length === 1 && claim !== Claim.ByValueAlone;
		if (isOnly || isPlausible(field, value)) return key;
		if (claim !== Claim.ByValueAlone) first ??= key;
	}
	return first;
}

/** Whether a value looks like what its header promises: enough to prefer it over another column's. */
function isPlausible(field: LeadFieldId, value: unknown): boolean {
	if (field === 'phone' || field === 'email') return isUsable(value, CELL_KIND[field]);
	return field !== 'name' || !isCompany(value);
}

function isCompany(value: unknown): boolean {
	return typeof value === 'string' && COMPANY.test(value);
}
