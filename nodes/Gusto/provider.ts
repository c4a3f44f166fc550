import type { Provider } from '../shared/provider';

/** Gusto's demo and production hosts (Gusto's public specifications). It has no idempotency key for new companies. */
export const gusto: Provider = {
	name: 'Gusto',
	environments: { production: 'https://api.gusto.com', demo: 'https://api.gusto-demo.com' },
	credentials: ['gustoApi', 'gustoSystemApi'],
	// The names that Gusto uses for the request as a whole.
	dialect: { whole: ['base', 'request'] },
	rateHeaders: {
		limit: 'x-ratelimit-limit',
		remaining: 'x-ratelimit-remaining',
		reset: 'x-ratelimit-reset',
	},
};

/** The newest API version, which Gusto will support the longest (Gusto's changelog). */
export const newest = '2026-06-15';
