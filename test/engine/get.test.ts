// Get Lead: one lead for each item, by its id or by reference, and a clear word for every item that has none.
import type { IDataObject } from 'n8n-workflow';
import {
	BY_ITEM,
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	TOKEN,
	withServer,
	withSimulator,
	type HostileAnswer,
} from './support';

const GET = { resource: 'lead', operation: 'get', leadId: '={{ $json.id }}' };
const BY_REFERENCE = {
	resource: 'lead',
	operation: 'get',
	identifyBy: 'referenceId',
	referenceId: '={{ $json.ref }}',
	processId: { __rl: true, mode: 'list', value: PROCESS, cachedResultName: 'Welcome call' },
};
const TOOL = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };

const ids = Array.from({ length: 20 }, (_, number) => `64c${String(number).padStart(21, '0')}`);
const existing = ids.map((_id, number) => ({
	_id,
	name: `Lead ${number}`,
	phone: phoneOf(number),
	referenceId: `R-${number}`,
	processId: PROCESS,
	currentState: number % 2 === 0 ? 'interested' : 'make_first_call',
	activities: [{ _id: `64d${String(number).padStart(21, '0')}`, type: 'call' }],
}));

test('40 items by id, unknown, malformed and missing ones among them: each leaves once, linked to itself', async () => {
	await withSimulator({ existing, latencyMs: 5, jitterMs: 30 }, async (simulator) => {
		const odd = [
			'',
			'no id',
			12,
			null,
			ids[0]?.slice(1),
			FOREIGN,
			{ id: 'object' },
			` ${ids[3]}\n`,
			ids[4]?.toUpperCase(),
		];
		const wanted: unknown[] = [...ids, ...odd, ...ids.slice(0, 11)];
		const items = wanted.map((id): IDataObject => ({ id: id as IDataObject[string] }));
		const node = await run(simulator, items, GET);
		expectEachItemOnce(node, 40);
		expect(codesOf(node.error)).toEqual({ invalidInput: 6, leadNotFound: 1 });
		for (const [item, json] of byItem(node)) {
			const id = wanted[item];
			if (json.error === undefined) expect(json._id).toBe(String(id).trim().toLowerCase());
		}
		expect(node.success[4]?.json).toMatchObject({
			name: 'Lead 4',
			currentState: 'interested',
			activities: [{ type: 'call' }],
		});
		expect(byItem(node).get(21)).toEqual({
			error: expect.stringContaining(
				'Uservox was not asked. leadId: found "no id", expected the ID of a lead in Uservox',
			),
			errorCode: 'invalidInput',
			retryable: false,
			leadId: 'no id',
			details: [{ field: 'leadId', message: expect.stringContaining('24 hexadecimal digits') }],
		});
		expect(byItem(node).get(20)?.details).toEqual([
			{ field: 'leadId', message: expect.stringContaining('found nothing') },
		]);
		expect(byItem(node).get(25)).toMatchObject({
			errorCode: 'leadNotFound',
			httpStatus: 404,
			leadId: FOREIGN,
			retryable: false,
		});
		// What cannot be asked was not asked.
		expect(simulator.books.arrivals).toHaveLength(34);
		expect(node.hints.join()).toContain(
			'7 of 40 items left on Error: 4 with a lead ID that cannot be used, 2 without a lead ID, 1 lead not found.',
		);
	});
});

test('by reference: project and process of the node, of the item, and of the credential', async () => {
	await withSimulator({ existing }, async (simulator) => {
		const items = [{ ref: 'R-1' }, { ref: 'nobody' }, { ref: '' }, { ref: 'R-2', processId: FOREIGN }];
		const node = await run(simulator, items, BY_REFERENCE);
		expectEachItemOnce(node, 4);
		expect(node.success.map(({ json }) => json.name)).toEqual(['Lead 1', 'Lead 2']);
		expect(byItem(node).get(1)).toMatchObject({
			errorCode: 'leadNotFound',
			referenceId: 'nobody',
			projectId: PROJECT,
			processId: PROCESS,
		});
		expect(byItem(node).get(2)).toMatchObject({ errorCode: 'invalidInput', details: [{ field: 'referenceId' }] });

		const ofItem = { ...BY_REFERENCE, processId: BY_ITEM };
		const fromItems = await run(simulator, [{ ref: 'R-3', processId: PROCESS.toUpperCase() }, { ref: 'R-3' }], ofItem);
		expect(fromItems.success.map(({ json }) => json.name)).toEqual(['Lead 3']);
		expect(byItem(fromItems).get(1)).toMatchObject({ errorCode: 'invalidInput', details: [{ field: 'processId' }] });
	});
});

