// Reads the table of docs/vendor-api.md and finds what it claims and does not hold: tests, files and settings that are not there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { z } from 'zod';

/** One row: a sentence of the vendor's, what the simulator makes of it, the settings for it, and the tests that show it. */
export interface Row {
	says: string;
	does: string;
	settings: string[];
	tests: Array<{ file: string; title: string }>;
	/** Whether it says that nothing can be simulated, and so needs no test. */
	isOutside: boolean;
}

/** Marks what no page of the vendor's says. */
const UNKNOWN = '**unknown**';
/** In place of a test where no request is about it. */
const OUTSIDE = 'outside the API';

/** All rows of a page's tables that have the four columns. */
export function rowsOf(page: string): Row[] {
	return page
		.split('\n')
		.filter((line) => line.startsWith('| ') && !line.startsWith('| The vendor'))
		.map((line) => line.slice(1, -1).split(' | '))
		.filter((cells) => cells.length === 4)
		.map(([says = '', does = '', settings = '', tests = '']) => ({
			says: says.trim(),
			does: does.trim(),
			settings: codeIn(settings),
			tests: [...tests.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title })),
			isOutside: tests.trim() === OUTSIDE,
		}));
}

/** What is in backticks. */
function codeIn(text: string): string[] {
	return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** Everything that is wrong with a page, in words. */
export function faultsOf(page: string, schema: z.AnyZodObject, testFolder: string): string[] {
	const rows = rowsOf(page);
	const ownSettings = page.split('\n').filter((line) => line.startsWith('- `'));
	const named = new Set([...rows.flatMap(({ settings }) => settings), ...ownSettings.flatMap(codeIn)].map(firstPart));
	const files = new Map<string, WrittenTests>();
	const testsIn = (file: string): WrittenTests => {
		const known = files.get(file) ?? readTests(path.join(testFolder, file));
		files.set(file, known);
		return known;
	};
	return [
		...(rows.length === 0 ? ['there is no row'] : []),
		...rows.flatMap((row) => [
			...row.settings.filter((name) => !hasSetting(schema, name)).map((name) => `${row.says}: no setting ${name}`),
			...row.tests.flatMap(({ file, title }) => {
				if (!existsSync(path.join(testFolder, file))) return [`${row.says}: no file ${file}`];
				return isThere(testsIn(file), title) ? [] : [`${row.says}: no test “${title}” in ${file}`];
			}),
			...(row.tests.length === 0 && !row.isOutside ? [`${row.says}: no test`] : []),
			...(row.says.startsWith(UNKNOWN) && row.settings.length === 0 && !row.isOutside
				? [`${row.says}: no setting for what is unknown`]
				: []),
		]),
		...Object.keys(schema.shape as object)
			.filter((name) => !named.has(name))
			.map((name) => `the setting ${name} is not on the page`),
	];
}

function firstPart(name: string): string {
	return name.split('.')[0] ?? '';
}

/** Whether the schema has a setting of this name; `delivery.retries` is one in another. */
function hasSetting(schema: z.ZodTypeAny, name: string): boolean {
	let inner: z.ZodTypeAny | undefined = schema;
	for (const key of name.split('.')) {
		inner = inner && unwrapped(inner);
		if (!(inner instanceof z.ZodObject)) return false;
		inner = z.record(z.instanceof(z.ZodType)).parse(inner.shape)[key];
	}
	return inner !== undefined;
}

/** A schema without defaults, lists and records around it. */
function unwrapped(schema: z.ZodTypeAny): z.ZodTypeAny {
	if (schema instanceof z.ZodDefault) return unwrapped(z.instanceof(z.ZodType).parse(schema.removeDefault()));
	if (schema instanceof z.ZodOptional) return unwrapped(z.instanceof(z.ZodType).parse(schema.unwrap()));
	if (schema instanceof z.ZodArray || schema instanceof z.ZodRecord) {
		return unwrapped(z.instanceof(z.ZodType).parse(schema.element));
	}
	return schema;
}

/** The titles of a file's tests as they are written there, and all texts in it. */
interface WrittenTests {
	titles: Set<string>;
	texts: Set<string>;
}

function readTests(file: string): WrittenTests {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
	const found: WrittenTests = { titles: new Set(), texts: new Set() };
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && firstName(node.expression) === 'test') {
			const [title] = node.arguments;
			if (title && ts.isStringLiteralLike(title)) found.titles.add(title.text);
		}
		if (ts.isStringLiteralLike(node)) found.texts.add(node.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** Whether a test has this title: exactly, or as one with `%s`, which a text of the file replaces. */
function isThere({ titles, texts }: WrittenTests, title: string): boolean {
	if (titles.has(title)) return true;
	return [...titles].some((written) => {
		const [before = '', after, ...more] = written.split('%s');
		if (after === undefined || more.length > 0 || !title.startsWith(before) || !title.endsWith(after)) return false;
		return texts.has(title.slice(before.length, title.length - after.length));
	});
}

/** `test` for `test(…)`, `test.each(…)(…)` and the like. */
function firstName(node: ts.Expression): string {
	if (ts.isIdentifier(node)) return node.text;
	if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return firstName(node.expression);
	return ts.isTaggedTemplateExpression(node) ? firstName(node.tag) : '';
}
