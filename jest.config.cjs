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
 * The engine tests on the engine that is installed in `folder`, whose global setup is `setup`. How much chance plays is in
 * `globals`: `propertyCases` is about how many odd entries each node's forms are tried with (properties.mts), and
 * `campaignRuns` how many random runs with random faults there are (campaign.test.mts).
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
	// The tests wait for answers of the sandbox for half of their time.
	maxWorkers: 2 * availableParallelism(),
	// Far beyond what any test takes: a busy machine is no failure.
	testTimeout: 60_000,
	collectCoverageFrom: common.collectCoverageFrom,
	coverageReporters: ['text', 'lcov'],
	projects: [
		{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/*.test.mts'] },
		onEngine('engine', __dirname, '<rootDir>/test/jest/engine-setup.cjs', {
			propertyCases: 2_000,
			campaignRuns: 60,
		}),
		// All tests once more, since n8n 1 may differ in anything. Only what is made up at random is less, fifty entries for
		// each operation at least: the package itself, which is the same, says what becomes of them.
		onEngine('engine-n8n-1', n8n1, '<rootDir>/test/engine/n8n-1/setup.cjs', {
			propertyCases: 0,
			campaignRuns: 20,
		}),
	],
};
