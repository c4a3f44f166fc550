import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { restart } from './harness.mts';
import { asked, creations, customers, givenIn, run, wordsOf, type Way } from './providers.mts';

// Promise 4: no duplicates, neither from the node's own retries nor from n8n's.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const keys = () => sandbox.requests.map(({ headers }) => headers['idempotency-key']);

describe.each(creations.filter(({ repeat }) => repeat === 'keyed'))(
	'idempotency key: $title',
	(row) => {
		const url = () => sandbox.url[row.provider];

		it('stays the same when the node retries', async () => {
			sandbox.faults.next = () =>
				sandbox.requests.length === 1 ? { kind: 'cut', when: 'after' } : undefined;
			await run(row, url(), { items: customers(1) });
			expect(keys()).toHaveLength(2);
			expect(new Set(keys()).size).toBe(1);
			expect(row.held(sandbox.books)).toHaveLength(1);
		});

		it("stays the same in n8n's next try, even if an expression changes the body", async () => {
			sandbox.faults.next = () =>
				sandbox.requests.length === 1 ? { kind: 'cut', when: 'after' } : undefined;
			const parameters = { fullName: '={{ "Nathan " + Math.random() }}' };
			await run(row, url(), { items: customers(1), parameters, options: { retries: 0 }, tries: 2 });
			expect(keys()).toHaveLength(2);
			expect(new Set(keys()).size).toBe(1);
			expect(row.held(sandbox.books)).toHaveLength(1);
		});

		it('is the same for the same customer in any item, execution, or node', async () => {
			const [customer] = customers(1);
			const statuses = async (way: Way) =>
				(await run(row, url(), way)).outputs[0].map(({ json }) => json.creation_status);
			expect(await statuses({ items: [customer, customer], executionId: '7' })).toEqual([
				'created',
				'already_existed',
			]);
			expect(await statuses({ items: [customer], executionId: '8', nodeId: 'another' })).toEqual([
				'already_existed',
			]);
			expect(new Set(keys()).size).toBe(1);
			expect(row.held(sandbox.books)).toHaveLength(1);
		});

		it('recognizes an existing account by its age, even after a restart', async () => {
			await run(row, url(), { items: customers(1) });
			const [account] = sandbox.books.checkr.accounts;
			account.created_at = new Date(Date.now() - 60_000).toISOString();
			restart();
			const { outputs } = await run(row, url(), { items: customers(1) });
			expect(outputs[0][0].json.creation_status).toBe('already_existed');
			expect(row.held(sandbox.books)).toHaveLength(1);
		});

		it('differs between customers', async () => {
			await run(row, url(), { items: [...customers(2), ...customers(1, 'Other')] });
			expect(new Set(keys()).size).toBe(3);
			expect(
				keys().every((key) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(key))),
			).toBe(true);
		});

		it('differs between items, executions, and nodes with Create Another', async () => {
			const [customer] = customers(1);
			const parameters = { ifExists: 'create' };
			await run(row, url(), { items: [customer, customer], executionId: '7', parameters });
			await run(row, url(), { items: [customer], executionId: '8', parameters });
			await run(row, url(), { items: [customer], executionId: '7', nodeId: 'another', parameters });
			await run(row, url(), { items: [customer], executionId: '7', parameters });
			expect(new Set(keys()).size).toBe(4);
			expect(row.held(sandbox.books)).toHaveLength(4);
		});
	},
);

describe.each(creations)('Loop Over Items: $title', (row) => {
	it('sends a request in every round, even for a repeated customer', async () => {
		const [customer, other] = customers(2);
		const again = row.repeat === 'keyed' ? [customer] : [];
		const { error } = await run(row, sandbox.url[row.provider], {
			items: [customer, other, ...again],
			loop: true,
		});
		expect(error).toBeUndefined();
		expect(asked(row, sandbox.requests)).toHaveLength(2 + again.length);
		if (row.repeat === 'keyed') expect(new Set(keys()).size).toBe(2);
	});
});

