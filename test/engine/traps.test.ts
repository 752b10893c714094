// n8n's traps: On Error = Continue, Retry On Fail, Always Output Data, loops and AI tools must not lose, double or misplace a lead.
import type { INode } from 'n8n-workflow';
import { NODE_TYPE, outputsOf, runWorkflow, loopWorkflow } from './engine';
import {
	BULK,
	BY_ITEM,
	byItem,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	EXISTING,
	mapped,
	people,
	person,
	phoneOf,
	PROCESS,
	PROJECT,
	run,
	SINGLE,
	sizesOf,
	storedByRow,
	TOKEN,
	withSimulator,
	withTamperedSimulator,
} from './support';

const wrong = { credential: { apiToken: 'wrong' } };
const continuing = ['continueRegularOutput', 'continueErrorOutput'] as const;

describe('a wrong token', () => {
	test.each<[string, INode['parameters'], 401 | 403]>([
		['bulk, 403', BULK, 403],
		['bulk, 401', BULK, 401],
		['single, 403', SINGLE, 403],
		['existing, 401', { ...EXISTING, leadId: PROJECT, operation: 'bulkInitiate' }, 401],
	])('is thrown, with what to do: %s', async (_name, parameters, unauthorizedStatus) => {
		await withSimulator({ unauthorizedStatus }, async (simulator) => {
			const node = await run(simulator, people(40), parameters, wrong);
			expect(node.thrown?.message).toMatch(new RegExp(`refused access.*${unauthorizedStatus}.*Check the API token`));
			expect([...node.success, ...node.error]).toEqual([]);
			expect(simulator.books.created).toEqual([]);
			expect(simulator.books.arrivals.length).toBeLessThanOrEqual(5);
		});
	});

	test.each(continuing.flatMap((onError) => [[onError, 'bulk', BULK] as const, [onError, 'single', SINGLE] as const]))(
		'with On Error = %s all items leave on Error, none on Success or on n8n’s third output: %s',
		async (onError, _name, parameters) => {
			await withSimulator({}, async (simulator) => {
				const node = await run(simulator, people(40), parameters, { ...wrong, settings: { onError } });
				expectEachItemOnce(node, 40);
				expect(node.success).toEqual([]);
				const codes = codesOf(node.error);
				expect((codes.accessRefused ?? 0) + (codes.notSent ?? 0)).toBe(40);
				expect(codes.accessRefused).toBeGreaterThan(0);
				for (const { json } of node.error)
					expect(json).toMatchObject({ lead: { name: expect.any(String) }, error: expect.any(String) });
			});
		},
	);
});

describe('On Error = Continue', () => {
	test.each(continuing)('refused, faulty and good leads leave as without it: %s', async (onError) => {
		await withSimulator({ refusals: { [phoneOf(3)]: 'no' }, shuffle: true }, async (simulator) => {
			const items = people(30, (number) => (number % 7 === 0 ? { phone: 'x' } : {}));
			const node = await run(simulator, items, BULK, { settings: { onError } });
			expectEachItemOnce(node, 30);
			expectSuccessIsBooks(node, simulator);
			expect(codesOf(node.error)).toEqual({ invalidLead: 5, rejected: 1 });
		});
	});

	test.each<[string, INode['parameters'], object]>([
		['no process id', { ...BULK, processId: BY_ITEM }, {}],
		['a base URL that is none', BULK, { baseUrl: 'nonsense' }],
		['an option that is out of range', { ...BULK, options: { batchSize: -1 } }, {}],
		[
			'an option whose expression fails',
			{ ...BULK, options: { batchSize: '={{ $("No Such Node").first().json.x }}' } },
			{},
		],
		[
			// With an operation that it cannot tell n8n shows all parameters, and wants the required one.
			'an operation whose expression fails',
			{ ...BULK, operation: '={{ $("No Such Node").first().json.x }}', leadId: PROJECT },
			{},
		],
		['a project whose expression fails', { ...BULK, projectId: '={{ $("No Such Node").first().json.x }}' }, {}],
		['a project that is an object', { ...BULK, projectId: { __rl: true } }, {}],
		[
			'lead fields that are an expression',
			{ ...BULK, leadFields: '={{ $("No Such Node").first().json.x }}', processId: 'x' },
			{},
		],
	])(
		'a faulty set-up lets all items leave on Error too, and nothing is sent: %s',
		async (_name, parameters, credential) => {
			for (const onError of continuing) {
				await withSimulator({}, async (simulator) => {
					const node = await run(simulator, people(3), parameters, { credential, settings: { onError } });
					expectEachItemOnce(node, 3);
					expect(node.success).toEqual([]);
					expect(simulator.books.arrivals).toEqual([]);
				});
			}
		},
	);
});

