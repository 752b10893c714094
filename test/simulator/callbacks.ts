// What the simulated Uservox calls back with: bodies in the shape of the vendor's samples, and when each is delivered.
import type { StoredLead } from './books';
import { activeCallbacks, type ProcessCallback } from './processes';
import type { Activity, Callback, Json } from './protocol';
import type { World } from './serverState';

/** How a call ended, in the process's own words. */
export interface CallEnd {
	fromState: string;
	toState: string;
	disposition: string;
	dispositionType: string;
	summary: string;
	attemptNumber: number;
	attemptLogId: string;
	/** Whether the agent counts the call as a success. */
	success: boolean;
	/** What the agent learned. */
	variables: Json;
}

/** Puts a body into the outbox, for each callback that is set in the process, as often and as late as it is delivered. */
export function callBack(world: World, processId: string, body: Json, now: number): void {
	const { lateMs, jitterMs, repeats, repeatAfterMs } = world.settings.delivery;
	for (const callback of activeCallbacks(world, processId)) {
		for (let repeat = 0; repeat <= repeats; repeat++) {
			const jitter = jitterMs > 0 ? world.random() * jitterMs : 0;
			const dueAt = now + lateMs + jitter + repeat * repeatAfterMs;
			world.outbox.push({ dueAt, url: callback.url, headers: headersOf(callback), body, attempt: 1 });
		}
	}
}

function headersOf({ bearerToken, authKey, authValue, headers }: ProcessCallback): Record<string, string> {
	return {
		'content-type': 'application/json',
		...headers,
		...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
		...(authKey === undefined ? {} : { [authKey.toLowerCase()]: authValue ?? '' }),
	};
}

/**
 * Notes a delivery that has ended, and gives the next one if it has to be tried again.
 * @param status what the receiver answered; 0: nothing in time
 */
export function delivered(world: World, callback: Callback, status: number, now: number): Callback | undefined {
	const { accepts, retries, retryAfterMs } = world.settings.delivery;
	const { url, attempt, body } = callback;
	world.books.deliveries.push({ at: now, url, attempt, status, body });
	const isTaken = accepts === '200' ? status === 200 : status >= 200 && status < 300;
	if (isTaken || attempt > retries) return undefined;
	return { ...callback, dueAt: now + retryAfterMs, attempt: attempt + 1 };
}

/** The outcome of an update. */
export function updateBody(outcome: {
	updateId: string;
	leadId: string | undefined;
	referenceId: string | undefined;
	error: string | undefined;
	data: Json | undefined;
	now: number;
}): Json {
	const { updateId, leadId, referenceId, error, data, now } = outcome;
	return {
		action_type: 'update',
		updateId,
		success: error === undefined,
		error: error ?? null,
		leadId,
		referenceId,
		timestamp: Math.round(now),
		data: data ?? null,
	};
}

/** A call that is planned: the latest activity of its lead, but no call. */
export function scheduleBody(lead: StoredLead, activity: Activity, last: string, scheduledAt: number): Json {
	return {
		...heading('create', lead, activity, last, activity.createdAt),
		activity: { type: 'schedule', status: 'pending', toState: lead.currentState, scheduledAt: Math.round(scheduledAt) },
	};
}

function heading(action: string, lead: StoredLead, activity: Activity, last: string, at: number): Json {
	return {
		action_type: action,
		activityId: activity._id,
		leadId: lead._id,
		lastActivityId: last,
		processId: lead.processId,
		referenceId: lead.referenceId,
		timestamp: Math.round(at),
	};
}

/**
 * The end of a call. `activity.status`, `result.success`, `result.status` and `input.connected` are the same whether or
 * not anybody answered, as in the vendor's samples.
 * @param told how much is known yet: that the call is over, the state that follows too, or all
 * @param last id of the activity before it
 */
