// Every item's end: each is settled once, and leaves once.
import type { INodeExecutionData } from 'n8n-workflow';
import type { StopReason } from '../api/run';
import type { SetUpFault } from '../host/setUp';
import type { LeadRecord } from '../model/lead';
import { mayHaveArrived, notInitiated, type ErrorCode, type NotInitiated, type Outcome } from '../model/outcome';
import { isEmptyRow, lacksLeadFields, lacksProjectOrProcess, type Checked } from './check/check';
import type { Subject } from './emit/emit';
import { Summary } from './emit/summary';
import type { Candidate } from './read/read';

/** Refusals that do not depend on the lead. When nothing was taken and all items ended like this, the node fails. */
const OUTSIDE_THE_LEADS: ReadonlySet<ErrorCode> = new Set([
	'accessRefused',
	'keyBlocked',
	'rateLimited',
	'noCredits',
	'serverFailure',
	'requestRefused',
] satisfies ErrorCode[]);

/** Reasons to stop that say nothing about the leads. */
const STOPS_OUTSIDE: ReadonlySet<StopReason['cause']> = new Set([
	'accessRefused',
	'keyBlocked',
	'rateLimited',
	'noCredits',
	'notUservox',
	'serverDown',
] satisfies Array<StopReason['cause']>);

export class Outcomes {
	private readonly outcomes: Array<Outcome | undefined>;
	private readonly subjects: Array<Subject | undefined>;
	private withoutProjectOrProcess = 0;
	private withoutLeadFields = 0;
	private emptyRows = 0;

	constructor(readonly items: INodeExecutionData[]) {
		this.outcomes = Array.from<Outcome | undefined>({ length: items.length });
		this.subjects = Array.from<Subject | undefined>({ length: items.length });
	}

	/** Notes what was read of an item, and settles it if it must not be sent. */
	read({ itemIndex, lead, leadId, returned }: Candidate, { record, refusal }: Checked, includeInput: boolean): void {
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
		if (lacksLeadFields(refusal)) this.withoutLeadFields += 1;
		if (isEmptyRow(refusal)) this.emptyRows += 1;
	}

	/** The first outcome of a record counts. */
	settle({ itemIndex }: LeadRecord, outcome: Outcome): void {
		this.outcomes[itemIndex] ??= outcome;
	}

	isSettled({ itemIndex }: LeadRecord): boolean {
		return this.outcomes[itemIndex] !== undefined;
	}

	/** Gives this outcome to all that have none yet. */
	fillUp(outcome: Outcome): void {
		for (const [itemIndex, known] of this.outcomes.entries()) {
			if (known === undefined) this.outcomes[itemIndex] = outcome;
		}
	}

	/** Marks refusals as those of a dry run. */
	markAsDryRun(): void {
		for (const [itemIndex, outcome] of this.outcomes.entries()) {
			if (outcome?.status === 'notInitiated') this.outcomes[itemIndex] = { ...outcome, dryRun: true };
		}
	}

	/**
	 * Why the node has to throw, if it has to: nothing can have been accepted, and all items failed for one cause outside the leads.
	 * @param stopped why the run stopped before leads were sent
	 */
	faultOfAll(stopped: StopReason | undefined): SetUpFault | undefined {
		if (this.items.length === 0) return undefined;
		const told = this.items.length - this.emptyRows;
		if (told > 0 && this.withoutProjectOrProcess === told) return this.faultOfMissingId();
		if (told > 0 && this.withoutLeadFields === told) return this.faultOfMissingFields();
		let cause: NotInitiated | undefined;
		for (const outcome of this.outcomes) {
			if (outcome === undefined || outcome.status !== 'notInitiated') return undefined;
			// A lead that was left out because it repeats another one shares that one's fate.
			if (outcome.errorCode === 'duplicateInInput') continue;
			if (outcome.errorCode === 'notSent' && stopped !== undefined) continue;
			if (!OUTSIDE_THE_LEADS.has(outcome.errorCode) || mayHaveArrived(outcome)) return undefined;
			if (cause !== undefined && !isSameCause(cause, outcome)) return undefined;
			cause ??= outcome;
		}
		if (stopped !== undefined && STOPS_OUTSIDE.has(stopped.cause)) return { fault: sentence(stopped.message) };
		return cause === undefined ? undefined : { fault: cause.message };
	}

	summary(): string {
		const summary = new Summary();
		for (const outcome of this.outcomes) if (outcome !== undefined) summary.add(outcome);
		return summary.toString();
	}

	/** What became of item `itemIndex`, and what its output item says. */
	endOf(itemIndex: number): { outcome: Outcome; subject: Subject } {
		return {
			outcome: this.outcomes[itemIndex] ?? notInitiated('notSent', 'Not sent: the run had already ended.'),
			subject: this.subjects[itemIndex] ?? { itemIndex, lead: {}, leadId: undefined, input: undefined },
		};
	}

	private faultOfMissingId(): SetUpFault {
		const refusal = this.firstRefusal(lacksProjectOrProcess);
		const isProcess = refusal?.details?.some(({ field }) => field === 'processId');
		return { fault: isProcess ? 'No process is set' : 'No project ID is set', description: refusal?.message };
	}

	private faultOfMissingFields(): SetUpFault {
		return {
			fault: 'No field of the input was understood as a phone number or an email',
			description: this.firstRefusal(lacksLeadFields)?.message,
		};
	}

	private firstRefusal(is: (refusal: NotInitiated) => boolean): NotInitiated | undefined {
		for (const outcome of this.outcomes) if (outcome?.status === 'notInitiated' && is(outcome)) return outcome;
		return undefined;
	}
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function isSameCause(first: NotInitiated, second: NotInitiated): boolean {
	if (first.errorCode !== second.errorCode) return false;
	return first.errorCode !== 'requestRefused' || first.message === second.message;
}
