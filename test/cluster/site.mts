/** A complete n8n with the package, in one process or in queue mode. Its processes can be killed and restarted. */
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { N8nClient, type CredentialReference } from '../../demo/client.mts';
import { demoCredentials } from '../../demo/credentials.mts';
import {
	demoFolder,
	installCommunityPackage,
	installN8n,
	packProject,
	type N8nInstall,
	type Say,
} from '../../demo/install.mts';
import { startMailServer, type MailServer } from '../../demo/mail.mts';
import { startN8n, type RunningN8n } from '../../demo/n8n.mts';
import { owner } from '../../demo/stage.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { buildPlainNode } from './contenders.mts';
import { startServices } from './services.mts';

/** What every site is built from. */
export interface Product {
	install: N8nInstall;
	/** The package as it would be published. */
	tarball: string;
}

export interface SiteOptions extends Product {
	/** Name of the data folder under `.demo/`. */
	home: string;
	sandbox: Sandbox;
	/** Workers in queue mode, in addition to a main process and a webhook processor; 0 for n8n in one process. */
	workers: number;
	/** n8n settings for all its processes. */
	environment?: NodeJS.ProcessEnv;
	say: Say;
}

export interface Site {
	/** The process with the editor. */
	client: N8nClient;
	/** The process that receives webhook calls: the same one, or the webhook processor. */
	webhooks: N8nClient;
	/** One credential of each of the package's types, and of n8n's own types that the examples use. */
	credentials: CredentialReference[];
	mail: MailServer;
	/** Kills (SIGKILL) what runs executions: n8n itself, all workers, or only the first `workers` of them. */
	crash(workers?: number): void;
	/** Restarts what was killed. */
	recover(): Promise<void>;
	/** Stops what runs executions, as an n8n update does, and starts it again. */
	restart(): Promise<void>;
	/** Restarts everything except the process with the editor, with additional n8n settings. */
	reconfigure(environment: NodeJS.ProcessEnv): Promise<void>;
	/** Everything that each of its processes has printed. */
	logs(): Promise<Record<string, string>>;
	close(): Promise<void>;
}

/** Installs n8n and packs the package, for {@link startSite}. */
export async function prepareProduct(say: Say): Promise<Product> {
	const install = await installN8n(say);
	return { install, tarball: await packProject(path.join(demoFolder, 'cluster-package'), say) };
}

/**
 * n8n checks for dead workers every 30 seconds, and declares one dead after a minute. Here, that takes half as long. With
 * less, a worker that is busy with several long lists on two cores is declared dead as well, although it goes on.
 */
export const noticeSoon = {
	QUEUE_WORKER_LOCK_DURATION: '30000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '10000',
};

/** One of n8n's processes, which keeps its folder and its port when it is restarted. */
interface Seat {
	name: string;
	userFolder: string;
	command: string[];
	port?: number;
	running?: RunningN8n;
	/** Whether it was killed and not restarted yet. */
	killed?: boolean;
}

/**
 * Starts everything with clean data: the processes, the first user and the credentials. Each process has a separate
 * user folder, as if it ran on a separate machine.
 */
export async function startSite(options: SiteOptions): Promise<Site> {
	const { home, sandbox, workers, install, tarball, say } = options;
	const folder = path.join(demoFolder, home);
	await rm(folder, { recursive: true, force: true });
	const seat = (name: string, ...command: string[]): Seat => ({
		name,
		userFolder: path.join(folder, name),
		command,
	});
	const main = seat('main', 'start');
	const others = Array.from({ length: workers }, (_, index) =>
		seat(`worker-${index + 1}`, 'worker', '--concurrency=10'),
	);
	const webhook = workers > 0 ? seat('webhook', 'webhook') : main;
	const seats = [...new Set([main, ...others, webhook])];
	const working = workers > 0 ? others : [main];

	say(`Starting n8n ${workers > 0 ? `in queue mode, ${workers} workers` : 'in one process'}`);
	for (const { userFolder } of seats)
		await installCommunityPackage(tarball, userFolder, () => undefined);
	const services = workers > 0 ? await startServices(folder, say) : undefined;
	const mail = await startMailServer();
	let environment: NodeJS.ProcessEnv = {
		// A slow database on a busy machine is not a failure, but n8n would reject everything in the meantime.
		DB_PING_TIMEOUT_MS: '60000',
		N8N_CUSTOM_EXTENSIONS: await buildPlainNode(path.join(folder, 'plain')),
		...(services && {
			...services.environment,
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			// Without it, each process would generate its own key, and no worker could read a credential.
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		}),
		...options.environment,
	};

	const start = async (chosen: Seat) => {
		const { userFolder, command, port } = chosen;
		chosen.running = await startN8n({ install, userFolder, command, port, environment });
		chosen.port = Number(new URL(chosen.running.url).port);
	};
	const stop = async (chosen: Seat) => {
		await chosen.running?.stop();
		chosen.running = undefined;
	};
	const close = async () => {
		// Workers finish their executions before the main process stops.
		await Promise.all(seats.filter((one) => one !== main).map(stop));
		await stop(main);
		await Promise.all([services?.stop(), mail.close()]);
	};
	try {
		await start(main);
		await Promise.all(seats.filter((one) => one !== main).map(start));
		const client = new N8nClient(main.running!.url);
		await client.setUpOwner(owner);
		const credentials = [];
		for (const { type, name, data } of demoCredentials(sandbox, mail))
			credentials.push(await client.createCredential(type, name, data));
		return {
			client,
			webhooks: new N8nClient(webhook.running!.url),
			credentials,
			mail,
			crash(count = working.length) {
				for (const one of working.slice(0, count)) {
					one.running?.kill();
					one.killed = true;
				}
			},
			async recover() {
				const killed = working.filter((one) => one.killed);
				await Promise.all(
					killed.map(async (one) => {
						await one.running?.ended;
						one.killed = false;
						await start(one);
					}),
				);
			},
			async restart() {
				await Promise.all(
					working.map(async (one) => {
						await stop(one);
						await start(one);
					}),
				);
			},
			async reconfigure(more) {
				const changed = seats.filter((one) => one !== main);
				await Promise.all(changed.map(stop));
				environment = { ...environment, ...more };
				await Promise.all(changed.map(start));
			},
			async logs() {
				const files = [
					...seats.map(({ userFolder }) => path.join(userFolder, 'n8n.log')),
					...(services?.logFiles ?? []),
				];
				const read = async (file: string) =>
					[path.relative(folder, file), await readFile(file, 'utf8')] as const;
				return Object.fromEntries(await Promise.all(files.map(read)));
			},
			close,
		};
	} catch (cause) {
		await close();
		throw cause;
	}
}
