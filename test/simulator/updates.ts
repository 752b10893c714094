// POST /leads/update: accepted at once, applied or failed later, and the outcome is called back.
import type { Update } from './books';
import { callBack, updateBody } from './callbacks';
import { isObject, text, type Json, type Reply } from './protocol';
import { getLead } from './reading';
import { newId, plan, type World } from './serverState';
import { leadObject, refuse } from './wording';

const IN_CALL = 'Lead update is not allowed while a call is in progress for this lead';
/** What names the lead, and what is changed in it. */
const NAMING = ['leadId', 'referenceId', 'projectId', 'processId'];
const CHANGES = ['name', 'targetState', 'disposition', 'userId', 'metadata'];

/** Accepts or refuses an update that arrived as `arrival`; it is carried out by the world's agenda. */
export function updateLead(world: World, body: Json, now: number, arrival: number): Reply {
	const { settings, books } = world;
	const named = Object.fromEntries(NAMING.map((field) => [field, text(body[field]) ?? '']));
	const found = getLead(world, named);
	if (found.status !== 200 && (found.status !== 404 || settings.unknownLeadUpdate === 'refused')) return found;
	if (body.metadata !== undefined && !isObject(body.metadata)) return refuse(400, 'metadata must be an object').reply;
	const hasChange = Object.keys(body).some((field) => field !== 'userId' && !NAMING.includes(field));
	if (!hasChange && settings.emptyUpdate === 'refused') return refuse(400, 'No fields to update').reply;

	const data = isObject(found.body) && isObject(found.body.data) ? found.body.data : {};
	const id = text(data._id);
	const update: Update = {
		at: now,
		arrival,
		body,
		updateId: newId(world, now),
		...(id === undefined ? {} : { leadId: id }),
	};
	books.updates.push(update);
	if (settings.updateAnswer === 'lead') {
		const merged = carryOut(world, update, now);
		const lead = world.leads.get(id ?? '');
		if (merged === undefined || !lead) return refuse(400, update.error ?? 'Lead not found').reply;
		return { status: 200, body: { success: true, lead: leadObject(world, lead) } };
	}
	plan(world, now + settings.updateAfterMs, (then) => void carryOut(world, update, then));
	const { updateId } = update;
	const answer = { success: true, message: 'Lead update initiated' };
	return { status: 200, body: settings.updateAnswer === 'withUpdateId' ? { ...answer, updateId } : answer };
}

/** Applies an update, unless it fails, and calls back. Gives what was merged into the lead's metadata. */
function carryOut(world: World, update: Update, now: number): Json | undefined {
	const { body, leadId, updateId } = update;
	const lead = world.leads.get(leadId ?? '');
	update.doneAt = now;
	const targetState = text(body.targetState);
	const isKnownState = targetState === undefined || (world.settings.targetStates?.includes(targetState) ?? true);
	if (!lead) update.error = 'Lead not found';
	else if (lead.inCall) update.error = IN_CALL;
	else if (!isKnownState) update.error = `Invalid target state: ${targetState}`;

	const merged = isObject(body.metadata) ? body.metadata : rest(body);
	if (lead && update.error === undefined) {
		lead.metadata = { ...lead.metadata, ...merged };
		lead.name = text(body.name) ?? lead.name;
		lead.currentState = targetState ?? lead.currentState;
		lead.lastDisposition = text(body.disposition) ?? lead.lastDisposition;
		lead.updatedAt = now;
	}
	const data = update.error === undefined ? merged : undefined;
	const processId = lead?.processId ?? text(body.processId);
	const referenceId = lead?.referenceId ?? text(body.referenceId);
	const outcome = updateBody({ updateId, leadId, referenceId, error: update.error, data, now });
	if (processId !== undefined) callBack(world, processId, outcome, now);
	return data;
}

/** Without `metadata`, every field that the page does not list is merged into the lead's metadata. */
function rest(body: Json): Json {
	return Object.fromEntries(
		Object.entries(body).filter(([field]) => !NAMING.includes(field) && !CHANGES.includes(field)),
	);
}
