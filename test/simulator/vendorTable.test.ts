// docs/vendor-api.md says which test shows which sentence of the vendor's: what it names must be there, and nothing be left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { settingsSchema } from './settings';
import { faultsOf, rowsOf } from './vendorTable';

const PAGE = path.resolve(__dirname, '../../docs/vendor-api.md');
const TESTS = __dirname;

test('the page of the vendor’s API names tests, files and settings that exist, and every setting', () => {
	const page = readFileSync(PAGE, 'utf8');
	expect(faultsOf(page, settingsSchema, TESTS)).toEqual([]);
	expect(rowsOf(page).length).toBeGreaterThan(100);
	// Each row of a table is read: none is lost for a bar too many.
	expect(page.split('\n').filter((line) => /^\| (?!The vendor)/.test(line))).toHaveLength(rowsOf(page).length);
});

const schema = z.object({ pace: z.object({ ms: z.number().optional() }).default({}), list: z.array(z.string()) });
const head = '| The vendor says | The simulator | Settings | Tests |\n|---|---|---|---|\n';
const shown = '`slow.test.ts`: “latency for each lead”';
const good = `${head}| it is slow | so | \`pace.ms\` | ${shown} |\n- \`list\`: ours`;

test('a page without faults', () => {
	expect(faultsOf(good, schema, TESTS)).toEqual([]);
});

test.each([
	['a setting that does not exist', good.replace('pace.ms', 'pace.seconds'), 'it is slow: no setting pace.seconds'],
	['a setting that is missing', good.replace('- `list`: ours', ''), 'the setting list is not on the page'],
	['a file that does not exist', good.replace('slow.test', 'fast.test'), 'it is slow: no file fast.test.ts'],
	[
		'a test that does not exist',
		good.replace('for each lead', 'for all'),
		'it is slow: no test “latency for all” in slow.test.ts',
	],
	['a row without a test', good.replace(shown, '–'), 'it is slow: no test'],
	[
		'something unknown without a setting',
		good.replace('it is slow', '**unknown**: pace').replace('`pace.ms`', '–') + '\n- `pace`',
		'**unknown**: pace: no setting for what is unknown',
	],
	['no table', '- `pace`, `list`', 'there is no row'],
])('%s is a fault', (_name, page, fault) => {
	expect(faultsOf(page, schema, TESTS)).toEqual([fault]);
});

test.each([
	['by arrival', true],
	['by answer', true],
	['by chance', false],
])('a test with several cases may be named by its case: %s', (ending, isThere) => {
	const title = `a gateway gives up with 504, the batch is stored: ${ending}`;
	const page = good.replace('latency for each lead', title);
	expect(faultsOf(page, schema, TESTS)).toHaveLength(isThere ? 0 : 1);
});
