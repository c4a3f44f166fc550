import type { Outcome } from '../operation';

/** Milliseconds: the longest random wait before the first sign-in, and before later ones that follow within `soon`. */
const SPREAD = { first: 2_000, longest: 16_000, soon: 30_000 };

/**
 * Renews the session of a provider account, once for all requests of this process. Other processes share the session, since
 * n8n stores it, but may renew it at the same moment; and some providers honor only the newest session. So each process
 * waits for a random time first, then looks whether the stored session is a new one, and signs in only if it isn't. The more
 * often in a row, the longer the wait: the sessions of one process would otherwise end those of the others for ever.
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
	 * What becomes of a request whose session had expired, and which left at a time of `performance.now()`. The first one waits
	 * with `pause`, in milliseconds, and is sent once more by `signIn`. For all others the outcome stays `expired`, and they
	 * can be sent again. Throws what `pause` and `signIn` throw, for all that had left before.
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
