import * as pace from '../../nodes/shared/send/pace.ts';
import type { Clock } from './clock.mts';
import type { Answer } from './provider.mts';

/** What a sender needs from its environment. */
export interface World {
	clock: Clock;
	random: () => number;
	/** Sends a request, and calls `done` with the response. */
	send: (done: (answer: Answer) => void) => void;
	/** How late a timer is, in milliseconds. */
	lateness: () => number;
	created: () => void;
	failed: () => void;
}

/** One process: sends a request for each item that it receives. */
export interface Sender {
	add(items: number): void;
}

export type MakeSender = (world: World, maximum: number) => Sender;

/** The gate in `gate.ts`, reduced to its queue: rejected requests go first, and none is given up. */
export const paced: MakeSender = (world, maximum) => {
	const { clock } = world;
	const state = pace.newPace(maximum, world.random());
	let waiting = 0;
	let planned = Infinity;

	const leave = () => {
		waiting -= 1;
		const departure = pace.departed(state, clock.now);
		world.send(({ accepted, retryAfterMs, limit }) => {
			const told = limit && { ...limit, resetInMs: Math.max(0, limit.resetAt - clock.now) };
			if (accepted) {
				pace.answered(state, clock.now, departure, told);
				world.created();
			} else {
				pace.refused(state, clock.now, departure, { retryAfterMs, limit: told });
				waiting += 1;
			}
			pump();
		});
	};
	const pump = () => {
		while (waiting > 0 && pace.mayLeave(state, clock.now)) leave();
		const next = Math.max(pace.nextDeparture(state), clock.now);
		// A timer for a later time is now useless. One for an earlier time checks again.
		if (waiting === 0 || next === clock.now || next >= planned) return;
		planned = next;
		clock.at(next + world.lateness(), () => {
			planned = Infinity;
			pump();
		});
	};
	return {
		add: (items) => {
			waiting += items;
			pump();
		},
	};
};

/** `atOnce` requests at a time, each tried up to `tries` times, with the wait from `waitFor` between two attempts. */
function simple(
	atOnce: (maximum: number) => number,
	tries: number,
	waitFor: (answer: Answer, attempt: number, random: () => number) => number,
): MakeSender {
	return (world, maximum) => {
		let [waiting, atWork] = [0, 0];
		const attempt = (count: number) =>
			world.send((answer) => {
				if (answer.accepted) return finish(world.created);
				if (count + 1 === tries) return finish(world.failed);
				const wait = waitFor(answer, count, world.random);
				world.clock.at(world.clock.now + wait + world.lateness(), () => attempt(count + 1));
			});
		const finish = (note: () => void) => {
			note();
			atWork -= 1;
			start();
		};
		const start = () => {
			while (waiting > 0 && atWork < atOnce(maximum)) {
				waiting -= 1;
				atWork += 1;
				attempt(0);
			}
		};
		return {
			add: (items) => {
				waiting += items;
				start();
			},
		};
	};
}

/** Full jitter: a random part of a wait that doubles, up to half a minute. */
const jittered = (attempt: number, random: () => number) =>
	random() * Math.min(30_000, 500 * 2 ** attempt);

/** Five at a time, each tried up to five times, after Retry-After or else after a backoff. */
export const fixed = simple(
	() => 5,
	5,
	({ retryAfterMs }, attempt, random) => retryAfterMs ?? jittered(attempt, random),
);

/** As many at a time as allowed, each retried until it is accepted, with exponential backoff and full jitter. */
export const backoff = simple(
	(maximum) => maximum,
	Infinity,
	(_answer, attempt, random) => jittered(attempt, random),
);
