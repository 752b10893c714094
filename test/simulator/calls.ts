// The calls that the simulated Uservox makes: they begin, last, end as somebody wants, move the lead on, and are called back.
import type { StoredLead } from './books';
import { callBack, callBody, scheduleBody, type CallEnd } from './callbacks';
import type { Activity, Json } from './protocol';
import { candidates, newId, plan, type World } from './serverState';
import { callSchema, type CallOutcome, type CallPlan } from './settings';

interface Ending extends Pick<CallEnd, 'toState' | 'disposition' | 'summary' | 'success'> {
	type: 'good' | 'neutral' | 'bad';
	/** `callStatus`; undefined: as the settings say for a call that nobody took. */
	callStatus: string | undefined;
	variables: Json;
}

/** Each end of a call. States and dispositions are free names of a process. */
const ENDINGS: Readonly<Record<CallOutcome, Ending>> = {
	interested: {
		toState: 'interested',
		disposition: 'Interested',
		type: 'good',
		success: true,
		callStatus: 'completed',
		summary: 'The customer is interested and wants to be called by an expert.',
		variables: { Urgency: 'Very Urgent', expertCallbackRequested: true },
	},
	notInterested: {
		toState: 'not_interested',
		disposition: 'Not Interested',
		type: 'bad',
		success: true,
		callStatus: 'completed',
		summary: 'The customer is not interested.',
		variables: { reason: 'Has bought elsewhere' },
	},
	callbackWanted: {
		toState: 'followup_2',
		disposition: 'Call Back Later',
		type: 'neutral',
		success: true,
		callStatus: 'completed',
		summary: 'The customer asked to be called again.',
		variables: { callbackDate: '13/01/2026', callbackTime: '18:00' },
	},
	connected: {
		toState: 'followup_1',
		disposition: 'Connected',
		type: 'neutral',
		success: true,
		callStatus: 'completed',
		summary: 'The customer answered, but nothing was decided.',
		variables: {},
	},
	busy: {
		toState: 'schedule_next_call',
		disposition: 'Attempted',
		type: 'neutral',
		success: false,
		callStatus: 'busy',
		summary: 'No conversation took place: the line was busy.',
		variables: {},
	},
	noAnswer: {
		toState: 'schedule_next_call',
		disposition: 'Attempted',
		type: 'neutral',
		success: false,
		callStatus: undefined,
		summary: 'No conversation took place: nobody answered.',
		variables: {},
	},
};

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
const ordinal = (attempt: number) => ORDINALS[attempt - 1] ?? `attempt_${attempt}`;
const isUnreached = (outcome: CallOutcome) => outcome === 'busy' || outcome === 'noAnswer';

/**
 * Plans a call of a lead; the world's agenda carries it out.
 * @param how what is said of it: when, how long, how it ends; anything missing is taken from the settings
 */
export function playCall(world: World, lead: StoredLead, how: Partial<CallPlan>, now: number): void {
	const { settings } = world;
	const call = callSchema.parse(how);
	const earlier = world.activitiesByLead.get(lead._id) ?? [];
	const attempt = earlier.filter(({ type }) => type === 'call').length + 1;
	const outcome = call.outcome ?? outcomeOf(world, lead, attempt);
	const beginsAt = now + call.afterMs;

	const last = earlier.at(-1)?._id ?? newId(world, now);
	const schedule = addActivity(world, lead, 'schedule', now);
	schedule.completedAt = now;
	if (settings.schedulesCallBack) callBack(world, lead.processId, scheduleBody(lead, schedule, last, beginsAt), now);

	plan(world, beginsAt, (began) => {
		// One call at a time; an archived lead is called no more.
		if (lead.inCall || lead.archived) return;
		const activity = addActivity(world, lead, 'call', began);
		const fromState = `make_${ordinal(attempt)}_call`;
		lead.inCall = true;
		lead.called = true;
		lead.currentState = fromState;
		lead.updatedAt = began;
		if (call.lastsMs === 'forever') return;
		plan(world, began + call.lastsMs, (ended) => {
			const ending = ENDINGS[outcome];
			const attemptLogId = newId(world, ended);
			const end = endOf(world, ending, { fromState, attempt, attemptLogId, variables: call.variables });
			activity.completedAt = ended;
			activity.callStatus = ending.callStatus ?? settings.noAnswerStatus;
			activity.connected = !isUnreached(outcome);
			activity.interested = ending.type === 'good';
			activity.seconds = activity.connected ? call.seconds : 0;
			if (activity.connected) activity.conversationId = newId(world, ended);
			lead.inCall = false;
			plan(world, ended + settings.outcomeLateMs, (written) => {
				lead.currentState = end.toState;
				lead.lastDisposition = end.disposition;
				lead.updatedAt = written;
				const told = settings.callbacksPerCall === 'one' ? (['all'] as const) : (['end', 'state', 'all'] as const);
				for (const much of told) {
					callBack(world, lead.processId, callBody(world, lead, activity, end, much, schedule._id), written);
				}
				if (isUnreached(outcome) && attempt < settings.attempts) {
					playCall(world, lead, { ...call, afterMs: settings.nextAttemptMs }, written);
				}
			});
		});
	});
}

