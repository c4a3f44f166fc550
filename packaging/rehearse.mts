/** Tries out what follows a release in a copy of the repository: everything except uploading. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFolder, type Manifest } from './project.mts';
import { publish } from './publish.mts';
import { tagSources, verifyTag } from './tag.mts';

/**
 * In a copy of the repository, tags the current commit as released, and tags the packages' sources on top of it.
 * Verifies that tag like the publishing workflow does, and has npm prepare everything that it would upload.
 *
 * @param folders the packages' folders as written by a rehearsal, the package for all providers first.
 * @throws Error if the tag differs from what was written, or npm rejects a package.
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

/** A copy of a package that npm would not reject. */
function publishable(folder: string, scratch: string): string {
	const copy = path.join(scratch, path.basename(folder));
	cpSync(folder, copy, { recursive: true });
	const file = path.join(copy, 'package.json');
	const { private: _, ...manifest } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
	writeFileSync(file, JSON.stringify(manifest));
	return copy;
}
