// Runs the engine tests, and compares expressions, on other versions of n8n's engine: the oldest that is supported, and the newest that installs.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, INSTALLED, ROOT, node24Environment, setUpNode24 } from '../test/n8n/setup';

/** n8n-core by version. n8n itself needs Node 24 from 2.31 on (docs/n8n-behaviours.md, 21); `npm test` runs the newest on any Node. */
const ENGINES = [
	{ version: '1.122.48', node24: false, onlyExpressions: false },
	{ version: '2.8.1', node24: false, onlyExpressions: true },
	{ version: '2.41.1', node24: true, onlyExpressions: false },
];
/** Expressions of each kind that are compared with each version's evaluator. */
const EXPRESSIONS = '300';

let failed = 0;
for (const { version, node24, onlyExpressions } of ENGINES) {
	if (node24) setUpNode24();
	const folder = path.join(CACHE, 'engines', version);
	const env = node24 ? node24Environment() : process.env;
	if (!existsSync(path.join(folder, '.complete'))) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
		execFileSync(
			'npm',
			['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `n8n-core@${version}`],
			{
				cwd: folder,
				env,
				stdio: ['ignore', 'ignore', 'inherit'],
			},
		);
		writeFileSync(path.join(folder, '.complete'), '');
	}
	console.log(`n8n-core ${version}:`);
	const node = node24 ? path.join(INSTALLED.nodeBin, 'node') : process.execPath;
	const compared = spawnSync(node, ['--import', 'tsx', 'test/property/expression/main.ts'], {
		cwd: ROOT,
		env: { ...env, N8N_WORKFLOW_FROM: folder, CASES: EXPRESSIONS },
		stdio: 'inherit',
	});
	if (compared.status !== 0) failed += 1;
	if (onlyExpressions) continue;
	const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	// The replayed worlds prove the sending code, which no engine changes; `npm test` runs them.
	const run = spawnSync(
		node,
		[jest, 'test/engine', '--testPathIgnorePatterns', 'test/engine/worlds', ...process.argv.slice(2)],
		{
			cwd: ROOT,
			env: { ...env, N8N_ENGINE_FOLDER: folder },
			stdio: 'inherit',
		},
	);
	if (run.status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
