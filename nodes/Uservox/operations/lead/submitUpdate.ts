// Sends one update. When its answer is lost, the lead is looked up: a change of state must not happen twice.
import type { IDataObject } from 'n8n-workflow';
import { asItem } from '../../api/answer/asItem';
import { asObject, type JsonObject } from '../../api/answer/parse';
import type { Answer, Submission } from '../../api/exchange';
import { backoffMs } from '../../api/pace/backoff';
import { LEAD, refused, stopped, unanswered } from '../ask';
import { failed, type Done, type Ended, type Failed } from '../../model/ended';
import type { Identity } from '../parameters/identify';
import type { SetUp } from '../setUp';
import { askForLead } from './get';

/** What the API's page lists of an update, besides the lead's identity. */
export interface Changes {
	name?: string;
	targetState?: string;
	disposition?: string;
	userId?: string;
	metadata?: Record<string, unknown>;
}

export interface LeadUpdate {
	identity: Identity;
	changes: Changes;
	/** Both, as JSON. */
	body: string;
}

/** The update with its body; undefined for what JSON cannot hold. */
export function leadUpdate(identity: Identity, changes: Changes): LeadUpdate | undefined {
	try {
		return { identity, changes, body: JSON.stringify({ ...identity, ...changes }) };
	} catch {
		return undefined;
	}
}

type Asking = Pick<SetUp, 'exchange' | 'run' | 'random'>;

/** The server works on after an answer was lost; a lead that does not show the update yet is looked at again after so long. */
const SETTLING_MS = 15_000;

/** POST /leads/update. Sent again only when it never left, or when doing it twice is the same as doing it once. */
export async function submitUpdate(setUp: Asking, update: LeadUpdate): Promise<Ended> {
	const { exchange, run, random } = setUp;
	const { targetState, disposition } = update.changes;
	const isHarmless = targetState === undefined && disposition === undefined;
	for (let tries = 0; ; tries += 1) {
		const result = await exchange.submit({ path: '/leads/update', body: update.body });
		switch (result.kind) {
			case 'stopped':
				return stopped(run);
			case 'refusedForPace':
				return failed(result.errorCode, result.message, { httpStatus: 429, reach: 'run' });
			case 'noConnection':
				return unanswered(result);
			case 'lost':
				break;
			case 'answer': {
				if (isUnclear(result)) break;
				return refused(result, LEAD) ?? accepted(update, result.body ?? {});
			}
		}
		if (!isHarmless || tries >= exchange.settings.maxRetries || run.stopped !== undefined) {
			return await clearUp(setUp, update, result);
		}
		await run.clock.sleep(backoffMs(tries, random), run.signal);
	}
}

/** A failure of the server, or a 2xx that cannot be read: the update may have been taken. */
function isUnclear({ status, body, isHtml }: Answer): boolean {
	return status >= 500 || (status < 300 && body === undefined && !isHtml);
}

function accepted({ identity }: LeadUpdate, answer: JsonObject, more: IDataObject = {}): Done {
	return { status: 'done', word: 'accepted', found: [{ ...identity, ...asItem(answer), ...more }] };
}

/** How an update ended whose answer was lost: taken if the lead shows it, else nobody knows. */
async function clearUp(
	setUp: Asking,
	update: LeadUpdate,
	lost: Extract<Submission, { kind: 'lost' | 'answer' }>,
): Promise<Ended> {
	const { clock, signal } = setUp.run;
	for (const waitMs of [0, SETTLING_MS + lost.answeredAt - lost.sentAt]) {
		if (waitMs > 0) await clock.sleep(waitMs, signal);
		const answer = await askForLead(setUp, update.identity);
		if ('errorCode' in answer) return answer.errorCode === 'leadNotFound' ? answer : unconfirmed(lost, answer);
		const { lead } = answer;
		if (shows(lead, update.changes))
			return accepted(update, { success: true, lead: asItem(lead) }, { recovered: true });
	}
	return unconfirmed(lost);
}

function unconfirmed(lost: Extract<Submission, { kind: 'lost' | 'answer' }>, lookUp?: Failed): Failed {
	const why = lost.kind === 'lost' ? lost.why : `HTTP ${lost.status}`;
	const found =
		lookUp === undefined
			? 'the lead does not show it yet'
			: `the lead could not be looked up either (${lookUp.errorCode})`;
	return failed(
		'unconfirmed',
		`The answer to the update was lost (${why}), and ${found}. Look at the lead in Uservox before you send it again.`,
		{ httpStatus: lost.kind === 'answer' ? lost.status : undefined, reach: lookUp?.reach },
	);
}

/** Whether the lead is as the update wanted it. */
function shows(lead: JsonObject, { name, targetState, disposition, metadata = {} }: Changes): boolean {
	const { firstName, lastName } = lead;
	const names = [lead.name, [firstName, lastName].filter((part) => typeof part === 'string').join(' ')];
	const own = asObject(lead.metadata) ?? {};
	return (
		(name === undefined || names.includes(name)) &&
		(targetState === undefined || lead.currentState === targetState) &&
		(disposition === undefined || lead.lastDisposition === disposition) &&
		Object.entries(metadata).every(([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value))
	);
}
