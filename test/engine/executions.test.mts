import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { loadOptions } from './forms.mts';
import { asked, creations, credentialsFor, customers, run, wordsOf } from './providers.mts';

// Promise 2 across executions: everything a process sends to one provider account goes through one gate.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const [checkr] = creations;
const yardstik = creations.find(({ node }) => node === 'yardstik')!;

describe.each([checkr, yardstik])('concurrent executions: $title', (row) => {
	const url = () => sandbox.url[row.provider];

	it('shares one concurrency limit between executions', async () => {
		sandbox.latencyMs = 30;
		const each = customers(40).map(async (customer, index) => {
			const options = { requestsAtOnce: 3 };
			return await run(row, url(), { items: [customer], options, executionId: String(index) });
		});
		const results = await Promise.all(each);
		expect(results.map(wordsOf).filter((words) => words)).toEqual([]);
		expect(row.held(sandbox.books)).toHaveLength(40);
		expect(sandbox.maxInFlight[row.provider]).toBe(3);
	});

	it('takes turns, so a long execution does not hold up a short one', async () => {
		const options = { requestsAtOnce: 2 };
		let short: Promise<unknown> | undefined;
		let startedAt = 0;
		sandbox.latencyMs = 30;
		sandbox.faults.next = () => {
			if (!short && asked(row, sandbox.requests).length >= 10) {
				startedAt = asked(row, sandbox.requests).length;
				short = run(row, url(), { items: customers(1, 'Single'), options, executionId: '2' });
			}
			return undefined;
		};
		await run(row, url(), { items: customers(80), options });
		await short;
		const place = asked(row, sandbox.requests).indexOf('Single 0');
		expect(place).toBeGreaterThan(0);
		expect(place - startedAt).toBeLessThanOrEqual(10);
	});

	it('keeps the others running when a waiting execution is stopped', async () => {
		sandbox.latencyMs = 30;
		const options = { requestsAtOnce: 1 };
		let stop = () => {};
		const stopped = run(row, url(), {
			items: customers(30, 'Stopped'),
			options,
			onStart: (press) => (stop = press),
		});
		const other = run(row, url(), { items: customers(5, 'Other'), options, executionId: '2' });
		sandbox.faults.next = () => {
			if (asked(row, sandbox.requests).includes('Other 1')) stop();
			return undefined;
		};
		expect(wordsOf(await other)).toBe('');
		await stopped;
		const names = asked(row, sandbox.requests);
		expect(names.filter((name) => name.startsWith('Other'))).toHaveLength(5);
		expect(names.filter((name) => name.startsWith('Stopped')).length).toBeLessThan(10);
	});
});

it('makes lists in a form wait their turn, too', async () => {
	sandbox.latencyMs = 30;
	const credentials = credentialsFor(yardstik, sandbox.url.yardstik);
	const items = customers(10);
	const options = { requestsAtOnce: 1 };
	let list: Promise<unknown> | undefined;
	sandbox.faults.next = () => {
		list ??= loadOptions({ node: 'yardstik', credentials }, 'getPermissiblePurposes');
		return undefined;
	};
	expect(wordsOf(await run(yardstik, sandbox.url.yardstik, { items, options }))).toBe('');
	expect(await list).not.toHaveLength(0);
	// The list allows five requests at once, but only when the run has none in flight.
	expect(sandbox.maxInFlight.yardstik).toBeLessThanOrEqual(5);
});
