// The two ways to hand leads over, as values: one lead per request, or many.
import { jsonOf, type LeadRecord } from '../model/lead';
import { readBulkAnswer, type JsonObject } from './answer/parse';
import { settleBulkAnswer, settleSingleAnswer, type Settlement } from './answer/settle';
import type { Exchange, Submission } from './exchange';

export interface Endpoint {
	/** The most leads of one request. */
	readonly largest: number;
	send(records: readonly LeadRecord[]): Promise<Submission>;
	/** What an answer says about each record; undefined when it is not an answer of this endpoint. */
	read(records: readonly LeadRecord[], body: JsonObject): Settlement | undefined;
	/** Whether the body of a 4xx reports each lead, as that of a 2xx does. */
	tellsOfLeads(body: JsonObject): boolean;
}

/** The record's JSON for a body. It is not kept, because a run may be long and second tries are rare. */
function handedOver(record: LeadRecord): string {
	const json = jsonOf(record);
	record.json = undefined;
	return json;
}

/** POST /leads/initiate, for one record. */
export function singleEndpoint(exchange: Exchange): Endpoint {
	return {
		largest: 1,
		async send([record]) {
			if (record === undefined) return { kind: 'stopped' };
			const subject = record.kind === 'new' ? 'lead' : 'leadId';
			return await exchange.submit({
				path: '/leads/initiate',
				body: `{"${subject}":${handedOver(record)},"init":${record.init}}`,
			});
		},
		read([record], body) {
			const outcome = record === undefined ? undefined : settleSingleAnswer(record, body);
			return outcome === undefined ? undefined : [outcome];
		},
		tellsOfLeads: () => false,
	};
}

/**
 * POST /leads/bulk/initiate, for records of one kind, one project, one process and one `init`.
 * @param simplified whether to ask for `v=1.2`
 */
export function bulkEndpoint(exchange: Exchange, batchSize: number, simplified: boolean): Endpoint {
	return {
		largest: batchSize,
		async send(records) {
			const [first] = records;
			const subject = first?.kind === 'existing' ? 'leadIds' : 'leads';
			return await exchange.submit({
				path: '/leads/bulk/initiate',
				query: simplified ? { v: '1.2' } : undefined,
				body: `{"${subject}":[${records.map(handedOver).join(',')}],"init":${first?.init ?? true}}`,
			});
		},
		read: (records, body) => settleBulkAnswer(records, body, simplified),
		tellsOfLeads: (body) =>
			readBulkAnswer(body) !== undefined && (body.success !== undefined || Array.isArray(body.errors)),
	};
}
