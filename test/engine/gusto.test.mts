import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { gustoClient, gustoToken } from '../../sandbox/providers/gusto.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { nodeType, packageCredentials, restart, runNode, type Task } from './harness.mts';
import { pairedTo, wordsOf } from './providers.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const place = () => ({ environment: 'custom', baseUrl: `${sandbox.url.gusto}/` });
const apiToken = (token = gustoToken) => ({ gustoApi: { ...place(), apiToken: token } });
const system = (clientSecret = gustoClient.secret) => ({
	gustoSystemApi: { ...place(), clientId: gustoClient.id, clientSecret },
});
const both = () => ({ ...apiToken(), ...system() });
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) =>
	await runNode({ node: 'gusto', credentials: both(), ...task, parameters });
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const headers = (index: number) => sandbox.requests[index].headers;

const person = {
	firstName: 'Frank',
	lastName: 'Ocean',
	email: '={{ $json.email ?? "frank@example.com" }}',
};
const account = {
	resource: 'account',
	operation: 'create',
	companyName: '={{ $json.company ?? "Walrus Emporium" }}',
	...person,
	states: ['CA', 'WA'],
};
const provision = {
	resource: 'company',
	operation: 'provision',
	companyName: '={{ $json.company ?? "Walrus Emporium" }}',
	...person,
};
const managed = { ...provision, operation: 'createPartnerManaged' };
const tokenInfo = { resource: 'token', operation: 'getInfo' };

describe('account: create (legacy)', () => {
	it('authenticates with the API token and returns the authorization code', async () => {
		const { outputs, error } = await run(account);
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['POST /v1/accounts']);
		expect(headers(0).authorization).toBe(`Token ${gustoToken}`);
		expect(headers(0)).not.toHaveProperty('x-gusto-api-version');
		expect(sandbox.requests[0].body).toEqual({
			user: { first_name: 'Frank', last_name: 'Ocean', email: 'frank@example.com' },
			company: { name: 'Walrus Emporium', states: ['CA', 'WA'] },
		});
		expect(outputs[0].map(({ json }) => json)).toEqual([
			{
				creation_status: 'created',
				company_name: 'Walrus Emporium',
				administrator_email: 'frank@example.com',
				authorization_code: sandbox.books.gusto.accounts[0].authorization_code,
			},
		]);
	});

	it('sends states from an expression in uppercase, and pairs accounts to items', async () => {
		const items = ['CA', 'ny, TX', 'wa'].map((states, index) => ({
			states,
			email: `owner${index}@example.com`,
			company: `Company ${index}`,
		}));
		const { outputs } = await run({ ...account, states: '={{ $json.states }}' }, { items });
		expect(sandbox.books.gusto.accounts.map(({ company }) => company.states)).toEqual([
			['CA'],
			['NY', 'TX'],
			['WA'],
		]);
		expect(outputs[0].map(pairedTo)).toEqual([0, 1, 2]);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'a name of one letter',
			{ companyName: 'A' },
			"'Company Name' must have at least 2 characters",
		],
		['an invalid email', { email: 'frank' }, "'Administrator Email' must be an email address"],
		[
			'the full name of a state',
			{ states: '={{ ["California"] }}' },
			"'States' must be a two-letter state code",
		],
	])('rejects %s before sending anything', async (_name, parameters, words) => {
		const result = await run({ ...account, ...parameters });
		expect(sandbox.requests).toEqual([]);
		expect(wordsOf(result)).toContain(words);
	});

	it("passes on Gusto's error message", async () => {
		const result = await run({ ...account, states: '={{ ["zz"] }}' });
		expect(result.error?.httpCode).toBe('422');
		expect(wordsOf(result)).toContain(
			"Gusto did not create account 'Walrus Emporium': states: ZZ is not a state",
		);
	});

	it('names the credential that holds a wrong token', async () => {
		const result = await run(account, { credentials: { ...both(), ...apiToken('another') } });
		expect(wordsOf(result)).toContain(
			"Gusto did not accept the key in the credential 'My gustoApi' for Custom URL",
		);
	});

	it('needs no other credential', async () => {
		expect((await run(account, { credentials: apiToken() })).error).toBeUndefined();
	});
});

