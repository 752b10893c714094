// What costs money and keys: leads stored twice, duplicates submitted, a blocked key.
import { isBlock, wasShared, type Handover, type Reading } from '../reading';
import { forExchanges, forLeads, forRuns, once, type Invariant } from './kinds';
import { nameOf } from '../buildWorld';

const BLOCK_MS = 60 * 60_000;

/** Whether a run that sent a lead again could not know that it was there: nothing shows it, or it was stored when it had been looked for. */
function couldNotKnow(reading: Reading, handover: Handover): boolean {
	const { story } = reading;
	const { source, options, server } = story.plan;
	if (source === 'existing') return false;
	if (!reading.readsWork || server.listChanges?.archives === 1) return true;
	const copies = story.stored.get(nameOf(handover.lead.index)) ?? [];
	const first = copies.reduce((earliest, { createdAt }) => Math.min(earliest, createdAt), Infinity);
	const fromOther = copies.some((copy) => copy.createdAt === first && !handover.stored.includes(copy));
	if (!fromOther) return false;
	return (
		!options.duplicateGuard || copies.some((copy) => copy.createdAt === first && !reading.showsStored(handover, copy))
	);
}

export const DUPLICATES: readonly Invariant[] = [
	forLeads('no lead is stored twice, where anything shows it', (reading, handover) => {
		const { lead, stored } = handover;
		const copies = reading.story.stored.get(nameOf(lead.index)) ?? [];
		const [first] = [...copies].sort((a, b) => a.createdAt - b.createdAt);
		// Whoever stored the first copy has done nothing wrong.
		if (copies.length < 2 || stored.every((copy) => copy === first)) return undefined;
		return !couldNotKnow(reading, handover) && `stored ${copies.length} times`;
	}),

	forLeads('no duplicate of what these runs stored themselves, where anything shows it', (reading, handover) => {
		const { story } = reading;
		const own = story.books
			.duplicatesOfThisRun()
			.filter(({ lead, arrival }) => lead.name === nameOf(handover.lead.index) && isOf(handover, arrival));
		return own.length > 0 && !couldNotKnow(reading, handover) && `${own.length} duplicates`;
	}),

	forLeads('an existing lead is started once by runs that overlap', ({ story }, { lead }) => {
		if (lead.leadId === undefined) return undefined;
		const times = story.books.timesInitiated(lead.leadId);
		const most = timesApart(story.runs.filter(({ leads }) => leads.includes(lead.index)));
		return times > most && `started ${times} times`;
	}),

	forRuns('at most 1 duplicate submitted in a run that could ask, and 1 more for each lost answer', (reading, run) => {
		if (!reading.couldAsk(run)) return undefined;
		const arrivals = new Set(
			reading.submissions.filter((one) => one.run === run.index).map(({ arrival }) => arrival?.index),
		);
		const lost = [...reading.lossy].filter((one) => one.run === run.index).length;
		const submitted = reading.story.books.duplicates.filter(({ arrival }) => arrivals.has(arrival)).length;
		// What another execution gave back is tried by an experiment of its own.
		const shared = wasShared(reading, run) ? 1 : 0;
		return submitted > 1 + lost + shared && `${submitted} duplicates, ${lost} lost answers`;
	}),

	once('the key is never blocked where all runs could ask', (reading) => {
		const { books, runs } = reading.story;
		return (
			books.blocks.length > 0 && runs.every((run) => reading.couldAsk(run)) && `${books.duplicates.length} duplicates`
		);
	}),

	once('leads that Uservox does not know never block the key', ({ story, readsWork }) => {
		const { server, options } = story.plan;
		const known = story.facts.some((lead) => lead.known !== undefined || lead.called);
		if (known || server.badDataCounts || !options.duplicateGuard) return undefined;
		if (story.plan.again !== undefined && !readsWork) return undefined;
		return story.books.blocks.length > 0 && `blocked after ${story.books.duplicates.length} duplicates`;
	}),

	// Two or more kinds of leads may be under way at once; each begins with two.
	once('single leads never block the key, known or not', ({ story, isReadable }) => {
		const { operation, options, server, otherProcess } = story.plan;
		const single = operation === 'initiate' || options.batchSize === 1;
		if (!single || !isReadable || !options.duplicateGuard || server.badDataCounts || otherProcess) return undefined;
		return story.books.blocks.length > 0 && `blocked after ${story.books.duplicates.length} duplicates`;
	}),

	forExchanges('a blocked key is not asked again for an hour', ({ story }, exchange, run) => {
		const blocked = story.exchanges.find(
			(one) =>
				isBlock(one) && story.runs[one.run]?.process === run.process && (one.endedAt ?? Infinity) < exchange.departedAt,
		);
		const ago = exchange.departedAt - (blocked?.endedAt ?? -Infinity);
		return ago < BLOCK_MS && `departed ${ago} ms after the block was read`;
	}),
];

function isOf({ submissions }: Handover, arrival: number): boolean {
	return submissions.some((one) => one.arrival?.index === arrival);
}

/** How many of these runs did not overlap with one before. */
function timesApart(runs: Array<{ startedAt: number | undefined; endedAt: number }>): number {
	let times = 0;
	let end = -Infinity;
	for (const { startedAt = Infinity, endedAt } of runs) {
		if (startedAt > end) times += 1;
		end = Math.max(end, endedAt);
	}
	return times;
}
