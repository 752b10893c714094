// Causes outside the leads: a blocked key, no credits, no access, a wrong address. They stop the run, and fail the node when nothing was taken.
import type { INode } from 'n8n-workflow';
import type { FaultEntry } from '../simulator/faults';
import type { Simulator } from '../simulator/server';
import { applySettings, type SimulatorSettings } from '../simulator/serverState';
import { sharedTime } from '../time/sharedTime';
import type { NodeRun } from './engine';
import {
	BULK,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	FOREIGN,
	itemOf,
	knownFrom,
	people,
	run,
	SINGLE,
	sizesOf,
	submissionsTo,
	withReferences,
	withServer,
	withSimulator,
} from './support';

const HOUR_MS = 3_600_000;
const ALWAYS = { kind: 'any' as const, times: 'always' as const };
const settings: Partial<INode> = { onError: 'continueRegularOutput' };
const OPERATIONS: Array<[string, INode['parameters']]> = [
	['bulk', BULK],
	['single', SINGLE],
];
/** So many rows are listed, so few are looked up. */
const SIZES = [40, 2];

type Fault = Extract<FaultEntry, { fault: unknown }>['fault'];
const always = (fault: Fault): SimulatorSettings => ({ faults: [{ match: ALWAYS, fault }] });

/** The node fails with this message; with On Error = Continue each item leaves on Error once, and none on Success. */
async function expectCause(
	url: Pick<Simulator, 'url'>,
	rows: number,
	parameters: INode['parameters'],
	message: RegExp,
	code: string,
	credential = {},
): Promise<NodeRun> {
	const stopped = await run(url, people(rows), parameters, { credential });
	expect(stopped.thrown?.message).toMatch(message);
	expect([...stopped.success, ...stopped.error]).toEqual([]);
	const continued = await run(url, people(rows), parameters, { credential, settings });
	expectEachItemOnce(continued, rows);
	expect(continued.success).toEqual([]);
	// What never went out is `notSent`, for the same reason.
	const { notSent, ...found } = codesOf(continued.error);
	expect(Object.keys(found)).toEqual(code === 'notSent' ? [] : [code]);
	if (code === 'notSent') expect(notSent).toBe(rows);
	return continued;
}

