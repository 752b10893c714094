// Cells and checks: what a value becomes, and what a person is told when it will not do.
import type { FieldFault } from '../../nodes/Uservox/model/fault';
import type { Lead } from '../../nodes/Uservox/model/lead';
import { readEmail } from '../../nodes/Uservox/input/email';
import { isAbsent, isEmpty, readCell, type CellKind } from '../../nodes/Uservox/input/cell';
import { checkCandidate } from '../../nodes/Uservox/initiate/check/check';
import type { Candidate } from '../../nodes/Uservox/initiate/read/read';
import { FOREIGN, PROCESS, PROJECT } from '../ids';
import { outcomesOf } from '../strangers/judge';

test.each<[unknown, CellKind, string | undefined]>([
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
	[[], 'name', undefined],
	[[], 'phone', undefined],
	[[{ value: '', primary: true }], 'phone', undefined],
	[
		[
			{ value: '2025550100', primary: false },
			{ value: '2025550101', primary: true },
		],
		'phone',
		'2025550101',
	],
	[
		[
			{ value: '2025550100', primary: false },
			{ value: 'n/a', primary: true },
		],
		'phone',
		'2025550100',
	],
	[
		[
			{ value: 'ask', primary: true },
			{ value: 'a@example.com', primary: false },
		],
		'email',
		'a@example.com',
	],
	[[{ metadata: { primary: true }, value: '2025550101', type: 'home' }], 'phone', '2025550101'],
	[['2025550100', '2025550101'], 'phone', '2025550100'],
	[{ home: ['2025550100'], mobile: ['2025550101'] }, 'phone', '2025550101'],
	[{ undefined: ['a@example.com'] }, 'email', 'a@example.com'],
	[{ displayName: 'Jane Doe', familyName: 'Doe' }, 'name', 'Jane Doe'],
])('the cell %j as %s is %j', (value, kind, text) => {
	expect(readCell(value, kind)).toEqual({ text });
	expect(isAbsent(value, kind)).toBe(text === undefined);
});

/** What a text is for each kind that does not take it at its word. */
const NOBODYS_NAME = [
	...['N/A', 'n/a', '-', '--', '---', '–', '—', '...', '?', '/', '_', '#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!'],
	...['null', 'undefined', 'NaN', '(none)', '<null>', '[empty]', 'not available', 'Not Provided', 'no email'],
	...['No phone', 'k.A.', 'Non renseigné', ' - ', '"-"', 'no name'],
];
const ALSO_NAMES = [
	...['NA', 'Na', 'Nan', 'none', 'None', 'NULL', 'Null', 'Nil', 'nil', 'Blank', 'Void', 'Unknown', 'unknown', 'n.a.'],
	...['N.A', 'tbd', 'TBC', 'Unavailable', 'Missing', 'Empty'],
];
test.each([...NOBODYS_NAME, ...ALSO_NAMES])(
	'%j is empty where a contact is read, a word elsewhere, and no blank',
	(text) => {
		for (const kind of ['guessedId', 'phone', 'email'] as const) {
			expect(readCell(text, kind)).toEqual({ text: undefined });
			expect(isAbsent(text, kind)).toBe(true);
		}
		for (const kind of ['text', 'id'] as const) {
			expect(readCell(text, kind)).toEqual({ text: text.trim() });
			expect(isAbsent(text, kind)).toBe(false);
		}
		expect(isEmpty(text)).toBe(false);
	},
);
test.each(NOBODYS_NAME)('%j is nobody’s name', (text) => {
	expect(readCell(text, 'name')).toEqual({ text: undefined });
});
test.each([...ALSO_NAMES, 'Nile', 'Noneth', 'Nullmeyer', 'Unknown Soldier Ltd', 'O', 'X Æ', '李'])(
	'%j is a name',
	(text) => {
		expect(readCell(text, 'name')).toEqual({ text });
	},
);

test.each([
	['Jane undefined', 'Jane'],
	['undefined Doe', 'Doe'],
	['Jane null', 'Jane'],
	['NaN Doe', 'Doe'],
	['Jane Undefined', 'Jane'],
	['Jane [object Object] Doe', 'Jane Doe'],
	['Jane Invalid DateTime', 'Jane'],
	['Invalid Date Doe', 'Doe'],
	['Doe, undefined', 'Doe'],
	['undefined, Jane', 'Jane'],
	['undefined undefined', undefined],
	['[object Object]', undefined],
	['Invalid DateTime', undefined],
	['Jane Null', 'Jane Null'],
	['Nan Li', 'Nan Li'],
	['Jane  Doe', 'Jane  Doe'],
	['Jane Undefinedson', 'Jane Undefinedson'],
	['="Jane Doe"', 'Jane Doe'],
	['="Jane ""JD"" Doe"', 'Jane "JD" Doe'],
	['"JD"', '"JD"'],
])('the name %j is %j', (found, name) => {
	expect(readCell(found, 'name')).toEqual({ text: name });
});

