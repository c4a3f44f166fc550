/** How a rate limit counts, and what its responses contain. */
export interface LimitOptions {
	/** The window of the limit: a second or minute of the clock. */
	per?: 'second' | 'minute';
	/** Whether responses have the provider's rate limit headers. Without them, the 429 is the only sign of the limit. */
	hints?: boolean;
}

/** The result of counting a request. */
export interface Counted {
	/** Whether the request exceeds the limit. */
	limited: boolean;
	/** For the provider's headers; absent if `hints` is off. */
	hint?: { limit: number; remaining: number; resetAt: number };
}

const WINDOW_MS = { second: 1000, minute: 60_000 };

/** Counts requests against a maximum for each second or minute. */
export class Limit {
	private window = 0;
	private used = 0;

	constructor(
		private readonly most: number,
		private readonly options: LimitOptions = {},
	) {}

	count(): Counted {
		const { per = 'second', hints = true } = this.options;
		const length = WINDOW_MS[per];
		const window = Math.floor(Date.now() / length);
		if (this.window !== window) {
			this.window = window;
			this.used = 0;
		}
		this.used += 1;
		const remaining = Math.max(0, this.most - this.used);
		return {
			limited: this.used > this.most,
			...(hints && { hint: { limit: this.most, remaining, resetAt: (window + 1) * length } }),
		};
	}
}
