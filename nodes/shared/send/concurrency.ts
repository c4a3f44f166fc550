/**
 * How many requests may be in flight at once, learned from how long answers take, as Netflix's concurrency-limits does it: it
 * doubles with each round trip up to the maximum (slow start), gives way when answers take twice as long as usual or the
 * provider refuses, and then grows by one with each round trip (AIMD).
 */
export interface Concurrency {
	maximum: number;
	/** Requests that may be in flight, as far as the maximum allows; the fraction is what has grown towards the next one. */
	places: number;
	slowStart: boolean;
	/** The most requests in flight in this round trip, which ends with the answer to a request after this number. */
	peak: number;
	roundEnd: number;
	/** Milliseconds that answers take lately and as a rule, and how many of them there were. */
	latency: { lately: number; usual: number; count: number };
}

const START = 2;
/** Answers over which the two averages of latency go. */
const [LATELY, USUAL] = [10, 200];

/** Few at first: of many processes that begin together, each learns of the limit with few refusals. */
export function newConcurrency(maximum: number): Concurrency {
	return {
		...{ maximum, places: START, slowStart: true, peak: 0, roundEnd: 0 },
		latency: { lately: 0, usual: 0, count: 0 },
	};
}

/**
 * Takes a good answer into account: to which request, how many were in flight and how many had left when it came. Places grow
 * only while they are needed: more than half of them were in use in the round trip.
 */
export function grow(
	concurrency: Concurrency,
	number: number,
	inFlight: number,
	departures: number,
): void {
	if (number > concurrency.roundEnd) {
		concurrency.roundEnd = departures;
		concurrency.peak = inFlight;
	}
	const { maximum, places, slowStart, peak } = concurrency;
	if (peak > places / 2)
		concurrency.places = Math.min(maximum, places + (slowStart ? 1 : 1 / places));
}

/** Gives way: this share of the places stays, one at least. */
export function shrink(concurrency: Concurrency, share: number): void {
	concurrency.places = Math.max(1, concurrency.places * share);
	concurrency.slowStart = false;
}

/** Whether answers take twice as long as usual, now that one took so many milliseconds. */
export function isSlower({ latency }: Concurrency, ms: number): boolean {
	latency.count += 1;
	latency.lately += (ms - latency.lately) / Math.min(latency.count, LATELY);
	latency.usual += (ms - latency.usual) / Math.min(latency.count, USUAL);
	return latency.lately > 2 * latency.usual;
}
