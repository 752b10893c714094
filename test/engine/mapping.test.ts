// Where a lead's values come from: fields mapped by expressions, metadata, and project and process from node, item or credential.
import type { INode } from 'n8n-workflow';
import { loopWorkflow, outputsOf, runWorkflow } from './engine';
import {
	BULK,
	BY_ITEM,
	byItem,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	FOREIGN,
	mapped,
	NEW_LEADS,
	OTHER_PROCESS,
	people,
	person,
	phoneOf,
	PROCESS,
	PROJECT,
	REPEATING,
	run,
	SINGLE,
	storedByRow,
	TOKEN,
	withSimulator,
} from './support';

/** Metadata as it was stored for each row's name. */
const stored = (books: { created: ReadonlyArray<{ name?: string; metadata?: unknown }> }) =>
	new Map(books.created.map(({ name, metadata }) => [name, metadata]));

describe('each field below', () => {
	test('1,500 rows mapped by expressions, answers shuffled, 30 refused: all 1,500 are linked to their own row', async () => {
		const refused = Array.from({ length: 30 }, (_, index) => 7 + index * 49);
		const refusals = Object.fromEntries(
			refused.map((row) => [`crm/${row}`, row % 2 === 0 ? REPEATING : 'Lead is on the do-not-call list']),
		);
		await withSimulator({ shuffle: true, refusals, seed: 11 }, async (simulator) => {
			const rows = Array.from({ length: 1500 }, (_, number) => ({
				Handy: phoneOf(number).slice(1),
				vorname: `Lead ${number}`,
				mail: `LEAD.${number}@example.com `,
				crm: { key: number },
			}));
			const node = await run(simulator, rows, {
				...BULK,
				...mapped({
					phone: '=+{{ $json.Handy }}',
					name: '={{ $json.vorname }}',
					email: '={{ $json["mail"].trim() }}',
					referenceId: '=crm/{{ $json.crm.key }}',
				}),
			});
			expectEachItemOnce(node, 1500);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(1470);
			expect(codesOf(node.error)).toEqual({ invalidPhone: 15, rejected: 15 });
			for (const [row, json] of byItem(node)) {
				const lead = {
					phone: phoneOf(row),
					name: `Lead ${row}`,
					email: `lead.${row}@example.com`,
					referenceId: `crm/${row}`,
				};
				expect(json.lead ?? json).toMatchObject(lead);
				expect(refused.includes(row)).toBe(json.error !== undefined);
			}
		});
	});

	test('references that lead nowhere are absent, removed fields are not sent, a failing expression is that lead’s fault alone', async () => {
		await withSimulator({}, async (simulator) => {
			const parameters = {
				...BULK,
				leadFields: {
					mappingMode: 'defineBelow',
					value: {
						phone: '={{ $json.p }}',
						name: '={{ $json.n }}',
						lastName: '={{ $json.nowhere.deeper }}',
						email: '={{ $json.e }}',
						referenceId: '={{ $json.bad ? $("No Such Node").first().json.x : "R-" + $json.n }}',
					},
					schema: [
						{ id: 'email', displayName: 'Email', removed: true, required: false, defaultMatch: false, display: true },
						{
							id: 'phone',
							displayName: 'Phone',
							removed: false,
							required: false,
							defaultMatch: false,
							display: true,
						},
					],
				},
			};
			const rows = [0, 1, 2].map((number) => ({
				p: phoneOf(number),
				n: `Lead ${number}`,
				e: 'x@example.com',
				bad: number === 1,
			}));
			const node = await run(simulator, rows, parameters);
			expectEachItemOnce(node, 3);
			expectSuccessIsBooks(node, simulator);
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidLead',
				details: [{ field: 'referenceId', message: expect.stringContaining('the expression failed') }],
			});
			expect(storedByRow(simulator)).toMatchObject([{ referenceId: 'R-Lead 0' }, { referenceId: 'R-Lead 2' }]);
			for (const lead of simulator.books.created) expect([lead.email, lead.lastName]).toEqual([undefined, undefined]);
		});
	});

	test('fields of a node further back are those of the row that an item came from, in each round of a loop', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = Array.from({ length: 7 }, (_, number) => ({
				...person(number, { email: `lead.${number}@example.com`, referenceId: `R-${number}` }),
				who: { "What's your name?": ` lead ${number} ` },
				number: Number(phoneOf(number).slice(1)),
			}));
			const { file, pinData } = loopWorkflow(rows, 3, {
				...BULK,
				...mapped({
					phone: "=+{{ $('Sheet').item.json.number.toString().trim() }}",
					name: "={{ $('Sheet').item.json.who['What\\'s your name?'].trim().toUpperCase() }}",
					email: '={{ $node["Loop"].json["email"] || $json.email }}',
					referenceId: "={{ $('Sheet').first().json.referenceId }}/{{ $input.item.json.referenceId }}",
				}),
			});
			const credential = { apiToken: TOKEN, baseUrl: simulator.url, projectId: PROJECT };
			const execution = await runWorkflow(file, { pinData, credential });
			const rounds = [0, 1, 2].map((round) => outputsOf(execution, 'Uservox', round));
			expect(rounds.map(({ success }) => success.length)).toEqual([3, 3, 1]);
			const row = ({ name }: { name?: string }) => Number(name?.replace('LEAD ', ''));
			const found = storedByRow(simulator, row).map(({ phone, name, email, referenceId }) => [
				phone,
				name,
				email,
				referenceId,
			]);
			expect(found).toEqual(
				rows.map((_, number) => [phoneOf(number), `LEAD ${number}`, `lead.${number}@example.com`, `R-0/R-${number}`]),
			);
		});
	});

	test('a cell that holds a number is not lost by a text method, or it is said that it was', async () => {
		await withSimulator({}, async (simulator) => {
			const number = (index: number) => Number(phoneOf(index).slice(1));
			const rows = [
				{ who: 'Lead 0', Phone: number(0), mail: 'lead.0@example.com' },
				{ who: 'Lead 1', Phone: number(1), mail: 'lead.1@example.com', byN8n: true },
				{ who: 'Lead 2', Phone: number(2), mail: null, byN8n: true },
				{ who: 'Lead 3', Phone: null, mail: 'lead.3@example.com', byN8n: true },
			];
			const node = await run(simulator, rows, {
				...BULK,
				...mapped({
					// What n8n has to evaluate gives nothing for a number.
					phone: '={{ $json.byN8n ? $json.Phone.trim().replaceSpecialChars() : "" }}',
					name: '={{ $json.who }}',
					email: '={{ $json.mail }}',
					lastName: '={{ $json.Phone.slice(-1) }}',
				}),
			});
			expectEachItemOnce(node, 4);
			const advice = expect.stringMatching(/"Phone" has the number 1201555.*write \.toString\(\) before them/);
			const lost = { field: 'phone', message: advice };
			const told = node.success.map(({ json }) => [json.name, json.lastName, json.warnings]);
			expect(told).toEqual([
				['Lead 0', String(number(0)).at(-1), undefined],
				['Lead 1', String(number(1)).at(-1), [lost]],
				['Lead 3', undefined, undefined],
			]);
			expect(node.error.map(({ json }) => json)).toMatchObject([
				{
					errorCode: 'invalidLead',
					details: [{ field: 'phone', message: expect.stringMatching(/found nothing/) }, lost],
				},
			]);
			expect(node.hints.join(' ')).toMatch(/Phone: the expression gave nothing for 2 items.*write \.toString\(\)/);
		});
	});

	test('a cell that looks like an expression is data, wherever it comes in', async () => {
		await withSimulator({}, async (simulator) => {
			const trap = '={{ $json.phone }} {{ 1 + 1 }}';
			const rows = [person(0, { lastName: trap, note: trap, projectId: '', obj: { deep: trap } })];
			const node = await run(simulator, rows, {
				...BULK,
				...mapped({
					phone: '={{ $json.phone }}',
					name: '={{ $json.name }}',
					lastName: '={{ $json.lastName }}',
					groupId: '=g {{ $json.note }}',
				}),
				metadata: 'unmapped',
				options: { includeInput: true },
			});
			expect(simulator.books.created).toMatchObject([
				{ lastName: trap, groupId: `g ${trap}`, metadata: { obj: { deep: trap } } },
			]);
			expect(node.success[0]?.json).toMatchObject({ lastName: trap, input: rows[0] });
		});
	});

	test('nothing mapped at all: every item says what is missing', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), {
				...BULK,
				leadFields: { mappingMode: 'defineBelow', value: null },
			});
			expectEachItemOnce(node, 2);
			expect(node.error[0]?.json.details).toMatchObject([{ field: 'name' }, { field: 'phone' }]);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

