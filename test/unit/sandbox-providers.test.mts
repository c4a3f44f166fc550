import MultipartForm from 'form-data';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { names, readListQuery, sorted } from '../../sandbox/rql.mts';
import { gustoClient, gustoToken } from '../../sandbox/providers/gusto.mts';
import { softwareoneReadToken, softwareoneToken } from '../../sandbox/providers/softwareone.mts';
import { tealKey, tealMember, tealMfaMember, tealUsers } from '../../sandbox/providers/teal.mts';
import type { ProviderName } from '../../sandbox/types.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ validateResponses: true });
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

interface Reply {
	status: number;
	headers: Headers;
	body: any;
}

async function send(provider: ProviderName, method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Reply> {
	const form = body instanceof FormData;
	const answer = await fetch(sandbox.url[provider] + path, {
		method,
		headers: { ...headers, ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }) },
		body: form ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

describe('Gusto', () => {
	const account = { user: { first_name: 'Frank', last_name: 'Ocean', email: 'frank@example.com' }, company: { name: 'Walrus Emporium', states: ['CA', 'WA'] } };
	const call = async (method: string, path: string, authorization: string, body?: unknown, headers = {}) =>
		await send('gusto', method, path, { Authorization: authorization, ...headers }, body);
	const create = async (body: unknown, authorization = `Token ${gustoToken}`) => await call('POST', '/v1/accounts', authorization, body);
	const systemToken = async () =>
		(await send('gusto', 'POST', '/oauth/token', {}, { client_id: gustoClient.id, client_secret: gustoClient.secret, grant_type: 'system_access' })).body.access_token as string;

	test('makes one account for an email', async () => {
		expect(await create(account)).toMatchObject({ status: 200, body: { authorization_code: expect.any(String) } });
		expect(await create({ ...account, user: { ...account.user, email: 'FRANK@example.com' } })).toMatchObject({
			status: 422,
			body: { errors: [{ error_key: 'email', category: 'invalid_attribute_value', message: 'Email has already been taken' }] },
		});
		expect(sandbox.books.gusto.accounts).toMatchObject([account]);
	});

	test.each<[string, unknown]>([
		['a name of one character', { ...account, company: { ...account.company, name: 'W' } }],
		['a state in full', { ...account, company: { ...account.company, states: ['California'] } }],
		['an unknown field', { ...account, company: { ...account.company, ein: '12' } }],
	])('turns down %s, in the object that it is in', async (_case, body) => {
		const answer = await create(body);
		expect(answer).toMatchObject({ status: 422, body: { errors: [{ error_key: 'company', category: 'nested_errors', errors: [{ category: 'invalid_attribute_value' }] }] } });
		expect(sandbox.books.gusto.accounts).toEqual([]);
	});

	test('names a missing field', async () => {
		const { body } = await create({ ...account, user: { first_name: 'Frank', last_name: 'Ocean' } });
		expect(body.errors).toMatchObject([{ error_key: 'user', errors: [{ error_key: 'email', category: 'missing_parameter' }] }]);
	});

	test('keeps the kinds of tokens apart', async () => {
		const system = `Bearer ${await systemToken()}`;
		for (const authorization of ['Token wrong', system, 'Bearer wrong', '']) {
			expect(await create(account, authorization)).toMatchObject({ status: 401, body: { errors: [{ category: 'invalid_token' }] } });
		}
		expect(await call('POST', '/v1/provision', `Token ${gustoToken}`, account)).toMatchObject({ status: 401 });
		expect(await call('GET', '/v1/token_info', `Token ${gustoToken}`)).toMatchObject({ status: 200 });
		expect(await call('GET', '/v1/token_info', 'Token wrong')).toMatchObject({ status: 401 });
		expect(await call('GET', '/v1/token_info', system)).toMatchObject({ status: 200, body: { resource: { type: 'Oauth::Application' }, resource_owner: null } });
	});

	test('gives a system token to the right client only, until it expires', async () => {
		const wrong = await send('gusto', 'POST', '/oauth/token', {}, { client_id: gustoClient.id, client_secret: 'wrong', grant_type: 'system_access' });
		expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
		const system = `Bearer ${await systemToken()}`;
		sandbox.books.gusto.expireTokens();
		expect(await call('POST', '/v1/provision', system, account)).toMatchObject({ status: 401, body: { errors: [{ category: 'invalid_token' }] } });
		expect(await call('POST', '/v1/provision', `Bearer ${await systemToken()}`, account)).toMatchObject({ status: 201, body: { account_claim_url: expect.any(String) } });
	});

	test('makes companies by both ways', async () => {
		const system = `Bearer ${await systemToken()}`;
		const provisioned = { ...account, company: { name: 'A', addresses: [{ street_1: '1 Main Street', is_primary: 'true' }], number_employees: 3, states: ['CA'] } };
		expect(await call('POST', '/v1/provision', system, provisioned)).toMatchObject({ status: 201 });
		const managed = await call('POST', '/v1/partner_managed_companies', system, { user: { ...account.user, email: 'other@example.com' }, company: { name: 'B', contractor_only: true } });
		expect(managed).toMatchObject({ status: 200, body: { company_uuid: sandbox.books.gusto.companies[1].uuid, expires_in: 7200 } });
		expect(sandbox.books.gusto.companies.map(({ kind }) => kind)).toEqual(['provisioned', 'partner-managed']);
		const company = `Bearer ${managed.body.access_token}`;
		expect(await call('GET', '/v1/token_info', company)).toMatchObject({ body: { resource: { type: 'Company' } } });
		expect(await call('POST', '/v1/provision', company, account)).toMatchObject({ status: 403, body: { errors: [{ category: 'missing_oauth_scopes' }] } });
	});

	test('takes versions that are still supported, and repeats them', async () => {
		const version = async (value: string) => await call('GET', '/v1/token_info', `Token ${gustoToken}`, undefined, { 'X-Gusto-API-Version': value });
		const answer = await version('2026-02-01');
		expect([answer.status, answer.headers.get('x-gusto-api-version')]).toEqual([200, '2026-02-01']);
		for (const value of ['2024-04-01', 'v2026-02-01', '2026-13-45']) {
			expect(await version(value)).toMatchObject({ status: 406, body: { errors: [{ category: 'invalid_api_version' }] } });
		}
	});

	test('tells how long to wait', async () => {
		sandbox.faults.next = () => ({ kind: 'rate-limited', hint: 'reset', seconds: 3 });
		const answer = await create(account);
		expect(answer).toMatchObject({ status: 429, body: { errors: [expect.any(Object)] } });
		expect(Object.fromEntries(answer.headers)).toMatchObject({ 'retry-after': '3', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/) });
	});
});

describe('Teal', () => {
	const [{ userId, authorisationId }] = tealUsers;
	const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = { 'X-API-KEY': tealKey }) => await send('teal', method, path, headers, body);
	const connect = async (more: object) => await call('POST', '/accounts', { user_id: userId, payroll_provider: 'quickbooks', ...more });
	const newUser = { forename: 'Amina', surname: 'Diallo', date_of_birth: '1978-12-03T00:00:00.000Z', post_codes: ['B1 1TT'], payroll_period_months: 12 };

	test('takes an API key or a member who is signed in', async () => {
		expect(await call('GET', '/providers')).toMatchObject({ status: 200, body: { providers: expect.arrayContaining([expect.objectContaining({ id: 'quickbooks' })]) } });
		for (const headers of [{}, { 'X-API-KEY': 'wrong' }, { Authorization: 'Bearer wrong' }] as Array<Record<string, string>>) {
			expect(await call('GET', '/providers', undefined, headers)).toMatchObject({ status: 401, body: { errors: 'No X-API-KEY header provided or wrong value' } });
		}
		const signedIn = await call('POST', '/members/signin', tealMember, {});
		expect(signedIn).toMatchObject({ status: 200, body: { jwt: expect.any(String), member: { email: tealMember.username } } });
		const bearer = { Authorization: `Bearer ${signedIn.body.jwt}` };
		expect(await call('GET', '/users', undefined, bearer)).toMatchObject({ status: 200 });
		sandbox.books.teal.expireTokens();
		expect(await call('GET', '/users', undefined, bearer)).toMatchObject({ status: 401 });
	});

	test('asks a member with MFA for a code, and turns down a wrong password', async () => {
		expect(await call('POST', '/members/signin', tealMfaMember, {})).toMatchObject({ status: 202, body: { challenge: 'SOFTWARE_TOKEN_MFA' } });
		expect(await call('POST', '/members/signin', { ...tealMember, password: 'wrong' }, {})).toMatchObject({ status: 401, body: { errors: expect.any(String) } });
	});

	test.each([
		['happy_mfa', { type: 'Code', source: 'AUTHENTICATOR_APP' }, '140295'],
		['happy_mfa_date', { type: 'Date', format: 'yyyy-mm-dd', message: 'Date of birth' }, '1990-04-22'],
		['happy_mfa_positions', { type: 'PasswordWithPositions', positions: [2, 4, 6], message: 'Pin Code' }, '123'],
	])('%s is asked for more, then authorised', async (user_name, method, answer) => {
		const made = await connect({ user_name, password: 'any' });
		expect(made).toMatchObject({ status: 201, body: { status: 'PENDING', mfa_method: method } });
		const mfa = `/accounts/${made.body.account_id}/mfa`;
		expect(await call('PUT', mfa, { mfa: 'wrong' })).toMatchObject({ status: 400, body: { errors: [expect.any(String)] } });
		expect(await call('PUT', mfa, { mfa: answer })).toMatchObject({ status: 200, body: { status: 'Authorised' } });
		expect(await call('PUT', mfa, { mfa: answer })).toMatchObject({ status: 400 });
	});

	test('knows the other scenarios', async () => {
		const plain = await connect({ user_name: 'happy_no_mfa', from: '2025-08-01T00:00:00Z', to: '2025-08-31T00:00:00Z' });
		expect(plain).toMatchObject({ status: 201, body: { status: 'Authorised', user_name: 'happy_no_mfa', mfa_enabled: false } });
		expect(plain.body).not.toHaveProperty('mfa_method');
		expect(await connect({ payroll_provider: 'xero' })).toMatchObject({ status: 201, body: { status: 'PENDING', authorization_url: expect.stringContaining('xero') } });
		for (const more of [{ user_name: 'wrong_username' }, { user_name: 'wrong_password' }, { payroll_provider: 'nobody' }, { user_id: 'nobody' }, { from: '2025-08-01' }, { shade: 'red' }]) {
			expect(await connect(more)).toMatchObject({ status: 400, body: { errors: [expect.any(String)] } });
		}
		expect(await connect({ payroll_provider: 'dayforce' })).toMatchObject({ status: 400, body: { errors: ['extra_login_params.company_name is required for dayforce'] } });
		expect(await connect({ payroll_provider: 'dayforce', extra_login_params: { company_name: 'ACME Corp' } })).toMatchObject({ status: 201 });
		expect(sandbox.books.teal.accounts).toHaveLength(3);
	});

	test('needs a valid authorisation of that user', async () => {
		const withId = async (id: string) =>
			await call('POST', '/accounts', { user_id: userId, payroll_provider: 'adp' }, { 'X-API-KEY': tealKey, 'x-teal-authorisation-id': id });
		expect(await withId(authorisationId)).toMatchObject({ status: 201 });
		expect(await withId(tealUsers[1].authorisationId)).toMatchObject({ status: 400 });
		expect(await call('PUT', `/authorisations/${authorisationId}/revoke`)).toMatchObject({ status: 200, body: { status: 'revoked', is_valid: false } });
		expect(await connect({})).toMatchObject({ status: 400, body: { errors: ['The user has no active authorisation'] } });
	});

	test('goes the whole way from a user to an account', async () => {
		const user = await call('POST', '/users', { ...newUser, ext_id: 'crm-1' });
		expect(user).toMatchObject({ status: 201, body: newUser });
		expect(await call('POST', '/users', { ...newUser, ext_id: 'crm-1' })).toMatchObject({ status: 409, body: { errors: [expect.any(String)] } });
		const { user_id } = user.body;
		expect(await connect({ user_id })).toMatchObject({ status: 400 });
		const given = await call('POST', '/authorisations', { user_id, user_agent: 'n8n' });
		expect(given).toMatchObject({ status: 201, body: { status: 'active', is_valid: true, expires_at: expect.any(String) } });
		expect(await call('GET', `/authorisations?user_id=${user_id}&status=active`)).toMatchObject({ body: { authorisations: [given.body], pagination: { total_count: 1 } } });
		const account = await connect({ user_id });
		expect(await call('GET', `/accounts?user_id=${user_id}`)).toMatchObject({ status: 200, body: { accounts: [{ account_id: account.body.account_id }] } });
		expect(await call('DELETE', `/accounts/${account.body.account_id}`)).toMatchObject({ status: 204, body: undefined });
		expect(await call('GET', `/accounts/${account.body.account_id}`)).toMatchObject({ status: 404, body: { errors: 'Account not found' } });
		expect(await call('DELETE', `/users/${user_id}`)).toMatchObject({ status: 204 });
		expect(await call('GET', `/users/${user_id}`)).toMatchObject({ status: 404 });
		expect(await call('POST', '/authorisations', { user_id, user_agent: 'n8n' })).toMatchObject({ status: 404, body: { errors: 'User not found' } });
	});

	test('knows the texts that users accept', async () => {
		const { terms } = (await call('GET', '/authorisations/terms?is_active=true&authorisation_category=recurring')).body;
		expect(terms).toMatchObject([{ name: 'Teal Recurring Checks' }]);
		const accept = async (term_id: string) => await call('POST', '/authorisations', { user_id: userId, user_agent: 'n8n', term_id });
		expect(await accept(terms[0].id)).toMatchObject({ status: 201, body: { term_id: terms[0].id, expires_at: null } });
		expect(await accept(authorisationId)).toMatchObject({ status: 404, body: { errors: 'Term not found' } });
		expect((await call('GET', '/authorisations/terms?is_active=false')).body).toMatchObject({ terms: [], pagination: { total_count: 0 } });
	});

	test('gives lists in pages', async () => {
		sandbox.seed('teal', 250);
		expect((await call('GET', '/users?offset=240&limit=100')).body).toMatchObject({ pagination: { offset: 240, limit: 100, count: 12, total_count: 252 } });
		const { pagination, accounts } = (await call('GET', `/accounts?user_id=${userId}&limit=1000`)).body;
		expect([pagination.total_count, new Set(accounts.map((account: { account_id: string }) => account.account_id)).size]).toEqual([250, 250]);
		for (const path of ['/users?limit=101', '/users?offset=-1', '/users?page=2', '/accounts']) expect(await call('GET', path)).toMatchObject({ status: 400 });
	});
});

