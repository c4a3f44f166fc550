import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--expose-gc');
// Else each of the many collections ages the code of those whose turn is not yet, until it has to be compiled again.
setFlagsFromString('--no-flush-bytecode');
const collect = runInNewContext('gc') as () => void;

/** What one run took: milliseconds on the clock and of CPU time of this process. */
export interface Took {
	ms: number;
	cpuMs: number;
	/** When it began, in milliseconds since 1970. */
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

/** Bytes on the heap that are in use once everything unused is collected. */
export async function heapInUse(): Promise<number> {
	// What a promise or a timer still holds goes with the turns after it.
	for (let turn = 0; turn < 3; turn += 1) {
		await new Promise((resolve) => setTimeout(resolve, 20));
		collect();
	}
	return process.memoryUsage().heapUsed;
}

/** The middle, the smallest and the largest of some numbers. */
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

/** The quotients of two series, run by run, so that what slows the machine for a while slows both. */
export function ratioOf(above: number[], below: number[]): Spread {
	return spreadOf(above.map((value, index) => value / below[index]));
}

/** "5.42 (5.40–5.51)". */
export function shown({ median, min, max }: Spread, digits = 2): string {
	const text = (value: number) => value.toFixed(digits);
	return text(min) === text(max) ? text(median) : `${text(median)} (${text(min)}–${text(max)})`;
}
