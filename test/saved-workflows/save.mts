/**
 * `npm run save-workflows`: saves the current workflows for the version in package.json, in a folder named after it.
 * Part of a release. Released workflows never change, so the folder is left alone once the version is tagged.
 */
import '../engine/quiet.mts';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { project } from '../../packaging/project.mts';
import { startSandbox } from '../../sandbox/server.mts';
import { packageCredentials, packageNodes } from '../engine/harness.mts';
import { replay, savedFields, type SavedWorkflow } from './replay.mts';
import { savedWorkflows } from './workflows.mts';

const folder = path.join(import.meta.dirname, project.version);
if (execFileSync('git', ['tag', '--list', project.version], { encoding: 'utf8' }) !== '') {
	console.log(`${project.version} is released: its workflows stay as they were saved.`);
} else {
	const sandbox = await startSandbox();
	try {
		const files: Record<string, object> = {
			fields: savedFields([...packageNodes, ...packageCredentials]),
		};
		for (const [name, workflow] of Object.entries(savedWorkflows(packageNodes))) {
			files[name] = { workflow, ...(await replay(workflow, sandbox)) } satisfies SavedWorkflow;
		}
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder);
		for (const [name, content] of Object.entries(files)) {
			const text = `${JSON.stringify(content, null, '\t')}\n`;
			await writeFile(path.join(folder, `${name}.json`), text);
		}
		console.log(`Saved ${Object.keys(files).length} files of ${project.version}.`);
	} finally {
		await sandbox.close();
	}
}
