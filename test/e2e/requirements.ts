// What the end-to-end tests need from Debian, installed on a bare machine when it is missing.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Program → Debian package. The compiler builds n8n's database driver. */
const PACKAGES: Record<string, string> = {
	chromium: 'chromium',
	'redis-server': 'redis-server',
	pg_createcluster: 'postgresql',
	make: 'build-essential',
	'g++': 'build-essential',
	python3: 'python3',
};

/** The file of a program, looked for on PATH. */
export function programFile(name: string): string | undefined {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** Chromium, or another browser where Debian's package is not available. */
export function chromiumFile(): string | undefined {
	return programFile('chromium') ?? programFile('google-chrome');
}

/** Installs missing programs by apt-get, as root or through sudo. */
export function installMissingPrograms(): void {
	const missing = Object.entries(PACKAGES).filter(
		([program]) => (program === 'chromium' ? chromiumFile() : programFile(program)) === undefined,
	);
	if (missing.length === 0) return;
	const packages = [...new Set(missing.map(([, name]) => name))];
	console.log(`Installing ${packages.join(', ')} …`);
	const apt = (...args: string[]) => {
		const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
		if (process.getuid?.() !== 0) command.unshift('sudo');
		execFileSync(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
	};
	apt('update');
	apt('install', '-y', '--no-install-recommends', ...packages);
}
