import './quiet.mts';
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { addEvent } from '../../sandbox/events/gusto.mts';
import { addAccount, changeAccount } from '../../sandbox/providers/softwareone.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { PublishedWorkflow, type Keeping } from './polling.mts';
import { noon, pollingTriggers, type PollingTrigger } from './polling-triggers.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const MINUTE = 60_000;
/** Random cases per test; `POLLING_CASES=1000 npx jest --testPathPatterns triggers-polling` runs many of them. */
const CASES = Number(process.env.POLLING_CASES ?? 25);

const polled = pollingTriggers(() => sandbox);
const [gusto, softwareOne, yardstik] = polled;

function publish(
	{ node, credential, provider, secrets, parameters }: PollingTrigger,
	more: { parameters?: INodeParameters; keeping?: Keeping; values?: Record<string, string> } = {},
): PublishedWorkflow {
	const values = {
		environment: 'custom',
		baseUrl: sandbox.url[provider],
		...secrets,
		...more.values,
	};
	return new PublishedWorkflow({
		node,
		credentials: { [credential]: values },
		parameters: { ...parameters, ...more.parameters },
		keeping: more.keeping,
	});
}

const accountsIn = (items: IDataObject[], { account }: PollingTrigger) =>
	items.map((item) => String(item[account]));
/** Rejects all requests from now on, for a reason other than the credential. */
const reject = () => {
	sandbox.faults.next = () => ({ kind: 'status', status: 422, when: 'before' });
};
const failureOf = async (doing: Promise<unknown>) =>
	await doing.then(
		() => {
			throw new Error('It did not fail');
		},
		(error: unknown) =>
			error as Error & {
				description: string;
				httpCode: string | null;
				failure?: IDataObject;
				constructor: { name: string };
			},
	);

