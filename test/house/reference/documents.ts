// The documents of the repository: README and its neighbours, and docs.
import { readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

const markdownIn = (folder: string) =>
	readdirSync(path.join(ROOT, folder))
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.join(ROOT, folder, file));

/** Absolute paths of all markdown files at the top and in docs. */
export const DOCUMENTS: readonly string[] = [...markdownIn('.'), ...markdownIn('docs')];
