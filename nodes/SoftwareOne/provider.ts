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
 * A URL with an RQL filter and what goes with it (`order=name`) as SoftwareOne reads them: bare in the query string, their
 * brackets and commas unencoded. Only what would end a part or the URL is encoded. Empty parts are left out.
 */
export function withRql(url: string, ...parts: string[]): string {
	const encoded = parts.filter((part) => part).map((part) => part.replace(/[%&#+\s\u0080-\uffff]/gu, (letter) => encodeURIComponent(letter)));
	return encoded.length > 0 ? `${url}?${encoded.join('&')}` : url;
}
