// All that can be set in the simulator: facts from the vendor's pages, and both ways where those are silent.
import { z } from 'zod';

import { OTHER_PROCESS, PROCESS, PROJECT, TOKEN } from '../ids';
import { arrivalKinds } from './books';
import { faultEntrySchema } from './faults';

const objectId = z.string().regex(/^[0-9a-f]{24}$/i);
const milliseconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

const knownLead = z
	.object({
		_id: objectId.optional(),
		projectId: objectId.optional(),
		processId: objectId.optional(),
		phone: z.string().optional(),
		email: z.string().optional(),
		name: z.string().optional(),
		firstName: z.string().optional(),
		lastName: z.string().optional(),
		referenceId: z.string().optional(),
		groupId: z.string().optional(),
		metadata: z.record(z.unknown()).optional(),
		currentState: z.string().default('new'),
		lastDisposition: z.string().optional(),
		/** ISO text or epoch milliseconds. */
		createdAt: z.union([z.string(), z.number()]).default('2024-01-01T00:00:00.000Z'),
		/** ISO text or epoch milliseconds; as `createdAt` when absent. */
		updatedAt: z.union([z.string(), z.number()]).optional(),
		/** Counts as a duplicate, but no list shows it. */
		archived: z.boolean().default(false),
		/** Whether its number was called; matters where `phoneCounts` is `called`. */
		called: z.boolean().default(false),
		/** Its history, as reading endpoints show it. */
		activities: z.array(z.record(z.unknown())).optional(),
	})
	.strict();

/** How fast it is. Latencies add up. */
const pace = {
	latencyMs: milliseconds.default(0),
	/** A random addition to the latency, up to this. */
	jitterMs: milliseconds.default(0),
	/** More latency for some kinds of requests. */
	latencyMsByKind: z.record(z.enum(arrivalKinds), milliseconds).default({}),
	/** More latency for each lead of a submission. */
	msPerLead: milliseconds.default(0),
	/** When leads are stored and checked: as the request arrives, or when its latency is over, even if the client has given up by then. */
	storesWhen: z.enum(['arrival', 'answer']).default('arrival'),
	/** A gateway in front of the server answers 504 after this time; the server finishes its work. */
	gatewayTimeoutMs: milliseconds.optional(),
};

/** What is too much. */
const limits = {
	/** "Maximum Leads: 1000 leads per request", "limit may be overridden by config". */
	maximumLeads: z.number().int().positive().default(1000),
	/** The message about it; `{maximum}` is replaced by the number. Other words than the vendor's sample are possible. */
	maximumMessage: z.string().default('Maximum of {maximum} leads allowed per request'),
	maximumStatus: z.union([z.literal(400), z.literal(413), z.literal(422)]).default(400),
	/** A body over it is a 413. No limit is documented. */
	maximumBodyBytes: count.optional(),
	/** About 100 requests per 5 seconds per project; here a strict sliding window over all arrivals. 0: no limit. */
	requestsPerWindow: count.default(100),
	windowMs: milliseconds.default(5_000),
	/** More than this many duplicate submissions within `duplicateWindowMs` block the key for `blockMs`. */
	duplicateLimit: count.default(5),
	duplicateWindowMs: milliseconds.default(60_000),
	blockMs: milliseconds.default(3_600_000),
	blockedMessage: z.string().default('API key temporarily blocked due to too many duplicate submissions'),
	/** "Longer blocks": each further block is this many times as long as the one before. */
	blockGrowth: z.number().min(1).default(1),
	/** "More 429s and longer blocks": whether a request to a blocked key starts its block again. */
	blockedRequestsExtend: z.boolean().default(false),
	/** The limit of duplicates once the key has been blocked; absent: as before. */
	duplicateLimitAfterBlock: count.optional(),
	/** Unknown: does each duplicate lead of a bulk request count, or the request once? */
	duplicateCounting: z.enum(['each', 'request']).default('each'),
	/** Unknown: "duplicate or bad data" blocks the key; does a lead that is refused for its own faults count like a duplicate? */
	badDataCounts: z.boolean().default(false),
	/** Lead credits left; absent: no end of them. Setting it again tops up. */
	credits: count.optional(),
	/** Unknown: whether starting an existing lead uses a credit, as a new lead does. */
	creditsForExisting: z.boolean().default(false),
	/** Unknown: what is refused when credits do not suffice: the whole request, or the leads for which there are none left. */
	creditsRefuse: z.enum(['request', 'lead']).default('request'),
	creditsStatus: z.union([z.literal(400), z.literal(402), z.literal(403)]).default(400),
};