test('what keeps a text a text in a spreadsheet is no part of it', () => {
	expect(readCell('="00123"', 'id')).toEqual({ text: '00123' });
	expect(readCell('="jane@example.com"', 'email')).toEqual({ text: 'jane@example.com' });
	expect(readCell('="00123"', 'text')).toEqual({ text: '="00123"' });
	expect(readCell('=A1', 'id')).toEqual({ text: '=A1' });
});

test.each([
	['a@example.com', 'a@example.com'],
	['a@example.com,', 'a@example.com'],
	[', a@example.com ;', 'a@example.com'],
	['<a@example.com>', 'a@example.com'],
	['"a@example.com"', 'a@example.com'],
	['(a@example.com).', 'a@example.com'],
	['mailto:a@example.com', 'a@example.com'],
	['<mailto:a@example.com?subject=Hi>', 'a@example.com'],
	['Jane Doe <a@example.com>', 'a@example.com'],
	['a@example.com (work)', 'a@example.com'],
	["o'brien@example.com", "o'brien@example.com"],
	['first.last+tag@mail.example.com', 'first.last+tag@mail.example.com'],
	['ä@bücher.example', 'ä@bücher.example'],
])('the email %j is read as %s', (found, email) => {
	expect(readEmail(found)).toEqual({ email });
});
test.each([
	...[
		'a@example',
		'a@@example.com',
		'a b@example.com',
		'a@example..com',
		'@example.com',
		'a@example.com, b@example.com',
	],
	...['a@example.com b@example.com', 'a@example,com', 'jane', 'a@example.com/b', 'a@example.com;b@example.com'],
])('%j is no email', (found) => {
	const message = expect.stringContaining(`found "${found}", expected an email address`);
	expect(readEmail(found)).toEqual({ code: 'invalid', message });
});

test.each<[unknown, CellKind, RegExp]>([
	['9.19888E+11', 'phone', /"9\.19888E\+11".*shortened/],
	['1.23E+15', 'id', /shortened/],
	['12025550100.0', 'phone', /"12025550100\.0".*without decimals/],
	[9007199254740992, 'text', /too large to be exact/],
	[Number.NaN, 'text', /found NaN, expected text/],
	[1.5, 'phone', /found 1\.5, expected a phone number/],
	[-12025550100, 'phone', /expected a phone number/],
	[true, 'text', /^found boolean true, expected text$/],
	[['Jane'], 'text', /^found a list, expected text$/],
	[['Jane', 'Joe'], 'name', /^found a list, expected text$/],
	[[{ a: 1 }], 'phone', /^found a list, expected text$/],
	[{}, 'phone', /^found an object, expected text$/],
])('the cell %p as %s is refused: %s', (value, kind, message) => {
	expect(readCell(value, kind)).toEqual({ code: expect.any(String), fault: expect.stringMatching(message) });
});

const options = {
	validateLeads: true,
	cleanPhoneNumbers: true,
	defaultCountry: '',
	duplicateGuard: true,
	ifKnown: 'report' as const,
};
const good: Partial<Lead> = {
	projectId: PROJECT,
	processId: PROCESS,
	phone: '+12025550100',
	name: 'Jane',
};
const candidate: Candidate = {
	itemIndex: 3,
	start: { on: true },
	lead: good,
	leadId: undefined,
	faults: [],
	fieldsSeen: undefined,
	before: undefined,
};
const check = (lead: Partial<Lead>, more = {}, faults: FieldFault[] = []) =>
	checkCandidate({ ...candidate, lead: { ...good, ...lead }, faults }, 'new', { ...options, ...more });

