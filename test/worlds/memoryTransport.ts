// Carries requests to the simulator in memory, over a network that takes its time and sometimes fails, and notes each one.
import { z } from 'zod';

import type { HttpRequest, HttpResult, Random, SendHttp } from '../../nodes/Uservox/api/ports';
import type { Run, StopReason } from '../../nodes/Uservox/api/run';
import type { Arrival } from '../simulator/books';
import { handle } from '../simulator/handle';
import type { World } from '../simulator/serverState';
import type { VirtualClock } from '../time/virtualClock';

/** How the network behaves; times in ms. */
export interface Network {
	/** Each way. */
	latencyMs: number;
	/** Up to so much more each way, at random. */
	jitterMs: number;
	/** Chance that no connection is made. */
	noConnection: number;
	/** Chance that the request, or the answer, is lost on the way. */
	lost: number;
	/** How far the server's clock is ahead of ours. */
	serverAheadMs: number;
	/** Whether answers carry a Date header. */
	dateHeader: boolean;
	/** How far that header is ahead of the server's own clock: something in between may write it. */
	dateAheadMs: number;
}

/** `list`: a page of a project. `search`: the same endpoint, asked for a phone or an email. `get`: one lead by an id. */
export type ExchangeKind = 'bulk' | 'single' | 'list' | 'search' | 'get' | 'other';

/** One request from departure to end, as the client saw it. Times are the client's clock. */
export interface Exchange {
	readonly kind: ExchangeKind;
	/** Which run sent it. */
	readonly run: number;
	readonly departedAt: number;
	/** Indexes of the leads in it, in their order; of a page of the list, none. */
	readonly leads: readonly number[];
	/** Of a page of the list: the place of its first lead. */
	readonly skip?: number;
	readonly bytes: number;
	/** How many different pairs of project and process the leads have. */
	readonly scopes: number;
	/** Whether the run had stopped when it departed. */
	readonly stoppedBefore: StopReason | undefined;
	/** How many requests of this run were under way, this one included. */
	readonly underWay: number;
	/** Its line in the books, once it has arrived. */
	arrival?: Arrival;
	/** What the client was told, and when. */
	result?: HttpResult;
	endedAt?: number;
}

const leadSchema = z.object({ name: z.string(), projectId: z.string(), processId: z.string() });
const bodySchema = z.object({
	leads: z.array(leadSchema).optional(),
	leadIds: z.array(z.string()).optional(),
	lead: leadSchema.optional(),
	leadId: z.string().optional(),
});

/** What the transport needs to note whom a request speaks of. */
export interface Whose {
	byName: ReadonlyMap<string, number>;
	byReference: ReadonlyMap<string, number>;
	byId: ReadonlyMap<string, number>;
	/** Phones and emails as they are in the sheet. */
	byContact: ReadonlyMap<string, number>;
}

export interface TransportSettings {
	world: World;
	clock: VirtualClock;
	network: Network;
	random: Random;
	whose: Whose;
	/** Where exchanges are noted, in the order of departure; shared by all runs. */
	exchanges: Exchange[];
}

/** Gives each run its `SendHttp` to the same server. */
export function memoryTransport(settings: TransportSettings): (index: number, run: Run) => SendHttp {
	const { world, clock, network, random, whose, exchanges } = settings;
	const oneWayMs = () => network.latencyMs + random() * network.jitterMs;
	const serverNow = () => clock.exactNow + network.serverAheadMs;

	const subjects = (request: HttpRequest): { leads: number[]; scopes: number } => {
		const { referenceId, leadId, phone, email } = request.query ?? {};
		if (request.method === 'GET') {
			const leads = [
				...indexesOf([referenceId], whose.byReference),
				...indexesOf([leadId], whose.byId),
				...indexesOf([phone, email?.toLowerCase()], whose.byContact),
			];
			return { leads, scopes: 1 };
		}
		const body = bodySchema.parse(JSON.parse(request.body ?? '{}'));
		const leads = [...(body.leads ?? []), ...(body.lead === undefined ? [] : [body.lead])];
		const ids = [...(body.leadIds ?? []), ...(body.leadId === undefined ? [] : [body.leadId])];
		return {
			leads: [
				...indexesOf(
					leads.map((lead) => lead.name),
					whose.byName,
				),
				...indexesOf(ids, whose.byId),
			],
			scopes: new Set(leads.map((lead) => `${lead.projectId} ${lead.processId}`)).size + (ids.length > 0 ? 1 : 0),
		};
	};

	return (index, run) => {
		let underWay = 0;
		return async (request) => {
			underWay += 1;
			const kind = kindOf(request);
			const exchange: Exchange = {
				kind,
				run: index,
				departedAt: clock.exactNow,
				...subjects(request),
				...(kind === 'list' ? { skip: Number(request.query?.skip ?? 0) } : {}),
				bytes: Buffer.byteLength(request.body ?? ''),
				stoppedBefore: run.stopped,
				underWay,
			};
			exchanges.push(exchange);
			const result = await new Promise<HttpResult>((resolve) => carry(request, exchange, resolve));
			underWay -= 1;
			exchange.result = result;
			exchange.endedAt = clock.exactNow;
			return result;
		};
	};

	function carry(request: HttpRequest, exchange: Exchange, resolve: (result: HttpResult) => void): void {
		if (random() < network.noConnection) {
			clock.after(oneWayMs(), () => resolve({ kind: 'noConnection', why: 'connect ECONNREFUSED' }));
			return;
		}
		const cancelTimeout = clock.after(request.timeoutMs, () => resolve({ kind: 'lost', why: 'timeout' }));
		const end = (result: HttpResult) => {
			cancelTimeout();
			resolve(result);
		};
		const lostAt = random() < network.lost ? (random() < 0.5 ? 'there' : 'back') : undefined;
		clock.after(oneWayMs(), () => {
			if (lostAt === 'there') return end({ kind: 'lost', why: 'socket hang up' });
			const answer = handle(
				world,
				{
					method: request.method,
					path: `/api/v1${request.path}`,
					query: request.query ?? {},
					headers: { authorization: `Bearer ${world.settings.token}` },
					body: request.body ?? '',
				},
				serverNow(),
			);
			exchange.arrival = world.books.arrivals.at(-1);
			const { later } = answer;
			// Before the answer where both are due at the same time: it fills the answer in.
			if (later !== undefined) clock.after(later.afterMs, () => later.run(serverNow()));
			if (answer.effect === 'hang' || answer.effect === 'drip') return;
			clock.after(answer.delayMs + oneWayMs(), () => {
				if (answer.effect !== 'answer' || lostAt === 'back') return end({ kind: 'lost', why: 'socket hang up' });
				const { date } = answer.headers;
				end({
					kind: 'answer',
					status: answer.status,
					text: answer.body,
					...(network.dateHeader && date !== undefined ? { serverTime: Date.parse(date) + network.dateAheadMs } : {}),
				});
			});
		});
	}
}

function kindOf({ path, query = {} }: HttpRequest): ExchangeKind {
	switch (path) {
		case '/leads/bulk/initiate':
			return 'bulk';
		case '/leads/initiate':
			return 'single';
		case '/leads/get':
			return 'get';
		case '/leads/query':
			return query.phone === undefined && query.email === undefined ? 'list' : 'search';
		default:
			return 'other';
	}
}

function indexesOf(keys: ReadonlyArray<string | undefined>, indexes: ReadonlyMap<string, number>): number[] {
	return keys.flatMap((key) => (key === undefined ? [] : (indexes.get(key) ?? [])));
}
