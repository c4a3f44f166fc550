import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	addAccount,
	softwareoneReadToken,
	softwareoneToken,
} from '../../sandbox/providers/softwareone.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { listSearch, loadOptions } from './forms.mts';
import { restart, runNode, withFile, type Task } from './harness.mts';
import { pairedTo, wordsOf } from './providers.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credentials = (apiToken = softwareoneToken, baseUrl = sandbox.url.softwareone) => ({
	softwareOneApi: { baseUrl, apiToken },
});
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) =>
	await runNode({
		node: 'softwareOne',
		credentials: credentials(),
		...task,
		parameters: { resource: 'account', ...parameters },
	});
const accounts = '/public/v1/accounts/accounts';
const held = () => sandbox.books.softwareone.accounts;
/** The requests that create an account. */
const creates = () =>
	sandbox.requests.filter(({ method, path }) => method === 'POST' && path === accounts);
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
/** The query strings as received, without the `offset=0` that a first page may or may not have. */
const queries = () =>
	sandbox.requests.map(({ rawQuery }) => rawQuery.replace(/(^|&)offset=0&/, '$1'));
const id = (value: string) => ({ __rl: true, mode: 'id', value });

describe('create', () => {
	it('sends every field as JSON', async () => {
		const { outputs, error } = await run({
			operation: 'create',
			name: ' Acme Corporation ',
			type: 'Client',
			address: {
				addressLine1: '1 Main Street',
				addressLine2: 'Suite 2',
				postCode: 94107,
				city: 'San Francisco',
				state: 'CA',
				country: 'US',
			},
			additionalFields: {
				defaultLanguageCode: 'en-US',
				description: 'Procurement',
				externalId: 4711,
				externalName: 'Acme',
				groups: ['UGR-0000-0002', 'UGR-0000-0003'],
				eligibilityClient: true,
				eligibilityPartner: false,
				pyraTenantId: '95a0e70b-fe02-4f47-aef9-2efff279df71',
				status: 'Enabled',
				technicalSupportEmail: 'support@example.com',
				website: 'https://www.example.com',
			},
		});
		expect(error).toBeUndefined();
		const [request] = creates();
		expect(request.headers).toMatchObject({
			authorization: `Bearer ${softwareoneToken}`,
			accept: 'application/json',
			'content-type': 'application/json',
		});
		expect(request.body).toEqual({
			name: 'Acme Corporation',
			type: 'Client',
			address: {
				addressLine1: '1 Main Street',
				addressLine2: 'Suite 2',
				postCode: '94107',
				city: 'San Francisco',
				state: 'CA',
				country: 'US',
			},
			defaultLanguageCode: 'en-US',
			description: 'Procurement',
			externalId: '4711',
			externalName: 'Acme',
			groups: [{ id: 'UGR-0000-0002' }, { id: 'UGR-0000-0003' }],
			eligibility: { client: true, partner: false },
			externalIds: { pyraTenantId: '95a0e70b-fe02-4f47-aef9-2efff279df71' },
			status: 'Enabled',
			technicalSupportEmail: 'support@example.com',
			website: 'https://www.example.com',
		});
		expect(outputs[0][0].json).toMatchObject({
			id: 'ACC-0000-0001',
			name: 'Acme Corporation',
			status: 'Enabled',
		});
	});

	it('creates one account per item, pairs it to the item, and omits empty fields', async () => {
		const items = ['One', 'Two', 'Three'].map((company) => ({ company }));
		const { outputs } = await run(
			{
				operation: 'create',
				name: '={{ $json.company }}',
				type: 'Vendor',
				additionalFields: { website: '' },
			},
			{ items },
		);
		expect(creates().map(({ body }) => body)).toEqual(
			items.map(({ company }) => ({ name: company, type: 'Vendor' })),
		);
		expect(outputs[0].map(({ json }) => json.name)).toEqual(['One', 'Two', 'Three']);
		expect(outputs[0].map(pairedTo)).toEqual([0, 1, 2]);
	});

	describe('logo', () => {
		// Binary data with bytes that don't survive a conversion to text.
		const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff, 0xfe]);
		const withLogo = (company: string, fileName: string | undefined = 'acme.png') =>
			withFile(
				{ company },
				{
					picture: {
						data: picture.toString('base64'),
						mimeType: 'image/png',
						...(fileName ? { fileName } : {}),
					},
				},
			);
		const create = {
			operation: 'create',
			name: '={{ $json.company }}',
			type: 'Client',
			logo: 'picture',
		};

		it('sends the account and the file in one multipart form', async () => {
			const { outputs, error } = await run(create, {
				items: [withLogo('Acme "Zürich"', 'Firma "Ü" 1.png'), withLogo('Beta')],
			});
			expect(error).toBeUndefined();
			const [request] = creates();
			expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
			expect(request.body).toMatchObject({ account: { name: 'Acme "Zürich"', type: 'Client' } });
			expect(request.files).toMatchObject([
				{ field: 'logo', type: 'image/png', size: picture.length },
			]);
			expect(creates()[1].files).toMatchObject([{ name: 'acme.png' }]);
			expect(
				[...sandbox.books.softwareone.logos.values()].map(({ content }) => content.equals(picture)),
			).toEqual([true, true]);
			expect(outputs[0].map(({ json }) => json.icon)).toEqual(
				held().map((account) => `/v1/accounts/accounts/${account.id}/icon`),
			);
		});

		it('sends the whole form again after a 429', async () => {
			let first = true;
			sandbox.faults.next = ({ method }) => {
				if (method === 'GET') return undefined;
				const fault = first
					? ({ kind: 'rate-limited', hint: 'seconds', seconds: 0 } as const)
					: undefined;
				first = false;
				return fault;
			};
			const { error } = await run(create, { items: [withLogo('Acme')] });
			expect(error).toBeUndefined();
			expect(creates()).toHaveLength(2);
			expect(
				[...sandbox.books.softwareone.logos.values()].map(({ content }) => content.equals(picture)),
			).toEqual([true]);
		});

		it('does not read the file if the account already exists', async () => {
			await run(create, { items: [withLogo('Acme')] });
			restart();
			const gone = withFile(
				{ company: 'Acme' },
				{ picture: { data: 'filesystem-v2', mimeType: 'image/png', id: 'filesystem-v2:gone' } },
			);
			const { outputs } = await run(create, { items: [gone] });
			expect(outputs[0][0].json).toMatchObject({ creation_status: 'already_existed' });
		});

		it('says what to do when another n8n process has the file', async () => {
			const elsewhere = withFile(
				{ company: 'Acme' },
				{ picture: { data: 'filesystem-v2', mimeType: 'image/png', id: 'filesystem-v2:gone' } },
			);
			const result = await run(create, { items: [elsewhere] });
			expect(creates()).toEqual([]);
			expect(wordsOf(result)).toMatch(
				/^n8n could not read the logo for account 'Acme': .+\nNothing was sent for this item\. If n8n runs in queue mode, /,
			);
		});

		it('sends nothing when an item lacks the file, and names the field', async () => {
			const result = await run(create, {
				items: [
					withLogo('Acme'),
					{ company: 'Beta' },
					withFile({ company: 'Gamma' }, { data: { data: '', mimeType: 'image/png' } }),
				],
			});
			expect(sandbox.requests).toEqual([]);
			expect(wordsOf(result)).toContain(
				"Item 1 (Beta): 'Input Binary Field' is set to 'picture', but the item has no file",
			);
			expect(wordsOf(result)).toContain(
				"Item 2 (Gamma): 'Input Binary Field' is set to 'picture', but the item has only the files data",
			);
		});
	});

	it.each<[string, INodeParameters, string]>([
		['no name', { name: '={{ " " }}' }, "'Account Name' is required"],
		['a long name', { name: 'x'.repeat(501) }, "'Account Name' must have at most 500 characters"],
		['an unknown type', { type: 'Customer' }, "'Type' must be one of Client, Operations, Vendor"],
		[
			'an invalid email',
			{ additionalFields: { technicalSupportEmail: 'support' } },
			"'Technical Support Email' must be an email address",
		],
		[
			'an email beyond ASCII',
			{ additionalFields: { technicalSupportEmail: 'jürgen@example.com' } },
			"'Technical Support Email' must be an email address without accents",
		],
		[
			'an invalid tenant ID',
			{ additionalFields: { pyraTenantId: '4711' } },
			"'PyraCloud Tenant ID' must be a 36-character ID",
		],
		[
			'a group without an ID or a name',
			{ additionalFields: { groups: '={{ [{ isDefault: true }] }}' } },
			"'Group Names or IDs' must contain IDs, names, or groups",
		],
	])('rejects %s before sending anything', async (_name, parameters, words) => {
		const result = await run({ operation: 'create', name: 'Acme', type: 'Client', ...parameters });
		expect(sandbox.requests).toEqual([]);
		expect(wordsOf(result)).toContain(words);
	});

	it("passes on SoftwareOne's error messages", async () => {
		expect(wordsOf(await run({ operation: 'create', name: 'Acme', type: 'Operations' }))).toContain(
			'An account of type Operations cannot be created',
		);
		const missing = await run({
			operation: 'create',
			name: 'Acme',
			type: 'Client',
			additionalFields: { groups: 'UGR-9999-9999' },
		});
		expect(wordsOf(missing)).toContain('groups: The user group UGR-9999-9999 does not exist');
	});

	it('reports that a token lacks the permission', async () => {
		const result = await run(
			{ operation: 'create', name: 'Acme', type: 'Client' },
			{ credentials: credentials(softwareoneReadToken) },
		);
		expect(wordsOf(result)).toContain(
			"SoftwareOne does not allow this key to create account 'Acme': ",
		);
	});

	it('creates groups from names, and accepts IDs and SoftwareOne group objects', async () => {
		const groups = [
			'Sales Team',
			'UGR-0000-0002',
			{ ...sandbox.books.softwareone.userGroups[2], revision: 3, audit: {}, users: [] },
		];
		const { error } = await run(
			{
				operation: 'create',
				name: 'Acme',
				type: 'Client',
				additionalFields: { groups: '={{ $json.groups }}' },
			},
			{ items: [{ groups }] },
		);
		expect(error).toBeUndefined();
		expect(creates()[0].body).toMatchObject({
			groups: [
				{ name: 'Sales Team' },
				{ id: 'UGR-0000-0002' },
				{
					id: 'UGR-0000-0003',
					name: 'Finance',
					revision: 3,
					description: 'Finance of the sandbox',
					isDefault: false,
				},
			],
		});
		expect(held()[0].groups.map(({ name }) => name)).toEqual([
			'Administrators',
			'Sales Team',
			'Purchasing',
			'Finance',
		]);
	});

	it('lets SoftwareOne decide which accounts can have an eligibility', async () => {
		const result = await run({
			operation: 'create',
			name: 'Acme',
			type: 'Vendor',
			additionalFields: { eligibilityClient: true },
		});
		expect(creates()[0].body).toMatchObject({ eligibility: { client: true } });
		expect(wordsOf(result)).toContain('Eligibility can be set for Client accounts only');
	});

	it('sends a country code in uppercase', async () => {
		const country = { __rl: true, mode: 'code', value: 'no' };
		await run({ operation: 'create', name: 'Acme', type: 'Client', address: { country } });
		expect(creates()[0].body).toMatchObject({ address: { country: 'NO' } });
	});

	it.each([
		['Client', 'Enabled', false],
		['Vendor', 'Active', true],
	])('reports a new %s with status %s as ready: %s', async (type, status, ready) => {
		const { outputs } = await run({ operation: 'create', name: 'Acme', type });
		expect(outputs[0][0].json).toMatchObject({ status, ready });
	});
});

