import type { Concurrency } from './concurrency';
import { grow, isSlower, newConcurrency, shrink } from './concurrency';
import type { RateLimit, Quota } from './quota';
import { afterAnswer, rateOf } from './quota';
import type { Rate } from './rate';
import { accept, newRate, refuse } from './rate';

/**
 * How fast one process may send to one provider account: pure functions over plain data, which don't read the clock.
 * Times are milliseconds of a monotonic clock. Until the provider rejects a request for the first time, or its headers
 * say that a window's limit is near, only the concurrency limits a process. After that, requests leave one by one at
 * the learned rate.
 */
export interface Pace {
	concurrency: Concurrency;
	rate: Rate;
	quota?: Quota;
	inFlight: number;
	/** How many requests have left: so far, when the rate was last reduced, and when the concurrency was. */
	departures: number;
	refusedAt: number;
	reducedAt: number;
	/** Rejections in a row. */
	refusals: number;
	/** Nothing leaves before either time: the one that the provider asked for, or the one that the rate allows. */
	heldUntil: number;
	nextAt: number;
	/** Where in an interval to resume, from 0 to 1. Different each time. */
	phase: number;
}

/** A request that has left: its time and number. */
export interface Departure {
	at: number;
	number: number;
}

/** What a rejection says about how long to wait. */
export interface Hint {
	retryAfterMs?: number;
	limit?: RateLimit;
}

const SECOND = 1_000;
/** A window with more requests left than this per place needs no spacing. */
const PLENTY = 4;
/** Its multiples modulo 1 are spread evenly, no matter how many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A pace that hasn't learned anything. `phase`, a random number from 0 to 1, keeps processes from sending together. */
export function newPace(maximum: number, phase: number): Pace {
	return {
		...{ concurrency: newConcurrency(maximum), rate: newRate(), phase },
		...{ inFlight: 0, departures: 0, refusedAt: 0, reducedAt: 0, refusals: 0 },
		...{ heldUntil: -Infinity, nextAt: -Infinity },
	};
}

/** Sets how many requests may be in flight at once, regardless of what is learned. */
export function setMaximum({ concurrency }: Pace, maximum: number): void {
	concurrency.maximum = maximum;
}

/** The earliest time at which a request may leave, if a place is free. */
export function nextDeparture({ heldUntil, nextAt }: Pace): number {
	return Math.max(heldUntil, nextAt);
}

/** Whether a request may leave now. */
export function mayLeave(pace: Pace, now: number): boolean {
	const { places, maximum } = pace.concurrency;
	return pace.inFlight < Math.min(maximum, Math.floor(places)) && nextDeparture(pace) <= now;
}

/** Records that a request leaves. Exactly one of `answered`, `refused`, `overloaded` and `ended` must follow. */
export function departed(pace: Pace, now: number): Departure {
	const interval = SECOND / rateAt(pace, now);
	// A late timer must not lower the rate, so up to one interval is made up for.
	pace.nextAt = Math.max(pace.nextAt, now - interval) + interval;
	pace.inFlight += 1;
	pace.departures += 1;
	if (pace.quota) pace.quota.left -= 1;
	awaitWindow(pace, now);
	return { at: now, number: pace.departures };
}

/** Records a response with any status but 429 and 503, and what its headers say. */
export function answered(pace: Pace, now: number, departure: Departure, limit?: RateLimit): void {
	if (isSlower(pace.concurrency, now - departure.at)) reduce(pace, departure, 0.9);
	else grow(pace.concurrency, departure.number, pace.inFlight, pace.departures);
	ended(pace);
	takeOver(pace, now, departure, limit);
	pace.refusals = 0;
	accept(pace.rate, now, departure.number <= pace.refusedAt);
}

/** Records a 429. Nothing leaves before the time it asks for. Then requests resume spread out, also across processes. */
export function refused(pace: Pace, now: number, departure: Departure, hint: Hint): void {
	ended(pace);
	takeOver(pace, now, departure, hint.limit);
	// Requests that were in flight at the last rejection are rejected for the same reason.
	const isNew = departure.number > pace.refusedAt;
	if (isNew) pace.refusals += 1;
	const told = hint.limit?.remaining === 0 ? hint.limit.resetInMs : undefined;
	const { rate } = pace;
	const pause = rate.value === Infinity ? SECOND : Math.min(SECOND, (4 * SECOND) / rate.value);
	const hold = hint.retryAfterMs ?? told ?? backoff(pause, pace.refusals);
	if (isNew) {
		pace.refusedAt = pace.departures;
		reduce(pace, departure, 0.9);
		refuse(rate, now, hold);
	}
	holdUntil(pace, now + hold);
	rate.since = pace.heldUntil;
	pace.nextAt = pace.heldUntil + spread(pace, SECOND / rate.value);
}

/** Records a 503: fewer requests at once, and a wait if the provider asks for it or sends several in a row. */
export function overloaded(pace: Pace, now: number, departure: Departure, hint: Hint): void {
	ended(pace);
	if (departure.number > pace.reducedAt) pace.refusals += 1;
	reduce(pace, departure, 0.5);
	const wait = pace.refusals > 1 ? backoff(SECOND / 4, pace.refusals) : 0;
	holdUntil(pace, now + (hint.retryAfterMs ?? wait));
}

/** Records that a request ended without a response. */
export function ended(pace: Pace): void {
	pace.inFlight -= 1;
}

/** Requests per second that may leave now. */
export function rateAt({ rate, quota, concurrency }: Pace, now: number): number {
	if (!quota) return rate.value;
	return Math.min(rate.value, rateOf(quota, now, PLENTY * concurrency.maximum));
}

function takeOver(pace: Pace, now: number, { number }: Departure, limit?: RateLimit): void {
	if (!limit) return;
	pace.quota = afterAnswer(pace.quota, now, limit, number, pace.departures);
	awaitWindow(pace, now);
}

/** Lets nothing leave before the next window once this one is used up. */
function awaitWindow(pace: Pace, now: number): void {
	const { quota, rate } = pace;
	if (!quota || quota.left > 0 || quota.resetAt < Math.max(now, pace.nextAt)) return;
	const interval = Math.max(SECOND / rate.value, quota.windowMs / quota.perWindow);
	pace.nextAt = quota.resetAt + spread(pace, interval);
}

/** Gives up places, once for all requests that were in flight together. */
function reduce(pace: Pace, { number }: Departure, share: number): void {
	if (number <= pace.reducedAt) return;
	pace.reducedAt = pace.departures;
	shrink(pace.concurrency, share);
}

function holdUntil(pace: Pace, time: number): void {
	pace.heldUntil = Math.max(pace.heldUntil, time);
}

/** Part of an interval, so that processes that wait for the same moment resume at different times. */
function spread(pace: Pace, interval: number): number {
	pace.phase = (pace.phase + GOLDEN) % 1;
	return pace.phase * interval;
}

/** Milliseconds to wait after a number of rejections in a row: twice as long each time, at most 30 seconds. */
function backoff(first: number, refusals: number): number {
	return Math.min(30 * SECOND, first * 2 ** (refusals - 1));
}
