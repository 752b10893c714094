// Every item's end: each is settled once, and leaves once.
import type { INodeExecutionData } from 'n8n-workflow';
import type { StopReason } from '../api/run';
import type { SetUpFault } from '../host/setUp';
import type { ProjectAndProcess } from '../input/ids';
import type { LeadRecord } from '../model/lead';
import { sharedFault, type Bearing } from '../model/sharedFault';
import { mayHaveArrived, notInitiated, type ErrorCode, type NotInitiated, type Outcome } from '../model/outcome';
import { isEmptyRow, lacksLeadFields, lacksProjectOrProcess, type Checked } from './check/check';
import type { Subject } from './emit/subject';
import { Summary } from './emit/summary';
import { Taken } from './emit/taken';
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

/** Why an item that ended like this could not have gone out, whatever the set-up. */
const OWN_FAULTS: Partial<Record<ErrorCode, 'check' | 'known' | 'repeated'>> = {
	invalidLead: 'check',
	doNotCall: 'check',
	testLead: 'check',
	duplicateInInput: 'repeated',
	alreadyExists: 'known',
	alreadyCalled: 'known',
};

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
	private withoutLeadFields = 0;
	/** Items that say anything of a lead: neither empty nor handed back as they were. */
	private told = 0;

	constructor(readonly items: INodeExecutionData[]) {
		this.outcomes = Array.from<Outcome | undefined>({ length: items.length });
		this.subjects = Array.from<Subject | undefined>({ length: items.length });
	}

	/** Notes what was read of an item, and settles it if it must not be sent. */
	read({ itemIndex, start, lead, leadId }: Candidate, checked: Checked, includeInput: boolean): void {
		const { record, refusal } = checked;
		const isReturned = record === undefined && checked.isReturned === true;
		const item = this.items[itemIndex];
		this.subjects[itemIndex] = {
			itemIndex,
			lead: record?.kind === 'new' ? record.lead : lead,
			leadId: record?.kind === 'existing' ? record.leadId : leadId,
			start,
			input: includeInput ? item?.json : undefined,
			warnings: record?.kind === 'new' ? record.warnings : undefined,
			binary: item?.binary,
			returned: isReturned ? { ...item?.json } : undefined,
		};
		if (!isReturned && !(refusal !== undefined && isEmptyRow(refusal))) this.told += 1;
		if (refusal === undefined) return;
		this.outcomes[itemIndex] = refusal;
		if (lacksLeadFields(refusal)) this.withoutLeadFields += 1;
	}

	/** The first outcome of a record counts. */
	settle({ itemIndex }: LeadRecord, outcome: Outcome): void {
		this.outcomes[itemIndex] ??= outcome;
	}

	/** Gives a record that is settled another outcome. */
	replace({ itemIndex }: LeadRecord, outcome: Outcome): void {
		this.outcomes[itemIndex] = outcome;
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
	 * Why the node has to throw, if it has to: nothing can have been accepted, and all that could have gone out failed for one cause
	 * outside the leads.
	 * @param stopped why the run stopped before leads were sent
	 * @param ofNode the ids that the node itself names: what is wrong with them is no fault of an item
	 */
	faultOfAll(stopped: StopReason | undefined, ofNode: ProjectAndProcess): SetUpFault | undefined {
		const ofRun = stopped !== undefined && STOPS_OUTSIDE.has(stopped.cause) ? sentence(stopped.message) : undefined;
		const bearings = this.outcomes.map((outcome, itemIndex) => this.bearingOf(outcome, itemIndex, stopped, ofNode));
		return sharedFault(bearings, ofRun);
	}

	/** How an item bears on that: items that failed their own check, were known or repeated could not have gone out. */
	private bearingOf(
		outcome: Outcome | undefined,
		itemIndex: number,
		stopped: StopReason | undefined,
		ofNode: ProjectAndProcess,
	): Bearing {
		if (outcome === undefined || outcome.status !== 'notInitiated') return { kind: 'speaksAgainst' };
		const { errorCode, message, details = [] } = outcome;
		const own = (why: Extract<Bearing, { kind: 'own' }>['why']): Bearing => ({
			kind: 'own',
			itemIndex,
			why,
			fields: details.map(({ field }) => field),
		});
		const subject = this.subjects[itemIndex];
		if (subject?.returned !== undefined) return own('other');
		if (lacksProjectOrProcess(outcome)) return { kind: 'cause', key: 'missingId', ...faultOfMissingId(outcome) };
		if (lacksLeadFields(outcome) && this.withoutLeadFields === this.told) {
			return { kind: 'cause', key: 'missingFields', ...faultOfMissingFields(outcome) };
		}
		const why = OWN_FAULTS[errorCode];
		if (why !== undefined) return own(why);
		if (errorCode === 'notSent' && stopped !== undefined) return { kind: 'follows' };
		if (mayHaveArrived(outcome)) return { kind: 'speaksAgainst' };
		const isOfNode =
			(errorCode === 'processNotFound' && subject?.lead.processId === ofNode.processId) ||
			(errorCode === 'wrongProject' && subject?.lead.projectId === ofNode.projectId);
		if (!isOfNode && !OUTSIDE_THE_LEADS.has(errorCode)) return { kind: 'speaksAgainst' };
		return { kind: 'cause', key: errorCode === 'requestRefused' ? message : errorCode, fault: message };
	}

	summary(): string {
		const summary = new Summary();
		for (const outcome of this.outcomes) if (outcome !== undefined) summary.add(outcome);
		return summary.toString();
	}

	/** What should be known of the leads that were taken. */
	notesOfTaken(): string[] {
		const taken = new Taken();
		for (const itemIndex of this.items.keys()) {
			const { outcome, subject } = this.endOf(itemIndex);
			if (outcome.status === 'initiated' && outcome.updated === undefined) taken.add(outcome, subject);
		}
		return taken.notes();
	}

	/** What became of item `itemIndex`, and what its output item says. */
	endOf(itemIndex: number): { outcome: Outcome; subject: Subject } {
		return {
			outcome: this.outcomes[itemIndex] ?? notInitiated('notSent', 'Not sent: the run had already ended.'),
			subject: this.subjects[itemIndex] ?? { itemIndex, lead: {}, leadId: undefined, input: undefined },
		};
	}
}

function faultOfMissingId({ details, message }: NotInitiated): SetUpFault {
	const isProcess = details?.some(({ field }) => field === 'processId');
	return { fault: isProcess ? 'No process is set' : 'No project ID is set', description: message };
}

function faultOfMissingFields({ message }: NotInitiated): SetUpFault {
	return { fault: 'No field of the input was understood as a phone number or an email', description: message };
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
