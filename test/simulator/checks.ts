// Routing, and all checks of a request as a whole: it is answered at once, or a job is left to do.
import { getActivity, stats } from './activities';
import type { Arrival, ArrivalKind } from './books';
import type { Fault } from './faults';
import { creditsNeeded } from './leads';
import { listProcesses } from './processes';
import { isObject, type Job, type Json, type Reply, type SimulatorRequest, type Task } from './protocol';
import { getLead, queryLeads } from './reading';
import type { World } from './serverState';
import { updateLead } from './updates';
import { creditsMessage, INACTIVE, refuse, refuseLeads, tooMany, WRONG_PROJECT } from './wording';

const ROUTES: Readonly<Record<string, ArrivalKind>> = {
	'POST /api/v1/leads/bulk/initiate': 'bulk',
	'POST /api/v1/leads/initiate': 'single',
	'GET /api/v1/leads/get': 'get',
	'GET /api/v1/leads/query': 'query',
	'GET /api/v1/leads/activity/get': 'activity',
	'POST /api/v1/leads/update': 'update',
	// The vendor has this one on another host, which a base URL on loopback has not.
	'POST /api/v1/analytics/customer/stats': 'stats',
};

export function kindOf(request: SimulatorRequest): ArrivalKind {
	if (projectInPath(request) !== undefined) return 'processes';
	return ROUTES[`${request.method.toUpperCase()} ${request.path.replace(/\/$/, '')}`] ?? 'other';
}

/** The project that a request for the list of processes names in its path, maybe empty; undefined for other requests. */
function projectInPath({ method, path }: SimulatorRequest): string | undefined {
	const named = method.toUpperCase() === 'GET' ? /^\/api\/v1\/processes\/list(?:\/([^/]*))?\/?$/.exec(path) : null;
	return named === null ? undefined : (named[1] ?? '');
}

/** What the books keep of a request beside its kind. */
export function noted(
	request: SimulatorRequest,
	kind: ArrivalKind,
	body: Json | undefined,
): Pick<Arrival, 'query' | 'body'> {
	const projectId = projectInPath(request);
	if (isSubmission(kind)) return {};
	if (kind === 'update' || kind === 'stats') return { body: body ?? {} };
	return { query: projectId === undefined ? request.query : { ...request.query, projectId } };
}

export function isSubmission(kind: ArrivalKind): kind is 'bulk' | 'single' {
	return kind === 'bulk' || kind === 'single';
}

