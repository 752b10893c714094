// Wait for Outcome: many leads together, each until its own call is over, with few requests, whatever happens meanwhile.
import type { IDataObject } from 'n8n-workflow';
import { startSimulator, type Simulator } from '../simulator/server';
import { applySettings, type SimulatorSettings } from '../simulator/serverState';
import { sharedTime } from '../time/sharedTime';
import { textOf } from '../values';
import {
	byItem,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	people,
	person,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	SINGLE,
	BULK,
	TOKEN,
	withReferences,
	withServer,
	withSimulator,
} from './support';
import { outputsOf, runWorkflow, sheetWorkflow, type NodeRun } from './engine';

const WAIT = { resource: 'lead', operation: 'waitForOutcome', leadId: '={{ $json._id }}' };
const TOOL = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
const MINUTE = 60_000;

const leadId = (number: number) => `64c${String(number).padStart(21, '0')}`;
const activityId = (number: number) => `64d${String(number).padStart(21, '0')}`;
const existing = (count: number, more: object = {}) =>
	Array.from({ length: count }, (_, number) => ({
		_id: leadId(number),
		name: `Lead ${number}`,
		phone: phoneOf(number),
		referenceId: `R-${number}`,
		processId: PROCESS,
		...more,
	}));
const ids = (count: number) => Array.from({ length: count }, (_, number) => ({ _id: leadId(number) }));

/** Requests that only look, by kind. */
const looksOf = ({ books }: Simulator) => books.arrivals.filter(({ kind }) => kind === 'get' || kind === 'query');

/** Hands leads over as a workflow would, and gives the items that it goes on with. */
async function handedOver(simulator: Simulator, items: IDataObject[], parameters = BULK): Promise<IDataObject[]> {
	const { success } = await run(simulator, items, parameters);
	return success.map(({ json }) => json);
}

async function waitFor(
	simulator: Simulator,
	items: IDataObject[],
	parameters: object = {},
	more = {},
): Promise<NodeRun> {
	return await run(simulator, items, { ...WAIT, ...parameters }, more);
}

describe('leads whose calls end after different times', () => {
	/** Lead n is called after five seconds for n times twenty; those from `ending` on are called for ever. */
	const callsOf = (count: number, ending: number): NonNullable<SimulatorSettings['callOf']> =>
		Object.fromEntries(
			Array.from({ length: count }, (_, number) => [
				`R-${number}`,
				number < ending ? { afterMs: 5_000, lastsMs: number * 20_000 } : { lastsMs: 'forever' as const },
			]),
		);
	const others = existing(300, { referenceId: undefined }).map((lead, number) => ({
		...lead,
		phone: phoneOf(1_000 + number),
	}));

	test.each([
		['full', 45, 40, 30],
		['brief', 9, 8, 5],
		['ids', 9, 8, 5],
		['bare', 9, 8, 5],
		['none', 9, 8, 5],
	] as const)(
		'activities %s: of %i leads %i end within %i minutes; each leaves once, with its own outcome',
		async (activitiesInLead, count, ending, timeout) => {
			const settings = { calls: {}, callOf: callsOf(count, ending), activitiesInLead, existing: others };
			await withSimulator(settings, async (simulator) => {
				const items = await handedOver(simulator, withReferences(count));
				expect(items).toHaveLength(count);
				const before = looksOf(simulator).length;
				const node = await waitFor(simulator, items, { options: { timeout } });
				expectEachItemOnce(node, count);
				expect(codesOf(node.error)).toEqual({ stillOpen: count - ending });
				for (const { json } of node.success) {
					expect(json).toMatchObject({ currentState: 'interested', lastDisposition: 'Interested' });
					// It is seen in the first round after its end.
					const endsAfter = 5 + Number(textOf(json.referenceId).slice(2)) * 20;
					expect(json.waitedSeconds).toBeGreaterThanOrEqual(endsAfter - 5);
					expect(json.waitedSeconds).toBeLessThanOrEqual(endsAfter + 30);
				}
				for (const { json } of node.error) {
					expect(json).toMatchObject({
						error: expect.stringContaining(`The call had not ended after ${timeout} minutes`),
						retryable: true,
						existingLead: { currentState: 'make_first_call' },
					});
				}
				// New leads are on the first page of the list: one request a round is enough.
				expect(looksOf(simulator).length - before).toBeLessThanOrEqual(1 + 2 * timeout);
			});
		},
	);

	test('1,000 leads: ten requests a round', async () => {
		await withSimulator({ calls: { lastsMs: 100_000 }, requestsPerWindow: 100 }, async (simulator) => {
			const items = await handedOver(simulator, people(1_000));
			expect(items).toHaveLength(1_000);
			const before = looksOf(simulator).length;
			const node = await waitFor(simulator, items);
			expectEachItemOnce(node, 1_000);
			expect(node.success).toHaveLength(1_000);
			const looks = looksOf(simulator).length - before;
			const rounds = 1 + Math.ceil((Number(node.success[0]?.json.waitedSeconds) - 1) / 30);
			expect(looks).toBeLessThanOrEqual(10 * rounds);
			expect(simulator.books.strictWindowViolations(100, 5_000)).toEqual([]);
		});
	});

	test('few leads in a large project are looked up, and no more often than the interval says', async () => {
		const many = existing(500, { createdAt: '2025-01-01' });
		await withSimulator({ existing: many, listOrder: 'oldest', calls: { lastsMs: 95_000 } }, async (simulator) => {
			const items = await handedOver(simulator, [person(600), person(601)]);
			expect(items).toHaveLength(2);
			const before = looksOf(simulator).length;
			const node = await waitFor(simulator, items);
			expect(node.success).toHaveLength(2);
			expect(looksOf(simulator).length - before).toBeLessThanOrEqual(2 * 5);
		});
	});
});

