// First stop: reads from the input item and the parameters what the user wants to send, and what could not be read.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { LEAD_FIELDS, shown, type FieldFault, type Lead, type LeadFieldId } from '../../model/lead';
import { isEmpty } from './cell';
import { HeaderMap } from './headers';
import { projectAndProcessReader } from './ids';
import { ItemReading, type ReadSettings } from './itemReading';
import { compileParameter, type CompiledParameter, type Evaluate } from './parameter';

/** What was read for one item; nothing is checked yet but that it could be read. */
export interface Candidate {
	itemIndex: number;
	init: boolean;
	/** For new leads. */
	lead: Partial<Lead>;
	/** For leads that exist. */
	leadId: string | undefined;
	faults: FieldFault[];
}

/** Reads the candidate of one item. Never throws: what fails becomes a fault. */
export type Read = (json: IDataObject, itemIndex: number) => Candidate;

const mappingSchema = z.object({
	mappingMode: z.enum(['autoMapInputData', 'defineBelow']).catch('autoMapInputData'),
	value: z.record(z.unknown()).nullish().catch(undefined),
	schema: z
		.array(z.object({ id: z.string(), removed: z.boolean().optional() }))
		.optional()
		.catch(undefined),
});
const metadataSchema = z.enum(['none', 'unmapped', 'fields', 'json']).catch('none');
const metadataFieldsSchema = z
	.object({ field: z.array(z.object({ name: z.unknown(), value: z.unknown() })) })
	.catch({ field: [] });

/** Whether lead fields are found by the names of input fields. */
export function mapsAutomatically(parameters: INodeParameters): boolean {
	return (
		mappingSchema.catch({ mappingMode: 'autoMapInputData' }).parse(parameters.leadFields).mappingMode !== 'defineBelow'
	);
}

const CELL_KIND: Partial<Record<LeadFieldId, 'id' | 'phone'>> = { phone: 'phone', referenceId: 'id', groupId: 'id' };

/** Compiles the parameters of new leads, once for all items. */
export function readerOfNewLeads({ parameters, evaluate, defaultProjectId, takeFromInput }: ReadSettings): Read {
	const compile = (path: string, raw: unknown) => compileParameter(path, raw, evaluate);
	const projectAndProcess = projectAndProcessReader({ parameters, evaluate, defaultProjectId, takeFromInput });
	const init = compile('init', parameters.init ?? true);
	const fields = leadFieldsReader(parameters, evaluate);
	const metadata = metadataReader(parameters, evaluate);

	return (json, itemIndex) => {
		const reading = new ItemReading(json, itemIndex);
		const taken = new Set<string>();
		const lead: Partial<Lead> = {};
		const { projectId, processId } = projectAndProcess(reading, json, taken);
		if (projectId !== undefined) lead.projectId = projectId;
		if (processId !== undefined) lead.processId = processId;
		fields(lead, reading, json, taken);
		const ownFields = metadata(reading, json, taken);
		if (ownFields !== undefined) lead.metadata = ownFields;
		return { itemIndex, init: readInit(reading, init), lead, leadId: undefined, faults: reading.faults };
	};
}

/** Compiles the parameters of leads that exist, once for all items. */
export function readerOfExistingLeads({ parameters, evaluate }: ReadSettings): Read {
	const leadId = compileParameter('leadId', parameters.leadId, evaluate);
	const init = compileParameter('init', parameters.init ?? true, evaluate);
	return (json, itemIndex) => {
		const reading = new ItemReading(json, itemIndex);
		return {
			itemIndex,
			leadId: reading.text('leadId', reading.value('leadId', leadId), 'id'),
			init: readInit(reading, init),
			lead: {},
			faults: reading.faults,
		};
	};
}

function readInit(reading: ItemReading, parameter: CompiledParameter): boolean {
	const value = reading.value('init', parameter);
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === 'false') return value === 'true';
	if (isEmpty(value)) return true;
	reading.faults.push({ field: 'init', message: `found ${shown(value)}, expected true or false` });
	return true;
}

