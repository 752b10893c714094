// How leads end: each once, and as the server's books say.
import type { ErrorCode } from '../../../nodes/Uservox/model/codes';
import type { StopReason } from '../../../nodes/Uservox/api/run';
import { didNothing, statusOf, tellsOfLeads, textOf, type Handover, type Reading } from '../reading';
import type { Exchange } from '../memoryTransport';
import { forLeads, once, type Invariant } from './kinds';

/** A lead that Uservox did not show a moment before counts as this run's, though a clock be off by so much. */
const CLOCKS_DIFFER_MS = 60_000;
const DUPLICATE_CODES: ReadonlySet<string> = new Set(['alreadyExists', 'alreadyCalled']);
const REFUSED_CODES: ReadonlySet<string> = new Set(['invalidPhone', 'rejected']);

/** What stopped a run is the code of its leads where nothing had been sent. */
const CODE_OF_STOP: Partial<Record<StopReason['cause'], ErrorCode>> = {
	accessRefused: 'accessRefused',
	keyBlocked: 'keyBlocked',
	rateLimited: 'rateLimited',
	noCredits: 'noCredits',
	serverDown: 'serverFailure',
};

function isFromStop({ run, code, submissions }: Handover): boolean {
	return submissions.length === 0 && run.stopped !== undefined && CODE_OF_STOP[run.stopped.cause] === code;
}

/** Whether an answer was lost, or may not have named the lead. */
function wasUnclear(reading: Reading, { submissions }: Handover): boolean {
	return submissions.some(
		(one) =>
			reading.lossy.has(one) ||
			(tellsOfLeads(one) && (reading.mayLeaveOut || /Entries/.test(one.arrival?.fault ?? ''))),
	);
}

/** Whether another run of the same process was handing this lead over, or had handed it over. */
function wasTakenByOther(reading: Reading, handover: Handover): boolean {
	return reading
		.othersOf(handover)
		.some(({ run, submissions }) => run.process === handover.run.process && submissions.length > 0);
}

/** The stop of a run that holds so many refused leads that they are most of the first ones. */
export function mayStopForRefused(reading: Reading, { run }: Pick<Handover, 'run'>): boolean {
	if (run.stopped?.cause !== 'mostRefused') return false;
	const refused = reading.of(run).filter((handover) => isRefusal(handover, reading.isReadable));
	// A lead that an answer did not name, and that was refused when it went out again, was refused twice.
	return refused.reduce((sum, { submissions }) => sum + submissions.length, 0) >= 4;
}

function isRefusal({ code, submissions }: Handover, isReadable: boolean): boolean {
	// A refusal that says nothing of its reason is `requestRefused`; that of a lead sent again is looked into, and may stay open.
	if (code === 'requestRefused') return !isReadable || submissions.at(-1)?.arrival?.fault !== undefined;
	return code === 'unconfirmed' || REFUSED_CODES.has(code ?? '') || DUPLICATE_CODES.has(code ?? '');
}

/** Good for Uservox, as far as the lead itself goes, and new to it. */
function isGoodAndNew({ lead }: Handover): boolean {
	return (
		lead.known === undefined &&
		!lead.called &&
		lead.refusal === undefined &&
		!lead.foreignProject &&
		!lead.unknownProcess
	);
}

