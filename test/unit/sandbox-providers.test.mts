import MultipartForm from 'form-data';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { names, readListQuery, sorted } from '../../sandbox/rql.mts';
import {
	gustoClient,
	gustoCompanyToken,
	gustoSystemToken,
	gustoToken,
} from '../../sandbox/providers/gusto.mts';
import { softwareoneReadToken, softwareoneToken } from '../../sandbox/providers/softwareone.mts';
import { tealKey, tealMember, tealMfaMember, tealUsers } from '../../sandbox/providers/teal.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
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

async function send(
	provider: ProviderName,
	method: string,
	path: string,
	headers: Record<string, string>,
	body?: unknown,
): Promise<Reply> {
	const form = body instanceof FormData;
	const answer = await fetch(sandbox.url[provider] + path, {
		method,
		headers: {
			...headers,
			...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }),
		},
		body: form ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	return {
		status: answer.status,
		headers: answer.headers,
		body: text === '' ? undefined : JSON.parse(text),
	};
}

const basicAuth = {
	Authorization: `Basic ${Buffer.from('sandbox-checkr-key:').toString('base64')}`,
};

const gustoAccount = {
	user: { first_name: 'Frank', last_name: 'Ocean', email: 'frank@example.com' },
	company: { name: 'Walrus Emporium', states: ['CA', 'WA'] },
};

