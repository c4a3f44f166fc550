import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { loadOptions, mappedFields } from './forms.mts';
import { nodeType } from './harness.mts';
import { listings, pairedTo, run } from './providers.mts';

// Promises 7 and 8: lists are complete, in order, without duplicates, fast, and paired.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

describe.each(listings)('$title', (row) => {
	const read = async (parameters = {}) => {
		const { outputs, error } = await run(row, sandbox.url[row.provider], { parameters });
		expect(error).toBeUndefined();
		return outputs[0].map(({ json }) => String(json[row.key]));
	};

	it('reads several pages at once and outputs all records in order', async () => {
		sandbox.seed(row.provider, 12 * row.most + 7);
		sandbox.latencyMs = 10;
		const ids = await read({ returnAll: true });
		sandbox.latencyMs = 0;
		expect(ids).toEqual(row.ids(sandbox.books));
		expect(sandbox.requests).toHaveLength(Math.ceil(ids.length / row.most));
		expect(sandbox.maxInFlight[row.provider]).toBeGreaterThan(1);
		expect(sandbox.maxInFlight[row.provider]).toBeLessThanOrEqual(20);
	});

	it.each([
		[7, 1],
		[100, 1],
		[150, 2],
		[301, 4],
	])('reads a limit of %i records in %i page(s)', async (limit, pages) => {
		sandbox.seed(row.provider, 5 * row.most);
		expect(await read({ returnAll: false, limit })).toEqual(row.ids(sandbox.books).slice(0, limit));
		expect(sandbox.requests).toHaveLength(pages);
		expect(Number(sandbox.requests[0].query[row.size])).toBe(Math.min(limit, row.most));
	});

	it('sends one request when everything is on the first page', async () => {
		sandbox.seed(row.provider, 3);
		expect(await read({ returnAll: true })).toEqual(row.ids(sandbox.books));
		expect(sandbox.requests).toHaveLength(1);
	});

	it('spends one retry each on a rate limit and a lost connection mid-list', async () => {
		sandbox.seed(row.provider, 40 * row.most);
		sandbox.faults.next = () => {
			if (sandbox.requests.length === 13)
				return { kind: 'rate-limited', hint: 'seconds', seconds: 0 };
			return sandbox.requests.length === 24 ? { kind: 'cut-body' } : undefined;
		};
		const ids = await read({ returnAll: true });
		expect(ids).toEqual(row.ids(sandbox.books));
		expect(sandbox.requests).toHaveLength(Math.ceil(ids.length / row.most) + 2);
	});

	it('outputs nothing rather than part of a list when a page fails', async () => {
		sandbox.seed(row.provider, 5 * row.most);
		sandbox.faults.next = () =>
			sandbox.requests.length > 2 ? { kind: 'status', status: 503, when: 'before' } : undefined;
		const { outputs, error } = await run(row, sandbox.url[row.provider], {
			parameters: { returnAll: true },
			options: { retries: 0 },
		});
		expect(outputs.flat()).toEqual([]);
		expect(error?.message).toContain(row.name);
	});

	it('pairs every record with the item that requested it', async () => {
		sandbox.seed(row.provider, 5);
		const { outputs } = await run(row, sandbox.url[row.provider], {
			items: [{ limit: 1 }, { limit: 3 }, { limit: 2 }],
			parameters: { limit: '={{ $json.limit }}' },
		});
		expect(outputs[0].map(pairedTo)).toEqual([0, 1, 1, 1, 2, 2]);
	});

	it('pairs records with the right items when some items fail', async () => {
		sandbox.seed(row.provider, 5);
		sandbox.faults.next = () =>
			sandbox.requests.length === 2 ? { kind: 'cut', when: 'before' } : undefined;
		const { outputs } = await run(row, sandbox.url[row.provider], {
			items: [{ crm: 'a' }, { crm: 'b' }, { crm: 'c' }],
			parameters: { limit: 2 },
			options: { requestsAtOnce: 1, retries: 0 },
			onError: 'continueErrorOutput',
		});
		expect(outputs[0].map(pairedTo)).toEqual([0, 0, 2, 2]);
		expect(outputs[1].map(({ json }) => json)).toEqual([
			{ crm: 'b', error: expect.stringContaining(row.name) },
		]);
	});
});

describe.each(listings.filter(({ filter }) => filter))('filters: $title', (row) => {
	it('sends the filters with every page request', async () => {
		sandbox.seed(row.provider, 3 * row.most);
		const { parameters, query, ids } = row.filter!;
		const { outputs } = await run(row, sandbox.url[row.provider], {
			parameters: { ...parameters, returnAll: true },
		});
		expect(outputs[0].map(({ json }) => String(json[row.key]))).toEqual(ids(sandbox.books));
		expect(sandbox.requests.length).toBeGreaterThan(1);
		for (const { rawQuery } of sandbox.requests)
			expect(Object.fromEntries(new URLSearchParams(rawQuery))).toMatchObject(query);
	});
});

describe('form lists without a credential', () => {
	const early = (node: string) => ({ node, credentials: {} });

	it.each([
		['softwareOne', 'getGroups'],
		['teal', 'getTerms'],
		['yardstik', 'getAccountPackages'],
		['yardstik', 'getPermissiblePurposes'],
		['yardstikTrigger', 'getWebhookTypes'],
	])('%s, %s: says what to do and sends no request', async (node, method) => {
		expect(await loadOptions(early(node), method)).toMatchObject([
			{ name: 'Select a Credential, Then Refresh This List', value: '' },
		]);
		expect(sandbox.requests).toEqual([]);
	});

	it('covers every loadOptions method', () => {
		const nodes = ['checkr', 'gusto', 'teal', 'softwareOne', 'yardstik', 'yardstikTrigger'];
		const methods = nodes.flatMap((node) => Object.keys(nodeType(node).methods?.loadOptions ?? {}));
		expect(methods).toHaveLength(5);
	});

	it('teal: does not turn the hint into a login field', async () => {
		expect((await mappedFields(early('teal'), 'getExtraLoginFields')).fields).toEqual([]);
	});
});
