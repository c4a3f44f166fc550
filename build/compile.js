// Compiles the package's TypeScript to what n8n loads.
const { readdir } = require('node:fs/promises');
const { join } = require('node:path');
const { dirname } = require('node:path/posix');
const { build: bundle } = require('esbuild');
const { n8n } = require('../package.json');
const { formDataAlone } = require('./form-data');
const { sharedFiles } = require('./shared-files');

const root = join(__dirname, '..');

/** The files to compile: each node, each credential, and each file that they share. */
async function sources() {
	const listed = [...n8n.nodes, ...n8n.credentials].map((file) =>
		file.replace('dist/', '').replace(/js$/, 'ts'),
	);
	const shared = (await readdir(join(root, 'nodes/shared'), { recursive: true }))
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `nodes/shared/${file.replaceAll('\\', '/')}`);
	return [...listed, ...shared];
}

/**
 * Writes one file per node, credential and shared file to `outdir`, so that no node includes another provider's code.
 * `plugins` are additional esbuild plugins, beyond the ones that every build needs.
 */
exports.compile = async (outdir, plugins = []) => {
	const files = await sources();
	await Promise.all(
		[...new Set(files.map(dirname))].map((folder) =>
			bundle({
				absWorkingDir: root,
				entryPoints: files.filter((file) => dirname(file) === folder),
				outdir,
				outbase: '.',
				bundle: true,
				platform: 'node',
				format: 'cjs',
				target: 'node20',
				external: ['n8n-workflow'],
				plugins: [sharedFiles(folder), formDataAlone, ...plugins],
			}),
		),
	);
};
