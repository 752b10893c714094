// Sends what is to be sent, and sees to it that every record ends with one honest outcome (design, "Rules of sending").
import type { JsonObject } from '../../api/answer/parse';
import { backoffMs } from '../../api/pace/backoff';
import type { Reply, UservoxClient } from '../../api/client';
import { MAX_GUARD_WAIT_MS, SETTLING_MS, type DuplicateGuard, type Suspicion } from '../../api/pace/duplicateGuard';
import type { Random } from '../../api/ports';
import type { Run, StopReason } from '../../api/run';
import { Slots } from '../../api/pace/slots';
import type { LeadRecord, NewLeadRecord } from '../../model/lead';
import { isDuplicate, notInitiated, type Initiated, type NotInitiated, type Outcome } from '../../model/outcome';
import type { Batches, Settle } from './batches';
import {
	duplicatesIn,
	settleBulkAnswer,
	settleInvalidLeads,
	settleSingleAnswer,
	type Settlement,
} from '../../api/answer/settle';
import { Trust } from './trust';

/** As many requests in a row that fail for good (5xx or no connection after all tries) mean that the API is down (design, rule 6). */
const FAILURES_THAT_STOP = 2;
/** How long, in ms, one lost answer is worked on; what is not cleared up by then stays as it is known. */
const RECOVERY_LIMIT_MS = 30 * 60_000;

export interface SendSettings {
	/** One request a lead, or as many leads as one request may hold. */
	bulk: boolean;
	batchSize: number;
	maxConcurrentRequests: number;
	maxRetries: number;
	duplicateGuard: boolean;
}

export interface SendDependencies {
	client: UservoxClient;
	guard: DuplicateGuard;
	run: Run;
	random: Random;
	settings: SendSettings;
	/** Is told of each record's end, once. */
	settle: Settle;
}

/** A try that has been made: how often its leads were sent before, and since when it is being cleared up. */
interface Attempt {
	tries: number;
	since: number;
}

/** Leave to submit: how many leads at the most, and how many duplicates are reserved for them with the guard. */
interface Pass {
	limit: number;
	weight: number;
}

/** What is known of a request whose fate is unclear. */
interface Lost {
	why: string;
	status?: number;
	/** The duplicates that the guard counts for it. */
	suspicion?: Suspicion;
}

function hasReference(record: LeadRecord): record is NewLeadRecord {
	return record.kind === 'new' && record.lead.referenceId !== undefined;
}

const LOOK_FIRST = 'Look the lead up in Uservox before you send it again.';

export function notSent(reason: StopReason | undefined): NotInitiated {
	return notInitiated('notSent', `Not sent: ${reason?.message ?? 'the run ended before'}.`);
}

const ALL_KNOWN: StopReason = {
	cause: 'knownLeads',
	message:
		'Uservox knew every lead before this one, and more duplicates would block the API key. Give leads a reference ID, so that known ones can be looked up, or switch on "Skip Leads Sent Earlier"',
};

function unconfirmed(why: string, httpStatus?: number): NotInitiated {
	return notInitiated('unconfirmed', `It is not known whether Uservox took this lead: ${why}. ${LOOK_FIRST}`, {
		httpStatus,
	});
}

export class Sender {
	private failuresInARow = 0;
	/** Falls when the API says that it takes fewer, and never rises again. */
	private batchLimit: number;
	/** Outcomes of projects, and of processes within them, that were refused as a whole. */
	private readonly refusedScopes = new Map<string, NotInitiated>();
	private readonly underWay = new Set<Promise<void>>();

	constructor(private readonly dependencies: SendDependencies) {
		this.batchLimit = dependencies.settings.bulk ? dependencies.settings.batchSize : 1;
	}

	/** The outcome of a record whose project or process was refused before: it need not be sent to be refused again. */
	readonly refusedBefore = (record: LeadRecord): Outcome | undefined => {
		if (record.kind === 'existing' || this.refusedScopes.size === 0) return undefined;
		const { projectId, processId } = record.lead;
		return this.refusedScopes.get(projectId) ?? this.refusedScopes.get(`${projectId} ${processId}`);
	};

