import type { Request } from 'express';
import { assignChecked, existing, isFlag, isText, oneOf } from '../changes.mts';
import {
	checkrHookHandlers,
	checkrKey,
	checkrOwnAccount,
	newCheckrHooks,
	type CheckrHooks,
} from '../events/checkr.mts';
import { Rejection, type ProviderSandbox } from '../types.mts';

export { checkrKey };
/** The OAuth token for reading a customer's account. */
export const checkrCustomerToken = (accountId: string) => `customer-token-${accountId}`;

type Account = Record<string, unknown> & { id: string; name: string };

export interface CheckrState extends CheckrHooks {
	/** Every account, in order of creation. */
	accounts: Account[];
	packages: Array<Record<string, unknown>>;
	/** First responses by idempotency key, with the request body and the time in milliseconds. */
	answers: Map<string, { body: string; account: Account; at: number }>;
	/** Idempotency keys of requests in flight. */
	atWork: Set<string>;
	/** The undocumented response to a known key with a different body: a 409 or the first response. */
	otherBody: 'conflict' | 'first';
}

/** How long Checkr remembers an idempotency key. */
const DAY = 24 * 60 * 60 * 1000;

const own: Account = {
	id: checkrOwnAccount,
	object: 'account',
	uri: `/v1/accounts/${checkrOwnAccount}`,
	uri_name: 'sandbox-partner',
	name: 'Sandbox Partner',
	created_at: '2020-01-07T00:26:49Z',
	purpose: 'employment',
	company: { city: 'San Francisco', state: 'CA' },
	authorized: true,
	api_authorized: true,
	available_screenings: ['county_criminal_search', 'ssn_trace'],
	support_email: 'support@example.com',
};

/** The customer's account whose OAuth token authenticates the request. */
function customerOf(request: Request, { accounts }: CheckrState): Account | undefined {
	const user = userOf(request);
	return user === checkrKey
		? undefined
		: accounts.find(({ id }) => user === checkrCustomerToken(id));
}

/** The user name of Basic authentication, if the password is empty. */
function userOf(request: Request): string | undefined {
	const text = Buffer.from(
		(request.headers.authorization ?? '').replace('Basic ', ''),
		'base64',
	).toString();
	return /^([^:]+):$/.exec(text)?.[1];
}

function packageAt(number: number): Record<string, unknown> {
	return {
		id: `package${number}`,
		object: 'package',
		uri: `/v1/packages/package${number}`,
		apply_url: `https://apply.example.com/package${number}`,
		name: `Package ${number}`,
		slug: `package_${number}`,
		price: 1000 + number,
		screenings: [{ type: 'ssn_trace', subtype: null }],
		created_at: '2024-01-01T00:00:00Z',
		deleted_at: null,
	};
}

