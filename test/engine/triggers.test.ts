// Behind n8n's own triggers and nodes: their items, as they emit them, are leads without any mapping by hand.
import type { IDataObject } from 'n8n-workflow';
import { SHAPES, type Person } from '../fixtures/triggers';
import { BULK, byItem, expectEachItemOnce, mapped, phoneOf, PROCESS, PROJECT, run, withSimulator } from './support';

function personOf(number: number): Person {
	const lastName = `Doe${number}`;
	return {
		name: `Jane ${lastName}`,
		firstName: 'Jane',
		lastName,
		phone: phoneOf(number),
		email: `jane.${number}@example.com`,
	};
}
const COUNT = 12;
const people = Array.from({ length: COUNT }, (_, number) => personOf(number));

describe.each(SHAPES)('behind $node', ({ item, container, fields, rest }) => {
	const items = people.map(item);

	test('all its people are sent, each with its own fields, and the rest as metadata', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, items, { ...BULK, metadata: 'unmapped' });
			expectEachItemOnce(node, COUNT);
			expect(node.error).toEqual([]);
			for (const lead of simulator.books.created) {
				const person = people.find(({ phone }) => phone === lead.phone);
				const expected = Object.fromEntries(fields.map((field) => [field, person?.[field]]));
				expect(lead).toMatchObject(expected);
			}
			expect(simulator.books.created).toHaveLength(COUNT);
			const first = simulator.books.created.find(({ phone }) => phone === phoneOf(0));
			expect(first?.metadata).toEqual(rest);
			expect(JSON.stringify(simulator.books.arrivals)).not.toContain('secret');
			expect(node.hints[0]).toContain('Mapped automatically: phone from "');
			if (container === undefined) expect(node.hints[0]).not.toContain('of each item');
			else expect(node.hints[0]).toContain(`in "${container}" of each item.`);
		});
	});

	test('beside error items that are fed back it is understood as well', async () => {
		await withSimulator({}, async (simulator) => {
			const failed = people.slice(0, 6).map((person) => ({
				error: 'Uservox could not be reached',
				errorCode: 'serverFailure',
				retryable: true,
				lead: { ...person, projectId: PROJECT, processId: PROCESS },
			}));
			const node = await run(simulator, [...failed, ...items.slice(6)], BULK);
			expectEachItemOnce(node, COUNT);
			expect(node.success).toHaveLength(COUNT);
		});
	});

	test('one item alone is understood as well, and says which lead it is', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, items.slice(0, 1), { ...BULK, operation: 'initiate' });
			expectEachItemOnce(node, 1);
			expect(node.success[0]?.json).toMatchObject({ phone: phoneOf(0) });
		});
	});
});