	/** Sends all batches, and returns when every record has its outcome. Never throws. */
	async sendAll(batches: Batches): Promise<void> {
		const { run, settings, settle } = this.dependencies;
		const trust = new Trust();
		const lanes = new Slots(settings.maxConcurrentRequests);
		while (run.stopped === undefined && !(this.looksUpFirst(trust) && this.underWay.size === 0)) {
			if (this.isGrowing(trust) && this.underWay.size > 0) {
				await this.readAheadUntil(Promise.race(this.underWay), batches);
				continue;
			}
			if (!(await batches.fill(this.limit(trust)))) {
				if (this.underWay.size === 0) break;
				await Promise.race(this.underWay);
				continue;
			}
			const lane = lanes.isFree
				? lanes.acquire('submission', run.signal)
				: this.readAheadUntil(lanes.acquire('submission', run.signal), batches);
			if (!(await lane)) break;
			if (this.isGrowing(trust) && this.underWay.size > 0) {
				lanes.release();
				continue;
			}
			const pass = await this.enterGuard(trust);
			if (pass === undefined) break;
			const records = await this.takeGuarded(batches, pass);
			if (records.length === 0) {
				lanes.release();
				continue;
			}
			this.start(this.submit(records, trust, { tries: 0, since: run.clock.now() }, pass, () => lanes.release()));
		}
		if (run.stopped === undefined) await this.lookUpAndSend(batches, trust);
		await Promise.all(this.underWay);
		for (let rest = await batches.take(Infinity); rest.length > 0; rest = await batches.take(Infinity)) {
			for (const record of rest) settle(record, notSent(run.stopped));
		}
	}

	/** Reads and checks the next batches while an answer is awaited. */
	private async readAheadUntil<T>(answer: Promise<T>, batches: Batches): Promise<T> {
		const { settings } = this.dependencies;
		let isThere = false;
		const awaited = answer.finally(() => {
			isThere = true;
		});
		while (!isThere && (await batches.readAhead(this.batchLimit * settings.maxConcurrentRequests)));
		return await awaited;
	}

	/** Leaves the guard again when there is nothing to send, also when reading fails. */
	private async takeGuarded(batches: Batches, pass: Pass): Promise<LeadRecord[]> {
		let taken = 0;
		try {
			const records = await batches.take(pass.limit);
			taken = records.length;
			return records;
		} finally {
			if (taken === 0) this.leaveGuard(pass, 0);
		}
	}

	private start(task: Promise<void>): void {
		const ended = task.finally(() => this.underWay.delete(ended));
		this.underWay.add(ended);
	}

	/** @param left duplicates that the guard still allows */
	private limit(trust: Trust, left = this.dependencies.guard.left()): number {
		const { settings } = this.dependencies;
		if (!settings.bulk || !settings.duplicateGuard) return this.batchLimit;
		return Math.min(this.batchLimit, trust.limit(left));
	}

	/** While no answers vouch for full batches, however small they are set to be, each request waits for what the ones before it tell. */
	private isGrowing(trust: Trust): boolean {
		const { guard, settings } = this.dependencies;
		return settings.bulk && settings.duplicateGuard && !trust.vouchesFor(this.batchLimit, guard.left());
	}

	/**
	 * Whether the API knows so many leads of this run that a full batch could hold too many: from then on leads are looked up before
	 * they are sent (design, rule 4). A rare known lead among thousands does not make a run look all others up.
	 */
	private looksUpFirst(trust: Trust): boolean {
		return (
			trust.knowsLeads && this.isGrowing(trust) && trust.expected(this.batchLimit) > this.dependencies.guard.left()
		);
	}

	/** The careful way for the rest of a run whose leads the API knows: look up what can be, send what is unknown. */
	private async lookUpAndSend(batches: Batches, trust: Trust): Promise<void> {
		const { run, settings } = this.dependencies;
		const trustInUnknown = new Trust();
		while (run.stopped === undefined) {
			const records = await batches.take(settings.batchSize);
			if (records.length === 0) return;
			const withReference = records.filter(hasReference);
			const others = records.filter((record) => !hasReference(record));
			await this.sendGradually(others, trust, { tries: 0, since: run.clock.now() }, () =>
				trust.knowsAll ? notSent(ALL_KNOWN) : undefined,
			);
			const unknown = await this.lookUpBeforeSending(withReference);
			await this.sendGradually(unknown, trustInUnknown, { tries: 0, since: run.clock.now() });
		}
	}

