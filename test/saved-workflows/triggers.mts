/** Runs saved triggers in n8n's own contexts: something happens at the provider, and each trigger outputs it. */
import type { ICredentialDataDecryptedObject, IDataObject, INode } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/server.mts';
import { PublishedWorkflow } from '../engine/polling.mts';
import { pollingTriggers } from '../engine/polling-triggers.mts';
import { webhookTriggers } from '../engine/webhook-triggers.mts';
import { N8n, TriggeredWorkflow } from '../engine/webhooks.mts';

/**
 * Publishes each trigger, causes one event at its provider, and unpublishes it.
 *
 * @returns the output item of each trigger, by node name.
 * @throws Error if a trigger doesn't output exactly one item.
 */
export async function triggered(
	nodes: INode[],
	credentials: Record<string, ICredentialDataDecryptedObject>,
	sandbox: Sandbox,
): Promise<Record<string, IDataObject>> {
	const n8n = await N8n.start();
	try {
		const outputs: Record<string, IDataObject> = {};
		for (const { credentials: own = {}, id, name, parameters, type, typeVersion } of nodes) {
			const trigger = {
				node: type.split('.').pop()!,
				nodeId: id,
				parameters,
				typeVersion,
				credentials: Object.fromEntries(Object.keys(own).map((one) => [one, credentials[one]])),
			};
			const items = (await byWebhook(trigger, n8n, sandbox)) ?? (await byPolling(trigger, sandbox));
			if (items.length !== 1)
				throw new Error(`The trigger "${name}" gave ${items.length} items out.`);
			[outputs[name]] = items;
		}
		return outputs;
	} finally {
		await n8n.close();
	}
}

type Trigger = ConstructorParameters<typeof TriggeredWorkflow>[1];

async function byWebhook(
	trigger: Trigger,
	n8n: N8n,
	sandbox: Sandbox,
): Promise<IDataObject[] | undefined> {
	const rows = Object.values(webhookTriggers(() => sandbox));
	const row = rows.find(({ node }) => node === trigger.node);
	if (!row) return undefined;
	const workflow = new TriggeredWorkflow(n8n, trigger);
	await workflow.publish();
	// If n8n registers nothing, a user pastes the URL into Checkr's dashboard.
	if (row.registered().length === 0) sandbox.set('checkr', { applicationUrl: workflow.url });
	await sandbox.events.emit(row.provider, row.event(), { to: workflow.url });
	await workflow.unpublish();
	return workflow.items;
}

async function byPolling(trigger: Trigger, sandbox: Sandbox): Promise<IDataObject[]> {
	const row = pollingTriggers(() => sandbox).find(({ node }) => node === trigger.node);
	if (!row) throw new Error(`Nothing is known to start ${trigger.node}.`);
	const workflow = new PublishedWorkflow(trigger);
	await workflow.start();
	row.happen();
	return await workflow.poll();
}
