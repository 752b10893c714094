// What the activities of a lead say about its calls. Their shape is documented nowhere, so only what they clearly say is read.
import { asObject, timeOf, type JsonObject } from '../../../api/answer/parse';

/** One call. Times are in ms since the epoch, by the server's clock. */
export interface Call {
	id?: string;
	/** Whether it is over; undefined where that cannot be known. */
	isOver?: boolean;
	beganAt?: number;
	endedAt?: number;
}

/** What GET /leads/activity/get says about activities, by their id: `noCall` for another kind, nothing in it where it could not be read. */
export type Details = ReadonlyMap<string, Call | 'noCall'>;

/** The calls of a lead, with what was found out about them; undefined when the answer does not show its activities. */
export function callsOf({ activities }: JsonObject, details: Details): Call[] | undefined {
	if (!Array.isArray(activities)) return undefined;
	return activities
		.map(callOf)
		.map((call) => (call === 'noCall' ? call : detailed(call, details)))
		.filter((call) => call !== 'noCall');
}

function detailed(call: Call, details: Details): Call | 'noCall' {
	const detail = call.id === undefined ? undefined : details.get(call.id);
	if (detail === undefined || detail === 'noCall') return detail ?? call;
	return {
		id: call.id,
		isOver: detail.isOver ?? call.isOver,
		beganAt: detail.beganAt ?? call.beganAt,
		endedAt: detail.endedAt ?? call.endedAt,
	};
}

/** The call in an activity, as GET /leads/activity/get gives it, in brief, or by its id alone. A plan to call, for one, is none. */
export function callOf(activity: unknown): Call | 'noCall' {
	if (typeof activity === 'string' && activity !== '') return { id: activity };
	const object = asObject(activity);
	if (object === undefined) return 'noCall';
	const { _id, activityId, type, createdAt, completedAt } = object;
	if (typeof type === 'string' && !/call/i.test(type)) return 'noCall';
	const id = [_id, activityId].find((value) => typeof value === 'string' && value !== '');
	return {
		...(typeof id === 'string' ? { id } : {}),
		isOver: isOver(object),
		beganAt: timeOf(createdAt),
		endedAt: timeOf(completedAt),
	};
}

/** Words for a call that is not over, in lower case and without separators. The vendor documents none of them. */
const UNDER_WAY = words(`
	active begun calling created connecting dialing dialling inprogress initiated initiating new ongoing open pending planned processing
	queued retrying ringing running scheduled started starting waiting`);
/** Words that a call may have while somebody speaks as well as after it. */
const EITHER = words('answered connected inconversation talking');
/** Words for an activity that is over. A call's own status says so by any other word than those above. */
const OVER = words(`
	busy canceled cancelled completed disconnected done ended error failed failure finished hangup missed noanswer notanswered
	notconnected notreachable rejected success successful switchedoff unanswered unreachable voicemail`);

function words(text: string): ReadonlySet<string> {
	return new Set(text.trim().split(/\s+/));
}

/** Whether the call is over: it has an end, or its words say so. */
function isOver({ completedAt, status, callStatus, result }: JsonObject): boolean | undefined {
	if (timeOf(completedAt) !== undefined) return true;
	const ofActivity = plainWord(status);
	const ofCall = plainWord(asObject(result)?.callStatus) ?? plainWord(callStatus);
	if ([ofActivity, ofCall].some((word) => word !== undefined && UNDER_WAY.has(word))) return false;
	if (ofCall !== undefined && !EITHER.has(ofCall)) return true;
	return ofActivity !== undefined && OVER.has(ofActivity) ? true : undefined;
}

/** "In-Progress" as "inprogress". */
function plainWord(value: unknown): string | undefined {
	const word = typeof value === 'string' ? value.toLowerCase().replace(/[^a-z]/g, '') : '';
	return word === '' ? undefined : word;
}
