// Decides for one lead whether what is waited for has happened. Pure: it is told what was seen, in the order in which it was seen.
import { timeOf, type JsonObject } from '../../../api/answer/parse';
import { callsOf, type Call, type Details } from './calls';
import type { HandedOver } from './handedOver';

/**
 * What a look at a lead shows. `unclear`: these activities have to be asked for before it can be known. `isComplete`: whether the lead
 * shows the outcome of the call that has ended, which may come a little later than its end.
 */
export type Sight =
	{ kind: 'open' } | { kind: 'unclear'; activities: string[] } | { kind: 'ended'; isComplete: boolean };

export interface Watch {
	/** @param details what was asked for because the same look was unclear before */
	look(lead: JsonObject, details: Details): Sight;
}

/** Waits for a state, by its name in any case. */
export class StateWatch implements Watch {
	private readonly wanted: ReadonlySet<string>;

	constructor(states: readonly string[]) {
		this.wanted = new Set(states.map(plainState));
	}

	look({ currentState }: JsonObject): Sight {
		const isReached = typeof currentState === 'string' && this.wanted.has(plainState(currentState));
		return isReached ? { kind: 'ended', isComplete: true } : { kind: 'open' };
	}
}

function plainState(state: string): string {
	return state.trim().toLowerCase();
}

/**
 * Waits until a call that was under way or began after the lead was handed over has ended. What happens between two looks needs no clock: a
 * call that is over and was not before has ended. What was over at the first look counts only if it is known that it ended after the lead
 * was handed over; a call from an earlier campaign must not pass for this one.
 */
export class CallWatch implements Watch {
	/** Activities that do not count, by their id, and how many calls without one. */
	private readonly before = new Set<string>();
	private namelessBefore = 0;
	private dispositionBefore: unknown;
	private isFirst = true;

	constructor(private readonly handedOver: (lead: JsonObject) => HandedOver | undefined) {}

	look(lead: JsonObject, details: Details): Sight {
		const calls = callsOf(lead, details);
		for (const [id, detail] of details) if (detail === 'noCall') this.before.add(id);
		const sight = this.isFirst ? this.firstLook(lead, calls ?? [], details) : this.nextLook(lead, calls ?? [], details);
		if (sight !== undefined) return sight;
		// Where calls are not shown, or say nothing, a new disposition shows that one has ended. An empty list shows that there was none.
		const isSilent = calls === undefined || calls.some((call) => call.isOver === undefined && !this.isBefore(call));
		return isSilent && this.hasNewDisposition(lead) ? { kind: 'ended', isComplete: true } : { kind: 'open' };
	}

	private firstLook(lead: JsonObject, calls: Call[], details: Details): Sight | undefined {
		const handedOver = this.handedOver(lead);
		const unclear = toAsk(calls, details, (call) => hasEnded(call, handedOver?.since) === undefined);
		if (unclear !== undefined) return unclear;
		this.isFirst = false;
		this.dispositionBefore = handedOver?.disposition ? handedOver.disposition.before : lead.lastDisposition;
		const counted = calls.filter((call) => hasEnded(call, handedOver?.since));
		if (counted.length > 0) return this.ended(lead, counted);
		for (const { id, isOver } of calls) {
			if (id === undefined) this.namelessBefore += isOver ? 1 : 0;
			// Of many calls that tell nothing only the outermost were asked for: the others are from before.
			else if (isOver ?? !details.has(id)) this.before.add(id);
		}
		return undefined;
	}

	private nextLook(lead: JsonObject, calls: Call[], details: Details): Sight | undefined {
		const later = calls.filter((call) => !this.isBefore(call));
		const over = later.filter(({ isOver }) => isOver);
		const nameless = over.filter(({ id }) => id === undefined);
		const counted = nameless.length > this.namelessBefore ? over : over.filter(({ id }) => id !== undefined);
		if (counted.length > 0) return this.ended(lead, counted);
		return toAsk(later, details, ({ isOver }) => isOver === undefined);
	}

	private isBefore({ id }: Call): boolean {
		return id !== undefined && this.before.has(id);
	}

	private ended(lead: JsonObject, calls: Call[]): Sight {
		const updatedAt = timeOf(lead.updatedAt);
		const isWritten = updatedAt !== undefined && calls.some(({ endedAt = Infinity }) => updatedAt >= endedAt);
		return { kind: 'ended', isComplete: isWritten || this.hasNewDisposition(lead) };
	}

	private hasNewDisposition({ lastDisposition }: JsonObject): boolean {
		return (lastDisposition ?? undefined) !== undefined && lastDisposition !== this.dispositionBefore;
	}
}

/** Whether a call has ended since, in ms by the server's clock; undefined when it would have to be asked for. */
function hasEnded({ isOver, beganAt, endedAt }: Call, since: number | undefined): boolean | undefined {
	if (isOver !== true || since === undefined) return isOver === undefined ? undefined : false;
	if (since === -Infinity || (beganAt ?? -Infinity) > since) return true;
	return endedAt === undefined ? undefined : endedAt > since;
}

/** In which order activities come is not documented: the latest call is the first or the last. */
function toAsk(calls: Call[], details: Details, isUnclear: (call: Call) => boolean): Sight | undefined {
	const outermost = new Set([calls[0], calls.at(-1)]);
	const activities = [...outermost]
		.map((call) => (call !== undefined && isUnclear(call) ? call.id : undefined))
		.filter((id) => id !== undefined && !details.has(id))
		.filter((id) => id !== undefined);
	return activities.length === 0 ? undefined : { kind: 'unclear', activities };
}
