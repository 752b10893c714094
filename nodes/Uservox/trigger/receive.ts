// One request to the trigger's address: authenticate → read → choose → start the workflow, or say thanks.
import {
	sleep,
	type IDataObject,
	type IHookFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { z } from 'zod';
import { CREDENTIAL_NAME, readCallbackSecret, type CallbackSecret } from '../host/credential';
import { carriesSecret } from './authenticate';
import { deliveredTo, type Answer, type Taken } from './delivered';
import { trimmed } from '../model/blank';
import { shown } from '../model/fault';
import { OBJECT_ID } from '../model/lead';
import { onOrOff } from '../model/options';
import { isObject } from './plainData';
import { bodyForItem, isChosen, readCallback, type Callback } from './readCallback';

/** n8n answers 200 and starts nothing. Any other status would make Uservox deliver again. */
const ACCEPTED: IWebhookResponseData = {};
/** The answer is on its way already. */
const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

const optionsSchema = z.object({
	skipRepeated: onOrOff(true).catch(true),
	includeBody: onOrOff(false).catch(false),
});

/** The process whose events are wanted: absent where any is, and what is wrong with it where it cannot be read. */
type Process = { id: string | undefined } | { fault: string };

/** Reads the option "Process": picked from the list, entered, or a plain text. One that was added and is empty lets nothing through. */
function processOf(options: object): Process {
	if (!('processId' in options)) return { id: undefined };
	const { processId } = options;
	const given: unknown = isObject(processId) ? processId.value : processId;
	const text = typeof given === 'string' ? trimmed(given) : '';
	if (OBJECT_ID.test(text)) return { id: text.toLowerCase() };
	return {
		fault: `The option Process holds ${given === '' ? 'nothing' : shown(given)}, which is not the ID of a process. Choose a process, or remove the option.`,
	};
}

/** What is used of the request and the response, whose types come from a package that n8n does not bring along. */
interface Http {
	getRequestObject(): { rawBody?: Buffer };
	getResponseObject(): Answer & {
		writeHead(status: number, headers: Record<string, string>): { end(body: string): void };
		once(event: 'close', listener: () => void): void;
	};
}

/** Handles a request, as `webhook` does. */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const log = (message: string) => context.logger.warn(`${context.getNode().name}: ${message}`);
	const refusal = await refusalOf(context);
	if (refusal !== undefined) {
		log(`refused a request. ${refusal.reason}`);
		return answered(context, refusal.status);
	}

	const body = bodyOf(context);
	const callback = readCallback(body);
	if (callback === undefined) {
		log('ignored a request whose body is neither an activity of a lead nor the outcome of an update.');
		return ACCEPTED;
	}
	const wanted = wantedOf(context);
	if ('fault' in wanted) {
		log(`ignored an event. ${wanted.fault} Until then, no event starts the workflow.`);
		return ACCEPTED;
	}
	const { events, processId, options } = wanted;
	if (!isChosen(callback.event, events)) return ACCEPTED;
	if (processId !== undefined && isOfCall(callback) && callback.processId === undefined) {
		log('ignored an event that does not say which process it belongs to, because the option Process is set.');
		return ACCEPTED;
	}
	if (!isOfProcess(callback, processId)) return ACCEPTED;
	const taken = options.skipRepeated ? takenBefore(callback, context) : 'new';
	if (taken === 'undecided') return answered(context, 503);
	if (taken === 'repeated') return ACCEPTED;
	const json = options.includeBody ? { ...callback.item, body: bodyForItem(body) } : callback.item;
	return { workflowData: [[{ json }]] };
}

interface Refusal {
	status: 401 | 503;
	/** For the log: what is wrong, and with whom. */
	reason: string;
}

/** Why a request must not get in; undefined if it may. */
async function refusalOf(context: IWebhookFunctions): Promise<Refusal | undefined> {
	const read = await readSecret(context);
	if (read === 'none') return undefined;
	if ('fault' in read) {
		// n8n's database may be overloaded: Uservox then delivers again.
		return { status: read.isUnread ? 503 : 401, reason: `${read.fault} ${UNTIL_THEN}` };
	}
	if (carriesSecret(context.getHeaderData(), read.secret)) return undefined;
	const { header } = read.secret;
	return { status: 401, reason: `Its ${header} header does not carry the callback token of the Uservox credential.` };
}

