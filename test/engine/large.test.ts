// A large sheet: full batches, once as many leads were accepted as may follow.
import { effort } from '../effort';
import { BULK, expectEachItemOnce, expectSuccessIsBooks, people, run, sizesOf, withSimulator } from './support';

const ROWS = effort(5_000, 20_000);

test(`${ROWS} rows: each once, in few requests, most of them in full batches`, async () => {
	await withSimulator({ shuffle: true }, async (simulator) => {
		const node = await run(simulator, people(ROWS), BULK);
		expectEachItemOnce(node, ROWS);
		expectSuccessIsBooks(node, simulator);
		expect(node.success).toHaveLength(ROWS);
		const sizes = sizesOf(simulator);
		const full = sizes.filter((leads) => leads === 1_000);
		// Some 15 requests grow up to 1,000 leads and hold 2,400 of them; then only the last one is smaller.
		expect(sizes.length - full.length).toBeLessThanOrEqual(16 + 1);
		expect(full.length).toBeGreaterThanOrEqual(Math.floor((ROWS - 3_000) / 1_000));
		expect(simulator.books.summary().byKind).toMatchObject({ query: 1, get: 0, single: 0 });
	});
});
