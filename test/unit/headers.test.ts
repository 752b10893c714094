// docs/headers.md is the table of the headers that automatic mapping understands: what it says holds, and it says all that the code does.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
	ALIASES,
	COMPANY_OR_PERSON,
	HALF_OR_WHOLE,
	PHONE_BY_VALUE_ALONE,
} from '../../nodes/Uservox/initiate/read/aliases';
import { Columns } from '../../nodes/Uservox/initiate/read/columns';

const page = readFileSync(path.resolve(__dirname, '../../docs/headers.md'), 'utf8');
const take = (json: Record<string, unknown>) =>
	Object.fromEntries(new Columns().of(json as Parameters<Columns['of']>[0]).map(({ field, key }) => [field, key]));
const listed = [...page.matchAll(/^\| `(\w+)` \| (\*.*\*) \|$/gm)].map(
	([, field = '', words = '']) => [field, [...words.matchAll(/\*([^*]+)\*/g)].map(([, word]) => word)] as const,
);
const asked = [...page.matchAll(/^\| \*(.+)\* \| `(\w+)` \|$/gm)].map(([, header = '', field = '']) => [header, field]);
const none = [...page.matchAll(/^- \*(.+)\*$/gm)].map(([, header = '']) => header);

test('the page lists what the code knows', () => {
	expect(Object.fromEntries(listed)).toEqual(ALIASES);
	expect(asked.length).toBeGreaterThan(20);
	expect(none.length).toBeGreaterThan(20);
	for (const word of [...COMPANY_OR_PERSON, ...PHONE_BY_VALUE_ALONE, ...Object.values(HALF_OR_WHOLE).flat()])
		expect(page).toContain(`*${word}*`);
});

test.each(listed.flatMap(([field, words]) => words.map((word = '') => [word, field])))(
	'"%s" is %s, in capitals, with dots and in snake case too',
	(word, field) => {
		for (const header of [word, word.toUpperCase(), `${word}.`, ` ${word.replaceAll(' ', '_')}*`])
			expect(take({ [header]: 'x' })).toEqual({ [field]: header });
	},
);

test.each(asked)('"%s" is %s', (header, field) => {
	expect(take({ [header]: 'x' })).toEqual({ [field]: header });
});

test.each([...none, 'constructor', '__proto__', 'toString', '', '📞'])('"%s" is none', (header) => {
	expect(take({ [header]: 'x' })).toEqual({});
});

test.each<[Record<string, unknown>, Record<string, string>]>([
	[{ Mobile: '2025550100', PHONE: '2025550101', phone: '2025550102' }, { phone: 'phone' }],
	[{ Mobile: '2025550100', PHONE: '2025550101', phone: ' ' }, { phone: 'PHONE' }],
	[{ Mobile: '\u00a0', Cell: '2025550100', Tel: '2025550101' }, { phone: 'Cell' }],
	[{ Mobile: '' }, {}],
	[{ WhatsApp: 'Yes', Mobile: '2025550100' }, { phone: 'Mobile' }],
	[{ WhatsApp: true, Mobile: 2025550100 }, { phone: 'Mobile' }],
	[{ WhatsApp: 'Yes' }, { phone: 'WhatsApp' }],
	[{ Phone: 'N/A', Mobile: '2025550100' }, { phone: 'Mobile' }],
	[{ phone: 'ask her', Mobile: '2025550100' }, { phone: 'Mobile' }],
	[{ phone: 'ask her', Mobile: 'x' }, { phone: 'phone' }],
	[{ Email: 'on request', 'E-mail address': 'jane@example.com' }, { email: 'E-mail address' }],
	[{ Contact: 'Jane Doe' }, {}],
	[{ Contact: '2025550100' }, { phone: 'Contact' }],
	[{ 'Customer Name': 'Acme Pvt Ltd', 'Contact Name': 'Jane Doe' }, { name: 'Contact Name' }],
	[{ 'Customer Name': 'Acme', 'Contact Name': 'Jane Doe' }, { name: 'Contact Name' }],
	[{ 'Customer Name': 'Jane Doe' }, { name: 'Customer Name' }],
	[{ name: 'Acme GmbH', 'Contact Person': 'Jane Doe' }, { name: 'Contact Person' }],
	[{ name: 'Acme Inc.', 'First Name': 'Jane' }, { firstName: 'First Name' }],
	[{ name: 'Acme Inc.' }, { name: 'name' }],
	[
		{ Nombre: 'Jane', Apellidos: 'Doe' },
		{ firstName: 'Nombre', lastName: 'Apellidos' },
	],
	[{ Nombre: 'Jane Doe' }, { name: 'Nombre' }],
	[
		{ Nome: 'Jane', Sobrenome: 'Doe' },
		{ firstName: 'Nome', lastName: 'Sobrenome' },
	],
	[
		{ Prénom: 'Jane', Nom: 'Doe' },
		{ firstName: 'Prénom', lastName: 'Nom' },
	],
	[{ Nom: 'Jane Doe' }, { name: 'Nom' }],
])('of %j it takes %j', (json, columns) => {
	expect(take(json)).toEqual(columns);
});