describe('create, duplicate handling', () => {
	const acme = {
		operation: 'create',
		name: '={{ $json.name ?? "Acme" }}',
		type: 'Client',
		address: { city: '={{ $json.city ?? "Oslo" }}', country: 'NO' },
		additionalFields: {
			website: '={{ $json.website }}',
			externalId: '={{ $json.externalId }}',
			technicalSupportEmail: 'support@example.com',
		},
	};
	const create = async (item: IDataObject = {}, more: INodeParameters = {}) =>
		await run({ ...acme, ...more }, { items: [item] });
	const statuses = ({ outputs }: Awaited<ReturnType<typeof run>>) =>
		outputs[0].map(({ json }) => [json.creation_status, json.id]);

	it('returns the existing account with a single filter request', async () => {
		expect(statuses(await create())).toEqual([['created', 'ACC-0000-0001']]);
		restart();
		sandbox.requests.length = 0;
		const again = await create();
		expect(statuses(again)).toEqual([['already_existed', 'ACC-0000-0001']]);
		expect(Object.keys(again.outputs[0][0].json)[0]).toBe('creation_status');
		expect(sent()).toEqual([`GET ${accounts}`]);
		expect(queries()).toEqual(['and(eq(name,%22Acme%22),eq(type,%22Client%22))&limit=100']);
	});

	it('creates one account for two items of the same customer', async () => {
		const items = [{}, { name: 'Beta' }, {}];
		const result = await run(acme, { items });
		expect(statuses(result).map(([status]) => status)).toEqual([
			'created',
			'created',
			'already_existed',
		]);
		expect(held().map(({ name }) => name)).toEqual(['Acme', 'Beta']);
	});

	it('creates one account when two executions have the same customer at once', async () => {
		sandbox.faults.next = () => ({ kind: 'delay', ms: 20 });
		const both = await Promise.all(
			['1', '2'].map(async (executionId) => await run(acme, { executionId })),
		);
		expect(both.flatMap(statuses).sort()).toEqual([
			['already_existed', 'ACC-0000-0001'],
			['created', 'ACC-0000-0001'],
		]);
	});

	it('finds an account this n8n just created, even if a search does not show it yet', async () => {
		await create();
		held().length = 0;
		expect(statuses(await create())).toEqual([['already_existed', 'ACC-0000-0001']]);
		expect(creates()).toHaveLength(1);
	});

	it.each([
		'Acme "Best" & Co. #1',
		"Smith's 100%+",
		`O'Neil "the" back\\slash`,
		'Müller, (Zürich)',
		'Five* Stars',
	])('finds the existing account named %s', async (name) => {
		await create({ name });
		// A name that the same filter may also match.
		await create({ name: `${name.replace(/["\\*]/g, 'x')}!` });
		restart();
		expect(statuses(await create({ name }))).toEqual([['already_existed', 'ACC-0000-0001']]);
	});

	it('compares every detail, ignoring case', async () => {
		await create({ website: 'https://www.Example.com' });
		restart();
		expect(statuses(await create({ website: 'https://www.example.com', city: 'OSLO' }))).toEqual([
			['already_existed', 'ACC-0000-0001'],
		]);
		const { error } = await create({ website: 'https://other.example.com', city: 'Bergen' });
		expect(error).toMatchObject({
			message:
				"SoftwareOne already has an account named 'Acme' (ACC-0000-0001), but 'City', 'Website' differ",
			description:
				"If it is this customer's account, set its 'External ID' here, or use Get or Update with its ID. If this is a new customer, set 'If It Already Exists' to Create Another.",
		});
		expect(held()).toHaveLength(1);
	});

	it('does not compare fields that SoftwareOne sets itself', async () => {
		const additionalFields = {
			...acme.additionalFields,
			status: 'Active',
			externalName: 'Acme Inc.',
			groups: ['Sales'],
		};
		await create({}, { additionalFields });
		restart();
		expect(statuses(await create({}, { additionalFields }))).toEqual([
			['already_existed', 'ACC-0000-0001'],
		]);
	});

	it('returns the one of several accounts whose details match', async () => {
		await create({ website: 'https://one.example.com' });
		await create({ website: 'https://two.example.com' }, { ifExists: 'create' });
		restart();
		expect(statuses(await create({ website: 'https://two.example.com' }))).toEqual([
			['already_existed', 'ACC-0000-0002'],
		]);
	});

	it.each<[string, IDataObject, string]>([
		[
			'several match',
			{},
			"SoftwareOne already has 2 accounts named 'Acme' (ACC-0000-0001, ACC-0000-0002)",
		],
		[
			'none of several matches',
			{ website: 'https://three.example.com' },
			"SoftwareOne already has 2 accounts named 'Acme' (ACC-0000-0001, ACC-0000-0002), but none of them matches all details",
		],
	])('fails when %s', async (_what, item, message) => {
		await create({ website: 'https://one.example.com' });
		await create({ website: 'https://two.example.com' }, { ifExists: 'create' });
		restart();
		expect((await create(item)).error?.message).toBe(message);
		expect(held()).toHaveLength(2);
	});

	it('does not choose among more accounts than fit on one page', async () => {
		for (let count = 0; count < 101; count += 1)
			addAccount(sandbox.books.softwareone, { name: 'Acme', type: 'Client' }, '2026-01-01T00:00Z');
		const { error } = await run({ operation: 'create', name: 'Acme', type: 'Client' });
		expect(error?.message).toContain('SoftwareOne already has 100 accounts');
		expect(sent()).toEqual([`GET ${accounts}`]);
	});

	describe('External ID', () => {
		it('returns the account with that ID, even if other fields differ', async () => {
			await create({ externalId: 'crm-1' });
			restart();
			sandbox.requests.length = 0;
			expect(statuses(await create({ externalId: 'crm-1', name: 'Acme Norway' }))).toEqual([
				['already_existed', 'ACC-0000-0001'],
			]);
			expect(queries()).toEqual(['eq(externalId,%22crm-1%22)&limit=100']);
			expect(statuses(await create({ externalId: 'crm-2' }))).toEqual([
				['created', 'ACC-0000-0002'],
			]);
		});

		it('fails when the ID belongs to several accounts, or to one of another type', async () => {
			await create({ externalId: 'crm-1' });
			restart();
			expect((await create({ externalId: 'crm-1' }, { type: 'Vendor' })).error?.message).toBe(
				"SoftwareOne already has an account with External ID 'crm-1' (ACC-0000-0001), but 'Type' differs",
			);
			await create({ externalId: 'crm-1' }, { ifExists: 'create' });
			expect((await create({ externalId: 'crm-1' })).error?.message).toBe(
				"SoftwareOne already has 2 accounts with External ID 'crm-1' (ACC-0000-0001, ACC-0000-0002)",
			);
		});
	});

	it('fails when set to Fail, and names the existing account', async () => {
		expect(statuses(await create({}, { ifExists: 'fail' }))).toEqual([
			['created', 'ACC-0000-0001'],
		]);
		const { error } = await create({}, { ifExists: 'fail' });
		expect(error?.message).toBe("SoftwareOne already has account 'Acme' (ID ACC-0000-0001)");
	});

	it('creates another without a lookup when set to Create Another', async () => {
		await create();
		sandbox.requests.length = 0;
		expect(statuses(await create({}, { ifExists: 'create' }))).toEqual([
			['created', 'ACC-0000-0002'],
		]);
		expect(sent()).toEqual([`POST ${accounts}`]);
	});

	it.each(['return', 'fail'])('finds the account if the response is lost: %s', async (ifExists) => {
		sandbox.faults.next = ({ method }) =>
			method === 'POST' ? { kind: 'cut', when: 'after' } : undefined;
		expect(statuses(await create({}, { ifExists }))).toEqual([['created', 'ACC-0000-0001']]);
		expect(creates()).toHaveLength(1);
	});

	it("looks up an account with an unknown outcome on n8n's next try", async () => {
		const silent = { looks: 2 };
		sandbox.faults.next = ({ method }) => {
			if (method === 'POST') return { kind: 'cut', when: 'after' };
			return creates().length > 0 && silent.looks-- > 0
				? { kind: 'cut', when: 'before' }
				: undefined;
		};
		const result = await run(
			{ ...acme, requestOptions: { retries: 0 } },
			{ tries: 2, items: [{}] },
		);
		expect(statuses(result)).toEqual([['created', 'ACC-0000-0001']]);
		expect(creates()).toHaveLength(1);
	});

	it('does not resend a Create Another with an unknown outcome', async () => {
		sandbox.faults.next = () => ({ kind: 'cut', when: 'after' });
		const result = await run(
			{ ...acme, ifExists: 'create', requestOptions: { retries: 0 } },
			{ tries: 3 },
		);
		expect(held()).toHaveLength(1);
		expect(wordsOf(result)).toContain(
			'Look for the account in the SoftwareOne Marketplace before you run this item again.',
		);
	});

	it('creates nothing when the lookup fails', async () => {
		sandbox.faults.next = ({ method }) =>
			method === 'GET' ? { kind: 'status', status: 400, when: 'before' } : undefined;
		const result = await create();
		expect(creates()).toEqual([]);
		expect(wordsOf(result)).toContain("SoftwareOne did not create account 'Acme'");
	});
});

