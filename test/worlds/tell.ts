// Tells the story of one world in lines for people: the plan, each request, how leads ended, what did not hold.
import type { Exchange } from './memoryTransport';
import { Reading, violationsOf } from './invariants';
import { START } from './plan';

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
		if (only !== undefined && !exchange.leads.includes(only)) continue;
		const fault = exchange.arrival?.fault === undefined ? '' : `  [${exchange.arrival.fault}]`;
		lines.push(
			`${String(place + 1).padStart(4)} run ${exchange.execution} ${exchange.kind.padEnd(6)} ${seconds(exchange.departedAt)} s → ${seconds(exchange.endedAt)} s  leads ${placesOf(exchange.leads)}  ${answerOf(exchange)}${fault}`,
		);
	}
	lines.push('');
	const ends = new Map<string, number[]>();
	for (const lead of story.facts) {
		const outcome = reading.outcomeOf(lead);
		const recovered = outcome?.status === 'initiated' && outcome.recovered === true ? ' (recovered)' : '';
		const key = `${reading.codeOf(lead) ?? 'no outcome'}${recovered}`;
		ends.set(key, [...(ends.get(key) ?? []), lead.index]);
	}
	for (const [end, leads] of ends) lines.push(`${end}: ${placesOf(leads)}`);
	for (const { stopped } of story.runs) if (stopped !== undefined) lines.push(`stopped: ${stopped.cause}`);
	for (const line of story.logs) lines.push(`log: ${line}`);
	lines.push(`books: ${JSON.stringify(story.books.summary())}`, '');
	const broken = violationsOf(reading);
	for (const { name, said } of broken) lines.push(`BROKEN: ${name}`, ...said.slice(0, 5).map((text) => `   ${text}`));
	if (broken.length === 0) lines.push('All invariants hold.');
	return lines.join('\n');
}