/** Checkr: creates one account per idempotency key; has 1 package unless more are seeded. */
export const checkr: ProviderSandbox<CheckrState> = {
	name: 'checkr',
	contract: 'checkr.yaml',
	basePath: '/v1',
	newState: () => ({
		accounts: [],
		packages: [packageAt(1)],
		answers: new Map(),
		atWork: new Set(),
		otherBody: 'conflict',
		...newCheckrHooks(),
	}),
	seed(state, count) {
		for (let made = 0; made < count; made += 1)
			state.packages.push(packageAt(state.packages.length + 1));
	},
	security: {
		basicAuth(request, state) {
			// Checkr's edge rejects requests without a User-Agent.
			if (!request.headers['user-agent']) throw new Rejection(403, 'Request blocked');
			if (userOf(request) !== checkrKey && !customerOf(request, state))
				throw new Rejection(401, 'Bad authentication error');
			return true;
		},
	},
	switches: { otherBody: oneOf('conflict', 'first'), applicationUrl: isText },
	advance({ accounts }, id, change) {
		const account = existing(
			accounts.find((each) => each.id === id),
			id,
		);
		assignChecked(account, change, { authorized: isFlag, api_authorized: isFlag });
		return account;
	},
	held: ({ accounts }) =>
		accounts.map(({ id, name, billing_email, authorized }) => ({
			kind: 'account',
			id,
			name,
			email: String(billing_email ?? ''),
			status: authorized ? 'authorized' : 'not authorized',
		})),
	handlers: {
		...checkrHookHandlers,
		getOwnAccount: (request, state) => ({ status: 200, body: customerOf(request, state) ?? own }),
		createAccount(request, state) {
			const body = request.body as Record<string, unknown> & {
				name: string;
				user: { email?: string };
				company: { tax_id?: string; phone?: string | null };
			};
			if (userOf(request) !== checkrKey)
				throw new Rejection(403, 'You do not have permission to access the requested resource');
			const key = request.header('Idempotency-Key');
			const text = JSON.stringify(body);
			if (key !== undefined && state.atWork.has(key))
				throw new Rejection(409, 'A request with this idempotency key is still being processed');
			const first = key === undefined ? undefined : state.answers.get(key);
			const known = first && Date.now() - first.at < DAY ? first : undefined;
			if (known && known.body !== text && state.otherBody === 'conflict')
				throw new Rejection(409, 'This idempotency key was used for another request');
			if (known) return { status: 201, body: known.account };
			const { tax_id, ...company } = body.company;
			if (tax_id !== undefined && !/^\d{9}$/.test(tax_id.replaceAll('-', '')))
				throw new Rejection(400, { path: 'company.tax_id', message: 'company.tax_id is invalid' });
			const id = (state.accounts.length + 1).toString(16).padStart(24, 'c');
			const account: Account = {
				id,
				object: 'account',
				uri: `/v1/accounts/${id}`,
				uri_name: body.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
				name: body.name,
				created_at: new Date().toISOString(),
				purpose: body.purpose,
				company,
				authorized: false,
				api_authorized: false,
				available_screenings: [],
				default_compliance_city: body.default_compliance_city ?? null,
				default_compliance_state: body.default_compliance_state ?? null,
				geos_required: false,
				segmentation_enabled: false,
				adverse_action_email: body.user.email ?? null,
				billing_email: body.user.email ?? null,
				compliance_contact_email: body.user.email ?? null,
				support_email: body.user.email ?? null,
				support_phone: company.phone ?? null,
				technical_contact_email: body.user.email ?? null,
				...(body.oauth_authorize ? { authorization_code: `code-${id}` } : {}),
			};
			state.accounts.push(account);
			if (key === undefined) return { status: 201, body: account };
			state.answers.set(key, { body: text, account, at: Date.now() });
			state.atWork.add(key);
			return { status: 201, body: account, finished: () => state.atWork.delete(key) };
		},
		listPackages(request, state) {
			const { page, perPage } = pageOf(request);
			const { length } = state.packages;
			const link = (number: number) =>
				`http://${request.headers.host}/v1/packages?page=${number}&per_page=${perPage}`;
			return {
				status: 200,
				body: {
					object: 'list',
					count: length,
					next_href: page * perPage < length ? link(page + 1) : null,
					previous_href: page > 1 ? link(page - 1) : null,
					data: state.packages.slice((page - 1) * perPage, page * perPage),
				},
			};
		},
	},
	reject(status, issues) {
		// The validator has its own message for a request without a key.
		if (status === 401) return { status, body: { error: 'Bad authentication error' } };
		const said = issues.map(({ path, message }) =>
			path && !message.includes(path) ? `${path} ${message}` : message,
		);
		return { status, body: { error: said.length === 1 ? said[0] : said } };
	},
	rateHeaders: ({ limit, remaining, resetAt }) => ({
		'X-Ratelimit-Limit': String(limit),
		'X-Ratelimit-Remaining': String(remaining),
		'X-Ratelimit-Reset': new Date(resetAt).toISOString(),
	}),
};

/** The requested page number and size; defaults to 1 and 25. */
export function pageOf(request: Request): { page: number; perPage: number } {
	return { page: Number(request.query.page ?? 1), perPage: Number(request.query.per_page ?? 25) };
}
