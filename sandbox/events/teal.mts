import { randomUUID } from 'node:crypto';
import { Rejection, type Handler } from '../types.mts';
import type { Event, Sender } from './types.mts';

interface TealWebhook {
	webhook_id: string;
	name: string;
	events: string[];
	url: string;
	created_at: string;
	/** Never returned. */
	signing_secret?: string;
	includePayload: boolean;
}

export interface TealHooks {
	/** In order of registration. Deleted ones are removed. */
	webhooks: TealWebhook[];
}

export const newTealHooks = (): TealHooks => ({ webhooks: [] });

/** A user's event. It needs an account ID in `more` unless it is about an uploaded payslip. */
export function tealEvent(event: string, userId: string, more: Event = {}): Event {
	return { event, user_id: userId, timestamp: new Date().toISOString(), ...more };
}

function shown({ webhook_id, name, events, url, created_at }: TealWebhook): object {
	return { webhook_id, name, events, url, created_at };
}

function found({ webhooks }: TealHooks, id: unknown): TealWebhook {
	const webhook = webhooks.find(({ webhook_id }) => webhook_id === id);
	if (!webhook) throw new Rejection(404, 'Webhook not found');
	return webhook;
}

export const tealHookHandlers: Record<string, Handler<TealHooks>> = {
	listWebhooks({ query }, { webhooks }) {
		const offset = Number(query.offset ?? 0);
		const limit = Number(query.limit ?? 20);
		const rows = webhooks.slice(offset, offset + limit).map(shown);
		const pagination = { offset, limit, count: rows.length, total_count: webhooks.length };
		return { status: 200, body: { pagination, webhooks: rows } };
	},
	createWebhook({ body }, { webhooks }) {
		const given = body as Omit<TealWebhook, 'webhook_id'> & {
			config?: { include_payload?: boolean };
		};
		if (webhooks.some(({ name }) => name === given.name))
			throw new Rejection(409, 'name is already in use');
		const webhook: TealWebhook = {
			webhook_id: randomUUID(),
			name: given.name,
			events: given.events,
			url: given.url,
			created_at: new Date().toISOString(),
			signing_secret: given.signing_secret,
			includePayload: given.config?.include_payload === true,
		};
		webhooks.push(webhook);
		return { status: 201, body: shown(webhook) };
	},
	getWebhook: ({ params }, state) => ({
		status: 200,
		body: shown(found(state, params.webhook_id)),
	}),
	deleteWebhook({ params }, state) {
		state.webhooks.splice(state.webhooks.indexOf(found(state, params.webhook_id)), 1);
		return { status: 204 };
	},
};

export const tealSender: Sender<TealHooks> = {
	header: 'X-Teal-Signature',
	algorithm: 'sha512',
	userAgent: 'Teal',
	// No documentation says that Teal retries.
	retries: [],
	targets: ({ webhooks }, { event }) =>
		webhooks
			.filter(({ events }) => events.includes(String(event)))
			.map(({ url, signing_secret: key }) => ({ url, key })),
	key: () => undefined,
	idOf: ({ event, entry_id }) => `${event}:${entry_id}`,
	onAdvance(account, { status }) {
		if (String(status).toLowerCase() !== 'authorised') return undefined;
		const { user_id, account_id } = account as { user_id: string; account_id: string };
		return tealEvent('user-payroll-submitted', user_id, { account_id, entry_id: randomUUID() });
	},
};
