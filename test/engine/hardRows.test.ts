// Rows as people really have them: ids that are none, cells that hold nothing, contacts that are none, files, and what comes back from Error.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { outputsOf, runWorkflow, sheetWorkflow } from './engine';
import {
	BULK,
	BY_ITEM,
	byItem,
	CALLED,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	expectSuccessIsBooks,
	mapped,
	people,
	person,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	SINGLE,
	TOKEN,
	withSimulator,
} from './support';

test('what n8n makes of lists: rounded numbers are not sent, nobody is called "undefined", formulas are unwrapped', async () => {
	await withSimulator({}, async (simulator) => {
		const rows = [
			{ phone: '919877000000', first: 'Lead', last: '0' },
			{ phone: '="+12015550101"', first: 'Lead' },
			{ phone: '+12015550102', first: 'Lead', last: 'Null' },
			{ phone: '+12015550103' },
		];
		const fields = mapped({ phone: '={{ $json.phone }}', name: '={{ $json.first + " " + $json.last }}' });
		const byNumber = {
			...fields,
			leadFields: mapped({ phone: '={{ $json.phone.toNumber() }}', name: 'Lead' }).leadFields,
		};
		const node = await run(simulator, rows, { ...BULK, ...fields });
		expectEachItemOnce(node, 4);
		expect(node.success.map(({ json }) => [json.name, json.phone])).toEqual([
			['Lead', '+12015550101'],
			['Lead Null', '+12015550102'],
		]);
		expect(node.error.map(({ json }) => json.error)).toEqual([
			expect.stringContaining('phone: found "919877000000", which looks rounded'),
			expect.stringContaining('name: found nothing'),
		]);
		const rounded = await run(simulator, rows.slice(0, 1), { ...BULK, ...byNumber });
		expect(rounded.error[0]?.json.error).toContain('which looks rounded');
	});
});

describe('a column is the reference ID only if its values identify leads', () => {
	const references = (books: { created: ReadonlyArray<{ referenceId?: string }> }) =>
		books.created.map(({ referenceId }) => referenceId).filter((id) => id !== undefined);

	test('a column "Reference" of lead sources is no id: all 300 are sent', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = people(300, (number) => ({ Reference: ['Facebook', 'Google', 'Walk-in'][number % 3] ?? '' }));
			const node = await run(simulator, rows, { ...BULK, metadata: 'unmapped' });
			expectEachItemOnce(node, 300);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(300);
			expect(references(simulator.books)).toEqual([]);
			expect(simulator.books.created[0]?.metadata).toHaveProperty('Reference');
		});
	});

	test.each([
		['none', undefined],
		['unmapped', { City: 'Pune' }],
	])(
		'a column "CRM ID" that is the same for many: to the metadata (%s), with a hint, and nobody is dropped',
		async (metadata, more) => {
			await withSimulator({}, async (simulator) => {
				const rows = people(300, (number) => ({ 'CRM ID': `Team ${number % 5}`, City: 'Pune' }));
				const node = await run(simulator, rows, { ...BULK, metadata });
				expectEachItemOnce(node, 300);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(300);
				expect(references(simulator.books)).toEqual([]);
				for (const lead of simulator.books.created) {
					const number = Number(lead.name?.slice(5));
					expect(lead.metadata).toEqual({ 'CRM ID': `Team ${number % 5}`, ...more });
				}
				expect(node.hints[0]).toContain('"CRM ID" was not taken as the reference ID, because 300 rows share');
			});
		},
	);

	test('two people with one id among many with their own: only these two go without it', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = people(200, (number) => ({ 'CRM ID': number === 150 ? 'C-7' : `C-${number}` }));
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, 200);
			expect(node.success).toHaveLength(200);
			expect(references(simulator.books)).toHaveLength(198);
			expect(references(simulator.books)).not.toContain('C-7');
			expect(node.hints[0]).toContain('2 values in "CRM ID" were not taken as reference IDs');
		});
	});

	test('the same person twice, with the number written in two ways, keeps the id, and is one lead', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = [
				{ name: 'Lead 0', Mobile: '+1 (201) 555-0100', 'CRM ID': 'C-0' },
				{ name: 'Lead 1', Mobile: phoneOf(1), 'CRM ID': 'C-1' },
				{ name: 'Lead 0', Mobile: '2015550100', 'CRM ID': 'C-0' },
			];
			const node = await run(simulator, rows, BULK);
			expect(references(simulator.books).sort()).toEqual(['C-0', 'C-1']);
			expect(codesOf(node.error)).toEqual({ duplicateInInput: 1 });
		});
	});

	test('placeholders are nobody’s id, and the field’s own name is taken at its word', async () => {
		await withSimulator({}, async (simulator) => {
			const dashes = await run(
				simulator,
				people(50, () => ({ 'Reference ID': '-' })),
				BULK,
			);
			expect(dashes.success).toHaveLength(50);
			const rows = [person(50, { referenceId: 'R' }), person(51, { referenceId: 'R' })];
			expect(codesOf((await run(simulator, rows, BULK)).error)).toEqual({ duplicateInInput: 1 });
		});
	});
});