describe.each(creations)('rerun of the same list: $title', (row) => {
	it('creates no duplicates right after a run stopped with an unknown outcome', async () => {
		const url = sandbox.url[row.provider];
		const items = customers(6);
		// All requests are in flight before the first response.
		sandbox.latencyMs = 50;
		let creates = 0;
		sandbox.faults.next = ({ method, path }) => {
			if (method !== 'POST' || path !== row.path) return undefined;
			creates += 1;
			if (creates === 2) return { kind: 'status', status: 500, when: 'after' };
			return creates === 4 ? { kind: 'status', status: 400, when: 'before' } : undefined;
		};
		const parameters = { ifExists: 'return' };
		const first = await run(row, url, { items, parameters });
		expect(first.error).toBeDefined();
		sandbox.faults.next = undefined;
		const second = await run(row, url, { items, parameters, executionId: '8' });
		expect(second.error).toBeUndefined();
		const names = row.held(sandbox.books).map(({ name }) => name);
		expect(names.sort()).toEqual(items.map(({ company }) => company).sort());
	});
});

it("waits for requests that n8n's earlier try left in flight", async () => {
	const row = creations.find(({ node }) => node === 'softwareOne') as (typeof creations)[number];
	// With n8n's batching, an expression that fails in the second batch ends the try while the first is in flight.
	sandbox.faults.next = () => ({ kind: 'delay', ms: 300 });
	const items = customers(4).map((customer, index) => ({
		...customer,
		text: index === 2 ? null : '',
	}));
	const options = { batching: { batch: { batchSize: 2, batchInterval: 50 } } };
	await run(row, sandbox.url[row.provider], {
		items,
		tries: 2,
		options,
		parameters: { name: '={{ $json.company + $json.text.trim() }}' },
	});
	expect(asked(row, sandbox.requests).sort()).toEqual(['Customer 0', 'Customer 1']);
});

describe.each(creations)("n8n's Retry On Fail: $title", (row) => {
	describe.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'with On Error %s',
		(onError) => {
			const url = () => sandbox.url[row.provider];
			const times = (wanted: string) =>
				asked(row, sandbox.requests).filter((name) => name === wanted).length;

			it('does not resend items that succeeded', async () => {
				const items = customers(5).map((customer, index) =>
					index === 2 ? { ...customer, ...row.rejected.change } : customer,
				);
				const result = await run(row, url(), { items, onError, tries: 3 });
				for (const name of asked(row, sandbox.requests))
					if (name !== 'Customer 2') expect(times(name)).toBe(1);
				expect(times('Customer 2')).toBeLessThanOrEqual(3);
				const names = row.held(sandbox.books).map(({ name }) => name);
				expect(new Set(names).size).toBe(names.length);
				const told = [
					...givenIn(row, result.outputs.flat(), items).map(({ name }) => name),
					wordsOf(result),
				].join('\n');
				for (const name of names) expect(told).toContain(name);
			});

			it("retries a lost create only where that can't create a duplicate", async () => {
				sandbox.faults.next = () =>
					sandbox.requests.length === 2
						? { kind: 'status', status: 503, when: 'after' }
						: undefined;
				const options = { retries: 0, requestsAtOnce: 1 };
				const result = await run(row, url(), { items: customers(4), onError, tries: 3, options });
				const names = row.held(sandbox.books).map(({ name }) => name);
				expect(new Set(names).size).toBe(names.length);
				if (onError === undefined && row.repeat !== 'never') {
					expect(result.error).toBeUndefined();
					expect(names).toHaveLength(4);
					expect(times('Customer 1')).toBe(2);
				} else {
					expect(times('Customer 1')).toBe(1);
					expect(
						[wordsOf(result), ...result.outputs.flat().map(({ json }) => json.error)].join(),
					).toMatch(/unknown whether.*'Customer 1'/);
				}
			});
		},
	);
});
