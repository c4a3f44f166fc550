/** The packed package in a real n8n: it loads, its credential tests work, and so do the shipped examples. */
import { readFileSync } from 'node:fs';
import { waitFor } from '../../demo/client.mts';
import { basicAuth, demoCredentials, formLogin, webhookHeader } from '../../demo/credentials.mts';
import { customersFile, onboard, type OnboardedCustomer } from '../../demo/onboarding.mts';
import { readExamples, setStage, type Stage } from '../../demo/stage.mts';
import { progressLine } from '../../demo/terminal.mts';
import { checkrEvent } from '../../sandbox/events/checkr.mts';
import { tealMfaMember } from '../../sandbox/providers/teal.mts';
import type { ProviderName } from '../../sandbox/types.mts';
import { connectToTools, type ToolServer } from './tools.mts';

/** The first start installs n8n. */
const INSTALL_TIMEOUT = 25 * 60_000;

const NODES = ['checkr', 'gusto', 'softwareOne', 'teal', 'yardstik'];
const TRIGGERS = [
	'checkrTrigger',
	'gustoTrigger',
	'softwareOneTrigger',
	'tealTrigger',
	'yardstikPollingTrigger',
	'yardstikTrigger',
];
const PACKAGE = 'n8n-nodes-partner-onboarding';

let stage: Stage;

beforeAll(async () => {
	stage = await setStage('e2e-home', progressLine(process.stderr));
}, INSTALL_TIMEOUT);

afterAll(async () => {
	await stage?.close();
});

/** Sends one customer to the published onboarding example, like a CRM, and returns its rows of "Summary". */
async function onboardFromCrm(customer: Record<string, string>): Promise<OnboardedCustomer[]> {
	const workflow = stage.workflows['customer-onboarding'];
	const [before] = await stage.client.executions(workflow);
	const accepted = await stage.client.callWebhook('onboard-customer', {
		method: 'POST',
		headers: { 'content-type': 'application/json', [webhookHeader.name]: webhookHeader.value },
		body: JSON.stringify(customer),
	});
	expect(accepted.status).toBe(200);
	const execution = await stage.client.latestExecution(workflow, before?.id);
	expect(execution.stoppedBy).toBeUndefined();
	return execution.json<OnboardedCustomer>('Summary');
}

/** Imports an example with some parameters changed, by node name, since no test can wait for hours. */
async function importChanged(name: string, changes: Record<string, object>): Promise<string> {
	const file = (await readExamples())[name];
	for (const [node, parameters] of Object.entries(changes))
		Object.assign(file.nodes.find((one) => one.name === node)!.parameters, parameters);
	return await stage.client.importWorkflow(file, stage.credentials);
}

/** Publishes a workflow again, which makes its polling triggers check immediately. */
async function pollNow(workflowId: string): Promise<void> {
	await stage.client.deactivateWorkflow(workflowId);
	await stage.client.activateWorkflow(workflowId);
}

describe('the package in n8n', () => {
	test('loads its five nodes, each also as a tool for AI agents, and its triggers', async () => {
		const types = (await stage.client.nodeTypes()).map(({ name }) => name);
		const nodes = NODES.flatMap((name) => [`${PACKAGE}.${name}`, `${PACKAGE}.${name}Tool`]);
		const triggers = TRIGGERS.map((name) => `${PACKAGE}.${name}`);
		const ours = types.filter((name) => name.startsWith(PACKAGE));
		expect(ours.sort()).toEqual([...nodes, ...triggers].sort());
	});

	test('shows a light and a dark icon for each node', async () => {
		const ours = (await stage.client.nodeTypes()).filter(({ name }) => name.startsWith(PACKAGE));
		for (const { name, iconUrl } of ours) {
			const icons = typeof iconUrl === 'string' ? [iconUrl] : [iconUrl?.light, iconUrl?.dark];
			expect({ name, icons: new Set(icons).size }).toEqual({ name, icons: 2 });
			for (const icon of icons) {
				const answer = await fetch(`${stage.n8n.url}/${icon}`);
				expect({ icon, type: answer.headers.get('content-type') }).toEqual({
					icon,
					type: expect.stringContaining('image/svg'),
				});
			}
		}
	});
});

