import type { RateLimit as Told } from '../../nodes/shared/send/quota.ts';

/** A rate limit: how it is counted, and what the provider says about it. */
export interface Limit {
	/** Requests accepted per window; a function of the time if the limit changes. */
	perWindow: number | ((now: number) => number);
	windowMs: number;
	/** `fixed` windows, as in the sandbox, or the last `windowMs` milliseconds, as at Gusto. */
	counts: 'fixed' | 'sliding';
	/** Nothing, Retry-After in whole seconds on a rejection, or limit, remaining and reset on every response as well. */
	tells: 'nothing' | 'retry-after' | 'headers';
}

/** The provider's response. Times are in virtual time. */
export interface Answer {
	accepted: boolean;
	retryAfterMs?: number;
	limit?: Omit<Told, 'resetInMs'> & { resetAt: number };
}

/** A provider that only counts. */
export class Provider {
	requests = 0;
	private window = -1;
	private used = 0;
	/** For sliding windows: when each request was accepted, and how many of them are too old to count. */
	private readonly times: number[] = [];
	private over = 0;

	constructor(private readonly limit: Limit) {}

	/** Handles a request that arrives now. Rejected requests don't count. */
	take(now: number): Answer {
		this.requests += 1;
		const { perWindow, windowMs, counts, tells } = this.limit;
		const most = perWindowAt(perWindow, now);
		const window = Math.floor(now / windowMs);
		while (this.times[this.over] <= now - windowMs) this.over += 1;
		if (counts === 'sliding') this.used = this.times.length - this.over;
		else if (window !== this.window) [this.window, this.used] = [window, 0];
		const accepted = this.used < most;
		if (accepted) {
			this.used += 1;
			if (counts === 'sliding') this.times.push(now);
		}
		const resetAt = counts === 'fixed' ? (window + 1) * windowMs : this.times[this.over] + windowMs;
		return {
			accepted,
			...(!accepted && tells !== 'nothing'
				? { retryAfterMs: Math.ceil((resetAt - now) / 1_000) * 1_000 }
				: {}),
			...(tells === 'headers'
				? { limit: { perWindow: most, remaining: Math.max(0, most - this.used), resetAt } }
				: {}),
		};
	}
}

/** How many requests are accepted per window at a given time. */
export function perWindowAt(perWindow: Limit['perWindow'], now: number): number {
	return typeof perWindow === 'number' ? perWindow : perWindow(now);
}
