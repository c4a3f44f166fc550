import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import type { Dialect } from '../provider';
import { isObject } from '../values';

/**
 * The provider's message in a response body, as one line without markup, or '' if it has none. Supports all formats that the
 * five providers and common gateways use: text, `error`, `errors` (strings, objects with `message` and a field, or an object of
 * field → strings, nested to any depth), `message`, and problem details (RFC 9457). For any other format, returns all text in
 * the body.
 */
export function wordsOf(body: unknown, dialect: Dialect = {}): string {
	if (isText(body) && /^\s*[{[]/.test(body)) {
		return wordsOf(jsonParse(body, { fallbackValue: null }), dialect);
	}
	const words = isObject(body)
		? fromObject(body, dialect)
		: isText(body)
			? [fromText(body)]
			: Array.isArray(body)
				? fromList(body, dialect)
				: [];
	const sentences = words.filter((word) => word).map((word) => word.replace(/\.$/, ''));
	return shorten([...new Set(sentences)].join('; '), 500);
}

/** Shortens a text to `most` characters, followed by an ellipsis. */
export function shorten(value: string, most: number): string {
	return value.length > most ? `${value.slice(0, most)}…` : value;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function fromObject(body: IDataObject, dialect: Dialect): string[] {
	const fields = [body.errors, body.error].flatMap((value) =>
		isObject(value) && !isText(value.message)
			? fromFields(value, dialect)
			: fromList([value].flat(), dialect),
	);
	const general = [body.detail, body.message, body.error_description].filter(isText).map(fromText);
	const said = fields.length ? general.filter((words) => !dialect.general?.test(words)) : general;
	if (said.length || fields.length) return [...said, ...fields];
	return isText(body.title) ? [fromText(body.title)] : fromFields(body, dialect);
}

function fromList(list: unknown[], dialect: Dialect): string[] {
	return list.flatMap((entry) => {
		if (isText(entry)) return [fromText(entry)];
		if (!isObject(entry)) return [];
		if (Array.isArray(entry.errors)) return fromList(entry.errors, dialect);
		if (!isText(entry.message)) return fromFields(entry, dialect);
		const listed = Array.isArray(entry.properties) ? entry.properties.join(', ') : undefined;
		const named = entry.error_key ?? entry.field ?? listed;
		const useful =
			isText(named) && !dialect.whole?.includes(named) && !mentions(entry.message, named);
		return [useful ? `${named}: ${entry.message}` : entry.message];
	});
}

function fromFields(fields: IDataObject, dialect: Dialect): string[] {
	return Object.entries(fields).flatMap(([field, value]) =>
		fromList([value].flat(), dialect).map((said) =>
			mentions(said, field) ? said : `${field}: ${said}`,
		),
	);
}

/** Whether the message already mentions the field. "Company name" mentions `company.name`. */
function mentions(said: string, field: string): boolean {
	const plain = (value: string) =>
		value
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, ' ')
			.trim();
	return plain(said).includes(plain(field.split('.').pop() ?? field));
}

function fromText(said: string): string {
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(said)?.[1];
	const visible =
		title ?? said.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
	return visible.replace(/\s+/g, ' ').trim();
}
