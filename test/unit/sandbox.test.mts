/** The sandbox alone, as any client sees it: what it rejects, what it stores, and which faults it injects on demand. */
import { Agent, get, request as send } from 'node:http';
import MultipartForm from 'form-data';
import { startControl } from '../../sandbox/control.mts';
import {
	endingFaultKinds,
	faultKinds,
	faultsInOrder,
	seededFaults,
	type Fault,
} from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { RecordedRequest } from '../../sandbox/types.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterEach(async () => {
	jest.restoreAllMocks();
	sandbox.reset();
	await sandbox.listening();
});

afterAll(async () => {
	await sandbox.close();
});

type Json = Record<string, any>;

interface Sent {
	method?: string;
	headers?: Record<string, string>;
	body?: unknown;
}

async function ask(url: string, { method = 'GET', headers = {}, body }: Sent = {}) {
	const given = typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body);
	const type: Record<string, string> =
		body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' };
	const response = await fetch(url, {
		method,
		headers: { ...type, ...headers },
		body: given,
		redirect: 'manual',
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
	return {
		status: response.status,
		headers: response.headers,
		text,
		body: (isJson ? JSON.parse(text) : undefined) as Json,
	};
}

const basic = (user: string) => ({
	authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}`,
});
const checkrAuth = basic('sandbox-checkr-key');
const yardstikAuth = { authorization: 'Account sandbox-yardstik-key' };

const company = {
	street: '123 Main Street',
	city: 'San Francisco',
	state: 'CA',
	zipcode: '94107',
	tax_id: '12-3456789',
};
const account = {
	client_id: 'client',
	name: 'Acme Corporation',
	purpose: 'employment',
	user: { full_name: 'Nathan Smith', email: 'nathan@example.com' },
	company,
};
const purpose = '5f3c9c1e-7a51-4a6e-9f0b-2d1c8e4b7a60';
const packageId = '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01';
const subaccount = {
	account_name: 'Acme Corporation',
	first_name: 'Nathan',
	last_name: 'Smith',
	email_address: 'nathan@example.com',
	address: { city: 'Minneapolis' },
	permissible_purpose_ids: [purpose],
};

const checkr = async (path: string, sent: Sent = {}) =>
	await ask(sandbox.url.checkr + path, { ...sent, headers: { ...checkrAuth, ...sent.headers } });
const yardstik = async (path: string, sent: Sent = {}) =>
	await ask(sandbox.url.yardstik + path, {
		...sent,
		headers: { ...yardstikAuth, ...sent.headers },
	});
const createAccount = async (change: Json = {}, headers: Record<string, string> = {}) =>
	await checkr('/accounts', { method: 'POST', body: { ...account, ...change }, headers });
const createSubaccount = async (change: Json = {}) =>
	await yardstik('/sub_accounts', { method: 'POST', body: { ...subaccount, ...change } });

/** The reason `fetch` reports for a broken connection. */
async function brokenBy(sending: Promise<unknown>): Promise<string> {
	const exception = await sending.then(
		() => undefined,
		(reason: Error & { cause?: { code?: string; message?: string } }) => reason,
	);
	return exception?.cause?.code ?? exception?.cause?.message ?? exception?.message ?? 'nothing';
}

/** Waits for a condition that other requests make true. */
async function until(holds: () => unknown): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function injectOnce(fault: Fault): void {
	sandbox.faults.next = faultsInOrder([fault]);
}

describe('Checkr', () => {
	test('creates an account and stores it without the tax ID', async () => {
		const { status, body } = await createAccount({ default_compliance_state: 'CA' });
		expect(status).toBe(201);
		const { tax_id: _secret, ...shown } = company;
		expect(body).toMatchObject({
			object: 'account',
			name: account.name,
			purpose: 'employment',
			uri: `/v1/accounts/${body.id}`,
			company: shown,
			default_compliance_state: 'CA',
		});
		expect(body.company).not.toHaveProperty('tax_id');
		expect(body).not.toHaveProperty('authorization_code');
		expect(sandbox.books.checkr.accounts).toEqual([body]);
	});

	test('returns an authorization code when oauth_authorize is true', async () => {
		expect((await createAccount({ oauth_authorize: true })).body.authorization_code).toEqual(
			expect.any(String),
		);
	});

	test.each([
		['an unknown field', { shade: 'red' }, /shade/],
		[
			'an unknown field of the company',
			{ company: { ...company, shade: 'red' } },
			/company\.shade/,
		],
		['a wrong type', { oauth_authorize: 'yes' }, /oauth_authorize/],
		['a purpose that does not exist', { purpose: 'curiosity' }, /purpose/],
		['an email address without a domain', { user: { email: 'nathan' } }, /user\.email/],
		['a missing name', { name: undefined }, /name/],
		['an empty state', { company: { ...company, state: '' } }, /company\.state/],
		['an empty state of compliance', { default_compliance_state: '' }, /default_compliance_state/],
		['an empty email address', { user: { email: '' } }, /user\.email/],
		[
			'an empty type of incorporation',
			{ company: { ...company, incorporation_type: '' } },
			/company\.incorporation_type/,
		],
	])('rejects %s', async (_what, change, words) => {
		const { status, body } = await createAccount(change);
		expect(status).toBe(400);
		expect(body.error).toMatch(words);
		expect(sandbox.books.checkr.accounts).toHaveLength(0);
	});

	test.each(['US-CA', 'California'])(
		'accepts %s as a state, since Checkr sets no pattern for it',
		async (state) =>
			expect((await createAccount({ company: { ...company, state } })).body.company.state).toBe(
				state,
			),
	);

	test("uses Checkr's wording to reject a tax ID without nine digits", async () => {
		expect(await createAccount({ company: { ...company, tax_id: '12-34567' } })).toMatchObject({
			status: 400,
			body: { error: 'company.tax_id is invalid' },
		});
	});

	test('lists every reason in one response', async () => {
		const { body } = await createAccount({ name: undefined, purpose: 'curiosity' });
		expect(body.error).toEqual([
			expect.stringContaining('name'),
			expect.stringContaining('purpose'),
		]);
	});

	test.each([
		['another key', basic('other-key')],
		[
			'a password',
			{ authorization: `Basic ${Buffer.from('sandbox-checkr-key:secret').toString('base64')}` },
		],
		['another scheme', { authorization: 'Bearer sandbox-checkr-key' }],
	])('rejects credentials with %s', async (_what, headers) => {
		expect(await checkr('/account', { headers })).toMatchObject({
			status: 401,
			body: { error: 'Bad authentication error' },
		});
	});

	test('rejects a request without a key or a User-Agent', async () => {
		expect(await ask(`${sandbox.url.checkr}/account`)).toMatchObject({
			status: 401,
			body: { error: 'Bad authentication error' },
		});
		expect(await checkr('/account', { headers: { 'user-agent': '' } })).toMatchObject({
			status: 403,
			body: { error: 'Request blocked' },
		});
	});

	test('rejects a wrong path, method, content type, body or query', async () => {
		expect((await checkr('/accounts/1')).status).toBe(404);
		expect((await checkr('/account', { method: 'DELETE' })).status).toBe(405);
		expect(
			(
				await checkr('/accounts', {
					method: 'POST',
					body: 'name=Acme',
					headers: { 'content-type': 'text/plain' },
				})
			).status,
		).toBe(415);
		expect((await checkr('/accounts', { method: 'POST', body: '{"name": ' })).status).toBe(400);
		expect((await checkr('/packages?shade=red')).status).toBe(400);
		expect((await checkr('/packages?per_page=101')).status).toBe(400);
	});

	test('reports an internal failure without a stack trace', async () => {
		jest.spyOn(console, 'error').mockImplementation();
		sandbox.books.checkr.packages = undefined as never;
		const { status, text } = await checkr('/packages');
		expect([status, JSON.parse(text)]).toEqual([500, { error: 'The sandbox itself failed' }]);
		expect(console.error).toHaveBeenCalledWith(expect.any(TypeError));
	});

	test('returns the first account for a repeated idempotency key for a day', async () => {
		const key = { 'Idempotency-Key': 'key-1' };
		const first = await createAccount({}, key);
		const again = await createAccount({}, key);
		expect([again.status, again.body]).toEqual([201, first.body]);
		expect(sandbox.books.checkr.accounts).toHaveLength(1);
		await createAccount({}, { 'Idempotency-Key': 'key-2' });
		expect(sandbox.books.checkr.accounts).toHaveLength(2);
		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + 24 * 3_600_000);
		expect((await createAccount({}, key)).body.id).not.toBe(first.body.id);
		expect(sandbox.books.checkr.accounts).toHaveLength(3);
	});

	test('rejects an idempotency key with another body, except after a rejection', async () => {
		const key = { 'Idempotency-Key': 'key-1' };
		expect((await createAccount({ purpose: 'curiosity' }, key)).status).toBe(400);
		expect((await createAccount({}, key)).status).toBe(201);
		const other = await createAccount({ name: 'Other' }, key);
		expect([other.status, other.body.error]).toEqual([409, expect.any(String)]);
		expect(sandbox.books.checkr.accounts).toHaveLength(1);
	});

	test('returns the first account for another body when configured to', async () => {
		sandbox.books.checkr.otherBody = 'first';
		const key = { 'Idempotency-Key': 'key-1' };
		const first = await createAccount({}, key);
		const other = await createAccount({ name: 'Other' }, key);
		expect([other.status, other.body]).toEqual([201, first.body]);
		expect(sandbox.books.checkr.accounts).toHaveLength(1);
	});

	test('returns 409 for an idempotency key whose request is still in flight', async () => {
		const key = { 'Idempotency-Key': 'key-1' };
		injectOnce({ kind: 'delay', ms: 500 });
		const first = createAccount({}, key);
		await until(() => sandbox.requests[0]?.done);
		const meanwhile = await createAccount({}, key);
		expect([meanwhile.status, meanwhile.body.error]).toEqual([
			409,
			expect.stringContaining('still being processed'),
		]);
		expect((await createAccount({}, { 'Idempotency-Key': 'key-2' })).status).toBe(201);
		const { body } = await first;
		expect((await createAccount({}, key)).body).toEqual(body);
		expect(sandbox.books.checkr.accounts).toHaveLength(2);
	});

	test.each<Fault>([
		{ kind: 'cut', when: 'after' },
		{ kind: 'status', status: 503, when: 'after' },
	])('returns the same account after a $kind fault lost the response', async (fault) => {
		const key = { 'Idempotency-Key': 'key-1' };
		injectOnce(fault);
		await createAccount({}, key).catch(() => undefined);
		expect((await createAccount({}, key)).body).toEqual(sandbox.books.checkr.accounts[0]);
	});

	test("limits a customer's token to reading that customer's account", async () => {
		const { body } = await createAccount();
		await createAccount({ name: 'Other' });
		const customer = basic(`customer-token-${body.id}`);
		expect((await checkr('/account', { headers: customer })).body).toMatchObject({
			id: body.id,
			name: account.name,
			authorized: false,
			api_authorized: false,
		});
		sandbox.advance('checkr', body.id, { authorized: true });
		expect((await checkr('/account', { headers: customer })).body).toMatchObject({
			authorized: true,
			api_authorized: false,
		});
		expect((await createAccount({}, customer)).status).toBe(403);
		expect((await checkr('/account')).body.name).toBe('Sandbox Partner');
		expect((await checkr('/account', { headers: basic('customer-token-1') })).status).toBe(401);
	});

	test('creates one account per POST without an idempotency key', async () => {
		await createAccount();
		await createAccount();
		expect(new Set(sandbox.books.checkr.accounts.map(({ id }) => id)).size).toBe(2);
	});

	test('lists packages page by page', async () => {
		sandbox.seed('checkr', 59);
		const pages = await Promise.all(
			[1, 2, 3, 4].map(async (page) => (await checkr(`/packages?page=${page}`)).body),
		);
		expect(pages.map(({ data }) => data.length)).toEqual([25, 25, 10, 0]);
		expect(new Set(pages.flatMap(({ data }) => data.map(({ id }: Json) => id))).size).toBe(60);
		expect(pages[0]).toMatchObject({ object: 'list', count: 60, previous_href: null });
		expect(pages[0].next_href).toBe(`${sandbox.url.checkr}/packages?page=2&per_page=25`);
		expect(pages[2].next_href).toBeNull();
		expect((await checkr('/packages?per_page=100')).body.data).toHaveLength(60);
	});
});

describe('Yardstik', () => {
	const names = async (query: string) =>
		((await yardstik(`/sub_accounts?${query}`)).body.data as Json[]).map(
			({ account_name }) => account_name,
		);

	test('creates a subaccount once and issues a new token on a repeat', async () => {
		const first = await createSubaccount();
		const again = await createSubaccount({ first_name: 'Alex' });
		expect([first.status, again.status]).toEqual([201, 200]);
		expect(again.body).toMatchObject({
			id: first.body.id,
			first_name: 'Nathan',
			owner_email: 'nathan@example.com',
			permissible_purposes: [{ id: purpose, name: 'Employment' }],
		});
		expect(again.body.api_tokens[0].token).not.toBe(first.body.api_tokens[0].token);
		const { subaccounts, refreshed } = sandbox.books.yardstik;
		expect(subaccounts).toHaveLength(1);
		expect(refreshed.get(first.body.id)).toBe(1);
		expect((await yardstik(`/sub_accounts/${first.body.id}`)).body).toMatchObject({
			account_name: 'Acme Corporation',
			features: { 'view:reports': true },
		});
		expect((await yardstik(`/sub_accounts/${first.body.id}`)).body).not.toHaveProperty(
			'api_tokens',
		);
	});

	test.each<[string, Json, string?]>([
		['no purpose', { permissible_purpose_ids: [] }],
		[
			'a purpose that the platform does not have',
			{ permissible_purpose_ids: ['497f6eca-6276-4993-bfeb-53cbbbba6f08'] },
		],
		[
			'a package that the platform does not have',
			{ account_packages: [{ id: purpose }] },
			'account_packages',
		],
		[
			'a package under another name, without a purpose',
			{ permissible_purpose_ids: undefined, account_packages: [{ account_package_id: 'basic' }] },
			'account_packages',
		],
		[
			'purposes without the one of a package',
			{
				permissible_purpose_ids: ['0b8e7c58-0e5a-4d0e-9f0b-5f5f3c0e7a02'],
				account_packages: [{ id: packageId }],
			},
		],
	])('returns 422 for %s', async (_what, change, field = 'permissible_purpose_ids') => {
		const { status, body } = await createSubaccount(change);
		expect(status).toBe(422);
		expect(body).toEqual({
			message: expect.any(String),
			errors: { [field]: [expect.any(String)] },
		});
		expect(sandbox.books.yardstik.subaccounts).toHaveLength(0);
	});

	test.each([
		['one ID', { permissible_purpose_ids: undefined, permissible_purpose_id: purpose }],
		[
			'account packages of any form',
			{ permissible_purpose_ids: undefined, account_packages: [{ anything: 1 }] },
		],
		['a legal entity type in free text', { legal_entity_type: 'whatever they call it' }],
	])('accepts %s', async (_what, change) => {
		expect((await createSubaccount(change)).status).toBe(201);
	});

	test('assigns a subaccount the purpose of its packages', async () => {
		const account_packages = [{ id: packageId }];
		expect(
			(await createSubaccount({ permissible_purpose_ids: undefined, account_packages })).body,
		).toMatchObject({ permissible_purposes: [{ id: purpose }] });
		expect((await createSubaccount({ account_packages })).status).toBe(200);
	});

	test('omits the API token when create_api_key is false', async () => {
		const first = await createSubaccount({ create_api_key: false });
		const again = await createSubaccount({ create_api_key: false });
		expect([first.status, again.status]).toEqual([201, 200]);
		expect(first.body).not.toHaveProperty('api_tokens');
		expect(again.body).not.toHaveProperty('api_tokens');
		expect((await createSubaccount({ create_api_key: true })).body.api_tokens).toHaveLength(1);
	});

	test.each([
		['an unknown field', { shade: 'red' }, 'shade'],
		['an empty phone number', { company_phone_number: '' }, 'company_phone_number'],
		['an empty billing email', { billing_email: '' }, 'billing_email'],
		['an empty purpose', { permissible_purpose_id: '' }, 'permissible_purpose_id'],
		['an empty state', { address: { state: '' } }, 'address.state'],
		['a phone number without country code', { support_phone: '206-555-0100' }, 'support_phone'],
		[
			'a purpose that is not a UUID',
			{ permissible_purpose_ids: ['employment'] },
			'permissible_purpose_ids.0',
		],
		['a missing address', { address: undefined }, 'address'],
	])('rejects %s', async (_what, change, field) => {
		const { status, body } = await createSubaccount(change);
		expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
	});

	test('rejects a wrong key and an unknown subaccount', async () => {
		for (const authorization of ['Account other', 'Bearer sandbox-yardstik-key', '']) {
			expect(await yardstik('/sub_accounts', { headers: { authorization } })).toMatchObject({
				status: 401,
				body: { message: expect.any(String) },
			});
		}
		expect((await yardstik('/sub_accounts/none')).status).toBe(404);
	});

	test('lists subaccounts page by page in either order', async () => {
		sandbox.seed('yardstik', 130);
		const pages = await Promise.all(
			[1, 2, 3].map(
				async (page) => (await yardstik(`/sub_accounts?page=${page}&per_page=60`)).body,
			),
		);
		expect(pages.map(({ data }) => data.length)).toEqual([60, 60, 10]);
		expect(pages[1]).toMatchObject({
			object: 'list',
			meta: { page: 2, per_page: 60, total_count: 130, total_pages: 3 },
		});
		const forward = pages.flatMap(({ data }) => data.map(({ id }: Json) => id));
		expect(new Set(forward).size).toBe(130);
		const backward = await Promise.all(
			[1, 2, 3].map(
				async (page) =>
					(await yardstik(`/sub_accounts?page=${page}&per_page=60&order_by=created_at&order=desc`))
						.body.data,
			),
		);
		expect(backward.flat().map(({ id }: Json) => id)).toEqual([...forward].reverse());
		expect((await yardstik('/sub_accounts')).body.data).toHaveLength(25);
	});

	test('nests the list in another list when configured to', async () => {
		sandbox.seed('yardstik', 2);
		sandbox.books.yardstik.nestedData = true;
		expect((await yardstik('/sub_accounts')).body.data).toEqual([
			[expect.any(Object), expect.any(Object)],
		]);
	});

	test('ignores, applies or rejects a name filter as configured', async () => {
		sandbox.seed('yardstik', 5);
		const byName = 'query[account_name_eq]=Customer 000003';
		expect(await names(byName)).toHaveLength(5);
		sandbox.books.yardstik.nameFilter = 'works';
		expect(await names(byName)).toEqual(['Customer 000003']);
		expect(await names('query[account_name_eq]=Customer')).toEqual([]);
		sandbox.books.yardstik.nameFilter = 'rejected';
		expect((await yardstik(`/sub_accounts?${byName}`)).status).toBe(400);
		expect(await names('')).toHaveLength(5);
	});

	test('filters by creation time and sorts', async () => {
		sandbox.seed('yardstik', 5);
		expect(await names('query[created_at_gteq]=2024-01-01T00:04:00.000Z')).toEqual([
			'Customer 000004',
			'Customer 000005',
		]);
		expect(await names('query[created_at_lteq]=2024-01-01T01:02:00%2B01:00')).toEqual([
			'Customer 000001',
			'Customer 000002',
		]);
		expect(
			await names(
				'query[created_at_gteq]=2024-01-01T00:02:00Z&query[created_at_lteq]=2024-01-01T00:04:00Z&order=desc',
			),
		).toEqual(['Customer 000004', 'Customer 000003', 'Customer 000002']);
		expect(await names('order_by=account_name&order=desc&per_page=1')).toEqual(['Customer 000005']);
	});

	test.each([
		'query[shade_eq]=red',
		'query[account_name_cont]=Customer',
		'query[status_eq]=active',
		'query[created_at_gteq]=yesterday',
		'order=up',
		'page=0',
		'per_page=many',
		'shade=red',
	])('rejects the query %s', async (query) => {
		expect((await yardstik(`/sub_accounts?${query}`)).status).toBe(400);
	});

	test('returns the platform account and its packages as bare arrays', async () => {
		expect((await yardstik('/accounts')).body).toEqual([
			expect.objectContaining({
				permissible_purposes: expect.arrayContaining([expect.objectContaining({ id: purpose })]),
			}),
		]);
		expect((await yardstik('/packages')).body).toHaveLength(2);
		expect((await yardstik('/packages?query[action_type_eq]=monitor')).body).toEqual([
			expect.objectContaining({ action_type: 'monitor' }),
		]);
	});
});

test('returns only responses that match the contract', async () => {
	const strict = await startSandbox({ validateResponses: true });
	try {
		strict.seed('yardstik', 1);
		const post = { method: 'POST' };
		const statuses = [
			await ask(`${strict.url.checkr}/account`, { headers: checkrAuth }),
			await ask(`${strict.url.checkr}/packages`, { headers: checkrAuth }),
			await ask(`${strict.url.checkr}/accounts`, {
				...post,
				headers: checkrAuth,
				body: { ...account, oauth_authorize: true },
			}),
			await ask(`${strict.url.yardstik}/sub_accounts`, { headers: yardstikAuth }),
			await ask(`${strict.url.yardstik}/sub_accounts`, {
				...post,
				headers: yardstikAuth,
				body: subaccount,
			}),
			await ask(`${strict.url.yardstik}/sub_accounts`, {
				...post,
				headers: yardstikAuth,
				body: subaccount,
			}),
			await ask(`${strict.url.yardstik}/sub_accounts/${strict.books.yardstik.subaccounts[0].id}`, {
				headers: yardstikAuth,
			}),
			await ask(`${strict.url.yardstik}/accounts`, { headers: yardstikAuth }),
			await ask(`${strict.url.yardstik}/packages`, { headers: yardstikAuth }),
		].map(({ status }) => status);
		expect(statuses).toEqual([200, 200, 201, 200, 201, 200, 200, 200, 200]);
	} finally {
		await strict.close();
	}
});

describe('recorded requests', () => {
	test('records every request as received, including rejected ones', async () => {
		await createAccount({ purpose: 'curiosity' });
		await yardstik('/sub_accounts?page=2&query[account_name_eq]=Acme');
		expect(sandbox.requests).toMatchObject([
			{
				provider: 'checkr',
				method: 'POST',
				path: '/v1/accounts',
				body: { ...account, purpose: 'curiosity' },
				status: 400,
				operationId: 'createAccount',
				done: { status: 400 },
			},
			{
				provider: 'yardstik',
				method: 'GET',
				path: '/sub_accounts',
				rawQuery: 'page=2&query[account_name_eq]=Acme',
				status: 200,
				operationId: 'listSubaccounts',
			},
		]);
		expect(sandbox.requests[0].headers).toMatchObject({
			...checkrAuth,
			'content-type': 'application/json',
		});
	});

	test('records the parts of a request with a file', async () => {
		const given = { name: 'Acme Corporation', type: 'Client' };
		const send = async (account: Json, logo?: Buffer) => {
			const form = new MultipartForm();
			form.append('account', JSON.stringify(account), { contentType: 'application/json' });
			if (logo) form.append('logo', logo, { filename: 'logo.png', contentType: 'image/png' });
			return await fetch(`${sandbox.url.softwareone}/public/v1/accounts/accounts`, {
				method: 'POST',
				headers: { authorization: 'Bearer idt:TKN-0000-0001:sandbox', ...form.getHeaders() },
				body: new Uint8Array(form.getBuffer()),
			});
		};
		expect((await send(given, Buffer.from([1, 2, 3]))).status).toBe(201);
		expect((await send({ ...given, shade: 'red' })).status).toBe(400);
		expect(sandbox.requests).toMatchObject([
			{
				body: { account: given },
				files: [{ field: 'logo', name: 'logo.png', type: 'image/png', size: 3 }],
			},
			{ body: { account: { ...given, shade: 'red' } }, files: [] },
		]);
	});

	test('records the max number of requests in flight', async () => {
		sandbox.latencyMs = 500;
		await Promise.all([yardstik('/packages'), yardstik('/packages'), yardstik('/packages')]);
		await yardstik('/packages');
		expect(sandbox.maxInFlight).toEqual({
			checkr: 0,
			gusto: 0,
			teal: 0,
			softwareone: 0,
			yardstik: 3,
		});
	});

	test('clears all records and settings on a reset', async () => {
		await createAccount();
		sandbox.faults.next = () => ({ kind: 'empty' });
		sandbox.limit('checkr', 0);
		sandbox.latencyMs = 5;
		sandbox.reset();
		expect(sandbox).toMatchObject({
			requests: [],
			latencyMs: 0,
			maxInFlight: { checkr: 0 },
			books: { checkr: { accounts: [] } },
		});
		expect((await checkr('/account')).status).toBe(200);
	});
});

test('does not count requests from before a reset as in flight', async () => {
	injectOnce({ kind: 'delay', ms: 300 });
	const slow = createAccount();
	await until(() => sandbox.requests[0]?.done);
	sandbox.reset();
	await createAccount();
	expect(sandbox.maxInFlight.checkr).toBe(1);
	await slow;
});

test('discards a request that was only partly received before a reset', async () => {
	const body = JSON.stringify(account);
	const slow = send(`${sandbox.url.checkr}/accounts`, {
		method: 'POST',
		headers: {
			...checkrAuth,
			'user-agent': 'test',
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(body)),
		},
	});
	const ended = new Promise<void>((resolve) =>
		slow
			.on('error', () => resolve())
			.on('response', (answer) => void answer.resume().on('end', resolve)),
	);
	slow.write(body.slice(0, 10));
	await until(() => sandbox.requests[0]);
	sandbox.reset();
	slow.end(body.slice(10));
	await ended;
	expect(sandbox.books.checkr.accounts).toEqual([]);
});

describe('rate limit', () => {
	/** Stops the clock so that all requests fall into the same window. */
	const stopClock = (at: string) => jest.spyOn(Date, 'now').mockReturnValue(Date.parse(at));

	test("limits requests per second and reports the reset in Checkr's format", async () => {
		sandbox.limit('checkr', 2);
		stopClock('2026-01-01T00:00:00.400Z');
		const answers = await Promise.all([checkr('/account'), checkr('/account'), checkr('/account')]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
		const limited = answers.find(({ status }) => status === 429)!;
		expect(limited.body).toEqual({ error: expect.any(String) });
		expect(Object.fromEntries(limited.headers)).toMatchObject({
			'x-ratelimit-limit': '2',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': '2026-01-01T00:00:01.000Z',
		});
		expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining')).sort()).toEqual([
			'0',
			'0',
			'1',
		]);
		stopClock('2026-01-01T00:00:01.000Z');
		expect((await checkr('/account')).status).toBe(200);
		sandbox.limit('checkr', undefined);
		expect(
			(await Promise.all([checkr('/account'), checkr('/account'), checkr('/account')])).map(
				({ status }) => status,
			),
		).toEqual([200, 200, 200]);
	});

	test('counts per minute when configured to', async () => {
		sandbox.limit('checkr', 1, { per: 'minute' });
		stopClock('2026-01-01T00:00:20.400Z');
		expect((await checkr('/account')).status).toBe(200);
		const { status, headers } = await checkr('/account');
		expect([status, headers.get('x-ratelimit-reset')]).toEqual([429, '2026-01-01T00:01:00.000Z']);
		stopClock('2026-01-01T00:00:59.999Z');
		expect((await checkr('/account')).status).toBe(429);
		stopClock('2026-01-01T00:01:00.000Z');
		expect((await checkr('/account')).status).toBe(200);
	});

	test.each(['checkr', 'yardstik'] as const)('omits %s hints when configured to', async (name) => {
		sandbox.limit(name, 1, { hints: false });
		stopClock('2026-01-01T00:00:00.400Z');
		const read = async () => await (name === 'checkr' ? checkr('/account') : yardstik('/packages'));
		const answers = [await read(), await read()];
		expect(answers.map(({ status }) => status)).toEqual([200, 429]);
		for (const { headers } of answers)
			expect([...headers.keys()].filter((key) => /rate|retry/.test(key))).toEqual([]);
	});

	test('does no work for an excess request and counts each provider separately', async () => {
		sandbox.limit('yardstik', 0);
		stopClock('2026-01-01T00:00:00.400Z');
		const limited = await createSubaccount();
		expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
		expect(sandbox.books.yardstik.subaccounts).toHaveLength(0);
		expect(sandbox.requests[0]).toMatchObject({ status: 429 });
		expect((await checkr('/account')).status).toBe(200);
	});
});

describe('faults as a client sees them', () => {
	const made = () => sandbox.books.checkr.accounts.length;

	test('still responds after a delay', async () => {
		injectOnce({ kind: 'delay', ms: 1 });
		expect((await createAccount()).status).toBe(201);
		expect(sandbox.requests[0].fault).toBe('delay');
	});

	test.each([
		['seconds', { 'retry-after': '7' }],
		['date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }],
		['reset', { 'x-ratelimit-reset': '2026-01-01T00:00:07.000Z' }],
		['none', {}],
	] as const)('returns 429 with the hint "%s"', async (hint, expected) => {
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-01T00:00:00Z'));
		injectOnce({ kind: 'rate-limited', hint, seconds: 7 });
		const { status, headers } = await createAccount();
		const hints = Object.fromEntries(
			[...headers].filter(([name]) => ['retry-after', 'x-ratelimit-reset'].includes(name)),
		);
		expect([status, hints, made()]).toEqual([429, expected, 0]);
		expect((await createAccount()).status).toBe(201);
	});

	test.each([
		['before', 'json', 0],
		['before', 'html', 0],
		['after', 'empty', 1],
		['after', 'json', 1],
	] as const)('returns 503 %s doing the work (body: %s)', async (when, body, count) => {
		injectOnce({ kind: 'status', status: 503, when, body });
		const answer = await createAccount();
		expect([answer.status, made()]).toEqual([503, count]);
		expect(answer.text).toMatch({ json: /^\{"error":/, html: /^<html>/, empty: /^$/ }[body]);
		expect(sandbox.requests[0].done?.status).toBe(count ? 201 : undefined);
	});

	test.each([
		['before', 0],
		['after', 1],
	] as const)('cuts the connection %s doing the work', async (when, count) => {
		injectOnce({ kind: 'cut', when });
		expect(await brokenBy(createAccount())).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
		expect(made()).toBe(count);
		expect(sandbox.requests).toMatchObject([
			{ method: 'POST', path: '/v1/accounts', fault: 'cut' },
		]);
		expect(sandbox.requests[0].status).toBeUndefined();
	});

	test.each([
		['before', 0],
		['after', 1],
	] as const)('hangs %s doing the work until a reset', async (when, count) => {
		injectOnce({ kind: 'hang', when });
		const broken = brokenBy(createAccount());
		await until(() => sandbox.requests.length);
		expect(await Promise.race([broken, createAccount()])).toMatchObject({ status: 201 });
		await until(() => made() === 1 + count);
		expect(sandbox.requests.map(({ fault, status }) => [fault, status])).toEqual([
			['hang', undefined],
			[undefined, 201],
		]);
		sandbox.reset();
		expect(await broken).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
		await createAccount();
		expect(sandbox.maxInFlight.checkr).toBe(1);
	});

	test('hangs until the sandbox is closed', async () => {
		const fresh = await startSandbox();
		fresh.faults.next = faultsInOrder([{ kind: 'hang', when: 'before' }]);
		const broken = brokenBy(ask(`${fresh.url.checkr}/account`, { headers: checkrAuth }));
		await until(() => fresh.requests.length);
		await fresh.close();
		expect(await broken).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
	});

	test('stops counting a request as in flight after the client aborts it', async () => {
		injectOnce({ kind: 'hang', when: 'before' });
		const stop = new AbortController();
		const hanging = fetch(`${sandbox.url.checkr}/accounts`, {
			method: 'POST',
			headers: { ...checkrAuth, 'content-type': 'application/json' },
			body: JSON.stringify({ ...account, name: 'A'.repeat(3_000_000) }),
			signal: stop.signal,
		}).catch(() => undefined);
		await until(() => sandbox.requests.length);
		stop.abort();
		await hanging;
		// The server notices the abort a moment later.
		do {
			sandbox.maxInFlight.checkr = 0;
			expect((await createAccount()).status).toBe(201);
		} while (sandbox.maxInFlight.checkr > 1);
	});

	test('cuts the connection in the middle of the body', async () => {
		injectOnce({ kind: 'cut-body' });
		expect(await brokenBy(createAccount())).toMatch(/UND_ERR_SOCKET|ECONNRESET|terminated/);
		expect([made(), sandbox.requests[0].status]).toEqual([1, 201]);
	});

	test('sends a slow body in full', async () => {
		injectOnce({ kind: 'drip', chunkMs: 1 });
		expect(await createAccount()).toMatchObject({
			status: 201,
			body: sandbox.books.checkr.accounts[0],
		});
	});

	test.each([
		['wrong-json', 201, 'application/json', /^\{"id": "unf/],
		['html', 200, 'text/html', /^<html>/],
		['empty', 201, null, /^$/],
	] as const)('returns "%s" instead of the account', async (kind, status, type, text) => {
		injectOnce({ kind });
		const response = await fetch(`${sandbox.url.checkr}/accounts`, {
			method: 'POST',
			headers: { ...checkrAuth, 'content-type': 'application/json' },
			body: JSON.stringify(account),
		});
		expect(response.status).toBe(status);
		expect(response.headers.get('content-type')?.split(';')[0] ?? null).toBe(type);
		expect(await response.text()).toMatch(text);
		expect(made()).toBe(1);
	});

	test('redirects elsewhere without doing the work', async () => {
		injectOnce({ kind: 'redirect', to: 'http://127.0.0.2:9/elsewhere' });
		const answer = await createAccount();
		expect([answer.status, answer.headers.get('location'), made()]).toEqual([
			307,
			'http://127.0.0.2:9/elsewhere',
			0,
		]);
	});

	test('refuses connections for a while, then accepts them again', async () => {
		// A separate sandbox that has no open connections yet.
		const fresh = await startSandbox();
		const create = async () =>
			await ask(`${fresh.url.checkr}/accounts`, {
				method: 'POST',
				headers: checkrAuth,
				body: account,
			});
		try {
			fresh.faults.next = faultsInOrder([{ kind: 'refused', ms: 60_000 }]);
			expect((await create()).status).toBe(201);
			expect(await brokenBy(create())).toBe('ECONNREFUSED');
			expect((await ask(`${fresh.url.yardstik}/packages`, { headers: yardstikAuth })).status).toBe(
				200,
			);
			expect(fresh.requests.map(({ provider }) => provider)).toEqual(['checkr', 'yardstik']);
			fresh.reset();
			await fresh.listening();
			fresh.faults.next = faultsInOrder([{ kind: 'refused', ms: 1 }]);
			expect((await create()).status).toBe(201);
			await fresh.listening();
			expect((await create()).status).toBe(201);
		} finally {
			await fresh.close();
		}
	});

	test('responds once more on an open connection while refusing new ones', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const send = async () =>
			await new Promise<string | undefined>((resolve, reject) => {
				const request = get(
					`${sandbox.url.checkr}/account`,
					{ agent, headers: { ...checkrAuth, 'user-agent': 'test' } },
					(response) => {
						response.resume().once('end', () => resolve(response.headers.connection));
					},
				);
				request.once('error', reject);
			});
		expect(await send()).toBe('keep-alive');
		const other = new Agent();
		injectOnce({ kind: 'refused', ms: 60_000 });
		await new Promise((resolve) =>
			get(
				`${sandbox.url.checkr}/account`,
				{ agent: other, headers: { ...checkrAuth, 'user-agent': 'test' } },
				(response) => response.resume().once('end', resolve),
			),
		);
		expect(await send()).toBe('close');
		await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		agent.destroy();
	});

	test('injects faults only into requests that pass the rate limit', async () => {
		sandbox.limit('checkr', 0);
		injectOnce({ kind: 'empty' });
		await createAccount();
		expect(sandbox.requests[0].fault).toBeUndefined();
		sandbox.limit('checkr', undefined);
		await createAccount();
		expect(sandbox.requests[1].fault).toBe('empty');
	});
});

describe('seeded faults', () => {
	const request = {} as RecordedRequest;
	const drawn = (seed: number, rate: number, kinds?: Array<Fault['kind']>) => {
		const next = seededFaults(seed, rate, kinds);
		return Array.from({ length: 2000 }, () => next(request));
	};

	test('returns the same faults for the same seed and different ones for another', () => {
		expect(drawn(7, 0.5)).toEqual(drawn(7, 0.5));
		expect(drawn(7, 0.5)).not.toEqual(drawn(8, 0.5));
	});

	test('draws faults at the given rate, from all kinds or the given ones', () => {
		expect(drawn(7, 0)).toEqual(Array(2000).fill(undefined));
		const all = drawn(7, 1).map((fault) => fault?.kind);
		expect(new Set(all)).toEqual(new Set(faultKinds));
		const some = drawn(7, 0.25, ['cut', 'html']).filter((fault) => fault !== undefined);
		expect(some.length).toBeGreaterThan(400);
		expect(some.length).toBeLessThan(600);
		expect(new Set(some.map(({ kind }) => kind))).toEqual(new Set(['cut', 'html']));
		expect(faultKinds).toContain('hang');
		expect([...endingFaultKinds, 'hang'].sort()).toEqual([...faultKinds].sort());
	});
});

describe('control port', () => {
	test('controls the sandbox over HTTP and rejects invalid commands', async () => {
		const control = await startControl(sandbox);
		const order = async (name: string, body: unknown = {}) =>
			await ask(`${control.url}/${name}`, { method: 'POST', body });
		try {
			expect(
				(await order('seed', { provider: 'yardstik', count: 3 })).body.counts.yardstik.subaccounts,
			).toBe(3);
			expect((await order('latency', { ms: 1 })).body.latencyMs).toBe(1);
			await order('limit', { provider: 'checkr', perSecond: 0 });
			expect((await createAccount()).status).toBe(429);
			await order('limit', { provider: 'checkr', perSecond: null });
			await order('faults', [null, { kind: 'html' }]);
			expect([
				(await createAccount()).status,
				(await createAccount()).status,
				(await createAccount()).status,
			]).toEqual([201, 200, 201]);
			await order('faults', { seed: 1, rate: 1, kinds: ['redirect'] });
			expect((await createAccount()).status).toBe(307);
			expect((await ask(`${control.url}/state`)).body).toMatchObject({
				urls: sandbox.url,
				counts: { checkr: { accounts: 3 } },
				requests: 5,
				maxInFlight: { checkr: 1 },
			});
			await order('limit', { provider: 'checkr', perMinute: 0, hints: false });
			const limited = await createAccount();
			expect([limited.status, limited.headers.has('x-ratelimit-reset')]).toEqual([429, false]);
			const { id } = sandbox.books.checkr.accounts[0];
			await order('advance', { provider: 'checkr', id, change: { authorized: true } });
			expect((await ask(`${control.url}/books?provider=checkr`)).body).toMatchObject([
				{
					kind: 'account',
					id,
					name: account.name,
					email: account.user.email,
					status: 'authorized',
				},
				{ status: 'not authorized' },
				{},
			]);
			await order('switch', { provider: 'yardstik', nameFilter: 'works' });
			expect(sandbox.books.yardstik.nameFilter).toBe('works');
			sandbox.books.teal.jwts.add('jwt');
			expect((await order('expire-tokens', { provider: 'teal' })).body.counts.teal.signIns).toBe(0);
			expect(sandbox.books.teal.jwts.size).toBe(0);
			expect((await order('reset')).body).toMatchObject({
				requests: 0,
				latencyMs: 0,
				counts: { checkr: { accounts: 0 } },
			});
			for (const [name, body] of [
				['seed', { provider: 'other', count: 1 }],
				['latency', { ms: 'long' }],
				['faults', [{ kind: 'odd' }]],
				['faults', { seed: 1, rate: 1, kinds: ['odd'] }],
				['limit', { provider: 'checkr' }],
				['advance', { provider: 'checkr', id: 'none', change: { authorized: true } }],
				['advance', { provider: 'yardstik', id: 'none', change: 'credentialed' }],
				['switch', { provider: 'yardstik', nameFilter: 'sometimes' }],
				['switch', { provider: 'yardstik', byName: true }],
				['expire-tokens', { provider: 'checkr' }],
			] as const) {
				expect(await order(name, body)).toMatchObject({
					status: 400,
					body: { message: expect.any(String) },
				});
			}
		} finally {
			await control.close();
		}
	});
});
