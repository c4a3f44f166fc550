// Jest's transformer: TypeScript to CommonJS with the compiler of the build, and with counters where coverage is collected.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');
const { withCounters } = require('./counters.cjs');

const own = [__filename, require.resolve('./counters.cjs')].map((file) => readFileSync(file));

/** TypeScript as the CommonJS that `require` loads, in Jest or out of it. */
const toCommonJs = (code, file) =>
	transformSync(code, {
		loader: 'ts',
		format: 'cjs',
		target: 'node20',
		sourcefile: file,
		sourcemap: 'inline',
		// Jest loads modules by `require` alone.
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
