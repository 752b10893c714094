// What code and documents cite exists: rules, n8n's behaviours, documents, and the tests that are said to show something.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** All files below `folder` whose name ends in one of `endings`, as paths from the root. */
function filesIn(folder: string, endings: readonly string[]): string[] {
	return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => endings.some((ending) => file.endsWith(ending)))
		.map((file) => path.posix.join(folder, file));
}

const SOURCES = ['nodes', 'credentials', 'test', 'scripts'].flatMap((folder) => filesIn(folder, ['.ts', '.mjs']));
const DOCUMENTS = [...filesIn('docs', ['.md']), ...readdirSync(ROOT).filter((file) => file.endsWith('.md'))];

/** Each match of `pattern` in `files`, as `file: text` with what the first group holds. */
function found(files: readonly string[], pattern: RegExp): Array<{ where: string; group: string }> {
	return files.flatMap((file) =>
		[...read(file).matchAll(pattern)].map(([text, group = '']) => ({ where: `${file}: ${text}`, group })),
	);
}

/** Those whose group is none of `known`. */
function unknownOf(matches: ReturnType<typeof found>, known: readonly string[]): string[] {
	return matches.filter(({ group }) => !known.includes(group)).map(({ where }) => where);
}

const rules = [...read('docs/rules.md').matchAll(/^## Rule (\d+): /gm)].map(([, number = '']) => number);
const behaviours = [...read('docs/n8n-behaviours.md').matchAll(/^(\d+)\. \*\*/gm)].map(([, number = '']) => number);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

test('rules and behaviours are numbered from 1, without a gap', () => {
	expect(rules).toEqual(upTo(rules.length));
	expect(behaviours).toEqual(upTo(behaviours.length));
	expect([rules.length, behaviours.length].every((count) => count > 5)).toBe(true);
});

test('every rule that the code cites exists', () => {
	const cited = found(SOURCES, /docs\/rules\.md, rule (\d+)/g);
	expect(cited).not.toEqual([]);
	expect(unknownOf(cited, rules)).toEqual([]);
});

test('every behaviour of n8n that is cited exists', () => {
	const cited = [
		...found(SOURCES, /docs\/n8n-behaviours\.md, (\d+)/g),
		...found(DOCUMENTS, /\[n8n behaviour (\d+)\]/g),
	];
	expect(cited).not.toEqual([]);
	expect(unknownOf(cited, behaviours)).toEqual([]);
});

test('the code cites nothing that the repository does not hold', () => {
	const elsewhere = /\((?:the )?(?:design|facts?|vendor README|vendor:)[ ,\d][^)]*\)|\bdesign\.md\b|\bn8n-facts\b/g;
	expect(found(SOURCES, elsewhere).map(({ where }) => where)).toEqual([]);
});

test('every document that the code names exists', () => {
	expect(unknownOf(found(SOURCES, /\b(docs\/[\w-]+\.md)\b/g), DOCUMENTS)).toEqual([]);
});

test('every link of a document leads somewhere', () => {
	const missing = DOCUMENTS.flatMap((document) =>
		[...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
			.map(([, target = '']) => target)
			.filter((target) => !/^[a-z]+:/.test(target))
			.filter((target) => !existsSync(path.join(ROOT, path.dirname(document), target)))
			.map((target) => `${document}: ${target}`),
	);
	expect(missing).toEqual([]);
});

/** A heading as GitHub makes an anchor of it. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');

/** The anchors of a document's headings. */
function anchorsOf(document: string): string[] {
	return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

test('every link to a heading finds it', () => {
	const missing = DOCUMENTS.flatMap((document) =>
		[...read(document).matchAll(/\]\(([^)#\s]*\.md)?#([^)]+)\)/g)]
			.map(([, file, anchor = '']) => ({ anchor, target: file ?? path.posix.basename(document) }))
			.filter(({ anchor, target }) => !anchorsOf(path.posix.join(path.dirname(document), target)).includes(anchor))
			.map(({ anchor, target }) => `${document}: ${target}#${anchor}`),
	);
	expect(missing).toEqual([]);
});

test('every screenshot is shown in a document', () => {
	const texts = DOCUMENTS.map(read).join('\n');
	const pictures = readdirSync(path.join(ROOT, 'docs/screenshots'));
	expect(pictures.filter((picture) => !texts.includes(`screenshots/${picture}`))).toEqual([]);
});

test('every test that a document names is in its file', () => {
	const missing = DOCUMENTS.flatMap((document) =>
		[...read(document).matchAll(/`(test\/[\w/]+\.ts)`, "([^"]+)"/g)]
			.filter(([, file = '', title = '']) => !existsSync(path.join(ROOT, file)) || !read(file).includes(title))
			.map(([text]) => `${document}: ${text}`),
	);
	expect(missing).toEqual([]);
});

test('every file of the tests that a document names exists', () => {
	const named = found([...DOCUMENTS, ...SOURCES], /`(test\/[\w./-]+\.\w+)`/g);
	expect(named).not.toEqual([]);
	expect(named.filter(({ group }) => !existsSync(path.join(ROOT, group))).map(({ where }) => where)).toEqual([]);
});

test('the messages that docs/troubleshooting.md quotes are those of the node', () => {
	const texts = SOURCES.filter((file) => file.startsWith('nodes/')).map(read);
	const quoted = [...read('docs/troubleshooting.md').matchAll(/\*"([^"]+)"\*/g)].map(([, message = '']) => message);
	expect(quoted.filter((message) => !texts.some((text) => text.includes(message)))).toEqual(['quotation marks']);
});

test('the numbers of docs/rules.md are those of the code', () => {
	const rows = [...read('docs/rules.md').matchAll(/`([\w/]+\.ts)`, `([A-Z_]+ = [^`]+)` \|$/gm)];
	expect(rows.length).toBeGreaterThan(20);
	const others = rows.filter(([, file = '', text = '']) => !read(`nodes/Uservox/${file}`).includes(`const ${text};`));
	expect(others.map(([, file, text]) => `${file}: ${text}`)).toEqual([]);
});
