// Finds leads by conditions: a phone or an email is asked for in other ways of writing it too, and what does not meet a condition is left out.
import type { JsonObject } from '../../api/answer/parse';
import { shown } from '../../model/fault';
import { canBeSamePhone, comparablePhone } from '../../model/sameLead';
import type { Failed } from '../../model/ended';
import type { Conditions } from '../parameters/conditions';
import type { SetUp } from '../setUp';
import { readLeads, type LeadsFound } from './pages';

/** So many questions are asked about one item at most, besides the pages of what is found. */
const MOST_QUESTIONS = 6;

export interface FoundLeads {
	leads: JsonObject[];
	/** What the user should know of them. */
	note?: string;
}

/**
 * The leads of a project for which all conditions hold, up to `limit`. Where none is found, the phone and the email are asked for as they
 * may be written otherwise.
 */
export async function findLeads(
	setUp: Pick<SetUp, 'exchange' | 'run'>,
	projectId: string,
	conditions: Conditions,
	limit: number,
): Promise<FoundLeads | Failed> {
	let notes: string | undefined;
	for (const [index, query] of queriesOf(conditions).entries()) {
		// The calls of each lead come with Get Lead; here they would make large answers.
		const result = await readLeads(setUp, { projectId, ...query, includeActivities: 'false' }, limit);
		if ('errorCode' in result) {
			// An API that refuses a way of writing a number has no lead with it.
			if (index > 0 && result.errorCode === 'requestRefused' && result.reach === undefined) continue;
			return result;
		}
		const leads = result.leads.filter((lead) => meets(lead, conditions));
		notes ??= noteOf(result, leads.length);
		if (leads.length > 0) return { leads, note: notes };
	}
	return { leads: [], note: notes ?? noteOfNobody(conditions) };
}

/** A state or a disposition that is misspelt finds nobody, as one that no lead has. */
function noteOfNobody({ currentState, lastDisposition, processId, ...others }: Conditions): string | undefined {
	const asked = [
		...(currentState === undefined ? [] : [`the state ${shown(currentState[0])}`]),
		...(lastDisposition === undefined ? [] : [`the last disposition ${shown(lastDisposition[0])}`]),
	];
	if (asked.length === 0) return undefined;
	const who =
		Object.keys(others).length > 0
			? 'No lead that matches the other filters'
			: processId === undefined
				? 'No lead'
				: 'No lead of this process';
	return `${who} has ${asked.join(' and ')}. Uservox compares them character by character: pick them from the list.`;
}

/** Each combination of ways of writing, the usual one first. */
function queriesOf(conditions: Conditions): Array<Record<string, string>> {
	let queries: Array<Record<string, string>> = [{}];
	for (const [name, values] of Object.entries(conditions)) {
		queries = values.flatMap((value) => queries.map((query) => ({ ...query, [name]: value })));
	}
	return queries.slice(0, MOST_QUESTIONS);
}

/** Whether a lead is one that was asked for: a filter that the API overlooks must not let others through (docs/rules.md, rule 12). */
function meets(lead: JsonObject, conditions: Conditions): boolean {
	return (
		isSame(lead.phone, conditions.phone, isSamePhone) &&
		isSame(lead.email, conditions.email, isSameText) &&
		isSame(lead.referenceId, conditions.referenceId, isSameText) &&
		isSame(lead.processId, conditions.processId, isSameText) &&
		isSame(lead.currentState, conditions.currentState, isSameText) &&
		isSame(lead.lastDisposition, conditions.lastDisposition, isSameText)
	);
}

/** A lead without the field is none of those that have it. What is neither a text nor a number contradicts nobody. */
function isSame(
	found: unknown,
	[asked]: readonly string[] = [],
	compare: (found: string, asked: string) => boolean,
): boolean {
	if (asked === undefined) return true;
	if (found === undefined || found === null || found === '') return false;
	if (typeof found !== 'string' && typeof found !== 'number') return true;
	return compare(String(found), asked);
}

/** Digits that are masked contradict nobody. */
function isSamePhone(found: string, asked: string): boolean {
	const [first, second] = [comparablePhone(found), comparablePhone(asked)];
	return first === undefined || second === undefined || canBeSamePhone(first, second);
}

function isSameText(found: string, asked: string): boolean {
	return found.includes('*') || found.trim().toLowerCase() === asked.trim().toLowerCase();
}

function noteOf({ leads, total, isCut }: LeadsFound, met: number): string | undefined {
	if (isCut) {
		const all = total === undefined ? '' : ` of ${total}`;
		return `The list was read up to ${leads.length} leads${all}, which is as far as one item goes. Use filters to get the others.`;
	}
	if (met < leads.length) {
		return 'Uservox also gave leads that do not match the filters. They were left out.';
	}
	return total === undefined
		? undefined
		: `Uservox counts ${total} leads but gave ${leads.length}: the list may have changed while it was read.`;
}
