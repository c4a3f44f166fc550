import './quiet.mts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { yardstikKey, yardstikPurposes } from '../../sandbox/providers/yardstik.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { listSearch, loadOptions } from './forms.mts';
import { runNode, type Task } from './harness.mts';
import { pairedTo, wordsOf } from './providers.mts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ validateResponses: true })));
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credentials = () => ({ yardstikApi: { environment: 'custom', baseUrl: `${sandbox.url.yardstik}/`, apiKey: yardstikKey } });
const run = async (parameters: INodeParameters, task: Partial<Task> = {}) => await runNode({ node: 'yardstik', credentials: credentials(), ...task, parameters });
const form = () => ({ node: 'yardstik', credentials: credentials() });
const sent = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);
const queries = () => sandbox.requests.map(({ rawQuery }) => decodeURIComponent(rawQuery));

const create = {
	resource: 'subaccount',
	operation: 'create',
	accountName: '={{ $json.company ?? "Maple Staffing" }}',
	firstName: 'Grace',
	lastName: 'Kim',
	emailAddress: 'grace@maplestaffing.example.com',
	permissiblePurposeIds: [yardstikPurposes[0].id],
};
const leave = { ...create, whenNameExists: 'leave' };
const named = (number: number) => `Customer ${String(number).padStart(6, '0')}`;

describe('subaccount: create', () => {
	it('tells a new one from one that was there', async () => {
		const [first, second] = [await run(create), await run(create)];
		expect(first.outputs[0][0].json).toMatchObject({ account_name: 'Maple Staffing', creation_status: 'created' });
		expect(second.outputs[0][0].json).toMatchObject({ id: first.outputs[0][0].json.id, creation_status: 'already_existed' });
		expect(sandbox.books.yardstik.refreshed.get(String(first.outputs[0][0].json.id))).toBe(1);
	});

	it('says that it can not tell them apart when the first answer was lost', async () => {
		sandbox.faults.next = () => (sandbox.requests.length === 1 ? { kind: 'cut', when: 'after' } : undefined);
		const { outputs } = await run(create);
		expect(outputs[0][0].json.creation_status).toBe('created_or_already_existed');
	});

	it('sends picked packages by their IDs, and needs no purpose then', async () => {
		await run({ ...create, permissiblePurposeIds: [], additionalFields: { accountPackageIds: ['6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01'] } });
		expect(sandbox.requests[0].body).toMatchObject({ account_packages: [{ id: '6a1c0c52-3b1f-4f7e-8f0e-0c1b6f3e9d01' }] });
	});

	it('sends nothing without any purpose', async () => {
		const result = await run({ ...create, permissiblePurposeIds: [] });
		expect(sandbox.requests).toEqual([]);
		expect(wordsOf(result)).toContain("'Permissible Purpose Names or IDs' needs at least one purpose, unless account packages are given");
	});
});

describe('subaccount: create, leaving untouched what is there', () => {
	beforeEach(() => sandbox.seed('yardstik', 250));

	it('gives what is there, and refreshes no token', async () => {
		const { outputs } = await run({ ...leave, accountName: named(240) });
		expect(outputs[0][0].json).toMatchObject({ account_name: named(240), creation_status: 'already_existed' });
		expect(outputs[0][0].json).not.toHaveProperty('api_tokens');
		expect(sent()).toEqual(['GET /sub_accounts']);
		expect(queries()[0]).toContain(`query[account_name_eq]=${named(240)}`);
		expect(sandbox.books.yardstik.refreshed.size).toBe(0);
	});

	it('creates what is not there', async () => {
		const { outputs } = await run(leave);
		expect(sent()).toEqual(['GET /sub_accounts', 'POST /sub_accounts']);
		expect(outputs[0][0].json).toMatchObject({ creation_status: 'created' });
	});

	it('gives the second item of a name what the first one made, and refreshes no token', async () => {
		const items = ['Twin', 'Single', 'Twin', 'Twin'].map((company) => ({ company }));
		const { outputs } = await run(leave, { items });
		expect(outputs[0].map(({ json }) => json.creation_status)).toEqual(['created', 'created', 'already_existed', 'already_existed']);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(2);
		expect(sandbox.books.yardstik.refreshed.size).toBe(0);
	});

	it('knows that a name was taken between the look and the request', async () => {
		sandbox.faults.next = () => void (sandbox.requests.length === 2 && sandbox.seed('yardstik', 1));
		const { outputs } = await run({ ...leave, accountName: named(251) });
		expect(sent()).toEqual(['GET /sub_accounts', 'POST /sub_accounts']);
		expect(outputs[0][0].json).toMatchObject({ creation_status: 'already_existed' });
	});

	it('takes no other name for the same', async () => {
		const { outputs } = await run({ ...leave, accountName: named(240).toUpperCase() });
		expect(outputs[0][0].json).toMatchObject({ account_name: named(240).toUpperCase(), creation_status: 'created' });
	});

	it.each([400, 422] as const)('reads the whole list where Yardstik knows no filter by name and answers %d', async (status) => {
		sandbox.faults.next = ({ rawQuery }) => (rawQuery.includes('account_name_eq') ? { kind: 'status', status, when: 'before' } : undefined);
		const { outputs } = await run({ ...leave, accountName: named(240) });
		expect(outputs[0][0].json).toMatchObject({ account_name: named(240), creation_status: 'already_existed' });
		expect(sent()).toEqual(Array(4).fill('GET /sub_accounts'));
	});

	it('pairs each to its item', async () => {
		const items = [{ company: named(3) }, { company: 'New One' }, { company: named(7) }];
		const { outputs } = await run(leave, { items });
		expect(outputs[0].map((item) => [pairedTo(item), item.json.creation_status])).toEqual([[0, 'already_existed'], [1, 'created'], [2, 'already_existed']]);
	});
});

