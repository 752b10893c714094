// The bodies that Uservox posts, as far as they are read here. A part that is missing or of the wrong type counts as absent.
import { z } from 'zod';

const ALL_DIGITS = /^\d{1,16}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT/;

/** A text. Numbers become text, since a reference id may be a row number; an empty text is absent. */
const text = z
	.union([z.string(), z.number().finite()])
	.transform((value) => String(value) || undefined)
	.optional()
	.catch(undefined);

/** True or false, also as text. */
const flag = z
	.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
	.optional()
	.catch(undefined);

const number = z
	.union([z.number().finite(), z.string().regex(ALL_DIGITS).transform(Number)])
	.optional()
	.catch(undefined);

/** A time as ISO 8601 in UTC, from Unix milliseconds (which Uservox sends) or from an ISO time. */
const time = z
	.union([z.number(), z.string().regex(ALL_DIGITS).transform(Number), z.string().regex(ISO_TIME)])
	.transform((value) => {
		const date = new Date(value);
		return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
	})
	.optional()
	.catch(undefined);

const anything = z.unknown().optional();
const list = z.array(z.unknown()).optional().catch(undefined);
const object = z.record(z.unknown()).optional().catch(undefined);

function part<Shape extends z.ZodRawShape>(shape: Shape) {
	return z.object(shape).optional().catch(undefined);
}

/** One line of a conversation. */
export const messageSchema = z.object({ role: text, content: text, timestamp: time });

/**
 * What Uservox posts: an activity ("Activity Update"), or the outcome of an update of a lead. The two share most of their outer
 * fields. Deliberately not read: `activity.status` (but for whether the call is over), `result.success`, `result.status` and
 * `input.connected`, which are the same whether or not anybody answered the phone.
 */
export const callbackBodySchema = z.object({
	activityId: text,
	updateId: text,
	leadId: text,
	processId: text,
	referenceId: text,
	timestamp: time,
	leadSummary: text,
	leadDisposition: text,
	success: flag,
	error: text,
	data: object,
	activity: part({
		type: text,
		status: text,
		fromState: text,
		toState: text,
		scheduledAt: time,
		metadata: part({ attemptNumber: number, isConnected: flag }),
		result: part({
			type: text,
			leadId: text,
			projectId: text,
			activityId: text,
			referenceId: text,
			providerCallId: text,
			conversationId: text,
			callStatus: text,
			nextState: text,
			conversation: object,
			variables: part({ variables: anything }),
			analysis: part({ disposition: text, dispositionType: text, summary: text }),
		}),
	}),
});

export type CallbackBody = z.infer<typeof callbackBodySchema>;
export type Activity = NonNullable<CallbackBody['activity']>;

/** The parts of a conversation. */
export const conversationSchema = z.object({ messages: list, toolCalls: list });
