// What runs in CI is what was looked at: actions are pinned by commit, and every script that is called exists.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseObject } from '../values';

const ROOT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const WORKFLOWS = readdirSync(path.join(ROOT, '.github/workflows')).map((file) => `.github/workflows/${file}`);

test.each(WORKFLOWS)('%s pins each action by commit, and says its version', (file) => {
	const used = [...read(file).matchAll(/^\s*-? *uses: (.*)$/gm)].map(([, action = '']) => action);
	expect(used).not.toEqual([]);
	for (const action of used) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each([...WORKFLOWS, '.ci/run', 'README.md', 'CONTRIBUTING.md'])('%s calls scripts that exist', (file) => {
	const { scripts } = parseObject(read('package.json'));
	const called = [...read(file).matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);
	for (const name of called) expect(scripts).toHaveProperty([name]);
});
