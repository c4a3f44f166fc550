import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { millisecondsOf } from './cursor';

/** One event of a provider, before it becomes an item. */
export interface ProviderEvent {
	/** Stays the same no matter how often the provider sends or lists the event. */
	id: string;
	/** The provider's name for the event, such as "account.credentialed". */
	name: string;
	/** The event in words. The default is derived from the name. */
	words?: string;
	/** When it happened, as the provider formats it: ISO 8601, or seconds since 1970. */
	at: unknown;
	/** The account's ID, with the same name as in the output of Create, and the most useful fields. */
	fields: IDataObject;
	/** The event as the provider sent it. */
	raw: IDataObject;
}

/**
 * The output item of every trigger: `event_id`, `event`, `event_name`, and `occurred_at`, followed by the event's own fields.
 * If Simplify is turned off, `raw` contains the whole event.
 */
export function eventItem(event: ProviderEvent, simplified: boolean): INodeExecutionData {
	const { id, name, words = inWords(name), at, fields, raw } = event;
	const flat: IDataObject = {
		event_id: id,
		event: name,
		event_name: words,
		occurred_at: isoTime(at),
		...fields,
	};
	return { json: simplified ? flat : { ...flat, raw } };
}

/** Converts the name of an event to words: `account.credentialed` to "Account credentialed". */
export function inWords(name: string): string {
	const words = name.replace(/[._\-\s]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Converts a text or seconds since 1970 to an ISO 8601 time in UTC. A text without an offset is UTC, and a text that isn't a date
 * is returned unchanged. Returns null if there is no value.
 */
function isoTime(at: unknown): string | null {
	if (at === undefined || at === null || at === '') return null;
	const text = String(at);
	const moment = new Date(typeof at === 'number' ? at * 1000 : millisecondsOf(text));
	return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
