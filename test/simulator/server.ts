// The HTTP shell around the simulated API: loopback only, with real drops, hangs and delays.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';

import type { Arrival, Books } from './books';
import { playCalls } from './calls';
import { handle } from './handle';
import { postman } from './postman';
import {
	applySettings,
	createWorld,
	resetWorld,
	settingsSchema,
	type SimulatorSettings,
	type World,
} from './serverState';
import { callSchema, type CallPlan } from './settings';

/** The time it lives in. */
export interface Time {
	/** Epoch ms. */
	now: () => number;
	/** Runs something in so many ms; the returned function takes it back. */
	after: (ms: number, run: () => void) => () => void;
}

/** A running simulator. */
export interface Simulator {
	/** Base URL for the credential, e.g. `http://127.0.0.1:4010/api/v1`. */
	readonly url: string;
	readonly world: World;
	readonly books: Books;
	/**
	 * Plays calls: of the lead with this id, reference id, phone or email, or of all that were started and not called yet.
	 * Gives how many; their ends are called back where that is set in their process.
	 */
	playCalls(how?: Partial<CallPlan>, lead?: string): number;
	/** Ends it: open connections are cut, leads to be stored late are not. */
	close(): Promise<void>;
}

/**
 * Starts the simulator on 127.0.0.1.
 * @param settings see `settings.ts`
 * @param port 0: any free port
 * @param time another time than the real one, for tests of long waits
 * @param onArrival called after each API request was handled, with its line in the books
 *
 * For people and other processes, outside `/api/v1`: `GET /books` (the summary; `?full=1` all), `POST /settings`
 * (merges settings, adds faults), `POST /reset` (empty books; a body with settings replaces the present ones),
 * `POST /calls` (plays calls: of all leads that were started and not called yet, or with `lead`, an id, reference id,
 * phone or email, of that one; `outcome`, `afterMs`, `lastsMs`, `seconds` and `variables` as in `callSchema` of
 * `settings.ts`; answers `{ played }`), `GET /deliveries` (the callbacks delivered so far). Where callbacks go is set as in
 * Uservox, for each process: `POST /settings` with
 * `{ "processDetails": { "<process id>": { "callbacks": [{ "url": "…", "bearerToken": "…" }] } } }`.
 */
export async function startSimulator(
	settings: SimulatorSettings = {},
	port = 0,
	onArrival?: (arrival: Arrival) => void,
	time: Time = REAL_TIME,
): Promise<Simulator> {
	const clock = () => time.now();
	const world = createWorld(settings);
	const planned = new Set<() => void>();
	const after = (delayMs: number, run: () => void) => {
		const cancel = time.after(delayMs, () => {
			planned.delete(cancel);
			run();
		});
		planned.add(cancel);
		return cancel;
	};
	/** What belongs to the world before a reset must not happen in the one after it. */
	const afterInThisWorld = (delayMs: number, run: () => void) => {
		const { agenda } = world;
		return after(delayMs, () => {
			if (world.agenda === agenda) run();
		});
	};
	const closing = new AbortController();
	const moveOn = postman({ world, now: clock, after: afterInThisWorld, closing: closing.signal });
	const play = (how: Partial<CallPlan> = {}, lead?: string) => {
		const played = playCalls(world, how, clock(), lead);
		moveOn();
		return played;
	};

	const api = (request: IncomingMessage, response: ServerResponse, url: URL, body: string): void => {
		const headers: Record<string, string> = {};
		for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
		const query = Object.fromEntries(url.searchParams);
		const arrivedAt = clock();
		const answer = handle(world, { method: request.method ?? '', path: url.pathname, query, headers, body }, arrivedAt);
		const arrival = world.books.arrivals.at(-1);
		if (arrival) onArrival?.(arrival);
		moveOn();
		const { later } = answer;
		let isPending = later !== undefined;
		const finish = () => {
			if (isPending) later?.run(clock());
			isPending = false;
			moveOn();
		};
		if (later) afterInThisWorld(later.afterMs, finish);
		if (answer.effect === 'hang') return;
		if (answer.effect === 'drip') {
			response.writeHead(200, { 'content-type': 'application/json' });
			const drip = () => {
				if (response.destroyed) return;
				response.write(' ');
				after(DRIP_EVERY_MS, drip);
			};
			return drip();
		}
		const act = () => {
			// Two timers of the same moment may fire in either order.
			if (later && later.afterMs <= answer.delayMs) finish();
			// Timers may end early, and a busy process is late: what counts is when the answer leaves.
			if (arrival) arrival.answeredAt = clock();
			if (answer.effect !== 'answer') return void request.socket.destroy();
			response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
			response.end(answer.body);
		};
		// The work on the request is part of the latency that is asked for.
		const restMs = answer.delayMs - (clock() - arrivedAt);
		if (restMs > 0) after(restMs, act);
		else act();
	};

	const desk = (method: string, url: URL, body: string): { status: number; body: unknown } => {
		switch (`${method} ${url.pathname}`) {
			case 'GET /books':
				return { status: 200, body: url.searchParams.has('full') ? world.books.full() : world.books.summary() };
			case 'POST /settings':
				applySettings(world, settingsSchema.partial().parse(JSON.parse(body)));
				return { status: 200, body: world.settings };
			case 'POST /reset':
				resetWorld(world, body.trim() === '' ? world.settings : settingsSchema.parse(JSON.parse(body)));
				return { status: 200, body: world.settings };
			case 'POST /calls': {
				const { lead, ...how } = deskCallSchema.parse(body.trim() === '' ? {} : JSON.parse(body));
				return { status: 200, body: { played: play(how, lead) } };
			}
			case 'GET /deliveries':
				return { status: 200, body: world.books.deliveries };
			default:
				return { status: 404, body: { error: `The simulator knows /api/v1, ${DESK}` } };
		}
	};

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		// A client that gives up while sending has not sent a request: nothing to handle.
		request.on('error', () => undefined);
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8');
			const url = new URL(request.url ?? '/', 'http://127.0.0.1');
			if (url.pathname.startsWith('/api/')) return api(request, response, url, body);
			let reply: { status: number; body: unknown };
			try {
				reply = desk(request.method ?? '', url, body);
			} catch (error) {
				reply = { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
			}
			response.writeHead(reply.status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(reply.body));
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The simulator did not get a port');

	return {
		url: `http://127.0.0.1:${address.port}/api/v1`,
		world,
		books: world.books,
		playCalls: play,
		async close() {
			closing.abort();
			for (const cancel of planned) cancel();
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
}

const DESK = 'GET /books, GET /deliveries, POST /settings, POST /reset, POST /calls';
const deskCallSchema = callSchema.partial().extend({ lead: z.string().optional() });

const DRIP_EVERY_MS = 50;

/** Epoch milliseconds that never go back, even when the machine's clock is set. */
const REAL_TIME: Time = {
	now: () => performance.timeOrigin + performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};
