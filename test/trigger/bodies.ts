// Bodies as Uservox posts them, in the form of its documentation's samples, with ids and people of our own.
import { PROCESS, PROJECT } from '../ids';

export const LEAD = '64b000000000000000000001';
export const ACTIVITY = '64c000000000000000000001';
export const UPDATE = '64d000000000000000000001';
export const REFERENCE = 'crm-1';

/** Unix ms of the events below. */
export const AT = Date.UTC(2026, 0, 13, 10, 23, 21, 851);
const SCHEDULED = Date.UTC(2026, 0, 13, 10);

/** A JSON object that tests take apart. */
export interface JsonObject {
	[key: string]: Json;
}
export type Json = string | number | boolean | null | undefined | Json[] | JsonObject;

/** What both outcomes of a call tell in the same words, whether or not anybody answered. */
const ALWAYS_SUCCESS = { success: true, status: 'completed', input: { called: true, connected: true } };

/** A call that somebody answered. */
export function connectedCall(): JsonObject {
	return {
		action_type: 'update',
		activityId: ACTIVITY,
		leadId: LEAD,
		lastActivityId: '64c000000000000000000000',
		processId: PROCESS,
		referenceId: REFERENCE,
		timestamp: AT,
		activity: {
			type: 'call',
			status: 'success',
			fromState: 'make_second_call',
			toState: 'interested',
			scheduledAt: SCHEDULED,
			metadata: { attemptLogId: '64e000000000000000000001', attemptNumber: 2, isConnected: true },
			result: {
				...ALWAYS_SUCCESS,
				type: 'call',
				leadId: LEAD,
				projectId: PROJECT,
				activityId: ACTIVITY,
				referenceId: REFERENCE,
				providerCallId: 'provider-1',
				conversationId: '64f000000000000000000001',
				conversation: {
					streamId: 'stream-1',
					messages: [
						{ role: 'assistant', content: 'Hello Asha', timestamp: AT - 60_000 },
						{ role: 'user', content: 'हैलो', timestamp: AT - 50_000 },
					],
					toolCalls: [{ name: 'endCall', arguments: { endCall: true }, response: { success: true } }],
				},
				variables: {
					flowId: 'flow-1',
					variables: { City: 'Pune', called: true, Urgency: 'Very Urgent', callbackTime: '18:00', endCall: null },
				},
				analysis: {
					success: true,
					disposition: 'Interested',
					dispositionType: 'positive',
					summary: 'Wants a callback at 18:00.',
					timestamp: AT - 600,
				},
				callStatus: 'completed',
				nextState: 'interested',
			},
		},
		leadSummary: 'Lead details: wants a callback at 18:00.',
		leadDisposition: 'Interested',
	};
}

/** A call that nobody answered: the line was busy. */
export function busyCall(): JsonObject {
	return {
		action_type: 'update',
		activityId: ACTIVITY,
		leadId: LEAD,
		processId: PROCESS,
		referenceId: REFERENCE,
		timestamp: AT,
		activity: {
			type: 'call',
			status: 'success',
			fromState: 'make_first_call',
			toState: 'schedule_second_call',
			scheduledAt: SCHEDULED,
			result: {
				...ALWAYS_SUCCESS,
				type: 'call',
				leadId: LEAD,
				projectId: PROJECT,
				activityId: ACTIVITY,
				providerCallId: 'provider-1',
				analysis: {
					success: false,
					disposition: 'Attempted',
					dispositionType: 'neutral',
					summary: 'The line was busy.',
					timestamp: AT - 200,
				},
				callStatus: 'busy',
				nextState: 'schedule_second_call',
			},
		},
		leadSummary: 'Lead details: the line was busy.',
		leadDisposition: 'Attempted',
	};
}

export function appliedUpdate(): JsonObject {
	return {
		action_type: 'update',
		updateId: UPDATE,
		success: true,
		error: null,
		leadId: LEAD,
		referenceId: REFERENCE,
		timestamp: AT,
		data: { make: 'Toyota', model: 'Camry' },
	};
}

export function failedUpdate(): JsonObject {
	const error = 'Lead update is not allowed while a call is in progress for this lead';
	return { ...appliedUpdate(), success: false, error, data: null };
}

/** A body after a change at a path such as `activity.result.callStatus`; undefined removes the field. */
export function changed(body: JsonObject, path: string, value?: Json): JsonObject {
	const [first = '', ...rest] = path.split('.');
	const copy = { ...body };
	const inner = copy[first];
	if (rest.length > 0) {
		copy[first] = changed(isObject(inner) ? inner : {}, rest.join('.'), value);
	} else if (value === undefined) delete copy[first];
	else copy[first] = value;
	return copy;
}

/** The paths of all fields of a body, the outer ones first. */
export function pathsOf(body: JsonObject, before = ''): string[] {
	return Object.entries(body).flatMap(([key, value]) => {
		const path = before + key;
		return isObject(value) ? [path, ...pathsOf(value, `${path}.`)] : [path];
	});
}

function isObject(value: Json): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
