// Work on submitted leads: checked, stored and started one by one, with every duplicate noted in the books.
import type { DuplicateReason, StoredLead } from './books';
import { playCallOfStart } from './calls';
import { comparablePhone, keptPhone, phoneKey } from './phones';
import {
	isObject,
	text,
	type Job,
	type Json,
	type Refusal,
	type RefusedBecause,
	type Result,
	type Task,
} from './protocol';
import { candidates, countDuplicate, newId, store, type World } from './serverState';
import { ALREADY_CALLED, creditsMessage, EXISTS, REPEATING } from './wording';

/**
 * Stores or starts lead by lead, in the order of the request, and counts what the API holds against the key.
 * @param arrival index of the request in the books
 */
export function work(world: World, job: Job, tasks: readonly Task[], now: number, arrival: number): Result[] {
	const { duplicateCounting, badDataCounts } = world.settings;
	const results = tasks.map((task): Result => {
		const outcome =
			'lead' in task
				? createLead(world, task.lead, job.init, now, arrival)
				: startById(world, task.leadId, job.init, now, arrival);
		return 'error' in outcome ? { task, ...outcome } : { task, lead: outcome };
	});
	const held: RefusedBecause[] = badDataCounts ? ['duplicate', 'badData'] : ['duplicate'];
	const against = results.filter((result) => 'error' in result && held.includes(result.because)).length;
	const counted = duplicateCounting === 'each' ? against : Math.min(1, against);
	for (let i = 0; i < counted; i++) countDuplicate(world, now);
	return results;
}

/** How many credits a submission uses when all of it is accepted. */
export function creditsNeeded(world: World, tasks: readonly Task[]): number {
	return tasks.filter((task) => 'lead' in task || world.settings.creditsForExisting).length;
}

function useCredit(world: World): boolean {
	if (world.credits < 1) return false;
	world.credits -= 1;
	world.books.creditsUsed += 1;
	return true;
}

function startById(world: World, id: string, init: boolean, now: number, arrival: number): StoredLead | Refusal {
	const lead = world.leads.get(id);
	if (!lead) return { error: `Lead with ID ${id} not found`, because: 'notFound' };
	if (!init) return lead;
	if (lead.called && world.settings.startingAgain === 'refused') {
		noteDuplicate(world, 'called', { leadId: id }, lead, now, arrival);
		return { error: ALREADY_CALLED, because: 'duplicate' };
	}
	if (world.settings.creditsForExisting && !useCredit(world)) {
		return { error: creditsMessage(1, world.credits), because: 'noCredits' };
	}
	const { updatedAt } = lead;
	start(world, lead, now);
	if (!world.settings.startChangesTime) lead.updatedAt = updatedAt;
	return lead;
}

function start(world: World, lead: StoredLead, now: number): void {
	lead.currentState = world.settings.initiatedState;
	lead.updatedAt = now;
	world.books.initiate(lead._id);
	// Where calls are played, a number is called when its call begins; elsewhere, nobody can tell the difference.
	if (world.settings.calls) playCallOfStart(world, lead, now);
	else lead.called = true;
}

