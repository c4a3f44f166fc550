/** How a rate limit counts and what its answers say. */
export interface LimitOptions {
	/** What the limit is counted over: the second or minute of the clock. */
	per?: 'second' | 'minute';
	/** Whether answers carry the provider's headers about the limit; without them, a 429 is all there is. */
	hints?: boolean;
}

/** What a request did to the limit. */
export interface Counted {
	/** Whether the request is one too many. */
	limited: boolean;
	/** For the provider's headers; absent where it gives no hints. */
	hint?: { limit: number; remaining: number; resetAt: number };
}

const WINDOW_MS = { second: 1000, minute: 60_000 };

/** Counts requests against so many in each second or minute. */
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
