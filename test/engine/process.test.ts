// Processes: listed without the secrets in them, picked from a list by their title, and understood as plain text.
import type { INodeParameters } from 'n8n-workflow';
import { OTHER_SYSTEMS_SECRET } from '../simulator/processes';
import type { SimulatorSettings } from '../simulator/serverState';
import { searchList } from './engine';
import {
	BY_ITEM,
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	itemOf,
	OTHER_PROCESS,
	people,
	PROCESS,
	PROJECT,
	run,
	TOKEN,
	withServer,
	withSimulator,
	type HostileAnswer,
} from './support';

const GET_ALL = { resource: 'process', operation: 'getAll' };
const THIRD = '64a0000000000000000000a3';
const settings: SimulatorSettings = {
	processes: [PROCESS, OTHER_PROCESS, THIRD],
	processDetails: {
		[PROCESS]: { title: 'Welcome call' },
		[OTHER_PROCESS]: { title: 'Old campaign', isActive: false },
		[THIRD]: { title: 'Renewal call' },
	},
};

describe('Get Many Processes', () => {
	test('newest first, all or up to the limit, of the project of the item or of the credential', async () => {
		await withSimulator(settings, async (simulator) => {
			const node = await run(simulator, [{}, { projectId: PROJECT.toUpperCase() }], { ...GET_ALL, returnAll: true });
			expect(node.success.map(({ json }) => json.title)).toEqual(
				Array(2).fill(['Renewal call', 'Old campaign', 'Welcome call']).flat(),
			);
			expect(node.success.map(itemOf)).toEqual([0, 0, 0, 1, 1, 1]);
			expect(node.success[0]?.json).toMatchObject({ _id: THIRD, isActive: true, timezone: 'Asia/Kolkata' });
			const limited = await run(simulator, [{}], { ...GET_ALL, limit: 2 });
			expect(limited.success).toHaveLength(2);
		});
	});

	test('their callbacks never leave the node, wherever they are', async () => {
		await withSimulator(settings, async (simulator) => {
			const node = await run(simulator, [{}], { ...GET_ALL, returnAll: true });
			expect(node.success).toHaveLength(3);
			expect(JSON.stringify(node.run)).not.toContain(OTHER_SYSTEMS_SECRET);
			for (const { json } of node.success) expect(json).not.toHaveProperty('callbacks');
		});
		const secret = 'hidden-secret';
		const process = {
			_id: PROCESS,
			title: 'T',
			Callbacks: [secret],
			nodes: [{ id: 'n', callbackUrl: secret, next: { callback: { token: secret } } }],
			metadata: { keep: 1 },
		};
		await withServer(
			() => ({ body: JSON.stringify({ success: true, processes: [process], count: 1 }) }),
			async (server) => {
				const node = await run(server, [{}], GET_ALL);
				expect(node.success.map(({ json }) => json)).toEqual([
					{ _id: PROCESS, title: 'T', nodes: [{ id: 'n', next: {} }], metadata: { keep: 1 } },
				]);
				expect(JSON.stringify(node.run)).not.toContain(secret);
			},
		);
	});

	test('another project, no project, a malformed one, and none anywhere', async () => {
		await withSimulator(settings, async (simulator) => {
			const node = await run(simulator, [{ projectId: FOREIGN }, { projectId: 'x' }, {}], {
				...GET_ALL,
				returnAll: true,
			});
			expect(byItem(node).get(0)).toMatchObject({ errorCode: 'wrongProject', projectId: FOREIGN, httpStatus: 403 });
			expect(byItem(node).get(1)).toMatchObject({ errorCode: 'invalidInput', details: [{ field: 'projectId' }] });
			expect(node.success).toHaveLength(3);
			const nowhere = await run(simulator, [{}], GET_ALL, { credential: { projectId: '' } });
			expect(nowhere.thrown?.message).toBe('No project ID is set');
			expect(nowhere.thrown?.description).toContain('Set Project ID in the node or the credential');
		});
	});

	test.each<[string, HostileAnswer, string]>([
		['no list', { body: '{"success":true}' }, 'serverFailure'],
		['a list that is none', { body: '{"success":true,"processes":{}}' }, 'serverFailure'],
		['no permission', { status: 403, body: '{"error":"Invalid token"}' }, 'accessRefused'],
		['a server without this endpoint', { status: 404, body: '{"error":"Not Found"}' }, 'requestRefused'],
	])('an answer of another shape leaves on Error: %s', async (_name, answer, code) => {
		await withServer(
			() => answer,
			async (server) => {
				const node = await run(server, [{}], GET_ALL, { settings: { onError: 'continueErrorOutput' } });
				expectEachItemOnce(node, 1);
				expect(codesOf(node.error)).toEqual({ [code]: 1 });
			},
		);
	});

	test('as a tool: what helps to choose a process, not its steps', async () => {
		await withSimulator(settings, async (simulator) => {
			const tool = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };
			const node = await run(simulator, [{}], { ...GET_ALL, returnAll: true }, tool);
			expect(node.success[1]?.json).toEqual({
				status: 'found',
				_id: OTHER_PROCESS,
				title: 'Old campaign',
				description: '',
				isActive: false,
				timezone: 'Asia/Kolkata',
			});
		});
	});
});

