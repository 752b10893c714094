// What the operations and options do: one by one or in bulk, new or existing leads, with or without a start, and dry.
import {
	BULK,
	byItem,
	codesOf,
	EXISTING,
	EXISTS,
	expectEachItemOnce,
	expectSuccessIsBooks,
	FOREIGN,
	itemOf,
	people,
	person,
	phoneOf,
	PROJECT,
	REPEATING,
	run,
	SINGLE,
	sizesOf,
	storedByRow,
	withReferences,
	withSimulator,
} from './support';

describe('Initiate Lead', () => {
	test.each(['newer', 'older'] as const)(
		'sends each item in a request of its own; %s answers; each refusal stays with its lead',
		async (singleShape) => {
			const refusals = { [phoneOf(2)]: REPEATING, [phoneOf(4)]: EXISTS };
			await withSimulator({ singleShape, refusals, latencyMs: 20, jitterMs: 30 }, async (simulator) => {
				const node = await run(simulator, people(8), SINGLE);
				expectEachItemOnce(node, 8);
				expectSuccessIsBooks(node, simulator);
				expect(simulator.books.summary().byKind).toMatchObject({ bulk: 0, single: 8, get: 0, other: 0 });
				expect(byItem(node).get(2)).toMatchObject({ errorCode: 'invalidPhone', httpStatus: 400, error: REPEATING });
				expect(byItem(node).get(4)).toMatchObject({ errorCode: 'alreadyExists', error: EXISTS });
				expect(node.success.every(({ json }) => json.success === undefined && typeof json._id === 'string')).toBe(true);
			});
		},
	);
});

describe('leads that exist', () => {
	const ids = Array.from({ length: 12 }, (_, number) => `64c${String(number).padStart(21, '0')}`);
	const existing = ids.map((_id, number) => ({ _id, name: `Lead ${number}`, phone: phoneOf(number) }));

	test.each(['initiate', 'bulkInitiate'])(
		'%s starts each id once, and an unknown one leaves on Error',
		async (operation) => {
			await withSimulator({ existing, shuffle: true }, async (simulator) => {
				const items = [...ids, FOREIGN, 'no id', '', ids[0]?.toUpperCase()].map((id) => ({ id }));
				const node = await run(simulator, items, { ...EXISTING, operation });
				expectEachItemOnce(node, 16);
				expect(node.success.map(({ json }) => json._id)).toEqual(ids);
				expect(node.success.map(itemOf)).toEqual(ids.map((_, number) => number));
				expect([...simulator.books.initiated]).toEqual(expect.arrayContaining(ids.map((id) => [id, 1])));
				expect(simulator.books.initiated.size).toBe(ids.length);
				const items_ = byItem(node);
				expect(items_.get(12)).toMatchObject({ errorCode: 'leadNotFound', leadId: FOREIGN, retryable: false });
				expect(items_.get(13)).toMatchObject({ errorCode: 'invalidLead', details: [{ field: 'leadId' }] });
				expect(items_.get(14)).toMatchObject({ errorCode: 'invalidLead', details: [{ field: 'leadId' }] });
				expect(items_.get(15)).toMatchObject({ errorCode: 'duplicateInInput', leadId: ids[0]?.toUpperCase() });
			});
		},
	);

	test('no project or process is needed for them', async () => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(
				simulator,
				[{ id: ids[0] ?? '' }],
				{ ...EXISTING, operation: 'bulkInitiate' },
				{ credential: { projectId: '' } },
			);
			expect(node.success).toHaveLength(1);
		});
	});
});

describe('Start Calling', () => {
	test('false: leads are stored and none is started; per item by expression: each as it says', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(3), { ...BULK, init: false });
			expectSuccessIsBooks(node, simulator);
			expect(simulator.books.initiated.size).toBe(0);
		});
		await withSimulator({}, async (simulator) => {
			const items = people(20, (number) => ({ go: number % 4 === 0 ? 'false' : number % 2 === 0 }));
			const node = await run(simulator, items, { ...BULK, init: '={{ $json.go }}' });
			expectEachItemOnce(node, 20);
			expectSuccessIsBooks(node, simulator);
			for (const lead of simulator.books.created) {
				const number = Number(lead.name?.slice(5));
				expect(simulator.books.timesInitiated(lead._id)).toBe(number % 4 !== 0 && number % 2 === 0 ? 1 : 0);
			}
		});
	});

	test('what is neither yes nor no is refused for that lead', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [person(0, { go: 'maybe' }), person(1, { go: true })], {
				...BULK,
				init: '={{ $json.go }}',
			});
			expect(byItem(node).get(0)?.details).toEqual([{ field: 'init', message: 'found "maybe", expected yes or no' }]);
			expectSuccessIsBooks(node, simulator);
		});
	});
});

