import {
	answered,
	departed,
	ended,
	mayLeave,
	newPace,
	nextDeparture,
	overloaded,
	rateAt,
	refused,
	setMaximum,
	type Departure,
	type Pace,
} from '../../nodes/shared/send/pace.ts';
import type { RateLimit } from '../../nodes/shared/send/quota.ts';
import { compare, goals, median, perSecond } from '../simulation/scenarios.mts';
import { paced } from '../simulation/senders.mts';
import { simulate } from '../simulation/simulate.mts';

const MAXIMUM = 20;

/** A pace in virtual time. A response takes 50 ms unless stated otherwise. */
class Sending {
	now = 0;
	readonly pace: Pace;

	constructor(phase = 0.5) {
		this.pace = newPace(MAXIMUM, phase);
	}

	/** Sends all requests that may leave now. */
	leave(): Departure[] {
		const departures: Departure[] = [];
		while (mayLeave(this.pace, this.now)) departures.push(departed(this.pace, this.now));
		return departures;
	}

	/** One round trip: sends all requests that may leave, and gets their responses together. Returns their number. */
	roundTrip(latencyMs = 50, limit?: RateLimit): number {
		const departures = this.leave();
		this.now += latencyMs;
		for (const departure of departures) answered(this.pace, this.now, departure, limit);
		return departures.length;
	}

	/** Sends one request, which is rejected with a 429. */
	refusal(hint: Parameters<typeof refused>[3] = {}): void {
		this.now = Math.max(this.now, nextDeparture(this.pace));
		const departure = departed(this.pace, this.now);
		this.now += 50;
		refused(this.pace, this.now, departure, hint);
	}

	/** Sends to a provider with a limit per second and immediate responses. Returns the number of accepted requests. */
	through(perSecond: number, seconds: number): number {
		const end = this.now + seconds * 1_000;
		let [second, used, accepted] = [0, 0, 0];
		for (; this.now < end; this.now = Math.max(this.now, nextDeparture(this.pace))) {
			const departure = departed(this.pace, this.now);
			if (second !== Math.floor(this.now / 1_000)) used = 0;
			second = Math.floor(this.now / 1_000);
			used += 1;
			if (used > perSecond) refused(this.pace, this.now, departure, { retryAfterMs: 1_000 });
			else {
				answered(this.pace, this.now, departure);
				accepted += 1;
			}
		}
		return accepted;
	}
}

describe('concurrency', () => {
	it('doubles with each round trip up to the maximum', () => {
		const sending = new Sending();
		expect(Array.from({ length: 6 }, () => sending.roundTrip())).toEqual([2, 4, 8, 16, 20, 20]);
	});

	it('obeys a lower maximum immediately, and grows to a higher one', () => {
		const sending = new Sending();
		for (let round = 0; round < 6; round += 1) sending.roundTrip();
		setMaximum(sending.pace, 3);
		expect(sending.roundTrip()).toBe(3);
		setMaximum(sending.pace, 30);
		expect(sending.roundTrip()).toBe(20);
		expect(sending.roundTrip()).toBe(30);
	});

	it('does not grow while few requests are in flight', () => {
		const { pace } = new Sending();
		for (let now = 0; now < 1_000; now += 50) answered(pace, now + 50, departed(pace, now));
		expect(pace.concurrency.places).toBe(2);
	});

	it('shrinks once per round trip when responses slow down', () => {
		const sending = new Sending();
		for (let round = 0; round < 10; round += 1) sending.roundTrip();
		sending.roundTrip(400);
		expect(sending.roundTrip(400)).toBe(18);
		expect(sending.roundTrip(400)).toBe(16);
	});

	it('reaches the maximum even if responses are slow from the start', () => {
		const sending = new Sending();
		for (let round = 0; round < 6; round += 1) sending.roundTrip(3_000);
		expect(sending.roundTrip(3_000)).toBe(MAXIMUM);
	});

	it('is halved by a 503, and recovers over the next round trips', () => {
		const sending = new Sending();
		for (let round = 0; round < 6; round += 1) sending.roundTrip();
		const departures = sending.leave();
		sending.now += 50;
		for (const departure of departures) overloaded(sending.pace, sending.now, departure, {});
		expect(sending.roundTrip()).toBe(10);
		for (let round = 0; round < 12; round += 1) sending.roundTrip();
		expect(sending.roundTrip()).toBe(MAXIMUM);
		expect(rateAt(sending.pace, sending.now)).toBe(Infinity);
	});

	it('frees the place of a request that ended without a response', () => {
		const sending = new Sending();
		sending.leave();
		expect(mayLeave(sending.pace, 0)).toBe(false);
		ended(sending.pace);
		expect(mayLeave(sending.pace, 0)).toBe(true);
	});
});

