// Get Many Leads: all pages whatever their order and size, filters, limits, and lists that change while they are read.
import {
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	OTHER_PROCESS,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	withServer,
	withSimulator,
} from './support';
import { textOf } from '../values';
import type { NodeRun } from './engine';

const GET_ALL = { resource: 'lead', operation: 'getAll' };
const ALL = { ...GET_ALL, returnAll: true };

const leadIds = (count: number) =>
	Array.from({ length: count }, (_, number) => `64c${String(number).padStart(21, '0')}`);
const leads = (count: number) =>
	leadIds(count).map((_id, number) => ({
		_id,
		name: `Lead ${number}`,
		phone: phoneOf(number),
		email: `lead${number}@example.com`,
		referenceId: `R-${number}`,
		processId: number % 2 === 0 ? PROCESS : OTHER_PROCESS,
		currentState: number % 5 === 0 ? 'interested' : 'make_first_call',
		lastDisposition: number % 10 === 0 ? 'Callback' : undefined,
		activities: [{ type: 'call' }],
	}));
const idsOf = ({ success }: NodeRun) => success.map(({ json }) => textOf(json._id));

describe('all pages', () => {
	test.each([
		['newest first', {}],
		['oldest first', { listOrder: 'oldest' as const }],
		['by id', { listOrder: 'id' as const }],
		['no pagination in the answer', { pagination: 'missing' as const }],
		['no total in the answer', { pagination: 'withoutTotal' as const }],
		['pages capped lower', { maximumPage: 30 }],
		['pages capped lower, and no total', { maximumPage: 30, pagination: 'missing' as const }],
	])('251 leads, %s: each once, linked to the item that asked', async (_name, settings) => {
		await withSimulator({ existing: leads(251), ...settings }, async (simulator) => {
			const node = await run(simulator, [{}], ALL);
			expect(idsOf(node).sort()).toEqual(leadIds(251));
			expect(node.success.every((item) => itemOf(item) === 0)).toBe(true);
			expect(node.error).toEqual([]);
			expect(node.hints).toEqual([]);
			for (const { query } of simulator.books.arrivals) {
				expect(query).toMatchObject({ projectId: PROJECT, limit: '100', includeActivities: 'false' });
			}
			if (!('maximumPage' in settings)) expect(simulator.books.arrivals.length).toBeLessThanOrEqual(4);
		});
	});

	test('a list in another order at each request: no lead comes twice, and it is said that some are missing', async () => {
		await withSimulator({ existing: leads(251), listOrder: 'changing' }, async (simulator) => {
			const node = await run(simulator, [{}], ALL);
			expect(new Set(idsOf(node)).size).toBe(node.success.length);
			expect(node.hints.join()).toMatch(/counts 251 leads but gave \d+: the list may have changed/);
			expect(simulator.books.arrivals).toHaveLength(3);
		});
	});

	test('a list that grows at its head meanwhile: what was there is given, each once', async () => {
		await withSimulator({ existing: leads(251), listChanges: { adds: 3, times: 5 } }, async (simulator) => {
			const node = await run(simulator, [{}], ALL);
			const given = idsOf(node);
			expect(new Set(given).size).toBe(given.length);
			expect(given).toEqual(expect.arrayContaining(leadIds(251)));
		});
	});

	test('a server that gives the same page for ever is given up', async () => {
		const page = leads(100);
		for (const [pagination, most] of [
			[{ total: 1_000_000_000 }, 1_000],
			[undefined, 2],
			[{ total: 'many' }, 2],
		] as const) {
			await withServer(
				() => ({ body: JSON.stringify({ success: true, data: page, pagination }) }),
				async (server) => {
					const options = { requestsPerWindow: 1000 };
					const node = await run(server, [{}], { ...ALL, options }, { credential: { apiToken: `endless-${most}` } });
					expect(idsOf(node)).toEqual(leadIds(100));
					expect(server.requests).toHaveLength(most);
					const isCut = node.hints.join().includes('The list was read up to 100 leads of 1000000000');
					expect(isCut).toBe(most === 1_000);
				},
			);
		}
	});
});

