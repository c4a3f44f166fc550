// Coverage that is true for every test. Unit tests load the sources and engine tests the bundles, so the counters are put
// into the TypeScript itself, before anything compiles it: both then count the same statements at the same places.
const { readFile } = require('node:fs/promises');
const { createInstrumenter } = require('istanbul-lib-instrument');
const { onClock } = require('./clock.cjs');

/** The TypeScript `code` of `file` with a counter at each statement, function and branch. */
function withCounters(code, file) {
	const options = { esModules: true, compact: false, parserPlugins: ['typescript'] };
	return createInstrumenter(options).instrumentSync(code, file);
}

/** esbuild's plugin that bundles the package on the clock of the tests, with counters where coverage is collected. */
const forTests = (collectCoverage) => ({
	name: 'for-tests',
	setup({ onLoad }) {
		onLoad({ filter: /[\\/](nodes|credentials)[\\/].*\.ts$/ }, async ({ path }) => {
			const code = await readFile(path, 'utf8');
			// The counters come first: they stand for the places in the file as it is.
			const counted = collectCoverage ? withCounters(code, path) : code;
			return { contents: onClock(counted), loader: 'ts' };
		});
	},
});

module.exports = { withCounters, forTests };
