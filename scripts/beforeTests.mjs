// Before jest runs a test: the build is brought up to date, and what tests store for a while gets a folder of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import bringUpToDate from './build.mjs';

export default function beforeTests() {
	// Engine tests run what is built: no test runs a build that is older than the source.
	bringUpToDate();
	// A test file cannot clean up by itself when its process ends: jest gives it another `process`, whose "exit" never comes.
	globalThis.folderOfTests = mkdtempSync(path.join(tmpdir(), 'uservox-tests-'));
	process.env.TMPDIR = globalThis.folderOfTests;
}