describe('Gusto', () => {
	const account = gustoAccount;
	const call = async (
		method: string,
		path: string,
		authorization: string,
		body?: unknown,
		headers = {},
	) => await send('gusto', method, path, { Authorization: authorization, ...headers }, body);
	const create = async (body: unknown, authorization = `Token ${gustoToken}`) =>
		await call('POST', '/v1/accounts', authorization, body);
	const systemToken = async () =>
		(
			await send(
				'gusto',
				'POST',
				'/oauth/token',
				{},
				{
					client_id: gustoClient.id,
					client_secret: gustoClient.secret,
					grant_type: 'system_access',
				},
			)
		).body.access_token as string;

	test('creates one account per email', async () => {
		expect(await create(account)).toMatchObject({
			status: 200,
			body: { authorization_code: expect.any(String) },
		});
		expect(
			await create({ ...account, user: { ...account.user, email: 'FRANK@example.com' } }),
		).toMatchObject({
			status: 422,
			body: {
				errors: [
					{
						error_key: 'email',
						category: 'invalid_attribute_value',
						message: 'Email has already been taken',
					},
				],
			},
		});
		expect(sandbox.books.gusto.accounts).toMatchObject([account]);
	});

	test.each<[string, unknown]>([
		['a name of one character', { ...account, company: { ...account.company, name: 'W' } }],
		['a state in full', { ...account, company: { ...account.company, states: ['California'] } }],
		['an unknown field', { ...account, company: { ...account.company, ein: '12' } }],
	])('rejects %s with a nested error', async (_case, body) => {
		const answer = await create(body);
		expect(answer).toMatchObject({
			status: 422,
			body: {
				errors: [
					{
						error_key: 'company',
						category: 'nested_errors',
						errors: [{ category: 'invalid_attribute_value' }],
					},
				],
			},
		});
		expect(sandbox.books.gusto.accounts).toEqual([]);
	});

	test('names a missing field', async () => {
		const { body } = await create({
			...account,
			user: { first_name: 'Frank', last_name: 'Ocean' },
		});
		expect(body.errors).toMatchObject([
			{ error_key: 'user', errors: [{ error_key: 'email', category: 'missing_parameter' }] },
		]);
	});

	test('accepts each kind of token only where it belongs', async () => {
		const system = `Bearer ${await systemToken()}`;
		for (const authorization of ['Token wrong', system, 'Bearer wrong', '']) {
			expect(await create(account, authorization)).toMatchObject({
				status: 401,
				body: { errors: [{ category: 'invalid_token' }] },
			});
		}
		expect(await call('POST', '/v1/provision', `Token ${gustoToken}`, account)).toMatchObject({
			status: 401,
		});
		expect(await call('GET', '/v1/token_info', `Token ${gustoToken}`)).toMatchObject({
			status: 200,
		});
		expect(await call('GET', '/v1/token_info', 'Token wrong')).toMatchObject({ status: 401 });
		expect(await call('GET', '/v1/token_info', system)).toMatchObject({
			status: 200,
			body: { resource: { type: 'Oauth::Application' }, resource_owner: null },
		});
	});

	test('issues system tokens to the right client only and rejects expired ones', async () => {
		const wrong = await send(
			'gusto',
			'POST',
			'/oauth/token',
			{},
			{ client_id: gustoClient.id, client_secret: 'wrong', grant_type: 'system_access' },
		);
		expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
		const system = `Bearer ${await systemToken()}`;
		sandbox.books.gusto.expireTokens();
		expect(await call('POST', '/v1/provision', system, account)).toMatchObject({
			status: 401,
			body: { errors: [{ category: 'invalid_token' }] },
		});
		expect(
			await call('POST', '/v1/provision', `Bearer ${await systemToken()}`, account),
		).toMatchObject({ status: 201, body: { account_claim_url: expect.any(String) } });
	});

	test('counts sign-ins and accepts only the newest token when configured to', async () => {
		const info = async (token: string) =>
			(await call('GET', '/v1/token_info', `Bearer ${token}`)).status;
		const first = await systemToken();
		const second = await systemToken();
		expect([await info(first), await info(second)]).toEqual([200, 200]);
		const company = await call('POST', '/v1/partner_managed_companies', `Bearer ${first}`, {
			user: account.user,
			company: { name: 'B' },
		});
		sandbox.set('gusto', { tokens: 'newest' });
		expect([await info(first), await info(second)]).toEqual([200, 200]);
		const third = await systemToken();
		expect(await Promise.all([first, second, gustoSystemToken, third].map(info))).toEqual([
			401, 401, 401, 200,
		]);
		expect(await info(company.body.access_token)).toBe(200);
		expect(sandbox.books.gusto.signIns).toBe(3);
		sandbox.reset();
		expect(sandbox.books.gusto).toMatchObject({ tokens: 'all', signIns: 0 });
	});

	test('creates a second company for a known administrator when configured to', async () => {
		const create = async () =>
			await call('POST', '/v1/partner_managed_companies', `Bearer ${gustoSystemToken}`, {
				user: account.user,
				company: { name: 'B' },
			});
		expect([(await create()).status, (await create()).status]).toEqual([200, 422]);
		sandbox.set('gusto', { knownAdministrators: 'accepted' });
		expect((await create()).status).toBe(200);
		expect(sandbox.books.gusto.companies).toHaveLength(2);
	});

	test('delays a sign-in when configured to', async () => {
		sandbox.set('gusto', { signInLatencyMs: 300 });
		const slow = systemToken();
		while (!sandbox.requests[0]?.done) await new Promise((resolve) => setImmediate(resolve));
		await call('GET', '/v1/token_info', `Token ${gustoToken}`);
		expect(sandbox.requests.map(({ status }) => status)).toEqual([undefined, 200]);
		await slow;
		expect(sandbox.requests[0].status).toBe(200);
	});

	test('returns a company and its progress only to the holder of its token', async () => {
		const system = `Bearer ${await systemToken()}`;
		await call('POST', '/v1/provision', system, account);
		const managed = await call('POST', '/v1/partner_managed_companies', system, {
			user: { ...account.user, email: 'other@example.com' },
			company: { name: 'B', ein: '00-0000001', contractor_only: true },
		});
		const { company_uuid: uuid, access_token } = managed.body;
		const own = `Bearer ${access_token}`;
		expect(await call('GET', `/v1/companies/${uuid}`, own)).toMatchObject({
			status: 200,
			body: {
				uuid,
				name: 'B',
				contractor_only: true,
				is_partner_managed: true,
				company_status: 'Not Approved',
				is_suspended: false,
			},
		});
		const onboarding = `/v1/companies/${uuid}/onboarding_status`;
		expect(await call('GET', onboarding, own)).toMatchObject({
			status: 200,
			body: { uuid, onboarding_completed: false },
		});
		sandbox.advance('gusto', uuid, { onboarding_completed: true, company_status: 'Approved' });
		expect((await call('GET', `/v1/companies/${uuid}`, own)).body.company_status).toBe('Approved');
		const { onboarding_completed: completed, onboarding_steps: steps } = (
			await call('GET', onboarding, own)
		).body;
		expect([completed, steps.map((step: { completed: boolean }) => step.completed)]).toEqual([
			true,
			[true, true, true, true],
		]);
		const [provisioned] = sandbox.books.gusto.companies;
		const token = `Bearer ${gustoCompanyToken(provisioned.uuid)}`;
		expect(await call('GET', `/v1/companies/${provisioned.uuid}`, token)).toMatchObject({
			status: 401,
		});
		sandbox.advance('gusto', provisioned.uuid, { claimed: true, is_suspended: true });
		expect(await call('GET', `/v1/companies/${provisioned.uuid}`, token)).toMatchObject({
			status: 200,
			body: { is_partner_managed: false, is_suspended: true },
		});
		expect(await call('GET', `/v1/companies/${uuid}`, token)).toMatchObject({
			status: 404,
			body: { errors: [{ category: 'not_found' }] },
		});
		expect(await call('GET', `/v1/companies/${uuid}`, system)).toMatchObject({ status: 403 });
		expect(() => sandbox.advance('gusto', uuid, { company_status: 'Ready' })).toThrow(TypeError);
		expect(
			sandbox.books.gusto.feed.events.map(({ event_type, resource_uuid }) => [
				event_type,
				resource_uuid,
			]),
		).toEqual([
			['company.onboarded', uuid],
			['company.approved', uuid],
			['company.provisioned', provisioned.uuid],
			['company.suspended', provisioned.uuid],
		]);
	});

	test('creates provisioned and partner-managed companies', async () => {
		const system = `Bearer ${await systemToken()}`;
		const provisioned = {
			...account,
			company: {
				name: 'A',
				addresses: [{ street_1: '1 Main Street', is_primary: 'true' }],
				number_employees: 3,
				states: ['CA'],
			},
		};
		expect(await call('POST', '/v1/provision', system, provisioned)).toMatchObject({ status: 201 });
		const managed = await call('POST', '/v1/partner_managed_companies', system, {
			user: { ...account.user, email: 'other@example.com' },
			company: { name: 'B', contractor_only: true },
		});
		expect(managed).toMatchObject({
			status: 200,
			body: { company_uuid: sandbox.books.gusto.companies[1].uuid, expires_in: 7200 },
		});
		expect(sandbox.books.gusto.companies.map(({ kind }) => kind)).toEqual([
			'provisioned',
			'partner-managed',
		]);
		const company = `Bearer ${managed.body.access_token}`;
		expect(await call('GET', '/v1/token_info', company)).toMatchObject({
			body: { resource: { type: 'Company' } },
		});
		expect(await call('POST', '/v1/provision', company, account)).toMatchObject({
			status: 403,
			body: { errors: [{ category: 'missing_oauth_scopes' }] },
		});
	});

	test('accepts supported API versions and echoes them', async () => {
		const version = async (value: string) =>
			await call('GET', '/v1/token_info', `Token ${gustoToken}`, undefined, {
				'X-Gusto-API-Version': value,
			});
		const answer = await version('2026-02-01');
		expect([answer.status, answer.headers.get('x-gusto-api-version')]).toEqual([200, '2026-02-01']);
		for (const value of ['2024-04-01', 'v2026-02-01', '2026-13-45']) {
			expect(await version(value)).toMatchObject({
				status: 406,
				body: { errors: [{ category: 'invalid_api_version' }] },
			});
		}
	});

	test('tells a rate-limited client how long to wait', async () => {
		sandbox.faults.next = () => ({ kind: 'rate-limited', hint: 'reset', seconds: 3 });
		const answer = await create(account);
		expect(answer).toMatchObject({ status: 429, body: { errors: [expect.any(Object)] } });
		expect(Object.fromEntries(answer.headers)).toMatchObject({
			'retry-after': '3',
			'x-ratelimit-remaining': '0',
			'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
		});
	});
});