/** What makes a lead a duplicate. Email in the project and reference id in the process always do. */
const duplicates = {
	/** Unknown: another process of the project already has the number. */
	phoneInOtherProcess: z.enum(['refused', 'accepted']).default('refused'),
	/** Unknown: the same process already has the number; `accepted`: a project that accepts it twice (see `Books.acceptedAgain`). */
	phoneInSameProcess: z.enum(['refused', 'accepted']).default('refused'),
	/** The project's setting "Require phone numbers to be unique for live leads in each process": stronger than `accepted`. */
	requireUniquePhones: z.boolean().default(false),
	/** Unknown: a number counts once it is stored, or only once it was called. */
	phoneCounts: z.enum(['stored', 'called']).default('stored'),
	/** Unknown: the form in which numbers are kept and shown. */
	phoneForm: z.enum(['asSent', 'e164', 'digits']).default('asSent'),
	/** Unknown: numbers are the same by the digits of that form, or by their E.164 form whatever is kept. */
	samePhone: z.enum(['digits', 'e164']).default('digits'),
	/** For E.164: put before national numbers, whose trunk 0 goes. */
	countryCode: z
		.string()
		.regex(/^[1-9]\d{0,2}$/)
		.default('91'),
	/** Numbers already called in this project. */
	calledNumbers: z.array(z.string()).default([]),
	/** Phone, email or referenceId → the message with which that lead is refused. The vendor's two duplicate messages count as duplicates. */
	refusals: z.record(z.string()).default({}),
	/** Unknown: whether a lead whose number was called can be started again by its id; a refusal counts as a duplicate. */
	startingAgain: z.enum(['accepted', 'refused']).default('accepted'),
	/** Unknown: the rule about repeating digits. A number that is one digit repeated is always refused; with this, so is one with a run of this many equal digits. */
	repeatingDigits: z.number().int().min(2).optional(),
	/** Other words for a duplicate; `{field}` is replaced by the field. Absent: the vendor's. */
	duplicateMessage: z.string().optional(),
	/** The status of a single lead's refusal as a duplicate. */
	duplicateStatus: z.union([z.literal(400), z.literal(403), z.literal(409), z.literal(422)]).default(400),
	/** Unknown: a bulk request with a duplicate in it may be answered with that refusal alone, though its other leads were stored. */
	duplicateHidesOthers: z.boolean().default(false),
};

/** The shapes of answers. */
const shapes = {
	/** Error entries for new leads: `{data, error}`, `{leadId: <the lead object>, error}` (the vendor's older page "Bulk Lead Initiation", read literally), or `{...lead, error}`. */
	answerShape: z.enum(['newer', 'older', 'leadInline']).default('newer'),
	/** `newer`: the single lead's answer has `success: true` beside the lead's fields. */
	singleShape: z.enum(['newer', 'older']).default('newer'),
	/** Unknown: what a success entry holds with `v=1.2`. */
	simplifiedSuccess: z.enum(['full', 'fewFields', 'ids', 'referenceIds']).default('full'),
	/** The status of a bulk answer that has errors in it: the vendor's page lists errors of leads under 400. */
	bulkErrorStatus: z
		.union([
			z.literal(200),
			z.literal(207),
			z.literal(400),
			z.literal(403),
			z.literal(409),
			z.literal(422),
			z.literal(429),
		])
		.default(200),
	/** Whether that status needs one error, or nothing but errors. */
	bulkErrorStatusWhen: z.enum(['any', 'all']).default('any'),
	/** Error entries of bulk answers tell the status that the lead alone would have got. */
	statusInEntries: z.boolean().default(false),
	/** Unknown: the body of a refusal. `{error}`, `{success: false, message}`, `{error: {message}}`, text, HTML, or nothing. */
	errorBody: z.enum(['error', 'message', 'nested', 'text', 'html', 'empty']).default('error'),
	/** Unknown: whether a bulk request that is refused for one lead's project or process had stored the leads before it. */
	storesBeforeRefusal: z.boolean().default(false),
	/** Entries of bulk answers in random order. */
	shuffle: z.boolean().default(false),
	/** Chance (0 to 1) for each entry of a bulk answer to be missing. */
	omit: z.number().min(0).max(1).default(0),
	/** Answers to submissions show each lead's history too. */
	historyInAnswers: z.boolean().default(false),
	/** "`name` may be split": answers to submissions then have `firstName` and `lastName` in its place. */
	splitsNames: z.boolean().default(false),
	/** Keys that no page names, in each lead that is shown. */
	furtherFields: z.record(z.unknown()).default({}),
	/** Look-ups and answers then lack `createdAt`. */
	createdAtMissing: z.boolean().default(false),
};

