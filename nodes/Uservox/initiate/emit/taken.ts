// What should be known of the leads that Uservox took: those that it does not call, and those that it cannot call.
import type { FieldFault } from '../../model/fault';
import type { Initiated } from '../../model/ended';
import type { Subject } from './subject';

/** Whether the lead has a phone number; that of an existing lead is known only where the answer shows it. */
export function lacksPhone({ answer }: Initiated, { lead, leadId }: Subject): boolean {
	return leadId === undefined && lead.phone === undefined && answer.phone === undefined;
}

/** What an agent has to know before it promises a call. */
export function warningsOf(outcome: Initiated, subject: Subject): FieldFault[] {
	const warnings: FieldFault[] = [...(subject.warnings ?? [])];
	if (lacksPhone(outcome, subject)) {
		warnings.push({ field: 'phone', message: 'The lead has no phone number, so Uservox cannot phone it' });
	}
	if (subject.start?.isUnsaid) {
		warnings.push({ field: 'init', message: '"Start Calling" has no value, so the lead is stored and not called' });
	}
	return warnings;
}

/** Counts them for the hint of a run. */
export class Taken {
	private all = 0;
	private dry = 0;
	private unsaid = 0;
	private withoutPhone = 0;
	private withoutCountryCode = 0;

	add(outcome: Initiated, subject: Subject): void {
		this.all += 1;
		if (outcome.dryRun) this.dry += 1;
		if (subject.start?.isUnsaid) this.unsaid += 1;
		if (lacksPhone(outcome, subject)) this.withoutPhone += 1;
		if (subject.warnings?.some(({ code }) => code === 'noCountryCode')) this.withoutCountryCode += 1;
	}

	notes(): string[] {
		const notes: string[] = [];
		const isDry = this.dry > 0;
		if (this.unsaid > 0) {
			const were = isDry ? 'would be stored and not called' : 'stored and not called';
			notes.push(`${this.of(this.unsaid)} ${were}, because "Start Calling" has no value for ${itOrThem(this.unsaid)}.`);
		}
		if (this.withoutPhone > 0) {
			const have = this.withoutPhone === 1 ? 'has' : 'have';
			notes.push(
				`${this.of(this.withoutPhone)} ${have} no phone number, so Uservox cannot phone ${itOrThem(this.withoutPhone)}.`,
			);
		}
		if (this.withoutCountryCode > 0) {
			const have = this.withoutCountryCode === 1 ? 'has a phone number' : 'have phone numbers';
			notes.push(
				`${this.of(this.withoutCountryCode)} ${have} without a country code that is certain. Choose a Default Country under Options, or write numbers with + and the country code.`,
			);
		}
		return notes;
	}

	private of(count: number): string {
		return `${count} of ${this.all} ${this.all === 1 ? 'lead' : 'leads'}`;
	}
}

function itOrThem(count: number): string {
	return count === 1 ? 'it' : 'them';
}
