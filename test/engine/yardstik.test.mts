import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { yardstikKey, yardstikPurposes } from '../../sandbox/providers/yardstik.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { listSearch, loadOptions } from './forms.mts';
import { restart, runNode, type Task } from './harness.mts';
import { pairedTo, wordsOf } from './providers.mts';
import { serve } from './serve.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credentials = () => ({
	yardstikApi: { environment: 'custom', baseUrl: `${sandbox.url.yardstik}/`, apiKey: yardstikKey },
});
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) =>
	await runNode({ node: 'yardstik', credentials: credentials(), ...task, parameters });
const form = () => ({ node: 'yardstik', credentials: credentials() });
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const queries = () => sandbox.requests.map(({ rawQuery }) => decodeURIComponent(rawQuery));

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
/** The requests that create a subaccount. */
const creates = () => sandbox.requests.filter(({ method }) => method === 'POST');
const statuses = ({ outputs }: Awaited<ReturnType<typeof run>>) =>
	outputs[0].map(({ json }) => json.creation_status);

const create = {
	resource: 'subaccount',
	operation: 'create',
	accountName: '={{ $json.company ?? "Maple Staffing" }}',
	firstName: 'Grace',
	lastName: 'Kim',
	emailAddress: 'grace@maplestaffing.example.com',
	permissiblePurposeId: byId(yardstikPurposes[0].id),
};
const refresh = { ...create, ifExists: 'refresh' };
const named = (number: number) => `Customer ${String(number).padStart(6, '0')}`;

describe('subaccount: create', () => {
	it('sends every documented field', async () => {
		const { error } = await run({
			...create,
			permissiblePurposeId: byId(yardstikPurposes[0].id),
			address: {
				line1: '123 Main Street',
				line2: 'Suite 200',
				city: 'Minneapolis',
				state: 'mn',
				zipCode: 55401,
			},
			additionalFields: {
				accountPackageIds: ['6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01'],
				actionsEmailAddress: 'actions@example.com',
				additionalCompanyInfo: 'Franchise',
				billingContactFirstName: 'Alex',
				billingContactLastName: 'Miller',
				billingEmail: 'billing@example.com',
				companyPhoneNumber: '+14155552671',
				complianceEmailAddress: 'compliance@example.com',
				createApiKey: true,
				ein: 123456789,
				legalBusinessName: 'Maple Staffing Inc.',
				legalEntityType: 'any',
				ownerTitle: 'CEO',
				permissiblePurposeIds: [yardstikPurposes[1].id, yardstikPurposes[0].id],
				stateOfIncorporation: 'Minnesota',
				supportEmailAddress: 'support@example.com',
				supportPhone: '+14155552672',
				techEmailAddress: 'tech@example.com',
				url: 'https://www.example.com',
			},
		});
		expect(error).toBeUndefined();
		expect(creates()[0].body).toEqual({
			account_name: 'Maple Staffing',
			first_name: 'Grace',
			last_name: 'Kim',
			email_address: 'grace@maplestaffing.example.com',
			address: {
				line1: '123 Main Street',
				line2: 'Suite 200',
				city: 'Minneapolis',
				state: 'MN',
				zip_code: '55401',
			},
			permissible_purpose_ids: [yardstikPurposes[0].id, yardstikPurposes[1].id],
			account_packages: [{ id: '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01' }],
			actions_email_address: 'actions@example.com',
			additional_company_info: 'Franchise',
			billing_contact_first_name: 'Alex',
			billing_contact_last_name: 'Miller',
			billing_email: 'billing@example.com',
			company_phone_number: '+14155552671',
			compliance_email_address: 'compliance@example.com',
			create_api_key: true,
			ein: '123456789',
			legal_business_name: 'Maple Staffing Inc.',
			legal_entity_type: 'any',
			owner_title: 'CEO',
			state_of_incorporation: 'Minnesota',
			support_email_address: 'support@example.com',
			support_phone: '+14155552672',
			tech_email_address: 'tech@example.com',
			url: 'https://www.example.com',
		});
	});

	it.each([
		[{ permissiblePurposeId: byId(yardstikPurposes[1].id) }, 'permissible_purpose_id'],
		[
			{
				permissiblePurposeId: byId(''),
				additionalFields: { permissiblePurposeIds: [yardstikPurposes[1].id] },
			},
			'permissible_purpose_ids',
		],
	])('sends one purpose, or several: %j', async (parameters, name) => {
		const { error } = await run({ ...create, ...parameters });
		expect(error).toBeUndefined();
		const body = creates()[0].body as IDataObject;
		expect(Object.keys(body).filter((key) => key.startsWith('permissible'))).toEqual([name]);
		expect([body[name]].flat()).toEqual([yardstikPurposes[1].id]);
	});

	it('sends selected packages by ID, and then requires no purpose', async () => {
		await run({
			...create,
			permissiblePurposeId: byId(''),
			additionalFields: { accountPackageIds: ['6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01'] },
		});
		expect(creates()[0].body).toMatchObject({
			account_packages: [{ id: '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01' }],
		});
	});

	it('sends nothing without a purpose or packages', async () => {
		const result = await run({ ...create, permissiblePurposeId: byId('') });
		expect(sandbox.requests).toEqual([]);
		expect(wordsOf(result)).toContain(
			"'Permissible Purpose' is required unless you add account packages",
		);
	});
});

