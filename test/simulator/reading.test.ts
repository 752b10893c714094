// GET /leads/get and /leads/query: as documented, and either way where the vendor says nothing.
import { createWorld, type SimulatorSettings } from './serverState';
import {
	known,
	lead,
	FOREIGN,
	page,
	parsed,
	PROCESS,
	PROJECT,
	OTHER_PROCESS,
	send,
	shown,
	SINGLE,
	START,
	wholeList,
} from './support';

const names = (...numbers: number[]) => numbers.map((number) => `Lead ${number}`);

describe('GET /leads/query', () => {
	test('a page: at most 10 leads unless told, with total, limit and skip', () => {
		const world = createWorld({ existing: known(12) });
		expect(page(world)).toMatchObject({
			status: 200,
			names: names(11, 10, 9, 8, 7, 6, 5, 4, 3, 2),
			pagination: { total: 12, limit: 10, skip: 0 },
		});
		expect(page(world, { limit: 3, skip: 10 })).toMatchObject({
			names: names(1, 0),
			pagination: { total: 12, limit: 3, skip: 10 },
		});
		expect(page(world, { skip: 12 })).toMatchObject({ names: [], pagination: { total: 12 } });
		expect(page(world, { limit: 'many', skip: -1 })).toMatchObject({ pagination: { limit: 10, skip: 0 } });
	});

	test('a lead is shown with activities, unless they are not wanted, and with its phone, masked on request', () => {
		const activities = [{ type: 'call', callStatus: 'busy' }];
		const world = createWorld({ existing: known(1, { activities, lastDisposition: 'Attempted', metadata: { a: 1 } }) });
		expect(page(world).data).toEqual([
			{
				_id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
				projectId: PROJECT,
				processId: PROCESS,
				phone: '+9999000000000',
				name: 'Lead 0',
				metadata: { a: 1 },
				currentState: 'new',
				lastDisposition: 'Attempted',
				createdAt: '2025-12-31T23:58:20.000Z',
				updatedAt: '2025-12-31T23:58:20.000Z',
				activities,
			},
		]);
		const [brief] = page(world, { includeActivities: 'false', masked: 'true' }).data;
		expect(brief).not.toHaveProperty('activities');
		expect(brief?.phone).toBe('+*********0000');
	});

	test.each([
		['no project', '/leads/query', 400, 'projectId is required'],
		['another project', `/leads/query?projectId=${FOREIGN}`, 403, 'projectId does not match authenticated project'],
	])('the list is refused: %s', (_name, path, status, error) => {
		expect(parsed(send(createWorld(), path))).toEqual({ status, body: { error } });
	});

	test('filters, one by one and together', () => {
		const world = createWorld({
			existing: [
				{ name: 'A', phone: '+9999000000001', email: 'A@Example.com', referenceId: 'r', currentState: 'interested' },
				{ name: 'B', phone: '+9999000000002', processId: OTHER_PROCESS, referenceId: 'r', lastDisposition: 'Busy' },
				{ name: 'C', phone: '+9991234000002', currentState: 'interested', lastDisposition: 'Busy' },
				{ name: 'Elsewhere', phone: '+9999000000002', projectId: FOREIGN },
			],
		});
		const found = (query: Record<string, string>) => page(world, query).names.sort();
		expect(found({})).toEqual(['A', 'B', 'C']);
		expect(found({ processId: PROCESS })).toEqual(['A', 'C']);
		expect(found({ referenceId: 'r' })).toEqual(['A', 'B']);
		expect(found({ referenceId: 'r', processId: OTHER_PROCESS })).toEqual(['B']);
		expect(found({ phone: '+9999000000002' })).toEqual(['B']);
		expect(found({ email: 'a@example.com' })).toEqual(['A']);
		expect(found({ currentState: 'interested' })).toEqual(['A', 'C']);
		expect(found({ lastDisposition: 'Busy', currentState: 'interested' })).toEqual(['C']);
		expect(found({ phone: '+9990000000000' })).toEqual([]);
		expect(page(world, { phone: '+9999000000002' }).pagination).toEqual({ total: 1, limit: 10, skip: 0 });
	});

	test('a filter that no page names, by date for one, is ignored', () => {
		const world = createWorld({ existing: known(2) });
		expect(page(world, { createdAfter: '2030-01-01' }).names).toEqual(names(1, 0));
	});

	test('a lead handed over is in the list at once, and in the books are the requests with their query', () => {
		const world = createWorld();
		send(world, SINGLE, { lead: lead(1) });
		expect(page(world, { limit: 100 }).names).toEqual(['Lead 1']);
		expect(world.books.arrivals[1]).toMatchObject({ kind: 'query', query: { projectId: PROJECT, limit: '100' } });
		expect(world.books.summary().byKind).toMatchObject({ single: 1, get: 0, query: 1 });
		expect(world.books.lookUps).toBe(0);
	});
});

