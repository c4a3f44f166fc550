import type { Concurrency } from './concurrency';
import { grow, isSlower, newConcurrency, shrink } from './concurrency';
import type { RateLimit, Quota } from './quota';
import { afterAnswer, rateOf } from './quota';
import type { Rate } from './rate';
import { accept, newRate, refuse } from './rate';

/**
 * How fast one process may send to one provider account: pure functions over plain data, without a clock of their own. Times
 * are milliseconds of a clock that never goes back. Until the provider refuses for the first time, or its headers tell that a
 * window's limit is near, only the concurrency limits a process. After that requests leave one by one, at the rate that was
 * learned.
 */
export interface Pace {
	concurrency: Concurrency;
	rate: Rate;
	quota?: Quota;
	inFlight: number;
	/** Requests that have left, and how many of them had when the rate and the concurrency were last reduced. */
	departures: number;
	refusedAt: number;
	reducedAt: number;
	/** Refusals in a row. */
	refusals: number;
	/** Nothing leaves before these times: the one that the provider asked for, and the one that the rate allows. */
	heldUntil: number;
	nextAt: number;
	/** Where in an interval to resume, from 0 to 1: somewhere else each time. */
	phase: number;
}

/** A request that has left: when, and as which. */
export interface Departure {
	at: number;
	number: number;
}

/** What a refusal tells. */
export interface Hint {
	retryAfterMs?: number;
	limit?: RateLimit;
}

const SECOND = 1_000;
/** A window with more requests left than this for each place needs no spacing. */
const PLENTY = 4;
/** Multiples of it, taken modulo 1, are spread evenly, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A pace that knows nothing yet. `phase`, a random number from 0 to 1, keeps processes from sending together. */
export function newPace(maximum: number, phase: number): Pace {
	return {
		...{ concurrency: newConcurrency(maximum), rate: newRate(), phase },
		...{ inFlight: 0, departures: 0, refusedAt: 0, reducedAt: 0, refusals: 0 },
		...{ heldUntil: -Infinity, nextAt: -Infinity },
	};
}

/** Sets how many requests may be in flight at once, whatever is learned. */
export function setMaximum({ concurrency }: Pace, maximum: number): void {
	concurrency.maximum = maximum;
}

/** The earliest time at which a request may leave, provided that a place is free. */
export function nextDeparture({ heldUntil, nextAt }: Pace): number {
	return Math.max(heldUntil, nextAt);
}

/** Whether a request may leave now. */
export function mayLeave(pace: Pace, now: number): boolean {
	const { places, maximum } = pace.concurrency;
	return pace.inFlight < Math.min(maximum, Math.floor(places)) && nextDeparture(pace) <= now;
}

/** Notes that a request leaves. Exactly one of `answered`, `refused`, `overloaded` and `ended` must follow. */
export function departed(pace: Pace, now: number): Departure {
	const interval = SECOND / rateAt(pace, now);
	// A timer that is late must not slow the rate down: up to one interval is made up for.
	pace.nextAt = Math.max(pace.nextAt, now - interval) + interval;
	pace.inFlight += 1;
	pace.departures += 1;
	if (pace.quota) pace.quota.left -= 1;
	awaitWindow(pace, now);
	return { at: now, number: pace.departures };
}

/** Notes an answer of any status but 429 and 503, and what its headers tell. */
export function answered(pace: Pace, now: number, departure: Departure, limit?: RateLimit): void {
	if (isSlower(pace.concurrency, now - departure.at)) reduce(pace, departure, 0.9);
	else grow(pace.concurrency, departure.number, pace.inFlight, pace.departures);
	ended(pace);
	takeOver(pace, now, departure, limit);
	pace.refusals = 0;
	accept(pace.rate, now, departure.number <= pace.refusedAt);
}

/** Notes a 429. Nothing leaves before the time that it tells; then requests resume spread out, also over processes. */
export function refused(pace: Pace, now: number, departure: Departure, hint: Hint): void {
	ended(pace);
	takeOver(pace, now, departure, hint.limit);
	// Requests that were under way when the last refusal came are refused for the same reason.
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

/** Notes a 503: fewer requests at once, and a wait if the provider asks for it or sends several in a row. */
export function overloaded(pace: Pace, now: number, departure: Departure, hint: Hint): void {
	ended(pace);
	if (departure.number > pace.reducedAt) pace.refusals += 1;
	reduce(pace, departure, 0.5);
	const wait = pace.refusals > 1 ? backoff(SECOND / 4, pace.refusals) : 0;
	holdUntil(pace, now + (hint.retryAfterMs ?? wait));
}

/** Notes that a request ended without an answer. */
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

/** Lets nothing leave before the next window, once nothing is left of this one. */
function awaitWindow(pace: Pace, now: number): void {
	const { quota, rate } = pace;
	if (!quota || quota.left > 0 || quota.resetAt < Math.max(now, pace.nextAt)) return;
	const interval = Math.max(SECOND / rate.value, quota.windowMs / quota.perWindow);
	pace.nextAt = quota.resetAt + spread(pace, interval);
}

/** Gives up places, once for all requests that were under way together. */
function reduce(pace: Pace, { number }: Departure, share: number): void {
	if (number <= pace.reducedAt) return;
	pace.reducedAt = pace.departures;
	shrink(pace.concurrency, share);
}

function holdUntil(pace: Pace, time: number): void {
	pace.heldUntil = Math.max(pace.heldUntil, time);
}

/** Part of an interval: processes that wait for the same moment take different ones. */
function spread(pace: Pace, interval: number): number {
	pace.phase = (pace.phase + GOLDEN) % 1;
	return pace.phase * interval;
}

/** Milliseconds to wait after so many refusals in a row: twice as long each time, half a minute at most. */
function backoff(first: number, refusals: number): number {
	return Math.min(30 * SECOND, first * 2 ** (refusals - 1));
}
