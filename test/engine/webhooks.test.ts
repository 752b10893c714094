// Contacts that come in one by one, each in an execution of its own: a new one does not wait for those that Uservox knows.
import type { IDataObject } from 'n8n-workflow';
import { sharedTime } from '../time/sharedTime';
import { codesOf, expectEachItemOnce, knownFrom, people, run, SINGLE, submissionsTo, withSimulator } from './support';

const MINUTE_MS = 60_000;
const KNOWN = 200;
const NEW = 50;

test('200 known contacts in a minute, among 50 new ones: no new one waits longer than a second', async () => {
	const rows = people(KNOWN + NEW);
	const known = new Set(Array.from({ length: KNOWN }, (_, row) => row));
	// Every fifth one is new.
	const order: IDataObject[] = rows
		.slice(KNOWN)
		.flatMap((row, index) => [...rows.slice(index * 4, index * 4 + 4), row]);
	await withSimulator({ existing: knownFrom(rows, known), latencyMs: 100 }, async (simulator) => {
		const nodes = await Promise.all(
			order.map(async (row, index) => {
				await sharedTime.sleep((index * MINUTE_MS) / order.length);
				return await run(simulator, [row], SINGLE);
			}),
		);
		for (const node of nodes) expectEachItemOnce(node, 1);
		expect(codesOf(nodes.flatMap(({ error }) => error))).toEqual({ alreadyExists: KNOWN });
		expect(simulator.books.created).toHaveLength(NEW);
		expect(simulator.books.duplicates).toEqual([]);

		const { arrivals } = simulator.books;
		for (const { phone, createdAt } of simulator.books.created) {
			const answeredAt = arrivals.find(({ query }) => query?.phone === phone)?.answeredAt ?? NaN;
			expect(createdAt - answeredAt).toBeLessThanOrEqual(1_000);
		}
		// One question each, and one request for each that is new.
		expect(simulator.books.summary().byKind).toMatchObject({ query: KNOWN + NEW, get: 0, bulk: 0 });
		expect(submissionsTo(simulator)).toHaveLength(NEW);
	});
});
