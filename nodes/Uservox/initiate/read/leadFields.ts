// Reads the lead fields of an item: found by their headers, or mapped field by field.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { DO_NOT_CALL, LEAD_FIELDS, type Lead, type LeadFieldId } from '../../model/lead';
import { isEmpty, readCell, type Cell, type CellKind } from '../../input/cell';
import type { GaveNothing } from './gaveNothing';
import { isForeign, isObject, type Path } from '../../input/place';
import type { ItemReading } from '../../input/itemReading';
import { keptBackBy } from './plan/bars';
import type { KeptBack } from './plan/rowTypes';
import { compileParameter, type CompiledParameter, type Evaluate } from '../../input/parameter';

const mappingSchema = z.object({
	mappingMode: z.enum(['autoMapInputData', 'defineBelow']).catch('autoMapInputData'),
	value: z.record(z.string(), z.unknown()).nullish().catch(undefined),
	schema: z
		.array(z.object({ id: z.string(), removed: z.boolean().optional() }))
		.optional()
		.catch(undefined),
});

/** Whether lead fields are found by the names of input fields. */
export function mapsAutomatically(parameters: INodeParameters): boolean {
	return (
		mappingSchema.catch({ mappingMode: 'autoMapInputData' }).parse(parameters.leadFields).mappingMode !== 'defineBelow'
	);
}

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

/** Puts what was read into a lead field; what could not be read becomes a fault. */
export function setText(lead: Partial<Lead>, reading: ItemReading, field: LeadFieldId, cell: Cell): void {
	const text = reading.textIn(field, cell);
	if (text !== undefined) lead[field] = field === 'email' ? text.toLowerCase() : text;
}

export interface MappedField {
	id: LeadFieldId;
	parameter: CompiledParameter;
}

/** The parameters of fields that are mapped one by one, compiled: n8n keeps values of removed fields, and throws when it is asked for all at once. */
export function mappedFields(parameters: INodeParameters, evaluate: Evaluate): MappedField[] {
	const mapping = mappingSchema.parse(parameters.leadFields);
	const removed = new Set(mapping.schema?.filter((field) => field.removed).map((field) => field.id));
	return LEAD_FIELDS.filter(({ id }) => !removed.has(id)).map(({ id }) => ({
		id,
		parameter: compileParameter(`leadFields.value.${id}`, mapping.value?.[id], evaluate),
	}));
}

/** Reads lead fields by their parameters; for an error item, what they leave open comes from its lead. */
export function fieldsByParameter(
	mapped: readonly MappedField[],
	gaveNothing: GaveNothing,
): (lead: Partial<Lead>, reading: ItemReading) => void {
	return (lead, reading) => {
		const { fields, isErrorItem } = reading.source;
		for (const field of mapped) {
			const { id, parameter } = field;
			if (parameter.isEmpty) continue;
			const value = reading.value(id, parameter) ?? (isErrorItem ? fields[id] : undefined);
			setText(lead, reading, id, readCell(value, CELL_KIND[id]));
			const hasFailed = reading.faults.some((fault) => fault.field === id);
			if (!isEmpty(value) || isErrorItem || hasFailed) continue;
			const warning = gaveNothing.look(field, CELL_KIND[id], value, reading);
			if (warning !== undefined) reading.warnings.push(warning);
		}
	};
}

/** The field *Do Not Call*, mapped by hand: whether it keeps an item's lead from being called. */
export class DoNotCallByParameter {
	private readonly parameter: CompiledParameter;
	private asked = 0;
	private said = 0;

	constructor(parameters: INodeParameters, evaluate: Evaluate) {
		const { value, schema } = mappingSchema.parse(parameters.leadFields);
		const { id } = DO_NOT_CALL;
		const isRemoved = schema?.some((field) => field.id === id && field.removed) ?? false;
		this.parameter = compileParameter(`leadFields.value.${id}`, isRemoved ? undefined : value?.[id], evaluate);
	}

	read(reading: ItemReading): KeptBack | undefined {
		if (this.parameter.isEmpty) return undefined;
		const value = reading.value(DO_NOT_CALL.id, this.parameter);
		this.asked += 1;
		if (value !== undefined && value !== null) this.said += 1;
		return keptBackBy(DO_NOT_CALL.displayName, value);
	}

	/** A box that is not ticked may be missing in one item; missing in all of them, the column may have another name. */
	notes(): string[] {
		if (this.asked === 0 || this.said > 0) return [];
		const items = this.asked === 1 ? 'the item' : `any of the ${this.asked} items`;
		return [
			`${DO_NOT_CALL.displayName}: the expression gave nothing for ${items}, so nobody was kept back by it. Check the name of the column in it.`,
		];
	}
}

const MOST_SHOWN_FIELDS = 20;

/** The names of an item's fields, for a person looking for a missing one; fields in containers are shown with their path. */
export function fieldNames(json: IDataObject, container: Path): string {
	const names = Object.entries(json).flatMap(([key, value]) => {
		if (isForeign(key, json)) return [];
		return (key === 'body' || key === container[0]) && isObject(value)
			? Object.keys(value).map((inner) => `${key}.${inner}`)
			: [key];
	});
	if (names.length === 0) return 'none';
	const shown = names.slice(0, MOST_SHOWN_FIELDS).map((name) => `"${name.slice(0, 40)}"`);
	const more = names.length - shown.length;
	return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
