/**
 * Checks with several workers, besides bursts: credentials, lists, tokens, files, a dead worker, no secrets in logs.
 */
import { readFileSync } from 'node:fs';
import type { INodeProperties } from 'n8n-workflow';
import { demoCredentials, webhookHeader } from '../../demo/credentials.mts';
import type { Say } from '../../demo/install.mts';
import { readExamples } from '../../demo/stage.mts';
import { waitFor } from '../../demo/client.mts';
import { tealUsers } from '../../sandbox/providers/teal.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { creations, type Creation } from '../engine/providers.mts';
import { own } from '../cluster/contenders.mts';
import { customersOf, outcomeOf, publish, send, settled } from '../cluster/onboarding.mts';
import type { Goal } from '../cluster/report.mts';
import type { Site } from '../cluster/site.mts';

const PACKAGE = 'n8n-nodes-partner-onboarding';

/** Max concurrent executions of a worker, as the site starts it. */
const AT_ONCE = 10;

type Check = (site: Site, sandbox: Sandbox) => Promise<Goal[]>;

const rowOf = (credential: string): Creation =>
	creations.find((row) => row.credential === credential)!;

/** A goal that is reached if nothing is wrong. */
function nothing(text: string, wrong: string[]): Goal {
	return { text, measured: wrong.join('; ') || 'no errors', reached: wrong.length === 0 };
}

const credentialTests: Check = async ({ client, credentials, mail }, sandbox) => {
	const wrong: string[] = [];
	for (const { type, data, wrong: other } of demoCredentials(sandbox, mail)) {
		if (!other || type === 'smtp') continue;
		const credential = credentials.find((stored) => stored.type === type)!;
		const right = await client.testCredential(credential);
		const refused = await client.testCredential(credential, { ...data, ...other });
		if (right.status !== 'OK') wrong.push(`${type}: ${right.message}`);
		if (refused.status !== 'Error') wrong.push(`${type} accepts a wrong secret`);
	}
	return [nothing('every credential test through the main process', wrong)];
};

/** A field with a list to choose from, and the method behind it. */
interface ListField {
	path: string;
	method: string;
	searchable: boolean;
}

function listFields(properties: INodeProperties[], above = ''): ListField[] {
	return properties.flatMap(({ name, typeOptions, modes = [], options = [] }) => {
		const path = above + name;
		const nested = options.flatMap((option) =>
			'values' in option
				? listFields(option.values, `${path}.${option.name}.`)
				: 'type' in option
					? listFields([option], `${path}.`)
					: [],
		);
		const searches = modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []);
		const loads =
			typeof typeOptions?.loadOptionsMethod === 'string' ? [typeOptions.loadOptionsMethod] : [];
		return [
			...searches.map((method) => ({ path, method, searchable: true })),
			...loads.map((method) => ({ path, method, searchable: false })),
			...nested,
		];
	});
}

const lists: Check = async ({ client, credentials }, sandbox) => {
	sandbox.reset();
	for (const row of creations) sandbox.seed(row.provider, 3);
	const wrong: string[] = [];
	let count = 0;
	const nodes = (await client.nodeTypes()).filter(
		({ name }) => name.startsWith(`${PACKAGE}.`) && !/Tool$|Trigger$/.test(name),
	);
	for (const node of nodes) {
		const own = credentials.filter(({ type }) =>
			node.credentials?.some(({ name }) => name === type),
		);
		for (const field of listFields(node.properties)) {
			const choices = await client
				.choices(node.name, field, {
					credentials: Object.fromEntries(own.map((one) => [one.type, one])),
					parameters: {
						authentication: 'tealApi',
						userId: { __rl: true, mode: 'list', value: tealUsers[0].userId },
					},
				})
				.catch((cause: Error) => cause);
			count += 1;
			if (choices instanceof Error) wrong.push(`${field.method}: ${choices.message}`);
			else if (choices.length === 0) wrong.push(`${field.method}: empty`);
		}
	}
	return [nothing(`every list in a form (${count} fields) through the main process`, wrong)];
};

/** Many calls at once right after the token has expired, at a provider that keeps honoring older tokens, or doesn't. */
const expiringTokens: Check = async (site, sandbox) => {
	const row = rowOf('gustoSystemApi');
	const onboarding = await publish(site, sandbox, row, own, 'tokens');
	const goals: Goal[] = [];
	for (const tokens of ['all', 'newest']) {
		sandbox.reset();
		await send(site, onboarding, customersOf(`First${tokens}`, 1));
		await settled(site, onboarding);
		// Long enough that many executions find the token expired before the first of them has a new one.
		sandbox.set('gusto', { tokens, signInLatencyMs: 1000 });
		sandbox.books.gusto.expireTokens();
		const before = sandbox.books.gusto.signIns;
		const customers = customersOf(`Token${tokens}`, 100);
		await Promise.all(customers.map(async (customer) => await send(site, onboarding, [customer])));
		await settled(site, onboarding);
		const { created } = outcomeOf(row, customers, sandbox.books);
		const honored = tokens === 'all' ? '' : ', where only the newest token is honored';
		goals.push({
			text: `100 calls at once after the token has expired${honored}: all are created`,
			measured: `${created}, ${sandbox.books.gusto.signIns - before} sign-ins`,
			reached: created === customers.length,
		});
	}
	return goals;
};

