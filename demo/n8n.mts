/** Starts and stops the installed n8n, for this machine only: loopback, its own data folder, no telemetry. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstall } from './install.mts';

const HOST = '127.0.0.1';

/** A start with a new database takes about ten seconds on two cores; a busy machine gets far longer. */
const START_TIMEOUT = 180_000;

/** n8n ends within seconds of being asked to; after this it is ended for good. */
const STOP_TIMEOUT = 20_000;

export interface N8nOptions {
	install: N8nInstall;
	/** Becomes `N8N_USER_FOLDER`: database, encryption key (made by n8n at its first start) and community packages. */
	userFolder: string;
	/** A free one when left out or taken. */
	port?: number;
	/** Which of n8n's processes to start, with its options: `start` when left out, `worker` and `webhook` in queue mode. */
	command?: string[];
	/** Further settings, which win over those below. */
	environment?: NodeJS.ProcessEnv;
}

export interface RunningN8n {
	/** Address of the editor, without a trailing slash. */
	url: string;
	/** Everything that n8n printed. */
	logFile: string;
	/** Settles when n8n has exited, on its own or through `stop`. */
	ended: Promise<void>;
	stop(): Promise<void>;
	/** Ends n8n and all that it started at once, as a crash or the kernel's out-of-memory killer does. */
	kill(): void;
}

/**
 * Starts n8n and waits until it answers.
 *
 * @throws Error with the last lines of n8n's log, when it ends early or is not ready within three minutes.
 */
export async function startN8n({
	install,
	userFolder,
	port: wanted,
	command = ['start'],
	environment,
}: N8nOptions): Promise<RunningN8n> {
	await mkdir(path.join(userFolder, 'files'), { recursive: true });
	const port = await freePort(wanted);
	const logFile = path.join(userFolder, 'n8n.log');
	const log = createWriteStream(logFile, { flags: 'a' });
	const child = spawn(install.node, [install.command, ...command], {
		cwd: userFolder,
		env: { ...inheritedEnvironment(), ...(await settings(userFolder, port)), ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
		// A process group of its own, since n8n starts task runners that must end with it.
		detached: true,
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const ended = new Promise<void>((resolve) => {
		child.on('error', () => resolve());
		child.on('close', () => log.end(resolve));
	});
	const kill = () => killGroup(child);
	process.once('exit', kill);
	void ended.then(() => process.off('exit', kill));

	const url = `http://${HOST}:${port}`;
	const stopAndTidy = async () => {
		await stop(child, ended);
		kill();
		// n8n writes its editor's scripts here at every start; left behind, `npm run lint` would read all 695 of them.
		await rm(path.join(userFolder, '.cache'), { recursive: true, force: true });
	};
	const running = { url, logFile, ended, stop: stopAndTidy, kill };
	const outcome = await Promise.race([ready(url), ended.then(() => 'ended' as const)]);
	if (outcome !== 'ready') {
		await running.stop();
		const tail = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-20).join('\n');
		throw new Error(`n8n did not start (${outcome}). The last lines of ${logFile}:\n${tail}`);
	}
	return running;
}

/**
 * A port on loopback that nobody listens on right now.
 *
 * @param wanted is tried first.
 */
export async function freePort(wanted = 0): Promise<number> {
	const probe = createServer();
	const port = await new Promise<number | undefined>((resolve) => {
		probe.once('error', () => resolve(undefined));
		probe.listen(wanted, HOST, () => resolve((probe.address() as AddressInfo).port));
	});
	await new Promise((resolve) => probe.close(resolve));
	return port ?? freePort();
}

/** Settings that another n8n on this machine may have in the environment must not reach this one. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
	const foreign =
		/^(N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|VUE_APP_|NODE_OPTIONS$|NODE_PATH$|NODE_ENV$|npm_)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function settings(userFolder: string, port: number): Promise<NodeJS.ProcessEnv> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_HOST: HOST,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_PORT: String(port),
		// A worker listens only where it is asked for its health.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: HOST,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// The editor is opened over plain HTTP.
		N8N_SECURE_COOKIE: 'false',
		// The folder that "Read/Write Files from Disk" may touch.
		N8N_RESTRICT_FILE_ACCESS_TO: path.join(userFolder, 'files'),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// The default, said aloud because n8n means to change it.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Fetches a catalogue from n8n's own servers, which nothing here uses.
		N8N_DISABLED_MODULES: 'mcp-registry',
		NO_PROXY: [process.env.NO_PROXY, HOST, 'localhost'].filter(Boolean).join(','),
	};
}

async function ready(url: string): Promise<'ready' | 'not ready in time'> {
	const deadline = Date.now() + START_TIMEOUT;
	while (Date.now() < deadline) {
		const answer = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
		if (answer?.ok) return 'ready';
		await sleep(200);
	}
	return 'not ready in time';
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
	child.kill('SIGTERM');
	const giveUp = setTimeout(() => killGroup(child), STOP_TIMEOUT);
	await ended;
	clearTimeout(giveUp);
}

/** Ends a process and those that it started. Windows has no process groups: there only the process itself ends. */
function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill('SIGKILL');
		else process.kill(-child.pid, 'SIGKILL');
	} catch (cause) {
		// Nobody of the group is left.
		if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
	}
}