describe('Teal', () => {
	const [{ userId, authorisationId }] = tealUsers;
	const call = async (
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = { 'X-API-KEY': tealKey },
	) => await send('teal', method, path, headers, body);
	const connect = async (more: object) =>
		await call('POST', '/accounts', { user_id: userId, payroll_provider: 'quickbooks', ...more });
	const newUser = {
		forename: 'Amina',
		surname: 'Diallo',
		date_of_birth: '1978-12-03T00:00:00.000Z',
		post_codes: ['B1 1TT'],
		payroll_period_months: 12,
	};

	test('accepts an API key or a signed-in member', async () => {
		expect(await call('GET', '/providers')).toMatchObject({
			status: 200,
			body: { providers: expect.arrayContaining([expect.objectContaining({ id: 'quickbooks' })]) },
		});
		for (const headers of [
			{},
			{ 'X-API-KEY': 'wrong' },
			{ Authorization: 'Bearer wrong' },
		] as Array<Record<string, string>>) {
			expect(await call('GET', '/providers', undefined, headers)).toMatchObject({
				status: 401,
				body: { errors: 'No X-API-KEY header provided or wrong value' },
			});
		}
		const signedIn = await call('POST', '/members/signin', tealMember, {});
		expect(signedIn).toMatchObject({
			status: 200,
			body: { jwt: expect.any(String), member: { email: tealMember.username } },
		});
		const bearer = { Authorization: `Bearer ${signedIn.body.jwt}` };
		expect(await call('GET', '/users', undefined, bearer)).toMatchObject({ status: 200 });
		sandbox.books.teal.expireTokens();
		expect(await call('GET', '/users', undefined, bearer)).toMatchObject({ status: 401 });
	});

	test('counts sign-ins and accepts only the newest token when configured to', async () => {
		const signIn = async () =>
			(await call('POST', '/members/signin', tealMember, {})).body.jwt as string;
		const read = async (jwt: string) =>
			(await call('GET', '/users', undefined, { Authorization: `Bearer ${jwt}` })).status;
		const first = await signIn();
		expect([await read(await signIn()), await read(first)]).toEqual([200, 200]);
		sandbox.set('teal', { tokens: 'newest', signInLatencyMs: 1 });
		const newest = await signIn();
		expect([await read(first), await read(newest)]).toEqual([401, 200]);
		expect(sandbox.books.teal.signIns).toBe(3);
		await call('POST', '/members/signin', { ...tealMember, password: 'wrong' }, {});
		expect(sandbox.books.teal.signIns).toBe(3);
	});

	test('advances an account to Authorised', async () => {
		const { account_id } = (await connect({ payroll_provider: 'xero' })).body;
		sandbox.advance('teal', account_id, { status: 'Authorised' });
		expect((await call('GET', `/accounts/${account_id}`)).body.status).toBe('Authorised');
		expect(() => sandbox.advance('teal', 'none', { status: 'Authorised' })).toThrow(TypeError);
	});

	test('rejects search parameters in its lists', async () => {
		for (const path of ['/users?ext_id=ext-1', `/accounts?user_id=${userId}&payroll_provider=adp`])
			expect(await call('GET', path)).toMatchObject({ status: 400 });
	});

	test('asks a member with MFA for a code and rejects a wrong password', async () => {
		expect(await call('POST', '/members/signin', tealMfaMember, {})).toMatchObject({
			status: 202,
			body: { challenge: 'SOFTWARE_TOKEN_MFA' },
		});
		expect(
			await call('POST', '/members/signin', { ...tealMember, password: 'wrong' }, {}),
		).toMatchObject({ status: 401, body: { errors: expect.any(String) } });
	});

	test.each([
		['happy_mfa', { type: 'Code', source: 'AUTHENTICATOR_APP' }, '140295'],
		[
			'happy_mfa_date',
			{ type: 'Date', format: 'yyyy-mm-dd', message: 'Date of birth' },
			'1990-04-22',
		],
		[
			'happy_mfa_positions',
			{ type: 'PasswordWithPositions', positions: [2, 4, 6], message: 'Pin Code' },
			'123',
		],
	])('asks %s for an MFA answer, then authorizes it', async (user_name, method, answer) => {
		const made = await connect({ user_name, password: 'any' });
		expect(made).toMatchObject({ status: 201, body: { status: 'PENDING', mfa_method: method } });
		const mfa = `/accounts/${made.body.account_id}/mfa`;
		expect(await call('PUT', mfa, { mfa: 'wrong' })).toMatchObject({
			status: 400,
			body: { errors: [expect.any(String)] },
		});
		expect(await call('PUT', mfa, { mfa: answer })).toMatchObject({
			status: 200,
			body: { status: 'Authorised' },
		});
		expect(await call('PUT', mfa, { mfa: answer })).toMatchObject({ status: 400 });
	});

	test('handles the other scenarios', async () => {
		const plain = await connect({
			user_name: 'happy_no_mfa',
			from: '2025-08-01T00:00:00Z',
			to: '2025-08-31T00:00:00Z',
		});
		expect(plain).toMatchObject({
			status: 201,
			body: { status: 'Authorised', user_name: 'happy_no_mfa', mfa_enabled: false },
		});
		expect(plain.body).not.toHaveProperty('mfa_method');
		expect(await connect({ payroll_provider: 'xero' })).toMatchObject({
			status: 201,
			body: { status: 'PENDING', authorization_url: expect.stringContaining('xero') },
		});
		for (const more of [
			{ user_name: 'wrong_username' },
			{ user_name: 'wrong_password' },
			{ payroll_provider: 'nobody' },
			{ user_id: 'nobody' },
			{ from: '2025-08-01' },
			{ to: '' },
			{ shade: 'red' },
		]) {
			expect(await connect(more)).toMatchObject({
				status: 400,
				body: { errors: [expect.any(String)] },
			});
		}
		expect(await connect({ payroll_provider: 'dayforce' })).toMatchObject({
			status: 400,
			body: { errors: ['extra_login_params.company_name is required for dayforce'] },
		});
		expect(
			await connect({
				payroll_provider: 'dayforce',
				extra_login_params: { company_name: 'ACME Corp' },
			}),
		).toMatchObject({ status: 201 });
		expect(sandbox.books.teal.accounts).toHaveLength(3);
	});

	test('requires a valid authorisation from the same user', async () => {
		const withId = async (id: string) =>
			await call(
				'POST',
				'/accounts',
				{ user_id: userId, payroll_provider: 'adp' },
				{ 'X-API-KEY': tealKey, 'x-teal-authorisation-id': id },
			);
		expect(await withId(authorisationId)).toMatchObject({ status: 201 });
		expect(await withId(tealUsers[1].authorisationId)).toMatchObject({ status: 400 });
		expect(await call('PUT', `/authorisations/${authorisationId}/revoke`)).toMatchObject({
			status: 200,
			body: { status: 'revoked', is_valid: false },
		});
		expect(await connect({})).toMatchObject({
			status: 400,
			body: { errors: ['The user has no active authorisation'] },
		});
	});

	test('runs the full flow from user to account, then deletes both', async () => {
		for (const more of [{ recurring_check_frequency: '' }, { recurring_check_end_date: '' }])
			expect(await call('POST', '/users', { ...newUser, ...more })).toMatchObject({ status: 400 });
		const user = await call('POST', '/users', { ...newUser, ext_id: 'crm-1' });
		expect(user).toMatchObject({ status: 201, body: newUser });
		expect(await call('POST', '/users', { ...newUser, ext_id: 'crm-1' })).toMatchObject({
			status: 409,
			body: { errors: [expect.any(String)] },
		});
		const { user_id } = user.body;
		expect(await connect({ user_id })).toMatchObject({ status: 400 });
		const given = await call('POST', '/authorisations', { user_id, user_agent: 'n8n' });
		expect(given).toMatchObject({
			status: 201,
			body: { status: 'active', is_valid: true, expires_at: expect.any(String) },
		});
		expect(await call('GET', `/authorisations?user_id=${user_id}&status=active`)).toMatchObject({
			body: { authorisations: [given.body], pagination: { total_count: 1 } },
		});
		const account = await connect({ user_id });
		expect(await call('GET', `/accounts?user_id=${user_id}`)).toMatchObject({
			status: 200,
			body: { accounts: [{ account_id: account.body.account_id }] },
		});
		expect(await call('DELETE', `/accounts/${account.body.account_id}`)).toMatchObject({
			status: 204,
			body: undefined,
		});
		expect(await call('GET', `/accounts/${account.body.account_id}`)).toMatchObject({
			status: 404,
			body: { errors: 'Account not found' },
		});
		expect(await call('DELETE', `/users/${user_id}`)).toMatchObject({ status: 204 });
		expect(await call('GET', `/users/${user_id}`)).toMatchObject({ status: 404 });
		expect(await call('POST', '/authorisations', { user_id, user_agent: 'n8n' })).toMatchObject({
			status: 404,
			body: { errors: 'User not found' },
		});
	});

	test('lists the terms that users accept and rejects an unknown one', async () => {
		const { terms } = (
			await call('GET', '/authorisations/terms?is_active=true&authorisation_category=recurring')
		).body;
		expect(terms).toMatchObject([{ name: 'Teal Recurring Checks' }]);
		const accept = async (term_id: string) =>
			await call('POST', '/authorisations', { user_id: userId, user_agent: 'n8n', term_id });
		expect(await accept(terms[0].id)).toMatchObject({
			status: 201,
			body: { term_id: terms[0].id, expires_at: null },
		});
		expect(await accept(authorisationId)).toMatchObject({
			status: 404,
			body: { errors: 'Term not found' },
		});
		expect((await call('GET', '/authorisations/terms?is_active=false')).body).toMatchObject({
			terms: [],
			pagination: { total_count: 0 },
		});
	});

	test('paginates its lists', async () => {
		sandbox.seed('teal', 250);
		expect((await call('GET', '/users?offset=240&limit=100')).body).toMatchObject({
			pagination: { offset: 240, limit: 100, count: 12, total_count: 252 },
		});
		const { pagination, accounts } = (await call('GET', `/accounts?user_id=${userId}&limit=1000`))
			.body;
		expect([
			pagination.total_count,
			new Set(accounts.map((account: { account_id: string }) => account.account_id)).size,
		]).toEqual([250, 250]);
		for (const path of ['/users?limit=101', '/users?offset=-1', '/users?page=2', '/accounts'])
			expect(await call('GET', path)).toMatchObject({ status: 400 });
	});
});