describe('credential', () => {
	it.each(['Bearer ', 'bearer  ', '', ' '])(
		'accepts a token pasted after "%s", and a base URL with a trailing slash',
		async (prefix) => {
			sandbox.seed('softwareone', 1);
			const { error } = await run(
				{ operation: 'getAll' },
				{ credentials: credentials(`${prefix}${softwareoneToken}`, `${sandbox.url.softwareone}/`) },
			);
			expect(error).toBeUndefined();
			expect(sandbox.requests[0]).toMatchObject({
				path: accounts,
				headers: { authorization: `Bearer ${softwareoneToken}` },
			});
		},
	);

	it('names the credential that holds a wrong token', async () => {
		const result = await run(
			{ operation: 'getAll' },
			{ credentials: credentials('idt:TKN-0000-0009:wrong') },
		);
		expect(result.error?.httpCode).toBe('401');
		expect(wordsOf(result)).toContain(
			"SoftwareOne did not accept the key in the credential 'My softwareOneApi'",
		);
	});
});

describe('get', () => {
	beforeEach(() => sandbox.seed('softwareone', 3));

	it('returns ten flat fields, or all selected fields without Simplify', async () => {
		const simple = await run({ operation: 'get', accountId: id('ACC-0000-0002') });
		expect(simple.outputs[0][0].json).toMatchObject({
			id: 'ACC-0000-0002',
			name: 'Customer 000002',
			type: 'Client',
			status: 'Enabled',
			city: 'Oslo',
			country: 'NO',
		});
		expect(Object.keys(simple.outputs[0][0].json)).toHaveLength(10);
		const raw = await run({
			operation: 'get',
			accountId: id('ACC-0000-0002'),
			simplify: false,
			options: { select: '+groups, audit,-address' },
		});
		expect(raw.outputs[0][0].json).toMatchObject({
			groups: [{ name: 'Administrators' }],
			audit: { created: { by: { name: 'Sandbox' } } },
		});
		expect(raw.outputs[0][0].json).not.toHaveProperty('address');
		expect(sandbox.requests[1].rawQuery).toBe('select=groups,audit,-address');
	});

	it('accepts the URL of a page on the platform', async () => {
		const { outputs } = await run({
			operation: 'get',
			accountId: id('https://portal.platform.softwareone.com/accounts/ACC-0000-0003/settings'),
		});
		expect(outputs[0][0].json.id).toBe('ACC-0000-0003');
	});

	it('reports an account that does not exist', async () => {
		const result = await run({ operation: 'get', accountId: id('ACC-0000-0099') });
		expect(wordsOf(result)).toContain(
			'SoftwareOne could not find the account: The account ACC-0000-0099 was not found',
		);
	});

	it.each(['={{ " " }}', '..'])('rejects the ID "%s"', async (value) => {
		const result = await run({ operation: 'get', accountId: id(value) });
		expect(sandbox.requests).toEqual([]);
		expect(wordsOf(result)).toContain("'Account'");
	});
});

