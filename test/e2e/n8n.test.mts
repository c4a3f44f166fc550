/** The packed package in a real n8n: it loads, its credentials test, the shipped examples do their work. */
import { readFileSync } from 'node:fs';
import { waitFor } from '../../demo/client.mts';
import { basicAuth, demoCredentials, formLogin, webhookHeader } from '../../demo/credentials.mts';
import { customersFile, onboard, type OnboardedCustomer } from '../../demo/onboarding.mts';
import { setStage, type Stage } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import { tealMfaMember } from '../../sandbox/providers/teal.mts';
import type { ProviderName } from '../../sandbox/types.mts';
import { connectToTools, type ToolServer } from './tools.mts';

/** The first start installs n8n. */
const INSTALL_TIMEOUT = 25 * 60_000;

const NODES = ['checkr', 'gusto', 'softwareOne', 'teal', 'yardstik'];
const PACKAGE = 'n8n-nodes-partner-onboarding';

let stage: Stage;

beforeAll(async () => {
	stage = await setStage('e2e-home', progressLine(process.stderr));
}, INSTALL_TIMEOUT);

afterAll(async () => {
	await stage?.close();
});

describe('the package in n8n', () => {
	test('has its five nodes, each also as a tool for AI agents', async () => {
		const types = (await stage.client.nodeTypes()).map(({ name }) => name);
		const expected = NODES.flatMap((name) => [`${PACKAGE}.${name}`, `${PACKAGE}.${name}Tool`]);
		expect(types.filter((name) => name.startsWith(PACKAGE)).sort()).toEqual(expected.sort());
	});

	test('shows a light and a dark icon for each node', async () => {
		const ours = (await stage.client.nodeTypes()).filter(({ name }) => name.startsWith(PACKAGE));
		for (const { name, iconUrl } of ours) {
			const icons = typeof iconUrl === 'string' ? [iconUrl] : [iconUrl?.light, iconUrl?.dark];
			expect({ name, icons: new Set(icons).size }).toEqual({ name, icons: 2 });
			for (const icon of icons) {
				const answer = await fetch(`${stage.n8n.url}/${icon}`);
				expect({ icon, type: answer.headers.get('content-type') }).toEqual({ icon, type: expect.stringContaining('image/svg') });
			}
		}
	});
});

describe('what the package tells before the first run', () => {
	test('the output of every operation of every node, as a schema', async () => {
		const ours = (await stage.client.nodeTypes()).filter(({ name }) => name.startsWith(PACKAGE) && !name.endsWith('Tool'));
		const operations = ours.flatMap(({ name, properties }) =>
			properties
				.filter((property) => property.name === 'operation')
				.flatMap(({ displayOptions, options = [] }) =>
					options
						.map((option) => ('value' in option ? String(option.value) : ''))
						// n8n adds one of its own, "Custom API Call".
						.filter((operation) => !operation.startsWith('__'))
						.map((operation) => `${name}/1.0.0/${String(displayOptions?.show?.resource)}/${operation}`),
				),
		);
		expect(operations.length).toBeGreaterThan(25);
		const missing: string[] = [];
		for (const operation of operations) {
			const answer = await fetch(`${stage.n8n.url}/schemas/${operation}.json`);
			const schema = (await answer.json().catch(() => ({}))) as { type?: string; properties?: object };
			if (!answer.ok || schema.type !== 'object' || !schema.properties) missing.push(operation);
		}
		expect(missing).toEqual([]);
	});
});