describe('metadata', () => {
	const rows = people(2, (number) => ({
		City: number === 0 ? 'Pune' : '',
		'Car Model': `M${number}`,
		count: number,
		details: { plan: ['a', number] },
	}));

	test.each<[string, INode['parameters'], unknown, unknown]>([
		['none', { metadata: 'none' }, undefined, undefined],
		[
			'unmapped: all that no lead field took, empty cells left out',
			{ metadata: 'unmapped' },
			{ City: 'Pune', 'Car Model': 'M0', count: 0, details: { plan: ['a', 0] } },
			{ 'Car Model': 'M1', count: 1, details: { plan: ['a', 1] } },
		],
		[
			'fields: pairs, each by value or expression, kept in their type',
			{
				metadata: 'fields',
				metadataFields: {
					field: [
						{ name: 'city', value: '={{ $json.City }}' },
						{ name: '=m {{ $json.count }}', value: 'x {{ y }}' },
						{ name: 'plan', value: '={{ $json.details.plan }}' },
						{ name: '', value: 'no name' },
					],
				},
			},
			{ city: 'Pune', 'm 0': 'x {{ y }}', plan: ['a', 0] },
			{ 'm 1': 'x {{ y }}', plan: ['a', 1] },
		],
		[
			'json: an object',
			{ metadata: 'json', metadataJson: '={{ $json.details }}' },
			{ plan: ['a', 0] },
			{ plan: ['a', 1] },
		],
		[
			'json: text with an expression in it',
			{ metadata: 'json', metadataJson: '={ "n": {{ $json.count }} }' },
			{ n: 0 },
			{ n: 1 },
		],
		['json: fixed text', { metadata: 'json', metadataJson: '{"a":{"b":[1]}}' }, { a: { b: [1] } }, { a: { b: [1] } }],
		['json: empty', { metadata: 'json', metadataJson: '' }, undefined, undefined],
	])('each lead gets that of its own row: %s', async (_name, parameters, first, second) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, rows, { ...BULK, ...parameters });
			expectSuccessIsBooks(node, simulator);
			expect(stored(simulator.books)).toEqual(
				new Map([
					['Lead 0', first],
					['Lead 1', second],
				]),
			);
		});
	});

	test.each(['[1]', 'not json', '"text"', '={{ $json.count }}'])(
		'JSON that is no object is refused for each lead: %s',
		async (metadataJson) => {
			await withSimulator({}, async (simulator) => {
				const node = await run(
					simulator,
					people(2, (count) => ({ count })),
					{ ...BULK, metadata: 'json', metadataJson },
				);
				expectEachItemOnce(node, 2);
				expect(node.error[1]?.json.details).toEqual([
					{ field: 'metadata', message: expect.stringContaining('expected a JSON object') },
				]);
				expect(simulator.books.arrivals).toEqual([]);
			});
		},
	);

	test('unmapped with fields mapped by hand: what a plain reference took stays out, the rest and the project go their way', async () => {
		await withSimulator({}, async (simulator) => {
			const row = {
				who: 'Lead 0',
				tel: phoneOf(0),
				processId: PROCESS,
				City: 'Pune',
				phone: 'a note',
				'Lead Name': 'kept',
			};
			await run(simulator, [row], {
				operation: 'bulkInitiate',
				leadSource: 'new',
				processId: BY_ITEM,
				metadata: 'unmapped',
				...mapped({ phone: '={{ $json.tel }}', name: '={{ $json["who"] }}', lastName: '=of {{ $json.City }}' }),
			});
			expect(stored(simulator.books).get('Lead 0')).toEqual({ City: 'Pune', phone: 'a note', 'Lead Name': 'kept' });
		});
	});
});