describe('dry run', () => {
	test.each([
		['bulk', BULK],
		['single', SINGLE],
	])('nothing is sent; what would be leaves on Success, the rest on Error as always: %s', async (_name, parameters) => {
		await withSimulator({}, async (simulator) => {
			const items = [
				person(0, { phone: '+1 (201) 555-0100', city: 'Pune' }),
				person(1, { phone: 'x' }),
				person(2, { phone: phoneOf(0) }),
			];
			const node = await run(simulator, items, { ...parameters, metadata: 'unmapped', dryRun: true });
			expectEachItemOnce(node, 3);
			expect(node.success.map(({ json }) => json)).toEqual([
				{
					projectId: PROJECT,
					processId: parameters.processId,
					phone: phoneOf(0),
					name: 'Lead 0',
					metadata: { city: 'Pune' },
					_id: 'dry-run-1',
					dryRun: true,
					wouldBe: 'sent',
					mappedFrom: { phone: 'phone', name: 'name' },
				},
			]);
			expect(codesOf(node.error)).toEqual({ invalidLead: 1, duplicateInInput: 1 });
			for (const { json } of node.error) expect(json).toMatchObject({ dryRun: true, wouldBe: json.errorCode });
			expect(sizesOf(simulator)).toEqual([]);
			expect(node.hints.join()).toContain('Dry run: 1 of 3 leads would be sent.');
		});
	});

	test('existing leads are looked up by their ids; one that Uservox does not have leaves on Error', async () => {
		const id = '64c000000000000000000001';
		await withSimulator({ existing: [{ _id: id }] }, async (simulator) => {
			const node = await run(simulator, [{ id }, { id: FOREIGN }], {
				...EXISTING,
				operation: 'bulkInitiate',
				dryRun: true,
			});
			expect(node.success.map(({ json }) => json)).toEqual([
				{ _id: 'dry-run-1', leadId: id, dryRun: true, wouldBe: 'sent' },
			]);
			expect(node.error.map(({ json }) => json)).toMatchObject([
				{ leadId: FOREIGN, dryRun: true, wouldBe: 'leadNotFound' },
			]);
			expect(sizesOf(simulator)).toEqual([]);
		});
	});
});