describe('a lead that was called before', () => {
	const before = {
		lastDisposition: 'Attempted',
		currentState: 'schedule_second_call',
		updatedAt: '2024-01-02T00:01:35.000Z',
	};
	const activities = [{ _id: activityId(0), leadId: leadId(0) }];

	test.each(['full', 'brief', 'ids', 'bare', 'none'] as const)(
		'its old call does not count (activities: %s), the next one does',
		async (activitiesInLead) => {
			const settings = { existing: existing(1, before), activities, activitiesInLead };
			await withSimulator(settings, async (simulator) => {
				simulator.playCalls({ afterMs: 3 * MINUTE, lastsMs: MINUTE }, leadId(0));
				const node = await waitFor(simulator, ids(1));
				expect(node.success.map(({ json }) => json)).toEqual([
					expect.objectContaining({ lastDisposition: 'Interested', currentState: 'interested' }),
				]);
				expect(node.success[0]?.json.waitedSeconds).toBeGreaterThanOrEqual(239);
			});
		},
	);

	test('nobody calls it again: it is still open, not its old outcome', async () => {
		await withSimulator({ existing: existing(1, before), activities }, async (simulator) => {
			const node = await waitFor(simulator, ids(1), { options: { timeout: 2 } });
			expect(codesOf(node.error)).toEqual({ stillOpen: 1 });
			expect(node.error[0]?.json.existingLead).toMatchObject({ lastDisposition: 'Attempted' });
		});
	});

	test.each([true, false])(
		'started again, and over before the wait begins: its item shows it, or this n8n knows (start changes the time: %s)',
		async (startChangesTime) => {
			const settings = { existing: existing(1, before), activities, calls: { lastsMs: 2_000 }, startChangesTime };
			await withSimulator(settings, async (simulator) => {
				const [item] = await handedOver(simulator, [{ id: leadId(0) }], EXISTING);
				simulator.playCalls({}, leadId(0));
				await handedOver(simulator, people(3));
				const node = await waitFor(simulator, [{ ...item }, { _id: leadId(0) }]);
				expect(node.success.map(({ json }) => [json.lastDisposition, Number(json.waitedSeconds) < 100])).toEqual([
					['Interested', true],
					['Interested', true],
				]);
			});
		},
	);
});

test('a new lead whose call is over before the wait begins leaves at once, by its item or by its ID alone', async () => {
	await withSimulator({ calls: { lastsMs: 1 }, outcomes: ['busy'] }, async (simulator) => {
		const items = await handedOver(simulator, people(3), SINGLE);
		await handedOver(simulator, people(9).slice(5));
		for (const given of [
			items,
			items.map(({ _id }) => ({ _id })),
			items.map(({ _id }) => ({ _id, updatedAt: 'soon' })),
		]) {
			const node = await waitFor(simulator, given);
			expect(node.success.map(({ json }) => [json.currentState, json.waitedSeconds])).toEqual(
				Array(3).fill(['schedule_second_call', 0]),
			);
		}
	});
});

