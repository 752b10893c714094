// One execution that hands leads over: read → check → know → send → emit, and what must hold around them.
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Run } from '../api/run';
import { clockOfRun, steadyClock } from '../host/clock';
import type { Credential } from '../host/credential';
import { ExecutionMemory } from '../host/executionMemory';
import { n8nHttp } from '../host/n8nHttp';
import { noticesOf, said } from '../host/notices';
import { sharedPace } from '../host/pace';
import { refuse, type SetUpFault } from '../host/setUp';
import { idsOfNode } from '../input/ids';
import type { ReadSettings } from '../input/itemReading';
import { evaluatorOf } from '../input/parameter';
import { isTool, leave, type Leaving } from '../leave/leave';
import { countryOf } from '../model/country';
import type { LeadRecord } from '../model/lead';
import type { Options } from '../model/options';
import { failed, mayHaveArrived, type Failed } from '../model/ended';
import { checkCandidate } from './check/check';
import { SeenLeads } from './check/seen';
import { errorItem, successItem, toolItem } from './emit/emit';
import { notesOf } from './emit/summary';
import { rehearse } from './dryRun';
import { Outcomes } from './outcomes';
import { pullFrom } from './intake';
import { readerOfExistingLeads, readerOfNewLeads } from './read/read';
import type { Settle } from './send/batches';
import { deliver } from './send/deliver';
import { readSetUp, type SetUp } from './setUp';
import { KnownLeads, type UpdateLead } from './updateKnown';

/** The way to update leads, at the pace of this run. */
export type OpenUpdates = (
	context: IExecuteFunctions,
	credential: Credential,
	run: Run,
	options: Options,
) => UpdateLead;

/** Runs the operations Initiate and Bulk Initiate. @throws NodeOperationError for a fault outside the leads, unless On Error says to continue. */
export async function executeUservox(
	context: IExecuteFunctions,
	openUpdates: OpenUpdates,
): Promise<INodeExecutionData[][]> {
	const outcomes = new Outcomes(context.getInputData());
	const setUp = await readSetUp(context);
	if ('fault' in setUp) {
		refuse(context, setUp);
		outcomes.fillUp(failed('notSent', `Not sent: ${setUp.fault}`));
		return await emit(context, outcomes, [`${setUp.fault}.`], false);
	}
	const notes: string[] = [];
	const fault = await handOver(context, setUp, openUpdates, outcomes, notes);
	if (fault !== undefined) refuse(context, fault);
	return await emit(context, outcomes, notes, setUp.dryRun);
}

/** Hands all leads over. Never throws: whatever fails in this node, each item has its outcome afterwards. @returns what the node has to fail with, if it has to */
async function handOver(
	context: IExecuteFunctions,
	setUp: SetUp,
	openUpdates: OpenUpdates,
	outcomes: Outcomes,
	notes: string[],
): Promise<SetUpFault | undefined> {
	const notices = noticesOf(context);
	const { dryRun } = setUp;
	let run: Run | undefined;
	let memory: ExecutionMemory | undefined;
	const records: LeadRecord[] = [];
	/** What may have arrived though it has no outcome of its own. */
	let open: LeadRecord[] = [];
	try {
		run = new Run(clockOfRun(), context.getExecutionCancelSignal(), notices.info);
		memory = await ExecutionMemory.open(context.getContext('node'), steadyClock);
		notes.push(...(await handOverAll(context, setUp, openUpdates, outcomes, records, run, memory)));
	} catch (fault) {
		notices.error(said(fault));
		const hasSubmitted = run?.hasSubmitted ?? false;
		if (hasSubmitted) open = records.filter((record) => !outcomes.isSettled(record));
		outcomes.fillUp(afterFault(hasSubmitted));
	} finally {
		run?.end();
	}
	const fault = outcomes.faultOfAll(run?.stopped, idsOfNode(readSettingsOf(context, setUp)));
	try {
		memory?.close(open, fault !== undefined);
	} catch (fault) {
		// What was sent cannot be taken back, so a memory that fails must not fail the node.
		notices.error(said(fault));
		notes.push('What was sent could not be remembered for later runs of this node in the same execution.');
	}
	if (dryRun) outcomes.markAsDryRun();
	const stopped = run?.stopped;
	if (stopped !== undefined) notes.unshift(`Nothing more was sent: ${stopped.message}.`);
	if (stopped?.cause === 'cancelled') notices.info(`Uservox: stopped. ${outcomes.summary(dryRun)}`);
	return fault;
}

