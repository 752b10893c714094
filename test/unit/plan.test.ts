// The plan of a list: which column feeds which lead field, whose it is, and what is passed over or held back. docs/headers.md has the rules.
import type { IDataObject } from 'n8n-workflow';
import { countryOf } from '../../nodes/Uservox/model/country';
import { lookUp } from '../../nodes/Uservox/initiate/read/plan/lookUp';
import { planOf } from '../../nodes/Uservox/initiate/read/plan/makePlan';
import { planForRow, readRow } from '../../nodes/Uservox/initiate/read/plan/row';
import { Survey } from '../../nodes/Uservox/initiate/read/plan/survey';

/** What is taken of each row: the column by field; or why the row is kept back. */
function take(rows: IDataObject[], country?: string): Array<Record<string, string>> {
	const items = { count: rows.length, jsonOf: (index: number) => rows[index] ?? {} };
	const survey = new Survey(items, countryOf(country ?? ''));
	const plan = planOf(survey);
	return rows.map((json) => {
		const at = lookUp(json, survey.headers, plan.place);
		const { taken, faults, keptBack } = readRow(planForRow(plan, at), at);
		if (keptBack !== undefined) return { keptBack: keptBack.code };
		if (faults.length > 0) return { held: faults.map(({ field }) => field).join() };
		return Object.fromEntries(
			taken.map(({ field, source, cell }) => ['text' in cell ? field : `${field}!`, source.name]),
		);
	});
}
const takeOne = (json: IDataObject) => take([json])[0];
const PHONE = '+1 202-555-0100';
const OTHER = '+1 202-555-0101';
const EMAIL = 'jane@example.com';

describe('one column of several', () => {
	test.each<[IDataObject, Record<string, string>]>([
		[{ Mobile: '2025550100', PHONE: '2025550101', phone: '2025550102' }, { phone: 'Mobile' }],
		[
			{ group_id: 'g', reference_id: 'r' },
			{ groupId: 'group_id', referenceId: 'reference_id' },
		],
		[{ PHONE: '2025550101', phone: '2025550102' }, { phone: 'phone' }],
		[{ Mobile: '', PHONE: '2025550101', phone: ' ' }, { phone: 'PHONE' }],
		[{ Mobile: '\u00a0', Cell: '2025550100', Tel: '2025550101' }, { phone: 'Cell' }],
		[{ Mobile: '' }, {}],
		[{ WhatsApp: 'Yes', Mobile: '2025550100' }, { phone: 'Mobile' }],
		[{ WhatsApp: true, Mobile: 2025550100 }, { phone: 'Mobile' }],
		[{ WhatsApp: 'Yes' }, { phone: 'WhatsApp' }],
		[{ Phone: 'N/A', Mobile: '2025550100' }, { phone: 'Mobile' }],
		[{ phone: 'ask her', Mobile: '2025550100' }, { phone: 'Mobile' }],
		[{ phone: 'ask her', Mobile: 'x' }, { phone: 'Mobile' }],
		[{ Email: 'on request', 'E-mail address': EMAIL }, { email: 'E-mail address' }],
		[{ Phone: PHONE, 'Work Phone': OTHER }, { phone: 'Phone' }],
		[{ 'Home Phone': PHONE, 'Work Phone': OTHER }, { phone: 'Work Phone' }],
		[{ 'Home Phone': PHONE, 'Cell Phone': OTHER }, { phone: 'Cell Phone' }],
		[{ 'Office Phone': PHONE, 'WhatsApp Number': OTHER }, { phone: 'WhatsApp Number' }],
		[{ 'Other Phone': PHONE, 'Phone 2': OTHER, 'Phone 1': OTHER }, { phone: 'Phone 1' }],
		[{ 'Alternate Mobile': PHONE, Phone: OTHER }, { phone: 'Phone' }],
		[{ Fax: PHONE }, {}],
		[{ 'Fax Number': PHONE, Phone: OTHER }, { phone: 'Phone' }],
		[{ 'Tel/Fax': PHONE }, {}],
	])('of %j it takes %j', (json, columns) => {
		expect(takeOne(json)).toEqual(columns);
	});
});

