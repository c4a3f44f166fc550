import './quiet.mts';
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { faultsInOrder } from '../../sandbox/faults.mts';
import { checkrClientSecret, checkrKey } from '../../sandbox/events/checkr.mts';
import { tealEvent } from '../../sandbox/events/teal.mts';
import type { Event } from '../../sandbox/events/types.mts';
import { yardstikEvent, yardstikSigningKey } from '../../sandbox/events/yardstik.mts';
import { tealKey } from '../../sandbox/providers/teal.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { loadOptions } from './forms.mts';
import { webhookTriggers, type WebhookTrigger } from './webhook-triggers.mts';
import { N8n, TriggeredWorkflow } from './webhooks.mts';

let sandbox: Sandbox;
let n8n: N8n;
beforeAll(async () => {
	sandbox = await startSandbox({ validateResponses: true });
	n8n = await N8n.start();
});
afterAll(async () => {
	await sandbox.close();
	await n8n.close();
});
beforeEach(() => {
	sandbox.reset();
	// Fits all of Checkr's retries into a second.
	sandbox.events.speed = 100_000;
});

const { checkr, teal, yardstik } = webhookTriggers(() => sandbox);
const triggers = [checkr, teal, yardstik];

let nodes = 0;

interface Change {
	parameters?: INodeParameters;
	secrets?: Record<string, string>;
}

/** A workflow that starts with the trigger, not published yet. */
function workflowWith(hooked: WebhookTrigger, change: Change = {}): TriggeredWorkflow {
	const { node, credential, provider, secrets, parameters } = hooked;
	nodes += 1;
	return new TriggeredWorkflow(n8n, {
		node,
		id: `workflow-${nodes}`,
		nodeId: `node-${nodes}`,
		parameters: { ...parameters, ...change.parameters },
		credentials: {
			[credential]: {
				environment: 'custom',
				baseUrl: sandbox.url[provider],
				...secrets,
				...change.secrets,
			},
		},
	});
}

async function published(hooked: WebhookTrigger, change?: Change): Promise<TriggeredWorkflow> {
	const workflow = workflowWith(hooked, change);
	await workflow.publish();
	return workflow;
}

/** The URLs that a provider sends to. */
const enabledAt = ({ registered }: WebhookTrigger) =>
	registered()
		.filter(({ enabled }) => enabled)
		.map(({ url }) => url);

const changesAt = ({ provider }: WebhookTrigger) =>
	sandbox.requests.filter((request) => request.provider === provider && request.method !== 'GET');

/** Sends what anyone who knows the URL could send. */
async function post(
	url: string,
	body: string,
	headers: Record<string, string> = {},
): Promise<number> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body,
	});
	await response.text();
	return response.status;
}

const hmac = (algorithm: string, key: string, body: string) =>
	createHmac(algorithm, key).update(body).digest('hex');

/** The error that a user sees. */
async function errorOf(work: Promise<unknown>): Promise<{ message: string; description: string }> {
	return await work.then(
		() => {
			throw new Error('nothing went wrong');
		},
		({ message, description }: { message: string; description: string }) => ({
			message,
			description,
		}),
	);
}

afterEach(() => n8n.forgetAll());

