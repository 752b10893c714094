// Reads the leads that the API shows: one of GET /leads/get, or a page of GET /leads/query.
import type { IDataObject } from 'n8n-workflow';
import type { Identity } from '../../model/sameLead';
import { readPage, type Page } from './found';
import { asObject, identityOf, timeOf, type JsonObject } from './parse';

/** A lead that Uservox has. Times are in ms since the epoch, by the server's clock. */
export interface FoundLead {
	id: string;
	identity: Identity;
	processId?: string;
	currentState?: string;
	createdAt?: number;
	updatedAt?: number;
	/** Everything the API shows of it. */
	lead: JsonObject;
}

/** One page of a listing, and how many leads there are in all, if the API says so. */
export interface LeadPage extends Page {
	leads: FoundLead[];
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function foundLeadOf(value: unknown): FoundLead | undefined {
	const lead = asObject(value);
	const id = textOf(lead?._id);
	if (lead === undefined || id === undefined) return undefined;
	const { referenceId, phone, email } = identityOf(lead);
	return {
		id,
		identity: { referenceId, phone, email },
		processId: textOf(lead.processId)?.toLowerCase(),
		currentState: textOf(lead.currentState),
		createdAt: timeOf(lead.createdAt),
		updatedAt: timeOf(lead.updatedAt),
		lead,
	};
}

/** The lead in the answer of `GET /leads/get` (`{ success, data }`, or the lead itself); undefined when it holds none. */
export function readFoundLead(body: JsonObject): FoundLead | undefined {
	return body.success === false ? undefined : foundLeadOf(asObject(body.data) ?? body);
}

/** The page in the answer of `GET /leads/query`; undefined when it is not one. */
export function readLeadPage(body: JsonObject): LeadPage | undefined {
	const page = readPage(body);
	return page && { ...page, leads: page.entries.map(foundLeadOf).filter((lead) => lead !== undefined) };
}

const SHOWN_FIELDS = ['_id', 'referenceId', 'processId', 'currentState', 'lastDisposition', 'createdAt'] as const;

/** What an item shows of a lead that Uservox has: its id and state, as far as the API shows them. */
export function existingLeadOf({ lead }: Pick<FoundLead, 'lead'>): IDataObject {
	const shown: IDataObject = {};
	for (const field of SHOWN_FIELDS) {
		const value = lead[field];
		if (typeof value === 'string' || typeof value === 'number') shown[field] = value;
	}
	return shown;
}