describe('the list in the panel', () => {
	const list = async (
		url: string,
		parameters: INodeParameters = {},
		credential: { apiToken?: string; projectId?: string; baseUrl?: string } = {},
		filter?: string,
	) => {
		const given = { apiToken: TOKEN, projectId: PROJECT, baseUrl: url, ...credential };
		return (await searchList('searchProcesses', parameters, given, filter)).results;
	};

	test('by title, active ones first, inactive ones marked; searched by title and id', async () => {
		await withSimulator(settings, async ({ url }) => {
			expect(await list(url)).toEqual([
				{ name: 'Renewal call', value: THIRD },
				{ name: 'Welcome call', value: PROCESS },
				{ name: 'Old campaign (inactive)', value: OTHER_PROCESS },
			]);
			expect((await list(url, {}, {}, ' WELCOME')).map(({ value }) => value)).toEqual([PROCESS]);
			expect((await list(url, {}, {}, OTHER_PROCESS)).map(({ value }) => value)).toEqual([OTHER_PROCESS]);
			expect(await list(url, {}, {}, 'nothing like it')).toEqual([]);
		});
	});

	test('the project of the parameter goes before that of the credential', async () => {
		await withSimulator(settings, async ({ url }) => {
			expect(await list(url, { projectId: ` ${PROJECT} ` }, { projectId: FOREIGN })).toHaveLength(3);
			await expect(list(url, { projectId: FOREIGN })).rejects.toThrow(/API token does not belong to this project.*403/);
		});
	});

	test.each<[string, INodeParameters, object, RegExp]>([
		['no project', {}, { projectId: '' }, /^Set the Project ID in the node or in the credential/],
		['a malformed project', { projectId: 'acme' }, {}, /24 hexadecimal digits/],
		['an expression without a value', { projectId: '={{ $json.p }}' }, {}, /expression that has no value yet/],
		['a wrong token', {}, { apiToken: 'wrong' }, /refused access/],
		['plain http', {}, { baseUrl: 'http://crm.example.com/api/v1' }, /must start with https/],
		['no server', {}, { baseUrl: 'http://127.0.0.1:9/api/v1' }, /could not be reached/],
	])('a sentence says so: %s', async (_name, parameters, credential, message) => {
		await withSimulator(settings, async ({ url }) => {
			await expect(list(url, parameters, credential)).rejects.toThrow(message);
		});
	});

	test.each<[string, HostileAnswer, RegExp]>([
		['a blocked key', { status: 429, body: '{"error":"API key temporarily blocked"}' }, /has blocked the API key/],
		['a log-in page', { body: '<html>' }, /A web page came back/],
		['another server', { body: '{"ok":true}' }, /something other than a list of processes/],
	])('a sentence says so: %s', async (name, answer, message) => {
		await withServer(
			() => answer,
			async ({ url }) => {
				await expect(list(url, {}, { apiToken: name.replaceAll(' ', '-') })).rejects.toThrow(message);
			},
		);
	});

	test('a process without a title, and what is no process', async () => {
		const processes = [
			{ _id: PROCESS, title: ' ' },
			{ title: 'No id' },
			null,
			{ _id: THIRD, title: 7, activeStatus: 0 },
		];
		await withServer(
			() => ({ body: JSON.stringify({ success: true, processes }) }),
			async ({ url }) => {
				expect(await list(url)).toEqual([
					{ name: PROCESS, value: PROCESS },
					{ name: `${THIRD} (inactive)`, value: THIRD },
				]);
			},
		);
	});
});

