// Reads the body of a callback: which event it is, and the flat item that starts the workflow. Pure, and never throws.
import type { IDataObject } from 'n8n-workflow';
import {
	callbackBodySchema,
	conversationSchema,
	textOf,
	timeOf,
	type Activity,
	type CallbackBody,
} from './callbackBody';
import { isBlank } from '../model/blank';
import { eventIdOf } from './eventId';
import { isObject, plainData, plainObject } from './plainData';

export const EVENTS = ['callConnected', 'callNotConnected', 'otherActivity', 'updateApplied', 'updateFailed'] as const;
export type EventName = (typeof EVENTS)[number];

/** What can be chosen for both events of a call that has ended. No event has this name. */
export const ANY_CALL = 'callEnded';
const OF_ANY_CALL: readonly EventName[] = ['callConnected', 'callNotConnected'];

/** Whether an event is one of those that were chosen, each by its name or by that of several. */
export function isChosen(event: EventName, chosen: readonly unknown[]): boolean {
	return chosen.includes(event) || (chosen.includes(ANY_CALL) && OF_ANY_CALL.includes(event));
}

/** A callback that was understood. */
export interface Callback {
	event: EventName;
	/** The same for each delivery of the event. */
	eventId: string;
	/** The process that reports, if the body names it. */
	processId: string | undefined;
	/** The item for the workflow. What the body lacks is absent. */
	item: IDataObject;
}

/** What is deeper in parts that hold nothing else does not count. */
const MOST_LEVELS_OF_NOTHING = 5;

/**
 * Reads a body.
 * @param body anything that came as JSON
 * @returns undefined for a body that is neither an activity nor the outcome of an update
 */
export function readCallback(body: unknown): Callback | undefined {
	const read = callbackBodySchema.safeParse(body);
	if (!read.success) return undefined;
	const { activity, activityId, updateId } = read.data;
	const isActivity = activity !== undefined || (activityId !== undefined && updateId === undefined);
	return isActivity ? readActivity(read.data) : readUpdate(read.data);
}

function readActivity({ activity = {}, ...body }: CallbackBody): Callback {
	const { result = {}, metadata = {} } = activity;
	const event = eventOf(activity);
	const { messages, toolCalls } = conversationSchema.parse(result.conversation ?? {});
	const processId = body.processId;
	const told = {
		event,
		leadId: body.leadId ?? result.leadId,
		referenceId: body.referenceId ?? result.referenceId,
		processId,
		projectId: result.projectId,
		activityId: body.activityId ?? result.activityId,
		connected: event === 'otherActivity' ? undefined : event === 'callConnected',
		callStatus: result.callStatus,
		attemptNumber: metadata.attemptNumber,
		fromState: activity.fromState,
		toState: activity.toState ?? result.nextState,
		disposition: result.analysis?.disposition ?? body.leadDisposition,
		dispositionType: result.analysis?.dispositionType,
		summary: result.analysis?.summary,
		leadSummary: body.leadSummary,
		scheduledAt: activity.scheduledAt,
		conversationId: result.conversationId,
		providerCallId: result.providerCallId,
		transcript: transcriptOf(messages),
		toolCalls: toolCalls && objectsOf(toolCalls),
		variables: result.variables?.variables && plainObject(result.variables.variables),
	};
	// The lead's summary retells its whole history, so that a change there alone is no event of this call.
	const identity = { ...told, leadSummary: undefined, leadDisposition: body.leadDisposition };
	return callback(event, processId, told, identity, told.activityId, body.timestamp);
}

function readUpdate(body: CallbackBody): Callback | undefined {
	const event = outcomeOf(body);
	if (event === undefined) return undefined;
	const { processId, updateId, leadId, referenceId, error, data } = body;
	const told = { event, updateId, leadId, referenceId, error, metadata: data && plainObject(data) };
	return callback(event, processId, told, told, updateId, body.timestamp);
}

/** Without an id of its own, an event that says the same at another time is another one. */
function callback(
	event: EventName,
	processId: string | undefined,
	told: IDataObject,
	identity: IDataObject,
	id: string | undefined,
	occurredAt: string | undefined,
): Callback {
	const eventId = eventIdOf(id === undefined ? { ...identity, occurredAt } : identity);
	return { event, eventId, processId, item: withoutAbsent({ event, eventId, occurredAt, ...told }) };
}

/**
 * Which event an activity is. A call that says nothing about its outcome, such as one that was only scheduled or whose parts are empty, must
 * not look like one that nobody answered: somebody would be called again.
 */
function eventOf(activity: Activity): EventName {
	const { result, metadata } = activity;
	const type = activity.type ?? result?.type;
	const connected = isConnected(activity);
	const isCall = type === undefined ? connected || result?.callStatus !== undefined : type.toLowerCase() === 'call';
	if (!isCall) return 'otherActivity';
	if (connected) return 'callConnected';
	return result?.callStatus !== undefined || metadata?.isConnected !== undefined ? 'callNotConnected' : 'otherActivity';
}

/** Whether a conversation took place, by the only three fields that tell. */
function isConnected({ result, metadata }: Activity): boolean {
	return (
		metadata?.isConnected === true ||
		holdsSomething(result?.conversation) ||
		result?.callStatus?.toLowerCase() === 'completed'
	);
}

/** Whether anything is in a part of the body: not only empty texts, lists and objects. */
function holdsSomething(value: unknown, levels = MOST_LEVELS_OF_NOTHING): boolean {
	if (typeof value !== 'object' || value === null)
		return typeof value === 'string' ? !isBlank(value) : value !== undefined && value !== null;
	return levels > 0 && Object.values(value).some((inner) => holdsSomething(inner, levels - 1));
}

function outcomeOf({ updateId, leadId, success, error, data }: CallbackBody): EventName | undefined {
	if (updateId === undefined && leadId === undefined) return undefined;
	if (success !== undefined) return success ? 'updateApplied' : 'updateFailed';
	if (updateId === undefined) return undefined;
	if (error !== undefined) return 'updateFailed';
	return data === undefined ? undefined : 'updateApplied';
}

/** The lines of a conversation that say something. */
function transcriptOf(messages: unknown[] | undefined): IDataObject[] | undefined {
	return messages?.filter(isObject).flatMap((message) => {
		const content = textOf(message.content);
		if (content === undefined) return [];
		return [withoutAbsent({ role: textOf(message.role), content, at: timeOf(message.timestamp) })];
	});
}

function objectsOf(values: unknown[]): IDataObject[] {
	return values.filter(isObject).map((value) => plainObject(value));
}

function withoutAbsent(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The whole body for an item, as it came. */
export function bodyForItem(body: unknown): IDataObject {
	return isObject(body) ? plainObject(body) : { value: plainData(body) };
}
