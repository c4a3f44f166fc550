/** How the sandbox sends events (to whom, how signed, how often), and which webhooks it lets clients register. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startControl } from '../../sandbox/control.mts';
import { checkrClientSecret, checkrEvent, checkrKey } from '../../sandbox/events/checkr.mts';
import { tealEvent } from '../../sandbox/events/teal.mts';
import { yardstikEvent, yardstikSigningKey } from '../../sandbox/events/yardstik.mts';
import { tealKey } from '../../sandbox/providers/teal.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';

let sandbox: Sandbox;
let listener: Server;
/** Where events go. */
let url: string;
/** What arrived there. */
let received: Array<{ headers: Record<string, unknown>; body: string }>;
/** The statuses of the responses, in order; 200 after that. */
let statuses: number[];

beforeAll(async () => {
	sandbox = await startSandbox({ validateResponses: true });
	listener = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += String(chunk);
		received.push({ headers: request.headers, body });
		response.writeHead(statuses.shift() ?? 200).end('Thank you');
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
});
beforeEach(() => {
	sandbox.reset();
	sandbox.events.speed = 100_000;
	received = [];
	statuses = [];
});
afterAll(async () => {
	await sandbox.close();
	await new Promise((resolve) => listener.close(resolve));
});

const hmac = (algorithm: string, key: string, body: string) =>
	createHmac(algorithm, key).update(body).digest('hex');

const authorization = {
	checkr: { authorization: `Basic ${Buffer.from(`${checkrKey}:`).toString('base64')}` },
	teal: { 'x-api-key': tealKey },
	yardstik: { authorization: `Account ${yardstikKey}` },
};