describe('each credential, tested through n8n', () => {
	const types = demoCredentials({ url: {} as Record<ProviderName, string> }, { host: '', port: 0 });

	test.each(types.filter(({ wrong }) => wrong).map(({ type }) => type))('%s: the right key is accepted, a wrong one named', async (type) => {
		const credential = stage.credentials.find((stored) => stored.type === type)!;
		const { data, wrong } = demoCredentials(stage.sandbox, stage.mail).find((entry) => entry.type === type)!;
		expect(await stage.client.testCredential(credential)).toMatchObject({ status: 'OK' });
		const refusal = await stage.client.testCredential(credential, { ...data, ...wrong });
		expect(refusal.status).toBe('Error');
		if (type !== 'smtp') expect(refusal.message).toMatch(/^[A-Z][a-zA-Z]+ .{20,}\.$/);
	});

	test('a Teal member who is asked for a code is told that this can not work', async () => {
		const { data } = demoCredentials(stage.sandbox, stage.mail).find(({ type }) => type === 'tealMemberApi')!;
		const credential = stage.credentials.find(({ type }) => type === 'tealMemberApi')!;
		const refusal = await stage.client.testCredential(credential, { ...data, username: tealMfaMember.username });
		expect(refusal).toMatchObject({ status: 'Error', message: expect.stringMatching(/multi-factor authentication.*Choose a member without it/) });
	});

	test('a base URL with a slash at its end works too', async () => {
		for (const { type, data } of demoCredentials(stage.sandbox, stage.mail)) {
			if (!('baseUrl' in data)) continue;
			const credential = stage.credentials.find((stored) => stored.type === type)!;
			const result = await stage.client.testCredential(credential, { ...data, baseUrl: `${data.baseUrl}/` });
			expect({ type, status: result.status }).toEqual({ type, status: 'OK' });
		}
	});
});

describe('the onboarding example', () => {
	const rows = readFileSync(customersFile, 'utf8').trim().split('\n').slice(1);
	let customers: OnboardedCustomer[];

	beforeAll(async () => {
		stage.sandbox.reset();
		customers = await onboard(stage, customersFile);
	});

	test('accounts for every row of the file, in its order', () => {
		expect(customers.map(({ customer }) => customer)).toEqual(rows.map((row) => row.split(',')[1]));
	});

	test('creates everybody but the two whom a provider turns down, with its reason', () => {
		const rejected = customers.filter(({ outcome }) => outcome !== 'Created');
		expect(rejected.map(({ customer, provider }) => [customer, provider])).toEqual([
			['Harbor Bakery', 'Checkr'],
			['Walrus Catering', 'Gusto'],
		]);
		expect(rejected[0].reason).toMatch(/^Checkr did not create account 'Harbor Bakery': .*tax_id/);
		expect(rejected[1].reason).toMatch(/^Gusto did not create company 'Walrus Catering': .*email/i);
	});

	test('leaves each provider with exactly its customers', () => {
		const names = (provider: ProviderName) => customers.filter((one) => one.provider.toLowerCase() === provider && one.outcome === 'Created').map(({ customer }) => customer);
		const { checkr, gusto, softwareone, teal, yardstik } = stage.sandbox.books;
		expect(checkr.accounts.map(({ name }: { name: string }) => name).sort()).toEqual(names('checkr').sort());
		expect(gusto.companies.map(({ company }: { company: { name: string } }) => company.name).sort()).toEqual(names('gusto').sort());
		expect(softwareone.accounts.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(names('softwareone')));
		expect(teal.accounts).toHaveLength(names('teal').length);
		expect(yardstik.subaccounts.map(({ account_name }: { account_name: string }) => account_name).sort()).toEqual(names('yardstik').sort());
	});

	test('welcomes each new customer and tells the team about the others', () => {
		const welcomed = customers.filter(({ outcome }) => outcome === 'Created').map(({ email }) => email);
		const { mails } = stage.mail;
		expect(mails.slice(0, -1).map(({ to }) => to[0]).sort()).toEqual(welcomed.sort());
		const links = mails.filter(({ text }) => text.includes('One step is left')).map(({ to, text }) => [to[0], /https:\S+/.exec(text)?.[0]]);
		expect(links.sort()).toEqual([
			['dana@greenvalley.example.com', expect.stringMatching(/^https:\/\/app\.gusto\./)],
			['frank@walrus.example.com', expect.stringMatching(/^https:\/\/app\.gusto\./)],
			['tom@kestrel.example.com', expect.stringMatching(/^https:\/\/xero\./)],
		]);
		const forTheTeam = mails.at(-1)!;
		expect(forTheTeam.to).toEqual(['team@example.com']);
		expect(forTheTeam.text).toContain('Harbor Bakery (Checkr): Checkr did not create');
		expect(forTheTeam.text).toContain('Walrus Catering (Gusto): Gusto did not create');
	});

	test('onboards the one customer that a CRM sends to its webhook, and nobody without the key', async () => {
		const body = JSON.stringify({
			'Company name': 'Juniper Logistics',
			'First Name': 'Mia',
			'Last Name': 'Lopez',
			Email: 'mia@juniper.example.com',
			'State/Region': 'TX',
			'Onboard With': 'gusto',
		});
		const headers = { 'content-type': 'application/json' };
		const before = await stage.client.latestExecution(stage.workflows['customer-onboarding']);
		const refused = await stage.client.callWebhook('onboard-customer', { method: 'POST', headers, body });
		expect(refused.status).toBe(403);
		const accepted = await stage.client.callWebhook('onboard-customer', { method: 'POST', headers: { ...headers, [webhookHeader.name]: webhookHeader.value }, body });
		expect(accepted.status).toBe(200);
		const execution = await stage.client.latestExecution(stage.workflows['customer-onboarding'], before.id);
		expect(execution.stoppedBy).toBeUndefined();
		expect(execution.json('Summary')).toMatchObject([{ customer: 'Juniper Logistics', outcome: 'Created' }]);
		expect(stage.mail.mails.at(-1)).toMatchObject({ to: ['mia@juniper.example.com'] });
	});

	test('asks for a password before it takes a file', async () => {
		const answer = await fetch(`${stage.n8n.url}/form/onboard-customers`);
		expect(answer.status).toBe(401);
		expect(formLogin.password).not.toBe('');
	});
});