const UNTIL_THEN = 'Until then, every request is refused.';

/** Why every request would be refused; undefined if there is something that a callback can carry, or need not. */
export async function faultOfTrigger(context: IHookFunctions): Promise<string | undefined> {
	const read = await readSecret(context);
	return read === 'none' || !('fault' in read) ? undefined : `${read.fault} ${UNTIL_THEN}`;
}

/** What a callback has to carry, or what is missing of it; `none` if anybody may get in. */
async function readSecret(
	context: IWebhookFunctions | IHookFunctions,
): Promise<'none' | { secret: CallbackSecret } | { fault: string; isUnread?: true }> {
	if (context.getNodeParameter('authentication', 'credential') === 'none') return 'none';
	if (context.getNode().credentials?.[CREDENTIAL_NAME] === undefined) {
		return { fault: 'No Uservox credential is chosen. Choose one that has a Callback Token.' };
	}
	let data: unknown;
	try {
		data = await context.getCredentials(CREDENTIAL_NAME);
	} catch {
		return { fault: 'The Uservox credential cannot be read.', isUnread: true };
	}
	return readCallbackSecret(data);
}

/** The body as n8n has parsed it. JSON that was sent as another type of content has to be parsed here. */
function bodyOf(context: IWebhookFunctions): unknown {
	const body: unknown = context.getBodyData();
	if (typeof body === 'string') return parsed(body);
	if (body !== undefined) return body;
	const http: Http = context;
	const { rawBody } = http.getRequestObject();
	return rawBody === undefined ? undefined : parsed(rawBody.toString('utf8'));
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

interface Wanted {
	events: readonly unknown[];
	/** Absent where events of any process are wanted. */
	processId: string | undefined;
	options: z.infer<typeof optionsSchema>;
}

/** Which events the user chose, or why that cannot be read: then none starts the workflow. */
function wantedOf(context: IWebhookFunctions): Wanted | { fault: string } {
	let given: unknown;
	let events: unknown;
	try {
		given = context.getNodeParameter('options', {});
		events = context.getNodeParameter('events', []);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { fault: `A parameter cannot be read, because its expression fails: ${shown(why)}.` };
	}
	const process = processOf(isObject(given) ? given : {});
	if ('fault' in process) return process;
	return { events: Array.isArray(events) ? events : [], processId: process.id, options: optionsSchema.parse(given) };
}

/** Whether it tells of a call. Outcomes of updates never say of which process they are. */
function isOfCall({ event }: Callback): boolean {
	return event !== 'updateApplied' && event !== 'updateFailed';
}

function isOfProcess({ processId }: Callback, wanted: string | undefined): boolean {
	return wanted === undefined || processId === undefined || processId.toLowerCase() === wanted;
}

/** Whether the event has started the workflow before. Of test events nothing is remembered: people send the same one again. */
function takenBefore({ eventId }: Callback, context: IWebhookFunctions): Taken {
	if (context.getMode() === 'manual') return 'new';
	const delivered = deliveredTo(context.getWorkflow().id ?? '', context.getNode().id);
	const stored = context.getWorkflowStaticData('node');
	delivered.restore(stored.delivered);
	const now = Date.now();
	const http: Http = context;
	const answer = http.getResponseObject();
	const taken = delivered.take(eventId, now, answer);
	if (taken !== 'new') return taken;
	answer.once('close', () => delivered.settle(eventId));
	remember(stored, delivered.toStore(eventId, now));
	return taken;
}

/**
 * Lets n8n store the list with the workflow. Some versions overlook what was set before the execution begins, so it is set once
 * more when it has begun (docs/n8n-behaviours.md, 30).
 */
function remember(stored: IDataObject, list: string | undefined): void {
	if (list === undefined) return;
	stored.delivered = list;
	void sleep(0).then(() => (stored.delivered = list));
}

/** Answers with another status than n8n's 200. */
function answered(context: IWebhookFunctions, status: Refusal['status']): IWebhookResponseData {
	const http: Http = context;
	http
		.getResponseObject()
		.writeHead(status, { 'content-type': 'application/json' })
		.end(JSON.stringify({ message: status === 401 ? 'Unauthorized' : 'Try again later' }));
	return ANSWERED;
}
