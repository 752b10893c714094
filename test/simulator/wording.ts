// The words and shapes of the simulated API's answers.
import type { StoredLead } from './books';
import type { Fault } from './faults';
import { maskedPhone } from './phones';
import { isObject, type Job, type Json, type Refusal, type Reply, type Result, type Task } from './protocol';
import { newId, shuffled, type World } from './serverState';

/** "Per-lead validation errors" of the vendor's page on bulk initiation. */
export const ALREADY_CALLED = 'A call attempt has already been made to this phone number for this project';
export const REPEATING = 'Phone number contains repeating digits pattern';
export const EXISTS = 'already exists for this project and process';
/** Its refusals of a whole request. */
export const WRONG_PROJECT = 'projectId does not match authenticated project';
export const INACTIVE = 'Project is inactive or not found';
const SOME_INVALID = 'Some leads have missing or invalid projectId';
const TOO_FAST = 'Too many requests';

/** The vendor's words where its own upload lacks credits. */
export function creditsMessage(needed: number, remaining: number): string {
	return `Insufficient lead credits. You need ${needed} credits but only have ${remaining} remaining.`;
}

export function refuse(status: number, error: string): { reply: Reply } {
	return { reply: { status, body: { error } } };
}

/** A refused bulk request that names the leads it is about. */
export function refuseLeads(invalidLeads: Json[]): { reply: Reply } {
	return { reply: { status: 403, body: { error: SOME_INVALID, invalidLeads } } };
}

/** A 429, for pace or for a blocked key. */
export function tooMany(error = TOO_FAST): Reply {
	return { status: 429, body: { success: false, error } };
}

/** The body as text and its type; a plain refusal takes the form that is set. */
export function bodyText(world: World, { body }: Reply): { body: string; contentType: string } {
	const json = (value: unknown) => ({ body: JSON.stringify(value), contentType: 'application/json; charset=utf-8' });
	if (typeof body === 'string') return { ...json(''), body };
	const message = isObject(body) && Object.keys(body).length === 1 ? body.error : undefined;
	if (typeof message !== 'string') return json(body);
	switch (world.settings.errorBody) {
		case 'error':
			return json(body);
		case 'message':
			return json({ success: false, message });
		case 'nested':
			return json({ error: { message } });
		case 'text':
			return { body: message, contentType: 'text/plain; charset=utf-8' };
		case 'html':
			return { body: `<!doctype html><html><body><pre>${message}</pre></body></html>`, contentType: 'text/html' };
		case 'empty':
			return { body: '', contentType: 'text/plain; charset=utf-8' };
	}
}

/** A lead as answers to submissions show it (the vendor's older page on single initiation, "Response"). */
export function leadObject(world: World, lead: StoredLead): Json {
	const { createdAtMissing, historyInAnswers, splitsNames, furtherFields } = world.settings;
	const [firstName, ...others] = splitsNames ? (lead.name ?? '').split(' ') : [];
	const isSplit = Boolean(firstName);
	return {
		...furtherFields,
		_id: lead._id,
		projectId: lead.projectId,
		processId: lead.processId,
		phone: lead.phone,
		email: lead.email,
		name: isSplit ? undefined : lead.name,
		firstName: isSplit ? firstName : lead.firstName,
		lastName: isSplit ? others.join(' ') : lead.lastName,
		referenceId: lead.referenceId,
		groupId: lead.groupId,
		metadata: lead.metadata,
		currentState: lead.currentState,
		lastDisposition: lead.lastDisposition,
		createdAt: createdAtMissing ? undefined : new Date(lead.createdAt).toISOString(),
		updatedAt: new Date(lead.updatedAt).toISOString(),
		activities: historyInAnswers ? (lead.activities ?? []) : undefined,
	};
}

/** A lead as reading endpoints show it. */
export function readLead(
	world: World,
	lead: StoredLead,
	how: { masked: boolean; activities: unknown[] | undefined },
): Json {
	return {
		...leadObject(world, lead),
		name: lead.name ?? [lead.firstName, lead.lastName].filter(Boolean).join(' '),
		phone: how.masked && lead.phone ? maskedPhone(lead.phone) : lead.phone,
		lastDisposition: lead.lastDisposition ?? null,
		activities: how.activities,
	};
}

/** The status with which a lead that was sent alone is refused. */
function statusOf(world: World, { because }: Refusal): number {
	switch (because) {
		case 'notFound':
			return 404;
		case 'duplicate':
			return world.settings.duplicateStatus;
		case 'noCredits':
			return world.settings.creditsStatus;
		case 'badData':
			return 400;
	}
}

export function singleReply(world: World, results: Result[], fault: Fault | undefined, now: number): Reply {
	const [result] = results;
	// A fault let the work on the lead be skipped; what is answered here is not sent.
	if (!result) return { status: 200, body: {} };
	if ('error' in result) return refuse(statusOf(world, result), result.error).reply;
	const flag = world.settings.singleShape === 'newer' ? { success: true } : {};
	if (fault?.type === 'omit') return { status: 200, body: flag };
	const shown = fault?.type === 'foreignEntries' ? foreignLead(world, 0, now) : result.lead;
	return { status: 200, body: { ...flag, ...leadObject(world, shown) } };
}