describe('empty cells, and contacts that are not contacts', () => {
	test('what means nothing in a field is empty there, and a good contact carries the lead', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = [
				{ Name: 'Lead 0', Mobile: phoneOf(0), Email: 'N/A', 'Last Name': '-', 'CRM ID': '#N/A', Group: '-' },
				{ Name: 'Lead 1', Mobile: phoneOf(1), Email: 'on request' },
				{ Name: 'Lead 2', Mobile: 'ask at the desk', Email: 'lead.2@example.com,' },
				{ Name: '#N/A', Mobile: phoneOf(3), Email: 'lead.3@example.com' },
				{ Name: 'Lead 4', Mobile: 'null', Email: 'undefined' },
				{ Name: 'Lead 5', Mobile: `${phoneOf(5)} / ${phoneOf(6)}`, Email: 'lead.5@example.com' },
				{ Name: 'Lead 6', Mobile: phoneOf(6), Email: '<mailto:Lead.6@example.com>;' },
			];
			const node = await run(simulator, rows, { ...BULK, metadata: 'unmapped' });
			expectEachItemOnce(node, 7);
			expectSuccessIsBooks(node, simulator);
			const items = byItem(node);
			const stored = new Map(simulator.books.created.map((lead) => [lead.name, JSON.parse(JSON.stringify(lead))]));
			for (const field of ['email', 'lastName', 'referenceId', 'groupId'])
				expect(stored.get('Lead 0')).not.toHaveProperty(field);
			expect(items.get(0)).not.toHaveProperty('warnings');
			expect(items.get(1)).toMatchObject({
				phone: phoneOf(1),
				warnings: [{ field: 'email', message: expect.stringContaining('"on request"') }],
			});
			expect(stored.get('Lead 1')).not.toHaveProperty('email');
			expect(items.get(2)).toMatchObject({ email: 'lead.2@example.com', warnings: [{ field: 'phone' }] });
			expect(items.get(3)).toMatchObject({ errorCode: 'invalidLead', details: [{ field: 'name' }] });
			expect(items.get(4)).toMatchObject({ errorCode: 'invalidLead', details: [{ field: 'phone' }] });
			expect(items.get(5)).toMatchObject({ errorCode: 'invalidLead', details: [{ field: 'phone' }] });
			expect(items.get(5)?.error).toMatch(/12015550105.*12015550106/);
			expect(items.get(6)).toMatchObject({ email: 'lead.6@example.com' });
		});
	});

	test('a refused lead still says what was left out of it', async () => {
		await withSimulator({ refusals: { [phoneOf(0)]: CALLED } }, async (simulator) => {
			const node = await run(simulator, [person(0, { email: 'x' })], BULK);
			expect(node.error[0]?.json).toMatchObject({ errorCode: 'alreadyCalled', warnings: [{ field: 'email' }] });
		});
	});

	test('empty rows at the end say that they are empty, and do not hide that no process is set', async () => {
		const empty: IDataObject[] = [
			{ row_number: 4, name: '', phone: '' },
			{ name: null, phone: '\u00a0' },
			{ row_number: 6, name: '-' },
			{},
		];
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [...people(2), ...empty], { ...BULK, metadata: 'unmapped' });
			expectEachItemOnce(node, 6);
			expect(node.success).toHaveLength(2);
			for (const { json } of node.error) {
				expect(json).toMatchObject({
					errorCode: 'invalidLead',
					error: 'The row is empty, so nothing was sent.',
					details: [{ message: 'the row is empty' }],
				});
			}
			const nowhere = await run(simulator, [...empty, ...people(2)], { ...BULK, processId: BY_ITEM });
			expect(nowhere.thrown?.message).toBe('No process is set');
		});
	});

	test('files go along on both outputs', async () => {
		await withSimulator({}, async (simulator) => {
			const binary = { cv: { data: 'eA==', mimeType: 'text/plain' } };
			const items: INodeExecutionData[] = [
				{ json: person(0), binary },
				{ json: person(1, { phone: 'x' }), binary },
				{ json: person(2) },
			];
			const { file } = sheetWorkflow([], BULK);
			const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
			const node = outputsOf(await runWorkflow(file, { pinData: { Sheet: items }, credential }));
			expect(node.success.map((item) => item.binary)).toEqual([binary, undefined]);
			expect(node.error.map((item) => item.binary)).toEqual([binary]);
		});
	});
});

