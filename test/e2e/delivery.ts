// Delivery in a full n8n: nothing lost, nothing twice, every item linked to its input, by the simulator's books.
import assert from 'node:assert/strict';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { PROCESS, PROJECT } from '../ids';
import { itemOf } from '../delivery';
import { phoneOf } from '../people';
import { textOf } from '../values';
import type { Suite } from './suite';
import { leads, run, send } from './handOver';
import { startWorld } from './stage';

export const delivery: Suite = {
	name: 'delivery',
	async run(check) {
		const world = await startWorld();
		const { books } = world.simulator;
		/** A check that shows the books when it fails. */
		const see = (what: string, body: () => Promise<void>) =>
			check(what, async () => {
				try {
					await body();
				} catch (error) {
					console.log(`    books: ${JSON.stringify(books.summary())}`);
					throw error;
				}
			});
		try {
			await see(
				'2,500 messy rows: each once, Success = the books, no duplicate, at most listing + batches + 14 requests',
				async () => {
					const rows = messyRows(2_500);
					const { success, error } = await send(world, rows, {
						operation: 'bulkInitiate',
						processId: PROCESS,
						metadata: 'unmapped',
					});
					assert.deepEqual(idsOf(success), books.created.map(({ _id }) => _id).sort());
					assert.equal(success.length, 2_500 - rows.filter(({ isBad }) => isBad).length);
					assert.ok(error.every(({ json }) => ['invalidLead', 'duplicateInInput'].includes(textOf(json.errorCode))));
					assert.equal(books.duplicates.length, 0);
					assert.ok(books.arrivals.length <= 1 + 3 + 14, `${books.arrivals.length} requests`);
				},
			);

			await see(
				'1,500 rows mapped by expressions, shuffled answers, 30 refusals: all linked to their own input',
				async () => {
					const rows = leads(1_500).map(({ phone, name, referenceId }) => ({
						tel: phone,
						who: { full: name },
						ref: referenceId,
					}));
					const refused = rows.filter((_, index) => index % 50 === 7);
					assert.equal(refused.length, 30);
					const refusals = Object.fromEntries(refused.map(({ ref }) => [ref, 'Invalid phone number']));
					const mapped = {
						phone: '={{ $json.tel }}',
						name: '={{ $json.who.full.trim() }}',
						referenceId: '={{ $json["ref"] }}',
					};
					const { success, error } = await send(
						world,
						rows,
						{
							operation: 'bulkInitiate',
							processId: PROCESS,
							leadFields: { mappingMode: 'defineBelow', value: mapped },
						},
						{ settings: { shuffle: true, refusals } },
					);
					assert.equal(success.length, 1_470);
					assert.equal(error.length, 30);
					for (const item of success) assert.equal(item.json.referenceId, rows[itemOf(item)]?.ref);
					for (const item of error) assert.equal((item.json.lead as IDataObject).referenceId, rows[itemOf(item)]?.ref);
				},
			);

			await see('a wrong token is thrown; with On Error = Continue all leave on Error', async () => {
				const parameters = { operation: 'bulkInitiate', processId: PROCESS };
				const settings = { token: 'another-token' };
				const thrown = await run(world, leads(20), parameters, { settings });
				assert.equal(thrown.status, 'error');
				assert.match(thrown.error?.message ?? '', /token/i);
				for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
					const { success, error, codes } = await send(world, leads(20), parameters, { settings, node: { onError } });
					assert.equal(success.length, 0);
					assert.equal(error.length, 20);
					assert.deepEqual(Object.keys(codes).sort(), ['accessRefused', 'notSent']);
				}
			});

			await see('the answer to a large batch lost, with references: all on Success, no duplicate', async () => {
				const { success, codes } = await send(
					world,
					leads(2_500),
					{ operation: 'bulkInitiate', processId: PROCESS },
					{ settings: { faults: [{ match: { minimumLeads: 700 }, fault: { type: 'dropAfter' } }] } },
				);
				assert.deepEqual(codes, {});
				assert.equal(success.length, 2_500);
				assert.equal(books.duplicates.length, 0);
				const lost = books.arrivals.find(({ fault }) => fault !== undefined)?.leads ?? 0;
				assert.ok(lost >= 700);
				assert.equal(success.filter(({ json }) => json.recovered === true).length, lost);
			});

			await see('the answer to a large batch lost, without references: all on Success, no duplicate', async () => {
				const { success, codes } = await send(
					world,
					leads(2_500).map(({ phone, name }) => ({ phone, name })),
					{ operation: 'bulkInitiate', processId: PROCESS },
					{ settings: { faults: [{ match: { minimumLeads: 700 }, fault: { type: 'dropAfter' } }] } },
				);
				const stored = new Set(books.created.map(({ _id }) => _id));
				assert.ok(success.every(({ json }) => stored.has(textOf(json._id))));
				assert.deepEqual(codes, {});
				assert.equal(stored.size, 2_500);
				assert.equal(success.length, 2_500);
				assert.equal(books.duplicates.length, 0);
				assert.equal(books.blocks.length, 0);
			});

			await see(
				'three leads of a foreign project, two of an unknown process: 1,495 initiated in at most 21 requests',
				async () => {
					const foreign = { projectId: 'aaaaaaaaaaaaaaaaaaaaaaaa', processId: PROCESS };
					const unknown = { projectId: PROJECT, processId: 'bbbbbbbbbbbbbbbbbbbbbbbb' };
					const rows = leads(1_500).map((lead, index) => {
						if (index % 600 === 5) return { ...lead, ...foreign };
						return {
							...lead,
							...(index === 100 || index === 900 ? unknown : { projectId: PROJECT, processId: PROCESS }),
						};
					});
					const ofItem = { __rl: true, mode: 'id', value: '={{ $json.processId }}' };
					const { success, codes } = await send(world, rows, { operation: 'bulkInitiate', processId: ofItem });
					assert.equal(success.length, 1_495);
					assert.deepEqual(codes, { wrongProject: 3, processNotFound: 2 });
					// Two listings and a look-up, four batches at least, and 14.
					assert.ok(books.arrivals.length <= 2 + 1 + 4 + 14, `${books.arrivals.length} requests`);
				},
			);

			await see('answers that omit leads: these are looked up', async () => {
				const { success } = await send(
					world,
					leads(300),
					{ operation: 'bulkInitiate', processId: PROCESS },
					{ settings: { faults: [{ match: { minimumLeads: 50 }, fault: { type: 'omit', indexes: [3, 17, 30] } }] } },
				);
				assert.equal(success.length, 300);
				assert.equal(books.created.length, 300);
				assert.equal(books.duplicates.length, 0);
				assert.equal(success.filter(({ json }) => json.recovered === true).length, 3);
			});

			await see('1,000 known leads and 50 new ones: the 50 go out, no duplicate', async () => {
				const rows = leads(1_050);
				const { success, codes } = await send(
					world,
					rows,
					{ operation: 'bulkInitiate', processId: PROCESS },
					{ settings: { existing: rows.slice(0, 1_000) } },
				);
				assert.equal(success.length, 50);
				assert.deepEqual(codes, { alreadyExists: 1_000 });
				assert.equal(books.duplicates.length, 0);
				assert.equal(books.blocks.length, 0);
			});

			await see('the same without references', async () => {
				const rows = leads(1_050).map(({ phone, name }) => ({ phone, name }));
				const { success, codes } = await send(
					world,
					rows,
					{ operation: 'bulkInitiate', processId: PROCESS },
					{ settings: { existing: rows.slice(0, 1_000) } },
				);
				assert.equal(success.length, 50);
				assert.deepEqual(codes, { alreadyExists: 1_000 });
				assert.equal(books.duplicates.length, 0);
			});

			await see('eight known leads sent singly: none goes out', async () => {
				const rows = leads(8).map(({ phone, name }) => ({ phone, name }));
				const { codes } = await send(
					world,
					rows,
					{ operation: 'initiate', processId: PROCESS },
					{ settings: { existing: rows } },
				);
				assert.deepEqual(codes, { alreadyExists: 8 });
				assert.equal(books.duplicates.length, 0);
				assert.equal(books.blocks.length, 0);
			});

			await see('existing leads with a lost answer: no id initiated twice', async () => {
				const ids = Array.from({ length: 300 }, (_, index) => `5${index.toString(16).padStart(23, '0')}`);
				const existing = ids.map((_id, index) => ({ ...leads(1, index)[0], _id }));
				const { success, codes } = await send(
					world,
					ids.map((id) => ({ id })),
					{ operation: 'bulkInitiate', leadSource: 'existing', leadId: '={{ $json.id }}' },
					{ settings: { existing, faults: [{ match: { minimumLeads: 50 }, fault: { type: 'dropAfter' } }] } },
				);
				assert.equal(books.summary().initiatedMoreThanOnce.length, 0);
				assert.deepEqual(codes, {});
				assert.equal(success.length, 300);
				assert.ok(success.every(({ json }) => books.timesInitiated(textOf(json._id ?? json.leadId)) === 1));
			});
		} finally {
			await world.close();
		}
	},
};