describe.each(OPERATIONS)(
	'a cause outside the leads fails the node when nothing was taken: %s',
	(_name, parameters) => {
		test.each(SIZES)('a blocked key, %i rows', async (rows) => {
			await withSimulator({}, async (simulator) => {
				simulator.world.blockedUntil = Number.MAX_SAFE_INTEGER;
				await expectCause(
					simulator,
					rows,
					parameters,
					/Uservox has blocked the API key.*ends by \d\d:\d\d UTC/,
					'keyBlocked',
				);
				expect(sizesOf(simulator)).toEqual([]);
			});
		});

		test.each(
			SIZES.flatMap(
				(rows) =>
					[
						[rows, 401 as const],
						[rows, 403 as const],
					] as const,
			),
		)('a wrong token, %i rows, %i', async (rows, unauthorizedStatus) => {
			await withSimulator({ unauthorizedStatus }, async (simulator) => {
				const wrong = { apiToken: 'wrong' };
				const message = new RegExp(`refused access.*${unauthorizedStatus}.*Check the API token`);
				const node = await expectCause(simulator, rows, parameters, message, 'accessRefused', wrong);
				for (const { json } of node.error) expect(json.retryable).toBe(json.errorCode === 'notSent');
			});
		});

		test.each(SIZES)('no server at all, %i rows', async (rows) => {
			const options = { maxRetries: 1 };
			const node = await expectCause(
				{ url: 'http://127.0.0.1:9/api/v1' },
				rows,
				{ ...parameters, options },
				/Uservox could not be reached/,
				'serverFailure',
			);
			expect(node.error.every(({ json }) => json.retryable === true)).toBe(true);
		});

		test.each(SIZES)('a log-in page, %i rows', async (rows) => {
			await withSimulator(always({ type: 'garbage', when: 'before', body: 'logIn' }), async (simulator) => {
				await expectCause(simulator, rows, parameters, /web page.*base URL.*log-in/s, 'notSent');
				// At the first, harmless question.
				expect(sizesOf(simulator)).toEqual([]);
				expect(simulator.books.arrivals.length).toBeLessThanOrEqual(2 * Math.min(rows, 2));
			});
		});

		test.each(SIZES)('a base URL without /api/v1 where nothing is: 404, %i rows', async (rows) => {
			await withServer(
				({ path }) => ({
					status: 404,
					headers: { 'content-type': 'text/html' },
					body: `<pre>Cannot GET ${path}</pre>`,
				}),
				async (server) => {
					await expectCause(server, rows, parameters, /HTTP 404/, 'requestRefused');
					expect(server.requests.length).toBeLessThanOrEqual(40);
				},
			);
		});

		test.each(SIZES)('another JSON server: 404, %i rows', async (rows) => {
			await withServer(
				() => ({ status: 404, body: '{"message":"no Route matched with those values"}' }),
				async (server) => {
					await expectCause(server, rows, parameters, /404/, 'requestRefused');
					expect(server.requests.length).toBeLessThanOrEqual(40);
				},
			);
		});

		test.each(SIZES)('the same refusal of every request, %i rows', async (rows) => {
			const faults = [
				{
					match: { times: 'always' as const },
					fault: { type: 'status' as const, code: 400, body: '{"error":"Bulk initiation is not enabled"}' },
				},
			];
			await withSimulator({ faults }, async (simulator) => {
				const stopped = await run(simulator, people(rows), parameters);
				// One lead's refusal by 400 is about the lead: the vendor's page says so.
				if (parameters === SINGLE) return;
				expect(stopped.thrown?.message).toMatch(/Bulk initiation is not enabled/);
				expect(sizesOf(simulator).length).toBeLessThanOrEqual(20);
			});
		});

		test.each(SIZES)('a process that does not exist, %i rows', async (rows) => {
			await withSimulator({}, async (simulator) => {
				const node = await run(simulator, people(rows), { ...parameters, processId: FOREIGN }, { settings });
				expectEachItemOnce(node, rows);
				expect(codesOf(node.error)).toEqual({ processNotFound: rows });
				// As many as go out at first, before an answer is there: two leads.
				expect(sizesOf(simulator)).toEqual(parameters === BULK ? [2] : [1, 1]);
			});
		});

		test.each(
			SIZES.flatMap((rows) =>
				(['request', 'lead'] as const).flatMap((creditsRefuse) =>
					([400, 402, 403] as const).map((creditsStatus) => [rows, creditsRefuse, creditsStatus] as const),
				),
			),
		)('no credits: %i rows, refused by %s, %i', async (rows, creditsRefuse, creditsStatus) => {
			await withSimulator({ credits: 0, creditsRefuse, creditsStatus }, async (simulator) => {
				const node = await expectCause(simulator, rows, parameters, /no lead credits left.*Top up/, 'noCredits');
				for (const { json } of node.error)
					expect(json).toMatchObject({ retryable: true, error: expect.stringMatching(/credits/) });
				// The first answer that says so stops the run.
				expect(sizesOf(simulator).length).toBeLessThanOrEqual(4);
			});
		});
	},
);

