// Known leads in a full n8n, wherever they are in a sheet: the key is not blocked, and every new lead is called, once.
import assert from 'node:assert/strict';
import { PROCESS } from '../ids';
import { waitUntil } from '../n8n/processes';
import { textOf } from '../values';
import { importRows, leads, newUservox, send, sendTo } from './handOver';
import { startWorld } from './stage';
import type { Suite } from './suite';

const ROWS = 2_000;
const PAGE = 100;
const BATCH = 1_000;
const BULK = { operation: 'bulkInitiate', processId: PROCESS };

/** Whether row `index` of `ROWS` is known when `known` of them are, by where these stand. */
const PLACES: Record<string, (index: number, known: number) => boolean> = {
	top: (index, known) => index < known,
	bottom: (index, known) => index >= ROWS - known,
	middle: (index, known) => index >= (ROWS - known) / 2 && index < (ROWS + known) / 2,
	scattered: (index, known) => Math.floor(((index + 1) * known) / ROWS) > Math.floor((index * known) / ROWS),
};

const SHEETS = { 'with reference ids': true, without: false };

export const known: Suite = {
	name: 'known',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const { books } = simulator;
		const rowsOf = (count: number, from: number, withIds: boolean) =>
			leads(count, from).map(({ referenceId, ...lead }) => (withIds ? { ...lead, referenceId } : lead));
		const nothingTwice = () => {
			assert.deepEqual(books.duplicates, []);
			assert.deepEqual(books.acceptedAgain, []);
			assert.deepEqual(books.summary().initiatedMoreThanOnce, []);
			assert.deepEqual(books.blocks, []);
		};
		try {
			for (const [sheet, withIds] of Object.entries(SHEETS)) {
				for (const [place, isAt] of Object.entries(PLACES)) {
					await check(`10, 100, 1,000 and 1,980 of 2,000 known, ${place}, ${sheet}`, async () => {
						for (const count of [10, 100, 1_000, 1_980]) {
							const rows = rowsOf(ROWS, 0, withIds);
							const existing = rows.filter((_, index) => isAt(index, count));
							assert.equal(existing.length, count);
							const { success, codes } = await send(world, rows, BULK, { settings: { existing } });
							assert.deepEqual(codes, { alreadyExists: count });
							assert.equal(success.length, ROWS - count);
							assert.equal(books.created.length, ROWS - count);
							nothingTwice();
							const allowed = Math.ceil(count / PAGE) + Math.ceil((ROWS - count) / BATCH) + 14;
							assert.ok(books.arrivals.length <= allowed, `${books.arrivals.length} requests, ${allowed} allowed`);
						}
					});
				}

				await check(
					`the next morning, ${sheet}: new rows on top and at the bottom go out, the others say who they are`,
					async () => {
						const account = await newUservox(world);
						const first = rowsOf(1_000, 0, withIds);
						assert.equal((await sendTo(world, account, first, BULK)).success.length, 1_000);
						const second = [...rowsOf(50, 5_000, withIds), ...first, ...rowsOf(30, 6_000, withIds)];
						const { success, error, codes } = await sendTo(world, account, second, BULK);
						assert.deepEqual(codes, { alreadyExists: 1_000 });
						assert.equal(success.length, 80);
						const ids = new Set(books.created.map(({ _id }) => _id));
						for (const { json } of error) {
							const { _id } = json.existingLead as { _id?: string };
							assert.ok(ids.has(textOf(_id)), JSON.stringify(json));
						}
						nothingTwice();
					},
				);

				await check(
					`n8n killed in mid-run, ${sheet}: after a restart the same workflow sends the rest, nothing twice`,
					async () => {
						const account = await newUservox(world, { latencyMs: 200 });
						const rows = rowsOf(ROWS, 0, withIds);
						const workflow = await importRows(world, account, rows, BULK);
						await n8n.rest.start(workflow, 'Start');
						await waitUntil(() => books.summary().byKind.bulk >= 6, 60_000, 'six batches');
						const { pid, ended } = n8n.process();
						process.kill(-pid, 'SIGKILL');
						await ended;
						await n8n.restart();
						const before = books.created.length;
						assert.ok(before > 0 && before < ROWS, `${before} created before the restart`);
						const { success, codes } = await sendTo(world, account, rows, BULK);
						assert.deepEqual(codes, { alreadyExists: before });
						assert.equal(success.length, ROWS - before);
						assert.equal(books.created.length, ROWS);
						nothingTwice();
					},
				);
			}
		} finally {
			await world.close();
		}
	},
};