describe('company: provision', () => {
	it('gets a system access token automatically and returns the company claim link', async () => {
		const { outputs, error } = await run(
			{
				...provision,
				states: ['CA'],
				address: {
					street1: '1 Main Street',
					street2: '',
					city: 'San Francisco',
					state: '={{ "ca" }}',
					zip: 94107,
					phone: '4155552671',
				},
				additionalFields: {
					phone: '4155552672',
					ein: 123456789,
					numberEmployees: 7,
					tradeName: 'Walrus',
				},
			},
			{ credentials: system() },
		);
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['POST /oauth/token', 'POST /v1/provision']);
		expect(sandbox.requests[0].body).toEqual({
			client_id: gustoClient.id,
			client_secret: gustoClient.secret,
			grant_type: 'system_access',
		});
		expect(headers(1)).toMatchObject({
			authorization: 'Bearer sandbox-system-token-1',
			'x-gusto-api-version': '2026-06-15',
		});
		expect(sandbox.requests[1].body).toEqual({
			user: {
				first_name: 'Frank',
				last_name: 'Ocean',
				email: 'frank@example.com',
				phone: '4155552672',
			},
			company: {
				name: 'Walrus Emporium',
				states: ['CA'],
				ein: '123456789',
				number_employees: 7,
				trade_name: 'Walrus',
				addresses: [
					{
						street_1: '1 Main Street',
						city: 'San Francisco',
						state: 'CA',
						zip: '94107',
						phone: '4155552671',
						is_primary: 'true',
					},
				],
			},
		});
		expect(Object.entries(outputs[0][0].json)).toEqual([
			['creation_status', 'created'],
			['company_name', 'Walrus Emporium'],
			['administrator_email', 'frank@example.com'],
			['account_claim_url', expect.stringMatching(/^https:/)],
		]);
	});

	it('omits empty fields', async () => {
		await run({ ...provision, states: [], address: {}, additionalFields: { ein: '' } });
		expect(sandbox.requests[1].body).toEqual({
			user: { first_name: 'Frank', last_name: 'Ocean', email: 'frank@example.com' },
			company: { name: 'Walrus Emporium' },
		});
	});

	it('creates one company per item and pairs it to the item', async () => {
		const items = Array.from({ length: 8 }, (_, index) => ({
			email: `owner${index}@example.com`,
			company: `Company ${index}`,
		}));
		const { outputs } = await run(provision, { items, credentials: system() });
		expect(outputs[0].map(pairedTo)).toEqual(items.map((_, index) => index));
		expect(sandbox.books.gusto.companies.map(({ company }) => company.name).sort()).toEqual(
			items.map(({ company }) => company),
		);
	});

	it('gets a new token when Gusto rejects the old one, and creates the company once', async () => {
		const credentials = system();
		await run(tokenInfo, { credentials });
		const [{ gustoSystemApi }] = [credentials as Record<string, Record<string, string>>];
		gustoSystemApi.accessToken = 'sandbox-system-token-1';
		sandbox.books.gusto.expireTokens();
		sandbox.requests.length = 0;
		const { error } = await run(provision, { credentials });
		expect(error).toBeUndefined();
		expect(sent().slice(-2)).toEqual(['POST /oauth/token', 'POST /v1/provision']);
		expect(sandbox.books.gusto.companies).toHaveLength(1);
	});

	it('reports a wrong client secret without revealing it', async () => {
		const result = await run(provision, { credentials: system('another-secret') });
		expect(sandbox.books.gusto.companies).toEqual([]);
		expect(wordsOf(result)).toContain(
			'Gusto did not accept this client ID and secret in the selected environment: Client authentication failed',
		);
		expect(wordsOf(result)).not.toContain('another-secret');
	});

	it('retries a failed token request, since it cannot have created the company', async () => {
		let times = 0;
		sandbox.faults.next = ({ path }) =>
			path === '/oauth/token' && times++ < 2
				? { kind: 'status', status: 503, when: 'before' }
				: undefined;
		const { error } = await run(provision);
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			'POST /oauth/token',
			'POST /oauth/token',
			'POST /oauth/token',
			'POST /v1/provision',
		]);
	});

	it('never retries a provision request with an unknown outcome', async () => {
		sandbox.faults.next = ({ path }) =>
			path === '/v1/provision' ? { kind: 'cut', when: 'after' } : undefined;
		const result = await run(provision, { tries: 3 });
		expect(sandbox.books.gusto.companies).toHaveLength(1);
		expect(wordsOf(result)).toContain(
			"Ask the company's administrator whether they received Gusto's welcome email before you run this item again. Gusto has no search for companies, but is expected to reject an administrator email that is already taken",
		);
	});
});

