// Keeps what all nodes share in separate files.
const { join, relative, sep } = require('node:path');

const root = join(__dirname, '..');
const shared = join(root, 'nodes/shared') + sep;

/**
 * The esbuild plugin for the files built from `folder`: an import of a file under nodes/shared stays an import, by its
 * path in dist/. So each shared file is shipped once, and n8n loads it once for all nodes and credentials. They also
 * share its state that way, such as the requests that all nodes hold back.
 */
exports.sharedFiles = (folder) => ({
	name: 'shared-files',
	setup({ onResolve, resolve }) {
		onResolve({ filter: /^\./ }, async ({ path, resolveDir, kind, pluginData }) => {
			if (pluginData === 'resolving' || kind === 'entry-point') return undefined;
			const file = await resolve(path, { kind, resolveDir, pluginData: 'resolving' });
			if (!file.path.startsWith(shared)) return undefined;
			const target = relative(join(root, folder), file.path).replace(/\.ts$/, '');
			return {
				path: (target.startsWith('.') ? target : `./${target}`).split(sep).join('/'),
				external: true,
			};
		});
	},
});
