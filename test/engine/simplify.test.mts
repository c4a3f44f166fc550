import type { INodeParameters } from 'n8n-workflow';
import { checkrKey } from '../../sandbox/providers/checkr.mts';
import { softwareoneToken } from '../../sandbox/providers/softwareone.mts';
import { tealKey, tealUsers } from '../../sandbox/providers/teal.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { ProviderName } from '../../sandbox/types.mts';
import { nodeType, runNode } from './harness.mts';
import { credentialsFor } from './providers.mts';

// Simplify returns less than the provider sends, never more.
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());
beforeEach(() => {
	sandbox.reset();
	for (const provider of ['checkr', 'softwareone', 'teal', 'yardstik'] as const)
		sandbox.seed(provider, 2);
});

interface Node {
	provider: ProviderName;
	credential: string;
	secrets: Record<string, string>;
	/** Every operation that has Simplify, with the other parameters it requires. */
	operations: Record<string, (sandbox: Sandbox) => INodeParameters>;
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });
const nothing = () => ({});

const nodes: Record<string, Node> = {
	checkr: {
		provider: 'checkr',
		credential: 'checkrApi',
		secrets: { apiKey: checkrKey },
		operations: { 'account get': nothing, 'package getAll': nothing },
	},
	softwareOne: {
		provider: 'softwareone',
		credential: 'softwareOneApi',
		secrets: { apiToken: softwareoneToken },
		operations: {
			'account get': ({ books }) => ({ accountId: byId(books.softwareone.accounts[0].id) }),
			'account getAll': nothing,
		},
	},
	teal: {
		provider: 'teal',
		credential: 'tealApi',
		secrets: { apiKey: tealKey },
		operations: {
			'authorisation getAll': () => ({ userId: byId(tealUsers[1].userId) }),
			'provider getAll': nothing,
			'user get': () => ({ userId: byId(tealUsers[1].userId) }),
			'user getAll': nothing,
		},
	},
	yardstik: {
		provider: 'yardstik',
		credential: 'yardstikApi',
		secrets: { apiKey: yardstikKey },
		operations: {
			'subaccount get': ({ books }) => ({ subaccountId: byId(books.yardstik.subaccounts[0].id) }),
			'subaccount getAll': nothing,
			'package getAll': nothing,
		},
	},
};

const rows = Object.entries(nodes).flatMap(([node, { operations }]) =>
	Object.keys(operations).map((operation): [string, string] => [node, operation]),
);

it.each(rows)('%s, %s: never outputs more fields with Simplify', async (node, place) => {
	const { provider, credential, secrets, operations } = nodes[node];
	const [resource, operation] = place.split(' ');
	const fieldsOf = async (simplify: boolean) => {
		const { outputs, error } = await runNode({
			node,
			credentials: credentialsFor({ credential, secrets }, sandbox.url[provider]),
			parameters: {
				...(node === 'teal' ? { authentication: credential } : {}),
				resource,
				operation,
				...operations[place](sandbox),
				simplify,
			},
		});
		expect(error).toBeUndefined();
		return Object.keys(outputs[0][0].json);
	};
	const [simple, whole] = [await fieldsOf(true), await fieldsOf(false)];
	expect(simple.length).toBeGreaterThan(0);
	expect(simple.length).toBeLessThanOrEqual(whole.length);
});

it.each(Object.keys(nodes))('%s: covers every operation that has Simplify', (node) => {
	const shown = nodeType(node)
		.description.properties.filter(({ name }) => name === 'simplify')
		.flatMap(({ displayOptions }) => {
			const { resource = [], operation = [] } = displayOptions?.show ?? {};
			return resource.flatMap((one) => operation.map((two) => `${String(one)} ${String(two)}`));
		});
	expect(Object.keys(nodes[node].operations).sort()).toEqual(shown.sort());
});

it('keeps the package ID that Yardstik requires elsewhere', async () => {
	const { outputs } = await runNode({
		node: 'yardstik',
		credentials: credentialsFor(nodes.yardstik, sandbox.url.yardstik),
		parameters: { resource: 'package', operation: 'getAll' },
	});
	expect(outputs[0][0].json).toMatchObject({ package_id: expect.anything() });
});
