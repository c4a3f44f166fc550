/**
 * How many requests may be in flight at once, learned from response times, like Netflix's concurrency-limits. It
 * doubles with each round trip up to the maximum (slow start), shrinks if responses take twice as long as usual or the
 * provider rejects requests, and then grows by one with each round trip (AIMD).
 */
export interface Concurrency {
	maximum: number;
	/** Requests that may be in flight, up to the maximum. The fraction is the progress toward the next one. */
	places: number;
	slowStart: boolean;
	/** Requests in flight when this round trip began. It ends with the response to a request numbered above `roundEnd`. */
	peak: number;
	roundEnd: number;
	/** Recent and usual response times in milliseconds, and the number of responses. */
	latency: { lately: number; usual: number; count: number };
}

const START = 2;
/** The number of responses that each of the two averages covers. */
const [LATELY, USUAL] = [10, 200];

/** Starts low, so that many processes that start together learn the limit with few rejections each. */
export function newConcurrency(maximum: number): Concurrency {
	return {
		...{ maximum, places: START, slowStart: true, peak: 0, roundEnd: 0 },
		latency: { lately: 0, usual: 0, count: 0 },
	};
}

/**
 * Grows after a response to the request with this number. `inFlight` and `departures` are those at that moment. Places
 * only grow if they are needed, that is, if more than half of them were in use in the round trip.
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

/** Reduces the places to this share, but to no less than one. */
export function shrink(concurrency: Concurrency, share: number): void {
	concurrency.places = Math.max(1, concurrency.places * share);
	concurrency.slowStart = false;
}

/** Records a response time. Returns whether responses now take more than twice as long as usual. */
export function isSlower({ latency }: Concurrency, ms: number): boolean {
	latency.count += 1;
	latency.lately += (ms - latency.lately) / Math.min(latency.count, LATELY);
	latency.usual += (ms - latency.usual) / Math.min(latency.count, USUAL);
	return latency.lately > 2 * latency.usual;
}
