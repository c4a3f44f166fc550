import type { Fault } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import {
	asked,
	called,
	creations,
	customers,
	givenIn,
	pairedTo,
	run,
	wordsOf,
	type Creation,
} from './providers.mts';

// Promise 5: whatever happens to some items, everything created is reported once, with its customer.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

function withRejected(row: Creation, count: number, rejected: number) {
	return customers(count).map((customer, index) =>
		index === rejected ? { ...customer, ...row.rejected.change } : customer,
	);
}

describe.each(creations)('a run that stops: $title', (row) => {
	const url = () => sandbox.url[row.provider];

	it('sends no more creates, and lists what was created by name and ID', async () => {
		const result = await run(row, url(), {
			items: withRejected(row, 12, 3),
			options: { requestsAtOnce: 2 },
		});
		expect(wordsOf(result)).toContain(row.rejected.words);
		expect(asked(row, sandbox.requests).length).toBeLessThanOrEqual(6);
		const held = row.held(sandbox.books);
		expect(held.length).toBeGreaterThanOrEqual(3);
		for (const one of held) expect(wordsOf(result)).toContain(called(row, one));
		expect(wordsOf(result)).toContain(`(${held.length} of 12)`);
		expect(result.error?.context).toMatchObject({ itemIndex: 3 });
	});

	it('shortens a long list of what was created, and gives the total', async () => {
		const result = await run(row, url(), { items: withRejected(row, 40, 30) });
		const { length } = row.held(sandbox.books);
		expect(wordsOf(result)).toContain(`(${length} of 40)`);
		expect(wordsOf(result)).toContain(`and ${length - 20} more`);
	});

	it('names the item that ended the run, even if an earlier one is still waiting', async () => {
		// Both requests are in flight before the first one is told to wait.
		sandbox.latencyMs = 50;
		sandbox.faults.next = () =>
			sandbox.requests.length === 1
				? { kind: 'rate-limited', hint: 'seconds', seconds: 60 }
				: undefined;
		const items = customers(2).map((customer) => ({ ...customer, ...row.rejected.change }));
		const result = await run(row, url(), { items });
		const index = result.error?.context?.itemIndex;
		expect(wordsOf(result)).toContain(`'Customer ${index}'`);
		expect(sandbox.requests).toHaveLength(2);
	});

	it('names every create whose outcome is unknown', async () => {
		sandbox.faults.next = (): Fault => ({ kind: 'cut', when: 'after' });
		const said = wordsOf(await run(row, url(), { items: customers(3), options: { retries: 0 } }));
		expect(said).toMatch(/unknown whether/);
		for (const { name } of row.held(sandbox.books)) expect(said).toContain(name);
	});

	it('names a create of unknown outcome even if the run stops before its retry', async () => {
		const items = withRejected(row, 2, 1);
		sandbox.faults.next = () =>
			sandbox.requests.length === 1 ? { kind: 'cut', when: 'after' } : { kind: 'delay', ms: 20 };
		const said = wordsOf(await run(row, url(), { items }));
		for (const { name } of row.held(sandbox.books)) expect(said).toContain(name);
	});
});

describe.each(creations)('a run that continues: $title', (row) => {
	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: outputs every item once, paired, with its own fields',
		async (onError) => {
			const items = withRejected(row, 8, 3).map((customer, index) =>
				index === 5 ? { ...customer, ...row.invalid.change } : customer,
			);
			// The last request for the eight items; it has no retries left.
			sandbox.faults.next = () =>
				sandbox.requests.length === 7 ? { kind: 'cut', when: 'after' } : undefined;
			const { outputs, error } = await run(row, sandbox.url[row.provider], {
				items,
				onError,
				options: { requestsAtOnce: 1, retries: 0 },
			});
			expect(error).toBeUndefined();

			const failed = outputs.flat().filter(({ json }) => json.error);
			const created = outputs.flat().filter(({ json }) => !json.error);
			expect(failed.map(pairedTo)).toEqual([3, 5, 7]);
			expect(created.map(pairedTo)).toEqual([0, 1, 2, 4, 6]);
			if (onError === 'continueErrorOutput') expect(outputs).toEqual([created, failed]);
			for (const item of failed) expect(item.json).toMatchObject(items[Number(pairedTo(item))]);

			const unknown = failed.filter(({ json }) => /unknown whether/.test(String(json.error)));
			expect(unknown.map(pairedTo)).toEqual([7]);
			// n8n treats an item with any field besides `error` as successful and sends it to the first output.
			expect(failed.map(({ json }) => json.error_kind)).toEqual(
				onError === 'continueErrorOutput'
					? [undefined, undefined, undefined]
					: ['rejected', 'invalid', 'unknown'],
			);
			const held = row.held(sandbox.books).filter(({ name }) => name !== 'Customer 7');
			expect(givenIn(row, created, items)).toEqual(held);
		},
	);
});
