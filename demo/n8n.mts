/** Starts and stops the installed n8n for this machine only: loopback interface, its own data folder, no telemetry. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nInstall } from './install.mts';

const HOST = '127.0.0.1';

/** Starting with a new database takes about ten seconds on two cores. This allows far more for a busy machine. */
const START_TIMEOUT = 180_000;

/** n8n exits within seconds of being asked to. After this timeout, it is killed. */
const STOP_TIMEOUT = 20_000;

export interface N8nOptions {
	install: N8nInstall;
	/** Used as `N8N_USER_FOLDER`: database, encryption key (which n8n creates on first start), and community packages. */
	userFolder: string;
	/** Uses a free port if omitted or taken. */
	port?: number;
	/** Which n8n process to start, with its options: `start` by default, `worker` and `webhook` in queue mode. */
	command?: string[];
	/** Additional settings, which override those below. */
	environment?: NodeJS.ProcessEnv;
}

export interface RunningN8n {
	/** URL of the editor, without a trailing slash. */
	url: string;
	/** Contains everything that n8n printed. */
	logFile: string;
	/** Settles when n8n has exited, on its own or through `stop`. */
	ended: Promise<void>;
	stop(): Promise<void>;
	/** Immediately kills n8n and everything it started, as a crash or the kernel's out-of-memory killer does. */
	kill(): void;
}

/**
 * Starts n8n and waits until it responds.
 *
 * @throws Error with the last lines of n8n's log if it exits early or isn't ready within three minutes.
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
		// Runs in a separate process group, because n8n starts task runners that must end with it.
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
		// n8n writes its editor's scripts here on every start. If they stayed, `npm run lint` would read all 695 of them.
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
 * A port on the loopback interface that is currently free.
 *
 * @param wanted the port to try first.
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

/** The environment without settings for another n8n on this machine, which must not affect this one. */
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
		// A worker listens only if its health check is active.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: HOST,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// The editor uses plain HTTP.
		N8N_SECURE_COOKIE: 'false',
		// The folder that "Read/Write Files from Disk" may access.
		N8N_RESTRICT_FILE_ACCESS_TO: path.join(userFolder, 'files'),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// The default, set explicitly because n8n plans to change it.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// This module fetches a catalog from n8n's servers, which nothing here uses.
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

/** Kills a process and those it started. Windows has no process groups, so only the process itself is killed there. */
function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill('SIGKILL');
		else process.kill(-child.pid, 'SIGKILL');
	} catch (cause) {
		// The whole group has already exited.
		if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
	}
}