describe('the output before the first run', () => {
	test('has a schema for every operation of every node', async () => {
		const ours = (await stage.client.nodeTypes()).filter(
			({ name }) => name.startsWith(PACKAGE) && !name.endsWith('Tool'),
		);
		const operations = ours.flatMap(({ name, properties }) =>
			properties
				.filter((property) => property.name === 'operation')
				.flatMap(({ displayOptions, options = [] }) =>
					options
						.map((option) => ('value' in option ? String(option.value) : ''))
						// n8n adds its own "Custom API Call".
						.filter((operation) => !operation.startsWith('__'))
						.map(
							(operation) => `${name}/1.0.0/${String(displayOptions?.show?.resource)}/${operation}`,
						),
				),
		);
		expect(operations.length).toBeGreaterThan(25);
		const missing: string[] = [];
		for (const operation of operations) {
			const answer = await fetch(`${stage.n8n.url}/schemas/${operation}.json`);
			const schema = (await answer.json().catch(() => ({}))) as {
				type?: string;
				properties?: object;
			};
			if (!answer.ok || schema.type !== 'object' || !schema.properties) missing.push(operation);
		}
		expect(missing).toEqual([]);
	});
});

describe('each credential in n8n', () => {
	const types = demoCredentials({ url: {} as Record<ProviderName, string> }, { host: '', port: 0 });

	test.each(types.filter(({ wrong }) => wrong).map(({ type }) => type))(
		'%s: accepts the right key, and reports a wrong one',
		async (type) => {
			const credential = stage.credentials.find((stored) => stored.type === type)!;
			const { data, wrong } = demoCredentials(stage.sandbox, stage.mail).find(
				(entry) => entry.type === type,
			)!;
			expect(await stage.client.testCredential(credential)).toMatchObject({ status: 'OK' });
			const refusal = await stage.client.testCredential(credential, { ...data, ...wrong });
			expect(refusal.status).toBe('Error');
			if (type !== 'smtp') expect(refusal.message).toMatch(/^[A-Z][a-zA-Z]+ .{20,}\.$/);
		},
	);

	test('rejects a Teal member with multi-factor authentication, and says why', async () => {
		const { data } = demoCredentials(stage.sandbox, stage.mail).find(
			({ type }) => type === 'tealMemberApi',
		)!;
		const credential = stage.credentials.find(({ type }) => type === 'tealMemberApi')!;
		const refusal = await stage.client.testCredential(credential, {
			...data,
			username: tealMfaMember.username,
		});
		expect(refusal).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(
				/multi-factor authentication.*Use a member without multi-factor authentication/,
			),
		});
	});

	test('accepts a base URL with a trailing slash', async () => {
		for (const { type, data } of demoCredentials(stage.sandbox, stage.mail)) {
			if (!('baseUrl' in data)) continue;
			const credential = stage.credentials.find((stored) => stored.type === type)!;
			const result = await stage.client.testCredential(credential, {
				...data,
				baseUrl: `${data.baseUrl}/`,
			});
			expect({ type, status: result.status }).toEqual({ type, status: 'OK' });
		}
	});

	/** What is wrong with a base URL, and n8n's message. A credential can only define messages for responses. */
	const wrongUrls: Array<[string, (url: string) => string, RegExp]> = [
		[
			'an unknown path',
			(url) => `${url}/nowhere`,
			/^The \w+ API was not found at this address\. Check /,
		],
		[
			'an unknown name',
			() => 'http://no-such-host.invalid',
			/^(ENOTFOUND|EAI_AGAIN|The service .*)$/,
		],
		['a closed port', () => 'http://127.0.0.1:1', /^(ECONNREFUSED|The service refused .*)$/],
		[
			'a server without HTTPS',
			(url) => url.replace('http:', 'https:'),
			/^(EPROTO|The service .*)$/,
		],
		['no protocol', (url) => url.replace('http://', ''), /^(ERR_INVALID_URL|The service .*)$/],
	];

	test.each(wrongUrls)('reports a base URL with %s', async (_what, change, says) => {
		for (const { type, data } of demoCredentials(stage.sandbox, stage.mail)) {
			if (!('baseUrl' in data)) continue;
			const credential = stage.credentials.find((stored) => stored.type === type)!;
			const baseUrl = change(String(data.baseUrl));
			const { message } = await stage.client.testCredential(credential, { ...data, baseUrl });
			expect(message).toMatch(says);
		}
	});

	/** An endpoint for each credential that changes nothing. */
	const endpoints: Record<string, string> = {
		checkrApi: '/account',
		gustoApi: '/v1/token_info',
		gustoSystemApi: '/v1/token_info',
		softwareOneApi: '/public/v1/accounts/accounts?limit=1',
		tealApi: '/users',
		tealMemberApi: '/users',
		yardstikApi: '/sub_accounts',
	};

	test("works in n8n's HTTP Request node", async () => {
		const own = demoCredentials(stage.sandbox, stage.mail).filter(({ data }) => 'baseUrl' in data);
		expect(own.map(({ type }) => type).sort()).toEqual(Object.keys(endpoints).sort());
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
		const requests = own.map(({ type, data }) => ({
			name: type,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${String(data.baseUrl)}${endpoints[type]}`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				options: { response: { response: { fullResponse: true } } },
			},
			credentials: { [type]: { id: null, name: '' } },
		}));
		const workflow = await stage.client.importWorkflow(
			{
				name: 'Every other endpoint',
				nodes: [start, ...requests].map((node, index) => ({
					parameters: {},
					...node,
					id: String(index),
					position: [0, index * 160],
				})),
				connections: {
					Start: { main: [requests.map(({ name }) => ({ node: name, type: 'main', index: 0 }))] },
				},
				settings: {},
			},
			stage.credentials,
		);
		const execution = await stage.client.runWorkflow(workflow, 'Start');
		expect(execution.stoppedBy).toBeUndefined();
		for (const { name } of requests)
			expect([name, execution.json(name)]).toEqual([
				name,
				[expect.objectContaining({ statusCode: 200 })],
			]);
	});
});

describe('the onboarding example', () => {
	const rows = readFileSync(customersFile, 'utf8').trim().split('\n').slice(1);
	let customers: OnboardedCustomer[];

	beforeAll(async () => {
		stage.sandbox.reset();
		customers = await onboard(stage, customersFile);
	});

	test('reports every row of the file, in order', () => {
		expect(customers.map(({ customer }) => customer)).toEqual(rows.map((row) => row.split(',')[1]));
	});

	test('creates every customer except the two rejected ones, and gives the reasons', () => {
		const rejected = customers.filter(({ outcome }) => outcome !== 'Created');
		expect(rejected.map(({ customer, provider }) => [customer, provider])).toEqual([
			['Harbor Bakery', 'Checkr'],
			['Walrus Catering', 'Gusto'],
		]);
		expect(rejected[0].reason).toMatch(/^Checkr did not create account 'Harbor Bakery': .*tax_id/);
		expect(rejected[1].reason).toMatch(/^Gusto did not create company 'Walrus Catering': .*email/i);
	});

	test('creates exactly the right customers at each provider', () => {
		const names = (provider: ProviderName) =>
			customers
				.filter((one) => one.provider.toLowerCase() === provider && one.outcome === 'Created')
				.map(({ customer }) => customer);
		const { checkr, gusto, softwareone, teal, yardstik } = stage.sandbox.books;
		expect(checkr.accounts.map(({ name }: { name: string }) => name).sort()).toEqual(
			names('checkr').sort(),
		);
		expect(
			gusto.companies.map(({ company }: { company: { name: string } }) => company.name).sort(),
		).toEqual(names('gusto').sort());
		expect(softwareone.accounts.map(({ name }: { name: string }) => name)).toEqual(
			expect.arrayContaining(names('softwareone')),
		);
		expect(teal.accounts).toHaveLength(names('teal').length);
		expect(
			yardstik.subaccounts.map(({ account_name }: { account_name: string }) => account_name).sort(),
		).toEqual(names('yardstik').sort());
	});

	test('welcomes each new customer and tells the team about the others', () => {
		const welcomed = customers
			.filter(({ outcome }) => outcome === 'Created')
			.map(({ email }) => email);
		const { mails } = stage.mail;
		expect(
			mails
				.slice(0, -1)
				.map(({ to }) => to[0])
				.sort(),
		).toEqual(welcomed.sort());
		const links = mails
			.filter(({ text }) => text.includes('One step is left'))
			.map(({ to, text }) => [to[0], /https:\S+/.exec(text)?.[0]]);
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

	test('has the outcome that docs/demo.md shows', () => {
		const page = readFileSync('docs/demo.md', 'utf8');
		const reasons = customers.flatMap(({ reason }) => reason || []);
		const subjects = stage.mail.mails.map(({ subject }) => subject);
		expect([...reasons, ...subjects].filter((text) => !page.includes(text))).toEqual([]);
		expect(reasons).toHaveLength(2);
	});

	test('onboards a customer that a CRM sends to the webhook, but only with the key', async () => {
		const juniper = {
			'Company name': 'Juniper Logistics',
			'First Name': 'Mia',
			'Last Name': 'Lopez',
			Email: 'mia@juniper.example.com',
			'State/Region': 'TX',
			'Onboard With': 'gusto',
		};
		const refused = await stage.client.callWebhook('onboard-customer', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(juniper),
		});
		expect(refused.status).toBe(403);
		expect(await onboardFromCrm(juniper)).toMatchObject([
			{ customer: 'Juniper Logistics', outcome: 'Created' },
		]);
		expect(stage.mail.mails.at(-1)).toMatchObject({ to: ['mia@juniper.example.com'] });
	});

	test('requires a password before it accepts a file', async () => {
		const answer = await fetch(`${stage.n8n.url}/form/onboard-customers`);
		expect(answer.status).toBe(401);
		expect(formLogin.password).not.toBe('');
	});
});

describe('the examples that wait until an account is ready', () => {
	const oneSecond = { amount: 1, unit: 'seconds' };
	const mailed = () => stage.mail.mails.map(({ to, subject }) => [to[0], subject]);
	const ready = (email: string) => [email, 'Your account is ready'];

	// No reset: the table of customers holds the IDs of earlier accounts.
	beforeEach(() => {
		stage.sandbox.requests.length = 0;
		// All of Checkr's retries in a second.
		stage.sandbox.events.speed = 100_000;
		stage.mail.mails.length = 0;
	});

	describe('create, then welcome when ready', () => {
		const customer = (provider: string, email: string) => ({
			'Company name': `Company of ${email}`,
			'First Name': 'Kim',
			'Last Name': 'Berg',
			Email: email,
			'Phone Number': '+14155550100',
			'Street Address': '123 Main Street',
			City: 'San Francisco',
			'State/Region': 'CA',
			'Postal Code': '94107',
			'Country/Region': 'US',
			'Website URL': 'https://kim.example.com',
			EIN: '123456789',
			'Onboard With': provider,
		});
		const people = {
			checkr: 'kim@checkr.example.com',
			softwareone: 'kim@softwareone.example.com',
			yardstik: 'kim@yardstik.example.com',
		};
		const account: Record<string, string> = {};
		let workflow: string;

		/** Waits until this many events have been fully handled, whether or not they led to an email. */
		const handled = async (executions: number) =>
			await waitFor(`${executions} executions`, async () => {
				const all = await stage.client.executions(workflow);
				// A poll that fails and that n8n repeats is an execution with an error.
				const rest = all.filter(({ status }) => !['success', 'error'].includes(status));
				const done = all.filter(({ status }) => status === 'success');
				return done.length >= executions && rest.length === 0 ? true : undefined;
			});

		beforeEach(async () => {
			await stage.client.activateWorkflow(stage.workflows['customer-onboarding']);
			workflow = await importChanged('welcome-when-ready', { 'Ten Minutes Later': oneSecond });
			await stage.client.activateWorkflow(workflow);
			const trigger = (await readExamples())['welcome-when-ready'].nodes.find(
				({ name }) => name === 'Account Credentialed',
			)!;
			// What a user pastes into the Checkr Dashboard.
			stage.sandbox.books.checkr.applicationUrl = `${stage.n8n.url}/webhook/${trigger.webhookId}/webhook`;
		});

		afterEach(async () => await stage.client.deactivateWorkflow(workflow));

		test('sends one email on creation, and another only once the account is ready', async () => {
			for (const [provider, email] of Object.entries(people))
				[{ account: account[provider] }] = await onboardFromCrm(customer(provider, email));
			expect(stage.mail.mails.map(({ to }) => to[0])).toEqual(Object.values(people));
			for (const { subject, text } of stage.mail.mails) {
				expect(subject).toContain('has been created');
				expect(text).not.toMatch(/ready/i);
			}
			stage.mail.mails.length = 0;

			stage.sandbox.advance('checkr', account.checkr, { authorized: true });
			await stage.sandbox.events.settled();
			await handled(1);
			expect(mailed()).toEqual([ready(people.checkr)]);

			stage.sandbox.advance('softwareone', account.softwareone, { status: 'Active' });
			stage.sandbox.advance('yardstik', account.yardstik, { status: 'credentialed' });
			await pollNow(workflow);
			await handled(3);
			expect(mailed().sort()).toEqual(Object.values(people).map(ready).sort());
		});

		test('sends a single email despite repeated events, and none to anybody else', async () => {
			const email = 'robin@checkr.example.com';
			const [{ account: id }] = await onboardFromCrm(customer('checkr', email));
			stage.mail.mails.length = 0;
			const event = (about: string) =>
				checkrEvent('account.credentialed', { id: about, object: 'account', authorized: true });
			const credentialed = event(id);
			await stage.sandbox.events.emit('checkr', event('of-somebody-else'));
			await stage.sandbox.events.emit('checkr', event(id), { sign: 'wrong' });
			await handled(1);
			expect(mailed()).toEqual([]);
			await stage.sandbox.events.emit('checkr', credentialed, { times: 3 });
			await handled(4);
			// The account is disabled and enabled again: another event for a customer who already knows.
			await stage.sandbox.events.emit('checkr', event(id));
			await handled(5);
			expect(mailed()).toEqual([ready(email)]);
		});
	});

	describe('create, and wait in one workflow', () => {
		const looks = () =>
			stage.sandbox.requests.filter(({ method, path }) => method === 'GET' && /\/ACC-/.test(path));

		test('checks until the account is ready, then sends an email', async () => {
			const workflow = await importChanged('create-and-wait-until-ready', {
				'Six Hours': oneSecond,
			});
			const running = stage.client.runWorkflow(workflow, 'New Client');
			await waitFor('a second look', async () => (looks().length > 1 ? true : undefined));
			expect(mailed()).toEqual([]);
			const { id } = stage.sandbox.books.softwareone.accounts.at(-1)!;
			stage.sandbox.advance('softwareone', id, { status: 'Active' });
			expect((await running).stoppedBy).toBeUndefined();
			expect(mailed()).toEqual([ready('ingrid@fjord.example.com')]);
		});

		test('gives up after 28 waits, and tells the team', async () => {
			const workflow = await importChanged('create-and-wait-until-ready', {
				'Six Hours': { amount: 0.1, unit: 'seconds' },
				// The previous test's account is ready.
				Create: { name: 'Another Retail' },
			});
			const execution = await stage.client.runWorkflow(workflow, 'New Client');
			expect(execution.stoppedBy).toBeUndefined();
			expect(looks()).toHaveLength(29);
			expect(stage.mail.mails).toMatchObject([
				{
					to: ['team@example.com'],
					subject: 'Not ready after a week: Fjord Retail',
					text: expect.stringContaining('Its status is Enabled.'),
				},
			]);
		});
	});

	test('syncs only what changed to the table of accounts', async () => {
		const { client, sandbox } = stage;
		sandbox.reset();
		sandbox.seed('softwareone', 130);
		const workflow = stage.workflows['sync-changed-accounts'];
		await client.activateWorkflow(workflow);
		const filled = await client.runWorkflow(workflow, 'Fill the Table');
		expect(filled.stoppedBy).toBeUndefined();
		const rows = async () =>
			await client.dataTableRows((await client.findDataTable('SoftwareOne accounts'))!);
		expect(await rows()).toHaveLength(130);

		const [changed] = sandbox.books.softwareone.accounts;
		sandbox.advance('softwareone', changed.id, { status: 'Active' });
		sandbox.seed('softwareone', 1);
		const created = sandbox.books.softwareone.accounts.at(-1)!;
		await pollNow(workflow);
		const execution = await client.latestExecution(workflow, filled.id);
		expect(execution.stoppedBy).toBeUndefined();
		expect(execution.json('Add or Update Row')).toHaveLength(2);
		const after = await rows();
		expect(after).toHaveLength(131);
		expect(after).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ account_id: changed.id, status: 'Active' }),
				expect.objectContaining({ account_id: created.id, name: created.name }),
			]),
		);
		await client.deactivateWorkflow(workflow);
	});
});

describe('the nightly sync example', () => {
	const run = async () =>
		await stage.client.runWorkflow(stage.workflows['nightly-subaccount-sync'], 'Try It Now');
	const rows = async () =>
		await stage.client.dataTableRows((await stage.client.findDataTable('Yardstik subaccounts'))!);

	beforeAll(() => {
		stage.sandbox.reset();
		stage.sandbox.seed('yardstik', 130);
	});

	test('creates the table and copies all subaccounts from several pages', async () => {
		const execution = await run();
		expect(execution.stoppedBy).toBeUndefined();
		expect(execution.json('New Since Last Night')).toHaveLength(130);
		expect(await rows()).toHaveLength(130);
		expect(
			stage.sandbox.requests.filter(
				({ method, path }) => method === 'GET' && path === '/sub_accounts',
			).length,
		).toBeGreaterThan(1);
	});

	test('adds only new subaccounts on the second run, and updates the rest', async () => {
		const { subaccounts } = stage.sandbox.books.yardstik;
		subaccounts[0].email_address = 'moved@example.com';
		stage.sandbox.seed('yardstik', 3);
		const execution = await run();
		expect(execution.json('New Since Last Night')).toHaveLength(3);
		const table = await rows();
		expect(table).toHaveLength(133);
		expect(new Set(table.map(({ subaccount_id }) => subaccount_id)).size).toBe(133);
		expect(table.find(({ subaccount_id }) => subaccount_id === subaccounts[0].id)).toMatchObject({
			email_address: 'moved@example.com',
		});
	});
});

describe('the payroll example', () => {
	const login = { authorization: basicAuth(formLogin) };

	beforeAll(() => stage.sandbox.reset());

	let people = 0;

	/** Fills in the first page as a new person, and returns the URL of the next one. */
	async function fillIn(software: string, userName: string): Promise<string> {
		people += 1;
		const form = new FormData();
		const values = [
			'Ada',
			`Lovelace-${'I'.repeat(people)}`,
			'1990-04-22',
			'E1 6PG, SW1A 1AA',
			software,
			userName,
			'a password',
			'["I agree to share my payroll data for the verification of my income."]',
		];
		values.forEach((value, index) => form.append(`field-${index}`, value));
		const next = await stage.client.submitForm('connect-payroll', form, {
			...login,
			'user-agent': 'A browser',
		});
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

	test('asks for the code and connects the account', async () => {
		const page = await fillIn('quickbooks', 'happy_mfa');
		expect(await stage.client.openFormPage(page, login)).toContain(
			'Code from your authenticator app',
		);
		await stage.client.submitFormPage(page, answer('140295'), login);
		expect(await stage.client.openFormPage(page, login)).toContain('Your payroll is connected');
		const [user] = teal().users.slice(-1);
		expect(user).toMatchObject({
			forename: 'Ada',
			surname: 'Lovelace-I',
			post_codes: ['E1 6PG', 'SW1A 1AA'],
		});
		expect(String(user.date_of_birth)).toMatch(/^1990-04-22/);
		expect(teal().authorisations.at(-1)).toMatchObject({
			user_id: user.user_id,
			user_agent: 'A browser',
		});
		expect(teal().accounts.slice(-1)).toMatchObject([
			{ user_id: user.user_id, payroll_provider: 'quickbooks', status: 'Authorised' },
		]);
	});

	test('connects the account immediately if no code is required', async () => {
		const page = await fillIn('quickbooks', 'ada@example.com');
		expect(await stage.client.openFormPage(page, login)).toContain('Your payroll is connected');
		expect(teal().accounts.slice(-1)).toMatchObject([{ status: 'Authorised' }]);
	});

	test("sends the person to the payroll software's own page if it has one", async () => {
		const page = await fillIn('xero', '');
		expect(await stage.client.openFormPage(page, login)).toContain(
			'https://xero.example.com/authenticate',
		);
		expect(teal().accounts.slice(-1)).toMatchObject([{ status: 'PENDING' }]);
	});

	test("shows Teal's reason when the MFA answer or the password is wrong", async () => {
		const page = await fillIn('quickbooks', 'wrong_mfa');
		expect(await stage.client.openFormPage(page, login)).toContain('Code from your text message');
		await stage.client.submitFormPage(page, answer('000000'), login);
		expect(await stage.client.openFormPage(page, login)).toContain('The MFA response is wrong');
		const other = await fillIn('quickbooks', 'wrong_password');
		expect(await stage.client.openFormPage(other, login)).toContain(
			'The password is not accepted by the payroll provider',
		);
	});

	test('keeps no data of a finished run, since it contained a password', async () => {
		const page = await fillIn('quickbooks', 'ada@example.com');
		await stage.client.openFormPage(page, login);
		await stage.client.submitFormPage(page, new FormData(), login);
		const isGone = async () => ((await stage.client.formState(page)) === 'null' ? true : undefined);
		expect(await waitFor('the run to be forgotten', isGone)).toBe(true);
	});
});

describe('the example with a logo', () => {
	const logo = readFileSync('nodes/SoftwareOne/softwareone.svg');

	async function call(
		client: Record<string, string>,
		file?: Blob,
	): Promise<{ status: number; body: unknown }> {
		const form = new FormData();
		for (const [name, value] of Object.entries(client)) form.append(name, value);
		if (file) form.append('logo', file, 'juniper.svg');
		const headers = { [webhookHeader.name]: webhookHeader.value };
		const answer = await stage.client.callWebhook('softwareone-client', {
			method: 'POST',
			headers,
			body: form,
		});
		return { status: answer.status, body: await answer.json() };
	}

	const juniper = {
		crm_id: 'CRM-4711',
		company: 'Juniper Logistics',
		street: 'Storgata 5',
		postcode: '0155',
		city: 'Oslo',
		country: 'NO',
		email: 'support@juniper.example.com',
	};

	beforeAll(async () => {
		stage.sandbox.reset();
		await stage.client.activateWorkflow(stage.workflows['crm-to-softwareone-with-logo']);
	});

	test('creates the account with its logo, and tells the CRM', async () => {
		const { status, body } = await call(juniper, new Blob([logo], { type: 'image/svg+xml' }));
		expect({ status, body }).toEqual({
			status: 201,
			body: { account: 'ACC-0000-0001', created: true },
		});
		const { accounts, logos } = stage.sandbox.books.softwareone;
		expect(accounts).toMatchObject([
			{
				name: 'Juniper Logistics',
				externalId: 'CRM-4711',
				address: { addressLine1: 'Storgata 5', city: 'Oslo' },
			},
		]);
		expect(logos.get('ACC-0000-0001')).toEqual({
			name: 'juniper.svg',
			type: 'image/svg+xml',
			content: logo,
		});
	});

	test('returns the existing account when a client is sent again', async () => {
		expect(await call(juniper)).toEqual({
			status: 200,
			body: { account: 'ACC-0000-0001', created: false },
		});
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(1);
	});

	test('creates an account without a logo', async () => {
		expect(await call({ ...juniper, crm_id: 'CRM-4712' })).toMatchObject({
			status: 201,
			body: { account: 'ACC-0000-0002' },
		});
	});

	test('rejects a client without a crm_id', async () => {
		const { crm_id: _, ...unnumbered } = juniper;
		expect(await call(unnumbered)).toMatchObject({
			status: 422,
			body: { created: false, reason: expect.stringMatching(/no crm_id/) },
		});
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(2);
	});

	test('tells the CRM why no account was created', async () => {
		const { status, body } = await call({
			...juniper,
			crm_id: 'CRM-4713',
			email: 'not an address',
		});
		expect({ status, body }).toEqual({
			status: 422,
			body: { created: false, reason: expect.stringMatching(/Technical Support Email/) },
		});
		expect(stage.sandbox.books.softwareone.accounts).toHaveLength(2);
	});
});

describe('the example for AI assistants: nodes as tools', () => {
	let tools: ToolServer;

	beforeAll(async () => {
		stage.sandbox.reset();
		await stage.client.activateWorkflow(stage.workflows['tools-for-ai-assistants']);
		tools = await connectToTools(`${stage.n8n.url}/mcp/onboarding-tools`, {
			[webhookHeader.name]: webhookHeader.value,
		});
	});

	test('rejects a connection without the key', async () => {
		await expect(connectToTools(`${stage.n8n.url}/mcp/onboarding-tools`, {})).rejects.toThrow(
			/403/,
		);
	});

	test('lists the tools with the fields that an assistant has to fill in', async () => {
		const listed = await tools.list();
		expect(listed.map(({ name }) => name).sort()).toEqual([
			'Create_Gusto_company',
			'Find_SoftwareOne_accounts',
			'List_Yardstik_subaccounts',
		]);
		const create = listed.find(({ name }) => name === 'Create_Gusto_company')!;
		expect(create.description).toMatch(/^Set up a Gusto payroll company/);
		expect(Object.keys(create.inputSchema.properties).sort()).toEqual([
			'company',
			'email',
			'first_name',
			'last_name',
			'state',
		]);
	});

	const maple = {
		company: 'Maple Staffing',
		first_name: 'Grace',
		last_name: 'Kim',
		email: 'grace@maple.example.com',
		state: 'MN',
	};
	const companies = () => stage.sandbox.books.gusto.companies;

	test('creates a customer with what the assistant filled in', async () => {
		expect(await tools.call('Create_Gusto_company', maple)).toContain(
			'https://app.gusto.example.com/claim/',
		);
		expect(companies()).toMatchObject([
			{
				user: { first_name: 'Grace', last_name: 'Kim', email: 'grace@maple.example.com' },
				company: { name: 'Maple Staffing', states: ['MN'] },
			},
		]);
	});

	test('explains an invalid field, and says when the company already existed', async () => {
		expect(await tools.call('Create_Gusto_company', { ...maple, email: 'grace' })).toMatch(
			/'Administrator Email' .*email/,
		);
		expect(await tools.call('Create_Gusto_company', maple)).toMatch(
			/already_existed.*Maple Staffing/,
		);
		expect(companies()).toHaveLength(1);
	});

	test('lists subaccounts and finds accounts', async () => {
		stage.sandbox.seed('yardstik', 5);
		stage.sandbox.seed('softwareone', 12);
		expect(JSON.parse(await tools.call('List_Yardstik_subaccounts', { limit: 3 }))).toHaveLength(3);
		expect(await tools.call('Find_SoftwareOne_accounts', { name: '000011' })).toContain(
			'Customer 000011',
		);
	});
});