describe.each(triggers.map((hooked) => [hooked.name, hooked] as const))(
	'%s Trigger: webhook registration',
	(_name, hooked) => {
		const foreign = 'http://127.0.0.1:9/hook';

		it('lasts while the workflow is published, and leaves other webhooks alone', async () => {
			hooked.addForeign(foreign);
			const workflow = await published(hooked);
			expect(enabledAt(hooked)).toEqual([foreign, workflow.url]);
			await workflow.unpublish();
			expect(enabledAt(hooked)).toEqual([foreign]);
		});

		it('happens once, no matter how often the workflow is published or n8n starts', async () => {
			const workflow = await published(hooked);
			const changes = changesAt(hooked).length;
			await workflow.publish();
			await workflow.publish('init');
			await workflow.publish('init');
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			expect(changesAt(hooked)).toHaveLength(changes);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('takes one request when n8n starts', async () => {
			const workflow = await published(hooked);
			sandbox.requests.length = 0;
			await workflow.publish('init');
			expect(sandbox.requests.map(({ method, path }) => [method, path.split('/').pop()])).toEqual([
				['GET', 'webhooks'],
			]);
		});

		it('is removed after a failed publish', async () => {
			hooked.addForeign(foreign);
			const workflow = workflowWith(hooked);
			workflow.nextFails = true;
			await expect(workflow.publish()).rejects.toThrow('another trigger');
			expect(changesAt(hooked).length).toBeGreaterThan(1);
			expect(enabledAt(hooked)).toEqual([foreign]);
			workflow.nextFails = false;
			await workflow.publish();
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('is separate for each workflow', async () => {
			const one = await published(hooked);
			const other = await published(hooked);
			expect(enabledAt(hooked)).toEqual([one.url, other.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			await one.unpublish();
			expect(enabledAt(hooked)).toEqual([other.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect([one.runs.length, other.runs.length]).toEqual([1, 2]);
		});

		it('adds a second webhook while the user listens for a test event', async () => {
			const workflow = await published(hooked);
			const test = await workflow.listen();
			expect(enabledAt(hooked)).toEqual([workflow.url, workflow.testUrl]);
			const deliveries = await sandbox.events.emit(hooked.provider, hooked.event());
			expect(deliveries.map(({ attempts }) => attempts)).toEqual([[200], [200]]);
			expect(workflow.runs).toHaveLength(2);
			await test.stop();
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(3);
		});

		it('works for a test event before the workflow is published', async () => {
			const workflow = workflowWith(hooked);
			const test = await workflow.listen();
			await sandbox.events.emit(hooked.provider, hooked.event());
			await test.stop();
			expect([enabledAt(hooked), workflow.runs.length, workflow.stored]).toEqual([[], 1, {}]);
		});

		it('recovers from a crash between registration and the end of the publish', async () => {
			const workflow = workflowWith(hooked);
			await workflow.publishAndCrash();
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await workflow.publish('init');
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			const [{ attempts }] = await sandbox.events.emit(hooked.provider, hooked.event());
			expect([attempts, workflow.runs.length]).toEqual([[200], 1]);
		});

		it('recovers from a crash that leaves the stored state of an earlier publish', async () => {
			const workflow = await published(hooked);
			sandbox.books[hooked.provider].webhooks.length = 0;
			await workflow.publishAndCrash();
			await workflow.publish('init');
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('is recognized after the node is renamed', async () => {
			const workflow = await published(hooked);
			workflow.rename();
			await workflow.publish();
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('is removed by a renamed node', async () => {
			const workflow = await published(hooked);
			workflow.rename();
			await workflow.unpublish();
			expect(enabledAt(hooked)).toEqual([]);
		});

		it('is recognized when the provider writes its URL differently', async () => {
			const workflow = await published(hooked);
			const [webhook] = sandbox.books[hooked.provider].webhooks as object[] as Event[];
			const field = hooked.provider === 'checkr' ? 'webhook_url' : 'url';
			webhook[field] = workflow.url.replace('http://', 'HTTP://');
			sandbox.requests.length = 0;
			await workflow.publish('init');
			expect(changesAt(hooked)).toEqual([]);
			await workflow.unpublish();
			expect(enabledAt(hooked)).toEqual([]);
		});

		it('is repeated at the next start if someone removed the webhook', async () => {
			const workflow = await published(hooked);
			sandbox.books[hooked.provider].webhooks.length = 0;
			await workflow.publish('init');
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('does not keep a workflow published while the provider is unavailable', async () => {
			const workflow = await published(hooked);
			const down = Array(3).fill({ kind: 'status', status: 503, when: 'before' });
			sandbox.faults.next = faultsInOrder(down);
			await workflow.unpublish();
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await workflow.publish();
			expect(enabledAt(hooked)).toEqual([workflow.url]);
			await sandbox.events.emit(hooked.provider, hooked.event());
			expect(workflow.runs).toHaveLength(1);
		});

		it('is removed even if the provider is briefly unavailable', async () => {
			const workflow = await published(hooked);
			sandbox.faults.next = faultsInOrder([{ kind: 'status', status: 503, when: 'before' }]);
			await workflow.unpublish();
			expect(enabledAt(hooked)).toEqual([]);
		});

		it('leaves nothing behind when its response is lost', async () => {
			const workflow = workflowWith(hooked);
			// Before it registers, the node reads the list when n8n checks for the webhook and when it creates it.
			const lists = hooked.provider === 'teal' ? 1 : 2;
			sandbox.faults.next = faultsInOrder([
				...Array(lists).fill(null),
				{ kind: 'cut', when: 'after' },
			]);
			await expect(workflow.publish()).rejects.toThrow(`Could not reach ${hooked.name}`);
			expect(changesAt(hooked)[0].done?.status).toBe(201);
			expect(enabledAt(hooked)).toEqual([]);
		});

		it.each(['html', 'empty', 'wrong-json', 'cut-body'] as const)(
			'does not count as successful when the response is %s',
			async (kind) => {
				const workflow = workflowWith(hooked);
				sandbox.faults.next = ({ method }) => (method === 'POST' ? { kind } : undefined);
				await expect(workflow.publish()).rejects.toThrow(
					/did not confirm the webhook|Could not reach/,
				);
				expect(enabledAt(hooked)).toEqual([]);
			},
		);

		it("fails with the provider's own words for a wrong key, without the key", async () => {
			const { message, description } = await errorOf(
				published(hooked, { secrets: { apiKey: 'some-wrong-key' } }),
			);
			expect(message).toContain(
				`${hooked.name} did not accept the key in the credential 'My ${hooked.credential}': `,
			);
			expect(description).toContain('still valid');
			expect(message + description).not.toContain('some-wrong-key');
		});

		it('requires an n8n that the provider can reach', async () => {
			const { message, description } = await errorOf(
				published(hooked, { secrets: { baseUrl: 'https://api.example.com' } }),
			);
			expect(message).toBe(`${hooked.name} can't send events to n8n at ${n8n.url}`);
			expect(description).toContain('WEBHOOK_URL');
		});
	},
);

describe.each(triggers.map((hooked) => [hooked.name, hooked] as const))(
	'%s Trigger: received event',
	(_name, hooked) => {
		const { provider } = hooked;

		it('becomes an item with the ID of its account', async () => {
			const workflow = await published(hooked);
			const event = hooked.event();
			await sandbox.events.emit(provider, event);
			const [item] = workflow.items;
			expect(Object.keys(item).slice(0, 4)).toEqual([
				'event_id',
				'event',
				'event_name',
				'occurred_at',
			]);
			expect(item[hooked.account]).toBe(event.account_id);
			expect(item.occurred_at).toBe(event.created_at ?? event.timestamp);
			expect(item).not.toHaveProperty('raw');
		});

		it('includes the whole event when Simplify is off', async () => {
			const workflow = await published(hooked, { parameters: { simplify: false } });
			const event = hooked.event();
			await sandbox.events.emit(provider, event);
			expect(workflow.items[0]).toMatchObject({ event_id: expect.any(String), raw: event });
		});

		it.each(['wrong', 'none', 'changed'] as const)(
			'starts nothing and gets a 401 when its signature is %s',
			async (sign) => {
				const workflow = await published(hooked);
				const { stored } = workflow;
				const [{ attempts }] = await sandbox.events.emit(provider, hooked.event(), { sign });
				expect(new Set(attempts)).toEqual(new Set([401]));
				expect([workflow.runs, workflow.errors, workflow.stored]).toEqual([[], [], stored]);
			},
		);

		it('is rejected when another provider signed it', async () => {
			const workflow = await published(hooked);
			const body = JSON.stringify(hooked.event());
			for (const other of triggers) {
				if (other === hooked) continue;
				const { header, algorithm } = other.signature;
				const key = Object.values(other.secrets).at(-1) as string;
				const foreign = hmac(algorithm, key, body);
				expect(await post(workflow.url, body, { [header]: foreign })).toBe(401);
				expect(await post(workflow.url, body, { [hooked.signature.header]: foreign })).toBe(401);
			}
			expect(workflow.runs).toEqual([]);
		});

		it.each([
			['cut off', (signature: string) => signature.slice(0, -1)],
			['with something behind it', (signature: string) => `${signature}0`],
			['empty', () => ''],
			['in Base64', (signature: string) => Buffer.from(signature, 'hex').toString('base64')],
			['given twice', (signature: string) => `${signature}, ${signature}`],
			['of another alphabet', (signature: string) => 'ä'.repeat(signature.length / 2)],
		])('is rejected when its signature is %s', async (_how, change) => {
			const workflow = await published(hooked);
			const body = JSON.stringify(hooked.event());
			const key = hooked.key();
			const { header, algorithm } = hooked.signature;
			const signature = hmac(algorithm, key, body);
			const given = Buffer.from(change(signature)).toString('latin1');
			expect(await post(workflow.url, body, { [header]: given })).toBe(401);
			expect(await post(workflow.url, body, { [header]: signature })).toBe(200);
			expect(workflow.runs).toHaveLength(1);
		});

		it('starts nothing when it is signed but is not an event', async () => {
			const workflow = await published(hooked);
			const { header, algorithm } = hooked.signature;
			for (const body of ['{}', '[]', '"text"', 'null', '', '1'])
				expect(
					await post(workflow.url, body, { [header]: hmac(algorithm, hooked.key(), body) }),
				).toBe(200);
			expect([workflow.runs, workflow.errors]).toEqual([[], []]);
		});

		it('is accepted with any content type', async () => {
			const workflow = await published(hooked);
			const body = JSON.stringify(hooked.event());
			const { header, algorithm } = hooked.signature;
			const headers = {
				[header]: hmac(algorithm, hooked.key(), body),
				'content-type': 'application/vnd.api+json',
			};
			expect(await post(workflow.url, body, headers)).toBe(200);
			expect(workflow.runs).toHaveLength(1);
		});

		it('has the same event ID in every delivery, unlike any other event', async () => {
			const workflow = await published(hooked);
			const event = hooked.event();
			await sandbox.events.emit(provider, event, { times: 2 });
			await sandbox.events.emit(provider, hooked.event());
			const replayed = JSON.stringify(event);
			const { header, algorithm } = hooked.signature;
			const signature = hmac(algorithm, hooked.key(), replayed);
			expect(await post(workflow.url, replayed, { [header]: signature })).toBe(200);
			const [first, second, another, later] = workflow.items.map(({ event_id }) => event_id);
			expect([second, later]).toEqual([first, first]);
			expect(another).not.toBe(first);
		});

		it('arrives after an n8n outage if the provider delivers it again', async () => {
			const workflow = await published(hooked);
			n8n.forgetAll();
			const attempted = new Promise((resolve) => (sandbox.events.onAttempt = resolve));
			const sent = sandbox.events.emit(provider, hooked.event());
			await attempted;
			await workflow.publish('init');
			const [{ attempts, delivered }] = await sent;
			const again = provider !== 'teal';
			expect([attempts[0], delivered, workflow.runs.length]).toEqual([404, again, again ? 1 : 0]);
		});

		it('is ignored unless it was selected', async () => {
			const workflow = await published(hooked, { parameters: hooked.otherEvents });
			const body = JSON.stringify(hooked.event());
			const { header, algorithm } = hooked.signature;
			const signature = hmac(algorithm, hooked.key(), body);
			expect(await post(workflow.url, body, { [header]: signature })).toBe(200);
			expect(workflow.runs).toEqual([]);
		});
	},
);

describe("signatures from the providers' documentation", () => {
	it.each<{
		hooked: WebhookTrigger;
		secrets: Record<string, string>;
		body: string;
		signature: string;
		runs: number;
	}>([
		{
			hooked: checkr,
			secrets: { apiKey: 'test-secret' },
			body: '{"monday":"75F","tuesday":"80F"}',
			signature: 'b7412f05e981a473b5ecbdb5393afaea02a679db6d7c8e56803512ec4ba98151',
			runs: 0,
		},
		{
			hooked: yardstik,
			secrets: { webhookSecret: 'test-secret' },
			body: '{"id":"1c9c9a51-6589-468e-bd25-101e44a3f317","event":"updated","resource_id":"res-1","account_id":"acc-1","account_name":"Acme","resource_type":"account","resource_url":"https://api.yardstik-staging.com/accounts/acc-1","status":"credentialed","timestamp":"2024-11-12T17:05:22.214Z"}',
			signature: 'c5aea6afa1217bff7fc1cb6e37f80f08603970ce88cc4933c7007ed310e57d90',
			runs: 1,
		},
		{
			hooked: teal,
			secrets: { apiKey: tealKey },
			body: '{"event": "user-payroll-submitted", "user_id": "4708334c-70b3-437d-8e46-91ff5c9a8d7d", "timestamp": "2024-04-04T12:00:00.00Z"}',
			signature:
				'a30540779107a19069257432b775b74b16b32214616638fae2e6027a41a3f2dfb08f44daf3862c335d08fb83501fc769f73d49a1cb137f96f31c6a7db412c197',
			runs: 1,
		},
	])('accepts the $hooked.name example', async ({ hooked, secrets, body, signature, runs }) => {
		const { header } = hooked.signature;
		const workflow = workflowWith(hooked, { secrets });
		workflow.stored = { 'node:Trigger': { webhook: { topics: {}, secret: 'mysecret' } } };
		workflow.listenOnly();
		expect(await post(workflow.url, body, { [header]: signature })).toBe(200);
		expect(workflow.runs).toHaveLength(runs);
		const flipped = signature.replace(/^./, (first) => (first === '0' ? '1' : '0'));
		expect(await post(workflow.url, body, { [header]: flipped })).toBe(401);
		expect(await post(workflow.url, body.replace('5', '6'), { [header]: signature })).toBe(401);
		expect(workflow.runs).toHaveLength(runs);
	});
});

describe('Checkr Trigger', () => {
	const application = { parameters: { source: 'application' } };
	/** As if the URL were pasted in the Checkr Dashboard. */
	const paste = (workflow: TriggeredWorkflow) =>
		void (sandbox.books.checkr.applicationUrl = workflow.url);
	const credentialed = {
		id: '5ba02cd2079784004bd67ba5',
		object: 'event',
		type: 'account.credentialed',
		created_at: '2018-09-17T22:38:10Z',
		account_id: 'account-of-customer',
		data: {
			object: {
				id: 'account-of-customer',
				authorized: true,
				api_authorized: true,
				name: 'Customer Co.',
				uri_name: 'customer',
				billing_email: 'jeff@customer.example.com',
				purpose: 'employment',
			},
		},
	};

	it('registers nothing for a partner application, but outputs its events', async () => {
		const workflow = await published(checkr, application);
		expect(sandbox.requests).toEqual([]);
		paste(workflow);
		await sandbox.events.emit('checkr', credentialed);
		expect(workflow.items).toEqual([
			{
				event_id: '5ba02cd2079784004bd67ba5',
				event: 'account.credentialed',
				event_name: 'Account credentialed',
				occurred_at: '2018-09-17T22:38:10.000Z',
				id: 'account-of-customer',
				name: 'Customer Co.',
				uri_name: 'customer',
				authorized: true,
				api_authorized: true,
				purpose: 'employment',
				billing_email: 'jeff@customer.example.com',
			},
		]);
		await workflow.unpublish();
		expect(sandbox.requests).toEqual([]);
	});

	it("uses the account object's ID when the event has no account ID", async () => {
		const workflow = await published(checkr, application);
		paste(workflow);
		const { account_id: _, ...event } = credentialed;
		await sandbox.events.emit('checkr', event);
		expect(workflow.items[0].id).toBe('account-of-customer');
	});

	it('outputs an event when the sandbox credentials the account', async () => {
		const workflow = await published(checkr, application);
		paste(workflow);
		const account = { id: 'a1', name: 'Acme' };
		sandbox.books.checkr.accounts.push(account);
		sandbox.advance('checkr', 'a1', { authorized: true });
		await sandbox.events.settled();
		expect(workflow.items).toMatchObject([{ id: 'a1', name: 'Acme', authorized: true }]);
	});

	it('verifies application events with the client secret only', async () => {
		const workflow = await published(checkr, application);
		const body = JSON.stringify(credentialed);
		const header = 'X-Checkr-Signature';
		expect(await post(workflow.url, body, { [header]: hmac('sha256', checkrKey, body) })).toBe(401);
		expect(
			await post(workflow.url, body, { [header]: hmac('sha256', checkrClientSecret, body) }),
		).toBe(200);
	});

	it('requires the client secret to publish for an application', async () => {
		const { message } = await errorOf(
			published(checkr, { ...application, secrets: { clientSecret: ' ' } }),
		);
		expect(message).toBe("Enter the 'OAuth Client Secret' in the credential");
	});

	it('rejects everything without a client secret', async () => {
		const workflow = workflowWith(checkr, { ...application, secrets: { clientSecret: '' } });
		workflow.listenOnly();
		const body = JSON.stringify(credentialed);
		for (const key of ['', 'undefined', ' ', checkrKey])
			expect(
				await post(workflow.url, body, { 'X-Checkr-Signature': hmac('sha256', key, body) }),
			).toBe(401);
		expect(workflow.runs).toEqual([]);
	});

	it('rejects what Checkr sends unsigned to accounts without an API key', async () => {
		const workflow = await published(checkr);
		const header = {
			'X-Checkr-Signature': 'Please create an API key to check the authenticity of our webhooks.',
		};
		expect(await post(workflow.url, JSON.stringify(checkr.event()), header)).toBe(401);
	});

	it('accepts a body that was signed in its compact form', async () => {
		const workflow = await published(checkr);
		const event = checkr.event();
		const signature = hmac('sha256', checkrKey, JSON.stringify(event));
		const pretty = JSON.stringify(event, null, 2);
		expect(await post(workflow.url, pretty, { 'X-Checkr-Signature': signature })).toBe(200);
		expect(workflow.runs).toHaveLength(1);
	});

	describe('disconnected customer', () => {
		const token = 'customers-access-token-1234567890';
		const digest = createHash('sha256').update(token).digest('hex');
		const event = {
			...credentialed,
			type: 'token.deauthorized',
			account_id: 'account-of-partner',
			data: { object: { id: 'x', access_code: token, note: `was ${token}` } },
		};
		const run = async (more: INodeParameters) => {
			const workflow = await published(checkr, {
				parameters: { source: 'application', events: ['token.deauthorized'], ...more },
			});
			paste(workflow);
			await sandbox.events.emit('checkr', event);
			return workflow.items[0];
		};

		it('outputs a digest instead of the access token', async () => {
			const item = await run({});
			expect(item).toEqual({
				event_id: event.id,
				event: 'token.deauthorized',
				event_name: 'Token deauthorized',
				occurred_at: '2018-09-17T22:38:10.000Z',
				access_token_sha256: digest,
			});
		});

		it('keeps the token out of the whole event, too', async () => {
			const item = await run({ simplify: false });
			expect(JSON.stringify(item)).not.toContain(token);
			expect((item.raw as typeof event).data.object).toEqual({
				id: 'x',
				access_code: `sha256:${digest}`,
				note: `was sha256:${digest}`,
			});
		});

		it('outputs the token itself when the user asks for it', async () => {
			const item = await run({ options: { includeAccessToken: true } });
			expect(item).toMatchObject({ access_token: token, access_token_sha256: digest });
		});
	});

	it('says what to do when the account already has its two webhooks', async () => {
		checkr.addForeign('http://127.0.0.1:9/1');
		checkr.addForeign('http://127.0.0.1:9/2');
		const { message, description } = await errorOf(published(checkr));
		expect(message).toBe('Checkr did not set up the webhook: Allowed webhook API limit exceeded');
		expect(description).toContain('Checkr allows two webhooks per account and environment.');
		expect(enabledAt(checkr)).toEqual(['http://127.0.0.1:9/1', 'http://127.0.0.1:9/2']);
	});

	it('outputs the result of a report', async () => {
		const workflow = await published(checkr);
		await sandbox.events.emit('checkr', checkr.event());
		expect(workflow.items[0]).toMatchObject({
			event: 'report.completed',
			event_name: 'Report completed',
			object: 'report',
			object_id: 'report-1',
			status: 'complete',
			result: 'clear',
		});
	});

	it.each([
		[['*'], '', true],
		[['other'], 'order.completed, report.*', true],
		[['other'], 'report', false],
		[['candidate.created', 'report.completed'], '', true],
	])('outputs only the selected events: %j %j', async (events, otherEvents, runs) => {
		const workflow = await published(checkr, { parameters: { events, otherEvents } });
		await sandbox.events.emit('checkr', checkr.event());
		expect(workflow.runs).toHaveLength(runs ? 1 : 0);
	});
});

describe('Teal Trigger', () => {
	it('registers under a name that shows its origin, with a new secret each time', async () => {
		const workflow = await published(teal);
		const [{ name, events, signing_secret, includePayload }] = sandbox.books.teal.webhooks;
		expect(name).toBe(`n8n workflow-${nodes} node-${nodes} (${new URL(n8n.url).host})`);
		expect([events, includePayload]).toEqual([['user-payroll-submitted'], false]);
		expect(signing_secret).toMatch(/^[0-9a-f]{64}$/);
		await workflow.unpublish();
		expect(JSON.stringify(workflow.stored)).not.toContain(signing_secret);
		await workflow.publish();
		expect(sandbox.books.teal.webhooks[0].signing_secret).not.toBe(signing_secret);
	});

	it('registers for the selected events, with their data if the user wants it', async () => {
		await published(teal, {
			parameters: {
				events: ['user-payroll-submitted', 'other', 'user-bank-statement-submitted'],
				otherEvents: 'user-hmrc-data-submitted, user-payroll-submitted',
				options: { includePayload: true },
			},
		});
		const [{ events, includePayload }] = sandbox.books.teal.webhooks;
		expect([events, includePayload]).toEqual([
			['user-bank-statement-submitted', 'user-hmrc-data-submitted', 'user-payroll-submitted'],
			true,
		]);
	});

	it("registers again when its webhook's events differ from the selected ones", async () => {
		const workflow = await published(teal);
		sandbox.books.teal.webhooks[0].events = ['user-bank-statement-submitted'];
		await workflow.publish('init');
		expect(sandbox.books.teal.webhooks.map(({ events }) => events)).toEqual([
			['user-payroll-submitted'],
		]);
	});

	it('finds its webhook among many', async () => {
		for (let number = 0; number < 150; number += 1) teal.addForeign(`http://127.0.0.1:9/${number}`);
		const workflow = await published(teal);
		const changes = changesAt(teal).length;
		await workflow.publish('init');
		expect(changesAt(teal)).toHaveLength(changes);
		await workflow.unpublish();
		expect(sandbox.books.teal.webhooks).toHaveLength(150);
	});

	it('rejects everything when the secret was never stored', async () => {
		const workflow = workflowWith(teal);
		workflow.listenOnly();
		const body = JSON.stringify(teal.event());
		for (const key of ['', 'undefined', tealKey])
			expect(
				await post(workflow.url, body, { 'X-Teal-Signature': hmac('sha512', key, body) }),
			).toBe(401);
		expect(workflow.runs).toEqual([]);
	});

	it('hides its secret when the response repeats it', async () => {
		const echo = createServer((request, response) => {
			if (request.method === 'GET') return response.end('{"webhooks":[],"pagination":{}}');
			response.writeHead(400, { 'content-type': 'application/json' });
			return request.pipe(response);
		});
		await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
		const { port } = echo.address() as AddressInfo;
		const { message } = await errorOf(
			published(teal, { secrets: { baseUrl: `http://127.0.0.1:${port}` } }),
		);
		expect(message).toContain('signing_secret: •••');
		expect(message).not.toMatch(/[0-9a-f]{32}/);
		echo.closeAllConnections();
		await new Promise((resolve) => echo.close(resolve));
	});

	it('requires an event', async () => {
		const { message } = await errorOf(published(teal, { parameters: { events: [] } }));
		expect(message).toBe("Select at least one event in 'Events'");
	});

	const connected = tealEvent('user-payroll-submitted', 'user-1', {
		account_id: 'account-1',
		entry_id: 'entry-1',
	});
	const uploaded = tealEvent('user-payroll-submitted', 'user-1', {
		account_id: null,
		entry_id: 'entry-2',
	});
	it.each<[IDataObject, string[]]>([
		[{}, ['entry-1', 'entry-2']],
		[{ connectedOnly: true }, ['entry-1']],
		[{ accountIds: 'account-7, account-1' }, ['entry-1']],
		[{ accountIds: 'account-7' }, []],
	])('applies the options %j and outputs the entries %j', async (options, entries) => {
		const workflow = await published(teal, { parameters: { options } as INodeParameters });
		await sandbox.events.emit('teal', connected);
		await sandbox.events.emit('teal', uploaded);
		expect(workflow.items.map(({ entry_id }) => entry_id)).toEqual(entries);
	});

	it('outputs IDs, and the payload if Teal sends it', async () => {
		const workflow = await published(teal);
		await sandbox.events.emit('teal', { ...connected, payload: { payroll_submissions: [] } });
		expect(workflow.items).toEqual([
			{
				event_id: 'user-payroll-submitted:entry-1',
				event: 'user-payroll-submitted',
				event_name: 'User payroll submitted',
				occurred_at: connected.timestamp,
				account_id: 'account-1',
				user_id: 'user-1',
				entry_id: 'entry-1',
				payload: { payroll_submissions: [] },
			},
		]);
	});

	it('distinguishes events without an entry by their body', async () => {
		const workflow = await published(teal);
		const event = tealEvent('user-payroll-submitted', 'user-1');
		await sandbox.events.emit('teal', event, { times: 2 });
		await sandbox.events.emit('teal', { ...event, user_id: 'user-2' });
		const [one, again, other] = workflow.items.map(({ event_id }) => event_id);
		expect([one, again === one, other === one]).toEqual([
			expect.stringMatching(/^[0-9a-f]{64}$/),
			true,
			false,
		]);
	});
});

describe('Yardstik Trigger', () => {
	const unsigned = { parameters: { options: { acceptUnsigned: true } } };
	const account = { id: 'sub-1', account_name: 'Acme' };

	it('outputs a subaccount that was credentialed', async () => {
		const workflow = await published(yardstik);
		const event = yardstikEvent(account, 'credentialed');
		await sandbox.events.emit('yardstik', event);
		expect(workflow.items).toEqual([
			{
				event_id: event.id,
				event: 'account.updated',
				event_name: 'Account credentialed',
				occurred_at: event.timestamp,
				id: 'sub-1',
				account_name: 'Acme',
				status: 'credentialed',
				resource_type: 'account',
				resource_id: 'sub-1',
				resource_url: 'https://api.yardstik-staging.com/accounts/sub-1',
			},
		]);
	});

	it('outputs an event when the sandbox credentials the subaccount', async () => {
		const workflow = await published(yardstik);
		sandbox.seed('yardstik', 1);
		const [{ id }] = sandbox.held('yardstik');
		sandbox.advance('yardstik', id, { status: 'credentialed' });
		await sandbox.events.settled();
		expect(workflow.items).toMatchObject([{ id, status: 'credentialed' }]);
	});

	it.each([
		['credentialed', ['credentialed', 'Credentialed']],
		['pending, CREDENTIALED', ['pending', 'credentialed', 'Credentialed']],
		['', ['pending', 'credentialed', 'Credentialed', 'closed']],
	])('filters by the statuses "%s" and outputs %j', async (statuses, found) => {
		const workflow = await published(yardstik, { parameters: { statuses } });
		for (const status of ['pending', 'credentialed', 'Credentialed', 'closed'])
			await sandbox.events.emit('yardstik', yardstikEvent(account, status));
		expect(workflow.items.map(({ status }) => status)).toEqual(found);
	});

	it('requires the signing key to publish', async () => {
		const { message, description } = await errorOf(
			published(yardstik, { secrets: { webhookSecret: '' } }),
		);
		expect(message).toBe("Enter the 'Webhook Signing Key' in the credential");
		expect(description).toContain('WEBHOOK_SIGNATURE');
		expect(enabledAt(yardstik)).toEqual([]);
	});

	it('fails with a message at the next start of n8n if the signing key was removed', async () => {
		const workflow = workflowWith(yardstik, { secrets: { webhookSecret: '' } });
		yardstik.addForeign(workflow.url);
		const { message } = await errorOf(workflow.publish('init'));
		expect(message).toBe("Enter the 'Webhook Signing Key' in the credential");
	});

	describe('account without an API key named WEBHOOK_SIGNATURE', () => {
		beforeEach(() => sandbox.set('yardstik', { signs: false }));

		it('rejects its unsigned events', async () => {
			const workflow = await published(yardstik);
			const [{ attempts }] = await sandbox.events.emit('yardstik', yardstik.event());
			expect([new Set(attempts), workflow.runs]).toEqual([new Set([401]), []]);
		});

		it.each([yardstikSigningKey, ''])(
			'accepts its unsigned events if the user wants that, with the key "%s"',
			async (webhookSecret) => {
				const workflow = await published(yardstik, { ...unsigned, secrets: { webhookSecret } });
				await sandbox.events.emit('yardstik', yardstik.event());
				expect(workflow.runs).toHaveLength(1);
			},
		);
	});

	it('rejects a wrong signature even if unsigned events are accepted', async () => {
		const workflow = await published(yardstik, unsigned);
		for (const sign of ['wrong', 'changed'] as const)
			await sandbox.events.emit('yardstik', yardstik.event(), { sign });
		expect(workflow.runs).toEqual([]);
		await sandbox.events.emit('yardstik', yardstik.event(), { sign: 'good' });
		expect(workflow.runs).toHaveLength(1);
	});

	describe.each([
		['with the ID of its type', { typeAs: 'id' }],
		['with its type', { typeAs: 'object' }],
		['without its type', { typeAs: 'hidden' }],
		['in a list without pages', { typeAs: 'id', bareLists: true }],
		['without its type, in a list without pages', { typeAs: 'hidden', bareLists: true }],
	])('webhook that Yardstik returns %s', (_how, switches) => {
		beforeEach(() => sandbox.set('yardstik', switches));
		const types = (...webhookTypes: string[]) => ({ parameters: { webhookTypes } });

		it('is registered once per type and reused', async () => {
			const workflow = await published(yardstik, types('1', '2'));
			await workflow.publish('init');
			await workflow.unpublish();
			expect(enabledAt(yardstik)).toEqual([]);
			await workflow.publish();
			expect(sandbox.books.yardstik.webhooks).toMatchObject([
				{ url: workflow.url, enabled: true, type: '1' },
				{ url: workflow.url, enabled: true, type: '2' },
			]);
		});

		it('is disabled when its type is no longer selected', async () => {
			const workflow = workflowWith(yardstik, types('1', '2'));
			await workflow.publish();
			workflow.trigger.parameters = { webhookTypes: ['2', '3'] };
			await workflow.publish();
			expect(sandbox.books.yardstik.webhooks.map(({ type, enabled }) => [type, enabled])).toEqual([
				['1', false],
				['2', true],
				['3', true],
			]);
		});

		it('lists the types in the form', async () => {
			const form = {
				node: 'yardstikTrigger',
				credentials: {
					yardstikApi: {
						environment: 'custom',
						baseUrl: sandbox.url.yardstik,
						apiKey: yardstikKey,
					},
				},
			};
			expect(await loadOptions(form, 'getWebhookTypes')).toEqual([
				{ name: 'Account', value: '1' },
				{ name: 'Invitation', value: '3' },
				{ name: 'Report', value: '2' },
			]);
		});
	});

	it('disables the webhooks it registered when a later one is rejected', async () => {
		const { message } = await errorOf(
			published(yardstik, {
				parameters: { webhookTypes: ['1'], options: { otherWebhookTypes: '2, 99' } },
			}),
		);
		expect(message).toContain('webhook_type_id: does not exist');
		expect(yardstik.registered().map(({ enabled }) => enabled)).toEqual([false, false]);
	});

	it('requires a webhook type', async () => {
		const { message } = await errorOf(published(yardstik, { parameters: { webhookTypes: [] } }));
		expect(message).toBe("Select at least one type in 'Webhook Type Names or IDs'");
	});
});
