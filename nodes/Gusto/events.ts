import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import {
	feedNext,
	feedRestart,
	feedStart,
	type FeedEvent,
	type FeedPosition,
} from '../shared/events/cursor';
import type { ProviderEvent } from '../shared/events/item';
import { isNamed } from '../shared/events/names';
import type { EventSource } from '../shared/events/polling';
import { listIn } from '../shared/answer/records';
import { Failure } from '../shared/report/failure';
import type { Exchange } from '../shared/operation';
import { gusto, newest } from './provider';

/** Company events (Gusto's page "Company events"), and options for other events. */
export const eventOptions: INodePropertyOptions[] = [
	{ name: 'Any Company Event', value: 'company.*' },
	{ name: 'Any Event', value: '*' },
	{
		name: 'Company Approved',
		value: 'company.approved',
		description: 'Gusto approved the company, and it can run payroll',
	},
	{ name: 'Company Deprovisioned', value: 'company.deprovisioned' },
	{ name: 'Company Migrated', value: 'company.migrated' },
	{ name: 'Company Needs Approval', value: 'company.needs_approval' },
	{ name: 'Company Not Approved', value: 'company.not_approved' },
	{
		name: 'Company Onboarded',
		value: 'company.onboarded',
		description: 'The company completed its onboarding',
	},
	{ name: 'Company Partner Authorized', value: 'company.partner_authorized' },
	{
		name: 'Company Provisioned',
		value: 'company.provisioned',
		description: 'The customer connected the company to your application',
	},
	{ name: 'Company Suspended', value: 'company.suspended' },
	{ name: 'Company Suspension Effective', value: 'company.suspended_effective' },
	{ name: 'Company Unsuspended', value: 'company.unsuspended' },
	{ name: 'Company Updated', value: 'company.updated' },
	{ name: 'Other Event', value: 'other' },
	{ name: 'Payroll Transfer Completed', value: 'company.payroll_transfer_completed' },
];

/** The largest page that Gusto returns. */
const PAGE = 100;
/** Max number of pages per poll. The next poll continues from there. */
const MOST_PAGES = 20;

/** Age in seconds after which an event may be gone from the list. Gusto keeps events for 30 days. */
const KEPT = 29 * 24 * 60 * 60;

/** An event in Gusto's list, with its ID and time. */
interface GustoEvent extends FeedEvent {
	record: IDataObject;
}

/**
 * The events of GET /v1/events that match one of the names, where `*` is a wildcard. Gusto can continue the list after any
 * event of the last 30 days. What it returns if that event is older isn't documented, so the list is then read from the start.
 * The same happens if Gusto rejects the cursor (any 4xx that isn't about the credential).
 */
export function gustoEvents(names: string[]): EventSource<FeedPosition> {
	const isWanted = ({ record }: GustoEvent) => isNamed(String(record.event_type), names);
	const read = async (exchange: Exchange, query: IDataObject): Promise<GustoEvent[]> => {
		const answer = await exchange({
			url: '/v1/events',
			qs: { limit: PAGE, ...filterFor(names), ...query },
			headers: { 'X-Gusto-API-Version': newest },
		});
		return listIn(answer, '').map((record) => ({
			id: String(record.uuid),
			at: Number(record.timestamp),
			record,
		}));
	};
	/** The page after a position, and the position that was used: a different one if Gusto no longer knows the cursor. */
	const pageAfter = async (exchange: Exchange, position: FeedPosition) => {
		const { after, at } = position;
		const oldestFirst = { sort_order: 'asc' };
		if (after !== undefined && at > Date.now() / 1000 - KEPT) {
			const query = { ...oldestFirst, starting_after_uuid: after };
			const page = await read(exchange, query).catch((error: unknown) => {
				if (isAboutCursor(error)) return undefined;
				throw error;
			});
			if (page) return { position, page };
		}
		const start = after === undefined ? position : feedRestart(position);
		return { position: start, page: await read(exchange, oldestFirst) };
	};
	return {
		provider: { ...gusto, credentials: ['gustoSystemApi'] },
		noun: 'events',
		permission: 'In the Gusto Developer Portal, add the scope events:read to your application.',
		start: async (exchange) => feedStart(await read(exchange, { sort_order: 'desc' })),
		async next(exchange, state) {
			const events: GustoEvent[] = [];
			let position = state;
			for (let number = 0; number < MOST_PAGES; number += 1) {
				const answer = await pageAfter(exchange, position);
				const { position: behind, fresh } = feedNext(answer.position, answer.page);
				events.push(...fresh.filter(isWanted));
				const moved = behind.after !== answer.position.after;
				position = behind;
				if (answer.page.length < PAGE || !moved) break;
			}
			return { state: position, events: events.map(toEvent) };
		},
		async newest(exchange) {
			const found = (await read(exchange, { sort_order: 'desc' })).find(isWanted);
			return found && toEvent(found);
		},
	};
}

/** Whether Gusto rejected the request for a reason other than the credential, the API version, or the rate limit. */
function isAboutCursor(error: unknown): boolean {
	const status = error instanceof Failure ? (error.status ?? 0) : 0;
	return status >= 400 && status < 500 && ![401, 403, 406, 429].includes(status);
}

function toEvent({ record }: GustoEvent): ProviderEvent {
	const { uuid, event_type, timestamp, resource_uuid, entity_type, entity_uuid } = record;
	return {
		id: String(uuid),
		name: String(event_type),
		at: timestamp,
		fields: { company_uuid: resource_uuid, entity_type, entity_uuid },
		raw: record,
	};
}

/** Filters the events at Gusto if possible: by the name itself, or by the prefix that all names share. */
function filterFor(names: string[]): IDataObject {
	const [first] = names;
	if (names.length === 1) return first === '*' ? {} : { event_type: first };
	const groups = new Set(names.map((name) => name.split('.')[0]));
	const [group] = groups;
	return groups.size === 1 && !group.includes('*') ? { event_type: `${group}.*` } : {};
}