describe('wait', () => {
	it('lasts as long as Retry-After says, for all requests', () => {
		const sending = new Sending(0);
		sending.roundTrip();
		sending.refusal({ retryAfterMs: 7_000 });
		const resumes = nextDeparture(sending.pace);
		expect(resumes).toBeGreaterThanOrEqual(sending.now + 7_000);
		expect(mayLeave(sending.pace, resumes - 1)).toBe(false);
		expect(mayLeave(sending.pace, resumes)).toBe(true);
	});

	it('is not cut short by the response to a request in flight', () => {
		const sending = new Sending();
		const [one, other] = sending.leave();
		refused(sending.pace, 50, one, { retryAfterMs: 7_000 });
		answered(sending.pace, 60, other);
		expect(nextDeparture(sending.pace)).toBeGreaterThanOrEqual(7_050);
	});

	it('ends at a different time in each process, within one interval between requests', () => {
		const resumes = Array.from({ length: 50 }, (_process, index) => {
			const sending = new Sending(index / 50);
			sending.refusal({ retryAfterMs: 1_000 });
			const between = 1_000 / rateAt(sending.pace, sending.now);
			return (nextDeparture(sending.pace) - sending.now - 1_000) / between;
		}).sort((a, b) => a - b);
		expect(resumes[0]).toBeGreaterThanOrEqual(0);
		expect(resumes.at(-1)).toBeLessThan(1);
		resumes.slice(1).forEach((at, index) => expect(at - resumes[index]).toBeLessThan(0.05));
	});

	it('ends at a different point of the interval after each rejection', () => {
		const sending = new Sending(0.5);
		const places = Array.from({ length: 20 }, () => {
			sending.refusal({ retryAfterMs: 1_000 });
			const between = 1_000 / rateAt(sending.pace, sending.now);
			return (nextDeparture(sending.pace) - sending.pace.heldUntil) / between;
		}).sort((a, b) => a - b);
		places.slice(1).forEach((place, index) => {
			expect(place - places[index]).toBeGreaterThan(0.01);
			expect(place - places[index]).toBeLessThan(0.15);
		});
	});

	it('doubles with each consecutive 429 without a hint, up to 30 seconds', () => {
		const sending = new Sending();
		const waits = Array.from({ length: 8 }, () => {
			sending.refusal();
			return sending.pace.heldUntil - sending.now;
		});
		const expected = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
		waits.forEach((wait, index) => expect(wait).toBeCloseTo(expected[index]));
	});

	it('follows several 503 responses in a row, but not a single one', () => {
		const sending = new Sending();
		const holds = Array.from({ length: 3 }, () => {
			const departure = departed(sending.pace, sending.now);
			overloaded(sending.pace, sending.now, departure, {});
			const wait = Math.max(0, nextDeparture(sending.pace) - sending.now);
			sending.now += wait + 1;
			return wait;
		});
		expect(holds).toEqual([0, 500, 1_000]);
		const departure = departed(sending.pace, sending.now);
		overloaded(sending.pace, sending.now, departure, { retryAfterMs: 9_000 });
		expect(nextDeparture(sending.pace) - sending.now).toBe(9_000);
	});
});