export function bulkReply(world: World, job: Job, results: Result[], fault: Fault | undefined, now: number): Reply {
	const { settings } = world;
	const duplicate = results.find((result) => 'error' in result && result.because === 'duplicate');
	if (settings.duplicateHidesOthers && duplicate !== undefined && 'error' in duplicate) {
		return refuse(statusOf(world, duplicate), duplicate.error).reply;
	}
	const omitted = fault?.type === 'omit' ? chosen(world, job.tasks.length, fault) : new Set<number>();
	const kept = results.filter(
		({ task }) => !omitted.has(task.index) && (settings.omit === 0 || world.random() >= settings.omit),
	);
	if (fault?.type === 'foreignEntries') {
		for (let i = 0; i < fault.count; i++) {
			const lead = foreignLead(world, i, now);
			const { projectId, processId, phone, name, referenceId } = foreignLead(world, i + fault.count, now);
			const task = { index: -1, lead: { projectId, processId, phone, name, referenceId } };
			kept.push({ task, lead }, { task, error: REPEATING, because: 'badData' });
		}
	}
	const listed = fault?.type === 'duplicateEntries' ? kept.flatMap((result) => [result, result]) : kept;
	const ordered = settings.shuffle ? shuffled(world, listed) : listed;
	const success: unknown[] = [];
	const errors: unknown[] = [];
	for (const result of ordered) {
		if ('error' in result) errors.push(errorEntry(world, job, result.task, result));
		else success.push(successEntry(world, job, result.lead));
	}
	const isFailure = errors.length > 0 && (settings.bulkErrorStatusWhen === 'any' || success.length === 0);
	return { status: isFailure ? settings.bulkErrorStatus : 200, body: { success, errors } };
}

/** 403 that names some of the leads, as a `partial403` fault asks for. */
export function partialRefusal(job: Job, named: ReadonlySet<number>): Reply {
	return refuseLeads(
		job.tasks
			.filter((task) => named.has(task.index))
			.map((task) =>
				'lead' in task ? { data: task.lead, error: WRONG_PROJECT } : { leadId: task.leadId, error: WRONG_PROJECT },
			),
	).reply;
}

/** The indexes a fault names, or as many random ones of `count` as it wants. */
export function chosen(
	world: World,
	count: number,
	fault: { indexes?: number[] | undefined; count?: number | undefined },
): Set<number> {
	const drawn = shuffled(world, [...Array(count).keys()]).slice(0, fault.count ?? 0);
	return new Set(fault.indexes ?? drawn);
}

function successEntry(world: World, job: Job, lead: StoredLead): unknown {
	switch (job.simplified ? world.settings.simplifiedSuccess : 'full') {
		case 'full':
			return leadObject(world, lead);
		case 'fewFields':
			return { _id: lead._id, referenceId: lead.referenceId };
		case 'ids':
			return lead._id;
		case 'referenceIds':
			return lead.referenceId ?? lead._id;
	}
}

function errorEntry(world: World, job: Job, task: Task, refusal: Refusal): Json {
	const told = {
		error: refusal.error,
		...(world.settings.statusInEntries && { status: statusOf(world, refusal) }),
	};
	if ('leadId' in task) return { leadId: task.leadId, ...told };
	if (job.simplified) return { referenceId: task.lead.referenceId, ...told };
	switch (world.settings.answerShape) {
		case 'newer':
			return { data: task.lead, ...told };
		case 'older':
			return { leadId: task.lead, ...told };
		case 'leadInline':
			return { ...task.lead, ...told };
	}
}

/** A lead nobody sent and nobody stored. */
function foreignLead(world: World, number: number, now: number): StoredLead {
	return {
		_id: newId(world, now),
		projectId: world.settings.projectId,
		processId: world.settings.processes[0] ?? '',
		phone: `+1999${String(5_550_000 + number)}`,
		name: 'Never Sent',
		referenceId: `foreign-${number}`,
		createdAt: now,
		updatedAt: now,
		currentState: 'initiated',
		archived: false,
		called: true,
		inCall: false,
		arrival: null,
		init: true,
	};
}

/** The usual body of a status that a fault gives. */
export function usualBody(status: number): Json | string {
	if (status < 400) return '';
	if (status === 429) return { success: false, error: TOO_FAST };
	if (status === 413) return { error: 'request entity too large' };
	if (status === 403) return { error: INACTIVE };
	return { error: status >= 500 ? 'Internal Server Error' : 'Bad Request' };
}

/** What a gateway says when the server behind it is too slow. */
export const GATEWAY_TIMEOUT = '<html><body><center><h1>504 Gateway Time-out</h1></center></body></html>';

/** The body of a `garbage` fault; `honest` is what would have been sent. */
export function garbage(body: string, bytes: number, honest: unknown): string {
	switch (body) {
		case 'html':
			return '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>';
		case 'logIn':
			return '<!doctype html><html><head><title>Log in</title></head><body><form method="post" action="/login"><input name="user"><input name="password" type="password"></form></body></html>';
		case 'empty':
			return '';
		case 'truncated': {
			const whole = JSON.stringify(honest);
			return whole.slice(0, Math.floor(whole.length / 2));
		}
		case 'huge':
			return `{"success":"${'x'.repeat(bytes)}"}`;
		case 'nested':
			return '['.repeat(100_000) + ']'.repeat(100_000);
		case 'wrongTypes':
			return '{"success":"yes","errors":{"0":null},"_id":7}';
		default:
			return body;
	}
}