type FillLeadFields = (lead: Partial<Lead>, reading: ItemReading, json: IDataObject, taken: Set<string>) => void;

function leadFieldsReader(parameters: INodeParameters, evaluate: Evaluate): FillLeadFields {
	const setText = (lead: Partial<Lead>, reading: ItemReading, field: LeadFieldId, value: unknown) => {
		const text = reading.text(field, value, CELL_KIND[field]);
		if (text !== undefined) lead[field] = field === 'email' ? text.toLowerCase() : text;
	};
	if (mapsAutomatically(parameters)) {
		const headers = new HeaderMap();
		return (lead, reading, json, taken) => {
			for (const [field, key] of headers.fieldsOf(json)) {
				taken.add(key);
				setText(lead, reading, field, json[key]);
			}
		};
	}
	// Field by field: n8n keeps values of removed fields, and throws when it is asked for all at once (fact 22).
	const mapping = mappingSchema.parse(parameters.leadFields);
	const removed = new Set(mapping.schema?.filter((field) => field.removed).map((field) => field.id));
	const mapped = LEAD_FIELDS.filter(({ id }) => !removed.has(id)).map(({ id }) => ({
		id,
		parameter: compileParameter(`leadFields.value.${id}`, mapping.value?.[id], evaluate),
	}));
	return (lead, reading, _json, taken) => {
		for (const { id, parameter } of mapped) {
			if (parameter.isEmpty) continue;
			for (const name of parameter.takes) taken.add(name);
			setText(lead, reading, id, reading.value(id, parameter));
		}
	};
}

export type ReadMetadata = (
	reading: ItemReading,
	json: IDataObject,
	taken: ReadonlySet<string>,
) => Record<string, unknown> | undefined;

/** Compiles the metadata parameters, once for all items; `taken` are the input fields that "All Other Input Fields" leaves out. */
export function metadataReader(parameters: INodeParameters, evaluate: Evaluate): ReadMetadata {
	switch (metadataSchema.parse(parameters.metadata)) {
		case 'none':
			return () => undefined;
		case 'unmapped':
			return (_reading, json, taken) =>
				objectOf(Object.entries(json).filter(([name, value]) => !taken.has(name) && !isEmpty(value)));
		case 'fields': {
			const pairs = metadataFieldsSchema.parse(parameters.metadataFields).field.map((pair, index) => ({
				name: compileParameter(`metadataFields.field[${index}].name`, pair.name, evaluate),
				value: compileParameter(`metadataFields.field[${index}].value`, pair.value, evaluate),
			}));
			return (reading) =>
				objectOf(
					pairs.flatMap(({ name, value }): Array<[string, unknown]> => {
						const key = reading.text('metadata', reading.value('metadata', name));
						const content = reading.value('metadata', value);
						return key === undefined || isEmpty(content) ? [] : [[key, content]];
					}),
				);
		}
		case 'json':
			return metadataJsonReader(compileParameter('metadataJson', parameters.metadataJson, evaluate));
	}
}

function metadataJsonReader(parameter: CompiledParameter): ReadMetadata {
	let last: { text: string; content: unknown } | undefined;
	return (reading) => {
		const value = reading.value('metadata', parameter);
		if (isEmpty(value)) return undefined;
		if (typeof value === 'string' && last?.text !== value) last = { text: value, content: parsedJson(value) };
		const content = typeof value === 'string' ? last?.content : value;
		if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
			return objectOf(Object.entries(content));
		}
		reading.faults.push({
			field: 'metadata',
			message: `found ${shown(typeof value === 'string' ? value : JSON.stringify(value))}, expected a JSON object such as {"city":"Pune"}`,
		});
		return undefined;
	};
}

/** The value that a JSON text holds; undefined when it is none. */
function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** An object of own properties only, whatever their names; undefined when there are none. */
function objectOf(entries: Array<[string, unknown]>): Record<string, unknown> | undefined {
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