describe('SoftwareOne', () => {
	const path = '/public/v1/accounts/accounts';
	const call = async (method: string, rest: string, body?: unknown, token = softwareoneToken) =>
		await send('softwareone', method, path + rest, { Authorization: `Bearer ${token}` }, body);
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

	/** Sends an account as one part and a logo as another. */
	const sendParts = async (account: object, options: MultipartForm.AppendOptions) => {
		const form = new MultipartForm();
		form.append('account', JSON.stringify(account), options);
		form.append('logo', Buffer.from('<svg/>'), {
			filename: 'logo.svg',
			contentType: 'image/svg+xml',
		});
		const answer = await fetch(sandbox.url.softwareone + path, {
			method: 'POST',
			headers: { Authorization: `Bearer ${softwareoneToken}`, ...form.getHeaders() },
			body: new Uint8Array(form.getBuffer()),
		});
		return { status: answer.status, body: (await answer.json()) as any };
	};

	test('creates an account every time, even for the same name', async () => {
		expect(await call('POST', '', full)).toMatchObject({
			status: 201,
			body: {
				id: 'ACC-0000-0001',
				name: 'Contoso',
				status: 'Enabled',
				externalName: null,
				address: full.address,
				groups: [{ isDefault: true }, { id: 'UGR-0000-0002', name: 'Purchasing' }],
			},
		});
		expect(await call('POST', '', { name: 'Contoso', type: 'Vendor' })).toMatchObject({
			status: 201,
			body: { id: 'ACC-0000-0002', status: 'Active' },
		});
		expect(sandbox.books.softwareone.accounts.map(({ name }) => name)).toEqual([
			'Contoso',
			'Contoso',
		]);
	});

	test('accepts a logo along with the account', async () => {
		const made = await sendParts(full, { contentType: 'application/json' });
		expect(made).toMatchObject({
			status: 201,
			body: { name: 'Contoso', icon: expect.stringContaining('/icon') },
		});
		const plain = await call('POST', '', full);
		const { id, icon, audit, groups, ...same } = made.body;
		expect(plain.body).toMatchObject(same);
		expect(plain.body.groups[1]).toEqual(groups[1]);
		expect(sandbox.books.softwareone.logos.get('ACC-0000-0001')).toMatchObject({
			name: 'logo.svg',
			type: 'image/svg+xml',
			content: Buffer.from('<svg/>'),
		});
		expect(sandbox.requests[0].files).toEqual([
			{ field: 'logo', name: 'logo.svg', type: 'image/svg+xml', size: 6 },
		]);
	});

	test.each<[string, object, MultipartForm.AppendOptions]>([
		['unknown fields', { ...full, shade: 'red' }, { contentType: 'application/json' }],
		['no content type', full, {}],
		['another content type', full, { contentType: 'text/plain' }],
	])('rejects an account part with %s', async (_case, account, options) => {
		expect(await sendParts(account, options)).toMatchObject({
			status: 400,
			body: { errors: expect.any(Object) },
		});
		expect(sandbox.books.softwareone.accounts).toEqual([]);
	});

	test('creates only the groups that have no ID yet', async () => {
		const groups = [{ name: 'Sales', description: 'They sell' }, { id: 'UGR-0000-0002' }];
		const made = await call('POST', '', { name: 'A', type: 'Client', groups });
		expect(made.body.groups.slice(1)).toMatchObject([
			{ id: 'UGR-0000-0004', name: 'Sales', description: 'They sell' },
			{ id: 'UGR-0000-0002' },
		]);
		expect(sandbox.books.softwareone.userGroups).toHaveLength(4);
		expect(
			await call('POST', '', { name: 'B', type: 'Client', groups: [made.body.groups[1]] }),
		).toMatchObject({ status: 201 });
		expect(sandbox.books.softwareone.userGroups).toHaveLength(4);
	});

	test.each<[string, object, string]>([
		['no name', { type: 'Client' }, 'name'],
		['an unknown type', { name: 'A', type: 'Partner' }, 'type'],
		['Operations', { name: 'A', type: 'Operations' }, 'type'],
		[
			'eligibility of a vendor',
			{ name: 'A', type: 'Vendor', eligibility: { client: true } },
			'eligibility',
		],
		[
			'an invalid email',
			{ name: 'A', type: 'Client', technicalSupportEmail: 'x' },
			'technicalSupportEmail',
		],
		[
			'an empty email',
			{ name: 'A', type: 'Client', technicalSupportEmail: '' },
			'technicalSupportEmail',
		],
		['an empty status', { name: 'A', type: 'Client', status: '' }, 'status'],
		[
			'an empty tenant',
			{ name: 'A', type: 'Client', externalIds: { pyraTenantId: '' } },
			'externalIds.pyraTenantId',
		],
		['a group without ID and name', { name: 'A', type: 'Client', groups: [{}] }, 'groups'],
		['an unknown group', { name: 'A', type: 'Client', groups: [{ id: 'UGR-1' }] }, 'groups'],
		[
			'an unknown part of the address',
			{ name: 'A', type: 'Client', address: { zip: '1' } },
			'address.zip',
		],
	])('rejects %s and names the field', async (_case, body, field) => {
		const answer = await call('POST', '', body);
		expect(answer).toMatchObject({
			status: 400,
			body: { title: 'Bad Request', status: 400, traceId: expect.any(String) },
		});
		expect(Object.keys(answer.body.errors)).toEqual([field]);
		expect(answer.headers.get('content-type')).toContain('application/problem+json');
	});

	test('checks tokens and their permissions', async () => {
		for (const token of ['wrong', ''])
			expect(await call('GET', '?limit=1', undefined, token)).toMatchObject({
				status: 401,
				body: { message: 'Invalid token', statusCode: 401 },
			});
		expect(await call('GET', '?limit=1', undefined, softwareoneReadToken)).toMatchObject({
			status: 200,
		});
		expect(await call('POST', '', full, softwareoneReadToken)).toMatchObject({
			status: 403,
			body: { title: 'Forbidden' },
		});
		expect(
			await send('softwareone', 'GET', '/public/v1/accounts/api-tokens', {
				Authorization: `Bearer ${softwareoneToken}`,
			}),
		).toMatchObject({ status: 404 });
	});

	test('updates, disables and enables accounts', async () => {
		await call('POST', '', full);
		expect(await call('PUT', '/ACC-0000-0001', { name: 'Contoso AS' })).toMatchObject({
			status: 200,
			body: { name: 'Contoso AS', website: null, revision: 2 },
		});
		expect(await call('PUT', '/ACC-0000-0001', { website: 'x' })).toMatchObject({
			status: 400,
			body: { errors: { name: [expect.any(String)] } },
		});
		expect(await call('PUT', '/ACC-0000-0001', { name: 'A', type: 'Vendor' })).toMatchObject({
			status: 400,
			body: { errors: { type: [expect.any(String)] } },
		});
		expect(await call('POST', '/ACC-0000-0001/disable')).toMatchObject({
			status: 200,
			body: { status: 'Disabled' },
		});
		expect(await call('POST', '/ACC-0000-0001/enable', {})).toMatchObject({
			status: 200,
			body: { status: 'Enabled' },
		});
		expect(await call('POST', '/ACC-0000-0009/enable')).toMatchObject({
			status: 404,
			body: { title: 'Not Found' },
		});
		const found = await call('GET', '/ACC-0000-0001');
		expect(found.body.$meta).toEqual({ omitted: ['groups', 'audit'] });
		expect(found.body).not.toHaveProperty('audit');
		expect((await call('GET', '/ACC-0000-0001?select=+audit,-address')).body).toMatchObject({
			audit: expect.any(Object),
			$meta: { omitted: ['address', 'groups'] },
		});
	});

	test.each<[string, string[]]>([
		['eq(externalId,"CRM & 1, (a)")', ['ACC-0000-0001']],
		['eq(name,"Contoso")&eq(type,Client)', ['ACC-0000-0001', 'ACC-0000-0002']],
		['and(eq(name,"Contoso"),eq(type,"Vendor"))', ['ACC-0000-0003']],
		['and(eq(name,"Contoso"),eq(type,Client),eq(externalId,null()))', ['ACC-0000-0002']],
		['eq(name,"contoso")', []],
	])('looks up accounts by %s', async (filter, ids) => {
		for (const account of [
			{ name: 'Contoso', type: 'Client', externalId: 'CRM & 1, (a)' },
			{ name: 'Contoso', type: 'Client' },
			{ name: 'Contoso', type: 'Vendor' },
			{ name: 'Other', type: 'Vendor' },
		])
			await call('POST', '', account);
		const { data } = (await call('GET', `?select=groups&limit=2&${filter}`)).body;
		expect(data.map(({ id }: { id: string }) => id)).toEqual(ids);
		for (const { groups } of data) expect(groups).toHaveLength(1);
	});

	test('finds accounts updated since a given time, including status changes', async () => {
		const clock = jest.spyOn(Date.prototype, 'toISOString');
		const at = (time: string) => clock.mockReturnValue(`2026-01-01T${time}Z`);
		at('08:00:00.000');
		for (const name of ['A', 'B', 'C']) await call('POST', '', { name, type: 'Client' });
		at('09:00:00.000');
		sandbox.advance('softwareone', 'ACC-0000-0002', { status: 'Active' });
		at('09:00:00.001');
		await call('PUT', '/ACC-0000-0001', { name: 'A2' });
		clock.mockRestore();
		const since = async (time: string) =>
			(
				await call(
					'GET',
					`?select=audit&ge(audit.updated.at,"2026-01-01T${time}Z")&order=audit.updated.at`,
				)
			).body.data.map(({ id, status, audit }: any) => [id, status, audit.created.at.slice(11, 16)]);
		expect(await since('09:00:00.000')).toEqual([
			['ACC-0000-0002', 'Active', '08:00'],
			['ACC-0000-0001', 'Enabled', '08:00'],
		]);
		expect(await since('09:00:00.001')).toHaveLength(1);
		expect(await since('08:00:00.000')).toHaveLength(3);
		expect(() => sandbox.advance('softwareone', 'ACC-0000-0002', { status: 'Ready' })).toThrow(
			TypeError,
		);
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
	])('filters accounts by %s', async (query, total) => {
		sandbox.seed('softwareone', 250);
		expect(await call('GET', `?${query}&limit=0`)).toMatchObject({
			status: 200,
			body: { $meta: { pagination: { offset: 0, limit: 0, total } }, data: [] },
		});
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
	])('rejects the query %s', async (query) =>
		expect(await call('GET', `?${query}`)).toMatchObject({ status: 400, body: { status: 400 } }),
	);

	test('returns pages of at most 100 accounts in the requested order', async () => {
		sandbox.seed('softwareone', 250);
		const { $meta, data } = (
			await call('GET', '?limit=500&offset=200&order=-audit.created.at&select=+audit,-address')
		).body;
		expect($meta).toEqual({
			pagination: { offset: 200, limit: 100, total: 250 },
			omitted: ['address', 'groups'],
		});
		expect([data.length, data[0].id, data.at(-1).id]).toEqual([
			50,
			'ACC-0000-0050',
			'ACC-0000-0001',
		]);
		expect(
			(await call('GET', '?limit=2&order=type,-name')).body.data.map(
				({ id }: { id: string }) => id,
			),
		).toEqual(['ACC-0000-0250', 'ACC-0000-0248']);
	});

	test('lists user groups', async () => {
		const groups = async (query: string) =>
			await send('softwareone', 'GET', `/public/v1/accounts/user-groups?${query}`, {
				Authorization: `Bearer ${softwareoneToken}`,
			});
		expect(await groups('limit=2&offset=2')).toMatchObject({
			body: {
				$meta: { pagination: { offset: 2, limit: 2, total: 3 } },
				data: [{ id: 'UGR-0000-0003', name: 'Finance' }],
			},
		});
		expect(await groups('ilike(name,*PURCH*)')).toMatchObject({
			body: { data: [{ name: 'Purchasing' }] },
		});
	});
});