/** What reading shows. */
const reading = {
	/** Unknown: the order of the list. `changing`: another one at each request. */
	listOrder: z.enum(['newest', 'oldest', 'id', 'changing']).default('newest'),
	/** "limit at most 100"; it may be capped lower. */
	maximumPage: z.number().int().positive().default(100),
	/** Unknown: a `limit` over it is lowered, or refused with 400. */
	limitTooLarge: z.enum(['lowered', 'refused']).default('lowered'),
	/** `withoutTotal` and `missing` are not as documented. */
	pagination: z.enum(['full', 'withoutTotal', 'missing']).default('full'),
	/** Leads of other systems come and go while the list is read: at each page of a list, after the page was made. */
	listChanges: z
		.object({
			/** How many leads come: as the newest, or created at any time since the oldest. */
			adds: count.default(0),
			at: z.enum(['head', 'anywhere']).default('head'),
			/** How many of the first leads of the list are archived. */
			archives: count.default(0),
			/** How often the list changes at most. */
			times: count.default(20),
		})
		.strict()
		.optional(),
	/** Unknown: the filter by phone compares character by character, by digits, by the last ten digits, or in E.164. */
	phoneFilter: z.enum(['letter', 'digits', 'lastTen', 'e164']).default('letter'),
	/** Unknown: emails are kept in lower case; does the filter lower the case too? */
	emailFilter: z.enum(['letter', 'anyCase']).default('anyCase'),
	/** Phones are masked even without `masked=true`. */
	alwaysMasked: z.enum(['never', 'query', 'get', 'both']).default('never'),
	/** Unknown: whether an archived lead is found by its id or reference id. */
	archivedInGet: z.boolean().default(true),
	/** The state that starting a lead puts it in: a step of its process, so any text. */
	initiatedState: z.string().default('initiated'),
	/** Unknown: whether starting a lead that exists changes its `updatedAt`. */
	startChangesTime: z.boolean().default(true),
	/** States in which a lead is no longer live. */
	endStates: z.array(z.string()).default(['interested', 'not_interested', 'lost', 'closed']),
};

const dispositionType = z.enum(['success', 'failure', 'neutral']);

/** What a process's own settings in Uservox hold: nobody sets them over the API. */
export const processDetailsSchema = z
	.object({
		title: z.string().optional(),
		description: z.string().default(''),
		isActive: z.boolean().default(true),
		/** ISO text or epoch milliseconds; by default each process is a day younger than the one before it. */
		createdAt: z.union([z.string(), z.number()]).optional(),
		/** "Lead Update Callbacks". The secrets in them are nobody else's business. */
		callbacks: z
			.array(
				z
					.object({
						url: z.string().url(),
						/** A Bearer token, or a header of any name with its value. */
						bearerToken: z.string().optional(),
						authKey: z.string().optional(),
						authValue: z.string().optional(),
						headers: z.record(z.string()).default({}),
						isActive: z.boolean().default(true),
					})
					.strict(),
			)
			.optional(),
		dispositions: z.array(z.object({ name: z.string(), type: dispositionType }).strict()).optional(),
		metadata: z.record(z.unknown()).default({}),
	})
	.strict();

const knownActivity = z
	.object({
		_id: objectId,
		leadId: objectId,
		callStatus: z.string().default('completed'),
		seconds: count.default(95),
		connected: z.boolean().default(true),
		interested: z.boolean().default(false),
		/** ISO text or epoch milliseconds. */
		createdAt: z.union([z.string(), z.number()]).default('2024-01-02T00:00:00.000Z'),
	})
	.strict();

/** Activities, statistics and updates. */
const whatComesAfter = {
	/** Titles, callbacks and the like, by the id of a process. */
	processDetails: z.record(objectId, processDetailsSchema).default({}),
	/** Calls of leads in `existing`, made before this world began. */
	activities: z.array(knownActivity).default([]),
	/** Unknown: what the activities of a lead look like when the lead is read. */
	activitiesInLead: z.enum(['full', 'brief', 'ids', 'bare', 'none']).default('full'),
	/** Unknown: the answer for an activity that does not exist. `null`: 200 with no data. */
	unknownActivity: z.enum(['404', '400', 'null']).default('404'),
	/** Unknown: the answer for an id that is none. 500 is what a database's own error often becomes. */
	malformedIdStatus: z.union([z.literal(400), z.literal(404), z.literal(500)]).default(404),
	/** Unknown: whether each figure is a series `{ total, data }`, or only `interested` is. */
	statsShape: z.enum(['series', 'numbers']).default('series'),
	/** The answer to an update: the newest page has a message, earlier ones an `updateId` too, or the lead after a synchronous update. */
	updateAnswer: z.enum(['message', 'withUpdateId', 'lead']).default('message'),
	/** How long an update takes until it is applied or fails. */
	updateAfterMs: milliseconds.default(1_000),
	/** Unknown: an update of a lead that does not exist is refused at once, or accepted and fails later. */
	unknownLeadUpdate: z.enum(['refused', 'accepted']).default('refused'),
	/** Unknown: an update that names a lead and nothing to change. */
	emptyUpdate: z.enum(['refused', 'accepted']).default('accepted'),
	/** Unknown: whether any text is a state; absent: any. Another `targetState` makes an update fail later. */
	targetStates: z.array(z.string()).optional(),
};

