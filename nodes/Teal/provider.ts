import type { PageStyle, Provider } from '../shared/provider';

/** Teal's hosts are from its API document, which has no /v1 prefix, rate limits, or idempotency key. */
export const teal: Provider = {
	name: 'Teal',
	environments: { production: 'https://api.goteal.co', sandbox: 'https://api.sandbox.goteal.co' },
	credentials: ['tealApi', 'tealMemberApi'],
	// For requests with a user who doesn't exist. The wording isn't documented: "User not found" is the sandbox's guess.
	dialect: { missing: /\b(user|authorisation|term)\b.*\bnot found\b/i },
};

/** Pagination of Teal's lists: offsets start at 0, `total_count` is in the body. `rows` and the largest page depend on the list. */
export function tealPages(rows: string, most: number, key: string): PageStyle {
	return {
		by: 'offset',
		position: 'offset',
		size: 'limit',
		most,
		rows,
		total: { body: 'pagination.total_count' },
		key,
	};
}

export const accountPages = tealPages('accounts', 1000, 'account_id');
export const authorisationPages = tealPages('authorisations', 100, 'id');
export const termPages = tealPages('terms', 100, 'id');
export const userPages = tealPages('users', 100, 'user_id');