describe('Retry On Fail', () => {
	const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test('does not run again once a lead was accepted, though access is refused later', async () => {
		const faults = [{ match: { request: 2, times: 'always' as const }, fault: { type: 'status' as const, code: 401 } }];
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(30), BULK, { settings: retrying });
			expectEachItemOnce(node, 30);
			expectSuccessIsBooks(node, simulator);
			// The first request carries two leads; the second one is refused, with its leads.
			expect(node.success).toHaveLength(2);
			expect(codesOf(node.error)).toEqual({ accessRefused: 2, notSent: 26 });
			expect(sizesOf(simulator)).toEqual([2, 2]);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});

	test('runs again harmlessly when nothing was accepted', async () => {
		const faults = [
			{ match: { request: 1 }, fault: { type: 'status' as const, code: 403, body: '{"error":"Forbidden"}' } },
		];
		await withSimulator({ faults }, async (simulator) => {
			const node = await run(simulator, people(30), BULK, { settings: retrying });
			expectEachItemOnce(node, 30);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(30);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});

	test('a success answer that carries an error key does not set it off, and the key does not come out', async () => {
		const spoil = (body: string) =>
			body
				.replace('"success":true', '"success":true,"error":"a note of the API"')
				.replaceAll('{"_id"', '{"error":{"code":0},"_id"');
		for (const parameters of [BULK, SINGLE]) {
			await withTamperedSimulator({}, spoil, async (simulator, proxy) => {
				const node = await run(proxy, people(3), parameters, { settings: retrying });
				expectEachItemOnce(node, 3);
				expectSuccessIsBooks(node, simulator);
				expect(node.success).toHaveLength(3);
				expect(node.success.some(({ json }) => 'error' in json)).toBe(false);
				expect(simulator.books.duplicates).toEqual([]);
			});
		}
	});

	test('items that all fail do not set it off', async () => {
		await withSimulator({ refusals: { [phoneOf(0)]: 'no', [phoneOf(1)]: 'no' } }, async (simulator) => {
			const node = await run(simulator, people(2), BULK, { settings: retrying });
			expectEachItemOnce(node, 2);
			expect(sizesOf(simulator)).toEqual([2]);
		});
	});
});

describe('Always Output Data', () => {
	test('with an empty Success, a hint says whose the empty item is', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				people(2, () => ({ phone: 'x' })),
				BULK,
				{ settings: { alwaysOutputData: true } },
			);
			expect(node.success.map(({ json }) => json)).toEqual([{}]);
			expect(node.error).toHaveLength(2);
			expect(node.hints.join(' ')).toMatch(/empty item on Success is n8n's/);
		});
	});

	test('with leads on Success there is no such hint', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), BULK, { settings: { alwaysOutputData: true } });
			expectEachItemOnce(node, 2);
			expect(node.hints.join(' ')).not.toMatch(/empty item/);
		});
	});
});

