/**
 * `npm run compatibility`: runs the unit and engine tests on both release lines of n8n with Node.js 20, 22 and 24, or
 * with the given major versions, and records what passed in `docs/compatibility.json` and the README. `--app` runs the
 * tests with a complete n8n instead. The first run with a Node.js version downloads it from npm.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { demoFolder, installN8n, nodePackage, nodeProgram } from '../demo/install.mts';
import { progressLine } from '../demo/terminal.mts';
import { between, compatibilityTable, record } from '../packaging/compatibility.mts';
import { project, projectFolder } from '../packaging/project.mts';

/** The tests for each release line of n8n, by the n8n version of the engine. */
const ENGINES = { [project.devDependencies['n8n-core']]: 'engine', [n8n1()]: 'engine-n8n-1' };

const { values: asked, positionals } = parseArgs({
	options: { app: { type: 'boolean', default: false } },
	allowPositionals: true,
});

let failed = false;
if (asked.app) {
	const { directory, node } = await installN8n(progressLine(process.stderr));
	const manifest = path.join(directory, 'node_modules/n8n/package.json');
	const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
	if (runs('npm', ['run', 'test:e2e']) && runs('npm', ['run', 'test:browser']))
		note(version, node, 'app');
} else {
	for (const major of positionals.length > 0 ? positionals : ['20', '22', '24']) {
		const node = nodeOf(major);
		for (const [n8n, tests] of Object.entries(ENGINES)) {
			console.log(`\nn8n ${n8n} with Node.js ${versionOf(node)}`);
			const jest = path.join(projectFolder, 'node_modules/jest/bin/jest.js');
			if (runs(node, [jest, '--silent', '--selectProjects', 'unit', tests]))
				note(n8n, node, 'engine');
		}
	}
}
process.exitCode = failed ? 1 : 0;

/** The version of n8n whose engine is installed next to the engine tests. */
function n8n1(): string {
	const manifest = path.join(projectFolder, 'test/engine/n8n-1/package.json');
	const { description } = JSON.parse(readFileSync(manifest, 'utf8')) as { description: string };
	return /n8n (\d+\.\d+\.\d+)/.exec(description)![1];
}

/** The path of a Node.js executable: the one that runs this, or one from npm. */
function nodeOf(major: string): string {
	if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
	const folder = path.join(demoFolder, `node-${major}`);
	if (!existsSync(nodeProgram(folder))) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
		const install = ['install', '--ignore-scripts', `${nodePackage()}@${major}`];
		execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
	}
	return nodeProgram(folder);
}

function versionOf(node: string): string {
	return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
}

/** Runs tests with the given Node.js first on the PATH. */
function runs(command: string, args: string[]): boolean {
	const { PATH } = process.env;
	const first = path.isAbsolute(command) ? `${path.dirname(command)}${path.delimiter}` : '';
	const { status } = spawnSync(command, args, {
		cwd: projectFolder,
		stdio: 'inherit',
		env: { ...process.env, PATH: first + PATH },
	});
	failed ||= status !== 0;
	return status === 0;
}

function note(n8n: string, node: string, tests: 'engine' | 'app'): void {
	record({ n8n, node: versionOf(node), tests, date: new Date().toISOString().slice(0, 10) });
	const readme = path.join(projectFolder, 'README.md');
	const page = between(readFileSync(readme, 'utf8'), 'compatibility', compatibilityTable());
	writeFileSync(readme, page);
}
