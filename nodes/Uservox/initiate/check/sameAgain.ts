// Whether an error item that is fed back asks for exactly what failed for good before. Only then does it leave unread.
import { createHash } from 'node:crypto';
import { readPhone } from '../../input/phone';
import type { FieldFault } from '../../model/fault';
import { LEAD_FIELDS, type Lead, type LeadRecord } from '../../model/lead';
import { fateOf, type ErrorCode } from '../../model/codes';
import type { Failed } from '../../model/ended';
import type { Before } from '../read/errorItem';
import type { Candidate } from '../read/read';

type Field = keyof Lead;
/** What is asked for: a new lead, or the start of an existing one. */
type Asked = { lead: Partial<Lead> } | { leadId: string };

/** What decides whether Uservox knows a lead, or takes it. */
const IDENTITY: readonly Field[] = ['projectId', 'processId', 'phone', 'email', 'referenceId'];
const CONTACTS: readonly Field[] = ['phone', 'email'];
const ALL: readonly Field[] = ['projectId', 'processId', ...LEAD_FIELDS.map(({ id }) => id), 'metadata'];
/** Refusals whose reason may be anything in the lead. */
const FOR_ANYTHING: ReadonlySet<ErrorCode> = new Set(['rejected', 'requestRefused'] satisfies ErrorCode[]);
const HASH_LENGTH = 12;

/** @param record what would be sent now; undefined where the item fails the check */
export function isSameAgain(
	{ outcome, lead, leadId, hash }: Before,
	candidate: Candidate,
	record: LeadRecord | undefined,
): boolean {
	// What no longer fails the check is sent.
	if (outcome.errorCode === 'invalidLead' && record !== undefined) return false;
	const now: Asked =
		candidate.leadId === undefined
			? { lead: record?.kind === 'new' ? record.lead : candidate.lead }
			: { leadId: candidate.leadId };
	if (hash !== undefined) return hash === hashOf(outcome, now);
	if ('leadId' in now) return leadId !== undefined && hashOf(outcome, { leadId }) === hashOf(outcome, now);
	return lead !== undefined && hashOf(outcome, { lead }) === hashOf(outcome, now);
}

/**
 * By what an error item shows whether it was edited since: a hash of what failed for good. Undefined where the check shows it, or where the
 * same may be tried again.
 */
export function hashOfFailure(outcome: Failed, asked: Asked): string | undefined {
	const { errorCode } = outcome;
	return errorCode === 'invalidLead' || fateOf(errorCode).retryable ? undefined : hashOf(outcome, asked);
}

function hashOf({ errorCode, details = [] }: Failed, asked: Asked): string {
	const told =
		'leadId' in asked
			? asked.leadId.toLowerCase()
			: comparedAfter(errorCode, details).map((field) => comparable(field, asked.lead) ?? null);
	return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, HASH_LENGTH);
}

/** The fields that decide whether a lead fails in the same way again. */
function comparedAfter(errorCode: ErrorCode, details: readonly FieldFault[]): readonly Field[] {
	if (errorCode !== 'invalidLead') return FOR_ANYTHING.has(errorCode) ? ALL : IDENTITY;
	return ALL.filter((name) => CONTACTS.includes(name) || details.some(({ field }) => field === name));
}

function comparable(field: Field, lead: Partial<Lead>): string | undefined {
	const value = lead[field];
	if (typeof value !== 'string') return JSON.stringify(value);
	if (field !== 'phone') return field === 'referenceId' ? value : value.toLowerCase();
	const reading = readPhone(value);
	return 'phone' in reading ? reading.phone : value;
}