describe('the nightly sync example', () => {
	const run = async () => await stage.client.runWorkflow(stage.workflows['nightly-subaccount-sync'], 'Try It Now');
	const rows = async () => await stage.client.dataTableRows((await stage.client.findDataTable('Yardstik subaccounts'))!);

	beforeAll(() => {
		stage.sandbox.reset();
		stage.sandbox.seed('yardstik', 130);
	});

	test('makes the table and copies all subaccounts, over several pages', async () => {
		const execution = await run();
		expect(execution.stoppedBy).toBeUndefined();
		expect(execution.json('New Since Last Night')).toHaveLength(130);
		expect(await rows()).toHaveLength(130);
		expect(stage.sandbox.requests.filter(({ method, path }) => method === 'GET' && path === '/sub_accounts').length).toBeGreaterThan(1);
	});

	test('adds only what is new the second time, and updates the rest', async () => {
		const { subaccounts } = stage.sandbox.books.yardstik;
		subaccounts[0].email_address = 'moved@example.com';
		stage.sandbox.seed('yardstik', 3);
		const execution = await run();
		expect(execution.json('New Since Last Night')).toHaveLength(3);
		const table = await rows();
		expect(table).toHaveLength(133);
		expect(new Set(table.map(({ subaccount_id }) => subaccount_id)).size).toBe(133);
		expect(table.find(({ subaccount_id }) => subaccount_id === subaccounts[0].id)).toMatchObject({ email_address: 'moved@example.com' });
	});
});

