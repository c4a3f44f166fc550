/**
 * The Jest environment of the engine tests. Only the tests themselves run in Jest's sandbox. The engine, the package
 * and the providers' sandbox run outside it, in Node.js itself, as they do in n8n. That is the real thing, and several
 * times as fast: in Jest's sandbox, every access to a global variable costs time, and n8n accesses a hundred of them
 * for each expression. The modules next to this file give the tests access to what runs outside.
 */
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { TestEnvironment } = require('jest-environment-node');
const { clock } = require('./clock.cjs');
const { toCommonJs } = require('./transform.cjs');

// Otherwise, n8n's engine logs every node failure that a test causes to the console.
process.env.N8N_LOG_LEVEL ??= 'silent';
require('reflect-metadata');
// The providers' sandbox is loaded once for all test files, with its web server and its contracts. See sandbox.cjs.
require.extensions['.mts'] = (module, file) =>
	module._compile(toCommonJs(readFileSync(file, 'utf8'), file).code, file);

module.exports = class EngineEnvironment extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.folder = config.projectConfig.testEnvironmentOptions.folder;
		// Put the counters of what runs outside the sandbox where Jest looks for them. See counters.cjs.
		if (config.globalConfig.collectCoverage)
			this.global.__coverage__ = globalThis.__coverage__ ??= {};
	}

	async setup() {
		await super.setup();
		// Each test file gets a fresh package with empty memory. The engine is loaded once for all of them.
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
