import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fault } from '../../sandbox/faults.mts';
import type { Held, ProviderName } from '../../sandbox/types.mts';

/** What the sandbox is to be like for one run. */
export interface Scene {
	/** Milliseconds before each answer. */
	latency: number;
	seed?: { provider: ProviderName; count: number };
	/** Requests a second that are let through; without hints, a 429 is all that tells of it. */
	limit?: { provider: ProviderName; perSecond: number; hints?: boolean };
	faults?: { seed: number; rate: number; kinds: Array<Fault['kind']> };
}

/** What the sandbox tells after a run. */
export interface State {
	requests: number;
	/** Milliseconds from the last `set` to the first request. */
	firstAfterMs?: number;
	maxInFlight: Record<ProviderName, number>;
	counts: Record<ProviderName, Record<string, number>>;
}

/** The sandbox in a process of its own, so that its CPU time is not counted. */
export interface Stage {
	url: Record<ProviderName, string>;
	/** Gives the time, in milliseconds since 1970, from which the sandbox counts. */
	set(scene: Scene): Promise<number>;
	state(): Promise<State>;
	/** The names of what was created, in order. */
	created(provider: ProviderName): Promise<string[]>;
	close(): Promise<void>;
}

/** Starts the sandbox and waits until it listens. */
export async function startStage(): Promise<Stage> {
	const root = join(import.meta.dirname, '../..');
	const child = spawn(
		process.execPath,
		['--import', 'tsx', 'sandbox/main.mts', '--control', '--json'],
		{ cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	// The sandbox must not outlive a benchmark that is broken off.
	process.once('exit', () => child.kill());
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	const { urls, control } = JSON.parse(line) as {
		urls: Record<ProviderName, string>;
		control: string;
	};
	// The process that asks is busy for longer at times than a connection is kept open.
	const ask = async (name: string) =>
		await (await fetch(`${control}/${name}`, { headers: { connection: 'close' } })).json();
	const order = async (name: string, body: object = {}) => {
		const answer = await fetch(`${control}/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', connection: 'close' },
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw new Error(`The sandbox did not take ${name}: ${await answer.text()}`);
	};
	return {
		url: urls,
		async set({ latency, seed, limit, faults }) {
			await order('reset');
			const since = Date.now();
			await order('latency', { ms: latency });
			if (seed) await order('seed', seed);
			if (limit) await order('limit', limit);
			if (faults) await order('faults', faults);
			return since;
		},
		state: async () => (await ask('state')) as State,
		async created(provider) {
			const held = (await ask(`books?provider=${provider}`)) as Held[];
			return held.map(({ name }) => name);
		},
		async close() {
			const closed = once(child, 'exit');
			child.kill('SIGTERM');
			await closed;
		},
	};
}
