// Before jest runs a test: the build is brought up to date, and what tests store for a while gets a folder of its own.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import bringUpToDate from './build.mjs';

export default function beforeTests() {
	// Engine tests run what is built: no test runs a build that is older than the source.
	bringUpToDate();
	// A test file cannot clean up by itself when its process ends: jest gives it another `process`, whose "exit" never comes.
	removeOrphans();
	globalThis.folderOfTests = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
	process.env.TMPDIR = globalThis.folderOfTests;
}

const PREFIX = 'uservox-tests-';

/** Removes the folders of runs that were ended from outside and could not clean up. */
function removeOrphans() {
	for (const name of readdirSync(tmpdir())) {
		const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
		if (owner !== undefined && !isRunning(Number(owner)))
			rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
	}
}

function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code === 'EPERM';
	}
}
