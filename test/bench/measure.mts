import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--expose-gc');
// Otherwise, the many collections age the code of contenders that wait their turn, until it has to be recompiled.
setFlagsFromString('--no-flush-bytecode');
const collect = runInNewContext('gc') as () => void;

/** What one run took: wall-clock time and CPU time of this process, in milliseconds. */
export interface Took {
	ms: number;
	cpuMs: number;
	/** When it started, in milliseconds since 1970. */
	startedAt: number;
}

/** Runs a job and measures it, starting from a clean heap. */
export async function timed<T>(job: () => Promise<T>): Promise<Took & { result: T }> {
	collect();
	const cpu = process.cpuUsage();
	const startedAt = Date.now();
	const start = performance.now();
	const result = await job();
	const ms = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return { ms, cpuMs: (user + system) / 1000, startedAt, result };
}

/** Bytes in use on the heap after everything unused has been collected. */
export async function heapInUse(): Promise<number> {
	// What a promise or timer still holds is released in later turns of the event loop.
	for (let turn = 0; turn < 3; turn += 1) {
		await new Promise((resolve) => setTimeout(resolve, 20));
		collect();
	}
	return process.memoryUsage().heapUsed;
}

/** The median, minimum and maximum of some numbers. */
export interface Spread {
	median: number;
	min: number;
	max: number;
}

export function spreadOf(values: number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** The ratios of two series, run by run, so that whatever slows down the machine for a while affects both. */
export function ratioOf(above: number[], below: number[]): Spread {
	return spreadOf(above.map((value, index) => value / below[index]));
}

/** "5.42 (5.40–5.51)". */
export function shown({ median, min, max }: Spread, digits = 2): string {
	const text = (value: number) => value.toFixed(digits);
	return text(min) === text(max) ? text(median) : `${text(median)} (${text(min)}–${text(max)})`;
}
