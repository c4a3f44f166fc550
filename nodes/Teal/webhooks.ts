import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { readList } from '../shared/answer/paging';
import type { ProviderEvent } from '../shared/events/item';
import { deleteHook, type Registry } from '../shared/events/registration';
import type { Signature } from '../shared/events/signature';
import type { Delivery } from '../shared/events/webhook';
import { textOf } from '../shared/values';
import { teal, tealPages } from './provider';

/** The header X-Teal-Signature signs the body as it is sent (Teal's guide to webhooks). */
export const tealSignature: Signature = { header: 'X-Teal-Signature', algorithm: 'sha512' };

/** The events in Teal's guide. Other events appear only in examples of its API reference. */
export const eventOptions: INodePropertyOptions[] = [
	{
		name: 'Bank Statement Submitted',
		value: 'user-bank-statement-submitted',
		description: 'A user submitted a bank statement',
	},
	{ name: 'Other Event', value: 'other' },
	{
		name: 'Payroll Submitted',
		value: 'user-payroll-submitted',
		description: "A connected account delivered a user's payroll data, or a payslip was uploaded",
	},
];

const webhookPages = tealPages('webhooks', 100, 'webhook_id');

/** Webhooks of a company, for all its users. A webhook's topic is its events. `withPayload` makes Teal include the data. */
export function webhooks(withPayload = false): Registry {
	return {
		provider: teal,
		ownSecret: true,
		list: async (api) =>
			await readList(webhookPages, { url: '/webhooks' }, api, Infinity, (webhook) => ({
				id: String(webhook.webhook_id),
				url: textOf(webhook.url),
				topic: topicOf([webhook.events].flat().map(textOf)),
				enabled: true,
			})),
		async add(api, { url, topic, name, secret }) {
			const body: IDataObject = {
				name,
				events: topic.split(','),
				url,
				signing_secret: secret,
				...(withPayload ? { config: { include_payload: true } } : {}),
			};
			const answer = await api({ method: 'POST', url: '/webhooks', body });
			return textOf((answer.body as { webhook_id?: unknown }).webhook_id);
		},
		remove: deleteHook,
	};
}

/** Joins event names to the same text for the same events, regardless of their order. */
export function topicOf(events: string[]): string {
	return [...new Set(events)].sort().join(',');
}

/**
 * Converts a Teal event to its output. Teal's events have no ID. An event that is delivered again has the same entry, or
 * otherwise the same body, whose hash is `id`.
 */
export function tealEvent({ event, id }: Delivery): ProviderEvent {
	const name = textOf(event.event);
	const { account_id, user_id, entry_id, document_external_ids, payload } = event;
	return {
		id: textOf(entry_id) ? `${name}:${textOf(entry_id)}` : id,
		name,
		at: event.timestamp,
		fields: {
			account_id: account_id ?? null,
			user_id,
			...(entry_id === undefined ? {} : { entry_id }),
			...(document_external_ids === undefined ? {} : { document_external_ids }),
			...(payload === undefined ? {} : { payload }),
		},
		raw: event,
	};
}