test('the outcome may be written after the call is over: it is waited for, but not for ever', async () => {
	const settings = { existing: existing(2), outcomeLateMs: 40_000 };
	await withSimulator(settings, async (simulator) => {
		simulator.playCalls({ afterMs: 1_000, lastsMs: 20_000 }, leadId(0));
		const node = await waitFor(simulator, ids(1));
		expect(node.success[0]?.json).toMatchObject({ lastDisposition: 'Interested' });
	});
	await withSimulator({ ...settings, outcomeLateMs: 10 * MINUTE }, async (simulator) => {
		simulator.playCalls({ afterMs: 1_000, lastsMs: 20_000 }, leadId(0));
		const node = await waitFor(simulator, ids(1));
		expect(node.success[0]?.json.lastDisposition ?? undefined).toBeUndefined();
		expect(node.success[0]?.json.waitedSeconds).toBeLessThan(120);
	});
});

test('until a state is reached: any of those named, in any case, and at once if it is reached already', async () => {
	await withSimulator(
		{ existing: existing(3), attempts: 2, outcomeOf: { 'R-0': ['busy', 'notInterested'] } },
		async (simulator) => {
			simulator.playCalls({ lastsMs: 10_000 }, leadId(0));
			simulator.playCalls({ lastsMs: 10_000 }, leadId(1));
			const parameters = { until: 'stateReached', states: ['Interested', 'not_interested'] };
			const node = await waitFor(simulator, ids(3), parameters);
			expect(node.success.map(({ json }) => json.currentState).sort()).toEqual(['interested', 'not_interested']);
			expect(node.error.map(({ json }) => json.error)).toEqual([
				expect.stringContaining('The lead was in none of the states after 30 minutes'),
			]);
			const again = await waitFor(simulator, ids(1), { ...parameters, states: '={{ "lost, not_interested" }}' });
			expect(again.success[0]?.json.waitedSeconds).toBe(0);
		},
	);
});