describe('what the values say', () => {
	test.each<[IDataObject, Record<string, string>]>([
		[{ Contact: 'Jane Doe' }, { name: 'Contact' }],
		[{ Contact: '2025550100' }, { phone: 'Contact' }],
		[{ Contact: EMAIL }, { email: 'Contact' }],
		[{ name: 'Jane', contact: 1234567 }, { name: 'name' }],
		[{ number: '+12025550100' }, { phone: 'number' }],
		[{ number: 12 }, {}],
		[{ 'Order Number': '2025550100' }, {}],
		[
			{ Grubenlampe: PHONE, Name: 'Jane Doe' },
			{ phone: 'Grubenlampe', name: 'Name' },
		],
		[{ xyz: PHONE, abc: OTHER, Name: 'Jane Doe' }, { name: 'Name' }],
		[{ xyz: '2026-01-01', abc: '192.0.2.41', def: '1697873251', ghi: '37.689358' }, {}],
		[{ name: '#1001', customer: 'Jane Doe' }, { name: 'customer' }],
		[{ name: 'CRM-LEAD-2026-00012', lead_name: 'Jane Doe' }, { name: 'lead_name' }],
		[{ name: 'Acme GmbH', 'Contact Person': 'Jane Doe' }, { name: 'Contact Person' }],
		[{ name: 'Acme Inc.', 'First Name': 'Jane' }, { firstName: 'First Name' }],
		[
			{ name: 'Harbour Yard', 'First Name': 'Jane', 'Last Name': 'Doe' },
			{ firstName: 'First Name', lastName: 'Last Name' },
		],
		[{ name: 'Acme Inc.' }, { name: 'name' }],
		[{ 'Last Name': 'Jane Doe' }, { name: 'Last Name' }],
		[{ 'First Name': '', 'Last Name': 'Doe' }, { name: 'Last Name' }],
		[
			{ NAME: 'Jane', LAST_NAME: 'Doe' },
			{ firstName: 'NAME', lastName: 'LAST_NAME' },
		],
		[
			{ 'Company Name': 'Green Roofs', Phone: PHONE },
			{ name: 'Company Name', phone: 'Phone' },
		],
		[
			{ Nombre: 'Jane', Apellidos: 'Doe' },
			{ firstName: 'Nombre', lastName: 'Apellidos' },
		],
		[{ Nombre: 'Jane Doe' }, { name: 'Nombre' }],
		[
			{ Prénom: 'Jane', Nom: 'Doe' },
			{ firstName: 'Prénom', lastName: 'Nom' },
		],
		[{ Nom: 'Jane Doe' }, { name: 'Nom' }],
	])('of %j it takes %j', (json, columns) => {
		expect(takeOne(json)).toEqual(columns);
	});

	test('a running number under "Phone" is none, and years are none', () => {
		const rows = [1, 2, 3, 4, 5, 6].map((number) => ({
			Name: 'Jane Doe',
			Phone: 100_000 + number,
			Mobile: 2020 + number,
		}));
		expect(take(rows)).toEqual(rows.map(() => ({ name: 'Name' })));
	});

	test('an address that is the same in every row is not the lead’s', () => {
		const rows = [1, 2, 3, 4].map((number) => ({
			Name: 'Jane Doe',
			Phone: `+1202555010${number}`,
			xyz: 'sales@example.org',
		}));
		expect(take(rows)[0]).toEqual({ name: 'Name', phone: 'Phone' });
	});
});

