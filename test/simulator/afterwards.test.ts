// Reading activities, processes and statistics, and updating leads: as documented, and either way where the vendor is silent.
import { z } from 'zod';

import { advance, createWorld, type SimulatorSettings } from './serverState';
import { OTHER_SYSTEMS_SECRET } from './processes';
import {
	callingBack,
	known,
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
} from './support';

const LEAD = '64c000000000000000000001';
const CALL = '64d000000000000000000001';
const existing = known(1, { _id: LEAD, referenceId: 'r', metadata: { city: 'Pune', make: 'Kia' } });
const call = { _id: CALL, leadId: LEAD, seconds: 42, createdAt: START };

describe('GET /leads/activity/get', () => {
	const ask = (settings: SimulatorSettings, query = `activityId=${CALL}`) =>
		parsed(send(createWorld({ existing, ...settings }), `/leads/activity/get?${query}`));

	test('the lead is under `lead`, and the duration in seconds', () => {
		expect(ask({ activities: [call] })).toEqual({
			status: 200,
			body: {
				success: true,
				data: {
					_id: CALL,
					lead: LEAD,
					type: 'call',
					status: 'success',
					result: { callStatus: 'completed', duration: 42 },
					createdAt: '2026-01-01T00:00:00.000Z',
					completedAt: '2026-01-01T00:00:42.000Z',
				},
			},
		});
	});

	test.each([
		['404', 404, { error: 'Activity not found' }],
		['400', 400, { error: 'Activity not found' }],
		['null', 200, { success: true, data: null }],
	] as const)('one that does not exist, or is another project’s: %s', (unknownActivity, status, body) => {
		expect(ask({ unknownActivity })).toEqual({ status, body });
		const foreign = known(1, { _id: LEAD, projectId: FOREIGN });
		expect(ask({ unknownActivity, existing: foreign, activities: [call] })).toEqual({ status, body });
	});

	test('no id, and a malformed id', () => {
		expect(ask({}, '')).toEqual({ status: 400, body: { error: 'activityId is required' } });
		expect(ask({}, 'activityId=x').status).toBe(404);
		expect(ask({ malformedIdStatus: 500 }, 'activityId=x')).toEqual({
			status: 500,
			body: { error: 'Cast to ObjectId failed for value "x"' },
		});
		const world = createWorld({ malformedIdStatus: 400 });
		expect(shown(world, { leadId: 'x' })).toBe(400);
		expect(shown(world, { leadId: FOREIGN })).toBe(404);
	});

	test.each([
		['full', [expect.objectContaining({ _id: CALL, lead: LEAD })]],
		['brief', [{ activityId: CALL, type: 'call', status: 'completed' }]],
		['bare', [{ type: 'call', status: 'completed' }]],
		['ids', [CALL]],
	] as const)('in a lead that is read: %s', (activitiesInLead, activities) => {
		const world = createWorld({ existing, activities: [call], activitiesInLead });
		expect(shown(world, { leadId: LEAD })).toMatchObject({ activities });
		expect(page(world).data).toMatchObject([{ activities }]);
		expect(page(world, { includeActivities: 'false' }).data[0]).not.toHaveProperty('activities');
	});

	test('in a lead that is read: none', () => {
		const world = createWorld({ existing, activities: [call], activitiesInLead: 'none' });
		expect(shown(world, { leadId: LEAD })).not.toHaveProperty('activities');
	});
});

test('answers to submissions show the history too, where that is set', () => {
	const activities = [{ type: 'call', callStatus: 'busy' }];
	const settings = { existing: known(1, { _id: LEAD, activities }) };
	const answer = (historyInAnswers: boolean) =>
		parsed(send(createWorld({ ...settings, historyInAnswers }), SINGLE, { leadId: LEAD })).body;
	expect(answer(true)).toMatchObject({ activities });
	expect(answer(false)).not.toHaveProperty('activities');
});

