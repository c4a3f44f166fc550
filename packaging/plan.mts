/** Decides what each package consists of. Reads the project, and writes nothing. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { project, projectFolder, repositoryPage, type Manifest } from './project.mts';
import { providerPackages, type ProviderPackage } from './providers.mts';
import { importsOf } from './sources.mts';

/** A package, ready to be written. */
export interface PackagePlan {
	name: string;
	manifest: Manifest;
	/** Folders under `nodes/` that hold its nodes. */
	folders: string[];
	/** Project files that are copied unchanged. Paths from the root, with `/`. */
	files: string[];
	/** The page of `docs/` that the README is generated from; the project's README if omitted. */
	page?: string;
}

/** The tools to lint and build a package from its own folder. */
const TOOLS = ['@n8n/node-cli', '@types/node', 'eslint', 'typescript'];

/** Files at the root that a package's own lint and build read. */
const CONFIGURATION = ['eslint.config.mjs', 'index.js'];

/** The packages: first the one for all providers, then one per provider. */
export function packagePlans(): PackagePlan[] {
	const everything: PackagePlan = planOf(project.name, nodeFolders(), project.n8n, {});
	return [everything, ...providerPackages.map(providerPlan)];
}

/** The folders under `nodes/` from which n8n loads nodes. */
function nodeFolders(): string[] {
	return [...new Set(project.n8n.nodes.map((file) => file.split('/')[2]))];
}

function providerPlan({ folder, name, description, keywords }: ProviderPackage): PackagePlan {
	const page = `docs/${folder.toLowerCase()}.md`;
	if (!existsSync(path.join(projectFolder, page))) throw new Error(`${folder} has no ${page}.`);
	const n8n = {
		...project.n8n,
		nodes: project.n8n.nodes.filter((file) => file.startsWith(`dist/nodes/${folder}/`)),
		credentials: project.n8n.credentials.filter((file) =>
			path.posix.basename(file).startsWith(folder),
		),
	};
	const own = {
		name,
		description,
		keywords: ['n8n-community-node-package', 'n8n', ...keywords],
		homepage: `${repositoryPage(project)}/blob/main/${page}`,
		repository: { ...project.repository, directory: `nodes/${folder}` },
	};
	return { ...planOf(name, [folder], n8n, own), page };
}

function planOf(
	name: string,
	folders: string[],
	n8n: Manifest['n8n'],
	own: Partial<Manifest>,
): PackagePlan {
	const loaded = [...n8n.nodes, ...n8n.credentials].map((file) =>
		file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
	);
	const beside = folders.flatMap(filesIn);
	const sources = importsOf([...loaded, ...beside]);
	const build = importsOf(['gulpfile.js']);
	const foreign = sources.files.find(
		(file) => /^nodes\/(?!shared\/)/.test(file) && !folders.includes(file.split('/')[1]),
	);
	if (foreign)
		throw new Error(`${name} must not need ${foreign}, which belongs to another package.`);
	const needed = new Set([...TOOLS, ...sources.packages, ...build.packages]);
	const manifest: Manifest = {
		...project,
		...own,
		scripts: { build: 'gulp build', lint: 'n8n-node lint' },
		n8n,
		devDependencies: Object.fromEntries(
			Object.entries(project.devDependencies).filter(([dependency]) => needed.has(dependency)),
		),
	};
	const files = [...new Set([...sources.files, ...build.files, ...CONFIGURATION])].sort();
	return { name, manifest, folders, files };
}

/** All files under `nodes/<folder>`: code, codex, icons and output schemas. */
function filesIn(folder: string): string[] {
	return readdirSync(path.join(projectFolder, 'nodes', folder), {
		recursive: true,
		withFileTypes: true,
	})
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(projectFolder, path.join(entry.parentPath, entry.name)))
		.map((file) => file.split(path.sep).join('/'));
}