describe.each(polled.map((trigger) => [trigger.name, trigger] as const))(
	'%s polling trigger',
	(_name, trigger) => {
		const happen = () => trigger.happen();

		it.each<Keeping>(['classic', 'durable'])(
			'outputs no events from before publishing, and each later event once (%s)',
			async (keeping) => {
				happen();
				happen();
				const workflow = publish(trigger, { keeping });
				expect(await workflow.start()).toEqual([]);
				if (keeping === 'durable') await workflow.poll();
				const expected = [happen()];
				await workflow.poll();
				expect(await workflow.poll()).toEqual([]);
				expected.push(happen(), happen());
				await workflow.poll();
				expect(accountsIn(workflow.output, trigger)).toEqual(expected);
			},
		);

		it('outputs the first event of an account that had none', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			const expected = [happen()];
			await workflow.poll();
			expect(accountsIn(workflow.output, trigger)).toEqual(expected);
		});

		it('catches up after a restart without repeating events', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			const before = happen();
			await workflow.poll();
			workflow.stop();
			const meanwhile = happen();
			expect(accountsIn(await workflow.start(), trigger)).toEqual([meanwhile]);
			workflow.stop();
			expect(await workflow.start()).toEqual([]);
			expect(accountsIn(workflow.output, trigger)).toEqual([before, meanwhile]);
		});

		it('outputs no duplicates when two polls overlap', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			const expected = [happen()];
			await Promise.all([workflow.poll(), workflow.poll()]);
			expect(accountsIn(workflow.output, trigger)).toEqual(expected);
		});

		it('keeps its position when a poll fails', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			const expected = [happen()];
			reject();
			const error = await failureOf(workflow.poll());
			sandbox.faults.next = undefined;
			expect(error.constructor.name).toBe('NodeApiError');
			expect(error.message).toContain('Something went wrong on our side');
			await workflow.poll();
			expect(accountsIn(workflow.output, trigger)).toEqual(expected);
		});

		it('tells n8n how long the provider asks to wait', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			const { stored } = workflow;
			sandbox.faults.next = () => ({ kind: 'rate-limited', hint: 'seconds', seconds: 300 });
			const error = await failureOf(workflow.poll());
			expect(error.httpCode).toBe('429');
			expect(error.description).toContain('No events are lost');
			expect(workflow.stored).toEqual(stored);
			// n8n 1.x has no cause of a failure and does not back off.
			if ('failure' in error)
				expect(error.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 300_000 });
		});

		it('reports a rejected credential without revealing the secret', async () => {
			const values = Object.fromEntries(
				Object.keys(trigger.secrets).map((name) => [name, 'wrong-secret-value']),
			);
			const error = await failureOf(publish(trigger, { values }).start());
			expect(error.constructor.name).toBe('NodeApiError');
			expect(error.message).toContain(trigger.name);
			expect(JSON.stringify({ ...error, message: error.message })).not.toContain('wrong-secret');
		});

		it('starts over without output in another environment', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			happen();
			const other = publish(trigger, {
				values: { baseUrl: sandbox.url[trigger.provider].replace('127.0.0.1', 'localhost') },
			});
			other.stored = workflow.stored;
			expect(await other.start()).toEqual([]);
			const expected = [happen()];
			expect(accountsIn(await other.poll(), trigger)).toEqual(expected);
		});

		it('starts over without output after the node is renamed', async () => {
			const workflow = publish(trigger);
			await workflow.start();
			happen();
			await workflow.poll();
			workflow.output.length = 0;
			workflow.rename();
			expect(await workflow.start()).toEqual([]);
			const expected = [happen()];
			await workflow.poll();
			expect(accountsIn(workflow.output, trigger)).toEqual(expected);
		});

		it('outputs the newest event and stores nothing in a manual run', async () => {
			happen();
			const newest = happen();
			const workflow = publish(trigger);
			expect(accountsIn(await workflow.test(), trigger)).toEqual([newest]);
			await workflow.start();
			expect(accountsIn(await workflow.test(), trigger)).toEqual([newest]);
		});

		it('says what to do when a manual run finds no events', async () => {
			const error = await failureOf(publish(trigger).test());
			expect(error.constructor.name).toBe('NodeApiError');
			expect(error.message).toBe('No events yet');
			expect(error.description).toContain('publish');
		});

		it('adds the whole event with Simplify off', async () => {
			const workflow = publish(trigger, { parameters: { simplify: false } });
			await workflow.start();
			happen();
			const [item] = await workflow.poll();
			expect(Object.keys(item).slice(0, 5)).toEqual([
				'event_id',
				'event',
				'event_name',
				'occurred_at',
				trigger.account,
			]);
			expect(Object.keys(item).at(-1)).toBe('raw');
			const simplified = publish(trigger);
			expect(await simplified.test()).toEqual([
				expect.not.objectContaining({ raw: expect.anything() }),
			]);
		});

		it(
			'neither repeats nor misses events, whatever happens between polls',
			async () => {
				const step = fc.oneof(
					{ weight: 5, arbitrary: fc.constantFrom('happen', 'poll') },
					{ weight: 1, arbitrary: fc.constantFrom('fail', 'restart', 'test', 'twice') },
				);
				await fc.assert(
					fc.asyncProperty(
						fc.array(step, { maxLength: 20 }),
						fc.constantFrom<Keeping>('classic', 'durable'),
						fc.integer({ min: 0, max: 3 }),
						async (steps, keeping, before) => {
							sandbox.reset();
							for (let count = 0; count < before; count += 1) happen();
							const workflow = publish(trigger, { keeping });
							await workflow.start();
							// With durable cursors, the state from the poll on publish is not stored.
							await workflow.poll();
							const expected: string[] = [];
							for (const what of [...steps, 'poll']) {
								if (what === 'happen') expected.push(happen());
								if (what === 'poll') await workflow.poll();
								if (what === 'test' && before > 0) await workflow.test();
								if (what === 'twice' && keeping === 'classic')
									await Promise.all([workflow.poll(), workflow.poll()]);
								if (what === 'restart') {
									workflow.stop();
									await workflow.start();
								}
								if (what === 'fail') {
									reject();
									await failureOf(workflow.poll());
									sandbox.faults.next = undefined;
								}
							}
							expect(accountsIn(workflow.output, trigger)).toEqual(expected);
							const ids = workflow.output.map(({ event_id }) => event_id);
							expect(new Set(ids).size).toBe(ids.length);
						},
					),
					{ numRuns: CASES },
				);
			},
			60_000 + CASES * 200,
		);
	},
);

