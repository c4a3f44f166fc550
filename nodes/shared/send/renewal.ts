import type { Outcome } from '../operation';

/** The longest random wait before the first sign-in, and before later ones within `soon`, in milliseconds. */
const SPREAD = { first: 2_000, longest: 16_000, soon: 30_000 };

/**
 * Renews the session of a provider account, once for all requests of this process. Other processes share the session,
 * because n8n stores it, but may renew it at the same time, and some providers accept only the newest session. So each
 * process first waits for a random time, then checks whether the stored session is a new one, and signs in only if it
 * isn't. Each renewal in a row increases the wait. Otherwise, the processes would keep ending each other's sessions
 * forever.
 */
export class Renewal {
	/** Whether the session is being renewed, so that nothing else should leave. */
	underWay = false;
	private endedAt = -Infinity;
	private inARow = 0;
	private error: unknown;

	/** `ended` is called after each renewal. */
	constructor(private readonly ended: () => void) {}

	/**
	 * Handles a request whose session had expired. `leftAt` is when it left, by `performance.now()`. The first one waits
	 * with `pause`, in milliseconds, and is sent once more by `signIn`. For all others, the outcome stays `expired`, so
	 * they can be sent again. Throws what `pause` and `signIn` throw, for all that had left before.
	 */
	async after(
		expired: Outcome,
		leftAt: number,
		pause: (ms: number) => Promise<unknown>,
		signIn: () => Promise<Outcome>,
	): Promise<Outcome> {
		if (this.underWay) return expired;
		if (leftAt < this.endedAt) {
			if (this.error !== undefined) throw this.error;
			return expired;
		}
		const again = performance.now() - this.endedAt < SPREAD.soon && this.error === undefined;
		this.inARow = again ? this.inARow + 1 : 0;
		this.underWay = true;
		this.error = undefined;
		const longest = Math.min(SPREAD.longest, SPREAD.first * 2 ** this.inARow);
		const renewed = pause(Math.random() * longest).then(signIn);
		renewed.catch((error: unknown) => (this.error = error));
		try {
			return await renewed;
		} finally {
			this.underWay = false;
			this.endedAt = performance.now();
			this.ended();
		}
	}
}