export function callBody(
	world: World,
	lead: StoredLead,
	activity: Activity,
	end: CallEnd,
	told: 'end' | 'state' | 'all',
	last: string,
): Json {
	const { connectedToldBy } = world.settings;
	const at = activity.completedAt ?? activity.createdAt;
	const scheduledAt = Math.round(activity.createdAt);
	const tells = (by: typeof connectedToldBy) => activity.connected && ['all', by].includes(connectedToldBy);
	const ids = { leadId: lead._id, projectId: lead.projectId, referenceId: lead.referenceId };
	const input: Json = {
		...lead.metadata,
		make_call: 'yes',
		lastStateTransition: new Date(activity.createdAt).toISOString(),
		scheduledTime: scheduledAt,
		schedulingMethod: 'standard',
		called: true,
		connected: true,
		priorSummary: `Lead Details: Contacting ${nameOf(lead)}.\nActivities:\n`,
		name: nameOf(lead),
		...ids,
		currentDate: new Date(at).toISOString().slice(0, 10),
		currentDayTime: new Date(at).toUTCString().slice(0, 22),
	};
	const { attemptLogId, attemptNumber } = end;
	const later = { end: 0, state: 1, all: 2 }[told];
	return {
		...heading('update', lead, activity, last, at + later),
		activity: {
			type: 'call',
			status: 'success',
			fromState: end.fromState,
			toState: told === 'end' ? undefined : end.toState,
			scheduledAt,
			metadata: tells('flag') ? { attemptLogId, attemptNumber, isConnected: true } : undefined,
			result: {
				success: true,
				type: 'call',
				...ids,
				activityId: activity._id,
				flowId: lead.processId,
				channelId: 5,
				hasTransfer: false,
				telephonyType: 'provider',
				input,
				wsId: 13,
				callRequest: {},
				providerCallId: `call-${activity._id}`,
				callMetadata: {},
				conversationId: activity.conversationId,
				status: 'completed',
				conversation: tells('conversation') ? conversation(lead, activity, end) : undefined,
				variables: activity.connected ? learned(lead, activity, input, end) : undefined,
				analysis:
					told === 'all'
						? {
								success: end.success,
								disposition: end.disposition,
								dispositionType: end.dispositionType,
								summary: end.summary,
								timestamp: Math.round(at) - 200,
							}
						: undefined,
				callStatus: activity.connected && !tells('callStatus') ? undefined : activity.callStatus,
				nextState: told === 'end' ? undefined : end.toState,
			},
		},
		leadSummary: told === 'all' ? `${String(input.priorSummary)}- call: ${end.summary}` : undefined,
		leadDisposition: told === 'all' ? end.disposition : undefined,
	};
}

function nameOf(lead: StoredLead): string {
	return lead.name ?? [lead.firstName, lead.lastName].filter(Boolean).join(' ');
}

function conversation(lead: StoredLead, activity: Activity, end: CallEnd): Json {
	const began = Math.round(activity.createdAt);
	return {
		projectId: lead.projectId,
		flowId: lead.processId,
		streamId: `stream-${activity._id}`,
		callSid: `sid-${activity._id}`,
		phoneHash: '0'.repeat(64),
		leadId: lead._id,
		messages: [
			{ role: 'assistant', content: `नमस्ते ${nameOf(lead)}`, timestamp: began + 100 },
			{ role: 'user', content: 'बोलिए।', timestamp: began + 200 },
			{ role: 'assistant', content: end.summary, timestamp: began + 300 },
		],
		toolCalls: [
			{
				tool_call_id: `tool-${activity._id}`,
				name: 'endCall',
				arguments: { endCall: true },
				response: { success: true, endCall: true },
				utteranceId: '3',
				timestamp: began + 400,
			},
		],
		createdAt: new Date(began).toISOString(),
		updatedAt: new Date(activity.completedAt ?? began).toISOString(),
		reconciled: true,
		turnCount: 3,
	};
}

/** Twice nested, and mixed with what the agent was given and with keys of the system. */
function learned(lead: StoredLead, activity: Activity, input: Json, end: CallEnd): Json {
	const began = new Date(activity.createdAt).toISOString();
	return {
		flowId: lead.processId,
		projectId: lead.projectId,
		streamId: `stream-${activity._id}`,
		createdAt: began,
		timestamp: began,
		updatedAt: new Date(activity.completedAt ?? activity.createdAt).toISOString(),
		variables: {
			...input,
			name: undefined,
			call_sid: `sid-${activity._id}`,
			stream_id: `stream-${activity._id}`,
			flowId: lead.processId,
			currentGreeting: 'Good Afternoon',
			isEvening: '',
			inferredLanguage: 'hi',
			endCall: null,
			...end.variables,
		},
	};
}
