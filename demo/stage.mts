/** Starts everything that the demo and the end-to-end tests need: the sandbox, a mail server, and a real n8n. */
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/server.mts';
import { N8nClient, type CredentialReference, type Owner, type WorkflowFile } from './client.mts';
import { demoCredentials } from './credentials.mts';
import {
	demoFolder,
	installCommunityPackage,
	installN8n,
	packProject,
	projectFolder,
	type Say,
} from './install.mts';
import { startMailServer, type MailServer } from './mail.mts';
import { startN8n, type RunningN8n } from './n8n.mts';

/** Signs in to the demo's n8n. It listens on this machine only, and every start creates a new database. */
export const owner: Owner = {
	email: 'owner@example.com',
	password: 'Onboarding-2026',
	firstName: 'Demo',
	lastName: 'Owner',
};

/** The sandbox, a mail server, and an unused n8n with the package installed. */
export interface EmptyStage {
	sandbox: Sandbox;
	mail: MailServer;
	n8n: RunningN8n;
	/** Stops all three. */
	close(): Promise<void>;
}

/** The same, with n8n's first user, the credentials, and the examples. */
export interface Stage extends EmptyStage {
	client: N8nClient;
	credentials: CredentialReference[];
	/** IDs of the imported examples, by file name without `.json`. */
	workflows: Record<string, string>;
}

/**
 * Starts everything with clean data: deletes what an earlier run left in the same data folder. The installed n8n is
 * kept between runs.
 *
 * @param home the name of the data folder under `.demo/`, so that the demo and the tests don't share one.
 * @param n8nPort the port to try first.
 */
export async function setEmptyStage(home: string, say: Say, n8nPort?: number): Promise<EmptyStage> {
	const install = await installN8n(say);
	const userFolder = path.join(demoFolder, home);
	await rm(userFolder, { recursive: true, force: true });
	const tarball = await packProject(path.join(userFolder, 'package'), say);
	await installCommunityPackage(tarball, userFolder, say);

	say('Starting the sandbox, a mail server and n8n');
	const sandbox = await startSandbox();
	const mail = await startMailServer();
	const closeBoth = async () => {
		await Promise.all([sandbox.close(), mail.close()]);
	};
	const n8n = await startN8n({ install, userFolder, port: n8nPort }).catch(async (cause) => {
		await closeBoth();
		throw cause;
	});
	const close = async () => {
		await n8n.stop();
		await closeBoth();
	};
	return { sandbox, mail, n8n, close };
}

/** {@link setEmptyStage}, then what a user would do first: sign up, create credentials, and import the examples. */
export async function setStage(home: string, say: Say, n8nPort?: number): Promise<Stage> {
	const stage = await setEmptyStage(home, say, n8nPort);
	try {
		const client = new N8nClient(stage.n8n.url);
		await client.setUpOwner(owner);
		const credentials = [];
		for (const { type, name, data } of demoCredentials(stage.sandbox, stage.mail))
			credentials.push(await client.createCredential(type, name, data));
		const workflows: Record<string, string> = {};
		for (const [name, file] of Object.entries(await readExamples()))
			workflows[name] = await client.importWorkflow(file, credentials);
		return { ...stage, client, credentials, workflows };
	} catch (cause) {
		await stage.close();
		throw cause;
	}
}

/** The shipped example workflows, by file name without `.json`. */
export async function readExamples(): Promise<Record<string, WorkflowFile>> {
	const folder = path.join(projectFolder, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	const examples = files.map(async (file) => {
		const workflow = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as WorkflowFile;
		return [path.basename(file, '.json'), workflow] as const;
	});
	return Object.fromEntries(await Promise.all(examples));
}
