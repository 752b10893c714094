// Tells the story of one world in lines for people: the plan, each request, how leads ended, what did not hold.
import type { Exchange } from './memoryTransport';
import { violationsOf } from './invariants';
import type { Reading } from './reading';
import { START } from './buildWorld';

const SHOWN_LEADS = 8;

function seconds(time: number | undefined): string {
	return time === undefined ? '       ?' : `${((time - START) / 1000).toFixed(3).padStart(8)}`;
}

function answerOf({ result }: Exchange): string {
	if (result === undefined) return 'nothing yet';
	return result.kind === 'answer' ? `${result.status} ${result.text.slice(0, 70)}` : `${result.kind} (${result.why})`;
}

function placesOf(leads: readonly number[]): string {
	const shown = leads.slice(0, SHOWN_LEADS).join(' ');
	return leads.length > SHOWN_LEADS ? `${shown} … ${leads.at(-1)} (${leads.length})` : shown;
}

/** @param only tell just of requests that held this lead */
export function tell(reading: Reading, only?: number): string {
	const { story } = reading;
	const lines = [JSON.stringify(story.plan, undefined, 1).replace(/\n\s*/g, ' '), ''];
	for (const [place, exchange] of story.exchanges.entries()) {
		if (only !== undefined && !exchange.leads.includes(only) && exchange.kind !== 'list') continue;
		const skip = exchange.skip === undefined ? '' : ` from ${exchange.skip}`;
		const fault = exchange.arrival?.fault === undefined ? '' : `  [${exchange.arrival.fault}]`;
		lines.push(
			`${String(place + 1).padStart(4)} run ${exchange.run} ${exchange.kind.padEnd(6)}${skip} ${seconds(exchange.departedAt)} s → ${seconds(exchange.endedAt)} s  leads ${placesOf(exchange.leads)}  ${answerOf(exchange)}${fault}`,
		);
	}
	lines.push('');
	for (const run of story.runs) {
		const ends = new Map<string, number[]>();
		for (const { lead, outcome, code } of reading.of(run)) {
			const recovered = outcome?.status === 'initiated' && outcome.recovered === true ? ' (recovered)' : '';
			const key = `${code ?? 'no outcome'}${recovered}`;
			ends.set(key, [...(ends.get(key) ?? []), lead.index]);
		}
		const stopped = run.stopped === undefined ? '' : `, stopped: ${run.stopped.cause}`;
		const why = run.findings?.why === undefined ? '' : `, ${run.findings.why}`;
		const could = reading.couldAsk(run) ? 'could ask' : 'could not ask';
		lines.push(
			`run ${run.index} of process ${run.process}: ${seconds(run.startedAt)} s → ${seconds(run.endedAt)} s${stopped}${why}, ${could}`,
		);
		for (const [end, leads] of ends) lines.push(`   ${end}: ${placesOf(leads)}`);
	}
	for (const line of story.told) lines.push(`told: ${line}`);
	lines.push(`books: ${JSON.stringify(story.books.summary())}`, '');
	const broken = violationsOf(reading);
	for (const { name, said } of broken) lines.push(`BROKEN: ${name}`, ...said.slice(0, 5).map((text) => `   ${text}`));
	if (broken.length === 0) lines.push('All invariants hold.');
	return lines.join('\n');
}
