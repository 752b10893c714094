// Cells, headers and checks: what a value becomes, which column it comes from, and what a person is told when it will not do.
import type { Lead } from '../../nodes/Uservox/model/lead';
import { isEmpty, readCell } from '../../nodes/Uservox/initiate/read/cell';
import { checkCandidate } from '../../nodes/Uservox/initiate/check/check';
import { HeaderMap } from '../../nodes/Uservox/initiate/read/headers';

test.each<[unknown, 'text' | 'id' | 'phone', string | undefined]>([
	['  a b\u00a0', 'text', 'a b'],
	['\u200b\ufeff', 'text', undefined],
	[null, 'text', undefined],
	['', 'phone', undefined],
	[0, 'text', '0'],
	[12025550100, 'phone', '12025550100'],
	[1.5, 'text', '1.5'],
	[9007199254740991, 'id', '9007199254740991'],
	['={{ 1 + 1 }}', 'text', '={{ 1 + 1 }}'],
	['12E5', 'id', '12E5'],
	['1.23E+15', 'text', '1.23E+15'],
	['1.202.555.0100', 'phone', '1.202.555.0100'],
])('the cell %j as %s is %j', (value, kind, text) => {
	expect(readCell(value, kind)).toEqual({ text });
	expect(isEmpty(value)).toBe(text === undefined);
});

test.each<[unknown, 'text' | 'id' | 'phone', RegExp]>([
	['9.19888E+11', 'phone', /"9\.19888E\+11".*shortened/],
	['1.23E+15', 'id', /shortened/],
	['12025550100.0', 'phone', /"12025550100\.0".*without decimals/],
	[9007199254740992, 'text', /too large to be exact/],
	[Number.NaN, 'text', /found NaN, expected text/],
	[1.5, 'phone', /found 1\.5, expected a phone number/],
	[-12025550100, 'phone', /expected a phone number/],
	[true, 'text', /^found boolean true, expected text$/],
	[[], 'text', /^found a list, expected text$/],
	[{}, 'phone', /^found an object, expected text$/],
])('the cell %p as %s is refused: %s', (value, kind, message) => {
	expect(readCell(value, kind)).toEqual({ fault: expect.stringMatching(message) });
});

const headers: Record<string, string[]> = {
	phone: [
		'phone',
		'Phone Number',
		'Mobile',
		'mobile number',
		'Mobile No.',
		'CELL',
		'telephone',
		'Tel',
		'contact_number',
		'WhatsApp',
	],
	email: ['email', 'E-Mail', 'Email Address', 'mail'],
	name: ['name', 'Full Name', 'Contact Name', 'lead-name', 'customer name'],
	firstName: ['firstName', 'First Name', 'given name', 'Forename'],
	lastName: ['lastName', 'Last Name', 'surname', 'Family Name'],
	referenceId: ['referenceId', 'Reference ID', 'reference', 'CRM ID', 'external_id', 'Lead Reference'],
	groupId: ['groupId', 'Group ID', 'group'],
};
test.each(Object.entries(headers).flatMap(([field, names]) => names.map((name) => [name, field] as const)))(
	'the header "%s" is %s',
	(header, field) => {
		expect([...new HeaderMap().fieldsOf({ [header]: 'x' })]).toEqual([[field, header]]);
	},
);
test.each(['Phone call notes', 'Emailed', 'Company Name', 'Nickname', 'constructor', '', '📞'])(
	'the header "%s" is none',
	(header) => {
		expect(new HeaderMap().fieldsOf({ [header]: 'x' }).size).toBe(0);
	},
);
test('the exact name wins over its other spellings, these over aliases; among aliases the first that is not empty', () => {
	const take = (json: Record<string, string>) => new HeaderMap().fieldsOf(json).get('phone');
	expect(take({ Mobile: '1', PHONE: '2', phone: '3' })).toBe('phone');
	expect(take({ Mobile: '1', PHONE: '2', phone: ' ' })).toBe('PHONE');
	expect(take({ Mobile: '\u00a0', Cell: '2', Tel: '3' })).toBe('Cell');
	expect(take({ Mobile: '' })).toBeUndefined();
});

const options = { validateLeads: true, cleanPhoneNumbers: true, generateReferenceIds: false };
const good: Partial<Lead> = {
	projectId: '64a000000000000000000001',
	processId: '64a0000000000000000000a1',
	name: 'Jane',
	phone: '+12025550100',
};
const check = (lead: Partial<Lead>, more = {}) =>
	checkCandidate({ itemIndex: 3, init: true, lead: { ...good, ...lead }, leadId: undefined, faults: [] }, 'new', {
		...options,
		...more,
	});

test.each<[Partial<Lead>, string, string]>([
	[{ projectId: '12' }, 'projectId', 'found "12", expected the ID of a Uservox project: 24 hexadecimal digits'],
	[{ processId: 'p' }, 'processId', 'found "p", expected the ID of a Uservox process: 24 hexadecimal digits'],
	[{ phone: '(202) 55' }, 'phone', 'found "(202) 55", expected 6 to 15 digits, with an optional + in front'],
	[{ phone: '+0000000' }, 'phone', 'found "+0000000", expected a number that is not one single digit repeated'],
	[{ email: 'a@@example.com' }, 'email', 'found "a@@example.com", expected an email address such as jane@example.com'],
	[{ name: undefined }, 'name', 'found nothing, expected a name or a first name'],
	[{ phone: undefined }, 'phone', 'found nothing, expected a phone number or an email'],
])('the check of %j names field, what was found and what is expected', (lead, field, message) => {
	expect(check(lead)).toMatchObject({
		errorCode: 'invalidLead',
		details: [{ field, message }],
		message: expect.stringContaining(message),
	});
});
test('all faults are named at once', () => {
	expect(check({ phone: 'x'.repeat(500), email: 'y' })).toMatchObject({
		details: [{ field: 'phone' }, { field: 'email' }],
	});
});
test('a good lead becomes a record with its number cleaned, the vendor’s own sample number included', () => {
	expect(check({ phone: '+1 (202) 555-0100' })).toEqual({
		kind: 'new',
		itemIndex: 3,
		init: true,
		lead: good,
		json: JSON.stringify(good),
	});
	expect(check({ phone: '8888833333' })).toMatchObject({ kind: 'new' });
	expect(check({ phone: '+1 (202) 555-0100' }, { cleanPhoneNumbers: false })).toMatchObject({
		lead: { phone: '+1 (202) 555-0100' },
	});
});