describe('credits that run out', () => {
	test.each(
		(['request', 'lead'] as const).flatMap((creditsRefuse) =>
			([400, 402, 403] as const).map((creditsStatus) => [creditsRefuse, creditsStatus] as const),
		),
	)(
		'in mid-run, refused by %s, %i: what was taken is on Success, the rest says what to do',
		async (creditsRefuse, creditsStatus) => {
			for (const [, parameters] of OPERATIONS) {
				await withSimulator({ credits: 10, creditsRefuse, creditsStatus }, async (simulator) => {
					const node = await run(simulator, people(50), parameters);
					expectEachItemOnce(node, 50);
					expectSuccessIsBooks(node, simulator);
					// 2, 2, 2 and 4 leads have used them up.
					expect(node.success).toHaveLength(10);
					expect(Object.keys(codesOf(node.error)).sort()).toEqual(['noCredits', 'notSent']);
					for (const { json } of node.error)
						expect(json).toMatchObject({
							retryable: true,
							error: expect.stringMatching(/credits/),
						});
					expect(node.hints.join(' ')).toMatch(/Nothing more was sent: .*no lead credits left/);
					const after = submissionsTo(simulator).length;
					expect(after).toBeLessThanOrEqual(parameters === BULK ? 5 : 10 + 7);
				});
			}
		},
	);

	test('after a top-up, the items that were not sent go out, and only those', async () => {
		await withSimulator({ credits: 10 }, async (simulator) => {
			await run(simulator, people(50), BULK);
			applySettings(simulator.world, { credits: 100 });
			const node = await run(simulator, people(50), BULK);
			expect(node.success).toHaveLength(40);
			expect(codesOf(node.error)).toEqual({ alreadyExists: 10 });
			expect(simulator.books.created).toHaveLength(50);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});
});

describe('a key that is blocked', () => {
	test('later executions do not ask with it, and say until when; after the hour they do', async () => {
		await withSimulator({}, async (simulator) => {
			const { world, books } = simulator;
			world.blockedUntil = Number.MAX_SAFE_INTEGER;
			expect((await run(simulator, people(40), BULK)).thrown?.message).toMatch(/blocked/);
			expect(books.arrivals).toHaveLength(1);
			for (const [, parameters] of OPERATIONS) {
				for (const rows of SIZES) {
					await expectCause(
						simulator,
						rows,
						parameters,
						/blocked the API key.*ends by \d\d:\d\d UTC; this key is not used/,
						'keyBlocked',
					);
				}
			}
			const dry = await run(simulator, people(2), { ...BULK, dryRun: true }, { settings });
			expect(codesOf(dry.error)).toEqual({ keyBlocked: 2 });
			expect(books.arrivals).toHaveLength(1);
			// Another token is another key.
			const other = await run(simulator, people(2), BULK, { credential: { apiToken: 'other' } });
			expect(other.thrown?.message).toMatch(/refused access/);
			expect(books.arrivals.length).toBeGreaterThan(1);
		});
	});

	test('in mid-run: what was taken is on Success, no request follows, the rest is retryable', async () => {
		await withSimulator({}, async (simulator) => {
			const { world, books } = simulator;
			const faults = [
				{
					match: { request: 5 },
					fault: { type: 'status' as const, code: 429, body: '{"error":"API key temporarily blocked"}' },
				},
			];
			applySettings(world, { faults });
			const node = await run(simulator, people(50), BULK);
			expectEachItemOnce(node, 50);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(10);
			expect(codesOf(node.error)).toEqual({ keyBlocked: 7, notSent: 33 });
			expect(node.error.every(({ json }) => json.retryable === true)).toBe(true);
			expect(books.arrivals.at(-1)?.status).toBe(429);
		});
	});
});

describe('a 429 for pace', () => {
	const tooFast = { type: 'status' as const, code: 429, body: '{"error":"Too many requests"}' };
	const options = { maxConcurrentRequests: 1, requestsPerWindow: 20 };

	test('to a lead: pauses for two windows, goes on at half the pace, and nothing is lost', async () => {
		await withSimulator({ faults: [{ match: { request: 5 }, fault: tooFast }] }, async (simulator) => {
			const node = await run(simulator, people(25), { ...SINGLE, options });
			expectEachItemOnce(node, 25);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(25);
			const { arrivals } = simulator.books;
			const refused = arrivals.findIndex(({ status }) => status === 429);
			expect((arrivals[refused + 1]?.at ?? 0) - (arrivals[refused]?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
			const after = arrivals.slice(refused + 1);
			for (const [index, { at }] of after.slice(10).entries()) {
				expect(at - (after[index]?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
			}
		});
	});

	test('and a second one: the run ends, and what was not sent may be sent later', async () => {
		const faults = [5, 8].map((request) => ({ match: { request }, fault: tooFast }));
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(25), { ...SINGLE, options });
			expectEachItemOnce(node, 25);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(6);
			expect(codesOf(node.error)).toEqual({ rateLimited: 1, notSent: 18 });
			for (const { json } of node.error) {
				expect(json).toMatchObject({ retryable: true, error: expect.stringContaining('Requests per 5 Seconds') });
			}
			expect(sizesOf(simulator)).toHaveLength(8);
		});
	});

	test('to a question: it is asked again after the pause', async () => {
		const faults = [{ match: { kind: 'reading' as const, times: 2 }, fault: tooFast }];
		await withSimulator({ faults, existing: knownFrom(people(25), new Set([3])) }, async (simulator) => {
			const node = await run(simulator, people(25), { ...BULK, options });
			expectEachItemOnce(node, 25);
			expect(codesOf(node.error)).toEqual({ alreadyExists: 1 });
			expect(simulator.books.summary().byKind).toMatchObject({ query: 3 });
		});
	});

	test.each([
		['in seconds', () => '37'],
		['as a date', () => new Date(sharedTime.now() + 38_000).toUTCString()],
	])('that says how long to wait (%s): as long is waited, and nothing is lost', async (_name, retryAfter) => {
		const fault = { ...tooFast, retryAfter: retryAfter() };
		for (const kind of ['submission', 'reading'] as const) {
			await withSimulator({ faults: [{ match: { request: 1, kind }, fault }] }, async (simulator) => {
				const node = await run(simulator, people(25), { ...BULK, options });
				expectEachItemOnce(node, 25);
				expect(node.success).toHaveLength(25);
				const { arrivals } = simulator.books;
				const refused = arrivals.findIndex(({ status }) => status === 429);
				expect((arrivals[refused + 1]?.at ?? 0) - (arrivals[refused]?.at ?? 0)).toBeGreaterThan(36_000);
			});
			fault.retryAfter = retryAfter();
		}
	});

	test('that asks for a wait of an hour: the run ends at once, and what was not sent may be sent later', async () => {
		const faults = [{ match: { request: 3 }, fault: { ...tooFast, retryAfter: '3600' } }];
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(25), { ...SINGLE, options });
			expectEachItemOnce(node, 25);
			expectSuccessIsBooks(node, simulator);
			expect(codesOf(node.error)).toEqual({ rateLimited: 1, notSent: 22 });
			expect(sizesOf(simulator)).toHaveLength(3);
		});
	});

	test.each([['soon'], ['-5'], ['9'.repeat(400)], ['']])(
		'whose Retry-After cannot be read (%s): the usual pause',
		async (retryAfter) => {
			const faults = [{ match: { request: 1 }, fault: { ...tooFast, retryAfter } }];
			await withSimulator({ faults }, async (simulator) => {
				const node = await run(simulator, people(2), { ...SINGLE, options });
				expect(node.success).toHaveLength(2);
				const [first = 0, second = 0] = simulator.books.arrivals
					.filter(({ kind }) => kind === 'single')
					.map(({ at }) => at);
				expect(second - first).toBeGreaterThanOrEqual(10_000);
				expect(second - first).toBeLessThan(11_000);
			});
		},
	);

	test('to everything: the node fails with it, and the token is nowhere in the run data', async () => {
		const token = 'secret-of-this-test';
		await withServer(
			({ headers }) => ({ status: 429, body: JSON.stringify({ error: `Too fast ${headers.authorization}`, headers }) }),
			async (server) => {
				for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
					const credential = { apiToken: token };
					const node = await run(server, people(3), BULK, { credential, settings: { onError } });
					expect(JSON.stringify(node.run)).not.toContain(token);
					if (onError === 'stopWorkflow') expect(node.thrown?.message).toMatch(/too many requests/);
					else expect(node.error).toHaveLength(3);
				}
				expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
			},
		);
	});
});