async function call(
	provider: keyof typeof authorization,
	method: string,
	path: string,
	body?: unknown,
): Promise<{ status: number; body: any }> {
	const answer = await fetch(sandbox.url[provider] + path, {
		method,
		headers: {
			...authorization[provider],
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('Checkr', () => {
	const add = async (webhook_url?: string) =>
		await call('checkr', 'POST', '/webhooks', { webhook_url });
	const report = () => checkrEvent('report.completed', { id: 'report-1' }, 'account-1');

	test('allows at most two webhooks and each URL only once', async () => {
		expect(await add()).toEqual({ status: 400, body: { error: 'webhook_url is missing' } });
		expect((await add('ftp://example.com')).body.error).toMatch(/^Url is not valid/);
		const { status, body: first } = await add(url);
		expect([status, first]).toEqual([201, expect.objectContaining({ webhook_url: url })]);
		expect(await add(url)).toEqual({ status: 400, body: { error: 'Url has already been taken' } });
		expect((await add('https://other.example.com')).status).toBe(201);
		expect(await add('https://third.example.com')).toEqual({
			status: 400,
			body: { error: 'Allowed webhook API limit exceeded' },
		});
		expect((await call('checkr', 'DELETE', `/webhooks/${first.id}`)).status).toBe(200);
		expect((await call('checkr', 'DELETE', `/webhooks/${first.id}`)).status).toBe(404);
		const { body } = await call('checkr', 'GET', '/webhooks');
		expect(body).toMatchObject({ count: 1, data: [{ webhook_url: 'https://other.example.com' }] });
	});

	test("signs events for an account's webhook with the API key", async () => {
		await add(url);
		await sandbox.events.emit('checkr', report());
		const [{ headers, body }] = received;
		expect(headers['x-checkr-signature']).toBe(hmac('sha256', checkrKey, body));
		expect(headers['user-agent']).toMatch(/^Checkr-Webhook\//);
	});

	test('sends account events to the partner application only', async () => {
		await add(url);
		const event = checkrEvent('account.credentialed', { id: 'account-1' });
		expect(await sandbox.events.emit('checkr', event)).toEqual([]);
		sandbox.books.checkr.applicationUrl = url;
		await sandbox.events.emit('checkr', event);
		expect(received.map(({ headers, body }) => [headers['x-checkr-signature'], body])).toEqual([
			[hmac('sha256', checkrClientSecret, JSON.stringify(event)), JSON.stringify(event)],
		]);
	});

	test('retries an event until it gets a 2xx response or gives up', async () => {
		await add(url);
		statuses = [500, 404, 204];
		const [taken] = await sandbox.events.emit('checkr', report());
		expect(taken).toMatchObject({ attempts: [500, 404, 204], delivered: true });
		statuses = Array<number>(100).fill(503);
		const [lost] = await sandbox.events.emit('checkr', report());
		expect([lost.attempts.length, lost.delivered]).toEqual([35, false]);
	});
});

describe('Teal', () => {
	const add = async (name: string, more: object = {}) =>
		await call('teal', 'POST', '/webhooks', {
			name,
			events: ['user-payroll-submitted'],
			url,
			signing_secret: 'my secret',
			...more,
		});

	test('stores webhooks by name and never returns the secret', async () => {
		const { status, body } = await add('one');
		expect([status, Object.keys(body)]).toEqual([
			201,
			['webhook_id', 'name', 'events', 'url', 'created_at'],
		]);
		expect((await add('one')).status).toBe(409);
		expect((await add('none', { events: [] })).status).toBe(400);
		await add('two');
		const list = await call('teal', 'GET', '/webhooks?offset=1&limit=1');
		expect(list.body).toMatchObject({
			pagination: { offset: 1, limit: 1, total_count: 2 },
			webhooks: [{ name: 'two' }],
		});
		expect((await call('teal', 'GET', `/webhooks/${body.webhook_id}`)).body).toEqual(body);
		expect((await call('teal', 'DELETE', `/webhooks/${body.webhook_id}`)).status).toBe(204);
		expect((await call('teal', 'DELETE', `/webhooks/${body.webhook_id}`)).status).toBe(404);
	});

	test("signs with the webhook's secret and never retries", async () => {
		await add('one');
		statuses = [500];
		const event = tealEvent('user-payroll-submitted', 'user-1', { entry_id: 'entry-1' });
		const [{ attempts, delivered }] = await sandbox.events.emit('teal', event);
		expect([attempts, delivered]).toEqual([[500], false]);
		expect(received.map(({ headers }) => headers['x-teal-signature'])).toEqual([
			hmac('sha512', 'my secret', JSON.stringify(event)),
		]);
	});

	test('sends only the events that the webhook subscribes to', async () => {
		await add('one');
		const event = tealEvent('user-bank-statement-submitted', 'user-1');
		expect(await sandbox.events.emit('teal', event)).toEqual([]);
	});
});

describe('Yardstik', () => {
	const add = async (webhook_type_id: string | number) =>
		await call('yardstik', 'POST', '/webhooks', { url, webhook_type_id });
	const event = yardstikEvent({ id: 'sub-1', account_name: 'Acme' }, 'credentialed');

	test('stores webhooks by type and disables but never deletes them', async () => {
		expect((await add(99)).status).toBe(422);
		const { status, body } = await add('1');
		expect([status, body]).toEqual([
			201,
			{ id: expect.any(String), url, enabled: true, webhook_type_id: 1 },
		]);
		const path = `/webhooks/${body.id}`;
		expect((await call('yardstik', 'DELETE', path)).status).toBe(405);
		const off = await call('yardstik', 'PATCH', path, { enabled: false });
		expect(off.body).toEqual({ ...body, enabled: false });
		expect((await call('yardstik', 'GET', path)).body).toEqual({ ...body, enabled: false });
		expect(await sandbox.events.emit('yardstik', event)).toEqual([]);
		expect((await call('yardstik', 'PATCH', '/webhooks/none', { enabled: true })).status).toBe(404);
	});

	test.each([
		[{ signs: true }, hmac('sha256', yardstikSigningKey, JSON.stringify(event))],
		[{ signs: false }, undefined],
	])('signs events as configured by %j', async (switches, signature) => {
		sandbox.set('yardstik', switches);
		await add(1);
		await sandbox.events.emit('yardstik', event);
		expect(received.map(({ headers }) => headers['x-yardstik-webhook-signature'])).toEqual([
			signature,
		]);
	});
});

describe('delivery faults', () => {
	const event = yardstikEvent({ id: 'sub-1', account_name: 'Acme' }, 'credentialed');
	const header = 'x-yardstik-webhook-signature';
	const signed = hmac('sha256', yardstikSigningKey, JSON.stringify(event));

	test('delivers an event twice', async () => {
		const [{ attempts }] = await sandbox.events.emit('yardstik', event, { to: url, times: 2 });
		expect([attempts, new Set(received.map(({ body }) => body)).size]).toEqual([[200, 200], 1]);
	});

	test('delivers an event after a later one', async () => {
		const late = sandbox.events.emit('yardstik', event, { to: url, afterMs: 20 });
		await sandbox.events.emit('yardstik', { ...event, id: 'later' }, { to: url });
		await late;
		expect(received.map(({ body }) => JSON.parse(body).id)).toEqual(['later', event.id]);
	});

	test.each([
		['wrong', expect.not.stringMatching(signed), JSON.stringify(event)],
		['none', undefined, JSON.stringify(event)],
		['changed', signed, expect.stringContaining('"changed":true')],
	] as const)('applies the signature option "%s"', async (sign, signature, body) => {
		await sandbox.events.emit('yardstik', event, { to: url, sign });
		expect(received).toEqual([{ headers: expect.anything(), body }]);
		expect(received[0].headers[header]).toEqual(signature);
	});

	test('records a failed delivery when nothing is listening', async () => {
		const dead = 'http://127.0.0.1:9/hook';
		const [delivery] = await sandbox.events.emit('yardstik', event, { to: dead });
		expect([new Set(delivery.attempts), delivery.delivered]).toEqual([new Set([0]), false]);
		expect(sandbox.events.all).toEqual([delivery]);
	});

	test('stops deliveries in flight on a reset', async () => {
		sandbox.events.speed = 0.001;
		statuses = [500];
		const attempted = new Promise((resolve) => (sandbox.events.onAttempt = resolve));
		const sent = sandbox.events.emit('yardstik', event, { to: url });
		await attempted;
		sandbox.reset();
		expect(await sent).toMatchObject([{ attempts: [500], delivered: false }]);
		await sandbox.events.settled();
		expect(sandbox.events.all).toEqual([]);
	});
});

test('emits an event when an account advances', async () => {
	sandbox.books.checkr.applicationUrl = url;
	sandbox.books.checkr.accounts.push({ id: 'a1', name: 'Acme' });
	await call('yardstik', 'POST', '/webhooks', { url, webhook_type_id: 1 });
	sandbox.seed('yardstik', 1);
	sandbox.advance('checkr', 'a1', { authorized: true });
	await sandbox.events.settled();
	sandbox.advance('yardstik', sandbox.held('yardstik')[0].id, { status: 'credentialed' });
	await sandbox.events.settled();
	expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
		{ type: 'account.credentialed', account_id: 'a1' },
		{ resource_type: 'account', status: 'credentialed' },
	]);
});

test('emits events and reports their deliveries through the control port', async () => {
	const control = await startControl(sandbox);
	const post = async (body: unknown) =>
		await fetch(`${control.url}/emit`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	const event = yardstikEvent({ id: 'sub-1', account_name: 'Acme' }, 'credentialed');
	expect((await post({ provider: 'yardstik', event, options: { to: url } })).status).toBe(200);
	expect((await post({ provider: 'gusto', event })).status).toBe(400);
	await sandbox.events.settled();
	const deliveries = await (await fetch(`${control.url}/deliveries`)).json();
	expect(deliveries).toEqual([
		{
			provider: 'yardstik',
			eventId: event.id,
			url,
			attempts: [200],
			delivered: true,
			accepted: ['Thank you'],
		},
	]);
	await control.close();
});