/** Checks and stores one new lead. */
function createLead(world: World, sent: Json, init: boolean, now: number, arrival: number): StoredLead | Refusal {
	const { books, settings } = world;
	const refuseBad = (error: string): Refusal => {
		books.badLeads.push({ at: now, arrival, lead: sent, error });
		return { error, because: 'badData' };
	};
	const invalid = faultOf(sent, settings.repeatingDigits ?? Infinity);
	if (invalid !== undefined) return refuseBad(invalid);
	const sentPhone = text(sent.phone);
	const lead = {
		projectId: text(sent.projectId) ?? '',
		processId: text(sent.processId) ?? '',
		phone: sentPhone === undefined ? undefined : keptPhone(sentPhone, settings),
		email: text(sent.email)?.toLowerCase(),
		referenceId: text(sent.referenceId),
	};

	const refuseDuplicate = (reason: DuplicateReason, error: string, original?: StoredLead): Refusal => {
		noteDuplicate(world, reason, sent, original, now, arrival);
		return { error: settings.duplicateMessage?.replace('{field}', fieldOf(reason)) ?? error, because: 'duplicate' };
	};
	const refusal = [sentPhone, sentPhone && comparablePhone(sentPhone), text(sent.email), lead.email, lead.referenceId]
		.map((key) => (key === undefined ? undefined : world.refusals.get(key)))
		.find((message) => message !== undefined);
	if (refusal !== undefined) {
		if (!refusal.includes(EXISTS) && refusal !== ALREADY_CALLED) return refuseBad(refusal);
		return { ...refuseDuplicate('refusal', refusal), error: refusal };
	}

	const sameNumber = lead.phone === undefined ? [] : holdersOfPhone(world, lead.phone, lead.projectId);
	if (lead.phone !== undefined && world.called.has(phoneKey(lead.phone, settings))) {
		return refuseDuplicate('called', ALREADY_CALLED);
	}
	const phoneHolder = sameNumber.find((holder) => isDuplicatePhone(world, holder, lead.processId));
	if (phoneHolder) {
		return settings.phoneCounts === 'called'
			? refuseDuplicate('called', ALREADY_CALLED, phoneHolder)
			: refuseDuplicate('phone', `Lead with this phone ${EXISTS}`, phoneHolder);
	}
	const others = candidates(world, { email: lead.email, referenceId: lead.referenceId });
	const emailHolder = others.find(({ projectId, email }) => projectId === lead.projectId && email === lead.email);
	if (lead.email !== undefined && emailHolder) {
		return refuseDuplicate('email', `Lead with this email ${EXISTS}`, emailHolder);
	}
	const referenceHolder = others.find(
		({ projectId, processId, referenceId }) =>
			projectId === lead.projectId && processId === lead.processId && referenceId === lead.referenceId,
	);
	if (lead.referenceId !== undefined && referenceHolder) {
		return refuseDuplicate('referenceId', `Lead with this referenceId ${EXISTS}`, referenceHolder);
	}
	if (!useCredit(world)) return { error: creditsMessage(1, world.credits), because: 'noCredits' };

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
		archived: false,
		called: false,
		inCall: false,
		arrival,
		init,
	};
	store(world, created);
	const [first] = sameNumber;
	if (first) {
		const { original } = originOf(first);
		const sameProcess = sameNumber.some(({ processId }) => processId === lead.processId);
		books.acceptedAgain.push({ at: now, arrival, id: created._id, originalId: first._id, original, sameProcess });
	}
	if (init) start(world, created, now);
	return created;
}

function noteDuplicate(
	world: World,
	reason: DuplicateReason,
	sent: Json,
	original: StoredLead | undefined,
	now: number,
	arrival: number,
): void {
	const { originalArrival, ...origin } = originOf(original);
	const known = originalArrival === undefined ? origin : { ...origin, originalArrival };
	world.books.duplicates.push({ at: now, arrival, reason, lead: sent, originalId: original?._id, ...known });
}

function originOf(lead: StoredLead | undefined): { original: 'thisRun' | 'knownBefore'; originalArrival?: number } {
	const arrival = lead?.arrival ?? null;
	return arrival === null ? { original: 'knownBefore' } : { original: 'thisRun', originalArrival: arrival };
}

/** The field that a reason is about. */
function fieldOf(reason: DuplicateReason): string {
	return reason === 'called' || reason === 'refusal' ? 'phone' : reason;
}

function holdersOfPhone(world: World, phone: string, project: string): StoredLead[] {
	const key = phoneKey(phone, world.settings);
	return candidates(world, { phone }).filter(
		(holder) => holder.projectId === project && phoneKey(holder.phone ?? '', world.settings) === key,
	);
}

/** Whether a number that `holder` has is refused for a new lead in `processId`. */
function isDuplicatePhone(world: World, holder: StoredLead, processId: string): boolean {
	const { phoneInSameProcess, phoneInOtherProcess, phoneCounts, requireUniquePhones, endStates } = world.settings;
	const sameProcess = holder.processId === processId;
	const live = !holder.archived && !endStates.includes(holder.currentState);
	if (sameProcess && requireUniquePhones && live) return true;
	if (phoneCounts === 'called' && !holder.called) return false;
	return (sameProcess ? phoneInSameProcess : phoneInOtherProcess) === 'refused';
}

/** A lead's own faults (vendor's page on bulk initiation, "Lead Object Properties"); the wording of the first ones is ours. */
function faultOf(lead: Json, repeatingDigits: number): string | undefined {
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
		if (/^(\d)\1+$/.test(plain) || longestRun(plain) >= repeatingDigits) return REPEATING;
	}
	return email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email) ? 'Invalid email address' : undefined;
}

/** How many equal digits there are in a row at most. */
function longestRun(digits: string): number {
	return Math.max(...(digits.match(/(\d)\1*/g) ?? []).map((run) => run.length));
}
