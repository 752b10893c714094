// What the simulated API shows: one lead, and the list of leads with its filters, pages and changes.
import type { StoredLead } from './books';
import type { Fault } from './faults';
import { keptPhone, matchesPhone } from './phones';
import type { Reply } from './protocol';
import { candidates, newId, shuffled, store, type World } from './serverState';
import { activitiesOf, malformedId } from './activities';
import { chosen, readLead, refuse, WRONG_PROJECT } from './wording';

type Query = Readonly<Record<string, string>>;

/** GET /leads/get: by `leadId`, or by `referenceId` with project and process; `masked=true` hides the phone. */
export function getLead(world: World, query: Query): Reply {
	const { settings } = world;
	const { leadId, referenceId, projectId, processId, masked } = query;
	if (!leadId && !referenceId) return refuse(400, 'Either leadId or referenceId is required').reply;
	if (!leadId && (!projectId || !processId)) {
		return refuse(400, 'projectId and processId are required when using referenceId').reply;
	}
	if (projectId && projectId !== settings.projectId) return refuse(403, WRONG_PROJECT).reply;
	const malformed = leadId ? malformedId(world, leadId) : undefined;
	if (malformed) return malformed;
	const found = leadId
		? world.leads.get(leadId)
		: candidates(world, { referenceId }).find(
				(lead) => lead.projectId === projectId && lead.processId === processId && lead.referenceId === referenceId,
			);
	if (!found || (found.archived && !settings.archivedInGet)) {
		const named = leadId ? `ID ${leadId}` : `referenceId ${referenceId}`;
		return refuse(404, `Lead with ${named} not found`).reply;
	}
	const isMasked = masked === 'true' || ['get', 'both'].includes(settings.alwaysMasked);
	return {
		status: 200,
		body: {
			success: true,
			data: readLead(world, found, { masked: isMasked, activities: activitiesOf(world, found._id, found.activities) }),
		},
	};
}

/** The filters of GET /leads/query that compare as they are. */
const PLAIN_FILTERS = ['processId', 'referenceId', 'currentState', 'lastDisposition'] as const;

/** GET /leads/query: `projectId` required, filters, `limit` (10, at most 100), `skip`, `includeActivities` (true), `masked`. */
export function queryLeads(world: World, query: Query, fault: Fault | undefined, now: number): Reply {
	const { settings } = world;
	if (!query.projectId) return refuse(400, 'projectId is required').reply;
	if (query.projectId !== settings.projectId) return refuse(403, WRONG_PROJECT).reply;
	const asked = wholeNumber(query.limit) || 10;
	if (asked > settings.maximumPage && settings.limitTooLarge === 'refused') {
		return refuse(400, `limit must not exceed ${settings.maximumPage}`).reply;
	}
	const limit = Math.min(asked, settings.maximumPage);
	const skip = wholeNumber(query.skip) ?? 0;

	const { phone, email, referenceId } = query;
	const isLookUp = Boolean(phone ?? email ?? referenceId);
	const listed = isLookUp ? [...new Set(candidates(world, { phone, email, referenceId }))] : list(world);
	const matching = listed.filter((lead) => !lead.archived && matches(world, lead, query));
	const page = matching.slice(skip, skip + limit);
	const omitted = fault?.type === 'omit' ? chosen(world, page.length, fault) : new Set<number>();
	const masked = query.masked === 'true' || ['query', 'both'].includes(settings.alwaysMasked);
	const shown = query.includeActivities !== 'false';
	const data = page
		.filter((_, index) => !omitted.has(index))
		.map((lead) =>
			readLead(world, lead, { masked, activities: shown ? activitiesOf(world, lead._id, lead.activities) : undefined }),
		);
	if (!isLookUp) changeList(world, now);
	return {
		status: 200,
		body: { success: true, data, ...pagination(settings.pagination, matching.length, limit, skip) },
	};
}

function pagination(shape: World['settings']['pagination'], total: number, limit: number, skip: number) {
	switch (shape) {
		case 'full':
			return { pagination: { total, limit, skip } };
		case 'withoutTotal':
			return { pagination: { limit, skip } };
		case 'missing':
			return {};
	}
}

function matches({ settings }: World, lead: StoredLead, query: Query): boolean {
	const { phone, email } = query;
	if (lead.projectId !== query.projectId) return false;
	if (PLAIN_FILTERS.some((field) => query[field] && lead[field] !== query[field])) return false;
	if (email && lead.email !== (settings.emailFilter === 'anyCase' ? email.toLowerCase() : email)) return false;
	return !phone || matchesPhone(lead.phone ?? '', phone, settings.phoneFilter, settings.countryCode);
}

/** All leads in the order of the list. */
function list(world: World): StoredLead[] {
	const { listOrder } = world.settings;
	if (listOrder === 'changing') return shuffled(world, [...world.leads.values()]);
	world.listed ??= [...world.leads.values()].sort(ORDERS[listOrder]);
	return world.listed;
}

const byId = (a: StoredLead, b: StoredLead) => (a._id < b._id ? -1 : a._id > b._id ? 1 : 0);
const ORDERS = {
	id: byId,
	oldest: (a: StoredLead, b: StoredLead) => a.createdAt - b.createdAt || byId(a, b),
	newest: (a: StoredLead, b: StoredLead) => b.createdAt - a.createdAt || byId(b, a),
};

/** Leads of other systems come and go between two pages. */
function changeList(world: World, now: number): void {
	const { listChanges: changes, projectId, processes } = world.settings;
	if (!changes || world.listChanges >= changes.times) return;
	world.listChanges += 1;
	for (const lead of list(world)
		.filter(({ archived }) => !archived)
		.slice(0, changes.archives)) {
		lead.archived = true;
	}
	const oldest = [...world.leads.values()].reduce((earliest, { createdAt }) => Math.min(earliest, createdAt), now);
	for (let i = 0; i < changes.adds; i++) {
		const createdAt = changes.at === 'head' ? now : oldest + world.random() * (now - oldest);
		const number = world.leads.size;
		store(world, {
			_id: newId(world, createdAt),
			projectId,
			processId: processes[0] ?? '',
			phone: keptPhone(`+9995${String(number).padStart(9, '0')}`, world.settings),
			name: `Other System ${number}`,
			referenceId: `other-system-${number}`,
			createdAt,
			updatedAt: createdAt,
			currentState: 'new',
			archived: false,
			called: false,
			inCall: false,
			arrival: null,
			init: false,
		});
	}
}

/** A whole number of at least 0, else undefined. */
function wholeNumber(value: string | undefined): number | undefined {
	return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
