// Our reading of expressions against the evaluator of the full n8n, which runs them in a sandbox that older versions do not have.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CACHE, INSTALLED, node24Environment, ROOT } from '../n8n/setup';
import type { Suite } from './suite';

/** Expressions of each kind; with CASES another number. */
const CASES = '400';

export const expressions: Suite = {
	name: 'expressions',
	async run(check) {
		await check('what is read without n8n’s evaluator is what its sandbox gives', async () => {
			const { status, stdout, stderr } = spawnSync(
				path.join(INSTALLED.nodeBin, 'node'),
				['--import', 'tsx', path.join(ROOT, 'test/property/expression/main.ts')],
				{
					cwd: ROOT,
					encoding: 'utf8',
					env: node24Environment({
						CASES: process.env.CASES ?? CASES,
						N8N_WORKFLOW_FROM: path.join(CACHE, 'n8n'),
						ENGINE: 'vm',
					}),
				},
			);
			assert.equal(status, 0, `${stdout.slice(-1000)}${stderr.slice(-400)}`);
		});
	},
};
