/**
 * All packages in one real n8n, and the documented way from the package for all providers to the single-provider ones.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import { N8nClient, type CredentialReference, type WorkflowFile } from '../../demo/client.mts';
import { demoCredentials } from '../../demo/credentials.mts';
import {
	demoFolder,
	installCommunityPackage,
	installN8n,
	projectFolder,
	type N8nInstall,
} from '../../demo/install.mts';
import { inheritedEnvironment, startN8n, type RunningN8n } from '../../demo/n8n.mts';
import { owner } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { savedWorkflows } from '../saved-workflows/workflows.mts';

const run = promisify(execFile);

/** The first start installs n8n. */
const INSTALL_TIMEOUT = 25 * 60_000;

const ALL = 'n8n-nodes-partner-onboarding';
const userFolder = path.join(demoFolder, 'packages-home');
const packagesFolder = path.join(projectFolder, '.packages');

/** The commands on the page about packages, which a user pastes into a shell. */
const [, moveCommands] = /<!-- move-all -->\n```sh\n([\s\S]*?)```/.exec(
	readFileSync('docs/packages.md', 'utf8'),
)!;

/** The nodes of each package, by package name. */
let packages: Record<string, INodeType[]>;
/** For each provider, a workflow with every operation, built with the package for all providers. */
let workflows: Record<string, WorkflowFile>;
let install: N8nInstall;
let sandbox: Sandbox;
let n8n: RunningN8n;
let client: N8nClient;
let credentials: CredentialReference[];

/** Loads what n8n would load from a written package. */
function nodesOf(name: string): INodeType[] {
	const load = createRequire(path.join(packagesFolder, name, 'package.json'));
	const classes = load('./index.js') as Record<string, new () => INodeType | ICredentialType>;
	return Object.values(classes)
		.map((Class) => new Class())
		.filter((instance): instance is INodeType => 'description' in instance);
}

/** Runs shell commands as the user who runs n8n: `n8n` is the installed one, with the data of this test. */
async function inShell(commands: string): Promise<void> {
	const bin = path.join(userFolder, 'bin');
	await mkdir(bin, { recursive: true });
	await writeFile(
		path.join(bin, 'n8n'),
		`#!/bin/sh\nexec "${install.node}" "${install.command}" "$@"\n`,
	);
	await chmod(path.join(bin, 'n8n'), 0o755);
	const environment = inheritedEnvironment();
	await run('sh', ['-e', '-c', commands], {
		cwd: userFolder,
		env: {
			...environment,
			N8N_USER_FOLDER: userFolder,
			N8N_DIAGNOSTICS_ENABLED: 'false',
			PATH: [bin, environment.PATH].join(path.delimiter),
		},
	});
}

/** Runs an imported workflow, and expects every node to succeed and the provider to have created something. */
async function expectToRun(workflowId: string, { nodes }: WorkflowFile): Promise<void> {
	sandbox.reset();
	await sandbox.listening();
	const execution = await client.runWorkflow(workflowId, nodes[0].name);
	expect({ status: execution.status, stoppedBy: execution.stoppedBy }).toEqual({
		status: 'success',
		stoppedBy: undefined,
	});
	expect(execution.nodes).toEqual(nodes.map(({ name }) => name));
	const creates = sandbox.requests.filter(
		({ method, operationId, status }) => method === 'POST' && status === 201 && operationId,
	);
	expect(creates.length).toBeGreaterThan(0);
}

beforeAll(async () => {
	const say = progressLine(process.stderr);
	install = await installN8n(say);
	await rm(userFolder, { recursive: true, force: true });
	await mkdir(userFolder, { recursive: true });
	say('Writing and packing the packages');
	await run('npm', ['run', '--silent', 'package', '--', '--rehearsal']);
	const names = readdirSync(packagesFolder);
	const folders = names.map((name) => path.join(packagesFolder, name));
	const { stdout } = await run('npm', [
		'pack',
		'--json',
		'--pack-destination',
		userFolder,
		...folders,
	]);
	const tarballs = (JSON.parse(stdout) as Array<{ filename: string }>).map(({ filename }) =>
		path.join(userFolder, filename),
	);
	await installCommunityPackage(tarballs, userFolder, say);
	packages = Object.fromEntries(names.map((name) => [name, nodesOf(name)]));
	const regular = packages[ALL].filter(({ description }) => !description.group.includes('trigger'));
	workflows = savedWorkflows(regular);

	say('Starting the sandbox and n8n');
	sandbox = await startSandbox();
	n8n = await startN8n({ install, userFolder });
	client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	credentials = [];
	const forSandbox = demoCredentials(sandbox, { host: '', port: 0 });
	for (const { type, name, data } of forSandbox.filter(({ data }) => 'baseUrl' in data))
		credentials.push(await client.createCredential(type, name, data));
}, INSTALL_TIMEOUT);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

test('installs all packages side by side, with every node of each', async () => {
	const loaded = (await client.nodeTypes()).map(({ name }) => name);
	const expected = Object.entries(packages).flatMap(([name, nodes]) =>
		nodes.map(({ description }) => `${name}.${description.name}`),
	);
	expect(expected).toHaveLength(2 * packages[ALL].length);
	expect(loaded).toEqual(expect.arrayContaining(expected));
});

test('runs workflows of the full package, and copies renamed for the single packages', async () => {
	const [, ...edits] = /sed -i \\\n([\s\S]*?)  workflows\.json/.exec(moveCommands)!;
	const file = path.join(userFolder, 'workflow.json');
	for (const workflow of Object.values(workflows)) {
		const id = await client.importWorkflow(workflow, credentials);
		await expectToRun(id, workflow);
		await writeFile(file, JSON.stringify({ ...workflow, name: `${workflow.name} (copy)` }));
		await inShell(`sed -i \\\n${edits[0]}  ${file}`);
		const copy = JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
		expect(JSON.stringify(copy)).not.toContain(ALL);
		await expectToRun(await client.importWorkflow(copy, credentials), copy);
	}
}, 240_000);

test('runs moved workflows with the same credentials after the full package is gone', async () => {
	const ids: Record<string, string> = {};
	for (const [name, workflow] of Object.entries(workflows))
		ids[name] = await client.importWorkflow({ ...workflow, name }, credentials);
	await n8n.stop();
	await inShell(moveCommands);
	await run('npm', ['uninstall', ALL, '--legacy-peer-deps'], {
		cwd: path.join(userFolder, '.n8n/nodes'),
	});
	n8n = await startN8n({ install, userFolder });
	client = new N8nClient(n8n.url);
	await client.logIn(owner.email, owner.password);

	const loaded = (await client.nodeTypes()).map(({ name }) => name);
	expect(loaded.filter((name) => name.startsWith(`${ALL}.`))).toEqual([]);
	for (const [name, workflow] of Object.entries(workflows)) await expectToRun(ids[name], workflow);
	for (const credential of credentials)
		expect({ ...credential, ...(await client.testCredential(credential)) }).toMatchObject({
			status: 'OK',
		});
}, 240_000);
