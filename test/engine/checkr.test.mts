import type { INodeParameters } from 'n8n-workflow';
import { checkrCustomerToken, checkrKey } from '../../sandbox/providers/checkr.mts';
import { faultsInOrder } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { listSearch } from './forms.mts';
import { restart, runNode, type Task } from './harness.mts';
import { wordsOf } from './providers.mts';
import { serve } from './serve.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credentials = () => ({
	checkrApi: { environment: 'custom', baseUrl: `${sandbox.url.checkr}/`, apiKey: checkrKey },
});
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) =>
	await runNode({ node: 'checkr', credentials: credentials(), ...task, parameters });

const create = {
	resource: 'account',
	operation: 'create',
	clientId: '56269e3411a549fd07ed8d92',
	name: 'Acme Corporation',
	purpose: 'employment',
	fullName: 'Nathan Smith',
	email: 'nathan@example.com',
};

describe('account: create', () => {
	it('sends every documented field', async () => {
		const { outputs, error } = await run({
			...create,
			companyAddress: {
				street: '123 Main Street',
				city: 'San Francisco',
				state: 'CA',
				zipcode: 94107,
			},
			companyDetails: {
				dbaName: 'Acme',
				incorporationState: 'DE',
				incorporationType: 'corporation',
				industry: { __rl: true, mode: 'list', value: '72' },
				phone: '206-555-0100',
				taxId: 123456789,
				website: 'https://www.example.com',
			},
			additionalFields: {
				oauthAuthorize: true,
				defaultComplianceCity: 'San Francisco',
				defaultComplianceState: 'CA',
			},
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /v1/accounts',
		]);
		expect(sandbox.requests[0].headers.authorization).toBe(
			`Basic ${Buffer.from(`${checkrKey}:`).toString('base64')}`,
		);
		expect(sandbox.requests[0].body).toEqual({
			client_id: '56269e3411a549fd07ed8d92',
			name: 'Acme Corporation',
			purpose: 'employment',
			user: { full_name: 'Nathan Smith', email: 'nathan@example.com' },
			company: {
				street: '123 Main Street',
				city: 'San Francisco',
				state: 'CA',
				zipcode: '94107',
				dba_name: 'Acme',
				incorporation_state: 'DE',
				incorporation_type: 'corporation',
				industry: '72',
				phone: '206-555-0100',
				tax_id: '123456789',
				website: 'https://www.example.com',
			},
			oauth_authorize: true,
			default_compliance_city: 'San Francisco',
			default_compliance_state: 'CA',
		});
		expect(outputs[0][0].json).toMatchObject({
			id: sandbox.books.checkr.accounts[0].id,
			authorization_code: expect.any(String),
		});
	});

	it('uses the form label of the field that Checkr rejects', async () => {
		const result = await run({ ...create, companyDetails: { taxId: '12-34567' } });
		expect(wordsOf(result)).toBe(
			"Checkr did not create account 'Acme Corporation': company.tax_id is invalid\nCorrect 'Tax ID (EIN)' in the form or in your data, then run this item again.",
		);
	});

	it('reads the ID from the URI when the response has it only there', async () => {
		// The response in Checkr's documentation, shortened.
		const server = await serve(() => [
			201,
			{ name: 'Acme Corp', uri: '/v1/accounts/e44aa283528e6fde7d542194', uri_name: 'acme-corp' },
		]);
		const { outputs } = await run(create, {
			credentials: { checkrApi: { ...credentials().checkrApi, baseUrl: server.url } },
		});
		await server.close();
		expect(outputs[0][0].json).toMatchObject({ id: 'e44aa283528e6fde7d542194' });
	});

	it('sends state codes in uppercase and any other text unchanged', async () => {
		await run({
			...create,
			companyAddress: { state: 'ca' },
			companyDetails: { incorporationState: 'Delaware' },
			additionalFields: { defaultComplianceState: 'US-CA' },
		});
		expect(sandbox.requests[0].body).toMatchObject({
			company: { state: 'CA', incorporation_state: 'Delaware' },
			default_compliance_state: 'US-CA',
		});
	});

	it('treats a conflict as a rejection when nothing was sent before it', async () => {
		sandbox.faults.next = faultsInOrder([{ kind: 'status', status: 409, when: 'before' }]);
		const result = await run(create);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toContain("Checkr did not create account 'Acme Corporation'");
	});

	it('omits empty fields except the company, which the documentation requires', async () => {
		await run({
			...create,
			companyAddress: { street: '', city: ' ' },
			companyDetails: { taxId: '' },
		});
		expect(sandbox.requests[0].body).toMatchObject({ company: {} });
		expect(Object.keys(sandbox.requests[0].body as object)).toEqual([
			'company',
			'client_id',
			'name',
			'purpose',
			'user',
		]);
	});
});