describe('the payroll example', () => {
	const login = { authorization: basicAuth(formLogin) };

	/** Fills in the first page, and returns the address of the next one. */
	async function fillIn(software: string, userName: string): Promise<string> {
		const form = new FormData();
		const values = ['Ada', 'Lovelace', '1990-04-22', 'E1 6PG, SW1A 1AA', software, userName, 'a password', '["I agree to share my payroll data for the verification of my income."]'];
		values.forEach((value, index) => form.append(`field-${index}`, value));
		const next = await stage.client.submitForm('connect-payroll', form, { ...login, 'user-agent': 'A browser' });
		return next!;
	}

	function answer(text: string): FormData {
		const form = new FormData();
		form.append('field-0', text);
		return form;
	}

	const teal = () => stage.sandbox.books.teal;

	beforeAll(async () => {
		await stage.client.activateWorkflow(stage.workflows['teal-onboarding-with-mfa']);
	});

	beforeEach(() => stage.sandbox.reset());

	test('asks for the code and connects the account', async () => {
		const page = await fillIn('quickbooks', 'happy_mfa');
		expect(await stage.client.openFormPage(page, login)).toContain('Code from your authenticator app');
		await stage.client.submitFormPage(page, answer('140295'), login);
		expect(await stage.client.openFormPage(page, login)).toContain('Your payroll is connected');
		const [user] = teal().users.slice(-1);
		expect(user).toMatchObject({ forename: 'Ada', surname: 'Lovelace', post_codes: ['E1 6PG', 'SW1A 1AA'] });
		expect(String(user.date_of_birth)).toMatch(/^1990-04-22/);
		expect(teal().authorisations.at(-1)).toMatchObject({ user_id: user.user_id, user_agent: 'A browser' });
		expect(teal().accounts).toMatchObject([{ user_id: user.user_id, payroll_provider: 'quickbooks', status: 'Authorised' }]);
	});

	test('connects the account at once where no code is asked for', async () => {
		const page = await fillIn('quickbooks', 'ada@example.com');
		expect(await stage.client.openFormPage(page, login)).toContain('Your payroll is connected');
		expect(teal().accounts).toMatchObject([{ status: 'Authorised' }]);
	});

	test('sends the person to the page of a payroll software that has its own', async () => {
		const page = await fillIn('xero', '');
		expect(await stage.client.openFormPage(page, login)).toContain('https://xero.example.com/authenticate');
		expect(teal().accounts).toMatchObject([{ status: 'PENDING' }]);
	});

	test("shows Teal's reason when the answer or the password is wrong", async () => {
		const page = await fillIn('quickbooks', 'wrong_mfa');
		expect(await stage.client.openFormPage(page, login)).toContain('Code from your text message');
		await stage.client.submitFormPage(page, answer('000000'), login);
		expect(await stage.client.openFormPage(page, login)).toContain('The MFA response is wrong');
		const other = await fillIn('quickbooks', 'wrong_password');
		expect(await stage.client.openFormPage(other, login)).toContain('The password is not accepted by the payroll provider');
	});

	test('keeps nothing of a finished run, since it was given a password', async () => {
		const page = await fillIn('quickbooks', 'ada@example.com');
		await stage.client.openFormPage(page, login);
		await stage.client.submitFormPage(page, new FormData(), login);
		const isGone = async () => ((await stage.client.formState(page)) === 'null' ? true : undefined);
		expect(await waitFor('the run to be forgotten', isGone)).toBe(true);
	});
});

