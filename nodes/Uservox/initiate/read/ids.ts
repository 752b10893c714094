// Reads which project and which process an item means: from the parameters, else from the item's own fields, else from the credential.
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ItemReading, ReadSettings } from './itemReading';
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

export interface ProjectAndProcess {
	projectId?: string;
	processId?: string;
}

/** Adds to `taken` the input fields that it takes. */
type ReadProjectAndProcess = (reading: ItemReading, json: IDataObject, taken: Set<string>) => ProjectAndProcess;

/** Compiles the parameters `projectId` and `processId`, once for all items. An empty one leaves it to the item's field of that name. */
export function projectAndProcessReader({
	parameters,
	evaluate,
	defaultProjectId,
	takeFromInput,
}: ReadSettings): ReadProjectAndProcess {
	const compiled = {
		projectId: compileId('projectId', parameters.projectId, evaluate),
		processId: compileId('processId', parameters.processId, evaluate),
	};
	return (reading, json, taken) => {
		const idOf = (field: 'projectId' | 'processId'): string | undefined => {
			const given = reading.text(field, reading.value(field, compiled[field]), 'id');
			for (const name of compiled[field].takes) taken.add(name);
			if (given !== undefined || !takeFromInput) return given;
			const fromInput = reading.text(field, json[field], 'id');
			if (fromInput !== undefined) taken.add(field);
			return fromInput;
		};
		return { projectId: idOf('projectId') ?? defaultProjectId, processId: idOf('processId') };
	};
}