describe('subaccount: create, duplicate handling', () => {
	beforeEach(() => sandbox.seed('yardstik', 250));

	describe.each(['works', 'ignored', 'rejected'] as const)(
		"Yardstik's name filter: %s",
		(nameFilter) => {
			const filtered = 'GET /sub_accounts';
			/** All pages of the list, which the node reads when the filter does not find the subaccount. */
			const whole = Array<string>(3).fill('GET /sub_accounts');
			beforeEach(() => {
				sandbox.books.yardstik.nameFilter = nameFilter;
			});

			it('returns the existing subaccount without refreshing its token', async () => {
				const result = await run({ ...create, accountName: named(240) });
				expect(result.outputs[0][0].json).toMatchObject({
					creation_status: 'already_existed',
					id: sandbox.books.yardstik.subaccounts[239].id,
				});
				expect(result.outputs[0][0].json).not.toHaveProperty('api_tokens');
				expect(queries()[0]).toContain(`query[account_name_eq]=${named(240)}`);
				expect(sent()).toEqual(nameFilter === 'works' ? [filtered] : [filtered, ...whole]);
				expect(sandbox.books.yardstik.refreshed.size).toBe(0);
			});

			it('creates missing subaccounts, and reads the list once for all items', async () => {
				const items = ['One', 'Two', 'Three'].map((company) => ({ company }));
				const result = await run(create, { items });
				expect(statuses(result)).toEqual(['created', 'created', 'created']);
				expect(sent().sort()).toEqual([
					...Array<string>(3).fill(filtered),
					...whole,
					...Array<string>(3).fill('POST /sub_accounts'),
				]);
			});

			it('creates one subaccount for several items with the same name', async () => {
				const items = ['Twin', 'Single', 'Twin', 'Twin'].map((company) => ({ company }));
				const result = await run(create, { items });
				expect(statuses(result)).toEqual([
					'created',
					'created',
					'already_existed',
					'already_existed',
				]);
				expect(new Set(result.outputs[0].map(({ json }) => json.id)).size).toBe(2);
				expect(sandbox.books.yardstik.refreshed.size).toBe(0);
			});

			it('creates one subaccount when two executions have the same name at once', async () => {
				sandbox.faults.next = () => ({ kind: 'delay', ms: 20 });
				const both = await Promise.all(
					['1', '2'].map(async (executionId) => await run(create, { executionId })),
				);
				expect(both.flatMap(statuses).sort()).toEqual(['already_existed', 'created']);
				expect(sandbox.books.yardstik.refreshed.size).toBe(0);
			});

			it('recognizes a subaccount created before a restart', async () => {
				await run(create);
				restart();
				expect(statuses(await run(create))).toEqual(['already_existed']);
				expect(sandbox.books.yardstik.refreshed.size).toBe(0);
			});

			it('finds the new subaccount when the response to the create was lost', async () => {
				sandbox.faults.next = ({ method }) =>
					method === 'POST' ? { kind: 'cut', when: 'after' } : undefined;
				const result = await run({ ...create, requestOptions: { retries: 0 } });
				expect(statuses(result)).toEqual(['created']);
				expect(creates()).toHaveLength(1);
			});
		},
	);

	it('fails when set to Fail, and names the existing subaccount', async () => {
		const result = await run({ ...create, ifExists: 'fail', accountName: named(240) });
		expect(result.error?.message).toBe(
			`Yardstik already has subaccount '${named(240)}' (ID ${sandbox.books.yardstik.subaccounts[239].id})`,
		);
		expect(creates()).toEqual([]);
	});

	it('refreshes the API token without a lookup when set to Refresh API Token', async () => {
		const result = await run({ ...refresh, accountName: named(240) });
		const { id } = sandbox.books.yardstik.subaccounts[239];
		expect(result.outputs[0][0].json).toMatchObject({
			creation_status: 'already_existed',
			id,
			api_tokens: [{ token: `sandbox-token-${id}-1` }],
		});
		expect(sent()).toEqual(['POST /sub_accounts']);
	});

	it('says that it cannot tell new from existing when the first response was lost', async () => {
		sandbox.faults.next = () =>
			sandbox.requests.length === 1 ? { kind: 'cut', when: 'after' } : undefined;
		expect(statuses(await run(refresh))).toEqual(['created_or_already_existed']);
	});

	it('treats only 200 as existing and only 201 as new', async () => {
		for (const [status, expected] of [
			[200, 'already_existed'],
			[201, 'created'],
			[202, 'created_or_already_existed'],
			[203, 'created_or_already_existed'],
		] as const) {
			const answer = { id: 'some-id', account_name: 'Maple Staffing' };
			const base = await serve(() => [status, answer]);
			const other = { yardstikApi: { ...credentials().yardstikApi, baseUrl: base.url } };
			const result = await run(refresh, { credentials: other });
			await base.close();
			expect(statuses(result)).toEqual([expected]);
		}
	});

	it('says that a rerun is safe and what it does to the API token', async () => {
		sandbox.faults.next = () => ({ kind: 'cut', when: 'after' });
		const result = await run({ ...refresh, requestOptions: { retries: 0 } });
		expect(result.error).toMatchObject({
			message: expect.stringContaining(
				"It is unknown whether Yardstik created subaccount 'Maple Staffing'",
			) as string,
			description:
				'You can safely run this item again. Yardstik recognizes a subaccount by its exact name. Each further request to create it generates a new API token.',
		});
	});

	it('detects that a name was taken between the lookup and the create', async () => {
		sandbox.books.yardstik.nameFilter = 'works';
		sandbox.faults.next = ({ method }) => void (method === 'POST' && sandbox.seed('yardstik', 1));
		const { outputs } = await run({ ...create, accountName: named(251) });
		expect(outputs[0][0].json).toMatchObject({ creation_status: 'already_existed' });
	});

	it('treats a name in different case as a different name', async () => {
		const { outputs } = await run({ ...create, accountName: named(240).toUpperCase() });
		expect(outputs[0][0].json).toMatchObject({
			account_name: named(240).toUpperCase(),
			creation_status: 'created',
		});
	});

	it('pairs each subaccount to its item', async () => {
		const items = [{ company: named(3) }, { company: 'New One' }, { company: named(7) }];
		const { outputs } = await run(create, { items });
		expect(outputs[0].map((item) => [pairedTo(item), item.json.creation_status])).toEqual([
			[0, 'already_existed'],
			[1, 'created'],
			[2, 'already_existed'],
		]);
	});
});

