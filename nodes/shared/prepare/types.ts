import type { INodeProperties } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';
import { isEmpty, isObject } from '../values';

/** A converted value, or the end of a sentence that says why it is invalid. */
export interface Typed {
	value?: unknown;
	text?: string;
}

/** Converts a value from the form or an expression to its field's type. `timezone` is the workflow's. */
export function toType(property: INodeProperties, given: unknown, timezone: string): Typed {
	switch (property.type) {
		case 'boolean':
			if (!/^(true|false)$/i.test(String(given))) return { text: 'must be true or false' };
			return { value: /^true$/i.test(String(given)) };
		case 'number': {
			const number = Number(given);
			return Number.isFinite(number) && typeof given !== 'boolean'
				? { value: number }
				: { text: 'must be a number' };
		}
		case 'dateTime': {
			const value = toInstant(given, timezone);
			return value === undefined
				? { text: 'must be a date, such as 2026-01-31 or 2026-01-31T09:00:00Z' }
				: { value };
		}
		case 'json':
			if (typeof given === 'object') return { value: given };
			try {
				return { value: JSON.parse(String(given)) };
			} catch {
				return { text: 'must be valid JSON: check its brackets, quotes and commas' };
			}
		case 'multiOptions':
			return toList(typeof given === 'string' ? given.split(',') : given);
		default:
			if (isObject(given) && '__rl' in given) return toText(given.value);
			return toText(given, !property.typeOptions?.password);
	}
}

function toList(given: unknown): Typed {
	const texts = [given]
		.flat()
		.filter((entry) => !isEmpty(entry))
		.map((entry) => toText(entry));
	const wrong = texts.find((entry) => entry.text !== undefined);
	return wrong ?? { value: texts.map((entry) => entry.value) };
}

/** Converts a value to a string. ZIP codes from a CRM are often numbers. A list or an object is a wrong mapping. */
function toText(given: unknown, trim = true): Typed {
	if (typeof given === 'object') return { text: 'must be text, not a list or an object' };
	return { value: trim ? String(given).trim() : String(given) };
}

/**
 * Converts a value of a date field or an expression to an ISO 8601 time in UTC. Accepts a date, a date and time with or without
 * a time zone (the default is the workflow's), or a date object. Returns undefined if it isn't a date.
 */
export function toInstant(given: unknown, timezone: string): string | undefined {
	const date = given as { toISO?: () => string; toISOString?: () => string };
	try {
		// A date object may come from another realm, so instanceof doesn't work.
		const text = (date.toISO?.() ?? date.toISOString?.() ?? String(given)).trim();
		if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/.test(text)) return undefined;
		const moment = tryToParseDateTime(text, timezone);
		// A day that doesn't exist, such as February 30, becomes a different day.
		return moment.toISODate() === text.slice(0, 10) ? moment.toJSDate().toISOString() : undefined;
	} catch {
		return undefined;
	}
}