describe('subaccount: get', () => {
	it.each([
		['an ID', (id: string) => id],
		['the address of its page', (id: string) => `https://app.yardstik.com/accounts/${id}/settings?tab=1`],
	])('takes %s', async (_what, given) => {
		sandbox.seed('yardstik', 3);
		const [, { id }] = sandbox.books.yardstik.subaccounts;
		const { outputs } = await run({ resource: 'subaccount', operation: 'get', subaccountId: { __rl: true, mode: 'id', value: given(id) } });
		expect(sent()).toEqual([`GET /sub_accounts/${id}`]);
		expect(outputs[0][0].json).toMatchObject({ id, account_name: named(2) });
		expect(Object.keys(outputs[0][0].json).length).toBeLessThanOrEqual(10);
	});

	it('gives all of it without Simplify', async () => {
		sandbox.seed('yardstik', 1);
		const { outputs } = await run({ resource: 'subaccount', operation: 'get', simplify: false, subaccountId: { __rl: true, mode: 'id', value: sandbox.books.yardstik.subaccounts[0].id } });
		expect(outputs[0][0].json).toHaveProperty('configurations');
	});

	it('says what is not there', async () => {
		const result = await run({ resource: 'subaccount', operation: 'get', subaccountId: { __rl: true, mode: 'id', value: '497f6eca-0000-0000-0000-000000000000' } });
		expect(wordsOf(result)).toContain('Yardstik has no such subaccount: Subaccount not found');
	});
});

describe('subaccount: get many', () => {
	it('takes a list inside the list, as the document shows it once', async () => {
		sandbox.seed('yardstik', 230);
		sandbox.books.yardstik.nestedData = true;
		const { outputs } = await run({ resource: 'subaccount', operation: 'getAll', returnAll: true });
		expect(outputs[0].map(({ json }) => json.id)).toEqual(sandbox.books.yardstik.subaccounts.map(({ id }) => id));
	});

	it('sorts the newest first', async () => {
		sandbox.seed('yardstik', 230);
		const { outputs } = await run({ resource: 'subaccount', operation: 'getAll', returnAll: false, limit: 2, sort: { order: 'desc' } });
		expect(outputs[0].map(({ json }) => json.account_name)).toEqual([named(230), named(229)]);
	});
});

describe('package: get many', () => {
	it.each([
		[{}, ['Basic Criminal', 'Continuous Criminal']],
		[{ filters: { monitorsOnly: true } }, ['Continuous Criminal']],
	])('with %j gives %j', async (parameters, names) => {
		const { outputs } = await run({ resource: 'package', operation: 'getAll', ...parameters });
		expect(outputs[0].map(({ json }) => json.name)).toEqual(names);
	});
});

describe('lists in the form', () => {
	it('shows subaccounts page by page, and searches through them all', async () => {
		sandbox.seed('yardstik', 150);
		const first = await listSearch(form(), 'searchSubaccounts');
		expect(first.results).toHaveLength(100);
		const second = await listSearch(form(), 'searchSubaccounts', undefined, first.paginationToken as string);
		expect(second.results.at(-1)?.name).toBe(named(150));
		expect(second.paginationToken).toBeUndefined();
		expect((await listSearch(form(), 'searchSubaccounts', 'customer 00014')).results.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, index) => named(140 + index)));
	});

	it('shows them all where the largest page is smaller than asked for', async () => {
		const names = Array.from({ length: 60 }, (_, index) => named(index + 1));
		const server = createServer((request, response) => {
			const query = new URL(String(request.url), 'http://localhost').searchParams;
			const size = Math.min(25, Number(query.get('per_page')));
			const start = (Number(query.get('page')) - 1) * size;
			const data = names.slice(start, start + size).map((account_name) => ({ id: account_name, account_name }));
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ data, meta: { total_count: names.length } }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const small = { node: 'yardstik', credentials: { yardstikApi: { ...credentials().yardstikApi, baseUrl } } };
		const found: string[] = [];
		let page: string | undefined;
		do {
			const { results, paginationToken } = await listSearch(small, 'searchSubaccounts', undefined, page);
			found.push(...results.map(({ name }) => name));
			page = paginationToken as string | undefined;
		} while (page);
		server.close();
		expect(found).toEqual(names);
	});

	it('shows the purposes and packages of the platform account', async () => {
		expect((await loadOptions(form(), 'getPermissiblePurposes')).map(({ name }) => name)).toEqual(['Employment', 'Tenant Screening', 'Volunteering']);
		expect((await loadOptions(form(), 'getAccountPackages')).map(({ name }) => name)).toEqual(['Basic Criminal', 'Continuous Criminal']);
	});

	it('says in its place which key is wrong', async () => {
		const wrong = { node: 'yardstik', credentials: { yardstikApi: { ...credentials().yardstikApi, apiKey: 'another' } } };
		await expect(loadOptions(wrong, 'getPermissiblePurposes')).rejects.toThrow("Yardstik did not accept the key in the credential 'My yardstikApi'");
	});
});
