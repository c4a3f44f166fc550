/**
 * `npm run package`: writes the packages to publish to `.packages/`, one folder each, and builds them.
 *
 * - `--rehearsal` continues even if package.json still has placeholders. npm then refuses to publish the packages.
 * - `--check` also runs n8n's strict lint and scanner on each, and loads its nodes.
 * - `--tag` also tags the packages' sources for the workflow that publishes them (see tag.mts).
 * - `--publish` also publishes them, if the current commit has such a tag. `--dry-run` does so without uploading, and
 *   with `--rehearsal` also without the tag, which is created in a copy of the repository.
 */
import { parseArgs } from 'node:util';
import { lint, load, scan } from './check.mts';
import { packagePlans } from './plan.mts';
import { project, unfinished } from './project.mts';
import { publish } from './publish.mts';
import { rehearse } from './rehearse.mts';
import { tagSources, verifyTag } from './tag.mts';
import { writePackage } from './write.mts';

const { values: asked } = parseArgs({
	options: {
		rehearsal: { type: 'boolean', default: false },
		check: { type: 'boolean', default: false },
		tag: { type: 'boolean', default: false },
		publish: { type: 'boolean', default: false },
		'dry-run': { type: 'boolean', default: false },
	},
});

if (asked.rehearsal && (asked.tag || (asked.publish && !asked['dry-run']))) {
	console.error(
		'A rehearsal tags and publishes nothing. Add --publish --dry-run to try that out, too.',
	);
	process.exit(1);
}

const missing = unfinished();
if (missing.length > 0 && !asked.rehearsal) {
	console.error(
		[
			'No package was written, because the project does not name its owner yet:',
			...missing.map((sentence) => `- ${sentence}`),
			'See docs/internals/releasing.md. To try out packaging before that, add --rehearsal.',
		].join('\n'),
	);
	process.exit(1);
}

const folders: string[] = [];
for (const plan of packagePlans()) {
	const folder = await writePackage(plan, asked.rehearsal);
	folders.push(folder);
	console.log(`${plan.name} ${plan.manifest.version}: written and built`);
	if (!asked.check) continue;
	const loaded = load(folder);
	const [scanned, linted] = await Promise.all([scan(folder), lint(folder)]);
	const wrong = [...loaded.wrong, ...linted, ...scanned.wrong];
	if (wrong.length > 0) {
		console.error(wrong.join('\n'));
		process.exitCode = 1;
	} else {
		console.log(`  ${loaded.summary}\n  ${scanned.summary}; passes n8n's strict lint and scanner`);
	}
}

// The package for all providers is published from the sources at the root of every commit.
const [, ...single] = folders;
if (process.exitCode === undefined && asked.tag)
	console.log(`Tagged ${tagSources(single, project.version)}`);
if (process.exitCode === undefined && asked.publish) {
	if (asked.rehearsal) {
		rehearse(folders, project.version);
	} else {
		verifyTag(single, project.version);
		publish(folders, project.version, asked['dry-run']);
	}
}
