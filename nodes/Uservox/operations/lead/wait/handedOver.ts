// When a lead was handed over, as far as it is known: what was over before does not count.
import type { IDataObject } from 'n8n-workflow';
import { timeOf, type JsonObject } from '../../../api/answer/parse';
import { normalisedId } from '../../../input/ids';

/** How a lead was when it was handed over. */
export interface HandedOver {
	/** Calls that ended later count, in ms since the epoch by the server's clock; -Infinity for a lead that did not exist before. */
	since: number;
	/** The last disposition that it had then, as far as it is known. */
	disposition?: { before: unknown };
}

export const AS_NEW: HandedOver = { since: -Infinity, disposition: { before: undefined } };

/** A new lead may have been called by the time the answer came, but not again after so long, in ms. */
const ANSWERED_WITHIN_MS = 300_000;

/**
 * What an item says about it. An item of Initiate has the lead as Uservox had it then, with the time of its last change. Other items have
 * times of their own, such as those of a CRM, and say nothing.
 * @param lead as Uservox shows it now
 * @param wasNew whether this process handed it over as a new lead
 */
function toldByItem(item: IDataObject, lead: JsonObject, wasNew: boolean): HandedOver | undefined {
	if (typeof item._id !== 'string' || typeof lead._id !== 'string') return undefined;
	if (normalisedId(item._id) !== normalisedId(lead._id)) return undefined;
	const updatedAt = timeOf(item.updatedAt);
	if (updatedAt === undefined) return undefined;
	const age = updatedAt - (timeOf(item.createdAt) ?? -Infinity);
	if (age <= (wasNew ? ANSWERED_WITHIN_MS : 0)) return AS_NEW;
	return {
		since: updatedAt,
		...('lastDisposition' in item ? { disposition: { before: item.lastDisposition } } : {}),
	};
}

/**
 * When a lead was handed over the last time, as far as it is known.
 * @param lead as Uservox shows it now
 * @param items the items that mean it
 * @param since when this process handed it over, in ms since the epoch: -Infinity for a new lead
 */
export function handedOver(
	lead: JsonObject,
	items: readonly IDataObject[],
	since: number | undefined,
): HandedOver | undefined {
	const own = since === undefined ? undefined : since === -Infinity ? AS_NEW : { since };
	return [own, ...items.map((item) => toldByItem(item, lead, own === AS_NEW))].reduce((last, next) =>
		next === undefined || (last !== undefined && last.since >= next.since) ? last : next,
	);
}