test.each<[Partial<Lead>, string, string, string]>([
	[
		{ projectId: '12' },
		'projectId',
		'invalid',
		'found "12", expected the ID of a Uservox project: 24 hexadecimal digits',
	],
	[
		{ processId: 'p' },
		'processId',
		'invalid',
		'found "p", expected the ID of a Uservox process: 24 hexadecimal digits',
	],
	[
		{ phone: '(202) 55' },
		'phone',
		'notAPhone',
		'found "(202) 55", expected 6 to 15 digits, with an optional + in front',
	],
	[
		{ phone: '+0000000' },
		'phone',
		'notAPhone',
		'found "+0000000", expected a number that is not one single digit repeated',
	],
	[
		{ phone: undefined, email: 'a@@example.com' },
		'email',
		'invalid',
		'found "a@@example.com", expected an email address such as jane@example.com',
	],
	[{ name: undefined }, 'name', 'missing', 'found nothing, expected a name or a first name'],
	[{ phone: undefined }, 'phone', 'missing', 'found nothing, expected a phone number or an email'],
])('the check of %j names field, code, what was found and what is expected', (lead, field, code, message) => {
	expect(check(lead).refusal).toMatchObject({
		errorCode: 'invalidLead',
		details: [{ field, message, code }],
		message: expect.stringContaining(message),
	});
});
test('all faults are named at once', () => {
	expect(check({ phone: 'x'.repeat(500), email: 'y', name: undefined, projectId: undefined }).refusal).toMatchObject({
		details: [{ field: 'projectId' }, { field: 'phone' }, { field: 'email' }, { field: 'name' }],
	});
});
test('a good lead becomes a record with its number cleaned, the vendor’s own sample number included', () => {
	expect(check({ phone: '+1 (202) 555-0100' })).toEqual({
		record: { kind: 'new', itemIndex: 3, init: true, lead: good, json: JSON.stringify(good) },
	});
	expect(check({ phone: '8888833333' }).record).toMatchObject({ kind: 'new' });
	expect(check({ phone: '+1 (202) 555-0100' }, { cleanPhoneNumbers: false }).record).toMatchObject({
		lead: { phone: '+1 (202) 555-0100' },
	});
	expect(check({ phone: '2025550100 x12' }, { cleanPhoneNumbers: false }).refusal).toMatchObject({
		details: [{ code: 'extension' }],
	});
});
test('ids are lower-cased', () => {
	expect(check({ projectId: PROJECT.toUpperCase(), processId: '64A0000000000000000000A1' }).record).toMatchObject({
		lead: good,
	});
	const leadId = '64A0000000000000000000FF';
	expect(checkCandidate({ ...candidate, leadId }, 'existing', options)).toEqual({
		record: { kind: 'existing', itemIndex: 3, init: true, leadId: FOREIGN },
	});
});

test('with a good phone a lead is sent without an email that is not one, and says so', () => {
	expect(check({ email: 'ask her' }).record).toMatchObject({
		lead: good,
		warnings: [{ field: 'email', code: 'invalid', message: expect.stringContaining('The lead was sent without it') }],
	});
	expect(check({ email: 'ask her' }).record).not.toHaveProperty('lead.email');
	const tick: FieldFault = { field: 'email', code: 'unreadable', message: 'found a list, expected text' };
	expect(check({}, {}, [tick]).record).toMatchObject({ lead: good, warnings: [{ field: 'email' }] });
});
test('with a good email a lead is sent without a phone that is not one, but not without one that is spoilt', () => {
	const email = 'jane@example.com';
	for (const phone of ['call after 9pm', '12', '+9999999999']) {
		const { record } = check({ email, phone });
		expect(record).toMatchObject({ lead: { email }, warnings: [{ field: 'phone', code: 'notAPhone' }] });
		expect(record).not.toHaveProperty('lead.phone');
	}
	for (const phone of ['2025550100 / 2025550101', '2025550100 x12', '2025550100 (ask for 2)', '1234567890123456'])
		expect(check({ email, phone }).refusal).toMatchObject({ details: [{ field: 'phone' }] });
	const spoilt: FieldFault = { field: 'phone', code: 'unreadable', message: 'found "9.1E+11"' };
	expect(check({ email, phone: undefined }, {}, [spoilt]).refusal).toMatchObject({ details: [spoilt] });
});
test('with checks off what was found is sent as it is, and what could not be read is not', () => {
	const off = { validateLeads: false };
	expect(check({ phone: 'call me', email: 'x', name: undefined }, off).record).toMatchObject({
		lead: { phone: 'call me', email: 'x' },
	});
	expect(check({ processId: undefined }, off).refusal).toMatchObject({ details: [{ field: 'processId' }] });
	expect(check({}, off, [{ field: 'name', code: 'unreadable', message: 'found a list' }]).refusal).toBeDefined();
});

test.each<[Record<string, string | string[]>, RegExp]>([
	[{ 'name;phone': 'Jane Doe;+12025550100' }, /all columns are in one.*Delimiter to ";"/],
	[{ row: ['Jane Doe', '+12025550100'] }, /no headers.*Header Row/],
	[{ 'Leads of May': 'Name', __EMPTY: 'Phone', __EMPTY_1: 'Email' }, /title stands above the header row.*Range/],
	[{ 'Blue;Green': 'x;y' }, /found no lead field/],
])('a table that was read wrongly, %j, is refused with the setting of the node that read it', (json, message) => {
	expect(outcomesOf([json]).results[0]?.refusal?.message).toMatch(message);
});
