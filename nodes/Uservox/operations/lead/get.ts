// Get Lead: one lead for each item, with its activities.
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { holdsNothing, readFound } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { saidOnOrOff } from '../../model/options';
import { ask, LEAD, unreadable } from '../ask';
import { failed, found, type Failed } from '../../model/ended';
import type { Operation } from '../operation';
import { identifyProperties, identityReader, type Identity } from '../parameters/identify';
import { optionsWith } from '../parameters/requestOptions';
import { showAs, simplifiedLead, simplifyParameter } from '../parameters/simplify';
import { perform, type Work } from '../perform';
import { type SetUp } from '../setUp';
import { readOptions, type SetUpFault } from '../../host/setUp';

export const get: Operation = {
	name: 'Get',
	action: 'Get lead and its calls',
	description:
		'Get a lead by its ID or by your reference ID: its state, its last disposition and its calls. Use it to see whether a lead has been called, and how it went.',
	properties: [
		...identifyProperties,
		simplifyParameter(),
		optionsWith({
			displayName: 'Mask Phone Number',
			name: 'maskPhone',
			type: 'boolean',
			default: true,
			description: 'Whether Uservox hides some digits of the phone number',
		}),
	],
	execute: async (context) => await perform(context, prepare),
};

const optionsSchema = z.object({ maskPhone: saidOnOrOff });

function prepare(setUp: SetUp): Work<Identity> | SetUpFault {
	const read = readOptions(optionsSchema, { maskPhone: false, ...setUp.options });
	if ('fault' in read) return read;
	const shown = showAs(simplifiedLead, setUp);
	if ('fault' in shown) return shown;
	const query: Record<string, string> = read.options.maskPhone ? { masked: 'true' } : {};
	return {
		noun: LEAD.noun,
		read: readerOfLeads(setUp),
		ask: async (identity) => {
			const answer = await askForLead(setUp, identity, query);
			return 'errorCode' in answer ? answer : found([shown.show(answer.lead)]);
		},
	};
}

/** Reads which lead each item means. */
function readerOfLeads(setUp: SetUp): Work<Identity>['read'] {
	const identityOf = identityReader(setUp);
	return (json: IDataObject, itemIndex: number) => {
		const reading = new ItemReading(sourceOf(json), itemIndex);
		const { subject, identity, missing } = identityOf(reading);
		const { faults } = reading;
		return identity === undefined || faults.length > 0 ? { subject, faults, missing } : { subject, asked: identity };
	};
}

/** GET /leads/get: the lead, or why there is none. */
export async function askForLead(
	setUp: Pick<SetUp, 'exchange' | 'run'>,
	identity: Identity,
	query: Record<string, string> = {},
): Promise<{ lead: JsonObject } | Failed> {
	const answer = await ask(setUp, { path: '/leads/get', query: { ...identity, ...query } }, LEAD);
	if ('errorCode' in answer) return answer;
	const body = answer.body ?? {};
	const lead = readFound(body);
	if (lead === undefined) {
		return holdsNothing(body)
			? failed('leadNotFound', 'Uservox has no such lead. Check the ID.', { httpStatus: answer.status })
			: unreadable(answer, 'a lead');
	}
	return isMeant(lead, identity) ? { lead } : unreadable(answer, 'the lead that was asked for');
}

/** Whether the answer speaks of the lead that was asked for, as far as it says. */
function isMeant({ _id, referenceId }: JsonObject, identity: Identity): boolean {
	if ('leadId' in identity) return String(_id).toLowerCase() === identity.leadId;
	const isId = typeof referenceId === 'string' || typeof referenceId === 'number';
	return !isId || String(referenceId).trim() === identity.referenceId;
}
