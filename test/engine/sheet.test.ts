// A sheet as people have it, and other people's sheets: every row to its place, and the books agree.
import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../values';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	people,
	person,
	phoneOf,
	readSheet,
	run,
	sizesOf,
	storedByRow,
	withSimulator,
} from './support';

const isEmail = (text: string) => /^[\w.'+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text);
const digits = (value: unknown) => textOf(value ?? '').replace(/\D/g, '');

describe('the messy sheet of 2,500 rows', () => {
	const rows = readSheet();
	/** The first row with this CRM ID, phone or email is the one that is sent. */
	const rowOf = (lead: { referenceId?: string; phone?: string; email?: string }) =>
		rows.findIndex(
			(row) =>
				(lead.referenceId !== undefined && textOf(row['CRM ID']).trim() === lead.referenceId) ||
				(lead.referenceId === undefined && digits(row['Mobile No.']) === digits(lead.phone)),
		);

	test.each([
		['in the order sent, newer shape', {}],
		['shuffled, older shape', { shuffle: true, answerShape: 'older' as const, seed: 3 }],
		[
			'shuffled, lead inline, with latency',
			{ shuffle: true, answerShape: 'leadInline' as const, latencyMs: 30, seed: 4 },
		],
	])(
		'leaves item by item, Success is the books, no duplicate goes out, in 17 requests at most: answers %s',
		async (_name, settings) => {
			await withSimulator(settings, async (simulator) => {
				const node = await run(simulator, rows, { ...BULK, metadata: 'unmapped' });
				expect(rows).toHaveLength(2500);
				expectEachItemOnce(node, 2500);
				expectSuccessIsBooks(node, simulator, rowOf);
				expect(node.success.length).toBeGreaterThan(1500);
				expect(simulator.books.duplicates).toEqual([]);
				// One page of an empty project; 14 requests grow from 2 leads on, until 1,429 are accepted; the rest goes out in full batches.
				expect(simulator.books.summary().byKind).toMatchObject({ query: 1, get: 0, single: 0 });
				expect(sizesOf(simulator).length).toBeLessThanOrEqual(14 + Math.ceil(node.success.length / 1000));
				expect(node.hints[0]).toContain(`${simulator.books.created.length} of 2500 leads sent. Not sent: `);
			});
		},
	);

	test('stores each lead with the cells of its own row, and expressions in cells stay text', async () => {
		await withSimulator({}, async (simulator) => {
			await run(simulator, rows, { ...BULK, metadata: 'unmapped' });
			let expressions = 0;
			for (const lead of simulator.books.created) {
				const row = rows[rowOf(lead)] ?? {};
				// A phone or an email that is none is left out where the other one is good.
				const phone = digits(row['Mobile No.']);
				expect(digits(lead.phone)).toBe(phone.length > 5 && new Set(phone).size > 1 ? phone : '');
				const email = textOf(row['E-mail']).trim().toLowerCase();
				expect(lead.email).toBe(isEmail(email) ? email : undefined);
				expect(lead.name).toBe(textOf(row['Full Name']).trim());
				const others = ['City', 'Car Model', 'Lead Source'].filter((name) => row[name] !== '');
				expect(lead.metadata).toEqual(Object.fromEntries(others.map((name) => [name, row[name]])));
				if (textOf(row.City).includes('{{')) expressions += 1;
			}
			expect(expressions).toBeGreaterThan(100);
		});
	});

	test('a second run over the same sheet sends the new rows only, because the list shows the known ones', async () => {
		await withSimulator({}, async (simulator) => {
			const known = rows.slice(0, 60);
			const first = await run(simulator, known, BULK);
			const added = people(6, (number) => ({ 'CRM ID': `NEW-${number}` }));
			const second = await run(simulator, [...added.slice(0, 3), ...known, ...added.slice(3)], BULK);
			expectEachItemOnce(second, 66);
			expect(second.success.map(itemOf)).toEqual([0, 1, 2, 63, 64, 65]);
			expect(codesOf(second.error).alreadyExists).toBe(first.success.length);
			expect(simulator.books.created).toHaveLength(first.success.length + 6);
			expect(simulator.books.duplicates).toEqual([]);
		});
	});
});

describe('other headers', () => {
	test.each<[string, Record<string, string>, IDataObject]>([
		['plain', { phone: 'Phone', email: 'Email', name: 'Name' }, {}],
		[
			'export of a CRM',
			{
				phone: 'Mobile Number',
				email: 'Email Address',
				firstName: 'First Name',
				lastName: 'Last Name',
				referenceId: 'External ID',
			},
			{},
		],
		[
			'snake case',
			{ phone: 'contact_number', email: 'e_mail', name: 'customer_name', referenceId: 'crm_id', groupId: 'group_id' },
			{},
		],
		['shouting', { phone: 'WHATSAPP', email: 'MAIL', firstName: 'GIVEN-NAME', lastName: 'SURNAME' }, {}],
		[
			'with columns that mean nothing',
			{ phone: 'Tel.', name: 'Lead Name' },
			{ 'Phone call notes': 'call 5', Emailed: 'yes', Nickname: 'x' },
		],
	])('each field is found by its header, and nothing else is taken for one: %s', async (_name, headers, more) => {
		await withSimulator({}, async (simulator) => {
			const values: Record<string, string> = {
				phone: phoneOf(1),
				email: 'jane.doe@example.org',
				name: 'Jane Doe',
				firstName: 'Jane',
				lastName: 'Doe',
				referenceId: 'crm-1',
				groupId: 'g-1',
			};
			const row = Object.fromEntries(Object.entries(headers).map(([field, header]) => [header, values[field]]));
			const expected = Object.fromEntries(Object.keys(headers).map((field) => [field, values[field]]));
			const node = await run(simulator, [{ ...row, ...more }], BULK);
			expectEachItemOnce(node, 1);
			const [stored] = simulator.books.created;
			expect(JSON.parse(JSON.stringify(stored))).toMatchObject(expected);
			for (const field of Object.keys(values)) if (!(field in headers)) expect(stored).toHaveProperty(field, undefined);
		});
	});

	test('a mobile wins over a plain phone, an empty one gives way, and the exact name wins over another spelling', async () => {
		await withSimulator({}, async (simulator) => {
			await run(
				simulator,
				[
					{ Telephone: phoneOf(1), Mobile: phoneOf(2), phone: phoneOf(6), name: 'Lead 0' },
					{ Telephone: phoneOf(3), Mobile: ' ', phone: '', name: 'Lead 1' },
					{ Telephone: phoneOf(5), Mobile: '', phone: phoneOf(4), name: 'Lead 2' },
				],
				BULK,
			);
			expect(storedByRow(simulator).map(({ phone }) => phone)).toEqual([phoneOf(2), phoneOf(3), phoneOf(4)]);
		});
	});
});

describe('values as sheets have them', () => {
	test('numbers become text, spaces of every kind are removed, empty cells are absent, emails are lower-cased', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				[
					{ name: 'Lead 0', phone: 12025550100, referenceId: 4711, groupId: 0 },
					{
						name: '\u00a0Lead 1\u200b',
						phone: '\ufeff+1 (202)\u00a0555\u20110101\u202c',
						email: ' \u200bJane.DOE@Example.COM\u00a0',
					},
					{
						name: 'Lead 2',
						phone: null,
						email: 'max@example.net',
						lastName: '   ',
						referenceId: '\u200b',
						groupId: undefined,
					},
					{ name: 'Lead 3', phone: '+44 7700 900 123' },
				],
				{ ...BULK, metadata: 'none' },
			);
			expectEachItemOnce(node, 4);
			expectSuccessIsBooks(node, simulator);
			const stored = storedByRow(simulator);
			expect(stored).toMatchObject([
				{ name: 'Lead 0', phone: '12025550100', referenceId: '4711', groupId: '0' },
				{ name: 'Lead 1', phone: '+12025550101', email: 'jane.doe@example.com' },
				{ name: 'Lead 2', email: 'max@example.net' },
				{ name: 'Lead 3', phone: '+447700900123' },
			]);
			expect(JSON.parse(JSON.stringify(stored[2]))).not.toHaveProperty('lastName');
			expect(JSON.parse(JSON.stringify(stored[2]))).not.toHaveProperty('referenceId');
		});
	});

	test.each<[string, IDataObject, string, RegExp]>([
		[
			'a phone in scientific notation',
			{ phone: '9.19888E+11' },
			'phone',
			/9\.19888E\+11.*spreadsheet has shortened.*plain text/,
		],
		['the same with a decimal comma', { phone: '9,19888E+11' }, 'phone', /shortened/],
		['an integer that is not exact', { phone: 99912345678901234567 }, 'phone', /too large to be exact/],
		['a phone with decimals', { phone: 120255501.5 }, 'phone', /found 120255501\.5/],
		['a phone that a tool has turned into a decimal', { phone: '12025550100.0' }, 'phone', /12025550100\.0/],
		['a negative phone', { phone: -12025550100 }, 'phone', /expected a phone number/],
		['a phone with letters', { phone: 'call me' }, 'phone', /found "call me", expected 6 to 15 digits/],
		['one digit repeated', { phone: '+9999999999' }, 'phone', /one single digit repeated/],
		['too few digits', { phone: '12345' }, 'phone', /expected 6 to 15 digits/],
		['too many digits', { phone: '1234567890123456' }, 'phone', /expected 6 to 15 digits/],
		[
			'two numbers in a cell',
			{ phone: `${phoneOf(1)} / ${phoneOf(2)}` },
			'phone',
			/two numbers.*12015550101.*12015550102/,
		],
		[
			'a broken email',
			{ phone: undefined, email: 'jane@example' },
			'email',
			/found "jane@example", expected an email address/,
		],
		['no name', { name: '' }, 'name', /expected a name or a first name/],
		['neither phone nor email', { phone: '' }, 'phone', /expected a phone number or an email/],
		['a list for a name', { name: ['Jane', 'Joe'] }, 'name', /found a list, expected text/],
		['an object for a phone', { phone: { digits: 1 } }, 'phone', /found an object, expected text/],
		['true for a phone', { phone: true }, 'phone', /found boolean true/],
		['a shortened reference id', { referenceId: '1.23E+15' }, 'referenceId', /shortened/],
	])('%s is refused before sending, and the message says what was found', async (_name, more, field, message) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, [person(0, more)], BULK);
			expectEachItemOnce(node, 1);
			expect(node.error[0]?.json).toMatchObject({ errorCode: 'invalidLead', retryable: false });
			expect(node.error[0]?.json.details).toEqual([{ field, message: expect.stringMatching(message) }]);
			expect(node.error[0]?.json.error).toMatch(message);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('the same lead twice goes out once, whichever of phone, email and reference id is the same; the first wins', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(
				simulator,
				[
					person(0, { email: 'a@example.com', referenceId: 'R' }),
					person(1, { phone: '1 (201) 555-0100' }),
					person(2, { email: 'A@EXAMPLE.com' }),
					person(3, { referenceId: 'R' }),
					person(4, { phone: '' }),
					person(4),
				],
				BULK,
			);
			expectEachItemOnce(node, 6);
			expectSuccessIsBooks(node, simulator, (lead) => ({ 'Lead 0': 0, 'Lead 4': 5 })[lead.name ?? ''] ?? -1);
			const items = byItem(node);
			for (const [item, what] of [
				[1, 'phone number'],
				[2, 'email'],
				[3, 'reference ID'],
			] as const) {
				expect(items.get(item)).toMatchObject({
					errorCode: 'duplicateInInput',
					retryable: false,
					error: expect.stringContaining(`item 1 (counted from 1) has the same ${what}`),
				});
			}
			expect(items.get(4)).toMatchObject({ errorCode: 'invalidLead' });
		});
	});
});
