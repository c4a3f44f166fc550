// The build: everything that is published, and nothing else, ends up in dist/.
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');
const { compile } = require('./build/compile');

const clean = () => rm('dist', { recursive: true, force: true });

const code = () => compile('dist');

const assets = () =>
	src(['nodes/**/*.{svg,node.json}', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
		allowEmpty: true,
	}).pipe(dest('dist'));

exports.clean = clean;
exports.build = series(clean, parallel(code, assets));
exports.default = exports.build;
