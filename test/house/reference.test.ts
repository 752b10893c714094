// The tables of README and docs say what the code says: codes, parameters, options, events, operations.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DOCUMENTS } from './reference/documents';
import { tables, tablesIn, withTables } from './reference/tables';

const documents = DOCUMENTS.map((file) => ({ name: path.basename(file), text: readFileSync(file, 'utf8') }));

test.each(documents.filter(({ text }) => tablesIn(text).length > 0))(
	'$name holds its tables as the code has them: npm run docs',
	({ text }) => {
		expect(text).toBe(withTables(text));
	},
);

test('each table is in one place, and none is left out', () => {
	// Both initiates have the same parameters, and one table.
	const expected = [...tables().keys()].filter((name) => name !== 'parameters of Lead: Bulk Initiate');
	expect(documents.flatMap(({ text }) => tablesIn(text)).sort()).toEqual(expected.sort());
});

test('both initiates have the same parameters', () => {
	const all = tables();
	expect(all.get('parameters of Lead: Bulk Initiate')).toBe(all.get('parameters of Lead: Initiate'));
});