/** The body as an object; undefined when it is not JSON, or not an object. An absent body is an empty object. */
export function parseBody(body: string): Json | undefined {
	if (body.trim() === '') return {};
	try {
		const value: unknown = JSON.parse(body);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** How many leads and lead ids a submission holds. */
export function countLeads(kind: ArrivalKind, body: Json | undefined): number {
	if (!body || !isSubmission(kind)) return 0;
	if (kind === 'single') return body.lead === undefined && body.leadId === undefined ? 0 : 1;
	return [body.leads, body.leadIds].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

function bearer(request: SimulatorRequest): string | undefined {
	const header = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization');
	return /^Bearer (.+)$/.exec(header?.[1] ?? '')?.[1];
}

/** Block after too many duplicates, and about 100 requests per 5 seconds on all endpoints. */
export function checkKeyAndRate(world: World, request: SimulatorRequest, arrival: Arrival): Reply | undefined {
	const { token, requestsPerWindow, windowMs, blockMs, blockedMessage, blockedRequestsExtend } = world.settings;
	if (world.blockedUntil > arrival.at && bearer(request) === token) {
		if (blockedRequestsExtend) world.blockedUntil = Math.max(world.blockedUntil, arrival.at + blockMs);
		return tooMany(blockedMessage);
	}
	// Every arrival counts, even one that was refused: that is the strictest a server can be.
	const earlier = requestsPerWindow > 0 ? world.books.arrivals[arrival.index - requestsPerWindow] : undefined;
	return earlier && arrival.at - earlier.at < windowMs ? tooMany() : undefined;
}

const NOT_JSON = 'Request body is not a JSON object';

/** `before` is what is done before the whole is refused. */
export type Prepared = { reply: Reply; before?: Job; job?: undefined } | { job: Job; reply?: undefined };

/** Answers what is no submission, refuses what is wrong as a whole, and makes a job of the rest. */
export function prepare(
	world: World,
	request: SimulatorRequest,
	body: Json | undefined,
	arrival: Arrival,
	fault: Fault | undefined,
): Prepared {
	const { token, unauthorizedStatus, maximumBodyBytes } = world.settings;
	const { kind, bytes, at } = arrival;
	const given = bearer(request);
	if (given === undefined) return refuse(401, 'Authorization header missing or invalid format');
	if (given !== token) return refuse(unauthorizedStatus, 'Invalid or missing API token');
	if (bytes > (maximumBodyBytes ?? Infinity)) return refuse(413, 'request entity too large');
	switch (kind) {
		case 'other':
			return refuse(404, `Cannot ${request.method} ${request.path}`);
		case 'get':
			return { reply: getLead(world, request.query) };
		case 'query':
			return { reply: queryLeads(world, request.query, fault, at) };
		case 'activity':
			return { reply: getActivity(world, request.query) };
		case 'processes':
			return { reply: listProcesses(world, arrival.query?.projectId) };
		case 'stats':
			return body ? { reply: stats(world, body) } : refuse(400, NOT_JSON);
		case 'update':
			return body ? { reply: updateLead(world, body, at, arrival.index) } : refuse(400, NOT_JSON);
		case 'bulk':
		case 'single': {
			if (!body) return refuse(400, NOT_JSON);
			const prepared =
				kind === 'bulk' ? prepareBulk(world, request.query.v === '1.2', body) : prepareSingle(world, body);
			return refuseWithoutCredits(world, prepared);
		}
	}
}

function refuseWithoutCredits(world: World, prepared: Prepared): Prepared {
	const { creditsRefuse, creditsStatus } = world.settings;
	if (!prepared.job || creditsRefuse === 'lead') return prepared;
	const needed = creditsNeeded(world, prepared.job.tasks);
	if (needed <= world.credits) return prepared;
	return refuse(creditsStatus, creditsMessage(needed, world.credits));
}

/** POST /leads/bulk/initiate: the refusals of the vendor's page, "Error Responses". */
function prepareBulk(world: World, simplified: boolean, body: Json): Prepared {
	const { maximumLeads, maximumMessage, maximumStatus, projectId, inactiveProjects, storesBeforeRefusal } =
		world.settings;
	const { leads, leadIds } = body;
	if (leads === undefined && leadIds === undefined) return refuse(400, 'Either leadIds or leads array is required');
	const lists = [leadIds ?? [], leads ?? []];
	const [ids, objects] = lists;
	if (!Array.isArray(ids) || !Array.isArray(objects)) return refuse(400, 'Input must be an array');
	if (ids.length + objects.length > maximumLeads) {
		return refuse(maximumStatus, maximumMessage.replace('{maximum}', String(maximumLeads)));
	}
	const sent = objects.map((lead: unknown) => (isObject(lead) ? lead : {}));
	const invalidLeads = sent
		.filter((lead) => lead.projectId !== projectId)
		.map((data) => ({ data, error: data.projectId ? WRONG_PROJECT : 'missing projectId' }));
	const tasks: Task[] = [
		...ids.map((id: unknown, index) => ({ index, leadId: String(id) })),
		...sent.map((lead, index) => ({ index: ids.length + index, lead })),
	];
	const job: Job = { kind: 'bulk', simplified, init: body.init !== false, tasks };
	/** The part of the job before the first lead that is not as it should be, where that was stored. */
	const partBefore = (isWrong: (lead: Json) => boolean) => {
		const end = tasks.findIndex((task) => 'lead' in task && isWrong(task.lead));
		return storesBeforeRefusal ? { before: { ...job, tasks: tasks.slice(0, end) } } : {};
	};
	if (invalidLeads.length > 0) {
		return { ...refuseLeads(invalidLeads), ...partBefore((lead) => lead.projectId !== projectId) };
	}
	if (inactiveProjects.includes(projectId)) return refuse(403, INACTIVE);
	const processFault = sent.map((lead) => unknownProcess(world, lead)).find((message) => message !== undefined);
	if (processFault === undefined) return { job };
	return { ...refuse(404, processFault), ...partBefore((lead) => unknownProcess(world, lead) !== undefined) };
}

/** POST /leads/initiate. */
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
