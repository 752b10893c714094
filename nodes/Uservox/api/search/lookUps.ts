// Looks leads up one by one, by everything they have: reference ID, email, phone.
import type { FoundLead } from '../answer/foundLead';
import type { Answer } from '../exchange';
import type { Finding, LeadFinder, Unclear } from './finder';
import { together } from '../pace/parallel';
import type { NewLeadRecord } from '../../model/lead';
import { canBeSamePhone, comparablePhone, contradicts } from '../../model/sameLead';
import type { MatchedBy } from './leadIndex';

/** How many questions looking one lead up takes. */
export function questionsFor({ lead }: NewLeadRecord): number {
	return [lead.referenceId, lead.email, lead.phone].filter((value) => value !== undefined).length;
}

/** What a lead was looked up by. */
export type AskedBy = 'reference' | 'email' | 'phone';

export interface LookUp {
	leads: Array<{ found: FoundLead; askedBy: AskedBy; answer: Answer }>;
	/** A question without a usable answer. */
	unclear?: Unclear;
}

/**
 * Asks everything that can be asked about one lead, at once.
 * @param only ask by this alone: where the list cannot be read, it cannot be searched either
 */
export async function lookUp({ lead }: NewLeadRecord, finder: LeadFinder, only?: AskedBy): Promise<LookUp> {
	const { projectId, processId, referenceId, email, phone } = lead;
	const result: LookUp = { leads: [] };
	const note = (askedBy: AskedBy, finding: Finding) => {
		if (finding.kind === 'unclear') result.unclear ??= finding;
		if (finding.kind !== 'found') return;
		for (const found of finding.leads) result.leads.push({ found, askedBy, answer: finding.answer });
	};
	const questions: Array<Promise<void>> = [];
	const ask = (askedBy: AskedBy, question: Promise<Finding>) => {
		questions.push(question.then((finding) => note(askedBy, finding)));
	};
	const isAsked = (by: AskedBy) => only === undefined || only === by;
	if (referenceId !== undefined && isAsked('reference')) {
		ask('reference', finder.get({ referenceId, projectId, processId }));
	}
	if (email !== undefined && isAsked('email')) ask('email', finder.search(projectId, { email }));
	if (phone !== undefined && isAsked('phone')) ask('phone', finder.search(projectId, { phone }));
	await together(questions);
	return result;
}

/** Whether a search finds a lead that Uservox certainly has; undefined when it has no usable answer. */
export async function isFoundBy(
	filter: { email: string } | { phone: string },
	{ lead }: NewLeadRecord,
	finder: LeadFinder,
): Promise<boolean | undefined> {
	const finding = await finder.search(lead.projectId, filter);
	if (finding.kind === 'unclear') return undefined;
	return finding.kind === 'found' && finding.leads.some(({ identity }) => !contradicts(identity, lead));
}

/**
 * What makes a found lead a match for the one that was asked for when the answer does not show it: it may mask the phone or leave
 * out the process. An answer that shows a different value is about somebody else.
 */
export function matchedBy({ found, askedBy }: LookUp['leads'][number], { lead }: NewLeadRecord): MatchedBy | undefined {
	const { identity, processId = lead.processId } = found;
	switch (askedBy) {
		case 'reference':
			return (identity.referenceId ?? lead.referenceId) === lead.referenceId ? 'reference' : undefined;
		case 'email':
			return (identity.email ?? lead.email)?.toLowerCase() === lead.email?.toLowerCase() ? 'email' : undefined;
		case 'phone': {
			const shown = identity.phone === undefined ? undefined : comparablePhone(identity.phone);
			const own = lead.phone === undefined ? undefined : comparablePhone(lead.phone);
			if (shown !== undefined && own !== undefined && !canBeSamePhone(shown, own)) return undefined;
			return processId === lead.processId ? 'phone' : 'phoneElsewhere';
		}
	}
}

/** Whether a lead was found by its reference ID or email, and has the phone, but the search for the phone did not show it. */
export function hidesPhone({ lead }: NewLeadRecord, leads: LookUp['leads']): boolean {
	if (lead.phone === undefined) return false;
	const byPhone = new Set(leads.filter(({ askedBy }) => askedBy === 'phone').map(({ found }) => found.id));
	return leads.some(
		({ askedBy, found }) =>
			askedBy !== 'phone' &&
			comparablePhone(found.identity.phone ?? '') !== undefined &&
			!byPhone.has(found.id) &&
			!contradicts(found.identity, lead),
	);
}
