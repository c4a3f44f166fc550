/**
 * Redis and PostgreSQL, which n8n's queue mode needs: from the system's packages, on free local ports, with their data
 * in a folder that is deleted afterwards.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../demo/client.mts';
import type { Say } from '../../demo/install.mts';
import { freePort } from '../../demo/n8n.mts';

const run = promisify(execFile);

const HOST = '127.0.0.1';

/** Both services, running. */
export interface Services {
	/** n8n's settings for connecting to them. */
	environment: NodeJS.ProcessEnv;
	/** The log files of both. */
	logFiles: string[];
	stop(): Promise<void>;
}

/**
 * Starts both and waits until they accept connections.
 *
 * @param logFolder where their logs are kept.
 * @throws Error that says what to install, if one of them is missing. With `CI=true`, it is installed automatically.
 */
export async function startServices(logFolder: string, say: Say): Promise<Services> {
	const { redisServer, initdb, postgres } = await programs(say);
	await mkdir(logFolder, { recursive: true });
	const data = await mkdtemp(path.join(tmpdir(), 'n8n-queue-'));
	const user = await unprivilegedUser();
	if (user) chownSync(data, user.uid, user.gid);
	const [redisPort, postgresPort] = [await freePort(), await freePort()];
	const folder = path.join(data, 'postgres');
	const owned = { ...user, cwd: data };
	await run(initdb, ['-D', folder, '-U', 'n8n', '--auth=trust', '--no-sync'], owned);
	const services = [
		start(
			redisServer,
			['--port', String(redisPort), '--bind', HOST, '--save', '', '--dir', data],
			path.join(logFolder, 'redis.log'),
			owned,
		),
		start(
			postgres,
			[
				...['-D', folder, '-p', String(postgresPort)],
				...['-c', `listen_addresses=${HOST}`, '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
			],
			path.join(logFolder, 'postgres.log'),
			owned,
		),
	];
	const stop = async () => {
		await Promise.all(services.map(async (service) => await service.stop()));
		await rm(data, { recursive: true, force: true });
	};
	try {
		await Promise.all([accepts(redisPort), accepts(postgresPort)]);
	} catch (cause) {
		await stop();
		throw cause;
	}
	return {
		environment: {
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		logFiles: services.map(({ logFile }) => logFile),
		stop,
	};
}

interface Service {
	logFile: string;
	stop(): Promise<void>;
}

function start(
	command: string,
	args: string[],
	logFile: string,
	options: { uid?: number; gid?: number; cwd: string },
): Service {
	const log = createWriteStream(logFile);
	const child: ChildProcess = spawn(command, args, {
		...options,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child.stdout!.pipe(log, { end: false });
	child.stderr!.pipe(log, { end: false });
	const ended = new Promise<void>((resolve) => {
		child.on('error', () => resolve());
		child.on('close', () => log.end(resolve));
	});
	// On SIGINT, PostgreSQL disconnects its clients and exits. Redis exits as well.
	const end = () => child.kill('SIGINT');
	process.once('exit', end);
	return {
		logFile,
		async stop() {
			process.off('exit', end);
			end();
			await ended;
		},
	};
}

/** Resolves when a service is listening on the port. */
async function accepts(port: number): Promise<void> {
	await waitFor(`a service on port ${port}`, async () => {
		const listens = await new Promise<boolean>((resolve) => {
			const socket = connect(port, HOST, () => resolve(true)).on('error', () => resolve(false));
			socket.unref().end();
		});
		return listens || undefined;
	});
}

/** The user to run the services as if this process is root: PostgreSQL refuses to run as root. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (option: string) => {
		const asked = await run('id', [option, 'postgres']).catch(
			async () => await run('id', [option, 'nobody']),
		);
		return Number(asked.stdout);
	};
	return { uid: await id('-u'), gid: await id('-g') };
}

const PACKAGES = ['redis-server', 'postgresql'];

/** The paths of the programs, after installing them if that is allowed. */
async function programs(say: Say): Promise<Record<'redisServer' | 'initdb' | 'postgres', string>> {
	const find = () => ({
		redisServer: fileOf('redis-server'),
		initdb: fileOf('initdb'),
		postgres: fileOf('postgres'),
	});
	const missing = () => Object.values(find()).includes(undefined);
	if (missing() && process.env.CI === 'true') {
		say(`Installing ${PACKAGES.join(' and ')}`);
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		await run('apt-get', ['update'], { env });
		await run('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { env });
	}
	if (missing())
		throw new Error(
			'Queue mode needs Redis and PostgreSQL. On Debian or Ubuntu: ' +
				`sudo apt-get install ${PACKAGES.join(' ')}. On a Mac: brew install redis postgresql.`,
		);
	return find() as Record<'redisServer' | 'initdb' | 'postgres', string>;
}

/** The path of a program on the PATH, or where Debian keeps each version of PostgreSQL. */
function fileOf(program: string): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort().reverse() : [];
	return [
		...versions.map((version) => path.join(debian, version, 'bin')),
		...(process.env.PATH ?? '').split(path.delimiter),
	]
		.map((folder) => path.join(folder, program))
		.find((file) => existsSync(file));
}
