// What must hold of every run: each item leaves once, and Success is what the API's books hold. Tests, demo and end-to-end tests ask it.
import type { INodeExecutionData } from 'n8n-workflow';
import type { Books, StoredLead } from './simulator/books';
import { textOf } from './values';

/** What left the node. */
export interface Outputs {
	success: INodeExecutionData[];
	error: INodeExecutionData[];
	/** The third output, which On Error = Continue (using error output) adds, and which stays empty. */
	third: INodeExecutionData[];
}

/** The input item that an output item is linked to, from 0. @throws Error when it is not linked to exactly one */
export function itemOf({ pairedItem }: INodeExecutionData): number {
	if (typeof pairedItem !== 'object' || Array.isArray(pairedItem))
		throw new Error(`An output item is not linked to one input item: ${JSON.stringify(pairedItem)}`);
	return pairedItem.item;
}

/** How many error items have each code. */
export function codesOf(items: readonly INodeExecutionData[]): Record<string, number> {
	const codes: Record<string, number> = {};
	for (const { json } of items) {
		const code = textOf(json.errorCode);
		codes[code] = (codes[code] ?? 0) + 1;
	}
	return codes;
}

/** Every row, counted from 1, that did not leave exactly once on Success or Error; nothing when all did. */
export function notLeftOnce({ success, error, third }: Outputs, count: number): string[] {
	const left = Array.from({ length: count }, () => 0);
	const faults = third.map((item) => `Row ${itemOf(item) + 1} is on the third output`);
	for (const item of [...success, ...error]) {
		const times = left[itemOf(item)];
		if (times === undefined) faults.push(`An output item is linked to row ${itemOf(item) + 1} of ${count}`);
		else left[itemOf(item)] = times + 1;
	}
	left.forEach((times, row) => {
		if (times !== 1) faults.push(`Row ${row + 1} left ${times} times`);
	});
	return faults;
}

/**
 * Everything in which Success and the books disagree, and every lead that was started or submitted twice; nothing when all is well.
 * @param rowOf the row, from 0, that a stored lead was made of
 */
export function disagreements(
	success: readonly INodeExecutionData[],
	books: Books,
	rowOf: (lead: StoredLead) => number,
): string[] {
	const stored = new Map(books.created.map((lead) => [rowOf(lead), lead]));
	const reported = new Set(success.map(itemOf));
	const faults: string[] = [];
	for (const item of success) {
		const row = itemOf(item);
		const { _id } = item.json;
		const lead = stored.get(row);
		if (lead === undefined) faults.push(`Row ${row + 1} is on Success, and the books do not have it`);
		else if (_id !== undefined && _id !== lead._id)
			faults.push(`Row ${row + 1} is on Success with the ID of another lead, ${JSON.stringify(_id)}`);
	}
	if (stored.size !== books.created.length) faults.push('The books have several leads of one row');
	for (const [row, { _id }] of stored)
		if (!reported.has(row)) faults.push(`The books have lead ${_id} of row ${row + 1}, which is not on Success`);
	for (const id of books.summary().initiatedMoreThanOnce) faults.push(`Lead ${id} was started more than once`);
	for (const { lead } of books.duplicatesOfThisRun()) faults.push(`A lead went out twice: ${JSON.stringify(lead)}`);
	return faults;
}
