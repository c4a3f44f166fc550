// What is left out of form-data when the build bundles it, and why that is safe.

/**
 * form-data does two things: it writes multipart bodies, and it is a stream that can read files and send itself. The
 * nodes only use the first (`append` with buffers and strings, `getBuffer`, `getHeaders`), and n8n allows a published
 * package neither dependencies nor Node's own modules except crypto. So each module that only the second part needs, or
 * whose result the nodes always provide themselves, is replaced with a short stub below. What is sent stays the same,
 * byte for byte: test/unit/form-data.test.mts compares the bundle with the real library.
 */
const replacements = {
	// Measures streams before they are sent.
	asynckit: '',
	// Gives the class a name in `Object.prototype.toString`.
	'es-set-tostringtag': 'module.exports = () => {};',
	// Reads the size of files that are streamed.
	fs: '',
	hasown: 'module.exports = (object, key) => Object.prototype.hasOwnProperty.call(object, key);',
	// Sends the form: `form.submit()`.
	http: '',
	https: '',
	// Guesses a part's content type from its file name, which is unknown here. The nodes set each file's content type.
	'mime-types': 'exports.lookup = () => false;',
	// Extracts a file's name from a path, as on Linux.
	path: "exports.normalize = (name) => name; exports.basename = (name) => name.replace(/\\/+$/, '').split('/').pop();",
	// Lets the form be piped into a request.
	stream: 'exports.Stream = function Stream() {};',
	// Parses the URL passed to `form.submit()`.
	url: '',
	util: 'exports.inherits = (child, parent) => Object.setPrototypeOf(child.prototype, parent.prototype);',
};

/** The packages that the replacements are for. All other imports stay as they are. */
const importers = /node_modules\/(form-data|combined-stream|delayed-stream)\//;

/** The esbuild plugin that bundles form-data without the parts that send and stream. */
exports.formDataAlone = {
	name: 'form-data-alone',
	setup({ initialOptions, onResolve, onLoad }) {
		// form-data reports a form's length in a callback. A published package must not use `process`.
		initialOptions.define = { ...initialOptions.define, 'process.nextTick': 'queueMicrotask' };
		onResolve(
			{ filter: new RegExp(`^(${Object.keys(replacements).join('|')})$`) },
			({ path, importer }) =>
				importers.test(importer) ? { path, namespace: 'replacement' } : undefined,
		);
		onLoad({ filter: /.*/, namespace: 'replacement' }, ({ path }) => ({
			contents: replacements[path],
		}));
	},
};
