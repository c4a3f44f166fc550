import { randomBytes } from 'node:crypto';
import { Rejection, type Handler } from '../types.mts';
import type { Event, Sender } from './types.mts';

/** The OAuth client secret, which signs the events of a partner application. */
export const checkrClientSecret = 'sandbox-checkr-client-secret';

/** The sandbox's API key, which also signs the events of an account. */
export const checkrKey = 'sandbox-checkr-key';

interface CheckrWebhook {
	id: string;
	object: 'webhook';
	uri: string;
	account_id: string;
	application_id: null;
	include_object: boolean;
	webhook_url: string;
	created_at: string;
	deleted_at: null;
}

export interface CheckrHooks {
	/** The webhooks of the account, in order of registration. Deleted ones are removed. */
	webhooks: CheckrWebhook[];
	/** The URL entered in the dashboard for the partner application; '' for none. */
	applicationUrl: string;
}

/** The ID of the account that the API key belongs to. */
export const checkrOwnAccount = 'e44aa283528e6fde7d542194';

const newId = () => randomBytes(12).toString('hex');

export const newCheckrHooks = (): CheckrHooks => ({ webhooks: [], applicationUrl: '' });

/** An event in Checkr's envelope. */
export function checkrEvent(type: string, object: Event, accountId = String(object.id)): Event {
	return {
		id: newId(),
		object: 'event',
		type,
		created_at: new Date().toISOString(),
		webhook_url: 'https://n8n.example.com/webhook',
		account_id: accountId,
		data: { object },
	};
}

export const checkrHookHandlers: Record<string, Handler<CheckrHooks>> = {
	listWebhooks: (_request, { webhooks }) => ({
		status: 200,
		body: { object: 'list', count: webhooks.length, next_href: null, data: webhooks },
	}),
	createWebhook(request, { webhooks }) {
		const { webhook_url: url, include_object = false } = request.body as {
			webhook_url?: string;
			include_object?: boolean;
		};
		if (!url) throw new Rejection(400, 'webhook_url is missing');
		if (!/^(https?|sns):\/\/\S+$/.test(url))
			throw new Rejection(400, 'Url is not valid. It must start with https:// or sns://');
		if (webhooks.some(({ webhook_url }) => webhook_url === url))
			throw new Rejection(400, 'Url has already been taken');
		if (webhooks.length >= 2) throw new Rejection(400, 'Allowed webhook API limit exceeded');
		const id = newId();
		const webhook: CheckrWebhook = {
			id,
			object: 'webhook',
			uri: `/v1/webhooks/${id}`,
			account_id: checkrOwnAccount,
			application_id: null,
			include_object,
			webhook_url: url,
			created_at: new Date().toISOString(),
			deleted_at: null,
		};
		webhooks.push(webhook);
		return { status: 201, body: webhook };
	},
	deleteWebhook({ params }, { webhooks }) {
		const position = webhooks.findIndex(({ id }) => id === params.id);
		if (position < 0) throw new Rejection(404, 'Webhook not found');
		const [webhook] = webhooks.splice(position, 1);
		return { status: 200, body: { ...webhook, deleted_at: new Date().toISOString() } };
	},
};

export const checkrSender: Sender<CheckrHooks> = {
	header: 'X-Checkr-Signature',
	algorithm: 'sha256',
	userAgent: 'Checkr-Webhook/1.0',
	// Every minute for ten minutes, then every hour for a day.
	retries: [...Array<number>(10).fill(60), ...Array<number>(24).fill(3_600)],
	targets({ webhooks, applicationUrl }, { type }) {
		const application = applicationUrl ? [{ url: applicationUrl, key: checkrClientSecret }] : [];
		return /^(account|token)\./.test(String(type))
			? application
			: [...application, ...webhooks.map(({ webhook_url: url }) => ({ url, key: checkrKey }))];
	},
	key: () => checkrClientSecret,
	idOf: ({ id }) => String(id),
	onAdvance: (account, { authorized }) =>
		authorized === true ? checkrEvent('account.credentialed', account as Event) : undefined,
};
