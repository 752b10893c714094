// Proves that the simulator keeps the rules of the vendor's pages, so that tests may rely on its answers and its books.
import { z } from 'zod';
import { effort } from '../effort';
import { sharedTime } from '../time/sharedTime';
import type { SimulatorAnswer } from './handle';
import { startSimulator, type Simulator } from './server';
import { applySettings, createWorld, resetWorld, type SimulatorSettings } from './serverState';
import {
	asObject,
	bulk,
	BULK,
	known,
	lead,
	leads,
	FOREIGN,
	parsed,
	PROCESS,
	PROJECT,
	OTHER_PROCESS,
	send,
	shown,
	SINGLE,
	START,
	withFault,
	type Fields,
} from './support';

const wrong = { Authorization: 'Bearer wrong' };

describe('whole-request answers', () => {
	const cases: Array<[string, SimulatorSettings, string, unknown, number, Fields]> = [
		['bulk without leads', {}, BULK, {}, 400, { error: 'Either leadIds or leads array is required' }],
		['bulk, no array', {}, BULK, { leads: 'x' }, 400, { error: 'Input must be an array' }],
		[
			'bulk, too many',
			{ maximumLeads: 2 },
			BULK,
			{ leads: leads(3) },
			400,
			{ error: 'Maximum of 2 leads allowed per request' },
		],
		['bulk, 1001', {}, BULK, { leads: leads(1001) }, 400, { error: 'Maximum of 1000 leads allowed per request' }],
		['not JSON', {}, BULK, '{', 400, { error: 'Request body is not a JSON object' }],
		['too big', { maximumBodyBytes: 100 }, BULK, { leads: leads(3) }, 413, { error: 'request entity too large' }],
		[
			'inactive',
			{ inactiveProjects: [PROJECT] },
			BULK,
			{ leads: leads(1) },
			403,
			{ error: 'Project is inactive or not found' },
		],
		[
			'unknown process',
			{},
			BULK,
			{ leads: [lead(1), lead(2, { processId: FOREIGN })] },
			404,
			{ error: `Process not found for lead with processId: ${FOREIGN}` },
		],
		['single, nothing', {}, SINGLE, {}, 400, { error: 'Either leadId or lead object is required' }],
		['single, no project', {}, SINGLE, { lead: { name: 'A' } }, 400, { error: 'projectId is required in lead object' }],
		[
			'single, foreign project',
			{},
			SINGLE,
			{ lead: lead(1, { projectId: FOREIGN }) },
			403,
			{ error: 'projectId does not match authenticated project' },
		],
		[
			'single, unknown process',
			{},
			SINGLE,
			{ lead: lead(1, { processId: FOREIGN }) },
			404,
			{ error: `Process not found for lead with processId: ${FOREIGN}` },
		],
		['single, unknown id', {}, SINGLE, { leadId: FOREIGN }, 404, { error: `Lead with ID ${FOREIGN} not found` }],
		['look-up, nothing', {}, '/leads/get', undefined, 400, { error: 'Either leadId or referenceId is required' }],
		[
			'look-up, reference alone',
			{},
			'/leads/get?referenceId=a',
			undefined,
			400,
			{ error: 'projectId and processId are required when using referenceId' },
		],
		[
			'look-up, unknown',
			{},
			`/leads/get?leadId=${FOREIGN}`,
			undefined,
			404,
			{ error: `Lead with ID ${FOREIGN} not found` },
		],
	];
	test.each(cases)('the whole request is refused: %s', (_name, settings, path, body, status, expected) => {
		const world = createWorld(settings);
		expect(parsed(send(world, path, body))).toEqual({ status, body: expected });
		expect(world.books.created).toEqual([]);
	});

	test('wrong token: 403, or 401 where set, before anything else is looked at', () => {
		expect(send(createWorld(), BULK, '{', START, wrong).status).toBe(403);
		expect(send(createWorld({ unauthorizedStatus: 401 }), BULK, {}, START, wrong).status).toBe(401);
	});

	test.each<Record<string, string>>([{}, { Authorization: 'test-token' }, { Authorization: 'Basic test-token' }])(
		'no token, or not as Bearer: 401 (%j)',
		(headers) => {
			expect(parsed(send(createWorld(), BULK, { leads: leads(1) }, START, headers))).toEqual({
				status: 401,
				body: { error: 'Authorization header missing or invalid format' },
			});
		},
	);

	test('anything else is 404', () => {
		expect(send(createWorld(), '/leads/delete', {}).status).toBe(404);
		expect(send(createWorld(), BULK).status).toBe(404);
	});

	test.each([
		[false, 0],
		[true, 2],
	])('leads before the wrong one are stored, whatever is answered: %s', (storesBeforeRefusal, stored) => {
		for (const [wrongLead, status] of [
			[lead(3, { projectId: FOREIGN }), 403],
			[lead(3, { processId: FOREIGN }), 404],
		] as const) {
			const world = createWorld({ storesBeforeRefusal });
			expect(send(world, BULK, { leads: [lead(1), lead(2), wrongLead, lead(4)] }).status).toBe(status);
			expect(world.books.created).toHaveLength(stored);
		}
	});

	test('403 names every lead with a missing or foreign project, and stores none', () => {
		const world = createWorld();
		const missing = { name: 'A', processId: PROCESS };
		const foreign = lead(2, { projectId: FOREIGN });
		expect(parsed(send(world, BULK, { leads: [missing, foreign, lead(3)] }))).toEqual({
			status: 403,
			body: {
				error: 'Some leads have missing or invalid projectId',
				invalidLeads: [
					{ data: missing, error: 'missing projectId' },
					{ data: foreign, error: 'projectId does not match authenticated project' },
				],
			},
		});
		expect(world.leads.size).toBe(0);
	});
});