	/** Settles the leads that the API has, and returns the others. */
	private async lookUpBeforeSending(records: readonly NewLeadRecord[]): Promise<NewLeadRecord[]> {
		const { client, run, settle } = this.dependencies;
		const unknown = new Set<NewLeadRecord>();
		await Promise.all(
			records.map(async (record) => {
				const lookUp = await client.lookUp(record);
				if (lookUp.kind === 'found') {
					this.failuresInARow = 0;
					settle(
						record,
						notInitiated(
							'alreadyExists',
							'Uservox has this lead already (found by its reference ID); it was not sent.',
						),
					);
				} else if (lookUp.kind === 'notFound' || lookUp.refused) {
					// A look-up that is refused for the lead's project says nothing of the lead: sending it is refused as well.
					this.failuresInARow = 0;
					unknown.add(record);
				} else {
					if (lookUp.failed) this.countFailure();
					settle(
						record,
						run.stopped === undefined
							? notInitiated(
									'notSent',
									`Not sent: it could not be found out whether Uservox has this lead already, since ${lookUp.why}.`,
								)
							: notSent(run.stopped),
					);
				}
			}),
		);
		return records.filter((record) => unknown.has(record));
	}

	/**
	 * Sends records one batch after another, each as large as `trust` allows; returns when all are settled.
	 * @param giveUp asked before each batch: the outcome of all that is left, if nothing more is to be sent
	 */
	private async sendGradually(
		records: readonly LeadRecord[],
		trust: Trust,
		attempt: Attempt,
		giveUp: () => NotInitiated | undefined = () => undefined,
	): Promise<void> {
		const { run, settle } = this.dependencies;
		let rest = records;
		while (rest.length > 0) {
			const givenUp = giveUp();
			const pass = run.stopped === undefined && givenUp === undefined ? await this.enterGuard(trust) : undefined;
			if (pass === undefined) {
				for (const record of rest) settle(record, givenUp ?? notSent(run.stopped));
				return;
			}
			const batch = rest.slice(0, pass.limit);
			rest = rest.slice(pass.limit);
			await this.submit(batch, trust, attempt, pass);
		}
	}

	/** Waits for the guard, and reserves with it what a batch as large as `trust` allows may turn out to be; without `trust`, one lead. */
	private async enterGuard(trust?: Trust): Promise<Pass | undefined> {
		const { guard, run, settings } = this.dependencies;
		if (!settings.duplicateGuard) return { limit: trust === undefined ? 1 : this.batchLimit, weight: 0 };
		let limit = 1;
		const weight = await guard.enter(
			run.signal,
			(ms) => run.mayWaitForGuard(ms, MAX_GUARD_WAIT_MS),
			(available) => {
				// A full batch has been trusted by its expectation; in flight it counts as one (design, rule 5).
				if (trust !== undefined && !this.isGrowing(trust)) {
					limit = this.batchLimit;
					return 1;
				}
				limit = trust === undefined ? 1 : this.limit(trust, available);
				return Math.min(available, limit);
			},
		);
		return weight === undefined ? undefined : { limit, weight };
	}

	private leaveGuard({ weight }: Pass, duplicates: number): void {
		if (this.dependencies.settings.duplicateGuard) this.dependencies.guard.leave(weight, duplicates);
	}

	private leaveGuardLost({ weight }: Pass, leads: number): Suspicion | undefined {
		const { guard, settings } = this.dependencies;
		return settings.duplicateGuard ? guard.leaveLost(weight, Math.min(weight, leads)) : undefined;
	}

	/** One request, tried again only while no connection is made. The guard has been entered, and is left when this returns. */
	private async request(records: readonly LeadRecord[]): Promise<Reply> {
		const { client, run, random, settings } = this.dependencies;
		const [first] = records;
		for (let tries = 0; ; tries += 1) {
			const reply =
				settings.bulk || first === undefined ? await client.bulkInitiate(records) : await client.initiate(first);
			if (reply.kind !== 'noConnection' || tries >= settings.maxRetries || run.stopped !== undefined) return reply;
			await run.clock.sleep(backoffMs(tries, random), run.signal);
		}
	}

