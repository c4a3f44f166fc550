/** The base URLs of a provider, by the value of the credential's Environment field. */
export type Environments = Record<string, string>;

/** The specifics of one provider's API, as data. Each provider folder has one. */
export interface Provider {
	/** The provider's name in messages. */
	name: string;
	/** Base URLs by the credential's environment. */
	environments: Environments;
	/** Credential types of the node. The first one is the default. */
	credentials: [string, ...string[]];
	/** The header for a create's idempotency key. */
	idempotencyHeader?: string;
	/** Rate limit headers. */
	rateHeaders?: RateHeaders;
	/** How the provider's error bodies differ from the common formats. */
	dialect?: Dialect;
}

/** Names of rate limit headers, in lowercase. */
export interface RateHeaders {
	/** Requests per window. */
	limit: string;
	/** Requests left in the current window. */
	remaining: string;
	/** The end of the window: a date, epoch seconds or milliseconds, or seconds from now. */
	reset: string;
}

/** The specifics of a provider's error messages. */
export interface Dialect {
	/** A generic introduction, which is omitted if the message lists the fields. */
	general?: RegExp;
	/** Names that the provider uses for the whole request instead of a field. */
	whole?: string[];
	/** Matches the message that an earlier request with the same idempotency key is still being processed. */
	inProgress?: RegExp;
	/** Matches the message of a 404 about a record in the request's body or query, not about the URL. */
	missing?: RegExp;
}

/** How a list is paginated, as data, so that one function can read all lists. */
export interface PageStyle {
	/** 'page' counts pages from 1, 'offset' counts records from 0. */
	by: 'page' | 'offset';
	/** Query parameter for the page number or the offset. */
	position: string;
	/** Query parameter for the page size. */
	size: string;
	/** The largest page size that the provider allows. */
	most: number;
	/** Path of the records in the response. Empty if the response is the array. */
	rows: string;
	/** The location of the total number of records: a path in the body, or a header. */
	total: { body: string } | { header: string };
	/** Field that identifies a record. */
	key: string;
}

/** The type of the credential that a node uses: the one that is selected in its form, or the default one. */
export function credentialType(
	context: { getNodeParameter(name: string, fallback: string): unknown },
	{ credentials }: Pick<Provider, 'credentials'>,
): string {
	return String(context.getNodeParameter('authentication', credentials[0]));
}