describe('account: create, duplicate handling', () => {
	const accounts = () => sandbox.books.checkr.accounts;
	const keys = () => sandbox.requests.map(({ headers }) => headers['idempotency-key']);
	const statuses = ({ outputs }: Awaited<ReturnType<typeof run>>) =>
		outputs[0].map(({ json }) => json.creation_status);
	const of = (details: INodeParameters) => ({
		...create,
		name: '={{ $json.name ?? "Acme Corporation" }}',
		...details,
	});
	const referred = { additionalFields: { customerReference: '={{ $json.crm ?? "crm-1" }}' } };
	/** Backdates every existing account, as if it had been created long ago. */
	const age = () => {
		for (const account of accounts()) account.created_at = '2026-01-01T00:00:00Z';
	};

	it('creates one account for several items of the same customer', async () => {
		const items = [{}, { name: 'Beta' }, {}, {}];
		const result = await run(of({}), { items });
		expect(statuses(result)).toEqual(['created', 'created', 'already_existed', 'already_existed']);
		expect(Object.keys(result.outputs[0][2].json).slice(0, 2)).toEqual(['creation_status', 'id']);
		expect(accounts()).toHaveLength(2);
		expect(new Set(keys()).size).toBe(2);
	});

	it('creates one account when two executions have the same customer at once', async () => {
		sandbox.faults.next = () => ({ kind: 'delay', ms: 20 });
		const both = await Promise.all(
			['1', '2'].map(async (executionId) => await run(create, { executionId })),
		);
		expect(both.flatMap(statuses).sort()).toEqual(['already_existed', 'created']);
		expect(accounts()).toHaveLength(1);
	});

	it('waits while a request from another n8n instance is in flight at Checkr', async () => {
		let first = true;
		sandbox.faults.next = () => {
			const fault = first ? ({ kind: 'delay', ms: 300 } as const) : undefined;
			first = false;
			return fault;
		};
		const other = run(create, { executionId: '1' });
		while (sandbox.books.checkr.atWork.size === 0) await new Promise(setImmediate);
		restart();
		const own = await run(create, { executionId: '2' });
		expect(own.error).toBeUndefined();
		expect(sandbox.requests.map(({ status }) => status)).toContain(409);
		expect([own, await other].map(({ outputs }) => outputs[0][0].json.id)).toEqual(
			Array(2).fill(accounts()[0].id),
		);
		expect(accounts()).toHaveLength(1);
	});

	it('recognizes an account created before a restart', async () => {
		await run(create);
		age();
		restart();
		const { outputs } = await run(create, { executionId: '2' });
		expect(outputs[0][0].json).toMatchObject({
			creation_status: 'already_existed',
			id: accounts()[0].id,
		});
		expect(accounts()).toHaveLength(1);
	});

	it('tells customers apart by their details, or by Customer Reference if set', async () => {
		await run(create);
		await run({ ...create, email: 'other@example.com' });
		expect(accounts()).toHaveLength(2);
		const items = [{ crm: 'crm-1' }, { crm: 'crm-2' }, { crm: 'crm-1' }];
		const result = await run(of(referred), { items });
		expect(statuses(result)).toEqual(['created', 'created', 'already_existed']);
		expect(accounts()).toHaveLength(4);
		for (const { body } of sandbox.requests) expect(JSON.stringify(body)).not.toContain('crm-');
	});

	it('says what to do when a Customer Reference is reused with other details', async () => {
		await run(of(referred));
		const { error } = await run(of({ ...referred, email: 'other@example.com' }));
		expect(error).toMatchObject({
			message:
				"Checkr did not create account 'Acme Corporation', because it conflicts with an earlier request: This idempotency key was used for another request",
			description:
				"'crm-1' may have been used as 'Customer Reference' with other details in the last 24 hours. If this is the same customer, enter the same details as before. If not, change 'Customer Reference', or set 'If It Already Exists' to Create Another.",
		});
		expect(accounts()).toHaveLength(1);
	});

	it('returns the first account if Checkr does so for a reused Customer Reference', async () => {
		sandbox.books.checkr.otherBody = 'first';
		await run(of(referred));
		age();
		restart();
		const result = await run(of({ ...referred, email: 'other@example.com' }));
		expect(statuses(result)).toEqual(['already_existed']);
		expect(accounts()).toHaveLength(1);
	});

	it('fails when set to Fail, and names the existing account', async () => {
		expect(statuses(await run({ ...create, ifExists: 'fail' }))).toEqual(['created']);
		age();
		restart();
		const { error } = await run({ ...create, ifExists: 'fail' }, { executionId: '2' });
		expect(error?.message).toBe(
			`Checkr already has account 'Acme Corporation' (ID ${accounts()[0].id})`,
		);
	});

	it('creates another once per execution when set to Create Another', async () => {
		sandbox.faults.next = faultsInOrder([null, { kind: 'cut', when: 'after' }, null]);
		await run(create);
		const another = { ...create, ifExists: 'create' };
		expect(statuses(await run(another, { executionId: '2' }))).toEqual(['created']);
		expect(accounts()).toHaveLength(2);
		expect(statuses(await run(another, { executionId: '3' }))).toEqual(['created']);
		expect(accounts()).toHaveLength(3);
		expect(statuses(await run(create, { executionId: '4' }))).toEqual(['already_existed']);
		expect(accounts()).toHaveLength(3);
	});

	it('retries with the same idempotency key when the response was lost', async () => {
		sandbox.faults.next = faultsInOrder([{ kind: 'cut', when: 'after' }, null]);
		const { outputs } = await run(create);
		expect(outputs[0][0].json.id).toBe(accounts()[0].id);
		expect(new Set(keys()).size).toBe(1);
		expect(accounts()).toHaveLength(1);
	});

	it('says how Checkr recognizes a customer when the outcome stays unknown', async () => {
		sandbox.faults.next = () => ({ kind: 'cut', when: 'after' });
		const result = await run({ ...create, requestOptions: { retries: 0 } });
		expect(wordsOf(result)).toContain(
			"You can safely run this item again. Checkr has no search for accounts, but for 24 hours it recognizes the same customer by 'Customer Reference' if you set it, and otherwise by all details.",
		);
	});
});

