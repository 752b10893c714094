// Reading the list of a project: pages that repeat or lack leads, a lower cap, no total, an end.
import type { FoundLead } from '../../nodes/Uservox/api/answer/foundLead';
import { Exchange } from '../../nodes/Uservox/api/exchange';
import { LeadFinder } from '../../nodes/Uservox/api/search/finder';
import { newPace } from '../../nodes/Uservox/api/pace/sharedPace';
import { Slots } from '../../nodes/Uservox/api/pace/slots';
import type { HttpRequest, HttpResult } from '../../nodes/Uservox/api/ports';
import { Run } from '../../nodes/Uservox/api/run';
import { listProject, type Listing } from '../../nodes/Uservox/api/search/listing';
import { VirtualClock } from '../time/virtualClock';

const PROJECT = 'a'.repeat(24);

interface Server {
	/** The list as it is at the n-th page, from 0. */
	list: (page: number) => number[];
	cap?: number;
	hasTotal?: boolean;
	/** What the API gives for the total; absent: the truth. */
	total?: (all: number) => number;
	/** The API gives the first page, whatever is asked for. */
	ignoresSkip?: boolean;
	/** How long the n-th request travels, in ms; it sees the list as it is when it arrives. */
	travels?: (request: number) => number;
	/** Instead of the n-th page. */
	fails?: (page: number) => HttpResult | undefined;
}

/** Reads the list of a server, and says what was seen with how many pages. */
async function read(server: Server, mostPages = 60): Promise<{ listing: Listing; seen: Set<string>; skips: number[] }> {
	const { list, cap = 100, hasTotal = true, total = (count: number) => count, ignoresSkip, travels, fails } = server;
	const clock = new VirtualClock(0);
	const pace = newPace(clock);
	const run = new Run(clock, undefined, () => undefined);
	const skips: number[] = [];
	let requests = 0;
	const exchange = new Exchange(
		{
			sendHttp: async ({ query = {} }) => {
				requests += 1;
				if (travels !== undefined) await clock.sleep(travels(requests));
				const failure = fails?.(skips.length);
				const all = list(skips.length);
				const skip = Number(query.skip);
				skips.push(skip);
				const from = ignoresSkip ? 0 : skip;
				const data = all.slice(from, from + Math.min(cap, Number(query.limit))).map((id) => ({ _id: `lead ${id}` }));
				const pagination = { limit: cap, skip, ...(hasTotal ? { total: total(all.length) } : {}) };
				return failure ?? { kind: 'answer', status: 200, text: JSON.stringify({ success: true, data, pagination }) };
			},
			limiter: pace.limiter,
			block: pace.block,
			slots: new Slots(4),
			run,
			random: () => 0.5,
		},
		{ requestsPerWindow: 1_000, timeoutMs: 1_000, maxRetries: 0 },
	);
	const finder = new LeadFinder(exchange);
	const seen = new Set<string>();
	let listing: Listing | undefined;
	const reading = async () => {
		const first = await finder.page(PROJECT, 0);
		if (first.kind !== 'page') throw new Error('no first page');
		const visit = ({ id }: FoundLead) => void seen.add(id);
		listing = await listProject(finder, first, visit, { projectId: PROJECT, mostPages, atOnce: 4, log: run.log });
	};
	void reading();
	await clock.pass(() => listing !== undefined);
	if (listing === undefined) throw new Error('it never ended');
	return { listing, seen, skips };
}

test('a search that is refused does not make the pages of the list smaller; a list whose large pages are refused does', async () => {
	const clock = new VirtualClock(0);
	const pace = newPace(clock);
	const run = new Run(clock, undefined, () => undefined);
	const limits: string[] = [];
	let refuses = (query: Record<string, string>) => query.phone !== undefined;
	const sendHttp = async ({ query = {} }: HttpRequest): Promise<HttpResult> => {
		limits.push(query.limit ?? '');
		return refuses(query)
			? { kind: 'answer', status: 400, text: '{"error":"no"}' }
			: { kind: 'answer', status: 200, text: '{"success":true,"data":[]}' };
	};
	const finder = new LeadFinder(
		new Exchange(
			{ sendHttp, limiter: pace.limiter, block: pace.block, slots: new Slots(4), run, random: () => 0.5 },
			{ requestsPerWindow: 1_000, timeoutMs: 1_000, maxRetries: 0 },
		),
	);
	let isOver = false;
	const asking = async () => {
		expect((await finder.search(PROJECT, { phone: '+999' })).kind).toBe('unclear');
		expect((await finder.page(PROJECT, 0)).kind).toBe('page');
		refuses = ({ limit }) => Number(limit) > 10;
		expect((await finder.page(PROJECT, 0)).kind).toBe('page');
		expect((await finder.page(PROJECT, 10)).kind).toBe('page');
	};
	const asked = asking().finally(() => (isOver = true));
	await clock.pass(() => isOver);
	await asked;
	expect(limits).toEqual(['100', '10', '100', '100', '10', '10']);
});

const leads = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each([0, 1, 99, 100, 101, 250, 1_000])('%i leads: all seen, in as many pages as that takes', async (count) => {
	const { listing, seen, skips } = await read({ list: () => leads(count) });
	expect(listing.complete).toBe(true);
	expect(seen.size).toBe(count);
	expect(skips).toHaveLength(Math.max(1, Math.ceil(count / 100)));
});

test.each([
	['0', () => 0],
	['fewer than on the page', () => 1],
])('a total that contradicts its page, %s: the list is read to its end', async (_name, total) => {
	for (const count of [100, 250, 400]) {
		const { listing, seen } = await read({ list: () => leads(count), total });
		expect(listing.complete).toBe(true);
		expect(seen.size).toBe(count);
	}
});

