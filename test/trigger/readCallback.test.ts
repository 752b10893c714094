// What a callback's body becomes: the events, the flat item, what makes two deliveries the same, and bodies that mean harm.
import { effort } from '../effort';
import fc from '../properties';
import { bodyForItem, EVENTS, readCallback } from '../../nodes/Uservox/trigger/readCallback';
import { PROCESS, PROJECT } from '../ids';
import {
	ACTIVITY,
	appliedUpdate,
	AT,
	busyCall,
	changed,
	connectedCall,
	failedUpdate,
	LEAD,
	pathsOf,
	REFERENCE,
	UPDATE,
	type Json,
	type JsonObject,
} from './bodies';

const itemOf = (body: unknown) => readCallback(body)?.item;
const eventOf = (body: unknown) => readCallback(body)?.event;
const idOf = (body: unknown) => readCallback(body)?.eventId;
const anId: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);

describe('the item', () => {
	const call = {
		eventId: anId,
		occurredAt: '2026-01-13T10:23:21.851Z',
		leadId: LEAD,
		referenceId: REFERENCE,
		processId: PROCESS,
		projectId: PROJECT,
		activityId: ACTIVITY,
		scheduledAt: '2026-01-13T10:00:00.000Z',
		providerCallId: 'provider-1',
	};

	test('of a call that somebody answered', () => {
		expect(itemOf(connectedCall())).toEqual({
			...call,
			event: 'callConnected',
			connected: true,
			callStatus: 'completed',
			attemptNumber: 2,
			fromState: 'make_second_call',
			toState: 'interested',
			disposition: 'Interested',
			dispositionType: 'positive',
			summary: 'Wants a callback at 18:00.',
			leadSummary: 'Lead details: wants a callback at 18:00.',
			conversationId: '64f000000000000000000001',
			transcript: [
				{ role: 'assistant', content: 'Hello Asha', at: '2026-01-13T10:22:21.851Z' },
				{ role: 'user', content: 'हैलो', at: '2026-01-13T10:22:31.851Z' },
			],
			toolCalls: [{ name: 'endCall', arguments: { endCall: true }, response: { success: true } }],
			variables: { City: 'Pune', called: true, Urgency: 'Very Urgent', callbackTime: '18:00', endCall: null },
		});
	});

	test('of a busy line: what the body lacks is absent', () => {
		expect(itemOf(busyCall())).toEqual({
			...call,
			event: 'callNotConnected',
			connected: false,
			callStatus: 'busy',
			fromState: 'make_first_call',
			toState: 'schedule_second_call',
			disposition: 'Attempted',
			dispositionType: 'neutral',
			summary: 'The line was busy.',
			leadSummary: 'Lead details: the line was busy.',
		});
	});

	const update = {
		eventId: anId,
		occurredAt: '2026-01-13T10:23:21.851Z',
		updateId: UPDATE,
		leadId: LEAD,
		referenceId: REFERENCE,
	};

	test('of an update that was applied, and of one that failed', () => {
		const metadata = { make: 'Toyota', model: 'Camry' };
		expect(itemOf(appliedUpdate())).toEqual({ ...update, event: 'updateApplied', metadata });
		const error = 'Lead update is not allowed while a call is in progress for this lead';
		expect(itemOf(failedUpdate())).toEqual({ ...update, event: 'updateFailed', error });
	});

	test('begins with what people look for first', () => {
		expect(Object.keys(itemOf(busyCall()) ?? {}).slice(0, 5)).toEqual([
			'event',
			'eventId',
			'occurredAt',
			'leadId',
			'referenceId',
		]);
	});

	test.each([connectedCall(), busyCall(), appliedUpdate(), failedUpdate()])(
		'of a body that lacks any one part has nothing that is undefined, and is still an event (%#)',
		(body) => {
			for (const path of pathsOf(body)) {
				const item = itemOf(changed(body, path));
				expect(EVENTS).toContain(item?.event);
				expect(Object.values(item ?? {})).not.toContain(undefined);
			}
		},
	);

	test.each<[string, Json, string, unknown]>([
		['activity.result.callStatus', 'no-answer', 'callStatus', 'no-answer'],
		['activity.result.callStatus', 'Voicemail reached', 'callStatus', 'Voicemail reached'],
		['activity.result.analysis.dispositionType', 'negative', 'dispositionType', 'negative'],
		['activity.result.analysis.disposition', 'Interessée 😀', 'disposition', 'Interessée 😀'],
		['activity.toState', 'followup_17', 'toState', 'followup_17'],
		['referenceId', 17, 'referenceId', '17'],
		['referenceId', '', 'referenceId', undefined],
		['referenceId', ['x'], 'referenceId', undefined],
		['timestamp', String(AT), 'occurredAt', '2026-01-13T10:23:21.851Z'],
		['timestamp', '2026-01-13T15:53:21.851+05:30', 'occurredAt', '2026-01-13T10:23:21.851Z'],
		['timestamp', 1e300, 'occurredAt', undefined],
		['timestamp', 'yesterday', 'occurredAt', undefined],
		['activity.metadata', { attemptNumber: '3' }, 'attemptNumber', 3],
		['activity.metadata', { attemptNumber: 'third' }, 'attemptNumber', undefined],
		['activity.result.variables', { variables: 'none' }, 'variables', undefined],
		['activity.result.variables', { variables: ['a'] }, 'variables', undefined],
	])('%s = %j gives %s = %j', (path, value, field, expected) => {
		expect(itemOf(changed(busyCall(), path, value))?.[field]).toEqual(expected);
	});

	test.each<[string, string, string]>([
		['referenceId', 'referenceId', REFERENCE],
		['leadId', 'leadId', LEAD],
		['activityId', 'activityId', ACTIVITY],
		['activity.toState', 'toState', 'interested'],
		['activity.result.analysis.disposition', 'disposition', 'Interested'],
	])('without %s, %s is taken from where the body says it again', (path, field, expected) => {
		expect(itemOf(changed(connectedCall(), path))?.[field]).toBe(expected);
	});

	test('lines of a conversation that say nothing are left out, others stay in order', () => {
		const messages = [
			null,
			'text',
			{ role: 'user' },
			{ content: 'no role' },
			{ role: 'user', content: 7, timestamp: 'x' },
		];
		const item = itemOf(changed(connectedCall(), 'activity.result.conversation.messages', messages));
		expect(item?.transcript).toEqual([{ content: 'no role' }, { role: 'user', content: '7' }]);
	});
});

