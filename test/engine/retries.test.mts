import type { Fault } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	asked,
	creations,
	customers,
	expectCause,
	givenIn,
	listings,
	run,
	wordsOf,
} from './providers.mts';
import { packageClock } from './harness.mts';

// Promise 3: what is retried, when, and when not.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** Schedules faults by request number, counted from 0. */
function schedule(...faults: Array<Fault | undefined>): void {
	sandbox.faults.next = () => faults[sandbox.requests.length - 1];
}

const limited = (hint: 'seconds' | 'date' | 'reset' | 'none', seconds = 0): Fault => ({
	kind: 'rate-limited',
	hint,
	seconds,
});

/** Every fault that leaves it unknown whether the request took effect. */
const unsure: Array<[string, Fault]> = [
	['500 before', { kind: 'status', status: 500, when: 'before' }],
	['502 after', { kind: 'status', status: 502, when: 'after', body: 'html' }],
	['503 before', { kind: 'status', status: 503, when: 'before', body: 'empty' }],
	['504 after', { kind: 'status', status: 504, when: 'after' }],
	['cut before', { kind: 'cut', when: 'before' }],
	['cut after', { kind: 'cut', when: 'after' }],
	['cut in the body', { kind: 'cut-body' }],
	['wrong JSON', { kind: 'wrong-json' }],
	['HTML in place of a result', { kind: 'html' }],
	['an empty 2xx', { kind: 'empty' }],
];

