import { randomUUID } from 'node:crypto';
import { Rejection, type Handler } from '../types.mts';
import type { Event, Sender } from './types.mts';

/** The API key that someone has named WEBHOOK_SIGNATURE. */
export const yardstikSigningKey = 'sandbox-yardstik-webhook-signature';

interface YardstikWebhook {
	id: string;
	url: string;
	enabled: boolean;
	type: string;
}

export interface YardstikHooks {
	/** In order of registration. None is ever deleted. */
	webhooks: YardstikWebhook[];
	/** Whether there is an API key named WEBHOOK_SIGNATURE. Without it, events aren't signed. */
	signs: boolean;
	/** How a webhook shows its type, which is undocumented: as an ID, as an object, or not at all. */
	typeAs: 'id' | 'object' | 'hidden';
	/** Whether lists of webhooks and of webhook types are plain arrays instead of pages. */
	bareLists: boolean;
}

/** What a webhook can be about: one type per webhook. */
export const yardstikWebhookTypes = [
	{ id: 1, name: 'Account', resource_type: 'account' },
	{ id: 2, name: 'Report', resource_type: 'report' },
	{ id: 3, name: 'Invitation', resource_type: 'invitation' },
];

export const newYardstikHooks = (): YardstikHooks => ({
	webhooks: [],
	signs: true,
	typeAs: 'id',
	bareLists: false,
});

/** The event of a subaccount whose status has changed. */
export function yardstikEvent(
	{ id, account_name }: { id: string; account_name: string },
	status: string,
): Event {
	return {
		id: randomUUID(),
		event: 'updated',
		resource_id: id,
		account_id: id,
		account_name,
		resource_type: 'account',
		resource_url: `https://api.yardstik-staging.com/accounts/${id}`,
		status,
		timestamp: new Date().toISOString(),
	};
}

function shown({ id, url, enabled, type }: YardstikWebhook, { typeAs }: YardstikHooks): Event {
	const named = yardstikWebhookTypes.find((each) => String(each.id) === type);
	return {
		id,
		url,
		enabled,
		...(typeAs === 'id' ? { webhook_type_id: named?.id } : {}),
		...(typeAs === 'object' ? { webhook_type: named } : {}),
	};
}

function listed(rows: object[], query: Record<string, unknown>, { bareLists }: YardstikHooks) {
	if (bareLists) return { status: 200, body: rows };
	const page = Number(query.page ?? 1);
	const per_page = Number(query.per_page ?? 25);
	const meta = {
		page,
		per_page,
		total_count: rows.length,
		total_pages: Math.ceil(rows.length / per_page),
	};
	const data = rows.slice((page - 1) * per_page, page * per_page);
	return { status: 200, body: { object: 'list', meta, data } };
}

function found({ webhooks }: YardstikHooks, wanted: unknown): YardstikWebhook {
	const webhook = webhooks.find(({ id }) => id === wanted);
	if (!webhook) throw new Rejection(404, 'Webhook not found');
	return webhook;
}

export const yardstikHookHandlers: Record<string, Handler<YardstikHooks>> = {
	listWebhookTypes: ({ query }, state) => listed(yardstikWebhookTypes, query, state),
	listWebhooks: ({ query }, state) =>
		listed(
			state.webhooks.map((webhook) => shown(webhook, state)),
			query,
			state,
		),
	createWebhook({ body }, state) {
		const { url, webhook_type_id } = body as { url: string; webhook_type_id: string | number };
		const type = String(webhook_type_id);
		if (!yardstikWebhookTypes.some(({ id }) => String(id) === type))
			throw new Rejection(422, { path: 'webhook_type_id', message: 'does not exist' });
		const webhook: YardstikWebhook = { id: randomUUID(), url, enabled: true, type };
		state.webhooks.push(webhook);
		return { status: 201, body: shown(webhook, state) };
	},
	getWebhook: ({ params }, state) => ({
		status: 200,
		body: shown(found(state, params.webhook_id), state),
	}),
	updateWebhook({ params, body }, state) {
		const webhook = Object.assign(found(state, params.webhook_id), body);
		return { status: 200, body: shown(webhook, state) };
	},
};

export const yardstikSender: Sender<YardstikHooks> = {
	header: 'X-Yardstik-Webhook-Signature',
	algorithm: 'sha256',
	userAgent: 'Yardstik',
	// Retries are documented, but not their timing.
	retries: [60, 120, 240, 480, 960, 1_920],
	targets({ webhooks, signs }, { resource_type }) {
		const type = yardstikWebhookTypes.find((each) => each.resource_type === resource_type);
		return webhooks
			.filter((webhook) => webhook.enabled && webhook.type === String(type?.id))
			.map(({ url }) => ({ url, key: signs ? yardstikSigningKey : undefined }));
	},
	key: ({ signs }) => (signs ? yardstikSigningKey : undefined),
	idOf: ({ id }) => String(id),
	onAdvance: (account, { status }) =>
		status === undefined
			? undefined
			: yardstikEvent(account as { id: string; account_name: string }, String(status)),
};
