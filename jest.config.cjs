const { availableParallelism } = require('node:os');
const { packageIn } = require('./test/jest/engine-setup.cjs');

const common = {
	transform: { '\\.m?ts$': '<rootDir>/test/jest/transform.cjs' },
	moduleFileExtensions: ['mts', 'ts', 'js', 'json', 'node'],
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/.demo', '<rootDir>/.packages', '<rootDir>/demo/n8n'],
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
};

/**
 * The engine tests on the engine installed in `folder`, with the global setup `setup`. `globals` says how much is
 * random: `propertyCases` is the approximate number of odd entries to try each node's forms with (properties.mts), and
 * `campaignRuns` is the number of random runs with random faults (campaign.test.mts).
 */
const onEngine = (displayName, folder, setup, globals) => ({
	...common,
	displayName,
	testMatch: ['<rootDir>/test/engine/*.test.mts'],
	globalSetup: setup,
	transform: { '/sandbox/.*\\.mts$': '<rootDir>/test/jest/sandbox.cjs', ...common.transform },
	testEnvironment: '<rootDir>/test/jest/engine-environment.cjs',
	testEnvironmentOptions: { folder: packageIn(folder) },
	globals,
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow)$': '<rootDir>/test/jest/$1.cjs',
		'^\\./(package|package-clock|restart)\\.mts$': '<rootDir>/test/jest/$1.cjs',
	},
});

/** The engine of n8n 1.123. */
const n8n1 = `${__dirname}/test/engine/n8n-1`;

module.exports = {
	// The engine of n8n 1.123 leaves timers behind that would keep Jest waiting.
	forceExit: true,
	// The tests spend half of their time waiting for responses from the sandbox.
	maxWorkers: 2 * availableParallelism(),
	// Far longer than any test takes: a busy machine is not a failure.
	testTimeout: 60_000,
	collectCoverageFrom: common.collectCoverageFrom,
	coverageReporters: ['text', 'lcov'],
	projects: [
		{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/*.test.mts'] },
		onEngine('engine', __dirname, '<rootDir>/test/jest/engine-setup.cjs', {
			propertyCases: 2_000,
			campaignRuns: 60,
		}),
		// All tests again, since n8n 1 may differ in anything. Only the random cases are fewer, at least fifty entries for
		// each operation: what becomes of them is up to the package itself, which is the same.
		onEngine('engine-n8n-1', n8n1, '<rootDir>/test/engine/n8n-1/setup.cjs', {
			propertyCases: 0,
			campaignRuns: 20,
		}),
	],
};
