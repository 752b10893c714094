// Error items that are fed back: what is asked for now counts, and only what would fail in the same way again leaves unread.
import { NodeConnectionTypes, type IDataObject, type INode } from 'n8n-workflow';
import { outputsOf, runWorkflow, sheetWorkflow } from './engine';
import {
	BULK,
	codesOf,
	EXISTING,
	expectEachItemOnce,
	mapped,
	OTHER_PROCESS,
	person,
	phoneOf,
	PROCESS,
	PROJECT,
	REPEATING,
	run,
	TOKEN,
	withSimulator,
} from './support';

const BY_HAND = mapped({ phone: '={{ $json.Mobile }}', name: '={{ $json.Who }}', email: '={{ $json.Mail }}' });
const rowByHand = (number: number, more: IDataObject = {}) => ({
	Mobile: phoneOf(number),
	Who: `Lead ${number}`,
	...more,
});
const MAPPINGS: Array<[string, INode['parameters'], (number: number, more?: IDataObject) => IDataObject]> = [
	['found by their headers', {}, person],
	['mapped by hand', BY_HAND, rowByHand],
];

/** What a run without a server, or with a bad row, puts on Error. */
async function failedItem(row: IDataObject, parameters: INode['parameters']): Promise<IDataObject> {
	return await withSimulator({}, async (simulator) => {
		const node = await run(simulator, [row], parameters);
		expect(node.error).toHaveLength(1);
		return node.error[0]?.json ?? {};
	});
}

test('the README’s advice: what Uservox has already is started by its id, in the same workflow', async () => {
	const existing = [0, 1].map((number) => ({
		_id: `64c${String(number).padStart(21, '0')}`,
		phone: phoneOf(number),
		processId: PROCESS,
	}));
	await withSimulator({ existing }, async (simulator) => {
		const { file, pinData } = sheetWorkflow([person(0), person(1), person(2), person(3, { phone: 'x' })], BULK);
		const position: [number, number] = [600, 0];
		const [uservox] = file.nodes.filter(({ name }) => name === 'Uservox');
		file.nodes.push(
			{
				id: 'known',
				name: 'Known',
				type: 'n8n-nodes-base.filter',
				typeVersion: 2,
				position,
				parameters: {
					conditions: {
						combinator: 'and',
						options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
						conditions: [
							{
								id: '1',
								leftValue: '={{ $json.errorCode }}',
								rightValue: 'alreadyExists',
								operator: { type: 'string', operation: 'equals' },
							},
						],
					},
				},
			},
			{
				...uservox,
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-uservox.uservox',
				typeVersion: 1,
				position,
				parameters: {
					resource: 'lead',
					...EXISTING,
					operation: 'bulkInitiate',
					leadId: '={{ $json.existingLead._id }}',
				},
			},
		);
		const to = (node: string) => [{ node, type: NodeConnectionTypes.Main, index: 0 }];
		file.connections.Uservox = { main: [[], to('Known')] };
		file.connections.Known = { main: [to('Start')] };
		const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: simulator.url };
		const execution = await runWorkflow(file, { pinData, credential });
		const started = outputsOf(execution, 'Start');
		expect(started.success.map(({ json }) => json._id)).toEqual(existing.map(({ _id }) => _id));
		expect(started.error).toEqual([]);
		for (const { _id } of existing) expect(simulator.books.timesInitiated(_id)).toBe(1);
	});
});

