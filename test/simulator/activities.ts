// What the simulated API tells of calls: one activity, and the statistics of many.
import { text, type Activity, type Json, type Reply } from './protocol';
import type { World } from './serverState';
import { refuse } from './wording';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A conversation of at least this length counts as meaningful; no page says what does. */
const MEANINGFUL_SECONDS = 30;

/** GET /leads/activity/get. */
export function getActivity(world: World, { activityId }: Readonly<Record<string, string>>): Reply {
	if (!activityId) return refuse(400, 'activityId is required').reply;
	const malformed = malformedId(world, activityId);
	if (malformed) return malformed;
	const activity = world.activities.get(activityId);
	const isOwn = activity && world.leads.get(activity.leadId)?.projectId === world.settings.projectId;
	if (isOwn) return { status: 200, body: { success: true, data: activityObject(activity) } };
	switch (world.settings.unknownActivity) {
		case '404':
		case '400':
			return refuse(Number(world.settings.unknownActivity), 'Activity not found').reply;
		case 'null':
			return { status: 200, body: { success: true, data: null } };
	}
}

/** The refusal of an id that is none, where that is not simply "not found". */
export function malformedId({ settings }: World, id: string): Reply | undefined {
	if (/^[0-9a-f]{24}$/i.test(id) || settings.malformedIdStatus === 404) return undefined;
	return refuse(settings.malformedIdStatus, `Cast to ObjectId failed for value "${id}"`).reply;
}

/** The lead is under `lead`, not `leadId`. */
function activityObject(activity: Activity): Json {
	const { _id, leadId, type, callStatus, seconds, conversationId, createdAt, completedAt } = activity;
	const isOver = completedAt !== undefined;
	return {
		_id,
		lead: leadId,
		type,
		status: isOver ? 'success' : 'in_progress',
		result: isOver && type === 'call' ? { callStatus, duration: seconds ?? 0, conversationId } : undefined,
		createdAt: new Date(createdAt).toISOString(),
		completedAt: isOver ? new Date(completedAt).toISOString() : undefined,
	};
}

/** A lead's activities as its readers see them: those of this world after those from before; undefined where they are not shown. */
export function activitiesOf(world: World, leadId: string, before: readonly unknown[] = []): unknown[] | undefined {
	const { activitiesInLead: shape } = world.settings;
	if (shape === 'none') return undefined;
	const own = (world.activitiesByLead.get(leadId) ?? []).map((activity) => {
		switch (shape) {
			case 'full':
				return activityObject(activity);
			case 'brief':
				return { activityId: activity._id, type: activity.type, status: activity.callStatus ?? 'in_progress' };
			case 'bare':
				return { type: activity.type, status: activity.callStatus ?? 'in_progress' };
			case 'ids':
				return activity._id;
		}
	});
	return [...before, ...own];
}

/** POST /analytics/customer/stats: calls that began from `start` to `end`, in days of the time zone that is asked for. */
export function stats(world: World, body: Json): Reply {
	const { start, end, timezoneOffsetMinutes = 0 } = body;
	if (typeof start !== 'number' || typeof end !== 'number') return refuse(400, 'start and end are required').reply;
	if (typeof timezoneOffsetMinutes !== 'number') return refuse(400, 'timezoneOffsetMinutes must be a number').reply;
	const processId = text(body.processId);
	const groupId = text(body.groupId);
	const calls = [...world.activities.values()].filter((activity) => {
		const lead = world.leads.get(activity.leadId);
		return (
			activity.type === 'call' &&
			activity.createdAt >= start &&
			activity.createdAt <= end &&
			lead?.projectId === world.settings.projectId &&
			(processId === undefined || lead.processId === processId) &&
			(groupId === undefined || lead.groupId === groupId)
		);
	});
	const offsetMs = timezoneOffsetMinutes * MINUTE;
	const series = (chosen: Activity[]) => ({ total: chosen.length, data: perDay(chosen, offsetMs) });
	const figure = (chosen: Activity[]) => (world.settings.statsShape === 'series' ? series(chosen) : chosen.length);
	const people = (chosen: Activity[]) => new Set(chosen.map(({ leadId }) => leadId)).size;

	const connected = calls.filter((call) => call.connected);
	const interested = calls.filter((call) => call.interested);
	const unique = { attempts: people(calls), connected: people(connected), interested: people(interested) };
	const data = {
		attempts: figure(calls),
		connected: figure(connected),
		incoming: figure([]),
		meaningfullyHandled: figure(connected.filter(({ seconds }) => (seconds ?? 0) >= MEANINGFUL_SECONDS)),
		interested: series(interested),
		...(body.includeUniqueLeads === true ? { unique } : {}),
	};
	return { status: 200, body: { success: true, data } };
}

function perDay(calls: Activity[], offsetMs: number): Array<{ time: number; value: number }> {
	const days = new Map<number, number>();
	for (const { createdAt } of calls) {
		const time = Math.floor((createdAt + offsetMs) / DAY) * DAY - offsetMs;
		days.set(time, (days.get(time) ?? 0) + 1);
	}
	return [...days].sort(([a], [b]) => a - b).map(([time, value]) => ({ time, value }));
}
