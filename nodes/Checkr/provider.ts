import type { PageStyle, Provider } from '../shared/types';

/**
 * Base URLs: production from Checkr's OpenAPI document, staging from its public OAuth reference integration. Checkr answers a POST
 * with a known Idempotency-Key with the first result for 24 hours, and tells in a header when a rate limit ends.
 */
export const checkr: Provider = {
	name: 'Checkr',
	environments: { production: 'https://api.checkr.com/v1', staging: 'https://api.checkr-staging.com/v1' },
	credentials: ['checkrApi'],
	idempotencyHeader: 'Idempotency-Key',
	resetHeader: 'x-ratelimit-reset',
};

/** Checkr's lists: pages from 1, at most 100 a page, `count` tells how many there are. */
export const checkrPages: PageStyle = {
	by: 'page',
	position: 'page',
	size: 'per_page',
	most: 100,
	rows: 'data',
	total: { body: 'count' },
	key: 'id',
};
