// Workflows as n8n exports them, and the examples that users import.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IConnections, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';
import { z } from 'zod';

/** A workflow as n8n exports it. */
export interface WorkflowFile {
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

const FOLDER = path.resolve(__dirname, '../workflows');
/** Enough to tell an exported workflow from other JSON; n8n itself says what else is wrong with one. */
const fileSchema = z.custom<WorkflowFile>(
	(value) =>
		z.object({ nodes: z.array(z.object({ name: z.string() })), connections: z.object({}) }).safeParse(value).success,
);

/** All example workflows, by file name without `.json`. */
export function exampleWorkflows(): Map<string, WorkflowFile> {
	const names = readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.map((file) => path.basename(file, '.json'));
	return new Map(names.sort().map((name) => [name, exampleWorkflow(name)]));
}

/** One example workflow. @throws Error when there is none of this name, or the file holds no workflow */
export function exampleWorkflow(name: string): WorkflowFile {
	return fileSchema.parse(JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')));
}
