import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { isNamed, selectedEvents } from '../shared/events/names';
import { isRegistered, register, unregister } from '../shared/events/registration';
import { publicUrl } from '../shared/events/url';
import { receive } from '../shared/events/webhook';
import { otherEvents, simplify } from '../shared/form/fields';
import { textOf } from '../shared/values';
import { accountEventOptions, checkrEvent, partnerEventOptions } from './events';
import { checkr } from './provider';
import { accountWebhooks, checkrSignature } from './webhooks';

export class CheckrTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Checkr Trigger',
		name: 'checkrTrigger',
		icon: { light: 'file:checkr.svg', dark: 'file:checkr.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts the workflow when Checkr events occur, such as a credentialed account or a completed report',
		eventTriggerDescription: 'Waiting for Checkr to send an event',
		activationMessage: 'Your workflow will now start when Checkr sends one of the selected events.',
		defaults: { name: 'Checkr Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'checkrApi', required: true }],
		sensitiveOutputFields: ['access_token', 'raw.data.object.access_code'],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				displayName: 'Events From',
				name: 'source',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Partner Application',
						value: 'application',
						description: 'Events of all accounts that are connected to your partner application',
					},
					{
						name: 'Account Webhook',
						value: 'account',
						description: 'Events of the account that the API key belongs to',
					},
				],
				default: 'application',
				description: 'Which Checkr webhook to receive events from',
			},
			{
				displayName:
					'<ul><li>Copy the production URL from \'Webhook URLs\' above.</li><li>In the Checkr Dashboard, open <a href="https://dashboard.checkr.com/account/applications" target="_blank">your partner application</a> and paste it as the webhook URL.</li><li>Copy the application\'s OAuth client secret and paste it into the credential. Checkr uses it to sign events.</li></ul>Each application has only one webhook URL. To test this node with a real event, temporarily paste the test URL there.',
				name: 'applicationNotice',
				type: 'notice',
				displayOptions: { show: { source: ['application'] } },
				default: '',
			},
			{
				displayName:
					'n8n registers the webhook with Checkr when you publish the workflow, and removes it when you unpublish. Checkr allows two webhooks per account and environment, and listening for a test event also uses one.',
				name: 'accountNotice',
				type: 'notice',
				displayOptions: { show: { source: ['account'] } },
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				displayOptions: { show: { source: ['application'] } },
				options: partnerEventOptions,
				default: ['account.credentialed'],
				description: 'The events to listen to, in any connected account',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				displayOptions: { show: { source: ['account'] } },
				options: accountEventOptions,
				default: ['report.completed'],
				description: 'The events to listen to. Checkr must also be set to send them.',
			},
			otherEvents(
				'e.g. order.completed, report.*',
				"Comma-separated list of Checkr's event names. Use * as a wildcard.",
			),
			simplify,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				displayOptions: { show: { source: ['application'] } },
				default: {},
				options: [
					{
						displayName: 'Include Access Token',
						name: 'includeAccessToken',
						type: 'boolean',
						default: false,
						description:
							"Whether to output the customer's access token for Token Deauthorized events, instead of only its SHA-256 hash. n8n stores the token with the execution.",
					},
				],
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return !isForApplication(this) && (await isRegistered(this, accountWebhooks, ['']));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				if (!isForApplication(this)) return await register(this, accountWebhooks, ['']);
				// A partner application's webhook can't be registered by API, but a setup that would receive no events can be detected now.
				await publicUrl(this, checkr);
				if ((await clientSecretOf(this)) !== '') return true;
				throw new NodeOperationError(
					this.getNode(),
					"Enter the 'OAuth Client Secret' in the credential",
					{
						description:
							'Checkr uses it to sign the events of a partner application. You can find it in the application settings in the Checkr Dashboard.',
					},
				);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return isForApplication(this) || (await unregister(this, accountWebhooks));
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { apiKey } = await this.getCredentials('checkrApi');
		const events = selectedEvents(this);
		const withToken = this.getNodeParameter('options.includeAccessToken', false) === true;
		return receive(this, {
			provider: checkr.name,
			signature: checkrSignature,
			key: isForApplication(this) ? await clientSecretOf(this) : textOf(apiKey),
			toEvent(delivery) {
				const event = checkrEvent(delivery, withToken);
				return isNamed(event.name, events) ? event : undefined;
			},
		});
	}
}

function isForApplication(context: IHookFunctions | IWebhookFunctions): boolean {
	return context.getNodeParameter('source') === 'application';
}

async function clientSecretOf(context: IHookFunctions | IWebhookFunctions): Promise<string> {
	return textOf((await context.getCredentials('checkrApi')).clientSecret);
}