describe('a wrong guess is worse than none', () => {
	test('a phone number that may be somebody else’s is not taken, and a hint says so', async () => {
		await withSimulator({}, async (simulator) => {
			const rows = [0, 1].map((number) => ({
				Name: `Jane Doe${number}`,
				Email: `jane.${number}@example.com`,
				'Father Mobile': phoneOf(number),
				'Mobile App': 'installed',
			}));
			const node = await run(simulator, rows, BULK);
			expect(simulator.books.created.map(({ phone }) => phone)).toEqual([undefined, undefined]);
			expect(node.hints.join(' ')).toContain('Passed over: "Father Mobile" (a parent’s)');
			expect(node.success[0]?.json.warnings).toEqual([
				{ field: 'phone', message: expect.stringContaining('not taken from "Father Mobile"') },
			]);
			const named = await run(simulator, [{ Name: 'Jane', 'Father Mobile': phoneOf(5), Phone: phoneOf(6) }], BULK);
			expect(named.success[0]?.json.warnings).toBeUndefined();
		});
	});

	const nobody: Array<[string, IDataObject, string]> = [
		[
			'HubSpot Trigger, whose items hold no person',
			{ eventId: 1, subscriptionType: 'contact.creation', contactId: 5, portalId: 2, occurredAt: 3 },
			'"eventId", "subscriptionType", "contactId"',
		],
		[
			'a Webhook whose body is understood by nobody',
			{ headers: { host: 'x' }, params: {}, query: { phone: phoneOf(1) }, body: { rufname_des_hundes: 'Rex' } },
			'"body.rufname_des_hundes"',
		],
		[
			'the owner of a record',
			{ title: 'Deal', owner: { name: 'Sales Person', email: 'sales@example.org', phone: phoneOf(3) } },
			'"title", "owner"',
		],
	];
	test.each(nobody)('nothing is sent, and the message lists the fields: %s', async (_name, json, names) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [json], BULK, { settings: { onError: 'continueRegularOutput' } });
			expectEachItemOnce(node, 1);
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidLead',
				details: [{ field: 'lead', message: expect.stringContaining('found no lead field') }],
			});
			expect(node.error[0]?.json.error).toContain(names);
			expect(node.error[0]?.json.error).not.toContain(phoneOf(1));
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	const several = [1, 2].map((number) => ({ name: `Jane Doe${number}`, phone: phoneOf(number) }));
	test.each<[string, IDataObject, string]>([
		['a Webhook’s body', { headers: {}, body: several }, 'body'],
		['a list in the body', { headers: {}, body: { leads: several } }, 'body.leads'],
		['an answer of an API', { data: several, total: 2 }, 'data'],
		[
			'beside another list, and a name',
			{ name: 'Spring', tags: [{ id: 1 }, { id: 2 }], contacts: several },
			'contacts',
		],
	])(
		'several people in one item are not sent, and the message says which field to split out: %s',
		async (_, json, field) => {
			await withSimulator({}, async (simulator) => {
				const node = await run(simulator, [json], BULK, { settings: { onError: 'continueRegularOutput' } });
				expectEachItemOnce(node, 1);
				expect(node.error[0]?.json).toMatchObject({
					errorCode: 'invalidLead',
					error: expect.stringMatching(new RegExp(`list of several records in "${field}".*Split Out node.*"${field}"`)),
				});
				expect(node.error[0]?.json.error).not.toContain(phoneOf(1));
				expect(simulator.books.arrivals).toEqual([]);
			});
		},
	);

	test('people at two places, either of which may be somebody else: nothing is sent, and the message names both', async () => {
		await withSimulator({}, async (simulator) => {
			const contact = { name: 'Jane Doe', phone: phoneOf(1) };
			const node = await run(simulator, [{ contact, customer: { name: 'Max Roe', phone: phoneOf(2) } }], BULK);
			expectEachItemOnce(node, 1);
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidLead',
				details: [
					{
						field: 'lead',
						message: expect.stringMatching(/"customer\.name" and "contact\.name".*Map the fields yourself/),
					},
				],
			});
			expect(simulator.books.arrivals).toEqual([]);
			const same = await run(simulator, [{ contact, customer: contact }], BULK);
			expect(same.success).toHaveLength(1);
		});
	});

	test('an item without the container of the run is read at its top, and one with neither says so', async () => {
		await withSimulator({}, async (simulator) => {
			const inBody = (number: number) => ({ headers: {}, body: { name: `Lead ${number}`, phone: phoneOf(number) } });
			const items = [inBody(0), inBody(1), { name: 'Lead 2', phone: phoneOf(2) }, { other: 1 }];
			const node = await run(simulator, items, BULK);
			expectEachItemOnce(node, 4);
			expect(simulator.books.created.map(({ name }) => name).sort()).toEqual(['Lead 0', 'Lead 1', 'Lead 2']);
			expect(byItem(node).get(3)).toMatchObject({
				details: [{ field: 'lead', message: expect.stringContaining('found no lead field') }],
			});
		});
	});

	test('a Webhook’s headers and a sheet’s row numbers are no metadata, with fields mapped by hand either', async () => {
		await withSimulator({}, async (simulator) => {
			const webhook = {
				headers: { authorization: 'Bearer secret' },
				params: { a: 'secret' },
				query: { b: 'secret' },
				body: { Handynr: phoneOf(0), wer: 'Lead 0', city: 'Pune', row_number: 3 },
				webhookUrl: 'https://n8n.example.com/secret',
				executionMode: 'test',
			};
			for (const value of [
				{ phone: '={{ $json.body.Handynr }}', name: '={{ $json.body.wer }}' },
				{ phone: '={{ $json.body.Handynr.trim() }}', name: '={{ $json.body.wer }}' },
			]) {
				await run(simulator, [webhook], { ...BULK, metadata: 'unmapped', ...mapped(value) });
			}
			expect(simulator.books.created[0]?.metadata).toEqual({ city: 'Pune' });
			expect(JSON.stringify(simulator.books.arrivals)).not.toContain('secret');
		});
	});

	test('project and process may be beside the person', async () => {
		await withSimulator({}, async (simulator) => {
			const body = { name: 'Lead 0', phone: phoneOf(0), processId: '64A0000000000000000000A1', city: 'Pune' };
			const parameters = { ...BULK, processId: '={{ $json.body.processId }}', metadata: 'unmapped' };
			const node = await run(simulator, [{ headers: {}, body }], parameters);
			expectEachItemOnce(node, 1);
			expect(simulator.books.created).toMatchObject([{ processId: PROCESS, metadata: { city: 'Pune' } }]);
			expect(simulator.books.created[0]?.metadata).toEqual({ city: 'Pune' });
		});
	});
});
