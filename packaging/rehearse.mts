/** What follows a release, tried out in a copy of the repository: everything but uploading. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder, type Manifest } from './project.mts';
import { publish } from './publish.mts';
import { tagSources, verifyTag } from './tag.mts';

/**
 * Tags the current commit as released in a copy of the repository, and the packages' sources on top of it, compares that
 * tag as the workflow does that publishes, and lets npm make everything of the packages that it would upload.
 *
 * @param folders the packages' folders as a rehearsal has written them: the package of all providers first.
 * @throws Error when the tag is not what was written, or npm refuses a package.
 */
export function rehearse(folders: string[], version: string): void {
	const scratch = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
	try {
		const repository = path.join(scratch, 'repository');
		const git = (...args: string[]) => execFileSync('git', args, { cwd: scratch, stdio: 'pipe' });
		git('clone', '--quiet', '--shared', '--no-tags', projectFolder, repository);
		const inCopy = (...args: string[]) => git('-C', repository, ...args);
		inCopy('config', 'user.name', 'Rehearsal');
		inCopy('config', 'user.email', 'rehearsal@example.com');
		inCopy('tag', version);
		const [, ...single] = folders;
		inCopy('checkout', '--quiet', tagSources(single, version, repository));
		verifyTag(single, version, repository);
		console.log(`The tag packages/${version} would be published`);

		publish(
			folders.map((folder) => publishable(folder, scratch)),
			version,
			true,
		);
	} finally {
		rmSync(scratch, { recursive: true });
	}
}

/** A copy of a package that npm would not refuse. */
function publishable(folder: string, scratch: string): string {
	const copy = path.join(scratch, path.basename(folder));
	cpSync(folder, copy, { recursive: true });
	const file = path.join(copy, 'package.json');
	const { private: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
	writeFileSync(file, JSON.stringify(manifest));
	return copy;
}
