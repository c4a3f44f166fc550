import type { PageStyle, Provider } from '../shared/provider';

/**
 * The production base URL is from several public code bases, the staging one from Yardstik's own demos. Yardstik has no
 * idempotency key. Instead, a create with an existing name returns the existing subaccount.
 */
export const yardstik: Provider = {
	name: 'Yardstik',
	environments: {
		production: 'https://api.yardstik.com',
		staging: 'https://api.yardstik-staging.com',
	},
	credentials: ['yardstikApi'],
	// Yardstik's error bodies aren't documented. This is a common introduction.
	dialect: { general: /^validation (errors? occurred|failed)/i },
};

/** Pagination of Yardstik's lists: pages start at 1, the total is in `meta`. The largest page isn't documented; smaller ones work. */
export const yardstikPages: PageStyle = {
	by: 'page',
	position: 'page',
	size: 'per_page',
	most: 100,
	rows: 'data',
	total: { body: 'meta.total_count' },
	key: 'id',
};