describe('loops', () => {
	test.each([
		['bulk', BULK],
		['single', SINGLE],
	])(
		'every item of every round leaves once, and a lead of an earlier round is not sent again: %s',
		async (_name, parameters) => {
			await withSimulator({}, async (simulator) => {
				const items = [person(0), person(1), person(2), person(0), person(3), person(1), person(4)];
				const { file, pinData } = loopWorkflow(items, 3, parameters);
				const execution = await runWorkflow(file, {
					pinData,
					credential: { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT },
				});
				const rounds = execution.data.resultData.runData.Uservox ?? [];
				expect(rounds).toHaveLength(3);
				const nodes = rounds.map((_, index) => outputsOf(execution, 'Uservox', index));
				nodes.forEach((node, index) => expectEachItemOnce(node, index < 2 ? 3 : 1));
				expect(nodes.map(({ error }) => codesOf(error))).toEqual([{}, { duplicateInInput: 2 }, {}]);
				expect(nodes[1]?.error[0]?.json.error).toMatch(/came earlier in this execution/);
				expect(storedByRow(simulator).map(({ name }) => name)).toEqual([
					'Lead 0',
					'Lead 1',
					'Lead 2',
					'Lead 3',
					'Lead 4',
				]);
				expect(simulator.books.duplicates).toEqual([]);
			});
		},
	);

	test('a new execution learns from Uservox what was sent before, and sends nothing twice', async () => {
		await withSimulator({}, async (simulator) => {
			const [first, second] = [await run(simulator, [person(0)], BULK), await run(simulator, [person(0)], BULK)];
			expect(second.error.map(({ json }) => json)).toMatchObject([
				{ errorCode: 'alreadyExists', retryable: false, existingLead: { _id: first.success[0]?.json._id } },
			]);
			expect(sizesOf(simulator)).toEqual([1]);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});
});

describe('as an AI tool', () => {
	const tool = { settings: { type: `${NODE_TYPE}Tool` } };
	/** What an agent hands in: its own data. */
	const agentItem = {
		chatInput: 'call Jane',
		email: 'operator@example.com',
		phone: phoneOf(9),
		projectId: '0'.repeat(24),
		toolCallId: 'x',
	};
	const byModel = { ...SINGLE, ...mapped({ phone: phoneOf(0), name: 'Lead 0', email: '' }) };

	test('has one output, on which a lead that was initiated says so, with the mapped data alone', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [agentItem], byModel, tool);
			expect(node.task.data?.main).toHaveLength(1);
			expect(node.success.map(({ json }) => json)).toMatchObject([
				{ status: 'initiated', phone: phoneOf(0), name: 'Lead 0' },
			]);
			expect(simulator.books.created).toMatchObject([{ phone: phoneOf(0), name: 'Lead 0', projectId: PROJECT }]);
			expect(simulator.books.created[0]?.email).toBeUndefined();
		});
	});

	test('as it is added: phone, email and name come from the model, and nothing from the data of the agent', async () => {
		await withSimulator({}, async (simulator) => {
			const byAgent = { ...agentItem, Phone: phoneOf(0), Email: '', Full_Name: 'Lead 0' };
			const fresh = Object.fromEntries(Object.entries(SINGLE).filter(([name]) => name !== 'leadFields'));
			const node = await run(simulator, [byAgent], fresh, tool);
			expect(node.success.map(({ json }) => json)).toMatchObject([{ status: 'initiated', phone: phoneOf(0) }]);
			expect(simulator.books.created).toMatchObject([{ phone: phoneOf(0), name: 'Lead 0', projectId: PROJECT }]);
			expect(simulator.books.created[0]?.email).toBeUndefined();
		});
	});

	test('a lead that was not initiated says why, without an error key, and Retry On Fail is not set off', async () => {
		await withSimulator({ refusals: { [phoneOf(0)]: 'Lead is on the do-not-call list' } }, async (simulator) => {
			const settings = { ...tool.settings, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const node = await run(simulator, [agentItem], byModel, { settings });
			expect(node.success.map(({ json }) => json)).toMatchObject([
				{
					status: 'notInitiated',
					errorCode: 'rejected',
					message: 'Lead is on the do-not-call list',
					retryable: false,
				},
			]);
			expect(node.success[0]?.json).not.toHaveProperty('error');
			expect(sizesOf(simulator)).toEqual([1]);
		});
	});

	test.each<[string, INode['parameters']]>([
		['automatic mapping', SINGLE],
		['automatic mapping in bulk', BULK],
		['all other input fields as metadata', { ...byModel, metadata: 'unmapped' }],
	])('%s is refused, and nothing is sent; with On Error = Continue the agent reads it', async (_name, parameters) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [agentItem], parameters, tool);
			expect(node.thrown?.message).toMatch(/As an AI tool the node cannot/);
			const continued = await run(simulator, [agentItem], parameters, {
				settings: { ...tool.settings, onError: 'continueRegularOutput' },
			});
			expect(continued.success.map(({ json }) => json)).toMatchObject([
				{ status: 'notInitiated', errorCode: 'notSent' },
			]);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('process and project come from the node or the credential, never from the agent’s data', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				[{ ...agentItem, processId: PROCESS }],
				{ ...byModel, processId: '={{ "" }}' },
				tool,
			);
			expect(node.thrown?.message).toMatch(/No (?:project ID|process) is set/);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('a dry run and a lead that exists', async () => {
		await withSimulator({ existing: [{ _id: '64c000000000000000000001', name: 'Lead 0' }] }, async (simulator) => {
			const dry = await run(simulator, [agentItem], { ...byModel, dryRun: true }, tool);
			expect(dry.success[0]?.json).toMatchObject({ status: 'initiated', dryRun: true, _id: 'dry-run-1' });
			const id = '64c000000000000000000001';
			const node = await run(simulator, [agentItem], { ...EXISTING, leadId: id, operation: 'initiate' }, tool);
			expect(byItem(node).get(0)).toMatchObject({ status: 'initiated', _id: id });
			expect(simulator.books.timesInitiated(id)).toBe(1);
		});
	});
});
