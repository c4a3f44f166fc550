/** A provider's own count of the requests that it still accepts, if it sends rate limit headers. */
export interface Quota {
	/** Requests accepted per window, and the length of a window in milliseconds, as far as it is known. */
	perWindow: number;
	windowMs: number;
	/** Requests that may still leave before the next window begins. */
	left: number;
	resetAt: number;
	/** The number of the request whose response said so. */
	toldBy: number;
}

/** What rate limit headers say. */
export interface RateLimit {
	perWindow: number;
	remaining: number;
	resetInMs: number;
}

const SECOND = 1_000;

/** The quota after a response. Responses may arrive out of order: the one to the latest request counts. */
export function afterAnswer(
	quota: Quota | undefined,
	now: number,
	{ perWindow, remaining, resetInMs }: RateLimit,
	/** The number of the request, and that of the last one that left. */
	number: number,
	last: number,
): Quota {
	if (quota && number < quota.toldBy) return quota;
	return {
		perWindow,
		windowMs: Math.max(SECOND, resetInMs, quota?.windowMs ?? 0),
		left: remaining - (last - number),
		resetAt: now + resetInMs,
		toldBy: number,
	};
}

/** Requests per second that make the rest last until the next window. Infinity if more than `plenty` are left. */
export function rateOf(quota: Quota, now: number, plenty: number): number {
	if (quota.left > plenty) return Infinity;
	const rest = quota.resetAt - now;
	const [left, ms] = rest > 0 ? [Math.max(1, quota.left), rest] : [quota.perWindow, quota.windowMs];
	return (left * SECOND) / ms;
}
