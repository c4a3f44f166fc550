/** What package.json says about this project: the single source of its owner, repository, author and version. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The fields of a package.json that packaging reads or writes. */
export interface Manifest {
	name: string;
	version: string;
	private?: true;
	description: string;
	keywords: string[];
	license: string;
	homepage: string;
	author: { name: string; email: string };
	repository: { type: string; url: string; directory?: string };
	bugs: { url: string };
	engines: Record<string, string>;
	main: string;
	files: string[];
	scripts: Record<string, string>;
	n8n: { n8nNodesApiVersion: number; strict: boolean; credentials: string[]; nodes: string[] };
	peerDependencies: Record<string, string>;
	devDependencies: Record<string, string>;
}

/** The root folder of the project. */
export const projectFolder = path.join(import.meta.dirname, '..');

/** The manifest of the project, which is also that of the package for all providers. */
export const project = JSON.parse(
	readFileSync(path.join(projectFolder, 'package.json'), 'utf8'),
) as Manifest;

/** Where packages are written. Git ignores it. */
export const packagesFolder = path.join(projectFolder, '.packages');

/** The address of the repository's page, such as `https://github.com/acme/n8n-nodes-partner-onboarding`. */
export function repositoryPage({ repository }: Pick<Manifest, 'repository'>): string {
	return repository.url.replace(/^git\+|\.git$/g, '');
}

/** Files outside package.json that have to name the repository in full: n8n's lint accepts only a literal there. */
export function filesWithLinks(): string[] {
	const named = /\.(credentials\.ts|node\.json)$/;
	return ['credentials', 'nodes'].flatMap((folder) =>
		readdirSync(path.join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => named.test(file))
			.map((file) => path.join(projectFolder, folder, file)),
	);
}

/** The part of a link to a documentation page on GitHub that names the repository. */
const DOCUMENTATION_LINK = /https:\/\/github\.com\/[\w.-]+\/[\w.-]+(?=\/blob\/main\/docs\/)/g;

/** The same text with its links to `docs/` pointing to the repository at `page`. */
export function withRepository(text: string, page: string): string {
	return text.replace(DOCUMENTATION_LINK, page);
}

/** Why packages can't be published yet: sentences for the owner, or none. */
export function unfinished(manifest = project): string[] {
	const found: string[] = [];
	const { author, bugs, homepage } = manifest;
	const page = repositoryPage(manifest);
	if (/^https:\/\/github\.com\/n8n-nodes-partner-onboarding\//.test(page))
		found.push(`"repository" in package.json is ${page}, which is a placeholder.`);
	if (/@example\.(com|org|net)$/.test(author.email))
		found.push(`"author" in package.json has the placeholder ${author.email}.`);
	const others = [homepage, bugs.url].filter(
		(link) => !link.startsWith(`${page}/`) && !link.startsWith(`${page}#`),
	);
	const files = filesWithLinks().filter((file) => {
		const text = readFileSync(file, 'utf8');
		return text !== withRepository(text, page);
	});
	if (others.length + files.length > 0)
		found.push(
			`${[...others, ...files.map((file) => path.relative(projectFolder, file))].join(', ')}: not of the repository ${page}. Run npm run owner.`,
		);
	return found;
}
