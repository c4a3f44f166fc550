import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import type {
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeParameters,
} from 'n8n-workflow';
import { GustoSystemApi } from '../../credentials/GustoSystemApi.credentials.ts';
import { TealMemberApi } from '../../credentials/TealMemberApi.credentials.ts';
import type { Fault } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { ProviderName } from '../../sandbox/types.mts';
import { runNode, type Result } from './harness.mts';
import { creations, credentialsFor, customers, listings, run, wordsOf } from './providers.mts';

// Promise 9: no key or password appears in anything that n8n stores or shows.
let sandbox: Sandbox;
/** A server that is not the provider and echoes everything it receives. */
let stranger: Server;
let strangerUrl: string;
const arrived: IncomingMessage[] = [];
/** Number of letters before what the stranger echoes. */
let padding = 0;

beforeAll(async () => {
	sandbox = await startSandbox();
	stranger = createServer(async (request, response) => {
		arrived.push(request);
		const sent = await text(request);
		const told = `${'x'.repeat(padding)}You sent ${sent} with ${JSON.stringify(request.headers)} to ${request.url}`;
		response.writeHead(422, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				error: told,
				message: told,
				errors: [told, { message: told }],
				detail: told,
			}),
		);
	});
	await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
	strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
	stranger.close();
	await sandbox.close();
});
beforeEach(() => {
	arrived.length = 0;
	padding = 0;
	sandbox.reset();
});

/** Every form in which the secrets might appear in a stored execution. */
function formsOf(secrets: Record<string, string>): string[] {
	return Object.values(secrets).flatMap((secret) => [
		secret,
		Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''),
		encodeURIComponent(secret),
	]);
}

function expectNone(result: Result, secrets: Record<string, string>): void {
	// All of it, at any depth, including what n8n would leave out when it stores the execution.
	const stored = inspect(result, {
		depth: Infinity,
		maxStringLength: Infinity,
		maxArrayLength: Infinity,
		showHidden: true,
	});
	for (const form of formsOf(secrets)) expect(stored.includes(form)).toBe(false);
}

const faults: Array<[string, Fault | undefined]> = [
	['nothing wrong', undefined],
	['429', { kind: 'rate-limited', hint: 'none', seconds: 0 }],
	['503', { kind: 'status', status: 503, when: 'before' }],
	['cut before', { kind: 'cut', when: 'before' }],
	['cut in the body', { kind: 'cut-body' }],
	['wrong JSON', { kind: 'wrong-json' }],
	['HTML', { kind: 'html' }],
];

