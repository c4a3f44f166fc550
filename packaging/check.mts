/** Checks a package as n8n does before and after it is published: its strict lint, and its scanner. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { projectFolder, type Manifest } from './project.mts';

const run = promisify(execFile);

/** What a check found. */
export interface Findings {
	/** What is wrong, as one sentence or report each. Empty if the package passes. */
	wrong: string[];
	/** What was checked, for the terminal. */
	summary: string;
}

/** The files that are allowed in a tarball. */
const ALLOWED =
	/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|index\.js|dist\/(nodes|credentials)\/.*\.(js|json|svg))$/;

/**
 * Runs n8n's strict lint in a package's folder. The lint compares the ESLint configuration with n8n's own, so no rule
 * can be disabled.
 *
 * @returns what the lint printed, if it found something.
 */
export async function lint(folder: string): Promise<string[]> {
	const command = path.join(projectFolder, 'node_modules/@n8n/node-cli/bin/n8n-node.mjs');
	try {
		await run(process.execPath, [command, 'lint'], { cwd: folder });
		return [];
	} catch (cause) {
		const { stdout, stderr } = cause as { stdout: string; stderr: string };
		return [`n8n-node lint: ${stdout}${stderr}`];
	}
}

/**
 * Packs a built package, and checks its sources and the tarball like n8n's scanner does: comments that disable rules
 * are ignored. Also checks which files the tarball has.
 */
export async function scan(folder: string): Promise<Findings> {
	const scratch = await mkdtemp(path.join(tmpdir(), 'scan-'));
	try {
		const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
		const { stdout } = await run('npm', pack, { cwd: folder });
		const [{ filename, unpackedSize, files }] = JSON.parse(stdout) as Array<{
			filename: string;
			unpackedSize: number;
			files: Array<{ path: string }>;
		}>;
		const tarball = path.join(scratch, filename);
		await run('tar', ['-xzf', tarball, '-C', scratch]);
		const wrong = files
			.filter((file) => !ALLOWED.test(file.path))
			.map((file) => `not expected in the tarball: ${file.path}`);
		for (const [name, result] of [
			['sources', await analyzePackage(folder, SOURCE_FILE_PATTERNS)],
			['tarball', await analyzePackage(path.join(scratch, 'package'))],
		] as const) {
			if (!result.passed) wrong.push(`${name}: ${result.message}\n${result.details ?? ''}`);
		}
		const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
		const { size } = await stat(tarball);
		return {
			wrong,
			summary: `${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`,
		};
	} finally {
		await rm(scratch, { recursive: true });
	}
}

/** Loads what n8n would load from a built package, and compares it with what the package declares. */
export function load(folder: string): Findings {
	const read = <Content,>(file: string) =>
		JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Content;
	const { name, n8n, repository } = read<Manifest>('package.json');
	const require = createRequire(path.join(folder, 'package.json'));
	const wrong: string[] = [];
	const instanceOf = <Type,>(file: string) => {
		const [Class] = Object.values(require(`./${file}`) as Record<string, new () => Type>);
		return new Class();
	};
	const credentials = n8n.credentials.map((file) => instanceOf<ICredentialType>(file).name);
	const nodes = n8n.nodes.map((file) => {
		const { description } = instanceOf<INodeType>(file);
		const codex = read<{ node: string }>(`${file}on`);
		if (codex.node !== `${name}.${description.name}`)
			wrong.push(`The codex of ${description.name} is for ${codex.node}.`);
		for (const credential of description.credentials ?? [])
			if (!credentials.includes(credential.name))
				wrong.push(`${description.name} needs ${credential.name}, which is not in the package.`);
		return description.name;
	});
	if (repository.directory && !existsSync(path.join(projectFolder, repository.directory)))
		wrong.push(`The repository has no directory ${repository.directory}.`);
	return { wrong, summary: `nodes ${nodes.join(', ')}; credentials ${credentials.join(', ')}` };
}