const logo = readFileSync('nodes/SoftwareOne/softwareone.svg');

/** Sends a client with a logo to the example's webhook, and returns the response to the CRM. */
async function sendLogo(site: Site, number: string): Promise<{ status: number; reason: string }> {
	const form = new FormData();
	const client = {
		crm_id: number,
		company: `Juniper ${number}`,
		street: 'Storgata 5',
		postcode: '0155',
		city: 'Oslo',
		country: 'NO',
		email: 'support@juniper.example.com',
	};
	for (const [name, value] of Object.entries(client)) form.append(name, value);
	form.append('logo', new Blob([logo], { type: 'image/svg+xml' }), 'juniper.svg');
	const answer = await site.webhooks.callWebhook('softwareone-client', {
		method: 'POST',
		headers: { [webhookHeader.name]: webhookHeader.value },
		body: form,
	});
	return { status: answer.status, reason: await answer.text() };
}

const files: Check = async (site, sandbox) => {
	sandbox.reset();
	const example = (await readExamples())['crm-to-softwareone-with-logo'];
	await site.client.activateWorkflow(await site.client.importWorkflow(example, site.credentials));
	const shared = await sendLogo(site, 'CRM-1');
	const [kept] = sandbox.books.softwareone.logos.values();
	await site.reconfigure({ N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' });
	const unshared = await sendLogo(site, 'CRM-2');
	await site.reconfigure({ N8N_DEFAULT_BINARY_DATA_MODE: 'database' });
	const setting = 'N8N_DEFAULT_BINARY_DATA_MODE';
	const named = unshared.status === 422 && unshared.reason.includes(setting);
	return [
		{
			text: "a logo with n8n's default storage of binary data",
			measured: String(shared.status),
			reached: shared.status === 201 && Boolean(kept?.content.equals(logo)),
		},
		{
			text: 'a logo that the worker cannot read: the message names the setting',
			measured: named ? setting : unshared.reason,
			reached: named,
		},
	];
};

const deadWorker: Check = async (site, sandbox) => {
	const [row] = creations;
	const onboarding = await publish(site, sandbox, row, own, 'dead worker');
	sandbox.reset();
	sandbox.latencyMs = 300;
	const customers = customersOf('Survivor', 90);
	const sendAll = async () =>
		await Promise.all(customers.map(async (customer) => await send(site, onboarding, [customer])));
	await sendAll();
	await waitFor('a third of the customers', async () =>
		sandbox.books.checkr.accounts.length >= customers.length / 3 ? true : undefined,
	);
	site.crash(1);
	await settled(site, onboarding);
	const failed = await site.client.executions(onboarding.workflowId, ['error', 'crashed']);
	const { without } = outcomeOf(row, customers, sandbox.books);
	await sendAll();
	await settled(site, onboarding);
	await site.recover();
	const after = outcomeOf(row, customers, sandbox.books);
	return [
		{
			text: `one worker killed: only the executions that it was running (at most ${AT_ONCE}) fail`,
			measured: `${failed.length} failed, ${without} not created`,
			reached: failed.length <= AT_ONCE && without <= AT_ONCE,
		},
		{
			text: 'then all customers sent again: each has exactly one account',
			measured: `${after.twice} with two accounts, ${after.without} without one`,
			reached: after.twice === 0 && after.without === 0,
		},
	];
};

const silentLogs: Check = async (site, sandbox) => {
	const tokens = [...sandbox.books.gusto.issued.keys()];
	const secrets = new Set([...creations.flatMap((row) => Object.values(row.secrets)), ...tokens]);
	const told = Object.entries(await site.logs()).flatMap(([file, text]) =>
		[...secrets]
			.filter((secret) =>
				[secret, Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, '')].some((form) =>
					text.includes(form),
				),
			)
			.map((secret) => `${secret} in ${file}`),
	);
	return [nothing('no secret in any log', told)];
};

const all: Record<string, Check> = {
	'Credential tests': credentialTests,
	Lists: lists,
	'Expiring tokens': expiringTokens,
	'A worker is killed': deadWorker,
	Files: files,
	Logs: silentLogs,
};

/** Runs all checks, one after the other. */
export async function checks(site: Site, sandbox: Sandbox, say: Say): Promise<Goal[]> {
	const goals: Goal[] = [];
	for (const [title, check] of Object.entries(all)) {
		const found = await check(site, sandbox);
		for (const { measured } of found) say(`  ${title}: ${measured}`);
		goals.push(...found);
	}
	return goals;
}