test.each([
	['process', 'No process is set', { processId: BY_ITEM }, {}],
	['project', 'No project ID is set', {}, { credential: { projectId: '' } }],
] as const)('no %s id anywhere is a fault of the set-up', async (_missing, message, parameters, more) => {
	await withSimulator({ existing }, async (simulator) => {
		const node = await run(simulator, [{ ref: 'R-1' }, { ref: 'R-2' }], { ...BY_REFERENCE, ...parameters }, more);
		expect(node.thrown?.message).toBe(message);
		const settings = { onError: 'continueErrorOutput' as const };
		const continued = await run(simulator, [{ ref: 'R-1' }], { ...BY_REFERENCE, ...parameters }, { ...more, settings });
		expectEachItemOnce(continued, 1);
		expect(codesOf(continued.error)).toEqual({ invalidInput: 1 });
		expect(simulator.books.arrivals).toEqual([]);
	});
});

test('maskPhone asks Uservox to hide digits, as text or switch; else all are shown', async () => {
	await withSimulator({ existing }, async (simulator) => {
		const masked = await run(simulator, [{ id: ids[0] }], { ...GET, options: { maskPhone: '={{ "true" }}' } });
		expect(masked.success[0]?.json.phone).toContain('*');
		const open = await run(simulator, [{ id: ids[0] }], GET);
		expect(open.success[0]?.json.phone).toBe(phoneOf(0));
		const odd = await run(simulator, [{ id: ids[0] }], { ...GET, options: { maskPhone: '={{ "maybe" }}' } });
		expect(odd.thrown?.message).toContain(
			'The option "maskPhone" cannot be used: found "maybe", expected true or false',
		);
	});
});

test('300 gets keep to the rate limit as the server sees it, ten at a time', async () => {
	await withSimulator({ existing, requestsPerWindow: 100, latencyMs: 40 }, async (simulator) => {
		const items = Array.from({ length: 300 }, (_, number) => ({ id: ids[number % 20] }));
		const node = await run(simulator, items, GET);
		expectEachItemOnce(node, 300);
		expect(node.success).toHaveLength(300);
		expect(simulator.books.strictWindowViolations(100, 5_000)).toEqual([]);
		const { arrivals } = simulator.books;
		const atOnce = arrivals.map(({ at }) => arrivals.filter((other) => other.at <= at && at < other.answeredAt).length);
		expect(Math.max(...atOnce)).toBe(10);
	});
});