describe('company: create partner managed', () => {
	it('returns the tokens of the new company', async () => {
		const { outputs, error } = await run({
			...managed,
			additionalFields: {
				contractorOnly: true,
				ein: '123456789',
				phone: '4155552671',
				tradeName: 'Walrus',
			},
		});
		expect(error).toBeUndefined();
		expect(sandbox.requests[1]).toMatchObject({
			path: '/v1/partner_managed_companies',
			body: {
				user: { phone: '4155552671' },
				company: {
					name: 'Walrus Emporium',
					contractor_only: true,
					ein: '123456789',
					trade_name: 'Walrus',
				},
			},
		});
		expect(outputs[0][0].json).toMatchObject({
			creation_status: 'created',
			company_name: 'Walrus Emporium',
			administrator_email: 'frank@example.com',
			company_uuid: sandbox.books.gusto.companies[0].uuid,
			access_token: expect.any(String),
			refresh_token: expect.any(String),
		});
	});

	it('declares its secrets so that n8n hides them', () => {
		expect(nodeType('gusto').description.sensitiveOutputFields).toEqual([
			'authorization_code',
			'access_token',
			'refresh_token',
		]);
	});
});

describe.each([
	['account: create', account, { authorization_code: expect.any(String) }],
	['company: provision', provision, { account_claim_url: expect.any(String) }],
	['company: create partner managed', managed, { company_uuid: expect.any(String) }],
])('duplicate handling: %s', (_title, parameters, made) => {
	const held = () => [...sandbox.books.gusto.accounts, ...sandbox.books.gusto.companies];
	const statuses = (result: Awaited<ReturnType<typeof run>>) =>
		result.outputs[0].map(({ json }) => json.creation_status);

	it("continues when an email is taken, and adds nothing to Gusto's message", async () => {
		const items = ['frank@example.com', ' FRANK@Example.com ', 'dana@example.com'].map(
			(email, index) => ({ email, company: `Company ${index}` }),
		);
		const result = await run(parameters, { items });
		expect(wordsOf(result)).toBe('');
		expect(result.outputs[0].map(({ json }) => json)).toEqual([
			expect.objectContaining({ creation_status: 'created', ...made }),
			{
				creation_status: 'already_existed',
				company_name: 'Company 1',
				administrator_email: 'FRANK@Example.com',
				message: 'Email has already been taken',
			},
			expect.objectContaining({ creation_status: 'created', ...made }),
		]);
		expect(held()).toHaveLength(2);
	});

	it('creates one record when two executions have the same customer at once', async () => {
		sandbox.latencyMs = 20;
		const again = { items: [{ email: 'FRANK@example.com ' }], executionId: '2' };
		const results = await Promise.all([run(parameters), run(parameters, again)]);
		expect(results.flatMap(statuses).sort()).toEqual(['already_existed', 'created']);
		// The second create waits for the first, whatever Gusto does with both.
		expect(sandbox.maxInFlight.gusto).toBe(1);
		expect(held()).toHaveLength(1);
	});

	it('creates one record when run again after a restart', async () => {
		await run(parameters);
		restart();
		expect(statuses(await run(parameters, { executionId: '2' }))).toEqual(['already_existed']);
		expect(held()).toHaveLength(1);
	});

	it("fails with Gusto's message when set to Fail", async () => {
		await run(parameters);
		const result = await run({ ...parameters, ifExists: 'fail' });
		expect(wordsOf(result)).toMatch(
			/^Gusto did not create \w+ 'Walrus Emporium': Email has already been taken\n.*Return Existing/,
		);
		const { outputs } = await run(
			{ ...parameters, ifExists: 'fail' },
			{ onError: 'continueRegularOutput' },
		);
		expect(outputs[0][0].json).toMatchObject({ error_kind: 'already_exists' });
		expect(held()).toHaveLength(1);
	});

	it('reports an unknown outcome and creates one record across n8n retries', async () => {
		sandbox.faults.next = ({ method, path }) =>
			method === 'POST' && path !== '/oauth/token' ? { kind: 'cut', when: 'after' } : undefined;
		const result = await run(parameters, { tries: 3 });
		expect(wordsOf(result)).toContain('It is unknown whether Gusto created');
		expect(held()).toHaveLength(1);
	});

	it('offers no Create Another, and warns that another company may use the email', () => {
		const field = nodeType('gusto').description.properties.find(
			({ name, displayOptions }) =>
				name === 'ifExists' &&
				displayOptions?.show?.resource?.includes(parameters.resource) &&
				displayOptions.show.operation?.includes(parameters.operation),
		);
		expect(field?.options?.map(({ name }) => name)).toEqual(['Fail', 'Return Existing']);
		expect(field?.description).toContain('Gusto has no search');
		expect(field?.description).toContain('even if another company uses it');
	});

	it('keeps tokens and codes out of retry data', async () => {
		const items = [{}, { email: 'dana@example.com', company: 'Acme', wrong: 'zz' }];
		const wrong =
			parameters === managed
				? { additionalFields: { ein: '={{ $json.wrong }}' } }
				: { states: '={{ [$json.wrong ?? "CA"] }}' };
		const result = await run({ ...parameters, ...wrong }, { items });
		expect(result.error).toBeDefined();
		const notes = JSON.stringify(result.run.data.executionData?.contextData);
		expect(notes).toContain('frank@example.com');
		expect(notes).not.toMatch(/sandbox-(code|company-token|refresh)/);
	});
});