/** How leads end whose outcome is open after a fault of this node. */
function afterFault(hasSubmitted: boolean): Failed {
	return hasSubmitted
		? failed(
				'unconfirmed',
				'The node failed while it was sending. Look the lead up in Uservox before you send it again.',
			)
		: failed('notSent', 'The node failed before anything was sent.');
}

function readSettingsOf(context: IExecuteFunctions, { credential }: SetUp): ReadSettings {
	return {
		parameters: context.getNode().parameters,
		evaluate: evaluatorOf(context),
		defaultProjectId: credential.projectId,
		takeFromInput: !isTool(context),
	};
}

/** Read → check → know → send. @returns notes for the output panel */
async function handOverAll(
	context: IExecuteFunctions,
	setUp: SetUp,
	openUpdates: OpenUpdates,
	outcomes: Outcomes,
	records: LeadRecord[],
	run: Run,
	memory: ExecutionMemory,
): Promise<string[]> {
	const { operation, leadSource, options, dryRun, credential } = setUp;
	const pace = sharedPace(credential, steadyClock);
	const seen = new SeenLeads(memory.has);
	memory.claims = seen.has;
	const input = {
		count: outcomes.items.length,
		jsonOf: (itemIndex: number) => outcomes.items[itemIndex]?.json ?? {},
	};
	const readerOf = leadSource === 'new' ? readerOfNewLeads : readerOfExistingLeads;
	const reader = readerOf({ ...readSettingsOf(context, setUp), input, country: countryOf(options.defaultCountry) });
	const pull = pullFrom({
		input,
		reader,
		check: (candidate) => {
			const checked = checkCandidate(candidate, leadSource, options);
			if (checked.record === undefined || !options.skipInputDuplicates) return checked;
			const refusal = seen.repeated(checked.record);
			return refusal === undefined ? checked : { refusal };
		},
		onRead: (candidate, checked) => {
			outcomes.read(candidate, checked, { includeInput: options.includeInput, dryRun });
			if (checked.record !== undefined) records.push(checked.record);
		},
		clock: steadyClock,
	});
	const known = new KnownLeads();
	const settle: Settle = (record, outcome) => {
		if (!dryRun && mayHaveArrived(outcome)) memory.note(record, outcome);
		outcomes.settle(record, outcome);
		pace.handOvers.note(record, outcome, run.startedAt);
		if (options.ifKnown === 'updateMetadata') known.note(record, outcome);
	};
	const findings = await (dryRun ? rehearse : deliver)(pull, settle, {
		operation,
		options,
		run,
		pace,
		sendHttp: n8nHttp(context, credential, steadyClock),
		random: Math.random,
		projectId: credential.projectId,
	});
	const replace: Settle = (record, outcome) => outcomes.replace(record, outcome);
	if (dryRun) known.rehearse(replace);
	else await known.update(openUpdates(context, credential, run, options), options.maxConcurrentRequests, run, replace);
	return [
		...notesOf(findings, outcomes.items.length),
		...outcomes.notesOfTaken(),
		...reader.notes().map(({ text }) => text),
	];
}

/** The output items, with a line that sums up the run. */
async function emit(
	context: IExecuteFunctions,
	outcomes: Outcomes,
	notes: readonly string[],
	dryRun: boolean,
): Promise<INodeExecutionData[][]> {
	const asTool = isTool(context);
	const leavingOf = (itemIndex: number): Leaving => {
		const { outcome, subject } = outcomes.endOf(itemIndex);
		if (asTool) return { to: 'success', items: [toolItem(outcome, subject)] };
		return outcome.status === 'initiated'
			? { to: 'success', items: [successItem(outcome, subject)] }
			: { to: 'error', items: [errorItem(outcome, subject)] };
	};
	return await leave(context, leavingOf, ({ success, error }) => [
		{ note: [outcomes.summary(dryRun), ...notes].join(' '), type: error > 0 ? 'warning' : 'info' },
		...(context.getNode().alwaysOutputData && success === 0 ? [{ note: EMPTY_ITEM, type: 'warning' } as const] : []),
	]);
}

const EMPTY_ITEM =
	'The empty item on Success is n8n\'s, not a lead: "Always Output Data" is on in the settings of this node. Switch it off, so that nothing goes on from here when no lead was initiated.';
