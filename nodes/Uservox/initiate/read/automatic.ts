// Map Automatically: surveys the columns of a run, makes its plan, and reads each item by it.
import type { IDataObject } from 'n8n-workflow';
import { readCell } from '../../input/cell';
import type { ItemReading, Source } from '../../input/itemReading';
import { isObject, type Path } from '../../input/place';
import { isTooWide } from '../../input/width';
import type { Country } from '../../model/country';
import { LEAD_FIELDS, type Lead, type LeadFieldId } from '../../model/lead';
import { errorItemOf } from './errorItem';
import { brokenTable } from './brokenTable';
import { CELL_KIND, setText } from './leadFields';
import type { Kind } from './plan/kind';
import { Claim } from './plan/meaning';
import type { Rank } from './plan/party';
import { containerAt } from './plan/leaves';
import { mappingNotes } from './plan/describe';
import { lookUp } from './plan/lookUp';
import { valueKeyOf } from './plan/pairs';
import { planOf } from './plan/makePlan';
import { columnsOf, type Plan, type Source as Column } from './plan/plan';
import { planForRow, readRow } from './plan/row';
import type { At, Row } from './plan/rowTypes';
import { Survey, type Items } from './plan/survey';
import { References } from './references';

/** While all items are looked at, the plan is made anew only when there are this many times the columns, so that it is not made for each. */
const WHILE_LOOKING = 1.25;

export class AutomaticMapping {
	private readonly survey: Survey;
	private readonly references: References;
	private readonly used = new Set<Column>();
	private leadsWithout = { phone: false, email: false };
	private lastLookUp: { json: IDataObject; place: Path; at: At } | undefined;
	private planned: { plan: Plan; version: number } | undefined;

	/**
	 * @param items the input; error items among them are empty
	 * @param takesTheRest whether all other input fields go along as metadata
	 * @param country the default country, if there is one
	 */
	constructor(
		items: Items,
		private readonly takesTheRest: boolean,
		country: Country | undefined,
	) {
		this.survey = new Survey(items, country);
		this.references = new References((json) => this.rowOf(json, this.planSince(WHILE_LOOKING)));
	}

	/** The plan as far as the input is known. */
	get plan(): Plan {
		return this.planSince(1);
	}

	/** The plan, made anew when there are this many times the columns it was made of. */
	private planSince(growth: number): Plan {
		const { version } = this.survey;
		const isOld = this.planned === undefined || version >= this.planned.version * growth;
		if (this.planned !== undefined && (this.planned.version === version || !isOld)) return this.planned.plan;
		this.planned = { plan: planOf(this.survey), version };
		return this.planned.plan;
	}

	/** Looks at an item before the first one is read. */
	look(json: IDataObject): void {
		const errorItem = errorItemOf(json);
		const fields = errorItem?.lead ?? json;
		if (isTooWide(fields)) return;
		if (errorItem === undefined) this.survey.see(json);
		const { referenceId, place } = this.planSince(WHILE_LOOKING);
		if (referenceId.length === 0) return;
		const at = lookUp(fields, this.survey.headers, place);
		for (const source of referenceId) {
			const cell = readCell(at(source.path), 'guessedId');
			if ('text' in cell && cell.text === undefined) continue;
			if (source.isDoubtful) this.references.look(fields, source, cell);
			return;
		}
	}

	/** Where the lead of an item stands, for what is taken besides it. */
	sourceOf(json: IDataObject): Source {
		const place = this.placeOf(json);
		const fields = containerAt(json, place, this.survey.headers);
		const container = fields === undefined ? [] : place;
		return { json, fields: fields ?? json, container, taken: new Set(), isErrorItem: false };
	}

	/** The lead field that a header means, if it is the lead's for certain. */
	fieldOf(key: string): LeadFieldId | undefined {
		const { kind, claim, party } = this.survey.headers.meaningOf(key);
		if (claim > Claim.Known || !OF_THE_LEAD.has(party.rank)) return undefined;
		return LEAD_FIELDS.find(({ id }) => id === kind)?.id;
	}

	/** Whether an input field is a lead field by its name: "N/A" in it is not worth passing on. */
	isLeadColumn(name: string): boolean {
		const { kind, claim } = this.survey.headers.meaningOf(name);
		return kind !== 'none' && claim <= Claim.Known;
	}

	/** Fills in the lead fields of one item. */
	fill(lead: Partial<Lead>, reading: ItemReading): Row {
		const { source, faults } = reading;
		if (source.isErrorItem) return this.fromErrorItem(lead, reading);
		const row = this.rowOf(source.json);
		for (const taken of row.taken) {
			if (taken.field === 'referenceId' && !this.references.isId(taken)) {
				reading.keptOut = taken.source.path.at(-1);
				continue;
			}
			setText(lead, reading, taken.field, taken.cell);
			this.used.add(taken.source);
		}
		if (this.takesTheRest) this.markTaken(source, row);
		if (row.faults.length > 0) faults.push(...row.faults);
		if (row.warnings.length > 0) reading.warnings.push(...row.warnings);
		if (lead.phone === undefined && lead.email !== undefined) this.leadsWithout.phone = true;
		if (lead.email === undefined && lead.phone !== undefined) this.leadsWithout.email = true;
		return row;
	}