describe('get many', () => {
	const read = async (parameters: INodeParameters = {}) => {
		const { outputs, error } = await run({ operation: 'getAll', returnAll: true, ...parameters });
		expect(wordsOf({ error } as never)).toBe('');
		return outputs[0].map(({ json }) => json);
	};

	it('stops at the limit, and reads all pages without one', async () => {
		sandbox.seed('softwareone', 250);
		expect(await read({ returnAll: false, limit: 7 })).toHaveLength(7);
		expect(queries()).toEqual(['limit=7']);
		sandbox.requests.length = 0;
		expect((await read()).map((account) => account.id)).toEqual(
			held().map((account) => account.id),
		);
		expect(queries()).toEqual(['limit=100', 'offset=100&limit=100', 'offset=200&limit=100']);
	});

	it('sends a filter unencoded, on every page', async () => {
		sandbox.seed('softwareone', 330);
		const rows = await read({
			filters: {
				type: 'Vendor',
				rql: 'or(ilike(name,*1),in(name,("Customer 000003","Customer 000006")))',
			},
		});
		expect(rows.length).toBeGreaterThan(2);
		expect(rows.every(({ type }) => type === 'Vendor')).toBe(true);
		sandbox.requests.length = 0;
		expect(await read({ filters: { rql: 'ne(status,Disabled)' } })).toHaveLength(330);
		expect(queries()).toEqual(
			['', 'offset=100&', 'offset=200&', 'offset=300&'].map(
				(offset) => `ne(status,Disabled)&${offset}limit=100`,
			),
		);
	});

	it('filters by name, status, type, and External ID', async () => {
		for (const name of ['Acme "Best" & Co. #1', "Smith's 100%+", 'Müller, (Zürich)'])
			await run({
				operation: 'create',
				name,
				type: 'Client',
				additionalFields: { externalId: `X-${name[0]}` },
			});
		await run({ operation: 'disable', accountId: id('ACC-0000-0002') });
		sandbox.requests.length = 0;
		const found = async (filters: INodeParameters) =>
			(await read({ filters })).map(({ id: own }) => String(own).slice(-1)).join('');
		expect(await found({ name: 'acme "best" & co. #1' })).toBe('1');
		expect(await found({ name: "smith's 100%+" })).toBe('2');
		expect(await found({ name: 'müller, (z' })).toBe('3');
		expect(await found({ status: 'Disabled' })).toBe('2');
		expect(await found({ externalId: 'X-A' })).toBe('1');
		expect(await found({ status: 'Enabled', type: 'Client', name: 'm' })).toBe('13');
		expect(sandbox.requests.at(-1)?.rawQuery).toMatch(
			/^and\(ilike\(name,%22\*m\*%22\),eq\(status,%22Enabled%22\),eq\(type,%22Client%22\)\)&/,
		);
	});

	it('sorts, and selects the fields that sorting and filtering need', async () => {
		sandbox.seed('softwareone', 4);
		const ids = async (parameters: INodeParameters) =>
			(await read(parameters)).map((account) => String(account.id).slice(-1)).join('');
		expect(await ids({ sort: { order: '-name' } })).toBe('4321');
		expect(await ids({ sort: { order: '-audit.created.at' } })).toBe('4321');
		expect(queries().at(-1)).toBe('order=-audit.created.at&select=audit&limit=100');
		expect(await ids({ filters: { rql: 'gt(audit.created.at,"2025-01-01T00:02:00.000Z")' } })).toBe(
			'34',
		);
		expect(await ids({ sort: { order: 'type,-name' } })).toBe('4213');
	});

	it('adds the selected fields', async () => {
		sandbox.seed('softwareone', 1);
		const [account] = await read({ simplify: false, options: { select: '+audit,+groups' } });
		expect(account).toMatchObject({ audit: { created: {} }, groups: [{ name: 'Administrators' }] });
		expect(queries()).toEqual(['select=audit,groups&limit=100']);
	});

	it.each(['?eq(type,Vendor)', 'eq(type,Vendor)&limit=5'])(
		'rejects anything but a single filter: %s',
		async (rql) => {
			const result = await run({ operation: 'getAll', filters: { rql } });
			expect(sandbox.requests).toEqual([]);
			expect(wordsOf(result)).toContain("'RQL Query' must be a single filter");
		},
	);

	it("passes on SoftwareOne's error for an invalid filter", async () => {
		expect(
			wordsOf(await run({ operation: 'getAll', filters: { rql: 'eq(id,ACC-0000-0001)' } })),
		).toContain('must be in double quotes');
	});

	it('pairs each account to its item', async () => {
		sandbox.seed('softwareone', 6);
		const { outputs } = await run(
			{ operation: 'getAll', returnAll: true, filters: { type: '={{ $json.type }}' } },
			{ items: [{ type: 'Client' }, { type: 'Vendor' }] },
		);
		expect(outputs[0].map((item) => [item.json.type, pairedTo(item)])).toEqual([
			...Array(4).fill(['Client', 0]),
			...Array(2).fill(['Vendor', 1]),
		]);
	});
});