describe('rate', () => {
	it('is unlimited before the first rejection', () => {
		const sending = new Sending();
		for (let round = 0; round < 100; round += 1) sending.roundTrip();
		expect(rateAt(sending.pace, sending.now)).toBe(Infinity);
		expect(nextDeparture(sending.pace)).toBeLessThanOrEqual(sending.now);
	});

	it('starts at the rate accepted before the first rejection, including late responses', () => {
		const sending = new Sending();
		for (let round = 0; round < 3; round += 1) sending.roundTrip();
		const departures = sending.leave();
		sending.now += 50;
		const [first, second, ...rest] = departures;
		answered(sending.pace, sending.now, first);
		refused(sending.pace, sending.now, second, { retryAfterMs: 1_000 });
		for (const departure of rest.slice(0, 5)) answered(sending.pace, sending.now, departure);
		for (const departure of rest.slice(5)) refused(sending.pace, sending.now, departure, {});
		// 2 + 4 + 8 from the previous round trips, and 6 from this one.
		expect(sending.pace.rate.ceiling).toBeCloseTo(20);
		expect(rateAt(sending.pace, sending.now)).toBeCloseTo(19.8);
	});

	it('is measured over a window as long as the wait that the provider asks for', () => {
		const sending = new Sending();
		for (let round = 0; round < 13; round += 1) sending.roundTrip();
		const sent = sending.pace.departures;
		sending.refusal({ retryAfterMs: 60_000 });
		expect(rateAt(sending.pace, sending.now)).toBeCloseTo(0.99 * (sent / 60));
	});

	it('is reduced only once for requests in flight that are rejected together', () => {
		const sending = new Sending();
		for (let round = 0; round < 5; round += 1) sending.roundTrip();
		const departures = sending.leave();
		sending.now += 50;
		refused(sending.pace, sending.now, departures[0], { retryAfterMs: 1_000 });
		const rate = rateAt(sending.pace, sending.now);
		for (const departure of departures.slice(1))
			refused(sending.pace, sending.now, departure, { retryAfterMs: 1_000 });
		expect(rateAt(sending.pace, sending.now)).toBe(rate);
	});

	it('spaces requests, and compensates for a late timer', () => {
		const sending = new Sending();
		sending.through(20, 20);
		const interval = 1_000 / rateAt(sending.pace, sending.now);
		const first = nextDeparture(sending.pace);
		departed(sending.pace, first + 3);
		expect(nextDeparture(sending.pace)).toBeCloseTo(first + interval);
	});

	it('stays just below a limit once it has been found', () => {
		const sending = new Sending();
		sending.through(20, 60);
		const sent = sending.pace.departures;
		const accepted = sending.through(20, 60);
		expect(accepted).toBeGreaterThan(0.93 * 20 * 60);
		expect(sending.pace.departures - sent).toBeLessThan(1.01 * accepted);
	});

	it.each([40, 200])('rises to a limit of %i/s after a limit of 20/s', (limit) => {
		const sending = new Sending();
		sending.through(20, 60);
		sending.through(limit, 70);
		expect(rateAt(sending.pace, sending.now)).toBeGreaterThan(0.85 * limit);
	});

	it('falls to what was actually accepted recently, not what could have been sent', () => {
		const sending = new Sending();
		sending.through(20, 60);
		for (let request = 0; request < 40; request += 1, sending.now += 250) {
			answered(sending.pace, sending.now, departed(sending.pace, sending.now));
		}
		sending.refusal({ retryAfterMs: 1_000 });
		sending.now = nextDeparture(sending.pace);
		for (let request = 0; request < 40; request += 1, sending.now += 250) {
			answered(sending.pace, sending.now, departed(sending.pace, sending.now));
		}
		sending.refusal({ retryAfterMs: 1_000 });
		expect(rateAt(sending.pace, sending.now)).toBeLessThan(6);
	});

	it('falls to a halved limit within seconds', () => {
		const sending = new Sending();
		sending.through(20, 60);
		sending.through(10, 15);
		expect(rateAt(sending.pace, sending.now)).toBeLessThan(11);
	});

	it('never falls below two requests per minute, and recovers when requests are accepted', () => {
		const sending = new Sending();
		for (let time = 0; time < 30; time += 1) sending.refusal({ retryAfterMs: 1_000 });
		expect(rateAt(sending.pace, sending.now)).toBeCloseTo(1 / 30);
		sending.through(20, 600);
		expect(rateAt(sending.pace, sending.now)).toBeGreaterThan(15);
	});
});

