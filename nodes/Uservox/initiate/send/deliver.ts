// From checked leads to their outcomes: finds out which leads Uservox knows, then sends the rest, kind by kind, in random order.
import { existingLeadOf } from '../../api/answer/foundLead';
import type { PageReading } from '../../api/search/finder';
import type { Claim } from '../../api/pace/claims';
import { together } from '../../api/pace/parallel';
import type { Random } from '../../api/ports';
import { isNewLead, type ExistingLeadRecord, type LeadRecord } from '../../model/lead';
import { identityKeys } from '../../model/sameLead';
import { failed, isDuplicate, mayHaveArrived, type Failed, type Outcome } from '../../model/ended';
import { areFew } from '../../api/search/search';
import {
	alreadyKnown,
	findKnown,
	refusedLikeAnother,
	type FirstPages,
	type Knowledge,
	type KnownLead,
} from '../know/know';
import { Batches, type PullRecords, type Settle } from './batches';
import { Growth, Unguarded, type Certainty, type GrowthLike } from './growth';
import { notSent, partsOf, unconfirmed, type Delivery, type Parts } from './parts';
import { settlingAfterStop } from './recover';
import { sendAll } from './send';

/** Runs of so few leads, as webhooks start them, learn from each other how many may go at once. */
const FEW_LEADS = 10;

/** What a run found out, for the hint in the output panel. */
export interface Findings {
	/** Leads that Uservox knew and that were not sent. */
	known: number;
	/** How many questions were asked. */
	questions: number;
	guardWaitMs: number;
	/** Why Uservox could not be asked for all leads. */
	why?: string;
}

/**
 * Parts over every record that `pull` gives, and says once to `settle` how each ended, whatever the API does. Returns when all are settled.
 * @throws what was thrown into it, such as by `settle`, once nothing is under way any more. What is not settled then may have arrived if
 * the run has submitted anything
 */
export async function deliver(pull: PullRecords, settle: Settle, delivery: Delivery): Promise<Findings> {
	const claims = delivery.pace.claims.begin();
	const own = new Map<LeadRecord, Claim>();
	const parts = partsOf(delivery, (record, outcome) => {
		settle(record, outcome);
		const claim = own.get(record);
		const isOpen = outcome.status === 'failed' && outcome.errorCode === 'unconfirmed';
		if (isOpen && delivery.run.stopped !== undefined) claim?.leaveUnclear(settlingAfterStop(delivery.options.timeout));
		// What Uservox knew before, another execution finds out for itself.
		else claim?.settle(mayHaveArrived(outcome) && !isDuplicate(outcome));
	});
	const findings: Findings = { known: 0, questions: 0, guardWaitMs: 0 };
	/** Keeps what another execution of this process parts over: its end is waited for. */
	const claimed = (records: readonly LeadRecord[], others: Map<LeadRecord, Claim>): LeadRecord[] =>
		records.filter((record) => {
			const claim = claims.claim(identityKeys(record));
			if (claim.owner === claims) own.set(record, claim);
			else others.set(record, claim);
			return claim.owner === claims;
		});
	try {
		let others = new Map<LeadRecord, Claim>();
		if (delivery.options.duplicateGuard) {
			const { records, firstPages } = await readAll(pull, parts);
			await handOver(claimed(records, others), parts, findings, firstPages);
		} else {
			const pullOwn = async () => {
				const records = await pull();
				return records === undefined ? undefined : claimed(records, others);
			};
			await send(pullOwn, new Unguarded(parts.guard), parts);
		}
		while (others.size > 0) {
			const free = await waitForOthers(others, parts);
			others = new Map();
			await handOver(claimed(free, others), parts, findings);
		}
	} finally {
		claims.close();
	}
	return { ...findings, questions: parts.finder.questions, guardWaitMs: parts.budget.totalMs };
}

/** Reads all records, and meanwhile asks for the first page of the first record's project. */
export async function readAll(pull: PullRecords, { finder }: Parts) {
	const firstPages = new Map<string, Promise<PageReading>>();
	const records: LeadRecord[] = [];
	for (let some = await pull(); some !== undefined; some = await pull()) {
		for (const record of some) records.push(record);
		const [first] = some;
		if (firstPages.size > 0 || first?.kind !== 'new' || areFew(some.filter(isNewLead))) continue;
		const page = finder.page(first.lead.projectId, 0);
		// It is awaited only when all is read; a fault is thrown there.
		page.catch(() => {});
		firstPages.set(first.lead.projectId, page);
	}
	return { records, firstPages };
}

