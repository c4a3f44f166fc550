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

// Promise 3: who is sent again, when, and when not.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** A schedule by the number of the request, counted from 0. */
function schedule(...faults: Array<Fault | undefined>): void {
	sandbox.faults.next = () => faults[sandbox.requests.length - 1];
}

const limited = (hint: 'seconds' | 'date' | 'reset' | 'none', seconds = 0): Fault => ({
	kind: 'rate-limited',
	hint,
	seconds,
});

/** Every fault after which nobody knows whether the work was done. */
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

describe.each(creations)('who is sent again: $title', (row) => {
	const one = async (retries = 5) =>
		await run(row, sandbox.url[row.provider], { items: customers(1), options: { retries } });

	it.each(['seconds', 'date', 'reset', 'none'] as const)(
		'429 with the hint "%s" is sent again',
		async (hint) => {
			schedule(limited(hint));
			const { error, outputs } = await one();
			expect(error).toBeUndefined();
			expect(givenIn(row, outputs[0], customers(1))).toEqual(row.held(sandbox.books));
			expect(sandbox.requests).toHaveLength(2);
		},
	);

	it('waits as long as Retry-After says, however often', async () => {
		schedule(limited('seconds', 1), limited('date', 1));
		await one();
		const [first, , third] = sandbox.requests.map(({ at }) => at);
		// A date has whole seconds, so that the second wait may be anything up to one.
		expect((third - first) * packageClock.speed).toBeGreaterThanOrEqual(1_000);
		expect(row.held(sandbox.books)).toHaveLength(1);
	});

	it('does not wait for a limit that ends in hours, and says how long', async () => {
		schedule(limited('seconds', 7_200));
		const result = await one();
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toContain('120 minutes');
		expectCause(result, { cause: 'rate-limited', retryAfterMs: 7_200_000 });
	});

	it('sends none of the others meanwhile, and says so of each', async () => {
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

	it('does not sit out the waits of others once the run is over', async () => {
		// Both are under way before the first one is told to wait two minutes, which is longer than a test may take.
		sandbox.latencyMs = 50;
		sandbox.faults.next = () =>
			sandbox.requests.length === 1
				? { kind: 'rate-limited', hint: 'seconds', seconds: 110 }
				: undefined;
		const items = customers(2).map((customer, index) =>
			index === 1 ? { ...customer, ...row.rejected.change } : customer,
		);
		const result = await run(row, sandbox.url[row.provider], { items });
		expect(sandbox.requests.length).toBeGreaterThan(0);
		expect(wordsOf(result)).not.toBe('');
	});

	it('follows no redirect that may stand for the new account', async () => {
		const url = `${sandbox.url[row.provider]}/elsewhere`;
		sandbox.faults.next = () => ({ kind: 'redirect', to: url, status: 302 });
		const result = await one(0);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'.*redirects to/);
	});

	it.each(unsure)('%s', async (_name, fault) => {
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

	it('says that the outcome is unknown when no retry is left', async () => {
		schedule({ kind: 'cut', when: 'after' });
		const result = await one(0);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'/);
	});

	it('says how long it waited where no answer came', async () => {
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

	it('says so too when the retry is rejected', async () => {
		schedule(
			{ kind: 'cut', when: 'after' },
			{ kind: 'redirect', to: 'http://localhost:9/elsewhere' },
		);
		const result = await one();
		expect(wordsOf(result)).toMatch(/unknown whether.*'Customer 0'/);
	});

	it('is sent again when no connection could be made', async () => {
		// The first item's answer closes the port for a moment; the second one finds it closed.
		schedule({ kind: 'refused', ms: 60 });
		const { error } = await run(row, sandbox.url[row.provider], {
			items: customers(2),
			options: { requestsAtOnce: 1 },
		});
		expect(error).toBeUndefined();
		expect(row.held(sandbox.books)).toHaveLength(2);
	});

	it('says that nothing was sent when nobody listens', async () => {
		const result = await run(row, 'http://127.0.0.1:9', {
			items: customers(1),
			options: { retries: 1 },
		});
		expect(wordsOf(result)).toContain(`Could not reach ${row.name}`);
		expect(wordsOf(result)).toContain('Nothing was sent');
		expectCause(result, { cause: 'temporarily-unavailable' });
	});

	it('never sends a rejected one again', async () => {
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

	it("waits for the rate limit no longer than 'Max Rate Limit Wait' says", async () => {
		sandbox.faults.next = () => limited('seconds', 5);
		const options = { maxWait: 0.5 };
		const result = await run(row, sandbox.url[row.provider], { items: customers(1), options });
		expect(sandbox.requests.length).toBeGreaterThan(1);
		expect(sandbox.requests.length).toBeLessThanOrEqual(7);
		expect(wordsOf(result)).toContain('because of its rate limit');
	});

	it('holds back the other requests of the run after a 429', async () => {
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
		// Not held back, the eight others would all go out before the first one's second is over.
		const names = sandbox.requests.map((request) => row.named(request.body ?? {}));
		const back = names.indexOf('Customer 0', 1);
		expect(back).toBeGreaterThan(1);
		expect(back).toBeLessThanOrEqual(3);
		expect(row.held(sandbox.books)).toHaveLength(10);
	});

	it('ends its waits and sends nothing more when the user presses Stop', async () => {
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
		// Another run that has to wait as long: by its end the stopped one would have gone on.
		schedule(undefined, undefined, limited('seconds', 1));
		await run(row, sandbox.url[row.provider], { items: customers(1, 'Later') });
		expect(asked(row, sandbox.requests)).toEqual(['Stopped 0', 'Later 0']);
	});

	it('ends a wait of minutes at once when the user presses Stop', async () => {
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

describe.each(listings)('as often as Retries says: $title', (row) => {
	it.each([0, 2])('%i', async (retries) => {
		sandbox.faults.next = () => ({ kind: 'cut', when: 'before' });
		const { error } = await run(row, sandbox.url[row.provider], { options: { retries } });
		expect(error).toBeDefined();
		expect(sandbox.requests).toHaveLength(retries + 1);
	});
});

describe.each(listings)('reading is always sent again: $title', (row) => {
	it('also where no answer came, and then says how long it waited', async () => {
		sandbox.faults.next = () => ({ kind: 'hang', when: 'before' });
		const options = { retries: 1, timeout: 100 };
		const result = await run(row, sandbox.url[row.provider], { options });
		expect(sandbox.requests).toHaveLength(2);
		expect(wordsOf(result)).toContain('no response arrived within 0.1 seconds');
	});

	it.each(unsure)('%s', async (_name, fault) => {
		schedule(fault);
		const { outputs } = await run(row, sandbox.url[row.provider], {
			parameters: { returnAll: true },
		});
		expect(outputs[0].map(({ json }) => String(json[row.key]))).toEqual(row.ids(sandbox.books));
		expect(sandbox.requests).toHaveLength(2);
	});
});
