/** Publishes packages to npm, in the workflow that runs for a tag. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * Publishes built packages with provenance. Skips versions that npm already has, so that a run that stopped halfway can
 * be restarted.
 *
 * @param folders the packages' folders.
 * @param dryRun does everything except uploading.
 */
export function publish(folders: string[], version: string, dryRun: boolean): void {
	for (const folder of folders) {
		const name = path.basename(folder);
		if (isPublished(name, version)) {
			console.log(`${name} ${version} is on npm already`);
			continue;
		}
		const how = dryRun ? ['--dry-run', '--loglevel=warn'] : ['--provenance'];
		execFileSync('npm', ['publish', '--access', 'public', ...how], {
			cwd: folder,
			stdio: 'inherit',
		});
	}
}

/** For an unknown package or version, npm prints the code E404 in its output. Any other error is inconclusive. */
function isPublished(name: string, version: string): boolean {
	try {
		execFileSync('npm', ['view', `${name}@${version}`, 'version', '--json'], { stdio: 'pipe' });
		return true;
	} catch (cause) {
		if (/"E404"/.test(String((cause as { stdout: Buffer }).stdout))) return false;
		throw cause;
	}
}