	/** Whether an item has columns for a phone or an email, and for a name. */
	hasColumns(json: IDataObject): { reach: boolean; name: boolean } {
		const at = lookUp(json, this.survey.headers, this.plan.place);
		const { phones, emails, names } = planForRow(this.plan, at);
		const has = ({ path }: { path: Path }) => at(path) !== undefined;
		return { reach: phones.some(has) || emails.some(has), name: names.some((one) => columnsOf(one).some(has)) };
	}

	/** What is wrong with the table that an item comes from, if a whole column of the lead is missing. */
	brokenTable(json: IDataObject, { phone, email, name, firstName }: Partial<Lead>): string | undefined {
		if ((phone !== undefined || email !== undefined) && (name !== undefined || firstName !== undefined))
			return undefined;
		const has = this.hasColumns(json);
		return has.reach && has.name ? undefined : brokenTable(json, (header) => this.isLeadColumn(header));
	}

	/** A list of several records in the item, which only another node can part: one of people, if there is one. */
	listIn(json: IDataObject): Path | undefined {
		const at = lookUp(json, this.survey.headers, []);
		const lists = [...this.survey.several.values()].filter(({ path }) => at(path) !== undefined);
		const ofPeople = lists.find(({ first }) =>
			Object.keys(first).some((key) => REACHES.has(this.survey.headers.meaningOf(key).kind)),
		);
		return (ofPeople ?? lists[0])?.path;
	}

	/** What to say of the mapping in the output panel. */
	notes(): Array<{ code: 'mapping' | 'referenceId' | 'phonePassedOver'; text: string }> {
		return [
			...mappingNotes(this.plan, this.used, this.leadsWithout),
			...this.references.notes().map((text) => ({ code: 'referenceId' as const, text })),
		];
	}

	private placeOf(json: IDataObject): Path {
		const { plan } = this;
		return plan.otherwise === undefined ? plan.place : planForRow(plan, this.lookUp(json, plan)).place;
	}

	/** The values of an item by their paths. One item is asked several times in a row. */
	private lookUp(json: IDataObject, { place }: Plan): At {
		if (this.lastLookUp?.json !== json || this.lastLookUp.place !== place)
			this.lastLookUp = { json, place, at: lookUp(json, this.survey.headers, place) };
		return this.lastLookUp.at;
	}

	private rowOf(fields: IDataObject, plan = this.plan): Row {
		const at = this.lookUp(fields, plan);
		return readRow(planForRow(plan, at), at);
	}

	/** An error item that is fed back tells its lead by the names of its fields, and by what somebody has put beside them. */
	private fromErrorItem(lead: Partial<Lead>, reading: ItemReading): Row {
		for (const [key, value] of Object.entries(reading.source.fields)) {
			const field = this.fieldOf(key);
			if (field !== undefined && lead[field] === undefined)
				setText(lead, reading, field, readCell(value, CELL_KIND[field]));
		}
		return { taken: [], faults: [], warnings: [], keptBack: undefined };
	}

	/** Marks the fields of the container that the lead has taken as a whole. */
	private markTaken({ fields, container, taken }: Source, { taken: columns }: Row): void {
		const inner = new Map<string, Set<string>>();
		for (const { source } of columns) {
			const [key, next] = source.path.slice(container.length);
			if (key === undefined || !container.every((name, index) => source.path[index] === name)) continue;
			const value = fields[key];
			const isOneField = next === undefined || !isObject(value) || valueKeyOf(value) === next || this.isOneField(key);
			if (isOneField) taken.add(key);
			else inner.set(key, (inner.get(key) ?? new Set()).add(next));
		}
		for (const [key, names] of inner) {
			const value = fields[key];
			const filled = isObject(value) ? Object.keys(value).filter((name) => !isNothing(value[name])) : [];
			if (filled.length > 0 && filled.every((name) => names.has(name))) taken.add(key);
		}
	}

	/** Whether a key names one field, however its value is made: `names: [{ displayName }]`. */
	private isOneField(key: string): boolean {
		const { kind, party } = this.survey.headers.meaningOf(key);
		return kind === 'name' && party.rank === 'nobody';
	}
}

const REACHES: ReadonlySet<Kind> = new Set(['phone', 'email'] satisfies Kind[]);
const OF_THE_LEAD: ReadonlySet<Rank> = new Set(['nobody', 'lead', 'contact'] satisfies Rank[]);

const isNothing = (value: unknown): boolean => {
	const cell = readCell(value, 'guessedId');
	return 'text' in cell && cell.text === undefined;
};
