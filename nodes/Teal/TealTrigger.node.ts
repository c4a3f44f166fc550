import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { namesIn, selectedEvents } from '../shared/events/names';
import { isRegistered, register, secretIn, unregister } from '../shared/events/registration';
import { receive } from '../shared/events/webhook';
import { otherEvents, simplify } from '../shared/form/fields';
import { teal } from './provider';
import { eventOptions, tealEvent, tealSignature, topicOf, webhooks } from './webhooks';

export class TealTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Teal Trigger',
		name: 'tealTrigger',
		icon: { light: 'file:teal.svg', dark: 'file:teal.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description: 'Starts the workflow when Teal events occur, such as submitted payroll data',
		eventTriggerDescription: 'Waiting for Teal to send an event',
		activationMessage: 'Your workflow will now start when Teal sends one of the selected events.',
		defaults: { name: 'Teal Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tealApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName:
					'n8n registers the webhook with Teal when you publish the workflow, and removes it when you unpublish. Teal has no event for a connected account: the first Payroll Submitted event with an account_id shows that the account is connected.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: eventOptions,
				default: ['user-payroll-submitted'],
				description: 'The events to listen to, for any user of your company',
			},
			otherEvents('e.g. user-hmrc-data-submitted', "Comma-separated list of Teal's event names"),
			simplify,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Account IDs',
						name: 'accountIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. 95a0e70b-fe02-4f47-aef9-2efff279df71',
						description:
							'Comma-separated list of account IDs to receive events for. Leave empty for any account.',
					},
					{
						displayName: 'Connected Accounts Only',
						name: 'connectedOnly',
						type: 'boolean',
						default: false,
						description:
							'Whether to ignore events without an account, such as a payslip that a user uploaded',
					},
					{
						displayName: 'Include Payload',
						name: 'includePayload',
						type: 'boolean',
						default: false,
						description:
							'Whether Teal includes the data itself in the event, such as pay and National Insurance numbers. n8n stores it with the execution.',
					},
				],
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this, webhooks(), [topicFor(this)]);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const topic = topicFor(this);
				if (topic === '') {
					throw new NodeOperationError(this.getNode(), "Select at least one event in 'Events'");
				}
				const withPayload = this.getNodeParameter('options.includePayload', false) === true;
				return await register(this, webhooks(withPayload), [topic]);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this, webhooks());
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const events = selectedEvents(this);
		const accounts = namesIn(this.getNodeParameter('options.accountIds', ''));
		const connectedOnly = this.getNodeParameter('options.connectedOnly', false) === true;
		return receive(this, {
			provider: teal.name,
			signature: tealSignature,
			key: secretIn(this.getWorkflowStaticData('node')),
			toEvent(delivery) {
				const event = tealEvent(delivery);
				const account = event.fields.account_id;
				const isWanted =
					events.includes(event.name) &&
					(account !== null || !connectedOnly) &&
					(accounts.length === 0 || accounts.includes(String(account)));
				return isWanted ? event : undefined;
			},
		});
	}
}

function topicFor(context: IHookFunctions): string {
	return topicOf(selectedEvents(context));
}
