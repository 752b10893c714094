// The tests themselves: none depends on the speed of the machine, and each says in its name what must hold.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TESTS = path.resolve(__dirname, '..');
/** What runs in `npm test`. End-to-end tests and measurements live in real time. */
const FOLDERS = ['badInput', 'engine', 'house', 'property', 'simulator', 'trigger', 'unit', 'worlds'];

const files = FOLDERS.flatMap((folder) =>
	readdirSync(path.join(TESTS, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.posix.join(folder, file)),
).map((file) => ({ file, text: readFileSync(path.join(TESTS, file), 'utf8') }));

/** What looks at real time, or waits in it. */
const REAL_TIME =
	/(?:\b(?:setTimeout|setInterval)\(|\bDate\.now\(|\bperformance\.|\bAbortSignal\.timeout\(|\btest\.concurrent\b|\bjest\.setTimeout\(|^\s*\}, \d[\d_]*\);$)/gm;
/** Why a file may: it offers real time to people and other processes, or measures for them. */
const EXEMPT: Record<string, string> = {
	'engine/engine.ts': 'when n8n ends an execution, which it measures by the real clock',
	'property/expression/main.ts': 'a program: a seed that nobody has tried',
	'simulator/server.ts': 'the time of a simulator that people start',
	'worlds/chaos.ts': 'a program: says how long it took',
};

test('no test looks at the real clock or waits in real time: they share one that passes while everything waits', () => {
	const found = files
		.filter(({ file }) => EXEMPT[file] === undefined)
		.flatMap(({ file, text }) => [...text.matchAll(REAL_TIME)].map(([use]) => `${file}: ${use.trim()}`));
	expect(files.length).toBeGreaterThan(80);
	expect(found).toEqual([]);
});

test('each file that may has a reason to', () => {
	const idle = Object.keys(EXEMPT).filter((exempt) => {
		const text = files.find(({ file }) => file === exempt)?.text ?? '';
		return text.match(REAL_TIME) === null;
	});
	expect(idle).toEqual([]);
});

test('the name of a test is a sentence, not only its values', () => {
	const bare = files.flatMap(({ file, text }) =>
		[...text.matchAll(/(?:\b(?:test|describe)|\))\(\s*['`]((?:[%$]\w+[\s,:()=]*)+)['`], /g)].map(
			([, name]) => `${file}: ${name}`,
		),
	);
	expect(bare).toEqual([]);
});