describe('one party', () => {
	test.each<[IDataObject, Record<string, string>]>([
		[{ 'Customer Name': 'Acme Pvt Ltd', 'Contact Name': 'Jane Doe' }, { name: 'Contact Name' }],
		[{ 'Customer Name': 'Acme', 'Contact Name': 'Jane Doe' }, { name: 'Contact Name' }],
		[{ 'Customer Name': 'Jane Doe' }, { name: 'Customer Name' }],
		[{ 'User Email': EMAIL, 'Customer Name': 'Jane Doe' }, { name: 'Customer Name' }],
		[
			{ user_name: 'Clerk Roe', contact_name: 'Jane Doe', phone: PHONE },
			{ name: 'contact_name', phone: 'phone' },
		],
		[{ user_name: 'Clerk Roe', phone: PHONE }, { phone: 'phone' }],
		[
			{ 'User Name': 'Jane Doe', 'User Phone': PHONE },
			{ name: 'User Name', phone: 'User Phone' },
		],
		[
			{ 'Member Name': 'Max Roe', 'Member Phone': OTHER, 'Prospect Name': 'Jane Doe', 'Prospect Phone': PHONE },
			{ name: 'Prospect Name', phone: 'Prospect Phone' },
		],
		[
			{ 'Member Name': 'Max Roe', Phone: PHONE },
			{ name: 'Member Name', phone: 'Phone' },
		],
		[
			{ SENDER_NAME: 'Jane Doe', SENDER_MOBILE: PHONE, RECEIVER_MOBILE: OTHER },
			{ name: 'SENDER_NAME', phone: 'SENDER_MOBILE' },
		],
		[
			{ 'Student Name': 'Jim Doe', 'Parent Name': 'Jane Doe', 'Parent Phone': PHONE },
			{ name: 'Parent Name', phone: 'Parent Phone' },
		],
		[
			{ 'Student Name': 'Jim Doe', 'Father Name': 'Max Doe', Phone: PHONE },
			{ name: 'Student Name', phone: 'Phone' },
		],
		[
			{ childName: 'Jim Doe', parentName: 'Jane Doe', email: EMAIL },
			{ name: 'parentName', email: 'email' },
		],
		[{ Name: 'Jane Doe', 'Father Mobile': PHONE }, { name: 'Name' }],
		[
			{ 'Owner 1 Name': 'Jane Doe', 'Owner 1 Phone': PHONE, 'Owner 2 Name': 'Max Doe', 'Owner 2 Phone': OTHER },
			{ name: 'Owner 1 Name', phone: 'Owner 1 Phone' },
		],
		[
			{ 'Agent Name': 'Jane Doe', 'Agent Phone': PHONE },
			{ name: 'Agent Name', phone: 'Agent Phone' },
		],
		[{ 'Agent Name': 'Max Roe', 'Agent Phone': OTHER, Name: 'Jane Doe' }, { name: 'Name' }],
		[{ Owner: 'Max Roe', 'Owner Email': EMAIL }, {}],
		[{ 'Lead Owner': 'Max Roe', 'Lead Owner Email': EMAIL, 'Lead Owner Phone': PHONE }, {}],
		[{ 'Name 1': 'Jane Doe', 'Phone 1': '', 'Name 2': 'Max Doe', 'Phone 2': OTHER }, { name: 'Name 1' }],
		[
			{ Name: 'Jane Doe', Phone: '', 'Alternate Contact Name': 'Max Doe', 'Alternate Contact Phone': OTHER },
			{ name: 'Name' },
		],
		[
			{ 'Name-kom': 'Jane Doe', 'phone-kom': PHONE },
			{ name: 'Name-kom', phone: 'phone-kom' },
		],
		[
			{ 'Name-kom': 'Max Roe', 'phone-kom': OTHER, Name: 'Jane Doe', Phone: PHONE },
			{ name: 'Name', phone: 'Phone' },
		],
		[
			{ 'First name': 'Jane', 'Billing Phone': PHONE },
			{ firstName: 'First name', phone: 'Billing Phone' },
		],
		[{ Name: 'Jane Doe', 'Shipping Name': 'Max Roe', 'Shipping Phone': OTHER }, { name: 'Name' }],
		[
			{ Name: 'Jane Doe', 'Shipping Name': 'jane doe', 'Shipping Phone': OTHER },
			{ name: 'Name', phone: 'Shipping Phone' },
		],
		[{ 'Customer Name': 'Jane Doe', 'Customer Phone': PHONE, Name: 'Max Roe', Phone: OTHER }, { held: 'lead' }],
		[
			{ 'Customer Name': 'Jane Doe', 'Customer Phone': PHONE, Name: 'Jane Doe', Phone: OTHER },
			{ name: 'Customer Name', phone: 'Customer Phone' },
		],
		[{ Name: 'Jane Doe', Phone: PHONE, 'Patient Name': 'Jim Doe' }, { held: 'name' }],
	])('of %j it takes %j', (json, columns) => {
		expect(takeOne(json)).toEqual(columns);
	});

	test('rows of two sources are read by the columns of each, and what was beside a lead elsewhere stays out', () => {
		expect(
			take([
				{ 'Customer Name': 'Jane Doe', 'Customer Phone': PHONE, 'User Name': 'Clerk Roe', 'User Phone': OTHER },
				{ 'Kunde Name': 'Ida Poe', 'Kunde Telefon': OTHER },
				{ 'User Name': 'Clerk Roe', 'User Phone': OTHER },
			]),
		).toEqual([{ name: 'Customer Name', phone: 'Customer Phone' }, { name: 'Kunde Name', phone: 'Kunde Telefon' }, {}]);
	});

	test('a user whose name differs in each row is the person', () => {
		const rows = ['Jane Doe', 'Max Roe', 'Ida Poe'].map((name, number) => ({
			user_name: name,
			phone: `+1202555010${number}`,
		}));
		expect(take(rows)[0]).toEqual({ name: 'user_name', phone: 'phone' });
	});
});

