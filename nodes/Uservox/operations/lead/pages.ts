// Reads leads by filter, page after page. In which order the API lists them is not documented, and the list may change meanwhile.
import { readPage } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { ask, LEAD, unreadable } from '../ask';
import type { Failed } from '../../model/ended';
import type { SetUp } from '../setUp';

/** The most that a page may hold by the API's page, and what it holds unless asked otherwise. */
const PAGE_SIZE = 100;
const USUAL_PAGE_SIZE = 10;
const HTTP_BAD_REQUEST = 400;
/** A list without an end is given up here. */
const MAX_PAGES = 1_000;

export interface LeadsFound {
	leads: JsonObject[];
	/** How many there are by the API's count, if that is more than were found. */
	total?: number;
	/** There are more, and no further page was asked for. */
	isCut?: true;
}

/**
 * GET /leads/query until `limit` leads are found or there are no more.
 * @param filters the query without `limit` and `skip`
 */
export async function readLeads(
	setUp: Pick<SetUp, 'exchange' | 'run'>,
	filters: Record<string, string>,
	limit: number,
): Promise<LeadsFound | Failed> {
	const leads: JsonObject[] = [];
	const seen = new Set<string>();
	let total: number | undefined;
	let skip = 0;
	let pageSize = PAGE_SIZE;
	let isCut: true | undefined = true;
	for (let page = 0; page < MAX_PAGES; page += 1) {
		const size = Math.min(pageSize, limit - leads.length);
		const query = { ...filters, limit: String(size), skip: String(skip) };
		const answer = await ask(setUp, { path: '/leads/query', query }, LEAD);
		if ('errorCode' in answer) {
			// The largest page may be configured lower: once more, as the API would do it by itself.
			const isTooLarge = answer.httpStatus === HTTP_BAD_REQUEST && size > USUAL_PAGE_SIZE;
			if (!isTooLarge) return answer;
			pageSize = USUAL_PAGE_SIZE;
			continue;
		}
		const read = readPage(answer.body ?? {});
		if (read === undefined) return unreadable(answer, 'a list of leads');
		const before = leads.length;
		for (const lead of read.entries) {
			if (typeof lead._id === 'string' && seen.has(lead._id)) continue;
			if (typeof lead._id === 'string') seen.add(lead._id);
			if (leads.length < limit) leads.push(lead);
		}
		total = read.total ?? total;
		skip += read.length;
		// Pages may be capped lower than asked for: only an empty one, or the count, shows that this was the last.
		const isLast = read.length === 0 || (total === undefined ? leads.length === before : skip >= total);
		if (isLast || leads.length >= limit) {
			isCut = undefined;
			break;
		}
	}
	const isIncomplete = total !== undefined && leads.length < Math.min(limit, total);
	return { leads, total: isIncomplete ? total : undefined, isCut };
}
