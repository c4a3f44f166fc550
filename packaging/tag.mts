/**
 * Commits the packages' sources for n8n's scanner. It reads the sources of a published package in the exact commit that
 * npm's provenance names, and finds them by a package.json with the package's name. No branch has those, since they are
 * generated. So each release gets one more commit, on top of the release's own, which is on no branch. It is tagged
 * `packages/<version>`, and the publishing workflow runs on it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder } from './project.mts';

/** The build's output, which is not committed. */
const BUILT = 'dist';

/**
 * Adds `packages/<name>` for each package to the tree of the current commit, as a new commit with its own tag. Neither
 * the branch nor the working tree changes.
 *
 * @param folders the packages' folders, as they were written.
 * @param repository the folder of the repository.
 * @returns the name of the tag.
 * @throws Error if the current commit is not the one tagged with the version.
 */
export function tagSources(folders: string[], version: string, repository = projectFolder): string {
	const git = gitIn(repository);
	const released = git(['rev-parse', `${version}^{commit}`]);
	if (released !== git(['rev-parse', 'HEAD']))
		throw new Error(`The current commit is not the one tagged ${version}.`);
	const scratch = mkdtempSync(path.join(tmpdir(), 'packages-'));
	try {
		for (const folder of folders)
			cpSync(folder, path.join(scratch, 'packages', path.basename(folder)), {
				recursive: true,
				filter: (file) => path.basename(file) !== BUILT,
			});
		const index = { GIT_INDEX_FILE: path.join(scratch, 'index') };
		git(['read-tree', released], index);
		git(['--work-tree', scratch, 'add', '--force', 'packages'], index);
		const tree = git(['write-tree'], index);
		const message = `Sources of the packages ${version}`;
		const commit = git(['commit-tree', tree, '-p', released, '-m', message]);
		const tag = `packages/${version}`;
		git(['tag', '--annotate', tag, commit, '--message', message]);
		return tag;
	} finally {
		rmSync(scratch, { recursive: true });
	}
}

/**
 * Compares the current commit with what was written: it must be what {@link tagSources} creates from the release.
 *
 * @param folders the packages' folders, as they were written from the current commit.
 * @throws Error that names what differs.
 */
export function verifyTag(folders: string[], version: string, repository = projectFolder): void {
	const git = gitIn(repository);
	const lines = (text: string) => text.split('\n').filter(Boolean);
	if (git(['rev-parse', 'HEAD^']) !== git(['rev-parse', `${version}^{commit}`]))
		throw new Error(`The current commit is not on top of the one tagged ${version}.`);
	const changed = lines(git(['diff', '--name-only', 'HEAD^', '--', '.', ':!packages']));
	const committed = lines(git(['ls-tree', '-r', 'HEAD', 'packages'])).map((line) => {
		const [, hash, file] = /^\d+ blob (\w+)\t(.*)$/.exec(line)!;
		return `${hash} ${file}`;
	});
	const written = folders.flatMap((folder) =>
		filesIn(folder).map((file) => {
			const hash = git(['hash-object', '--no-filters', path.join(folder, file)]);
			return `${hash} packages/${path.basename(folder)}/${file}`;
		}),
	);
	const different = [
		...changed,
		...committed.filter((line) => !written.includes(line)),
		...written.filter((line) => !committed.includes(line)),
	];
	if (different.length > 0)
		throw new Error(
			`The commit is not what packaging makes of ${version}:\n${different.join('\n')}`,
		);
}

/** The files that are committed for a package. Paths from its folder, with `/`. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.filter((file) => file.split(path.sep)[0] !== BUILT)
		.map((file) => file.split(path.sep).join('/'));
}

function gitIn(repository: string) {
	return (args: string[], environment: Record<string, string> = {}): string =>
		execFileSync('git', args, {
			cwd: repository,
			encoding: 'utf8',
			env: { ...process.env, ...environment },
		}).trim();
}
