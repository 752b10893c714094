// The house as its imports draw it: which part may know which, no circles, and tests that do not share the code they judge.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** All TypeScript files below the folders, as paths from the root, with the files that each imports. */
function importsIn(...folders: string[]): Map<string, string[]> {
	const files = folders.flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => path.posix.join(folder, file)),
	);
	const known = new Set(files);
	const resolved = (file: string, target: string) => {
		const base = path.posix.join(path.posix.dirname(file), target);
		return [`${base}.ts`, `${base}/index.ts`].find((candidate) => known.has(candidate)) ?? base;
	};
	return new Map(
		files.map((file) => {
			const text = readFileSync(path.join(ROOT, file), 'utf8');
			const targets = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) => target);
			return [file, targets.map((target) => resolved(file, target))];
		}),
	);
}

/** The part of the house that a file is in: the first folder below nodes/Uservox, or `node` for the nodes themselves. */
function partOf(file: string): string {
	const [folder, ...rest] = file.replace('nodes/Uservox/', '').split('/');
	return rest.length === 0 ? 'node' : (folder ?? '');
}

/** What each part may import, besides itself. An arrow that is not here needs a reason in its commit. */
const MAY_IMPORT: Record<string, readonly string[]> = {
	model: [],
	input: ['model'],
	api: ['model'],
	host: ['api', 'model'],
	leave: ['input', 'api', 'host', 'model'],
	initiate: ['leave', 'input', 'api', 'host', 'model'],
	trigger: ['operations', 'input', 'host', 'model'],
	operations: ['initiate', 'leave', 'input', 'api', 'host', 'model'],
	node: ['operations', 'trigger', 'host'],
};

const product = importsIn('nodes');

test('each part knows only the parts below it', () => {
	const wrong = [...product].flatMap(([file, targets]) =>
		targets
			.filter((target) => partOf(target) !== partOf(file) && !MAY_IMPORT[partOf(file)]?.includes(partOf(target)))
			.map((target) => `${file} imports ${target}`),
	);
	expect(wrong).toEqual([]);
	expect(new Set([...product.keys()].map(partOf))).toEqual(new Set(Object.keys(MAY_IMPORT)));
});

test('the rooms of a lead’s way know nothing of n8n’s side: what they need is passed in', () => {
	const rooms = [...product].filter(([file]) => /initiate\/\w+\/\w+/.test(file));
	const wrong = rooms.flatMap(([file, targets]) =>
		targets.filter((target) => partOf(target) === 'host').map((target) => `${file} imports ${target}`),
	);
	expect(rooms.length).toBeGreaterThan(10);
	expect(wrong).toEqual([]);
});

test('a room of initiate knows those before it, none behind it', () => {
	const ROOMS = ['read', 'check', 'know', 'send', 'emit'];
	const roomOf = (file: string) => ROOMS.indexOf(/^nodes\/Uservox\/initiate\/(\w+)\//.exec(file)?.[1] ?? '');
	const inRooms = [...product].filter(([file]) => roomOf(file) >= 0);
	const wrong = inRooms.flatMap(([file, targets]) =>
		targets.filter((target) => roomOf(target) > roomOf(file)).map((target) => `${file} imports ${target}`),
	);
	expect(inRooms.length).toBeGreaterThan(20);
	expect(wrong).toEqual([]);
});

test('no file imports itself by way of others', () => {
	const circles: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, way: readonly string[]): void => {
		if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
		else if (!done.has(file)) {
			for (const target of product.get(file) ?? []) visit(target, [...way, file]);
			done.add(file);
		}
	};
	for (const file of product.keys()) visit(file, []);
	expect(circles).toEqual([]);
});

test('the simulator knows nothing of the node that it judges', () => {
	const simulator = [...importsIn('test')].filter(([file]) => file.startsWith('test/simulator/'));
	expect(
		simulator.flatMap(([file, targets]) => targets.filter((target) => target.startsWith('nodes')).map(() => file)),
	).toEqual([]);
	expect(simulator.length).toBeGreaterThan(10);
});

test('tests use no scripts: scripts may use parts of the tests', () => {
	const wrong = [...importsIn('test')].filter(([, targets]) => targets.some((target) => target.startsWith('scripts')));
	expect(wrong.map(([file]) => file)).toEqual([]);
});

test('every file says in its first line what it is for', () => {
	const silent = [...importsIn('nodes', 'credentials', 'test', 'scripts').keys()].filter(
		(file) => !/^\/\/ \S.{15,}/.test(readFileSync(path.join(ROOT, file), 'utf8')),
	);
	expect(silent).toEqual([]);
});

test('no file of the product is longer than anybody reads in one sitting', () => {
	const long = [...importsIn('nodes', 'credentials').keys()]
		.map((file) => ({ file, lines: readFileSync(path.join(ROOT, file), 'utf8').split('\n').length }))
		.filter(({ lines }) => lines > 260);
	expect(long).toEqual([]);
});