	/**
	 * Sends one batch and settles all of it; the guard has been entered. This is the table of docs/decision-table.md.
	 * @param answered is called once, when the request has ended and only clearing up may follow.
	 */
	private async submit(
		records: readonly LeadRecord[],
		trust: Trust,
		attempt: Attempt,
		pass: Pass,
		answered: () => void = () => undefined,
	): Promise<void> {
		const { run } = this.dependencies;
		const reply = await this.request(records);
		answered();
		const all = (outcome: NotInitiated) => {
			for (const record of records) this.dependencies.settle(record, outcome);
		};
		if (reply.kind === 'lost') {
			const suspicion = this.leaveGuardLost(pass, records.length);
			if (records[0]?.kind === 'existing') this.countFailure();
			return await this.recover(records, attempt, { ...reply, suspicion });
		}
		const settlement = reply.kind === 'readable' ? this.read(records, reply.body) : undefined;
		const outcomes = settlement?.filter((outcome) => outcome !== undefined) ?? [];
		const duplicates = reply.kind === 'readable' ? duplicatesOf(records, outcomes, reply.body) : 0;
		if (reply.kind === 'readable' && settlement === undefined) {
			const suspicion = this.leaveGuardLost(pass, records.length);
			return await this.recover(records, attempt, { why: 'the answer could not be understood', suspicion });
		}
		if (reply.kind === 'refused' && isDuplicate(notInitiated(reply.refusal.errorCode, ''))) {
			this.leaveGuard(pass, 1);
		} else {
			this.leaveGuard(pass, duplicates);
		}
		if (reply.kind !== 'noConnection' && reply.kind !== 'notSent') this.failuresInARow = 0;

		switch (reply.kind) {
			case 'readable': {
				trust.observe(Math.max(outcomes.length, duplicates), duplicates);
				const left: LeadRecord[] = [];
				records.forEach((record, place) => {
					const outcome = settlement?.[place];
					if (outcome === undefined) left.push(record);
					else this.dependencies.settle(record, outcome);
				});
				return await this.recoverUnnamed(left, attempt);
			}
			case 'refused': {
				const { refusal, status } = reply;
				const named = settleInvalidLeads(records, reply.invalidLeads ?? []);
				if (named.size > 0 && named.size < records.length) {
					return await this.settleNamed(records, named, attempt, refusal.message, status);
				}
				if (refusal.reach === 'lead') trust.observe(records.length, 0);
				const outcome = notInitiated(refusal.errorCode, refusal.message, { httpStatus: status });
				if (refusal.reach === 'run') run.stop({ cause: 'accessRefused', message: refusal.message });
				this.rememberRefusal(refusal.reach, records[0], outcome);
				return all(outcome);
			}
			case 'tooMany':
			case 'tooLarge': {
				const smaller = reply.kind === 'tooMany' ? reply.maximum : Math.floor(records.length / 2);
				if (smaller < 1 || smaller >= records.length) {
					return all(
						notInitiated('requestRefused', `Uservox refused the request for its size (HTTP ${reply.status}).`, {
							httpStatus: reply.status,
						}),
					);
				}
				this.batchLimit = Math.min(this.batchLimit, smaller);
				return await this.sendGradually(records, trust, attempt);
			}
			case 'blocked':
				return all(notInitiated(reply.errorCode, reply.message, { httpStatus: reply.status }));
			case 'noConnection':
				if (run.stopped !== undefined) return all(notSent(run.stopped));
				this.countFailure();
				return all(
					notInitiated(
						'serverFailure',
						`Uservox could not be reached (${reply.why}). Nothing was sent; try again later.`,
					),
				);
			case 'notSent':
				return all(notSent(run.stopped));
		}
	}

	private read(records: readonly LeadRecord[], body: JsonObject): Settlement | undefined {
		const { client, settings } = this.dependencies;
		if (settings.bulk) return settleBulkAnswer(records, body, client.simplified);
		const [record] = records;
		const outcome = record === undefined ? undefined : settleSingleAnswer(record, body);
		return outcome === undefined ? undefined : [outcome];
	}

	private rememberRefusal(reach: string, record: LeadRecord | undefined, outcome: NotInitiated): void {
		if (record?.kind !== 'new') return;
		const { projectId, processId } = record.lead;
		if (reach === 'project') this.refusedScopes.set(projectId, outcome);
		if (reach === 'process') this.refusedScopes.set(`${projectId} ${processId}`, outcome);
	}

	private countFailure(): void {
		this.failuresInARow += 1;
		if (this.failuresInARow >= FAILURES_THAT_STOP) {
			this.dependencies.run.stop({
				cause: 'serverDown',
				message: 'Uservox could not be reached, or failed, several times in a row; try again later',
			});
		}
	}