describe('the lists of states and dispositions in the panel', () => {
	const list = async (
		url: string,
		method: 'searchStates' | 'searchDispositions',
		parameters: INodeParameters = {},
		filter?: string,
	) => {
		const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: url };
		return (await searchList(method, parameters, credential, filter)).results;
	};
	const update = (processId: INodeParameters[string]) => ({
		operation: 'update',
		identifyBy: 'referenceId',
		processId,
	});
	const getMany = (processId: INodeParameters[string]) => ({ operation: 'getAll', filters: { processId } });

	test('of the process that the node names, else of all', async () => {
		const dispositions = [{ name: 'Wants an offer', type: 'success' as const }];
		const details = { processDetails: { [OTHER_PROCESS]: { dispositions } } };
		await withSimulator(details, async ({ url }) => {
			const all = await list(url, 'searchDispositions');
			expect(all.map(({ value }) => value).sort()).toEqual([
				'Attempted',
				'Interested',
				'Not Interested',
				'Wants an offer',
			]);
			for (const parameters of [
				update({ __rl: true, mode: 'list', value: OTHER_PROCESS }),
				update(OTHER_PROCESS.toUpperCase()),
				getMany({ __rl: true, mode: 'id', value: OTHER_PROCESS }),
			]) {
				expect(await list(url, 'searchDispositions', parameters)).toEqual([
					{ name: 'Wants an offer', value: 'Wants an offer' },
				]);
			}
			expect(await list(url, 'searchDispositions', update(FOREIGN))).toHaveLength(4);
			expect((await list(url, 'searchStates')).map(({ value }) => value)).toEqual([
				'make_first_call',
				'schedule_second_call',
				'interested',
			]);
			expect(await list(url, 'searchStates', {}, ' INTER')).toEqual([{ name: 'interested', value: 'interested' }]);
		});
	});

	test('what cannot be read is entered by name, and a sentence says so', async () => {
		await withServer(
			() => ({ body: JSON.stringify({ success: true, processes: [{ _id: PROCESS, nodes: 7 }] }) }),
			async ({ url }) => {
				await expect(list(url, 'searchStates')).rejects.toThrow(/does not show the states .* Choose "By Name"/);
				await expect(list(url, 'searchDispositions')).rejects.toThrow(/does not show the dispositions/);
			},
		);
	});
});

describe('the process that was chosen', () => {
	test.each<[string, INodeParameters[string]]>([
		['from the list', { __rl: true, mode: 'list', value: OTHER_PROCESS, cachedResultName: 'Old campaign' }],
		['by id', { __rl: true, mode: 'id', value: ` ${OTHER_PROCESS.toUpperCase()} ` }],
		['as the plain text of an older workflow', OTHER_PROCESS],
		['by an expression in the locator', { __rl: true, mode: 'id', value: '={{ $json.p }}' }],
		['by an expression that is the parameter', '={{ $json.p }}'],
		['by the item, since the node’s own finds none', BY_ITEM],
	])('is the one that all leads go to: %s', async (_name, processId) => {
		await withSimulator(settings, async (simulator) => {
			const items = people(3, () => ({ p: OTHER_PROCESS, processId: OTHER_PROCESS }));
			const node = await run(simulator, items, { ...BULK, processId });
			expect(node.success).toHaveLength(3);
			expect(simulator.books.created.map((lead) => lead.processId)).toEqual(Array(3).fill(OTHER_PROCESS));
		});
	});

	test('what is entered by id is checked before the workflow runs', async () => {
		await withSimulator(settings, async (simulator) => {
			const processId = { __rl: true, mode: 'id', value: 'first calls' };
			await expect(run(simulator, people(1), { ...BULK, processId })).rejects.toThrow(/has issues/);
		});
	});
});
