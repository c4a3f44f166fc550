// The tests that start a real n8n. The first run installs it, which takes minutes; `.demo/` keeps it for later runs.
module.exports = {
	rootDir: '../..',
	displayName: 'e2e',
	testMatch: ['<rootDir>/test/e2e/*.test.mts'],
	modulePathIgnorePatterns: ['<rootDir>/.demo', '<rootDir>/.packages', '<rootDir>/demo/n8n'],
	transform: { '\\.m?ts$': '<rootDir>/test/jest/transform.cjs' },
	moduleFileExtensions: ['mts', 'ts', 'js', 'json', 'node'],
	testEnvironment: 'node',
	testTimeout: 120_000,
	maxWorkers: 1,
};
