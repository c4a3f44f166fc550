import type { PageStyle, Provider } from '../shared/provider';

/** The SoftwareOne Marketplace. The host is set in the credential. Neither rate limits nor an idempotency key are documented. */
export const softwareOne: Provider = {
	name: 'SoftwareOne',
	environments: {},
	credentials: ['softwareOneApi'],
	dialect: {
		general: /^one or more validation errors occurred|^the request (is not|was not) valid/i,
	},
};

/** The path to create and list accounts. */
export const ACCOUNTS = '/public/v1/accounts/accounts';

/** Pagination of SoftwareOne's lists: offsets start at 0, pages hold at most 100 records, the total is in `$meta`. */
export const softwareOnePages: PageStyle = {
	by: 'offset',
	position: 'offset',
	size: 'limit',
	most: 100,
	rows: 'data',
	total: { body: '$meta.pagination.total' },
	key: 'id',
};

/**
 * Quotes a value for an RQL filter. SoftwareOne requires double quotes for IDs and accepts them for all values. A value that
 * contains a double quote is put in single quotes, because RQL has no escape character.
 */
export function rqlText(value: string): string {
	const quote = value.includes('"') ? "'" : '"';
	return `${quote}${value.replace(quote === '"' ? /\\/g : /[\\']/g, '')}${quote}`;
}

/**
 * An RQL filter for records whose field equals a value. RQL can't escape double quotes or backslashes, so wildcards replace
 * them. The filter may then match additional records, but never fewer.
 */
export function rqlEquals(field: string, value: string): string {
	if (!/["\\]/.test(value)) return `eq(${field},"${value}")`;
	return `ilike(${field},"${value.replace(/["\\]/g, '*')}")`;
}

/**
 * Adds an RQL filter and related parameters (`order=name`) to a URL. SoftwareOne expects them unencoded in the query string,
 * with plain parentheses and commas. Only characters that would end a parameter or the URL are encoded. Empty parts are omitted.
 */
export function withRql(url: string, ...parts: string[]): string {
	const encoded = parts
		.filter((part) => part)
		.map((part) => part.replace(/[%&#+\s\u0080-\uffff]/gu, (letter) => encodeURIComponent(letter)));
	return encoded.length > 0 ? `${url}?${encoded.join('&')}` : url;
}

/**
 * The `order` or `select` parameter of a query string, or '' if there are no fields. SoftwareOne treats a name without a sign
 * like one with a plus, and a plus would have to be encoded.
 */
export function fieldList(
	parameter: 'order' | 'select',
	names: unknown,
	...more: string[]
): string {
	const all = [...String(names ?? '').split(','), ...more]
		.map((name) => name.trim().replace(/^\+/, ''))
		.filter((name) => name);
	return all.length > 0 ? `${parameter}=${[...new Set(all)].join(',')}` : '';
}