test.each<[ProviderName, string, object]>([
	['checkr', '', { error: expect.any(String) }],
	['gusto', '', { errors: [{ category: 'not_found', message: expect.any(String) }] }],
	['teal', '', { errors: expect.any(String) }],
	['softwareone', '', { title: 'Not Found', status: 404 }],
	['yardstik', '', { message: expect.any(String) }],
	['checkr', '/..', { error: expect.any(String) }],
])("returns %s's own 404 for an unknown path%s", async (provider, above, body) => {
	const { origin, pathname } = new URL(sandbox.url[provider]);
	const base = above ? origin : origin + pathname.replace(/\/$/, '');
	for (const method of ['GET', 'POST']) {
		const answer = await fetch(`${base}/no/such/path`, {
			method,
			...(method === 'POST' && { body: '{}', headers: { 'Content-Type': 'application/json' } }),
		});
		const text = await answer.text();
		expect([answer.status, JSON.parse(text)]).toMatchObject([404, body]);
		expect(text).not.toMatch(/node_modules|\.mts/);
	}
});

test.each<[ProviderName, string, Record<string, string>, object]>([
	['checkr', '/account', basicAuth, { error: expect.any(String) }],
	['gusto', '/v1/provision', {}, { errors: [{ message: expect.any(String) }] }],
	['teal', '/users', { 'X-API-KEY': tealKey }, { errors: expect.any(String) }],
	['softwareone', '/public/v1/accounts/accounts', {}, { title: 'Method Not Allowed', status: 405 }],
	['yardstik', '/sub_accounts', {}, { message: expect.any(String) }],
])("returns %s's own 405 for a wrong method", async (provider, path, headers, body) =>
	expect(await send(provider, 'PATCH', path, headers, {})).toMatchObject({ status: 405, body }),
);