describe.each([...creations, ...listings])('stored executions: $title', (row) => {
	const modes = [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const;

	it.each(faults)('stores no secret: %s', async (_name, fault) => {
		sandbox.faults.next = () => fault;
		for (const onError of modes)
			expectNone(
				await run(row, sandbox.url[row.provider], {
					items: customers(2),
					onError,
					options: { retries: 0, maxWait: 0 },
				}),
				row.secrets,
			);
	});

	it('stores no secret when the key is not accepted', async () => {
		const secrets = Object.fromEntries(
			Object.keys(row.secrets).map((name) => [name, `unaccepted/${name}+value`]),
		);
		for (const onError of modes) {
			const result = await run(row, sandbox.url[row.provider], {
				items: customers(2),
				onError,
				credentials: credentialsFor({ ...row, secrets }, sandbox.url[row.provider]),
			});
			expectNone(result, secrets);
			expect(inspect(result, { depth: Infinity })).toContain(
				row.unknownSecret ?? 'did not accept the key in the credential',
			);
		}
	});

	it('stores no secret when the server echoes everything it was sent', async () => {
		for (const onError of modes) {
			const result = await run(row, strangerUrl, { items: customers(2), onError });
			expectNone(result, row.secrets);
			expect(inspect(result, { depth: Infinity })).toContain('You sent');
		}
		expect(arrived.length).toBeGreaterThan(0);
	});

	it('stores no secret when the base URL is invalid or unreachable', async () => {
		for (const url of ['not an address', 'http://127.0.0.1:9', ''])
			expectNone(
				await run(row, url, { options: { retries: 0 }, items: customers(1) }),
				row.secrets,
			);
	});
});

describe.each([...creations, ...listings])('redirects: $title', (row) => {
	it('does not follow redirects to another origin', async () => {
		sandbox.faults.next = () => ({ kind: 'redirect', to: `${strangerUrl}/elsewhere` });
		const result = await run(row, sandbox.url[row.provider], { items: customers(1) });
		expect(arrived).toEqual([]);
		expect(result.error?.message).toContain('redirects to another server');
	});

	it('follows redirects within the origin', async () => {
		sandbox.faults.next = ({ path }) =>
			sandbox.requests.length === 1 ? { kind: 'redirect', to: path } : undefined;
		const { error } = await run(row, sandbox.url[row.provider], { items: customers(1) });
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(2);
	});
});

it.each<{
	node: ProviderName;
	credential: string;
	parameters: INodeParameters;
	entered: Record<string, string>;
}>([
	{
		node: 'gusto',
		credential: 'gustoSystemApi',
		parameters: { resource: 'token', operation: 'getInfo' },
		entered: { clientId: 'a-client', clientSecret: 'a-client-secret' },
	},
	{
		node: 'teal',
		credential: 'tealMemberApi',
		parameters: { resource: 'provider', operation: 'getAll', authentication: 'tealMemberApi' },
		entered: { username: 'nathan@example.com', password: 'a-member-password' },
	},
])(
	'does not follow redirects for $credential, which has its secret in the body',
	async ({ node, credential, parameters, entered }) => {
		for (const to of [`${strangerUrl}/elsewhere`, `${sandbox.url[node]}/elsewhere`]) {
			sandbox.reset();
			sandbox.faults.next = () => ({ kind: 'redirect', to });
			const result = await runNode({
				node,
				parameters,
				credentials: {
					[credential]: { environment: 'custom', baseUrl: sandbox.url[node], ...entered },
				},
			});
			expect(sandbox.requests).toHaveLength(1);
			expect(arrived).toEqual([]);
			expect(wordsOf(result)).toContain('HTTP 307');
			expectNone(result, entered);
		}
	},
);

it('hides a key even if the message is cut off in the middle of it', async () => {
	const row = creations.find(({ node }) => node === 'yardstik') as (typeof creations)[number];
	const [{ apiKey }] = Object.values(credentialsFor(row, strangerUrl)) as Array<{ apiKey: string }>;
	for (padding = 440; padding < 500; padding += 7) {
		const { error } = await run(row, strangerUrl, { items: customers(1), options: { retries: 0 } });
		expect(error?.message).toContain('xxx');
		expect(error?.message).not.toContain(apiKey.slice(0, 6));
	}
});

describe.each<[string, ICredentialType, Record<string, string>]>([
	['Gusto System', new GustoSystemApi(), { clientId: 'my-client', clientSecret: 's3cret/key' }],
	['Teal Member', new TealMemberApi(), { username: 'ann@example.com', password: 's3cret/key' }],
])('sign-in: %s', (_name, credential, entered) => {
	it('shows nothing that was entered, also when n8n tests the credential', async () => {
		// What n8n passes in, with a plain request: the node isn't there to mask anything.
		const helpers = {
			async httpRequest({ baseURL, url, body }: IHttpRequestOptions) {
				const init = { method: 'POST', body: JSON.stringify(body) };
				const response = await fetch(`${baseURL}${url}`, init);
				return { statusCode: response.status, headers: {}, body: await response.json() };
			},
		};
		const signingIn = credential.preAuthentication!.call({ helpers } as IHttpRequestHelper, {
			environment: 'custom',
			baseUrl: strangerUrl,
			...entered,
		});
		const error = await signingIn.catch((thrown: Error) => thrown);
		expect(inspect(error, { depth: Infinity })).toContain('You sent');
		for (const form of formsOf(entered))
			expect(inspect(error, { depth: Infinity })).not.toContain(form);
	});
});