test('no total, and the same page for any place: it is given up at once', async () => {
	const { listing, skips } = await read({ list: () => leads(250), hasTotal: false, ignoresSkip: true }, 5_000);
	expect(listing.complete).toBe(false);
	expect(skips).toEqual([0, 100]);
});

test.each([7, 50])('a cap of %i leads a page: no lead is skipped', async (cap) => {
	const { listing, seen, skips } = await read({ list: () => leads(120), cap });
	expect(listing.complete).toBe(true);
	expect(seen.size).toBe(120);
	expect(skips).toHaveLength(Math.ceil(120 / cap));
});

test.each([0, 30, 100, 230])('no total, %i leads: read until a page is empty', async (count) => {
	const { listing, seen } = await read({ list: () => leads(count), hasTotal: false });
	expect(listing.complete).toBe(true);
	expect(seen.size).toBe(count);
});

test('no total and a lower cap', async () => {
	const { listing, seen } = await read({ list: () => leads(83), hasTotal: false, cap: 20 });
	expect(listing.complete).toBe(true);
	expect(seen.size).toBe(83);
});

test('a list that grows at its head while it is read: what was there is seen', async () => {
	for (const hasTotal of [true, false]) {
		const list = (page: number) => [...leads(Math.min(page, 8)).map((index) => 10_000 - index), ...leads(450)];
		const { listing, seen } = await read({ list, hasTotal });
		expect(listing.complete).toBe(true);
		expect(leads(450).every((id) => seen.has(`lead ${id}`))).toBe(true);
	}
});

test('a list that grows at its head while its pages overtake each other is read again, then page by page', async () => {
	const list = (page: number) => [...leads(20 * page).map((index) => 100_000 - index), ...leads(2_000)];
	const travels = (request: number) => 10 + ((request * 37) % 90);
	const { listing, seen, skips } = await read({ list, travels }, 10_000);
	expect(listing.complete).toBe(true);
	expect(leads(2_000).every((id) => seen.has(`lead ${id}`))).toBe(true);
	const last = skips.slice(skips.lastIndexOf(0));
	expect(last).toEqual([...last].sort((first, second) => first - second));
	expect(skips.filter((skip) => skip === 0)).toHaveLength(3);
});

test('a list that grows at its head is never taken for complete while a lead of before is missing', async () => {
	const missing: string[] = [];
	for (const added of [1, 20, 150, 300]) {
		for (let seed = 1; seed <= 10; seed += 1) {
			const list = (page: number) => [
				...leads(added * page).map((index) => added * page - index + 10_000),
				...leads(2_000),
			];
			const travels = (request: number) => 1 + ((request * 7919 * seed) % 89);
			const { listing, seen } = await read({ list, travels }, 60);
			const unseen = leads(2_000).filter((id) => !seen.has(`lead ${id}`)).length;
			if (listing.complete && unseen > 0) missing.push(`${added} added, seed ${seed}: ${unseen} missing`);
		}
	}
	expect(missing).toEqual([]);
});

test('a list is read again as long as look-ups would take more questions', async () => {
	const inDisorder = leads(3_000).map((index) => (index * 7) % 3_000);
	const list = (page: number) => (page % 2 === 0 && page < 60 ? inDisorder : leads(3_000));
	const cheap = await read({ list }, 1_000);
	expect(cheap.listing.complete).toBe(true);
	expect(cheap.seen.size).toBe(3_000);
	expect(cheap.skips.length).toBeLessThanOrEqual(3 * 30);
	const dear = await read({ list }, 40);
	expect(dear.listing.complete).toBe(false);
	expect(dear.skips.length).toBeLessThanOrEqual(30);
});

test('a list that shrinks at its head while it is read is read again, and is complete only when nothing was skipped', async () => {
	const list = (page: number) => leads(450).slice(Math.min(page, 5));
	const { listing, seen, skips } = await read({ list });
	expect(skips.filter((skip) => skip === 0).length).toBeGreaterThan(1);
	if (listing.complete)
		expect(
			leads(450)
				.slice(5)
				.every((id) => seen.has(`lead ${id}`)),
		).toBe(true);
});

test('leads that are gone do not count for others that were not seen', async () => {
	for (const gone of [1, 500]) {
		const list = (page: number) => leads(4_000).slice(page > 36 ? gone : 0);
		const { listing, seen } = await read({ list });
		if (listing.complete)
			expect(
				leads(4_000)
					.slice(gone)
					.every((id) => seen.has(`lead ${id}`)),
			).toBe(true);
	}
});

test('an order that changes at each page is never taken for complete while a lead is missing', async () => {
	for (let seed = 1; seed <= 20; seed += 1) {
		const list = (page: number) => leads(300).map((index) => (index * (2 * page + seed) + page * 37) % 300);
		const { listing, seen } = await read({ list });
		const isWhole = new Set(leads(300).map((id) => `lead ${id}`)).size === seen.size;
		if (listing.complete) expect(isWhole).toBe(true);
	}
});

test('a page that cannot be had: why is said', async () => {
	const fails = (page: number): HttpResult | undefined =>
		page === 2 ? { kind: 'answer', status: 503, text: '' } : undefined;
	const { listing } = await read({ list: () => leads(500), fails });
	expect(listing.complete).toBe(false);
	expect(listing.unclear).toMatchObject({ cause: 'failed', status: 503 });
});

test.each([
	['without a total', false, 12],
	['with one', true, 23],
])('no more pages than allowed, though the end never comes, %s', async (_name, hasTotal, most) => {
	const endless = (page: number) => leads(100 * (page + 3));
	const { listing, skips } = await read({ list: endless, hasTotal }, 12);
	expect(listing.complete).toBe(false);
	// Those that are under way together may be three more.
	expect(skips.length).toBeLessThanOrEqual(most + 4);
});