describe('subaccount: get', () => {
	it.each([
		['an ID', (id: string) => id],
		[
			'the URL of its page',
			(id: string) => `https://app.yardstik.com/accounts/${id}/settings?tab=1`,
		],
	])('accepts %s', async (_what, given) => {
		sandbox.seed('yardstik', 3);
		const [, { id }] = sandbox.books.yardstik.subaccounts;
		const { outputs } = await run({
			resource: 'subaccount',
			operation: 'get',
			subaccountId: byId(given(id)),
		});
		expect(sent()).toEqual([`GET /sub_accounts/${id}`]);
		expect(outputs[0][0].json).toMatchObject({ id, account_name: named(2) });
		expect(Object.keys(outputs[0][0].json).length).toBeLessThanOrEqual(10);
	});

	it.each([
		[false, 'credentialed', { status: null, ready: null }],
		[true, 'credentialed', { status: 'credentialed', ready: true }],
		[true, 'pending', { status: 'pending', ready: false }],
	])('maps the status (returned: %s, value: %s) to %j', async (statusInGet, status, expected) => {
		sandbox.seed('yardstik', 1);
		Object.assign(sandbox.books.yardstik, { statusInGet });
		const [subaccount] = sandbox.books.yardstik.subaccounts;
		subaccount.status = status;
		const { outputs } = await run({
			resource: 'subaccount',
			operation: 'get',
			subaccountId: byId(subaccount.id),
		});
		expect(outputs[0][0].json).toMatchObject(expected);
	});

	it('returns the full subaccount without Simplify', async () => {
		sandbox.seed('yardstik', 1);
		const { outputs } = await run({
			resource: 'subaccount',
			operation: 'get',
			simplify: false,
			subaccountId: byId(sandbox.books.yardstik.subaccounts[0].id),
		});
		expect(outputs[0][0].json).toHaveProperty('configurations');
	});

	it('reports a subaccount that does not exist', async () => {
		const result = await run({
			resource: 'subaccount',
			operation: 'get',
			subaccountId: byId('497f6eca-0000-0000-0000-000000000000'),
		});
		expect(wordsOf(result)).toContain(
			'Yardstik could not find the subaccount: Subaccount not found',
		);
	});
});