describe('bad input', () => {
	test('unknown, malformed and missing ids, and the same lead twice', async () => {
		await withSimulator({ existing: existing(1) }, async (simulator) => {
			simulator.playCalls({ lastsMs: 40_000 }, leadId(0));
			const items = [{ _id: FOREIGN }, { _id: 'x' }, {}, { _id: leadId(0) }, { _id: leadId(0).toUpperCase() }];
			const node = await waitFor(simulator, items);
			expectEachItemOnce(node, 5);
			expect(codesOf(node.error)).toEqual({ leadNotFound: 1, invalidInput: 2 });
			expect(node.success.map(itemOf)).toEqual([3, 4]);
			expect(node.success[0]?.json).toEqual(node.success[1]?.json);
			// Once for each lead, and the unknown one is not asked for again.
			expect(looksOf(simulator).length).toBeLessThanOrEqual(4);
		});
	});

	test.each([[[]], ['={{ $json.nothing }}'], ['={{ [" ", null] }}'], [[' ']]])(
		'no state (%j) is a fault, and nothing is asked',
		async (states) => {
			await withSimulator({ existing: existing(1) }, async (simulator) => {
				const node = await waitFor(simulator, ids(1), { until: 'stateReached', states });
				expect(codesOf(node.error)).toEqual({ invalidInput: 1 });
				expect(simulator.books.arrivals).toEqual([]);
			});
		},
	);

	test.each([
		[{ timeout: 0 }, 'found 0, expected a whole number from 1 to 720'],
		[{ timeout: 721 }, 'found 721'],
		[{ timeout: '={{ "soon" }}' }, 'found "soon"'],
		[{ pollInterval: 9 }, 'found 9, expected a whole number of at least 10'],
	])('%j is said before it waits', async (options, message) => {
		await withSimulator({ existing: existing(1) }, async (simulator) => {
			const node = await waitFor(simulator, ids(1), { options });
			expect(node.thrown?.message).toContain(message);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

test.each([
	[60, 'n8n ends this workflow after 60 s, before the 30 minutes of this wait are over'],
	[1800, 'n8n ends this workflow after 1800 s'],
	[3600, undefined],
	[-1, undefined],
])('a workflow that n8n ends after %i s: said before it waits', async (executionTimeout, message) => {
	await withSimulator({ existing: existing(1) }, async (simulator) => {
		simulator.playCalls({}, leadId(0));
		const { file, pinData } = sheetWorkflow(ids(1), WAIT);
		file.settings = { executionTimeout };
		const credential = { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT };
		const node = outputsOf(await runWorkflow(file, { credential, pinData }));
		expect(node.thrown?.message).toEqual(message === undefined ? undefined : expect.stringContaining(message));
		expect(simulator.books.arrivals.length > 0).toBe(message === undefined);
	});
});

test('an n8n that ends all executions after ten minutes, whatever the workflow says: said before it waits', async () => {
	await withSimulator({ existing: existing(1) }, async (simulator) => {
		const node = await waitFor(simulator, ids(1), {}, { endsInMs: 10 * MINUTE });
		expect(node.thrown?.message).toMatch(/^n8n ends this workflow after \d+ s, before the 30 minutes/);
		expect(simulator.books.arrivals).toEqual([]);
	});
});

describe('what happens meanwhile', () => {
	test('Stop ends it at once, and nothing more is asked', async () => {
		await withSimulator({ existing: existing(1) }, async (simulator) => {
			const stop = new AbortController();
			const begun = sharedTime.now();
			const waiting = waitFor(simulator, ids(1), {}, { stop: stop.signal }).catch(() => undefined);
			await sharedTime.until(() => simulator.books.arrivals.length === 3);
			stop.abort();
			await waiting;
			expect(sharedTime.now() - begun).toBeLessThan(61_000);
			expect(simulator.books.arrivals).toHaveLength(3);
		});
	});

	test.each([-10, 10])('the clock of the server is %i minutes off', async (minutes) => {
		const now = () => sharedTime.now() + minutes * MINUTE;
		const before = { lastDisposition: 'Attempted', createdAt: now() - 5 * MINUTE, updatedAt: now() - 2 * MINUTE };
		const old = { _id: activityId(0), leadId: leadId(0), createdAt: now() - 4 * MINUTE };
		const settings = { existing: existing(2, before), activities: [old] };
		const simulator = await startSimulator(settings, 0, undefined, { ...sharedTime, now });
		try {
			const started = await handedOver(simulator, [{ id: leadId(0) }, { id: leadId(1) }], EXISTING);
			simulator.playCalls({ lastsMs: 20_000 }, leadId(0));
			simulator.playCalls({ lastsMs: 80_000 }, leadId(1));
			await sharedTime.sleep(30_000);
			const node = await waitFor(simulator, started);
			expect(node.success.map(({ json }) => [json.lastDisposition, json.waitedSeconds])).toEqual([
				['Interested', 0],
				['Interested', 60],
			]);
		} finally {
			await simulator.close();
		}
	});

	test('a lead is deleted: it leaves, and the others are waited for', async () => {
		const settings = { existing: existing(5), archivedInGet: false };
		await withSimulator(settings, async (simulator) => {
			for (const number of [0, 1, 2, 3, 4]) simulator.playCalls({ lastsMs: 100_000 }, leadId(number));
			const waiting = waitFor(simulator, ids(5));
			const lead = simulator.world.leads.get(leadId(2));
			if (lead) lead.archived = true;
			const node = await waiting;
			expectEachItemOnce(node, 5);
			expect(codesOf(node.error)).toEqual({ leadNotFound: 1 });
			expect(node.error.map(itemOf)).toEqual([2]);
		});
	});

	test.each([
		['in another order each time', { listOrder: 'changing' as const }],
		['that grows at its head', { listChanges: { adds: 30, times: 50 } }],
		['without a total', { pagination: 'withoutTotal' as const }],
		['on pages of 30', { maximumPage: 30 }],
		['that refuses pages of 100', { maximumPage: 10, limitTooLarge: 'refused' as const }],
	])('a list %s: nobody is lost, nobody is early', async (_name, settings) => {
		await withSimulator({ existing: existing(250), ...settings }, async (simulator) => {
			for (let number = 0; number < 200; number += 1) simulator.playCalls({ lastsMs: 100_000 }, leadId(number));
			const node = await waitFor(simulator, ids(200));
			expectEachItemOnce(node, 200);
			expect(node.success).toHaveLength(200);
			for (const { json } of node.success) expect(json.waitedSeconds).toBeGreaterThanOrEqual(100);
		});
	});

	test.each([
		['429', { type: 'status' as const, code: 429 }],
		['503', { type: 'status' as const, code: 503 }],
		['a web page', { type: 'garbage' as const, body: 'html' }],
		['dropped connections', { type: 'dropBefore' as const }],
	])('%s for two minutes: it goes on', async (_name, fault) => {
		await withSimulator({ existing: existing(30) }, async (simulator) => {
			for (let number = 0; number < 30; number += 1) simulator.playCalls({ lastsMs: 5 * MINUTE }, leadId(number));
			applySettings(simulator.world, { faults: [{ match: { kind: 'reading', request: 2, times: 12 }, fault }] });
			const node = await waitFor(simulator, ids(30));
			expectEachItemOnce(node, 30);
			expect(codesOf(node.error)).toEqual({});
		});
	});

	test('a key that is blocked stops it, and is not asked with again', async () => {
		let asked = 0;
		const lead = { _id: leadId(0), activities: [] };
		await withServer(
			() => {
				asked += 1;
				return asked < 3
					? { body: JSON.stringify({ success: true, data: lead }) }
					: { status: 429, body: '{"error":"API key temporarily blocked"}' };
			},
			async (server) => {
				const credential = { apiToken: 'blocked-while-waiting' };
				const settings = { onError: 'continueErrorOutput' as const };
				const node = await run(server, ids(1), WAIT, { credential, settings });
				expect(codesOf(node.error)).toEqual({ keyBlocked: 1 });
				expect(server.requests).toHaveLength(3);
			},
		);
	});

	test('nothing answers from the beginning: the node fails, and does not wait half an hour for it', async () => {
		const node = await run({ url: 'http://127.0.0.1:9/api/v1' }, ids(3), WAIT);
		expect(node.thrown?.message).toContain('could not be reached');
	});

	test.each([401, 403] as const)('a wrong token (%i) fails the node at once', async (unauthorizedStatus) => {
		await withSimulator({ existing: existing(60), unauthorizedStatus }, async (simulator) => {
			const node = await waitFor(simulator, ids(60), {}, { credential: { apiToken: 'wrong' } });
			expect(node.thrown?.message).toContain('refused access');
			expect(simulator.books.arrivals.length).toBeLessThanOrEqual(12);
		});
	});
});

test('by reference, with project and process', async () => {
	await withSimulator({ existing: existing(5) }, async (simulator) => {
		for (const number of [0, 1, 2, 3]) simulator.playCalls({ lastsMs: 40_000 }, leadId(number));
		const parameters = { identifyBy: 'referenceId', referenceId: '={{ $json.ref }}', processId: PROCESS };
		const refs = [0, 1, 2, 3].map((number) => ({ ref: `R-${number}` }));
		const node = await waitFor(simulator, [...refs, { ref: 'nobody' }], parameters);
		expect(node.success.map(({ json }) => json.referenceId)).toEqual(['R-0', 'R-1', 'R-2', 'R-3']);
		expect(byItem(node).get(4)).toMatchObject({ errorCode: 'leadNotFound', referenceId: 'nobody' });
	});
});

test('as a tool: the outcome in short, or why there is none, after ten minutes', async () => {
	await withSimulator({ existing: existing(2) }, async (simulator) => {
		simulator.playCalls({ afterMs: 5_000, lastsMs: 20_000 }, leadId(0));
		const node = await waitFor(simulator, ids(2), {}, TOOL);
		expect(node.success.map(({ json }) => json)).toEqual([
			expect.objectContaining({ status: 'found', lastDisposition: 'Interested', waitedSeconds: expect.any(Number) }),
			expect.objectContaining({
				status: 'failed',
				errorCode: 'stillOpen',
				message: expect.stringContaining('after 10 minutes'),
			}),
		]);
		expect(JSON.stringify(node.run)).not.toContain(TOKEN);
	});
});
