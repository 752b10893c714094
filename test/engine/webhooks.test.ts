// Contacts that come in one by one, each in an execution of its own: a new one does not wait for those that Uservox knows.
import type { IDataObject } from 'n8n-workflow';
import { passFast } from './fastTime';
import { codesOf, expectEachItemOnce, knownFrom, people, run, SINGLE, submissionsTo, withSimulator } from './support';

const SPEED = 4;
const time = passFast(SPEED);

const MINUTE_MS = 60_000;
const KNOWN = 200;
const NEW = 50;
const IN_A_SECOND = Math.ceil(((KNOWN + NEW) * 1_000) / MINUTE_MS);

test('200 known contacts in a minute, among 50 new ones: no new one waits longer than a second', async () => {
	const rows = people(KNOWN + NEW);
	const known = new Set(Array.from({ length: KNOWN }, (_, row) => row));
	// Every fifth one is new.
	const order: IDataObject[] = rows
		.slice(KNOWN)
		.flatMap((row, index) => [...rows.slice(index * 4, index * 4 + 4), row]);
	await withSimulator({ existing: knownFrom(rows, known), latencyMs: 100 }, async (simulator) => {
		const begun = time.now();
		const nodes = await Promise.all(
			order.map(async (row, index) => {
				const ms = (index * MINUTE_MS) / order.length - (time.now() - begun);
				await new Promise((resolve) => setTimeout(resolve, ms / SPEED));
				return await run(simulator, [row], { ...SINGLE, options: { timeout: 600_000 } });
			}),
		);
		for (const node of nodes) expectEachItemOnce(node, 1);
		expect(codesOf(nodes.flatMap(({ error }) => error))).toEqual({ alreadyExists: KNOWN });
		expect(simulator.books.created).toHaveLength(NEW);
		expect(simulator.books.duplicates).toEqual([]);

		// From the answer that it is new to its arrival, no more known ones come than in a second. Counted, because a busy machine holds
		// up new and known ones alike.
		const { arrivals } = simulator.books;
		for (const { phone, arrival } of simulator.books.created) {
			const answeredAt = arrivals.find(({ query }) => query?.phone === phone)?.answeredAt ?? NaN;
			const between = arrivals.filter(
				({ kind, at, index }) => kind === 'query' && at > answeredAt && index < (arrival ?? 0),
			);
			expect(between.length).toBeLessThanOrEqual(IN_A_SECOND);
		}
		// One question each, and one request for each that is new.
		expect(simulator.books.summary().byKind).toMatchObject({ query: KNOWN + NEW, get: 0, bulk: 0 });
		expect(submissionsTo(simulator)).toHaveLength(NEW);
	});
});
