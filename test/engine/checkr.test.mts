import './quiet.mts';
import type { INodeParameters } from 'n8n-workflow';
import { checkrKey } from '../../sandbox/providers/checkr.mts';
import { faultsInOrder } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { listSearch } from './forms.mts';
import { runNode, type Task } from './harness.mts';
import { wordsOf } from './providers.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credentials = () => ({ checkrApi: { environment: 'custom', baseUrl: `${sandbox.url.checkr}/`, apiKey: checkrKey } });
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) => await runNode({ node: 'checkr', credentials: credentials(), ...task, parameters });

const create = { resource: 'account', operation: 'create', clientId: '56269e3411a549fd07ed8d92', name: 'Acme Corporation', purpose: 'employment', fullName: 'Nathan Smith', email: 'nathan@example.com' };

describe('account: create', () => {
	it('sends every field of the document', async () => {
		const { outputs, error } = await run({
			...create,
			companyAddress: { street: '123 Main Street', city: 'San Francisco', state: 'CA', zipcode: 94107 },
			companyDetails: { dbaName: 'Acme', incorporationState: 'DE', incorporationType: 'corporation', industry: { __rl: true, mode: 'list', value: '72' }, phone: '206-555-0100', taxId: 123456789, website: 'https://www.example.com' },
			additionalFields: { oauthAuthorize: true, defaultComplianceCity: 'San Francisco', defaultComplianceState: 'CA' },
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/accounts']);
		expect(sandbox.requests[0].headers.authorization).toBe(`Basic ${Buffer.from(`${checkrKey}:`).toString('base64')}`);
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
		expect(outputs[0][0].json).toMatchObject({ id: sandbox.books.checkr.accounts[0].id, authorization_code: expect.any(String) });
	});

	it('waits where Checkr still works on the first request with the same key', async () => {
		sandbox.faults.next = faultsInOrder([{ kind: 'cut', when: 'after' }, { kind: 'status', status: 409, when: 'before' }, null]);
		const { outputs, error } = await run(create);
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(3);
		expect(outputs[0].map(({ json }) => json.id)).toEqual(sandbox.books.checkr.accounts.map(({ id }) => id));
	});

	it('calls the field that Checkr turns down by its name in the form', async () => {
		const result = await run({ ...create, companyDetails: { taxId: '12-34567' } });
		expect(wordsOf(result)).toBe("Checkr did not create account 'Acme Corporation': company.tax_id is invalid\nCorrect 'Tax ID (EIN)' in the form or in your data, then run this item again.");
	});

	it('takes a conflict for a refusal where nothing was sent before it', async () => {
		sandbox.faults.next = faultsInOrder([{ kind: 'status', status: 409, when: 'before' }]);
		const result = await run(create);
		expect(sandbox.requests).toHaveLength(1);
		expect(wordsOf(result)).toContain("Checkr did not create account 'Acme Corporation'");
	});

	it('sends no empty field, but the company that the document requires', async () => {
		await run({ ...create, companyAddress: { street: '', city: ' ' }, companyDetails: { taxId: '' } });
		expect(sandbox.requests[0].body).toMatchObject({ company: {} });
		expect(Object.keys(sandbox.requests[0].body as object)).toEqual(['company', 'client_id', 'name', 'purpose', 'user']);
	});
});

describe('account: get', () => {
	it('gives the account of the key, flat', async () => {
		const { outputs } = await run({ resource: 'account', operation: 'get' });
		expect(sandbox.requests[0].path).toBe('/v1/account');
		expect(Object.keys(outputs[0][0].json)).toEqual(['id', 'name', 'purpose', 'authorized', 'api_authorized', 'available_screenings', 'city', 'state', 'support_email', 'created_at']);
	});

	it('gives all of it without Simplify', async () => {
		const { outputs } = await run({ resource: 'account', operation: 'get', simplify: false });
		expect(outputs[0][0].json).toHaveProperty('company');
	});

	it('names the credential whose key is wrong', async () => {
		const result = await run({ resource: 'account', operation: 'get' }, { credentials: { checkrApi: { ...credentials().checkrApi, apiKey: 'another' } } });
		expect(wordsOf(result)).toContain("Checkr did not accept the key in the credential 'My checkrApi' for Custom URL");
	});
});

describe('the list of industries', () => {
	it.each([
		['food', ['72']],
		['44', ['44-45']],
		['nothing like that', []],
	])('finds for "%s" %j', async (filter, values) => {
		const { results } = await listSearch({ node: 'checkr', credentials: credentials() }, 'searchIndustries', filter);
		expect(results.map(({ value }) => value)).toEqual(values);
	});

	it('has all twenty sectors', async () => {
		expect((await listSearch({ node: 'checkr', credentials: credentials() }, 'searchIndustries')).results).toHaveLength(20);
	});
});
