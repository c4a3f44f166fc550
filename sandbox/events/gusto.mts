import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { Rejection, type Answer } from '../types.mts';

/** An event as GET /v1/events lists it. `timestamp` is in seconds since 1970. */
export interface GustoEvent {
	uuid: string;
	event_type: string;
	resource_type: 'Company';
	resource_uuid: string;
	entity_type: string;
	entity_uuid: string;
	timestamp: number;
}

/** Events in the order in which they became visible, which may differ from the order of their timestamps. */
export interface GustoFeed {
	events: GustoEvent[];
	/** The undocumented response to a cursor that is unknown or too old. */
	expiredCursor: 400 | 404 | 410 | 422;
	/** Whether the application has the scope events:read. */
	mayRead: boolean;
}

const KEPT_SECONDS = 30 * 24 * 60 * 60;

export const newFeed = (): GustoFeed => ({ events: [], expiredCursor: 404, mayRead: true });

/** Adds an event for a company. `at` is in milliseconds since 1970 and defaults to now. */
export function addEvent(
	feed: GustoFeed,
	event_type: string,
	company: string = randomUUID(),
	at = Date.now(),
): GustoEvent {
	const [entity] = event_type.split('.');
	const event: GustoEvent = {
		uuid: randomUUID(),
		event_type,
		resource_type: 'Company',
		resource_uuid: company,
		entity_type: entity.charAt(0).toUpperCase() + entity.slice(1),
		entity_uuid: entity === 'company' ? company : randomUUID(),
		timestamp: Math.floor(at / 1000),
	};
	feed.events.push(event);
	return event;
}

/** GET /v1/events: the last 30 days by timestamp; within a second, in the order in which events became visible. */
export function listEvents(request: Request, feed: GustoFeed): Answer {
	if (!feed.mayRead) throw new Rejection(403, 'The application lacks the scope events:read');
	const query = request.query as Record<string, string | undefined>;
	const oldest = Date.now() / 1000 - KEPT_SECONDS;
	const kept = feed.events
		.filter(({ timestamp }) => timestamp >= oldest)
		.sort((one, other) => one.timestamp - other.timestamp);
	if (query.sort_order === 'desc') kept.reverse();
	const { starting_after_uuid: cursor, event_type: type = '*', resource_uuid: company } = query;
	const position = kept.findIndex(({ uuid }) => uuid === cursor);
	if (cursor !== undefined && position < 0)
		throw new Rejection(feed.expiredCursor, {
			path: 'starting_after_uuid',
			message: 'Event was not found',
		});
	const [start, end] = type.split('*');
	const fits = (name: string) =>
		end === undefined ? name === type : name.startsWith(start) && name.endsWith(end);
	const found = kept
		.slice(position + 1)
		.filter((event) => fits(event.event_type))
		.filter(({ resource_uuid }) => company === undefined || company === resource_uuid);
	return { status: 200, body: found.slice(0, Number(query.limit ?? 25)) };
}
