// docs/hard-cases.md says how each row of the hard sheet ends: the simulator's books say so too.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { jsonParse, type IDataObject } from 'n8n-workflow';
import { BULK, byItem, expectEachItemOnce, run, withSimulator } from './support';

const read = (name: string) => readFileSync(path.resolve(__dirname, '../..', name), 'utf8');
const rows = parse<IDataObject>(read('test/leads-hard-cases.csv'), { columns: true });
/** The table's rows: number in the sheet, output, error code, and the last cell. */
const table = [
	...read('docs/hard-cases.md').matchAll(/^\| (\d+) \| .* \| (Success|Error)(?: `(\w+)`)? \| (.*) \|$/gm),
].map(([, row, output, code, what = '']) => ({ item: Number(row) - 2, output, code, what }));

test('each row of the hard sheet leaves as the table says', async () => {
	expect(table.map(({ item }) => item)).toEqual(rows.map((_, item) => item));
	await withSimulator({}, async (simulator) => {
		const node = await run(simulator, rows, BULK);
		expectEachItemOnce(node, rows.length);
		const items = byItem(node);
		for (const { item, output, code, what } of table) {
			const json = items.get(item) ?? {};
			if (output === 'Error') {
				expect([item, json.errorCode]).toEqual([item, code]);
				for (const [, text] of what.matchAll(/says `([^`]+)`/g)) expect(json.error).toContain(text);
				continue;
			}
			const lead = simulator.books.created.find(({ _id }) => _id === json._id);
			const stored = jsonParse<IDataObject>(JSON.stringify(lead ?? {}));
			for (const [, field = '', value] of what.matchAll(/(?:^|, )(\w+) `([^`]+)`/g))
				expect([item, field, stored[field]]).toEqual([item, field, value]);
			for (const [, field = ''] of what.matchAll(/no (\w+)/g)) expect(stored).not.toHaveProperty(field);
			const warned = /`warnings` names (\w+)/.exec(what)?.[1];
			expect(json.warnings).toEqual(warned === undefined ? undefined : [expect.objectContaining({ field: warned })]);
			expect(stored.metadata).toEqual({ 'CRM ID': rows[item]?.['CRM ID'] });
		}
		expect(node.hints[0]).toContain('"CRM ID" was not taken as the reference ID');
	});
});