describe('limit', () => {
	test('50 unless it says otherwise; also as text, per item; no page is asked for more than is needed', async () => {
		await withSimulator({ existing: leads(251) }, async (simulator) => {
			expect((await run(simulator, [{}], GET_ALL)).success).toHaveLength(50);
			const items = [{ n: '120' }, { n: 3 }, { n: 1000 }];
			const node = await run(simulator, items, { ...GET_ALL, limit: '={{ $json.n }}' });
			const counts = [0, 0, 0];
			for (const item of node.success) counts[itemOf(item)] = (counts[itemOf(item)] ?? 0) + 1;
			expect(counts).toEqual([120, 3, 251]);
			const asked = simulator.books.arrivals.map(({ query }) => Number(query?.limit));
			expect(asked.reduce((sum, limit) => sum + limit, 0)).toBe(50 + 120 + 3 + 300);
		});
	});

	test.each([0, -1, 2.5, 'many'])('%p is no number to use: nothing is asked', async (limit) => {
		await withSimulator({ existing: leads(3) }, async (simulator) => {
			const node = await run(simulator, [{ n: limit }], { ...GET_ALL, limit: '={{ $json.n }}' });
			expect(node.success).toEqual([]);
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidInput',
				details: [{ field: 'limit', message: expect.stringContaining('expected a whole number of at least 1') }],
			});
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

describe('filters', () => {
	test.each([
		['processId', { __rl: true, mode: 'list', value: PROCESS }, 126],
		['processId', PROCESS, 126],
		['phone', phoneOf(7), 1],
		['email', 'LEAD7@example.com', 1],
		['referenceId', 'R-7', 1],
		['currentState', 'interested', 51],
		['lastDisposition', 'Callback', 26],
		['currentState', 'no such state', 0],
		['phone', `'${phoneOf(7)} (mobile)`, 1],
		['email', 'Lead Seven <LEAD7@example.com>', 1],
	])('%s = %p gives %i', async (name, value, count) => {
		await withSimulator({ existing: leads(251) }, async (simulator) => {
			const node = await run(simulator, [{}], { ...ALL, filters: { [name]: value } });
			expect(node.success).toHaveLength(count);
			expect(node.error).toEqual([]);
			expect(node.thrown).toBeUndefined();
		});
	});

	test('by expression, per item; a malformed process is not asked for', async () => {
		await withSimulator({ existing: leads(20) }, async (simulator) => {
			const filters = {
				processId: { __rl: true, mode: 'id', value: '={{ $json.process }}' },
				phone: '={{ $json.phone }}',
			};
			const items = [
				{ phone: phoneOf(4), process: PROCESS },
				{ phone: phoneOf(5), process: OTHER_PROCESS },
				{ phone: phoneOf(5), process: 'first calls' },
			];
			const node = await run(simulator, items, { ...ALL, filters });
			expect(node.success.map(({ json }) => json.name)).toEqual(['Lead 4', 'Lead 5']);
			expect(node.success.map(itemOf)).toEqual([0, 1]);
			expect(node.error.map(({ json }) => json)).toEqual([
				expect.objectContaining({ errorCode: 'invalidInput', projectId: PROJECT, filters: { phone: phoneOf(5) } }),
			]);
		});
	});
});

test('the project: of the item, else of the credential; another one is refused for that item', async () => {
	await withSimulator({ existing: leads(2) }, async (simulator) => {
		const node = await run(simulator, [{}, { projectId: FOREIGN }, { projectId: 'x' }], ALL);
		expect(node.success.map(itemOf)).toEqual([0, 0]);
		expect(byItem(node).get(1)).toMatchObject({ errorCode: 'wrongProject', projectId: FOREIGN, httpStatus: 403 });
		expect(byItem(node).get(2)).toMatchObject({ errorCode: 'invalidInput', details: [{ field: 'projectId' }] });
		const nowhere = await run(simulator, [{}], ALL, { credential: { projectId: '' } });
		expect(nowhere.thrown?.message).toBe('No project ID is set');
	});
});

describe('answers of another shape than documented', () => {
	test.each([
		['no data', '{"success":true}'],
		['data is an object', '{"success":true,"data":{"_id":"1"}}'],
		['no JSON', 'OK'],
	])('the item leaves on Error: %s', async (_name, body) => {
		await withServer(
			() => ({ body }),
			async (server) => {
				const settings = { onError: 'continueErrorOutput' as const };
				const node = await run(server, [{}], ALL, { settings });
				expectEachItemOnce(node, 1);
				expect(codesOf(node.error)).toEqual({ serverFailure: 1 });
			},
		);
	});

	test('leads without an id, and entries that are not leads: only leads are given', async () => {
		const data = [{ name: 'A' }, null, 'x', { name: 'B', error: 'odd' }, { _id: 7, name: 'C' }];
		await withServer(
			({ path }) => ({ body: JSON.stringify({ success: true, data: path.includes('skip=0') ? data : [] }) }),
			async (server) => {
				const node = await run(server, [{}], ALL);
				expect(node.success.map(({ json }) => json)).toEqual([{ name: 'A' }, { name: 'B' }, { _id: 7, name: 'C' }]);
			},
		);
	});

	test('a failure on a later page: nothing half is given, and the node can be run again', async () => {
		const faults = [
			{
				match: { request: 3, kind: 'query' as const, times: 'always' as const },
				fault: { type: 'status' as const, code: 502 },
			},
		];
		await withSimulator({ existing: leads(251), faults }, async (simulator) => {
			const parameters = { ...ALL, options: { maxRetries: 0 } };
			expect((await run(simulator, [{}], parameters)).thrown?.message).toContain('having problems');
		});
	});
});

test.each([
	['intrested', {}, 'No lead has the state "intrested"'],
	['intrested', { processId: PROCESS }, 'No lead of this process has the state "intrested"'],
	['intrested', { phone: phoneOf(1) }, 'No lead that matches the other filters has the state "intrested"'],
])('a state that nobody has (%s, %j) is said', async (state, more, message) => {
	await withSimulator({ existing: leads(3) }, async (simulator) => {
		const locator = { __rl: true, mode: 'name', value: state };
		for (const currentState of [state, locator, '={{ "intrested" }}']) {
			const node = await run(simulator, [{}], { ...ALL, filters: { currentState, ...more } });
			expect(node.success).toEqual([]);
			expect(node.hints.join()).toContain(message);
		}
		const disposition = { __rl: true, mode: 'list', value: 'Callback' };
		const found = await run(simulator, [{}], { ...ALL, filters: { lastDisposition: disposition } });
		expect(found.success).toHaveLength(1);
		expect(found.hints).toEqual([]);
	});
});

test('Simplify: nine fields in their order, or the whole lead', async () => {
	const [lead] = leads(1);
	const settings = { existing: [{ ...lead, metadata: { city: 'Pune' } }], furtherFields: { score: 7 } };
	await withSimulator(settings, async (simulator) => {
		const [simple] = (await run(simulator, [{}], ALL)).success;
		expect(Object.keys(simple?.json ?? {})).toEqual([
			...['_id', 'referenceId', 'name', 'phone', 'email', 'processId'],
			...['currentState', 'lastDisposition', 'updatedAt'],
		]);
		const [whole] = (await run(simulator, [{}], { ...ALL, simplify: false })).success;
		expect(whole?.json).toMatchObject({ score: 7, metadata: { city: 'Pune' } });
	});
});

test('as a tool: short words for none, and a list for many', async () => {
	await withSimulator({ existing: leads(3) }, async (simulator) => {
		const tool = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
		const filters = { phone: '={{ $json.phone }}' };
		const node = await run(simulator, [{ phone: phoneOf(1) }, { phone: phoneOf(77) }], { ...ALL, filters }, tool);
		expect(node.success.map(({ json }) => json)).toEqual([
			expect.objectContaining({ status: 'found', name: 'Lead 1' }),
			{ status: 'found', count: 0, message: 'Uservox has no such lead.' },
		]);
	});
});