describe('leads', () => {
	const existing = [{ phone: '+999 88888-33333', email: 'Old@Example.com', referenceId: 'old', name: 'Old' }];
	const refused: Array<[string, Fields, string, boolean]> = [
		['no name', { name: undefined }, 'Either name or firstName is required', false],
		['no phone or email', { phone: undefined }, 'Either phone or email is required', false],
		['one repeated digit', { phone: '+9999999999' }, 'Phone number contains repeating digits pattern', false],
		['phone is a number', { phone: 9_000_000_001 }, 'phone must be a string', false],
		['metadata is a list', { metadata: [] }, 'metadata must be an object', false],
		[
			'same phone',
			{ phone: '9998888833333' },
			'Lead with this phone already exists for this project and process',
			true,
		],
		[
			'same email',
			{ email: 'old@EXAMPLE.com' },
			'Lead with this email already exists for this project and process',
			true,
		],
		[
			'same reference',
			{ referenceId: 'old' },
			'Lead with this referenceId already exists for this project and process',
			true,
		],
		[
			'called',
			{ phone: '+999 777 777 7712' },
			'A call attempt has already been made to this phone number for this project',
			true,
		],
		['refused by setting', { referenceId: 'bad' }, 'Not today', false],
	];
	test.each(refused)('the lead is refused: %s', (_name, fields, message, duplicate) => {
		const settings = { existing, calledNumbers: ['9997777777712'], refusals: { bad: 'Not today' } };
		for (const [path, status] of [
			[BULK, 200],
			[SINGLE, 400],
		] as const) {
			const world = createWorld(settings);
			const sent = asObject(JSON.stringify(lead(1, fields)));
			const answer = parsed(send(world, path, path === BULK ? { leads: [sent] } : { lead: sent }));
			expect(answer.status).toBe(status);
			if (path === BULK) expect(answer.body).toEqual({ success: [], errors: [{ data: sent, error: message }] });
			else expect(answer.body).toEqual({ error: message });
			expect(world.books.duplicates).toHaveLength(duplicate ? 1 : 0);
			expect(world.books.duplicatesOfThisRun()).toHaveLength(0);
			expect(world.books.created).toHaveLength(0);
		}
	});

	test('a reference id is free in another process; the vendor’s own sample number is fine', () => {
		const world = createWorld();
		const sent = [
			lead(1, { referenceId: 'r', phone: '8888833333' }),
			lead(2, { referenceId: 'r', processId: OTHER_PROCESS }),
		];
		expect(bulk(world, sent).errors).toEqual([]);
	});

	test('a good lead is stored, initiated, shown and found again', () => {
		const world = createWorld();
		const sent = lead(1, { email: 'New@Example.com', referenceId: 'r 1', metadata: { city: 'Pune' }, groupId: 'g' });
		const { status, body } = parsed(send(world, SINGLE, { lead: sent }));
		expect(status).toBe(200);
		expect(body).toMatchObject({
			...sent,
			success: true,
			email: 'new@example.com',
			createdAt: '2026-01-01T00:00:00.000Z',
		});
		expect(body._id).toMatch(/^[0-9a-f]{24}$/);
		const id = String(body._id);
		expect(world.books.timesInitiated(id)).toBe(1);
		const query = { referenceId: 'r 1', projectId: PROJECT, processId: PROCESS };
		expect(shown(world, { ...query, masked: 'true' })).toMatchObject({
			_id: id,
			phone: '+*********0001',
			activities: [],
			lastDisposition: null,
		});
		expect(shown(world, { leadId: id })).toMatchObject({ phone: sent.phone });
		expect(world.books.lookUps).toBe(2);
	});

	test('names may come back in two parts, and leads with keys that no page names', () => {
		const world = createWorld({ splitsNames: true, furtherFields: { __v: 0 } });
		const { success } = bulk(world, [lead(1, { name: 'Asha Devi Example' })]);
		expect(success).toMatchObject([{ firstName: 'Asha', lastName: 'Devi Example', __v: 0 }]);
		expect(success[0]).not.toHaveProperty('name');
		expect(shown(world, { leadId: String(success[0]?._id) })).toMatchObject({ name: 'Asha Devi Example', __v: 0 });
	});

	test.each([
		[undefined, true],
		[6, true],
		[5, false],
	])('equal digits in a row, refused from %s on: the vendor’s own sample number', (repeatingDigits, isTaken) => {
		const { success, errors } = bulk(createWorld({ repeatingDigits }), [lead(1, { phone: '8888833333' })]);
		expect([success.length, errors.length]).toEqual(isTaken ? [1, 0] : [0, 1]);
	});

	test('starting a lead again by its id may be refused, and counts as a duplicate then', () => {
		const world = createWorld({ startingAgain: 'refused', existing: known(1, { _id: FOREIGN }) });
		expect(send(world, SINGLE, { leadId: FOREIGN }).status).toBe(200);
		expect(parsed(send(world, SINGLE, { leadId: FOREIGN }))).toEqual({
			status: 400,
			body: { error: 'A call attempt has already been made to this phone number for this project' },
		});
		expect(world.books.duplicates).toMatchObject([
			{ reason: 'called', lead: { leadId: FOREIGN }, originalId: FOREIGN },
		]);
		expect(world.books.timesInitiated(FOREIGN)).toBe(1);
	});

	test('init false stores without initiating; initiating an id twice is taken and counted', () => {
		const world = createWorld({ singleShape: 'older', createdAtMissing: true });
		const { body } = parsed(send(world, SINGLE, { lead: lead(1), init: false }));
		expect(body).not.toHaveProperty('success');
		expect(body).not.toHaveProperty('createdAt');
		const id = String(body._id);
		expect(world.books.timesInitiated(id)).toBe(0);
		send(world, SINGLE, { leadId: id });
		expect(parsed(send(world, BULK, { leadIds: [id, FOREIGN] })).body).toMatchObject({
			success: [{ _id: id }],
			errors: [{ leadId: FOREIGN, error: `Lead with ID ${FOREIGN} not found` }],
		});
		expect(world.books.summary().initiatedMoreThanOnce).toEqual([id]);
	});
});

