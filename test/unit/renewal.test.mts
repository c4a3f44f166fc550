import { seededRandom } from '../../sandbox/faults.mts';
import { forgetSessions, sharedToken } from '../../nodes/shared/auth/session.ts';
import type { Outcome } from '../../nodes/shared/operation.ts';
import { Renewal } from '../../nodes/shared/send/renewal.ts';

const answered: Outcome = { verdict: 'answered', why: '' };
const expired: Outcome = { verdict: 'expired', why: 'it answered with HTTP status 401' };
const signIn = async () => answered;
const noPause = async () => undefined;
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Renewal', () => {
	beforeEach(() => void jest.useFakeTimers({ advanceTimers: false }));
	afterEach(() => void jest.useRealTimers());

	it('signs in only for the first request with an expired session', async () => {
		const ended = jest.fn();
		const renewal = new Renewal(ended);
		let go = () => {};
		const first = renewal.after(
			expired,
			performance.now(),
			async () => await new Promise<void>((resolve) => (go = resolve)),
			signIn,
		);
		expect(renewal.underWay).toBe(true);
		const other = jest.fn(signIn);
		expect(await renewal.after(expired, performance.now(), noPause, other)).toBe(expired);
		expect(other).not.toHaveBeenCalled();
		go();
		expect(await first).toBe(answered);
		expect([renewal.underWay, ended.mock.calls.length]).toEqual([false, 1]);
	});

	it('does not sign in for a request that left before the session was renewed', async () => {
		const renewal = new Renewal(noPause);
		const leftAt = performance.now();
		jest.advanceTimersByTime(100);
		await renewal.after(expired, performance.now(), noPause, signIn);
		const late = jest.fn(signIn);
		expect(await renewal.after(expired, leftAt, noPause, late)).toBe(expired);
		expect(late).not.toHaveBeenCalled();
	});

	it('fails every request that left before a failed sign-in, and then tries again', async () => {
		const renewal = new Renewal(noPause);
		const leftAt = performance.now();
		jest.advanceTimersByTime(100);
		const fail = async () => await Promise.reject(new Error('The password is wrong'));
		const refused = renewal.after(expired, performance.now(), noPause, fail);
		await expect(refused).rejects.toThrow('The password is wrong');
		const late = renewal.after(expired, leftAt, noPause, signIn);
		await expect(late).rejects.toThrow('The password is wrong');
		expect(await renewal.after(expired, performance.now(), noPause, signIn)).toBe(answered);
	});

	it('waits longer with each consecutive renewal, up to 16 seconds', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(1);
		const renewal = new Renewal(noPause);
		const waits: number[] = [];
		const pause = async (ms: number) => void waits.push(ms);
		const renew = async () => await renewal.after(expired, performance.now(), pause, signIn);
		for (let time = 0; time < 5; time += 1) await renew();
		jest.advanceTimersByTime(30_000);
		await renew();
		expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 16_000, 2_000]);
		jest.restoreAllMocks();
	});
});

describe('sharedToken', () => {
	beforeEach(() => {
		jest.useFakeTimers();
		forgetSessions();
	});
	afterEach(() => void jest.useRealTimers());

	it('returns the new token to requests with the old one for ten seconds', async () => {
		let signIns = 0;
		const token = async (refused: string) =>
			await sharedToken('somebody', refused, async () => `token ${(signIns += 1)}`);
		expect(await Promise.all([token(''), token(''), token('')])).toEqual(Array(3).fill('token 1'));
		expect(await token('')).toBe('token 1');
		// Another process signed in for this token, and it has been rejected since.
		expect(await token('of another process')).toBe('token 2');
		expect(await token('token 2')).toBe('token 3');
		jest.advanceTimersByTime(10_001);
		// The provider may have revoked the new token, and n8n tests a credential with the token that it has stored.
		expect(await token('')).toBe('token 4');
	});
});

/**
 * Processes that share a session only through n8n's database, with a provider that honors only the newest session. Each
 * customer is one request, which may find its session expired five times.
 */
class Cluster {
	failed = 0;
	signIns = 0;
	private stored = 'expired';
	private honored = '';

	constructor(
		private readonly signInMs: number,
		private readonly random: () => number,
	) {}

	async run(processes: number, customers: number): Promise<void> {
		const all = Array.from({ length: processes }, async (_, process) => {
			const waiting: Array<() => void> = [];
			const renewal = new Renewal(() => waiting.splice(0).forEach((go) => go()));
			const one = async () => {
				if (renewal.underWay) await new Promise<void>((go) => waiting.push(go));
				const leftAt = performance.now();
				const outcome = await this.request();
				if (outcome === answered) return outcome;
				return await renewal.after(
					outcome,
					leftAt,
					async (ms) => await sleep(ms),
					async () => await this.requestWithSignIn(String(process)),
				);
			};
			await Promise.all(
				Array.from({ length: customers }, async () => {
					for (let time = 0; time < 6; time += 1) if ((await one()) === answered) return;
					this.failed += 1;
				}),
			);
		});
		await Promise.all(all);
	}

	/** The provider checks the session when the request arrives. */
	private async request(session = this.stored): Promise<Outcome> {
		await sleep(20);
		const outcome = session === this.honored ? answered : expired;
		await sleep(20);
		return outcome;
	}

	/** Like n8n if a 401 is thrown. The provider honors a new session before the response with it has arrived. */
	private async requestWithSignIn(process: string): Promise<Outcome> {
		const session = this.stored;
		const outcome = await this.request(session);
		if (outcome === answered) return outcome;
		const fresh = await sharedToken(process, session, async () => {
			this.signIns += 1;
			const issued = `session ${this.signIns}`;
			this.honored = issued;
			await sleep(this.signInMs * (0.5 + this.random()));
			return issued;
		});
		await sleep(5);
		this.stored = fresh;
		return await this.request(fresh);
	}
}

describe("processes that end each other's sessions", () => {
	afterEach(() => jest.restoreAllMocks());

	it.each([
		[1, 50],
		[3, 50],
		[3, 1_000],
		[10, 1_000],
	])('complete every request: %i processes, sign-ins of %i ms', async (processes, signInMs) => {
		for (let seed = 1; seed <= 10; seed += 1) {
			jest.useFakeTimers();
			const random = seededRandom(seed);
			jest.spyOn(Math, 'random').mockImplementation(random);
			forgetSessions();
			const cluster = new Cluster(signInMs, random);
			const run = cluster.run(processes, 30);
			let over = false;
			void run.then(() => (over = true));
			while (!over) await jest.advanceTimersByTimeAsync(1_000);
			expect({ seed, failed: cluster.failed }).toEqual({ seed, failed: 0 });
			expect(cluster.signIns).toBeLessThanOrEqual(4 * processes);
			jest.useRealTimers();
			jest.restoreAllMocks();
		}
	});
});
