import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { RecordedRequest } from '../../sandbox/types.mts';
import { restart } from './harness.mts';
import {
	asked,
	creations,
	customers,
	givenIn,
	pairedTo,
	run as runRow,
	wordsOf,
	type Creation,
	type Way,
} from './providers.mts';

// Promise 4 across executions: n8n's Retry, n8n's own rerun, and running the list again.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const run = async (row: Creation, way: Way) =>
	await runRow(row, sandbox.url[row.provider], { ...way, parameters: { ifExists: 'return' } });

const isCreate = ({ path }: Creation, request: RecordedRequest) =>
	request.method === 'POST' && request.path === path;

const namesAt = (row: Creation) => row.held(sandbox.books).map(({ name }) => name);

describe.each(creations)("n8n's Retry button: $title", (row) => {
	const items = customers(6);
	const everybody = items.map(({ company }) => company);
	const times = (wanted: string) =>
		asked(row, sandbox.requests).filter((name) => name === wanted).length;
	const options = { requestsAtOnce: 1, retries: 0 };

	it('returns what was created and sends only the rest', async () => {
		let creates = 0;
		sandbox.faults.next = (request) => {
			if (!isCreate(row, request)) return undefined;
			creates += 1;
			return creates === 3 ? { kind: 'status', status: 400, when: 'before' } : undefined;
		};
		const failed = await run(row, { items, options });
		expect(failed.error).toBeDefined();
		const done = row.held(sandbox.books);
		expect(done.length).toBeGreaterThan(1);
		expect(done.length).toBeLessThan(items.length);
		sandbox.faults.next = undefined;
		// By then, another worker may run this, which knows only what n8n has stored.
		restart();
		sandbox.requests.length = 0;
		const retry = await run(row, { items, options, executionId: '2', retryOf: failed.run });
		expect(wordsOf(retry)).toBe('');
		const rest = everybody.filter((company) => !done.some(({ name }) => name === company));
		expect(asked(row, sandbox.requests).sort()).toEqual(rest);
		expect(namesAt(row).sort()).toEqual(everybody);
		const [output] = retry.outputs;
		expect(output.map(({ json }) => json.creation_status)).toEqual(Array(6).fill('created'));
		expect(output.map(pairedTo)).toEqual([0, 1, 2, 3, 4, 5]);
		if (!row.secretId) expect(givenIn(row, output, items)).toEqual(expect.arrayContaining(done));
	});

	it('finds out what became of a create with an unknown outcome', async () => {
		// Neither the create nor any later request gets a response.
		let silent = false;
		sandbox.faults.next = (request) => {
			silent ||= isCreate(row, request);
			return silent ? { kind: 'cut', when: 'after' } : undefined;
		};
		const failed = await run(row, { items, options });
		expect(wordsOf(failed)).toMatch(/unknown whether|may also have been/i);
		const [lost] = namesAt(row);
		sandbox.faults.next = undefined;
		restart();
		sandbox.requests.length = 0;
		const way = { items, options, retryOf: failed.run };
		const retry = await run(row, { ...way, executionId: '2' });
		if (row.provider === 'gusto') {
			// Gusto has no lookup, so the outcome stays unknown. Running the list again resolves it: Gusto knows the email.
			expect(wordsOf(retry)).toMatch(/unknown whether|may also have been/i);
			expect(times(lost)).toBe(0);
			const again = await run(row, { items, options, executionId: '3' });
			expect(wordsOf(again)).toBe('');
			expect(times(lost)).toBe(1);
		} else {
			expect(wordsOf(retry)).toBe('');
			expect(times(lost)).toBe(row.repeat === 'keyed' ? 1 : 0);
		}
		expect(namesAt(row).sort()).toEqual(everybody);
	});

	it("does not use one customer's note for another", async () => {
		let creates = 0;
		sandbox.faults.next = (request) => {
			if (!isCreate(row, request)) return undefined;
			creates += 1;
			return creates === 3 ? { kind: 'status', status: 400, when: 'before' } : undefined;
		};
		const failed = await run(row, { items, options });
		sandbox.faults.next = undefined;
		// As if an earlier node had returned the items in another order.
		const [waiting] = failed.run.data.executionData?.nodeExecutionStack ?? [];
		waiting.data.main[0]?.reverse();
		const retry = await run(row, { items, options, executionId: '2', retryOf: failed.run });
		expect(wordsOf(retry)).toBe('');
		expect(namesAt(row).sort()).toEqual(everybody);
		const given = givenIn(row, retry.outputs[0], [...items].reverse());
		expect(given.map(({ name }) => name)).toEqual([...everybody].reverse());
	});
});

// In queue mode, n8n 1 reruns the execution of a killed worker, with the same ID and without any notes.
describe('rerun of a killed execution under the same ID', () => {
	it.each(creations)('creates no duplicates: $title', async (row) => {
		const items = customers(6);
		let creates = 0;
		let stop = () => {};
		sandbox.faults.next = (request) => {
			if (isCreate(row, request)) creates += 1;
			// The fourth is created, but the run is gone before any response.
			if (creates === 4) setImmediate(stop);
			return creates >= 4 ? { kind: 'hang', when: creates === 4 ? 'after' : 'before' } : undefined;
		};
		await run(row, { items, onStart: (cancel) => (stop = cancel) });
		const before = row.held(sandbox.books).length;
		expect(before).toBeGreaterThan(0);
		expect(before).toBeLessThan(items.length);
		sandbox.faults.next = undefined;
		restart();
		const { outputs, error } = await run(row, { items });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(items.length);
		expect(namesAt(row).sort()).toEqual(items.map(({ company }) => company).sort());
	});
});

describe('lookup after an unknown outcome', () => {
	const searched = creations.filter(({ provider }) => ['softwareone', 'teal'].includes(provider));

	it.each(searched)('looks a second time when the first lookup fails: $title', async (row) => {
		let looks = -Infinity;
		sandbox.faults.next = (request) => {
			if (isCreate(row, request)) {
				looks = 0;
				return { kind: 'cut', when: 'after' };
			}
			looks += 1;
			return looks === 1 ? { kind: 'cut', when: 'before' } : undefined;
		};
		const { outputs, error } = await run(row, { items: customers(1), options: { retries: 0 } });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.creation_status).toBe('created');
		expect(looks).toBe(2);
		expect(asked(row, sandbox.requests)).toHaveLength(1);
	});
});

describe('two n8n instances creating the same customers at once', () => {
	it.each(creations)('avoids duplicates if the provider allows it: $title', async (row) => {
		const items = customers(20);
		sandbox.latencyMs = 20;
		const first = run(row, { items });
		while (sandbox.requests.length === 0) await new Promise(setImmediate);
		// Whatever starts from here on shares nothing with the first run.
		restart();
		const both = await Promise.all([first, run(row, { items, executionId: '2' })]);
		for (const { error } of both) expect(error).toBeUndefined();
		const names = namesAt(row);
		const twice = names.length - new Set(names).size;
		expect(new Set(names).size).toBe(items.length);
		// SoftwareOne and Teal have nothing to prevent duplicates here; docs/reliability.md says so.
		if (!['softwareone', 'teal'].includes(row.provider)) expect(twice).toBe(0);
	});
});
