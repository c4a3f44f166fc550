/**
 * Jest's environment of the engine tests. Only the tests themselves run in Jest's sandbox; the engine, the package and the
 * providers' sandbox run outside it, in Node itself, as they do in n8n. That is the real thing, and several times as fast:
 * every look at a global variable costs time in Jest's sandbox, and n8n looks at a hundred of them for each expression. The
 * modules beside this file hand what runs outside to the tests.
 */
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { TestEnvironment } = require('jest-environment-node');
const { clock } = require('./clock.cjs');
const { toCommonJs } = require('./transform.cjs');

// n8n's engine otherwise writes every failure of a node that a test brings about to the console.
process.env.N8N_LOG_LEVEL ??= 'silent';
require('reflect-metadata');
// The providers' sandbox is loaded once for all test files, with its web server and its contracts. See sandbox.cjs.
require.extensions['.mts'] = (module, file) =>
	module._compile(toCommonJs(readFileSync(file, 'utf8'), file).code, file);

module.exports = class EngineEnvironment extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.folder = config.projectConfig.testEnvironmentOptions.folder;
		// The counters of what runs outside the sandbox, where Jest looks for them. See counters.cjs.
		if (config.globalConfig.collectCoverage)
			this.global.__coverage__ = globalThis.__coverage__ ??= {};
	}

	async setup() {
		await super.setup();
		// Each test file gets a fresh package, and so what it keeps in memory; the engine is loaded once for all.
		for (const file of Object.keys(require.cache))
			if (file.startsWith(this.folder)) delete require.cache[file];
		globalThis.packageClock = clock;
		clock.setSpeed();
		const load = createRequire(`${this.folder}/index.js`);
		this.global.outside = {
			core: load('n8n-core'),
			workflow: load('n8n-workflow'),
			clock,
			package: load('./index.js'),
			load: require,
			restart() {
				load('./dist/nodes/shared/send/gate.js').forgetGates();
				load('./dist/nodes/shared/auth/session.js').forgetSessions();
			},
		};
	}
};
