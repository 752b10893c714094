// Reads the metadata of a lead: none, the rest of the input, pairs, or JSON.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { shown } from '../model/fault';
import { METADATA, tooLong } from '../model/limits';
import { isAbsent, isEmpty } from './cell';
import { isForeign, isObject } from './place';
import type { ItemReading } from './itemReading';
import { faultOfSize } from './size';
import { isTooWide } from './width';
import { compileParameter, type CompiledParameter, type Evaluate } from './parameter';

/** The metadata of one item, after its lead fields were read; undefined where there is none. */
export type ReadMetadata = (reading: ItemReading) => Record<string, unknown> | undefined;

const metadataSchema = z.enum(['none', 'unmapped', 'fields', 'json']).catch('none');
const metadataFieldsSchema = z
	.object({ field: z.array(z.object({ name: z.unknown(), value: z.unknown() })) })
	.catch({ field: [] });

/** Whether a run's metadata is everything that no lead field took. */
export function takesTheRest(parameters: INodeParameters): boolean {
	return parameters.metadata === 'unmapped';
}

/**
 * Compiles the parameters of metadata, once for all items.
 * @param isLeadColumn whether an input field is known as a lead field: "N/A" in it is not worth passing on
 * @param empties what happens to an empty value: a new lead goes without it; of a known one it empties the field. What is absent is neither.
 */
export function metadataReader(
	parameters: INodeParameters,
	evaluate: Evaluate,
	isLeadColumn: (name: string) => boolean = () => false,
	empties: 'leftOut' | 'given' = 'leftOut',
): ReadMetadata {
	const contentOf = empties === 'given' ? givenContent : filledContent;
	const mode = metadataSchema.parse(parameters.metadata);
	if (mode === 'none') return () => undefined;
	const read =
		mode === 'unmapped'
			? theRest(isLeadColumn, contentOf)
			: mode === 'fields'
				? pairs(parameters, evaluate, contentOf)
				: json(parameters, evaluate);
	return (reading) => {
		const { isErrorItem, fields } = reading.source;
		const content = isErrorItem && isObject(fields.metadata) ? { ...fields.metadata } : read(reading);
		const fault = content === undefined ? undefined : faultOfSize(content);
		if (fault === undefined) return content;
		reading.faults.push({ field: 'metadata', code: 'tooLong', message: fault });
		return undefined;
	};
}

/** The content of a field; undefined where there is none to be sent. */
type ContentOf = (value: unknown) => unknown;

const filledContent: ContentOf = (value) => (isEmpty(value) ? undefined : value);
const givenContent: ContentOf = (value) => (typeof value === 'string' && isEmpty(value) ? '' : value);

/** An item that is too wide is given as it is: it fails for its size. */
function theRest(isLeadColumn: (name: string) => boolean, contentOf: ContentOf): ReadMetadata {
	return ({ source: { fields, taken } }) => {
		if (isTooWide(fields)) return fields;
		const isRest = ([name, value]: [string, unknown]) =>
			!taken.has(name) && !isForeign(name, fields) && !(isLeadColumn(name) && isAbsent(value, 'email'));
		return objectOf(
			Object.entries(fields)
				.filter(isRest)
				.map(([name, value]) => [name, contentOf(value)]),
		);
	};
}

function pairs(parameters: INodeParameters, evaluate: Evaluate, contentOf: ContentOf): ReadMetadata {
	const compiled = metadataFieldsSchema.parse(parameters.metadataFields).field.map((pair, index) => ({
		name: compileParameter(`metadataFields.field[${index}].name`, pair.name, evaluate),
		value: compileParameter(`metadataFields.field[${index}].value`, pair.value, evaluate),
	}));
	return (reading) =>
		objectOf(
			compiled.flatMap(({ name, value }): Array<[string, unknown]> => {
				if (name.isEmpty) return [];
				const faultsBefore = reading.faults.length;
				const key = reading.text('metadata', reading.value('metadata', name), 'text');
				const content = contentOf(reading.value('metadata', value));
				if (key !== undefined) return [[key, content]];
				if (content !== undefined && content !== '' && reading.faults.length === faultsBefore) {
					const message = `found ${shown(content)} without a name, expected one for each field of the metadata`;
					reading.faults.push({ field: 'metadata', code: 'missing', message });
				}
				return [];
			}),
		);
}

function json(parameters: INodeParameters, evaluate: Evaluate): ReadMetadata {
	const parameter: CompiledParameter = compileParameter('metadataJson', parameters.metadataJson, evaluate);
	let last: { text: string; content: unknown } | undefined;
	return (reading) => {
		const value = reading.value('metadata', parameter);
		if (isEmpty(value)) return undefined;
		if (typeof value === 'string' && value.length > METADATA.characters) {
			const message = tooLong(value.length, METADATA.characters);
			reading.faults.push({ field: 'metadata', code: 'tooLong', message });
			return undefined;
		}
		if (typeof value === 'string' && last?.text !== value) last = { text: value, content: parsedJson(value) };
		const content = typeof value === 'string' ? last?.content : value;
		if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
			return objectOf(Object.entries(content));
		}
		reading.faults.push({
			field: 'metadata',
			code: 'invalid',
			message: `found ${shown(value)}, expected a JSON object such as {"city":"Pune"}`,
		});
		return undefined;
	};
}

/** The value that a JSON text holds; undefined when it is not JSON. */
function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** An object of own properties only, whatever their names; undefined when there are none that are something. */
function objectOf(entries: Array<[string, unknown]>): Record<string, unknown> | undefined {
	const given = entries.filter(([, content]) => content !== undefined);
	return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Metadata with one more entry, unless its name is taken. */
export function withEntry(
	metadata: Record<string, unknown> | undefined,
	name: string,
	value: IDataObject[string],
): Record<string, unknown> {
	return Object.fromEntries([[name, value], ...Object.entries(metadata ?? {})]);
}