	/** A 403 that names some leads of a batch: those are refused; what became of the others it does not say. */
	private async settleNamed(
		records: readonly LeadRecord[],
		named: ReadonlyMap<number, string>,
		attempt: Attempt,
		message: string,
		httpStatus: number,
	): Promise<void> {
		const others: LeadRecord[] = [];
		records.forEach((record, place) => {
			const said = named.get(place);
			if (said === undefined) others.push(record);
			else this.dependencies.settle(record, notInitiated('wrongProject', `${message} (${said})`, { httpStatus }));
		});
		await this.recover(others, attempt, { why: 'the request was refused for other leads in it', status: httpStatus });
	}

	/** Leads that an otherwise good answer leaves out: it was worked on, so without a reference id sending again would likely be a duplicate. */
	private async recoverUnnamed(records: readonly LeadRecord[], attempt: Attempt): Promise<void> {
		if (records.length === 0) return;
		const lost = { why: 'the answer did not name it' };
		for (const record of records) {
			if (!hasReference(record)) this.dependencies.settle(record, unconfirmed(lost.why));
		}
		await this.recover(records.filter(hasReference), attempt, lost);
	}

	/** Clears up a request whose fate is unclear (design, rule 3), before anything in it goes out again. */
	private async recover(records: readonly LeadRecord[], attempt: Attempt, lost: Lost): Promise<void> {
		const { settle } = this.dependencies;
		const unreferenced: NewLeadRecord[] = [];
		const referenced: NewLeadRecord[] = [];
		for (const record of records) {
			if (record.kind === 'existing') settle(record, unconfirmed(lost.why, lost.status));
			else if (hasReference(record)) referenced.push(record);
			else unreferenced.push(record);
		}
		const told = unreferenced.length === 0 ? lost : { ...lost, suspicion: undefined };
		const arrived = await this.recoverByLookUp(referenced, attempt, told);
		if (arrived) for (const record of unreferenced) settle(record, unconfirmed(lost.why, lost.status));
		else await this.recoverByProbe(unreferenced, attempt, lost);
	}

	private expired(attempt: Attempt): boolean {
		const { run } = this.dependencies;
		return run.stopped !== undefined || run.clock.now() - attempt.since > RECOVERY_LIMIT_MS;
	}

	/** @returns whether the request is now known to have arrived. */
	private async recoverByLookUp(records: readonly NewLeadRecord[], attempt: Attempt, lost: Lost): Promise<boolean> {
		if (records.length === 0) return false;
		const { guard, run, random, settings, settle } = this.dependencies;
		const first = await this.lookUpLost(records, lost);
		let arrived = first.arrived;
		let missing = first.missing;
		if (lost.suspicion !== undefined) guard.forgive(lost.suspicion, Math.max(1, first.inDoubt));
		if (missing.length > 0) {
			// A server may store late: "not found" counts only when it is seen again.
			await run.clock.sleep(SETTLING_MS, run.signal);
			const second = await this.lookUpLost(missing, lost);
			arrived ||= second.arrived;
			missing = second.missing;
		}
		if (missing.length === 0) return arrived;
		if (attempt.tries >= settings.maxRetries || this.expired(attempt)) {
			if (run.stopped === undefined) this.countFailure();
			const outcome = notInitiated(
				'serverFailure',
				`Uservox failed (${lost.why}), and a look-up shows that it did not take this lead. Try again later.`,
				{ httpStatus: lost.status },
			);
			for (const record of missing) settle(record, outcome);
			return arrived;
		}
		await run.clock.sleep(backoffMs(attempt.tries, random), run.signal);
		await this.sendGradually(missing, new Trust(), { ...attempt, tries: attempt.tries + 1 });
		return arrived;
	}

	/** Settles what can be found out about leads of a lost answer, and returns those that the API does not have. */
	private async lookUpLost(
		records: readonly NewLeadRecord[],
		lost: Lost,
	): Promise<{ arrived: boolean; missing: NewLeadRecord[]; inDoubt: number }> {
		const { client, settle } = this.dependencies;
		let arrived = false;
		/** Leads that may have been duplicates. */
		let inDoubt = 0;
		const missing = new Set<NewLeadRecord>();
		await Promise.all(
			records.map(async (record) => {
				const lookUp = await client.lookUp(record);
				if (lookUp.kind === 'notFound') {
					this.failuresInARow = 0;
					missing.add(record);
					return;
				}
				if (lookUp.kind !== 'found' || lookUp.createdInThisRun !== true) inDoubt += 1;
				if (lookUp.kind === 'unclear') {
					if (lookUp.failed) this.countFailure();
					settle(record, unconfirmed(`${lost.why}, and ${lookUp.why}`, lost.status));
				} else if (lookUp.createdInThisRun === true) {
					arrived = true;
					this.failuresInARow = 0;
					settle(record, recovered(record, lookUp.lead));
				} else if (lookUp.createdInThisRun === false) {
					settle(
						record,
						notInitiated('alreadyExists', 'Uservox had this lead before this run (found by its reference ID).'),
					);
				} else {
					settle(
						record,
						unconfirmed(`${lost.why}; Uservox has the lead, but it cannot be told whether since this run`, lost.status),
					);
				}
			}),
		);
		return { arrived, missing: records.filter((record) => missing.has(record)), inDoubt };
	}

