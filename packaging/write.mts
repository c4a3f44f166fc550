/** Writes packages according to their plan, and builds them. */
import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { compatibilityTable } from './compatibility.mts';
import type { PackagePlan } from './plan.mts';
import { packagesFolder, project, projectFolder } from './project.mts';
import { readmeOf, withAbsoluteLinks } from './readme.mts';

const run = promisify(execFile);

/**
 * Writes one package to `.packages/<name>`, replacing what was there, and builds it from its own sources.
 *
 * @param rehearsal marks the package as private, so that npm refuses to publish it.
 * @returns the package's folder.
 */
export async function writePackage(plan: PackagePlan, rehearsal: boolean): Promise<string> {
	const folder = path.join(packagesFolder, plan.name);
	await rm(folder, { recursive: true, force: true });
	for (const file of [...plan.files, 'LICENSE', 'CHANGELOG.md'])
		await cp(path.join(projectFolder, file), path.join(folder, file));
	const write = async (file: string, text: string) =>
		await writeFile(path.join(folder, file), text);
	await write('package.json', json({ ...plan.manifest, ...(rehearsal ? { private: true } : {}) }));
	await write('tsconfig.json', json(await typeScriptOptions()));
	await write('README.md', await readme(plan));
	await renameCodex(plan, folder);
	const gulp = path.join(projectFolder, 'node_modules/gulp/bin/gulp.js');
	await run(process.execPath, [gulp, '--silent', 'build'], { cwd: folder });
	return folder;
}

/**
 * Codex files name their node by package, like workflows do. The project's files name the package for all providers.
 */
async function renameCodex({ files, name }: PackagePlan, folder: string): Promise<void> {
	for (const file of files.filter((file) => file.endsWith('.node.json'))) {
		const codex = await readFile(path.join(folder, file), 'utf8');
		await writeFile(path.join(folder, file), codex.replace(`"${project.name}.`, `"${name}.`));
	}
}

async function readme({ page, manifest }: PackagePlan): Promise<string> {
	const text = await readFile(path.join(projectFolder, page ?? 'README.md'), 'utf8');
	return page
		? readmeOf(page, text, manifest, compatibilityTable())
		: withAbsoluteLinks(text, 'README.md', manifest);
}

/** The project's own settings, for the folders and types that a package has. */
async function typeScriptOptions(): Promise<object> {
	const text = await readFile(path.join(projectFolder, 'tsconfig.json'), 'utf8');
	const { compilerOptions } = JSON.parse(text) as { compilerOptions: object };
	return {
		compilerOptions: { ...compilerOptions, types: ['node'] },
		include: ['credentials', 'nodes'],
	};
}

function json(value: object): string {
	return `${JSON.stringify(value, null, '\t')}\n`;
}
