import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Runs in a new process: loads the files, instantiates nodes and credentials, prints the time and the loaded files. */
const script = `
require('n8n-workflow');
const known = new Set(Object.keys(require.cache));
const start = performance.now();
for (const file of process.argv.slice(1)) for (const Class of Object.values(require(file))) new Class();
const ms = performance.now() - start;
console.log(JSON.stringify({ ms, files: Object.keys(require.cache).filter((file) => !known.has(file)) }));
`;

async function load(files: string[]): Promise<{ ms: number; files: string[] }> {
	const { stdout } = await run(
		process.execPath,
		['-e', script, ...files.map((file) => join(root, file))],
		{ cwd: root },
	);
	return JSON.parse(stdout) as { ms: number; files: string[] };
}

/** The files that n8n loads, as listed in package.json. */
function listed(): { nodes: string[]; credentials: string[] } {
	return (
		JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
			n8n: { nodes: string[]; credentials: string[] };
		}
	).n8n;
}

/**
 * Milliseconds that loading everything takes in a new process, measured `times` times. Excludes n8n-workflow, which n8n
 * has already loaded.
 */
export async function loadTimes(times: number): Promise<number[]> {
	const { nodes, credentials } = listed();
	const taken: number[] = [];
	for (let time = 0; time < times; time += 1)
		taken.push((await load([...nodes, ...credentials])).ms);
	return taken;
}

/** Node files that load a file from another node's folder. */
export async function entangled(): Promise<string[]> {
	const { nodes } = listed();
	const folderOf = (file: string) => /dist\/nodes\/(\w+)\//.exec(file)?.[1];
	const found: string[] = [];
	for (const node of nodes) {
		const { files } = await load([node]);
		if (files.some((file) => ![undefined, 'shared', folderOf(node)].includes(folderOf(file))))
			found.push(node);
	}
	return found;
}

/** The size of the package in bytes, as npm would publish it. */
export async function packageSize(): Promise<{ packed: number; unpacked: number }> {
	const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: root,
	});
	const [{ size, unpackedSize }] = JSON.parse(stdout) as Array<{
		size: number;
		unpackedSize: number;
	}>;
	return { packed: size, unpacked: unpackedSize };
}
