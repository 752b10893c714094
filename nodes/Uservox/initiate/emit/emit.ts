// Last stop: from outcomes to output items, each linked to the input item it came from.
import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { FieldFault } from '../../model/fault';
import type { Lead } from '../../model/lead';
import {
	RETRYABLE_BY_CODE,
	type ErrorCode,
	type Initiated,
	type NotInitiated,
	type Outcome,
} from '../../model/outcome';

/** What an output item says besides its outcome. */
export interface Subject {
	itemIndex: number;
	lead: Partial<Lead>;
	leadId: string | undefined;
	/** The input item's json, when the user wants it along. */
	input: IDataObject | undefined;
	/** What was left out of the lead. */
	warnings?: FieldFault[];
	/** The input item's files. */
	binary?: IBinaryKeyData;
	/** An error item of this node that came back as input, and leaves as it came. */
	returned?: IDataObject;
}

/** The lead as the API answered it; what it lacks and the sent lead had is filled in. Never a top-level `error` (fact 2). */
function successJson({ answer, recovered, dryRun }: Initiated, { lead, leadId }: Subject): IDataObject {
	const json: IDataObject = { ...answer };
	for (const [field, value] of Object.entries(lead)) json[field] ??= value;
	if (leadId !== undefined) json[dryRun ? 'leadId' : '_id'] ??= leadId;
	if (recovered) json.recovered = true;
	if (dryRun) json.dryRun = true;
	return json;
}

function failureJson({ errorCode, httpStatus, details }: NotInitiated, { lead, leadId }: Subject): IDataObject {
	return {
		errorCode,
		retryable: RETRYABLE_BY_CODE[errorCode],
		...(httpStatus === undefined ? {} : { httpStatus }),
		...(leadId === undefined ? { lead: { ...lead } } : { leadId }),
		...(details === undefined ? {} : { details: details.map((detail) => ({ ...detail })) }),
	};
}

function item(json: IDataObject, { itemIndex, input, warnings, binary }: Subject): INodeExecutionData {
	if (input !== undefined) json.input = input;
	if (warnings !== undefined) json.warnings = warnings.map((warning) => ({ ...warning }));
	return { json, pairedItem: { item: itemIndex }, ...(binary === undefined ? {} : { binary }) };
}

/** The item for the Success output. */
export function successItem(outcome: Initiated, subject: Subject): INodeExecutionData {
	return item(successJson(outcome, subject), subject);
}

/** The item for the Error output (design, "The contract"). */
export function errorItem(outcome: NotInitiated, subject: Subject): INodeExecutionData {
	return item(subject.returned ?? { error: outcome.message, ...failureJson(outcome, subject) }, subject);
}

/** The item for an AI agent, which reads one output only (fact 5): `status` says what happened, and there is no `error` key. */
export function toolItem(outcome: Outcome, subject: Subject): INodeExecutionData {
	return item(
		outcome.status === 'initiated'
			? { ...successJson(outcome, subject), status: 'initiated' }
			: { status: 'notInitiated', message: outcome.message, ...failureJson(outcome, subject) },
		subject,
	);
}

function leads(count: number): string {
	return `${count} ${count === 1 ? 'lead' : 'leads'}`;
}

/** One line that sums up a run: how many leads were initiated, how many not, and why. */
export class Summary {
	private initiated = 0;
	private wouldBeSent = 0;
	private readonly byCode = new Map<ErrorCode, number>();

	add(outcome: Outcome): void {
		if (outcome.status === 'notInitiated') {
			this.byCode.set(outcome.errorCode, (this.byCode.get(outcome.errorCode) ?? 0) + 1);
		} else if (outcome.dryRun) this.wouldBeSent += 1;
		else this.initiated += 1;
	}

	toString(): string {
		const notInitiated = [...this.byCode.values()].reduce((sum, count) => sum + count, 0);
		const reasons = [...this.byCode]
			.sort(([, first], [, second]) => second - first)
			.map(([code, count]) => `${count} ${code}`)
			.join(', ');
		const taken =
			this.wouldBeSent > 0 ? `Dry run: ${leads(this.wouldBeSent)} would be sent` : `${leads(this.initiated)} initiated`;
		return `${taken}, ${notInitiated} not${notInitiated === 0 ? '' : `: ${reasons}`}.`;
	}
}
