import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';
import { tealKey, tealMember, tealMfaMember, tealUsers } from '../../sandbox/providers/teal.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { Credentials, nodeType, restart, runNode, type Result } from './harness.mts';
import { pairedTo, wordsOf } from './providers.mts';

const [{ userId, authorisationId }, other] = tealUsers;
const unknownId = '00000000-0000-4000-8000-000000000000';
const browser = 'Mozilla/5.0 (Test)';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const key = (apiKey = tealKey) => ({
	tealApi: { environment: 'custom', baseUrl: `${sandbox.url.teal}/`, apiKey },
});
const member = (values: IDataObject = tealMember) => ({
	tealMemberApi: { environment: 'custom', baseUrl: `${sandbox.url.teal}/`, ...values } as never,
});

interface Way {
	items?: Array<IDataObject | INodeExecutionData>;
	credentials?: Record<string, never> | ReturnType<typeof key> | ReturnType<typeof member>;
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
	tries?: number;
	executionId?: string;
}

async function teal(
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	{ credentials = key(), ...way }: Way = {},
): Promise<Result> {
	const authentication = 'tealMemberApi' in credentials ? 'tealMemberApi' : 'tealApi';
	return await runNode({
		node: 'teal',
		credentials,
		...way,
		parameters: { authentication, resource, operation, ...parameters },
	});
}

/** The output of a run that must succeed. */
async function given(...task: Parameters<typeof teal>): Promise<IDataObject[]> {
	const result = await teal(...task);
	expect(wordsOf(result)).toBe('');
	return result.outputs[0].map(({ json }) => json);
}

/** The requests that change something, in order. */
const changes = () => sandbox.requests.filter(({ method }) => method !== 'GET');
const bodies = () => changes().map(({ body }) => body);

const account = {
	userId: byId(userId),
	payrollProvider: byId('quickbooks'),
	userName: 'nathan@example.com',
	password: 'a-payroll-password',
};
const person = {
	forename: 'Amina',
	surname: 'Diallo',
	dateOfBirth: '1978-12-03',
	postCodes: ['B1 1TT, M13 9WL', ' E1 6PG '],
	payrollPeriodMonths: 12,
};