/** Names in the success list of a bulk answer. */
function namesIn(body: string): unknown[] {
	const { success } = z.object({ success: z.array(z.object({ name: z.string() })) }).parse(JSON.parse(body));
	return success.map(({ name }) => name);
}

describe('shapes of bulk answers', () => {
	const sent = [lead(1, { referenceId: 'r1' }), lead(2), lead(3, { name: '', referenceId: 'r3' })];
	const error = 'Either name or firstName is required';
	test.each([
		['newer', { data: sent[2], error }],
		['older', { leadId: sent[2], error }],
		['leadInline', { ...sent[2], error }],
	] as const)('errors, %s', (answerShape, expected) => {
		expect(bulk(createWorld({ answerShape }), sent).errors).toEqual([expected]);
	});
	test.each([
		['full', /^\{.*"phone":"\+9999000000001"/],
		['fewFields', /^\{"_id":"[0-9a-f]{24}","referenceId":"r1"\}$/],
		['ids', /^"[0-9a-f]{24}"$/],
		['referenceIds', /^"r1"$/],
	] as const)('v=1.2, success %s', (simplifiedSuccess, first) => {
		const { body } = parsed(send(createWorld({ simplifiedSuccess }), `${BULK}?v=1.2`, { leads: sent }));
		expect(body.success).toHaveLength(2);
		expect(JSON.stringify(Object.assign([], body.success)[0])).toMatch(first);
		expect(body.errors).toEqual([{ referenceId: 'r3', error }]);
	});
	test('shuffled and thinned out, the same for the same seed', () => {
		const run = (seed: number) =>
			send(createWorld({ shuffle: true, omit: 0.3, seed }), BULK, { leads: leads(100) }).body;
		expect(run(7)).toBe(run(7));
		expect(run(7)).not.toBe(run(8));
		const names = namesIn(run(7));
		expect(names.length).toBeGreaterThan(50);
		expect(names.length).toBeLessThan(90);
		expect(names).not.toEqual([...names].sort());
	});
});

describe('limits', () => {
	test('a strict sliding window: the 101st request within 5 s is refused, one 5 s after the first is not', () => {
		const world = createWorld();
		for (let i = 0; i < 100; i++) expect(send(world, '/leads/get', undefined, START + i).status).toBe(400);
		expect(parsed(send(world, '/leads/get', undefined, START + 4_999))).toEqual({
			status: 429,
			body: { success: false, error: 'Too many requests' },
		});
		expect(world.books.strictWindowViolations(100, 5_000)).toHaveLength(1);
		expect(world.books.summary().maximumArrivalsIn5Seconds).toBe(101);
		expect(send(world, '/leads/get', undefined, START + 5_001).status).toBe(400);
		const free = createWorld({ requestsPerWindow: 0 });
		for (let i = 0; i < 300; i++) expect(send(free, '/leads/get').status).toBe(400);
	});

	test('all endpoints count in one window, and no answer says when to come back', () => {
		const world = createWorld({ requestsPerWindow: 7 });
		const asked = [
			send(world, BULK, { leads: [] }),
			send(world, SINGLE, {}),
			send(world, '/leads/get'),
			send(world, '/leads/query'),
			send(world, '/leads/activity/get'),
			send(world, `/processes/list/${PROJECT}`),
			send(world, '/leads/update', {}),
			send(world, '/analytics/customer/stats', {}),
		];
		expect(asked.map(({ status }) => status)).toEqual([200, 400, 400, 400, 400, 200, 400, 429]);
		for (const { headers } of asked) expect(Object.keys(headers).sort()).toEqual(['content-type', 'date']);
	});

	test('five duplicates in a minute are allowed, the sixth blocks the key for an hour', () => {
		const world = createWorld();
		send(world, BULK, { leads: leads(6) });
		expect(send(world, BULK, { leads: leads(5) }, START + 1).status).toBe(200);
		expect(world.books.blockedAt).toBeUndefined();
		expect(send(world, SINGLE, { lead: lead(0) }, START + 60_001).status).toBe(400);
		expect(send(world, SINGLE, { lead: lead(0) }, START + 60_002).status).toBe(400);
		expect(world.books.blockedAt).toBeUndefined();
		for (let i = 0; i < 4; i++) send(world, SINGLE, { lead: lead(0) }, START + 70_000 + i);
		expect(world.books.blockedAt).toBe(START + 70_003);
		expect(parsed(send(world, '/leads/get', undefined, START + 70_004))).toEqual({
			status: 429,
			body: { success: false, error: 'API key temporarily blocked due to too many duplicate submissions' },
		});
		expect(send(world, '/leads/get', undefined, START + 70_005, wrong).status).toBe(403);
		expect(world.books.arrivalsAfterRefusal()).toHaveLength(1);
		expect(world.books.arrivalsAfterRefusal(10)).toHaveLength(0);
		expect(send(world, '/leads/get', undefined, START + 70_003 + 3_600_000).status).toBe(400);
		expect(world.books.duplicates).toHaveLength(11);
		expect(world.books.duplicatesOfThisRun()).toHaveLength(11);
		expect(world.books.maximumDuplicatesInWindow()).toBe(6);
	});

	test('a bulk request of duplicates counts each, or once', () => {
		for (const [duplicateCounting, blocked, most] of [
			['each', true, 8],
			['request', false, 1],
		] as const) {
			const world = createWorld({
				duplicateCounting,
				existing: leads(8).map(({ phone }) => ({ phone: String(phone) })),
			});
			expect(bulk(world, leads(8)).errors).toHaveLength(8);
			expect(world.books.blocks.length > 0).toBe(blocked);
			expect(world.books.maximumDuplicatesInWindow(duplicateCounting)).toBe(most);
			expect(world.books.duplicates[0]).toMatchObject({ original: 'knownBefore', reason: 'phone' });
		}
	});

	test('the same lead twice in one request: the second is a duplicate of the first', () => {
		const world = createWorld();
		send(world, BULK, { leads: [lead(1), lead(1)] });
		expect(world.books.duplicates).toMatchObject([{ arrival: 0, original: 'thisRun', originalArrival: 0 }]);
	});
});

describe('scripted faults', () => {
	test('what is stored, and what the client gets', () => {
		const cases: Array<[Parameters<typeof withFault>[0], SimulatorAnswer['effect'], number, number]> = [
			[{ fault: { type: 'dropBefore' } }, 'dropBefore', 0, 0],
			[{ fault: { type: 'dropAfter' } }, 'dropAfter', 0, 4],
			[{ fault: { type: 'dropPartly', stored: 3 } }, 'dropAfter', 0, 3],
			[{ fault: { type: 'status', code: 503 } }, 'answer', 503, 0],
			[{ fault: { type: 'status', code: 500, when: 'after' } }, 'answer', 500, 4],
			[{ fault: { type: 'status', code: 500, when: 'after', stored: 1 } }, 'answer', 500, 1],
			[{ fault: { type: 'hang' } }, 'hang', 0, 0],
			[{ fault: { type: 'hang', when: 'after' } }, 'hang', 0, 4],
			[{ fault: { type: 'garbage', body: 'html' } }, 'answer', 200, 4],
			[{ fault: { type: 'garbage', body: 'nonsense', when: 'before' } }, 'answer', 200, 0],
			[{ fault: { type: 'partial403', indexes: [1] } }, 'answer', 403, 0],
			[{ fault: { type: 'partial403', count: 1, store: 'others' } }, 'answer', 403, 3],
		];
		for (const [fault, effect, status, stored] of cases) {
			const world = withFault(fault);
			const answer = send(world, BULK, { leads: leads(4) });
			expect([answer.effect, answer.status, world.leads.size]).toEqual([effect, status, stored]);
			expect(world.books.arrivals[0]?.status).toBe(status);
			expect(world.books.arrivals[0]?.fault).toMatch(/^[a-z]/);
			expect(send(world, BULK, { leads: leads(4, 10) }).status).toBe(200);
		}
	});

	test('stored late: nothing now, all later, duplicates checked then', () => {
		const world = withFault({ fault: { type: 'storeLate', afterMs: 8_000 } });
		const { effect, later } = send(world, BULK, { leads: leads(4) });
		expect([effect, later?.afterMs, world.leads.size]).toEqual(['dropAfter', 8_000, 0]);
		send(world, BULK, { leads: leads(1) }, START + 1_000);
		later?.run(START + 8_000);
		expect(world.leads.size).toBe(4);
		expect(world.books.duplicates).toMatchObject([{ at: START + 8_000, arrival: 0, originalArrival: 1 }]);
	});

	test('entries left out, doubled, foreign', () => {
		const success = (fault: Parameters<typeof withFault>[0]) =>
			namesIn(send(withFault(fault), BULK, { leads: leads(4) }).body);
		expect(success({ fault: { type: 'omit', indexes: [0, 2] } })).toEqual(['Lead 1', 'Lead 3']);
		expect(success({ fault: { type: 'omit', count: 3 } })).toHaveLength(1);
		expect(success({ fault: { type: 'duplicateEntries' } })).toHaveLength(8);
		expect(success({ fault: { type: 'foreignEntries', count: 2 } })).toEqual(
			expect.arrayContaining(['Lead 0', 'Never Sent']),
		);
	});

	test('redirect, 413, 429, garbage by name', () => {
		const answer = (fault: Parameters<typeof withFault>[0]) => send(withFault(fault), BULK, { leads: leads(2) });
		expect(answer({ fault: { type: 'status', code: 302, location: 'http://a/' } }).headers.location).toBe('http://a/');
		expect(parsed(answer({ fault: { type: 'status', code: 413 } })).body).toEqual({
			error: 'request entity too large',
		});
		expect(parsed(answer({ fault: { type: 'status', code: 429 } })).body).toEqual({
			success: false,
			error: 'Too many requests',
		});
		expect(answer({ fault: { type: 'garbage', body: 'empty' } }).body).toBe('');
		expect(answer({ fault: { type: 'garbage', body: 'huge', bytes: 1000 } }).body.length).toBeGreaterThan(1000);
		expect(() => asObject(answer({ fault: { type: 'garbage', body: 'truncated' } }).body)).toThrow();
	});

	test('a fault finds its request by number, kind and size, as often as it should', () => {
		const world = createWorld({
			faults: [
				{ match: { request: 2 }, fault: { type: 'status', code: 501 } },
				{ match: { kind: 'bulk', minimumLeads: 3, times: 2 }, fault: { type: 'status', code: 502 } },
				{ match: { kind: 'get', times: 'always' }, fault: { type: 'status', code: 503 } },
			],
		});
		const bulk = (count: number) => send(world, BULK, { leads: leads(count) }).status;
		expect([bulk(1), send(world, '/leads/get').status, bulk(1), bulk(3), bulk(1), bulk(3), bulk(3)]).toEqual([
			200, 503, 501, 502, 200, 502, 200,
		]);
		expect(send(world, '/leads/get').status).toBe(503);
	});

	test('random faults: as often as asked, the same for the same seed', () => {
		const run = (seed: number) => {
			const random = {
				probability: 0.5,
				kinds: ['dropAfter', 'serverErrorPartly', 'storeLate', 'omit', 'garbageAfter'] as const,
			};
			const world = createWorld({
				seed,
				requestsPerWindow: 0,
				faults: [{ random: { ...random, kinds: [...random.kinds] } }],
			});
			for (let i = 0; i < 200; i++) send(world, BULK, { leads: leads(5, i * 5) });
			return world.books.full();
		};
		expect(run(3)).toEqual(run(3));
		const struck = Object.values(run(3).byFault).reduce((sum, times) => sum + times, 0);
		expect(struck).toBeGreaterThan(70);
		expect(struck).toBeLessThan(130);
	});

	test('a block is reported honestly, whatever the script says', () => {
		const world = createWorld({ duplicateLimit: 0, faults: [{ match: { request: 2 }, fault: { type: 'hang' } }] });
		send(world, BULK, { leads: [lead(1), lead(1)] });
		expect(send(world, BULK, { leads: leads(1) }).status).toBe(429);
	});
});

describe('settings in a running world', () => {
	test('are merged; a reset starts over in place', () => {
		const world = createWorld({ existing: [{ phone: '+9999000000000' }] });
		const { books } = world;
		applySettings(world, {
			maximumLeads: 3,
			existing: [{ phone: '+9999000000001' }],
			refusals: { '+9999000000002': 'No' },
		});
		expect(bulk(world, leads(3)).errors).toHaveLength(3);
		expect(send(world, BULK, { leads: leads(4) }).status).toBe(400);
		resetWorld(world);
		expect(world.books).toBe(books);
		expect(books.summary()).toMatchObject({ arrivals: 0, duplicates: 0, leadsCreated: 0 });
		expect(bulk(world, leads(3)).errors).toHaveLength(3);
	});
});

describe('over HTTP', () => {
	let simulator: Simulator;
	const post = (path: string, body: unknown, signal?: AbortSignal) =>
		fetch(`${simulator.url}${path}`, {
			method: 'POST',
			redirect: 'manual',
			headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal,
		});
	const desk = (path: string, body?: unknown) =>
		fetch(new URL(path, simulator.url), body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });

	beforeAll(async () => {
		simulator = await startSimulator({}, 0, undefined, sharedTime);
	});
	afterAll(() => simulator.close());
	beforeEach(() => desk('/reset', {}));

	test('answers, and shows its books', async () => {
		const answer = await post(BULK, { leads: leads(2) });
		expect([answer.status, namesIn(await answer.text())]).toEqual([200, ['Lead 0', 'Lead 1']]);
		const [arrival] = simulator.books.arrivals;
		expect(answer.headers.get('date')).toBe(new Date(arrival?.at ?? 0).toUTCString());
		expect(await (await desk('/books')).json()).toMatchObject({ arrivals: 1, leadsCreated: 2 });
		expect(asObject(await (await desk('/books?full=1')).text())).toMatchObject({ list: { created: [{}, {}] } });
		expect((await desk('/settings', { nonsense: 1 })).status).toBe(400);
	});

	test('drops, hangs, redirects, stores late', async () => {
		await desk('/settings', {
			latencyMs: 20,
			faults: [
				{ match: { request: 1 }, fault: { type: 'dropAfter' } },
				{ match: { request: 2 }, fault: { type: 'hang', when: 'before' } },
				{ match: { request: 3 }, fault: { type: 'status', code: 302 } },
				{ match: { request: 4 }, fault: { type: 'storeLate', afterMs: 1_000 } },
			],
		});
		await expect(post(BULK, { leads: leads(2) })).rejects.toThrow();
		expect(simulator.books.created).toHaveLength(2);
		const impatient = new AbortController();
		sharedTime.after(60_000, () => impatient.abort());
		await expect(post(BULK, { leads: leads(2, 2) }, impatient.signal)).rejects.toThrow();
		expect((await post(BULK, { leads: leads(2, 2) })).status).toBe(302);
		await expect(post(BULK, { leads: leads(2, 2) })).rejects.toThrow();
		expect(simulator.books.created).toHaveLength(2);
		const before = sharedTime.now();
		await sharedTime.until(() => simulator.books.created.length === 4);
		expect(sharedTime.now() - before).toBeCloseTo(1_000 - 20);
		expect((await post(BULK, { leads: [] })).status).toBe(200);
		expect(sharedTime.now() - before).toBeCloseTo(1_000);
	});

	test('many full batches, each lead with an ID of its own', async () => {
		await desk('/settings', { requestsPerWindow: 0 });
		const batches = effort(5, 100);
		for (let batch = 0; batch < batches; batch += 1) {
			const answer = await post(BULK, { leads: leads(1000, batch * 1000) });
			await answer.text();
		}
		expect(new Set(simulator.books.created.map(({ _id }) => _id)).size).toBe(1000 * batches);
	});
});