describe('GET /processes/list/{projectId}', () => {
	const list = (settings: SimulatorSettings, project = PROJECT) =>
		parsed(send(createWorld(settings), `/processes/list/${project}`));

	test('newest first, with all that a process holds', () => {
		const { status, body } = list({});
		expect(status).toBe(200);
		expect(body).toMatchObject({
			success: true,
			count: 2,
			processes: [
				{ _id: OTHER_PROCESS, title: 'Follow-up Calls' },
				{ _id: PROCESS, title: 'First Calls' },
			],
		});
		const [process] = z.array(z.record(z.unknown())).parse(body.processes);
		expect(Object.keys(process ?? {}).sort()).toEqual(
			[
				...['_id', 'title', 'description', 'projectId', 'processType', 'numberPool', 'whatsappFromId', 'activeStatus'],
				...['isActive', 'stateless', 'start', 'nodes', 'callWindows', 'dispositions', 'actions', 'callbacks'],
				...['version', 'metadata', 'timezone', 'createdAt', 'updatedAt'],
			].sort(),
		);
	});

	test('titles, inactive ones, an order of their own', () => {
		const processDetails = {
			[PROCESS]: { title: 'Renewals', isActive: false, createdAt: START, metadata: { team: 'north' } },
		};
		expect(list({ processDetails }).body.processes).toMatchObject([
			{ _id: PROCESS, title: 'Renewals', isActive: false, activeStatus: 0, metadata: { team: 'north' } },
			{ _id: OTHER_PROCESS, isActive: true, activeStatus: 1 },
		]);
	});

	test('callbacks hold other systems’ secrets, set or not', () => {
		expect(JSON.stringify(list({}).body)).toContain(OTHER_SYSTEMS_SECRET);
		const mine = list(callingBack({ authKey: 'X-Token', authValue: 'mine' })).body.processes;
		expect(JSON.stringify(mine)).toContain('"authValue":"mine"');
	});

	test.each([
		['another project', `/processes/list/${FOREIGN}`, 403, 'Not authorized to access processes for this project'],
		['no project', '/processes/list/', 400, 'projectId is required'],
		['no project at all', '/processes/list', 400, 'projectId is required'],
	])('the list is refused: %s', (_name, path, status, error) => {
		const world = createWorld();
		expect(parsed(send(world, path))).toEqual({ status, body: { error } });
		expect(world.books.summary().byKind).toMatchObject({ processes: 1, other: 0 });
	});

	test('an inactive project is refused; a deeper path is no such thing', () => {
		expect(list({ inactiveProjects: [PROJECT] }).status).toBe(403);
		expect(send(createWorld(), `/processes/list/${PROJECT}/x`).status).toBe(404);
	});
});

describe('POST /analytics/customer/stats', () => {
	const DAY = 86_400_000;
	const settings: SimulatorSettings = {
		existing: [
			{ _id: LEAD, phone: '+9999000000001' },
			{ _id: FOREIGN, phone: '+9999000000002', processId: OTHER_PROCESS, groupId: 'north' },
			{ _id: '64c000000000000000000009', phone: '+9999000000003', projectId: FOREIGN },
		],
		activities: [
			{ ...call, interested: true },
			{ ...call, _id: '64d000000000000000000002', connected: false, seconds: 0 },
			{ ...call, _id: '64d000000000000000000003', createdAt: START + 20 * 3_600_000, seconds: 5 },
			{ ...call, _id: '64d000000000000000000004', leadId: FOREIGN, createdAt: START + DAY },
			{ ...call, _id: '64d000000000000000000005', leadId: '64c000000000000000000009' },
		],
	};
	const ask = (more: object, set: SimulatorSettings = {}) =>
		parsed(
			send(createWorld({ ...settings, ...set }), '/analytics/customer/stats', {
				start: START,
				end: START + DAY,
				...more,
			}),
		);
	const total = (count: number) => ({ total: count });

	test('calls from start to end, those of this project only', () => {
		expect(ask({})).toMatchObject({
			status: 200,
			body: {
				success: true,
				data: {
					attempts: total(4),
					connected: total(3),
					incoming: { total: 0, data: [] },
					meaningfullyHandled: total(2),
					interested: { total: 1, data: [{ time: START, value: 1 }] },
				},
			},
		});
		expect(ask({ end: START }).body.data).toMatchObject({ attempts: total(2) });
		expect(ask({}).body.data).not.toHaveProperty('unique');
	});

	test('of one process, of one group, and leads counted once', () => {
		expect(ask({ processId: OTHER_PROCESS }).body.data).toMatchObject({ attempts: total(1) });
		expect(ask({ groupId: 'north' }).body.data).toMatchObject({ attempts: total(1) });
		expect(ask({ includeUniqueLeads: true }).body.data).toMatchObject({
			unique: { attempts: 2, connected: 2, interested: 1 },
		});
	});

	test('days are those of the time zone', () => {
		const days = (timezoneOffsetMinutes: number) => ask({ timezoneOffsetMinutes, processId: PROCESS }).body.data;
		expect(days(0)).toMatchObject({ attempts: { data: [{ time: START, value: 3 }] } });
		const began = START - 330 * 60_000;
		expect(days(330)).toMatchObject({
			attempts: {
				data: [
					{ time: began, value: 2 },
					{ time: began + DAY, value: 1 },
				],
			},
		});
	});

	test('figures may be plain numbers', () => {
		expect(ask({}, { statsShape: 'numbers' }).body.data).toMatchObject({
			attempts: 4,
			connected: 3,
			interested: { total: 1, data: [{ value: 1 }] },
		});
	});

	test('start and end are required, as numbers; the books keep what was asked', () => {
		for (const body of [{}, { start: START }, { start: '2026-01-01', end: '2026-01-02' }]) {
			expect(parsed(send(createWorld(), '/analytics/customer/stats', body))).toEqual({
				status: 400,
				body: { error: 'start and end are required' },
			});
		}
		const world = createWorld();
		send(world, '/analytics/customer/stats', { start: 1, end: 2 });
		send(world, '/analytics/customer/stats', '[]');
		expect(world.books.arrivals).toMatchObject([
			{ kind: 'stats', body: { start: 1, end: 2 }, status: 200 },
			{ kind: 'stats', status: 400 },
		]);
	});
});