describe('parts of a number', () => {
	const phoneOf = (json: IDataObject) => {
		const survey = new Survey({ count: 1, jsonOf: () => json });
		const plan = planOf(survey);
		const { taken } = readRow(plan, lookUp(json, survey.headers, plan.place));
		const cell = taken.find(({ field }) => field === 'phone')?.cell;
		return cell === undefined ? undefined : 'text' in cell ? cell.text : 'held';
	};
	test.each<[IDataObject, string | undefined]>([
		[{ 'Telefon Vorwahl': '07700', 'Telefon Nummer': '900148' }, '07700900148'],
		[{ 'Area Code': '202', 'Phone#': '555-0125' }, '2025550125'],
		[{ 'Area Code': '(202)', Phone: '202-555-0125' }, '202-555-0125'],
		[{ 'Area Code': '202', Phone: '4155550125' }, 'held'],
		[{ 'Area Code': '', Phone: '555-0125' }, 'held'],
		[{ 'Area Code': '', Phone: '2025550125' }, '2025550125'],
		[{ 'Area code': '44', Phone: '7700900121' }, '+447700900121'],
		[{ DDD: '11', Telefone: '912345678' }, '11912345678'],
		[{ 'Country Code': '+44', 'Phone Number': '7700900124' }, '+447700900124'],
		[{ 'Country Code': '0044', 'Phone Number': '07700 900124' }, '+447700900124'],
		[{ 'Country Code': '44', 'Phone Number': '447700900124' }, '+447700900124'],
		[{ 'Country Code': 'GB', 'Phone Number': '07700 900124' }, '07700 900124'],
		[{ 'Country Code': 'UK (+44)', 'Phone Number': '+44 7700 900124' }, '+44 7700 900124'],
		[{ 'Country Code': '91', 'Phone Number': '12345' }, 'held'],
		[{ 'Country Code': '+999', 'Phone Number': '2025550106' }, '+9992025550106'],
		[{ 'Phone Country Code': '1', 'Phone Area Code': '202', 'Phone Number': '5550125' }, '+12025550125'],
		[{ PhoneNumber_countrycode: '+9992025550111' }, '+9992025550111'],
		[{ Phone: '2025550125', 'Phone Extension': '12' }, '2025550125 ext. 12'],
		[{ Mobile: '2025550125', 'Phone Extension': '12' }, '2025550125'],
		[{ 'Phone 1 - Label': 'Work Fax', 'Phone 1 - Value': '2025550125' }, undefined],
		[
			{ 'Phone 1 Type': 'Home', 'Phone 1': '2025550125', 'Phone 2 Type': 'Mobile', 'Phone 2': '2025550126' },
			'2025550126',
		],
	])('%j is %s', (json, phone) => {
		expect(phoneOf(json)).toBe(phone);
	});
});

