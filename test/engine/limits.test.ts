// The bounds that protect the API key: how many requests at once and in five seconds, how many leads and bytes in each.
import { BULK, expectEachItemOnce, expectSuccessIsBooks, people, run, SINGLE, withSimulator } from './support';

/** The most requests that were under way at the same time, by the server's own times. */
function mostAtOnce(arrivals: ReadonlyArray<{ at: number; answeredAt: number }>): number {
	return Math.max(
		...arrivals.map(({ at }) => arrivals.filter((other) => other.at <= at && at < other.answeredAt).length),
	);
}

test('requestsPerWindow holds in any five seconds, as the server sees it', async () => {
	await withSimulator({ requestsPerWindow: 6, latencyMs: 5, jitterMs: 60 }, async (simulator) => {
		const node = await run(simulator, people(14), {
			...SINGLE,
			options: { requestsPerWindow: 6, maxConcurrentRequests: 20, duplicateGuard: false },
		});
		expectEachItemOnce(node, 14);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(14);
		expect(simulator.books.strictWindowViolations(6, 5_000)).toEqual([]);
	});
});

test('it holds for two executions with one token together', async () => {
	await withSimulator({ requestsPerWindow: 6 }, async (simulator) => {
		const items = people(10);
		const parameters = { ...SINGLE, options: { requestsPerWindow: 6 } };
		const nodes = await Promise.all([
			run(simulator, items.slice(0, 5), parameters),
			run(simulator, items.slice(5), parameters),
		]);
		expect(nodes.map(({ success }) => success.length)).toEqual([5, 5]);
		expect(simulator.books.strictWindowViolations(6, 5_000)).toEqual([]);
	});
});

test.each([
	[1, true],
	[3, true],
	[5, true],
	[12, false],
])(
	'maxConcurrentRequests %i: never more, and as many where it helps (guard %s)',
	async (maxConcurrentRequests, duplicateGuard) => {
		await withSimulator({ latencyMs: 150 }, async (simulator) => {
			const node = await run(simulator, people(30), { ...SINGLE, options: { maxConcurrentRequests, duplicateGuard } });
			expectSuccessIsBooks(node, simulator);
			expect(mostAtOnce(simulator.books.arrivals)).toBe(maxConcurrentRequests);
		});
	},
);

test('bulk: with trust gained or not asked for, full batches go out side by side', async () => {
	await withSimulator({ latencyMs: 400 }, async (simulator) => {
		await run(simulator, people(60), {
			...BULK,
			options: { batchSize: 10, maxConcurrentRequests: 3, duplicateGuard: false },
		});
		expect(mostAtOnce(simulator.books.arrivals)).toBe(3);
	});
});

test('no body exceeds 1 MiB, however large the metadata; all leads arrive', async () => {
	await withSimulator({ maximumBodyBytes: 1_048_576 }, async (simulator) => {
		const rows = people(40, () => ({ notes: 'ü'.repeat(30_000) }));
		const node = await run(simulator, rows, { ...BULK, metadata: 'unmapped', options: { duplicateGuard: false } });
		expectEachItemOnce(node, 40);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(40);
		expect(Math.max(...simulator.books.arrivals.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_048_576);
		expect(simulator.books.arrivals).toHaveLength(3);
	});
});

test('where the server takes less, batches shrink until they fit', async () => {
	await withSimulator({ maximumBodyBytes: 3_000, maximumLeads: 40 }, async (simulator) => {
		const node = await run(simulator, people(120), { ...BULK, options: { duplicateGuard: false } });
		expectEachItemOnce(node, 120);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(120);
	});
});
