// Coverage that is accurate for every test. Unit tests load the sources and engine tests the bundles, so the counters
// are inserted into the TypeScript before anything compiles it. Both then count the same statements in the same places.
const { readFile } = require('node:fs/promises');
const { createInstrumenter } = require('istanbul-lib-instrument');
const { onClock } = require('./clock.cjs');

/** The TypeScript `code` of `file` with a counter at each statement, function and branch. */
function withCounters(code, file) {
	const options = { esModules: true, compact: false, parserPlugins: ['typescript'] };
	return createInstrumenter(options).instrumentSync(code, file);
}

/** The esbuild plugin that bundles the package with the tests' clock, and with counters when collecting coverage. */
const forTests = (collectCoverage) => ({
	name: 'for-tests',
	setup({ onLoad }) {
		onLoad({ filter: /[\\/](nodes|credentials)[\\/].*\.ts$/ }, async ({ path }) => {
			const code = await readFile(path, 'utf8');
			// The counters come first, because they refer to positions in the original file.
			const counted = collectCoverage ? withCounters(code, path) : code;
			return { contents: onClock(counted), loader: 'ts' };
		});
	},
});

module.exports = { withCounters, forTests };
