// How the tests run: TypeScript is only transpiled here, `npm run typecheck` checks it.
/** Another n8n engine to test on, as a folder with its node_modules (see scripts/engines.ts). */
const engine = process.env.N8N_ENGINE_FOLDER;

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// Engine tests run what is built: no test runs a build that is older than the source.
	globalSetup: '<rootDir>/scripts/build.mjs',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
	transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
	testTimeout: 60_000,
	maxWorkers: '100%',
	// n8n-core before 2.41 keeps an interval for SSH connections, which would keep the process alive.
	forceExit: true,
	...(engine && {
		moduleNameMapper: { '^(n8n-core|n8n-workflow|reflect-metadata)$': `${engine}/node_modules/$1` },
	}),
};
