import type { PageStyle, Provider } from '../shared/types';

/** Teal's hosts, from its document: no /v1 in front of the paths. It documents neither rate limits nor an idempotency key. */
export const teal: Provider = {
	name: 'Teal',
	environments: { production: 'https://api.goteal.co', sandbox: 'https://api.sandbox.goteal.co' },
	credentials: ['tealApi', 'tealMemberApi'],
};

/** Teal's lists: offsets from 0, `total_count` in the body. `rows` and the largest page differ from list to list. */
export function tealPages(rows: string, most: number, key: string): PageStyle {
	return { by: 'offset', position: 'offset', size: 'limit', most, rows, total: { body: 'pagination.total_count' }, key };
}
