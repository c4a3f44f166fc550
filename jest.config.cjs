const transform = { '\\.m?ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }] };
const common = { transform, moduleFileExtensions: ['mts', 'ts', 'js', 'json', 'node'], testEnvironment: 'node', modulePathIgnorePatterns: ['<rootDir>/.demo', '<rootDir>/demo/n8n'] };

/** The engine tests once more, on the engine of n8n 1.123. */
const n8n1 = '<rootDir>/test/engine/n8n-1/node_modules';

module.exports = {
	// The engine of n8n 1.123 leaves timers behind that would keep Jest waiting.
	forceExit: true,
	projects: [
		{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/*.test.mts'] },
		{ ...common, displayName: 'engine', testMatch: ['<rootDir>/test/engine/*.test.mts'] },
		{
			...common,
			displayName: 'engine-n8n-1',
			testMatch: ['<rootDir>/test/engine/*.test.mts'],
			globalSetup: '<rootDir>/test/engine/n8n-1/install.cjs',
			moduleNameMapper: { '^(n8n-core|n8n-workflow)$': `${n8n1}/$1` },
		},
	],
};
