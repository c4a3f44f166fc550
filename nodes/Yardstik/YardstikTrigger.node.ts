import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { isNamed, namesIn, selectedEvents } from '../shared/events/names';
import { isRegistered, register, unregister } from '../shared/events/registration';
import { receive } from '../shared/events/webhook';
import { otherEvents, simplify } from '../shared/form/fields';
import { textOf } from '../shared/values';
import { getWebhookTypes } from './lists';
import { yardstik } from './provider';
import { webhookEventOptions, webhooks, yardstikEvent, yardstikSignature } from './webhooks';

/**
 * For an n8n instance with a public URL. Polling is a separate node (Yardstik Polling Trigger): n8n always shows "Poll Times" and
 * "Fetch Test Event" in a polling node, whatever its parameters, and always waits for a request in a node with a webhook.
 */
export class YardstikTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Yardstik Trigger',
		name: 'yardstikTrigger',
		icon: { light: 'file:yardstik.svg', dark: 'file:yardstik.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts the workflow when Yardstik events occur, such as a credentialed subaccount',
		eventTriggerDescription: 'Waiting for Yardstik to send an event',
		activationMessage:
			'Your workflow will now start when Yardstik sends one of the selected events.',
		defaults: { name: 'Yardstik Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'yardstikApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName:
					"<ul><li>In the Yardstik dashboard, open Developer > API Keys and create an API key named WEBHOOK_SIGNATURE. Yardstik uses it to sign events.</li><li>Paste that key into 'Webhook Signing Key' in the credential.</li></ul>n8n registers the webhook with Yardstik when you publish the workflow, and disables it when you unpublish. If your n8n instance has no public URL, use the Yardstik Polling Trigger.",
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Webhook Type Names or IDs',
				name: 'webhookTypes',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getWebhookTypes' },
				default: [],
				description:
					'The types of webhooks to register. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: webhookEventOptions,
				default: ['account.updated'],
				description: 'The events to listen to, among those of the selected webhook types',
			},
			otherEvents(
				'e.g. report.created, report.*',
				'Comma-separated list of events in the form resource_type.event. Use * as a wildcard.',
			),
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'string',
				default: 'credentialed',
				placeholder: 'e.g. credentialed, active',
				description:
					'Comma-separated list of statuses to listen to, as Yardstik names them. Not case-sensitive. Leave empty for any status.',
			},
			simplify,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Accept Unsigned Events',
						name: 'acceptUnsigned',
						type: 'boolean',
						default: false,
						description:
							'Whether to also start the workflow for events without a signature. Anyone who knows the webhook URL can send such events.',
					},
					{
						displayName: 'Other Webhook Type IDs',
						name: 'otherWebhookTypes',
						type: 'string',
						default: '',
						placeholder: 'e.g. 3, 7',
						description: "Comma-separated list of IDs of webhook types that aren't in the list",
					},
				],
			},
		],
	};

	methods = { loadOptions: { getWebhookTypes } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				if (!(await canCheckSignatures(this))) return false;
				return await isRegistered(this, webhooks, chosenTypes(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				if (!(await canCheckSignatures(this))) {
					throw new NodeOperationError(
						this.getNode(),
						"Enter the 'Webhook Signing Key' in the credential",
						{
							description:
								"In the Yardstik dashboard, open Developer > API Keys and create an API key named WEBHOOK_SIGNATURE. To work without signatures, add the option 'Accept Unsigned Events'.",
						},
					);
				}
				const types = chosenTypes(this);
				if (types.length > 0) return await register(this, webhooks, types);
				throw new NodeOperationError(
					this.getNode(),
					"Select at least one type in 'Webhook Type Names or IDs'",
				);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this, webhooks);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const events = selectedEvents(this);
		const statuses = namesIn(this.getNodeParameter('statuses', ''));
		return receive(this, {
			provider: yardstik.name,
			signature: yardstikSignature,
			key: await signingKeyOf(this),
			acceptUnsigned: acceptsUnsigned(this),
			toEvent(delivery) {
				const event = yardstikEvent(delivery);
				const isWanted =
					isNamed(event.name, events) &&
					(statuses.length === 0 || isNamed(textOf(event.raw.status), statuses));
				return isWanted ? event : undefined;
			},
		});
	}
}

type Context = IHookFunctions | IWebhookFunctions;

async function signingKeyOf(context: Context): Promise<string> {
	return textOf((await context.getCredentials('yardstikApi')).webhookSecret);
}

function acceptsUnsigned(context: Context): boolean {
	return context.getNodeParameter('options.acceptUnsigned', false) === true;
}

async function canCheckSignatures(context: IHookFunctions): Promise<boolean> {
	return acceptsUnsigned(context) || (await signingKeyOf(context)) !== '';
}

function chosenTypes(context: IHookFunctions): string[] {
	const types = namesIn(context.getNodeParameter('webhookTypes', []));
	return [
		...new Set([...types, ...namesIn(context.getNodeParameter('options.otherWebhookTypes', ''))]),
	];
}
