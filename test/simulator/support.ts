// What the simulator's own tests share: made-up leads, and requests to a world in memory.
import { z } from 'zod';

import { FOREIGN, OTHER_PROCESS, PROCESS, PROJECT, TOKEN } from '../ids';
import { handle, type SimulatorAnswer } from './handle';
import { isObject } from './protocol';
import { createWorld, type SimulatorSettings, type World } from './serverState';

export { FOREIGN, OTHER_PROCESS, PROCESS, PROJECT };
export const START = Date.UTC(2026, 0, 1);
export const BULK = '/leads/bulk/initiate';
export const SINGLE = '/leads/initiate';

export type Fields = Record<string, unknown>;

export const phoneOf = (number: number): string => `+999${9_000_000_000 + number}`;

export const lead = (number: number, more: Fields = {}): Fields => ({
	projectId: PROJECT,
	processId: PROCESS,
	name: `Lead ${number}`,
	phone: phoneOf(number),
	...more,
});

export const leads = (count: number, from = 0): Fields[] =>
	Array.from({ length: count }, (_, index) => lead(from + index));

/** Known leads, each created a second after the one before. */
export const known = (count: number, more: Fields = {}): NonNullable<SimulatorSettings['existing']> =>
	Array.from({ length: count }, (_, number) => ({
		phone: phoneOf(number),
		name: `Lead ${number}`,
		createdAt: START - 100_000 + number * 1_000,
		...more,
	}));

/** Sends to a world in memory; the query is in the path. Without a body it is a GET. */
export function send(
	world: World,
	path: string,
	body?: unknown,
	now = START,
	headers: Record<string, string> = { Authorization: `Bearer ${TOKEN}` },
): SimulatorAnswer {
	const url = new URL(`http://simulator/api/v1${path}`);
	return handle(
		world,
		{
			method: body === undefined ? 'GET' : 'POST',
			path: url.pathname,
			query: Object.fromEntries(url.searchParams),
			headers,
			body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
		},
		now,
	);
}

/** Text that holds a JSON object. */
export function asObject(json: string): Fields {
	return z.record(z.unknown()).parse(JSON.parse(json));
}

export function parsed(answer: SimulatorAnswer): { status: number; body: Fields } {
	return { status: answer.status, body: asObject(answer.body) };
}

const objects = (value: unknown): Fields[] => z.array(z.unknown()).parse(value).filter(isObject);

/** Hands leads over in one bulk request and reads both lists. */
export function bulk(world: World, sent: Fields[], now = START) {
	const { status, body } = parsed(send(world, BULK, { leads: sent }, now));
	return { status, success: objects(body.success), errors: objects(body.errors) };
}

/** A page of the list, by name of the leads. */
export function page(world: World, query: Fields = {}, now = START) {
	const search = new URLSearchParams({ projectId: PROJECT, ...query } as Record<string, string>);
	const { status, body } = parsed(send(world, `/leads/query?${search.toString()}`, undefined, now));
	const data = objects(body.data);
	return { status, data, names: data.map(({ name }) => name), pagination: body.pagination };
}

/** All pages, as a client reads them that trusts neither order nor total. */
export function wholeList(world: World, limit = 100): unknown[] {
	const names: unknown[] = [];
	for (let skip = 0; ; skip += limit) {
		const next = page(world, { limit: String(limit), skip: String(skip) }).names;
		names.push(...next);
		if (next.length === 0) return names;
	}
}

/** The lead that GET /leads/get shows, or the status of its refusal. */
export function shown(world: World, query: Record<string, string>): Fields | number {
	const { status, body } = parsed(send(world, `/leads/get?${new URLSearchParams(query).toString()}`));
	return status === 200 && isObject(body.data) ? body.data : status;
}

/** A world whose first submission meets this fault. */
export const withFault = (...faults: NonNullable<SimulatorSettings['faults']>): World => createWorld({ faults });

/** Callbacks of a process to this address, as settings. */
export function callingBack(more: Fields = {}, processId = PROCESS): Pick<SimulatorSettings, 'processDetails'> {
	return { processDetails: { [processId]: { callbacks: [{ url: 'http://127.0.0.1:9/hook', ...more }] } } };
}