describe('update', () => {
	beforeEach(async () => {
		await run({
			operation: 'create',
			name: 'Acme',
			type: 'Client',
			address: { city: 'Oslo', country: 'NO' },
			additionalFields: {
				website: 'https://www.example.com',
				externalId: '4711',
				eligibilityPartner: true,
			},
		});
		sandbox.requests.length = 0;
	});
	const update = { operation: 'update', accountId: id('ACC-0000-0001'), name: 'Acme Norway' };

	it('keeps fields that are not changed', async () => {
		const { outputs, error } = await run({
			...update,
			address: { city: 'Bergen' },
			updateFields: { description: 'Moved' },
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([`GET ${accounts}/ACC-0000-0001`, `PUT ${accounts}/ACC-0000-0001`]);
		expect(sandbox.requests[1].body).toEqual({
			name: 'Acme Norway',
			address: { city: 'Bergen', country: 'NO' },
			description: 'Moved',
			eligibility: { partner: true },
			externalId: '4711',
			groups: sandbox.books.softwareone.accounts[0].groups.map((group) => ({ id: group.id })),
			website: 'https://www.example.com',
		});
		expect(outputs[0][0].json).toMatchObject({
			id: 'ACC-0000-0001',
			name: 'Acme Norway',
			description: 'Moved',
		});
		expect(sandbox.books.softwareone.accounts[0].groups).toHaveLength(1);
	});

	it('keeps a name left empty, but requires one when Keep Other Fields is off', async () => {
		const nameless = { ...update, name: '', updateFields: { description: 'Moved' } };
		await run(nameless);
		expect(sandbox.requests[1].body).toMatchObject({ name: 'Acme', description: 'Moved' });
		expect(wordsOf(await run({ ...nameless, keepOtherFields: false }))).toContain(
			"'Account Name' is required if 'Keep Other Fields' is turned off",
		);
		expect(sandbox.requests).toHaveLength(2);
	});

	it('does not send eligibility back for a vendor', async () => {
		await run({ operation: 'create', name: 'Vendor', type: 'Vendor' });
		Object.assign(sandbox.books.softwareone.accounts[1], {
			eligibility: { client: false, partner: false },
		});
		const { error } = await run({ ...update, accountId: id('ACC-0000-0002') });
		expect(error).toBeUndefined();
		expect(sandbox.requests.at(-1)?.body).not.toHaveProperty('eligibility');
	});

	it('sends only the filled-in fields when Keep Other Fields is off', async () => {
		await run({
			...update,
			keepOtherFields: false,
			updateFields: { website: 'https://new.example.com', groups: ['UGR-0000-0002'] },
		});
		expect(sandbox.requests).toMatchObject([
			{
				method: 'PUT',
				body: {
					name: 'Acme Norway',
					website: 'https://new.example.com',
					groups: [{ id: 'UGR-0000-0002' }],
				},
			},
		]);
		expect(Object.keys(sandbox.requests[0].body as IDataObject)).toHaveLength(3);
	});

	it('changes nothing if the account does not exist', async () => {
		const result = await run({ ...update, accountId: id('ACC-0000-0007') });
		expect(sent()).toEqual([`GET ${accounts}/ACC-0000-0007`]);
		expect(wordsOf(result)).toContain("SoftwareOne could not find account 'Acme Norway'");
	});
});

describe('disable and enable', () => {
	it('disables and enables accounts, and retries after a lost response', async () => {
		sandbox.seed('softwareone', 3);
		const items = ['ACC-0000-0001', 'ACC-0000-0003'].map((account) => ({ account }));
		const accountId = id('={{ $json.account }}');
		const lost = new Set<string>();
		sandbox.faults.next = ({ path }) =>
			lost.has(path) ? undefined : (lost.add(path), { kind: 'cut', when: 'after' });
		const disabled = await run({ operation: 'disable', accountId }, { items });
		expect(disabled.outputs[0].map(({ json }) => json.status)).toEqual(['Disabled', 'Disabled']);
		expect(sandbox.requests).toHaveLength(4);
		sandbox.faults.next = undefined;
		const enabled = await run({ operation: 'enable', accountId }, { items });
		expect(enabled.outputs[0].map(({ json }) => json.status)).toEqual(['Enabled', 'Active']);
		expect(enabled.outputs[0].map(pairedTo)).toEqual([0, 1]);
		expect(sandbox.requests.at(-1)).toMatchObject({
			method: 'POST',
			path: `${accounts}/ACC-0000-0003/enable`,
		});
	});
});

it.each(['enable', 'disable'])(
	'treats an empty response to the %s request as a success',
	async (operation) => {
		sandbox.seed('softwareone', 1);
		sandbox.faults.next = () => ({ kind: 'empty' });
		const { outputs, error } = await run({ operation, accountId: id('ACC-0000-0001') });
		expect(error).toBeUndefined();
		expect(outputs[0]).toMatchObject([{ json: {} }]);
		expect(sandbox.requests).toHaveLength(1);
	},
);

describe('lists in the form', () => {
	const form = () => ({ node: 'softwareOne', credentials: credentials() });

	it('lists accounts page by page', async () => {
		sandbox.seed('softwareone', 150);
		const first = await listSearch(form(), 'searchAccounts');
		expect(first.results).toHaveLength(100);
		const second = await listSearch(
			form(),
			'searchAccounts',
			undefined,
			first.paginationToken as string,
		);
		expect(second.results.at(-1)).toMatchObject({
			name: 'Customer 000150 (ACC-0000-0150)',
			value: 'ACC-0000-0150',
		});
		expect(second.paginationToken).toBeUndefined();
	});

	it('lets SoftwareOne search by name or ID', async () => {
		sandbox.seed('softwareone', 150);
		expect((await listSearch(form(), 'searchAccounts', 'customer 00014')).results).toHaveLength(10);
		expect(queries().at(-1)).toBe('ilike(name,%22*customer%2000014*%22)&limit=100');
		expect(
			(await listSearch(form(), 'searchAccounts', ' acc-0000-0150 ')).results.map(
				({ value }) => value,
			),
		).toEqual(['ACC-0000-0150']);
	});

	it.each([
		['switz', ['CH']],
		['no', ['NO']],
		['nowhere at all', []],
	])('searches countries for "%s" and finds %j', async (typed, codes) => {
		const { results } = await listSearch(form(), 'searchCountries', typed);
		expect(results.map(({ value }) => value)).toEqual(expect.arrayContaining(codes));
		if (codes.length < 1) expect(results).toEqual([]);
	});

	it('lists every ISO 3166-1 country by name', async () => {
		const { results } = await listSearch(form(), 'searchCountries');
		expect(results).toHaveLength(249);
		expect(
			results.every(
				({ name, value }) => name.endsWith(` (${value})`) && !name.startsWith(String(value)),
			),
		).toBe(true);
	});

	it('lists user groups by name', async () => {
		expect((await loadOptions(form(), 'getGroups')).map(({ name }) => name)).toEqual([
			'Administrators, Sandbox Operations, UGR-0000-0001',
			'Finance, Sandbox Operations, UGR-0000-0003',
			'Purchasing, Sandbox Operations, UGR-0000-0002',
		]);
	});
});
