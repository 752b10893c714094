// Every item's end: each is settled once, and leaves once.
import type { INodeExecutionData } from 'n8n-workflow';
import { codeOfStop, type StopReason } from '../api/run';
import type { SetUpFault } from '../host/setUp';
import type { ProjectAndProcess } from '../input/ids';
import type { LeadRecord } from '../model/lead';
import { bearingOf, sharedFault, type Bearing } from '../leave/sharedFault';
import { failed, type Outcome } from '../model/ended';
import { isEmptyRow, lacksLeadFields, type Checked } from './check/check';
import type { Subject } from './emit/subject';
import { Summary } from './emit/summary';
import { Taken } from './emit/taken';
import type { Candidate } from './read/read';

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
	read(
		{ itemIndex, start, lead, leadId, taken }: Candidate,
		checked: Checked,
		{ includeInput, dryRun }: { includeInput: boolean; dryRun: boolean },
	): void {
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
			...(dryRun && taken !== undefined && taken.length > 0
				? { mappedFrom: Object.fromEntries(taken.map(({ field, source }) => [field, source.name])) }
				: {}),
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
			if (outcome?.status === 'failed') this.outcomes[itemIndex] = { ...outcome, dryRun: true };
		}
	}

	/**
	 * Why the node has to throw, if it has to: nothing can have been accepted, and all that could have gone out failed for one cause
	 * outside the leads.
	 * @param stopped why the run stopped before leads were sent
	 * @param ofNode the ids that the node itself names: what is wrong with them is no fault of an item
	 */
	faultOfAll(stopped: StopReason | undefined, ofNode: ProjectAndProcess): SetUpFault | undefined {
		const ofRun = stopped === undefined || codeOfStop(stopped) === undefined ? undefined : sentence(stopped.message);
		return sharedFault(
			this.outcomes.map((outcome, itemIndex) => this.bearingOf(outcome, itemIndex, ofNode)),
			ofRun,
		);
	}

	private bearingOf(outcome: Outcome | undefined, itemIndex: number, ofNode: ProjectAndProcess): Bearing {
		if (outcome === undefined) return { kind: 'speaksAgainst' };
		const subject = this.subjects[itemIndex];
		if (subject?.returned !== undefined) return { kind: 'own', itemIndex, why: 'other', fields: [] };
		if (outcome.status === 'failed' && lacksLeadFields(outcome) && this.withoutLeadFields === this.told) {
			const fault = 'No field of the input was understood as a phone number or an email';
			return { kind: 'cause', key: 'missingFields', fault, description: outcome.message };
		}
		return bearingOf(outcome, itemIndex, subject?.lead ?? {}, ofNode);
	}

	summary(isDry: boolean): string {
		const summary = new Summary(isDry);
		for (const itemIndex of this.items.keys()) {
			const { outcome, subject } = this.endOf(itemIndex);
			summary.add(outcome, subject);
		}
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

	/** How item `itemIndex` ended, and what its output item says. */
	endOf(itemIndex: number): { outcome: Outcome; subject: Subject } {
		return {
			outcome: this.outcomes[itemIndex] ?? failed('notSent', 'Not sent: the run had already ended.'),
			subject: this.subjects[itemIndex] ?? { itemIndex, lead: {}, leadId: undefined, input: undefined },
		};
	}
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
