import type { PageStyle, Provider } from '../shared/types';

/** SoftwareOne Marketplace: the credential names the host by itself. It documents neither rate limits nor an idempotency key. */
export const softwareOne: Provider = {
	name: 'SoftwareOne',
	environments: {},
	credentials: ['softwareOneApi'],
};

/** SoftwareOne's lists: offsets from 0, at most 100 a page, totals in `$meta`. */
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
 * A value inside an RQL filter: in double quotes, which SoftwareOne wants for IDs and takes for everything, or in single
 * ones where it holds a double quote itself. RQL knows no other way to write a quote.
 */
export function rqlText(value: string): string {
	const quote = value.includes('"') ? "'" : '"';
	return `${quote}${value.replace(quote === '"' ? /\\/g : /[\\']/g, '')}${quote}`;
}

/**
 * A URL with an RQL filter as SoftwareOne reads it: bare in the query string, its brackets and commas unencoded. Only what
 * would end the filter or the URL is encoded.
 */
export function withRql(url: string, filter: string): string {
	const encoded = filter.replace(/[%&#+\s\u0080-\uffff]/gu, (letter) => encodeURIComponent(letter));
	return `${url}?${encoded}`;
}
