// The simulated API itself: one request in, one answer out, from the vendor's pages alone. No clock, no timers, no real chance.
import { type Arrival, type ArrivalKind, type DuplicateReason, type StoredLead } from './books';
import { describeFault, type Fault } from './faults';
import { comparablePhone, countDuplicate, keysOf, newId, referenceKey, store, type World } from './serverState';

/** A request as it arrives. `path` without the query, e.g. `/api/v1/leads/initiate`. */
export interface SimulatorRequest {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	body: string;
}

/** What to do about a request. Whoever carries it (HTTP shell, in-memory transport) owns the clock. */
export interface SimulatorAnswer {
	/** 0 when the client gets no answer. */
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	/** `answer`: send it. Both drops: close the connection unanswered. `hang`: keep it open and silent; `drip`: send a byte now and then. */
	effect: 'answer' | 'dropBefore' | 'dropAfter' | 'hang' | 'drip';
	/** Milliseconds from arrival to the answer or the drop. */
	delayMs: number;
	/** Leads stored late: `run` is to be called with the time when it is `afterMs` after the arrival. */
	later?: { afterMs: number; run: (now: number) => void };
}

type Json = Record<string, unknown>;
/** An answer before it is text. */
interface Reply {
	status: number;
	body: unknown;
}
type Task = { index: number; lead: Json } | { index: number; leadId: string };
type Result = { task: Task; lead: StoredLead } | { task: Task; error: string };
/** A request that passed all checks of the whole and can be worked on. */
interface Job {
	kind: 'bulk' | 'single';
	simplified: boolean;
	init: boolean;
	tasks: Task[];
}

/** README, "Common": the answer while the key is blocked, and the one for too many requests. */
const BLOCKED = 'API key temporarily blocked due to too many duplicate submissions';
const TOO_FAST = 'Too many requests';
/** bulk-initiate-leads.md, "Per-lead validation errors". */
const ALREADY_CALLED = 'A call attempt has already been made to this phone number for this project';
const REPEATING = 'Phone number contains repeating digits pattern';
const EXISTS = 'already exists for this project and process';
const WRONG_PROJECT = 'projectId does not match authenticated project';
const INACTIVE = 'Project is inactive or not found';

/**
 * Answers one request. Requests must be handed in in the order of their arrival.
 * @param world is changed: leads, books, block
 * @param now epoch milliseconds of the arrival
 *
 * Order of checks: key blocked, rate, (scripted fault "before",) token, body, number of leads, project, process, leads.
 * A 429 for block or rate is always given honestly; a fault that would have struck that request stays in the script.
 */
export function handle(world: World, request: SimulatorRequest, now: number): SimulatorAnswer {
	const { settings, books, faults } = world;
	const kind = kindOf(request);
	const body = kind === 'bulk' || kind === 'single' ? parseBody(request.body) : undefined;
	const leads = countLeads(kind, body);
	const bytes = Buffer.byteLength(request.body);
	const delayMs = settings.latencyMs + (settings.jitterMs > 0 ? world.random() * settings.jitterMs : 0);
	const arrival = books.arrive({ at: now, answeredAt: now + delayMs, kind, leads, bytes });
	faults.count(kind);

	const answer = (reply: Reply, contentType = 'application/json; charset=utf-8'): SimulatorAnswer => {
		arrival.status = reply.status;
		return {
			status: reply.status,
			headers: { 'content-type': contentType, date: new Date(now).toUTCString() },
			body: typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body),
			effect: 'answer',
			delayMs,
		};
	};
	const silence = (effect: Exclude<SimulatorAnswer['effect'], 'answer'>): SimulatorAnswer => {
		return { status: 0, headers: {}, body: '', effect, delayMs };
	};

	const tooMany = checkKeyAndRate(world, request, arrival);
	if (tooMany) {
		arrival.honestStatus = tooMany.status;
		return answer(tooMany);
	}

	const fault = faults.next(kind, leads);
	if (fault) arrival.fault = describeFault(fault);
	if (fault?.type === 'dropBefore') return silence('dropBefore');
	if (fault && 'when' in fault && fault.when === 'before')
		return distort({ status: 200, body: { success: [], errors: [] } });

	const prepared = prepare(world, request, kind, body, bytes);
	if (fault?.type === 'storeLate') {
		if (prepared.reply) arrival.honestStatus = prepared.reply.status;
		if (!prepared.job) return silence('dropBefore');
		const { job } = prepared;
		const run = (then: number) => void work(world, job, job.tasks, then, arrival.index);
		return { ...silence('dropAfter'), later: { afterMs: fault.afterMs, run } };
	}
	const honest = prepared.reply ?? doJob(world, prepared.job, fault, arrival, now);
	arrival.honestStatus = honest.status;
	return distort(honest);

	/** Turns the honest reply into what the fault makes of it. */
	function distort(reply: Reply): SimulatorAnswer {
		switch (fault?.type) {
			case 'dropAfter':
			case 'dropPartly':
				return silence('dropAfter');
			case 'hang':
				return silence(fault.drips ? 'drip' : 'hang');
			case 'status': {
				const made = answer({ status: fault.code, body: fault.body ?? usualBody(fault.code) });
				if (fault.code < 400) made.headers.location = fault.location ?? 'http://127.0.0.1:9/elsewhere';
				return made;
			}
			case 'garbage':
				return answer(
					{ status: 200, body: garbage(fault.body, fault.bytes, reply.body) },
					fault.body === 'html' ? 'text/html' : undefined,
				);
			case undefined:
			case 'dropBefore':
			case 'storeLate':
			case 'partial403':
			case 'omit':
			case 'duplicateEntries':
			case 'foreignEntries':
				return answer(reply);
		}
	}
}

