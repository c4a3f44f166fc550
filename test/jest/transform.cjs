// Jest transformer: TypeScript to CommonJS with the build's compiler, and with counters when collecting coverage.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');
const { withCounters } = require('./counters.cjs');

const own = [__filename, require.resolve('./counters.cjs')].map((file) => readFileSync(file));

/** Compiles TypeScript to the CommonJS that `require` loads, inside or outside Jest. */
const toCommonJs = (code, file) =>
	transformSync(code, {
		loader: 'ts',
		format: 'cjs',
		target: 'node20',
		sourcefile: file,
		sourcemap: 'inline',
		// Jest loads modules with `require` only.
		supported: { 'dynamic-import': false },
		define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
	});

module.exports = {
	toCommonJs,
	canInstrument: true,
	getCacheKey: (code, file, { instrument }) =>
		[version, ...own, code, file, String(instrument)]
			.reduce((hash, part) => hash.update('\0').update(part), createHash('sha256'))
			.digest('hex'),
	process: (code, file, { instrument }) =>
		toCommonJs(instrument ? withCounters(code, file) : code, file),
};