describe('whether somebody answered', () => {
	test.each([
		'activity.status',
		'activity.result.success',
		'activity.result.status',
		'activity.result.input.connected',
	])('%s says nothing of it', (path) => {
		for (const value of ['failed', 'completed', 'connected', true, false, null, undefined]) {
			expect(eventOf(changed(busyCall(), path, value))).toBe('callNotConnected');
			expect(eventOf(changed(connectedCall(), path, value))).toBe('callConnected');
		}
	});

	const silent = changed(changed(busyCall(), 'activity.result.callStatus'), 'activity.result.analysis');
	test.each<[string, Json, string]>([
		['activity.metadata.isConnected', true, 'callConnected'],
		['activity.metadata.isConnected', false, 'callNotConnected'],
		['activity.result.conversation', { streamId: 's' }, 'callConnected'],
		['activity.result.callStatus', 'completed', 'callConnected'],
		['activity.result.callStatus', ' Completed ', 'callConnected'],
		['activity.result.callStatus', ' BUSY', 'callNotConnected'],
		['activity.metadata.isConnected', ' TRUE ', 'callConnected'],
		['activity.metadata.isConnected', 'no', 'callNotConnected'],
		['activity.result.callStatus', 'busy', 'callNotConnected'],
		['activity.result.callStatus', 'not_completed', 'callNotConnected'],
	])('%s = %j alone: %s', (path, value, event) => {
		const item = itemOf(changed(silent, path, value));
		expect(item?.event).toBe(event);
		expect(item?.connected).toBe(event === 'callConnected');
	});

	test.each<[string, Json]>([
		['activity.result.callStatus', ''],
		['activity.result.callStatus', ' '],
		['activity.result.callStatus', null],
		['activity.result.callStatus', {}],
		['activity.result.conversation', {}],
		['activity.result.conversation', null],
		['activity.result.conversation', []],
		['activity.result.conversation', { messages: [], toolCalls: [], streamId: '', more: { a: null } }],
		['activity.metadata', {}],
		['activity.metadata.isConnected', null],
		['activity.metadata.isConnected', ''],
		['activity.result', {}],
		['activity.result', undefined],
	])('%s = %j says nothing about it: nobody is called again', (path, value) => {
		const item = itemOf(changed(silent, path, value));
		expect(item?.event).toBe('otherActivity');
		expect(item).not.toHaveProperty('connected');
	});
});

