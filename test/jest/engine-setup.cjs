// Jest's global setup for the engine tests: compiles the package, so that no test runs on an outdated build.
const { copyFileSync, mkdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { compile } = require('../../build/compile');
const { forTests } = require('./counters.cjs');

const root = join(__dirname, '../..');

/** Path of the package for the engine installed in `folder`: inside it, so that both use the same n8n-workflow. */
const packageIn = (folder) => join(folder, 'node_modules/.cache/package');

async function compileFor(folder, { collectCoverage }) {
	const target = packageIn(folder);
	// Nothing of an earlier build remains: neither a deleted file, nor one that a copy of the folder is linked to.
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	for (const file of ['package.json', 'index.js'])
		copyFileSync(join(root, file), join(target, file));
	await compile(join(target, 'dist'), [forTests(collectCoverage)]);
}

module.exports = async (global) => await compileFor(root, global);
Object.assign(module.exports, { compileFor, packageIn });