describe('account: get', () => {
	it.each([true, false])(
		"returns whether the account is ready with the customer's own token: %s",
		async (authorized) => {
			const { outputs } = await run(create);
			const id = String(outputs[0][0].json.id);
			sandbox.books.checkr.accounts[0].authorized = authorized;
			const own = { ...credentials().checkrApi, apiKey: checkrCustomerToken(id) };
			const result = await run(
				{ resource: 'account', operation: 'get' },
				{ credentials: { checkrApi: own } },
			);
			expect(result.outputs[0][0].json).toMatchObject({ id, authorized, ready: authorized });
		},
	);

	it("returns the key's account with flat fields", async () => {
		const { outputs } = await run({ resource: 'account', operation: 'get' });
		expect(sandbox.requests[0].path).toBe('/v1/account');
		expect(Object.keys(outputs[0][0].json)).toEqual([
			'id',
			'name',
			'purpose',
			'authorized',
			'ready',
			'api_authorized',
			'available_screenings',
			'city',
			'state',
			'created_at',
		]);
	});

	it('returns the full account without Simplify', async () => {
		const { outputs } = await run({ resource: 'account', operation: 'get', simplify: false });
		expect(outputs[0][0].json).toHaveProperty('company');
	});

	it('names the credential whose key is wrong', async () => {
		const result = await run(
			{ resource: 'account', operation: 'get' },
			{ credentials: { checkrApi: { ...credentials().checkrApi, apiKey: 'another' } } },
		);
		expect(wordsOf(result)).toContain(
			"Checkr did not accept the key in the credential 'My checkrApi' for Custom URL",
		);
	});
});

describe('industry list', () => {
	it.each([
		['food', ['72']],
		['44', ['44-45']],
		['nothing like that', []],
	])('searches for "%s" and finds %j', async (filter, values) => {
		const { results } = await listSearch(
			{ node: 'checkr', credentials: credentials() },
			'searchIndustries',
			filter,
		);
		expect(results.map(({ value }) => value)).toEqual(values);
	});

	it('lists all twenty sectors', async () => {
		expect(
			(await listSearch({ node: 'checkr', credentials: credentials() }, 'searchIndustries'))
				.results,
		).toHaveLength(20);
	});
});
