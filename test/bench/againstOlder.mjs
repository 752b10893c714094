// What automatic mapping costs against an older commit, in one process, in turns: node test/bench/againstOlder.mjs <folder of its worktree>
import { createRequire } from 'node:module';
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { buildSync } from 'esbuild';

const ROWS = 20_000;
const ROUNDS = 13;
const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const [older] = process.argv.slice(2);
if (older === undefined) throw new Error('name the folder of the older worktree');
const out = mkdtempSync(path.join(root, 'node_modules/.bench-'));

function load(folder, name) {
	const nodes = path.join(path.resolve(folder), 'nodes/Uservox');
	const outfile = path.join(out, `${name}.cjs`);
	buildSync({
		stdin: {
			contents: `
				export { readerOfNewLeads } from '${nodes}/initiate/read/read';
				export { checkCandidate } from '${nodes}/initiate/check/check';
				export { optionsSchema } from '${nodes}/model/options';`,
			resolveDir: root,
			loader: 'ts',
		},
		...{ bundle: true, platform: 'node', format: 'cjs', outfile, external: ['n8n-workflow'] },
		nodePaths: [path.join(root, 'node_modules')],
	});
	return require(outfile);
}

const phone = (row) => `+1202555${String(1000 + (row % 9000)).padStart(4, '0')}`;
const email = (row) => `lead${row}@example.com`;
const LISTS = {
	'four columns': (row) => ({
		'Mobile No.': phone(row),
		'E-mail': email(row),
		'Full Name': `Jane Doe${row}`,
		'CRM ID': `c-${row}`,
	}),
	'twelve columns': (row) => ({
		...{ 'CRM ID': `c-${row}`, 'First Name': 'Jane', 'Last Name': `Doe${row}`, 'Mobile No.': phone(row) },
		...{ 'E-mail': email(row), City: 'Pune', Country: 'India', 'Product Name': 'Chair', 'Lead Source': 'Web' },
		...{ 'Created Date': '2024-05-01', Notes: 'call in the evening please', Amount: row },
	}),
	'twelve columns of two people': (row) => ({
		...{ 'CRM ID': `c-${row}`, 'Customer Name': `Jane Doe${row}`, 'Customer Mobile': phone(row) },
		...{ 'Customer Email': email(row), 'Sales Rep Name': 'Rep One', 'Sales Rep Phone': '+12025550199' },
		...{ 'Sales Rep Email': 'rep@example.org', City: 'Pune', 'Home Phone': '', 'Do Not Call': 'No', Amount: row },
	}),
	'the body of a webhook': (row) => ({
		...{ headers: { host: 'x' }, params: {}, query: {} },
		body: { phone: phone(row), email: email(row), name: `Jane Doe${row}`, crmId: `c-${row}` },
	}),
	'properties of HubSpot': (row) => ({
		...{ id: String(row), createdAt: 'x' },
		properties: { firstname: 'Jane', lastname: `Doe${row}`, email: email(row), phone: phone(row), mobilephone: null },
	}),
};
const ID = '507f1f77bcf86cd799439011';
const PARAMETERS = { processId: ID, leadFields: { mappingMode: 'autoMapInputData', value: null }, metadata: 'none' };

/** Looks at all items, then reads and checks each. */
function run({ readerOfNewLeads, checkCandidate, optionsSchema }, items) {
	const { look, read } = readerOfNewLeads({
		...{ parameters: PARAMETERS, evaluate: () => undefined, defaultProjectId: ID, takeFromInput: true },
		input: { count: items.length, jsonOf: (row) => items[row] ?? {} },
	});
	const options = optionsSchema.parse({});
	for (const json of items) look?.(json);
	for (const [row, json] of items.entries()) checkCandidate(read(json, row), 'new', options);
}

/** Milliseconds of the CPU: what else the machine does counts less than by the clock. */
function cost(work) {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}

const median = (figures) => [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)];

try {
	const [then, now] = [load(older, 'older'), load(root, 'newer')];
	for (const [name, rowOf] of Object.entries(LISTS)) {
		const items = Array.from({ length: ROWS }, (_, row) => rowOf(row));
		run(then, items);
		run(now, items);
		const rounds = Array.from({ length: ROUNDS }, () => [cost(() => run(then, items)), cost(() => run(now, items))]);
		const ratio = median(rounds.map(([before, after]) => after / before)).toFixed(2);
		const [before, after] = [0, 1].map((index) => median(rounds.map((round) => round[index])).toFixed(0));
		console.log(`| ${name} | ${before} | ${after} | ${ratio} |`);
	}
	for (const count of [20_000, 40_000, 80_000, 160_000]) {
		const items = Array.from({ length: count }, (_, row) => LISTS['twelve columns of two people'](row));
		console.log(`| ${count} rows | ${((1_000 * cost(() => run(now, items))) / count).toFixed(1)} µs a row |`);
	}
} finally {
	rmSync(out, { recursive: true, force: true });
}