describe('what does not fail the node', () => {
	test('something was accepted', async () => {
		const faults = [{ match: { request: 2, times: 'always' as const }, fault: { type: 'status' as const, code: 401 } }];
		await withSimulator({ faults }, async (simulator) => {
			expectEachItemOnce(await run(simulator, people(20), BULK), 20);
		});
	});

	test('all are known', async () => {
		const rows = people(20);
		await withSimulator({ existing: knownFrom(rows, new Set(rows.keys())) }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, 20);
			expect(codesOf(node.error)).toEqual({ alreadyExists: 20 });
		});
	});

	test('leads that Uservox refuses for what they are, and a cause outside for the others', async () => {
		await withSimulator({ credits: 0, creditsRefuse: 'request' }, async (simulator) => {
			const faults = [
				{ match: { request: 1 }, fault: { type: 'status' as const, code: 400, body: '{"error":"odd"}' } },
			];
			applySettings(simulator.world, { faults });
			const node = await run(simulator, people(4), { ...SINGLE, options: { maxConcurrentRequests: 1 } });
			expectEachItemOnce(node, 4);
			expect(codesOf(node.error)).toMatchObject({ rejected: 1, noCredits: 1 });
		});
	});

	test('what may have arrived', async () => {
		const faults = [
			{ match: { times: 'always' as const }, fault: { type: 'garbage' as const, when: 'after' as const, body: '{}' } },
			{ match: { kind: 'reading' as const, request: 1 }, fault: { type: 'slow' as const, ms: 0 } },
			{ match: { kind: 'reading' as const, times: 'always' as const }, fault: { type: 'status' as const, code: 403 } },
		];
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(4), BULK);
			expectEachItemOnce(node, 4);
			expect(node.error.map(itemOf).length + node.success.length).toBe(4);
			expect(codesOf(node.error).unconfirmed).toBeGreaterThan(0);
		});
	});

	test('nothing to do', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				people(3, () => ({ phone: 'x' })),
				BULK,
			);
			expectEachItemOnce(node, 3);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

