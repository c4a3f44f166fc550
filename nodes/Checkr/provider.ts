import type { PageStyle, Provider } from '../shared/provider';

/**
 * The production base URL is from Checkr's OpenAPI document, the staging one from its public OAuth reference integration. For 24
 * hours, Checkr returns the first result for a POST with a known Idempotency-Key. A header says when a rate limit resets.
 */
export const checkr: Provider = {
	name: 'Checkr',
	environments: {
		production: 'https://api.checkr.com/v1',
		staging: 'https://api.checkr-staging.com/v1',
	},
	credentials: ['checkrApi'],
	// A 409 can also mean a duplicate (its OpenAPI document).
	dialect: { inProgress: /still (being )?process|in progress|still at work/i },
	idempotencyHeader: 'Idempotency-Key',
	rateHeaders: {
		limit: 'x-ratelimit-limit',
		remaining: 'x-ratelimit-remaining',
		reset: 'x-ratelimit-reset',
	},
};

/** Pagination of Checkr's lists: pages start at 1 and hold at most 100 records, `count` is the total. */
export const checkrPages: PageStyle = {
	by: 'page',
	position: 'page',
	size: 'per_page',
	most: 100,
	rows: 'data',
	total: { body: 'count' },
	key: 'id',
};