describe('POST /leads/update', () => {
	const worldOf = (settings: SimulatorSettings = {}) => createWorld({ existing, ...callingBack(), ...settings });
	const update = (world: ReturnType<typeof worldOf>, body: object, now = START) =>
		parsed(send(world, '/leads/update', body, now));
	const accepted = { status: 200, body: { success: true, message: 'Lead update initiated' } };

	test('accepted now, applied later, and called back', () => {
		const world = worldOf();
		const body = {
			leadId: LEAD,
			name: 'New Name',
			targetState: 'lost',
			disposition: 'Do Not Call',
			userId: 'crm',
			metadata: { make: 'Toyota', model: 'Camry' },
		};
		expect(update(world, body)).toEqual(accepted);
		expect(world.books.updates).toMatchObject([{ arrival: 0, body, leadId: LEAD }]);
		expect(world.books.updates[0]).not.toHaveProperty('doneAt');
		expect(shown(world, { leadId: LEAD })).toMatchObject({ name: 'Lead 0', currentState: 'new' });
		advance(world, START + 1_000);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			name: 'New Name',
			currentState: 'lost',
			lastDisposition: 'Do Not Call',
			metadata: { city: 'Pune', make: 'Toyota', model: 'Camry' },
			updatedAt: '2026-01-01T00:00:01.000Z',
		});
		expect(world.outbox.map((callback) => callback.body)).toEqual([
			{
				action_type: 'update',
				updateId: world.books.updates[0]?.updateId,
				success: true,
				error: null,
				leadId: LEAD,
				referenceId: 'r',
				timestamp: START + 1_000,
				data: { make: 'Toyota', model: 'Camry' },
			},
		]);
	});

	test('without metadata, every field that is not listed lands in the lead’s metadata', () => {
		const world = worldOf();
		update(world, { leadId: LEAD, targetState: 'lost', phone: '+9990000000009', note: 'x' });
		advance(world, START + 1_000);
		expect(shown(world, { leadId: LEAD })).toMatchObject({
			phone: '+9999000000000',
			metadata: { city: 'Pune', make: 'Kia', phone: '+9990000000009', note: 'x' },
		});
		const other = worldOf();
		update(other, { leadId: LEAD, metadata: { a: 1 }, note: 'x' });
		advance(other, START + 1_000);
		expect(shown(other, { leadId: LEAD })).toMatchObject({ metadata: { city: 'Pune', make: 'Kia', a: 1 } });
	});

	test('fails while a call is in progress: it is not postponed', () => {
		const world = worldOf({ calls: { lastsMs: 10_000 } });
		send(world, SINGLE, { leadId: LEAD });
		update(world, { leadId: LEAD, metadata: { a: 1 } }, START + 1_000);
		advance(world, START + 20_000);
		const [outcome] = world.outbox;
		expect(outcome?.body).toEqual({
			action_type: 'update',
			updateId: world.books.updates[0]?.updateId,
			success: false,
			error: 'Lead update is not allowed while a call is in progress for this lead',
			leadId: LEAD,
			referenceId: 'r',
			timestamp: START + 2_000,
			data: null,
		});
		expect(shown(world, { leadId: LEAD })).toMatchObject({ metadata: { city: 'Pune', make: 'Kia' } });
		expect(world.books.updates[0]).toMatchObject({ doneAt: START + 2_000, error: outcome?.body.error });
	});

	test('the three documented answers', () => {
		const withId = worldOf({ updateAnswer: 'withUpdateId' });
		expect(update(withId, { leadId: LEAD, name: 'B' }).body).toEqual({
			...accepted.body,
			updateId: withId.books.updates[0]?.updateId,
		});
		const synchronous = worldOf({ updateAnswer: 'lead' });
		expect(update(synchronous, { leadId: LEAD, name: 'B' })).toMatchObject({
			status: 200,
			body: { success: true, lead: { _id: LEAD, name: 'B' } },
		});
		const inCall = worldOf({ updateAnswer: 'lead', calls: { lastsMs: 10_000 } });
		send(inCall, SINGLE, { leadId: LEAD });
		expect(update(inCall, { leadId: LEAD, name: 'B' }, START + 1)).toEqual({
			status: 400,
			body: { error: 'Lead update is not allowed while a call is in progress for this lead' },
		});
	});

	test('by reference id with project and process', () => {
		const world = worldOf();
		const by = { referenceId: 'r', projectId: PROJECT, processId: PROCESS };
		expect(update(world, { ...by, name: 'B' })).toEqual(accepted);
		expect(world.books.updates).toMatchObject([{ leadId: LEAD }]);
		expect(update(world, { ...by, projectId: FOREIGN }).status).toBe(403);
		expect(update(world, { referenceId: 'r' }).body).toEqual({
			error: 'projectId and processId are required when using referenceId',
		});
		expect(update(world, { name: 'B' }).body).toEqual({ error: 'Either leadId or referenceId is required' });
		expect(send(world, '/leads/update', '"x"').status).toBe(400);
		expect(update(world, { leadId: LEAD, metadata: 'x' }).body).toEqual({ error: 'metadata must be an object' });
		expect(world.books.updates).toHaveLength(1);
	});

	test.each([
		['refused', 404, 0],
		['accepted', 200, 1],
	] as const)('a lead that does not exist: %s', (unknownLeadUpdate, status, outcomes) => {
		const world = worldOf({ unknownLeadUpdate });
		const by = { referenceId: 'x', projectId: PROJECT, processId: PROCESS };
		expect(update(world, { ...by, name: 'B' }).status).toBe(status);
		advance(world, START + 1_000);
		expect(world.outbox).toHaveLength(outcomes);
		expect(world.outbox.map(({ body }) => body)).toMatchObject(
			[{ success: false, error: 'Lead not found', referenceId: 'x' }].slice(0, outcomes),
		);
	});

	test.each([
		['refused', 400],
		['accepted', 200],
	] as const)('nothing to change: %s', (emptyUpdate, status) => {
		expect(update(worldOf({ emptyUpdate }), { leadId: LEAD, userId: 'crm' }).status).toBe(status);
		expect(update(worldOf({ emptyUpdate }), { leadId: LEAD, name: 'B' }).status).toBe(200);
	});

	test('a state that the process does not have, where that matters', () => {
		const world = worldOf({ targetStates: ['lost'] });
		update(world, { leadId: LEAD, targetState: 'nowhere' });
		advance(world, START + 1_000);
		expect(world.outbox[0]?.body).toMatchObject({ success: false, error: 'Invalid target state: nowhere' });
		expect(shown(world, { leadId: LEAD })).toMatchObject({ currentState: 'new' });
	});

	test('faults may strike it; an answer may be lost although it was accepted', () => {
		const world = worldOf({
			faults: [
				{ match: { kind: 'update', request: 1 }, fault: { type: 'dropAfter' } },
				{ match: { kind: 'update', request: 2 }, fault: { type: 'status', code: 503 } },
				{ match: { kind: 'update', request: 3 }, fault: { type: 'storeLate', afterMs: 1 } },
			],
		});
		const ask = () => send(world, '/leads/update', { leadId: LEAD, name: 'B' });
		expect([ask(), ask(), ask()].map(({ effect, status }) => `${effect} ${status}`)).toEqual([
			'dropAfter 0',
			'answer 503',
			'dropAfter 0',
		]);
		expect(world.books.updates.map(({ arrival }) => arrival)).toEqual([0, 2]);
	});
});