describe('rate limit headers', () => {
	const plenty = { perWindow: 1_200, remaining: 1_000, resetInMs: 40_000 };

	it('change nothing while plenty of requests remain', () => {
		const sending = new Sending();
		for (let round = 0; round < 4; round += 1) sending.roundTrip(50, plenty);
		expect(sending.roundTrip(50, plenty)).toBe(MAXIMUM);
	});

	it('spread the remaining requests over the rest of the window', () => {
		const sending = new Sending();
		const [departure] = sending.leave();
		answered(sending.pace, 50, departure, { perWindow: 20, remaining: 11, resetInMs: 500 });
		// One of the eleven is in flight.
		expect(rateAt(sending.pace, 50)).toBeCloseTo(20);
	});

	it('hold requests until the next window when none remain', () => {
		const sending = new Sending();
		const departures = sending.leave();
		const limit = { perWindow: 20, remaining: 0, resetInMs: 500 };
		for (const departure of departures) answered(sending.pace, 50, departure, limit);
		expect(nextDeparture(sending.pace)).toBeGreaterThanOrEqual(550);
		expect(nextDeparture(sending.pace)).toBeLessThan(600);
	});

	it('allow only as many requests as remain', () => {
		const sending = new Sending();
		const [departure] = sending.leave();
		answered(sending.pace, 50, departure, { perWindow: 20, remaining: 3, resetInMs: 10_000 });
		for (sending.now = 50; sending.now < 10_000; sending.now += 10) {
			for (const next of sending.leave()) answered(sending.pace, sending.now, next);
		}
		// The first two, and the two that were left after them.
		expect(sending.pace.departures).toBe(4);
	});

	it('are taken from the response to the latest request', () => {
		const sending = new Sending();
		const [one, other] = sending.leave();
		answered(sending.pace, 50, other, { perWindow: 20, remaining: 5, resetInMs: 500 });
		answered(sending.pace, 60, one, { perWindow: 20, remaining: 9, resetInMs: 490 });
		expect(sending.pace.quota?.left).toBe(5);
	});

	it('determine the wait after a 429 without Retry-After', () => {
		const sending = new Sending();
		sending.refusal({ limit: { perWindow: 20, remaining: 0, resetInMs: 300 } });
		expect(sending.pace.heldUntil).toBe(sending.now + 300);
	});
});

describe('simulation', () => {
	it.each(goals)('$text', (goal) => {
		// The median of five runs, unless one run already has many processes.
		const result = median(goal.scenario, goal.scenario.processes > 100 ? 1 : 5);
		expect(result.created).toBe(goal.scenario.items);
		expect(result.mostInFlight).toBeLessThanOrEqual(MAXIMUM);
		expect(compare(goal, result).filter(({ reached }) => !reached)).toEqual([]);
	});

	it('sends 20 at once if there is no limit: 1,000 at 50 ms within 1.15 of the ideal time', () => {
		const scenario = { processes: 1, items: 1_000, limit: perSecond(1_000_000) };
		const { time, refused: refusals, mostInFlight } = median(scenario, 3);
		expect(refusals).toBe(0);
		expect(mostInFlight).toBe(MAXIMUM);
		expect(time).toBeLessThan(1.15 * (1_000 / MAXIMUM) * 50);
	});

	it('returns the same result for the same seed, and not for another', () => {
		const scenario = { processes: 3, items: 300, limit: perSecond(20) };
		const result = simulate(paced, { ...scenario, seed: 7 });
		expect(simulate(paced, { ...scenario, seed: 7 })).toEqual(result);
		expect(simulate(paced, { ...scenario, seed: 8 }).time).not.toBe(result.time);
	});
});
