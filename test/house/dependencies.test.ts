// What development depends on: each package has its reason in CONTRIBUTING, and what is pinned for a reason stays pinned.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

const ROOT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const versions = z.record(z.string(), z.string());
const { devDependencies } = z.object({ devDependencies: versions }).parse(jsonParse(read('package.json')));
const ignored = [...read('.github/dependabot.yml').matchAll(/dependency-name: '?([\w@/-]+)/g)].map(
	([, name = '']) => name,
);

test('each package that development needs has its reason in CONTRIBUTING, and no other has', () => {
	const [, section = ''] = read('CONTRIBUTING.md').split('\n## Dependencies\n');
	const [table = ''] = section.split('\n## ');
	const named = [...table.matchAll(/^\| ([^|]+) \|/gm)]
		.flatMap(([, names = '']) => names.split(', '))
		.filter((name) => name !== 'package' && name !== '---');
	expect(named.sort()).toEqual(Object.keys(devDependencies).sort());
});

test('eslint is the one that n8n’s scanner depends on, and Dependabot leaves it alone', () => {
	const scanner = z
		.object({ dependencies: versions })
		.parse(jsonParse(read('node_modules/@n8n/scan-community-package/package.json')));
	expect(devDependencies.eslint).toBe(scanner.dependencies.eslint);
	expect(ignored).toContain('eslint');
});

test('the engine of the tests and zod change only by hand', () => {
	expect(ignored).toEqual(expect.arrayContaining(['n8n-core', 'n8n-workflow', 'zod']));
});