describe('the example with a logo', () => {
	const logo = readFileSync('nodes/SoftwareOne/softwareone.svg');

	async function call(client: Record<string, string>, file?: Blob): Promise<{ status: number; body: unknown }> {
		const form = new FormData();
		for (const [name, value] of Object.entries(client)) form.append(name, value);
		if (file) form.append('logo', file, 'juniper.svg');
		const headers = { [webhookHeader.name]: webhookHeader.value };
		const answer = await stage.client.callWebhook('softwareone-client', { method: 'POST', headers, body: form });
		return { status: answer.status, body: await answer.json() };
	}

	const juniper = { crm_id: 'CRM-4711', company: 'Juniper Logistics', street: 'Storgata 5', postcode: '0155', city: 'Oslo', country: 'NO', email: 'support@juniper.example.com' };

	beforeAll(async () => {
		stage.sandbox.reset();
		await stage.client.activateWorkflow(stage.workflows['crm-to-softwareone-with-logo']);
	});

	test('creates the account with its logo, and says so to the CRM', async () => {
		const { status, body } = await call(juniper, new Blob([logo], { type: 'image/svg+xml' }));
		expect({ status, body }).toEqual({ status: 201, body: { account: 'ACC-0000-0001', created: true } });
		const { accounts, logos } = stage.sandbox.books.softwareone;
		expect(accounts).toMatchObject([{ name: 'Juniper Logistics', externalId: 'CRM-4711', address: { addressLine1: 'Storgata 5', city: 'Oslo' } }]);
		expect(logos.get('ACC-0000-0001')).toEqual({ name: 'juniper.svg', type: 'image/svg+xml', content: logo });
	});

	test('creates nobody twice', async () => {
		expect(await call(juniper)).toEqual({ status: 200, body: { account: 'ACC-0000-0001', created: false } });
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(1);
	});

	test('does without a logo', async () => {
		expect(await call({ ...juniper, crm_id: 'CRM-4712' })).toMatchObject({ status: 201, body: { account: 'ACC-0000-0002' } });
	});

	test('needs the number by which a client is found again', async () => {
		const { crm_id: _, ...unnumbered } = juniper;
		expect(await call(unnumbered)).toMatchObject({ status: 422, body: { created: false, reason: expect.stringMatching(/no crm_id/) } });
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(2);
	});

	test('tells the CRM why there is no account', async () => {
		const { status, body } = await call({ ...juniper, crm_id: 'CRM-4713', email: 'not an address' });
		expect({ status, body }).toEqual({ status: 422, body: { created: false, reason: expect.stringMatching(/Technical Support Email/) } });
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(2);
	});
});

describe('the example for AI assistants: nodes as tools', () => {
	let tools: ToolServer;

	beforeAll(async () => {
		stage.sandbox.reset();
		await stage.client.activateWorkflow(stage.workflows['tools-for-ai-assistants']);
		tools = await connectToTools(`${stage.n8n.url}/mcp/onboarding-tools`, { [webhookHeader.name]: webhookHeader.value });
	});

	test('asks for a password', async () => {
		await expect(connectToTools(`${stage.n8n.url}/mcp/onboarding-tools`, {})).rejects.toThrow(/403/);
	});

	test('names the tools with what an assistant has to fill in', async () => {
		const listed = await tools.list();
		expect(listed.map(({ name }) => name).sort()).toEqual(['Create_Gusto_company', 'Find_SoftwareOne_accounts', 'List_Yardstik_subaccounts']);
		const create = listed.find(({ name }) => name === 'Create_Gusto_company')!;
		expect(create.description).toMatch(/^Set up a Gusto payroll company/);
		expect(Object.keys(create.inputSchema.properties).sort()).toEqual(['company', 'email', 'first_name', 'last_name', 'state']);
	});

	const maple = { company: 'Maple Staffing', first_name: 'Grace', last_name: 'Kim', email: 'grace@maple.example.com', state: 'MN' };
	const companies = () => stage.sandbox.books.gusto.companies;

	test('creates a customer with what the assistant filled in', async () => {
		expect(await tools.call('Create_Gusto_company', maple)).toContain('https://app.gusto.example.com/claim/');
		expect(companies()).toMatchObject([
			{ user: { first_name: 'Grace', last_name: 'Kim', email: 'grace@maple.example.com' }, company: { name: 'Maple Staffing', states: ['MN'] } },
		]);
	});

	test('tells the assistant in words what it got wrong, before and after the provider has seen it', async () => {
		expect(await tools.call('Create_Gusto_company', { ...maple, email: 'grace' })).toMatch(/'Administrator Email' .*email/);
		expect(await tools.call('Create_Gusto_company', maple)).toMatch(/Gusto did not create company 'Maple Staffing': Email has already been taken/);
		expect(companies()).toHaveLength(1);
	});

	test('lists and finds', async () => {
		stage.sandbox.seed('yardstik', 5);
		stage.sandbox.seed('softwareone', 12);
		expect(JSON.parse(await tools.call('List_Yardstik_subaccounts', { limit: 3 }))).toHaveLength(3);
		expect(await tools.call('Find_SoftwareOne_accounts', { name: '000011' })).toContain('Customer 000011');
	});
});