test('Retry On Fail runs again after a cause outside the leads, and goes through once it is gone', async () => {
	const faults = [
		{
			match: { kind: 'any' as const, times: 1 },
			fault: { type: 'garbage' as const, when: 'before' as const, body: 'logIn' },
		},
	];
	await withSimulator({ faults }, async (simulator) => {
		const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const node = await run(simulator, withReferences(20), BULK, { settings: retrying });
		expectEachItemOnce(node, 20);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(20);
	});
});

test('a log-in page in mid-run: the run stops soon, and what was taken meanwhile does not leave as not sent', async () => {
	const page = { type: 'garbage' as const, when: 'before' as const, body: 'logIn' };
	const faults = [
		...[1, 2, 3].map((request) => ({ match: { request }, fault: { type: 'slow' as const, ms: 0 } })),
		{ match: { times: 'always' as const }, fault: page },
		{ match: { kind: 'reading' as const, request: 1 }, fault: { type: 'slow' as const, ms: 0 } },
		{ match: { kind: 'reading' as const, times: 'always' as const }, fault: page },
	];
	await withSimulator({ faults }, async (simulator) => {
		const node = await run(simulator, people(200), BULK);
		expectEachItemOnce(node, 200);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(6);
		expect(sizesOf(simulator).length).toBeLessThanOrEqual(3 + 2);
		expect(node.hints.join(' ')).toMatch(/web page/);
	});
});

test('after the hour of a block the key is used again', async () => {
	await withSimulator({ blockMs: 600_000 }, async (simulator) => {
		const { world, books } = simulator;
		world.blockedUntil = Number.MAX_SAFE_INTEGER;
		expect((await run(simulator, people(5), BULK)).thrown?.message).toMatch(/blocked/);
		world.blockedUntil = 0;
		expect((await run(simulator, people(5), BULK)).thrown?.message).toMatch(/blocked/);
		expect(books.arrivals).toHaveLength(1);
		await sharedTime.sleep(HOUR_MS + 1_000);
		const node = await run(simulator, people(5), BULK);
		expect(node.success).toHaveLength(5);
	});
});
