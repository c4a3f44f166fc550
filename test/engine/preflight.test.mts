import type {
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { nodeType, runNode } from './harness.mts';
import {
	asked,
	creations,
	credentialsFor,
	customers,
	expectCause,
	pairedTo,
	run,
	wordsOf,
} from './providers.mts';

// Promises 1 and 2: nothing is sent before everything is checked, and no more than allowed is in flight.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

describe.each(creations)('preflight: $title', (row) => {
	const six = () =>
		customers(6).map((customer, index) =>
			index === 4 ? { ...customer, ...row.invalid.change } : customer,
		);

	it('sends nothing when one of six items is invalid, and names its fields', async () => {
		const result = await run(row, sandbox.url[row.provider], { items: six() });
		expect(sandbox.requests).toEqual([]);
		for (const label of row.invalid.labels) expect(wordsOf(result)).toContain(`'${label}'`);
		expect(wordsOf(result)).toContain(`Nothing was sent to ${row.name}`);
		expectCause(result, { cause: 'configuration-invalid' });
		expect(result.error?.context).toMatchObject({ itemIndex: 4 });
		// Otherwise n8n's editor would add the number to the message again.
		expect(result.error?.message).toContain('item 4');
	});

	it('waits for items that n8n passes in later than others', async () => {
		const credentials = credentialsFor(row, sandbox.url[row.provider]);
		const late = { node: handedOverLate(row.node), parameters: row.parameters, credentials };
		const { outputs } = await runNode({ ...late, items: customers(6) });
		expect(outputs[0].map(pairedTo)).toEqual([0, 1, 2, 3, 4, 5]);
		expect(row.held(sandbox.books)).toHaveLength(6);

		sandbox.reset();
		await runNode({ ...late, items: six() });
		expect(sandbox.requests).toEqual([]);
	});

	it('lists every invalid item', async () => {
		const items = customers(6).map((customer, index) =>
			index % 2 ? { ...customer, ...row.invalid.change } : customer,
		);
		const said = wordsOf(await run(row, sandbox.url[row.provider], { items }));
		expect(sandbox.requests).toEqual([]);
		for (const index of [1, 3, 5])
			expect(said).toMatch(new RegExp(`Item ${index}.*'${row.invalid.labels[0]}'`));
		expect(said).not.toMatch(/Item [024]/);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'sends the valid items with %s',
		async (onError) => {
			const { outputs, error } = await run(row, sandbox.url[row.provider], {
				items: six(),
				onError,
			});
			expect(error).toBeUndefined();
			expect(asked(row, sandbox.requests).sort()).toEqual(
				[0, 1, 2, 3, 5].map((index) => `Customer ${index}`),
			);
			const failed = outputs.flat().filter(({ json }) => json.error);
			expect(failed.map(pairedTo)).toEqual([4]);
			expect(failed[0].json).toMatchObject({
				crm: 'crm-4',
				error: expect.stringContaining(`'${row.invalid.labels[0]}'`),
			});
		},
	);

	it("sends nothing when one item's expression throws", async () => {
		const { error } = await run(row, sandbox.url[row.provider], {
			items: customers(6),
			parameters: throwing(row.parameters),
		});
		expect(sandbox.requests).toEqual([]);
		expect(error?.message).toBeTruthy();
	});

	it("sends the others when one item's expression throws and the node continues", async () => {
		const { outputs } = await run(row, sandbox.url[row.provider], {
			items: customers(6),
			parameters: throwing(row.parameters),
			onError: 'continueErrorOutput',
		});
		expect(asked(row, sandbox.requests).sort()).toEqual(
			[0, 1, 2, 4, 5].map((index) => `Customer ${index}`),
		);
		expect(outputs[0]).toHaveLength(5);
		expect(outputs[1]).toHaveLength(1);
	});
});

/** The same node in an engine that waits a few microtasks longer for each item before passing it in. */
function handedOverLate(name: string): INodeType {
	const { description } = nodeType(name);
	const late = async function (this: IExecuteSingleFunctions, request: IHttpRequestOptions) {
		for (let turn = 0; turn < 10 * this.getItemIndex(); turn += 1) await Promise.resolve();
		return request;
	};
	const properties = description.properties.map((property) => ({
		...property,
		options: property.options?.map((option) => {
			const { routing } = option as INodePropertyOptions;
			return routing?.send
				? {
						...option,
						routing: {
							...routing,
							send: { ...routing.send, preSend: [late, ...(routing.send.preSend ?? [])] },
						},
					}
				: option;
		}),
	})) as INodeProperties[];
	return { description: { ...description, properties } };
}

/** The name parameter, with an expression that throws for item 3. */
function throwing(parameters: Record<string, unknown>) {
	const [name, value] = Object.entries(parameters).find(([, value]) =>
		String(value).includes('$json.company'),
	) as [string, string];
	return {
		[name]: value.replace('={{', '={{ $json.crm === "crm-3" ? $("Nowhere").first().json.name :'),
	};
}

describe.each(creations)('concurrency limit: $title', (row) => {
	it('sends more than five requests at once, but at most twenty', async () => {
		sandbox.latencyMs = 100;
		await run(row, sandbox.url[row.provider], { items: customers(60) });
		sandbox.latencyMs = 0;
		expect(row.held(sandbox.books)).toHaveLength(60);
		expect(sandbox.maxInFlight[row.provider]).toBeLessThanOrEqual(20);
		expect(sandbox.maxInFlight[row.provider]).toBeGreaterThan(5);
	});

	it.each([
		[1, 1],
		[2, 2],
		[20, 20],
		[500, 50],
		[0, 1],
	])('turns Requests at Once %i into a limit of %i', async (requestsAtOnce, most) => {
		// Long enough for several to be in flight, if the limit allows it.
		sandbox.latencyMs = most > 2 ? 100 : 20;
		await run(row, sandbox.url[row.provider], {
			items: customers(most + 3),
			options: { requestsAtOnce },
		});
		sandbox.latencyMs = 0;
		expect(row.held(sandbox.books)).toHaveLength(most + 3);
		expect(sandbox.maxInFlight[row.provider]).toBeLessThanOrEqual(most);
		// A busy machine may not get all twenty in flight before the first response.
		expect(sandbox.maxInFlight[row.provider]).toBeGreaterThanOrEqual(Math.min(most, 6));
	});

	it('keeps to the limit during retries', async () => {
		sandbox.faults.next = () =>
			sandbox.requests.length <= 3
				? { kind: 'rate-limited', hint: 'seconds', seconds: 0 }
				: { kind: 'delay', ms: 10 };
		await run(row, sandbox.url[row.provider], {
			items: customers(9),
			options: { requestsAtOnce: 3 },
		});
		expect(row.held(sandbox.books)).toHaveLength(9);
		expect(sandbox.maxInFlight[row.provider]).toBeLessThanOrEqual(3);
	});

	it("works with n8n's batching, which sends some batches before it checks others", async () => {
		const options = { batching: { batch: { batchSize: 2, batchInterval: 200 } } };
		const { outputs } = await run(row, sandbox.url[row.provider], { items: customers(5), options });
		expect(outputs[0].map(pairedTo)).toEqual([0, 1, 2, 3, 4]);

		sandbox.reset();
		const items = customers(5).map((customer, index) =>
			index === 3 ? { ...customer, ...row.invalid.change } : customer,
		);
		const result = await run(row, sandbox.url[row.provider], { items, options });
		expect(wordsOf(result)).toContain(`'${row.invalid.labels[0]}'`);
		expect(asked(row, sandbox.requests).sort()).toEqual(['Customer 0', 'Customer 1']);
		for (const { name } of row.held(sandbox.books)) expect(wordsOf(result)).toContain(name);
		expect(wordsOf(result)).toContain(`Nothing more was sent to ${row.name}`);
		expect(wordsOf(result)).toContain('(2 of 5)');
	});

	it.each([undefined, 'continueRegularOutput'] as const)(
		'sends only the first item with Execute Once and On Error %s',
		async (onError) => {
			const result = await run(row, sandbox.url[row.provider], {
				items: customers(3),
				onError,
				executeOnce: true,
			});
			expect(wordsOf(result)).toBe('');
			expect(asked(row, sandbox.requests)).toEqual(['Customer 0']);
			expect(result.outputs[0].map(pairedTo)).toEqual([0]);
		},
	);

	it('keeps its limit and retries when an expression for them returns no number', async () => {
		sandbox.faults.next = () =>
			sandbox.requests.length < 3
				? { kind: 'rate-limited', hint: 'seconds', seconds: 0 }
				: { kind: 'delay', ms: 20 };
		const nothing = '={{ Number($json.nothing) }}';
		const result = await run(row, sandbox.url[row.provider], {
			items: customers(12),
			options: { requestsAtOnce: nothing, retries: nothing },
		});
		expect(wordsOf(result)).toBe('');
		expect(sandbox.maxInFlight[row.provider]).toBeLessThanOrEqual(20);
	});
});