describe('Gusto Trigger', () => {
	const feed = () => sandbox.books.gusto.feed;
	const add = (name = 'company.approved', at?: number) =>
		addEvent(feed(), name, undefined, at).uuid;
	const idsIn = (items: IDataObject[]) => items.map(({ event_id }) => event_id);
	const asked = () => sandbox.requests.map(({ query }) => query);

	it('outputs the event with the company ID named as in the other nodes', async () => {
		const workflow = publish(gusto);
		const event = addEvent(feed(), 'company.approved', 'company-1', Date.UTC(2026, 10, 20));
		expect(await workflow.test()).toEqual([
			{
				event_id: event.uuid,
				event: 'company.approved',
				event_name: 'Company approved',
				occurred_at: '2026-11-20T00:00:00.000Z',
				company_uuid: 'company-1',
				entity_type: 'Company',
				entity_uuid: 'company-1',
			},
		]);
	});

	it('outputs the selected events, and others by name or pattern', async () => {
		const chosen = publish(gusto, {
			parameters: {
				events: ['company.approved', 'other'],
				otherEvents: 'payroll.processed, employee.*',
			},
		});
		await chosen.start();
		const wanted = [
			'company.approved',
			'payroll.processed',
			'employee.created',
			'employee.updated',
		];
		for (const name of [...wanted, 'company.updated', 'payroll.updated', 'employees.created'])
			add(name);
		expect((await chosen.poll()).map(({ event }) => event)).toEqual(wanted);
	});

	it.each([
		[['company.approved'], 'company.approved'],
		[['company.approved', 'company.suspended'], 'company.*'],
		[['company.*'], 'company.*'],
		[['*'], undefined],
		[['company.approved', '*'], undefined],
	])('lets Gusto filter out unwanted events: %j', async (events, event_type) => {
		await publish(gusto, { parameters: { events } }).start();
		expect(asked()[0].event_type).toBe(event_type);
	});

	it('accepts the events as text from an expression', async () => {
		const workflow = publish(gusto, {
			parameters: { events: '={{ "company.approved, company.suspended" }}' },
		});
		await workflow.start();
		const ids = [add(), add('company.suspended')];
		expect(idsIn(await workflow.poll())).toEqual(ids);
	});

	it('reads page after page, up to 2,000 events per poll', async () => {
		const workflow = publish(gusto);
		await workflow.start();
		const ids = Array.from({ length: 2_150 }, () => add());
		expect(await workflow.poll()).toHaveLength(2_000);
		expect(await workflow.poll()).toHaveLength(150);
		expect(idsIn(workflow.output)).toEqual(ids);
	});

	it('tells new events from earlier ones in the same second', async () => {
		const second = Math.floor(Date.now() / 1000) * 1000;
		for (let count = 0; count < 80; count += 1) add('company.approved', second);
		const workflow = publish(gusto);
		await workflow.start();
		// The order of events within one second is not documented.
		feed().events.reverse();
		const ids = [add('company.approved', second)];
		expect(idsIn(await workflow.poll())).toEqual(ids);
	});

	it.each([400, 404, 410, 422] as const)(
		'continues when Gusto no longer knows the last event and responds with %s',
		async (status) => {
			feed().expiredCursor = status;
			for (let ago = 250; ago > 0; ago -= 1) add('company.approved', Date.now() - ago * MINUTE);
			const workflow = publish(gusto);
			await workflow.start();
			const expected = [add()];
			await workflow.poll();
			feed().events.pop();
			expected.push(add(), add());
			await workflow.poll();
			expect(await workflow.poll()).toEqual([]);
			expected.push(add());
			await workflow.poll();
			expect(idsIn(workflow.output)).toEqual(expected);
		},
	);

	it('does not use an event that may be gone as its cursor', async () => {
		const old = Date.now() - 29.5 * 24 * 60 * MINUTE;
		add('company.approved', old);
		const workflow = publish(gusto);
		await workflow.start();
		const ids = [add('company.approved', old + 1000), add()];
		expect(idsIn(await workflow.poll())).toEqual(ids);
		expect(asked()[1]).not.toHaveProperty('starting_after_uuid');
		expect(await workflow.poll()).toEqual([]);
		expect(asked()[2]).toHaveProperty('starting_after_uuid', ids[1]);
	});

	it('names the missing scope', async () => {
		feed().mayRead = false;
		const error = await failureOf(publish(gusto).start());
		expect(error.httpCode).toBe('403');
		expect(error.description).toContain('events:read');
	});

	it('renews an expired token', async () => {
		const workflow = publish(gusto);
		await workflow.start();
		sandbox.books.gusto.expireTokens();
		const ids = [add()];
		expect(idsIn(await workflow.poll())).toEqual(ids);
	});
});