describe('Simplify', () => {
	const lead = {
		...existing[0],
		email: 'lead0@example.com',
		lastDisposition: 'Callback',
		groupId: 'g',
		metadata: { city: 'Pune' },
		activities: [
			{
				_id: ids[1],
				type: 'call',
				odd: 1,
				result: { callStatus: 'busy', duration: 0, conversation: { messages: [] } },
			},
			{ activityId: 'x', odd: 2 },
		],
	};
	const whole = { furtherFields: { score: 7 } };

	test.each([{}, { simplify: true }, { simplify: '={{ "true" }}' }])(
		'is on unless it says otherwise (%j): ten fields in their order, an activity by its fields where it is known as one',
		async (parameters) => {
			await withSimulator({ existing: [lead], ...whole }, async (simulator) => {
				const node = await run(simulator, [{ id: ids[0] }], { ...GET, ...parameters });
				const [item] = node.success;
				expect(Object.keys(item?.json ?? {})).toEqual([
					...['_id', 'referenceId', 'name', 'phone', 'email', 'processId'],
					...['currentState', 'lastDisposition', 'updatedAt', 'activities'],
				]);
				expect(item?.json.activities).toEqual([
					{ _id: ids[1], type: 'call', result: { callStatus: 'busy', duration: 0 } },
					{ activityId: 'x', odd: 2 },
				]);
			});
		},
	);

	test.each([{ simplify: false }, { simplify: '={{ "False" }}' }])('off (%j): the whole lead', async (parameters) => {
		await withSimulator({ existing: [lead], ...whole }, async (simulator) => {
			const node = await run(simulator, [{ id: ids[0] }], { ...GET, ...parameters });
			expect(node.success[0]?.json).toMatchObject({
				score: 7,
				groupId: 'g',
				metadata: { city: 'Pune' },
				activities: lead.activities,
			});
		});
	});

	test('a name that Uservox keeps in two parts is one; what a lead lacks is absent', async () => {
		const parts = { _id: ids[0], firstName: 'Asha', lastName: 'Example', phone: phoneOf(1) };
		await withSimulator({ existing: [parts] }, async (simulator) => {
			const node = await run(simulator, [{ id: ids[0] }], GET);
			expect(node.success[0]?.json).toMatchObject({ name: 'Asha Example' });
			expect(node.success[0]?.json).not.toHaveProperty('email');
		});
	});

	test('what is neither on nor off is a fault of the set-up', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, [{ id: ids[0] }], { ...GET, simplify: '={{ "some" }}' });
			expect(node.thrown?.message).toContain('"simplify" cannot be used: found "some"');
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('an agent reads the simplified lead too', async () => {
		await withSimulator({ existing: [lead], ...whole }, async (simulator) => {
			const [item] = (await run(simulator, [{ id: ids[0] }], GET, TOOL)).success;
			expect(Object.keys(item?.json ?? {})).toHaveLength(11);
			expect(item?.json).toMatchObject({ status: 'found', currentState: 'interested' });
		});
	});
});

describe('a failure that lies outside the items', () => {
	test.each([401, 403] as const)(
		'a wrong token (%i) fails the node, and is not asked with again and again',
		async (unauthorizedStatus) => {
			await withSimulator({ existing, unauthorizedStatus }, async (simulator) => {
				const items = Array.from({ length: 60 }, () => ({ id: ids[0] }));
				const wrong = { credential: { apiToken: 'wrong' } };
				const node = await run(simulator, items, GET, wrong);
				expect(node.thrown?.message).toContain('refused access');
				expect(simulator.books.arrivals.length).toBeLessThanOrEqual(12);
				const settings = { onError: 'continueRegularOutput' as const };
				const continued = await run(simulator, items, GET, { ...wrong, settings });
				expectEachItemOnce(continued, 60);
				expect(codesOf(continued.error)).toEqual({ accessRefused: 60 });
			});
		},
	);

	test('no server: tried as often as Max Retries says, then the node fails; two failures in a row end the run', async () => {
		const parameters = { ...GET, options: { maxRetries: 0 } };
		const items = Array.from({ length: 40 }, () => ({ id: ids[0] }));
		const node = await run({ url: 'http://127.0.0.1:9/api/v1' }, items, parameters);
		expect(node.thrown?.message).toContain('Uservox could not be reached');
		expect(node.thrown?.message).toContain('the connection was refused');
		const settings = { onError: 'continueErrorOutput' as const };
		const continued = await run({ url: 'http://127.0.0.1:9/api/v1' }, items, parameters, { settings });
		expectEachItemOnce(continued, 40);
		expect(codesOf(continued.error)).toEqual({ serverFailure: 40 });
		expect(continued.error[0]?.json.retryable).toBe(true);
	});

	test('a blocked key fails the node', async () => {
		const answer = { status: 429, body: '{"error":"API key temporarily blocked"}' };
		await withServer(
			() => answer,
			async (server) => {
				const credential = { apiToken: 'blocked-token' };
				const node = await run(server, [{ id: ids[0] }], GET, { credential });
				expect(node.thrown?.message).toContain('blocked the API key');
				const settings = { onError: 'continueErrorOutput' as const };
				const later = await run(server, [{ id: ids[0] }], GET, { credential, settings });
				expect(codesOf(later.error)).toEqual({ keyBlocked: 1 });
				// The second execution knows, and does not ask the blocked key.
				expect(server.requests).toHaveLength(1);
			},
		);
	});

	test('a lead that is not there is no failure of the node', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, [{ id: FOREIGN }, { id: FOREIGN }], GET);
			expectEachItemOnce(node, 2);
			expect(codesOf(node.error)).toEqual({ leadNotFound: 2 });
		});
	});
});

