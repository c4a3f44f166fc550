/** The webhook triggers in a real n8n that is killed and restarted: what is registered, and what starts executions. */
import { waitFor } from '../../demo/client.mts';
import { progressLine } from '../../demo/terminal.mts';
import { project } from '../../packaging/project.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { prepareProduct, startSite, type Site } from '../cluster/site.mts';
import { webhookTriggers, type WebhookTrigger } from '../engine/webhook-triggers.mts';

/** The first start installs n8n. */
const INSTALL_TIMEOUT = 25 * 60_000;

let sandbox: Sandbox;
let site: Site;

beforeAll(async () => {
	const say = progressLine(process.stderr);
	sandbox = await startSandbox();
	const product = await prepareProduct(say);
	site = await startSite({ ...product, home: 'e2e-webhooks', workers: 0, sandbox, say });
}, INSTALL_TIMEOUT);

afterAll(async () => {
	await site?.close();
	await sandbox?.close();
}, 60_000);

const foreign = 'http://127.0.0.1:9/somebody-else';

beforeEach(() => {
	sandbox.reset();
	// All of Checkr's retries in a second.
	sandbox.events.speed = 100_000;
});

/** Imports a workflow that starts with the trigger, without publishing it. */
async function imported({ node, credential, parameters }: WebhookTrigger): Promise<string> {
	return await site.client.importWorkflow(
		{
			name: node,
			nodes: [
				{
					id: node,
					webhookId: crypto.randomUUID(),
					name: 'Trigger',
					type: `${project.name}.${node}`,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: { [credential]: { id: null, name: '' } },
				},
				{
					id: 'done',
					name: 'Done',
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [200, 0],
					parameters: {},
				},
			],
			connections: { Trigger: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		},
		site.credentials,
	);
}

/** Waits until `count` executions have succeeded: a killed one may lose its start data. */
async function succeeded(workflowId: string, count: number): Promise<void> {
	await waitFor(`${count} executions`, async () => {
		const executions = await site.client.executions(workflowId, ['success']);
		return executions.length >= count ? true : undefined;
	});
}

/** The IDs of the events that have started executions, in the order of the executions. */
async function started(workflowId: string): Promise<unknown[]> {
	const ids: unknown[] = [];
	const executions = await site.client.allExecutions(workflowId);
	for (const { id } of executions.sort((one, other) => Number(one.id) - Number(other.id)))
		for (const { json } of await site.client.startItems(id)) ids.push(json.event_id);
	return ids;
}

const enabled = ({ registered }: WebhookTrigger) =>
	registered()
		.filter((hook) => hook.enabled)
		.map(({ url }) => url);

const idOf = ({ event, entry_id, id }: Record<string, unknown>) => id ?? `${event}:${entry_id}`;

describe.each(Object.values(webhookTriggers(() => sandbox)).map((each) => [each.name, each]))(
	'the %s Trigger',
	(_name, given) => {
		const trigger = given as WebhookTrigger;
		const { provider } = trigger;
		/** Triggers an event, and returns the statuses of the responses from each of n8n's webhooks. */
		const emit = async (event: Record<string, unknown>, sign: 'good' | 'wrong' = 'good') =>
			(await sandbox.events.emit(provider, event, { sign }))
				.filter(({ url }) => url !== foreign)
				.map(({ attempts }) => [...new Set(attempts)]);

		/** n8n removes the webhook in the background. */
		const unpublish = async (workflowId: string) => {
			const before = enabled(trigger).length;
			await site.client.deactivateWorkflow(workflowId);
			await waitFor('the end of the webhook', async () =>
				enabled(trigger).length < before ? true : undefined,
			);
		};

		test('receives signed events while published, through a restart and a crash', async () => {
			trigger.addForeign(foreign);
			const workflowId = await imported(trigger);
			await site.client.activateWorkflow(workflowId);
			const [, url] = enabled(trigger);
			expect(enabled(trigger)).toEqual([
				foreign,
				expect.stringMatching(/\/webhook\/[\w-]+\/webhook$/),
			]);

			const events = [1, 2, 3, 4].map(() => trigger.event());
			expect(await emit(events[0])).toEqual([[200]]);
			expect(await emit(trigger.event(), 'wrong')).toEqual([[401]]);

			const changes = () =>
				sandbox.requests
					.filter((request) => request.provider === provider)
					.map(({ method }) => method);
			sandbox.requests.length = 0;
			await site.restart();
			expect(await emit(events[1])).toEqual([[200]]);
			await succeeded(workflowId, 2);
			expect([enabled(trigger), changes()]).toEqual([[foreign, url], []]);

			site.crash();
			await site.recover();
			expect(await emit(events[2])).toEqual([[200]]);
			expect([enabled(trigger), changes()]).toEqual([[foreign, url], []]);

			await unpublish(workflowId);
			expect(enabled(trigger)).toEqual([foreign]);
			expect((await sandbox.events.emit(provider, events[3], { to: url }))[0].delivered).toBe(
				false,
			);
			await succeeded(workflowId, 3);
			expect(await started(workflowId)).toEqual(events.slice(0, 3).map(idOf));
		});

		test('uses a separate URL for tests while it is published', async () => {
			const workflowId = await imported(trigger);
			await site.client.activateWorkflow(workflowId);
			const [url] = enabled(trigger);
			await site.client.listenForTestEvent(workflowId, 'Trigger');
			expect(enabled(trigger)).toEqual([url, url.replace('/webhook/', '/webhook-test/')]);
			expect(await emit(trigger.event(), 'wrong')).toEqual([[401], [401]]);
			const event = trigger.event();
			expect(await emit(event)).toEqual([[200], [200]]);
			await waitFor('the end of the test', async () =>
				enabled(trigger).length === 1 ? true : undefined,
			);
			expect(enabled(trigger)).toEqual([url]);
			await succeeded(workflowId, 2);
			expect(await started(workflowId)).toEqual([idOf(event), idOf(event)]);
			await unpublish(workflowId);
			expect(enabled(trigger)).toEqual([]);
		});

		test('leaves nothing behind when it could not be published', async () => {
			const workflowId = await imported(trigger);
			// Everything succeeds, but n8n is told that it failed.
			sandbox.faults.next = ({ method }) =>
				['POST', 'PATCH'].includes(method)
					? { kind: 'status', status: 503, when: 'after' }
					: undefined;
			await expect(site.client.activateWorkflow(workflowId)).rejects.toThrow('not published');
			sandbox.faults.next = undefined;
			expect(enabled(trigger)).toEqual([]);
			await site.client.activateWorkflow(workflowId);
			const event = trigger.event();
			expect(await emit(event)).toEqual([[200]]);
			await succeeded(workflowId, 1);
			await unpublish(workflowId);
			expect(enabled(trigger)).toEqual([]);
		});
	},
);