describe('what the vendor leaves open about the list', () => {
	test.each([
		['newest', names(3, 2, 1, 0)],
		['oldest', names(0, 1, 2, 3)],
	] as const)('order: %s', (listOrder, expected) => {
		expect(page(createWorld({ existing: known(4), listOrder })).names).toEqual(expected);
	});

	test('order: by id', () => {
		const ids = ['64c000000000000000000003', '64c000000000000000000001', '64c000000000000000000002'];
		const existing = known(3).map((fields, index) => ({ ...fields, _id: ids[index] }));
		expect(page(createWorld({ existing, listOrder: 'id' })).names).toEqual(names(1, 2, 0));
	});

	test('order: another one at each request, so that pages overlap and miss', () => {
		const world = createWorld({ existing: known(100), listOrder: 'changing' });
		const read = wholeList(world, 10);
		expect(read).toHaveLength(100);
		expect(new Set(read).size).toBeLessThan(90);
	});

	test('new leads at the head of a list push others to the next page, where they are seen again', () => {
		const world = createWorld({ existing: known(20), listChanges: { adds: 2, times: 1 } });
		const read = wholeList(world, 10);
		expect(read.filter((name) => name === 'Lead 10' || name === 'Lead 11')).toHaveLength(4);
		expect(read).not.toContain('Other System 20');
		expect(page(world, { limit: '2' }).names).toEqual(['Other System 21', 'Other System 20']);
	});

	test('leads that are archived meanwhile draw others to the page before, where they are missed', () => {
		const world = createWorld({ existing: known(20), listChanges: { archives: 3, times: 1 } });
		const read = wholeList(world, 10);
		expect(read).toHaveLength(17);
		expect(read).not.toContain('Lead 9');
		expect(page(world).pagination).toMatchObject({ total: 17 });
	});

	test('new leads anywhere in the list', () => {
		const world = createWorld({ existing: known(50), listChanges: { adds: 20, at: 'anywhere', times: 1 } });
		page(world);
		const places = page(world, { limit: '100' }).names.flatMap((name, index) =>
			String(name).startsWith('Other') ? [index] : [],
		);
		expect(places).toHaveLength(20);
		expect(places).not.toEqual(places.map((_, index) => index));
	});

	test('a look-up does not change the list', () => {
		const world = createWorld({ existing: known(2), listChanges: { adds: 5 } });
		page(world, { phone: '+9999000000001' });
		expect(page(world).pagination).toMatchObject({ total: 2 });
	});

	test('limit over the maximum, or a lower maximum: lowered, or refused', () => {
		const existing = known(120);
		expect(page(createWorld({ existing }), { limit: 500 })).toMatchObject({ pagination: { limit: 100, total: 120 } });
		const small = page(createWorld({ existing, maximumPage: 25 }), { limit: 100 });
		expect([small.names.length, small.pagination]).toEqual([25, { total: 120, limit: 25, skip: 0 }]);
		const world = createWorld({ existing, maximumPage: 25, limitTooLarge: 'refused' });
		expect(parsed(send(world, `/leads/query?projectId=${PROJECT}&limit=100`))).toEqual({
			status: 400,
			body: { error: 'limit must not exceed 25' },
		});
	});

	test.each([
		['withoutTotal', { limit: 10, skip: 0 }],
		['missing', undefined],
	] as const)('pagination: %s', (pagination, expected) => {
		expect(page(createWorld({ existing: known(3), pagination })).pagination).toEqual(expected);
	});

	const stored = { phoneForm: 'e164', countryCode: '91' } as const;
	const filters: Array<[SimulatorSettings, string, boolean]> = [
		[{ phoneFilter: 'letter' }, '+91 99900 00001', true],
		[{ phoneFilter: 'letter' }, '+919990000001', false],
		[{ phoneFilter: 'digits' }, '919990000001', true],
		[{ phoneFilter: 'digits' }, '9990000001', false],
		[{ phoneFilter: 'lastTen' }, '09990000001', true],
		[{ phoneFilter: 'lastTen' }, '09990000002', false],
		[{ phoneFilter: 'e164' }, '09990000001', true],
		[{ phoneFilter: 'letter', ...stored }, '+919990000001', true],
		[{ phoneFilter: 'letter', ...stored }, '+91 99900 00001', false],
	];
	test.each(filters)('filter by phone: %j finds %s: %s', (settings, phone, isFound) => {
		const world = createWorld({ ...settings, existing: [{ name: 'A', phone: '+91 99900 00001' }] });
		expect(page(world, { phone }).names).toEqual(isFound ? ['A'] : []);
	});

	test.each([
		['anyCase', ['A']],
		['letter', []],
	] as const)('filter by email, case: %s', (emailFilter, found) => {
		const world = createWorld({ emailFilter, existing: [{ name: 'A', email: 'a@example.com' }] });
		expect(page(world, { email: 'A@Example.com' }).names).toEqual(found);
		expect(page(world, { email: 'a@example.com' }).names).toEqual(['A']);
	});

	test.each([
		['query', '*', '+'],
		['get', '+', '*'],
		['both', '*', '*'],
	] as const)('phones masked although nobody asked: %s', (alwaysMasked, listed, single) => {
		const world = createWorld({ alwaysMasked, existing: known(1, { _id: FOREIGN }) });
		const phones = { '*': '+*********0000', '+': '+9999000000000' };
		expect(page(world).data).toMatchObject([{ phone: phones[listed] }]);
		expect(shown(world, { leadId: FOREIGN })).toMatchObject({ phone: phones[single] });
	});

	test('archived leads are in no list and count as duplicates; getting one works or not', () => {
		const existing = known(1, { _id: FOREIGN, archived: true, referenceId: 'r' });
		const world = createWorld({ existing });
		expect(page(world)).toMatchObject({ names: [], pagination: { total: 0 } });
		expect(page(world, { referenceId: 'r' }).names).toEqual([]);
		expect(shown(world, { leadId: FOREIGN })).toMatchObject({ name: 'Lead 0' });
		expect(send(world, SINGLE, { lead: lead(0) }).status).toBe(400);
		expect(world.books.duplicates).toMatchObject([{ originalId: FOREIGN, original: 'knownBefore' }]);
		const hiding = createWorld({ existing, archivedInGet: false });
		expect(shown(hiding, { leadId: FOREIGN })).toBe(404);
		expect(shown(hiding, { referenceId: 'r', projectId: PROJECT, processId: PROCESS })).toBe(404);
	});
});

