// What the engine tests share: made-up people, the node's usual parameters, a proxy that tampers with answers, and the checks every run must pass.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IDataObject, INode } from 'n8n-workflow';
import { codesOf, disagreements, itemOf, notLeftOnce } from '../delivery';
import { FOREIGN, OTHER_PROCESS, PROCESS, PROJECT, TOKEN } from '../ids';
import { rowByName } from '../people';
import { CODES } from '../../nodes/Uservox/model/codes';
import type { Arrival, StoredLead } from '../simulator/books';
import { startSimulator, type Simulator } from '../simulator/server';
import type { SimulatorSettings } from '../simulator/serverState';
import { sharedTime } from '../time/sharedTime';
import { textOf } from '../values';
import { runNode, type CredentialData, type NodeRun, type RunOptions } from './engine';
import './nodeTime';

export { people, person, phoneOf, rowByName, withReferences } from '../people';
export { codesOf, FOREIGN, itemOf, OTHER_PROCESS, PROCESS, PROJECT, TOKEN };

export const CALLED = 'A call attempt has already been made to this phone number for this project';
export const REPEATING = 'Phone number contains repeating digits pattern';
export const EXISTS = 'Lead with this phone already exists for this project and process';

type KnownLead = NonNullable<SimulatorSettings['existing']>[number];

/** These rows of a sheet as Uservox has them, from an earlier campaign. */
export function knownFrom(rows: IDataObject[], known: ReadonlySet<number>, more: KnownLead = {}): KnownLead[] {
	return rows
		.filter((_, row) => known.has(row))
		.map(({ name, phone, referenceId }) => ({
			name: textOf(name),
			phone: textOf(phone),
			...(referenceId === undefined ? {} : { referenceId: textOf(referenceId) }),
			...more,
		}));
}

export const NEW_LEADS: INode['parameters'] = {
	leadSource: 'new',
	processId: PROCESS,
	leadFields: { mappingMode: 'autoMapInputData', value: null },
};
/** Each item names its process. */
export const BY_ITEM = { __rl: true, mode: 'id', value: '={{ $json.processId }}' };
export const BULK: INode['parameters'] = { ...NEW_LEADS, operation: 'bulkInitiate' };
export const SINGLE: INode['parameters'] = { ...NEW_LEADS, operation: 'initiate' };
export const EXISTING: INode['parameters'] = { leadSource: 'existing', leadId: '={{ $json.id }}' };

/** Maps each field of `names` by an expression: `{ phone: '={{ $json.Handy }}' }`. */
export function mapped(value: Record<string, string>): INode['parameters'] {
	return { leadFields: { mappingMode: 'defineBelow', value } };
}

export async function withSimulator<T>(
	settings: SimulatorSettings,
	work: (simulator: Simulator) => Promise<T>,
): Promise<T> {
	const simulator = await startSimulator(settings, 0, undefined, sharedTime);
	try {
		return await work(simulator);
	} finally {
		await simulator.close();
	}
}

type More = Partial<Omit<RunOptions, 'credential'>> & {
	settings?: Partial<INode>;
	credential?: Partial<CredentialData>;
};

/** Runs the node against a simulator, with a good credential. */
export async function run(
	simulator: Pick<Simulator, 'url'>,
	items: IDataObject[],
	parameters: INode['parameters'],
	{ credential, ...more }: More = {},
): Promise<NodeRun> {
	return await runNode(items, parameters, {
		...more,
		credential: { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT, ...credential },
	});
}

/** The requests that handed leads over, in the order of their arrival. The others only ask. */
export function submissionsTo({ books }: Pick<Simulator, 'books'>): Arrival[] {
	return books.arrivals.filter(({ kind }) => kind === 'bulk' || kind === 'single');
}

/** How many leads each of them held. */
export const sizesOf = (simulator: Pick<Simulator, 'books'>): number[] =>
	submissionsTo(simulator).map(({ leads }) => leads);

/** What was stored, in the order of its rows: leads go out in random order. */
export function storedByRow({ books }: Simulator, rowOf: (lead: StoredLead) => number = rowByName): StoredLead[] {
	return [...books.created].sort((one, other) => rowOf(one) - rowOf(other));
}

const CODE_NAMES = Object.keys(CODES).filter((code) => /[A-Z]/.test(code));

/** Every input item leaves on exactly one output, once, linked to itself; nothing is on the third output. */
export function expectEachItemOnce(node: NodeRun, count: number): void {
	expect(node.thrown).toBeUndefined();
	expect(notLeftOnce(node, count)).toEqual([]);
	// Hints are for people: no codes, but where one says by which code to filter.
	for (const hint of node.hints.map((text) => text.replace(/"\w+"/g, '')))
		expect(CODE_NAMES.filter((code) => hint.includes(code))).toEqual([]);
}

/** The rows on Success are the rows in the books; where an item gives an `_id`, it is that of its own lead; nothing was started twice. */
export function expectSuccessIsBooks(
	{ success }: NodeRun,
	{ books }: Simulator,
	rowOf: (lead: StoredLead) => number = rowByName,
): void {
	expect(disagreements(success, books, rowOf)).toEqual([]);
}

/** The json of the output items, by the input item they are linked to. */
export function byItem({ success, error }: NodeRun): Map<number, IDataObject> {
	return new Map([...success, ...error].map((item) => [itemOf(item), item.json]));
}

export function readSheet(): IDataObject[] {
	return parse<IDataObject>(readFileSync(path.resolve(__dirname, '../leads-sheet.csv')), { columns: true, bom: true });
}

export interface HostileRequest {
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface HostileAnswer {
	status?: number;
	headers?: Record<string, string>;
	body: string;
}

export interface HostileServer {
	url: string;
	requests: HostileRequest[];
}

/** A server on loopback that answers as `answer` says. */
export async function withServer<T>(
	answer: (request: HostileRequest) => HostileAnswer | Promise<HostileAnswer>,
	work: (server: HostileServer) => Promise<T>,
): Promise<T> {
	const requests: HostileRequest[] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const request = { path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks).toString() };
			requests.push(request);
			void Promise.resolve(answer(request)).then(({ status = 200, headers, body }) => {
				response.writeHead(status, { 'content-type': 'application/json', ...headers });
				response.end(body);
			});
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	try {
		return await work({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/v1`, requests });
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** Between node and simulator: changes the text of answers; the simulator's books stay the truth. */
export async function withTamperedSimulator<T>(
	settings: SimulatorSettings,
	tamper: (body: string, request: HostileRequest) => string,
	work: (simulator: Simulator, proxy: HostileServer) => Promise<T>,
): Promise<T> {
	return await withSimulator(
		settings,
		async (simulator) =>
			await withServer(
				async (request) => {
					const answer = await fetch(`${new URL(simulator.url).origin}${request.path}`, {
						method: request.body === '' ? 'GET' : 'POST',
						headers: { authorization: String(request.headers.authorization), 'content-type': 'application/json' },
						body: request.body === '' ? undefined : request.body,
					});
					return { status: answer.status, body: tamper(await answer.text(), request) };
				},
				async (proxy) => await work(simulator, proxy),
			),
	);
}
