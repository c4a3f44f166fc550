// The build: everything that is published, and nothing else, ends up in dist/.
const { readdir, rm } = require('node:fs/promises');
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
			hasown: 'module.exports = (object, key) => Object.prototype.hasOwnProperty.call(object, key);',
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

/** Leaves what all nodes share in files of its own, `from` there, so that it is shipped and loaded once. */
const sharedAlone = (from) => ({
	name: 'shared-alone',
	setup({ onResolve }) {
		onResolve({ filter: /(^|\/)shared\/\w+$/ }, ({ path }) => ({ path: `${from}/${path.split('/').pop()}`, external: true }));
		if (from === '.') onResolve({ filter: /^\.\/\w+$/ }, ({ path }) => ({ path, external: true }));
	},
});

/** One file a node and a credential: n8n loads each by itself, and none brings another provider's code with it. */
const bundled = (entryPoints, from) =>
	bundle({
		entryPoints,
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow'],
		define: { 'process.nextTick': 'queueMicrotask' },
		plugins: [sharedAlone(from), formDataAlone],
	});

const compile = async () => {
	const sources = (files) => files.map((file) => file.replace('dist/', '').replace(/js$/, 'ts'));
	const shared = (await readdir('nodes/shared')).map((file) => `nodes/shared/${file}`);
	await Promise.all([bundled(sources(n8n.nodes), '../shared'), bundled(sources(n8n.credentials), '../nodes/shared'), bundled(shared, '.')]);
};

const copy = () =>
	src(['nodes/**/*.{svg,node.json}', 'nodes/**/__schema__/**/*.json'], { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));

exports.clean = clean;
exports.build = series(clean, parallel(compile, copy));
exports.default = exports.build;