describe('GET /leads/get', () => {
	test('the same reference id in two processes, and one that nobody has', () => {
		const world = createWorld({
			existing: [
				{ name: 'A', referenceId: 'r' },
				{ name: 'B', referenceId: 'r', processId: OTHER_PROCESS },
			],
		});
		const by = (referenceId: string, processId: string) => ({ referenceId, processId, projectId: PROJECT });
		expect(shown(world, by('r', PROCESS))).toMatchObject({ name: 'A' });
		expect(shown(world, by('r', OTHER_PROCESS))).toMatchObject({ name: 'B' });
		expect(shown(world, { ...by('r', PROCESS), projectId: FOREIGN })).toBe(403);
		expect(parsed(send(world, `/leads/get?referenceId=x&projectId=${PROJECT}&processId=${PROCESS}`))).toEqual({
			status: 404,
			body: { error: 'Lead with referenceId x not found' },
		});
	});

	test('starting an existing lead shows: its state and updatedAt change', () => {
		const existing = known(1, { _id: FOREIGN });
		const world = createWorld({ existing, initiatedState: 'make_first_call' });
		expect(shown(world, { leadId: FOREIGN })).toMatchObject({
			currentState: 'new',
			updatedAt: '2025-12-31T23:58:20.000Z',
		});
		send(world, SINGLE, { leadId: FOREIGN }, START + 5_000);
		expect(shown(world, { leadId: FOREIGN })).toMatchObject({
			currentState: 'make_first_call',
			createdAt: '2025-12-31T23:58:20.000Z',
			updatedAt: '2026-01-01T00:00:05.000Z',
		});
	});
});