describe('who is not called', () => {
	test.each<[IDataObject, string | undefined]>([
		...[
			'Do Not Call',
			'do_not_call',
			'DoNotCall',
			'DNC',
			'DND',
			'Opted out of calls',
			'Nicht anrufen',
			'Ne pas appeler',
			'Не звонить',
			'No llamar',
		].map((header): [IDataObject, string] => [{ [header]: 'yes' }, 'doNotCall']),
		...[true, 1, '1', 'Y', 'TRUE', 'x', 'Registered', 'DND', '✓', '2026-01-01', 'maybe'].map(
			(value): [IDataObject, string] => [{ DNC: value }, 'doNotCall'],
		),
		...[false, 0, '0', 'No', '', null, '-', 'not registered', 'Allow', 'N/A'].map((value): [IDataObject, undefined] => [
			{ DNC: value },
			undefined,
		]),
		[{ Status: 'Do Not Call' }, 'doNotCall'],
		[{ tags: 'new, DNC' }, 'doNotCall'],
		[{ Status: 'Do not call before noon' }, undefined],
		[{ 'Phone On': 'No' }, 'doNotCall'],
		[{ 'May we call you?': '' }, undefined],
		[{ 'Email DNC': 'yes' }, undefined],
		[{ DncMobile: 'yes', DncPhone: 'no' }, 'doNotCall'],
		[{ DncMobile: 'yes', DncPhone: 'no', Phone: OTHER }, undefined],
		[{ dndSettings: { Call: { status: 'active' }, SMS: { status: 'inactive' } } }, 'doNotCall'],
		[{ dndSettings: { Call: { status: 'inactive' }, Email: { status: 'active' } } }, undefined],
		[{ is_test: true }, 'testLead'],
		[{ testLead: 'false' }, undefined],
		[{ full_name: '<test lead: dummy data for full_name>' }, 'testLead'],
	])('a row that says %j: its code is %s', (json, code) => {
		expect(takeOne({ Mobile: PHONE, ...json })?.keptBack).toBe(code);
	});
});

describe('with a default country', () => {
	test.each<[string, string | undefined, IDataObject, Record<string, string>]>([
		[
			'of two numbers the first that the country has',
			'GB',
			{ Mobile: '1234567', Phone: '07700 900123' },
			{ phone: 'Phone' },
		],
		[
			'without it the first that can be one',
			undefined,
			{ Mobile: '1234567', Phone: '07700 900123' },
			{ phone: 'Mobile' },
		],
		[
			'a number with a country code counts anywhere',
			'GB',
			{ Mobile: '+1 202-555-0100', Phone: '07700 900123' },
			{ phone: 'Mobile' },
		],
		[
			'eight digits of a country of eight',
			'DK',
			{ Zyx: '32123456', Name: 'Mads Holm' },
			{ phone: 'Zyx', name: 'Name' },
		],
		['which are a code elsewhere', undefined, { Zyx: '32123456', Name: 'Mads Holm' }, { name: 'Name' }],
		['ten digits that the country does not have', 'DK', { Zyx: '2025550100', Name: 'Mads Holm' }, { name: 'Name' }],
		['in a list of a CRM', 'GB', { phones: [{ number: '1234567' }, { number: '07700 900123' }] }, { phone: 'phones' }],
	])('columns are judged by what the country can have: %s', (_name, country, json, expected) => {
		expect(take([json], country)).toEqual([expected]);
	});
});