describe('which event it is', () => {
	test.each<[string, unknown, string | undefined]>([
		['another kind of activity', changed(busyCall(), 'activity.type', 'whatsapp'), 'otherActivity'],
		[
			'a call without an outcome yet',
			{ activityId: 'a', activity: { type: 'call', status: 'scheduled' } },
			'otherActivity',
		],
		['a call that is over, without its result', changed(busyCall(), 'activity.result'), 'otherActivity'],
		['the kind of activity in capitals', changed(busyCall(), 'activity.type', ' CALL '), 'callNotConnected'],
		[
			'no type, but the status of a call',
			changed(changed(busyCall(), 'activity.type'), 'activity.result.type'),
			'callNotConnected',
		],
		['only an activity id', { activityId: 'a', leadId: 'b' }, 'otherActivity'],
		['an activity that was created', changed(connectedCall(), 'action_type', 'create'), 'callConnected'],
		['an update without success, with an error', { updateId: 'u', error: 'no' }, 'updateFailed'],
		['an update without success, with data', { updateId: 'u', data: {} }, 'updateApplied'],
		['an update that tells nothing', { updateId: 'u' }, undefined],
		['an update without its id', changed(appliedUpdate(), 'updateId'), 'updateApplied'],
		['success, of nobody', { success: true }, undefined],
		['an empty object', {}, undefined],
		['a list', [connectedCall()], undefined],
		['a text', 'hello', undefined],
		['a number', 7, undefined],
		['null', null, undefined],
		['nothing', undefined, undefined],
		['something else', { event: 'push', repository: { name: 'x' } }, undefined],
	])('is told by what the body says: %s', (_, body, event) => {
		expect(eventOf(body)).toBe(event);
	});

	test('an other activity says nothing of whether somebody answered', () => {
		expect(itemOf(changed(busyCall(), 'activity.type', 'email'))).not.toHaveProperty('connected');
	});
});

describe('the same event', () => {
	/** The same JSON with the keys of all objects the other way round. */
	function reversed(value: Json): Json {
		if (Array.isArray(value)) {
			const entries: Json[] = value;
			return entries.map(reversed);
		}
		if (typeof value !== 'object' || value === null) return value;
		const entries = Object.entries(value).map(([key, entry]): [string, Json] => [key, reversed(entry)]);
		return Object.fromEntries(entries.reverse());
	}

	test.each([connectedCall(), busyCall(), appliedUpdate(), failedUpdate()])(
		'has the same id when it is delivered again, at another time, with its keys in another order (%#)',
		(body) => {
			expect(idOf(reversed({ ...body, timestamp: AT + 60_000 }))).toBe(idOf(body));
			expect(idOf(changed(body, 'leadSummary', 'told anew'))).toBe(idOf(body));
		},
	);

	test.each<[string, JsonObject]>([
		['another state', changed(connectedCall(), 'activity.toState', 'lost')],
		['another disposition', changed(connectedCall(), 'activity.result.analysis.disposition', 'Lost')],
		['a disposition of the lead', changed(connectedCall(), 'leadDisposition', 'Lost')],
		['another activity', changed(connectedCall(), 'activityId', 'another')],
		['no analysis yet', changed(connectedCall(), 'activity.result.analysis')],
		['one more line', changed(connectedCall(), 'activity.result.conversation.messages', [{ content: 'Hello' }])],
	])('is not one of the same call with %s', (_, other) => {
		expect(idOf(other)).not.toBe(idOf(connectedCall()));
	});

	test('is known by its time where the body has no id of it', () => {
		const nameless = { leadId: LEAD, activity: { type: 'call', result: { callStatus: 'busy' } }, timestamp: AT };
		expect(idOf({ ...nameless, timestamp: AT + 1 })).not.toBe(idOf(nameless));
		const update = changed(appliedUpdate(), 'updateId');
		expect(idOf({ ...update, timestamp: AT + 1 })).not.toBe(idOf(update));
	});

	test('an applied and a failed update of one id are two', () => {
		expect(idOf(failedUpdate())).not.toBe(idOf(appliedUpdate()));
	});
});