it('treats each success as a new company when Gusto accepts a known administrator', async () => {
	sandbox.set('gusto', { knownAdministrators: 'accepted' });
	const items = ['North', 'South'].map((company) => ({ company }));
	const { outputs } = await run(managed, { items });
	expect(outputs[0].map(({ json }) => [json.creation_status, json.company_name])).toEqual([
		['created', 'North'],
		['created', 'South'],
	]);
});

describe('sign-in shared by all executions of a process', () => {
	const expired = (): Record<string, ICredentialDataDecryptedObject> => ({
		gustoSystemApi: { ...system().gustoSystemApi, accessToken: 'an-expired-token' },
	});

	it.each(['all', 'newest'] as const)(
		'signs in once for 50 concurrent executions (valid tokens: %s)',
		async (tokens) => {
			sandbox.set('gusto', { tokens, signInLatencyMs: 100 });
			const credentials = expired();
			const results = await Promise.all(
				Array.from({ length: 50 }, async (_, index) => {
					const items = [{ email: `owner${index}@example.com`, company: `Company ${index}` }];
					return await run(provision, {
						items,
						credentials,
						executionId: String(index),
					});
				}),
			);
			expect(results.map(wordsOf).filter((words) => words)).toEqual([]);
			expect(sandbox.books.gusto.signIns).toBe(1);
			expect(sandbox.books.gusto.companies).toHaveLength(50);
		},
	);

	it('does not sign in again after a 401 for a token that is no longer the newest', async () => {
		sandbox.set('gusto', { tokens: 'newest' });
		await run(tokenInfo, { credentials: expired() });
		expect(sandbox.books.gusto.signIns).toBe(1);
		const { error } = await run(tokenInfo, { credentials: expired() });
		expect(error).toBeUndefined();
		expect(sandbox.books.gusto.signIns).toBe(1);
		expect(
			sandbox.requests.slice(-2).map(({ headers: sentHeaders }) => sentHeaders.authorization),
		).toEqual(['Bearer an-expired-token', 'Bearer sandbox-system-token-1']);
	});

	it('signs in again when the newest token has expired or the client secret differs', async () => {
		await run(tokenInfo, { credentials: expired() });
		sandbox.books.gusto.expireTokens();
		await run(tokenInfo, { credentials: expired() });
		expect(sandbox.books.gusto.signIns).toBe(2);
		await run(tokenInfo, { credentials: system('another-secret') });
		expect(sent().filter((request) => request === 'POST /oauth/token')).toHaveLength(3);
	});
});