test('summarizes what each provider holds', async () => {
	await send(
		'gusto',
		'POST',
		'/v1/accounts',
		{ Authorization: `Token ${gustoToken}` },
		gustoAccount,
	);
	await send(
		'gusto',
		'POST',
		'/v1/provision',
		{ Authorization: `Bearer ${gustoSystemToken}` },
		{ ...gustoAccount, user: { ...gustoAccount.user, email: 'other@example.com' } },
	);
	for (const provider of ['teal', 'softwareone', 'yardstik'] as const) sandbox.seed(provider, 1);
	expect(sandbox.held('gusto')).toEqual([
		{
			kind: 'account',
			id: 'frank@example.com',
			name: 'Walrus Emporium',
			email: 'frank@example.com',
		},
		{
			kind: 'company',
			id: sandbox.books.gusto.companies[0].uuid,
			name: 'Walrus Emporium',
			email: 'other@example.com',
			status: 'Not Approved',
		},
	]);
	const [{ userId, authorisationId }] = tealUsers;
	expect(sandbox.held('teal')).toEqual(
		expect.arrayContaining([
			{ kind: 'user', id: userId, name: 'Sarah Chen', reference: 'ext-0' },
			expect.objectContaining({ kind: 'authorisation', id: authorisationId, reference: userId }),
			expect.objectContaining({ kind: 'account', reference: userId, status: 'Authorised' }),
		]),
	);
	expect(sandbox.held('softwareone')).toEqual([
		{ kind: 'account', id: 'ACC-0000-0001', name: 'Customer 000001', status: 'Enabled' },
	]);
	expect(sandbox.held('yardstik')).toMatchObject([
		{ kind: 'subaccount', name: 'Customer 000001', email: 'owner1@example.com', status: 'pending' },
	]);
});

