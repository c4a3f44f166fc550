/** The triggers that register webhooks, each with its provider, for tests that apply to all of them. */
import type { INodeParameters } from 'n8n-workflow';
import {
	checkrClientSecret,
	checkrEvent,
	checkrHookHandlers,
	checkrKey,
} from '../../sandbox/events/checkr.mts';
import { tealEvent } from '../../sandbox/events/teal.mts';
import type { Event, SendingProvider } from '../../sandbox/events/types.mts';
import { yardstikEvent, yardstikSigningKey } from '../../sandbox/events/yardstik.mts';
import { tealKey } from '../../sandbox/providers/teal.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import type { Sandbox } from '../../sandbox/server.mts';

/** A webhook at a provider, no matter who registered it. */
export interface Registered {
	url: string;
	enabled: boolean;
}

/** A trigger that registers its webhook, and its provider. */
export interface WebhookTrigger {
	node: string;
	name: string;
	provider: SendingProvider;
	credential: string;
	secrets: Record<string, string>;
	parameters: INodeParameters;
	registered(): Registered[];
	/** Registers a webhook of someone else at this URL. */
	addForeign(url: string): void;
	/** An event that the trigger outputs. */
	event(): Event;
	/** Parameters that select other events. */
	otherEvents: INodeParameters;
	/** The key that the provider signs with. */
	key(): string;
	/** The output field that holds the account's ID. */
	account: string;
	signature: { header: string; algorithm: string };
}

/** The triggers use whichever sandbox is current when they are called. */
export function webhookTriggers(current: () => Sandbox): Record<SendingProvider, WebhookTrigger> {
	let made = 0;
	const accountId = () => `account-${(made += 1)}`;

	const checkr: WebhookTrigger = {
		node: 'checkrTrigger',
		name: 'Checkr',
		provider: 'checkr',
		credential: 'checkrApi',
		secrets: { apiKey: checkrKey, clientSecret: checkrClientSecret },
		parameters: { source: 'account' },
		registered: () =>
			current().books.checkr.webhooks.map(({ webhook_url: url }) => ({ url, enabled: true })),
		addForeign: (url) =>
			void checkrHookHandlers.createWebhook(
				{ body: { webhook_url: url } } as never,
				current().books.checkr,
			),
		event: () =>
			checkrEvent(
				'report.completed',
				{ id: 'report-1', object: 'report', status: 'complete', result: 'clear' },
				accountId(),
			),
		otherEvents: { events: ['report.created', 'candidate.created'] },
		key: () => checkrKey,
		account: 'id',
		signature: { header: 'X-Checkr-Signature', algorithm: 'sha256' },
	};

	const teal: WebhookTrigger = {
		node: 'tealTrigger',
		name: 'Teal',
		provider: 'teal',
		credential: 'tealApi',
		secrets: { apiKey: tealKey },
		parameters: {},
		registered: () => current().books.teal.webhooks.map(({ url }) => ({ url, enabled: true })),
		addForeign: (url) =>
			void current().books.teal.webhooks.push({
				webhook_id: `foreign ${url}`,
				name: `foreign ${url}`,
				events: ['user-payroll-submitted'],
				url,
				created_at: new Date().toISOString(),
				signing_secret: 'a secret of somebody else',
				includePayload: false,
			}),
		event: () =>
			tealEvent('user-payroll-submitted', 'user-1', {
				account_id: accountId(),
				entry_id: `entry-${made}`,
			}),
		otherEvents: { events: ['user-bank-statement-submitted'] },
		key: () => current().books.teal.webhooks.at(-1)!.signing_secret!,
		account: 'account_id',
		signature: { header: 'X-Teal-Signature', algorithm: 'sha512' },
	};

	const yardstik: WebhookTrigger = {
		node: 'yardstikTrigger',
		name: 'Yardstik',
		provider: 'yardstik',
		credential: 'yardstikApi',
		secrets: { apiKey: yardstikKey, webhookSecret: yardstikSigningKey },
		parameters: { webhookTypes: ['1'] },
		registered: () => current().books.yardstik.webhooks,
		addForeign: (url) =>
			void current().books.yardstik.webhooks.push({
				id: `foreign ${url}`,
				url,
				enabled: true,
				type: '1',
			}),
		event: () => yardstikEvent({ id: accountId(), account_name: 'Acme' }, 'credentialed'),
		otherEvents: { events: ['other'], otherEvents: 'report.*, account.created' },
		key: () => yardstikSigningKey,
		account: 'id',
		signature: { header: 'X-Yardstik-Webhook-Signature', algorithm: 'sha256' },
	};
	return { checkr, teal, yardstik };
}
