import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fault } from '../../sandbox/faults.mts';
import type { Held, ProviderName } from '../../sandbox/types.mts';

/** How the sandbox behaves in one run. */
export interface Scene {
	/** Milliseconds before each response. */
	latency: number;
	seed?: { provider: ProviderName; count: number };
	/** Requests accepted per second. Without hints, a 429 is the only sign of the limit. */
	limit?: { provider: ProviderName; perSecond: number; hints?: boolean };
	faults?: { seed: number; rate: number; kinds: Array<Fault['kind']> };
}

/** What the sandbox reports after a run. */
export interface State {
	requests: number;
	/** Milliseconds from the last `set` to the first request. */
	firstAfterMs?: number;
	maxInFlight: Record<ProviderName, number>;
	counts: Record<ProviderName, Record<string, number>>;
}

/** The sandbox in a separate process, so that its CPU time isn't counted. */
export interface Stage {
	url: Record<ProviderName, string>;
	/** Returns the time, in milliseconds since 1970, from which the sandbox counts. */
	set(scene: Scene): Promise<number>;
	state(): Promise<State>;
	/** The names of the created records, in order. */
	created(provider: ProviderName): Promise<string[]>;
	close(): Promise<void>;
}

/** Starts the sandbox and waits until it is listening. */
export async function startStage(): Promise<Stage> {
	const root = join(import.meta.dirname, '../..');
	const child = spawn(
		process.execPath,
		['--import', 'tsx', 'sandbox/main.mts', '--control', '--json'],
		{ cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	// The sandbox must not outlive an aborted benchmark.
	process.once('exit', () => child.kill());
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	const { urls, control } = JSON.parse(line) as {
		urls: Record<ProviderName, string>;
		control: string;
	};
	// At times, this process is busy for longer than a connection is kept alive.
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