describe('a hostile body', () => {
	const TEXTS = [
		...[
			'event',
			'eventId',
			'occurredAt',
			'leadId',
			'referenceId',
			'processId',
			'projectId',
			'activityId',
			'callStatus',
		],
		...['fromState', 'toState', 'disposition', 'dispositionType', 'summary', 'leadSummary', 'scheduledAt'],
		...['conversationId', 'providerCallId', 'updateId', 'error'],
	];
	const OTHERS: Record<string, (value: unknown) => boolean> = {
		connected: (value) => typeof value === 'boolean',
		attemptNumber: (value) => typeof value === 'number',
		transcript: Array.isArray,
		toolCalls: Array.isArray,
		variables: (value) => typeof value === 'object' && !Array.isArray(value),
		metadata: (value) => typeof value === 'object' && !Array.isArray(value),
	};

	/** What must hold of whatever comes: an item of the known fields, each of its type, that JSON can hold. */
	function expectSound(body: unknown): void {
		const callback = readCallback(body);
		if (callback === undefined) return;
		expect(EVENTS).toContain(callback.event);
		expect(callback.eventId).toMatch(/^[0-9a-f]{32}$/);
		for (const [field, value] of Object.entries(callback.item)) {
			const isOfType = TEXTS.includes(field) ? typeof value === 'string' && value !== '' : OTHERS[field]?.(value);
			expect([field, isOfType]).toEqual([field, true]);
		}
		expect(JSON.parse(JSON.stringify(callback.item))).toEqual(callback.item);
		expect(JSON.parse(JSON.stringify(bodyForItem(body)))).toEqual(bodyForItem(body));
		expect({}).not.toHaveProperty('polluted');
	}

	const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'length'), fc.string());
	const { value: anything } = fc.letrec<{ value: Json }>((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			fc.oneof(
				fc.constant(null),
				fc.boolean(),
				// JSON writes -0 as 0.
				fc.double().map((number) => number + 0),
				fc.string(),
				fc.constantFrom('true', '', 'completed', 'call', '9'.repeat(400)),
			),
			fc.array(tie('value')),
			fc.array(fc.tuple(key, tie('value'))).map((entries) => objectOf(entries)),
		),
	}));

	/** An object as JSON.parse makes it: `__proto__` is a key like any other. */
	function objectOf(entries: Array<[string, Json]>): JsonObject {
		const object: JsonObject = {};
		for (const [name, value] of entries)
			Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
		return object;
	}

	test('of any JSON', () => {
		fc.assert(fc.property(anything, expectSound), { numRuns: effort(300, 5_000) });
	});

	test('that looks like a callback, with anything in any of its fields', () => {
		const bodies = [connectedCall(), busyCall(), appliedUpdate(), failedUpdate()];
		const change = fc.constantFrom(...bodies).chain((body) =>
			fc
				.array(fc.tuple(fc.constantFrom(...pathsOf(body)), fc.option(anything, { nil: undefined })), {
					minLength: 1,
					maxLength: 6,
				})
				.map((changes) => changes.reduce((result, [path, value]) => changed(result, path, value), body)),
		);
		fc.assert(fc.property(change, expectSound), { numRuns: effort(300, 5_000) });
	});

	test.each([
		'activity.result.variables.variables.deep',
		'activity.result.conversation.toolCalls',
		'activity.result.conversation.messages',
		'activity',
		'leadId',
		'somewhere',
	])('nested 100,000 levels deep in %s', (path) => {
		const levels = 100_000;
		for (const [open, close] of [
			['[', ']'],
			['{"a":', '}'],
		] as const) {
			const deep = JSON.parse(`${open.repeat(levels)}0${close.repeat(levels)}`) as Json;
			expectSound(changed(connectedCall(), path, deep));
		}
	});

	test('with keys that would change prototypes', () => {
		const json = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"a":1}';
		const body = changed(connectedCall(), 'activity.result.variables.variables', JSON.parse(json) as Json);
		const variables = itemOf(body)?.variables;
		expect(variables).toEqual({ constructor: { prototype: { polluted: true } }, a: 1 });
		expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
		expectSound(body);
		expectSound(JSON.parse(`{"__proto__":${JSON.stringify(connectedCall())}}`));
	});

	test('of several MB is read', () => {
		const messages = Array.from({ length: 50_000 }, (_, index) => ({
			role: 'user',
			content: `line ${index} ${'x'.repeat(80)}`,
		}));
		const body = changed(connectedCall(), 'activity.result.conversation.messages', messages);
		expect(itemOf(body)?.transcript).toHaveLength(50_000);
	});
});