describe.each(creations)('retries of a create: $title', (row) => {
	const one = async (retries = 5) =>
		await run(row, sandbox.url[row.provider], { items: customers(1), options: { retries } });

	it.each(['seconds', 'date', 'reset', 'none'] as const)(
		'retries after a 429 with the hint "%s"',
		async (hint) => {
			schedule(limited(hint));
			const { error, outputs } = await one();
			expect(error).toBeUndefined();
			expect(givenIn(row, outputs[0], customers(1))).toEqual(row.held(sandbox.books));
			expect(sandbox.requests).toHaveLength(2);
		},
	);

	it('waits as long as Retry-After says, every time', async () => {
		schedule(limited('seconds', 1), limited('date', 1));
		await one();
		const [first, , third] = sandbox.requests.map(({ at }) => at);
		// A date has whole seconds, so the second wait may be anything up to one second.
		expect((third - first) * packageClock.speed).toBeGreaterThanOrEqual(1_000);
		expect(row.held(sandbox.books)).toHaveLength(1);
	});

	it('does not wait out a rate limit of hours, and says how long it lasts', async () => {
		schedule(limited('seconds', 7_200));
		const result = await one();
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toContain('120 minutes');
		expectCause(result, { cause: 'rate-limited', retryAfterMs: 7_200_000 });
	});

	it('sends no other items during that limit, and says so for each', async () => {
		sandbox.faults.next = () => limited('seconds', 7_200);
		const { outputs } = await run(row, sandbox.url[row.provider], {
			items: customers(12),
			onError: 'continueRegularOutput',
		});
		expect(sandbox.requests.length).toBeLessThanOrEqual(5);
		expect(outputs[0]).toHaveLength(12);
		for (const { json } of outputs[0])
			expect(json.error).toMatch(
				/did not create .*'Customer \d+' because of its rate limit.* wait 1[12]\d minutes/,
			);
	});

	it('does not wait out other rate limits once the run is over', async () => {
		// Both requests are in flight before the first one is told to wait nearly two minutes.
		sandbox.latencyMs = 50;
		sandbox.faults.next = () =>
			sandbox.requests.length === 1
				? { kind: 'rate-limited', hint: 'seconds', seconds: 110 }
				: undefined;
		const items = customers(2).map((customer, index) =>
			index === 1 ? { ...customer, ...row.rejected.change } : customer,
		);
		// In real time, the wait is longer than a test may take.
		packageClock.setSpeed(1);
		try {
			const result = await run(row, sandbox.url[row.provider], { items });
			expect(sandbox.requests.length).toBeGreaterThan(0);
			expect(wordsOf(result)).not.toBe('');
		} finally {
			packageClock.setSpeed();
		}
	});

	it('does not follow a redirect that may lead to the new account', async () => {
		const url = `${sandbox.url[row.provider]}/elsewhere`;
		sandbox.faults.next = () => ({ kind: 'redirect', to: url, status: 302 });
		const result = await one(0);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'.*redirects to/);
	});

	it.each(unsure)("retries only where that can't create a duplicate: %s", async (_name, fault) => {
		schedule(fault);
		const result = await one();
		if (row.repeat === 'never') {
			expect(sandbox.requests).toHaveLength(1);
			expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'/);
			expect(wordsOf(result)).toMatch(/run this item again/);
		} else {
			expect(sandbox.requests).toHaveLength(2);
			expect(givenIn(row, result.outputs[0], customers(1))).toEqual(row.held(sandbox.books));
		}
		expect(row.held(sandbox.books).length).toBeLessThanOrEqual(1);
	});

	it('reports an unknown outcome when no retries are left', async () => {
		schedule({ kind: 'cut', when: 'after' });
		const result = await one(0);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'/);
	});

	it('says how long it waited when no response came', async () => {
		schedule({ kind: 'hang', when: 'after' });
		const result = await run(row, sandbox.url[row.provider], {
			items: customers(1),
			options: { retries: 0, timeout: 100 },
		});
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toMatch(
			/unknown whether.*'Customer 0'.*: no response arrived within 0\.1 seconds/,
		);
	});

	it('reports an unknown outcome when the retry is redirected', async () => {
		schedule(
			{ kind: 'cut', when: 'after' },
			{ kind: 'redirect', to: 'http://localhost:9/elsewhere' },
		);
		const result = await one();
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'/);
	});

	it('retries when the connection is refused', async () => {
		// The first item's response closes the port for a moment, so the second item finds it closed.
		schedule({ kind: 'refused', ms: 60 });
		const { error } = await run(row, sandbox.url[row.provider], {
			items: customers(2),
			options: { requestsAtOnce: 1 },
		});
		expect(error).toBeUndefined();
		expect(row.held(sandbox.books)).toHaveLength(2);
	});

	it('says that nothing was sent when the provider is unreachable', async () => {
		const result = await run(row, 'http://127.0.0.1:9', {
			items: customers(1),
			options: { retries: 1 },
		});
		expect(wordsOf(result)).toContain(`Could not reach ${row.name}`);
		expect(wordsOf(result)).toContain('Nothing was sent');
		expectCause(result, { cause: 'temporarily-unavailable' });
	});

	it('never retries a rejected request', async () => {
		const items = customers(1).map((customer) => ({ ...customer, ...row.rejected.change }));
		await run(row, sandbox.url[row.provider], { items });
		expect(sandbox.requests).toHaveLength(1);
	});

	it('does not count a 429 as a retry', async () => {
		schedule(limited('seconds'), limited('seconds'), limited('seconds'));
		const { error } = await one(0);
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(4);
	});

	it("waits for a rate limit no longer than 'Max Rate Limit Wait' allows", async () => {
		sandbox.faults.next = () => limited('seconds', 5);
		const options = { maxWait: 0.5 };
		const result = await run(row, sandbox.url[row.provider], { items: customers(1), options });
		expect(sandbox.requests.length).toBeGreaterThan(1);
		expect(sandbox.requests.length).toBeLessThanOrEqual(7);
		expect(wordsOf(result)).toContain('because of its rate limit');
	});

	it("holds back the run's other requests after a 429", async () => {
		sandbox.faults.next = ({ path }) => {
			const number = sandbox.requests.filter((request) => request.path === path).length;
			return number === 1
				? limited('seconds', 1)
				: number === 2
					? { kind: 'delay', ms: 30 }
					: undefined;
		};
		await run(row, sandbox.url[row.provider], {
			items: customers(10),
			options: { requestsAtOnce: 2 },
		});
		// Otherwise the other eight would all be sent before the first item's second is over.
		const names = sandbox.requests.map((request) => row.named(request.body ?? {}));
		const back = names.indexOf('Customer 0', 1);
		expect(back).toBeGreaterThan(1);
		expect(back).toBeLessThanOrEqual(3);
		expect(row.held(sandbox.books)).toHaveLength(10);
	});

	it('stops waiting and sends nothing more when the user presses Stop', async () => {
		let stop = () => {};
		sandbox.faults.next = () => {
			if (sandbox.requests.length < 2) return undefined;
			stop();
			return limited('seconds', 1);
		};
		await run(row, sandbox.url[row.provider], {
			items: customers(5, 'Stopped'),
			options: { requestsAtOnce: 1 },
			onStart: (press) => (stop = press),
		});
		expect(sandbox.requests).toHaveLength(2);
		// Another run that has to wait as long: by its end, the stopped one would have continued.
		schedule(undefined, undefined, limited('seconds', 1));
		await run(row, sandbox.url[row.provider], { items: customers(1, 'Later') });
		expect(asked(row, sandbox.requests)).toEqual(['Stopped 0', 'Later 0']);
	});

	it('ends a long wait immediately when the user presses Stop', async () => {
		let stop = () => {};
		sandbox.faults.next = () => {
			setTimeout(() => stop(), 1);
			return limited('seconds', 100);
		};
		await run(row, sandbox.url[row.provider], {
			items: customers(1),
			onStart: (press) => (stop = press),
		});
		expect(sandbox.requests).toHaveLength(1);
	});
});

describe.each(listings)('Retries option: $title', (row) => {
	it.each([0, 2])('retries %i times', async (retries) => {
		sandbox.faults.next = () => ({ kind: 'cut', when: 'before' });
		const { error } = await run(row, sandbox.url[row.provider], { options: { retries } });
		expect(error).toBeDefined();
		expect(sandbox.requests).toHaveLength(retries + 1);
	});
});

describe.each(listings)('retries of a read: $title', (row) => {
	it('retries when no response came, then says how long it waited', async () => {
		sandbox.faults.next = () => ({ kind: 'hang', when: 'before' });
		const options = { retries: 1, timeout: 100 };
		const result = await run(row, sandbox.url[row.provider], { options });
		expect(sandbox.requests).toHaveLength(2);
		expect(wordsOf(result)).toContain('no response arrived within 0.1 seconds');
	});

	it.each(unsure)('always retries: %s', async (_name, fault) => {
		schedule(fault);
		const { outputs } = await run(row, sandbox.url[row.provider], {
			parameters: { returnAll: true },
		});
		expect(outputs[0].map(({ json }) => String(json[row.key]))).toEqual(row.ids(sandbox.books));
		expect(sandbox.requests).toHaveLength(2);
	});
});