function idsOf(items: INodeExecutionData[]): string[] {
	return items.map(({ json }) => textOf(json._id)).sort();
}

/** Rows as people's sheets have them; `isBad` marks those that cannot be sent. */
function messyRows(count: number): Array<IDataObject & { isBad?: boolean }> {
	return leads(count).map(({ phone, name, referenceId }, index) => {
		const row: IDataObject = {
			'Full Name': ` ${name}\u00a0`,
			'Mobile No.': phone,
			'E-Mail': '',
			'CRM ID': referenceId,
			City: 'Pune',
		};
		switch (index % 25) {
			case 1:
				return { ...row, 'Mobile No.': Number(phone.slice(1)) };
			case 2:
				return { ...row, 'Mobile No.': `${phone.slice(0, 3)} ${phone.slice(3, 8)}-${phone.slice(8)}` };
			case 3:
				return { ...row, 'Mobile No.': '', 'E-Mail': `Lead.${index}@Example.COM ` };
			case 4:
				return { ...row, 'Full Name': '={{ $json.City }}' };
			case 5:
				return { ...row, 'Mobile No.': '9.19888E+11', isBad: true };
			case 6:
				return { ...row, 'Full Name': '', isBad: true };
			case 7:
				return { ...row, 'Mobile No.': phoneOf(index - 7), isBad: true };
			case 8:
				return { ...row, 'Mobile No.': '', 'E-Mail': 'nobody at example.com', isBad: true };
			default:
				return row;
		}
	});
}