describe('subaccount: get many', () => {
	it('returns whether each subaccount is ready', async () => {
		sandbox.seed('yardstik', 2);
		sandbox.books.yardstik.subaccounts[1].status = 'credentialed';
		const { outputs } = await run({ resource: 'subaccount', operation: 'getAll' });
		expect(outputs[0].map(({ json }) => [json.status, json.ready])).toEqual([
			['pending', false],
			['credentialed', true],
		]);
	});

	it('returns fewer fields with Simplify', async () => {
		await run(create);
		const sizes = await Promise.all(
			[true, false].map(async (simplify) => {
				const { outputs } = await run({ resource: 'subaccount', operation: 'getAll', simplify });
				return Object.keys(outputs[0][0].json).length;
			}),
		);
		expect(sizes[0]).toBeLessThan(sizes[1]);
	});

	it('accepts a list inside the list, as the documentation shows it once', async () => {
		sandbox.seed('yardstik', 230);
		sandbox.books.yardstik.nestedData = true;
		const { outputs } = await run({ resource: 'subaccount', operation: 'getAll', returnAll: true });
		expect(outputs[0].map(({ json }) => json.id)).toEqual(
			sandbox.books.yardstik.subaccounts.map(({ id }) => id),
		);
	});

	it('sorts by newest first', async () => {
		sandbox.seed('yardstik', 230);
		const { outputs } = await run({
			resource: 'subaccount',
			operation: 'getAll',
			returnAll: false,
			limit: 2,
			sort: { order: 'desc' },
		});
		expect(outputs[0].map(({ json }) => json.account_name)).toEqual([named(230), named(229)]);
	});
});

