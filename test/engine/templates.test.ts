// The example workflows with rows as people have them: nothing happens to anybody whom a row does not name.
import type { IDataObject } from 'n8n-workflow';
import { PROJECT, TOKEN } from '../ids';
import type { Simulator } from '../simulator/server';
import { exampleWorkflow } from '../workflows';
import { runWorkflow } from './engine';
import { phoneOf, PROCESS, withSimulator } from './support';

const leads = [0, 1, 2, 3, 4].map((number) => ({
	_id: `64c${String(number).padStart(21, '0')}`,
	name: `Lead ${number}`,
	phone: phoneOf(number),
	email: `lead${number}@example.com`,
	processId: PROCESS,
}));

/** Runs a template from a node; services outside give what is pinned, and nodes that write pass their input on. */
async function runTemplate(simulator: Simulator, name: string, start: string, pins: Record<string, IDataObject[]>) {
	const pinData = Object.fromEntries(
		Object.entries(pins).map(([node, items]) => [node, items.map((json) => ({ json }))]),
	);
	const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
	const { data, status } = await runWorkflow(exampleWorkflow(name), { start, pinData, credential });
	/** The items that a node was given in all its runs, as it passed them on. */
	const items = (node: string, output = 0) =>
		(data.resultData.runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []);
	return { status, error: data.resultData.error?.message, items };
}

describe('do-not-call', () => {
	const rows = ['+1 (201) 555-0101', '12015550102', '', '-', 'N/A', null, 'unknown', '+44 7700 900123', 'ask her', ' '];
	const list = rows.map((phone, index) => ({ row_number: index + 2, Phone: phone, Done: '' }));

	test('closes those on the list and nobody else, and says of each row whether the person was found', async () => {
		await withSimulator({ existing: leads, updateAfterMs: 0 }, async (simulator) => {
			const { status, items } = await runTemplate(simulator, 'do-not-call', 'Now, by hand', { 'Read the list': list });
			expect(status).toBe('success');
			expect(simulator.books.updates.map(({ body }) => body)).toEqual(
				[1, 2].map((number) => ({ leadId: leads[number]?._id, targetState: 'lost', disposition: 'Do not call' })),
			);
			const rowsOf = (node: string) => items(node).map(({ json }) => json.row_number);
			expect(rowsOf('Write that nobody was found')).toEqual([9]);
			expect(items('Write the reason').map(({ json }) => json.errorCode)).toEqual(Array(5).fill('invalidInput'));
			expect(items('Note the lead')).toHaveLength(2);
		});
	});

	test('a list that names nobody: nothing is asked, and nobody is closed', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			for (const phone of ['', null, '-', 'N/A', ' ']) {
				await runTemplate(simulator, 'do-not-call', 'Now, by hand', {
					'Read the list': [{ row_number: 2, Phone: phone }],
				});
			}
			await runTemplate(simulator, 'do-not-call', 'Now, by hand', {
				'Read the list': [{ row_number: 2, Telephone: 'x' }],
			});
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});