describe('SoftwareOne Trigger', () => {
	const all = { events: ['account.created', 'account.updated', 'account.activated'] };
	const create = (seconds: number, more: IDataObject = {}) =>
		addAccount(
			sandbox.books.softwareone,
			{ name: 'Acme', type: 'Client', ...more },
			new Date(noon + seconds * 1000).toISOString(),
		);
	const change = (account: ReturnType<typeof create>, seconds: number, changes: object = {}) =>
		changeAccount(account, changes, new Date(noon + seconds * 1000).toISOString());
	const named = (items: IDataObject[]) => items.map(({ event, id }) => `${event} ${id}`);

	it('outputs the account with its ID and status', async () => {
		const account = create(0, { externalId: 'crm-1' });
		change(account, 60, { status: 'Active' });
		const workflow = publish(softwareOne, { parameters: all });
		expect(await workflow.test()).toEqual([
			{
				event_id: `${account.id}:account.activated:2024-11-24T12:01:00.000Z`,
				event: 'account.activated',
				event_name: 'Account became active',
				occurred_at: '2024-11-24T12:01:00.000Z',
				id: account.id,
				name: 'Acme',
				type: 'Client',
				status: 'Active',
				externalId: 'crm-1',
			},
		]);
	});

	it('distinguishes created, updated, and activated accounts', async () => {
		const old = create(0);
		const active = create(1, { type: 'Vendor' });
		const workflow = publish(softwareOne, { parameters: all });
		await workflow.start();

		const client = create(200);
		const vendor = create(201, { type: 'Vendor' });
		expect(named(await workflow.poll())).toEqual([
			`account.created ${client.id}`,
			`account.created ${vendor.id}`,
			`account.activated ${vendor.id}`,
		]);

		change(old, 400, { status: 'Active' });
		change(active, 401, { name: 'Acme Corporation' });
		change(client, 402, { name: 'Acme Corporation' });
		expect(named(await workflow.poll())).toEqual([
			`account.updated ${old.id}`,
			`account.activated ${old.id}`,
			`account.updated ${active.id}`,
			`account.updated ${client.id}`,
		]);

		change(old, 600, { status: 'Disabled' });
		change(client, 601, { status: 'Active' });
		expect(named(await workflow.poll())).toEqual([
			`account.updated ${old.id}`,
			`account.updated ${client.id}`,
			`account.activated ${client.id}`,
		]);
		change(old, 800, { status: 'Active' });
		expect(named(await workflow.poll())).toEqual([
			`account.updated ${old.id}`,
			`account.activated ${old.id}`,
		]);
		expect(await workflow.poll()).toEqual([]);
	});

	it(
		'distinguishes them for any changes at any time, visible late or not',
		async () => {
			const step = fc.record({
				what: fc.constantFrom('create', 'update', 'Active', 'Disabled', 'poll', 'restart'),
				which: fc.nat(7),
				after: fc.integer({ min: 3, max: 200 }),
				late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 115 })),
			});
			type Seen = { time: string; status: string };
			await fc.assert(
				fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
					sandbox.reset();
					const { accounts } = sandbox.books.softwareone;
					create(0);
					create(1, { type: 'Vendor' });
					const workflow = publish(softwareOne, { parameters: all });
					await workflow.start();
					const look = (account: (typeof accounts)[number]): Seen => ({
						time: account.audit.updated.at,
						status: account.status,
					});
					const seen = new Map(accounts.map((account) => [account.id, look(account)]));
					let seconds = 1;
					for (const { what, which, after, late } of [...steps, { what: 'poll' } as never]) {
						if (what === 'poll' || what === 'restart') {
							const expected = accounts.flatMap((account) => {
								const before = seen.get(account.id);
								const now = look(account);
								seen.set(account.id, now);
								const became = now.status === 'Active' && before?.status !== 'Active';
								const updated = before
									? before.time !== now.time
									: now.time !== account.audit.created.at;
								return [
									...(before ? [] : [`account.created ${account.id}`]),
									...(became ? [`account.activated ${account.id}`] : []),
									...(updated ? [`account.updated ${account.id}`] : []),
								];
							});
							const items = what === 'poll' ? await workflow.poll() : await workflow.start();
							expect(named(items).sort()).toEqual(expected.sort());
							continue;
						}
						seconds += after;
						const account = accounts[which % accounts.length];
						const last = (Date.parse(account.audit.updated.at) - noon) / 1000;
						const at = Math.max(seconds - late, last + 2);
						if (what === 'create') create(seconds - late);
						else change(account, at, what === 'update' ? {} : { status: what });
						seconds = Math.max(seconds, at);
					}
				}),
				{ numRuns: CASES },
			);
		},
		60_000 + CASES * 200,
	);

	it('sees accounts that have no update time yet', async () => {
		const workflow = publish(softwareOne, { parameters: all });
		const { audit } = create(0);
		await workflow.start();
		const account = create(60, { type: 'Vendor' });
		Object.assign(account.audit, { updated: null });
		Object.assign(audit, { updated: null });
		expect(named(await workflow.poll())).toEqual([
			`account.created ${account.id}`,
			`account.activated ${account.id}`,
		]);
		change(account, 120);
		expect(named(await workflow.poll())).toEqual([`account.updated ${account.id}`]);
	});

	it('does not report an account that became active during the first poll', async () => {
		const account = create(0);
		const workflow = publish(softwareOne, { parameters: all });
		sandbox.faults.next = ({ rawQuery }) => {
			// By then, the accounts that are not active yet have been read.
			if (rawQuery.includes('order=-audit.created.at')) change(account, 60, { status: 'Active' });
			return undefined;
		};
		await workflow.start();
		sandbox.faults.next = undefined;
		change(account, 120);
		expect(named(await workflow.poll())).toEqual([`account.updated ${account.id}`]);
	});

	it('sees an account that becomes visible up to two minutes late', async () => {
		const workflow = publish(softwareOne);
		create(1000);
		await workflow.start();
		const late = create(1000 - 115);
		create(1000 - 125);
		expect(named(await workflow.poll())).toEqual([`account.created ${late.id}`]);
		expect(await workflow.poll()).toEqual([]);
	});

	it('reads 350 accounts from the same millisecond, then the later ones', async () => {
		const workflow = publish(softwareOne);
		create(0);
		await workflow.start();
		const ids = Array.from({ length: 350 }, () => create(100).id);
		ids.push(create(101).id);
		await workflow.poll();
		expect(workflow.output.map(({ id }) => id).sort()).toEqual(ids.sort());
	});

	it('continues in the next poll when one poll cannot read everything', async () => {
		const workflow = publish(softwareOne);
		create(0);
		await workflow.start();
		const ids = Array.from({ length: 2_300 }, (_, second) => create(100 + second).id);
		const first = await workflow.poll();
		expect(first.length).toBeLessThan(2_100);
		workflow.stop();
		await workflow.start();
		expect(workflow.output.map(({ id }) => id)).toEqual(ids);
	});

	it("uses SoftwareOne's clock and filters on its side", async () => {
		const workflow = publish(softwareOne);
		create(0);
		await workflow.start();
		sandbox.requests.length = 0;
		await workflow.poll();
		const before = '2024-11-24T11:58:00.000Z';
		expect(sandbox.requests.map(({ rawQuery }) => rawQuery.replaceAll('%22', '"'))).toEqual(
			['created', 'updated'].map(
				(stamp) =>
					`ge(audit.${stamp}.at,"${before}")&select=audit&order=audit.${stamp}.at&limit=100`,
			),
		);
	});

	it('stores only accounts that are not active yet and those of the last two minutes', async () => {
		sandbox.seed('softwareone', 300);
		const workflow = publish(softwareOne, { parameters: all });
		await workflow.start();
		const waiting = sandbox.books.softwareone.accounts.filter(({ status }) => status !== 'Active');
		const { length } = JSON.stringify(workflow.stored);
		expect(length).toBeGreaterThan(waiting.length * 16);
		expect(length).toBeLessThan(waiting.length * 16 + 1_000);
	});
});