/**
 * Plans a call of the lead with this id, reference id, phone or email, or of all leads that were started and not called
 * yet. Gives how many. Throws where no lead has `key`.
 */
export function playCalls(world: World, how: Partial<CallPlan>, now: number, key?: string): number {
	const leads = key === undefined ? waitingLeads(world) : [leadWith(world, key)];
	for (const lead of leads) {
		const own = firstOf(world.settings.callOf, lead) ?? {};
		if (own !== 'never') playCall(world, lead, { ...own, ...how }, now);
	}
	return leads.length;
}

/** The call that a lead gets when it is started, where calls are played. */
export function playCallOfStart(world: World, lead: StoredLead, now: number): void {
	const { calls, callOf } = world.settings;
	const own = firstOf(callOf, lead) ?? {};
	if (own !== 'never') playCall(world, lead, { ...calls, ...own }, now);
}

function waitingLeads({ leads, books, activitiesByLead }: World): StoredLead[] {
	return [...leads.values()].filter(({ _id }) => books.timesInitiated(_id) > 0 && !activitiesByLead.has(_id));
}

function leadWith(world: World, key: string): StoredLead {
	const found =
		world.leads.get(key) ??
		candidates(world, { phone: key, email: key, referenceId: key }).find(({ phone, email, referenceId }) =>
			[phone, email, referenceId].includes(key),
		);
	if (!found) throw new Error(`No lead has the id, reference id, phone or email ${key}`);
	return found;
}

/** How the call ends where nothing is said about this one: as set for the lead, else in turn. */
function outcomeOf(world: World, lead: StoredLead, attempt: number): CallOutcome {
	const { outcomes, outcomeOf: byLead } = world.settings;
	const wanted = firstOf(byLead, lead) ?? [];
	const inOrder = typeof wanted === 'string' ? [wanted] : wanted;
	const outcome = inOrder[Math.min(attempt, inOrder.length) - 1];
	if (outcome !== undefined) return outcome;
	return outcomes[world.callsInTurn++ % outcomes.length] ?? 'interested';
}

/** What is set for a lead by one of its keys. */
function firstOf<Value>(byLead: Readonly<Record<string, Value>>, lead: StoredLead): Value | undefined {
	const keys = [lead.phone, lead.email, lead.referenceId, lead._id].filter((key) => key !== undefined);
	return keys.map((key) => byLead[key]).find((value) => value !== undefined);
}

function addActivity(world: World, lead: StoredLead, type: Activity['type'], now: number): Activity {
	const activity: Activity = { _id: newId(world, now), leadId: lead._id, type, createdAt: now };
	world.activities.set(activity._id, activity);
	const own = world.activitiesByLead.get(lead._id);
	if (own) own.push(activity);
	else world.activitiesByLead.set(lead._id, [activity]);
	return activity;
}

function endOf(
	world: World,
	{ toState, disposition, summary, success, type, variables }: Ending,
	call: { fromState: string; attempt: number; attemptLogId: string; variables: Json },
): CallEnd {
	return {
		fromState: call.fromState,
		toState: toState.replace('next', ordinal(call.attempt + 1)),
		disposition,
		dispositionType: world.settings.dispositionTypes[type],
		summary,
		attemptNumber: call.attempt,
		attemptLogId: call.attemptLogId,
		success,
		variables: { ...variables, ...call.variables },
	};
}
