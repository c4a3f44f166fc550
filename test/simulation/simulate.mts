import { seededRandom } from '../../sandbox/faults.mts';
import { Clock } from './clock.mts';
import { Provider, perWindowAt, type Limit } from './provider.mts';
import type { MakeSender } from './senders.mts';

export interface Scenario {
	processes: number;
	/** Items of all processes in total, the same number for each. */
	items: number;
	limit: Limit;
	/** Milliseconds over which the items arrive at random; all at once if omitted. */
	arriveWithin?: number;
	/**
	 * All processes take their items from one queue, and each works on this many at a time. In n8n's queue mode, this is
	 * a worker's `--concurrency` setting.
	 */
	sharedQueue?: number;
	/** Median response time, in milliseconds. */
	latencyMs?: number;
	/** The setting Requests at Once. */
	maximum?: number;
	seed?: number;
}

export interface Result {
	items: number;
	created: number;
	requests: number;
	refused: number;
	/**
	 * Milliseconds from the first arrival to the last creation, and the minimum that the limit and the arrivals allow.
	 */
	time: number;
	ideal: number;
	/** Max requests in flight of any one process. */
	mostInFlight: number;
	/** Share of the allowed requests that were used, and Jain's fairness index, until half of the items were created. */
	used: number;
	fairness: number;
}

interface Creation {
	time: number;
	process: number;
}

/** Simulates unconnected processes that share one limit, in virtual time. The same seed gives the same result. */
export function simulate(makeSender: MakeSender, scenario: Scenario): Result {
	const { processes, items, limit, arriveWithin = 0, latencyMs = 50, maximum = 20 } = scenario;
	const random = seededRandom(scenario.seed ?? 1);
	const clock = new Clock();
	const provider = new Provider(limit);
	// The first request comes at a random time in a window.
	const start = limit.windowMs * (1 + random());
	const created: Creation[] = [];
	let [refused, mostInFlight] = [0, 0];
	let queued = scenario.sharedQueue === undefined ? 0 : items;

	const senders = Array.from({ length: processes }, (_sender, process) => {
		let inFlight = 0;
		const takeOne = () => {
			if (queued === 0) return;
			queued -= 1;
			senders[process].add(1);
		};
		const send = (done: (answer: ReturnType<Provider['take']>) => void) => {
			mostInFlight = Math.max(mostInFlight, (inFlight += 1));
			const halfWay = (latencyMs / 2) * Math.exp(0.15 * normal(random));
			clock.at(clock.now + halfWay, () => {
				const answer = provider.take(clock.now);
				if (!answer.accepted) refused += 1;
				clock.at(clock.now + halfWay, () => {
					inFlight -= 1;
					done(answer);
				});
			});
		};
		// A sender that reports an item as done is still busy, so the next item comes in a separate turn.
		const done = () => clock.at(clock.now, takeOne);
		clock.at(start, () => {
			for (let place = 0; place < (scenario.sharedQueue ?? 0); place += 1) takeOne();
		});
		return makeSender(
			{
				clock,
				random,
				send,
				lateness: () => random() * 2,
				created: () => {
					created.push({ time: clock.now, process });
					done();
				},
				failed: done,
			},
			maximum,
		);
	});
	if (arriveWithin > 0) {
		for (let item = 0; item < items; item += 1)
			clock.at(start + random() * arriveWithin, () => senders[item % processes].add(1));
	} else if (scenario.sharedQueue === undefined)
		clock.at(start, () => senders.forEach((sender) => sender.add(items / processes)));
	clock.run();

	return {
		...{ items, created: created.length, requests: provider.requests, refused, mostInFlight },
		time: (created.at(-1)?.time ?? start) - start,
		ideal: Math.max(arriveWithin, timeFor(items, limit, start)),
		...shares(created.slice(0, Math.ceil(items / 2)), scenario, start),
	};
}

/** How much of the limit was used, and how fairly it was shared. */
function shares(created: Creation[], { processes, limit }: Scenario, start: number) {
	const counts = new Array<number>(processes).fill(0);
	for (const { process } of created) counts[process] += 1;
	const squares = counts.reduce((sum, count) => sum + count * count, 0);
	return {
		used: created.length / allowed(limit, start, created.at(-1)?.time ?? start),
		fairness: created.length ** 2 / (processes * squares),
	};
}

/** A number from the standard normal distribution (Box–Muller). */
function normal(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** How many requests a limit allows between two times. */
function allowed({ perWindow, windowMs }: Limit, from: number, to: number): number {
	let sum = 0;
	for (let time = from; time < to; time += windowMs)
		sum += (perWindowAt(perWindow, time) * Math.min(windowMs, to - time)) / windowMs;
	return sum;
}

/** How many milliseconds a limit needs for `items` requests, if they are spread evenly. */
function timeFor(items: number, { perWindow, windowMs }: Limit, start: number): number {
	let time = start;
	for (let left = items; left > 0; ) {
		const most = perWindowAt(perWindow, time);
		time += windowMs * Math.min(1, left / most);
		left -= most;
	}
	return time - start;
}
