// Reads which project and which process an item means: from the parameters, else from the item's own fields, else from the credential.
import { z } from 'zod';
import type { FieldFault } from '../model/fault';
import { OBJECT_ID } from '../model/lead';
import { ItemReading, sourceOf, type ReadSettings } from './itemReading';
import { compileParameter, type CompiledParameter, type Evaluate } from './parameter';

/** What n8n stores for a parameter that is picked from a list or entered as an id. */
const locatorSchema = z.object({ mode: z.string(), value: z.unknown() });

/** Compiles a parameter that holds an id: picked from a list, entered by id, or a plain text as in older workflows. */
export function compileId(path: string, raw: unknown, evaluate: Evaluate): CompiledParameter {
	const located = locatorSchema.safeParse(raw);
	return located.success
		? compileParameter(`${path}.value`, located.data.value, evaluate)
		: compileParameter(path, raw, evaluate);
}

/** An id as the API writes it, in lower case. Anything else stays as it was found, so that a message can show it. */
export function normalisedId(id: string): string {
	return OBJECT_ID.test(id) ? id.toLowerCase() : id;
}

const ADVICE: Readonly<Record<string, string>> = {
	projectId: 'Set Project ID in the node or the credential, or give the item a field "projectId"',
	processId: 'Choose a Process in the node, or enter it by ID as an expression that gives one for each item',
};

/** The fault, with what to do where no id was found. */
export function withAdvice(fault: FieldFault): FieldFault {
	const advice = fault.code === 'missing' ? ADVICE[fault.field] : undefined;
	return advice === undefined ? fault : { ...fault, message: `${fault.message}. ${advice}` };
}

export interface ProjectAndProcess {
	projectId?: string;
	processId?: string;
}

type ReadOne<Value> = (reading: ItemReading) => Value;

/**
 * Compiles the parameter of that name, once for all items. Where it is empty, the item's field of the same name counts, and then the
 * fallback. An expression that has no value for an item names nothing: it stands for neither of them (docs/rules.md, rule 12).
 */
function idReader(
	field: 'projectId' | 'processId',
	{ parameters, evaluate, takeFromInput }: ReadSettings,
	fallback?: string,
): ReadOne<string | undefined> & { parameter: CompiledParameter } {
	const parameter = compileId(field, parameters[field], evaluate);
	const read = (reading: ItemReading) => {
		const given = reading.text(field, reading.value(field, parameter), 'id');
		if (given !== undefined) return normalisedId(given);
		const { json, fields, taken, isErrorItem } = reading.source;
		if (!parameter.isEmpty && !isErrorItem) return undefined;
		if (!takeFromInput) return fallback;
		const fromInput = reading.text(field, fields[field] ?? json[field], 'guessedId');
		if (fromInput === undefined) return fallback;
		taken.add(field);
		return normalisedId(fromInput);
	};
	return Object.assign(read, { parameter });
}

/** Compiles the parameter `projectId`. The credential's project is the last resort. */
export function projectReader(settings: ReadSettings): ReadOne<string | undefined> & { parameter: CompiledParameter } {
	const { defaultProjectId } = settings;
	return idReader('projectId', settings, defaultProjectId && normalisedId(defaultProjectId));
}

/** Compiles the parameters `projectId` and `processId`, once for all items. */
export function projectAndProcessReader(
	settings: ReadSettings,
): ReadOne<ProjectAndProcess> & { parameters: CompiledParameter[] } {
	const project = projectReader(settings);
	const process = idReader('processId', settings);
	const read = (reading: ItemReading) => ({ projectId: project(reading), processId: process(reading) });
	return Object.assign(read, { parameters: [project.parameter, process.parameter] });
}

/** The project and the process that the node itself names, or the credential: the same for all items. */
export function idsOfNode({ parameters, evaluate, defaultProjectId }: ReadSettings): ProjectAndProcess {
	const idOf = (field: 'projectId' | 'processId'): string | undefined => {
		const parameter = compileId(field, parameters[field], evaluate);
		if (!parameter.isSameForAll) return undefined;
		const reading = new ItemReading(sourceOf({}), 0);
		const text = reading.text(field, reading.value(field, parameter), 'id');
		return text === undefined ? undefined : normalisedId(text);
	};
	const projectId = idOf('projectId') ?? (defaultProjectId && normalisedId(defaultProjectId));
	return { projectId, processId: idOf('processId') };
}
