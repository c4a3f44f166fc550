/** Onboards customers at a provider: the workflow that creates them, and what the provider has of them afterwards. */
import type { WorkflowFile } from '../../demo/client.mts';
import { waitFor } from '../../demo/client.mts';
import type { Books, Sandbox } from '../../sandbox/server.mts';
import type { Creation, Customer } from '../engine/providers.mts';
import type { Contender } from './contenders.mts';
import type { Site } from './site.mts';

/** A published workflow that creates every customer in a webhook call. */
export interface Onboarding {
	row: Creation;
	workflowId: string;
	/** Path of its webhook, under `/webhook/`. */
	path: string;
}

/**
 * `count` customers with unique names, emails and numbers. The prefix has no spaces, since the names of Teal's users
 * have two parts.
 */
export function customersOf(prefix: string, count: number): Customer[] {
	return Array.from({ length: count }, (_, index) => ({
		company: `${prefix} ${index}`,
		email: `${prefix}-${index}@example.com`,
		taxId: '123456789',
		crm: `${prefix}-${index}`,
		externalId: `${prefix}-${index}`,
	}));
}

/**
 * Webhook → Split Out → the contender's node. The webhook responds to the caller immediately.
 *
 * @param purpose distinguishes workflows that do the same.
 */
export async function publish(
	site: Site,
	sandbox: Sandbox,
	row: Creation,
	contender: Contender,
	purpose = '',
): Promise<Onboarding> {
	const name = `${contender.title}: ${row.title} ${purpose}`;
	const path = name.toLowerCase().replace(/[^a-z]+/g, '-');
	const file: WorkflowFile = {
		name,
		nodes: [
			{
				id: '1',
				name: 'CRM',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
				webhookId: path,
			},
			{
				id: '2',
				name: 'Customers',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [200, 0],
				parameters: { fieldToSplitOut: 'body.customers' },
			},
			{
				id: '3',
				name: 'Create',
				position: [400, 0],
				...contender.node(row, sandbox.url[row.provider]),
				credentials: { [row.credential]: { id: null, name: '' } },
			},
		],
		connections: {
			CRM: { main: [[{ node: 'Customers', type: 'main', index: 0 }]] },
			Customers: { main: [[{ node: 'Create', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
	const workflowId = await site.client.importWorkflow(file, site.credentials);
	await site.client.activateWorkflow(workflowId);
	return { row, workflowId, path };
}

/** Makes one webhook call. n8n responds as soon as it has accepted it. */
export async function send(site: Site, { path }: Onboarding, customers: Customer[]): Promise<void> {
	const answer = await site.webhooks.callWebhook(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ customers }),
	});
	if (!answer.ok) throw new Error(`The webhook ${path} answered ${answer.status}.`);
	await answer.text();
}

/** Waits until no execution of the workflow is in progress. */
export async function settled(
	{ client }: Site,
	{ workflowId }: Pick<Onboarding, 'workflowId'>,
	patience?: number,
): Promise<void> {
	await waitFor(
		`the executions of workflow ${workflowId}`,
		async () => {
			const underWay = await client.executions(workflowId, ['new', 'running', 'waiting']);
			return underWay.length === 0 || undefined;
		},
		patience,
	);
}

/** What became of customers at their provider. */
export interface Outcome {
	created: number;
	/** Customers with more than one account. */
	twice: number;
	/** Customers without an account. */
	without: number;
}

/** Looks up the customers in the provider's books. */
export function outcomeOf({ held }: Creation, customers: Customer[], books: Books): Outcome {
	const accounts = new Map<string, number>();
	for (const { name } of held(books)) accounts.set(name, (accounts.get(name) ?? 0) + 1);
	const numbers = customers.map(({ company }) => accounts.get(company) ?? 0);
	return {
		created: numbers.filter((number) => number > 0).length,
		twice: numbers.filter((number) => number > 1).length,
		without: numbers.filter((number) => number === 0).length,
	};
}