describe('answers of another shape than documented', () => {
	const id = ids[0] ?? '';
	const other = ids[1];
	test.each<[string, HostileAnswer, string]>([
		['no data', { body: '{"success":true}' }, 'serverFailure'],
		['data is null', { body: '{"success":true,"data":null}' }, 'leadNotFound'],
		['a lead without _id', { body: '{"success":true,"data":{"name":"X"}}' }, 'serverFailure'],
		['another lead', { body: `{"success":true,"data":{"_id":"${other}"}}` }, 'serverFailure'],
		['an array', { body: '[]' }, 'serverFailure'],
		['nothing', { body: '' }, 'serverFailure'],
		['no JSON', { body: 'OK' }, 'serverFailure'],
		['a refusal with status 200', { body: '{"success":false,"error":"Something is wrong"}' }, 'requestRefused'],
		['not found with status 200', { body: '{"success":false,"error":"Lead not found"}' }, 'leadNotFound'],
		['not found with status 400', { status: 400, body: '{"message":"Lead does not exist"}' }, 'leadNotFound'],
		[
			'another project',
			{ status: 403, body: '{"error":"projectId does not match authenticated project"}' },
			'wrongProject',
		],
		['a 404 that is not about the lead', { status: 404, body: '{"error":"Cannot GET /leads/get"}' }, 'requestRefused'],
		['a 404 without a word', { status: 404, body: '' }, 'requestRefused'],
		[
			'a log-in page',
			{ headers: { 'content-type': 'text/html' }, body: '<html><form>Log in</form></html>' },
			'requestRefused',
		],
		['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }, 'requestRefused'],
	])('the item leaves on Error, once, and says what came: %s', async (_name, answer, code) => {
		await withServer(
			() => answer,
			async (server) => {
				const settings = { onError: 'continueErrorOutput' as const };
				const node = await run(server, [{ id }, { id: 'no id' }], GET, { settings });
				expectEachItemOnce(node, 2);
				expect(byItem(node).get(0)).toMatchObject({
					errorCode: code,
					leadId: id,
					error: expect.stringMatching(/[.)]$/),
				});
				expect(server.requests).toHaveLength(1);
			},
		);
	});

	test('the lead bare, with odd keys: all come through but an `error` of its own', async () => {
		const body = JSON.stringify({ _id: id, error: 'x', new_key: { deep: [1] }, score: 7 });
		await withServer(
			() => ({ body }),
			async (server) => {
				const node = await run(server, [{ id }], { ...GET, simplify: false });
				expect(node.success[0]?.json).toEqual({ _id: id, new_key: { deep: [1] }, score: 7 });
			},
		);
	});

	test('a failure of the server is tried again', async () => {
		await withSimulator(
			{ existing, faults: [{ match: { kind: 'reading' }, fault: { type: 'status', code: 502 } }] },
			async (simulator) => {
				const node = await run(simulator, [{ id }], GET);
				expect(node.success).toHaveLength(1);
				expect(simulator.books.arrivals.map(({ status }) => status)).toEqual([502, 200]);
			},
		);
	});
});

test('as a tool: found or failed with a reason, on one output, without an `error`', async () => {
	await withSimulator({ existing }, async (simulator) => {
		const node = await run(simulator, [{ id: ids[0] }, { id: FOREIGN }, { id: 'x' }], GET, TOOL);
		expect(node.success.map(itemOf)).toEqual([0, 1, 2]);
		expect(node.error).toEqual([]);
		const [good, unknown, malformed] = node.success.map(({ json }) => json);
		expect(good).toMatchObject({ status: 'found', _id: ids[0], currentState: 'interested' });
		expect(unknown).toMatchObject({
			status: 'failed',
			errorCode: 'leadNotFound',
			message: expect.stringContaining('no such lead'),
		});
		expect(malformed).toMatchObject({ status: 'failed', errorCode: 'invalidInput' });
		for (const { json } of node.success) expect(json).not.toHaveProperty('error');
	});
});

test('the token is nowhere in the run', async () => {
	await withSimulator({ existing }, async (simulator) => {
		const node = await run(simulator, [{ id: ids[0] }, { id: FOREIGN }], GET);
		expect(JSON.stringify(node.run)).not.toContain(TOKEN);
	});
});