test('advances a Yardstik subaccount and calls onAdvance', async () => {
	sandbox.seed('yardstik', 1);
	const [{ id }] = sandbox.books.yardstik.subaccounts;
	const heard: unknown[] = [];
	sandbox.onAdvance = (...told) => heard.push(told);
	sandbox.advance('yardstik', id, { status: 'credentialed' });
	sandbox.onAdvance = undefined;
	expect(heard).toEqual([['yardstik', id, { status: 'credentialed' }]]);
	const { data } = (
		await send('yardstik', 'GET', '/sub_accounts', { Authorization: `Account ${yardstikKey}` })
	).body;
	expect(data).toMatchObject([{ id, status: 'credentialed' }]);
});

describe('Resource Query Language', () => {
	const matches = (query: string, row: object) =>
		readListQuery(query).filters.every((filter) => filter(row));

	test.each<[string, string, boolean]>([
		['eq(name,"A & B, (C)")', 'A & B, (C)', true],
		['eq(name,\'say "yes"\')', 'say "yes"', true],
		['eq(name,%22A%20B%22)', 'A B', true],
		['name="A & B"', 'A & B', true],
		['ilike(name,"The\\**")', 'The*rest', true],
		['ilike(name,"The\\**")', 'The rest', false],
		['ilike(name,a.c)', 'abc', false],
		['out(name,(A,B))', 'C', true],
		['eq(name,empty())', '', true],
		['le(name,B)', 'B', true],
	])('%s for %s: %s', (query, name, expected) => expect(matches(query, { name })).toBe(expected));

	test('parses field names and sorts rows', () => {
		expect(names('+a,-b.c, d')).toEqual([
			{ sign: '+', name: 'a' },
			{ sign: '-', name: 'b.c' },
			{ sign: '+', name: 'd' },
		]);
		expect(
			sorted(
				[
					{ a: 1, b: 'x' },
					{ a: 1, b: 'y' },
					{ a: 0, b: 'z' },
				],
				'a,-b',
			).map(({ b }) => b),
		).toEqual(['z', 'y', 'x']);
	});
});
