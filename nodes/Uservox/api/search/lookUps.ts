// Looks leads up one by one, by everything they have: reference ID, email, phone; leads that exist in Uservox by their ID.
import type { FoundLead } from '../answer/foundLead';
import type { Answer } from '../exchange';
import { together } from '../pace/parallel';
import type { LeadRecord, NewLeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, contradicts } from '../../model/sameLead';
import type { Finding, LeadFinder, Unclear } from './finder';
import type { MatchedBy } from './leadIndex';

/** What a lead can be asked for by. `id` and `reference` are asked of GET /leads/get, the others of GET /leads/query. */
export type Way = 'id' | 'reference' | 'email' | 'phone';

/** Everything a record can be asked for by. */
export function waysOf(record: LeadRecord): Way[] {
	if (record.kind === 'existing') return ['id'];
	const { referenceId, email, phone } = record.lead;
	const ways: Way[] = [];
	if (referenceId !== undefined) ways.push('reference');
	if (email !== undefined) ways.push('email');
	if (phone !== undefined) ways.push('phone');
	return ways;
}

/** How many questions looking all of them up takes. */
export function questionsFor(records: readonly LeadRecord[]): number {
	return records.reduce((sum, record) => sum + waysOf(record).length, 0);
}

/** A lead that a question has shown. */
export interface Shown {
	lead: FoundLead;
	askedBy: Way;
	answer: Answer;
}

export interface LookUp {
	shown: Shown[];
	/** The questions that were answered. */
	answered: Way[];
	/** Those that were not, and why. */
	unclear: Array<{ way: Way; why: Unclear }>;
}

/** Asks for one lead in these ways, at once. */
export async function lookUp(record: LeadRecord, ways: readonly Way[], finder: LeadFinder): Promise<LookUp> {
	const result: LookUp = { shown: [], answered: [], unclear: [] };
	await together(
		ways.map(async (askedBy) => {
			const finding = await askFor(record, askedBy, finder);
			if (finding.kind === 'unclear') result.unclear.push({ way: askedBy, why: finding });
			else result.answered.push(askedBy);
			if (finding.kind !== 'found') return;
			for (const lead of finding.leads) result.shown.push({ lead, askedBy, answer: finding.answer });
		}),
	);
	return result;
}

async function askFor(record: LeadRecord, way: Way, finder: LeadFinder): Promise<Finding> {
	if (record.kind === 'existing') return await finder.get({ leadId: record.leadId });
	const { projectId, processId, referenceId = '', email = '', phone = '' } = record.lead;
	if (way === 'reference') return await finder.get({ referenceId, projectId, processId });
	return await finder.search(projectId, way === 'email' ? { email } : { phone });
}

/** Whether a search finds a lead that Uservox certainly has; undefined when it has no usable answer. */
export async function isFoundBy(
	way: 'email' | 'phone',
	record: NewLeadRecord,
	finder: LeadFinder,
): Promise<boolean | undefined> {
	const finding = await askFor(record, way, finder);
	if (finding.kind === 'unclear') return undefined;
	return finding.kind === 'found' && finding.leads.some(({ identity }) => !contradicts(identity, record.lead));
}

/**
 * What makes a lead that was shown a match for the one that was asked for when the answer does not say: it may mask the phone or leave
 * out the process. An answer that shows a different value is about somebody else.
 */
export function matchedBy(
	{ lead: { identity, processId }, askedBy }: Shown,
	record: LeadRecord,
): MatchedBy | undefined {
	if (record.kind === 'existing') return 'id';
	const { lead } = record;
	switch (askedBy) {
		case 'id':
			return undefined;
		case 'reference':
			return (identity.referenceId ?? lead.referenceId) === lead.referenceId ? 'reference' : undefined;
		case 'email':
			return (identity.email ?? lead.email)?.toLowerCase() === lead.email?.toLowerCase() ? 'email' : undefined;
		case 'phone': {
			const shown = identity.phone === undefined ? undefined : comparablePhone(identity.phone);
			const own = lead.phone === undefined ? undefined : comparablePhone(lead.phone);
			if (shown !== undefined && own !== undefined && !canBeSamePhone(shown, own)) return undefined;
			return (processId ?? lead.processId) === lead.processId ? 'phone' : 'phoneElsewhere';
		}
	}
}

/** Whether a lead was found by its reference ID or email, and has the phone, but the search for the phone did not show it. */
export function hidesPhone(record: LeadRecord, { shown, answered }: LookUp): boolean {
	if (record.kind === 'existing' || !answered.includes('phone')) return false;
	const byPhone = new Set(shown.filter(({ askedBy }) => askedBy === 'phone').map(({ lead }) => lead.id));
	return shown.some(
		({ askedBy, lead }) =>
			askedBy !== 'phone' &&
			comparablePhone(lead.identity.phone ?? '') !== undefined &&
			!byPhone.has(lead.id) &&
			!contradicts(lead.identity, record.lead),
	);
}