describe.each(MAPPINGS)('error items fed back, fields %s', (_name, mapping, row) => {
	const parameters = { ...BULK, ...mapping };
	const corrections: Array<[string, (item: IDataObject) => IDataObject]> = [
		['in its lead', (item) => ({ ...item, lead: { ...(item.lead as IDataObject), phone: phoneOf(1) } })],
		[
			'beside its lead, by the field’s own name or its column',
			(item) => ({ ...item, phone: phoneOf(1), Mobile: phoneOf(1) }),
		],
		['as a row again', (item) => ({ ...row(1), note: item.error })],
	];
	test.each(corrections)('a corrected number is sent: %s', async (_how, correct) => {
		const item = await failedItem(row(1, { phone: 'x', Mobile: 'x' }), parameters);
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [correct(item), item], parameters);
			expectEachItemOnce(node, 2);
			expect(simulator.books.created.map(({ phone }) => phone)).toEqual([phoneOf(1)]);
			expect(node.error.map(({ json }) => json)).toEqual([item]);
		});
	});

	test('a lead without its number that could not be read does not go out by its email', async () => {
		const spoilt = { phone: '9.19888E+11', Mobile: '9.19888E+11', email: 'a@example.com', Mail: 'a@example.com' };
		const item = await failedItem(row(1, spoilt), parameters);
		expect(item.lead).not.toHaveProperty('phone');
		await withSimulator({}, async (simulator) => {
			const renamed = { ...item, lead: { ...(item.lead as IDataObject), name: 'Somebody Else' } };
			const node = await run(simulator, [item, renamed], parameters);
			expect(codesOf(node.error)).toEqual({ invalidLead: 2 });
			expect(node.error[1]?.json.details).toEqual(item.details);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('another process is another question; the same one is not asked again', async () => {
		const known = { _id: '64c000000000000000000007', phone: phoneOf(1), processId: PROCESS };
		const settings = {
			existing: [known],
			processes: [PROCESS, OTHER_PROCESS],
			phoneInOtherProcess: 'accepted' as const,
		};
		await withSimulator(settings, async (simulator) => {
			const [item] = (await run(simulator, [row(1)], parameters)).error.map(({ json }) => json);
			expect(item).toMatchObject({ errorCode: 'alreadyExists', existingLead: { _id: known._id } });
			const asked = simulator.books.arrivals.length;
			const same = await run(simulator, [item ?? {}], parameters);
			expect(same.error.map(({ json }) => json)).toEqual([item]);
			expect(simulator.books.arrivals).toHaveLength(asked);
			const other = await run(simulator, [item ?? {}], { ...parameters, processId: OTHER_PROCESS });
			expect(other.success).toHaveLength(1);
			expect(simulator.books.created).toMatchObject([{ phone: phoneOf(1), processId: OTHER_PROCESS }]);
		});
	});

	test('what fails the check no more is sent: a process that was missing, checks that are off', async () => {
		const lacking = await failedItem(row(1), { ...parameters, processId: 'x' });
		const strict = await failedItem({ ...row(2), name: '', Who: '' }, parameters);
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [lacking], parameters);
			expect(node.success).toHaveLength(1);
			const loose = await run(simulator, [strict], { ...parameters, options: { validateLeads: false } });
			expect(codesOf(loose.error)).not.toHaveProperty('invalidLead');
		});
	});
});

test('an edited lead is sent, an unedited one is not: a number that Uservox refused, one that it has already', async () => {
	const known = { _id: '64c000000000000000000007', phone: phoneOf(1), processId: PROCESS };
	await withSimulator({ existing: [known], refusals: { [phoneOf(0)]: REPEATING } }, async (simulator) => {
		const failed = (await run(simulator, [person(0), person(1)], BULK)).error.map(({ json }) => json);
		expect(failed.map(({ errorCode }) => errorCode)).toEqual(['invalidPhone', 'alreadyExists']);
		const same = await run(simulator, failed, BULK);
		expect(same.error.map(({ json }) => json)).toEqual(failed);
		expect(simulator.books.created).toEqual([]);
		const edited = failed.map((item, number) => ({
			...item,
			lead: { ...(item.lead as IDataObject), phone: phoneOf(number + 5) },
		}));
		const node = await run(simulator, edited, BULK);
		expectEachItemOnce(node, 2);
		expect(node.success.map(({ json }) => json.phone)).toEqual([phoneOf(5), phoneOf(6)]);
	});
});

test('an edited id of an existing lead is started', async () => {
	const existing = [{ _id: '64c000000000000000000001', phone: phoneOf(1) }];
	await withSimulator({ existing }, async (simulator) => {
		const [item = {}] = (await run(simulator, [{ id: '64c0000000000000000000ff' }], EXISTING)).error.map(
			({ json }) => json,
		);
		expect(item.errorCode).toBe('leadNotFound');
		const node = await run(simulator, [item, { ...item, leadId: existing[0]?._id ?? '' }], EXISTING);
		expect(node.error.map(({ json }) => json)).toEqual([item]);
		expect(node.success.map(({ json }) => json._id)).toEqual([existing[0]?._id]);
	});
});

test('an existing lead: another id is another question', async () => {
	const existing = [0, 1].map((number) => ({ _id: `64c${String(number).padStart(21, '0')}`, phone: phoneOf(number) }));
	const failed = { error: 'x', errorCode: 'leadNotFound', retryable: false, leadId: '64c0000000000000000000ff' };
	await withSimulator({ existing }, async (simulator) => {
		const items: IDataObject[] = [
			{ ...failed },
			{ ...failed, id: existing[0]?._id },
			{ ...failed, leadId: existing[1]?._id },
			{ ...failed, id: failed.leadId.toUpperCase() },
		];
		const node = await run(simulator, items, { ...EXISTING, options: { skipInputDuplicates: false } });
		expectEachItemOnce(node, 4);
		expect(node.success.map(({ json }) => json._id)).toEqual([existing[0]?._id]);
		expect(node.error.map(({ json }) => json)).toEqual([items[0], items[2], items[3]]);
	});
});