async function handOver(
	records: readonly LeadRecord[],
	parts: Parts,
	findings: Findings,
	firstPages?: FirstPages,
): Promise<void> {
	if (records.length === 0) return;
	const { guard, budget, run, pace, options, random } = parts;
	const grow = (certainty: Certainty) => new Growth(certainty, guard, budget);
	const existing = records.filter((record): record is ExistingLeadRecord => record.kind === 'existing');
	if (!options.duplicateGuard) {
		return await send(once(records), new Unguarded(guard), parts);
	}
	if (existing.length > 0) await send(once(shuffled(existing, random)), grow('asked'), parts);
	const added = records.filter(isNewLead);
	if (added.length === 0) return;
	const knowledge = await findKnown(added, { ...parts, ...options }, firstPages);
	if (run.stopped !== undefined) {
		for (const record of added) parts.settle(record, notSent(run.stopped, !run.hasSubmitted));
		return;
	}
	findings.known += knowledge.known.length;
	findings.why ??= knowledge.why;
	for (const known of knowledge.known) parts.settle(known.record, alreadyKnown(known));
	const { asked, careful, uncertain } = knowledge;
	const growth =
		records.length > FEW_LEADS ? grow('asked') : new Growth('asked', guard, budget, pace.lookedUp.recent());
	await together([
		send(once(shuffled(asked, random)), growth, parts),
		send(once(shuffled(careful, random)), grow('careful'), parts),
		sendUncertain(uncertain, grow('uncertain'), parts),
	]);
}

async function send(pull: PullRecords, growth: GrowthLike, parts: Parts): Promise<void> {
	await sendAll({ batches: new Batches(pull, parts.settle, parts.random), growth }, parts);
}

/** Sends a few at a time as an experiment: the API's answers to the first ones decide what happens to the others. */
async function sendUncertain(uncertain: Knowledge['uncertain'], growth: GrowthLike, parts: Parts): Promise<void> {
	const byRecord = new Map<LeadRecord, KnownLead>(uncertain.map((known) => [known.record, known]));
	const withExisting = (record: LeadRecord, outcome: Outcome): Outcome => {
		const known = byRecord.get(record);
		const isKnown = outcome.status === 'failed' && isDuplicate(outcome) && known !== undefined;
		return isKnown ? { ...outcome, existingLead: existingLeadOf(known.existing) } : outcome;
	};
	const settle: Settle = (record, outcome) => parts.settle(record, withExisting(record, outcome));
	const pull = once(shuffled([...byRecord.keys()], parts.random));
	await sendAll(
		{
			batches: new Batches(pull, settle, parts.random),
			growth,
			refusedKind: refusedLikeAnother,
		},
		{ ...parts, settle },
	);
}

/** Settles what other executions have handed over. @returns what they have not, which may be sent */
async function waitForOthers(
	others: ReadonlyMap<LeadRecord, Claim>,
	{ run, settle, options }: Parts,
): Promise<LeadRecord[]> {
	const free: LeadRecord[] = [];
	for (const [record, claim] of others) {
		const fate = await claim.fate(run.signal);
		const canBeAskedFor = record.kind === 'new' && options.duplicateGuard;
		if (fate === undefined) settle(record, notSent(run.stopped));
		else if (fate === 'taken') settle(record, takenByOther(record));
		else if (fate === 'free') free.push(record);
		else if (!canBeAskedFor) {
			settle(record, unconfirmed('another execution of this n8n was stopped while it handed the lead over'));
		} else if (await claim.untilClear(run.signal)) free.push(record);
		else settle(record, notSent(run.stopped));
	}
	return free;
}

function takenByOther(record: LeadRecord): Failed {
	return record.kind === 'new'
		? failed('alreadyExists', 'Another execution of this n8n has just handed this lead over. It was not sent again.')
		: failed('alreadyCalled', 'Another execution of this n8n has just started this lead. It was not started again.');
}

/** All records at once, because reading returns them in parts. */
function once(records: readonly LeadRecord[]): PullRecords {
	let left: LeadRecord[] | undefined = [...records];
	return async () => {
		const all = left;
		left = undefined;
		return all;
	};
}

/** A copy in random order, so that the first leads are typical of the rest, wherever in the sheet the known ones are. */
function shuffled<Value extends LeadRecord>(values: readonly Value[], random: Random): Value[] {
	const copy = [...values];
	for (let last = copy.length - 1; last > 0; last -= 1) {
		const other = Math.floor(random() * (last + 1));
		const value = copy[last];
		const swapped = copy[other];
		if (value === undefined || swapped === undefined) continue;
		copy[last] = swapped;
		copy[other] = value;
	}
	return copy;
}