describe('package: get many', () => {
	it.each([
		[{}, ['Basic Criminal', 'Continuous Criminal']],
		[{ filters: { monitorsOnly: true } }, ['Continuous Criminal']],
	])('applies %j and returns %j', async (parameters, names) => {
		const { outputs } = await run({ resource: 'package', operation: 'getAll', ...parameters });
		expect(outputs[0].map(({ json }) => json.name)).toEqual(names);
	});
});

describe('lists in the form', () => {
	it('shows what to do instead of an error until there is a credential', async () => {
		const early = { node: 'yardstik', credentials: {} };
		expect(await loadOptions(early, 'getPermissiblePurposes')).toMatchObject([
			{ name: 'Select a Credential, Then Refresh This List', value: '' },
		]);
		expect(sandbox.requests).toEqual([]);
	});

	it('finds a purpose by search text', async () => {
		const { results } = await listSearch(form(), 'searchPermissiblePurposes', 'tenant');
		expect(results).toEqual([{ name: 'Tenant Screening', value: yardstikPurposes[1].id }]);
	});

	it('lists subaccounts page by page, and searches all of them', async () => {
		sandbox.seed('yardstik', 150);
		const first = await listSearch(form(), 'searchSubaccounts');
		expect(first.results).toHaveLength(100);
		const second = await listSearch(
			form(),
			'searchSubaccounts',
			undefined,
			first.paginationToken as string,
		);
		expect(second.results.at(-1)?.name).toBe(named(150));
		expect(second.paginationToken).toBeUndefined();
		expect(
			(await listSearch(form(), 'searchSubaccounts', 'customer 00014')).results.map(
				({ name }) => name,
			),
		).toEqual(Array.from({ length: 10 }, (_, index) => named(140 + index)));
	});

	it('lists all subaccounts when the largest page is smaller than requested', async () => {
		const names = Array.from({ length: 60 }, (_, index) => named(index + 1));
		const server = await serve((url) => {
			const query = url.searchParams;
			const size = Math.min(25, Number(query.get('per_page')));
			const start = (Number(query.get('page')) - 1) * size;
			const data = names
				.slice(start, start + size)
				.map((account_name) => ({ id: account_name, account_name }));
			return [200, { data, meta: { total_count: names.length } }];
		});
		const small = {
			node: 'yardstik',
			credentials: { yardstikApi: { ...credentials().yardstikApi, baseUrl: server.url } },
		};
		const found: string[] = [];
		let page: string | undefined;
		do {
			const { results, paginationToken } = await listSearch(
				small,
				'searchSubaccounts',
				undefined,
				page,
			);
			found.push(...results.map(({ name }) => name));
			page = paginationToken as string | undefined;
		} while (page);
		await server.close();
		expect(found).toEqual(names);
	});

	it('lists the purposes and packages of the platform account', async () => {
		expect((await loadOptions(form(), 'getPermissiblePurposes')).map(({ name }) => name)).toEqual([
			'Employment',
			'Tenant Screening',
			'Volunteering',
		]);
		expect((await loadOptions(form(), 'getAccountPackages')).map(({ name }) => name)).toEqual([
			'Basic Criminal',
			'Continuous Criminal',
		]);
	});

	it('throws an error that names the credential with the wrong key', async () => {
		const wrong = {
			node: 'yardstik',
			credentials: { yardstikApi: { ...credentials().yardstikApi, apiKey: 'another' } },
		};
		await expect(loadOptions(wrong, 'getPermissiblePurposes')).rejects.toThrow(
			"Yardstik did not accept the key in the credential 'My yardstikApi'",
		);
	});
});
