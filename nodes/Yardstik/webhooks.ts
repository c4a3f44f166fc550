import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { readList } from '../shared/answer/paging';
import { inWords, type ProviderEvent } from '../shared/events/item';
import type { Hook, Registry } from '../shared/events/registration';
import type { Signature } from '../shared/events/signature';
import type { Delivery } from '../shared/events/webhook';
import type { Exchange } from '../shared/operation';
import { isObject, textOf } from '../shared/values';
import { yardstik, yardstikPages } from './provider';

/**
 * The header x-yardstik-webhook-signature signs the compact JSON of the body. The signing key is the API key named
 * WEBHOOK_SIGNATURE. Accounts without one receive unsigned requests (Yardstik's demo of webhook signatures).
 */
export const yardstikSignature: Signature = {
	header: 'X-Yardstik-Webhook-Signature',
	algorithm: 'sha256',
	compactJson: true,
};

export const webhookEventOptions: INodePropertyOptions[] = [
	{ name: 'Any Event', value: '*' },
	{ name: 'Other Event', value: 'other' },
	{
		name: 'Subaccount Updated',
		value: 'account.updated',
		description: 'A subaccount changed, for example its status to credentialed',
	},
];

/**
 * The webhooks of an account: one per webhook type, whose ID is the topic. Deleting a webhook isn't documented, so it is disabled
 * instead. The format of a webhook isn't documented either, so every likely one is accepted.
 */
export const webhooks: Registry = {
	provider: yardstik,
	list: async (api) =>
		await readList(yardstikPages, { url: '/webhooks' }, inPages(api), Infinity, toHook),
	async add(api, { url, topic }) {
		const body = { url, webhook_type_id: topic };
		const answer = await api({ method: 'POST', url: '/webhooks', body });
		return toHook(answer.body as IDataObject).id;
	},
	remove: async (api, id) => await setEnabled(api, id, false),
	enable: async (api, id) => await setEnabled(api, id, true),
};

async function setEnabled(api: Exchange, id: string, enabled: boolean): Promise<unknown> {
	return await api({
		method: 'PATCH',
		url: `/webhooks/${encodeURIComponent(id)}`,
		body: { enabled },
	});
}

/** Some of Yardstik's lists are paginated, and others are plain arrays. This wraps such an array as one page. */
function inPages(api: Exchange): Exchange {
	return async (options) => {
		const answer = await api(options);
		if (!Array.isArray(answer.body)) return answer;
		const total_count = answer.body.length;
		return { ...answer, body: { data: answer.body as IDataObject[], meta: { total_count } } };
	};
}

function toHook(record: IDataObject): Hook {
	const hook = isObject(record.data) ? record.data : record;
	const type = isObject(hook.webhook_type) ? hook.webhook_type.id : hook.webhook_type;
	return {
		id: textOf(hook.id),
		url: textOf(hook.url),
		topic: textOf(hook.webhook_type_id ?? type),
		enabled: hook.enabled !== false,
	};
}

/** Converts a Yardstik event to its output. Its name consists of the resource type and the event: "account.updated". */
export function yardstikEvent({ event, id }: Delivery): ProviderEvent {
	const { event: happened, resource_type, resource_id, resource_url, status } = event;
	const about = textOf(resource_type);
	const name = [about, textOf(happened)].filter((part) => part !== '').join('.');
	const isAccount = about === 'account';
	const changedStatus = happened === 'updated' && textOf(status) !== '';
	return {
		id,
		name,
		words: changedStatus ? inWords(`${about} ${textOf(status)}`) : undefined,
		at: event.timestamp,
		fields: {
			id: event.account_id ?? (isAccount ? resource_id : undefined),
			account_name: event.account_name,
			status,
			resource_type,
			resource_id,
			resource_url,
			...(event.external_id === undefined ? {} : { external_id: event.external_id }),
		},
		raw: event,
	};
}