/** How calls end. Only `busy` and `noAnswer` do without a conversation. */
export const callOutcomes = ['interested', 'notInterested', 'callbackWanted', 'connected', 'busy', 'noAnswer'] as const;
const callOutcome = z.enum(callOutcomes);
export type CallOutcome = z.output<typeof callOutcome>;

/** How one call goes. */
export const callSchema = z
	.object({
		/** From now until the call begins. */
		afterMs: milliseconds.default(0),
		/** How long it is in progress; `forever`: it never ends. */
		lastsMs: z.union([milliseconds, z.literal('forever')]).default(1_000),
		/** What is told of its length. */
		seconds: count.default(95),
		outcome: callOutcome.optional(),
		/** What the agent learned. */
		variables: z.record(z.unknown()).default({}),
	})
	.strict();

export type CallPlan = z.output<typeof callSchema>;

/** The calls that Uservox makes. */
const calls = {
	/** Each lead that is started is called like this; absent: nobody is called, unless `playCall` is used. */
	calls: callSchema.optional(),
	/** How calls end in turn, where nothing else is said. */
	outcomes: z.array(callOutcome).min(1).default(['interested']),
	/** Phone, email, referenceId or id → how calls of that lead end: all of them, or one after the other. */
	outcomeOf: z.record(z.union([callOutcome, z.array(callOutcome).min(1)])).default({}),
	/** Phone, email, referenceId or id → how calls of that lead go, as far as it differs; `never`: nobody calls it. */
	callOf: z.record(z.union([callSchema.partial(), z.literal('never')])).default({}),
	/** Unknown: how long after the end of a call the lead shows its new state and disposition. */
	outcomeLateMs: milliseconds.default(0),
	/** How often a lead that is not reached is called in all, `nextAttemptMs` apart. */
	attempts: z.number().int().positive().default(1),
	nextAttemptMs: milliseconds.default(60_000),
	/** Words for the type of a disposition. The one for a bad outcome is unknown. */
	dispositionTypes: z
		.object({
			good: z.string().default('positive'),
			neutral: z.string().default('neutral'),
			bad: z.string().default('negative'),
		})
		.strict()
		.default({}),
	/** Unknown: `callStatus` of a call that nobody took. */
	noAnswerStatus: z.string().default('no-answer'),
	/** Where a callback tells that a conversation took place; `all` as in the sample. */
	connectedToldBy: z.enum(['all', 'flag', 'conversation', 'callStatus']).default('all'),
	/** "One call may cause several deliveries": the last one only, or one at its end, one with the new state, one with the disposition. */
	callbacksPerCall: z.enum(['one', 'several']).default('one'),
	/** Whether planning a call is an activity that is called back too. */
	schedulesCallBack: z.boolean().default(false),
	/** How callbacks are delivered. */
	delivery: z
		.object({
			/** How long after the event they are delivered. */
			lateMs: milliseconds.default(0),
			/** A random addition, up to this, so that their order changes. */
			jitterMs: milliseconds.default(0),
			/** How many more times each is delivered, `repeatAfterMs` apart, whatever was answered. */
			repeats: count.default(0),
			repeatAfterMs: milliseconds.default(100),
			/** When the answer is not 200, or does not come within `timeoutMs`: how many more tries, `retryAfterMs` apart. */
			retries: count.default(3),
			retryAfterMs: milliseconds.default(1_000),
			timeoutMs: z.number().positive().default(5_000),
			/** Unknown: whether exactly 200 is meant. */
			accepts: z.enum(['200', '2xx']).default('200'),
		})
		.strict()
		.default({}),
};

/** All settings. Facts come from the vendor's pages; where those are silent, both ways can be set. */
export const settingsSchema = z
	.object({
		token: z.string().min(1).default(TOKEN),
		/** The one project the token belongs to. */
		projectId: objectId.default(PROJECT),
		/** Projects that are inactive: put `projectId` here for the 403. */
		inactiveProjects: z.array(objectId).default([]),
		processes: z.array(objectId).default([PROCESS, OTHER_PROCESS]),
		/** A wrong token. One that is missing or malformed is always 401. */
		unauthorizedStatus: z.union([z.literal(401), z.literal(403)]).default(403),
		seed: z.number().int().default(1),
		/** Leads the API knew before. */
		existing: z.array(knownLead).default([]),
		faults: z.array(faultEntrySchema).default([]),
		...pace,
		...limits,
		...duplicates,
		...shapes,
		...reading,
		...whatComesAfter,
		...calls,
	})
	.strict();

/** What a test hands in: everything optional. */
export type SimulatorSettings = z.input<typeof settingsSchema>;
/** The settings with their defaults. */
export type Settings = z.output<typeof settingsSchema>;
