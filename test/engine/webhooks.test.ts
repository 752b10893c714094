// Contacts that come in one by one, each in an execution of its own: a new one does not wait for those that Uservox knows.
import type { IDataObject } from 'n8n-workflow';
import { passFast } from './fastTime';
import { codesOf, expectEachItemOnce, knownFrom, people, run, SINGLE, submissionsTo, withSimulator } from './support';

const SPEED = 4;
const time = passFast(SPEED);

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
		const knownTookMs: number[] = [];
		const begun = time.now();
		const nodes = await Promise.all(
			order.map(async (row, index) => {
				const ms = (index * MINUTE_MS) / order.length - (time.now() - begun);
				await new Promise((resolve) => setTimeout(resolve, ms / SPEED));
				const startedAt = time.now();
				const node = await run(simulator, [row], { ...SINGLE, options: { timeout: 600_000 } });
				if (node.success.length === 0) knownTookMs.push(time.now() - startedAt);
				return node;
			}),
		);
		for (const node of nodes) expectEachItemOnce(node, 1);
		expect(codesOf(nodes.flatMap(({ error }) => error))).toEqual({ alreadyExists: KNOWN });
		expect(simulator.books.created).toHaveLength(NEW);
		expect(simulator.books.duplicates).toEqual([]);

		// From the answer that it is new to the moment when it arrives, by the server's own times.
		const { arrivals } = simulator.books;
		const answerAt = (phone?: string) => arrivals.find(({ query }) => query?.phone === phone)?.answeredAt ?? NaN;
		const waits = simulator.books.created.map(
			({ phone, arrival }) => (arrivals[arrival ?? -1]?.at ?? NaN) - answerAt(phone),
		);
		// What a busy machine holds up is no waiting for others: it holds up known ones as well, which have nothing to wait for.
		expect(Math.max(...waits)).toBeLessThanOrEqual(1_000 + 2 * Math.max(...knownTookMs));
		// One question each, and one request for each that is new.
		expect(simulator.books.summary().byKind).toMatchObject({ query: KNOWN + NEW, get: 0, bulk: 0 });
		expect(submissionsTo(simulator)).toHaveLength(NEW);
	});
});
