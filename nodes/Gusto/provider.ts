import type { Provider } from '../shared/types';

/** Gusto's demo and production hosts (Gusto's public specifications). It takes no idempotency key for new accounts. */
export const gusto: Provider = {
	name: 'Gusto',
	environments: { production: 'https://api.gusto.com', demo: 'https://api.gusto-demo.com' },
	credentials: ['gustoApi', 'gustoSystemApi'],
	resetHeader: 'x-ratelimit-reset',
};
