import type { PageStyle, Provider } from '../shared/types';

/**
 * Base URLs: production as several public code bases use it, staging from Yardstik's own demos. Yardstik documents no
 * idempotency key: a name that exists already gives back the existing subaccount instead.
 */
export const yardstik: Provider = {
	name: 'Yardstik',
	environments: { production: 'https://api.yardstik.com', staging: 'https://api.yardstik-staging.com' },
	credentials: ['yardstikApi'],
};

/** Yardstik's lists: pages from 1, totals in `meta`. Its largest page is not documented: a smaller one is coped with. */
export const yardstikPages: PageStyle = {
	by: 'page',
	position: 'page',
	size: 'per_page',
	most: 100,
	rows: 'data',
	total: { body: 'meta.total_count' },
	key: 'id',
};
