// The example workflows with rows as people have them: nothing happens to anybody whom a row does not name.
import type { IDataObject } from 'n8n-workflow';
import { phoneOf, withSimulator } from './support';
import { leads, runTemplate } from './templateRuns';

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
			const messages = (node: string) => items(node).map(({ json: { Phone, Message } }) => [Phone, Message]);
			expect(messages('Write that nobody was found')).toEqual([
				['+44 7700 900123', 'Uservox has no lead with this number'],
			]);
			expect(messages('Write the reason')).toEqual(
				['-', 'N/A', 'unknown', 'ask her', ' '].map((phone) => [phone, expect.stringContaining('phone: found')]),
			);
			expect(messages('Note the lead')).toEqual(rows.slice(0, 2).map((phone) => [phone, 'asked for']));
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

/** Rows of a sheet that is to be called, as people have them: only those with a name in `called` may be. */
const SHEET: IDataObject[] = [
	{ 'CRM ID': 'C-1', Name: 'Ann', Phone: phoneOf(11) },
	{ 'CRM ID': 'N/A', Name: 'Ben', Phone: phoneOf(12) },
	{ 'CRM ID': '-', Name: 'Cem', Phone: phoneOf(13) },
	{ 'CRM ID': 'N/A', Name: 'Dan', Phone: '+1 (201) 555-0114' },
	{ 'CRM ID': '', Name: 'Eve', Phone: phoneOf(15) },
	{ 'CRM ID': null, Name: 'Fay', Phone: '-' },
	{ 'CRM ID': 'C-8', Name: 'Gus', Phone: '' },
	{ 'CRM ID': 'none', Name: '', Phone: phoneOf(16) },
	{ 'CRM ID': 'C-1', Name: 'Hal', Phone: phoneOf(17) },
	{ 'CRM ID': 'C-11', Name: 'Ida', Phone: phoneOf(18), 'Uservox status': 'initiated' },
	{ 'CRM ID': 'C-12', Name: 'Lead 1', Phone: phoneOf(1) },
].map((row, index) => ({ row_number: index + 2, ...row }));

describe.each([
	['sheet-import', 'Read the sheet', 'Every morning', 'initiated'],
	['night-handover', 'Read the new rows', 'At ten in the evening', 'handed over'],
])('leads from a sheet: %s', (name, source, start, done) => {
	test('hands over whom a row names, and writes what became of a row into that row and no other', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			const { status, written } = await runTemplate(simulator, name, start, { [source]: SHEET });
			expect(status).toBe('success');
			const { created } = simulator.books;
			expect(created.map((lead) => lead.name).sort()).toEqual(['Ann', 'Ben', 'Cem', 'Dan', 'Eve', 'Hal']);
			expect(created.every(({ init }) => init === (name === 'sheet-import'))).toBe(true);
			const all = [...written('Write by CRM ID', 'CRM ID', SHEET), ...written('Write by row', 'row_number', SHEET)];
			const rowOf = (lead: string | undefined) => SHEET.find((row) => row.Name === lead)?.row_number;
			const handedOver = all.filter(({ json }) => json['Uservox status'] === done);
			expect(handedOver.map(({ row }) => row).sort()).toEqual([10, 2, 3, 4, 5, 6]);
			for (const { row, json } of handedOver)
				expect(row).toBe(rowOf(created.find(({ _id }) => _id === json['Uservox lead ID'])?.name));
			const others = all.filter(({ json }) => json['Uservox status'] !== done);
			expect(Object.fromEntries(others.map(({ row, json }) => [row, json['Uservox status']]))).toEqual({
				7: 'invalidLead',
				8: 'invalidLead',
				9: 'invalidLead',
				12: 'alreadyExists',
			});
		});
	});
});

