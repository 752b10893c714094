// Reading what the API found: one object, a page of leads, the processes of a project.
import { CALLBACK, connectionIn, type Connection } from './callbacks';
import { asObject, type JsonObject } from './parse';

/** The lead or the call in `{ success, data }`, or the body if it is one itself; undefined when there is none with an id. */
export function readFound(body: JsonObject): JsonObject | undefined {
	const object = asObject(body.data) ?? body;
	return typeof object._id === 'string' && object._id !== '' ? object : undefined;
}

/** Whether the answer says in `data` that there is nothing. */
export function holdsNothing({ data }: JsonObject): boolean {
	return data === null || (Array.isArray(data) && data.length === 0);
}

export interface Page {
	entries: JsonObject[];
	/** How many entries the page had, whether or not they are objects. */
	length: number;
	/** How many there are on all pages, if the answer says so. */
	total?: number;
}

/** A page of `GET /leads/query`, `{ success, data: [lead], pagination: { total } }`; undefined when the body is not one. */
export function readPage({ success, data, pagination }: JsonObject): Page | undefined {
	if (success === false || !Array.isArray(data)) return undefined;
	const total = asObject(pagination)?.total;
	const isCount = typeof total === 'number' && Number.isInteger(total) && total >= 0;
	return { entries: objectsIn(data), length: data.length, total: isCount ? total : undefined };
}

/** The processes of `GET /processes/list/{projectId}`; undefined when the body holds no list. Their callbacks are left out. */
export function readProcesses({ success, processes }: JsonObject): JsonObject[] | undefined {
	if (success === false || !Array.isArray(processes)) return undefined;
	return objectsIn(processes).map(withoutCallbacks);
}

/** The same, each with what its callbacks say about one address. The callbacks themselves go no further than here. */
export function readConnections(
	{ success, processes }: JsonObject,
	webhookId: string,
): Array<{ process: JsonObject; connection: Connection }> | undefined {
	if (success === false || !Array.isArray(processes)) return undefined;
	return objectsIn(processes).map((process) => ({
		process: withoutCallbacks(process),
		connection: connectionIn(process, webhookId),
	}));
}

function objectsIn(list: unknown[]): JsonObject[] {
	return list.map(asObject).filter((entry) => entry !== undefined);
}

/** Callbacks may hold secrets of other systems, anywhere in a process. They go no further than here. */
function withoutCallbacks(process: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(process)
			.filter(([key]) => !CALLBACK.test(key))
			.map(([key, value]) => [key, cleared(value)]),
	);
}

function cleared(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(cleared);
	const object = asObject(value);
	return object === undefined ? value : withoutCallbacks(object);
}

/** Whether a process takes leads, by `isActive`, or by `activeStatus` as 1 or 0. */
export function isActive({ isActive: active, activeStatus }: JsonObject): boolean {
	return typeof active === 'boolean' ? active : activeStatus !== 0;
}
