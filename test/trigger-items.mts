/** An item of each trigger with Simplify on, built by the trigger's own code from what its provider documents. */
import type { IDataObject } from 'n8n-workflow';
import { checkrEvent } from '../nodes/Checkr/events.ts';
import { gustoEvents } from '../nodes/Gusto/events.ts';
import { eventItem, type ProviderEvent } from '../nodes/shared/events/item.ts';
import type { EventSource } from '../nodes/shared/events/polling.ts';
import { accountEvents } from '../nodes/SoftwareOne/events.ts';
import { tealEvent } from '../nodes/Teal/webhooks.ts';
import { subaccountEvents } from '../nodes/Yardstik/events.ts';
import { yardstikEvent } from '../nodes/Yardstik/webhooks.ts';

const time = '2026-11-24T12:00:00.000Z';

/** What a provider sends to a webhook. */
const delivered = (event: IDataObject) => ({ event, id: 'event-1' });

/** The event of a polling trigger whose provider responds with `body`. */
async function polled<State extends object>(
	source: EventSource<State>,
	body: IDataObject[] | IDataObject,
) {
	const event = await source.newest(async () => ({ statusCode: 200, headers: {}, body }));
	if (!event) throw new Error('There is no event in the answer');
	return event;
}

const subaccount = {
	id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
	account_name: 'Acme',
	status: 'credentialed',
	email_address: 'nathan@example.com',
	owner_email: 'nathan@example.com',
};

/** By node folder: triggers in one folder share a file, in which n8n looks up their output. */
const events: Record<string, () => Promise<ProviderEvent[]>> = {
	Checkr: async () => {
		const object = {
			id: 'account-1',
			name: 'Acme',
			uri_name: 'acme',
			authorized: true,
			api_authorized: true,
			purpose: 'employment',
			billing_email: 'billing@example.com',
		};
		const type = 'account.credentialed';
		const data = { object };
		return [checkrEvent(delivered({ type, created_at: time, account_id: object.id, data }), false)];
	},
	Gusto: async () => {
		const company = '8d5eb7c0-6f6c-4f4e-9e8a-0d1f3c6f1c11';
		const event = {
			uuid: '0dd1d1d1-0000-4000-8000-000000000001',
			event_type: 'company.approved',
			resource_type: 'Company',
			resource_uuid: company,
			entity_type: 'Company',
			entity_uuid: company,
			timestamp: 1795521600,
		};
		return [await polled(gustoEvents(['*']), [event])];
	},
	SoftwareOne: async () => {
		const account = {
			id: 'ACC-0000-0001',
			name: 'Acme',
			type: 'Client',
			status: 'Active',
			externalId: 'crm-1',
			audit: { created: { at: time }, updated: { at: time } },
		};
		const $meta = { pagination: { offset: 0, limit: 1, total: 1 }, omitted: [] };
		return [await polled(accountEvents(['account.activated']), { $meta, data: [account] })];
	},
	Teal: async () => {
		const event = 'user-payroll-submitted';
		const ids = { user_id: 'user-1', account_id: 'account-1', entry_id: 'entry-1' };
		return [tealEvent(delivered({ event, timestamp: time, ...ids }))];
	},
	Yardstik: async () => {
		const { id, account_name, status } = subaccount;
		const sent = {
			event: 'updated',
			resource_id: id,
			account_id: id,
			account_name,
			resource_type: 'account',
			resource_url: 'https://api.yardstik-staging.com/accounts/1',
			status,
			timestamp: time,
		};
		const list = { data: [subaccount], meta: { total_count: 1 } };
		return [
			yardstikEvent(delivered(sent)),
			await polled(subaccountEvents(['subaccount.status_changed'], []), list),
		];
	},
};

/** The items of all triggers in a node folder. */
export async function triggerItems(folder: string): Promise<IDataObject[]> {
	const made = await events[folder]?.();
	return (made ?? []).map((event) => eventItem(event, true).json);
}