describe('SoftwareOne', () => {
	const path = '/public/v1/accounts/accounts';
	const call = async (method: string, rest: string, body?: unknown, token = softwareoneToken) => await send('softwareone', method, path + rest, { Authorization: `Bearer ${token}` }, body);
	const full = {
		name: 'Contoso',
		type: 'Client',
		status: 'Active',
		externalId: 'WW-1',
		externalName: 'ignored',
		externalIds: { pyraTenantId: '0b8e7c58-0e5a-4d0e-9f0b-5f5f3c0e7a02' },
		address: { addressLine1: 'Storgata 5', city: 'Oslo', country: 'NO' },
		technicalSupportEmail: 'it@example.com',
		website: 'https://example.com',
		description: 'A customer',
		groups: [{ id: 'UGR-0000-0002' }],
		eligibility: { client: true, partner: false },
		defaultLanguageCode: 'en-US',
	};

	test('makes an account, every time', async () => {
		expect(await call('POST', '', full)).toMatchObject({
			status: 201,
			body: { id: 'ACC-0000-0001', name: 'Contoso', status: 'Enabled', externalName: null, address: full.address, groups: [{ isDefault: true }, { id: 'UGR-0000-0002', name: 'Purchasing' }] },
		});
		expect(await call('POST', '', { name: 'Contoso', type: 'Vendor' })).toMatchObject({ status: 201, body: { id: 'ACC-0000-0002', status: 'Active' } });
		expect(sandbox.books.softwareone.accounts.map(({ name }) => name)).toEqual(['Contoso', 'Contoso']);
	});

	test('takes a logo beside the account', async () => {
		const form = new MultipartForm();
		form.append('account', JSON.stringify(full), { contentType: 'application/json' });
		form.append('logo', Buffer.from('<svg/>'), { filename: 'logo.svg', contentType: 'image/svg+xml' });
		const made = await fetch(sandbox.url.softwareone + path, {
			method: 'POST',
			headers: { Authorization: `Bearer ${softwareoneToken}`, ...form.getHeaders() },
			body: new Uint8Array(form.getBuffer()),
		});
		expect([made.status, await made.json()]).toMatchObject([201, { name: 'Contoso', icon: expect.stringContaining('/icon') }]);
		expect(sandbox.books.softwareone.logos.get('ACC-0000-0001')).toMatchObject({ name: 'logo.svg', type: 'image/svg+xml', content: Buffer.from('<svg/>') });
		expect(sandbox.requests.at(-1)?.files).toEqual([{ field: 'logo', name: 'logo.svg', type: 'image/svg+xml', size: 6 }]);
		const wrong = new FormData();
		wrong.append('account', JSON.stringify({ type: 'Client', shade: 'red' }));
		expect(await call('POST', '', wrong)).toMatchObject({ status: 400, body: { errors: expect.any(Object) } });
	});

	test.each<[string, object, string]>([
		['no name', { type: 'Client' }, 'name'],
		['an unknown type', { name: 'A', type: 'Partner' }, 'type'],
		['Operations', { name: 'A', type: 'Operations' }, 'type'],
		['eligibility of a vendor', { name: 'A', type: 'Vendor', eligibility: { client: true } }, 'eligibility'],
		['an email that is none', { name: 'A', type: 'Client', technicalSupportEmail: 'x' }, 'technicalSupportEmail'],
		['an unknown group', { name: 'A', type: 'Client', groups: [{ id: 'UGR-1' }] }, 'groups'],
		['an unknown part of the address', { name: 'A', type: 'Client', address: { zip: '1' } }, 'address.zip'],
	])('turns down %s, by field', async (_case, body, field) => {
		const answer = await call('POST', '', body);
		expect(answer).toMatchObject({ status: 400, body: { title: 'Bad Request', status: 400, traceId: expect.any(String) } });
		expect(Object.keys(answer.body.errors)).toEqual([field]);
		expect(answer.headers.get('content-type')).toContain('application/problem+json');
	});

	test('knows who may do what', async () => {
		for (const token of ['wrong', '']) expect(await call('GET', '?limit=1', undefined, token)).toMatchObject({ status: 401, body: { message: 'Invalid token', statusCode: 401 } });
		expect(await call('GET', '?limit=1', undefined, softwareoneReadToken)).toMatchObject({ status: 200 });
		expect(await call('POST', '', full, softwareoneReadToken)).toMatchObject({ status: 403, body: { title: 'Forbidden' } });
		expect(await send('softwareone', 'GET', '/public/v1/accounts/api-tokens', { Authorization: `Bearer ${softwareoneToken}` })).toMatchObject({ status: 404 });
	});

	test('changes accounts', async () => {
		await call('POST', '', full);
		expect(await call('PUT', '/ACC-0000-0001', { name: 'Contoso AS' })).toMatchObject({ status: 200, body: { name: 'Contoso AS', website: null, revision: 2 } });
		expect(await call('PUT', '/ACC-0000-0001', { website: 'x' })).toMatchObject({ status: 400, body: { errors: { name: [expect.any(String)] } } });
		expect(await call('PUT', '/ACC-0000-0001', { name: 'A', type: 'Vendor' })).toMatchObject({ status: 400, body: { errors: { type: [expect.any(String)] } } });
		expect(await call('POST', '/ACC-0000-0001/disable')).toMatchObject({ status: 200, body: { status: 'Disabled' } });
		expect(await call('POST', '/ACC-0000-0001/enable', {})).toMatchObject({ status: 200, body: { status: 'Enabled' } });
		expect(await call('POST', '/ACC-0000-0009/enable')).toMatchObject({ status: 404, body: { title: 'Not Found' } });
		const found = await call('GET', '/ACC-0000-0001');
		expect(found.body.$meta).toEqual({ omitted: ['groups', 'audit'] });
		expect(found.body).not.toHaveProperty('audit');
		expect((await call('GET', '/ACC-0000-0001?select=+audit,-address')).body).toMatchObject({ audit: expect.any(Object), $meta: { omitted: ['address', 'groups'] } });
	});

	test.each<[string, number]>([
		['', 250],
		['type=Vendor', 83],
		['name=Customer%20000007', 1],
		['id=ACC-0000-0007', 1],
		['eq(id,"ACC-0000-0007")', 1],
		['and(eq(type,Client),ilike(name,*00000*))', 6],
		['or(eq(id,"ACC-0000-0001"),eq(id,"ACC-0000-0002"))', 2],
		['in(id,("ACC-0000-0001","ACC-0000-0003"))&type=Vendor', 1],
		['ilike(name,"customer 0002*")', 51],
		['not(eq(type,Client))', 83],
		['ne(type,Vendor)', 167],
		['eq(address.city,Oslo)', 250],
		['eq(externalId,null())', 250],
		['select=audit&gt(audit.created.at,"2025-01-01T04:00:00.000Z")', 10],
	])('finds by %s', async (query, total) => {
		sandbox.seed('softwareone', 250);
		expect(await call('GET', `?${query}&limit=0`)).toMatchObject({ status: 200, body: { $meta: { pagination: { offset: 0, limit: 0, total } }, data: [] } });
	});

	test.each([
		['rql=and(eq(type,Client))'],
		['and%28eq%28type%2CClient%29%29'],
		['eq(type%2CClient)'],
		['eq(id,ACC-0000-0001)'],
		['eq(shade,red)'],
		['shade=red'],
		['near(name,A)'],
		['and(eq(type,Client)'],
		['order=-audit.created.at'],
		['select=shade'],
		['limit=many'],
	])('does not understand %s', async (query) => expect(await call('GET', `?${query}`)).toMatchObject({ status: 400, body: { status: 400 } }));

	test('gives lists in pages of at most 100, in the order asked for', async () => {
		sandbox.seed('softwareone', 250);
		const { $meta, data } = (await call('GET', '?limit=500&offset=200&order=-audit.created.at&select=+audit,-address')).body;
		expect($meta).toEqual({ pagination: { offset: 200, limit: 100, total: 250 }, omitted: ['address', 'groups'] });
		expect([data.length, data[0].id, data.at(-1).id]).toEqual([50, 'ACC-0000-0050', 'ACC-0000-0001']);
		expect((await call('GET', '?limit=2&order=type,-name')).body.data.map(({ id }: { id: string }) => id)).toEqual(['ACC-0000-0250', 'ACC-0000-0248']);
	});

	test('lists user groups', async () => {
		const groups = async (query: string) => await send('softwareone', 'GET', `/public/v1/accounts/user-groups?${query}`, { Authorization: `Bearer ${softwareoneToken}` });
		expect(await groups('limit=2&offset=2')).toMatchObject({ body: { $meta: { pagination: { offset: 2, limit: 2, total: 3 } }, data: [{ id: 'UGR-0000-0003', name: 'Finance' }] } });
		expect(await groups('ilike(name,*PURCH*)')).toMatchObject({ body: { data: [{ name: 'Purchasing' }] } });
	});
});

describe('Resource Query Language', () => {
	const matches = (query: string, row: object) => readListQuery(query).filters.every((filter) => filter(row));

	test.each<[string, string, boolean]>([
		['eq(name,"A & B, (C)")', 'A & B, (C)', true],
		["eq(name,'say \"yes\"')", 'say "yes"', true],
		['eq(name,%22A%20B%22)', 'A B', true],
		['name="A & B"', 'A & B', true],
		['ilike(name,"The\\**")', 'The*rest', true],
		['ilike(name,"The\\**")', 'The rest', false],
		['ilike(name,a.c)', 'abc', false],
		['out(name,(A,B))', 'C', true],
		['eq(name,empty())', '', true],
		['le(name,B)', 'B', true],
	])('%s for %s: %s', (query, name, expected) => expect(matches(query, { name })).toBe(expected));

	test('sorts and splits', () => {
		expect(names('+a,-b.c, d')).toEqual([{ sign: '+', name: 'a' }, { sign: '-', name: 'b.c' }, { sign: '+', name: 'd' }]);
		expect(sorted([{ a: 1, b: 'x' }, { a: 1, b: 'y' }, { a: 0, b: 'z' }], 'a,-b').map(({ b }) => b)).toEqual(['z', 'y', 'x']);
	});
});
