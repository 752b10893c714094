// Brings dist/ up to date with the source: `npm run build`, and jest before it runs a test. Costs some milliseconds when nothing has changed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** What dist/ is made of, and what makes it. */
export const SOURCE = ['nodes', 'credentials', 'tsconfig.json', 'tsconfig.build.json', 'gulpfile.js'];
/** Holds the hash of the source and of the build that was made of it. */
const STAMP = path.join(root, '.build-stamp');

/** The hash of files and of all files in folders: their paths and contents. */
export function hashOf(names) {
	const hash = createHash('sha256');
	const add = (name) =>
		hash
			.update(`${name}\0`)
			.update(readFileSync(path.join(root, name)))
			.update('\0');
	for (const name of names) {
		if (path.extname(name) !== '') add(name);
		else if (existsSync(path.join(root, name))) {
			const entries = readdirSync(path.join(root, name), { recursive: true, withFileTypes: true });
			const files = entries.filter((entry) => entry.isFile());
			for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
				add(path.relative(root, file));
			}
		}
	}
	return hash.digest('hex');
}

const stamp = () => `${hashOf(SOURCE)} ${hashOf(['dist'])}\n`;

/** Builds, unless dist/ is what the source gives. @throws Error when the source cannot be built: there is no dist/ then. */
export default function bringUpToDate() {
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp()) return;
	rmSync(STAMP, { force: true });
	const run = (script, ...parameters) =>
		execFileSync(process.execPath, [path.join(root, 'node_modules', script), ...parameters], {
			cwd: root,
			stdio: 'inherit',
		});
	run('gulp/bin/gulp.js', 'clean', '--silent');
	try {
		// Types are `npm run typecheck`'s to check.
		run('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck');
		run('gulp/bin/gulp.js', 'build', '--silent');
	} catch {
		rmSync(path.join(root, 'dist'), { recursive: true, force: true });
		throw new Error('The source could not be built; see above.');
	}
	writeFileSync(STAMP, stamp());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bringUpToDate();