describe('project and process', () => {
	const withoutProcess = { ...BULK, processId: BY_ITEM };

	test('project: the node’s own first, then the item’s, then the credential’s', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = [person(0, { projectId: FOREIGN }), person(1)];
			const byNode = await run(
				simulator,
				rows,
				{ ...BULK, projectId: PROJECT },
				{ credential: { projectId: FOREIGN } },
			);
			expectSuccessIsBooks(byNode, simulator);
			expect(byNode.success).toHaveLength(2);
		});
		await withSimulator({}, async (simulator) => {
			const rows = [person(0, { projectId: PROJECT }), person(1)];
			const node = await run(simulator, rows, BULK, { credential: { projectId: FOREIGN } });
			expectEachItemOnce(node, 2);
			expectSuccessIsBooks(node, simulator);
			expect(byItem(node).get(1)).toMatchObject({
				errorCode: 'wrongProject',
				httpStatus: 403,
				lead: { projectId: FOREIGN },
			});
		});
	});

	test('process: the node’s own, else the item’s; leads of two processes go out in requests of their own', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = people(40, (number) => ({ processId: number % 2 === 0 ? PROCESS : OTHER_PROCESS }));
			const node = await run(simulator, rows, withoutProcess);
			expectEachItemOnce(node, 40);
			expectSuccessIsBooks(node, simulator);
			for (const lead of simulator.books.created) {
				expect(lead.processId).toBe(Number(lead.name?.slice(5)) % 2 === 0 ? PROCESS : OTHER_PROCESS);
			}
		});
	});

	test('by expression, per item, in the single operation too', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = people(4, (number) => ({ queue: number < 2 ? PROCESS : OTHER_PROCESS }));
			const node = await run(simulator, rows, { ...SINGLE, processId: '={{ $json.queue }}' });
			expectSuccessIsBooks(node, simulator);
			expect(simulator.books.created.filter(({ processId }) => processId === OTHER_PROCESS)).toHaveLength(2);
		});
	});

	test('an unknown process is refused with all its leads, and those of the other process go out', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = people(300, (number) => ({ processId: number % 3 === 0 ? FOREIGN : PROCESS }));
			const node = await run(simulator, rows, withoutProcess);
			expectEachItemOnce(node, 300);
			expectSuccessIsBooks(node, simulator);
			expect(codesOf(node.error)).toEqual({ processNotFound: 100 });
			expect(node.error[0]?.json).toMatchObject({ httpStatus: 404, retryable: false });
			expect(simulator.books.arrivals.filter(({ status }) => status === 404)).toHaveLength(1);
		});
	});

	test.each([
		['no process anywhere', {}, { projectId: PROJECT }, /process/i],
		['no project anywhere', { processId: PROCESS }, { projectId: '' }, /project/i],
	])('thrown, with what to do, and nothing is sent: %s', async (_name, parameters, credential, message) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				people(3),
				{ ...NEW_LEADS, processId: BY_ITEM, operation: 'bulkInitiate', ...parameters },
				{ credential },
			);
			expect(node.thrown?.message).toMatch(/No (?:project ID|process) is set/);
			expect(node.thrown?.description).toMatch(message);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('one item without a process does not stop the others', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				[person(0), person(1, { processId: PROCESS }), person(2, { processId: 'p-17' })],
				withoutProcess,
			);
			expectEachItemOnce(node, 3);
			expectSuccessIsBooks(node, simulator);
			expect(byItem(node).get(0)?.details).toEqual([
				{ field: 'processId', message: expect.stringMatching(/found nothing.*Choose a Process/) },
			]);
			expect(byItem(node).get(2)?.details).toEqual([
				{ field: 'processId', message: expect.stringMatching(/found "p-17".*24 hex/) },
			]);
		});
	});
});
