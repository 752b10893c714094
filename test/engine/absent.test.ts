// What is missing never widens what is done (docs/rules.md, rule 12): filters, ids and words that read like nothing.
import type { IDataObject } from 'n8n-workflow';
import {
	BULK,
	codesOf,
	expectEachItemOnce,
	itemOf,
	mapped,
	OTHER_PROCESS,
	people,
	person,
	phoneOf,
	PROCESS,
	run,
	withServer,
	withSimulator,
} from './support';

const ALL = { resource: 'lead', operation: 'getAll', returnAll: true };
const leads = (count: number) =>
	Array.from({ length: count }, (_, number) => ({
		_id: `64c${String(number).padStart(21, '0')}`,
		name: `Lead ${number}`,
		phone: phoneOf(number),
		email: `lead${number}@example.com`,
		referenceId: `R-${number}`,
		processId: number % 2 === 0 ? PROCESS : OTHER_PROCESS,
	}));

describe('a filter that was added and has no value finds nobody', () => {
	const locator = (value: string) => ({ __rl: true, mode: 'id', value });
	const NAMES = ['phone', 'email', 'referenceId', 'currentState', 'lastDisposition', 'processId'] as const;

	/** Each way in which an item may have nothing to say, beside another filter that has a value. */
	const items: IDataObject[] = [{}, { v: null }, { v: '' }, { v: ' \u00a0' }, { v: [] }, { v: {} }, { v: true }];
	test.each(NAMES)('a filter that an expression leaves without a value finds nobody: %s', async (name) => {
		await withSimulator({ existing: leads(3) }, async (simulator) => {
			const other = name === 'currentState' ? 'lastDisposition' : 'currentState';
			const value = name === 'processId' ? locator('={{ $json.v }}') : '={{ $json.v }}';
			const node = await run(simulator, items, { ...ALL, filters: { [name]: value, [other]: 'x' } });
			expectEachItemOnce(node, items.length);
			expect(codesOf(node.error)).toEqual({ invalidInput: items.length });
			for (const { json } of node.error) expect(json).toMatchObject({ details: [{ field: name }] });
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test.each(NAMES)('a filter that was added and left empty finds nobody: %s', async (name) => {
		await withSimulator({ existing: leads(3) }, async (simulator) => {
			for (const value of name === 'processId' ? [locator(''), { mode: 'list', value: '' }, ''] : ['', ' ']) {
				const node = await run(simulator, [{}], { ...ALL, filters: { [name]: value } });
				expect(node.success).toEqual([]);
				expect(node.error[0]?.json).toMatchObject({
					errorCode: 'invalidInput',
					details: [{ field: name, message: expect.stringContaining('found nothing, expected') }],
				});
			}
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	const WORDS = ['-', 'N/A', 'unknown', 'Unavailable', 'not provided', 'No Number', '#REF!', 'ask her'];
	test.each(['phone', 'email'] as const)('a word in place of %s, as agents pass it', async (name) => {
		await withSimulator({ existing: leads(3) }, async (simulator) => {
			const tool = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
			const said = WORDS.map((v) => ({ v }));
			const node = await run(simulator, said, { ...ALL, filters: { [name]: '={{ $json.v }}' } }, tool);
			for (const [index, { json }] of node.success.entries()) {
				expect(json).toMatchObject({
					status: 'failed',
					errorCode: 'invalidInput',
					message: expect.stringContaining(`${name}: found "${WORDS[index]}", expected`),
				});
			}
			expect(node.success).toHaveLength(WORDS.length);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test.each(['referenceId', 'currentState', 'lastDisposition'] as const)(
		'elsewhere a word is a word: %s',
		async (name) => {
			const words = ['NA', 'Unavailable', 'Unknown', 'None', 'No Number', 'blank', '-'];
			const existing = leads(words.length).map((lead, index) => ({ ...lead, [name]: words[index] }));
			await withSimulator({ existing }, async (simulator) => {
				const node = await run(
					simulator,
					words.map((v) => ({ v })),
					{ ...ALL, filters: { [name]: '={{ $json.v }}' } },
				);
				expect(node.success.map(({ json }) => json[name])).toEqual(words);
				expect(node.success.map(itemOf)).toEqual([...words.keys()]);
			});
		},
	);
});

describe('a person is found by the very cell that was handed over', () => {
	const asked = async (stored: string, cell: unknown, settings: object = {}, filter = 'phone') =>
		await withSimulator(
			{ existing: [{ ...leads(1)[0], [filter]: stored }, ...leads(3).slice(1)], ...settings },
			(simulator) =>
				run(simulator, [{ cell } as IDataObject], { ...ALL, filters: { [filter]: '={{ $json.cell }}' } }).then(
					(node) => ({
						names: node.success.map(({ json }) => json.name),
						questions: simulator.books.arrivals.length,
					}),
				),
		);

	test.each<[unknown, string]>([
		['+1 (202) 555-0100', '+12025550100'],
		["'+1 202 555 0100", '+12025550100'],
		['tel:+1-202-555-0100', '+12025550100'],
		['001 202 555 0100', '+12025550100'],
		[12025550100, '+12025550100'],
		[[{ value: '+1 202 555 0100', primary: true }], '+12025550100'],
		['+1 (202) 555-0100', '12025550100'],
		['+1 (202) 555-0100', '2025550100'],
		['+1 (202) 555-0100', '+1 (202) 555-0100'],
		['+44 7700 900123', '07700900123'],
		['07700 900123', '7700900123'],
		['7700900123', '07700900123'],
	])('%j, though Uservox stores %s and compares character by character', async (cell, stored) => {
		const { names, questions } = await asked(stored, cell);
		expect(names).toEqual(['Lead 0']);
		expect(questions).toBeLessThanOrEqual(6);
	});

	test('an email in any case and form', async () => {
		for (const cell of [
			'JANE@example.com',
			'Jane <JANE@example.com>',
			'<mailto:jane@example.com>',
			' jane@example.com,',
		])
			expect((await asked('jane@example.com', cell, {}, 'email')).names).toEqual(['Lead 0']);
		expect((await asked('Jane@Example.com', 'Jane@Example.com', {}, 'email')).names).toEqual(['Lead 0']);
	});

	test('nobody: after at most six questions', async () => {
		const { names, questions } = await asked('+12025550100', '+44 7700 900123');
		expect(names).toEqual([]);
		expect(questions).toBeLessThanOrEqual(6);
	});

	test('an API that overlooks filters lets nobody through who has another state or disposition, or not what was asked for', async () => {
		const data = [
			{ _id: '1', name: 'New', currentState: 'new', lastDisposition: 'Busy' },
			{ _id: '2', name: 'Lost', currentState: 'Lost', phone: phoneOf(1), email: 'a@example.com', referenceId: 'R' },
		];
		await withServer(
			() => ({ body: JSON.stringify({ success: true, data, pagination: { total: 2 } }) }),
			async (server) => {
				for (const [filters, found] of [
					[{ currentState: 'lost' }, ['Lost']],
					[{ currentState: 'interested' }, []],
					[{ lastDisposition: 'busy' }, ['New']],
					[{ phone: phoneOf(1) }, ['Lost']],
					[{ email: 'a@example.com' }, ['Lost']],
					[{ referenceId: 'R' }, ['Lost']],
				] as const) {
					const node = await run(server, [{}], { ...ALL, filters });
					expect(node.success.map(({ json }) => json.name)).toEqual(found);
				}
			},
		);
	});

	test('an API that overlooks the filter lets nobody else through, and a hint says so', async () => {
		const data = leads(3);
		await withServer(
			() => ({ body: JSON.stringify({ success: true, data, pagination: { total: 3 } }) }),
			async (server) => {
				for (const [filters, found] of [
					[{ phone: phoneOf(1) }, ['Lead 1']],
					[{ phone: '+447700900123' }, []],
					[{ email: 'LEAD2@example.com' }, ['Lead 2']],
					[{ referenceId: 'R-0' }, ['Lead 0']],
					[{ processId: OTHER_PROCESS }, ['Lead 1']],
				] as const) {
					const node = await run(server, [{}], { ...ALL, filters });
					expect(node.success.map(({ json }) => json.name)).toEqual(found);
					expect(node.hints.join()).toContain('do not match the filters');
				}
			},
		);
	});
});

describe('an id that is given by an expression and has no value', () => {
	test('a process: the item’s own field does not replace it', async () => {
		await withSimulator({ existing: leads(1) }, async (simulator) => {
			const items = [{ processId: PROCESS }, { processId: PROCESS, p: '' }, { processId: PROCESS, p: null }];
			const processId = { __rl: true, mode: 'id', value: '={{ $json.p }}' };
			const rows = people(3, (number) => items[number] ?? {});
			const handedOver = await run(simulator, [...rows, person(3, { p: PROCESS })], { ...BULK, processId });
			expect(handedOver.success.map(itemOf)).toEqual([3]);
			expect(codesOf(handedOver.error)).toEqual({ invalidLead: 3 });
			const identified = { resource: 'lead', identifyBy: 'referenceId', referenceId: 'R-0', processId };
			const updateFields = { targetState: 'lost' };
			for (const parameters of [{ operation: 'get' }, { operation: 'update', updateFields }]) {
				const node = await run(simulator, [...items, { p: PROCESS }], { ...identified, ...parameters });
				expectEachItemOnce(node, 4);
				expect(node.success.map(itemOf)).toEqual([3]);
				expect(codesOf(node.error)).toEqual({ invalidInput: 3 });
			}
		});
	});

	test('a lead or a call: nothing is asked', async () => {
		await withSimulator({ existing: leads(1) }, async (simulator) => {
			const items: IDataObject[] = [
				{},
				{ v: null },
				{ v: '' },
				{ v: ' ' },
				{ v: 'N/A' },
				{ v: [] },
				{ v: {} },
				{ v: true },
			];
			const v = '={{ $json.v }}';
			for (const parameters of [
				{ resource: 'lead', operation: 'get', leadId: v },
				{ resource: 'lead', operation: 'update', leadId: v, updateFields: { targetState: 'lost' } },
				{ resource: 'activity', operation: 'get', activityId: v },
			]) {
				const node = await run(simulator, items, parameters);
				expectEachItemOnce(node, items.length);
				expect(codesOf(node.error)).toEqual({ invalidInput: items.length });
			}
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

describe('a name is a name', () => {
	const rows = [
		{ 'First Name': 'Jennifer', 'Last Name': 'Null' },
		{ 'First Name': 'Nil', 'Last Name': 'Blank' },
		{ 'First Name': 'Tom', 'Last Name': 'None' },
		{ 'First Name': 'NA', 'Last Name': 'NULL' },
	].map((row, number) => ({ ...row, Phone: phoneOf(number), Group: 'NA' }));
	const byHand = mapped({
		firstName: '={{ $json["First Name"] }}',
		lastName: '={{ $json["Last Name"] }}',
		phone: '={{ $json.Phone }}',
		groupId: '={{ $json.Group }}',
		referenceId: 'Unknown',
	});
	test.each([
		['found by their headers', {}],
		['mapped by hand', byHand],
	])('Null, Nil, None and NA are sent as they are written: %s', async (_name, mapping) => {
		await withSimulator({}, async (simulator) => {
			const parameters = { ...BULK, ...mapping, options: { skipInputDuplicates: false, duplicateGuard: false } };
			const node = await run(simulator, rows.slice(0, 1), parameters);
			const more = await run(simulator, rows.slice(1), { ...BULK });
			expectEachItemOnce(node, 1);
			expectEachItemOnce(more, 3);
			const stored = [...simulator.books.created].sort((a, b) => (a.phone ?? '').localeCompare(b.phone ?? ''));
			for (const [number, lead] of stored.entries()) {
				expect(lead).toMatchObject({
					firstName: rows[number]?.['First Name'],
					lastName: rows[number]?.['Last Name'],
					groupId: 'NA',
				});
			}
			expect(stored).toHaveLength(4);
			expect(stored[0]?.referenceId).toBe(_name === 'mapped by hand' ? 'Unknown' : undefined);
		});
	});

	test('an update says what it was told: a name, a state and a disposition that read like nothing', async () => {
		await withSimulator({ existing: leads(1) }, async (simulator) => {
			const updateFields = { name: 'Null', targetState: 'Unknown', disposition: 'Unavailable', userId: 'NA' };
			const leadId = leads(1)[0]?._id ?? '';
			await run(simulator, [{}], { resource: 'lead', operation: 'update', leadId, updateFields });
			expect(simulator.books.updates.map(({ body }) => body)).toEqual([{ leadId, ...updateFields }]);
		});
	});
});
