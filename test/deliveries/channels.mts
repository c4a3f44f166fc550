/** The ways in which provider events become executions, each with its own published workflow. */
import { randomUUID } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../../demo/client.mts';
import { project } from '../../packaging/project.mts';
import { checkrEvent } from '../../sandbox/events/checkr.mts';
import type { Delivery, EmitOptions } from '../../sandbox/events/types.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { ProviderName } from '../../sandbox/types.mts';
import type { Site } from '../cluster/site.mts';
import { pollingTriggers } from '../engine/polling-triggers.mts';
import { webhookTriggers, type WebhookTrigger } from '../engine/webhook-triggers.mts';

/** A workflow that starts with a trigger, and the events that its provider owes it. */
export interface Channel {
	/** Name of the trigger's node. */
	title: string;
	provider: ProviderName;
	workflowId: string;
	/** Triggers an event at the provider. */
	happen(): void;
	/** How many events have happened. */
	happened(): number;
	/** The names of the events that must have started an execution. */
	owed(): string[];
	/** The names of the events that may have started one, owed or not. */
	allowed(): string[];
	/**
	 * The events that n8n accepted during startup, before it knew its workflows: it responds to everything with 200 then.
	 */
	swallowed(): string[];
	/** Whether the provider has the right webhooks registered, while the workflow is published and after that. */
	registeredWell(published: boolean): boolean;
	/** The name of the event in an item that started an execution. */
	eventIn(item: IDataObject): string;
	/** Whether an event must not start a second execution. */
	once: boolean;
}

/** Imports and publishes a workflow for each trigger. What existed before is not owed. */
export async function openChannels(
	site: Site,
	sandbox: Sandbox,
	random: () => number,
): Promise<Channel[]> {
	const channels: Channel[] = [];
	for (const trigger of pollingTriggers(() => sandbox)) {
		for (let before = 0; before < 3; before += 1) trigger.happen();
		const happened: string[] = [];
		const workflowId = await publish(site, {
			type: trigger.node,
			credential: trigger.credential,
			parameters: { ...trigger.parameters, pollTimes: { item: [{ mode: 'everyMinute' }] } },
		});
		channels.push({
			title: trigger.node,
			provider: trigger.provider,
			workflowId,
			happen: () => void happened.push(trigger.happen()),
			happened: () => happened.length,
			owed: () => happened,
			allowed: () => happened,
			swallowed: () => [],
			registeredWell: () => true,
			eventIn: (item) => String(item[trigger.account]),
			once: true,
		});
	}
	const { checkr, teal, yardstik } = webhookTriggers(() => sandbox);
	for (const trigger of [checkr, teal, yardstik]) {
		trigger.addForeign(foreign);
		const before = new Set(trigger.registered().map(({ url }) => url));
		const workflowId = await publish(site, { ...trigger, type: trigger.node });
		const { url } = trigger.registered().find((hook) => !before.has(hook.url))!;
		channels.push({
			...webhookChannel(sandbox, trigger, url, random),
			title: trigger.node,
			workflowId,
			registeredWell(published) {
				const enabled = trigger.registered().filter((hook) => hook.enabled);
				const own = enabled.filter((hook) => hook.url === url).length;
				const others = enabled.filter((hook) => hook.url === foreign).length;
				return own === (published ? 1 : 0) && others === 1;
			},
		});
	}
	const application: WebhookTrigger = {
		...checkr,
		parameters: { source: 'application' },
		event: () => checkrEvent('account.credentialed', { ...checkr.event(), object: 'account' }),
	};
	const webhookId = randomUUID();
	const workflowId = await publish(site, { ...application, type: application.node, webhookId });
	const url = `${site.client.url}/webhook/${webhookId}/webhook`;
	// What a user pastes into the Checkr Dashboard.
	sandbox.books.checkr.applicationUrl = url;
	channels.push({
		...webhookChannel(sandbox, application, url, random),
		title: `${application.node} (application)`,
		workflowId,
		registeredWell: () => true,
	});
	return channels;
}

/** Somebody else's webhook, at each provider. */
const foreign = 'http://127.0.0.1:9/somebody-else';

/** Events that are repeated, out of order, late, and sometimes not signed by the provider. */
function webhookChannel(
	sandbox: Sandbox,
	{ provider, event }: WebhookTrigger,
	url: string,
	random: () => number,
): Omit<Channel, 'title' | 'workflowId' | 'registeredWell'> {
	const made = new Set<string>();
	const signed = new Set<string>();
	const delivered = (isWanted: (delivery: Delivery) => boolean) =>
		sandbox.events.all
			.filter((one) => one.url === url && one.delivered && made.has(one.eventId))
			.filter(isWanted)
			.map(({ eventId }) => eventId);
	return {
		provider,
		happen() {
			const what = event();
			const sign = signs[Math.floor(random() * signs.length)];
			made.add(nameOf(what));
			if (sign === 'good') signed.add(nameOf(what));
			// Unsigned events are sent often enough, since the provider retries them until it gives up.
			const times = sign === 'good' ? 1 + Math.floor(random() * 3) : 1;
			void sandbox.events.emit(provider, what, { sign, times, afterMs: random() * 2_000 });
		},
		happened: () => made.size,
		// Events accepted without a valid signature are owed as well, so that they show up: no execution may have them.
		owed: () => delivered(({ accepted }) => !accepted.every(isStarting)),
		swallowed: () => delivered(({ accepted }) => accepted.every(isStarting)),
		allowed: () => [...signed],
		eventIn: nameOf,
		once: false,
	};
}

/** n8n 2.41's response to every request, with status 200, until its database is up to date (`abstract-server.js`). */
const isStarting = (body: string) => body.startsWith('n8n is starting up');

/** One in four events is not from the provider. */
const signs: Array<NonNullable<EmitOptions['sign']>> = [
	...Array<'good'>(6).fill('good'),
	'wrong',
	'changed',
];

/** An event's name in the provider's books, from the event itself or from an item. */
function nameOf(event: Record<string, unknown>): string {
	return String(event.event_id ?? event.id ?? `${event.event}:${event.entry_id}`);
}

interface TriggerNode {
	type: string;
	credential: string;
	parameters: INode['parameters'];
	webhookId?: string;
}

async function publish(
	site: Site,
	{ type, credential, parameters, webhookId = randomUUID() }: TriggerNode,
): Promise<string> {
	const at = (position: number): Pick<INode, 'id' | 'position'> => ({
		id: `${type}-${position}`,
		position: [200 * position, 0],
	});
	const file: WorkflowFile = {
		name: type,
		nodes: [
			{
				...at(0),
				webhookId,
				name: 'Trigger',
				type: `${project.name}.${type}`,
				typeVersion: 1,
				parameters,
				credentials: { [credential]: { id: null, name: '' } },
			},
			{ ...at(1), name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
		],
		connections: { Trigger: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
	const workflowId = await site.client.importWorkflow(file, site.credentials);
	await site.client.activateWorkflow(workflowId);
	return workflowId;
}
