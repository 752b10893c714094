// A very large sheet; in a file, and so a process, of its own, since it would delay what is timed elsewhere.
import { BULK, expectEachItemOnce, expectSuccessIsBooks, people, run, withSimulator } from './support';

test('20,000 rows: each once, in full batches', async () => {
	await withSimulator({ shuffle: true }, async (simulator) => {
		const node = await run(simulator, people(20_000), BULK);
		expectEachItemOnce(node, 20_000);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(20_000);
		expect(simulator.books.arrivals.length).toBeLessThanOrEqual(24);
	});
});