describe('error items that come back', () => {
	const mappings: Array<[string, object]> = [
		['found by their names', {}],
		[
			'mapped by hand',
			mapped({
				phone: '={{ $json.Handy }}',
				name: '={{ $json.who }}',
				email: '=x{{ $json.mail }}@example.com',
				groupId: 'again',
			}),
		],
	];
	const row = (number: number): IDataObject => ({
		...person(number),
		Handy: phoneOf(number),
		who: `Lead ${number}`,
		mail: number,
		city: 'Pune',
	});

	test.each(mappings)('what may be tried again is sent, whole: %s', async (_name, mapping) => {
		const parameters = { ...BULK, metadata: 'unmapped', ...mapping };
		await withSimulator({}, async (simulator) => {
			const before = await withSimulator({}, async (other) => await run(other, people(3, row), parameters));
			const rejected = people(3, row).map((json, number) => ({
				error: 'Uservox failed.',
				errorCode: 'serverFailure',
				retryable: true,
				httpStatus: 503,
				lead: leadOf(before.success[number]?.json ?? {}),
				input: json,
			}));
			const node = await run(simulator, rejected, parameters);
			expectEachItemOnce(node, 3);
			expect(simulator.books.created).toHaveLength(3);
			for (const lead of simulator.books.created) {
				const sent = before.success.find(({ json }) => json.phone === lead.phone)?.json;
				expect(leadOf(lead as unknown as IDataObject)).toEqual(leadOf(sent ?? {}));
			}
		});
	});

	test.each(mappings)('what may not be tried again leaves as it came: %s', async (_name, mapping) => {
		await withSimulator({}, async (simulator) => {
			const returned: IDataObject[] = [
				{
					error: 'Uservox has this lead already.',
					errorCode: 'alreadyExists',
					retryable: false,
					lead: { name: 'Lead 0', phone: phoneOf(0), projectId: PROJECT, processId: PROCESS, metadata: { a: [1] } },
					existingLead: { _id: PROJECT },
					details: [{ field: 'phone', message: 'x' }],
					input: { a: 1 },
				},
				{
					error: 'The lead was not sent. phone: found "12"',
					errorCode: 'invalidLead',
					retryable: false,
					lead: { name: 'Lead 1', phone: '12' },
				},
			];
			const node = await run(simulator, [...returned, row(2)], { ...BULK, ...mapping });
			expectEachItemOnce(node, 3);
			expect(node.error.map(({ json }) => json)).toEqual(returned);
			expect(simulator.books.created.map(({ phone }) => phone)).toEqual([phoneOf(2)]);
			expect(node.hints[0]).toContain('1 already in Uservox');
		});
	});

	test('an error item of a lead that exists is started by its id', async () => {
		await withSimulator({}, async (simulator) => {
			const stored = await run(simulator, people(2), { ...BULK, init: false });
			const items = stored.success.map(({ json }, number) => ({
				error: 'x',
				errorCode: number === 0 ? 'notSent' : 'leadNotFound',
				retryable: number === 0,
				leadId: json._id,
			}));
			const node = await run(simulator, items, EXISTING);
			expectEachItemOnce(node, 2);
			expect(node.success).toHaveLength(1);
			expect(node.error.map(({ json }) => json)).toEqual([items[1]]);
		});
	});

	test.each<[string, IDataObject]>([
		['a code of another node', { errorCode: 'E42', error: 'x', retryable: false, lead: { name: 'a' } }],
		['no lead', { errorCode: 'notSent', error: 'x', retryable: false }],
		['an error object', { errorCode: 'notSent', error: { message: 'x' }, retryable: false, lead: {} }],
	])('%s is an item like any other', async (_name, more) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [person(0, more)], SINGLE);
			expectEachItemOnce(node, 1);
			expect(node.success).toHaveLength(1);
		});
	});

	test('a loop Error → Filter → node tries what may be tried again, and ends', async () => {
		const tooMany = { type: 'status' as const, code: 429, when: 'before' as const };
		const faults = [{ match: { kind: 'submission' as const, request: 1 }, fault: tooMany }];
		await withSimulator({ faults, refusals: { [phoneOf(1)]: CALLED } }, async (simulator) => {
			const rows = [person(0), person(1), person(2, { phone: 'x' }), person(3)];
			const { file, pinData } = sheetWorkflow(rows, BULK);
			file.nodes.push({
				id: 'filter',
				name: 'Retryable',
				type: 'n8n-nodes-base.filter',
				typeVersion: 2,
				position: [400, 0],
				parameters: {},
			});
			const to = (node: string) => [{ node, type: NodeConnectionTypes.Main, index: 0 }];
			file.connections.Uservox = { main: [[], to('Retryable')] };
			file.connections.Retryable = { main: [to('Uservox')] };
			const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
			const execution = await runWorkflow(file, { pinData, credential });
			expect(execution.status).toBe('success');
			expect(simulator.books.created.map(({ name }) => name).sort()).toEqual(['Lead 0', 'Lead 3']);
			expect(simulator.books.summary().initiatedMoreThanOnce).toEqual([]);
			expect(simulator.books.duplicates).toHaveLength(1);
		});
	});

	test('a second node behind Error hands back what cannot succeed, word for word, and sends nothing', async () => {
		await withSimulator({ refusals: { [phoneOf(1)]: CALLED } }, async (simulator) => {
			const { file, pinData } = sheetWorkflow([person(0), person(1), person(2, { phone: 'x' })], BULK);
			const uservox = file.nodes.filter(({ name }) => name === 'Uservox');
			file.nodes.push(...uservox.map((node) => ({ ...node, id: 'again', name: 'Again' })));
			file.connections.Uservox = { main: [[], [{ node: 'Again', type: NodeConnectionTypes.Main, index: 0 }]] };
			const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
			const execution = await runWorkflow(file, { pinData, credential });
			const [first, again] = [outputsOf(execution), outputsOf(execution, 'Again')];
			expect(first.error).toHaveLength(2);
			expect(again.success).toEqual([]);
			expect(again.error.map(({ json }) => json)).toEqual(first.error.map(({ json }) => json));
			expect(simulator.books.created).toHaveLength(1);
			expect(simulator.books.duplicates).toHaveLength(1);
		});
	});
});

/** The parts of an item, or of a stored lead, that the lead was made of. */
function leadOf(json: IDataObject): IDataObject {
	const fields = ['projectId', 'processId', 'phone', 'email', 'name', 'groupId', 'metadata'];
	return Object.fromEntries(fields.filter((field) => json[field] !== undefined).map((field) => [field, json[field]]));
}