it('trims a pasted token, client ID and client secret', async () => {
	const { gustoApi } = apiToken(` ${gustoToken}\n`);
	const { gustoSystemApi } = system(` ${gustoClient.secret} `);
	const credentials = {
		gustoApi,
		gustoSystemApi: { ...gustoSystemApi, clientId: `${gustoClient.id} ` },
	};
	expect((await run(account, { credentials })).error).toBeUndefined();
	expect((await run(tokenInfo, { credentials })).error).toBeUndefined();
});

describe('token: get info', () => {
	it('returns the scope and resource of the token', async () => {
		const { outputs } = await run(tokenInfo);
		expect(outputs[0][0].json).toMatchObject({
			scope: 'accounts:write',
			resource: { type: 'Oauth::Application' },
		});
	});

	it.each([
		['another version', '2025-06-15', '2025-06-15'],
		['a version from an expression', '={{ "2027-01-01" }}', '2027-01-01'],
		['none, to use the default of the application', '', undefined],
	])('sets the API version header: %s', async (_name, apiVersion, expected) => {
		const { error } = await run({ ...tokenInfo, additionalFields: { apiVersion } });
		expect(error).toBeUndefined();
		expect(headers(1)['x-gusto-api-version']).toBe(expected);
	});

	it("passes on Gusto's error for an unsupported API version", async () => {
		const result = await run({
			...tokenInfo,
			additionalFields: { apiVersion: '={{ "2024-04-01" }}' },
		});
		expect(result.error?.httpCode).toBe('406');
		expect(wordsOf(result)).toContain('The API version 2024-04-01 is not supported');
	});
});

describe('credential selection', () => {
	const { properties, credentials = [] } = nodeType('gusto').description;
	/** The node's parameters as n8n's editor holds them after a user has changed some. */
	const inEditor = (given: INodeParameters) =>
		NodeHelpers.getNodeParameters(
			properties,
			given,
			true,
			false,
			null,
			nodeType('gusto').description,
		) as INodeParameters;
	const shown = (parameters: INodeParameters) =>
		credentials
			.filter((credential) =>
				NodeHelpers.displayParameter(parameters, credential, null, nodeType('gusto').description),
			)
			.map(({ name }) => name);

	it('shows exactly one credential, even after the resource changes', () => {
		let parameters = inEditor({});
		expect(shown(parameters)).toEqual(['gustoSystemApi']);
		for (const [resource, name] of [
			['account', 'gustoApi'],
			['token', 'gustoSystemApi'],
			['account', 'gustoApi'],
			['company', 'gustoSystemApi'],
		]) {
			parameters = inEditor({ ...parameters, resource, operation: undefined as never });
			expect(shown(parameters)).toEqual([name]);
		}
	});

	it("uses the resource's credential, even after the resource changes", async () => {
		await run({ ...inEditor(provision), ...account });
		expect(headers(0).authorization).toBe(`Token ${gustoToken}`);
		await run({ ...inEditor(account), ...tokenInfo });
		expect(headers(2).authorization).toMatch(/^Bearer sandbox-system-token/);
	});

	it.each(['gustoApi', 'gustoSystemApi'])(
		'tests %s with a request that changes nothing',
		(name) => {
			expect(packageCredentials.find((type) => type.name === name)?.test?.request).toMatchObject({
				url: '/v1/token_info',
			});
		},
	);
});