describe('Yardstik Polling Trigger', () => {
	const change = (index: number, status: string) => {
		sandbox.books.yardstik.subaccounts[index].status = status;
	};
	const statuses = (parameters: INodeParameters = {}) =>
		publish(yardstik, {
			parameters: { events: ['subaccount.status_changed'], statuses: '', ...parameters },
		});

	it('outputs the subaccount with its new and previous status', async () => {
		sandbox.seed('yardstik', 2);
		const workflow = statuses({ statuses: 'Credentialed' });
		await workflow.start();
		change(0, 'reviewing');
		change(1, 'credentialed');
		const [item, ...others] = await workflow.poll();
		expect(others).toEqual([]);
		expect(item).toEqual({
			event_id: expect.stringContaining('credentialed'),
			event: 'subaccount.status_changed',
			event_name: 'Subaccount status changed',
			occurred_at: expect.any(String),
			id: sandbox.books.yardstik.subaccounts[1].id,
			account_name: 'Customer 000002',
			status: 'credentialed',
			previous_status: 'pending',
			email_address: 'owner2@example.com',
			owner_email: 'owner2@example.com',
		});
	});

	it('gives each change a unique ID that stays the same when a poll is repeated', async () => {
		sandbox.seed('yardstik', 1);
		const workflow = statuses();
		await workflow.start();
		for (const status of ['active', 'suspended', 'active']) {
			change(0, status);
			await workflow.poll();
		}
		const ids = workflow.output.map(({ event_id }) => event_id);
		expect(new Set(ids).size).toBe(3);

		const kept = workflow.stored;
		change(0, 'closed');
		const [first] = await workflow.poll();
		workflow.stored = kept;
		const [again] = await workflow.start();
		expect(again.event_id).toBe(first.event_id);
	});

	it('reads a list of many pages in order of creation', async () => {
		sandbox.seed('yardstik', 350);
		const workflow = statuses();
		await workflow.start();
		for (const index of [0, 120, 349]) change(index, 'active');
		expect(await workflow.poll()).toHaveLength(3);
		expect(sandbox.requests[0].query).toMatchObject({ order_by: 'created_at', order: 'asc' });
	});

	it('does not miss a subaccount that was credentialed before it was first seen', async () => {
		const workflow = publish(yardstik, {
			parameters: { events: ['subaccount.created', 'subaccount.status_changed'] },
		});
		await workflow.start();
		sandbox.seed('yardstik', 2);
		change(1, 'credentialed');
		const [first, second, reached] = await workflow.poll();
		expect([first, second].map(({ event }) => event)).toEqual([
			'subaccount.created',
			'subaccount.created',
		]);
		expect(reached).toMatchObject({
			event: 'subaccount.status_changed',
			id: second.id,
			status: 'credentialed',
			previous_status: '',
		});
		expect(await workflow.poll()).toEqual([]);
		expect(new Set(workflow.output.map(({ event_id }) => event_id)).size).toBe(3);
	});

	it('reports only the creation of a subaccount that changed before it was seen', async () => {
		const workflow = publish(yardstik, {
			parameters: { events: ['subaccount.created', 'subaccount.status_changed'], statuses: '' },
		});
		await workflow.start();
		sandbox.seed('yardstik', 2);
		change(1, 'active');
		expect((await workflow.poll()).map(({ event, status }) => [event, status])).toEqual([
			['subaccount.created', 'pending'],
			['subaccount.created', 'active'],
		]);
	});

	it('stores the state of 10,000 subaccounts in 120 kB', async () => {
		sandbox.seed('yardstik', 10_000);
		const workflow = statuses();
		await workflow.start();
		expect(JSON.stringify(workflow.stored).length).toBeLessThan(121_000);
		change(5_000, 'active');
		expect(await workflow.poll()).toHaveLength(1);
	});
});