describe('account: create', () => {
	it('sends every documented field and omits empty ones', async () => {
		await given('account', 'create', {
			...account,
			userId: byId(` https://app.example.com/users/${userId}?tab=1 `),
			payrollProvider: byId('dayforce'),
			extraLoginFields: {
				mappingMode: 'defineBelow',
				value: { company_name: 'Acme Corporation', start_date: '' },
			},
			additionalFields: {
				authorisationId: byId(` https://app.example.com/authorisations/${authorisationId} `),
				from: '2025-05-01T00:00:00Z',
				to: '2025-05-31',
				extraLoginParams: {
					params: [
						{ name: 'branch', value: 12 },
						{ name: '', value: '' },
					],
				},
			},
		});
		await given('account', 'create', { userId: byId(userId), payrollProvider: byId('xero') });
		const [full, least] = changes();
		expect(full.body).toEqual({
			user_id: userId,
			payroll_provider: 'dayforce',
			user_name: account.userName,
			password: account.password,
			extra_login_params: { company_name: 'Acme Corporation', branch: '12' },
			from: '2025-05-01T00:00:00.000Z',
			to: '2025-05-31T04:00:00.000Z',
		});
		expect(full.headers).toMatchObject({
			'x-api-key': tealKey,
			'x-teal-authorisation-id': authorisationId,
		});
		expect(least.body).toEqual({ user_id: userId, payroll_provider: 'xero' });
		expect(least.headers).not.toHaveProperty('x-teal-authorisation-id');
	});

	it.each([
		[
			'happy_mfa',
			{ type: 'Code', source: 'AUTHENTICATOR_APP' },
			'Code from your authenticator app',
		],
		[
			'happy_mfa_date',
			{ type: 'Date', format: 'yyyy-mm-dd', message: 'Date of birth' },
			'Date of birth (yyyy-mm-dd)',
		],
		[
			'happy_mfa_positions',
			{ type: 'PasswordWithPositions', positions: [2, 4, 6], message: 'Pin Code' },
			'Characters 2, 4, 6 of: Pin Code',
		],
	])('returns the MFA method and question for %s', async (userName, method, question) => {
		const [created] = await given('account', 'create', { ...account, userName });
		expect(created).toMatchObject({
			account_id: expect.any(String),
			mfa_method: method,
			next_step: 'submit_mfa',
			mfa_question: question,
		});
	});

	it('returns the sign-in page URL, or next step none if nothing is left to do', async () => {
		const [there] = await given('account', 'create', {
			userId: byId(userId),
			payrollProvider: byId('xero'),
		});
		expect(there).toMatchObject({
			authorization_url: expect.stringMatching(/^https:/),
			next_step: 'open_authorization_url',
		});
		const [done] = await given('account', 'create', account);
		expect(done).toMatchObject({ status: 'Authorised', next_step: 'none' });
		expect(done).not.toHaveProperty('mfa_question');
	});

	it('pairs each output to its item, and reports why the provider rejected one', async () => {
		const users = ['a@example.com', 'wrong_password', 'c@example.com'];
		const { outputs } = await teal(
			'account',
			'create',
			{ ...account, userName: '={{ $json.user }}' },
			{ items: users.map((user) => ({ user })), onError: 'continueErrorOutput' },
		);
		expect(outputs[0].map((item) => [item.json.user_name, pairedTo(item)])).toEqual([
			['a@example.com', 0],
			['c@example.com', 2],
		]);
		expect(outputs[1].map(pairedTo)).toEqual([1]);
		expect(outputs[1][0].json.error).toContain(
			'The password is not accepted by the payroll provider',
		);
	});

	it.each([
		[
			'no authorisation',
			{ userId: byId('={{ $json.user }}') },
			'The user has no active authorisation',
		],
		[
			'a login field missing',
			{ payrollProvider: byId('dayforce') },
			'extra_login_params.company_name is required for dayforce',
		],
	])("passes on Teal's error for %s", async (_case, change, words) => {
		const [created] = await given('user', 'create', person);
		const result = await teal('account', 'create', { ...account, ...change } as INodeParameters, {
			items: [{ user: created.user_id as string }],
		});
		expect(wordsOf(result)).toContain(words);
		expect(result.error?.httpCode).toBe('400');
	});

	it.each([
		['an empty user', { userId: byId('={{ $json.none }}') }, "'User' is required"],
		[
			'an authorisation ID with a space',
			{ additionalFields: { authorisationId: byId('my own') } },
			"'Authorisation' must contain only letters, digits, and symbols, without spaces",
		],
		[
			'an empty provider',
			{ payrollProvider: byId('={{ " " }}') },
			"'Payroll Provider' is required",
		],
		['an invalid From date', { additionalFields: { from: 'yesterday' } }, "'From' must be a date"],
		[
			'an extra field that is an object',
			{
				additionalFields: { extraLoginParams: { params: [{ name: 'x', value: '={{ $json }}' }] } },
			},
			"'Extra Login Fields' must be text for x",
		],
	])('rejects %s before sending anything', async (_case, change, words) => {
		const result = await teal('account', 'create', { ...account, ...change } as INodeParameters, {
			items: [{ a: 1 }],
		});
		expect(wordsOf(result)).toContain(words);
		expect(sandbox.requests).toEqual([]);
	});

	it('does not retry an unknown outcome, says what to do, and hides the password', async () => {
		sandbox.faults.next = ({ method }) =>
			method === 'POST' ? { kind: 'cut', when: 'before' } : undefined;
		const result = await teal('account', 'create', account);
		expect(changes()).toHaveLength(1);
		expect(wordsOf(result)).toMatch(
			/unknown whether Teal.*You can safely run this item again\. The node recognizes a Teal account by/s,
		);
		expect(JSON.stringify([result.outputs, result.error])).not.toContain(account.password);
	});
});

it('connects an account for a new user, with and without MFA', async () => {
	const items = [{ login: 'happy_mfa' }, { login: 'nathan@example.com' }];
	const users = await given(
		'user',
		'create',
		{ ...person, forename: '={{ $json.login }}' },
		{ items },
	);
	const agreed = await given(
		'authorisation',
		'create',
		{ userId: byId('={{ $json.user_id }}'), userAgent: browser },
		{ items: users },
	);
	const created = await given(
		'account',
		'create',
		{
			...account,
			userId: byId('={{ $json.user_id }}'),
			userName: '={{ $json.login }}',
			additionalFields: { authorisationId: byId('={{ $json.id }}') },
		},
		{ items: agreed.map((one, index) => ({ ...one, ...items[index] })) },
	);
	expect(created.map(({ next_step }) => next_step)).toEqual(['submit_mfa', 'none']);
	const asked = created.filter(({ next_step }) => next_step === 'submit_mfa');
	const [answered] = await given(
		'account',
		'submitMfa',
		{ accountId: byId('={{ $json.account_id }}'), mfa: ' 140295 ' },
		{ items: asked },
	);
	expect(answered).toMatchObject({ account_id: asked[0].account_id, status: 'Authorised' });
	expect(sandbox.books.teal.accounts.map(({ status }) => status)).toEqual([
		'Authorised',
		'Authorised',
	]);
});

