// One execution of the node: read → check → send → settle → emit, and what must hold around them.
import { NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { Run } from '../api/run';
import { steadyClock, systemClock } from '../host/clock';
import { CREDENTIAL_NAME, readCredential, type Credential } from '../host/credential';
import { ExecutionMemory } from '../host/executionMemory';
import { n8nHttp } from '../host/n8nHttp';
import { sharedPace } from '../host/pace';
import { processedDataStore } from '../host/sentStore';
import type { LeadRecord } from '../model/lead';
import { mayHaveArrived, notInitiated, wasLeftOut, type NotInitiated, type Outcome } from '../model/outcome';
import { optionsSchema, type Options } from '../model/options';
import type { Settle } from './send/batches';
import { checkCandidate, isEmptyRow, lacksProjectOrProcess, SeenLeads, type Checked } from './check/check';
import { deliver, type Operation } from './send/deliver';
import { errorItem, successItem, Summary, toolItem, type Subject } from './emit/emit';
import { inSlices, pullFrom } from './read/intake';
import { mapsAutomatically, readerOfExistingLeads, readerOfNewLeads, type Candidate } from './read/read';

/** A set-up that nothing can be sent with; the user has to change it. */
interface SetUpFault {
	fault: string;
	description?: string;
}

interface SetUp {
	operation: Operation;
	leadSource: 'new' | 'existing';
	options: Options;
	credential: Credential;
}

const choiceSchema = z.object({
	leadSource: z.enum(['new', 'existing']),
	operation: z.enum(['initiate', 'bulkInitiate']),
});

/** Runs the node, as `execute` does. @throws NodeOperationError for a faulty set-up, unless On Error says to continue. */
export async function executeUservox(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const items = context.getInputData();
	const asTool = node.type.endsWith('Tool');
	const outcomes = new Outcomes(items, asTool);

	const setUp = await readSetUp(context, node, asTool).catch(faultOfExpression);
	if ('fault' in setUp) {
		refuse(context, node, setUp);
		outcomes.fillUp(notInitiated('notSent', `Not sent: ${setUp.fault}`));
		return await outcomes.emit(context, node, setUp);
	}
	await handOver(context, node, setUp, outcomes, asTool);
	const fault = outcomes.setUpFault();
	if (fault !== undefined) refuse(context, node, fault);
	return await outcomes.emit(context, node, setUp);
}

/** Throws, or lets all items leave on Error: a throw with On Error = Continue would put the input on Success (fact 1). */
function refuse(context: IExecuteFunctions, node: INode, { fault, description }: SetUpFault): void {
	if (!context.continueOnFail()) throw new NodeOperationError(node, fault, { description });
}

/** An option's expression may fail: that must not throw either, when On Error says to continue. */
function faultOfExpression(error: unknown): SetUpFault {
	return {
		fault: 'A parameter of the node cannot be read, since its expression fails',
		description: error instanceof Error ? error.message : undefined,
	};
}

async function readSetUp(context: IExecuteFunctions, node: INode, asTool: boolean): Promise<SetUp | SetUpFault> {
	const choice = choiceSchema.safeParse({
		leadSource: context.getNodeParameter('leadSource', 0, 'new'),
		operation: context.getNodeParameter('operation', 0, 'initiate'),
	});
	if (!choice.success) {
		const issue = choice.error.issues[0];
		return { fault: `The parameter "${issue?.path.join('.')}" cannot be used: ${issue?.message}` };
	}
	const { leadSource, operation } = choice.data;
	const read = optionsSchema.safeParse(context.getNodeParameter('options', 0, {}));
	if (!read.success) {
		const issue = read.error.issues[0];
		return { fault: `The option "${issue?.path.join('.')}" cannot be used: ${issue?.message}` };
	}
	if (asTool && leadSource === 'new' && mapsAutomatically(node.parameters)) {
		return {
			fault: 'As an AI tool the node cannot map lead fields automatically',
			description: "A tool's input holds the agent's own data. Map each lead field, and let the model fill it.",
		};
	}
	if (asTool && leadSource === 'new' && node.parameters.metadata === 'unmapped') {
		return {
			fault: 'As an AI tool the node cannot take "All Other Input Fields" as metadata',
			description: "A tool's input holds the agent's own data. Use name and value pairs, or JSON.",
		};
	}
	let data: unknown;
	try {
		data = await context.getCredentials(CREDENTIAL_NAME);
	} catch (error) {
		return {
			fault: 'The Uservox credential is missing or cannot be read',
			description: error instanceof Error ? error.message : undefined,
		};
	}
	const credential = readCredential(data);
	return 'fault' in credential ? credential : { leadSource, operation, options: read.data, ...credential };
}

async function handOver(
	context: IExecuteFunctions,
	node: INode,
	{ operation, leadSource, options, credential }: SetUp,
	outcomes: Outcomes,
	asTool: boolean,
): Promise<void> {
	const log = (message: string) => context.logger.info(message);
	const run = new Run(systemClock, context.getExecutionCancelSignal(), log);
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
	try {
		const settle: Settle = (record, outcome) => {
			outcomes.settle(record, outcome);
			if (mayHaveArrived(outcome)) memory.note(record);
		};
		await deliver(pull, settle, {
			operation,
			options,
			run,
			pace: sharedPace(credential, steadyClock),
			sendHttp: n8nHttp(context, credential, steadyClock),
			random: Math.random,
			sentStore: options.skipSentEarlier ? processedDataStore(context) : undefined,
		});
	} catch (error) {
		// A fault of this node: leads may be out, so that n8n must not run it again.
		context.logger.error(`Uservox: ${error instanceof Error ? error.message : 'unknown failure'}`);
		for (const record of records) if (!outcomes.isSettled(record)) memory.note(record);
		outcomes.fillUp(
			notInitiated(
				'unconfirmed',
				'The node failed while it was sending. Look the lead up in Uservox before you send it again.',
			),
		);
	} finally {
		memory.save();
		outcomes.notes = [...reader.notes().map(({ text }) => text), ...notesOf(run)];
		if (run.stopped?.cause === 'cancelled') log(`Uservox: stopped. ${outcomes.summary()}`);
	}
}

function notesOf(run: Run): string[] {
	const notes: string[] = [];
	if (run.guardWaitMs > 0) {
		notes.push(
			`Waited ${Math.ceil(run.guardWaitMs / 1000)} s, since one more duplicate within a minute could have blocked the API key.`,
		);
	}
	if (run.stopped !== undefined) notes.push(`Nothing more was sent: ${run.stopped.message}.`);
	return notes;
}

/** Every item's end: each is settled once, and leaves once. */
class Outcomes {
	notes: string[] = [];
	private readonly outcomes: Array<Outcome | undefined>;
	private readonly subjects: Array<Subject | undefined>;
	private withoutProjectOrProcess = 0;
	private emptyRows = 0;

	constructor(
		readonly items: INodeExecutionData[],
		private readonly asTool: boolean,
	) {
		this.outcomes = Array.from<Outcome | undefined>({ length: items.length });
		this.subjects = Array.from<Subject | undefined>({ length: items.length });
	}

	/** Notes what was read of an item, and settles it if it is not to be sent. */
	read({ itemIndex, lead, leadId, returned }: Candidate, checked: Checked, includeInput: boolean): void {
		const { record, refusal } = checked;
		const item = this.items[itemIndex];
		this.subjects[itemIndex] = {
			itemIndex,
			lead: record?.kind === 'new' ? record.lead : lead,
			leadId: record?.kind === 'existing' ? record.leadId : leadId,
			input: includeInput ? item?.json : undefined,
			warnings: record?.kind === 'new' ? record.warnings : undefined,
			binary: item?.binary,
			returned: returned === undefined ? undefined : { ...item?.json },
		};
		if (refusal === undefined) return;
		this.outcomes[itemIndex] = refusal;
		if (lacksProjectOrProcess(refusal)) this.withoutProjectOrProcess += 1;
		if (isEmptyRow(refusal)) this.emptyRows += 1;
	}

	/** The first outcome of a record counts. */
	settle({ itemIndex }: LeadRecord, outcome: Outcome): void {
		this.outcomes[itemIndex] ??= outcome;
	}

	isSettled({ itemIndex }: LeadRecord): boolean {
		return this.outcomes[itemIndex] !== undefined;
	}

	/** Gives all that have no outcome yet this one. */
	fillUp(outcome: Outcome): void {
		for (const [itemIndex, known] of this.outcomes.entries()) {
			if (known === undefined) this.outcomes[itemIndex] = outcome;
		}
	}

	/** Why the node has to throw, if it has: nothing can have been accepted, and the set-up is the cause (design, "The contract"). */
	setUpFault(): SetUpFault | undefined {
		if (this.items.length === 0) return undefined;
		if (this.withoutProjectOrProcess > 0 && this.withoutProjectOrProcess + this.emptyRows === this.items.length) {
			const outcome = this.outcomes.find((one) => one?.status === 'notInitiated' && lacksProjectOrProcess(one));
			const details = outcome?.status === 'notInitiated' ? (outcome.details ?? []) : [];
			const missing = details.some(({ field }) => field === 'processId') ? 'process' : 'project';
			return {
				fault: `No ${missing} ID is set`,
				description: outcome?.status === 'notInitiated' ? outcome.message : undefined,
			};
		}
		const refused = this.outcomes.find(
			(outcome): outcome is NotInitiated => outcome?.status === 'notInitiated' && outcome.errorCode === 'accessRefused',
		);
		const arrived = this.outcomes.some(
			(outcome) => outcome !== undefined && mayHaveArrived(outcome) && !wasLeftOut(outcome),
		);
		return refused === undefined || arrived ? undefined : { fault: refused.message };
	}

	summary(): string {
		const summary = new Summary();
		for (const outcome of this.outcomes) if (outcome !== undefined) summary.add(outcome);
		return summary.toString();
	}

	/** The output items, in the order of the input, with hints in the output pane. */
	async emit(context: IExecuteFunctions, node: INode, setUp: SetUp | SetUpFault): Promise<INodeExecutionData[][]> {
		const success: INodeExecutionData[] = [];
		const error: INodeExecutionData[] = [];
		let itemIndex = 0;
		await inSlices(steadyClock, () => {
			if (itemIndex >= this.items.length) return false;
			const outcome = this.outcomes[itemIndex] ?? notInitiated('notSent', 'Not sent: the run ended before.');
			const subject = this.subjects[itemIndex] ?? { itemIndex, lead: {}, leadId: undefined, input: undefined };
			if (this.asTool) success.push(toolItem(outcome, subject));
			else if (outcome.status === 'initiated') success.push(successItem(outcome, subject));
			else error.push(errorItem(outcome, subject));
			itemIndex += 1;
			return true;
		});
		if (this.asTool) return [success];
		this.addHints(context, node, error.length > 0 || 'fault' in setUp, success.length);
		return [success, error];
	}

	private addHints(context: IExecuteFunctions, node: INode, withErrors: boolean, successes: number): void {
		const type = withErrors ? 'warning' : 'info';
		context.addExecutionHints({ message: [this.summary(), ...this.notes].join(' '), type, location: 'outputPane' });
		if (node.alwaysOutputData && successes === 0) {
			context.addExecutionHints({
				message:
					'The empty item on Success is n8n\'s, not a lead: "Always Output Data" is on in the settings of this node. Switch it off, so that nothing goes on from here when no lead was initiated.',
				type: 'warning',
				location: 'outputPane',
			});
		}
	}
}
