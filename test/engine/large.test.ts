// A very large sheet; in a file, and so a process, of its own, since it would delay what is timed elsewhere.
import { BULK, expectEachItemOnce, expectSuccessIsBooks, people, run, sizesOf, withSimulator } from './support';

test('20,000 rows: each once, in full batches', async () => {
	await withSimulator({ shuffle: true }, async (simulator) => {
		const node = await run(simulator, people(20_000), BULK);
		expectEachItemOnce(node, 20_000);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(20_000);
		// A long run grows by the rule of succession, 5 × (accepted + 2), and goes on in full batches once 1,000 may follow.
		expect(sizesOf(simulator)).toEqual([5, 35, 210, ...Array.from({ length: 19 }, () => 1_000), 750]);
		expect(simulator.books.summary().byKind).toMatchObject({ query: 1, get: 0, single: 0 });
	});
});
