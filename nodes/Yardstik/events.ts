import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import type { ProviderEvent } from '../shared/events/item';
import type { EventSource } from '../shared/events/polling';
import {
	compareStatuses,
	emptySnapshot,
	type Snapshot,
	type StatusChange,
} from '../shared/events/snapshot';
import { readList } from '../shared/answer/paging';
import type { Exchange } from '../shared/operation';
import { textOf } from '../shared/values';
import { yardstik, yardstikPages } from './provider';

export const listEventOptions: INodePropertyOptions[] = [
	{ name: 'Subaccount Created', value: 'subaccount.created' },
	{ name: 'Subaccount Status Changed', value: 'subaccount.status_changed' },
];

/** The state that one poll saves for the next. */
export interface SubaccountsState {
	snapshot: Snapshot;
	/** The time of the first poll. It is part of the events' IDs, because a new snapshot starts counting over. */
	since: string;
}

interface Subaccount {
	id: string;
	status: string;
	record: IDataObject;
}

/**
 * Finds what changed in the list of subaccounts since the last poll. Yardstik documents no filter or sort order by update time,
 * so the whole list is read, and several changes between two polls count as one. `statuses` limits status changes to these new
 * statuses. If it is empty, any status counts. Their names aren't documented.
 */
export function subaccountEvents(
	wanted: string[],
	statuses: string[],
): EventSource<SubaccountsState> {
	const wantedStatuses = new Set(statuses.map((status) => status.toLowerCase()));
	const isWanted = ({ name, raw }: ProviderEvent) =>
		wanted.includes(name) &&
		(name === 'subaccount.created' ||
			wantedStatuses.size === 0 ||
			wantedStatuses.has(textOf(raw.status).toLowerCase()));
	/** A new subaccount that already has one of the statuses reached it between two polls, so no change was seen. */
	const isReached = ({ row, previous }: StatusChange<Subaccount>) =>
		previous === undefined && wantedStatuses.has(row.status.toLowerCase());
	return {
		provider: yardstik,
		noun: 'subaccounts',
		permission: 'Use the API key of a platform account. Other accounts have no subaccounts.',
		async start(exchange) {
			const { snapshot } = compareStatuses(emptySnapshot(), await subaccounts(exchange, 'asc'));
			return { snapshot, since: new Date().toISOString() };
		},
		async next(exchange, { snapshot: before, since }) {
			const now = new Date().toISOString();
			const rows = await subaccounts(exchange, 'asc');
			const { snapshot, changed } = compareStatuses(before, rows);
			const events = changed
				.flatMap((change) => (isReached(change) ? [change, { ...change, previous: '' }] : change))
				.map((change) => eventOf(change, since, now))
				.filter(isWanted);
			return { state: { snapshot, since }, events };
		},
		async newest(exchange) {
			const now = new Date().toISOString();
			const [row] = await subaccounts(exchange, 'desc', 1);
			const name = listEventOptions
				.map(({ value }) => value)
				.find((one) => wanted.includes(String(one)));
			if (!row || name === undefined) return undefined;
			const previous = name === 'subaccount.created' ? undefined : '';
			return eventOf({ row, previous, count: 0 }, now, now);
		},
	};
}

async function subaccounts(
	exchange: Exchange,
	order: 'asc' | 'desc',
	limit = Infinity,
): Promise<Subaccount[]> {
	// Oldest first: new subaccounts are added at the end, so no page shifts while the list is read.
	const request = { url: '/sub_accounts', qs: { order_by: 'created_at', order } };
	const records = await readList(yardstikPages, request, exchange, limit);
	return records.map((record) => ({
		id: String(record.id),
		status: textOf(record.status),
		record,
	}));
}

function eventOf(
	{ row: { id, status, record }, previous, count }: StatusChange<Subaccount>,
	since: string,
	now: string,
): ProviderEvent {
	const isNew = previous === undefined;
	return {
		id: isNew ? `${id}:created` : `${id}:status:${status}:${since}:${count}`,
		name: isNew ? 'subaccount.created' : 'subaccount.status_changed',
		// Whether the list contains these times isn't documented. Without them, this is the time when the change was found.
		at: (isNew ? record.created_at : record.updated_at) ?? now,
		fields: {
			id,
			account_name: record.account_name,
			status,
			...(isNew ? {} : { previous_status: previous }),
			email_address: record.email_address ?? record.owner_email,
			owner_email: record.owner_email,
		},
		raw: record,
	};
}
