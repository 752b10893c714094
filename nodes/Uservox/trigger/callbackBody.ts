// The bodies that Uservox posts, as far as they are read here. A part that is missing or of the wrong type counts as absent.
import { z } from 'zod';
import { isBlank, trimmed } from '../model/blank';
import { LONGEST_CELL, LONGEST_TEXT } from '../model/limits';
import { readYesOrNo } from '../model/yesNo';
import { isObject } from './plainData';

const ALL_DIGITS = /^\d{1,16}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT/;

/** A text, cut where nobody writes so much. Numbers become text, since a reference id may be a row number; an empty text, or one of spaces only, is absent. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	const text = typeof value === 'string' ? value.slice(0, LONGEST_CELL) : '';
	return isBlank(text) ? undefined : text;
}

/** An id or a word of the service, without spaces around it. */
function wordOf(value: unknown): string | undefined {
	const found = textOf(value);
	return found === undefined ? undefined : trimmed(found);
}

/** True or false, also as text. What is neither says nothing. */
function flagOf(value: unknown): boolean | undefined {
	const read = readYesOrNo(value);
	return 'answer' in read ? read.answer : undefined;
}

function numberOf(value: unknown): number | undefined {
	if (typeof value === 'string' && value.length <= LONGEST_TEXT.time && ALL_DIGITS.test(value)) return Number(value);
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time as ISO 8601 in UTC, from Unix milliseconds (which Uservox sends) or from an ISO time. */
export function timeOf(value: unknown): string | undefined {
	const isText = typeof value === 'string' && value.length <= LONGEST_TEXT.time;
	const given = isText && ISO_TIME.test(value) ? value : numberOf(value);
	if (given === undefined) return undefined;
	const date = new Date(given);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

const text = z.unknown().transform(textOf);
const word = z.unknown().transform(wordOf);
const flag = z.unknown().transform(flagOf);
const number = z.unknown().transform(numberOf);
const time = z.unknown().transform(timeOf);
const list = z.array(z.unknown()).optional().catch(undefined);
const object = z.unknown().transform((value) => (isObject(value) ? value : undefined));

function part<Shape extends z.ZodRawShape>(shape: Shape) {
	return z.object(shape).optional().catch(undefined);
}

/**
 * What Uservox posts: an activity ("Activity Update"), or the outcome of an update of a lead. The two share most of their outer
 * fields. Deliberately not read: `activity.status` (but for whether the call is over), `result.success`, `result.status` and
 * `input.connected`, which are the same whether or not anybody answered the phone.
 */
export const callbackBodySchema = z.object({
	activityId: word,
	updateId: word,
	leadId: word,
	processId: word,
	referenceId: word,
	timestamp: time,
	leadSummary: text,
	leadDisposition: word,
	success: flag,
	error: text,
	data: object,
	activity: part({
		type: word,
		status: word,
		fromState: word,
		toState: word,
		scheduledAt: time,
		metadata: part({ attemptNumber: number, isConnected: flag }),
		result: part({
			type: word,
			leadId: word,
			projectId: word,
			activityId: word,
			referenceId: word,
			providerCallId: word,
			conversationId: word,
			callStatus: word,
			nextState: word,
			conversation: object,
			variables: part({ variables: object }),
			analysis: part({ disposition: word, dispositionType: word, summary: text }),
		}),
	}),
});

export type CallbackBody = z.infer<typeof callbackBodySchema>;
export type Activity = NonNullable<CallbackBody['activity']>;

/** What is read of a conversation. */
export const conversationSchema = z.object({ messages: list, toolCalls: list });
