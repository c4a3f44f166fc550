/**
 * How many requests per second a provider accepts from this process, learned from its rejections. The algorithm is that
 * of the AWS SDK's adaptive retry mode. There is no limit before the first 429. A 429 sets a ceiling, which is the rate
 * that was actually accepted lately, and cuts the rate to below it. The rate returns to the ceiling within a span, and
 * then probes beyond it with the cube of the time (CUBIC, RFC 9438). After another half span, it doubles until the next
 * rejection (slow start).
 *
 * The size of the cut and the length of the span depend on what is known. Many requests accepted in a row mean that
 * this process is alone, so it stays just under the limit. Few mean that others send too. A span is then the time of a
 * dozen requests, and changes only slowly. So processes that share a limit keep similar spans, the faster ones are
 * rejected more often within theirs, and all end up sending about the same amount (AIMD). The constants were chosen
 * with `test/simulation`.
 */
export interface Rate {
	/** Requests per second that may leave. Infinity before the first rejection. */
	value: number;
	/** The rate to return to, the share of it that was cut, and how many milliseconds the return takes. */
	ceiling: number;
	cut: number;
	span: number;
	/** Whether there was only one rejection so far, and whether so little is known that the rate doubles until the next. */
	first: boolean;
	searching: boolean;
	/** When sending resumes after the last rejection, and how many requests were accepted since. */
	since: number;
	accepted: number;
	/** The start of the current time slot, and how many were accepted in it and in the previous one. */
	slot: { at: number; count: number; before: number };
}

const SECOND = 1_000;
/** The slowest rate (two requests a minute), and the one to search from if nothing at all was accepted. */
const [SLOWEST, UNKNOWN] = [1 / 30, 0.3];
/** The smallest and the largest cut, and the one for another rejection with nothing accepted in between. */
const [LEAST, MOST, AGAIN] = [0.01, 0.25, 0.4];
/** The number of requests in a sample. Fewer say little about a rate. */
const SAMPLE = 8;
/** The longest span of a slow process, in milliseconds. */
const LONGEST = 120 * SECOND;

/** A rate without a limit. */
export function newRate(): Rate {
	return {
		...{ value: Infinity, ceiling: Infinity, cut: 0, span: 10 * SECOND },
		...{ first: false, searching: false, since: 0, accepted: 0 },
		slot: { at: -Infinity, count: 0, before: 0 },
	};
}

/** Records an accepted request. `isLate` means that it left before the last rejection arrived. */
export function accept(rate: Rate, now: number, isLate: boolean): void {
	measure(rate, now, 1);
	if (!isLate) rate.accepted += 1;
	if (rate.value === Infinity || (isLate && !rate.first)) return;
	if (isLate) {
		// It is part of what the provider accepts in the window of the first rejection.
		const window = Math.max(SECOND, rate.since - now) / SECOND;
		rate.ceiling += 1 / window;
		rate.searching = rate.ceiling * window < SAMPLE / 2;
		rate.value = Math.max(rate.value, rate.ceiling * (1 - rate.cut));
	} else if (rate.searching) {
		rate.value *= 2 ** (1 / (SAMPLE * Math.max(1, rate.value)));
	} else {
		const beyond = Math.max(0, now - rate.since) / rate.span - 1;
		const goal = rate.ceiling * (1 + rate.cut * beyond + 0.5 * Math.max(0, beyond) ** 3);
		rate.searching = beyond > 0.5;
		// Not all at once after a pause, during which the goal has risen without any requests to confirm it.
		rate.value = Math.max(rate.value, Math.min(goal, 1.5 * rate.value));
	}
}

/** Records a rejection, after which nothing leaves for `hold` milliseconds. */
export function refuse(rate: Rate, now: number, hold: number): void {
	const { value, accepted } = rate;
	// Assumes that the provider counts in windows of one second, or longer if it asks for a longer wait.
	const window = Math.max(SECOND, hold) / SECOND;
	const lately = Math.min(measure(rate, now, 0), accepted / window);
	rate.first = value === Infinity;
	rate.searching = rate.first && lately * window < SAMPLE / 2;
	if (rate.first) {
		const share = rate.searching ? (lately * window + 1) / (lately * window + 2) : 1;
		rate.ceiling = Math.max(UNKNOWN, lately * share);
		rate.cut = rate.searching ? 0 : LEAST;
	} else if (accepted > 0) {
		rate.ceiling = accepted < 2 * SAMPLE ? value : Math.max(value / 2, Math.min(value, lately));
		rate.cut = Math.min(MOST, Math.max(LEAST, 4 / (4 + accepted)));
		const dozen = Math.min(LONGEST, (13 * SECOND) / rate.ceiling);
		const span = Math.max(dozen, 1.5 * SECOND * rate.ceiling);
		const weight = accepted / (accepted + SAMPLE);
		rate.span = rate.span ** (1 - weight) * span ** weight;
	}
	const next = rate.first || accepted > 0 ? rate.ceiling * (1 - rate.cut) : value * (1 - AGAIN);
	rate.value = Math.max(SLOWEST, next);
	rate.accepted = 0;
}

/** Counts accepted requests. Returns how many there were per second in the last second, or in the time of a sample. */
function measure(rate: Rate, now: number, count: number): number {
	const ms = Math.max(SECOND, (SAMPLE * SECOND) / rate.value);
	const { at, count: before } = rate.slot;
	if (now - at >= 2 * ms) rate.slot = { at: now, count: 0, before: 0 };
	else if (now - at >= ms) rate.slot = { at: at + ms, count: 0, before };
	rate.slot.count += count;
	const rest = rate.slot.before * (1 - (now - rate.slot.at) / ms);
	return ((rate.slot.count + rest) * SECOND) / ms;
}