export const ENDS: readonly Invariant[] = [
	once('sending ends by itself and throws nothing', ({ story }) =>
		story.thrown !== undefined
			? `thrown: ${story.thrown instanceof Error ? story.thrown.stack : JSON.stringify(story.thrown)}`
			: !story.finished && 'it never ended',
	),

	forLeads('each lead ends exactly once', (_, { run, lead }) => {
		const times = run.outcomes.get(lead.index)?.length ?? 0;
		return times !== 1 && `ended ${times} times`;
	}),

	forLeads('Success ⊆ stored because of this run, and started if it was to be', ({ story }, handover) => {
		const { lead, code, stored } = handover;
		if (code !== 'success') return undefined;
		// Without the time of its creation, a lead that the search did not show looks new.
		// So does one that is younger than the clocks may differ.
		const isYoung = story.plan.server.createdAtMissing || story.plan.known.ageMs <= CLOCKS_DIFFER_MS;
		if (isYoung && lead.known !== undefined) return undefined;
		if (lead.leadId !== undefined) {
			if (!lead.idExists) return 'on Success, but the API has no such id';
			return lead.init && story.books.timesInitiated(lead.leadId) === 0 && 'on Success, but never started';
		}
		const [first] = stored;
		if (first === undefined) return `on Success, but not stored${lead.known === undefined ? '' : ' (known before)'}`;
		return lead.init && story.books.timesInitiated(first._id) === 0 && 'on Success, but never started';
	}),

	forLeads('stored, or started by id, but not on Success ⇒ unconfirmed', ({ story }, handover) => {
		const { lead, code, stored, run } = handover;
		if (code === 'success' || code === 'unconfirmed') return undefined;
		// Where Uservox had it before and takes it again: the first look finds the old one, if ours is stored late, or if no list
		// shows both.
		const isLate = handover.submissions.some((one) => /^storeLate/.test(one.arrival?.fault ?? ''));
		const showsOne = story.plan.server.listOrder === 'changing';
		if (lead.known !== undefined && (isLate || showsOne) && code === 'alreadyExists') return undefined;
		if (lead.leadId === undefined) return stored.length > 0 && `stored, but ends as ${code}`;
		const alone = story.runs.every((other) => other === run || !other.leads.includes(lead.index));
		return alone && story.books.timesInitiated(lead.leadId) > 0 && `started, but ends as ${code}`;
	}),

	forLeads('unconfirmed: only after an answer that was lost or did not name the lead', (reading, handover) => {
		if (handover.code !== 'unconfirmed' || wasUnclear(reading, handover)) return undefined;
		// It waited for a run that was stopped with the lead under way.
		const waited = reading
			.othersOf(handover)
			.some((other) => other.code === 'unconfirmed' && other.run.stopped !== undefined && wasUnclear(reading, other));
		return !waited && 'unconfirmed';
	}),

	forLeads('recovered: only after such an answer', (reading, handover) => {
		const { outcome } = handover;
		if (outcome?.status !== 'initiated' || outcome.recovered !== true) return undefined;
		return !wasUnclear(reading, handover) && 'recovered, but nothing was lost';
	}),

	// Not where the API does not say when a lead was stored, or what refuses the look-up; nor after a stop, which ends all questions.
	forLeads('with references and working look-ups, nothing is unconfirmed', (reading, { run, lead, code }) => {
		const { server, options } = reading.story.plan;
		if (code !== 'unconfirmed' || lead.lead?.referenceId === undefined) return undefined;
		if (
			!options.duplicateGuard ||
			!reading.readsWork ||
			run.stopped !== undefined ||
			server.createdAtMissing ||
			lead.foreignProject
		)
			return undefined;
		return !isInFirstSecond(reading, run.startedAt ?? 0) && 'unconfirmed';
	}),

	forLeads(
		'alreadyExists and alreadyCalled: only leads that Uservox knew, or that another run took',
		(reading, handover) => {
			const { lead, code } = handover;
			if (!DUPLICATE_CODES.has(code ?? '') || lead.known !== undefined || lead.called) return undefined;
			if (wasTakenByOther(reading, handover)) return undefined;
			const others = reading.othersOf(handover).flatMap(({ stored }) => stored);
			return others.length === 0 && `${code}, but unknown before`;
		},
	),

	forLeads(
		'existingLead is the lead that Uservox has, and comes with every lead that was found beforehand',
		(reading, handover) => {
			const { lead, outcome, submissions } = handover;
			if (outcome?.status !== 'failed') return undefined;
			const { existingLead, errorCode } = outcome;
			if (existingLead === undefined) {
				const found = errorCode === 'alreadyExists' && submissions.length === 0 && !wasTakenByOther(reading, handover);
				return found && 'found beforehand, but nothing is said of the lead that Uservox has';
			}
			if (!DUPLICATE_CODES.has(errorCode)) return `existingLead with ${errorCode}`;
			const own = [handover, ...reading.othersOf(handover)].flatMap(({ stored }) => stored);
			const ids = [lead.known?.id, ...own.map(({ _id }) => _id)];
			return (
				!ids.some((id) => id === existingLead._id) && `existingLead ${JSON.stringify(existingLead._id)} is another lead`
			);
		},
	),

	forLeads('refused for itself: only leads that the API refuses', (reading, handover) => {
		const { lead, code, submissions } = handover;
		if (!REFUSED_CODES.has(code ?? '') || lead.refusal !== undefined || lead.known !== undefined || lead.called) {
			return undefined;
		}
		// Reasons that name nobody are told together.
		const isAnonymous = reading.mayLeaveOut && lead.lead?.referenceId === undefined;
		if (isAnonymous || wasTakenByOther(reading, handover)) return undefined;
		return (
			!submissions.some((one) => one.arrival?.fault?.startsWith('status 400')) &&
			`${code}, but nothing is wrong with it`
		);
	}),

	forLeads('wrongProject and processNotFound: only leads of such a project or process', ({ story }, { lead, code }) => {
		if (code === 'processNotFound') return !lead.unknownProcess && code;
		if (code !== 'wrongProject' || lead.foreignProject) return undefined;
		return !story.exchanges.some(({ arrival }) => arrival?.fault?.startsWith('partial403')) && code;
	}),

	forLeads('leadNotFound: only ids that the API does not have, and none of those on Success', (_, { lead, code }) => {
		return code === 'leadNotFound' && lead.idExists && 'leadNotFound';
	}),

	forLeads('accessRefused, requestRefused and noCredits: only after such an answer', ({ story }, handover) => {
		const { code, run, submissions } = handover;
		const wasAnswered = (isSo: (one: Exchange) => boolean) =>
			story.exchanges.some((one) => one.run === run.index && isSo(one));
		if (code === 'accessRefused') return !wasAnswered((one) => [401, 403].includes(statusOf(one))) && code;
		if (code === 'noCredits') return !wasAnswered((one) => /credits/.test(textOf(one))) && code;
		if (code !== 'requestRefused') return undefined;
		const refused = submissions.some((one) => statusOf(one) >= 300 && statusOf(one) < 500);
		const scope = story.plan.server.inactive || handover.lead.foreignProject || handover.lead.unknownProcess;
		return !refused && !scope && code;
	}),

	forLeads('refused for the size of its request: only alone', (_, { code, submissions }) => {
		const last = submissions.at(-1);
		if (code !== 'requestRefused' || last === undefined || statusOf(last) !== 413) return undefined;
		return last.leads.length > 1 && `requestRefused with ${last.leads.length} leads`;
	}),

	forLeads('serverFailure: only after all tries', (reading, handover) => {
		const { code, run, submissions } = handover;
		if (code !== 'serverFailure' || run.stopped !== undefined) return undefined;
		const { maxRetries } = reading.story.plan.options;
		const lost = submissions.filter((one) => !didNothing(one)).length;
		const unconnected = submissions.filter((one) => one.result?.kind === 'noConnection').length;
		return lost <= maxRetries && unconnected <= maxRetries && `after ${lost} lost and ${unconnected} unconnected tries`;
	}),

	forLeads('keyBlocked and rateLimited: only after a 429', (_, handover) => {
		const { code, submissions } = handover;
		if ((code !== 'keyBlocked' && code !== 'rateLimited') || isFromStop(handover)) return undefined;
		const said = submissions.filter((one) => statusOf(one) === 429).map(textOf);
		return !said.some((text) => /block/.test(text) === (code === 'keyBlocked')) && code;
	}),

	forLeads('notSent: only when the run stopped', (_, { code, run }) => {
		return code === 'notSent' && run.stopped === undefined && 'notSent, though the run went on';
	}),

	forLeads('a stop because most are refused: only where many are refused', (reading, { run }) => {
		return run.stopped?.cause === 'mostRefused' && !mayStopForRefused(reading, { run }) && 'stopped';
	}),

	forLeads('where nothing goes wrong, every good new lead is on Success', (reading, handover) => {
		const { run, code } = handover;
		if (!reading.isCalm || !isGoodAndNew(handover) || mayStopForRefused(reading, handover)) return undefined;
		if (handover.lead.leadId !== undefined && !handover.lead.idExists) return undefined;
		if (handover.lead.leadId === undefined && !reading.couldAsk(run)) return undefined;
		if (code === 'success') return undefined;
		const isThere = reading.othersOf(handover).some((other) => other.code === 'success');
		return (!isThere || !DUPLICATE_CODES.has(code ?? '')) && `ends as ${code}`;
	}),

	forLeads('where nothing goes wrong, every known lead is told as known', (reading, handover) => {
		const { lead, run, code } = handover;
		if (!reading.isCalm || lead.known === undefined || lead.known.by === 'elsewhere') return undefined;
		if (!reading.couldAsk(run) || lead.foreignProject || lead.unknownProcess) return undefined;
		// It may stop while it waits for the outcome of a lead that another execution is handing over.
		if (run.stopped !== undefined && reading.othersOf(handover).length > 0) return undefined;
		return code !== 'alreadyExists' && `ends as ${code}`;
	}),

	// A number in another process is refused or welcome: by the first answer all such leads of the run are judged.
	forLeads('a number in another process: called where that is welcome', (reading, handover) => {
		const { lead, run, code } = handover;
		const { server } = reading.story.plan;
		if (lead.known?.by !== 'elsewhere' || !reading.isCalm || !reading.couldAsk(run) || lead.refusal !== undefined) {
			return undefined;
		}
		if (server.phoneInOtherProcess !== 'accepted' || mayStopForRefused(reading, handover)) return undefined;
		const isThere = reading.othersOf(handover).some((other) => other.code === 'success');
		return code !== 'success' && !(isThere && DUPLICATE_CODES.has(code ?? '')) && `ends as ${code}`;
	}),

	forLeads('one lost request that did nothing costs no lead that can be looked for', (reading, handover) => {
		const { story, lossy } = reading;
		const { run, lead, code } = handover;
		const [lost] = lossy;
		if (lost === undefined || lossy.size > 1 || run.stopped !== undefined || story.plan.source === 'existing')
			return undefined;
		const disturbed = story.exchanges.some(
			(one) =>
				one !== lost && (one.arrival?.fault !== undefined || one.result?.kind !== 'answer' || statusOf(one) >= 500),
		);
		const worked = [
			...story.books.created.map(({ arrival }) => arrival),
			...story.books.duplicates.map(({ arrival }) => arrival),
		];
		if (disturbed || (lost.arrival !== undefined && worked.includes(lost.arrival.index))) return undefined;
		if (!reading.couldAsk(run) || story.plan.options.maxRetries === 0 || reading.mayLeaveOut) return undefined;
		if (!isGoodAndNew(handover) || lead.lead?.referenceId === undefined || reading.othersOf(handover).length > 0)
			return undefined;
		if (story.plan.server.inactive || story.plan.server.credits !== undefined) return undefined;
		if (handover.submissions.some((one) => [403, 413].includes(statusOf(one)))) return undefined;
		return code !== 'success' && `ends as ${code}`;
	}),
];

/** Clocks that differ by less than the Date header's second look as if they were in step; a lead of the run's first second is then in doubt. */
function isInFirstSecond({ story }: Reading, startedAt: number): boolean {
	const { latencyMs, jitterMs, serverAheadMs } = story.plan.network;
	const roundTripMs = 2 * (latencyMs + jitterMs) + story.plan.server.latencyMs;
	const behindMs = -serverAheadMs;
	if (behindMs <= 250 || behindMs >= 250 + 1_000 + roundTripMs) return false;
	return story.books.created.some(({ createdAt }) => createdAt <= startedAt - 250);
}