describe('faults of reading', () => {
	const askPage = `/leads/query?projectId=${PROJECT}`;
	const askLead = `/leads/get?leadId=${FOREIGN}`;
	const world = (...faults: NonNullable<SimulatorSettings['faults']>) =>
		createWorld({ existing: known(5, {}).map((one, index) => (index === 0 ? { ...one, _id: FOREIGN } : one)), faults });

	test('each kind is struck by its own faults, `reading` and `any` by both', () => {
		const struck = world(
			{ match: { kind: 'query' }, fault: { type: 'status', code: 403 } },
			{ match: { kind: 'get' }, fault: { type: 'status', code: 502 } },
			{ match: { kind: 'reading', request: 3 }, fault: { type: 'status', code: 404 } },
			{ match: { kind: 'any', request: 4 }, fault: { type: 'garbage', body: 'logIn' } },
		);
		const statuses = [askLead, askPage, askPage].map((path) => send(struck, path).status);
		expect(statuses).toEqual([502, 403, 404]);
		const page = send(struck, askPage);
		expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html']);
		expect(page.body).toContain('<form');
		expect(send(struck, askPage).status).toBe(200);
	});

	test('a page cut short, one that lacks leads, one that never comes', () => {
		const struck = world(
			{ match: { kind: 'query', request: 1 }, fault: { type: 'garbage', body: 'truncated' } },
			{ match: { kind: 'query', request: 2 }, fault: { type: 'omit', indexes: [0, 1] } },
			{ match: { kind: 'query', request: 3 }, fault: { type: 'dropAfter' } },
		);
		expect(send(struck, askPage).body).toMatch(/^\{"success":true,"data":\[/);
		expect(page(struck)).toMatchObject({ names: names(2, 1, 0), pagination: { total: 5 } });
		expect(send(struck, askPage).effect).toBe('dropAfter');
	});

	test('slow: by kind, or once', () => {
		const slow = createWorld({
			latencyMs: 10,
			latencyMsByKind: { query: 3_000 },
			faults: [{ match: { kind: 'get' }, fault: { type: 'slow', ms: 500 } }],
		});
		const delays = [askPage, askLead, askLead].map((path) => send(slow, path).delayMs);
		expect(delays).toEqual([3_010, 510, 10]);
		expect(slow.books.arrivals[1]?.answeredAt).toBe(START + 510);
	});

	test.each(['error', 'message', 'nested', 'text', 'html', 'empty'] as const)('a refusal as %s', (errorBody) => {
		const bodies = {
			error: '{"error":"projectId is required"}',
			message: '{"success":false,"message":"projectId is required"}',
			nested: '{"error":{"message":"projectId is required"}}',
			text: 'projectId is required',
			html: '<!doctype html><html><body><pre>projectId is required</pre></body></html>',
			empty: '',
		};
		const answer = send(createWorld({ errorBody }), '/leads/query');
		expect([answer.status, answer.body]).toEqual([400, bodies[errorBody]]);
	});
});