	/** Leads without a reference id: the first alone is sent again, and what becomes of it tells whether the others arrived. */
	private async recoverByProbe(records: readonly NewLeadRecord[], attempt: Attempt, lost: Lost): Promise<void> {
		const { run, random, settings, settle } = this.dependencies;
		let rest = records;
		let { tries } = attempt;
		let settlingMs = SETTLING_MS;
		for (let [probe] = rest; probe !== undefined; [probe] = rest) {
			const mayTry = tries < settings.maxRetries;
			if (mayTry) await run.clock.sleep(settlingMs + backoffMs(tries, random), run.signal);
			const pass = mayTry && !this.expired(attempt) ? await this.enterGuard() : undefined;
			const told = pass === undefined ? 'nothing' : await this.probe(probe, pass);
			if (told === 'lost') {
				tries += 1;
				settlingMs = SETTLING_MS;
				continue;
			}
			if (told === 'arrived' || told === 'nothing') {
				if (tries >= settings.maxRetries && run.stopped === undefined) this.countFailure();
				for (const record of rest) settle(record, unconfirmed(lost.why, lost.status));
				return;
			}
			settle(probe, told);
			rest = rest.slice(1);
			// A refusal of the lead itself, such as for its phone number, tells nothing of the others: the next one is tried.
			settlingMs = 0;
			if (told.status === 'initiated') {
				return await this.sendGradually(rest, new Trust(), { ...attempt, tries: tries + 1 });
			}
		}
	}

	/** Sends one lead whose fate is unclear. An outcome settles it; `arrived`: it had arrived before; `nothing`: no more can be found out. */
	private async probe(record: NewLeadRecord, pass: Pass): Promise<Outcome | 'arrived' | 'lost' | 'nothing'> {
		const reply = await this.request([record]);
		const outcome = reply.kind === 'readable' ? this.read([record], reply.body)?.[0] : undefined;
		if (reply.kind === 'lost' || (reply.kind === 'readable' && outcome === undefined)) {
			this.leaveGuardLost(pass, 1);
			return 'lost';
		}
		const refusal = reply.kind === 'refused' ? notInitiated(reply.refusal.errorCode, reply.refusal.message) : undefined;
		const told = outcome ?? refusal;
		const duplicate = told !== undefined && isDuplicate(told);
		this.leaveGuard(pass, duplicate ? 1 : 0);
		if (told === undefined) return 'nothing';
		this.failuresInARow = 0;
		if (duplicate) return 'arrived';
		if (reply.kind !== 'refused') return told;
		// A refusal of the whole request, or one for no known reason, says nothing of what became of the lead before.
		const { reach, errorCode } = reply.refusal;
		return reach !== 'lead' || errorCode === 'requestRefused' || errorCode === 'rejected' ? 'nothing' : told;
	}
}

/** Duplicates count with the API though its answer does not say which leads they are (v=1.2 without reference ids). */
function duplicatesOf(records: readonly LeadRecord[], outcomes: readonly Outcome[], body: JsonObject): number {
	const named = outcomes.filter(isDuplicate).length;
	const unsaid = outcomes.some((outcome) => outcome.status === 'notInitiated' && outcome.errorCode === 'rejected');
	if (outcomes.length === records.length && !unsaid) return named;
	return Math.max(named, Math.min(records.length, duplicatesIn(body)));
}

/** The outcome of a lead whose answer was lost and that a look-up found. */
function recovered(record: NewLeadRecord, lead: JsonObject): Outcome {
	const outcome = settleSingleAnswer(record, { ...lead, success: true });
	const found: Initiated = outcome?.status === 'initiated' ? outcome : { status: 'initiated', answer: {} };
	return { ...found, recovered: true };
}
