// Installs Node 24 and a full n8n once, into a cache folder outside git, on any machine with Node 20 and npm.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../..');
export const N8N_VERSION = '2.40.7';
const NODE_VERSION = '24';
const VERDACCIO_VERSION = '6.10.4';

/** Where everything is installed: `.n8n-full/` in the project, unless N8N_FULL_FOLDER says otherwise. */
export const CACHE = path.resolve(process.env.N8N_FULL_FOLDER ?? path.join(ROOT, '.n8n-full'));

const nodeFolder = path.join(CACHE, 'node24');
const n8nFolder = path.join(CACHE, 'n8n');
const verdaccioFolder = path.join(CACHE, 'verdaccio');

/** The programs of an installation. */
export const INSTALLED = {
	/** Folder with Node 24's `node`, to be first on PATH. */
	nodeBin: path.join(nodeFolder, 'node_modules', '.bin'),
	n8n: path.join(n8nFolder, 'node_modules', 'n8n', 'bin', 'n8n'),
	verdaccio: path.join(verdaccioFolder, 'node_modules', 'verdaccio', 'bin', 'verdaccio'),
};

/** The environment in which n8n and its npm run: Node 24 first on PATH, and no setting of n8n from outside. */
export function node24Environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^(N8N_|npm_|NODE_OPTIONS$|DB_|QUEUE_)/i.test(name),
	);
	return {
		...Object.fromEntries(inherited),
		PATH: [INSTALLED.nodeBin, process.env.PATH].join(path.delimiter),
		...extra,
	};
}

function npm(folder: string, args: string[], env: NodeJS.ProcessEnv = process.env): void {
	mkdirSync(folder, { recursive: true });
	const logLevel = ['--no-audit', '--no-fund', '--loglevel=error'];
	execFileSync('npm', [...args, ...logLevel], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Runs `install` unless it has once run to its end. A folder without its marker is what an interrupted set-up left: it is
 * removed and installed anew.
 */
function once(folder: string, version: string, proof: string, install: () => void): void {
	const marker = path.join(folder, `.complete-${version}`);
	if (existsSync(marker)) return;
	if (existsSync(proof) && process.env.N8N_FULL_FOLDER !== undefined) {
		// A folder somebody prepared by hand, named on purpose: taken as it is.
		return;
	}
	rmSync(folder, { recursive: true, force: true });
	const startedAt = Date.now();
	console.log(`Installing ${path.basename(folder)} ${version} …`);
	mkdirSync(folder, { recursive: true });
	install();
	writeFileSync(marker, '');
	console.log(`  done in ${Math.round((Date.now() - startedAt) / 1000)} s, ${sizeOf(folder)}`);
}

/** The package with Node 24's binary for this machine, which has the headers too. */
function folderWithHeaders(): string {
	const from = path.join(nodeFolder, 'node_modules', 'node');
	return path.dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`, { paths: [from] }));
}

function sizeOf(folder: string): string {
	return execFileSync('du', ['-sh', folder], { encoding: 'utf8' }).split('\t')[0] ?? '?';
}

/** Makes a folder a package of its own, so that npm does not climb up to ours. */
function asPackage(folder: string, more: Record<string, unknown> = {}): void {
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, ...more }));
}

/** Node 24 alone, which newer engines need. */
export function setUpNode24(): void {
	once(nodeFolder, NODE_VERSION, path.join(INSTALLED.nodeBin, 'node'), () => {
		asPackage(nodeFolder);
		// The package fetches the binary for this machine in its install script.
		npm(nodeFolder, ['install', '--ignore-scripts=false', `node@${NODE_VERSION}`]);
	});
}

/** Node 24 and n8n, installed once: 3 GB, three to five minutes. Afterwards it returns at once. */
export function setUpN8n(): void {
	setUpNode24();
	once(n8nFolder, N8N_VERSION, INSTALLED.n8n, () => {
		asPackage(n8nFolder);
		npm(n8nFolder, ['install', '--ignore-scripts', `n8n@${N8N_VERSION}`], node24Environment());
		const withHeaders = node24Environment({ npm_config_nodedir: folderWithHeaders() });
		npm(n8nFolder, ['rebuild', '--ignore-scripts=false', 'sqlite3'], withHeaders);
	});
}

/** Verdaccio, the local registry of the end-to-end test: 65 MB, 15 seconds. */
export function setUpVerdaccio(): void {
	once(verdaccioFolder, VERDACCIO_VERSION, INSTALLED.verdaccio, () => {
		// One of its packages asks for `node-fetch` by a tag (cjs) that not every registry has.
		asPackage(verdaccioFolder, { overrides: { 'node-fetch': '2.7.0' } });
		npm(verdaccioFolder, ['install', '--ignore-scripts', `verdaccio@${VERDACCIO_VERSION}`]);
	});
}

if (require.main === module) {
	setUpN8n();
	console.log(`Node ${NODE_VERSION} and n8n ${N8N_VERSION} are in ${CACHE}`);
}
