// Reads and checks the input on demand, some items at a time, and yields in between.
import { inSlices } from '../api/pace/slices';
import type { Clock } from '../api/ports';
import type { LeadRecord } from '../model/lead';
import type { Checked } from './check/check';
import type { PullRecords } from './send/batches';
import type { Candidate, Input, Reader } from './read/read';

/** How many records are given at once: few enough that an answer that arrives meanwhile does not have to wait. */
const RECORDS_AT_ONCE = 250;

export interface Intake {
	input: Input;
	reader: Reader;
	/** The record, or why it must not be sent. */
	check: (candidate: Candidate) => Checked;
	/** Called for every item, in order. */
	onRead: (candidate: Candidate, checked: Checked) => void;
	clock: Clock;
}

/** The input as records to send. Items that fail the check are passed to `onRead` only. */
export function pullFrom({ input: { count, jsonOf }, reader, check, onRead, clock }: Intake): PullRecords {
	let next = 0;
	return async () => {
		if (next === 0) await lookThrough({ count, jsonOf }, reader, clock);
		if (next >= count) return undefined;
		const records: LeadRecord[] = [];
		await inSlices(clock, () => {
			const candidate = reader.read(jsonOf(next), next);
			const checked = check(candidate);
			onRead(candidate, checked);
			if (checked.record !== undefined) records.push(checked.record);
			next += 1;
			return next < count && records.length < RECORDS_AT_ONCE;
		});
		return records;
	};
}

/** Lets the reader look at all items before the first one is read, because only all of them show whether a column holds ids. */
async function lookThrough({ count, jsonOf }: Input, { look }: Reader, clock: Clock): Promise<void> {
	if (look === undefined) return;
	let itemIndex = 0;
	await inSlices(clock, () => {
		look(jsonOf(itemIndex));
		itemIndex += 1;
		return itemIndex < count;
	});
}
