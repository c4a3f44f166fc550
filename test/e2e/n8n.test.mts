/** The packed package in a real n8n: it loads, its credentials test, the shipped examples do their work. */
import { readFileSync } from 'node:fs';
import { demoCredentials, formLogin, webhookHeader } from '../../demo/credentials.mts';
import { customersFile, onboard, type OnboardedCustomer } from '../../demo/onboarding.mts';
import { setStage, type Stage } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import type { ProviderName } from '../../sandbox/types.mts';

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
		expect(rejected[1].reason).toMatch(/^Gusto did not create account 'Walrus Catering': .*email/i);
	});

	test('leaves each provider with exactly its customers', () => {
		const names = (provider: ProviderName) => customers.filter((one) => one.provider.toLowerCase() === provider && one.outcome === 'Created').map(({ customer }) => customer);
		const { checkr, gusto, softwareone, teal, yardstik } = stage.sandbox.books;
		expect(checkr.accounts.map(({ name }: { name: string }) => name).sort()).toEqual(names('checkr').sort());
		expect(gusto.accounts).toHaveLength(names('gusto').length);
		expect(softwareone.accounts.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(names('softwareone')));
		expect(teal.accounts).toHaveLength(names('teal').length);
		expect(yardstik.subaccounts.map(({ account_name }: { account_name: string }) => account_name).sort()).toEqual(names('yardstik').sort());
	});

	test('welcomes each new customer and tells the team about the others', () => {
		const welcomed = customers.filter(({ outcome }) => outcome === 'Created').map(({ email }) => email);
		const { mails } = stage.mail;
		expect(mails.slice(0, -1).map(({ to }) => to[0]).sort()).toEqual(welcomed.sort());
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