describe('options', () => {
	test('includeInput: each output item carries its own input, on both outputs', async () => {
		await withSimulator({ shuffle: true }, async (simulator) => {
			const items = people(12, (number) => ({ City: `C${number}`, ...(number % 5 === 0 ? { phone: 'bad' } : {}) }));
			const node = await run(simulator, items, { ...BULK, options: { includeInput: true } });
			expectEachItemOnce(node, 12);
			for (const [number, json] of byItem(node)) expect(json.input).toEqual(items[number]);
			const without = await run(simulator, items, { ...BULK, dryRun: true });
			expect([...without.success, ...without.error].some(({ json }) => 'input' in json)).toBe(false);
		});
	});

	test('batchSize: no request holds more, and all leads arrive', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(60), { ...BULK, options: { batchSize: 7, duplicateGuard: false } });
			expectEachItemOnce(node, 60);
			expectSuccessIsBooks(node, simulator);
			expect(simulator.books.arrivals.map(({ leads }) => leads)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
		});
	});

	test('validateLeads off: faulty leads are sent, and the API’s word counts; without a process nothing can be sent', async () => {
		await withSimulator({}, async (simulator) => {
			const items = [person(0, { phone: '9999999999' }), person(1), person(2, { phone: 'abc' }), { phone: phoneOf(3) }];
			const node = await run(simulator, items, { ...BULK, options: { validateLeads: false } });
			expectEachItemOnce(node, 4);
			expectSuccessIsBooks(node, simulator);
			expect(node.success.map(itemOf)).toEqual([1]);
			expect(sizesOf(simulator)).toEqual([2, 2]);
			expect(byItem(node).get(0)).toMatchObject({ errorCode: 'invalidPhone', error: REPEATING });
		});
	});

	test('skipInputDuplicates off: the same lead is sent again, and the API’s word counts', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [person(0), person(0), person(1)], {
				...BULK,
				options: { skipInputDuplicates: false },
			});
			expectEachItemOnce(node, 3);
			expect(codesOf(node.error)).toEqual({ alreadyExists: 1 });
			expect(simulator.books.created).toHaveLength(2);
			expect(simulator.books.duplicates).toHaveLength(1);
		});
	});

	test('cleanPhoneNumbers: on, punctuation is removed; off, the number is sent unchanged', async () => {
		const items = [person(0, { phone: '+1 (201) 555-0100' })];
		for (const [cleanPhoneNumbers, phone] of [
			[true, '+12015550100'],
			[false, '+1 (201) 555-0100'],
		] as const) {
			await withSimulator({}, async (simulator) => {
				await run(simulator, items, { ...BULK, options: { cleanPhoneNumbers } });
				expect(simulator.books.created[0]?.phone).toBe(phone);
			});
		}
	});

	test('defaultCountry: numbers without a country code get it; what cannot be one of the country is not sent; two ways of writing a number are one lead', async () => {
		const phones = ['07700 900123', '7700900123', '(07700) 900124', '+1 202 555 0100', '555-0102', '07700 900125'];
		const items = phones.map((phone, number) => person(number, { phone, email: `lead${number}@example.com` }));
		const existing = [{ phone: '07700900125' }];
		await withSimulator({ existing }, async (simulator) => {
			const node = await run(simulator, items, { ...BULK, options: { defaultCountry: '={{ "gb" }}' } });
			expectEachItemOnce(node, 6);
			expect(storedByRow(simulator).map(({ phone }) => phone)).toEqual([
				'+447700900123',
				'+447700900124',
				'+12025550100',
			]);
			expect(node.error.map((item) => [itemOf(item), item.json.errorCode])).toEqual([
				[1, 'duplicateInInput'],
				[4, 'invalidLead'],
				[5, 'alreadyExists'],
			]);
			expect(byItem(node).get(4)?.error).toContain('expected a phone number of the default country, United Kingdom');
		});
	});

	test('defaultCountry: Map Automatically takes the first number that the country can have', async () => {
		await withSimulator({}, async (simulator) => {
			const items = [{ Name: 'Jane Doe', Mobile: '1234567', 'Work Phone': '07700 900123' }];
			await run(simulator, items, { ...BULK, options: { defaultCountry: 'GB' } });
			expect(simulator.books.created[0]?.phone).toBe('+447700900123');
		});
	});

	test('defaultCountry: none leaves numbers alone', async () => {
		await withSimulator({}, async (simulator) => {
			const items = [person(0, { phone: '07700 900123' })];
			await run(simulator, items, { ...BULK, options: { defaultCountry: '' } });
			expect(simulator.books.created[0]?.phone).toBe('07700900123');
		});
	});

	test('defaultCountry with cleanPhoneNumbers off: only what gets a country code changes', async () => {
		const phones = ['07700 900123', '+44 (0)7700 900124'];
		const items = phones.map((phone, number) => person(number, { phone }));
		await withSimulator({}, async (simulator) => {
			await run(simulator, items, { ...BULK, options: { defaultCountry: 'GB', cleanPhoneNumbers: false } });
			expect(storedByRow(simulator).map(({ phone }) => phone)).toEqual(['+447700900123', '+44 (0)7700 900124']);
		});
	});

	test('duplicateGuard on: after a question requests grow, by 0.7 for each lead that was accepted; off: all at once', async () => {
		for (const [duplicateGuard, leads] of [
			[true, [2, 2, 2, 4, 7, 11, 19, 32, 55, 93, 158, 15]],
			[false, [400]],
		] as const) {
			await withSimulator({}, async (simulator) => {
				const node = await run(simulator, people(400), { ...BULK, options: { duplicateGuard } });
				expectSuccessIsBooks(node, simulator);
				expect(sizesOf(simulator)).toEqual(leads);
				expect(simulator.books.summary().byKind.query).toBe(duplicateGuard ? 1 : 0);
			});
		}
	});

	test('apiVersion 1.2 is asked for in bulk', async () => {
		await withSimulator({ simplifiedSuccess: 'referenceIds' }, async (simulator) => {
			const node = await run(simulator, withReferences(3), { ...BULK, options: { apiVersion: '1.2' } });
			expectEachItemOnce(node, 3);
			expect(node.success.map(({ json }) => json._id)).toEqual([undefined, undefined, undefined]);
			expect(node.success.map(({ json }) => json.referenceId)).toEqual(['R-0', 'R-1', 'R-2']);
		});
	});

	test('timeout and maxRetries: a server that hangs is given up, and without a reference id nobody guesses', async () => {
		await withSimulator(
			{ faults: [{ match: { times: 'always' }, fault: { type: 'hang', when: 'after' } }] },
			async (simulator) => {
				const node = await run(simulator, withReferences(2), { ...BULK, options: { timeout: 2_000, maxRetries: 0 } });
				expectEachItemOnce(node, 2);
				expectSuccessIsBooks(node, simulator);
				expect(node.success.map(({ json }) => json.recovered)).toEqual([true, true]);
			},
		);
	});

	test('timeout: an answer that drips in is given up like one that never comes', async () => {
		const drip = {
			match: { times: 'always' as const },
			fault: { type: 'hang' as const, when: 'after' as const, drips: true },
		};
		await withSimulator({ faults: [drip] }, async (simulator) => {
			const node = await run(simulator, withReferences(2), { ...BULK, options: { timeout: 1_000, maxRetries: 0 } });
			expect(node.success.map(({ json }) => json.recovered)).toEqual([true, true]);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});

	test('maxRetries: as often as it says is a server tried that cannot be reached', async () => {
		const nobody = { url: 'http://127.0.0.1:9/api/v1' };
		const parameters = { ...BULK, options: { maxRetries: 1 } };
		expect((await run(nobody, people(2), parameters)).thrown?.message).toMatch(/Uservox could not be reached/);
		const settings = { onError: 'continueRegularOutput' as const };
		const node = await run(nobody, people(2), parameters, { settings });
		expectEachItemOnce(node, 2);
		expect(node.error[0]?.json).toMatchObject({
			errorCode: 'serverFailure',
			retryable: true,
			error: expect.stringContaining('the connection was refused'),
		});
	});

	test('options as expressions give them: numbers and switches as text, nothing for an empty cell', async () => {
		await withSimulator({}, async (simulator) => {
			const options = {
				batchSize: '={{ "3" }}',
				maxRetries: '={{ $json.nothing }}',
				duplicateGuard: '={{ "FALSE" }}',
				apiVersion: '={{ 1.2 }}',
			};
			const node = await run(simulator, people(7), { ...BULK, options });
			expect(node.success).toHaveLength(7);
			expect(simulator.books.arrivals.map(({ leads }) => leads).sort()).toEqual([1, 3, 3]);
		});
	});

	test.each<[string, object]>([
		['batchSize', { batchSize: 0 }],
		['batchSize', { batchSize: 1001 }],
		['batchSize', { batchSize: 2.5 }],
		['batchSize', { batchSize: 'many' }],
		['maxConcurrentRequests', { maxConcurrentRequests: 21 }],
		['requestsPerWindow', { requestsPerWindow: 0 }],
		['maxRetries', { maxRetries: -1 }],
		['timeout', { timeout: 0 }],
		['apiVersion', { apiVersion: '2.0' }],
		['defaultCountry', { defaultCountry: 'Britain' }],
	])('%s out of range is a clear fault, and nothing is sent: %j', async (option, options) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), { ...BULK, options: { ...options } });
			expect(node.thrown?.message).toMatch(new RegExp(`The option "${option}" cannot be used: found .*, expected `));
			const continued = await run(
				simulator,
				people(2),
				{ ...BULK, options: { ...options } },
				{ settings: { onError: 'continueRegularOutput' } },
			);
			expectEachItemOnce(continued, 2);
			expect(codesOf(continued.error)).toEqual({ notSent: 2 });
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});