it("passes on Teal's error for a wrong MFA answer, and sends the answer only once", async () => {
	const [created] = await given('account', 'create', { ...account, userName: 'happy_mfa' });
	const result = await teal('account', 'submitMfa', {
		accountId: byId(String(created.account_id)),
		mfa: '000000',
	});
	expect(wordsOf(result)).toContain(
		'Teal did not accept the MFA answer for this account: The MFA response is wrong',
	);
	expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

describe('users, accounts, authorisations, and providers', () => {
	it('gets, lists, and deletes accounts', async () => {
		const [created] = await given('account', 'create', account);
		const accountId = byId(String(created.account_id));
		expect(await given('account', 'get', { accountId })).toMatchObject([
			{ account_id: created.account_id, status: 'Authorised', ready: true },
		]);
		expect(
			await given('account', 'getAll', { userId: byId(userId), returnAll: true }),
		).toMatchObject([{ account_id: created.account_id, ready: true }]);
		expect(await given('account', 'delete', { accountId })).toEqual([{ deleted: true }]);
		expect(sandbox.books.teal.accounts).toEqual([]);
		const gone = await teal('account', 'get', { accountId });
		expect(wordsOf(gone)).toContain('Account not found');
		expect(gone.error?.httpCode).toBe('404');
	});

	it('pages through accounts and users', async () => {
		sandbox.seed('teal', 1_234);
		expect(
			await given('account', 'getAll', { userId: byId(userId), returnAll: true }),
		).toHaveLength(1_234);
		expect(sandbox.requests.map(({ query }) => query)).toEqual(
			expect.arrayContaining(
				[
					{ user_id: userId, limit: '1000' },
					{ user_id: userId, offset: '1000', limit: '1000' },
				].map(expect.objectContaining),
			),
		);
		expect(await given('user', 'getAll', { returnAll: true })).toHaveLength(1_236);
		expect(await given('user', 'getAll', { limit: 3 })).toHaveLength(3);
	});

	it('sends every user field without a time zone shifting the date of birth', async () => {
		const additionalFields = {
			extId: 'crm-1',
			niNumber: 'QQ123456C',
			payrollConnectionsEnabled: true,
			payslipUploadEnabled: false,
			recurringChecksEnabled: true,
			recurringCheckFrequency: 'WEEKLY',
			recurringCheckEndDate: '2027-01-10T00:00:00Z',
		};
		await given('user', 'create', { ...person, additionalFields });
		expect(bodies()[0]).toEqual({
			forename: 'Amina',
			surname: 'Diallo',
			date_of_birth: '1978-12-03T00:00:00.000Z',
			post_codes: ['B1 1TT', 'M13 9WL', 'E1 6PG'],
			payroll_period_months: 12,
			ext_id: 'crm-1',
			ni_number: 'QQ123456C',
			payroll_connections_enabled: true,
			payslip_upload_enabled: false,
			recurring_checks_enabled: true,
			recurring_check_frequency: 'WEEKLY',
			recurring_check_end_date: '2027-01-10T00:00:00.000Z',
		});
	});

	// The workflow's time zone is New York.
	it.each([
		'1978-12-03',
		'1978-12-03T00:00:00',
		'1978-12-03T00:00:00.000Z',
		'1978-12-03T00:00:00+02:00',
		'1978-12-03T05:00:00.000Z',
		'={{ DateTime.fromISO("1978-12-03") }}',
	])('reads %s as the same date of birth', async (dateOfBirth) => {
		await given('user', 'create', { ...person, dateOfBirth });
		expect(bodies()[0]).toMatchObject({ date_of_birth: '1978-12-03T00:00:00.000Z' });
	});

	it.each([
		[{ dateOfBirth: '03/12/1978' }, "'Date of Birth' must be a date"],
		[{ dateOfBirth: '1978-13-45T12:00:00Z' }, "'Date of Birth' must be a date"],
		[{ postCodes: '={{ " " }}' }, "'Postcodes' is required"],
		[{ payrollPeriodMonths: '={{ 1.5 }}' }, "'Months of Payroll' must be a whole number"],
	])('rejects a user with %j before sending anything', async (change, words) => {
		expect(
			wordsOf(await teal('user', 'create', { ...person, ...change } as INodeParameters)),
		).toContain(words);
		expect(sandbox.requests).toEqual([]);
	});

	it('gets users with and without Simplify, and deletes them', async () => {
		const [created] = await given('user', 'create', {
			...person,
			additionalFields: { niNumber: 'QQ123456C' },
		});
		const user = { userId: byId(String(created.user_id)) };
		const [simple] = await given('user', 'get', user);
		const [whole] = await given('user', 'get', { ...user, simplify: false });
		expect(simple).toMatchObject({ user_id: created.user_id, forename: 'Amina' });
		expect(simple).not.toHaveProperty('ni_number');
		expect(whole).toMatchObject({ ni_number: 'QQ123456C' });
		const [least] = await given('user', 'get', { userId: byId(userId), simplify: false });
		expect(Object.keys(simple).length).toBeLessThan(Object.keys(least).length);
		expect(await given('user', 'delete', user)).toEqual([{ deleted: true }]);
		expect(wordsOf(await teal('user', 'delete', user))).toContain('User not found');
	});

	it('creates, lists, and revokes authorisations', async () => {
		const additionalFields = { ipAddress: '192.0.2.1', fingerprint: 'abc', termId: '' };
		const [made] = await given('authorisation', 'create', {
			userId: byId(userId),
			userAgent: browser,
			additionalFields,
			ifExists: 'create',
		});
		expect(bodies()[0]).toEqual({
			user_id: userId,
			user_agent: browser,
			ip_address: '192.0.2.1',
			fingerprint: 'abc',
		});
		const list = async (filters: INodeParameters) =>
			(
				await given('authorisation', 'getAll', { userId: byId(userId), returnAll: true, filters })
			).map(({ id }) => id);
		expect(await list({ status: 'active' })).toEqual([authorisationId, made.id]);
		expect(
			await given('authorisation', 'revoke', { authorisationId: byId(String(made.id)) }),
		).toMatchObject([{ id: made.id, status: 'revoked' }]);
		expect(await list({ status: 'revoked' })).toEqual([made.id]);
		expect(
			wordsOf(
				await teal('authorisation', 'create', { userId: byId(unknownId), userAgent: browser }),
			),
		).toContain(
			`Teal could not create authorisation '${unknownId}': User not found\nMake sure that the IDs are correct`,
		);
	});

	it('lists payroll providers', async () => {
		const providers = await given('provider', 'getAll');
		expect(providers.find(({ id }) => id === 'dayforce')).toMatchObject({
			name: 'Dayforce',
			is_oauth2: false,
			extra_login_params: 'company_name',
		});
	});

	it.each(['={{ "" }}', '.', '..'])('rejects the ID %s before sending anything', async (id) => {
		for (const [resource, operation, name] of [
			['user', 'get', 'userId'],
			['user', 'delete', 'userId'],
			['account', 'delete', 'accountId'],
			['authorisation', 'revoke', 'authorisationId'],
		]) {
			expect(wordsOf(await teal(resource, operation, { [name]: byId(id) }))).toMatch(
				/^Correct item 0: '(User|Account|Authorisation)' (is required|can't be)/,
			);
		}
		expect(sandbox.requests).toEqual([]);
	});
});

describe('duplicate handling', () => {
	const somebodyElse = { ...person, forename: 'Benjamin' };
	const statuses = (result: Result) => result.outputs[0].map(({ json }) => json.creation_status);

	describe.each<[string, string, INodeParameters, string]>([
		['user', 'users', person, 'user_id'],
		['user', 'users', { ...person, additionalFields: { extId: 'crm-1' } }, 'user_id'],
		['account', 'accounts', account, 'account_id'],
		[
			'authorisation',
			'authorisations',
			{ userId: byId('={{ $json.user_id }}'), userAgent: browser },
			'id',
		],
	])('%s: create (%#)', (resource, book, parameters, id) => {
		const held = () => (sandbox.books.teal as unknown as Record<string, IDataObject[]>)[book];
		let items: IDataObject[];
		let before: number;
		beforeEach(async () => {
			// A user without any authorisation.
			items = resource === 'authorisation' ? await given('user', 'create', somebodyElse) : [{}];
			before = held().length;
		});
		const create = async (more: INodeParameters = {}, way: Way = {}) =>
			await teal(resource, 'create', { ...parameters, ...more }, { items, ...way });
		const added = () =>
			held()
				.slice(before)
				.map((record) => record[id]);

		it('creates a repeated customer once per run, and puts creation_status first', async () => {
			const result = await create({}, { items: [...items, ...items] });
			expect(wordsOf(result)).toBe('');
			expect(statuses(result)).toEqual(['created', 'already_existed']);
			expect(Object.keys(result.outputs[0][1].json)[0]).toBe('creation_status');
			expect(added()).toHaveLength(1);
			expect(result.outputs[0].map(({ json }) => json[id])).toEqual([...added(), ...added()]);
		});

		it('creates one record when two executions have the same customer at once', async () => {
			sandbox.latencyMs = 20;
			const results = await Promise.all([create(), create({}, { executionId: '2' })]);
			expect(results.flatMap(statuses).sort()).toEqual(['already_existed', 'created']);
			expect(added()).toHaveLength(1);
		});

		it('creates one record when run again after a restart', async () => {
			await create();
			restart();
			expect(statuses(await create({}, { executionId: '2' }))).toEqual(['already_existed']);
			expect(added()).toHaveLength(1);
		});

		it('finds the new record when the response is lost', async () => {
			sandbox.faults.next = ({ method }) =>
				method === 'POST' ? { kind: 'cut', when: 'after' } : undefined;
			const result = await create();
			expect(wordsOf(result)).toBe('');
			expect(result.outputs[0].map(({ json }) => [json.creation_status, json[id]])).toEqual([
				['created', added()[0]],
			]);
			expect(added()).toHaveLength(1);
		});

		it('fails on an existing record when set to Fail', async () => {
			await create();
			const result = await create({ ifExists: 'fail' });
			expect(wordsOf(result)).toMatch(/^Teal already has .*Return Existing/s);
			expect(added()).toHaveLength(1);
		});

		it('sends Create Another without a lookup and leaves rejection to Teal', async () => {
			await create();
			sandbox.requests.length = 0;
			const result = await create({ ifExists: 'create' });
			expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST']);
			if (parameters.additionalFields) {
				expect(wordsOf(result)).toContain('This user already exists');
				expect(added()).toHaveLength(1);
			} else {
				expect(statuses(result)).toEqual(['created']);
				expect(added()).toHaveLength(2);
			}
		});

		it('says to check first when the outcome of Create Another is unknown', async () => {
			sandbox.faults.next = ({ method }) =>
				method === 'POST' ? { kind: 'cut', when: 'after' } : undefined;
			const result = await create({ ifExists: 'create' }, { tries: 3 });
			expect(wordsOf(result)).toMatch(
				/unknown whether.*Get Many.* before you run this item again\.$/s,
			);
			expect(added()).toHaveLength(1);
		});

		it('lists the IDs when several records match, and says what to do', async () => {
			await create();
			const [first] = held().slice(before);
			held().push({ ...first, [id]: 'another-id' });
			restart();
			const result = await create({}, { onError: 'continueRegularOutput' });
			const [{ json }] = result.outputs[0];
			expect(json.error_kind).toBe('already_exists');
			expect(json.error).toContain(`: ${String(first[id])}, another-id. `);
			expect(json.error).toContain("set 'If It Already Exists' to Create Another.");
			expect(added()).toHaveLength(2);
		});
	});

	it('reads the list of users once for all items, in pages of 100', async () => {
		sandbox.seed('teal', 498);
		const items = Array.from({ length: 40 }, (_, index) => ({ name: `Person ${index}` }));
		await given('user', 'create', { ...person, forename: '={{ $json.name }}' }, { items });
		expect(sandbox.requests.filter(({ method }) => method === 'GET')).toHaveLength(5);
		expect(changes()).toHaveLength(40);
	});

	it('looks up each account with one request', async () => {
		sandbox.seed('teal', 900);
		const items = ['xero', 'freeagent'].map((provider) => ({ provider }));
		const payrollProvider = byId('={{ $json.provider }}');
		await given('account', 'create', { userId: byId(userId), payrollProvider }, { items });
		expect(sandbox.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
	});

	it.each<[string, IDataObject, unknown[]]>([
		[
			'the same person with another spelling',
			{ forename: ' amina ', surname: 'DIALLO', postCodes: 'e16pg,b11tt,M13 9WL' },
			['already_existed'],
		],
		['a namesake born on another day', { dateOfBirth: '1978-12-04' }, ['created']],
		['the same person with an External ID', { extId: 'crm-9' }, ['created']],
	])('decides whether a user already exists: %s', async (_case, change, expected) => {
		await given('user', 'create', { ...person, additionalFields: { niNumber: 'QQ123456C' } });
		const { extId = '', ...fields } = change;
		const parameters = { ...person, ...fields, additionalFields: { extId } } as INodeParameters;
		expect(statuses(await teal('user', 'create', parameters))).toEqual(expected);
	});

	it('recognizes a user by External ID even if other fields changed', async () => {
		const additionalFields = { extId: 'crm-1' };
		const [first] = await given('user', 'create', { ...person, additionalFields });
		const changed = { ...somebodyElse, postCodes: 'E1 6PG', additionalFields };
		expect(await given('user', 'create', changed)).toMatchObject([
			{ creation_status: 'already_existed', user_id: first.user_id, forename: 'Amina' },
		]);
	});

	it.each([
		['postcodes', { postCodes: 'SW1A 1AA' }],
		['National Insurance number', { additionalFields: { niNumber: 'AB123456D' } }],
	])('rejects a user who differs only in %s instead of guessing', async (detail, change) => {
		const additionalFields = { niNumber: 'QQ123456C' };
		const [first] = await given('user', 'create', { ...person, additionalFields });
		const words = wordsOf(await teal('user', 'create', { ...person, additionalFields, ...change }));
		expect(words).toContain(
			`Name and date of birth match a Teal user, but not the ${detail}: ${String(first.user_id)}`,
		);
		expect(words).toContain('If this is the same person, use the ID of the existing user.');
		expect(changes()).toHaveLength(1);
	});

	it('looks up a user again when Teal says that it exists', async () => {
		const parameters = { ...person, additionalFields: { extId: 'crm-1' } };
		// The list is read first, and then somebody else creates the user.
		await given('user', 'create', somebodyElse);
		sandbox.books.teal.users.push({
			...sandbox.books.teal.users[0],
			user_id: 'theirs',
			ext_id: 'crm-1',
		});
		expect(await given('user', 'create', parameters)).toMatchObject([
			{ creation_status: 'already_existed', user_id: 'theirs' },
		]);
		const result = await teal('user', 'create', { ...parameters, ifExists: 'fail' });
		expect(wordsOf(result)).toMatch(/^Teal already has user 'Amina Diallo'/);
	});

	it('does not return a user that was deleted in the meantime', async () => {
		const [{ user_id: id }] = await given('user', 'create', person);
		await given('user', 'delete', { userId: byId(String(id)) });
		expect(statuses(await teal('user', 'create', person))).toEqual(['created']);
	});

	it('passes on a 409 from Teal when no listed user matches', async () => {
		await given('user', 'create', somebodyElse);
		sandbox.faults.next = ({ method }) =>
			method === 'POST' ? { kind: 'status', status: 409, when: 'before' } : undefined;
		const result = await teal('user', 'create', person);
		expect(wordsOf(result)).toContain("Teal did not create user 'Amina Diallo'");
		expect(result.error?.httpCode).toBe('409');
	});

	it('treats a different user name, provider, or user as a different account', async () => {
		await given('account', 'create', account);
		const created = async (change: INodeParameters) =>
			statuses(await teal('account', 'create', { ...account, ...change }));
		expect(await created({ userName: 'NATHAN@example.com' })).toEqual(['already_existed']);
		expect(await created({ userName: '' })).toEqual(['already_existed']);
		expect(await created({ userName: 'dana@example.com' })).toEqual(['created']);
		expect(await created({ payrollProvider: byId('hero') })).toEqual(['created']);
		expect(await created({ userId: byId(other.userId) })).toEqual(['created']);
	});

	it('sets next_step to unknown for an existing account that is not connected', async () => {
		const waiting = { ...account, userName: 'happy_mfa' };
		expect(await given('account', 'create', waiting)).toMatchObject([
			{ creation_status: 'created', next_step: 'submit_mfa', status: 'PENDING', ready: false },
		]);
		expect(await given('account', 'create', waiting)).toMatchObject([
			{ creation_status: 'already_existed', next_step: 'unknown', status: 'PENDING', ready: false },
		]);
	});

	it.each([
		['Authorised', true],
		['AUTHORISED', true],
		['authorized', true],
		['PENDING', false],
		['Not Authorised', false],
		['Something New', false],
	])('maps account status %s to ready: %s', async (status, ready) => {
		const [{ account_id: id }] = await given('account', 'create', account);
		sandbox.advance('teal', String(id), { status });
		const accountId = byId(String(id));
		expect(await given('account', 'get', { accountId })).toMatchObject([{ status, ready }]);
		expect(await given('account', 'create', account)).toMatchObject([{ status, ready }]);
	});

	it('matches only active authorisations with the same terms', async () => {
		const [oneTime, recurring] = ['0', '1'].map(
			(end) => `550e8400-e29b-41d4-a716-44665544000${end}`,
		);
		const create = async (termId = '') =>
			await teal('authorisation', 'create', {
				userId: byId(userId),
				userAgent: browser,
				additionalFields: { termId },
			});
		expect(statuses(await create(oneTime))).toEqual(['already_existed']);
		expect(statuses(await create(recurring))).toEqual(['created']);
		expect(wordsOf(await create())).toContain(
			'There are 2 active authorisations of this Teal user',
		);
		await given('authorisation', 'revoke', { authorisationId: byId(authorisationId) });
		expect(statuses(await create())).toEqual(['already_existed']);
		expect(statuses(await create(oneTime))).toEqual(['created']);
	});

	it('keeps the payroll password out of retry data, outputs, and errors', async () => {
		const items = [{ login: 'nathan@example.com' }, { login: 'wrong_password' }];
		const parameters = { ...account, userName: '={{ $json.login }}' };
		const { outputs, error, run } = await teal('account', 'create', parameters, { items });
		expect(error).toBeDefined();
		const notes = JSON.stringify(run.data.executionData?.contextData);
		expect(notes).toContain('nathan@example.com');
		expect(notes + JSON.stringify([outputs, error, run.data.resultData])).not.toContain(
			account.password,
		);
	});
});

describe('empty authorisation expression', () => {
	it.each(['={{ null }}', '={{ undefined }}', '={{ "" }}', '={{ " " }}'])(
		'omits the authorisation header: %s',
		async (value) => {
			const additionalFields = { authorisationId: byId(value) };
			const [created] = await given('account', 'create', {
				...account,
				userName: 'happy_mfa',
				additionalFields,
			});
			await given('account', 'submitMfa', {
				accountId: byId(String(created.account_id)),
				mfa: '140295',
				additionalFields,
			});
			expect(changes().map(({ method }) => method)).toEqual(['POST', 'PUT']);
			for (const { headers } of changes())
				expect(headers).not.toHaveProperty('x-teal-authorisation-id');
		},
	);
});

describe('sign-in', () => {
	it('trims a pasted key and user name', async () => {
		await given('provider', 'getAll', {}, { credentials: key(` ${tealKey}\n`) });
		const username = ` ${tealMember.username} `;
		await given('provider', 'getAll', {}, { credentials: member({ ...tealMember, username }) });
	});

	it.each(['all', 'newest'] as const)(
		'signs in once for 50 concurrent executions (valid tokens: %s)',
		async (tokens) => {
			sandbox.set('teal', { tokens, signInLatencyMs: 100 });
			const credentials = member({ ...tealMember, sessionToken: 'an-expired-token' });
			const results = await Promise.all(
				Array.from({ length: 50 }, async (_, index) => {
					return await teal('provider', 'getAll', {}, { credentials, executionId: `${index}` });
				}),
			);
			expect(results.map(wordsOf).filter((words) => words)).toEqual([]);
			expect(sandbox.books.teal.signIns).toBe(1);
		},
	);

	it('names the credential whose key Teal rejected', async () => {
		const result = await teal('provider', 'getAll', {}, { credentials: key('a-wrong-key') });
		expect(wordsOf(result)).toContain(
			"Teal did not accept the key in the credential 'My tealApi' for Custom URL: No X-API-KEY header provided or wrong value",
		);
		expect(result.error?.httpCode).toBe('401');
	});

	const signIns = () => sandbox.requests.filter(({ path }) => path === '/members/signin');

	it('signs a member in once, reuses the token, and signs in again after it expires', async () => {
		const credentials = member();
		await given('provider', 'getAll', {}, { credentials });
		await given('user', 'getAll', {}, { credentials });
		expect(signIns()).toHaveLength(1);
		expect(sandbox.requests[1].headers.authorization).toMatch(/^Bearer sandbox-jwt-/);
		expect(sandbox.requests[1].headers).not.toHaveProperty('x-api-key');
		sandbox.books.teal.expireTokens();
		await given('user', 'getAll', {}, { credentials });
		expect(signIns()).toHaveLength(2);
	});

	it.each([
		[
			'wrong password',
			{ ...tealMember, password: 'a-wrong-password' },
			'Teal did not accept this username and password in the selected environment: Incorrect username or password',
		],
		['MFA', tealMfaMember, 'multi-factor authentication'],
	])('explains why a member cannot sign in: %s', async (_case, values, words) => {
		const result = await teal('account', 'create', account, { credentials: member(values) });
		expect(wordsOf(result)).toContain(words);
		expect(sandbox.requests.map(({ path }) => path)).toEqual(['/members/signin']);
		expect(JSON.stringify(result.error)).not.toContain(values.password);
	});

	it('retries a failed sign-in, since it cannot have created an account', async () => {
		let left = 2;
		sandbox.faults.next = ({ path }) =>
			path === '/members/signin' && left-- > 0
				? { kind: 'status', status: 503, when: 'before' }
				: undefined;
		expect(await given('account', 'create', account, { credentials: member() })).toHaveLength(1);
		expect(sandbox.books.teal.accounts).toHaveLength(1);
	});
});

describe('lists in the form', () => {
	/** Returns what n8n's editor gets for a list when the node has these parameters. */
	async function load<T>(
		kind: 'listSearch' | 'loadOptions' | 'resourceMapping',
		method: string,
		parameters: INodeParameters = {},
		...rest: string[]
	): Promise<T> {
		const type = nodeType('teal');
		const node = {
			id: 'node',
			name: 'Node',
			type: 'test.node',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters,
			credentials: { tealApi: { id: 'tealApi', name: 'My tealApi' } },
		};
		const nodeTypes = {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		} as unknown as INodeTypes;
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const additionalData = {
			credentialsHelper: new Credentials(key()),
			currentNodeParameters: { authentication: 'tealApi', ...parameters },
		} as unknown as IWorkflowExecuteAdditionalData;
		const context = new LoadOptionsContext(
			workflow,
			node,
			additionalData,
			'parameters',
		) as unknown as ILoadOptionsFunctions;
		const methods = type.methods?.[kind] as unknown as Record<
			string,
			(this: ILoadOptionsFunctions, ...rest: string[]) => Promise<T>
		>;
		return await methods[method].call(context, ...rest);
	}

	it('lists users page by page and searches them', async () => {
		sandbox.seed('teal', 150);
		const first = await load<INodeListSearchResult>('listSearch', 'searchUsers');
		expect(first).toMatchObject({
			paginationToken: '1/100',
			results: expect.arrayContaining([{ name: 'Sarah Chen (ext-0)', value: userId }]),
		});
		expect(
			(await load<INodeListSearchResult>('listSearch', 'searchUsers', {}, '', '1/100')).results,
		).toHaveLength(52);
		expect(
			(await load<INodeListSearchResult>('listSearch', 'searchUsers', {}, 'connor')).results,
		).toEqual([{ name: "James O'Connor (ext-1)", value: other.userId }]);
	});

	it('searches payroll providers', async () => {
		expect(
			(await load<INodeListSearchResult>('listSearch', 'searchProviders', {}, 'quick')).results,
		).toEqual([{ name: 'QuickBooks', value: 'quickbooks' }]);
	});

	it('lists only the accounts and active authorisations of the selected user', async () => {
		const [created] = await given('account', 'create', account);
		const chosen = { userId: byId(userId) };
		expect(
			(await load<INodeListSearchResult>('listSearch', 'searchAccounts', chosen)).results,
		).toMatchObject([
			{
				value: created.account_id,
				name: expect.stringContaining('quickbooks, nathan@example.com, '),
			},
		]);
		expect(
			(
				await load<INodeListSearchResult>('listSearch', 'searchAccounts', {
					userId: byId(other.userId),
				})
			).results,
		).toEqual([]);
		const offered = async () =>
			(await load<INodeListSearchResult>('listSearch', 'searchAuthorisations', chosen)).results;
		expect(await offered()).toMatchObject([{ value: authorisationId }]);
		await given('authorisation', 'revoke', { authorisationId: byId(authorisationId) });
		expect(await offered()).toEqual([]);
		await expect(load('listSearch', 'searchAccounts', { userId: byId('') })).rejects.toThrow(
			"Select a 'User' first",
		);
	});

	it('lists the login fields of the selected payroll provider, and the active terms', async () => {
		const { fields } = await load<ResourceMapperFields>('resourceMapping', 'getExtraLoginFields', {
			payrollProvider: byId('dayforce'),
		});
		expect(fields).toMatchObject([
			{ id: 'company_name', displayName: 'Company Name', required: true },
		]);
		expect(
			(
				await load<ResourceMapperFields>('resourceMapping', 'getExtraLoginFields', {
					payrollProvider: byId('adp'),
				})
			).fields,
		).toEqual([]);
		expect(await load<INodePropertyOptions[]>('loadOptions', 'getTerms')).toMatchObject([
			{ name: expect.stringContaining('(Version 1)') },
			{ name: 'Teal Recurring Checks (Version 1)' },
		]);
	});
});
