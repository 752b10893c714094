// One execution that hands leads over: read → check → know → send → emit, and what must hold around them.
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { inSlices } from '../api/pace/slices';
import { Run, type StopReason } from '../api/run';
import { steadyClock, systemClock } from '../host/clock';
import { ExecutionMemory } from '../host/executionMemory';
import { n8nHttp } from '../host/n8nHttp';
import { sharedPace } from '../host/pace';
import { refuse } from '../host/setUp';
import type { LeadRecord } from '../model/lead';
import { mayHaveArrived, notInitiated } from '../model/outcome';
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

/** Runs the operations Initiate and Bulk Initiate. @throws NodeOperationError for a fault outside the leads, unless On Error says to continue. */
export async function executeUservox(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const asTool = node.type.endsWith('Tool');
	const outcomes = new Outcomes(context.getInputData());
	const setUp = await readSetUp(context, node, asTool);
	if ('fault' in setUp) {
		refuse(context, setUp);
		outcomes.fillUp(notInitiated('notSent', `Not sent: ${setUp.fault}`));
		return await emit(context, node, outcomes, [], asTool);
	}
	const { notes, stopped } = await handOver(context, node, setUp, outcomes, asTool);
	const fault = outcomes.faultOfAll(stopped);
	if (fault !== undefined) refuse(context, fault);
	return await emit(context, node, outcomes, notes, asTool);
}

async function handOver(
	context: IExecuteFunctions,
	node: INode,
	{ operation, leadSource, options, dryRun, credential }: SetUp,
	outcomes: Outcomes,
	asTool: boolean,
): Promise<{ notes: string[]; stopped: StopReason | undefined }> {
	const run = new Run(systemClock, context.getExecutionCancelSignal(), (message) => context.logger.info(message));
	const memory = await ExecutionMemory.open(context.getContext('node'), steadyClock);
	const seen = new SeenLeads(memory.has);
	memory.claims = seen.has;
	const readerOf = leadSource === 'new' ? readerOfNewLeads : readerOfExistingLeads;
	const records: LeadRecord[] = [];
	const input = {
		count: outcomes.items.length,
		jsonOf: (itemIndex: number) => outcomes.items[itemIndex]?.json ?? {},
	};
	const reader = readerOf({
		parameters: node.parameters,
		evaluate: (path, itemIndex) => context.getNodeParameter(path, itemIndex),
		defaultProjectId: credential.projectId,
		takeFromInput: !asTool,
		input,
	});
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
			outcomes.read(candidate, checked, options.includeInput);
			if (checked.record !== undefined) records.push(checked.record);
		},
		clock: steadyClock,
	});
	const settle: Settle = (record, outcome) => {
		outcomes.settle(record, outcome);
		if (mayHaveArrived(outcome)) memory.note(record);
	};
	const notes: string[] = [];
	try {
		const findings = await (dryRun ? rehearse : deliver)(pull, settle, {
			operation,
			options,
			run,
			pace: sharedPace(credential, steadyClock),
			sendHttp: n8nHttp(context, credential, steadyClock),
			random: Math.random,
			projectId: credential.projectId,
		});
		notes.push(...reader.notes().map(({ text }) => text), ...notesOf(findings, outcomes.items.length));
	} catch (error) {
		// A fault of this node. Leads may have been sent, so n8n must not run it again.
		context.logger.error(`Uservox: ${error instanceof Error ? error.message : 'unknown failure'}`);
		if (!dryRun) for (const record of records) if (!outcomes.isSettled(record)) memory.note(record);
		outcomes.fillUp(
			dryRun
				? notInitiated('notSent', 'The node failed during the dry run. Nothing was sent.')
				: notInitiated(
						'unconfirmed',
						'The node failed while it was sending. Look the lead up in Uservox before you send it again.',
					),
		);
	} finally {
		run.end();
		memory.save();
	}
	if (dryRun) outcomes.markAsDryRun();
	const { stopped } = run;
	if (stopped !== undefined) notes.push(`Nothing more was sent: ${stopped.message}.`);
	if (stopped?.cause === 'cancelled') context.logger.info(`Uservox: stopped. ${outcomes.summary()}`);
	return { notes, stopped };
}

/** The output items, in the order of the input, with hints in the output panel. An AI agent reads only one output. */
async function emit(
	context: IExecuteFunctions,
	node: INode,
	outcomes: Outcomes,
	notes: readonly string[],
	asTool: boolean,
): Promise<INodeExecutionData[][]> {
	const success: INodeExecutionData[] = [];
	const error: INodeExecutionData[] = [];
	let itemIndex = 0;
	await inSlices(steadyClock, () => {
		if (itemIndex >= outcomes.items.length) return false;
		const { outcome, subject } = outcomes.endOf(itemIndex);
		if (asTool) success.push(toolItem(outcome, subject));
		else if (outcome.status === 'initiated') success.push(successItem(outcome, subject));
		else error.push(errorItem(outcome, subject));
		itemIndex += 1;
		return true;
	});
	if (asTool) return [success];
	const type = error.length > 0 ? 'warning' : 'info';
	context.addExecutionHints({ message: [outcomes.summary(), ...notes].join(' '), type, location: 'outputPane' });
	if (node.alwaysOutputData && success.length === 0) {
		context.addExecutionHints({
			message:
				'The empty item on Success is n8n\'s, not a lead: "Always Output Data" is on in the settings of this node. Switch it off, so that nothing goes on from here when no lead was initiated.',
			type: 'warning',
			location: 'outputPane',
		});
	}
	return [success, error];
}
