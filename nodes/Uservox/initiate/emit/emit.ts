// Last stop: from outcomes to output items, each linked to the input item it came from.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { shownFault } from '../../model/fault';
import { hashOfFailure } from '../check/sameAgain';
import type { Subject } from './subject';
import { warningsOf } from './taken';
import { failureJson } from '../../leave/failureJson';
import type { Failed, Initiated, Outcome } from '../../model/ended';

/** No id of Uservox has this form, so that what is built on a dry run cannot reach a lead. */
const madeUpId = (itemIndex: number): string => `dry-run-${itemIndex + 1}`;

/** The lead as the API answered it; what it lacks and the sent lead had is filled in. Never a top-level `error` (docs/n8n-behaviours.md, 2). */
function successJson(
	{ answer, recovered, updated, dryRun }: Initiated,
	{ itemIndex, lead, leadId }: Subject,
): IDataObject {
	const json: IDataObject = { ...answer };
	for (const [field, value] of Object.entries(lead)) json[field] ??= value;
	if (leadId !== undefined) json[dryRun ? 'leadId' : '_id'] ??= leadId;
	if (recovered) json.recovered = true;
	if (updated !== undefined) Object.assign(json, { known: true, ...(dryRun ? {} : { updated: true }), ...updated });
	const wouldBe = updated === undefined ? 'sent' : 'updated';
	if (dryRun) Object.assign(json, { _id: madeUpId(itemIndex), dryRun: true, wouldBe });
	return json;
}

function failureOf(outcome: Failed, { lead, leadId, start }: Subject): IDataObject {
	const asked = leadId === undefined ? { lead: { ...lead } } : { leadId };
	return failureJson(outcome, { ...asked, init: start?.isOfItem ? start.on : undefined });
}

function item(json: IDataObject, { itemIndex, input, warnings, mappedFrom, binary }: Subject): INodeExecutionData {
	if (input !== undefined) json.input = input;
	if (mappedFrom !== undefined) json.mappedFrom = mappedFrom;
	if (warnings !== undefined) json.warnings = warnings.map(shownFault);
	return { json, pairedItem: { item: itemIndex }, ...(binary === undefined ? {} : { binary }) };
}

/** The item for the Success output. */
export function successItem(outcome: Initiated, subject: Subject): INodeExecutionData {
	return item(successJson(outcome, subject), subject);
}

/** The item for the Error output. */
export function errorItem(outcome: Failed, subject: Subject): INodeExecutionData {
	if (subject.returned !== undefined) return item(subject.returned, subject);
	const { lead, leadId } = subject;
	const leadHash = hashOfFailure(outcome, leadId === undefined ? { lead } : { leadId });
	const json: IDataObject = { error: outcome.message, ...failureOf(outcome, subject) };
	return item(leadHash === undefined ? json : { ...json, leadHash }, subject);
}

/**
 * The item for an AI agent, which reads only one output (docs/n8n-behaviours.md, 5): `status` says what happened, and there is no `error` key.
 * `message` says why nobody will be phoned although the lead was taken.
 */
export function toolItem(outcome: Outcome, subject: Subject): INodeExecutionData {
	if (outcome.status === 'failed') {
		return item({ status: 'notInitiated', message: outcome.message, ...failureOf(outcome, subject) }, subject);
	}
	if (outcome.updated !== undefined) {
		const message = 'Uservox already had this lead. It was updated, and is not called.';
		return item({ ...successJson(outcome, subject), status: 'updated', message }, subject);
	}
	const warnings = warningsOf(outcome, subject);
	const json: IDataObject = { ...successJson(outcome, subject), status: 'initiated' };
	if (warnings.length > 0) json.message = `${warnings.map(({ message }) => message).join('. ')}.`;
	return item(json, { ...subject, warnings: warnings.length > 0 ? warnings : undefined });
}