function kindOf(request: SimulatorRequest): ArrivalKind {
	const route = `${request.method.toUpperCase()} ${request.path.replace(/\/$/, '')}`;
	if (route === 'POST /api/v1/leads/bulk/initiate') return 'bulk';
	if (route === 'POST /api/v1/leads/initiate') return 'single';
	return route === 'GET /api/v1/leads/get' ? 'get' : 'other';
}

/** The body as an object; undefined when it is not JSON, or not an object. An absent body is an empty object. */
function parseBody(text: string): Json | undefined {
	if (text.trim() === '') return {};
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countLeads(kind: ArrivalKind, body: Json | undefined): number {
	if (!body) return 0;
	if (kind === 'single') return body.lead === undefined && body.leadId === undefined ? 0 : 1;
	return [body.leads, body.leadIds].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

function bearer(request: SimulatorRequest): string | undefined {
	const header = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization');
	return /^Bearer (.+)$/.exec(header?.[1] ?? '')?.[1];
}

/** README, "Common": block after too many duplicates, and about 100 requests per 5 seconds on all lead endpoints. */
function checkKeyAndRate(world: World, request: SimulatorRequest, arrival: Arrival): Reply | undefined {
	const { token, requestsPerWindow, windowMs } = world.settings;
	if (world.blockedUntil > arrival.at && bearer(request) === token) {
		return { status: 429, body: { success: false, error: BLOCKED } };
	}
	// Every arrival counts, also one that was refused: that is the strictest a server can be.
	const earlier = requestsPerWindow > 0 ? world.books.arrivals[arrival.index - requestsPerWindow] : undefined;
	if (!earlier || arrival.at - earlier.at >= windowMs) return undefined;
	return { status: 429, body: { success: false, error: TOO_FAST } };
}

type Prepared = { reply: Reply; job?: undefined } | { job: Job; reply?: undefined };

/** All checks of the request as a whole: it is answered at once, or a job is left to do. */
function prepare(
	world: World,
	request: SimulatorRequest,
	kind: ArrivalKind,
	body: Json | undefined,
	bytes: number,
): Prepared {
	const { token, unauthorizedStatus, maximumBodyBytes } = world.settings;
	if (bearer(request) !== token) return refuse(unauthorizedStatus, 'Invalid or missing API token');
	if (bytes > (maximumBodyBytes ?? Infinity)) return refuse(413, 'request entity too large');
	if (kind === 'other') return refuse(404, `Cannot ${request.method} ${request.path}`);
	if (kind === 'get') return { reply: lookUp(world, request.query) };
	if (!body) return refuse(400, 'Request body is not a JSON object');
	return kind === 'bulk' ? prepareBulk(world, request.query.v === '1.2', body) : prepareSingle(world, body);
}

function refuse(status: number, error: string): { reply: Reply } {
	return { reply: { status, body: { error } } };
}

/** POST /leads/bulk/initiate: the refusals of bulk-initiate-leads.md, "Error Responses". */
function prepareBulk(world: World, simplified: boolean, body: Json): Prepared {
	const { maximumLeads, projectId, inactiveProjects } = world.settings;
	const { leads, leadIds } = body;
	if (leads === undefined && leadIds === undefined) return refuse(400, 'Either leadIds or leads array is required');
	const lists = [leadIds ?? [], leads ?? []];
	const [ids, objects] = lists;
	if (!Array.isArray(ids) || !Array.isArray(objects)) return refuse(400, 'Input must be an array');
	if (ids.length + objects.length > maximumLeads) {
		return refuse(400, `Maximum of ${maximumLeads} leads allowed per request`);
	}
	const sent = objects.map((lead: unknown) => (isObject(lead) ? lead : {}));
	const invalidLeads = sent
		.filter((lead) => lead.projectId !== projectId)
		.map((data) => ({ data, error: data.projectId ? WRONG_PROJECT : 'missing projectId' }));
	if (invalidLeads.length > 0) {
		return { reply: { status: 403, body: { error: 'Some leads have missing or invalid projectId', invalidLeads } } };
	}
	if (inactiveProjects.includes(projectId)) return refuse(403, INACTIVE);
	const processFault = sent.map((lead) => unknownProcess(world, lead)).find((message) => message !== undefined);
	if (processFault !== undefined) return refuse(404, processFault);
	const tasks: Task[] = [
		...ids.map((id: unknown, index) => ({ index, leadId: String(id) })),
		...sent.map((lead, index) => ({ index: ids.length + index, lead })),
	];
	return { job: { kind: 'bulk', simplified, init: body.init !== false, tasks } };
}

/** POST /leads/initiate: README and initiate-lead-older-page.md. */
function prepareSingle(world: World, body: Json): Prepared {
	const { projectId, inactiveProjects } = world.settings;
	const { lead, leadId } = body;
	const init = body.init !== false;
	if (!isObject(lead) && (typeof leadId !== 'string' || leadId === '')) {
		return refuse(400, 'Either leadId or lead object is required');
	}
	if (isObject(lead)) {
		if (!lead.projectId) return refuse(400, 'projectId is required in lead object');
		if (lead.projectId !== projectId) return refuse(403, WRONG_PROJECT);
	}
	if (inactiveProjects.includes(projectId)) return refuse(403, INACTIVE);
	if (!isObject(lead)) {
		return { job: { kind: 'single', simplified: false, init, tasks: [{ index: 0, leadId: String(leadId) }] } };
	}
	const processFault = unknownProcess(world, lead);
	if (processFault !== undefined) return refuse(404, processFault);
	return { job: { kind: 'single', simplified: false, init, tasks: [{ index: 0, lead }] } };
}

function unknownProcess(world: World, lead: Json): string | undefined {
	const { processId } = lead;
	if (typeof processId === 'string' && world.settings.processes.includes(processId)) return undefined;
	return `Process not found for lead with processId: ${String(processId)}`;
}

/** GET /leads/get (README): by `leadId`, or by `referenceId` with project and process; `masked=true` hides the phone. */
function lookUp(world: World, query: Record<string, string>): Reply {
	const { leadId, referenceId, projectId, processId, masked } = query;
	if (!leadId && !referenceId) return refuse(400, 'Either leadId or referenceId is required').reply;
	if (!leadId && (!projectId || !processId)) {
		return refuse(400, 'projectId and processId are required when using referenceId').reply;
	}
	if (projectId && projectId !== world.settings.projectId) return refuse(403, WRONG_PROJECT).reply;
	const lead = leadId
		? world.leads.get(leadId)
		: world.taken.get(referenceKey(projectId ?? '', processId ?? '', referenceId ?? ''));
	if (!lead) return refuse(404, `Lead with ID ${leadId || referenceId} not found`).reply;
	const data: Json = {
		...leadObject(world, lead),
		name: lead.name ?? [lead.firstName, lead.lastName].filter(Boolean).join(' '),
		lastDisposition: null,
		activities: [],
	};
	if (masked === 'true' && lead.phone) data.phone = lead.phone.slice(0, -4).replace(/\d/g, '*') + lead.phone.slice(-4);
	return { status: 200, body: { success: true, data } };
}

/** Works on what the fault leaves of a job and words the answer. */
function doJob(world: World, job: Job, fault: Fault | undefined, arrival: Arrival, now: number): Reply {
	if (fault?.type === 'partial403' && job.kind === 'bulk') {
		const named = chosen(world, job, fault);
		const others = job.tasks.filter((task) => !named.has(task.index));
		if (fault.store === 'others') work(world, job, others, now, arrival.index);
		const invalidLeads = job.tasks
			.filter((task) => named.has(task.index))
			.map((task) =>
				'lead' in task ? { data: task.lead, error: WRONG_PROJECT } : { leadId: task.leadId, error: WRONG_PROJECT },
			);
		return { status: 403, body: { error: 'Some leads have missing or invalid projectId', invalidLeads } };
	}
	const upTo = fault && 'stored' in fault ? fault.stored : undefined;
	const results = work(world, job, job.tasks.slice(0, upTo), now, arrival.index);
	return job.kind === 'bulk' ? bulkReply(world, job, results, fault, now) : singleReply(world, results, fault, now);
}

/** The indexes a fault names, or as many random ones as it wants. */
function chosen(world: World, job: Job, fault: { indexes?: number[]; count?: number }): Set<number> {
	const drawn = shuffled(
		world,
		job.tasks.map((task) => task.index),
	).slice(0, fault.count ?? 0);
	return new Set(fault.indexes ?? drawn);
}

/** Stores or initiates lead by lead, in the order of the request, and counts duplicates. */
function work(world: World, job: Job, tasks: readonly Task[], now: number, arrival: number): Result[] {
	const duplicatesBefore = world.books.duplicates.length;
	const results = tasks.map((task): Result => {
		if ('lead' in task) {
			const outcome = createLead(world, task.lead, job.init, now, arrival);
			return typeof outcome === 'string' ? { task, error: outcome } : { task, lead: outcome };
		}
		const lead = world.leads.get(task.leadId);
		if (!lead) return { task, error: `Lead with ID ${task.leadId} not found` };
		if (job.init) initiate(world, lead, now);
		return { task, lead };
	});
	const duplicates = world.books.duplicates.length - duplicatesBefore;
	const counted = world.settings.duplicateCounting === 'each' ? duplicates : Math.min(1, duplicates);
	for (let i = 0; i < counted; i++) countDuplicate(world, now);
	return results;
}

function initiate(world: World, lead: StoredLead, now: number): void {
	lead.currentState = 'initiated';
	lead.updatedAt = now;
	world.books.initiate(lead._id);
}

/** Checks and stores one new lead. Gives the stored lead, or the message of its refusal. */
function createLead(world: World, sent: Json, init: boolean, now: number, arrival: number): StoredLead | string {
	const invalid = faultOf(sent);
	if (invalid !== undefined) return invalid;
	const lead = {
		projectId: text(sent.projectId) ?? '',
		processId: text(sent.processId) ?? '',
		phone: text(sent.phone),
		email: text(sent.email)?.toLowerCase(),
		referenceId: text(sent.referenceId),
	};
	const phone = lead.phone === undefined ? undefined : comparablePhone(lead.phone);

	const duplicate = (reason: DuplicateReason, original?: StoredLead): void => {
		const origin = original?.arrival ?? null;
		world.books.duplicates.push({
			at: now,
			arrival,
			reason,
			lead: sent,
			originalId: original?._id,
			...(origin === null ? { original: 'knownBefore' } : { original: 'thisRun', originalArrival: origin }),
		});
	};
	const refusal = [text(sent.phone), phone, text(sent.email), lead.email, lead.referenceId]
		.map((key) => (key === undefined ? undefined : world.refusals.get(key)))
		.find((message) => message !== undefined);
	if (refusal !== undefined) {
		if (refusal.includes(EXISTS) || refusal === ALREADY_CALLED) duplicate('refusal');
		return refusal;
	}
	if (phone !== undefined && world.called.has(phone)) {
		duplicate('called');
		return ALREADY_CALLED;
	}
	for (const [reason, key] of keysOf(lead)) {
		const original = world.taken.get(key);
		if (!original) continue;
		duplicate(reason, original);
		return `Lead with this ${reason} ${EXISTS}`;
	}

	const created: StoredLead = {
		_id: newId(world, now),
		...lead,
		name: text(sent.name),
		firstName: text(sent.firstName),
		lastName: text(sent.lastName),
		groupId: text(sent.groupId),
		metadata: isObject(sent.metadata) ? sent.metadata : undefined,
		createdAt: now,
		updatedAt: now,
		currentState: 'new',
		arrival,
		init,
	};
	store(world, created);
	if (init) initiate(world, created, now);
	return created;
}

/** Text that is there, else undefined. */
function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A lead's own faults (bulk-initiate-leads.md, "Lead Object Properties"); the wording of the first ones is ours. */
function faultOf(lead: Json): string | undefined {
	const texts = ['phone', 'email', 'name', 'firstName', 'lastName', 'referenceId', 'groupId'];
	const wrong = texts.find((field) => lead[field] !== undefined && typeof lead[field] !== 'string');
	if (wrong !== undefined) return `${wrong} must be a string`;
	if (lead.metadata !== undefined && !isObject(lead.metadata)) return 'metadata must be an object';
	if (!text(lead.name) && !text(lead.firstName)) return 'Either name or firstName is required';
	const phone = text(lead.phone);
	const email = text(lead.email);
	if (phone === undefined && email === undefined) return 'Either phone or email is required';
	if (phone !== undefined) {
		const plain = comparablePhone(phone);
		if (!/^\d{6,15}$/.test(plain)) return 'Invalid phone number';
		if (/^(\d)\1+$/.test(plain)) return REPEATING;
	}
	return email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email) ? 'Invalid email address' : undefined;
}

/** A lead as the API shows it (initiate-lead-older-page.md, "Response"). */
function leadObject(world: World, lead: StoredLead): Json {
	const { createdAt, updatedAt, ...rest } = lead;
	const fields: Json = rest;
	delete fields.arrival;
	delete fields.init;
	const created = world.settings.createdAtMissing ? {} : { createdAt: new Date(createdAt).toISOString() };
	return { ...fields, ...created, updatedAt: new Date(updatedAt).toISOString() };
}

function singleReply(world: World, results: Result[], fault: Fault | undefined, now: number): Reply {
	const [result] = results;
	// A fault let the work on the lead be skipped; what is answered here is not sent.
	if (!result) return { status: 200, body: {} };
	if ('error' in result) return refuse('leadId' in result.task ? 404 : 400, result.error).reply;
	const flag = world.settings.singleShape === 'newer' ? { success: true } : {};
	if (fault?.type === 'omit') return { status: 200, body: flag };
	const shown = fault?.type === 'foreignEntries' ? foreignLead(world, 0, now) : result.lead;
	return { status: 200, body: { ...flag, ...leadObject(world, shown) } };
}

function bulkReply(world: World, job: Job, results: Result[], fault: Fault | undefined, now: number): Reply {
	const { settings } = world;
	const omitted = fault?.type === 'omit' ? chosen(world, job, fault) : new Set<number>();
	const kept = results.filter(
		({ task }) => !omitted.has(task.index) && (settings.omit === 0 || world.random() >= settings.omit),
	);
	if (fault?.type === 'foreignEntries') {
		for (let i = 0; i < fault.count; i++) {
			const lead = foreignLead(world, i, now);
			const { projectId, processId, phone, name, referenceId } = foreignLead(world, i + fault.count, now);
			const task = { index: -1, lead: { projectId, processId, phone, name, referenceId } };
			kept.push({ task, lead }, { task, error: REPEATING });
		}
	}
	const listed = fault?.type === 'duplicateEntries' ? kept.flatMap((result) => [result, result]) : kept;
	const ordered = settings.shuffle ? shuffled(world, listed) : listed;
	const success: unknown[] = [];
	const errors: unknown[] = [];
	for (const result of ordered) {
		if ('error' in result) errors.push(errorEntry(world, job, result.task, result.error));
		else success.push(successEntry(world, job, result.lead));
	}
	return { status: 200, body: { success, errors } };
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

/** The shapes of README, "`errors[]` entries may be …". */
function errorEntry(world: World, job: Job, task: Task, error: string): Json {
	if ('leadId' in task) return { leadId: task.leadId, error };
	if (job.simplified) return { referenceId: task.lead.referenceId, error };
	switch (world.settings.answerShape) {
		case 'newer':
			return { data: task.lead, error };
		case 'older':
			return { leadId: task.lead, error };
		case 'leadInline':
			return { ...task.lead, error };
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
		arrival: null,
		init: true,
	};
}

/** A shuffled copy. */
function shuffled<T>(world: World, list: readonly T[]): T[] {
	const keyed = list.map((item) => ({ item, key: world.random() }));
	return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function usualBody(status: number): Json | string {
	if (status < 400) return '';
	if (status === 429) return { success: false, error: TOO_FAST };
	if (status === 413) return { error: 'request entity too large' };
	if (status === 403) return { error: INACTIVE };
	return { error: status >= 500 ? 'Internal Server Error' : 'Bad Request' };
}

/** The body of a `garbage` fault; `honest` is what would have been sent. */
function garbage(body: string, bytes: number, honest: unknown): string {
	switch (body) {
		case 'html':
			return '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>';
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
