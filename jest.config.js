// How the tests run: TypeScript is only transpiled here, `npm run typecheck` checks it.
/** Another n8n engine to test on, as a folder with its node_modules (see scripts/engines.ts). */
const engine = process.env.N8N_ENGINE_FOLDER;

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	globalSetup: '<rootDir>/scripts/beforeTests.mjs',
	globalTeardown: '<rootDir>/scripts/afterTests.mjs',
	setupFilesAfterEnv: ['<rootDir>/test/chance.ts'],
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
	transform: { '^.+\\.ts$': '<rootDir>/scripts/transform.js' },
	// No test is timed by it: it only names one that hangs, on however busy a machine.
	testTimeout: 600_000,
	maxWorkers: '100%',
	// Unit tests and worlds run the source, engine tests what was built of it: source maps bring both to the lines of the source. Only
	// lines are counted the same in both, so that only they have a floor.
	coverageProvider: 'v8',
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts', 'dist/**/*.js'],
	coverageReporters: ['text-summary', 'html'],
	coverageThreshold: { global: { lines: 98 } },
	...(process.env.ZOD === '4' && { resolver: '<rootDir>/scripts/resolveZod4.js' }),
	...(engine && {
		moduleNameMapper: { '^(n8n-core|n8n-workflow|reflect-metadata)$': `${engine}/node_modules/$1` },
	}),
};
