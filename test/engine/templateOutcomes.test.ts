// The example workflows that note how a call went, with rows and reports as they come: nobody else's row or contact is written to.
import type { IDataObject } from 'n8n-workflow';
import { withSimulator } from './support';
import { leads, runTemplate } from './templateRuns';

const id = (number: number) => String(leads[number]?._id);

describe('sheet-outcomes', () => {
	const rows = [
		{ 'CRM ID': 'C-1', 'Uservox lead ID': id(0) },
		{ 'CRM ID': 'C-1', 'Uservox lead ID': id(1) },
		{ 'CRM ID': 'N/A', 'Uservox lead ID': id(2) },
		{ 'CRM ID': '-', 'Uservox lead ID': '' },
		{ 'CRM ID': '', 'Uservox lead ID': '' },
		{ 'CRM ID': 'C-7', 'Uservox lead ID': '' },
		{ 'CRM ID': 'C-7', 'Uservox lead ID': 'N/A' },
		{ 'CRM ID': 17, 'Last call': 'N/A' },
		{ 'CRM ID': 'C-10', 'Uservox lead ID': id(3), 'Last call': '-' },
		{ 'CRM ID': 'C-11', 'Last call': '2030-01-01T10:00:00.000Z' },
		{ 'CRM ID': 'unknown' },
	].map((row, index) => ({ row_number: index + 2, ...row }));

	test.each<[string, IDataObject, number[]]>([
		['an ID that two rows share, and the second is of this lead', { referenceId: 'C-1', leadId: id(1) }, []],
		[
			'an ID that two rows share, and the first is of this lead',
			{ referenceId: 'C-1', leadId: id(0).toUpperCase() },
			[2],
		],
		['an ID that two rows share, and neither is of this lead', { referenceId: 'C-1', leadId: id(4) }, []],
		['an ID that two rows share, and no lead ID', { referenceId: 'C-7' }, []],
		['N/A', { referenceId: 'N/A', leadId: id(4) }, []],
		['a dash', { referenceId: '-', leadId: id(4) }, []],
		['unknown', { referenceId: ' Unknown ', leadId: id(4) }, []],
		['no reference ID', { referenceId: '', leadId: id(4) }, []],
		['none at all', { leadId: id(4) }, []],
		['no row of this ID', { referenceId: 'C-99', leadId: id(4) }, []],
		['an ID that is a number in the sheet', { referenceId: '17', leadId: id(4) }, [9]],
		['a time of the last call that is none', { referenceId: 'C-10', leadId: id(3) }, [10]],
		['a row with a newer call', { referenceId: 'C-11', leadId: id(4) }, []],
	])('the row that is written for a report with %s', async (_, report, expected) => {
		await withSimulator({}, async (simulator) => {
			const event = { eventId: 'e', connected: false, occurredAt: '2026-01-01T10:00:00.000Z', ...report };
			const pins = { 'A call has ended': [event] };
			const { status, written } = await runTemplate(simulator, 'sheet-outcomes', 'A call has ended', pins, {
				'Find the row': rows,
			});
			expect(status).toBe('success');
			expect(written('Write the outcome', 'CRM ID', rows).map(({ row }) => row)).toStrictEqual(expected);
		});
	});
});

test('crm-outcomes notes each call with the contact it was of, and makes a task only of those who are interested', async () => {
	const calls: IDataObject[] = [
		{ referenceId: 'hubspot-1', disposition: 'Interested', dispositionType: 'positive', summary: 'Wants it' },
		{ referenceId: 'hubspot-2', disposition: 'Interested', dispositionType: 'positive' },
		{ referenceId: 'hubspot-3', callStatus: 'busy' },
		{ referenceId: 'hubspot-4', disposition: 'Odd', dispositionType: 'N/A' },
		{ referenceId: 'hubspot-99', disposition: 'Interested', dispositionType: 'positive' },
		{ referenceId: 'crm-1', disposition: 'Interested', dispositionType: 'positive' },
		{ referenceId: '', disposition: 'Interested', dispositionType: 'positive' },
		{ disposition: 'Interested', dispositionType: 'positive' },
	].map((call, index) => ({ eventId: `e${index}`, activityId: `a${index}`, ...call }));
	const contact = (vid: number, email?: string | null) => ({
		vid,
		properties: { firstname: { value: `Contact ${vid}` }, ...(email === undefined ? {} : { email: { value: email } }) },
	});
	const contacts = [
		contact(1, 'one@example.com'),
		contact(2),
		contact(3, 'three@example.com'),
		contact(4, ''),
		contact(5, 'five@example.com'),
	];
	await withSimulator({}, async (simulator) => {
		const { status, items } = await runTemplate(
			simulator,
			'crm-outcomes',
			'A call has ended',
			{ 'A call has ended': calls },
			{ 'Get the contact': contacts },
		);
		expect(status).toBe('success');
		const noted = items('Note the outcome').map(({ json }) => JSON.stringify(json));
		expect(noted).toEqual([
			expect.stringMatching(/one@example\.com.*Interested.*Wants it/),
			expect.stringMatching(/three@example\.com.*busy/),
		]);
		const associations = items('Create a task').map(({ json }) => json.additionalFields);
		expect(associations).toEqual([1, 2].map((vid) => ({ associations: { contactIds: vid } })));
		expect(items('Tell the team').map(({ json }) => json.text)).toEqual([
			'HubSpot contact 1 is interested: Wants it',
			'HubSpot contact 2 is interested: Interested',
		]);
	});
});
