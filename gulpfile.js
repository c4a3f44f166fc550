// The build: everything that is published, and nothing else, ends up in dist/.
const { rm } = require('node:fs/promises');
const { build: bundle } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const clean = () => rm('dist', { recursive: true, force: true });

/**
 * form-data writes multipart bodies, but is also a stream that can send itself. Only the first is used, and n8n lets a
 * published package have neither dependencies nor Node's own modules, so what only the second needs is left out here.
 */
const formDataAlone = {
	name: 'form-data-alone',
	setup({ onResolve, onLoad }) {
		const substitutes = {
			asynckit: '',
			'es-set-tostringtag': 'module.exports = () => {};',
			fs: '',
			http: '',
			https: '',
			'mime-types': 'exports.lookup = () => false;',
			path: "exports.normalize = (name) => name; exports.basename = (name) => name.split(/[\\\\/]/).pop();",
			stream: 'exports.Stream = function Stream() {};',
			url: '',
			util: 'exports.inherits = (child, parent) => Object.setPrototypeOf(child.prototype, parent.prototype);',
		};
		onResolve({ filter: new RegExp(`^(${Object.keys(substitutes).join('|')})$`) }, ({ path, importer }) =>
			/node_modules\/(form-data|combined-stream|delayed-stream)\//.test(importer) ? { path, namespace: 'substitute' } : undefined,
		);
		onLoad({ filter: /.*/, namespace: 'substitute' }, ({ path }) => ({ contents: substitutes[path] }));
	},
};

// One file a node and a credential: n8n loads each by itself, and none brings another provider's code with it.
const compile = () =>
	bundle({
		entryPoints: [...n8n.nodes, ...n8n.credentials].map((file) => file.replace('dist/', '').replace(/js$/, 'ts')),
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow'],
		plugins: [formDataAlone],
	});

const copy = () =>
	src(['nodes/**/*.{svg,node.json}', 'nodes/**/__schema__/**/*.json'], { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));

exports.clean = clean;
exports.build = series(clean, parallel(compile, copy));
exports.default = exports.build;
