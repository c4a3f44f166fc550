import { Attempt } from '../../nodes/shared/send/attempt.ts';
import { accountOf } from '../../nodes/shared/send/account.ts';
import {
	forgetGates,
	gateOf,
	type Gate,
	type Place,
	type Ticket,
} from '../../nodes/shared/send/gate.ts';
import { Failure } from '../../nodes/shared/report/failure.ts';
import { yardstik } from '../../nodes/Yardstik/provider.ts';

const MINUTE = 60_000;

beforeEach(() => {
	jest.useFakeTimers();
	// A new gate measures its first interval from time zero.
	jest.advanceTimersByTime(10);
	forgetGates();
});
afterEach(() => void jest.useRealTimers());

const ticket = (more: Partial<Ticket> = {}): Ticket => ({
	...{ run: {}, attempt: new Attempt(), maximum: 20, patienceMs: MINUTE, again: false },
	...more,
});
const answered = {
	verdict: 'answered',
	why: '',
	answer: { statusCode: 201, headers: {}, body: {} },
} as const;
const refused = {
	verdict: 'limited',
	why: '',
	answer: { statusCode: 429, headers: {}, body: {} },
} as const;

/** Enters the gate, and adds the name to `order` when the request may leave. */
function waiting(
	gate: Gate,
	name: string,
	order: string[],
	more: Partial<Ticket> = {},
): Promise<Place> {
	return gate.enter(ticket(more)).then((place) => {
		order.push(name);
		return place as Place;
	});
}

describe('Gate', () => {
	it('is shared per base URL and credential', () => {
		const node = (id: string) =>
			({ credentials: { yardstikApi: { id, name: 'Yardstik account' } } }) as never;
		const of = (id: string, url: string) =>
			gateOf(accountOf(node(id), 'yardstikApi', url), yardstik);
		const gate = of('1', 'https://a.example.com');
		expect(of('1', 'https://a.example.com')).toBe(gate);
		expect(of('2', 'https://a.example.com')).not.toBe(gate);
		expect(of('1', 'https://b.example.com')).not.toBe(gate);
	});

	it('holds back only the requests of the rate-limited credential', async () => {
		const held = gateOf('one', yardstik);
		const place = (await held.enter(ticket())) as Place;
		place.leave({ ...refused, retryAfterMs: 30_000 });
		const order: string[] = [];
		void waiting(held, 'held', order);
		void waiting(gateOf('other', yardstik), 'other', order);
		await jest.advanceTimersByTimeAsync(10);
		expect(order).toEqual(['other']);
		await jest.advanceTimersByTimeAsync(40_000);
		expect(order).toEqual(['other', 'held']);
	});

	it('is dropped five minutes after its last use, not earlier', async () => {
		const gate = gateOf('one', yardstik);
		const place = (await gate.enter(ticket())) as Place;
		await jest.advanceTimersByTimeAsync(60 * MINUTE);
		// A request is still in flight.
		expect(gateOf('one', yardstik)).toBe(gate);
		place.leave(answered);
		await jest.advanceTimersByTimeAsync(4 * MINUTE);
		expect(gateOf('one', yardstik)).toBe(gate);
		await jest.advanceTimersByTimeAsync(2 * MINUTE);
		expect(gateOf('one', yardstik)).not.toBe(gate);
	});

	it('sends rejected requests first, then lets runs take turns', async () => {
		const gate = gateOf('one', yardstik);
		const order: string[] = [];
		const [long, short] = [{}, {}];
		const first = await waiting(gate, 'long 1', order, { run: long, maximum: 1 });
		const all = [
			waiting(gate, 'long 2', order, { run: long, maximum: 1 }),
			waiting(gate, 'long 3', order, { run: long, maximum: 1 }),
			waiting(gate, 'short 1', order, { run: short, maximum: 1 }),
			waiting(gate, 'refused', order, { run: long, maximum: 1, again: true }),
		];
		first.leave(answered);
		for (const left of all) void left.then((place) => place.leave(answered));
		await jest.advanceTimersByTimeAsync(1_000);
		expect(order).toEqual(['long 1', 'refused', 'long 2', 'short 1', 'long 3']);
	});

	it('rejects a waiting request immediately when its run is stopped', async () => {
		const gate = gateOf('one', yardstik);
		const attempt = new Attempt();
		await gate.enter(ticket({ maximum: 1 }));
		const order: string[] = [];
		const stopped = gate.enter(ticket({ maximum: 1, attempt }));
		void waiting(gate, 'other', order, { maximum: 1 });
		attempt.stop(new Failure('rejected', 'No', ''), 0);
		await expect(stopped).rejects.toMatchObject({ kind: 'not_sent' });
		await jest.advanceTimersByTimeAsync(10);
		expect(order).toEqual([]);
		expect(gate.idleMs(performance.now() + MINUTE)).toBe(0);
	});

	it('sends nothing while the session is being renewed', async () => {
		const gate = gateOf('one', yardstik);
		const { leftAt } = (await gate.enter(ticket())) as Place;
		const expired = { verdict: 'expired', why: '' } as const;
		const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));
		const renewed = gate.renewal.after(expired, leftAt, pause, async () => {
			await pause(10_000);
			return answered;
		});
		const order: string[] = [];
		void waiting(gate, 'other', order);
		await jest.advanceTimersByTimeAsync(9_000);
		expect(order).toEqual([]);
		await jest.advanceTimersByTimeAsync(4_000);
		expect(await renewed).toBe(answered);
		expect(order).toEqual(['other']);
	});
});