describe('leads that are started again', () => {
	const id = (number: number) => String(leads[number]?._id);
	const ids = [id(1), '', null, '-', 'N/A', 'N/A', ' ', id(2), id(2), 'unknown', id(3).toUpperCase()];

	test('existing-leads starts those whose ID a row holds, once', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			const rows = ids.map((lead, index) => ({ row_number: index + 2, 'Uservox lead ID': lead, Restarted: '' }));
			const marked = { row_number: 20, 'Uservox lead ID': id(4), Restarted: '2026-01-01' };
			const { written } = await runTemplate(simulator, 'existing-leads', 'Now, by hand', {
				'Read the lead IDs': [...rows, marked],
			});
			expect([...simulator.books.initiated].sort()).toEqual([id(1), id(2), id(3)].map((lead) => [lead, 1]));
			for (const { json } of written('Write the reason', 'Uservox lead ID', rows))
				expect(ids.filter((lead) => lead !== id(1) && lead !== id(2))).toContain(json['Uservox lead ID']);
		});
	});

	test('retry-unreached calls those whom nobody reached, and none whose row does not say so', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			const row = { 'Call result': 'not connected', 'Last call': '2020-01-01T10:00:00Z', Retries: '' };
			const rows: IDataObject[] = [
				{ ...row, 'Uservox lead ID': id(1) },
				{ ...row, 'Uservox lead ID': id(2), 'Call result': '' },
				{ ...row, 'Uservox lead ID': id(2), 'Call result': 'N/A' },
				{ ...row, 'Uservox lead ID': id(2), 'Call result': null },
				{ ...row, 'Uservox lead ID': id(3), 'Last call': '' },
				{ ...row, 'Uservox lead ID': id(3), 'Last call': 'yesterday' },
				{ ...row, 'Uservox lead ID': id(4), Retries: 'many' },
				{ ...row, 'Uservox lead ID': id(4), Retries: 3 },
				{ ...row, 'Uservox lead ID': '' },
				{ ...row, 'Uservox lead ID': 'N/A' },
			];
			await runTemplate(simulator, 'retry-unreached', 'Now, by hand', { 'Read the sheet': rows });
			expect([...simulator.books.initiated]).toEqual([[id(1), 1]]);
		});
	});

	test('night-handover calls in the morning whom it has handed over, and nobody else', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			const rows = [
				{ 'Uservox status': 'handed over', 'Uservox lead ID': id(1) },
				{ 'Uservox status': 'handed over', 'Uservox lead ID': '' },
				{ 'Uservox status': 'handed over', 'Uservox lead ID': '-' },
				{ 'Uservox status': '', 'Uservox lead ID': id(2) },
				{ 'Uservox status': 'alreadyExists', 'Uservox lead ID': id(3) },
				{ 'Uservox lead ID': id(4) },
			];
			await runTemplate(simulator, 'night-handover', 'At ten in the morning', { 'Read the rows': rows });
			expect([...simulator.books.initiated]).toEqual([[id(1), 1]]);
		});
	});
});

describe('what comes from a CRM', () => {
	const contact = (vid: number, values: Record<string, string>) => ({
		vid,
		properties: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
	});

	test('crm-new-contact notes a lead only with the contact that has an email', async () => {
		const contacts = [
			contact(1, { firstname: 'Ann', phone: phoneOf(11), email: 'ann@example.com' }),
			contact(2, { firstname: 'Ben', phone: '+1 (201) 555-0112' }),
			contact(3, { firstname: 'Cem', phone: 'N/A', email: '' }),
			contact(4, { phone: phoneOf(13) }),
			contact(5, {}),
		];
		await withSimulator({ existing: leads }, async (simulator) => {
			const { items } = await runTemplate(simulator, 'crm-new-contact', 'New contact in HubSpot', {
				'New contact in HubSpot': contacts.map(({ vid }) => ({ contactId: vid })),
				'Get the contact': contacts,
			});
			expect(simulator.books.created.map(({ name, firstName }) => name ?? firstName).sort()).toEqual(['Ann', 'Ben']);
			expect(items('Note the lead in HubSpot').map(({ json }) => json.referenceId)).toEqual(['hubspot-1']);
			expect(items('Tell the team').map(({ json }) => json.errorCode)).toEqual(Array(3).fill('invalidLead'));
		});
	});

	test('crm-outcomes asks HubSpot for nobody where a call is of no contact', async () => {
		await withSimulator({}, async (simulator) => {
			const calls = ['hubspot-17', 'hubspot-', 'hubspot-undefined', '17', '', undefined, null];
			const { items } = await runTemplate(simulator, 'crm-outcomes', 'A call has ended', {
				'A call has ended': calls.map((referenceId) => ({ referenceId })),
				'Get the contact': [],
			});
			expect(items('Of a HubSpot contact').map(({ json }) => json.referenceId)).toEqual(['hubspot-17']);
		});
	});

	test('do-not-call closes no lead for a contact without an ID, and a report without one marks no row', async () => {
		await withSimulator({ existing: leads }, async (simulator) => {
			await runTemplate(simulator, 'do-not-call', 'A contact changes', {
				'A contact changes': [{}, { contactId: '' }, { contactId: null }].map((change) => ({
					...change,
					propertyValue: 'UNQUALIFIED',
				})),
			});
			expect(simulator.books.updates.filter(({ body }) => 'leadId' in body)).toEqual([]);
			const rows = [{ row_number: 2, Phone: phoneOf(1), 'Uservox lead ID': '' }];
			const { written } = await runTemplate(simulator, 'do-not-call', 'Uservox reports', {
				'Uservox reports': [{ event: 'updateApplied', occurredAt: 'now' }],
			});
			expect(written('Note what it reports', 'Uservox lead ID', rows).map(({ row }) => row)).toEqual([undefined]);
		});
	});
});
